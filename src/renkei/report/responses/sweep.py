"""One table over the values of a sweep: how the answer moves with one number.

Takes a comparison for each value; gives a table with a block for each incident type (and, where
several designs are compared, each design), and plain data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr
from renkei.report.cautions import cautions_data
from renkei.report.responses.comparison import deadline_words
from renkei.report.tables import Table
from renkei.report.verdicts import verdict_word
from renkei.report.wording import PERCENT, Unit, plain, unit_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row, SustainedRow
    from renkei.study.naming import Labels


@dataclass(frozen=True)
class Point:
    """The results of one value of a sweep.

    Parameters
    ----------
    value
        As on the command line.
    comparison
        Estimates, and differences to the baseline where several designs were asked for.
    platforms
        Platforms mission capable of all units, by design; empty without sustainment.
    folder
        Folder of its results.
    """

    value: str
    comparison: Comparison
    platforms: Sequence[SustainedRow]
    folder: str


def sweep_data(path: str, points: Sequence[Point]) -> dict[str, Any]:
    """Return a sweep as plain data."""
    return {
        "sweep": path,
        "values": [
            {
                "value": point.value,
                "folder": point.folder,
                "rows": [_plain(row.data()) for row in point.comparison.rows],
                "cautions": cautions_data(point.comparison.cautions),
                "platforms": [_plain(row.data()) for row in point.platforms],
            }
            for point in points
        ],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(value) for key, value in row.items()}


def render_sweep(path: str, points: Sequence[Point], labels: Labels) -> RenderableType:
    """Return the tables: a row for each value, one table for each incident type and design."""
    designs = points[0].comparison.designs
    several = len(designs) > 1
    unit = unit_for(
        row.estimate
        for point in points
        for row in point.comparison.rows
        if row.statistic == "mean" and _answers(row, point.comparison)
    )
    parts: list[RenderableType] = [Text.assemble(tr("swept: "), (path, "bold"))]
    for incident in dict.fromkeys(row.incident for row in points[0].comparison.rows):
        for design in designs:
            title = tr(
                "{incident}, deadline {deadline}",
                incident=labels.incidents.get(incident, incident),
                deadline=deadline_words(labels, incident),
            )
            table = _table(unit, several=several)
            for point in points:
                table.add_row(*_cells(point, incident, design, unit, several=several))
            parts += [Text(), _title(title, design, labels, several=several), table]
    for design in dict.fromkeys(row.design for point in points for row in point.platforms):
        table = _table(None, several=several)
        for point in points:
            own = next((row for row in point.platforms if row.design == design), None)
            table.add_row(point.value, *_platforms(own, several=several))
        every = tr("Platforms mission capable, all units")
        parts += [Text(), _title(every, design, labels, several=several), table]
    return Group(*parts, Text())


def _title(what: str, design: str, labels: Labels, *, several: bool) -> Text:
    if not several:
        return Text(what, "bold")
    under = tr("under {design} ({id})", design=labels.designs.get(design, design), id=design)
    return Text.assemble((what, "bold"), f"\n{under}")


def _table(unit: Unit | None, *, several: bool) -> Table:
    """Return an empty table of times in a unit, or, without one, of platforms."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("value"))
    heads = [f"{tr('mean')}\n"]
    if unit:
        heads = [f"{tr('in time')}\n[%]", f"{tr('mean time')}\n[{unit.name}]"]
    if several and unit:
        heads += [f"{tr('difference')}\n[{name}]" for name in (tr("points"), unit.name)]
    elif several:
        heads.append(f"{tr('difference')}\n")
    for head in heads:
        table.add_column(head, justify="right")
    if several:
        table.add_column(tr("verdict"))
    return table


def _answers(row: Row, comparison: Comparison) -> bool:
    """Return whether a mean is of the milestone that answers the incident."""
    return any(
        other.statistic == "p_deadline"
        and (other.incident, other.milestone) == (row.incident, row.milestone)
        for other in comparison.rows
    )


def _cells(
    point: Point, incident: str, design: str, unit: Unit, *, several: bool
) -> list[Text | str]:
    own: Mapping[str, Row] = {
        row.statistic: row
        for row in point.comparison.rows
        if (row.incident, row.design) == (incident, design)
        and (row.statistic == "p_deadline" or _answers(row, point.comparison))
    }
    share, time = own.get("p_deadline"), own.get("mean")
    cells: list[Text | str] = [point.value, _estimate(share, PERCENT), _estimate(time, unit)]
    if several:
        cells += [_difference(share, PERCENT), _difference(time, unit)]
        none = share is None or share.difference is None
        cells.append("" if none or share is None else verdict_word(share.verdict))
    return cells


def _platforms(row: SustainedRow | None, *, several: bool) -> list[Text | str]:
    plain = Unit("", 1.0)
    cells: list[Text | str] = [_estimate(row, plain)]
    if several:
        cells += [_difference(row, plain), "" if row is None else verdict_word(row.verdict)]
    return cells


def _estimate(row: Row | SustainedRow | None, unit: Unit) -> Text:
    if row is None:
        return Text("–")
    return Text.assemble(unit.number(row.estimate), (f"\n{unit.range(row.low, row.high)}", "dim"))


def _difference(row: Row | SustainedRow | None, unit: Unit) -> Text:
    if row is None or row.difference is None:
        return Text("")
    text = Text(unit.number(row.difference, signed=True))
    if row.diff_low is not None and row.diff_high is not None:
        text.append(f"\n{unit.signed_range(row.diff_low, row.diff_high)}", "dim")
    return text
