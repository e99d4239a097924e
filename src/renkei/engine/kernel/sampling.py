"""Monotone inversion: one uniform number gives one draw.

What for: durations and counts. Takes u in (0, 1) and a shape of mean 1 (see
:mod:`renkei.program.machine.shapes`); gives the quantile. The order of the arithmetic is part of
the result: the twin repeats it to the last bit. For the normal quantile see
:mod:`renkei.engine.kernel.normal`. The numbers u are odd multiples of 2**-53, so that 1 - u is
exact.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.bits import bits_of
from renkei.engine.kernel.jit import Record, helper
from renkei.engine.kernel.normal import OCTAVES, PIECES, TABLE
from renkei.program.machine.shapes import Shape

CONSTANT = int(Shape.CONSTANT)
UNIFORM = int(Shape.UNIFORM)
TRIANGULAR = int(Shape.TRIANGULAR)
EXPONENTIAL = int(Shape.EXPONENTIAL)
LOGNORMAL = int(Shape.LOGNORMAL)
WEIBULL = int(Shape.WEIBULL)
STEPS = int(Shape.STEPS)

Floats = NDArray[np.float64]

_WITHIN = 52 - (PIECES.bit_length() - 1)  # bits of the mantissa that say where within a piece
_FIRST = (1023 - (OCTAVES + 1)) * PIECES  # exponent and upper bits of the mantissa of 2**-53


@helper
def normal_quantile(u: float) -> float:
    """Return z with normal probability u below it."""
    bits = bits_of(u if u < 0.5 else 1.0 - u)
    c = TABLE[np.uint64((bits >> _WITHIN) - _FIRST)]  # no index from the end
    t = (bits & ((1 << _WITHIN) - 1)) * (1.0 / (1 << _WITHIN))
    square = t * t
    z = ((c[0] + c[1] * t) + (c[2] + c[3] * t) * square) + (
        (c[4] + c[5] * t) + (c[6] + c[7] * t) * square
    ) * (square * square)
    return float(z if u < 0.5 else -z)


@helper
def knot_quantile(knots: Floats, first: int, n: int, u: float) -> float:
    """Return the value at logit(u), linear between knots."""
    x = math.log(u) - math.log(1.0 - u)
    low, high = first, first + n - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if knots[middle, 0] <= x:
            low = middle
        else:
            high = middle
    share = (x - knots[low, 0]) / (knots[high, 0] - knots[low, 0])
    return float(knots[low, 1] + share * (knots[high, 1] - knots[low, 1]))


@helper
def step_quantile(knots: Floats, first: int, n: int, u: float) -> float:
    """Return the value of the first cumulative weight that is not below u."""
    low, high = first, first + n - 1
    while low < high:
        middle = (low + high) >> 1
        if knots[middle, 0] >= u:
            high = middle
        else:
            low = middle + 1
    return float(knots[low, 1])


@helper
def unit_draw(d: Record, knots: Floats, u: float) -> float:
    """Return the draw of the shape of mean 1; ``d`` is its row."""
    kind = d.kind
    if kind == EXPONENTIAL:
        return -math.log(1.0 - u)
    if kind == LOGNORMAL:
        return math.exp(d.p + d.q * normal_quantile(u))
    if kind == CONSTANT:
        return 1.0
    if kind == UNIFORM:
        return float(d.p + d.q * u)
    if kind == TRIANGULAR:
        width = d.r - d.p
        if u * width < d.q - d.p:
            return float(d.p + math.sqrt(u * width * (d.q - d.p)))
        return float(d.r - math.sqrt((1.0 - u) * width * (d.r - d.q)))
    if kind == WEIBULL:
        return float(d.q * math.pow(-math.log(1.0 - u), d.p))
    if kind == STEPS:
        return step_quantile(knots, d.first, d.n, u)
    return knot_quantile(knots, d.first, d.n, u)


@helper
def poisson_quantile(mean: float, u: float) -> int:
    """Return the Poisson count whose cumulative probability first reaches u; mean below 700."""
    p = math.exp(-mean)
    total = p
    n = 0
    while total < u and n < 10000:
        n += 1
        p = p * mean / n
        total = total + p
    return n


@helper
def binomial_quantile(n: float, share: float, u: float) -> float:
    """Return the binomial count whose cumulative probability first reaches u.

    Where neither end of the distribution can be held in a float, the normal approximation.
    """
    if n <= 0.0 or share <= 0.0:
        return 0.0
    if share >= 1.0:
        return n
    if n * math.log1p(-share) > -700.0:
        return _binomial_from_0(n, share, u)
    if n * math.log(share) > -700.0:
        return n - _binomial_from_0(n, 1.0 - share, 1.0 - u)
    spread = math.sqrt(n * share * (1.0 - share))
    middle = math.floor(n * share + spread * normal_quantile(u) + 0.5)
    return min(max(float(middle), 0.0), n)


@helper
def _binomial_from_0(n: float, share: float, u: float) -> float:
    p = math.exp(n * math.log1p(-share))
    total = p
    k = 0.0
    while total < u and k < n:
        p = p * (n - k) / (k + 1.0) * (share / (1.0 - share))
        k += 1.0
        total += p
    return k


@helper
def log_gamma(x: float) -> float:
    """Return the logarithm of the gamma function, by Stirling's series from 16 on; x > 0."""
    shift = 0.0
    while x < 16.0:
        shift = shift - math.log(x)
        x = x + 1.0
    y = 1.0 / (x * x)
    series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0))) / x
    return shift + ((x - 0.5) * math.log(x) - x) + 0.9189385332046727 + series


@helper
def _lower_gamma(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function, by series or continued fraction."""
    scale = math.exp(shape * math.log(x) - x - log_gamma(shape))
    if x < shape + 1.0:
        term = 1.0 / shape
        total = term
        k = shape
        for _ in range(10000):
            k += 1.0
            term *= x / k
            total += term
            if term < total * 1e-16:
                break
        return total * scale
    b = x + 1.0 - shape  # Lentz's method, modified
    c = 1e300
    d = 1.0 / b
    h = d
    for i in range(1, 10000):
        a = -i * (i - shape)
        b += 2.0
        d = a * d + b
        if abs(d) < 1e-300:
            d = 1e-300
        c = b + a / c
        if abs(c) < 1e-300:
            c = 1e-300
        d = 1.0 / d
        h *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return 1.0 - scale * h


@helper
def gamma_quantile(cv: float, u: float) -> float:
    """Return the quantile of a gamma factor of mean 1; by bisection, since it is drawn yearly."""
    if cv <= 0.0:
        return 1.0
    shape = 1.0 / (cv * cv)
    low, high = 0.0, 1.0
    while _lower_gamma(shape, high * shape) < u and high < 1e6:
        high *= 2.0
    for _ in range(64):
        middle = 0.5 * (low + high)
        if _lower_gamma(shape, middle * shape) < u:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
