"""Readiness and supply of several designs: where a difference to the baseline can be told.

Takes a :class:`~renkei.analysis.sustained.Sustained` and the names of its subjects; gives a table
and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.comparison import STYLES, TOLD
from renkei.report.sustainment import interval, row_data, sober
from renkei.report.sustainment_words import HEADS, named, unit_of, words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Sustained, SustainedRow

_ALWAYS = {("readiness", "platforms"), ("readiness", "capable")}

Names = Mapping[tuple[str, str], str]


def sustained_data(sustained: Sustained, names: Names) -> dict[str, Any]:
    """Return the comparison as plain data; not reached and not bounded are null."""
    return {
        "method": sustained.statement(),
        "rows": [row_data(row, names) for row in sustained.rows],
        "notes": list(sustained.notes),
    }


def render_sustained(
    sustained: Sustained, names: Names, *, all_measures: bool = False
) -> RenderableType:
    """Return a line for each measure: the baseline, and the designs by verdict.

    With ``all_measures`` false, of the measures in which no difference can be told only platforms
    mission capable.
    """
    table = sober()
    table.add_column("readiness and supply", width=28)
    table.add_column("measure", width=18)
    table.add_column(sustained.baseline, justify="right", no_wrap=True)
    table.add_column(f"paired with {sustained.baseline}")
    left_out, domain, subject = 0, "", ""
    for rows in _by_measure(sustained):
        measure = rows[0].measure
        told = any(row.verdict in TOLD for row in rows)
        if not (all_measures or told or (measure.domain, measure.name) in _ALWAYS):
            left_out += any(row.difference is not None for row in rows)
            continue
        if measure.domain != domain:
            domain, subject = measure.domain, ""
            table.add_row(Text(HEADS[domain], "dim"))
        name = Text("" if measure.subject == subject else named(names, measure), "bold")
        subject = measure.subject
        base = [row for row in rows if row.design == sustained.baseline]
        others = [row for row in rows if row.design != sustained.baseline]
        value = _value(base[0]) if base else Text("–")
        table.add_row(name, words(measure), value, _verdicts(others))
    legend = "Below each number its interval."
    if left_out:
        legend += f" {left_out} measures in which no difference can be told: --all prints them."
    return Group(table, Text(legend, "dim"))


def _by_measure(sustained: Sustained) -> list[list[SustainedRow]]:
    found: dict[tuple[str, str, str], list[SustainedRow]] = {}
    for row in sustained.rows:
        key = (row.measure.domain, row.measure.subject, row.measure.name)
        found.setdefault(key, []).append(row)
    return list(found.values())


def _value(row: SustainedRow) -> Text:
    """Return the estimate with its unit, and its interval below."""
    if math.isnan(row.estimate):
        return Text("–")
    unit = unit_of(row.measure, (row.estimate, row.low))
    value = "not reached" if math.isinf(row.estimate) else unit.number(row.estimate)
    after = f" {unit.name}" if unit.name and not math.isinf(row.estimate) else ""
    return Text.assemble(value + after, (f"\n{interval(row.low, row.high, unit)}", "dim"))


def _verdicts(rows: Sequence[SustainedRow]) -> Text:
    """Return the designs by verdict; those that differ with difference and interval."""
    text = Text()
    for verdict in ("better", "worse", "not distinguishable", "too few"):
        found = [row for row in rows if row.verdict == verdict]
        if not found:
            continue
        text.append("; " if text else "")
        text.append(verdict, STYLES[verdict])
        if verdict not in TOLD and len(found) == len(rows) > 1:
            text.append(": all")
        else:
            text.append(": " + ", ".join(_named(row) for row in found))
    alone = [row.design for row in rows if row.verdict == "only here"]
    if alone:
        text.append("; " if text else "")
        text.append(f"only there: {', '.join(alone)}")
    return text


def _named(row: SustainedRow) -> str:
    if row.difference is None or not math.isfinite(row.difference) or row.verdict not in TOLD:
        return row.design
    return f"{row.design} {difference(row)}"


def difference(row: SustainedRow) -> str:
    """Return the difference to the baseline with its interval, in the unit that suits it."""
    value, low, high = row.difference, row.diff_low, row.diff_high
    if value is None or low is None or high is None or not math.isfinite(value):
        return "–"
    unit = unit_of(row.measure, (value,))
    name = "points" if row.measure.unit == "1" else unit.name
    ends = f"({unit.number(low, signed=True)}…{unit.number(high, signed=True)})"
    return " ".join(filter(None, (unit.number(value, signed=True), name, ends)))
