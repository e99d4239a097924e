"""Estimates with intervals from incidents that come in replications.

Takes values of incidents with the replication of each; gives :class:`Estimate`. Incidents of one
replication share a world and a queue, so they are not independent: all variances are between
replications (clusters), by linearised ratio estimators, with Student t at (replications - 1)
degrees of freedom.

Not reached is ``inf``: later than everything. A quantile may therefore be ``inf`` ("not reached"),
and an upper end may be ``inf`` ("not bounded by these replications").

Sources: Cochran (1977), Sampling Techniques, ch. 6 (ratio estimators); Wilson (1927) for
probabilities; Korn and Graubard (1998) for the effective sample size in such an interval; Woodruff
(1952) for quantiles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Confidence of an interval where none is asked for."""

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A value with its interval.

    Parameters
    ----------
    value, low, high
        Estimate and ends of the interval; ``inf`` as said above; ``nan`` value: nothing to
        estimate.
    n_incidents, n_replications
        Incidents used, and replications that had any.
    """

    value: float
    low: float
    high: float
    n_incidents: int
    n_replications: int

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2


class Clusters:
    """Which incident belongs to which replication.

    Parameters
    ----------
    replication
        ``(n,)`` replication of each incident.
    """

    def __init__(self, replication: NDArray[np.integer]) -> None:
        self.replication = replication
        names, self.index = np.unique(replication, return_inverse=True)
        self.count = len(names)
        self.n = len(replication)

    def only(self, chosen: NDArray[np.bool_]) -> Clusters:
        """Return the clusters of the chosen incidents."""
        return Clusters(self.replication[chosen])

    def variance(self, deviations: NDArray[np.floating[Any]]) -> float:
        """Return the variance of the mean of a quantity, from each incident's deviation from it.

        ``nan`` with fewer than two replications.
        """
        if self.count < 2:
            return math.nan
        totals = np.bincount(self.index, weights=deviations, minlength=self.count) / self.n
        return float(totals @ totals) * self.count / (self.count - 1)

    def student(self, confidence: float) -> float:
        """Return the Student t quantile of a two-sided interval."""
        return student(self.count - 1, confidence)


@lru_cache(maxsize=4096)
def student(df: int, confidence: float) -> float:
    """Return the two-sided Student t quantile; ``inf`` without degrees of freedom."""
    from scipy.stats import t

    return float(t.ppf(0.5 + confidence / 2, df)) if df >= 1 else math.inf


def mean(values: Floats, clusters: Clusters, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate the mean of finite values over incidents."""
    if not clusters.n:
        return Estimate(math.nan, -math.inf, math.inf, 0, 0)
    value = float(values.mean())
    half = _half(clusters.variance(values - value), clusters, confidence)
    return Estimate(value, value - half, value + half, clusters.n, clusters.count)


def probability(
    successes: NDArray[np.bool_], clusters: Clusters, confidence: float = CONFIDENCE
) -> Estimate:
    """Estimate the probability that an incident is a success.

    The interval is Wilson's with Student t and the effective sample size, so it stays within
    ``[0, 1]`` and has a length where all or none succeed; the effective sample is then taken as one
    incident per replication, the least that such data can mean.
    """
    if not clusters.n:
        return Estimate(math.nan, 0.0, 1.0, 0, 0)
    value = float(successes.mean())
    size = effective_size(successes, clusters)
    low, high = wilson(value, size, clusters.student(confidence))
    return Estimate(value, min(low, value), max(high, value), clusters.n, clusters.count)


def ratio(
    above: Floats, below: Floats, confidence: float = CONFIDENCE, *, is_share: bool = False
) -> Estimate:
    """Estimate a ratio of sums over replications, such as hours at work over hours present.

    Parameters
    ----------
    above, below
        ``(replications,)`` what each replication adds to both sums; ``below`` is not negative.
    is_share
        The ratio lies within ``[0, 1]``: the interval is then Wilson's with the effective sample
        size, so it does too, and has a length where the share is 0 or 1 in every replication.

    Returns
    -------
    The estimate; ``nan`` where the sum below is 0.
    """
    n = len(above)
    total = float(below.sum())
    if not total > 0:
        return Estimate(math.nan, 0.0, 1.0 if is_share else math.inf, 0, n)
    value = float(above.sum()) / total
    used = int(np.count_nonzero(below))
    error = math.sqrt(ratio_variance(above, below)) if n > 1 else math.inf
    t = student(n - 1, confidence)
    if not is_share:
        half = t * error if n > 1 else math.inf
        return Estimate(value, max(value - half, 0.0), value + half, used, n)
    value = min(max(value, 0.0), 1.0)
    spread = value * (1 - value)
    if spread > _ROUNDING and error == 0.0:
        return Estimate(value, value, value, used, n)
    size = spread / error**2 if spread > _ROUNDING and n > 1 else float(max(used, 1))
    low, high = wilson(value, size, t)
    return Estimate(value, min(low, value), max(high, value), used, n)


def ratio_variance(above: Floats, below: Floats) -> float:
    """Return the linearised variance of a ratio of sums; Cochran (1977), ch. 6."""
    n = len(above)
    deviations = ratio_influence(above, below)
    return float(deviations @ deviations) / (n * (n - 1))


def ratio_influence(above: Floats, below: Floats) -> Floats:
    """Return what each replication adds to the ratio of sums, with mean zero."""
    value = above.sum() / below.sum()
    influence: Floats = (above - value * below) / below.mean()
    # Rounding is not spread: a ratio that is the same in every replication has no variance.
    influence[np.abs(influence) < 1e-12 * max(abs(value), 1e-300)] = 0.0
    return influence


def quantile(
    values: Floats, clusters: Clusters, share: float, confidence: float = CONFIDENCE
) -> Estimate:
    """Estimate a quantile of non-negative values, ``inf`` where not reached.

    By Woodruff's inversion: the distribution function at the quantile is ``share`` with a clustered
    standard error; the ends are the values at which it passes the ends of that interval.

    Parameters
    ----------
    share
        Which quantile, in ``(0, 1)``: 0.5 for the median.
    """
    if not clusters.n:
        return Estimate(math.nan, 0.0, math.inf, 0, 0)
    ordered = np.sort(values)
    value = empirical_quantile(ordered, share)
    half = _half(indicator_variance(values, clusters, value, share), clusters, confidence)
    low = 0.0 if share - half <= 0 else empirical_quantile(ordered, share - half)
    # The order statistic above: the upper end must not be the one that stands for the point.
    above = math.floor((share + half) * clusters.n) if math.isfinite(half) else clusters.n
    high = float(ordered[above]) if above < clusters.n else math.inf
    return Estimate(value, low, high, clusters.n, clusters.count)


def indicator_variance(values: Floats, clusters: Clusters, at: float, share: float) -> float:
    """Return the variance of the empirical distribution function at its ``share`` quantile."""
    below = values <= at
    if below.all():
        # At `inf`, or at the largest value, the indicator is constant: take the one just below.
        below = values < at
    variance = clusters.variance(below - below.mean())
    spread = float(below.mean() * (1 - below.mean()))
    # Where values are tied the function jumps past `share`; the spread is that of `share`.
    return (
        variance * share * (1 - share) / spread
        if spread
        else share * (1 - share) / max(clusters.count, 1)
    )


def effective_size(successes: NDArray[np.bool_], clusters: Clusters) -> float:
    """Return how many independent incidents would tell as much, at most their number."""
    value = float(successes.mean())
    if value in (0.0, 1.0) or clusters.count < 2:
        return float(clusters.count)
    variance = clusters.variance(successes - value)
    return min(value * (1 - value) / variance, float(clusters.n)) if variance else float(clusters.n)


def wilson(value: float, size: float, t: float) -> tuple[float, float]:
    """Return the Wilson interval of a probability seen in ``size`` independent trials."""
    if not math.isfinite(t):
        return 0.0, 1.0
    shrink = 1 + t * t / size
    centre = (value + t * t / (2 * size)) / shrink
    half = t / shrink * math.sqrt(value * (1 - value) / size + t * t / (4 * size * size))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _half(variance: float, clusters: Clusters, confidence: float) -> float:
    if not math.isfinite(variance):
        return math.inf
    return clusters.student(confidence) * math.sqrt(variance)


def empirical_quantile(ordered: Floats, share: float) -> float:
    """Return the least value at which the empirical distribution function is ``share`` or more."""
    # 1e-9 undoes rounding, so that 0.9 of 10 values is the ninth.
    rank = math.ceil(share * len(ordered) - 1e-9)
    return float(ordered[min(max(rank, 1), len(ordered)) - 1])
