"""Distributions as rows of the program: a shape of mean 1, and knots where there is no closed form.

What for: the kernel samples by one uniform number and a shape. Takes a distribution of the
language; gives its kind, parameters and, for gamma, PERT, empirical and mixture distributions, a
compiled quantile table.

A table of knots is piecewise linear over logit(u), so that both tails, where logit is unbounded,
are kept. Knots are added until the error at the middle of every piece is below
:data:`TOLERANCE` times the mean (times the value itself, above the mean); a jump of the quantile
function becomes a piece of width below :data:`FINEST`. ``tests/unit/program/test_shapes.py``
checks the error against the exact quantiles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from renkei.scenario.quantities.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
)

Floats = NDArray[np.float64]

TOLERANCE = 1e-5
FINEST = 1e-7
LAST_LOGIT = 36.8  # logit of the largest uniform number drawn, 1 - 2**-53, is 36.74


class Shape(IntEnum):
    """How a draw of mean 1 follows from u; the number is ``kind`` of a row of ``Program.dist``."""

    CONSTANT = 0  # 1
    UNIFORM = 1  # p + q u
    TRIANGULAR = 2  # low p, mode q, high r
    EXPONENTIAL = 3  # -log(1 - u)
    LOGNORMAL = 4  # exp(p + q z), z the normal quantile of u
    WEIBULL = 5  # q (-log(1 - u)) ** p
    KNOTS = 6  # linear between knots over logit(u)
    STEPS = 7  # value of the first cumulative weight that is not below u


@dataclass(frozen=True)
class UnitShape:
    """A distribution of mean 1 as the kernel knows it."""

    kind: Shape
    p: float = 0.0
    q: float = 0.0
    r: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()


def unit_shape(distribution: Distribution) -> UnitShape:
    """Return the shape of ``distribution`` scaled to mean 1; a mean of zero is constant."""
    mean = distribution.mean()
    if mean == 0 or isinstance(distribution, Constant):
        return UnitShape(Shape.CONSTANT)
    unit = distribution.scaled(1 / mean)
    match unit:
        case Uniform(low, high):
            return UnitShape(Shape.UNIFORM, low, high - low)
        case Triangular(low, mode, high):
            if high == low:
                return UnitShape(Shape.CONSTANT)
            return UnitShape(Shape.TRIANGULAR, low, mode, high)
        case Exponential():
            return UnitShape(Shape.EXPONENTIAL)
        case Lognormal(_, cv):
            square = math.log1p(cv * cv)
            return UnitShape(Shape.LOGNORMAL, -square / 2, math.sqrt(square))
        case Weibull(_, shape):
            return UnitShape(Shape.WEIBULL, 1 / shape, 1 / math.gamma(1 + 1 / shape))
        case Empirical():
            return UnitShape(Shape.STEPS, knots=_steps(unit))
        case Mixture(components, weights) if all(
            isinstance(part, Constant | Empirical) for part in components
        ):
            return UnitShape(Shape.STEPS, knots=_steps(_flatten(components, weights)))
        case _:
            return UnitShape(Shape.KNOTS, knots=_knots(unit))


def _flatten(components: tuple[Distribution, ...], weights: tuple[float, ...]) -> Empirical:
    values: list[float] = []
    shares: list[float] = []
    for part, weight in zip(components, weights, strict=True):
        if isinstance(part, Empirical):
            total = math.fsum(part.weights)
            values += part.values
            shares += [weight * each / total for each in part.weights]
        elif isinstance(part, Constant):
            values.append(part.value)
            shares.append(weight)
    return Empirical(tuple(values), tuple(shares))


def _steps(distribution: Empirical) -> tuple[tuple[float, float], ...]:
    pairs = sorted(zip(distribution.values, distribution.weights, strict=True))
    total = math.fsum(weight for _, weight in pairs)
    cumulative = np.cumsum([weight / total for _, weight in pairs])
    cumulative[-1] = 1.0
    return tuple((float(c), value) for c, (value, _) in zip(cumulative, pairs, strict=True))


def _quantile_at(distribution: Distribution, logit: Floats) -> Floats:
    u = 1 / (1 + np.exp(-logit))
    return np.asarray(distribution.quantile(np.clip(u, 2.0**-53, 1 - 2.0**-53)), dtype=np.float64)


def _knots(distribution: Distribution) -> tuple[tuple[float, float], ...]:
    t = np.linspace(-LAST_LOGIT, LAST_LOGIT, 65)
    q = _quantile_at(distribution, t)
    rough = np.arange(len(t) - 1)
    while len(rough):
        middle = (t[rough] + t[rough + 1]) / 2
        exact = _quantile_at(distribution, middle)
        error = np.abs(exact - (q[rough] + q[rough + 1]) / 2)
        wide = t[rough + 1] - t[rough] > FINEST
        split = (error > TOLERANCE * np.maximum(exact, 1.0)) & wide
        where = rough[split] + 1
        t = np.insert(t, where, middle[split])
        q = np.insert(q, where, exact[split])
        halves = where + np.arange(len(where))  # where the inserted knots are now
        rough = np.sort(np.concatenate([halves - 1, halves])).astype(np.int64)
    q = np.maximum.accumulate(q)  # monotone against rounding of the inverse functions
    return tuple((float(a), float(b)) for a, b in zip(t, q, strict=True))
