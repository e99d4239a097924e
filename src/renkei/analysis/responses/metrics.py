"""One statistic of one milestone: estimated of a sample, and compared between two.

Means count each counted incident, and its time up to a limit: the restricted mean (Irwin 1949,
The standard error of an estimate of expectation of life). What never arrives counts as the limit,
so that a design that gives the slow ones up is not praised for the rest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.responses.rows import Statistic
from renkei.analysis.responses.samples import Matched
from renkei.analysis.statistics.differences import (
    Difference,
    certain,
    mean_difference,
    no_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.statistics.estimation import (
    Clusters,
    Estimate,
    Floats,
    is_certain,
    mean,
    probability,
    quantile,
)
from renkei.analysis.statistics.independent import independent_difference

_SHARES: dict[Statistic, float] = {"median": 0.5, "p90": 0.9}
_LONGEST = float(np.finfo(np.float64).max)
"""Every time that is reached is at most this [h]."""


@dataclass(frozen=True)
class Compared:
    """A difference, and what distinguishes it from others: the same key is the same numbers."""

    difference: Difference
    key: tuple[Statistic, bytes]


@dataclass(frozen=True)
class Metric:
    """One statistic of one milestone.

    Parameters
    ----------
    milestone, statistic
        Of what; ``p_deadline`` is the probability of being answered in time.
    deadline_h
        Deadline of the incident type [h].
    limit_h
        Up to which time a mean counts [h].
    confidence
        Of each interval.
    """

    milestone: str
    statistic: Statistic
    deadline_h: float
    limit_h: float
    confidence: float

    @property
    def name(self) -> str:
        """Name as in the rows: `p_deadline`, or such as `on_station_p90`."""
        if self.statistic == "p_deadline":
            return self.statistic
        return f"{self.milestone.replace('-', '_')}_{self.statistic}"

    @property
    def unit(self) -> str:
        """``1`` of a probability, ``h`` of a time."""
        return "1" if self.statistic in ("p_deadline", "reached") else "h"

    @property
    def names(self) -> tuple[str, ...]:
        """Names by which its zone may be given, the most special first."""
        if self.statistic == "p_deadline":
            return (self.name, "in-time")
        return (self.name, self.name.replace("_", "-"), self.milestone)

    def estimate(
        self, hours: Floats, clusters: Clusters, confidence: float | None = None
    ) -> Estimate:
        """Return the estimate of the times of incidents [h]."""
        found = self._estimate(hours, clusters, confidence or self.confidence)
        if is_certain(clusters, hours):
            return replace(found, low=found.value, high=found.value)
        return found

    def _estimate(self, hours: Floats, clusters: Clusters, confidence: float) -> Estimate:
        match self.statistic:
            case "p_deadline":
                return probability(hours <= self.deadline_h, clusters, confidence)
            case "reached":
                return probability(np.isfinite(hours), clusters, confidence)
            case "mean":
                return mean(np.minimum(hours, self.limit_h), clusters, confidence)
            case _:
                return quantile(hours, clusters, _SHARES[self.statistic], confidence)

    def compared(self, matched: Matched) -> Compared:
        """Return the difference, of pairs where there are any."""
        ours, theirs = (s.hours[self.milestone] for s in (matched.ours, matched.theirs))
        if matched.paired:
            return self.difference(ours, theirs, matched.clusters)
        difference = independent_difference(
            lambda confidence: self.estimate(ours, matched.ours.clusters, confidence),
            lambda confidence: self.estimate(theirs, matched.theirs.clusters, confidence),
            self.confidence,
        )
        return Compared(difference, (self.statistic, _digest(ours, theirs)))

    def difference(self, ours: Floats, theirs: Floats, clusters: Clusters) -> Compared:
        """Return the difference of the times of the same incidents [h]."""
        difference, key = self._difference(ours, theirs, clusters)
        if is_certain(clusters, ours, theirs):
            difference = certain(difference)
        return Compared(difference, (self.statistic, key))

    def _difference(
        self, ours: Floats, theirs: Floats, clusters: Clusters
    ) -> tuple[Difference, bytes]:
        match self.statistic:
            case "p_deadline" | "reached":
                limit = self.deadline_h if self.statistic == "p_deadline" else _LONGEST
                met, theirs_met = ours <= limit, theirs <= limit
                found = (
                    no_difference(clusters.n, clusters.count)
                    if clusters.n and np.array_equal(ours, theirs)
                    else probability_difference(met, theirs_met, clusters, self.confidence)
                )
                return found, _digest(met, theirs_met)
            case "mean":
                capped, other = np.minimum(ours, self.limit_h), np.minimum(theirs, self.limit_h)
                found = mean_difference(capped, other, clusters, self.confidence)
                return found, _digest(capped, other)
            case _:
                share = _SHARES[self.statistic]
                found = quantile_difference(ours, theirs, clusters, share, self.confidence)
                return found, _digest(ours, theirs)


def _digest(*arrays: Floats | NDArray[np.bool_]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        digest.update(array.tobytes())
    return digest.digest()
