"""The answer of a comparison on one page: what differs, by how much, at what price, and why.

What for: who asked reads this first, and mostly this alone. Takes the comparison, its reasons and
the names of a scenario; gives at most :data:`LINES` lines in 100 columns. The tables behind it are
:mod:`renkei.report.responses.comparison` and :mod:`renkei.report.sustainment.comparison`.

Order: the designs with how few incidents make the difference and the price, what differs, what does
not, what nobody knows yet, why, what the levels do not mean.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.analysis.statistics.verdicts import FEW
from renkei.report.responses.comparison import measure_words, page_unit, plain_value
from renkei.report.responses.groups import Groups, causes_of
from renkei.report.responses.lines import (
    closing,
    designs_of,
    head_of,
    left_out,
    most_replications,
    types_by_verdict,
)
from renkei.report.tables import Table
from renkei.report.verdicts import STYLES, TOLD, verdict_word
from renkei.report.wording import PERCENT, bracketed, joined

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.report.wording import Unit
    from renkei.study.naming import Naming

LINES = 60
"""Lines of the answer in 100 columns, at most."""

_WIDTH = 100
"""Columns in which the lines are counted."""

_BUDGETS = ((7, 2), (6, 2), (7, 1), (6, 1), (5, 1), (4, 1), (3, 1), (2, 1))
"""Measures named as different, and reasons: the first pair that fits on the page is printed."""

_OF_SUPPLY = 1
"""Measures of units or stocks among them at least, where enough incident types differ."""

_DESIGNS = 2
"""Designs of which a row gives the difference in numbers."""

_HEADS = {
    "also": later("also"),
    "alike": later("alike"),
    "undecided": later("undecided"),
    "too rare": later("too rare"),
    "why": later("why"),
    "drivers": later("drivers"),
    "flips": later("flips"),
    "levels": later("levels"),
    "how": later("how"),
}
"""What stands before each line below the table."""


def render_answer(
    comparison: Comparison,
    naming: Naming,
    why: Mapping[str, Sequence[str]],
    of_supply: Sequence[tuple[str, str, Text]] = (),
    focus: str = "",
    question: str = "",
    on_first: Sequence[tuple[str, str]] = (),
) -> RenderableType:
    """Return the answer.

    Parameters
    ----------
    why
        Sentences by design, the design that differs most first; of those that are of one incident
        type (:class:`renkei.report.responses.reasons.Reason`) the page has those of a type shown.
    of_supply
        Measures of readiness and supply that differ: name with measure, baseline, verdicts.
    focus
        What focused replications hold; empty: they are not focused.
    question
        A question in words: then the page answers it, and leaves out what was not asked.
    on_first
        What drives the first verdict (:func:`leading`) and what would turn it, each with its head.
    """
    from renkei.report.terminal import Terminal

    counter = Terminal(file=io.StringIO(), width=_WIDTH, markup=False, emoji=False, highlight=False)
    if question:
        rows = tuple(row for row in comparison.rows if comparison.is_asked(row))
        comparison, of_supply = replace(comparison, rows=rows), ()
    groups = Groups(comparison, naming.labels, whole=bool(question))
    page: RenderableType = Text()
    for budget in _BUDGETS:
        page = _page(comparison, naming, why, of_supply, groups, budget, focus, question, on_first)
        if len(counter.render_lines(page)) <= LINES:
            break
    return page


def _page(
    comparison: Comparison,
    naming: Naming,
    why: Mapping[str, Sequence[str]],
    of_supply: Sequence[tuple[str, str, Text]],
    groups: Groups,
    budget: tuple[int, int],
    focus: str,
    question: str,
    on_first: Sequence[tuple[str, str]],
) -> RenderableType:
    """Return the answer with so many measures and reasons."""
    told = [Text(focus)] if focus else []
    parts: list[RenderableType] = [*head_of(comparison, naming, question), *told]
    if len(comparison.designs) > 1:
        parts += [Text(), *designs_of(comparison, naming)]
        counts = "" if question else types_by_verdict(groups)
        parts += [Text(), Text(counts, "bold")] if counts else []
    parts.append(Text())
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("what was asked") if question else tr("what differs"), width=38)
    table.add_column(
        tr("{baseline}\n(interval)", baseline=comparison.baseline), justify="right", no_wrap=True
    )
    table.add_column(tr("difference\n(interval)"))
    unit = page_unit(comparison)
    most, reasons = budget
    room = most - min(len(of_supply), _OF_SUPPLY)
    types = groups.first(room)
    responses = [rows for measures in types for rows in measures]
    supply = of_supply[: max(most - len(responses), 0)]
    for rows in responses:
        base, *others = rows
        name = Text.assemble(
            (naming.labels.incidents[base.incident], "bold"),
            tr(", ") + measure_words(base, asked=comparison.is_asked(base)),
        )
        table.add_row(name, _level(base, unit), _verdicts(others, unit))
    for name_of, value, said in supply:
        table.add_row(Text(name_of), value, said)
    if table.row_count:
        parts.append(table)
    elif len(comparison.designs) > 1:
        nothing = tr("Nothing that was compared is better or worse under any design.")
        parts.append(Text(nothing, "bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    # A second measure of a type that the table has no room for is said in words too.
    unshown = [own[len(types[n]) if n < len(types) else 0 :] for n, own in enumerate(groups.told)]
    unshown = [own for own in unshown if own]
    causes = causes_of(why, responses, reasons)
    for head, line in (
        *left_out(
            naming.labels,
            groups,
            unshown,
            len(of_supply) - len(supply),
            asks_more=not focus and most_replications(comparison) >= FEW,
        ),
        *closing(comparison, naming, causes, question, on_first),
    ):
        grid.add_row(tr(_HEADS[head]), line)
    return Group(*parts, Text(), grid)


def _verdicts(rows: Sequence[Row], unit: Unit) -> Text:
    """Return the designs by verdict, those that differ with their differences."""
    text = Text()
    for verdict in STYLES:
        found = [row for row in rows if row.verdict == verdict]
        if not found:
            continue
        text.append(tr("; ") if text else "")
        text.append(verdict_word(verdict), STYLES[verdict])
        text.append(tr(": "))
        if verdict in TOLD:
            found.sort(key=lambda row: -abs(row.difference or 0.0))
            text.append(joined(_said(row, unit) for row in found[:_DESIGNS]))
            more = [row.design for row in found[_DESIGNS:]]
            text.append(tr(", also {designs}", designs=joined(more)) if more else "")
        elif len(found) == len(rows):
            text.append(tr("all"))
        else:
            text.append(joined(row.design for row in found))
    return text


def _level(base: Row, page: Unit) -> str:
    """Return the value of the baseline, its interval below."""
    unit = PERCENT if base.unit == "1" else page
    value = plain_value(base.estimate, base.unit, page)
    if base.low is None or base.high is None or not math.isfinite(base.estimate):
        return value
    return f"{value}\n{tr('({range})', range=unit.range(base.low, base.high))}"


def _said(row: Row, page: Unit) -> str:
    unit = PERCENT if row.unit == "1" else page
    if row.difference is None or not math.isfinite(row.difference):
        return row.design
    assert row.diff_low is not None
    assert row.diff_high is not None
    name = tr("points") if row.unit == "1" else unit.name
    ends = unit.signed_range(row.diff_low, row.diff_high)
    return bracketed(f"{row.design} {unit.number(row.difference, signed=True)} {name}", ends)
