"""What the model says to each recorded clock: its band, and where the record lies in it.

Takes results and clocks; gives :class:`Measured`. The band is that of one incident in a plausible
world, each world weighing the same: what was recorded is one such draw, if the model is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.recorded.clocks import Clock
from renkei.analysis.responses.samples import CountedIncidents
from renkei.analysis.statistics.estimation import Clusters, Distribution, Floats
from renkei.results import Results

BAND = (0.05, 0.95)
"""Ends of the band, as shares."""

FEW = 20
"""Fewer incidents than this give no band: its ends would be the least and the largest of them."""

Fit = Literal["inside", "too slow", "too fast", "too few"]


@dataclass(frozen=True)
class Measured:
    """A recorded clock beside the model's.

    Parameters
    ----------
    clock
        What was recorded.
    design
        Design that was simulated.
    incidents, replications
        How many incidents, of how many replications, the band is made from.
    median, low, high
        Of the model [h]: median and ends of the band; ``inf``: not reached; ``nan``: too few.
    rank
        Share of the model's times below the record, half of the equal ones counted (the
        probability integral transform; Dawid 1984); ``nan``: too few.
    rank_low, rank_high
        The same for the least and the most that the record can mean.
    fit
        Whether the record lies in the band; ``too slow``: the model is, the record lies below.
    """

    clock: Clock
    design: str
    incidents: int
    replications: int
    median: float
    low: float
    high: float
    rank: float
    rank_low: float
    rank_high: float
    fit: Fit

    @property
    def factor(self) -> float:
        """The model's median over the record; ``inf`` where nothing was recorded to pass."""
        if self.clock.hours > 0:
            return self.median / self.clock.hours
        return 1.0 if self.median == 0 else math.nan if math.isnan(self.median) else math.inf

    @property
    def may_fit(self) -> bool:
        """Whether anything that the record can mean lies in the band."""
        return self.fit == "inside" or (
            self.fit != "too few" and self.clock.low <= self.high and self.clock.high >= self.low
        )


@dataclass(frozen=True)
class Times:
    """Times of one clock in the model.

    Parameters
    ----------
    hours
        ``(n,)`` of each incident [h], ``inf`` where it was not reached.
    replication
        ``(n,)`` replication of each.
    """

    hours: Floats
    replication: NDArray[np.int32]


def measure(
    results: Results, clocks: Iterable[Clock], designs: Mapping[str, str]
) -> list[Measured]:
    """Return each clock beside the model's.

    Parameters
    ----------
    designs
        Design of the results that stands for the time of each clock, by its identifier.
    """
    found = list(clocks)
    times = times_of(results, found, designs)
    return [_measured(one, designs[one.id], times[one.id]) for one in found]


def times_of(
    results: Results, clocks: Iterable[Clock], designs: Mapping[str, str]
) -> dict[str, Times]:
    """Return the model's times of each clock; designs are read once for all their clocks."""
    by_design: dict[str, list[Clock]] = {}
    for one in clocks:
        by_design.setdefault(designs[one.id], []).append(one)
    found: dict[str, Times] = {}
    for design, own in by_design.items():
        milestones = sorted({name for one in own for name in one.milestones})
        types = sorted({one.incident for one in own})
        counted = CountedIncidents(results, design, milestones, incidents=types)
        found |= {one.id: _times(counted, one) for one in own}
    return found


def _times(counted: CountedIncidents, clock: Clock) -> Times:
    sample = counted.of(clock.incident)
    start = sample.hours[clock.start] if clock.start else np.zeros(len(sample.replication))
    chosen = np.isfinite(start)  # a clock that never started measures nothing
    if clock.place is not None:
        chosen &= sample.place == clock.place
    # What was done before the clock started took no time of it.
    hours = np.maximum(sample.hours[clock.stop][chosen] - start[chosen], 0.0)
    return Times(hours, sample.replication[chosen])


def _measured(clock: Clock, design: str, times: Times) -> Measured:
    n = len(times.hours)
    if n < FEW:
        none, worlds = math.nan, len(set(times.replication.tolist()))
        return Measured(clock, design, n, worlds, none, none, none, none, none, none, fit="too few")
    clusters = Clusters(times.replication, "worlds")
    distribution = Distribution(times.hours, clusters)
    low, high = distribution.at(BAND[0]), distribution.at(BAND[1])
    fit: Fit = "too slow" if clock.hours < low else "too fast" if clock.hours > high else "inside"
    return Measured(
        clock=clock,
        design=design,
        incidents=n,
        replications=clusters.count,
        median=distribution.at(0.5),
        low=low,
        high=high,
        rank=rank(times.hours, clusters, clock.hours),
        rank_low=rank(times.hours, clusters, clock.low),
        rank_high=rank(times.hours, clusters, clock.high),
        fit=fit,
    )


def rank(hours: Floats, clusters: Clusters, recorded: float) -> float:
    """Return the share of times below what was recorded, half of the equal ones counted."""
    below = (hours < recorded) + 0.5 * (hours == recorded)
    return min(float(below @ clusters.weight), 1.0)
