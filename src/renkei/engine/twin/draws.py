"""The twin's own random numbers and quantiles, in plain Python integers and floats.

What for: a second reading of :mod:`renkei.engine.kernel.rng` and
:mod:`renkei.engine.kernel.sampling`, to be compared with them to the last bit. Takes keys and
uniform numbers; gives draws. The kernel's files name the sources of the formulas.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from renkei.engine.kernel.normal import OCTAVES, PIECES, TABLE
from renkei.program.machine.clock import TICKS
from renkei.program.machine.shapes import Shape

_LONG = 2**64
_GOLDEN = 0x9E3779B97F4A7C15


def philox_words(counter: Sequence[int], key: int) -> tuple[int, int]:
    """Return the two output words of Philox2x64-7 for a counter of two."""
    a, b = counter
    for step in range(7):
        product = 0xD2B74407B1CE6E93 * a
        a, b = product // _LONG ^ (key + step * _GOLDEN) % _LONG ^ b, product % _LONG
    return a, b


def _bits(key: int, high: int, low: int) -> int:
    return philox_words((low, high), key)[0]


def replication_key(seed: int, replication: int) -> int:
    """Return the key of a replication."""
    return _bits(seed, replication, int.from_bytes(b"RENKEI", "big"))


def uniform(key: int, entity: int, purpose: int, turn: int) -> float:
    """Return the draw of an entity for a purpose in a round: an odd multiple of 2**-53."""
    bits = _bits(key, (purpose + turn * _GOLDEN) % _LONG, entity)
    return (2 * (bits >> 12) + 1) / 2**53


def _mix(bits: int) -> int:
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 % _LONG
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB % _LONG
    return bits ^ bits >> 31


def incident_key(source: int, ordinal: int, member: int) -> int:
    """Return the key of an arrival of a source, or of a member of its cluster."""
    key = _mix((source + (ordinal + 1) * _GOLDEN) % _LONG)
    return _mix((key + member * 0xD1B54A32D192ED03) % _LONG) if member else key


def normal_quantile(u: float) -> float:
    """Return z with normal probability u below it."""
    mantissa, exponent = math.frexp(min(u, 1.0 - u))  # mantissa in [1/2, 1)
    share, piece = math.modf((2.0 * mantissa - 1.0) * PIECES)
    row = TABLE[(exponent + OCTAVES) * PIECES + int(piece)].tolist()
    pairs = [low + high * share for low, high in zip(row[::2], row[1::2], strict=True)]
    square = share * share
    lower, upper = pairs[0] + pairs[1] * square, pairs[2] + pairs[3] * square
    return math.copysign(lower + upper * (square * square), u - 0.5)


def unit_draw(dist: dict[str, Any], knots: Sequence[Sequence[float]], u: float) -> float:
    """Return the draw of a shape of mean 1."""
    p, q, r = dist["p"], dist["q"], dist["r"]
    rows = knots[dist["first"] : dist["first"] + dist["n"]]
    match Shape(dist["kind"]):
        case Shape.CONSTANT:
            return 1.0
        case Shape.UNIFORM:
            return float(p + q * u)
        case Shape.TRIANGULAR:
            if u * (r - p) < q - p:
                return float(p + math.sqrt(u * (r - p) * (q - p)))
            return float(r - math.sqrt((1.0 - u) * (r - p) * (r - q)))
        case Shape.EXPONENTIAL:
            return -math.log(1.0 - u)
        case Shape.LOGNORMAL:
            return math.exp(p + q * normal_quantile(u))
        case Shape.WEIBULL:
            return float(q * math.pow(-math.log(1.0 - u), p))
        case Shape.STEPS:
            return rows[bisect_left(rows, u, key=lambda row: row[0])][1]
        case Shape.KNOTS:
            x = math.log(u) - math.log(1.0 - u)
            right = bisect_right(rows, x, key=lambda row: row[0])
            left = min(max(right, 1), len(rows) - 1) - 1
            (x0, y0), (x1, y1) = rows[left : left + 2]
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)


def ticks(hours: float) -> float:
    """Return hours as whole ticks; half a tick goes up."""
    return float(math.floor(hours * TICKS + 0.5)) if hours < math.inf else hours


def poisson_quantile(mean: float, u: float) -> int:
    """Return the first count whose cumulative Poisson probability reaches u."""
    n, p = 0, math.exp(-mean)
    total = p
    while total < u and n < 10000:
        n += 1
        p = p * mean / n
        total += p
    return n


def binomial_quantile(n: float, share: float, u: float) -> float:
    """Return the first binomial count whose cumulative probability reaches u."""
    if n <= 0 or share <= 0:
        return 0.0
    if share >= 1:
        return n
    if n * math.log1p(-share) <= -700.0:
        if n * math.log(share) > -700.0:
            return n - _from_below(n, 1.0 - share, 1.0 - u)
        spread = math.sqrt(n * share * (1.0 - share))
        return min(max(math.floor(n * share + spread * normal_quantile(u) + 0.5), 0.0), n)
    return _from_below(n, share, u)


def _from_below(n: float, share: float, u: float) -> float:
    p = math.exp(n * math.log1p(-share))
    total, k = p, 0.0
    while total < u and k < n:
        p = p * (n - k) / (k + 1.0) * (share / (1.0 - share))
        k += 1.0
        total += p
    return k


def _log_gamma(x: float) -> float:
    shift = 0.0
    while x < 16.0:
        shift -= math.log(x)
        x += 1.0
    y = 1.0 / (x * x)
    series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0))) / x
    return shift + ((x - 0.5) * math.log(x) - x) + 0.9189385332046727 + series


def _lower_gamma(shape: float, x: float) -> float:
    """Return the regularised lower incomplete gamma function."""
    scale = math.exp(shape * math.log(x) - x - _log_gamma(shape))
    if x < shape + 1.0:
        term = total = 1.0 / shape
        k = shape
        while True:
            k += 1.0
            term *= x / k
            total += term
            if term < total * 1e-16:
                return total * scale
    b = x + 1.0 - shape
    c, d = 1e300, 1.0 / b
    h = d
    for i in range(1, 10000):
        b += 2.0
        d = i * (shape - i) * d + b
        d = 1.0 / (d if abs(d) >= 1e-300 else 1e-300)
        c = b + i * (shape - i) / c
        c = c if abs(c) >= 1e-300 else 1e-300
        h *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return 1.0 - scale * h


def gamma_quantile(cv: float, u: float) -> float:
    """Return the quantile of a gamma factor of mean 1."""
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
