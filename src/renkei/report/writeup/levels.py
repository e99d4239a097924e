"""A table of what was asked: each measure under each design, with the difference to the baseline.

Takes a comparison; gives rows in words, in numbers, and a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from renkei.report.responses.comparison import measure_words
from renkei.report.tables import Table
from renkei.report.verdicts import mark
from renkei.report.wording import PERCENT, Unit, plain, unit_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.study.naming import Labels

HEAD = ("incident", "measure", "design", "estimate", "difference", "verdict")

_COLUMNS = (
    *("incident", "metric", "design", "unit", "estimate", "low", "high"),
    *("difference", "diff_low", "diff_high", "verdict", "n_incidents", "n_replications"),
)


def unit_of_row(row: Row) -> Unit:
    """Return the unit in which a row reads best."""
    if row.unit == "1":
        return PERCENT
    sizes = (row.estimate, row.low, row.high, row.difference or math.nan)
    return unit_for([abs(one) for one in sizes])


def estimate_words(row: Row) -> str:
    """Return an estimate with its interval: ``72 % (69 to 75)``."""
    if math.isnan(row.estimate):
        return "–"
    if math.isinf(row.estimate):
        return "not reached"
    unit = unit_of_row(row)
    low, high = unit.number(row.low), unit.number(row.high)
    value = f"{unit.number(row.estimate)} {unit.name}"
    return value if low == high else f"{value} ({low} to {high})"


def difference_words(row: Row) -> str:
    """Return a difference with its interval: ``−5.2 h (−6.0 to −4.4)``."""
    if row.difference is None or not math.isfinite(row.difference):
        return "–"
    unit = unit_of_row(row)
    name = "points" if row.unit == "1" else unit.name
    value = f"{unit.number(row.difference, signed=True)} {name}"
    if row.identical or row.diff_low is None or row.diff_high is None:
        return value
    return f"{value} ({unit.signed_range(row.diff_low, row.diff_high)})"


def asked_rows(comparison: Comparison) -> list[Row]:
    """Return the rows that were asked, the baseline's too."""
    return [row for row in comparison.rows if comparison.is_asked(row)]


def levels_table(comparison: Comparison, labels: Labels) -> list[Sequence[str]]:
    """Return the head and the rows in words."""
    lines: list[Sequence[str]] = [HEAD]
    for row in asked_rows(comparison):
        base = row.design == comparison.baseline
        lines.append(
            (
                labels.incidents[row.incident],
                measure_words(row, labels.milestones, asked=True),
                row.design,
                estimate_words(row),
                "" if base else difference_words(row),
                "" if base else row.verdict,
            )
        )
    return lines


def levels_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the rows in numbers, times in hours."""
    return [
        {key: plain(value) for key, value in row.data().items() if key in _COLUMNS}
        for row in asked_rows(comparison)
    ]


def render_levels(comparison: Comparison, labels: Labels) -> RenderableType:
    """Return the page."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in HEAD[:-1]:
        table.add_column(name, justify="left" if name in HEAD[:3] else "right")
    before: tuple[str, ...] = ()
    for row, line in zip(asked_rows(comparison), levels_table(comparison, labels)[1:], strict=True):
        same = tuple(line[:2]) == before
        before = tuple(line[:2])
        sign = "" if not line[5] else mark(row.verdict, row.reason)
        table.add_row(
            *("", "") if same else line[:2],
            line[2],
            line[3].replace(" (", "\n("),
            line[4].replace(" (", f"{sign}\n(", 1) if " (" in line[4] else line[4] + sign,
        )
    return table
