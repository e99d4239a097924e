"""Limits of means from few times hold them as often as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from renkei.interop import fitting, mean_limits
from renkei.interop.fitting import Record

Z, TRIALS = 4.0, 200


def holds(n_held: int, level: float = 0.95) -> bool:
    return abs(n_held / TRIALS - level) < Z * math.sqrt(level * (1 - level) / TRIALS)


@pytest.mark.parametrize("n", [6, 10, 25])
@pytest.mark.parametrize("cv", [0.3, 1.0, 2.0])
def test_lognormal_means(n: int, cv: float) -> None:
    square, generator, n_held = math.log1p(cv * cv), np.random.default_rng(n), 0
    for _ in range(TRIALS):
        times = np.exp(generator.normal(-square / 2, math.sqrt(square), n))
        fit = fitting.fit_lognormal(fitting.record(times), draws=500)
        n_held += fit.low <= 1 <= fit.high
    assert holds(n_held)


@pytest.mark.parametrize("n", [8, 20])
@pytest.mark.parametrize("shape", [0.7, 2.0])
def test_weibull_means_with_times_cut_off(n: int, shape: float) -> None:
    generator, n_held = np.random.default_rng(n), 0
    for _ in range(TRIALS):
        lives, cuts = generator.weibull(shape, n), generator.uniform(0.5, 4, n)
        data = fitting.record(np.minimum(lives, cuts), lives <= cuts)
        fit = fitting.fit_weibull(data, draws=300)
        n_held += fit.low <= math.gamma(1 + 1 / shape) <= fit.high
    assert holds(n_held)


def test_krishnamoorthy_and_mathew_in_closed_form() -> None:
    """Without cuts the pivots are a normal and a chi-square (2003, equation 2)."""
    logs = np.random.default_rng(1).normal(1.0, 0.8, 12)
    fit = fitting.fit_lognormal(fitting.record(np.exp(logs)), draws=20_000)
    generator, n = np.random.default_rng(2), logs.size
    normal = generator.normal(size=200_000)
    spread = logs.std(ddof=1) ** 2 * (n - 1) / generator.chisquare(n - 1, 200_000)
    pivots = logs.mean() - normal * np.sqrt(spread / n) + spread / 2
    low, high = np.exp(np.quantile(pivots, [0.025, 0.975]))
    assert fit.low == pytest.approx(low, rel=0.02)
    assert fit.high == pytest.approx(high, rel=0.04)


def test_normal_fits_with_cuts_maximize_the_likelihood() -> None:
    generator = np.random.default_rng(4)
    lives, cuts = generator.lognormal(0, 1, 40), generator.uniform(0.2, 3, 40)
    data = Record(np.minimum(lives, cuts), lives <= cuts)
    one = fitting.fit_lognormal(data, draws=0).distribution
    place, scale = mean_limits.censored_normal(np.log(data.times)[None], data.ended[None])
    assert float(scale[0]) == pytest.approx(math.sqrt(math.log1p(one.cv**2)), rel=1e-3)
    assert math.exp(place[0] + scale[0] ** 2 / 2) == pytest.approx(one.mean(), rel=1e-3)


def test_weibull_fits_in_rows_are_those_of_one() -> None:
    times = np.random.default_rng(5).weibull(1.7, (3, 15))
    ended = np.random.default_rng(6).random((3, 15)) < 0.7
    log_scales, shapes = mean_limits.weibull_fits(np.log(times), ended)
    for k in range(3):
        one = fitting.fit_weibull(Record(times[k], ended[k]), draws=0).distribution
        assert shapes[k] == pytest.approx(one.shape, rel=1e-6)
        mean = math.exp(log_scales[k]) * math.gamma(1 + 1 / shapes[k])
        assert mean == pytest.approx(one.mean(), rel=1e-6)


def test_means_without_a_form_miss_less_than_by_student() -> None:
    """Skewed values: Student's limits hold about 85 of 100; these, not far from 95."""
    generator, n_held = np.random.default_rng(7), 0
    for _ in range(TRIALS):
        low, high = mean_limits.bootstrap_limits(generator.lognormal(-0.35, 0.83, 15), 0.025)
        n_held += low <= math.exp(-0.35 + 0.83**2 / 2) <= high
    assert holds(n_held, 0.93)


def test_two_values_have_students_limits() -> None:
    low, high = mean_limits.bootstrap_limits(np.array([2.0, 4.0]), 0.025)
    assert (low, high) == (0.0, pytest.approx(3 + 12.7062, rel=1e-4))
