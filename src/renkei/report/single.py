"""One design by itself: times of each incident type, where they go, and the busiest cells.

Takes estimates, attributions and loads of :mod:`renkei.analysis`; gives tables and plain data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from renkei.report.comparison import Labels, comparison_data, render_comparison
from renkei.report.wording import hours, share

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Attribution, Comparison
    from renkei.analysis.loads import Load

_PARTS = 5
_CELLS = 10
_STATES = {"queue": "waiting for a team", "closed": "waiting for hours or a board", "busy": "busy"}


def single_data(
    comparison: Comparison,
    labels: Labels,
    attributions: Sequence[Attribution],
    loads: Sequence[Load],
) -> dict[str, Any]:
    """Return the design as plain data."""
    estimates = comparison_data(comparison, labels)
    return {
        "design": comparison.baseline,
        "incidents": estimates["incidents"],
        "deadlines": estimates["deadlines"],
        "warnings": estimates["warnings"],
        "rows": [
            {key: value for key, value in row.items() if not key.startswith(("diff", "p_", "verd"))}
            for row in estimates["rows"]
        ],
        "critical_path": [
            {
                "incident": found.incident,
                "milestone": found.milestone,
                "mean_h": found.total.value,
                "parts": [
                    {"key": dict(zip(found.by, part.key, strict=True)), "hours": part.hours}
                    for part in found.parts
                ],
            }
            for found in attributions
        ],
        "cells": [
            {
                "station": load.station,
                "utilisation": load.utilisation.value,
                "mean_wait_h": load.wait_h.value,
            }
            for load in loads
        ],
    }


def render_single(
    comparison: Comparison,
    labels: Labels,
    attributions: Sequence[Attribution],
    loads: Sequence[Load],
    headquarters: Mapping[str, str],
) -> RenderableType:
    """Return the tables of one design."""
    parts: list[RenderableType] = [render_comparison(comparison, labels)]
    if attributions:
        parts += [_paths(attributions, labels, headquarters), Text()]
    return Group(*parts, _cells(loads, headquarters), Text())


def _paths(
    attributions: Sequence[Attribution], labels: Labels, headquarters: Mapping[str, str]
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("where the time goes, on average", width=40)
    table.add_column("hours", justify="right")
    table.add_column("on the critical path")
    for found in attributions:
        incident = labels.incidents.get(found.incident or "", "all incidents")
        name = f"{incident}, to {found.milestone.replace('-', ' ')}"
        table.add_row(Text(name, "bold"), hours(found.total.value), "")
        for part in found.parts[:_PARTS]:
            kind, state, where = part.key
            what = f"{kind}, {_state(kind, state)}" if state else kind
            place = headquarters.get(where, where)
            table.add_row(f"  {what}", hours(part.hours), place)
    return table


def _state(kind: str, state: str) -> str:
    if kind == "allocation" and state == "queue":
        return "waiting for free platforms"
    return _STATES[state]


def _cells(loads: Sequence[Load], headquarters: Mapping[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("busiest cells", width=48)
    table.add_column("at work", justify="right")
    table.add_column("mean wait for a team", justify="right")
    for load in loads[:_CELLS]:
        where, _, cell = load.station.rpartition(".")
        name = f"{headquarters.get(where, where)}, {cell}" if where else cell
        at_work = f"{share(load.utilisation.value)}"
        table.add_row(name, at_work, hours(load.wait_h.value))
    return table
