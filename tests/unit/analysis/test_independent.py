"""Differences of independent samples: published values, arithmetic, and how often they hold."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from renkei.analysis.statistics.estimation import (
    Clusters,
    Estimate,
    mean,
    probability,
    quantile,
    wilson,
)
from renkei.analysis.statistics.independent import independent_difference


def _share(successes: int, n: int, confidence: float) -> Estimate:
    """Return a share with Wilson's interval, in which z takes the place of Student's t."""
    from statistics import NormalDist

    low, high = wilson(successes / n, n, NormalDist().inv_cdf(0.5 + confidence / 2))
    return Estimate(successes / n, low, high, n, n)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe (1998), table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_shares_are_those_of_newcombe(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = independent_difference(partial(_share, *one), partial(_share, *other), 0.95)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.n_replications == min(one[1], other[1])
    assert found.variance_reduction is None


def test_the_error_is_that_at_which_the_interval_ends_at_the_zone() -> None:
    found = independent_difference(partial(_share, 56, 70), partial(_share, 48, 80), 0.95)
    error = found.uncertainty.error_beyond(0.02)
    low, _ = found.uncertainty.interval(1 - error)
    assert low == pytest.approx(0.02, abs=1e-6)
    assert found.uncertainty.error_beyond(0.5) == 1.0


def test_what_is_not_reached_has_no_bounds() -> None:
    never = Estimate(math.inf, 5.0, math.inf, 20, 20)
    found = independent_difference(lambda _: never, lambda _: Estimate(3, 2, 4, 20, 20), 0.95)
    assert found.high == math.inf
    assert independent_difference(lambda _: never, lambda _: never, 0.95).low == -math.inf


_TRIALS = 2000


@pytest.mark.parametrize("what", ["mean", "share", "median"])
def test_intervals_hold_as_often_as_they_say(what: str) -> None:
    """Seed 7; 30 and 50 replications with a Poisson number of incidents each, 3 and 1 on average.

    A world multiplies the times of its incidents, so these hang together. Of 2,000 intervals of
    95 % at least 95 % hold the true difference, less 4 standard errors of that share (2 points).
    """
    rng = np.random.default_rng(7)
    # A time is a world's factor times an exponential: mean 1 and 1.5 by hand.
    scale, sizes, rates = (1.5, 1.0), (30, 50), (3.0, 1.0)

    def sample(i: int) -> tuple[np.ndarray, Clusters]:
        counts = rng.poisson(rates[i], sizes[i])
        world = rng.lognormal(-0.02, 0.2, sizes[i])
        index = np.repeat(np.arange(sizes[i]), counts)
        values = scale[i] * world[index] * rng.exponential(1.0, len(index))
        return values, Clusters(index, "worlds")

    # Share below 1, and median, of such a time: by quadrature over the world's factor.
    z, weights = np.polynomial.hermite_e.hermegauss(60)
    factor, weights = np.exp(-0.02 + 0.2 * z), weights / weights.sum()

    def below(x: float, i: int) -> float:
        return float(weights @ (1 - np.exp(-x / (scale[i] * factor))))

    def median(i: int) -> float:
        low, high = 0.0, 10.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle, i) < 0.5 else (low, middle)
        return low

    truth = {
        "mean": scale[0] - scale[1],
        "share": below(1.0, 0) - below(1.0, 1),
        "median": median(0) - median(1),
    }[what]

    def estimate(values: np.ndarray, clusters: Clusters, level: float) -> Estimate:
        match what:
            case "mean":
                return mean(values, clusters, level)
            case "share":
                return probability(values <= 1.0, clusters, level)
            case _:
                return quantile(values, clusters, 0.5, level)

    held = 0
    for _ in range(_TRIALS):
        ours, theirs = (partial(estimate, *sample(i)) for i in (0, 1))
        found = independent_difference(ours, theirs, 0.95)
        held += found.low <= truth <= found.high
    error = math.sqrt(0.95 * 0.05 / _TRIALS)
    assert held / _TRIALS >= 0.95 - 4 * error
    assert held / _TRIALS <= 0.99
