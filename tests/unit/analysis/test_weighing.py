"""What an answer is over, and intervals of means that few replications carry."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t

from renkei.analysis import (
    Clusters,
    mean,
    mean_difference,
    probability,
    probability_difference,
    quantile,
    quantile_difference,
)
from renkei.analysis.statistics.differences import ratio_difference
from renkei.analysis.statistics.estimation import Hall, is_certain, ratio, skewness

# A quiet world with one incident, and one with three.
REPLICATION = np.array([0, 1, 1, 1])
VALUES = np.array([8.0, 1.0, 2.0, 3.0])


def test_worlds_or_incidents_weigh_the_same() -> None:
    worlds, incidents = Clusters(REPLICATION, "worlds"), Clusters(REPLICATION, "incidents")
    assert mean(VALUES, incidents).value == pytest.approx(14 / 4)
    assert mean(VALUES, worlds).value == pytest.approx((8 + 2) / 2)
    late = VALUES > 4
    assert probability(late, incidents).value == pytest.approx(1 / 4)
    assert probability(late, worlds).value == pytest.approx(1 / 2)
    assert probability_difference(late, ~late, worlds).value == pytest.approx(0.0)
    assert probability_difference(late, ~late, incidents).value == pytest.approx(-0.5)
    # Sorted: 1, 2, 3 of weight 1/6 each, then 8 of weight 1/2.
    assert quantile(VALUES, worlds, 0.6).value == 8.0
    assert quantile(VALUES, incidents, 0.6).value == 3.0
    assert mean_difference(VALUES, np.zeros(4), worlds).value == pytest.approx(5.0)


def test_one_incident_to_a_world_is_the_same_either_way() -> None:
    rng = np.random.default_rng(1)
    values, other = rng.exponential(3.0, (2, 30))
    for estimate in (
        lambda c: mean(values, c),
        lambda c: probability(values < 3, c),
        lambda c: quantile(values, c, 0.5),
        lambda c: quantile_difference(values, other, c, 0.5),
        lambda c: probability_difference(values < 3, other < 3, c),
    ):
        one, two = (estimate(Clusters(np.arange(30), over)) for over in ("worlds", "incidents"))
        assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))


def test_the_mean_over_worlds_is_covered() -> None:
    """Busy worlds are slow here, so that the two answers differ; each interval covers its own."""
    rng = np.random.default_rng(2)
    # World x in {0, 1}: 2 or 8 incidents, in time with probability 0.8 or 0.4.
    truth = {"worlds": 0.6, "incidents": (2 * 0.8 + 8 * 0.4) / 10}
    experiments = 600
    covered = dict.fromkeys(truth, 0)
    for _ in range(experiments):
        busy = rng.random(40) < 0.5
        replication = np.repeat(np.arange(40), np.where(busy, 8, 2))
        met = rng.random(len(replication)) < np.where(busy, 0.4, 0.8)[replication]
        for over, value in truth.items():
            found = probability(met, Clusters(replication, over))  # type: ignore[arg-type]
            covered[over] += found.low <= value <= found.high
    for over in truth:
        least = 0.95 - 4 * math.sqrt(0.95 * 0.05 / experiments) - 0.01
        assert covered[over] / experiments >= least


SKEWED = {
    "exponential": (lambda rng, shape: rng.exponential(1.0, shape), 0.94),
    "lognormal": (
        lambda rng, shape: rng.lognormal(-0.5 * math.log(2), math.sqrt(math.log(2)), shape),
        0.925,
    ),
}
"""Hours of a replication with mean 1 and coefficient of variation 1, and what must be covered."""


@pytest.mark.parametrize("kind", SKEWED)
def test_means_of_few_skewed_replications_are_covered(kind: str) -> None:
    draw, least = SKEWED[kind]
    rng = np.random.default_rng(3)
    hours = draw(rng, (3000, 20))
    clusters = Clusters(np.arange(20))
    found = [mean(row, clusters) for row in hours]
    covered = np.mean([one.low <= 1.0 <= one.high for one in found])
    half = t.ppf(0.975, 19) * hours.std(axis=1, ddof=1) / math.sqrt(20)
    students = np.mean(np.abs(hours.mean(axis=1) - 1.0) <= half)
    assert covered >= least
    assert students < least, "Student's interval does not hold here"
    assert all(one.low >= 0.0 for one in found)


def test_differences_and_ratios_of_skewed_hours_are_covered() -> None:
    rng = np.random.default_rng(4)
    gains = rng.exponential(1.0, (1500, 20))
    base = rng.exponential(5.0, (1500, 20))
    clusters = Clusters(np.arange(20))
    ones = np.ones(20)
    for found in (
        [mean_difference(b - g, b, clusters) for b, g in zip(base, gains, strict=True)],
        [ratio_difference((b - g, ones), (b, ones)) for b, g in zip(base, gains, strict=True)],
    ):
        assert np.mean([one.low <= -1.0 <= one.high for one in found]) >= 0.925
    waits = [ratio(g, ones) for g in gains]
    assert np.mean([one.low <= 1.0 <= one.high for one in waits]) >= 0.925


def test_a_few_replications_that_differ_alike_are_no_certainty() -> None:
    """Three of 25 differ, and all to one side: by a fair coin that happens one time in four."""
    difference = np.zeros(25)
    difference[:3] = 10.0
    found = mean_difference(difference, np.zeros(25), Clusters(np.arange(25)))
    assert found.low < 0.0
    assert found.uncertainty.error_beyond(0.0) > 0.05


def test_a_time_has_no_interval_below_zero() -> None:
    hours = np.array([0.0] * 11 + [60.0])
    found = mean(hours, Clusters(np.arange(12)))
    assert found.low >= 0.0
    assert found.high > 5.0 + t.ppf(0.975, 11) * hours.std(ddof=1) / math.sqrt(12)


@pytest.mark.parametrize("skew", [-3.0, -0.5, 0.0, 1e-9, 0.5, 3.0])
def test_the_cubic_and_its_inverse(skew: float) -> None:
    cubic = Hall(skew, 20)
    for ratio_ in (-3.0, -0.2, 0.0, 1.0, 4.0):
        assert cubic.back(cubic.forward(ratio_)) == pytest.approx(ratio_, abs=1e-9)


CONSTANT = np.full(12, 4.0)
OTHER = np.full(12, 5.5)


@pytest.mark.parametrize("over", ["worlds", "incidents"])
@pytest.mark.parametrize("each", [1, 3])
def test_nothing_that_varies_divides_by_zero(over: str, each: int) -> None:
    """Recorded incidents and certain times: every warning of NumPy is an error here."""
    values, other = np.repeat(CONSTANT, each), np.repeat(OTHER, each)
    clusters = Clusters(np.repeat(np.arange(12), each), over)  # type: ignore[arg-type]
    with np.errstate(all="raise"):
        found = mean(values, clusters)
        assert (found.low, found.value, found.high) == (4.0, 4.0, 4.0)
        assert quantile(values, clusters, 0.9).value == 4.0
        assert probability(values < 5, clusters).value == 1.0
        apart = mean_difference(other, values, clusters)
        assert (apart.low, apart.value, apart.high) == pytest.approx((1.5, 1.5, 1.5))
        assert apart.uncertainty.error_beyond(0.5) < 1e-30
        for share in (0.5, 0.9):
            assert quantile_difference(other, values, clusters, share).value == 1.5
        never = np.full(len(values), np.inf)
        assert quantile_difference(never, values, clusters, 0.5).value == math.inf
        sums = (np.full(12, 6.0), np.full(12, 2.0)), (np.full(12, 4.0), np.full(12, 2.0))
        assert ratio_difference(*sums).value == 1.0
        assert ratio(*sums[0]).value == 3.0


def test_what_is_the_same_in_every_replication_is_certain() -> None:
    clusters = Clusters(np.repeat(np.arange(12), 2))
    hours = np.tile([3.0, 7.5], 12)
    assert is_certain(clusters, hours)
    assert is_certain(clusters, hours, hours + 1)
    assert not is_certain(clusters, np.where(np.arange(24) == 23, 7.6, hours))
    # What is never reached may be reached in another replication.
    assert not is_certain(clusters, np.full(24, np.inf))
    assert not is_certain(Clusters(np.array([0, 0, 1])), np.ones(3))


def test_the_sample_does_not_show_whether_the_interval_of_a_mean_holds() -> None:
    """20 lognormal replications with a coefficient of variation of 2; seed 11, 3,000 intervals.

    About 92 % hold the mean (4 standard errors of that share: 2 points), as the page says. Of the
    samples that look less skewed than half of them fewer do: a warning by sight would be given to
    the wrong ones (Bahadur and Savage 1956).
    """
    rng = np.random.default_rng(11)
    trials, n = 3000, 20
    scale = math.sqrt(math.log(5.0))
    clusters = Clusters(np.arange(n), "worlds")
    held, skews = np.zeros(trials, bool), np.zeros(trials)
    for i in range(trials):
        values = rng.lognormal(-(scale**2) / 2, scale, n)
        found = mean(values, clusters)
        held[i] = found.low <= 1.0 <= found.high
        skews[i] = skewness(clusters.influence(values - found.value))
    assert held.mean() == pytest.approx(0.92, abs=4 * math.sqrt(0.92 * 0.08 / trials))
    harmless = skews < np.median(skews)
    assert held[harmless].mean() < 0.90
    assert held[~harmless].mean() > 0.97
