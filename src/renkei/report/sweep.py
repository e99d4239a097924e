"""One table over the values of a sweep: how the answer moves with one number.

Takes a comparison for each value; gives a table with a block for each incident type (and, where
several designs are compared, each design), and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from renkei.report.tables import Table
from renkei.report.wording import PERCENT, Unit, unit_for

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Row, SustainedRow
    from renkei.report.comparison import Labels


@dataclass(frozen=True)
class Point:
    """What one value of a sweep gave.

    Parameters
    ----------
    value
        As on the command line.
    comparison
        Estimates, and differences to the baseline where several designs were asked for.
    platforms
        Platforms mission capable of all units, by design; empty without sustainment.
    folder
        Where its results are.
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
                "rows": [_plain(asdict(row)) for row in point.comparison.rows],
                "platforms": [_plain(asdict(row)) for row in point.platforms],
            }
            for point in points
        ],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }


def render_sweep(path: str, points: Sequence[Point], labels: Labels) -> Table:
    """Return the table: a row for each value, in a block for each incident type and design."""
    designs = points[0].comparison.designs
    several = len(designs) > 1
    unit = unit_for(
        row.estimate
        for point in points
        for row in point.comparison.rows
        if row.statistic == "mean" and _answers(row, point.comparison)
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(path)
    table.add_column("in time\n[%]", justify="right")
    table.add_column(f"mean time\n[{unit.name}]", justify="right")
    if several:
        table.add_column("difference\n[points]", justify="right")
        table.add_column(f"difference\n[{unit.name}]", justify="right")
        table.add_column("verdict")
    for incident in dict.fromkeys(row.incident for row in points[0].comparison.rows):
        for design in designs:
            name = labels.incidents.get(incident, incident)
            under = f", {labels.designs.get(design, design)} ({design})" if several else ""
            deadline = f", {labels.deadlines[incident]}" if incident in labels.deadlines else ""
            table.add_row(Text(f"{name}{deadline}{under}", "bold"))
            for point in points:
                table.add_row(*_cells(point, incident, design, unit, several=several))
    for design in dict.fromkeys(row.design for point in points for row in point.platforms):
        under = f", {labels.designs.get(design, design)} ({design})" if several else ""
        table.add_row(Text(f"platforms mission capable{under}", "bold"))
        for point in points:
            own = next((row for row in point.platforms if row.design == design), None)
            table.add_row(f"  {point.value}", *_platforms(own, several=several))
    return table


def _answers(row: Row, comparison: Comparison) -> bool:
    """Whether a mean is of the milestone that answers the incident."""
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
    cells: list[Text | str] = [f"  {point.value}", _estimate(share, PERCENT), _estimate(time, unit)]
    if several:
        cells += [_difference(share, PERCENT), _difference(time, unit)]
        cells.append("" if share is None or share.difference is None else share.verdict)
    return cells


def _platforms(row: SustainedRow | None, *, several: bool) -> list[Text | str]:
    plain = Unit("", 1.0)
    cells: list[Text | str] = [_estimate(row, plain), ""]
    if several:
        cells += [_difference(row, plain), "", "" if row is None else str(row.verdict)]
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
