"""Fitting by approximate Bayesian computation, against posteriors that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from renkei.analysis.recorded.fitting import (
    GRAIN_H,
    beyond,
    checked,
    fit,
    least_worlds,
    logit,
    of_prior,
    prior_shares,
    weighted_quantiles,
)

Floats = NDArray[np.float64]


def worlds(n: int, clocks: int, noise: float, seed: int) -> tuple[Floats, Floats]:
    """Return shares, and times whose logarithm is the logit of the first with normal noise."""
    random = np.random.default_rng(seed)
    shares = prior_shares(random.random((n, 2)))
    logs = logit(shares[:, :1]) + random.normal(0, noise, (n, clocks))
    return shares, np.exp(logs) - GRAIN_H


def exact(seen: Floats, noise: float) -> tuple[float, float, float]:
    """Return 5 %, 50 % and 95 % of the share by numerical integration: a uniform prior times
    the normal density of each clock."""
    u = (np.arange(20000) + 0.5) / 20000
    x = np.log(u / (1 - u))
    log = sum(-((one - x) ** 2) / (2 * noise**2) for one in seen)
    density = np.exp(log - np.max(log))
    cumulative = np.cumsum(density) / density.sum()
    return tuple(float(u[np.searchsorted(cumulative, p)]) for p in (0.05, 0.5, 0.95))  # type: ignore[return-value]


@pytest.mark.parametrize("at", [-1.5, 0.0, 1.0])
@pytest.mark.parametrize("noise", [0.5, 1.5])
def test_posterior_is_that_of_bayes(at: float, noise: float) -> None:
    """4000 worlds, of which 800 are accepted: errors of a quantile some 0.02 of the share."""
    shares, times = worlds(4000, 3, noise, seed=1)
    seen = np.array([at - 0.3, at, at + 0.3])
    found = fit(shares, times, np.exp(seen) - GRAIN_H).ends()
    assert found[0] == pytest.approx(exact(seen, noise), abs=0.05)
    # Of the second the record says nothing: it keeps its prior.
    assert found[1] == pytest.approx((0.05, 0.5, 0.95), abs=0.06)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """200 records drawn from the prior, each fitted to 400 worlds: 90 % +- 3.5 errors (0.021)."""
    shares, times = worlds(600, 4, 1.0, seed=2)
    held = np.zeros(2)
    for i in range(200):
        ends = fit(shares[200:], times[200:], times[i]).ends()
        held += (ends[:, 0] <= shares[i]) & (shares[i] <= ends[:, 2])
    assert np.abs(held / 200 - 0.9) == pytest.approx([0, 0], abs=3.5 * math.sqrt(0.09 / 200))


def test_its_own_check_finds_the_same_coverage() -> None:
    shares, times = worlds(300, 4, 1.0, seed=3)
    assert checked(shares, times) == pytest.approx([0.9, 0.9], abs=3.5 * math.sqrt(0.09 / 100))


def test_the_same_worlds_give_the_same_bytes() -> None:
    shares, times = worlds(300, 4, 1.0, seed=4)
    first, again = (fit(shares, times, times[7]) for _ in range(2))
    assert first.shares.tobytes() == again.shares.tobytes()
    assert first.weight.tobytes() == again.weight.tobytes()
    assert first.weight.sum() == pytest.approx(1)


def test_two_parameters_of_which_only_the_sum_is_seen_are_correlated() -> None:
    """Two priors logit-uniform, their sum seen with little noise: correlation near -1."""
    random = np.random.default_rng(5)
    shares = prior_shares(random.random((2000, 2)))
    logs = logit(shares).sum(axis=1, keepdims=True) + random.normal(0, 0.1, (2000, 1))
    found = fit(shares, np.exp(logs), np.array([1.0]))
    assert found.correlations()[0, 1] < -0.9


def test_a_record_like_no_world_is_named() -> None:
    shares, times = worlds(400, 3, 0.5, seed=6)
    far = np.exp(np.array([30.0, 0.0, 0.0]))
    assert beyond(times, far).tolist() == [True, False, False]
    # Clocks that agree in the model and contradict each other in the record.
    torn = fit(shares, times, np.quantile(times, [0.01, 0.99, 0.5], axis=0).diagonal())
    assert torn.farther <= 1.0
    assert np.isfinite(torn.shares).all()


def test_what_is_never_reached_is_later_than_all() -> None:
    shares, times = worlds(400, 2, 0.5, seed=7)
    times[shares[:, 0] > 0.8] = np.inf
    late = fit(shares, times, np.array([math.exp(1.3), math.exp(1.3)]))
    assert late.ends()[0, 1] > 0.6


def test_too_few_worlds_are_refused() -> None:
    shares, times = worlds(least_worlds(4) - 1, 4, 1.0, seed=8)
    with pytest.raises(ValueError, match="worlds"):
        fit(shares, times, times[0])


def test_shares_of_a_prior_and_back() -> None:
    values = np.array([[3.0], [1.0], [2.0]])
    assert prior_shares(values)[:, 0].tolist() == [5 / 6, 1 / 6, 3 / 6]
    assert of_prior(values[:, 0], np.array([0.0, 1 / 6, 2 / 6, 1.0])).tolist() == [1, 1, 1.5, 3]


def test_weighted_quantiles_by_hand() -> None:
    found = weighted_quantiles(np.array([2.0, 1.0]), np.array([0.75, 0.25]), (0.125, 0.375, 0.625))
    assert found.tolist() == [1.0, 1.5, 2.0]


def test_many_clocks_that_tell_nothing_leave_the_prior() -> None:
    """37 clocks of luck alone, 132 worlds, a record far out in all of them.

    By least squares the pilot of 66 worlds makes slopes of chance, the record lies far beyond all
    worlds along them, and the parameters end at a point; ridge regression finds that nothing is
    told, so that the range is the prior's, 0.9 wide.
    """
    random = np.random.default_rng(10)
    shares = prior_shares(random.random((132, 2)))
    times = np.exp(random.normal(0, 1, (132, 37)))
    seen = np.exp(np.where(np.arange(37) % 2, 3.0, -3.0))
    ends = fit(shares, times, seen).ends()
    assert (ends[:, 2] - ends[:, 0] > 0.7).all()


def test_no_record_is_taken_as_farther_out_than_worlds_are() -> None:
    """Forty clocks that agree with one parameter, the record where one world in a hundred comes."""
    shares, times = worlds(400, 40, 1.5, seed=9)
    found = fit(shares, times, np.exp(np.full(40, 30.0)))
    low, middle, high = found.ends()[0]
    assert found.farther < 0.03
    assert 0.9 < middle < 1
    assert high - low > 0.001
