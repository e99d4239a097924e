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
from renkei.engine.worlds import BLOCK
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
    arrived_h, place
        ``(n,)`` when and where it happened.
    running
        ``(n,)`` whether it had neither ended nor failed when its replication ended.
    over
        What weighs the same in an estimate.
    block
        Replications whose worlds were chosen together.
    """

    replication: NDArray[np.int32]
    identity: NDArray[np.int64]
    hours: dict[str, Floats]
    arrived_h: Floats
    place: NDArray[np.object_]
    running: NDArray[np.bool_]
    over: Over = OVER
    left_out: int = 0
    block: int = 1

    @cached_property
    def clusters(self) -> Clusters:
        """The replications of the incidents, and what each weighs."""
        return Clusters(self.replication, self.over, self.block)


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
    wanted = None if incident is None else [incident]
    return CountedIncidents(results, design, milestones, over, wanted).of(incident, until_h)


class CountedIncidents:
    """The counted incidents of a design, read once for all types that are asked for.

    Parameters
    ----------
    milestones
        Milestones of which the times are read.
    over
        What weighs the same in an estimate.
    incidents
        Types that are read; None: all.
    """

    def __init__(
        self,
        results: Results,
        design: str,
        milestones: Sequence[str],
        over: Over = OVER,
        incidents: Sequence[str] | None = None,
    ) -> None:
        recorded = set(results.record.designs[design].milestones)
        self.milestones = tuple(milestones)
        self.over = over
        self.block = block_of(results)
        self.columns = {m: milestone_column(m) for m in milestones if m in recorded}
        rows = results.scan("incidents", design).filter(pl.col("counted"))
        if incidents is not None:
            rows = rows.filter(pl.col("incident").is_in(list(incidents)))
        types = {name: i for i, name in enumerate(results.incidents)}
        kind = pl.col("incident").replace_strict(types, return_dtype=pl.Int64)
        in_replication = pl.col("replication").cast(pl.Int64) * len(types) + kind
        identity = (in_replication * 2**32 + pl.col("ordinal")).alias("identity")
        running = (pl.col("outcome") == "running").alias("running")
        own = ("replication", "incident", "arrived_h", "place")
        self.every = (
            rows.select(*own, identity, running, *self.columns.values())
            .collect(engine="streaming")
            .sort("identity")
        )
        by_type = self.every.partition_by("incident", as_dict=True, maintain_order=True)
        self.by_type = {str(name): frame for (name,), frame in by_type.items()}

    def of(self, incident: str | None, until_h: float = math.inf) -> Sample:
        """Return those of one type, or of all, as :func:`load_sample` does."""
        every = self.every
        if incident is not None:
            every = self.by_type.get(incident, self.every.clear())
        frame = every.filter(pl.col("arrived_h") <= until_h + _ROUNDING)
        never = np.full(frame.height, np.inf)
        columns = self.columns
        return Sample(
            frame["replication"].to_numpy(),
            frame["identity"].to_numpy(),
            {
                m: frame[columns[m]].fill_null(np.inf).to_numpy() if m in columns else never
                for m in self.milestones
            },
            frame["arrived_h"].to_numpy(),
            frame["place"].to_numpy(),
            frame["running"].to_numpy(),
            self.over,
            every.height - frame.height,
            self.block,
        )


@dataclass(frozen=True)
class Matched:
    """Samples of two designs to be compared.

    Parameters
    ----------
    ours, theirs
        Paired: the same incidents in the same order. Else all that each design met.
    paired
        Whether both designs met the same incidents.
    """

    ours: Sample
    theirs: Sample
    paired: bool

    @property
    def clusters(self) -> Clusters:
        """The replications of the pairs."""
        return self.ours.clusters


def match(results: Results, design: str, baseline: str, ours: Sample, theirs: Sample) -> Matched:
    """Return the samples of two designs, paired where both met the same incidents.

    The same are those of one number at one time and place, in the replications that are there and
    did not fail under either design. A design that changes arrivals meets others. Where each
    replication holds one incident in focus under a condition that hangs on the design, those with
    the same moment under both are paired.
    """
    if _same(ours, theirs):
        return Matched(ours, theirs, True)
    both = np.intersect1d(sound(results, design), sound(results, baseline))
    one, other = (_chosen(s, np.isin(s.replication, both).nonzero()[0]) for s in (ours, theirs))
    if _same(one, other):
        return Matched(one, other, True)
    focus = results.record.focus
    if focus is not None and any(before.open for before in focus.companions):
        return Matched(*_at_one_moment(ours, theirs), True)
    return Matched(ours, theirs, False)


def _at_one_moment(ours: Sample, theirs: Sample) -> tuple[Sample, Sample]:
    """Return the incidents that both designs met at one time and place."""
    _, one, other = np.intersect1d(ours.identity, theirs.identity, return_indices=True)
    same = ours.arrived_h[one] == theirs.arrived_h[other]
    same &= ours.place[one] == theirs.place[other]
    return _chosen(ours, one[same]), _chosen(theirs, other[same])


def _same(ours: Sample, theirs: Sample) -> bool:
    return all(
        np.array_equal(getattr(ours, name), getattr(theirs, name))
        for name in ("identity", "arrived_h", "place")
    )


def block_of(results: Results) -> int:
    """Return how many replications have worlds that were chosen together: 1 if none have."""
    worlds = results.record.worlds
    return BLOCK if worlds is not None and worlds.kind == "latin" else 1


def sound(results: Results, design: str) -> NDArray[np.int32]:
    """Return the numbers of the replications of a design that exist and did not fail."""
    rows = results.scan("replications", design).filter(pl.col("status") == "ok")
    numbers: NDArray[np.int32] = rows.select("replication").collect()["replication"].to_numpy()
    return numbers


def _chosen(sample: Sample, rows: NDArray[np.intp]) -> Sample:
    return Sample(
        sample.replication[rows],
        sample.identity[rows],
        {m: hours[rows] for m, hours in sample.hours.items()},
        sample.arrived_h[rows],
        sample.place[rows],
        sample.running[rows],
        sample.over,
        sample.left_out,
        sample.block,
    )


def longest(*hours: Floats) -> float:
    """Return the longest time reached [h]; 0 where none is."""
    return max((float(h[np.isfinite(h)].max(initial=0.0)) for h in hours), default=0.0)
