"""Which of many factors a result depends on, with the share of false findings controlled.

Takes draws as shares of ranges and one number for each world; gives p-values and the factors found.

Each factor is tested twice: whether the result rises or falls with it, and whether it bends (the
first and second Legendre polynomial of the share), each by the correlation with the normal scores
of the result (van der Waerden 1952), of which ranks make outliers harmless. Factors are drawn
independently of each other, so the p-values are valid whatever the shape of the result. The smaller
p-value counts twice (Bonferroni); of all factors those are found of which at most the share
:data:`FALSE` is expected to be false (Benjamini and Hochberg 1995). What is found is then taken
out, and the rest tested again, until nothing more is found; each round spends half of what is left
of the share, so that all rounds together keep to it.

A factor that matters only together with another, or that only widens the result, is not found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import Floats

FALSE = 0.05
"""Share of false findings among those found that is expected at most."""

POWER = 0.8
"""Probability with which a factor is found of which it is said that it would be."""

_ROUNDS = 6
_TESTS = 2
_DEGREES = (2, 3, 4, 6, 8)
_NEEDED = (0, 200, 500, 900, 1200)
"""Degree of the polynomial in each factor from so many replications on."""


@dataclass(frozen=True)
class Screened:
    """What was found among many factors.

    Parameters
    ----------
    found
        Columns of the factors found, the least p-value first.
    p
        ``(factors,)`` p-value of each factor, in the round in which it was found, or the last.
    adjusted
        ``(factors,)`` the same, adjusted for the number of factors.
    """

    found: tuple[int, ...]
    p: Floats
    adjusted: Floats


def legendre(shares: Floats, degree: int) -> Floats:
    """Return ``(..., degree)`` Legendre polynomials of shares, of mean 0 and variance 1."""
    x = 2.0 * shares - 1.0
    found = [np.ones_like(x), x]
    for k in range(2, degree + 1):
        found.append(((2 * k - 1) * x * found[-1] - (k - 1) * found[-2]) / k)
    columns = [p * math.sqrt(2 * k + 1) for k, p in enumerate(found)]
    return np.stack(columns[1 : degree + 1], axis=-1)


def degree_for(n: int, factors: int) -> int:
    """Return the degree in each factor that so many replications can bear."""
    wanted = max(d for d, least in zip(_DEGREES, _NEEDED, strict=True) if n >= least)
    return max(1, min(wanted, (n // 5) // max(factors, 1)))


def screen(shares: Floats, values: Floats, false: float = FALSE) -> Screened:
    """Return the factors on which values depend.

    Parameters
    ----------
    shares
        ``(n, factors)`` draws as shares of their ranges.
    values
        ``(n,)`` the result of each world.
    """
    n, m = shares.shape
    p = np.ones(m)
    adjusted = np.ones(m)
    found: list[int] = []
    if n < 10 or not m or np.ptp(values) <= 1e-12 * max(float(np.abs(values).max()), 1e-300):
        return Screened((), p, adjusted)
    scores = [_scores(column) for column in np.moveaxis(legendre(shares, _TESTS), -1, 0)]
    rest = values
    for number in range(_ROUNDS):
        now = _p_values(scores, _normal_scores(rest), n - 2 - len(found))
        open_ = np.setdiff1d(np.arange(m), found, assume_unique=True)
        p[open_] = now[open_]
        adjusted = benjamini_hochberg(p)
        level = false / 2 ** (number + 1)
        order = open_[np.argsort(p[open_], kind="stable")]
        new = [int(i) for i in order if adjusted[i] <= level]
        if not new or len(found) + len(new) > n // 5:
            break
        found += new
        rest = values - fitted(shares[:, found], values)
    found.sort(key=lambda i: (p[i], i))
    return Screened(tuple(found), p, adjusted)


def fitted(shares: Floats, values: Floats) -> Floats:
    """Return values as the additive model of some factors has them."""
    n, k = shares.shape
    basis = legendre(shares, degree_for(n, k)).reshape(n, -1)
    design = np.column_stack([np.ones(n), basis])
    slopes = np.linalg.lstsq(design, values, rcond=None)[0]
    return np.asarray(design @ slopes)


def benjamini_hochberg(p: Floats) -> Floats:
    """Return p-values adjusted for their number (Benjamini and Hochberg 1995)."""
    m = len(p)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def least_share(n: int, factors: int, false: float = FALSE, power: float = POWER) -> float:
    """Return the least share of the variance of which a factor is found with probability POWER.

    Of one factor among many that do nothing, which rises or falls in a straight line; others that
    are found first make it easier. By the normal approximation to the correlation.
    """
    if n <= 4:
        return 1.0
    reach = _reach(factors, false, power)
    return min(reach / (n - 3 + reach), 1.0)


def replications_for(share: float, factors: int, false: float = FALSE) -> int:
    """Return the replications with which a factor of this share is found with probability POWER."""
    return math.ceil(_reach(factors, false, POWER) * (1 - share) / share + 3)


def _reach(factors: int, false: float, power: float) -> float:
    normal = NormalDist()
    level = false / 2 / (2 * _TESTS * max(factors, 1))  # of the first round
    return (normal.inv_cdf(1 - level) + normal.inv_cdf(power)) ** 2


def _normal_scores(values: Floats) -> Floats:
    """Return normal scores of values, of mean 0 and length 1; equal values have their mean rank."""
    from scipy.special import ndtri

    return _scores(np.asarray(ndtri(ranks(values) / (len(values) + 1))))


def ranks(values: Floats) -> Floats:
    """Return ranks from 1; equal values share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    found: Floats = (last - (count - 1) / 2)[place]
    return found


def _scores(columns: Floats) -> Floats:
    centred = columns - columns.mean(axis=0)
    length = np.sqrt((centred * centred).sum(axis=0))
    return np.asarray(centred / np.where(length > 1e-9, length, np.inf))


def _p_values(scores: list[Floats], of_values: Floats, df: int) -> Floats:
    """Return twice the smaller p-value of the tests of each factor."""
    from scipy.special import stdtr

    least = np.full(scores[0].shape[1], 1.0)
    for one in scores:
        r = np.clip(one.T @ of_values, -1 + 1e-15, 1 - 1e-15)
        t = np.abs(r) * np.sqrt(max(df, 1) / (1 - r * r))
        least = np.minimum(least, 2 * stdtr(max(df, 1), -t))
    return np.asarray(np.minimum(_TESTS * least, 1.0))


def independent(shares: Floats) -> NDArray[np.intp]:
    """Return the columns that vary and are not the same as an earlier one."""
    _, first = np.unique(np.round(shares, 9), axis=1, return_index=True)
    varying = np.ptp(shares, axis=0) > 1e-9
    return np.array([int(i) for i in np.sort(first) if varying[i]], np.intp)
