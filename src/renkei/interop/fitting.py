"""Distributions fitted to records: times to failure, times of work, shares.

What for: the numbers of ``maintenance`` come from records that stop somewhere. Takes times, and
for each whether it ended by the event or by the end of the record (censored on the right); gives
the maximum-likelihood fit, the interval of its mean, and how well it agrees with the record.

The mean of an exponential is the exposure over the number of failures. Its interval is that of the
rate, exact for a Poisson number of failures in a given exposure: chi-square with 2r and 2r + 2
degrees of freedom (Garwood 1936; for life tests Epstein and Sobel 1953); those of Weibull and
lognormal means are pivots of records drawn from the fit (:mod:`renkei.interop.mean_limits`), and
of long records normal on the logarithm, with the observed information (delta method). Agreement
is the greatest distance
between the Kaplan-Meier curve (Kaplan and Meier 1958) and the fitted one; its p-value is the share
of records drawn from the fit, censored as the record is, that lie further off. Pure, and the same
for the same record.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import CONFIDENCE, wilson
from renkei.interop import mean_limits
from renkei.scenario.quantities.distributions import Exponential, Lognormal, Weibull

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Law = Exponential | Weibull | Lognormal

BOOTSTRAP_RECORDS = 199
"""Records drawn from the fit for the p-value of agreement."""

LONG = 200
"""Times from which on the limits of a mean come from the curvature of the likelihood."""

MOST_DRAWN = 500
"""Most times in such a record; see :func:`agreement`."""

_SEED = 20260101  # of those records: the same p-value every time
_STEP = 1e-4


@dataclass(frozen=True)
class Record:
    """Times above 0, in hours, and whether each ended by the event."""

    times: Floats
    ended: Flags

    @property
    def n(self) -> int:
        """Number of times, censored ones included."""
        return int(self.times.size)

    @property
    def n_events(self) -> int:
        """Number of times that ended by the event."""
        return int(self.ended.sum())

    @property
    def n_censored(self) -> int:
        """Number of times cut off by the end of the record."""
        return self.n - self.n_events


@dataclass(frozen=True)
class Fit:
    """A fitted distribution.

    Parameters
    ----------
    distribution
        With the maximum-likelihood parameters, in hours.
    low, high
        Interval of its mean at the confidence asked for.
    standard_errors
        Of the logarithm of each parameter, in the order of the distribution's fields.
    log_likelihood
        At the fit.
    """

    distribution: Law
    low: float
    high: float
    standard_errors: tuple[float, ...]
    log_likelihood: float


@dataclass(frozen=True)
class Agreement:
    """Greatest distance of the fitted curve from the record, and its p-value."""

    distance: float
    p_value: float


def record(times: Any, ended: Any = None) -> Record:
    """Return a record; without ``ended`` every time ended by the event.

    Raises
    ------
    ValueError
        If a time is not above 0, or none ended by the event.
    """
    values = np.asarray(times, dtype=np.float64)
    flags = np.ones(values.size, bool) if ended is None else np.asarray(ended, dtype=bool)
    if not (np.isfinite(values).all() and (values > 0).all()):
        raise ValueError("every time must be above 0")
    if values.size != flags.size or not flags.any():
        raise ValueError("at least one time must have ended by the event")
    return Record(values, flags)


def fit_exponential(data: Record, confidence: float = CONFIDENCE, draws: int = 0) -> Fit:
    """Return the exponential fit: total time over the number of events; its limits need no draw."""
    return fit_rate(math.fsum(data.times), data.n_events, confidence)


def fit_rate(exposure: float, events: int, confidence: float = CONFIDENCE) -> Fit:
    """Return the exponential fit to a number of failures in a given time in service.

    Parameters
    ----------
    exposure
        Time in which a failure would have been seen, over all platforms [h].
    events
        Failures seen, also several at one moment.
    confidence
        Of the interval of the mean: the inverse of the limits of Garwood (1936) for the rate.

    Raises
    ------
    ValueError
        If exposure or failures are missing.
    """
    from scipy.special import gammaincinv

    if not exposure > 0 or events < 1:
        raise ValueError("a rate needs exposure and at least one failure")
    tail = (1 - confidence) / 2
    mean = exposure / events
    # Half a quantile of chi-square; `scipy.stats` would take a second to import.
    low = exposure / gammaincinv(events + 1, 1 - tail)
    high = exposure / gammaincinv(events, tail)
    likelihood = -events * math.log(mean) - events
    return Fit(Exponential(mean), float(low), float(high), (events**-0.5,), likelihood)


def least_mean(exposure: float, confidence: float = CONFIDENCE) -> float:
    """Return the lower limit of the mean time to failure where none was seen in an exposure [h].

    One-sided: the mean for which no failure at all has the probability ``1 - confidence``.
    """
    return exposure / -math.log(1 - confidence)


def fit_weibull(
    data: Record, confidence: float = CONFIDENCE, draws: int = mean_limits.DRAWS
) -> Fit:
    """Return the Weibull fit; needs two different times that ended by the event.

    ``draws`` records give the limits of its mean; with 0 they come from the curvature alone.

    Raises
    ------
    ValueError
        If the times that ended do not differ: the likelihood then has no maximum.
    """
    logs, ended = np.log(data.times), data.ended
    if np.unique(logs[ended]).size < 2:
        raise ValueError("a Weibull fit needs two different times that ended by the event")
    fitted = mean_limits.weibull_fits(logs[None], ended[None])
    log_scale, shape = float(fitted[0][0]), float(fitted[1][0])

    def likelihood(log_mean: float, log_shape: float) -> float:
        k = math.exp(log_shape)
        scaled = k * (logs - (log_mean - math.lgamma(1 + 1 / k)))
        return float((log_shape + scaled - logs)[ended].sum() - np.exp(scaled).sum())

    best = (log_scale + math.lgamma(1 + 1 / shape), math.log(shape))
    made = _fit(Weibull(math.exp(best[0]), shape), likelihood, best, confidence)
    if not draws or data.n > LONG:
        return made
    drawn, flags = _redrawn(data, made.distribution, draws)
    tail = (1 - confidence) / 2
    low, high = mean_limits.weibull_limits(drawn, flags, log_scale, shape, tail)
    return replace(made, low=low, high=high)


def fit_lognormal(
    data: Record, confidence: float = CONFIDENCE, draws: int = mean_limits.DRAWS
) -> Fit:
    """Return the lognormal fit; needs two different times that ended by the event.

    ``draws`` records give the limits of its mean; with 0 they come from the curvature alone.

    Raises
    ------
    ValueError
        If the times that ended do not differ.
    """
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    logs, ended = np.log(data.times), data.ended
    if np.unique(logs[ended]).size < 2:
        raise ValueError("a lognormal fit needs two different times that ended by the event")

    def likelihood(log_mean: float, log_cv: float) -> float:
        square = math.log1p(math.exp(2 * log_cv))
        z = (logs - (log_mean - square / 2)) / math.sqrt(square)
        seen = -(z[ended] ** 2) / 2 - math.log(2 * math.pi * square) / 2 - logs[ended]
        return float(seen.sum() + log_ndtr(-z[~ended]).sum())

    mu, square = float(logs.mean()), max(float(logs.var()), 1e-12)
    best = (mu + square / 2, math.log(math.expm1(square)) / 2)
    if data.n_censored:
        found = minimize(
            lambda p: -likelihood(*p), best, method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4000},
        )  # fmt: skip
        best = (float(found.x[0]), float(found.x[1]))
    fitted = Lognormal(math.exp(best[0]), math.exp(best[1]))
    made = _fit(fitted, likelihood, best, confidence)
    if not draws or data.n > LONG:
        return made
    drawn, flags = _redrawn(data, fitted, draws)
    square = math.log1p(math.exp(2 * best[1]))
    place, tail = best[0] - square / 2, (1 - confidence) / 2
    low, high = mean_limits.lognormal_limits(drawn, flags, place, math.sqrt(square), tail)
    return replace(made, low=low, high=high)


def _redrawn(data: Record, law: Law, n: int) -> tuple[Floats, Flags]:
    """Draw records from a fit, cut off as the record is: logarithms of times, and which ended."""
    generator = mean_limits.generator()
    lives = law.quantile(1.0 - generator.random((n, data.n)))
    if not data.n_censored:
        return np.log(lives), np.ones(lives.shape, bool)
    limits = _limits(_cuts(data), generator, (n, data.n))
    return np.log(np.minimum(lives, limits)), lives <= limits


def _fit(
    made: Weibull | Lognormal,
    likelihood: Callable[[float, float], float],
    best: tuple[float, float],
    confidence: float,
) -> Fit:
    """Return the fit with the interval of its mean, from the curvature of the likelihood."""
    from scipy.special import ndtri

    errors = np.sqrt(np.diag(np.linalg.inv(_information(likelihood, best))))
    spread = math.exp(float(ndtri((1 + confidence) / 2)) * float(errors[0]))
    mean = made.mean()
    pair = (float(errors[0]), float(errors[1]))
    return Fit(made, mean / spread, mean * spread, pair, likelihood(*best))


def _information(
    likelihood: Callable[[float, float], float], best: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the observed information by central differences."""
    found = np.empty((2, 2))
    steps = np.eye(2) * _STEP
    at = np.asarray(best)
    for i in range(2):
        for j in range(2):
            corners = [
                a * b * likelihood(*(at + a * steps[i] + b * steps[j]).tolist())
                for a in (1, -1)
                for b in (1, -1)
            ]
            found[i, j] = -sum(corners) / (4 * _STEP**2)
    return found


def ageing_p_value(data: Record) -> float:
    """Return the p-value of a constant failure rate against a Weibull one.

    The likelihood-ratio test of shape 1: a small value says that time to failure has a memory.
    """
    from scipy.special import chdtrc

    gain = fit_weibull(data, draws=0).log_likelihood - fit_exponential(data).log_likelihood
    return float(chdtrc(1, max(2 * gain, 0.0)))


def agreement(data: Record, fit: Callable[..., Fit], records: int = BOOTSTRAP_RECORDS) -> Agreement:
    """Return how well a fit agrees with the record (parametric bootstrap).

    The distance is that of all times. A record that it is compared with holds no more than
    :data:`MOST_DRAWN` times, since what is compared is the distance times the root of the number
    of times: its distribution no longer depends on that number (from 500 times on by less than
    1 %: the modifications of Stephens 1974).

    Parameters
    ----------
    data
        The record.
    fit
        What fits it; its form is fitted to each drawn record again.
    records
        How many are drawn.
    """
    fitted = fit(data, draws=0).distribution
    seen = _distance(data, fitted)
    size = min(data.n, MOST_DRAWN)
    least = seen * math.sqrt(data.n / size)
    generator = np.random.default_rng(_SEED)
    cuts = _cuts(data)
    times, ended = np.empty((records, size)), np.empty((records, size), bool)
    for k in range(records):
        lives = fitted.quantile(1.0 - generator.random(size))
        limits = _limits(cuts, generator, (size,))
        times[k], ended[k] = np.minimum(lives, limits), lives <= limits
    further, drawn = 0, 0
    for k, again in enumerate(_refitted(fitted, times, ended)):
        if again is not None:  # a drawn record without enough events says nothing
            further += _distance(Record(times[k], ended[k]), again) >= least
            drawn += 1
    return Agreement(seen, (further + 1) / (drawn + 1))


def _refitted(law: Law, times: Floats, ended: Flags) -> list[Law | None]:
    """Return the fit of the form of a law to each row; None for one without enough events."""
    match law:
        case Exponential():
            events = ended.sum(axis=1)
            sums = times.sum(axis=1)
            return [
                Exponential(float(t / n)) if n else None for t, n in zip(sums, events, strict=True)
            ]
        case Weibull():
            log_scales, shapes = mean_limits.weibull_fits(np.log(times), ended)
            pairs = zip(log_scales.tolist(), shapes.tolist(), strict=True)
            return [
                None if math.isnan(k) else Weibull(math.exp(s + math.lgamma(1 + 1 / k)), k)
                for s, k in pairs
            ]
        case Lognormal():
            places, scales = mean_limits.censored_normal(np.log(times), ended)
            pairs = zip(places.tolist(), (scales**2).tolist(), strict=True)
            return [
                None
                if math.isnan(square)
                else Lognormal(math.exp(place + square / 2), math.sqrt(math.expm1(square)))
                for place, square in pairs
            ]


def _cuts(data: Record) -> tuple[Floats, Floats]:
    """Return the Kaplan-Meier curve of where the record was cut off."""
    return kaplan_meier(Record(data.times, ~data.ended))


def _limits(
    cuts: tuple[Floats, Floats], generator: np.random.Generator, shape: tuple[int, ...]
) -> Floats:
    """Draw where times would be cut off; infinity: nowhere."""
    times, left = cuts
    # Uniforms below what is left at the end lead beyond the last cut: no cut at all.
    index = np.searchsorted(-left, generator.random(shape) - 1.0, side="left")
    return np.concatenate([times, [np.inf]])[index]


def kaplan_meier(data: Record) -> tuple[Floats, Floats]:
    """Return the times of events, and the share beyond each, by the product-limit estimate."""
    order = np.sort(data.times)
    at, counts = np.unique(data.times[data.ended], return_counts=True)
    at_risk = data.n - np.searchsorted(order, at, side="left")
    return at, np.cumprod(1 - counts / at_risk, dtype=np.float64)


def _distance(data: Record, fitted: Law) -> float:
    at, left = kaplan_meier(data)
    before = np.concatenate([[1.0], left[:-1]])
    beyond = 1 - fitted.cdf(at)
    return float(np.max(np.maximum(np.abs(left - beyond), np.abs(before - beyond))))


def share(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson interval of a probability seen in independent trials."""
    from scipy.special import ndtri

    return wilson(successes / trials, trials, float(ndtri((1 + confidence) / 2)))


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of the mean of at least two independent values, not below 0.

    By the studentized bootstrap (Efron 1981), Student's where the values hardly differ.
    """
    return mean_limits.bootstrap_limits(values, (1 - confidence) / 2)
