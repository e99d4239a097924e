"""Intervals cover the truth as often as they say, on clustered data of known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from renkei.analysis import (
    Clusters,
    mean,
    mean_difference,
    probability,
    probability_difference,
    quantile,
    quantile_difference,
)
from renkei.analysis.statistics.estimation import wilson

Floats = NDArray[np.float64]

# Times are 10 exp(W + E) hours: W of the replication (its world), E of the incident. The design
# multiplies by 0.8 exp(F). So all truths are known: everything is lognormal.
SD_WORLD, SD_INCIDENT, SD_DESIGN, FACTOR = 0.4, 0.7, 0.2, 0.8
SD = math.hypot(SD_WORLD, SD_INCIDENT)
SD_BOTH = math.hypot(SD, SD_DESIGN)
DEADLINE = 20.0
Z90 = float(norm.ppf(0.9))


def _below(hours: float, factor: float, sd: float) -> float:
    return float(norm.cdf(math.log(hours / (10 * factor)) / sd))


TRUTH = {
    "mean": 10 * math.exp(SD**2 / 2),
    "probability": _below(DEADLINE, 1, SD),
    "rare": 1 - _below(80.0, 1, SD),
    "median": 10.0,
    "p90": 10 * math.exp(Z90 * SD),
}
TRUTH |= {
    "mean difference": 10 * FACTOR * math.exp(SD_BOTH**2 / 2) - TRUTH["mean"],
    "probability difference": _below(DEADLINE, FACTOR, SD_BOTH) - TRUTH["probability"],
    "median difference": 10 * FACTOR - 10,
    "p90 difference": 10 * FACTOR * math.exp(Z90 * SD_BOTH) - TRUTH["p90"],
}


def _data(
    rng: np.random.Generator, replications: int, per_replication: float
) -> tuple[Clusters, Floats, Floats]:
    counts = rng.poisson(per_replication, replications)
    replication = np.repeat(np.arange(replications), counts)
    world = rng.normal(0, SD_WORLD, replications)[replication]
    n = len(replication)
    base = 10 * np.exp(world + rng.normal(0, SD_INCIDENT, n))
    return Clusters(replication), base, base * FACTOR * np.exp(rng.normal(0, SD_DESIGN, n))


@pytest.fixture(scope="module", params=[(60, 4.0), (200, 2.0)], ids=["60x4", "200x2"])
def covered(request: pytest.FixtureRequest) -> tuple[int, dict[str, list[bool]], list[float]]:
    """Whether the 95 % interval covered the truth, in 1000 experiments; seed 20250330."""
    rng = np.random.default_rng(20250330)
    experiments = 1000
    hits: dict[str, list[bool]] = {name: [] for name in TRUTH}
    reductions = []
    for _ in range(experiments):
        clusters, base, design = _data(rng, *request.param)
        found = {
            "mean": mean(base, clusters),
            "probability": probability(base <= DEADLINE, clusters),
            "rare": probability(base > 80.0, clusters),
            "median": quantile(base, clusters, 0.5),
            "p90": quantile(base, clusters, 0.9),
            "mean difference": mean_difference(design, base, clusters),
            "probability difference": probability_difference(
                design <= DEADLINE, base <= DEADLINE, clusters
            ),
            "median difference": quantile_difference(design, base, clusters, 0.5),
            "p90 difference": quantile_difference(design, base, clusters, 0.9),
        }
        for name, estimate in found.items():
            hits[name].append(bool(estimate.low <= TRUTH[name] <= estimate.high))
        reductions.append(found["mean difference"].variance_reduction)
    return experiments, hits, reductions


@pytest.mark.parametrize("name", [name for name in TRUTH if name != "rare"])
def test_coverage(covered: tuple[int, dict[str, list[bool]], list[float]], name: str) -> None:
    experiments, hits, _ = covered
    # z = 4 on the coverage itself, plus one point: ratio estimators of skewed times with 60
    # replications are known to fall short by about that (Cochran 1977, 6.8).
    error = 4 * math.sqrt(0.95 * 0.05 / experiments)
    assert error < 0.03
    assert abs(np.mean(hits[name]) - 0.95) <= error + 0.01


def test_coverage_of_a_rare_event_is_not_too_small(
    covered: tuple[int, dict[str, list[bool]], list[float]],
) -> None:
    # p = 0.005: often no event at all, and the interval must still reach up to the truth.
    experiments, hits, _ = covered
    assert np.mean(hits["rare"]) >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / experiments) - 0.01


def test_independent_incidents_would_be_overconfident(
    covered: tuple[int, dict[str, list[bool]], list[float]],
) -> None:
    # Break it once: without clusters the interval of the mean misses far more often.
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(500):
        clusters, base, _ = _data(rng, 60, 20.0)
        alone = Clusters(np.arange(clusters.n))
        estimate = mean(base, alone)
        hits.append(estimate.low <= TRUTH["mean"] <= estimate.high)
    assert np.mean(hits) < 0.8


def test_variance_reduction_is_the_ratio_of_variances() -> None:
    rng = np.random.default_rng(8)
    paired, apart, stated = [], [], []
    for _ in range(800):
        clusters, base, design = _data(rng, 100, 3.0)
        _, base_of_other, _ = _data(rng, 100, 3.0)
        paired.append(design.mean() - base.mean())
        apart.append(design.mean() - base_of_other.mean())
        stated.append(mean_difference(design, base, clusters).variance_reduction)
    ratio = np.var(apart) / np.var(paired)
    # The ratio of two variances with 799 degrees of freedom: a standard error of about 7 %.
    assert np.median(stated) == pytest.approx(ratio, rel=4 * 0.07)
    assert ratio > 5


class TestProbability:
    def test_all_or_none(self) -> None:
        clusters = Clusters(np.repeat(np.arange(50), 4))
        for successes, end in ((np.ones(200, bool), 1.0), (np.zeros(200, bool), 0.0)):
            estimate = probability(successes, clusters)
            assert estimate.value == end
            assert 0 <= estimate.low <= end <= estimate.high <= 1
            # As wide as 50 independent incidents allow, not 200.
            expected = wilson(end, 50, clusters.student(0.95))
            assert (estimate.low, estimate.high) == expected
            assert estimate.high - estimate.low > 0.05

    def test_whole_replications_count_as_one(self) -> None:
        # Every incident of a replication has the same fate: 5 copies tell nothing new.
        fate = np.arange(40) % 4 == 0
        one = probability(fate, Clusters(np.arange(40)))
        five = probability(np.repeat(fate, 5), Clusters(np.repeat(np.arange(40), 5)))
        assert (one.low, one.high) == pytest.approx((five.low, five.high), rel=1e-9)

    def test_nothing_to_estimate(self) -> None:
        estimate = probability(np.empty(0, bool), Clusters(np.empty(0, int)))
        assert math.isnan(estimate.value)
        assert (estimate.low, estimate.high) == (0.0, 1.0)

    def test_one_replication_tells_nothing_of_the_spread(self) -> None:
        estimate = probability(np.array([True, False]), Clusters(np.array([3, 3])))
        assert (estimate.low, estimate.high) == (0.0, 1.0)


class TestQuantile:
    def test_not_reached(self) -> None:
        hours = np.concatenate([np.arange(80.0), np.full(20, np.inf)])
        clusters = Clusters(np.arange(100))
        assert quantile(hours, clusters, 0.5).high < 80
        p90 = quantile(hours, clusters, 0.9)
        assert p90.value == math.inf
        assert p90.high == math.inf
        assert p90.low == math.inf
        p80 = quantile(hours, clusters, 0.8)
        assert p80.value == 79.0
        assert p80.high == math.inf
        assert math.isfinite(p80.low)

    def test_upper_end_not_bounded_by_few_incidents(self) -> None:
        # P(all 20 below the true 90 % point) = 12 %: no observation bounds it.
        estimate = quantile(np.arange(20.0), Clusters(np.arange(20)), 0.9)
        assert estimate.value == 17.0
        assert estimate.high == math.inf

    def test_order_statistics(self) -> None:
        values = np.arange(1.0, 11.0)
        clusters = Clusters(np.arange(10))
        assert quantile(values, clusters, 0.5).value == 5.0
        assert quantile(values, clusters, 0.9).value == 9.0

    def test_constant_times(self) -> None:
        estimate = quantile(np.full(50, 3.0), Clusters(np.arange(50)), 0.5)
        assert (estimate.low, estimate.value, estimate.high) == (3.0, 3.0, 3.0)


class TestDifference:
    def test_no_pair_differs(self) -> None:
        success = np.arange(100) % 2 == 0
        clusters = Clusters(np.arange(100))
        difference = probability_difference(success, success, clusters)
        assert difference.value == 0
        # Rule of three: up to about 3 in 100 may differ unseen.
        assert -0.05 < difference.low < -0.01
        assert 0.01 < difference.high < 0.05
        assert difference.variance_reduction is None

    def test_every_pair_differs(self) -> None:
        clusters = Clusters(np.arange(100))
        difference = probability_difference(np.ones(100, bool), np.zeros(100, bool), clusters)
        assert difference.value == 1
        assert difference.high == 1
        assert 0.9 < difference.low < 1
        assert difference.uncertainty.error_beyond(0.01) < 1e-6

    def test_sign_and_antisymmetry(self) -> None:
        rng = np.random.default_rng(1)
        clusters, base, design = _data(rng, 50, 3.0)
        for there, back in (
            (mean_difference(design, base, clusters), mean_difference(base, design, clusters)),
            (
                quantile_difference(design, base, clusters, 0.9),
                quantile_difference(base, design, clusters, 0.9),
            ),
            (
                probability_difference(design < 9, base < 9, clusters),
                probability_difference(base < 9, design < 9, clusters),
            ),
        ):
            assert there.value == pytest.approx(-back.value, rel=1e-12)
            assert (there.low, there.high) == pytest.approx((-back.high, -back.low), rel=1e-9)

    def test_quantile_not_reached_under_one_design(self) -> None:
        reached = np.arange(100.0)
        never = np.full(100, np.inf)
        clusters = Clusters(np.arange(100))
        difference = quantile_difference(never, reached, clusters, 0.5)
        assert difference.value == math.inf
        assert difference.low == math.inf
        assert difference.uncertainty.error_beyond(0.5) < 1e-6
        later = np.append(np.full(99, np.inf), 1.0)
        neither = quantile_difference(never, later, clusters, 0.5)
        assert math.isnan(neither.value)
        assert (neither.low, neither.high) == (-math.inf, math.inf)
        assert neither.uncertainty.error_beyond(0.0) == 1.0

    @pytest.mark.parametrize("zone", [0.0, 0.5, 9.0])
    def test_error_is_where_the_interval_touches_the_zone(self, zone: float) -> None:
        rng = np.random.default_rng(3)
        clusters, base, design = _data(rng, 12, 1.0)
        difference = mean_difference(design, base, clusters)
        error = difference.uncertainty.error_beyond(zone)
        if error < 1:
            _, high = difference.uncertainty.interval(1 - error)
            assert high == pytest.approx(-zone, abs=1e-6)
        assert (error < 1) == (abs(difference.value) > zone)
