"""Paired differences under common random numbers.

Takes the same incidents under two designs; gives :class:`Difference`. Both designs see the same
incidents in the same worlds with the same luck, so the difference is formed incident by incident
and its variance is taken between replications; ``variance_reduction`` is what that pairing gains
over independent runs of the same size.

- Means: over the incidents that reached the milestone under both designs.
- Probabilities: interval of Agresti and Min (2005) for matched pairs (one half added to each of the
  four cells) with the effective number of pairs, so that it has a length where no pair differs.
- Quantiles: linearised (Francisco and Fuller 1991). Each incident's influence is its indicator
  below the quantile times the slope of the quantile function, the slope read off the Woodruff
  interval; the two influences are subtracted before the variance is taken, which keeps the pairing.
  A jackknife is not used: leaving out one replication is inconsistent for quantiles. Where most
  pairs are equal the linearised variance can vanish while the two quantiles stand some
  observations apart by luck, or coincide by luck; so the variance is at least that of the
  difference over the levels that the sample could have shown instead of the one asked for, and at
  least what one discordant pair more would make of it (as for probabilities). Where a quantile or
  an end of its interval is not reached, the two Woodruff intervals are subtracted, each at half
  the error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.estimation import (
    CONFIDENCE,
    Clusters,
    Estimate,
    Floats,
    empirical_quantile,
    indicator_variance,
    quantile,
    ratio_influence,
    student,
)

_ROUNDING = 1e-15

_NORMAL_SCORES = np.array([NormalDist().inv_cdf((k + 0.5) / 41) for k in range(41)])
"""Quantiles of the standard normal distribution at 41 even steps of probability."""


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
    """

    value: float
    low: float
    high: float
    n_incidents: int
    n_replications: int
    variance_reduction: float | None
    uncertainty: Uncertainty


@dataclass(frozen=True)
class _Student:
    """Student t around ``centre``, clipped to ``[-limit, limit]``; ``nan`` error: nothing known."""

    centre: float
    error: float
    df: int
    limit: float = math.inf

    def interval(self, confidence: float) -> tuple[float, float]:
        if not math.isfinite(self.error) or self.df < 1:
            return -self.limit, self.limit
        half = student(self.df, confidence) * self.error
        return max(self.centre - half, -self.limit), min(self.centre + half, self.limit)

    def error_beyond(self, zone: float) -> float:
        from scipy.stats import t

        beyond = abs(self.centre) - zone
        if not beyond > 0 or not math.isfinite(self.error) or self.df < 1:
            return 1.0
        return 2 * float(t.sf(beyond / self.error, self.df)) if self.error else 0.0


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
        def leaves(logarithm: float) -> bool:
            low, high = self.interval(1 - math.exp(logarithm))
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
    """Return the difference of means over the incidents reached under both designs."""
    both = np.isfinite(design) & np.isfinite(baseline)
    inner = clusters.only(both)
    if not inner.n:
        return _unknown()
    ours, theirs = design[both], baseline[both]
    difference = ours - theirs
    value = float(difference.mean())
    variance = inner.variance(difference - value)
    apart = inner.variance(ours - ours.mean()) + inner.variance(theirs - theirs.mean())
    return _by_student(value, variance, apart, inner, confidence)


def probability_difference(
    design: NDArray[np.bool_],
    baseline: NDArray[np.bool_],
    clusters: Clusters,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return the difference of the probabilities of success."""
    if not clusters.n:
        return _unknown()
    difference = design.astype(float) - baseline
    value = float(difference.mean())
    variance = clusters.variance(difference - value)
    apart = clusters.variance(design - design.mean()) + clusters.variance(
        baseline - baseline.mean()
    )
    differing = float(np.abs(difference).mean())
    spread = differing - value * value
    if differing == 0 or clusters.count < 2:
        size = float(clusters.count)
    elif variance == 0:
        size = float(clusters.count if spread <= 0 else clusters.n)
    else:
        size = min(max(spread / variance, 1.0), float(clusters.n))
    centre = value * size / (size + 2)
    spread = (differing * size + 1 - (value * size) ** 2 / (size + 2)) / (size + 2) ** 2
    uncertainty = _Student(centre, math.sqrt(spread), clusters.count - 1, limit=1.0)
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
        return _unknown()
    ours = quantile(design, clusters, share, confidence)
    theirs = quantile(baseline, clusters, share, confidence)
    if all(math.isfinite(x) for x in (ours.value, ours.high, theirs.value, theirs.high)):
        slopes = (
            _slope(design, clusters, share, ours, confidence),
            _slope(baseline, clusters, share, theirs, confidence),
        )
        influence = _influence(design, ours) * slopes[0]
        influence_of_baseline = _influence(baseline, theirs) * slopes[1]
        one_pair_more = (max(slopes) / (clusters.n + 2)) ** 2
        return _by_student(
            ours.value - theirs.value,
            max(
                clusters.variance(influence - influence_of_baseline),
                _variance_over_levels(design, baseline, clusters, share),
                one_pair_more,
            ),
            clusters.variance(influence) + clusters.variance(influence_of_baseline),
            clusters,
            confidence,
        )

    uncertainty = _TwoQuantiles(design, baseline, clusters, share)
    low, high = uncertainty.interval(confidence)
    value = ours.value - theirs.value
    return Difference(value, low, high, clusters.n, clusters.count, None, uncertainty)


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
        return _unknown()
    value = float(design[0].sum() / design[1].sum() - baseline[0].sum() / baseline[1].sum())
    clusters = Clusters(np.arange(n))
    ours, theirs = ratio_influence(*design), ratio_influence(*baseline)
    apart = clusters.variance(ours) + clusters.variance(theirs)
    return _by_student(value, clusters.variance(ours - theirs), apart, clusters, confidence)


def _variance_over_levels(
    design: Floats, baseline: Floats, clusters: Clusters, share: float
) -> float:
    """Return the mean square of how the difference moves over levels near ``share``.

    The level at which the sample shows the quantile asked for is normal around ``share`` with the
    standard error of the distribution function, and the same for both designs, which meet the
    same incidents.
    """
    ours, theirs = np.sort(design), np.sort(baseline)
    error = math.sqrt(
        max(
            indicator_variance(values, clusters, empirical_quantile(ordered, share), share)
            for values, ordered in ((design, ours), (baseline, theirs))
        )
    )
    differences = np.array(
        [
            empirical_quantile(ours, level) - empirical_quantile(theirs, level)
            for level in np.clip(share + error * _NORMAL_SCORES, 0.0, 1.0)
            if level <= 1.0 - 0.5 / clusters.n
        ]
    )
    differences = differences[np.isfinite(differences)]
    value = empirical_quantile(ours, share) - empirical_quantile(theirs, share)
    return float(np.mean((differences - value) ** 2)) if len(differences) else 0.0


def _influence(values: Floats, estimate: Estimate) -> Floats:
    """Return each incident's indicator of lying below the quantile, negative and with mean zero."""
    below = values <= estimate.value
    influence: Floats = below.mean() - below
    return influence


def _slope(
    values: Floats, clusters: Clusters, share: float, estimate: Estimate, confidence: float
) -> float:
    """Return the slope of the quantile function at ``share``, read off the Woodruff interval."""
    error = math.sqrt(indicator_variance(values, clusters, estimate.value, share))
    return (estimate.high - estimate.low) / (2 * clusters.student(confidence) * error)


def _by_student(
    value: float, variance: float, apart: float, clusters: Clusters, confidence: float
) -> Difference:
    uncertainty = _Student(value, math.sqrt(variance), clusters.count - 1)
    low, high = uncertainty.interval(confidence)
    reduction = _reduction(variance, apart)
    return Difference(value, low, high, clusters.n, clusters.count, reduction, uncertainty)


def _reduction(paired: float, apart: float) -> float | None:
    # Below that the pairs differ by the same amount, up to rounding: nothing to divide by.
    return apart / paired if paired > _ROUNDING * apart else None


def _unknown() -> Difference:
    nothing = _Student(math.nan, math.nan, 0)
    return Difference(math.nan, -math.inf, math.inf, 0, 0, None, nothing)
