"""Differences between designs that do not meet the same incidents.

What for: where a design changes what arrives, there are no pairs to subtract. Takes an estimate
under each design as a function of the confidence; gives the :class:`Difference` of the two, with
an interval for independent samples: from each interval's distance to its estimate, as if both
errors came together at their usual size,

    low  = d - sqrt((ours - ours.low)^2 + (theirs.high - theirs)^2)
    high = d + sqrt((ours.high - ours)^2 + (theirs - theirs.low)^2)

For probabilities this is method 10 of Newcombe (1998), Interval estimation for the difference
between independent proportions; for other estimates Zou and Donner (2008), Construction of
confidence limits about effect measures. For means of symmetric data it is Welch's (1947) interval,
but for the degrees of freedom, which are those of each design: a little longer.

The worlds of both designs are the same, replication by replication; that is not used. Where a hard
world is hard under both, the interval is longer than it need be.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from renkei.analysis.statistics.differences import Difference, least_error, unknown
from renkei.analysis.statistics.estimation import Estimate

Estimator = Callable[[float], Estimate]
"""Gives the estimate with its interval at a confidence."""


@dataclass(frozen=True)
class _Independent:
    ours: Estimator
    theirs: Estimator

    def interval(self, confidence: float) -> tuple[float, float]:
        one, other = self.ours(confidence), self.theirs(confidence)
        value = one.value - other.value
        low = value - math.hypot(one.value - one.low, other.high - other.value)
        high = value + math.hypot(one.high - one.value, other.value - other.low)
        return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)

    def error_beyond(self, zone: float) -> float:
        return least_error(self.interval, zone)


def independent_difference(ours: Estimator, theirs: Estimator, confidence: float) -> Difference:
    """Return the difference of two estimates from independent samples.

    Its numbers of incidents and replications are those of the smaller sample.
    """
    one, other = ours(confidence), theirs(confidence)
    if not one.n_incidents or not other.n_incidents:
        return unknown()
    uncertainty = _Independent(ours, theirs)
    low, high = uncertainty.interval(confidence)
    return Difference(
        one.value - other.value,
        low,
        high,
        min(one.n_incidents, other.n_incidents),
        min(one.n_replications, other.n_replications),
        None,
        uncertainty,
    )
