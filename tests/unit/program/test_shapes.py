"""Compiled shapes give the quantiles of the distributions they stand for."""

from __future__ import annotations

from typing import get_args

import numba
import numpy as np
import pytest

from renkei.engine.kernel import sampling
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.shapes import TOLERANCE, Shape, unit_shape
from renkei.scenario.quantities import distributions as d

MIXED = d.Mixture((d.Constant(1.0), d.Lognormal(3.0, 1.0), d.Gamma(9.0, 2.0)), (0.3, 0.5, 0.2))
ALL = [
    d.Constant(3.0),
    d.Uniform(1.0, 4.0),
    d.Triangular(1.0, 2.0, 6.0),
    d.Pert(1.0, 2.0, 9.0),
    d.Exponential(2.0),
    d.Gamma(2.0, 0.3),
    d.Gamma(2.0, 2.5),
    d.Lognormal(6.0, 0.5),
    d.Weibull(2.0, 0.7),
    d.Empirical((1.0, 5.0, 2.0), (1.0, 1.0, 2.0)),
    d.Mixture((d.Constant(1.0), d.Empirical((2.0, 8.0), (1.0, 1.0))), (0.3, 0.7)),
    MIXED,
]
TAILS = np.array([2.0**-53, 1e-9, 1e-4, 1 - 1e-4, 1 - 1e-9, 1 - 1e-12])
U = np.concatenate([np.linspace(0.0013, 0.9987, 997), TAILS])


def draws(distribution: d.Distribution, u: np.ndarray) -> np.ndarray:
    asm = Assembler(1.0)
    asm.distribution(distribution)
    entry = asm.here()
    asm.end()
    asm.source("s", [[entry]], Arrivals(times=[0.0]))
    program = asm.build()
    return np.array(unit_draws(program.dist, program.knots, u)) * program.dist["mean"][0]


@numba.njit
def unit_draws(dist, knots, u):
    return [sampling.unit_draw(dist[0], knots, x) for x in u]


def test_every_distribution_is_drawn_here() -> None:
    assert set(map(type, ALL)) == set(get_args(d.Distribution))


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_draws_are_the_quantiles(distribution: d.Distribution) -> None:
    exact, got = distribution.quantile(U), draws(distribution, U)
    scale = np.maximum(exact, distribution.mean())
    error = np.abs(got - exact) / scale
    # Between knots the error may exceed that at the middle of a piece, by which knots are chosen.
    allowed = 3 * TOLERANCE if unit_shape(distribution).kind == Shape.KNOTS else 1e-12
    jumps = unit_shape(distribution).kind == Shape.KNOTS and isinstance(distribution, d.Mixture)
    assert np.quantile(error, 0.99 if jumps else 1.0) <= allowed


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_draws_rise_with_u_and_keep_the_mean(distribution: d.Distribution) -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    got = draws(distribution, u)
    assert np.all(np.diff(got) >= 0)
    assert got.mean() == pytest.approx(distribution.mean(), rel=0.01)


def test_no_mean_is_constant() -> None:
    assert unit_shape(d.Constant(0.0)).kind == Shape.CONSTANT
    assert unit_shape(d.Uniform(0.0, 0.0)).kind == Shape.CONSTANT
