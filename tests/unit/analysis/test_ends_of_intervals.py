"""Ends of intervals against hand calculation and other programs."""

from __future__ import annotations

import math
from statistics import variance

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom, t

from renkei.analysis import Clusters, mean, probability, probability_difference, quantile
from renkei.analysis.statistics.estimation import Distribution

FIFTY = Clusters(np.arange(50))


def test_ends_of_a_median_lie_on_lines_between_observations() -> None:
    """Of 50 values 10, 20, .. 500: the level half a step below the end of each step."""
    found = quantile(10.0 * np.arange(1, 51), FIFTY, 0.5)
    half = t.ppf(0.975, 49) * math.sqrt(0.25 / 49)
    assert found.value == 250.0
    assert found.low == pytest.approx(10 * (50 * (0.5 - half) + 0.5))
    assert found.high == pytest.approx(10 * (50 * (0.5 + half) + 0.5))


def test_between_a_value_and_never_lies_no_line() -> None:
    some = Distribution(np.array([1.0, 3.0, np.inf, np.inf]), Clusters(np.arange(4)))
    levels = np.array([0.05, 0.25, 0.375, 0.5, 0.7, 0.99])  # middles at 1/8, 3/8, 5/8, 7/8
    assert some.between(levels).tolist() == [1.0, 2.0, 3.0, 3.0, np.inf, np.inf]
    upwards = some.between(levels, upwards=True).tolist()
    assert upwards == [1.0, 2.0, 3.0, np.inf, np.inf, np.inf]
    one = Distribution(np.array([7.0]), Clusters(np.arange(1)))
    assert one.between(np.array([0.1, 0.9])).tolist() == [7.0, 7.0]


def score(ours: float, theirs: float, n: float, difference: float) -> float:
    """Return the score of a difference of paired probabilities, its skewness taken out.

    The nuisance by maximisation; the cubic of Hall (1992) with the third moment of a pair.
    """

    def against(share: float) -> float:  # the likelihood, where pairs differ by `difference`
        shares = share + difference, share, 1 - 2 * share - difference
        counts = ours, theirs, n - ours - theirs
        return -sum(k * math.log(max(p, 1e-300)) for k, p in zip(counts, shares, strict=True) if k)

    bounds = max(0.0, -difference), (1 - difference) / 2
    share = minimize_scalar(against, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    pair = {1: share + difference, -1: share, 0: 1 - 2 * share - difference}
    second, third = (
        sum(p * (value - difference) ** k for value, p in pair.items()) for k in (2, 3)
    )
    ratio = ((ours - theirs) / n - difference) / math.sqrt(second / n)
    skew = third / second**1.5 / math.sqrt(n) / 6
    return ratio - skew * ratio**2 + skew**2 * ratio**3 / 3 + skew


@pytest.mark.parametrize(("ours", "theirs"), [(9, 2), (0, 4), (12, 0), (25, 24)])
@pytest.mark.parametrize("each", [1, 4], ids=["one pair each", "four pairs each"])
def test_a_difference_of_paired_probabilities_ends_where_scores_reject(
    each: int, ours: int, theirs: int
) -> None:
    """Of 50 replications some hold one pair that differs; by another program."""
    design, baseline = np.zeros((2, 50, each), bool)
    design[:ours, 0] = baseline[ours : ours + theirs, 0] = True
    clusters = Clusters(np.repeat(np.arange(50), each))
    found = probability_difference(design.ravel(), baseline.ravel(), clusters)
    value = (ours - theirs) / 50 / each
    assert found.value == pytest.approx(value)
    n, reach = 50.0, t.ppf(0.975, 49)
    if each > 1:  # as many as have this variance between replications, more than there are
        shares = (design.mean(axis=1) - baseline.mean(axis=1)).tolist()
        n = ((ours + theirs) / 50 / each - value**2) / (variance(shares) / 50)
        assert (n > 200) == (ours + theirs < 49)
    k, other = ours * n / 50 / each, theirs * n / 50 / each
    low = brentq(lambda d: score(k, other, n, d) - reach, -0.999, value - 1e-6)
    high = brentq(lambda d: score(k, other, n, d) + reach, value + 1e-6, 0.999)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    error = found.uncertainty.error_beyond(0.0)
    assert (error < 0.05) == (low > 0 or high < 0)


@pytest.mark.parametrize(("pairs", "share"), [(50, 0.1), (100, 0.1), (200, 0.05)])
def test_few_pairs_that_differ_are_covered_as_promised(pairs: int, share: float) -> None:
    """Five or ten pairs differ, all one way: coverage and misses summed over the binomial."""
    misses = {"low": 0.0, "high": 0.0}
    clusters, nothing = Clusters(np.arange(pairs)), np.zeros(pairs, bool)
    for ours in range(25):
        found = probability_difference(np.arange(pairs) < ours, nothing, clusters)
        chance = binom.pmf(ours, pairs, share)
        misses["low"] += chance * (found.high < share)
        misses["high"] += chance * (found.low > share)
    assert 0.935 <= 1 - sum(misses.values()) <= 0.965  # Tango's alone: 97.0 % of the first
    assert max(misses.values()) < 0.04


def test_pairs_that_differ_in_one_direction_are_covered() -> None:
    """Of 100 pairs each differs with probability 2 %: coverage summed over the binomial."""
    held = 0.0
    for ours in range(12):
        design = np.arange(100) < ours
        found = probability_difference(design, np.zeros(100, bool), Clusters(np.arange(100)))
        held += binom.pmf(ours, 100, 0.02) * (found.low <= 0.02 <= found.high)
    assert held > 0.945  # 86.6 % by the interval of Agresti and Min


def test_blocks_are_what_is_independent() -> None:
    """Eight blocks of 25: Student's interval of eight block means."""
    rng = np.random.default_rng(1)
    values = 5 + rng.normal(size=200)
    blocks = values.reshape(8, 25).mean(axis=1)
    found = mean(values, Clusters(np.arange(200), "worlds", 25))
    half = t.ppf(0.975, 7) * blocks.std(ddof=1) / math.sqrt(8)
    # Hall's cubic reaches further on one side where the means are skewed, on the other never.
    shorter = min(found.value - found.low, found.high - found.value)
    assert shorter == pytest.approx(half)
    assert found.n_replications == 200


def test_few_blocks_are_taken_as_independent_replications() -> None:
    values = np.random.default_rng(1).exponential(size=175)
    alone = mean(values, Clusters(np.arange(175), "worlds"))
    assert mean(values, Clusters(np.arange(175), "worlds", 25)) == alone


def test_what_a_hypercube_gains_is_in_the_interval() -> None:
    """Success in each block just as often: all that varies between replications is gone."""
    success = np.tile(np.arange(25) < 20, 8)
    success[0], success[30] = False, True
    success[45] = True
    drawn, even = (
        probability(success, Clusters(np.arange(200), "worlds", block)) for block in (1, 25)
    )
    assert drawn.value == even.value
    assert even.half_width < drawn.half_width / 3
