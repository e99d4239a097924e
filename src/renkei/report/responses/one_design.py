"""One design by itself: times of each incident type, where they go, and the busiest cells.

Takes estimates, attributions and loads of :mod:`renkei.analysis`; gives tables and plain data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.responses.comparison import comparison_data, page_unit, render_comparison
from renkei.report.step_kinds import kind_words
from renkei.report.tables import Table
from renkei.report.wording import (
    PERCENT,
    Unit,
    cell_words,
    joined,
    milestone_words,
    share,
    unit_for,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Attribution, Comparison
    from renkei.analysis.responses.loads import Load
    from renkei.study.naming import Labels

_PARTS = 5
_CELLS = 8
_ALL_ARRIVE = 0.9995
_STATES = {
    "queue": later("waiting for a team"),
    "closed": later("waiting for hours or a board"),
    "busy": later("busy"),
}


def single_data(
    comparison: Comparison,
    labels: Labels,
    attributions: Sequence[Attribution],
    loads: Sequence[Load] | None,
) -> dict[str, Any]:
    """Return the design as plain data; ``loads`` None: they were not asked."""
    estimates = comparison_data(comparison, labels)
    return {
        "design": comparison.baseline,
        "incidents": estimates["incidents"],
        "deadlines": estimates["deadlines"],
        "rows": [
            {
                key: value
                for key, value in row.items()
                if not key.startswith(("diff", "p_", "verd", "paired"))
            }
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
        "cells": None
        if loads is None
        else [
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
    loads: Sequence[Load] | None,
    headquarters: Mapping[str, str],
) -> RenderableType:
    """Return the tables of one design; ``loads`` None: they were not asked."""
    parts: list[RenderableType] = [render_comparison(comparison, labels)]
    if attributions:
        unit = page_unit(comparison)
        parts += [_paths(attributions, labels, headquarters, unit), Text()]
    if loads is not None:
        parts += [_cells(loads, headquarters), Text()]
    return Group(*parts)


def _paths(
    attributions: Sequence[Attribution],
    labels: Labels,
    headquarters: Mapping[str, str],
    unit: Unit,
) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("where the time goes, on average"), width=40)
    table.add_column(f"[{unit.name}]", justify="right")
    table.add_column(tr("on the critical path"))
    for found in attributions:
        incident = labels.incidents.get(found.incident or "", tr("all incidents"))
        name = tr(
            "{incident}, to {milestone}",
            incident=incident,
            milestone=milestone_words(found.milestone, labels.milestones),
        )
        some = tr("of the {share} that get there", share=share(found.reached))
        arrive = some if found.reached < _ALL_ARRIVE else ""
        table.add_row(Text(name, "bold"), unit.number(found.total.value), arrive)
        for part in found.parts[:_PARTS]:
            kind, state, where = part.key
            words = kind_words(kind)
            what = joined([words, _state(kind, state)]) if state else words
            place = headquarters.get(where, where)
            table.add_row(f"  {what}", unit.number(part.hours), place)
    return table


def _state(kind: str, state: str) -> str:
    if kind == "allocation" and state == "queue":
        return tr("waiting for free platforms")
    return tr(_STATES[state])


def _cells(loads: Sequence[Load], headquarters: Mapping[str, str]) -> Table:
    """Return the cells that are busiest, and those at which work waits longest."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    unit = unit_for(load.wait_h.value for load in loads)
    table.add_column(tr("cells"), width=48)
    table.add_column(tr("at work\n[%]"), justify="right")
    table.add_column(tr("mean wait for\na team [{unit}]", unit=unit.name), justify="right")
    by_wait = sorted(loads, key=lambda load: (-load.wait_h.value, load.station))
    for head, ranked in ((tr("busiest"), loads), (tr("longest waits"), by_wait)):
        table.add_row(Text(head, "bold"))
        for load in ranked[:_CELLS]:
            if ranked is by_wait and not load.wait_h.value > 0:
                break
            where, _, cell = load.station.rpartition(".")
            name = joined([headquarters.get(where, where), cell_words(cell)]) if where else cell
            at_work = PERCENT.number(load.utilisation.value)
            table.add_row(f"  {name}", at_work, unit.number(load.wait_h.value))
    return table
