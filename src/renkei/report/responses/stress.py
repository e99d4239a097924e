"""What bad days cost each design, in writing.

Takes :class:`renkei.analysis.responses.stress.Stress`; gives a page and plain data.
"""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr
from renkei.report.method import over_words, zone_words
from renkei.report.responses.comparison import plain_value
from renkei.report.tables import Table
from renkei.report.verdicts import STYLES, TOLD, mark, marks_legend
from renkei.report.wording import (
    PERCENT,
    bracketed,
    hours,
    joined,
    listed,
    milestone_words,
    percent,
    plain,
    unit_for,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.analysis.responses.stress import Aftermath, LoadChange, Stress
    from renkei.analysis.statistics.estimation import Estimate
    from renkei.report.wording import Unit
    from renkei.study.naming import Labels
    from renkei.study.stressing import BadDays

_NAMED = 4
"""Incident types that a line names; it counts the others."""


def stress_data(asked: BadDays, found: Stress) -> dict[str, Any]:
    """Return the changes, the responses that come later, and the method as plain data."""
    return {
        "designs": asked.calm,
        "loads": asked.loads,
        "changes": [
            {field.name: plain(getattr(row, field.name)) for field in fields(row)}
            for row in found.changes
        ],
        "aftermaths": [
            {
                "design": one.design,
                "load": one.load,
                **{
                    name: _interval(getattr(one, name))
                    for name in ("later", "sooner", "lasting", "lasting_90")
                },
                "n_later": one.n_later,
                "n_replications": one.n_replications,
            }
            for one in found.aftermaths
        ],
        "unpaired": {load: list(types) for load, types in found.unpaired.items()},
        "method": {
            "confidence": found.confidence,
            "zone": found.zone.data(),
            "over": found.over,
            "comparisons": found.families.asked,
        },
    }


def _interval(one: Estimate) -> dict[str, Any]:
    return {"value": plain(one.value), "low": plain(one.low), "high": plain(one.high)}


def render_stress(
    asked: BadDays, found: Stress, labels: Labels, *, whole: bool = False
) -> RenderableType:
    """Return a table for each load, and how long it is felt.

    Parameters
    ----------
    whole
        Every measure, changed or not.
    """
    parts: list[RenderableType] = []
    for load in asked.loads:
        parts += [*_of_load(asked, found, labels, load, whole=whole), Text()]
    return Group(*parts, Text(_method(found), "dim"))


def _of_load(
    asked: BadDays, found: Stress, labels: Labels, load: str, *, whole: bool
) -> list[RenderableType]:
    pair = next(one for one in asked.pairs if one.load == load)
    name = labels.designs[pair.together].removeprefix(f"{labels.designs[pair.design]} + ")
    parts: list[RenderableType] = [
        Text.assemble((tr("Bad days: ") + name, "bold"), bracketed("", load)),
        Text(
            tr(
                "Each design with it against the same design without, on the same incidents in the "
                "same worlds with the same luck."
            )
        ),
    ]
    changes = [row for row in found.changes if row.load == load]
    measures: dict[tuple[str, str], list[LoadChange]] = {}
    for row in changes:
        measures.setdefault((row.incident, row.metric), []).append(row)
    told = {
        key: rows
        for key, rows in measures.items()
        if whole or any(row.verdict in TOLD for row in rows)
    }
    if told:
        parts.append(_table(list(told.values()), labels, asked.calm[0]))
    else:
        parts.append(
            Text(tr("Nothing that was asked is better or worse with it than without."), "bold")
        )
    same = [
        labels.incidents[incident]
        for incident in dict.fromkeys(incident for incident, _ in measures)
        if not any(key[0] == incident for key in told)
    ]
    if same:
        parts.append(Text(tr("No change beyond doubt: {types}.", types=listed(same, _NAMED))))
    if load in found.unpaired:
        names = [labels.incidents[one] for one in found.unpaired[load]]
        parts.append(
            Text(
                tr(
                    "Not compared, since with it they come otherwise: {types}. --load lays it on "
                    "both sides.",
                    types=joined(names),
                )
            )
        )
    own = [one for one in found.aftermaths if one.load == load]
    return [*parts, Text(), _felt(own)]


def _table(measures: Sequence[Sequence[LoadChange]], labels: Labels, base: str) -> Table:
    several = len({row.design for rows in measures for row in rows}) > 1
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("what changes"), min_width=20)
    table.add_column(tr("design"), no_wrap=True)
    table.add_column(tr("without"), justify="right", no_wrap=True)
    table.add_column(tr("with it: change (interval)"))
    if several:
        table.add_column(tr("beyond {design}'s", design=base))
    for rows in measures:
        times = [row.difference or 0.0 for row in rows] + [row.calm for row in rows]
        unit = PERCENT if rows[0].unit == "1" else unit_for(times)
        for i, row in enumerate(rows):
            name = Text()
            if i == 0:
                words = tr("in time")
                if row.unit != "1":
                    words = joined([milestone_words(row.milestone, labels.milestones), tr("mean")])
                name = Text.assemble((labels.incidents[row.incident], "bold"), tr(", ") + words)
            points = tr("points") if row.unit == "1" else unit.name
            change = Text(
                f"{_signed(row.difference, row.diff_low, row.diff_high, unit, points)}"
                f"{mark(row.verdict, row.reason)}",
                STYLES.get(row.verdict, ""),
            )
            cells: list[RenderableType] = [
                name, row.design, plain_value(row.calm, row.unit, unit), change,
            ]  # fmt: skip
            if several:
                more = _signed(row.more, row.more_low, row.more_high, unit, points)
                cells.append("" if row.more is None else more)
            table.add_row(*cells)
    return table


def _signed(
    value: float | None, low: float | None, high: float | None, unit: Unit, name: str
) -> str:
    if value is None or low is None or high is None or not math.isfinite(value):
        return "–"
    if value == low == high == 0:
        return tr("none")
    said = f"{unit.number(value, signed=True)} {name}"
    return bracketed(said, unit.signed_range(low, high))


def _felt(found: Sequence[Aftermath]) -> RenderableType:
    """Return how many responses come later, and for how long new ones do."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("how long it is felt"))
    for name in (
        tr("later,\neach world"),
        tr("sooner,\neach world"),
        tr("worlds with\nany later"),
        tr("last later one after\nthe first, median"),
        tr("90 %"),
    ):
        table.add_column(name, justify="right")
    for one in found:
        some = one.n_later > 0
        table.add_row(
            one.design,
            _count(one.later),
            _count(one.sooner),
            tr("{some} of {all}", some=one.n_later, all=one.n_replications),
            hours(one.lasting.value) if some else "–",
            hours(one.lasting_90.value) if some else "–",
        )
    return table


def _count(one: Estimate) -> str:
    ends = tr("{low}–{high}", low=f"{one.low:.2g}", high=f"{one.high:.2g}")
    return bracketed(f"{one.value:.2g}", ends)


def _method(found: Stress) -> str:
    return tr(
        "{share} intervals; {weight}; {zone} count as no change; {many} comparisons, corrected for "
        "their number. beyond: how much more (+) or less (−) than under the first design, with its "
        "interval, not corrected. later, sooner: responses of all types whose answer comes so much "
        "later (or never) or sooner than without; the time from the first such incident to the "
        "last says how long new ones feel it, as far as there are new ones. {legend}",
        share=percent(found.confidence),
        weight=over_words(found.over),
        zone=zone_words(found.zone),
        many=found.families.asked,
        legend=marks_legend(),
    )
