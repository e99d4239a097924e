"""Counted incidents as arrays, alone or paired between designs.

Takes :class:`renkei.results.Results`; gives :class:`Sample`. Only the columns asked for are read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import Clusters, Floats, Over
from renkei.results import Results, milestone_column

OVER: Over = "worlds"
"""What weighs the same where nothing is said: an answer over the plausible worlds."""
_ROUNDING = 1e-6
"""Hours by which a sum of times may be off."""


@dataclass(frozen=True)
class Sample:
    """Counted incidents of one type under one design.

    Parameters
    ----------
    replication
        ``(n,)`` replication of each incident.
    identity
        ``(n,)`` number of the incident, the same under every design; ascending.
    hours
        Milestone to ``(n,)`` hours after the event, ``inf`` where it was not reached.
    left_out
        How many came too late to be seen to their deadline.
    running
        ``(n,)`` whether it had neither ended nor failed when its replication ended.
    over
        What weighs the same in an estimate.
    """

    replication: NDArray[np.int32]
    identity: NDArray[np.int64]
    hours: dict[str, Floats]
    running: NDArray[np.bool_]
    over: Over = OVER
    left_out: int = 0

    @cached_property
    def clusters(self) -> Clusters:
        """The replications of the incidents, and what each weighs."""
        return Clusters(self.replication, self.over)


def load_sample(
    results: Results,
    design: str,
    incident: str | None,
    milestones: Sequence[str],
    over: Over = OVER,
    until_h: float = math.inf,
) -> Sample:
    """Read the counted incidents of one type; None: of all types.

    A milestone that the design does not record counts as not reached. Incidents that arrived after
    ``until_h`` are left out, answered or not: of those that came so late only the quick ones would
    be seen to be answered.
    """
    rows = results.scan("incidents", design).filter(pl.col("counted"))
    if incident is not None:
        rows = rows.filter(pl.col("incident") == incident)
    recorded = set(results.record.designs[design].milestones)
    columns = {m: milestone_column(m) for m in milestones if m in recorded}
    types = {name: i for i, name in enumerate(results.incidents)}
    kind = pl.col("incident").replace_strict(types, return_dtype=pl.Int64)
    in_replication = pl.col("replication").cast(pl.Int64) * len(types) + kind
    identity = (in_replication * 2**32 + pl.col("ordinal")).alias("identity")
    frame = (
        rows.select("replication", identity, "arrived_h", "outcome", *columns.values())
        .collect(engine="streaming")
        .sort("identity")
    )
    every = frame.height
    frame = frame.filter(pl.col("arrived_h") <= until_h + _ROUNDING)
    never = np.full(frame.height, np.inf)
    return Sample(
        frame["replication"].to_numpy(),
        frame["identity"].to_numpy(),
        {
            m: frame[columns[m]].fill_null(np.inf).to_numpy() if m in columns else never
            for m in milestones
        },
        (frame["outcome"] == "running").to_numpy(),
        over,
        every - frame.height,
    )


def pair(ours: Sample, theirs: Sample) -> tuple[Sample, Sample]:
    """Return the incidents that both samples hold, in the same order.

    They differ only where a replication failed or was not yet run under one of the designs.
    """
    _, in_ours, in_theirs = np.intersect1d(
        ours.identity, theirs.identity, assume_unique=True, return_indices=True
    )
    return _chosen(ours, in_ours), _chosen(theirs, in_theirs)


def _chosen(sample: Sample, rows: NDArray[np.intp]) -> Sample:
    return Sample(
        sample.replication[rows],
        sample.identity[rows],
        {m: hours[rows] for m, hours in sample.hours.items()},
        sample.running[rows],
        sample.over,
        sample.left_out,
    )
