"""How busy the staff cells are under a design.

Takes results; gives for each cell the share of its teams' hours that was worked and the mean wait
for a team, as ratios over replications with their intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from renkei.analysis.estimation import CONFIDENCE, Estimate, ratio
from renkei.analysis.sustainment import FACILITY
from renkei.results import Results

_SUMS = ("busy_h", "capacity_h", "wait_h", "served")


@dataclass(frozen=True)
class Load:
    """A cell: share of its teams' hours worked, and mean wait for a team [h]."""

    station: str
    utilisation: Estimate
    wait_h: Estimate


def cell_loads(results: Results, design: str, confidence: float = CONFIDENCE) -> list[Load]:
    """Return the loads of all cells of a design, the busiest first.

    A cell that was never open or never used is left out; docks and bays are no cells.
    """
    rows = (
        results.scan("cells", design)
        .filter(~pl.col("station").str.starts_with(FACILITY))
        .select("replication", "station", *_SUMS)
        .collect()
    )
    loads = []
    for (station,), own in rows.sort("replication").group_by("station", maintain_order=True):
        busy, capacity, wait, served = (own[name].to_numpy().astype(float) for name in _SUMS)
        if capacity.sum() > 0 and served.sum() > 0:
            loads.append(
                Load(
                    str(station),
                    ratio(busy, capacity, confidence),
                    ratio(wait, served, confidence),
                )
            )
    return sorted(loads, key=lambda load: (-load.utilisation.value, load.station))
