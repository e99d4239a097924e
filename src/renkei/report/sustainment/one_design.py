"""One design's readiness and supply: tables with intervals, bars and levels over time.

Takes rows, distributions and bands of :mod:`renkei.analysis`; gives tables and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_as
from renkei.report.sustainment.measure_names import HEADS, SECTIONS, named, unit_of, words
from renkei.report.sustainment.text_charts import sparkline, split
from renkei.report.tables import Table
from renkei.report.wording import number, percent, plain

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Sustained, SustainedRow
    from renkei.analysis.sustainment.levels import Band
    from renkei.analysis.sustainment.observed import Domain
    from renkei.report.wording import Unit
    from renkei.study.picture import Picture

_NAME = 26
_BAR = 68

_TABLES: tuple[tuple[Domain, str, tuple[str, ...]], ...] = (
    (
        "readiness",
        "",
        ("capable", "planned", "overrun", "repair", "waiting_part", "waiting_dock", "moving"),
    ),
    ("stock", later("stocks: requests"), ("fill", "shortfall", "wait", "supply", "order")),
    (
        "stock",
        later("stocks: amounts on hand"),
        ("empty", "ran out", "empty after", "full again", "refill", "level at the end"),
    ),
    ("facility", "", ("utilisation", "queue", "wait")),
    ("maintenance", "", ("late", "overrun", "dock wait", "part wait", "in dock", "off")),
    ("line", "", ("output", "ordered", "wait")),
    ("contract", "", ("delivered", "late")),
)

_MARKS = {
    "ready": ("█", "green"),
    "committed": ("▓", "cyan"),
    "recovering": ("▒", "blue"),
    "planned": ("P", "yellow"),
    "overrun": ("O", "red"),
    "repair": ("R", "magenta"),
    "waiting_part": ("s", "red"),
    "waiting_dock": ("d", "red"),
    "moving": ("m", "yellow"),
}


def sustainment_data(sustained: Sustained, picture: Picture) -> dict[str, Any]:
    """Return readiness and supply of one design as plain data; not reached is null."""
    return {
        "rows": [row_data(row, picture.names) for row in sustained.rows],
        "mission_capable_by_share_of_time": {
            subject: [
                {"share": share, "platforms": plain(e.value), "low": e.low, "high": plain(e.high)}
                for share, e in zip(picture.shares, estimates, strict=True)
            ]
            for subject, estimates in picture.distributions.items()
        },
        "from_daily_samples": sorted(picture.sampled),
        "levels": {
            "stocks": {name: _band_data(band) for name, band in picture.stocks.items()},
            "mission_capable": {name: _band_data(band) for name, band in picture.capable.items()},
        },
    }


def row_data(row: SustainedRow, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Return a row as plain data; a number that is not finite is null."""
    values = {key: plain(value) for key, value in row.data().items()}
    about = [field.name for field in fields(row.measure)]
    measure = {key: values.pop(key) for key in about}
    name = measure.pop("name")
    return {**measure, "measure": name, "called": named(names, row.measure), **values}


def _band_data(band: Band) -> dict[str, list[float]]:
    return {
        "at_h": band.at_h.tolist(),
        "p10": band.low.tolist(),
        "p50": band.middle.tolist(),
        "p90": band.high.tolist(),
    }


def render_sustainment(
    sustained: Sustained, picture: Picture, *, all_subjects: bool = False
) -> RenderableType:
    """Return the tables of one design, each number with its interval, bars and levels.

    With ``all_subjects`` false, of units, stocks, docks and lines that are counted in a group only
    the group.
    """
    rows = [row for row in sustained.rows if all_subjects or row.measure.level == "group"]
    heads = {domain: title for title, domains in SECTIONS for domain, _ in domains}
    parts: list[RenderableType] = []
    title = ""
    for domain, more, columns in _TABLES:
        table = _grid(rows, picture, domain, more, columns)
        if table is None:
            continue
        if heads[domain] != title:
            title = heads[domain]
            parts.append(Text(tr(title), "bold"))
        if domain == "readiness":
            # Where the time goes is seen before it is read.
            parts += [_bars(rows, picture), Text(), table, Text(), _distributions(picture), Text()]
            continue
        parts += [table, Text()]
        if domain == "stock" and "empty" in columns and picture.stocks:
            shown = [row.measure.subject for row in rows if row.measure.domain == "stock"]
            parts += [_levels(picture, shown), Text()]
    left_out = {
        (row.measure.domain, row.measure.subject)
        for row in sustained.rows
        if row.measure.level == "single"
    }
    if left_out and not all_subjects:
        text = tr(
            "Each group of units, stocks, docks or lines stands for those in it; --all prints the "
            "single ones too ({many}).",
            many=len(left_out),
        )
        parts += [Text(text, "dim"), Text()]
    return Group(*parts)


def sober(**options: Any) -> Table:
    """Return an empty table without lines, as everywhere in the reports."""
    return Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", **options)


def _grid(
    found: Sequence[SustainedRow], picture: Picture, domain: str, more: str, columns: Sequence[str]
) -> Table | None:
    rows: dict[str, dict[str, SustainedRow]] = {}
    for row in found:
        if row.measure.domain == domain and row.measure.name in columns:
            rows.setdefault(row.measure.subject, {})[row.measure.name] = row
    if not rows:
        return None
    shown = [c for c in columns if any(c in own for own in rows.values())]
    units: dict[str, Unit] = {}
    table = sober()
    table.add_column(tr(more or HEADS[domain]), width=_NAME)
    for column in shown:
        cells_of = [own[column] for own in rows.values() if column in own]
        measure = cells_of[0].measure
        units[column] = unit_of(measure, (row.estimate for row in cells_of))
        head = words(measure).replace(", ", ",\n", 1)
        in_unit = f"\n[{units[column].name}]" if units[column].name else ""
        table.add_column(head + in_unit, justify="right", vertical="top", min_width=6)
    for own in rows.values():
        first = next(iter(own.values()))
        cells = [_cell(own.get(column), units[column]) for column in shown]
        table.add_row(Text(named(picture.names, first.measure), "bold"), *cells)
    return table


def _cell(row: SustainedRow | None, unit: Unit) -> Text:
    if row is None or math.isnan(row.estimate):
        return Text("–")
    value = tr("not reached") if math.isinf(row.estimate) else unit.number(row.estimate)
    return Text.assemble(value, (f"\n{interval(row.low, row.high, unit)}", "dim"))


def interval(low: float, high: float, unit: Unit) -> str:
    """Return both ends in a unit; ∞ for an end without bound, nothing for an end not known."""
    if math.isinf(low):
        return ""
    return unit.range(low, high)


def _bars(rows: Sequence[SustainedRow], picture: Picture) -> RenderableType:
    """Return one bar for each subject: the share of each status in its platform time."""
    found: dict[str, dict[str, SustainedRow]] = {}
    for row in rows:
        if row.measure.domain == "readiness" and row.measure.name in _MARKS:
            found.setdefault(row.measure.subject, {})[row.measure.name] = row
    table = sober()
    table.add_column(tr("of all platform time"), width=_NAME)
    table.add_column("", no_wrap=True)
    seen: dict[str, str] = {}
    for own in found.values():
        statuses = [status for status in _MARKS if status in own]
        cells = split([own[status].estimate for status in statuses], _BAR)
        bar = Text()
        for status, width in zip(statuses, cells, strict=True):
            mark, style = _MARKS[status]
            bar.append(mark * width, style)
            seen[status] = words(own[status].measure)
        table.add_row(named(picture.names, next(iter(own.values())).measure), bar)
    legend = Text("", "dim")
    for status in _MARKS:
        if status in seen:
            legend.append("  " if legend else "")
            legend.append(_MARKS[status][0], _MARKS[status][1])
            # One word to the line breaker: the mark stays with what it means.
            legend.append(f" {seen[status]}".replace(" ", "\N{NO-BREAK SPACE}"))
    return Group(table, legend)


def _distributions(picture: Picture) -> Table:
    """Return how many platforms are mission capable at most, by share of time."""
    table = sober()
    several = "\n" + tr("(of several units: from daily samples)") if picture.sampled else ""
    table.add_column(tr("mission capable at most, of the time") + several, width=_NAME)
    table.add_column(tr_as("of platforms", "all"), justify="right")
    for share in picture.shares:
        table.add_column(percent(share), justify="right")
    table.add_column(tr("median; below: lowest tenth of runs"), no_wrap=True)
    for subject, estimates in picture.distributions.items():
        sizes = picture.platforms.get(subject, ())
        ends = dict.fromkeys(number(size) for size in (min(sizes), max(sizes))) if sizes else {}
        cells = [
            Text("–")
            if math.isnan(e.value)
            else Text.assemble(f"{e.value:.0f}", (f"\n{e.low:.0f}–{e.high:.0f}", "dim"))
            for e in estimates
        ]
        name = picture.names.get(("readiness", subject), subject)
        band = _spark(picture.capable.get(subject), max(sizes, default=math.nan))
        table.add_row(Text(name, "bold"), "–".join(ends) or "–", *cells, band)
    return table


def _levels(picture: Picture, shown: Sequence[str]) -> Table:
    """Return the amounts on hand over time, from 0 to the target or the largest amount."""
    table = sober()
    table.add_column(tr("on hand over the run"), width=_NAME)
    table.add_column(tr("target"), justify="right")
    table.add_column(tr("median; below: lowest tenth of runs"), no_wrap=True)
    table.add_column("", no_wrap=True)
    for stock in dict.fromkeys(shown):
        band, target = picture.stocks.get(stock), picture.targets.get(stock, math.nan)
        if band is None:
            continue
        days = tr(
            "day {first} to {last}",
            first=f"{band.at_h[0] / 24:.0f}",
            last=f"{band.at_h[-1] / 24:.0f}",
        )
        table.add_row(
            Text(picture.names.get(("stock", stock), stock), "bold"),
            number(target),
            _spark(band, target),
            Text(days, "dim"),
        )
    return table


def _spark(band: Band | None, full: float) -> Text:
    if band is None:
        return Text("–")
    top = max(0.0 if math.isnan(full) else full, float(band.middle.max()))
    middle, low = (sparkline(values.tolist(), top) for values in (band.middle, band.low))
    return Text.assemble(middle, ("\n" + low, "dim"))
