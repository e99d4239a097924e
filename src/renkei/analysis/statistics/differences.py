"""Paired differences under common random numbers.

Takes the same incidents under two designs; gives :class:`Difference`. Both designs see the same
incidents in the same worlds with the same luck, so the difference is formed incident by incident
and its variance is taken between replications; ``variance_reduction`` is what that pairing gains
over independent runs of the same size.

- Means: of finite values, such as times that count up to a limit; the interval of a mean.
- Probabilities: the differences that are not rejected by scores for matched pairs (Tango 1998,
  Equivalence test and confidence interval for the difference in proportions for the paired-sample
  design), corrected for their skewness (Gart and Nam 1990; Laud 2017, who does it for pairs in his
  package ratesci) by the cubic of Hall (1992), which rises everywhere. With Student t and the
  effective number of pairs, at most twice their number; of one pair per replication that number,
  since its variance follows from the difference. It has a length where no pair differs; both ends
  miss alike. Summed over all samples of 50, 100 and 200 pairs, it holds in 94.4 to 96.7 % where ten
  pairs or more are expected to differ, in 94.2 to 97.5 % where five are, and in more below.
- Quantiles: linearised (Francisco and Fuller 1991). Each incident's influence is its indicator
  below the quantile times the slope of the quantile function, the slope read off the Woodruff
  interval; the two influences are subtracted before the variance is taken, which keeps the pairing.
  A jackknife is not used: leaving out one replication is inconsistent for quantiles. Where most
  pairs are equal the linearised variance can vanish while the two quantiles stand some
  observations apart by luck, or coincide by luck; so the variance is at least that of the
  difference over the levels that the sample could have shown instead of the one asked for, and at
  least what one discordant pair more would make of it. Where no pairs are equal, half of the
  first and nothing of the second. The ends lean halfway to where the two Woodruff intervals and
  their correlation put them (Zou and Donner 2008). How much of each is measured
  (``benchmarks/interval_coverage_focus.py``): the whole of both variances makes an interval of
  95 % one of 97 to 99; without a lean one end misses eight times as often as the other. Where a
  quantile or an end of its interval is not reached, the two Woodruff intervals are subtracted,
  each at half the error.

Where every pair is the same, to the last bit, the designs do the same for these incidents: the
difference is zero, not an interval around it (``identical``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Distribution,
    Estimate,
    Floats,
    Hall,
    indicator_variance,
    quantile,
    ratio_influence,
    skewness,
    student,
)

_ROUNDING = 1e-15

_NORMAL_SCORES = np.array([NormalDist().inv_cdf(0.05 + 0.9 * k / 40) for k in range(41)])
_NORMAL_SCORES /= np.sqrt(np.mean(_NORMAL_SCORES**2))
"""Quantiles of the middle nine tenths of a normal distribution, with a variance of 1.

Beyond them lie the extremes of the sample, which say nothing of the slope at the level asked for.
"""

_CUTS, _ROUNDS = 65, 6
"""Points tried at once, and how often: a range of 2 to 3e-11."""


class Uncertainty(Protocol):
    """What is known about a difference besides its value."""

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return the interval at this confidence."""

    def error_beyond(self, zone: float) -> float:
        """Return the least error at which the interval leaves ``[-zone, zone]``; 1 if at none."""


@dataclass(frozen=True)
class Difference:
    """Design minus baseline.

    Parameters
    ----------
    value, low, high
        Estimate and interval; infinite or ``nan`` where a quantile is not reached.
    n_incidents, n_replications
        Pairs used, and replications that had any.
    variance_reduction
        Variance of the difference of independent runs over that of the paired ones; None where
        either is zero or unknown.
    uncertainty
        The interval at any confidence, and the error of a claim.
    identical
        Every pair is the same: the difference is zero.
    """

    value: float
    low: float
    high: float
    n_incidents: int
    n_replications: int
    variance_reduction: float | None
    uncertainty: Uncertainty
    identical: bool = False


@dataclass(frozen=True)
class _Student:
    """Student t around ``centre``, with room for skewness, clipped to ``[-limit, limit]``.

    ``nan`` error: nothing known. ``skew`` is that of a replication. ``lean``, in (-1, 1), makes
    the reach upwards longer by this share, and that downwards shorter.
    """

    centre: float
    error: float
    df: int
    limit: float = math.inf
    skew: float = 0.0
    lean: float = 0.0

    def interval(self, confidence: float) -> tuple[float, float]:
        if not math.isfinite(self.error) or self.df < 1:
            return -self.limit, self.limit
        below, above = Hall(self.skew, self.df + 1).reach(student(self.df, confidence))
        low = self.centre - self.error * below * (1 - self.lean)
        high = self.centre + self.error * above * (1 + self.lean)
        return max(low, -self.limit), min(high, self.limit)

    def error_beyond(self, zone: float) -> float:
        from scipy.special import stdtr

        nearer = 1 - self.lean * math.copysign(1.0, self.centre)
        beyond = (abs(self.centre) - zone) / nearer
        if not beyond > 0 or not math.isfinite(self.error) or self.df < 1:
            return 1.0
        if not self.error:
            return 0.0
        # Mirrored where the difference is negative: the end that is nearer to zero counts.
        skew = self.skew if self.centre > 0 else -self.skew
        # As far as Student's where the cubic reaches less far.
        ratio = min(Hall(skew, self.df + 1).forward(beyond / self.error), beyond / self.error)
        return min(2 * float(stdtr(self.df, -ratio)), 1.0)


@dataclass(frozen=True)
class _Scores:
    """The differences of probabilities that pairs do not reject, by scores with their skewness.

    Parameters
    ----------
    value
        Share of pairs with success under the design alone, less that under the baseline alone.
    differing
        Sum of both shares.
    size
        Effective number of pairs.
    df
        Degrees of freedom.
    """

    value: float
    differing: float
    size: float
    df: int

    def score(self, differences: Floats) -> Floats:
        """Return how far the pairs lie above each difference, as a standard normal deviate."""
        n, d = self.size, differences
        ours, theirs = self._alone(1), self._alone(-1)
        # Share of pairs with success under the baseline alone, most likely at this difference.
        b = (2 * n - ours + theirs) * d - ours - theirs
        c = -theirs * d * (1 - d)
        share = np.maximum(np.sqrt(np.maximum(b * b - 8 * n * c, 0.0)) - b, 0.0) / (4 * n)
        variance = 2 * share + d * (1 - d)
        third = (share + d) * (1 - d) ** 3 - share * (1 + d) ** 3 - (1 - 2 * share - d) * d**3
        distance = self.value - d
        known = variance > _ROUNDING
        variance = np.where(known, variance, 1.0)
        score = distance * np.sqrt(n / variance)
        skew = third / (6 * variance**1.5 * math.sqrt(n))
        found = score - skew * score**2 + skew**2 * score**3 / 3 + skew
        certain = np.where(distance == 0, 0.0, np.copysign(np.inf, distance))
        return np.asarray(np.where(known, found, certain))

    def interval(self, confidence: float) -> tuple[float, float]:
        t = student(self.df, confidence)
        if not math.isfinite(t):
            return -1.0, 1.0
        return self._end(-1.0, t), self._end(1.0, t)

    def error_beyond(self, zone: float) -> float:
        from scipy.special import stdtr

        if self.df < 1 or abs(self.value) <= zone:
            return 1.0
        sign = math.copysign(1.0, self.value)
        nearer = sign * self.score(np.linspace(sign * zone, -sign, _CUTS))
        return min(2 * float(stdtr(self.df, -nearer.min())), 1.0)

    def _alone(self, sign: int) -> float:
        return (self.differing + sign * self.value) / 2 * self.size

    def _end(self, limit: float, t: float) -> float:
        """Return the farthest difference towards a limit that is not rejected."""
        kept, rejected = self.value, limit
        sign = math.copysign(1.0, self.value - limit)
        for _ in range(_ROUNDS):
            tried = np.linspace(kept, rejected, _CUTS)
            held = np.flatnonzero(sign * self.score(tried) <= t)
            last = int(held[-1]) if len(held) else 0
            if last == len(tried) - 1:
                return rejected
            kept, rejected = float(tried[last]), float(tried[last + 1])
        return (kept + rejected) / 2


@dataclass(frozen=True)
class _TwoQuantiles:
    """Two Woodruff intervals subtracted, each at half the error."""

    design: Floats
    baseline: Floats
    clusters: Clusters
    share: float

    def interval(self, confidence: float) -> tuple[float, float]:
        each = (1 + confidence) / 2
        ours = quantile(self.design, self.clusters, self.share, each)
        theirs = quantile(self.baseline, self.clusters, self.share, each)
        low, high = ours.low - theirs.high, ours.high - theirs.low
        return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)

    def error_beyond(self, zone: float) -> float:
        return least_error(self.interval, zone)


def least_error(interval: Callable[[float], tuple[float, float]], zone: float) -> float:
    """Return the least error at which an interval, by confidence, leaves ``[-zone, zone]``."""

    def leaves(logarithm: float) -> bool:
        low, high = interval(1 - math.exp(logarithm))
        return low > zone or high < -zone

    # Bisection in the logarithm: corrections for many comparisons need small errors.
    least, most = math.log(1e-12), math.log(0.5)
    if not leaves(most):
        return 1.0
    for _ in range(30):
        middle = (least + most) / 2
        least, most = (least, middle) if leaves(middle) else (middle, most)
    return math.exp(most)


def mean_difference(
    design: Floats, baseline: Floats, clusters: Clusters, confidence: float = CONFIDENCE
) -> Difference:
    """Return the difference of means of finite values."""
    if not clusters.n:
        return unknown()
    if np.array_equal(design, baseline):
        return no_difference(clusters.n, clusters.count)
    difference = design - baseline
    value = clusters.average(difference)
    apart = clusters.variance(design - clusters.average(design)) + clusters.variance(
        baseline - clusters.average(baseline)
    )
    return _by_student(value, clusters.influence(difference - value), apart, clusters, confidence)


def probability_difference(
    design: NDArray[np.bool_],
    baseline: NDArray[np.bool_],
    clusters: Clusters,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return the difference of the probabilities of success.

    Whether the pairs are identical is for the caller to say: successes may agree by luck.
    """
    if not clusters.n:
        return unknown()
    difference = design.astype(float) - baseline
    value = clusters.average(difference)
    variance = clusters.variance(difference - value)
    apart = clusters.variance(design - clusters.average(design)) + clusters.variance(
        baseline - clusters.average(baseline)
    )
    differing = clusters.average(np.abs(difference))
    spread = differing - value * value
    size = float(clusters.count)
    # Of one pair each the difference says its own variance, and that is their number.
    if clusters.n > clusters.units > 1 and spread > _ROUNDING:
        # The variance of few pairs that differ is as often too small as too large: cut off at the
        # number of pairs, intervals would be too long.
        size = clusters.size if not variance > 0 else spread / variance
        size = max(size if clusters.in_blocks else min(size, 2 * clusters.size), 1.0)
    uncertainty = _Scores(value, differing, size, clusters.units - 1)
    low, high = uncertainty.interval(confidence)
    return Difference(
        value,
        min(low, value),
        max(high, value),
        clusters.n,
        clusters.count,
        _reduction(variance, apart),
        uncertainty,
    )


def quantile_difference(
    design: Floats,
    baseline: Floats,
    clusters: Clusters,
    share: float,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return the difference of a quantile; not reached is ``inf``."""
    if not clusters.n:
        return unknown()
    if np.array_equal(design, baseline):
        return no_difference(clusters.n, clusters.count)
    ours = quantile(design, clusters, share, confidence)
    theirs = quantile(baseline, clusters, share, confidence)
    if all(math.isfinite(x) for x in (ours.value, ours.high, theirs.value, theirs.high)):
        slopes = (
            _slope(design, clusters, share, ours, confidence),
            _slope(baseline, clusters, share, theirs, confidence),
        )
        influence = _influence(design, ours, clusters) * slopes[0]
        influence_of_baseline = _influence(baseline, theirs, clusters) * slopes[1]
        equal = clusters.average(design == baseline)
        one_pair_more = (sum(slopes) / 2 / (clusters.size + 2)) ** 2
        variance = max(
            clusters.variance(influence - influence_of_baseline),
            (1 + equal) / 2 * _variance_over_levels(design, baseline, clusters, share),
            equal * one_pair_more,
        )
        apart = clusters.variance(influence) + clusters.variance(influence_of_baseline)
        uncertainty = _Student(
            ours.value - theirs.value,
            math.sqrt(variance),
            clusters.units - 1,
            lean=_lean(ours, theirs, _correlation(influence, influence_of_baseline, clusters)),
        )
        return _known(uncertainty, _reduction(variance, apart), clusters, confidence)

    two = _TwoQuantiles(design, baseline, clusters, share)
    low, high = two.interval(confidence)
    value = ours.value - theirs.value
    return Difference(value, low, high, clusters.n, clusters.count, None, two)


def ratio_difference(
    design: tuple[Floats, Floats],
    baseline: tuple[Floats, Floats],
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return the difference of two ratios of sums over the same replications.

    Parameters
    ----------
    design, baseline
        What each replication adds to the sum above and to the sum below, in the same order.
    """
    n = len(design[0])
    if not n or not design[1].sum() > 0 or not baseline[1].sum() > 0:
        return unknown()
    if all(np.array_equal(*sums) for sums in zip(design, baseline, strict=True)):
        return no_difference(n, n)
    value = float(design[0].sum() / design[1].sum() - baseline[0].sum() / baseline[1].sum())
    clusters = _replications(n)
    ours, theirs = ratio_influence(*design), ratio_influence(*baseline)
    apart = clusters.variance(ours) + clusters.variance(theirs)
    return _by_student(value, (ours - theirs) / n, apart, clusters, confidence)


@lru_cache(maxsize=64)
def _replications(n: int) -> Clusters:
    """Return ``n`` replications, each with one value."""
    return Clusters(np.arange(n))


def _variance_over_levels(
    design: Floats, baseline: Floats, clusters: Clusters, share: float
) -> float:
    """Return the mean square of how the difference moves over levels near ``share``.

    The level at which the sample shows the quantile asked for is normal around ``share`` with the
    standard error of the distribution function, and the same for both designs, which meet the
    same incidents.
    """
    ours, theirs = Distribution(design, clusters), Distribution(baseline, clusters)
    error = math.sqrt(
        max(
            indicator_variance(values, clusters, distribution.at(share), share)
            for values, distribution in ((design, ours), (baseline, theirs))
        )
    )
    levels = np.clip(share + error * _NORMAL_SCORES, 0.0, 1.0)
    levels = levels[levels <= 1.0 - 0.5 / clusters.size]
    with np.errstate(invalid="ignore"):
        differences = ours.between(levels) - theirs.between(levels)
    finite = differences[np.isfinite(differences)]
    at_share = ours.at(share) - theirs.at(share)
    return float(np.mean((finite - at_share) ** 2)) if len(finite) else 0.0


def _influence(values: Floats, estimate: Estimate, clusters: Clusters) -> Floats:
    """Return each incident's indicator of lying below the quantile, negative and with mean zero."""
    below = values <= estimate.value
    return np.asarray(clusters.average(below) - below, np.float64)


def _correlation(ours: Floats, theirs: Floats, clusters: Clusters) -> float:
    """Return how what replications add to the errors of both quantiles goes together."""
    one, other = clusters.influence(ours), clusters.influence(theirs)
    together = math.sqrt(float(one @ one) * float(other @ other))
    return min(max(float(one @ other) / together, -1.0), 1.0) if together else 0.0


def _lean(ours: Estimate, theirs: Estimate, correlation: float) -> float:
    """Return half of how much farther the difference of two estimates reaches up than down.

    As a share of both reaches, which are those of Zou and Donner (2008).
    """

    def reach(one: float, other: float) -> float:
        return math.sqrt(max(one**2 + other**2 - 2 * correlation * one * other, 0.0))

    down = reach(ours.value - ours.low, theirs.high - theirs.value)
    up = reach(ours.high - ours.value, theirs.value - theirs.low)
    return (up - down) / (up + down) / 2 if up + down else 0.0


def _slope(
    values: Floats, clusters: Clusters, share: float, estimate: Estimate, confidence: float
) -> float:
    """Return the slope of the quantile function at ``share``, read off the Woodruff interval."""
    error = math.sqrt(indicator_variance(values, clusters, estimate.value, share))
    if not error or estimate.high == estimate.low:
        return 0.0
    return (estimate.high - estimate.low) / (2 * clusters.student(confidence) * error)


def _by_student(
    value: float, influence: Floats, apart: float, clusters: Clusters, confidence: float
) -> Difference:
    """Return a difference from what each replication adds to its error."""
    count = clusters.units
    variance = float(influence @ influence) * count / (count - 1) if count > 1 else math.nan
    skew = 0.0 if clusters.in_blocks else skewness(influence)
    uncertainty = _Student(value, math.sqrt(variance), count - 1, skew=skew)
    return _known(uncertainty, _reduction(variance, apart), clusters, confidence)


def _known(
    uncertainty: _Student, reduction: float | None, clusters: Clusters, confidence: float
) -> Difference:
    low, high = uncertainty.interval(confidence)
    value = uncertainty.centre
    return Difference(value, low, high, clusters.n, clusters.count, reduction, uncertainty)


def _reduction(paired: float, apart: float) -> float | None:
    # Below that the pairs differ by the same amount, up to rounding: nothing to divide by.
    return apart / paired if paired > _ROUNDING * apart else None


def no_difference(n_incidents: int, n_replications: int) -> Difference:
    """Return the difference where every pair is the same."""
    nothing = _Student(0.0, 0.0, max(n_replications - 1, 1))
    return Difference(0.0, 0.0, 0.0, n_incidents, n_replications, None, nothing, identical=True)


def certain(difference: Difference) -> Difference:
    """Return a difference that is the same in every replication, with nothing left to chance."""
    if not math.isfinite(difference.value):
        return difference
    nothing = _Student(difference.value, 0.0, max(difference.n_replications - 1, 1))
    return replace(
        difference,
        low=difference.value,
        high=difference.value,
        variance_reduction=None,
        uncertainty=nothing,
    )


def unknown() -> Difference:
    """Return the difference where there are no pairs."""
    nothing = _Student(math.nan, math.nan, 0)
    return Difference(math.nan, -math.inf, math.inf, 0, 0, None, nothing)
