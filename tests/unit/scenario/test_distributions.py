"""Distributions: their moments are those of their quantile function, which is monotone."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from renkei.scenario.quantities.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Pert,
    Triangular,
    Uniform,
    Weibull,
)

CONTINUOUS: list[Distribution] = [
    Uniform(1, 3),
    Triangular(1, 2, 6),
    Triangular(1, 1, 6),
    Triangular(1, 6, 6),
    Pert(1, 2, 6),
    Pert(0, 0, 6),
    Exponential(2.5),
    Gamma(3, 0.4),
    Gamma(3, 1.6),
    Lognormal(6, 0.5),
    Lognormal(6, 1.2),
    Weibull(4, 1.5),
    Weibull(4, 0.8),
    Mixture((Lognormal(6, 0.5), Uniform(0, 1)), (7, 3)),
    Mixture((Exponential(1), Mixture((Gamma(2, 0.5), Uniform(1, 2)), (1, 1))), (1, 2)),
]
DISCRETE: list[Distribution] = [
    Constant(0.0),
    Constant(4.2),
    Uniform(2, 2),
    Triangular(2, 2, 2),
    Pert(2, 2, 2),
    Empirical((3, 1, 2), (1, 1, 2)),
    Empirical((5, 1, 9), (1, 0, 3)),
    Mixture((Constant(1), Constant(4)), (1, 3)),
    Mixture((Constant(0), Uniform(1, 2)), (1, 1)),
]
ALL = CONTINUOUS + DISCRETE


def test_every_distribution_is_measured_here() -> None:
    assert set(map(type, ALL)) == set(get_args(Distribution))


def moments(distribution: Distribution) -> tuple[float, float]:
    """Integrate the quantile function; the tails by ever finer steps."""
    n = 2_000
    tail = np.concatenate([[0.0], np.geomspace(1e-14, 1e-3, n)])
    edges = np.concatenate([tail, np.linspace(1e-3, 1 - 1e-3, 20 * n)[1:-1], 1 - tail[::-1]])
    edges = np.unique(np.clip(edges, 0, 1))
    middle, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    values = distribution.quantile(np.clip(middle, 1e-15, 1 - 1e-15))
    mean = float(np.sum(values * width))
    return mean, float(np.sum((values - mean) ** 2 * width))


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_moments_are_those_of_the_quantiles(distribution: Distribution) -> None:
    mean, variance = moments(distribution)
    assert mean == pytest.approx(distribution.mean(), rel=1e-4, abs=1e-12)
    assert variance == pytest.approx(distribution.variance(), rel=5e-4, abs=1e-12)


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_quantiles_are_monotone(distribution: Distribution) -> None:
    u = np.linspace(0.0005, 0.9995, 4001)
    assert np.all(np.diff(distribution.quantile(u)) >= -1e-12)


@pytest.mark.parametrize("distribution", CONTINUOUS, ids=str)
def test_quantile_inverts_the_distribution_function(distribution: Distribution) -> None:
    u = np.linspace(0.01, 0.99, 99)
    assert distribution.cdf(distribution.quantile(u)) == pytest.approx(u, abs=1e-9)


@pytest.mark.parametrize("distribution", DISCRETE, ids=str)
def test_quantile_is_the_least_value_that_reaches_u(distribution: Distribution) -> None:
    u = np.linspace(0.013, 0.987, 75)
    x = distribution.quantile(u)
    assert np.all(distribution.cdf(x) >= u - 1e-12)
    assert np.all(distribution.cdf(x - 1e-6) <= u + 1e-5)


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_scaling_scales_every_quantile(distribution: Distribution) -> None:
    u = np.linspace(0.01, 0.99, 33)
    scaled = distribution.scaled(2.5)
    assert type(scaled) is type(distribution)
    assert scaled.mean() == pytest.approx(2.5 * distribution.mean())
    assert scaled.quantile(u) == pytest.approx(2.5 * distribution.quantile(u), rel=1e-9, abs=1e-12)


def test_textbook_values() -> None:
    assert Exponential(2).quantile(0.5) == pytest.approx(2 * np.log(2))
    assert Triangular(0, 1, 2).quantile(np.array([0.125, 0.5])) == pytest.approx([0.5, 1])
    assert Gamma(2, 1).quantile(0.3) == pytest.approx(Exponential(2).quantile(0.3))
    assert Weibull(2, 1).quantile(0.3) == pytest.approx(Exponential(2).quantile(0.3))
    assert Pert(0, 1, 2).variance() == pytest.approx(1 / 7)  # beta(3, 3) on (0, 2)
    mu, sigma = Lognormal(6, 0.5).log_parameters()
    assert np.exp(mu + sigma**2 / 2) == pytest.approx(6)
