"""The answer of a comparison on one page: what differs, by how much, at what price, and why.

What for: who asked reads this first, and mostly this alone. Takes the comparison, its reasons and
the names of a scenario; gives at most :data:`LINES` lines in 100 columns. The tables behind it are
:mod:`renkei.report.responses.comparison` and :mod:`renkei.report.sustainment.comparison`.

Order: what the levels do not mean, how few incidents make the difference, what differs, what does
not, what nobody knows yet, the price, why.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.analysis.statistics.verdicts import FEW
from renkei.report.method import comparisons, looks_words, over_words, zone_words
from renkei.report.responses.comparison import measure_words, page_unit, plain_value, told_metrics
from renkei.report.scenario.assumptions import provenance
from renkei.report.scenario.changes import price_words
from renkei.report.scenario.loads import without_load
from renkei.report.tables import Table
from renkei.report.verdicts import STYLES, TOLD, deciding, verdict_word
from renkei.report.wording import PERCENT, apart, bracketed, joined, listed, number, percent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.report.wording import Unit
    from renkei.study.naming import Labels, Naming

LINES = 40
"""Lines of the answer in 100 columns, at most."""

_WIDTH = 100
"""Columns in which the lines are counted."""

_BUDGETS = ((7, 2), (6, 2), (7, 1), (6, 1), (5, 1), (4, 1), (3, 1), (2, 1))
"""Measures named as different, and reasons: the first pair that fits on the page is printed."""

_OF_SUPPLY = 1
"""Measures of units or stocks among them at least, where enough incident types differ."""

_DESIGNS = 2
"""Designs of which a row gives the difference in numbers."""

_NAMED = 3
"""Incident types that a line names; it counts the others."""


_HEADS = {
    "also": later("also"),
    "alike": later("alike"),
    "undecided": later("undecided"),
    "too rare": later("too rare"),
    "price": later("price"),
    "why": later("why"),
    "drivers": later("drivers"),
    "flips": later("flips"),
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
    groups = _Groups(comparison, naming.labels, whole=bool(question))
    page: RenderableType = Text()
    for budget in _BUDGETS:
        page = _page(comparison, naming, why, of_supply, groups, budget, focus, question, on_first)
        if len(counter.render_lines(page)) <= LINES:
            break
    return page


def leading(comparison: Comparison, labels: Labels, *, asked: bool = False) -> Row | None:
    """Return the first verdict of the answer: the largest difference of its first row.

    Parameters
    ----------
    asked
        Of what was asked alone.
    """
    rows = tuple(row for row in comparison.rows if not asked or comparison.is_asked(row))
    groups = _Groups(replace(comparison, rows=rows), labels, whole=asked)
    for measures in groups.told:
        for own in measures:
            told = [row for row in own if row.verdict in TOLD]
            if told:
                return max(told, key=lambda row: abs(row.difference or 0.0))
    return None


def named_first(comparison: Comparison, labels: Labels, *, asked: bool = False) -> list[str]:
    """Return the incident types that differ in the order in which the answer names them.

    Parameters
    ----------
    asked
        Of what was asked alone.
    """
    rows = tuple(row for row in comparison.rows if not asked or comparison.is_asked(row))
    groups = _Groups(replace(comparison, rows=rows), labels, whole=asked)
    return list(dict.fromkeys(measures[0][0].incident for measures in groups.told))


def _page(
    comparison: Comparison,
    naming: Naming,
    why: Mapping[str, Sequence[str]],
    of_supply: Sequence[tuple[str, str, Text]],
    groups: _Groups,
    budget: tuple[int, int],
    focus: str,
    question: str,
    on_first: Sequence[tuple[str, str]],
) -> RenderableType:
    """Return the answer with so many measures and reasons."""
    told = [Text(focus)] if focus else []
    parts: list[RenderableType] = [*_head(comparison, naming, question), *told, Text()]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("what was asked") if question else tr("what differs"), width=38)
    table.add_column(comparison.baseline, justify="right", no_wrap=True)
    table.add_column(tr("difference (its interval)"))
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
        table.add_row(name, plain_value(base.estimate, base.unit, unit), _verdicts(others, unit))
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
    causes = _causes(why, responses, reasons)
    for head, line in (
        *_rest(
            naming.labels,
            groups,
            [len(groups.told) - len(types), len(of_supply) - len(supply)],
            asks_more=not focus and _most_replications(comparison) >= FEW,
        ),
        *_closing(comparison, naming, causes, question, on_first),
    ):
        grid.add_row(tr(_HEADS[head]), line)
    return Group(*parts, Text(), grid)


def _causes(
    why: Mapping[str, Sequence[str]], shown: Sequence[Sequence[Row]], most: int
) -> list[str]:
    """Return one reason for each incident type shown, in that order, then those of no type.

    Of a type it is that of the design that differs most in its row. A reason that names no cause
    would say again what stands in the table; one of another design mostly the same again.
    """
    found: dict[str, str] = {}
    for rows in shown:
        told = [row for row in rows if row.verdict in TOLD]
        told.sort(key=lambda row: -abs(row.difference or 0.0))
        for design in dict.fromkeys([*(row.design for row in told), *why]):
            own = _first_of(rows[0].incident, why.get(design, ()))
            if own is not None:
                found.setdefault(rows[0].incident, own)
                break
    of_none = [_first_of("", own) for own in why.values()]
    return [*found.values(), *(one for one in of_none if one is not None)][:most]


def _first_of(incident: str, reasons: Sequence[str]) -> str | None:
    return next(
        (
            one
            for one in reasons
            if getattr(one, "incident", "") == incident and not getattr(one, "restates", False)
        ),
        None,
    )


def _head(comparison: Comparison, naming: Naming, question: str) -> list[Text]:
    """Return what is compared, what its levels rest on, and how few incidents make it."""
    if question:
        asked = Text(tr("The question: {question}", question=question), "bold")
        return [asked, Text(_counted(comparison), "bold"), Text(_levels(naming))]
    designs, base = comparison.designs, comparison.baseline
    if len(designs) == 1:
        return [Text(tr("The answer: {design}", design=base), "bold"), Text(_levels(naming))]
    names, load = without_load(naming.labels.designs)
    title = tr(
        "The answer: {designs} against {baseline} ({name})",
        designs=joined(designs[1:]),
        baseline=base,
        name=names[base],
    )
    if load:
        title = tr("{title}, all under: {load}", title=title, load=load)
    few = _few(comparison)
    return [Text(title, "bold"), Text(_levels(naming)), *([Text(few)] if few else [])]


def _counted(comparison: Comparison) -> str:
    """Return how many of the comparisons asked have each verdict, by design."""
    said = []
    for design in comparison.designs[1:]:
        verdicts = [row.verdict for row in comparison.rows if row.design == design]
        counts = [
            tr("{count} {verdict}", count=verdicts.count(one), verdict=verdict_word(one))
            for one in STYLES
            if one in verdicts
        ]
        said.append(
            tr(
                "{design} against {baseline}: {counts}",
                design=design,
                baseline=comparison.baseline,
                counts=joined(counts) or tr("nothing"),
            )
        )
    return tr("The answer: {counts}.", counts=apart(said))


def _levels(naming: Naming) -> str:
    numbers = naming.numbers
    return tr(
        "Levels are no forecast: they rest on {many} numbers, {provenance}. A deadline without a "
        "source is a yardstick of the scenario. Differences are of designs in the same worlds with "
        "the same luck.",
        many=number(numbers["numbers"]),
        provenance=provenance(numbers),
    )


def _few(comparison: Comparison) -> str:
    """Return how many incidents make the difference, of those that both designs met."""
    said: list[str] = []
    met = 0
    for design in comparison.designs[1:]:
        own = [one for one in comparison.separated if one.design == design]
        if not own:
            continue
        met = max(met, sum(one.met for one in own))
        gained, lost = sum(one.gained for one in own), sum(one.lost for one in own)
        counts = {"design": design, "gained": f"{gained:,}", "lost": f"{lost:,}"}
        if said:
            said.append(tr("{design} {gained} and {lost}", **counts))
        else:
            said.append(
                tr(
                    "{design} answers {gained} in time that {baseline} misses, and misses {lost} "
                    "that {baseline} answers in time",
                    baseline=comparison.baseline,
                    **counts,
                )
            )
    if not said:
        return ""
    return tr(
        "Of {met} incidents in {many} replications {counts}.",
        met=f"{met:,}",
        many=f"{_most_replications(comparison):,}",
        counts=apart(said),
    )


def _most_replications(comparison: Comparison) -> int:
    return max((row.n_replications for row in comparison.rows), default=0)


class _Groups:
    """Incident types by what can be said of them; of what differs the rows of a measure or two."""

    def __init__(self, comparison: Comparison, labels: Labels, *, whole: bool) -> None:
        self.is_asked, self.whole = comparison.is_asked, whole
        self.answered_by = {incident: own for incident, (own, _) in labels.deadlines.items()}
        self.told: list[list[list[Row]]] = []
        self.equivalent: list[str] = []
        self.undecided: dict[str, list[int]] = {}
        self.few: list[str] = []
        by_incident: dict[str, list[Row]] = {}
        for row in comparison.rows:
            by_incident.setdefault(row.incident, []).append(row)
        for incident, rows in by_incident.items():
            self._add(incident, rows)
        self.told.sort(key=self._rank)

    def _add(self, incident: str, rows: Sequence[Row]) -> None:
        if self.whole:
            metrics = dict.fromkeys(row.metric for row in rows)
            self.told.append([[row for row in rows if row.metric == one] for one in metrics])
            return
        asked = [row for row in rows if self.is_asked(row) and row.verdict != "baseline"]
        if any(row.verdict in TOLD for row in rows):
            self.told.append(self._measures(incident, rows))
        elif asked and all(row.verdict == "too few" for row in asked):
            self.few.append(incident)
        elif asked and all(row.verdict == "equivalent" for row in asked):
            self.equivalent.append(incident)
        elif asked:
            needed = [row.needed for row in asked if row.needed is not None]
            self.undecided[incident] = needed

    def _rank(self, measures: Sequence[Sequence[Row]]) -> tuple[bool, bool, int]:
        """Return what comes first: what was asked, what answers a type, what more designs do."""
        first = measures[0][0]
        other = first.milestone != self.answered_by.get(first.incident)
        return first.statistic != "p_deadline", other, -_designs(measures[0])

    def first(self, room: int) -> list[list[list[Row]]]:
        """Return the first types whose measures take as many rows as there is room for."""
        chosen: list[list[list[Row]]] = []
        for measures in self.told:
            if room > 0:
                chosen.append(measures[:room])
            room -= len(measures)
        return chosen

    def _measures(self, incident: str, rows: Sequence[Row]) -> list[list[Row]]:
        """Return the rows of the measure that says most, and of one that says the opposite.

        That is the deadline, else a time to the milestone that answers the type, else another.
        Where a design decides later and yet arrives sooner, the one without the other misleads.
        """
        measures = [[row for row in rows if row.metric == metric] for metric in told_metrics(rows)]
        told = [own for own in measures if _designs(own)]
        first = self.answered_by.get(incident)
        told.sort(key=lambda own: (own[0].metric != "p_deadline", own[0].milestone != first))
        verdicts = {row.design: row.verdict for row in told[0]}
        opposite = [own for own in told[1:] if any(
            {row.verdict, verdicts[row.design]} == set(TOLD) for row in own
        )]  # fmt: skip
        return [told[0], *opposite[:1]]


def _designs(rows: Iterable[Row]) -> int:
    return sum(row.verdict in TOLD for row in rows)


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


def _said(row: Row, page: Unit) -> str:
    unit = PERCENT if row.unit == "1" else page
    if row.difference is None or not math.isfinite(row.difference):
        return row.design
    assert row.diff_low is not None
    assert row.diff_high is not None
    name = tr("points") if row.unit == "1" else unit.name
    ends = unit.signed_range(row.diff_low, row.diff_high)
    return bracketed(f"{row.design} {unit.number(row.difference, signed=True)} {name}", ends)


def _rest(
    labels: Labels, groups: _Groups, left_out: Sequence[int], *, asks_more: bool
) -> list[tuple[str, str]]:
    """Return what the table leaves out, and what does not differ or cannot be said.

    With ``asks_more`` the types that are too rare have the option that asks about them.
    """
    lines = []
    types, groups_of = left_out
    more = [
        *([tr("{n} incident types (--types)", n=types)] if types > 0 else []),
        *(
            [tr("{n} groups of units or stocks (--sustainment)", n=groups_of)]
            if groups_of > 0
            else []
        ),
    ]
    if more:
        what = tr(" and ").join(more)
        asked = tr("{what} were asked.", what=what)
        lines.append(("also", asked if groups.whole else tr("{what} differ.", what=what)))
    names = labels.incidents
    if groups.equivalent:
        alike = _types(groups.equivalent, names)
        lines.append(("alike", tr("In time, under every design: {types}.", types=alike)))
    if groups.undecided:
        needed = deciding([n for all_ in groups.undecided.values() for n in all_])
        open_ = _types(list(groups.undecided), names)
        line = tr("{types}.", types=apart([open_, needed] if needed else [open_]))
        lines.append(("undecided", line))
    if groups.few:
        line = tr("In these replications: {types}.", types=_types(groups.few, names))
        if asks_more:
            line += tr(" Ask with --focus {ids}.", ids=",".join(groups.few[:_NAMED]))
        lines.append(("too rare", line))
    return lines


def _types(incidents: Sequence[str], names: Mapping[str, str]) -> str:
    return listed([names[one] for one in incidents], _NAMED)


def _closing(
    comparison: Comparison,
    naming: Naming,
    reasons: Sequence[str],
    question: str,
    on_first: Sequence[tuple[str, str]],
    *,
    tables: bool = True,
) -> list[tuple[str, str]]:
    """Return the price, the reasons, and the method in a sentence, with the options of tables."""
    labels = naming.labels
    lines = []
    if len(comparison.designs) > 1:
        prices = apart(
            f"{design} {price_words(labels.prices[design])}" for design in comparison.designs[1:]
        )
        lines.append(("price", tr("Billets of headquarters: {prices}.", prices=prices)))
    lines += [("why", sentence) for sentence in reasons]
    lines += on_first
    return [*lines, ("how", _method(comparison, asked=bool(question), tables=tables))]


def _method(comparison: Comparison, *, asked: bool, tables: bool) -> str:
    unpaired = dict.fromkeys(row.design for row in comparison.rows if not row.paired)
    said = [
        tr("{share} intervals", share=percent(comparison.confidence)) + looks_words(comparison),
        over_words(comparison.over),
        tr("{zone} count as no difference", zone=zone_words(comparison.zone)),
        *(
            [tr("unpaired, since they meet other incidents: {designs}", designs=joined(unpaired))]
            if unpaired
            else []
        ),
        tr(
            "{many} asked, corrected for their number",
            many=comparisons(comparison.families.asked),
        ),
        *([] if asked else [tr("times are explored besides")]),
    ]
    if not tables:
        return tr("{method}.", method=apart(said))
    return tr("{method}. Tables: --types, --sustainment, --all.", method=apart(said))


@dataclass(frozen=True)
class Told:
    """The answer in parts, for who draws it otherwise.

    Parameters
    ----------
    measures
        Rows of each measure that differs or was asked, the baseline first, in the order of the
        page.
    lines
        The lines below the table: what kind, and the sentence.
    """

    title: str
    levels: str
    few: str
    measures: list[list[Row]]
    lines: list[tuple[str, str]]


def told(
    comparison: Comparison,
    naming: Naming,
    why: Mapping[str, Sequence[str]],
    question: str = "",
    turns: str = "",
    *,
    most: int = 12,
    reasons: int = 3,
) -> Told:
    """Return the answer in parts, in the language of the context.

    Parameters as of :func:`render_answer`; and

    Parameters
    ----------
    most, reasons
        Measures and reasons at most.
    """
    if question:
        rows = tuple(row for row in comparison.rows if comparison.is_asked(row))
        comparison = replace(comparison, rows=rows)
    groups = _Groups(comparison, naming.labels, whole=bool(question))
    types = groups.first(most)
    measures = [rows for own in types for rows in own]
    title, *_ = _head(comparison, naming, question)
    causes = _causes(why, measures, reasons)
    left_out = [len(groups.told) - len(types), 0]
    lines = _rest(naming.labels, groups, left_out, asks_more=False)
    on_first = [("flips", turns)] if turns else []
    lines += _closing(comparison, naming, causes, question, on_first, tables=False)
    few = _counted(comparison) if question else _few(comparison)
    return Told(title.plain, _levels(naming), few, measures, lines)
