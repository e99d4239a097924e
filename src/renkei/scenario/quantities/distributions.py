"""Probability distributions by their quantile function.

What for: everything that varies from case to case. Takes the parameters of a written quantity, in
the unit used inside (h, 1/h, nmi, kt); gives mean, variance and a monotone quantile function, so
that one uniform number makes one draw. Pure; SciPy is imported only by the functions that need it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_PERT_WEIGHT = 4.0  # Malcolm, Roseboom, Clark and Fazar (1959): the mode counts four times


def _array(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class Constant:
    """Always the same value."""

    value: float

    def mean(self) -> float:
        """Return the mean."""
        return self.value

    def variance(self) -> float:
        """Return the variance."""
        return 0.0

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        return np.full(np.shape(u), self.value, dtype=np.float64)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        return np.where(_array(x) >= self.value, 1.0, 0.0)

    def scaled(self, factor: float) -> Constant:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Constant(self.value * factor)


@dataclass(frozen=True)
class Uniform:
    """Every value between ``low`` and ``high`` is equally likely."""

    low: float
    high: float

    def mean(self) -> float:
        """Return the mean."""
        return (self.low + self.high) / 2

    def variance(self) -> float:
        """Return the variance."""
        return (self.high - self.low) ** 2 / 12

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        return self.low + (self.high - self.low) * _array(u)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        if self.high == self.low:
            return Constant(self.low).cdf(x)
        return np.clip((_array(x) - self.low) / (self.high - self.low), 0.0, 1.0)

    def scaled(self, factor: float) -> Uniform:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Uniform(self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Triangular:
    """Density that rises straight from ``low`` to ``mode`` and falls straight to ``high``."""

    low: float
    mode: float
    high: float

    def mean(self) -> float:
        """Return the mean."""
        return (self.low + self.mode + self.high) / 3

    def variance(self) -> float:
        """Return the variance."""
        a, m, b = self.low, self.mode, self.high
        return (a * a + m * m + b * b - a * m - a * b - m * b) / 18

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        u = _array(u)
        width = self.high - self.low
        if width == 0:
            return np.full(u.shape, self.low)
        left, right = self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        width = self.high - self.low
        if width == 0:
            return Constant(self.low).cdf(x)
        x = np.clip(_array(x), self.low, self.high)
        left, right = self.mode - self.low, self.high - self.mode
        rising = (x - self.low) ** 2 / (width * left) if left else np.zeros_like(x)
        falling = 1 - (self.high - x) ** 2 / (width * right) if right else np.ones_like(x)
        return np.where(x < self.mode, rising, falling)

    def scaled(self, factor: float) -> Triangular:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)


@dataclass(frozen=True)
class Pert:
    """Beta distribution on ``low`` to ``high`` whose mean is ``(low + 4 mode + high) / 6``."""

    low: float
    mode: float
    high: float

    def _shapes(self) -> tuple[float, float]:
        width = self.high - self.low
        return (
            1 + _PERT_WEIGHT * (self.mode - self.low) / width,
            1 + _PERT_WEIGHT * (self.high - self.mode) / width,
        )

    def mean(self) -> float:
        """Return the mean."""
        return (self.low + _PERT_WEIGHT * self.mode + self.high) / (2 + _PERT_WEIGHT)

    def variance(self) -> float:
        """Return the variance."""
        mean = self.mean()
        return (mean - self.low) * (self.high - mean) / (3 + _PERT_WEIGHT)

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        if self.high == self.low:
            return np.full(np.shape(u), self.low, dtype=np.float64)
        from scipy.special import betaincinv

        a, b = self._shapes()
        return _array(self.low + (self.high - self.low) * betaincinv(a, b, _array(u)))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        if self.high == self.low:
            return Constant(self.low).cdf(x)
        from scipy.special import betainc

        a, b = self._shapes()
        share = (_array(x) - self.low) / (self.high - self.low)
        return _array(betainc(a, b, np.clip(share, 0.0, 1.0)))

    def scaled(self, factor: float) -> Pert:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Pert(self.low * factor, self.mode * factor, self.high * factor)


@dataclass(frozen=True)
class Exponential:
    """Memoryless, by its mean."""

    mean_value: float

    def mean(self) -> float:
        """Return the mean."""
        return self.mean_value

    def variance(self) -> float:
        """Return the variance."""
        return self.mean_value**2

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        return -self.mean_value * np.log1p(-_array(u))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        return -np.expm1(-np.maximum(_array(x), 0.0) / self.mean_value)

    def scaled(self, factor: float) -> Exponential:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Exponential(self.mean_value * factor)


@dataclass(frozen=True)
class Gamma:
    """Gamma distribution by mean and coefficient of variation; ``cv = 1`` is exponential."""

    mean_value: float
    cv: float

    def mean(self) -> float:
        """Return the mean."""
        return self.mean_value

    def variance(self) -> float:
        """Return the variance."""
        return (self.mean_value * self.cv) ** 2

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        from scipy.special import gammaincinv

        shape = 1 / self.cv**2
        return _array(self.mean_value / shape * gammaincinv(shape, _array(u)))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        from scipy.special import gammainc

        shape = 1 / self.cv**2
        return _array(gammainc(shape, np.maximum(_array(x), 0.0) * shape / self.mean_value))

    def scaled(self, factor: float) -> Gamma:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Gamma(self.mean_value * factor, self.cv)


@dataclass(frozen=True)
class Lognormal:
    """Lognormal distribution by its own mean and coefficient of variation."""

    mean_value: float
    cv: float

    def log_parameters(self) -> tuple[float, float]:
        """Return mean and standard deviation of the logarithm."""
        square = math.log1p(self.cv**2)
        return math.log(self.mean_value) - square / 2, math.sqrt(square)

    def mean(self) -> float:
        """Return the mean."""
        return self.mean_value

    def variance(self) -> float:
        """Return the variance."""
        return (self.mean_value * self.cv) ** 2

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        from scipy.special import ndtri

        mu, sigma = self.log_parameters()
        return _array(np.exp(mu + sigma * ndtri(_array(u))))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        from scipy.special import ndtr

        mu, sigma = self.log_parameters()
        x = _array(x)
        positive = np.where(x > 0, x, 1.0)
        return np.where(x > 0, ndtr((np.log(positive) - mu) / sigma), 0.0)

    def scaled(self, factor: float) -> Lognormal:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Lognormal(self.mean_value * factor, self.cv)


@dataclass(frozen=True)
class Weibull:
    """Weibull distribution by its mean and shape; ``shape = 1`` is exponential."""

    mean_value: float
    shape: float

    def scale(self) -> float:
        """Return the scale parameter, the value not exceeded with probability 1 - 1/e."""
        return self.mean_value / math.gamma(1 + 1 / self.shape)

    def mean(self) -> float:
        """Return the mean."""
        return self.mean_value

    def variance(self) -> float:
        """Return the variance."""
        return self.scale() ** 2 * math.gamma(1 + 2 / self.shape) - self.mean_value**2

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        return _array(self.scale() * (-np.log1p(-_array(u))) ** (1 / self.shape))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        return -np.expm1(-((np.maximum(_array(x), 0.0) / self.scale()) ** self.shape))

    def scaled(self, factor: float) -> Weibull:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Weibull(self.mean_value * factor, self.shape)


@dataclass(frozen=True)
class Empirical:
    """One of a list of values, each with the weight beside it (weights need not sum to 1)."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def _sorted(self) -> tuple[Floats, Floats]:
        order = np.argsort(self.values, kind="stable")
        cumulative = np.cumsum(_array(self.weights)[order])
        return _array(self.values)[order], cumulative / cumulative[-1]

    def mean(self) -> float:
        """Return the mean."""
        return float(np.average(self.values, weights=self.weights))

    def variance(self) -> float:
        """Return the variance."""
        return float(np.average((_array(self.values) - self.mean()) ** 2, weights=self.weights))

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        values, cumulative = self._sorted()
        index = np.searchsorted(cumulative, _array(u), side="left")
        return _array(values[np.minimum(index, len(values) - 1)])

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        values, cumulative = self._sorted()
        index = np.searchsorted(values, _array(x), side="right")
        return _array(np.concatenate([[0.0], cumulative])[index])

    def scaled(self, factor: float) -> Empirical:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Empirical(tuple(value * factor for value in self.values), self.weights)


@dataclass(frozen=True)
class Mixture:
    """A draw from one of the components, each with the weight beside it."""

    components: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def _shares(self) -> list[float]:
        total = math.fsum(self.weights)
        return [weight / total for weight in self.weights]

    def mean(self) -> float:
        """Return the mean."""
        parts = zip(self._shares(), self.components, strict=True)
        return math.fsum(share * part.mean() for share, part in parts)

    def variance(self) -> float:
        """Return the variance."""
        mean = self.mean()
        parts = zip(self._shares(), self.components, strict=True)
        return math.fsum(s * (part.variance() + (part.mean() - mean) ** 2) for s, part in parts)

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the draws lies; ``u`` in (0, 1)."""
        # The quantile of a mixture lies between the least and the greatest of its components'.
        u = _array(u)
        each = [part.quantile(u) for part in self.components]
        return _bisect(self.cdf, u, np.min(each, axis=0), np.max(each, axis=0))

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of draws at or below ``x``."""
        parts = zip(self._shares(), self.components, strict=True)
        return _array(sum(share * part.cdf(x) for share, part in parts))

    def scaled(self, factor: float) -> Mixture:
        """Return the distribution of ``factor`` times a draw; ``factor >= 0``."""
        return Mixture(tuple(part.scaled(factor) for part in self.components), self.weights)


Distribution = (
    Constant
    | Uniform
    | Triangular
    | Pert
    | Exponential
    | Gamma
    | Lognormal
    | Weibull
    | Empirical
    | Mixture
)


def _bisect(cdf: Callable[[Floats], Floats], u: Floats, low: Floats, high: Floats) -> Floats:
    """Return the least x in ``[low, high]`` with ``cdf(x) >= u``, element by element."""
    low, high = low.copy(), high.copy()
    low = np.where(cdf(low) >= u, low - np.abs(low) * 1e-15 - 1e-300, low)
    for _ in range(80):
        middle = (low + high) / 2
        enough = cdf(middle) >= u
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return high
