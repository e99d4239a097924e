"""Estimates with intervals from incidents that come in replications.

Takes values of incidents with the replication of each; gives :class:`Estimate`. Incidents of one
replication share a world and a queue, so they are not independent: all variances are between
replications (clusters), by linearised ratio estimators, with Student t at (replications - 1)
degrees of freedom.

What an answer is over: with ``worlds`` each replication, a world drawn from the plausible ones,
weighs the same, and its incidents share its weight; with ``incidents`` each incident weighs the
same, so that a world in which more happens weighs more. Replications without such an incident say
nothing in either.

A mean of times is skewed where few worlds carry it. Student's interval then misses above. Hall's
inverts a cubic of the Student ratio that takes the skewness of the replications out, so it reaches
further up, and less far down: too little where most replications add nothing and a few add much.
So the interval here reaches as far as either of the two, and not below zero where no value does.
Over 20 lognormal replications with a coefficient of variation of 1 Student's covers 89 % of a
nominal 95 %, this one 94 %; with one of 2: 82 % and 92 %, of 100 replications 94 %. No interval
holds for every shape (Bahadur and Savage 1956, The nonexistence of certain statistical procedures
in nonparametric problems), and the sample does not show it: intervals miss where the rare long
times are missing, and the sample looks least skewed. So it is said of all means of few
replications (:mod:`renkei.analysis.responses.comparison`).

Not reached is ``inf``: later than everything. A quantile may therefore be ``inf`` ("not reached"),
and an upper end may be ``inf`` ("not bounded by these replications").

Sources: Cochran (1977), Sampling Techniques, ch. 6 (ratio estimators); Wilson (1927) for
probabilities; Korn and Graubard (1998) for the effective sample size in such an interval; Woodruff
(1952) for quantiles; Hettmansperger and Sheather (1986), Confidence intervals based on interpolated
order statistics, and definition 5 of Hyndman and Fan (1996), Sample quantiles in statistical
packages, for their ends; Hall (1992), On the removal of skewness by transformation, for means.

Worlds of Latin hypercubes are not independent within a block; blocks are, each a hypercube of its
own. So a variance is taken between blocks: what the hypercube gains is then in the interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Confidence of an interval where none is asked for."""

Over = Literal["worlds", "incidents"]
"""What each weighs the same: a replication, or an incident."""

LEAST_BLOCKS = 8
"""Blocks from which on their means tell the error: of fewer, Student's t is far longer."""

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
    """Which incident belongs to which replication, and what each weighs.

    Parameters
    ----------
    replication
        ``(n,)`` replication of each incident.
    over
        What weighs the same.
    block
        Replications whose worlds were chosen together, by number: 25 in a Latin hypercube. Blocks
        are then what is independent, from ``LEAST_BLOCKS`` of them on.
    """

    def __init__(
        self, replication: NDArray[np.integer], over: Over = "incidents", block: int = 1
    ) -> None:
        self.replication = replication
        self.over = over
        self.block = block
        names, self.index, self.sizes = np.unique(
            replication, return_inverse=True, return_counts=True
        )
        self.count = len(names)
        self.n = len(replication)
        self.unit, self.units = self.index, self.count
        """Which independent unit each incident belongs to, and how many there are."""
        if block > 1:
            blocks, of_name = np.unique(names // block, return_inverse=True)
            if len(blocks) >= LEAST_BLOCKS:
                self.unit, self.units = of_name[self.index], len(blocks)

    @property
    def in_blocks(self) -> bool:
        """Whether blocks of replications are what is independent."""
        return self.units < self.count

    @cached_property
    def weight(self) -> Floats:
        """Weight of each incident; they sum to 1."""
        if self.over == "incidents":
            return np.full(self.n, 1.0 / max(self.n, 1))
        weight: Floats = 1.0 / (self.count * self.sizes[self.index])
        return weight

    @cached_property
    def size(self) -> float:
        """How many incidents of equal weight tell as much (Kish 1965): at most their number."""
        if self.over == "incidents":
            return float(self.n)
        return float(1.0 / (self.weight @ self.weight)) if self.n else 0.0

    def effective(self, spread: float, variance: float) -> float:
        """Return how many independent incidents of this spread have a mean of this variance.

        At most ``size``, but for worlds that were chosen together: those tell more.
        """
        if not variance > 0:
            return self.size
        size = spread / variance
        return size if self.in_blocks else min(size, self.size)

    def only(self, chosen: NDArray[np.bool_]) -> Clusters:
        """Return the clusters of the chosen incidents."""
        return Clusters(self.replication[chosen], self.over, self.block)

    def average(self, values: NDArray[np.floating[Any]] | NDArray[np.bool_]) -> float:
        """Return the weighted mean."""
        if self.over == "incidents":
            return float(values.mean())
        return float(values @ self.weight)

    def influence(self, deviations: NDArray[np.floating[Any]]) -> Floats:
        """Return what each unit adds to the error of a mean, from each incident's deviation.

        Where every deviation is only rounding there is none.
        """
        if self.over == "incidents":
            sums = np.bincount(self.unit, weights=deviations, minlength=self.units)
            return np.asarray(sums / self.n, np.float64)
        weighted = deviations * self.weight
        sums = np.bincount(self.unit, weights=weighted, minlength=self.units)
        return np.asarray(sums, np.float64)

    def variance(self, deviations: NDArray[np.floating[Any]]) -> float:
        """Return the variance of the mean of a quantity, from each incident's deviation from it.

        ``nan`` with fewer than two replications.
        """
        if self.count < 2:
            return math.nan
        totals = self.influence(deviations)
        return float(totals @ totals) * self.units / (self.units - 1)

    def student(self, confidence: float) -> float:
        """Return the Student t quantile of a two-sided interval."""
        return student(self.units - 1, confidence)


def is_certain(clusters: Clusters, *values: Floats) -> bool:
    """Return whether all replications hold the same finite values, to the last bit.

    Then nothing is left to chance, as with recorded incidents and certain times, and what follows
    from them has no interval.
    """
    sizes = clusters.sizes
    if clusters.count < 2 or sizes[0] != sizes[-1] or (sizes != sizes[0]).any():
        return False
    order = np.argsort(clusters.index, kind="stable")
    return all(
        bool((rows == rows[0]).all() and np.isfinite(rows[0]).all())
        for rows in (one[order].reshape(clusters.count, -1) for one in values)
    )


class Distribution:
    """The empirical distribution function of weighted values.

    Parameters
    ----------
    values
        ``(n,)`` at least one, ``inf`` where not reached.
    clusters
        Their weights.
    """

    def __init__(self, values: Floats, clusters: Clusters) -> None:
        order = np.argsort(values, kind="stable")
        self.values = values[order]
        n = len(values)
        if clusters.over == "incidents":
            self.cumulative: Floats = np.arange(1, n + 1) / n
        else:
            self.cumulative = clusters.weight[order].cumsum()
            self.cumulative /= self.cumulative[-1]

    def at(self, share: float) -> float:
        """Return the least value at which the distribution function is ``share`` or more."""
        # 1e-9 undoes rounding, so that 0.9 of 10 values is the ninth.
        rank = int(np.searchsorted(self.cumulative, share - 1e-9))
        return float(self.values[min(rank, len(self.values) - 1)])

    @cached_property
    def middles(self) -> Floats:
        """Level at the middle of the step of each value, ascending."""
        steps = np.diff(self.cumulative, prepend=0.0)
        middles: Floats = self.cumulative - steps / 2
        return middles

    def between(self, levels: Floats, *, upwards: bool = False) -> Floats:
        """Return the values at levels, on lines between the middles of steps.

        Parameters
        ----------
        upwards
            Between a value and ``inf`` lies no line: then ``inf``, else the value.
        """
        middles, values = self.middles, self.values
        after = np.clip(np.searchsorted(middles, levels, side="right"), 1, len(values) - 1)
        low, high = values[after - 1], values[after]
        span = middles[after] - middles[after - 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            place = np.clip((levels - middles[after - 1]) / span, 0.0, 1.0)
            line = low + (high - low) * place
        beyond = (place > 0) if upwards else (place >= 1)
        found: Floats = np.where(np.isfinite(high), line, np.where(beyond, high, low))
        return found


def skewness(influence: Floats) -> float:
    """Return the skewness of what replications add, corrected for their number (``G1``)."""
    n = len(influence)
    second = float(np.mean(influence**2))
    if n < 3 or not second > 0:
        return 0.0
    third = float(np.mean(influence**3))
    return float(third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2))


class Hall:
    """The cubic of Hall (1992) that takes the skewness out of a Student ratio.

    Parameters
    ----------
    skew
        Skewness of a replication.
    n
        Replications.
    """

    def __init__(self, skew: float, n: int) -> None:
        self.a = skew / (3 * math.sqrt(n)) if n else 0.0

    def forward(self, ratio: float) -> float:
        """Return the cubic at a Student ratio."""
        a = self.a
        return ratio + a * ratio**2 + a * a * ratio**3 / 3 + a / 2

    def back(self, value: float) -> float:
        """Return the ratio at which the cubic has this value."""
        value -= self.a / 2
        if abs(self.a) < 1e-6:
            return value - self.a * value * value
        return (float(np.cbrt(1 + 3 * self.a * value)) - 1) / self.a

    def reach(self, t: float) -> tuple[float, float]:
        """Return how many standard errors the interval reaches down and up: at least Student's."""
        return max(t, self.back(t)), max(t, -self.back(-t))


@lru_cache(maxsize=4096)
def student(df: int, confidence: float) -> float:
    """Return the two-sided Student t quantile; ``inf`` without degrees of freedom."""
    from scipy.special import stdtrit  # as scipy.stats does, which takes seconds to import

    return float(stdtrit(df, 0.5 + confidence / 2)) if df >= 1 else math.inf


def mean(values: Floats, clusters: Clusters, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate the mean of finite values over incidents."""
    if not clusters.n:
        return Estimate(math.nan, -math.inf, math.inf, 0, 0)
    value = clusters.average(values)
    influence = clusters.influence(values - value)
    low, high = skewed(value, influence, confidence, skew=not clusters.in_blocks)
    if values.min() >= 0:
        low = max(low, 0.0)
    return Estimate(value, low, high, clusters.n, clusters.count)


def skewed(
    value: float, influence: Floats, confidence: float, *, skew: bool = True
) -> tuple[float, float]:
    """Return the interval of an estimate from what each replication adds to its error.

    Without ``skew`` it is Student's: the skewness that eight blocks show is luck.
    """
    n = len(influence)
    if n < 2:
        return -math.inf, math.inf
    # Rounding is not spread.
    if np.abs(influence).max() <= _ROUNDING * max(abs(value), 1e-300):
        return value, value
    error = math.sqrt(float(influence @ influence) * n / (n - 1))
    below, above = Hall(skewness(influence) if skew else 0.0, n).reach(student(n - 1, confidence))
    return value - error * below, value + error * above


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
    value = clusters.average(successes)
    size = effective_size(successes, clusters)
    low, high = wilson(value, size, clusters.student(confidence))
    return Estimate(value, min(low, value), max(high, value), clusters.n, clusters.count)


def probabilities(
    times: Floats, limits: Floats, clusters: Clusters, confidence: float = CONFIDENCE
) -> list[Estimate]:
    """Estimate the probability that a time is at most each of some ascending limits.

    Each is what :func:`probability` says of ``times <= limit``; together they take the time of one.
    """
    if not clusters.n:
        return [Estimate(math.nan, 0.0, 1.0, 0, 0) for _ in limits]
    step = np.searchsorted(limits, times)
    sums = np.zeros((clusters.units, len(limits) + 1))
    np.add.at(sums, (clusters.unit, step), clusters.weight)
    reached = sums[:, :-1].cumsum(axis=1)
    values = reached.sum(axis=0)
    counts = np.bincount(step, minlength=len(limits) + 1)[:-1].cumsum()
    influence = reached - sums.sum(axis=1)[:, np.newaxis] * values
    many = clusters.units
    t = clusters.student(confidence)
    found = []
    for k, value in enumerate(map(float, values)):
        size = float(clusters.count)
        if 0 < counts[k] < clusters.n and clusters.count >= 2:
            variance = float(influence[:, k] @ influence[:, k]) * many / (many - 1)
            size = clusters.effective(value * (1 - value), variance)
        low, high = wilson(min(max(value, 0.0), 1.0), size, t)
        found.append(Estimate(value, min(low, value), max(high, value), clusters.n, clusters.count))
    return found


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
    if not is_share:
        low, high = skewed(value, ratio_influence(above, below) / n, confidence)
        return Estimate(value, max(low, 0.0), high, used, n)
    error = math.sqrt(ratio_variance(above, below)) if n > 1 else math.inf
    t = student(n - 1, confidence)
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
    standard error; the ends are the values at which it passes the ends of that interval. They lie
    on lines between observations (Hettmansperger and Sheather 1986): an interval that ends at one
    of 50 observations holds a median in 93.5 or 96.7 % and nothing between.

    Parameters
    ----------
    share
        Which quantile, in ``(0, 1)``: 0.5 for the median.
    """
    if not clusters.n:
        return Estimate(math.nan, 0.0, math.inf, 0, 0)
    distribution = Distribution(values, clusters)
    value = distribution.at(share)
    half = _half(indicator_variance(values, clusters, value, share), clusters, confidence)
    low, high = 0.0, math.inf
    if share - half > 0:
        low = float(distribution.between(np.array([share - half]))[0])
    if share + half < 1:
        high = float(distribution.between(np.array([share + half]), upwards=True)[0])
    return Estimate(value, min(low, value), max(high, value), clusters.n, clusters.count)


def indicator_variance(values: Floats, clusters: Clusters, at: float, share: float) -> float:
    """Return the variance of the empirical distribution function at its ``share`` quantile."""
    below = values <= at
    if below.all():
        # At `inf`, or at the largest value, the indicator is constant: take the one just below.
        below = values < at
    level = clusters.average(below)
    variance = clusters.variance(below - level)
    spread = level * (1 - level) if _ROUNDING < level < 1 - _ROUNDING else 0.0
    # Where values are tied the function jumps past `share`; the spread is that of `share`.
    return (
        variance * share * (1 - share) / spread
        if spread
        else share * (1 - share) / max(clusters.count, 1)
    )


def effective_size(successes: NDArray[np.bool_], clusters: Clusters) -> float:
    """Return how many independent incidents would tell as much, at most their number."""
    if successes.all() or not successes.any() or clusters.count < 2:
        return float(clusters.count)
    value = clusters.average(successes)
    variance = clusters.variance(successes - value)
    return clusters.effective(value * (1 - value), variance)


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
