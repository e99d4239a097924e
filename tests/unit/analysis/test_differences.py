"""Paired differences of quantiles where most pairs are equal: the case of small changes."""

from __future__ import annotations

import numpy as np
import pytest

from renkei.analysis.statistics.differences import Difference, quantile_difference
from renkei.analysis.statistics.estimation import Clusters

INCIDENTS, EXPERIMENTS = 66, 400
SHARE_DELAYED, DELAY_H = 0.05, 4.0


def experiment(rng: np.random.Generator, n: int = INCIDENTS) -> tuple[np.ndarray, np.ndarray]:
    """Return times under a design that delays few incidents, and under the baseline."""
    baseline = rng.exponential(24.0, n)
    delayed = rng.random(n) < SHARE_DELAYED
    return baseline + delayed * DELAY_H, baseline


def difference(rng: np.random.Generator, share: float) -> Difference:
    design, baseline = experiment(rng)
    return quantile_difference(design, baseline, Clusters(np.arange(INCIDENTS) // 2), share)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_intervals_cover_when_few_pairs_differ(share: float) -> None:
    rng = np.random.default_rng(20250401)
    design, baseline = experiment(rng, 4_000_000)
    truth = float(np.quantile(design, share) - np.quantile(baseline, share))
    covered = sum(
        found.low <= truth <= found.high
        for found in (difference(rng, share) for _ in range(EXPERIMENTS))
    )
    # z = 4 below the nominal coverage of 95 %; more is no error here.
    assert covered / EXPERIMENTS >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / EXPERIMENTS)


def test_a_jump_between_two_observations_is_no_certainty() -> None:
    """Only the incident at the median moves: the medians differ, the designs hardly do."""
    baseline = np.concatenate([np.arange(30.0), 40.0 + np.arange(31.0)])
    design = baseline.copy()
    design[30] = 29.5
    found = quantile_difference(design, baseline, Clusters(np.arange(61)), 0.5)
    assert found.value == pytest.approx(-10.5)
    assert found.low < 0.0 < found.high


def test_equal_times_are_no_difference() -> None:
    rng = np.random.default_rng(1)
    times = rng.exponential(5.0, 100)
    found = quantile_difference(times, times, Clusters(np.arange(100) // 5), 0.9)
    assert (found.low, found.value, found.high) == (0.0, 0.0, 0.0)
    assert found.identical


def test_one_pair_that_differs_leaves_room_for_another() -> None:
    rng = np.random.default_rng(1)
    times = rng.exponential(5.0, 100)
    design = times.copy()
    design[times.argmin()] += 0.001
    found = quantile_difference(design, times, Clusters(np.arange(100) // 5), 0.9)
    assert found.value == 0.0
    assert -10.0 < found.low < 0.0 < found.high < 10.0
