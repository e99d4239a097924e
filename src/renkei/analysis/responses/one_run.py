"""One run beside many: how an exercise answered its incidents, and how simulated runs do.

What for: an exercise is one run, with people in some seats, and stands beside the designs as one.
Takes the incidents of a run in the columns of results, and results; gives by incident type what was
answered in time and how quickly, of the incidents that came within the same hours. One run has no
interval: nothing is said of differences but for the run with the same luck and nobody in a seat.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from renkei.analysis.responses.focused import refuse_levels
from renkei.analysis.responses.rows import Deadline
from renkei.results import Results
from renkei.results.tables import milestone_column

_ROUNDING_H = 1e-6


@dataclass(frozen=True)
class AnsweredWithin:
    """Incidents of a type that came within some hours, and how they were answered.

    Parameters
    ----------
    runs
        How many runs they are of.
    incidents, in_time
        How many came, and how many were answered within the deadline.
    q10_h, q50_h, q90_h
        Tenth, half and nine tenths of the time from event to answer [h], by nearest rank; infinite:
        so many were not answered; nan: none came.
    took_h
        Of a single run: the time of each, in the order in which they came.
    """

    runs: int
    incidents: int
    in_time: int
    q10_h: float
    q50_h: float
    q90_h: float
    took_h: tuple[float, ...] = ()


@dataclass(frozen=True)
class BesideRuns:
    """An incident type: the run, the same run with nobody in a seat, and the designs.

    ``same`` is None where results do not hold it.
    """

    incident: str
    deadline: Deadline
    run: AnsweredWithin
    same: AnsweredWithin | None
    designs: Mapping[str, AnsweredWithin]


def beside_runs(
    incidents: pl.DataFrame,
    results: Results,
    deadlines: Mapping[str, Deadline],
    designs: Sequence[str],
    hours: tuple[float, float],
    same: tuple[str, int] | None,
) -> list[BesideRuns]:
    """Return how a run answered its incidents beside how runs of designs do.

    Parameters
    ----------
    incidents
        Table ``incidents`` of the run.
    hours
        Only incidents that came within these hours of the scenario count.
    same
        Design and number of the replication with the same program and seed, if the results are of
        these; it is used where the results hold it.
    """
    refuse_levels(results, "an exercise")
    runs = {design: results.replications(design) for design in designs}
    every = {
        design: _within(results.scan("incidents", design), hours).collect() for design in designs
    }
    own = _within(incidents.lazy(), hours).collect()
    came = set(own["incident"].to_list())
    found = []
    for incident, deadline in deadlines.items():
        if incident not in came:
            continue
        alike = None
        if same is not None and same[0] in every and same[1] < runs[same[0]]:
            rows = every[same[0]].filter(pl.col("replication") == same[1])
            alike = _answered(rows, incident, deadline, 1)
        found.append(
            BesideRuns(
                incident,
                deadline,
                _answered(own, incident, deadline, 1),
                alike,
                {
                    design: _answered(rows, incident, deadline, runs[design])
                    for design, rows in every.items()
                },
            )
        )
    return found


def _within(rows: pl.LazyFrame, hours: tuple[float, float]) -> pl.LazyFrame:
    first, last = hours
    return rows.filter(
        (pl.col("arrived_h") >= first - _ROUNDING_H) & (pl.col("arrived_h") <= last + _ROUNDING_H)
    )


def _answered(rows: pl.DataFrame, incident: str, deadline: Deadline, runs: int) -> AnsweredWithin:
    column = milestone_column(deadline.milestone)
    mine = rows.filter(pl.col("incident") == incident)
    if runs == 1:
        mine = mine.sort("arrived_h", "ordinal")
    took = np.full(mine.height, np.inf)
    if column in mine.columns:
        took = mine[column].fill_null(np.inf).to_numpy()
    ranked = np.sort(took)
    q10, q50, q90 = (
        float(ranked[max(math.ceil(q * len(ranked)) - 1, 0)]) if len(ranked) else math.nan
        for q in (0.1, 0.5, 0.9)
    )
    return AnsweredWithin(
        runs,
        len(took),
        int(np.sum(took <= deadline.hours + _ROUNDING_H)),
        q10,
        q50,
        q90,
        tuple(took.tolist()) if runs == 1 else (),
    )
