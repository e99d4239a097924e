"""The comparison of designs as a defence analyst reads it.

Takes a :class:`~renkei.analysis.comparison.Comparison` with the names of incident types and
designs; gives a table for each incident type, a summary, and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from renkei.report.wording import Unit, hours, unit_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.comparison import Comparison, Row

_SHOWN = ("p_deadline", "median", "p90")
STYLES = {"better": "green", "worse": "red", "not distinguishable": "dim", "too few": "dim"}
"""Colour of each verdict."""

TOLD = ("better", "worse")
"""Verdicts that tell a difference."""

SIGNS = {"not distinguishable": " ≈", "too few": " ?"}
"""What is written after a difference that cannot be told."""


@dataclass(frozen=True)
class Labels:
    """What the identifiers of a comparison are called.

    Parameters
    ----------
    incidents, designs
        Display names.
    deadlines
        Deadline of each incident type in words, such as ``72 h to on station``.
    prices
        What each design costs in billets against the baseline, in words.
    """

    incidents: Mapping[str, str]
    designs: Mapping[str, str]
    deadlines: Mapping[str, str]
    prices: Mapping[str, str]


def comparison_data(comparison: Comparison, labels: Labels) -> dict[str, Any]:
    """Return the comparison as plain data; not reached and not bounded are null."""
    return {
        "baseline": comparison.baseline,
        "designs": {design: labels.designs[design] for design in comparison.designs},
        "incidents": dict(labels.incidents),
        "deadlines": dict(labels.deadlines),
        "billets": dict(labels.prices),
        "method": comparison.statement(),
        "warnings": list(comparison.warnings),
        "rows": [
            {key: _finite(value) for key, value in asdict(row).items()} for row in comparison.rows
        ],
    }


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def render_comparison(
    comparison: Comparison, labels: Labels, *, all_types: bool = True
) -> RenderableType:
    """Return a table for each incident type, and a legend.

    With ``all_types`` false, only for those in which some difference can be told.
    """
    parts: list[RenderableType] = []
    left_out = 0
    for incident, rows in _by_incident(comparison).items():
        if not all_types and not any(row.verdict in TOLD for row in rows):
            left_out += 1
            continue
        parts += [_head(incident, rows, labels), _table(rows, comparison, labels), Text()]
    legend = (
        "First line: estimate; below: its interval. Difference: design minus baseline, on the same "
        "incidents; ≈ not distinguishable, ? too few incidents."
    )
    if left_out:
        legend += (
            f" {left_out} incident types in which no difference can be told stand below only; "
            "--types prints them too."
        )
    return Group(*parts, Text(legend, "dim"), Text())


def _by_incident(comparison: Comparison) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in comparison.rows:
        found.setdefault(row.incident, []).append(row)
    return found


def _head(incident: str, rows: Sequence[Row], labels: Labels) -> Text:
    counted = rows[0]
    return Text.assemble(
        (labels.incidents[incident], "bold"),
        f" ({incident}): {counted.n_incidents} incidents in {counted.n_replications} replications, "
        f"deadline {labels.deadlines[incident]}",
    )


def _table(rows: Sequence[Row], comparison: Comparison, labels: Labels) -> Table:
    columns = [
        (row.metric, row.milestone, row.statistic)
        for row in rows
        if row.design == comparison.baseline and row.statistic in _SHOWN
    ]
    by_cell = {(row.design, row.metric): row for row in rows}
    units = {metric: _unit(rows, metric) for metric, _, _ in columns}
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", width=24)
    for metric, milestone, statistic in columns:
        table.add_column(_column_head(milestone, statistic, units[metric]), justify="right")
    for design in comparison.designs:
        cells = [by_cell[design, metric] for metric, _, _ in columns]
        is_baseline = design == comparison.baseline
        name = Text(labels.designs[design], "bold")
        name.append("  baseline" if is_baseline else f"  {design}", "dim")
        table.add_row(name, *(_estimate(row, units[row.metric]) for row in cells))
        if not is_baseline:
            difference = [_difference(row, units[row.metric]) for row in cells]
            table.add_row(Text("  difference", "dim"), *difference)
    return table


def _unit(rows: Sequence[Row], metric: str) -> Unit:
    found = [row for row in rows if row.metric == metric]
    if found[0].unit == "1":
        return Unit("%", 0.01)
    return unit_for(row.estimate for row in found)


def _column_head(milestone: str, statistic: str, unit: Unit) -> str:
    if statistic == "p_deadline":
        return "in time\n[%]"
    words = {"median": "median", "p90": "90 %"}[statistic]
    return f"{milestone.replace('-', ' ')}\n{words} [{unit.name}]"


def _estimate(row: Row, unit: Unit) -> Text:
    if math.isnan(row.estimate):
        return Text("–")
    if math.isinf(row.estimate):
        return Text("not reached")
    interval = f"{unit.number(row.low)}–{unit.number(row.high)}"
    return Text.assemble(unit.number(row.estimate), (f"\n{interval}", "dim"))


def _difference(row: Row, unit: Unit) -> Text:
    style = STYLES[row.verdict]
    if row.difference is None or not math.isfinite(row.difference):
        return Text(f"–{SIGNS.get(row.verdict, '')}", style)
    low, high = row.diff_low, row.diff_high
    assert low is not None
    assert high is not None
    value = unit.number(row.difference, signed=True) + SIGNS.get(row.verdict, "")
    interval = f"{unit.number(low, signed=True)}…{unit.number(high, signed=True)}"
    return Text.assemble((value, style), (f"\n{interval}", "dim"))


def render_summary(comparison: Comparison, labels: Labels) -> RenderableType:
    """Return which designs answer more incidents in time, or sooner, in words."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("incident type", width=26)
    table.add_column("measure", no_wrap=True)
    table.add_column(comparison.baseline, justify="right", no_wrap=True)
    table.add_column(f"paired with {comparison.baseline}")
    for incident, rows in _by_incident(comparison).items():
        name = Text(labels.incidents[incident], "bold")
        for metric in _told_metrics(rows):
            base, *others = [row for row in rows if row.metric == metric]
            words = _measure(base)
            table.add_row(name, words, plain_value(base.estimate, base.unit), _verdicts(others))
            name = Text()
    prices = "; ".join(f"{design} {labels.prices[design]}" for design in comparison.designs[1:])
    table.add_row(Text("Billets of headquarters", "bold"), "", "", prices)
    return table


def _told_metrics(rows: Sequence[Row]) -> list[str]:
    """Return the probability, and of each milestone one time in which a difference can be told."""
    found = ["p_deadline"]
    times = [row for row in rows if row.statistic != "p_deadline"]
    for milestone in dict.fromkeys(row.milestone for row in times):
        told = [
            row.metric
            for statistic in ("median", "mean", "p90")
            for row in times
            if (row.milestone, row.statistic) == (milestone, statistic) and row.verdict in TOLD
        ]
        found += told[:1]
    return found


def _measure(row: Row) -> str:
    if row.statistic == "p_deadline":
        return "in time"
    statistic = {"median": "median", "mean": "mean", "p90": "90 %"}[row.statistic]
    return f"{row.milestone.replace('-', ' ')}, {statistic}"


def render_closing(why: Mapping[str, Sequence[str]], comparison: Comparison) -> RenderableType:
    """Return three sentences on why, and how the verdicts were reached."""
    table = Table.grid(padding=(0, 1))
    for number, sentence in enumerate(_three(why, comparison), 1):
        table.add_row(f"{number}.", Text(sentence))
    return Group(
        Text(),
        Text("Why", "bold"),
        table,
        Text(),
        Text(comparison.statement(), "dim"),
    )


def _three(why: Mapping[str, Sequence[str]], comparison: Comparison) -> list[str]:
    """Return the sentences of one design, or the first of each of the three that differ most."""
    told = list(why.values())
    sentences = list(told[0]) if len(told) == 1 else [of_design[0] for of_design in told]
    judged = [row.verdict for row in comparison.rows if row.verdict != "baseline"]
    count = {verdict: sum(one == verdict for one in judged) for verdict in STYLES}
    overall = (
        f"Of {len(judged)} paired comparisons {count['better']} are better, {count['worse']} "
        f"worse, {count['not distinguishable']} not distinguishable"
        + (f", {count['too few']} with too few incidents." if count["too few"] else ".")
    )
    return [*sentences, overall, *_paired(comparison)][:3]


def _paired(comparison: Comparison) -> list[str]:
    gains = [row.variance_reduction for row in comparison.rows if row.variance_reduction]
    if not gains:
        return []
    return [
        "Each design met the same incidents with the same luck: independent runs would need about "
        f"{median(gains):.0f} times as many replications for intervals as narrow."
    ]


def plain_value(value: float, unit: str, *, signed: bool = False) -> str:
    """Return a time or a probability with its unit, as in a sentence."""
    if unit == "1":
        name = " points" if signed else " %"
        return Unit("%", 0.01).number(value, signed=signed) + name
    return "not reached" if math.isinf(value) else hours(value, signed=signed)


def _verdicts(rows: Sequence[Row]) -> Text:
    """Return the designs by verdict, those that differ with their difference."""
    text = Text()
    verdicts = ("better", "worse", "not distinguishable", "too few")
    for verdict in verdicts:
        found = [row for row in rows if row.verdict == verdict]
        if not found:
            continue
        text.append("; " if text else "")
        text.append(verdict, STYLES[verdict])
        if len(found) == len(rows) > 1 and verdict not in TOLD:
            text.append(": all")
        elif len(found) > 3 and verdict not in TOLD and not _later(verdict, verdicts, rows):
            text.append(": all others")
        else:
            text.append(": " + ", ".join(_named(row) for row in found))
    return text


def _later(verdict: str, verdicts: Sequence[str], rows: Sequence[Row]) -> bool:
    later = verdicts[verdicts.index(verdict) + 1 :]
    return any(row.verdict in later for row in rows)


def _named(row: Row) -> str:
    value = row.difference if row.verdict in TOLD else None
    if value is None or not math.isfinite(value):
        return row.design
    return f"{row.design} {plain_value(value, row.unit, signed=True)}"
