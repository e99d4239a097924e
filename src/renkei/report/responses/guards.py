"""Whether an answer hangs on numbers of one kind, in writing.

Takes :class:`renkei.study.guards.Guards`; gives a page and plain data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.responses.comparison import measure_words
from renkei.report.tables import Table
from renkei.report.verdicts import verdict_word
from renkei.report.wording import number

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Row
    from renkei.study.guards import Guards, Standing
    from renkei.study.naming import Labels

_NAMED = 8
"""Verdicts named one by one; the others are counted."""

_CLASSES = {
    "sourced": later("with a source"),
    "unverified": later("source not looked up"),
    "guess": later("guesses"),
    "unsourced": later("without either"),
}


def guards_data(found: Guards) -> dict[str, Any]:
    """Return the standings as plain data; a verdict is incident, design, metric and its rows."""
    return {
        "wider": found.wider,
        "standings": [
            {
                "source": one.source,
                "shaking": one.shaking,
                "numbers": one.numbers,
                "verdicts": len(one.verdicts),
                **{fate: one.count(fate) for fate in ("kept", "undecided", "reversed")},
                "new": len(one.new),
                "changed": [
                    {
                        "incident": verdict.before.incident,
                        "design": verdict.before.design,
                        "metric": verdict.before.metric,
                        "fate": verdict.fate,
                        "before": _numbers(verdict.before),
                        "after": None if verdict.after is None else _numbers(verdict.after),
                    }
                    for verdict in one.verdicts
                    if verdict.fate != "kept"
                ],
                "folder": one.folder,
            }
            for one in found.standings
        ],
    }


def _numbers(row: Row) -> dict[str, Any]:
    names = ("verdict", "estimate", "difference", "diff_low", "diff_high")
    return {name: getattr(row, name) for name in names}


def render_guards(found: Guards, labels: Labels) -> RenderableType:
    """Return the table of standings, and the verdicts that turn round.

    Where nothing was better or worse, and nothing became so, a sentence says that alone.
    """
    head = Text(tr("By class of source: what becomes of each verdict, better or worse"), "bold")
    if not any(one.verdicts or one.new for one in found.standings):
        return Group(head, Text(_nothing(found)))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("numbers"))
    table.add_column(tr("how many"), justify="right")
    table.add_column(tr("their ranges"))
    for name in (tr("stand"), tr("no longer\ndistinguished"), tr("turn\nround"), tr("new")):
        table.add_column(name, justify="right")
    for one in found.standings:
        made = tr("none") if one.shaking == "held" else tr("wider")
        table.add_row(
            tr(_CLASSES[one.source]),
            number(one.numbers),
            made,
            tr("{some} of {all}", some=one.count("kept"), all=len(one.verdicts)),
            str(one.count("undecided")),
            Text(str(one.count("reversed")), "red" if one.count("reversed") else ""),
            str(len(one.new)),
        )
    parts: list[RenderableType] = [head, table]
    turned = [line for one in found.standings for line in _turned(one, labels)]
    parts += [Text(line) for line in turned[:_NAMED]]
    if len(turned) > _NAMED:
        parts.append(Text(tr("and {more} more (--json).", more=len(turned) - _NAMED)))
    parts.append(Text(_method(found), "dim"))
    return Group(*parts)


def _nothing(found: Guards) -> str:
    """Return why no verdict can stand or fall, and how many replications may change that."""
    if not found.standings:
        return tr("No number that has a range: nothing to shake.")
    asked = [row for row in found.comparison.rows if row.statistic == "p_deadline"]
    needed = [row.needed for row in asked if row.needed is not None]
    if needed:
        return tr(
            "Nothing that was asked and no mean time is better or worse under any design, neither "
            "as  the numbers are nor with any class of them shaken, so nothing can turn round: "
            "about {many} replications would decide the first deadline; --focus asks about rare "
            "types with fewer.",
            many=f"{min(needed):,}",
        )
    return tr(
        "Nothing that was asked and no mean time is better or worse under any design, neither as  "
        "the numbers are nor with any class of them shaken, so nothing can turn round."
    )


def _turned(one: Standing, labels: Labels) -> list[str]:
    """Return a line for each verdict that says the opposite."""
    made = tr("without ranges") if one.shaking == "held" else tr("with wider ranges")
    return [
        tr(
            "Turns round, numbers {of} {made}: {incident}, {measure}, {design} {before} → {after}.",
            of=tr(_CLASSES[one.source]),
            made=made,
            incident=labels.incidents[verdict.before.incident],
            measure=measure_words(verdict.before, labels.milestones),
            design=verdict.before.design,
            before=verdict_word(verdict.before.verdict),
            after=verdict_word(verdict.after.verdict),
        )
        for verdict in one.verdicts
        if verdict.fate == "reversed" and verdict.after is not None
    ]


def _method(found: Guards) -> str:
    return tr(
        "Verdicts are on what was asked, each deadline unless a question says otherwise, and on "
        "every mean time, each design against the baseline, with the same luck. none: each number "
        "at its best value in all worlds; wider: the ratio of each end to the median to the power "
        "of {power}, within the bounds of the unit. A verdict that is no longer distinguished may "
        "hold all the same: more worlds decide.",
        power=f"{found.wider:g}",
    )
