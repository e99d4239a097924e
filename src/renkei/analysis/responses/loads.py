"""The loads of the staff cells under a design.

Takes results; gives for each cell the share of its teams' hours at work, and the mean wait of work
for a team, begun or not, as ratios over replications with their intervals. Gives cautions on cells
that have no time left, or whose work was often never begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from renkei.analysis.cautions import Caution
from renkei.analysis.statistics.estimation import CONFIDENCE, Estimate, ratio
from renkei.program.machine.naming import STATIONS
from renkei.results import Results

OVERLOADED = 0.95
"""Share of its teams' hours from which on a cell counts as overloaded."""

NEVER_BEGUN = 0.05
"""Share of a cell's work not begun at the end of the run that calls for a caution."""

_SUMS = ("busy_h", "capacity_h", "wait_h", "joined", "served")


@dataclass(frozen=True)
class Load:
    """A cell: share of its teams' hours worked, mean wait for a team [h], share not begun."""

    station: str
    utilisation: Estimate
    wait_h: Estimate
    never_begun: float = 0.0


def cautions(
    results: Results, designs: Sequence[str], confidence: float = CONFIDENCE
) -> list[Caution]:
    """Return cautions on overloaded cells, and on cells with much work never begun."""
    found = []
    for design in designs:
        loads = cell_loads(results, design, confidence)
        found += [
            Caution("overloaded", design, subject=load.station, share=load.utilisation.value)
            for load in loads
            if load.utilisation.value >= OVERLOADED
        ]
        found += [
            Caution("never begun", design, subject=load.station, share=load.never_begun)
            for load in loads
            if load.never_begun >= NEVER_BEGUN
        ]
    return found


def cell_loads(results: Results, design: str, confidence: float = CONFIDENCE) -> list[Load]:
    """Return the loads of all cells of a design, the busiest first.

    A cell that was never open or never used is left out; docks, bays and channels are no cells.
    """
    others = [STATIONS.prefix(kind) for kind in STATIONS.others]
    rows = (
        results.scan("cells", design)
        .filter(~pl.any_horizontal(*map(pl.col("station").str.starts_with, others)))
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
