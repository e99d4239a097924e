"""The twin's own random numbers and quantiles, in plain Python integers and floats.

What for: a second reading of :mod:`renkei.engine.rng` and :mod:`renkei.engine.sampling`, to be
compared with them to the last bit. Takes keys and uniform numbers; gives draws. For the sources of
the formulas see there.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from renkei.program.shapes import Shape

_WORD = 2**32
_LONG = 2**64
_GOLDEN = 0x9E3779B97F4A7C15


def philox_words(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the four output words of Philox4x32-10 for a counter of four and a key of two."""
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = right // _WORD ^ b ^ k, right % _WORD, left // _WORD ^ d ^ m, left % _WORD
        k, m = (k + 0x9E3779B9) % _WORD, (m + 0xBB67AE85) % _WORD
    return a, b, c, d


def _bits(key: int, high: int, low: int) -> int:
    counter = (low % _WORD, low // _WORD, high % _WORD, high // _WORD)
    words = philox_words(counter, (key % _WORD, key // _WORD))
    return words[0] + words[1] * _WORD


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


_CENTRE = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852546,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_TAIL = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_FAR = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], r: float) -> tuple[float, ...]:
    values = []
    for coefficients in polynomials:
        total = coefficients[0]
        for coefficient in coefficients[1:]:
            total = total * r + coefficient
        values.append(total)
    return tuple(values)


def normal_quantile(u: float) -> float:
    """Return z with normal probability u below it (AS 241)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        top, low = _ratio(_CENTRE, 0.180625 - q * q)
        return q * top / low
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    top, low = _ratio(_TAIL, r - 1.6) if r <= 5.0 else _ratio(_FAR, r - 5.0)
    return math.copysign(top / low, q)


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
            return -math.log1p(-u)
        case Shape.LOGNORMAL:
            return math.exp(p + q * normal_quantile(u))
        case Shape.WEIBULL:
            return float(q * math.pow(-math.log1p(-u), p))
        case Shape.STEPS:
            return rows[bisect_left(rows, u, key=lambda row: row[0])][1]
        case Shape.KNOTS:
            x = math.log(u) - math.log1p(-u)
            right = bisect_right(rows, x, key=lambda row: row[0])
            left = min(max(right, 1), len(rows) - 1) - 1
            (x0, y0), (x1, y1) = rows[left : left + 2]
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)


def poisson_quantile(mean: float, u: float) -> int:
    """Return the first count whose cumulative Poisson probability reaches u."""
    n, p = 0, math.exp(-mean)
    total = p
    while total < u and n < 10000:
        n += 1
        p = p * mean / n
        total += p
    return n


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
