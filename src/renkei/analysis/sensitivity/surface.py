"""The additive model of a result in some factors: by least squares, with its bootstrap.

Takes draws of factors and one number for each replication; gives a :class:`Surface`, which says
what each factor makes alone, the result along one factor, and where its slope changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from renkei.analysis.sensitivity.screening import degree_for, legendre
from renkei.analysis.statistics.estimation import CONFIDENCE, Floats, student

DRAWS = 400
"""Samples of the bootstrap."""

SEED = 20261128
"""Seed of the bootstrap: the same results give the same intervals."""

_BENDS = np.arange(0.1, 0.95, 0.1)


@dataclass(frozen=True)
class Interval:
    """A value with the ends of its interval."""

    value: float
    low: float
    high: float

    def within(self, least: float, most: float) -> Interval:
        """Return it cut off where no value can be: a regression knows no limits."""
        cut = (min(max(one, least), most) for one in (self.value, self.low, self.high))
        return Interval(*cut)


@dataclass(frozen=True)
class Bend:
    """Where the effect of a factor changes its slope.

    Parameters
    ----------
    at
        Share of the range.
    below, above
        Slopes on both sides, per whole range.
    """

    at: float
    below: float
    above: float


class Surface:
    """The additive model of a result in some factors, by least squares.

    Parameters
    ----------
    shares
        ``(n, factors)`` draws.
    values
        ``(n,)`` results.
    """

    def __init__(self, shares: Floats, values: Floats) -> None:
        self.drawn = shares
        self.values = values
        self.n, self.k = shares.shape
        self.degree = degree_for(self.n, self.k)
        self._design = self.design(shares)
        # Of even draws the unit matrix; a list of worlds need not be even.
        self._spreads = [
            np.atleast_2d(np.cov(self._design[:, self.own(k)].T)) for k in range(self.k)
        ]
        self.slopes, self.covariance = self._fit(self._design, values)
        self.rest = values - self._design @ self.slopes

    def design(self, shares: Floats) -> Floats:
        """Return the columns of the model at some draws."""
        n = len(shares)
        basis = legendre(shares, self.degree).reshape(n, -1)
        return np.column_stack([np.ones(n), basis])

    def at(self, shares: Floats) -> Floats:
        """Return the result of the model at some draws."""
        return np.asarray(self.design(shares) @ self.slopes)

    def own(self, k: int) -> slice:
        """Return the columns of one factor."""
        return slice(1 + k * self.degree, 1 + (k + 1) * self.degree)

    def shares(self) -> Floats:
        """Return ``(factors,)`` variances that each factor makes, without bias."""
        return self._variances(self.slopes, self.covariance)

    def curve(self, k: int, slopes: Floats, points: Floats) -> Floats:
        """Return the result along one factor, averaged over all others."""
        return np.asarray(slopes[0] + legendre(points, self.degree) @ slopes[self.own(k)])

    def over(self, k: int, low: float, high: float) -> Interval:
        """Return the result over a part of the range of a factor, with its interval."""
        return self.weighted(k, self.mean_of_basis(low, high), 1.0)

    def weighted(self, k: int, weights: Floats, constant: float) -> Interval:
        """Return a weighted sum of the slopes of one factor, with its interval.

        Parameters
        ----------
        constant
            Weight of the mean: 1 for a level, 0 for a difference.
        """
        whole = np.zeros(len(self.slopes))
        whole[0] = constant
        whole[self.own(k)] = weights
        value = float(whole @ self.slopes)
        error = math.sqrt(max(float(whole @ self.covariance @ whole), 0.0))
        reach = student(self.n - len(whole), CONFIDENCE) * error
        return Interval(value, value - reach, value + reach)

    def mean_of_basis(self, low: float, high: float) -> Floats:
        """Return the mean of each polynomial over a part of the range."""
        points = low + (high - low) * (np.arange(50) + 0.5) / 50
        return np.asarray(legendre(points, self.degree).mean(axis=0))

    @cached_property
    def draws(self) -> list[tuple[Floats, Floats]]:
        """Slopes and their covariances in samples of the bootstrap."""
        generator = np.random.default_rng(SEED)
        found = []
        for _ in range(DRAWS):
            rows = generator.integers(0, self.n, self.n)
            found.append(self._fit(self._design[rows], self.values[rows]))
        return found

    def resampled(self) -> Floats:
        """Return ``(draws, factors)`` variances in samples of the bootstrap."""
        if not self.k:
            return np.zeros((1, 0))
        return np.array([self._variances(*one) for one in self.draws])

    def _variances(self, slopes: Floats, covariance: Floats) -> Floats:
        found = np.empty(self.k)
        for k, spread in enumerate(self._spreads):
            own = self.own(k)
            found[k] = slopes[own] @ spread @ slopes[own] - np.sum(spread * covariance[own, own])
        return found

    def _fit(self, design: Floats, values: Floats) -> tuple[Floats, Floats]:
        inverse = _inverse(design)
        slopes = inverse @ (design.T @ values)
        rest = values - design @ slopes
        df = max(len(values) - design.shape[1], 1)
        return np.asarray(slopes), np.asarray(inverse * float(rest @ rest) / df)


def _inverse(design: Floats) -> Floats:
    gram = design.T @ design
    try:
        return np.asarray(np.linalg.inv(gram), np.float64)
    except np.linalg.LinAlgError:  # a sample of few different rows
        return np.asarray(np.linalg.pinv(gram, hermitian=True), np.float64)


def bend_of(surface: Surface, k: int) -> Bend | None:
    """Return where the slope of a factor changes, if one change is better than a straight line."""
    from scipy.special import stdtr

    share = surface.drawn[:, k]
    own = surface.slopes[surface.own(k)]
    partial = surface.rest + legendre(share, surface.degree) @ own
    best: tuple[float, Bend] | None = None
    for at in _BENDS:
        design = np.column_stack([np.ones(surface.n), share, np.maximum(share - at, 0.0)])
        inverse = _inverse(design)
        slopes = inverse @ (design.T @ partial)
        rest = partial - design @ slopes
        df = max(surface.n - len(surface.slopes) - 2, 1)
        error = math.sqrt(max(float(rest @ rest) / df * float(inverse[2, 2]), 0.0))
        if not error > 0:
            continue
        p = 2 * float(stdtr(df, -abs(slopes[2]) / error)) * len(_BENDS)
        if p < 0.01 and (best is None or p < best[0]):
            slope = float(slopes[1])
            best = p, Bend(float(at), slope, slope + float(slopes[2]))
    return None if best is None else best[1]
