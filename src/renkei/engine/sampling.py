"""Monotone inversion: one uniform number gives one draw.

What for: durations and counts. Takes u in (0, 1) and a shape of mean 1 (see
:mod:`renkei.program.shapes`); gives the quantile. The order of the arithmetic is part of the
result: the twin repeats it to the last bit.

The normal quantile is algorithm AS 241 (PPND16) of Wichura, "The percentage points of the normal
distribution", Applied Statistics 37 (1988), accurate to about 1 part in 10**16.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from renkei.engine.compile import helper
from renkei.program.program import Table
from renkei.program.shapes import Shape

CONSTANT = int(Shape.CONSTANT)
UNIFORM = int(Shape.UNIFORM)
TRIANGULAR = int(Shape.TRIANGULAR)
EXPONENTIAL = int(Shape.EXPONENTIAL)
LOGNORMAL = int(Shape.LOGNORMAL)
WEIBULL = int(Shape.WEIBULL)
STEPS = int(Shape.STEPS)

Floats = NDArray[np.float64]


@helper
def normal_quantile(u: float) -> float:
    """Return z with normal probability u below it."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (
            ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457
        ) * r + 13731.693765509461125
        top = ((top * r + 1971.5909503065514427) * r + 133.14166789178437745) * r
        top = top + 3.387132872796366608
        low = (
            ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867
        ) * r + 5394.1960214247511077
        low = ((low * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0
        return q * top / low
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        r = r - 1.6
        top = (
            ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177)
            * r
            + 1.27045825245236838258
        ) * r + 3.64784832476320460504
        top = ((top * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r
        top = top + 1.42343711074968357734
        low = (
            (
                (1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                + 0.0151986665636164571966
            )
            * r
            + 0.14810397642748007459
        ) * r + 0.68976733498510000455
        low = ((low * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0
    else:
        r = r - 5.0
        top = (
            (
                (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                + 0.0012426609473880784386
            )
            * r
            + 0.026532189526576123093
        ) * r + 0.29656057182850489123
        top = ((top * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r
        top = top + 6.6579046435011037772
        low = (
            (
                (2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                + 1.8463183175100546818e-5
            )
            * r
            + 7.868691311456132591e-4
        ) * r + 0.0148753612908506148525
        low = ((low * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
    return -top / low if q < 0 else top / low


@helper
def knot_quantile(knots: Floats, first: int, n: int, u: float) -> float:
    """Return the value at logit(u), linear between knots."""
    x = math.log(u) - math.log1p(-u)
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
def unit_draw(dist: Table, knots: Floats, row: int, u: float) -> float:
    """Return the draw of the shape of mean 1."""
    d = dist[row]
    kind = d.kind
    if kind == EXPONENTIAL:
        return -math.log1p(-u)
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
        return float(d.q * math.pow(-math.log1p(-u), d.p))
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
