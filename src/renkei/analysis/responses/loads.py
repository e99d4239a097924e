"""How busy the staff cells are under a design.

Takes results; gives for each cell the share of its teams' hours that was worked and the mean wait
for a team of the work that came, begun or not, as ratios over replications with their intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from renkei.analysis.statistics.estimation import CONFIDENCE, Estimate, ratio
from renkei.program.machine.naming import FACILITY, STATIONS
from renkei.results import Results

OVERLOADED = 0.95
"""Share of its teams' hours from which on a cell counts as overloaded."""

NEVER_BEGUN = 0.05
"""Share of a cell's work not begun at the end of the run from which on a note says so."""

_NAMED = 3
_SUMS = ("busy_h", "capacity_h", "wait_h", "joined", "served")


@dataclass(frozen=True)
class Load:
    """A cell: share of its teams' hours worked, and mean wait for a team [h]."""

    station: str
    utilisation: Estimate
    wait_h: Estimate
    never_begun: float = 0.0


def overloaded(
    results: Results, designs: Sequence[str], confidence: float = CONFIDENCE
) -> list[str]:
    """Say of each design which cells have no time left: what waits there waits ever longer."""
    said = []
    for design in designs:
        cells = [
            load
            for load in cell_loads(results, design, confidence)
            if load.utilisation.value >= OVERLOADED
        ]
        if cells:
            names = ", ".join(load.station for load in cells[:_NAMED])
            more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
            least = f"{min(load.utilisation.value for load in cells):.0%}".replace("%", " %")
            said.append(
                f"{design}: {names}{more}: at work {least} of their hours or more, overloaded; "
                "what waits there waits longer the longer the run, and so do means and shares "
                "that depend on it."
            )
    return said


def never_begun(
    results: Results, designs: Sequence[str], confidence: float = CONFIDENCE
) -> list[str]:
    """Say of each design in which cells much of the work was not begun when the run ended."""
    said = []
    for design in designs:
        cells = [
            load
            for load in cell_loads(results, design, confidence)
            if load.never_begun >= NEVER_BEGUN
        ]
        cells.sort(key=lambda load: (-load.never_begun, load.station))
        if cells:
            names = ", ".join(
                f"{load.station} ({load.never_begun:.0%})".replace("%", " %")
                for load in cells[:_NAMED]
            )
            more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
            said.append(
                f"{design}: not begun when the run ended: of the work of {names}{more}; it counts "
                "with its wait until then, so that these mean waits are too short."
            )
    return said


def notes(results: Results, designs: Sequence[str], confidence: float = CONFIDENCE) -> list[str]:
    """Return what must be said of cells: who is overloaded, and where work was never begun."""
    return [
        *overloaded(results, designs, confidence),
        *never_begun(results, designs, confidence),
    ]


def cell_loads(results: Results, design: str, confidence: float = CONFIDENCE) -> list[Load]:
    """Return the loads of all cells of a design, the busiest first.

    A cell that was never open or never used is left out; docks and bays are no cells.
    """
    rows = (
        results.scan("cells", design)
        .filter(~pl.col("station").str.starts_with(STATIONS.prefix(FACILITY)))
        .select("replication", "station", *_SUMS)
        .collect()
    )
    loads = []
    for (station,), own in rows.sort("replication").group_by("station", maintain_order=True):
        busy, capacity, wait, joined, served = (
            own[name].to_numpy().astype(float) for name in _SUMS
        )
        if capacity.sum() > 0 and joined.sum() > 0:
            loads.append(
                Load(
                    str(station),
                    ratio(busy, capacity, confidence),
                    ratio(wait, joined, confidence),
                    float(1.0 - served.sum() / joined.sum()),
                )
            )
    return sorted(loads, key=lambda load: (-load.utilisation.value, load.station))
