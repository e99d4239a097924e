"""Parameters fitted to recorded clocks by approximate Bayesian computation.

Takes worlds (parameters drawn, and the times of the clocks in each) and what was recorded; gives
the worlds that agree with the record, weighted. The method, step by step:

1. Parameters are taken as shares of their prior (0 to 1), on the logit scale, so that what is
   adjusted stays within the range.
2. Times enter as logarithms, of which a minute is the grain. What no world comes near, below the
   1 % or above the 99 % point of the worlds, is taken as that point: it says in which direction,
   and no extrapolation follows from it.
3. Half of the worlds, the pilot, give the summaries: the linear prediction of each parameter from
   all clocks (Fearnhead and Prangle 2012), by ridge regression (Blum, Nunes, Prangle and Sisson
   2013), since there may be nearly as many clocks as worlds; how much the slopes are shrunk is
   chosen by generalised cross-validation (Golub, Heath and Wahba 1979).
4. A record whose summaries together lie farther out than the 99 % point of the worlds is taken as
   lying there, in its direction: so rule 2 holds of all clocks together too, and no regression
   extrapolates beyond the worlds.
5. Of the other half the 40 % whose summaries lie nearest to those of the record are accepted, with
   Epanechnikov weights, and each parameter is corrected by local-linear regression on the
   summaries (Beaumont, Zhang and Balding 2002). More of few worlds would be no better: the
   parameters are not linear in the summaries far from the record.
6. The same is done for worlds in the place of the record: how often the interval holds what is
   known there says whether the method can be trusted here (Prangle and others 2014).

One incident of each world stands for one event, since one was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import Floats

GRAIN_H = 1 / 60
"""Records are to the minute."""

ACCEPTED = 0.4
"""Share of the worlds that is accepted, beyond those of the pilot."""

ENDS = (0.05, 0.5, 0.95)
"""Points of a posterior that are told."""

_REACH = (0.01, 0.99)
_CHECKED = 100
_LEAST_FREEDOM = 20


@dataclass(frozen=True)
class Posterior:
    """Parameters after the record was seen.

    Parameters
    ----------
    chosen
        ``(n,)`` rows of the accepted worlds.
    weight
        ``(n,)`` their weights; they sum to 1.
    shares
        ``(n, parameters)`` corrected values, as shares of the prior.
    tolerance
        Distance of the farthest accepted world, in standard deviations of the summaries.
    farther
        Share of the worlds that lie farther from the middle of all worlds than the record does:
        near 0 no world is like the record.
    """

    chosen: NDArray[np.intp]
    weight: Floats
    shares: Floats
    tolerance: float
    farther: float

    @property
    def size(self) -> float:
        """How many worlds of equal weight tell as much (Kish 1965)."""
        return float(1.0 / (self.weight @ self.weight))

    def ends(self, points: tuple[float, ...] = ENDS) -> Floats:
        """Return ``(parameters, points)`` quantiles of each parameter, as shares of the prior."""
        columns = (weighted_quantiles(own, self.weight, points) for own in self.shares.T)
        return np.array(list(columns), np.float64)

    def correlations(self) -> Floats:
        """Return the correlations of the parameters on the logit scale."""
        x = logit(self.shares)
        x = x - self.weight @ x
        covariance = (x * self.weight[:, None]).T @ x
        spread = np.sqrt(np.diag(covariance))
        spread[spread == 0] = 1.0
        found: Floats = covariance / np.outer(spread, spread)
        return found


def least_worlds(clocks: int) -> int:
    """Return how many worlds a fit to so many clocks needs."""
    return 2 * (clocks + 1 + _LEAST_FREEDOM)


def fit(shares: Floats, times: Floats, recorded: Floats) -> Posterior:
    """Return the posterior of parameters.

    Parameters
    ----------
    shares
        ``(worlds, parameters)`` as shares of their priors, in (0, 1).
    times
        ``(worlds, clocks)`` [h], ``inf`` where not reached.
    recorded
        ``(clocks,)`` [h].

    Raises
    ------
    ValueError
        If there are fewer worlds than :func:`least_worlds` says.
    """
    if len(shares) < least_worlds(times.shape[1]):
        raise ValueError(f"{len(shares)} worlds; at least {least_worlds(times.shape[1])} needed")
    z, seen = _scaled(times, recorded)
    x = logit(shares)
    pilot = np.arange(len(x)) % 2 == 0
    summaries, of_record = _summaries(z[pilot], x[pilot], z[~pilot], seen)
    rows = np.flatnonzero(~pilot)
    middle = summaries.mean(axis=0)
    whiten = _whitening(summaries - middle)
    from_middle = (((summaries - middle) @ whiten) ** 2).sum(axis=1)
    of_the_record = float((((of_record - middle) @ whiten) ** 2).sum())
    reach = float(np.quantile(from_middle, _REACH[1]))
    within = of_record
    if of_the_record > reach:
        within = middle + (of_record - middle) * np.sqrt(reach / of_the_record)
    away = (summaries - within) @ whiten
    distance = np.sqrt((away * away).sum(axis=1))
    count = max(round(ACCEPTED * len(rows)), summaries.shape[1] + 2)
    order = np.argsort(distance, kind="stable")[:count]
    # The farthest of them would have no weight.
    tolerance = float(distance[order[-1]]) * (1 + 1e-9) + 1e-12
    weight = 1 - (distance[order] / tolerance) ** 2
    weight = np.maximum(weight, 1e-12)
    weight /= weight.sum()
    corrected = _corrected(x[rows[order]], away[order], weight)
    farther = float((from_middle >= of_the_record).mean())
    return Posterior(rows[order], weight, _expit(corrected), tolerance, farther)


def checked(shares: Floats, times: Floats) -> Floats:
    """Return ``(parameters,)`` shares of the worlds whose own value lies in the told interval.

    Worlds, evenly chosen, stand in the place of the record, each fitted to all others.
    """
    n = len(shares)
    held = np.zeros(shares.shape[1])
    chosen = np.unique(np.linspace(0, n - 1, min(_CHECKED, n)).round().astype(int))
    for one in chosen:
        others = np.arange(n) != one
        ends = fit(shares[others], times[others], times[one]).ends()
        held += (ends[:, 0] <= shares[one]) & (shares[one] <= ends[:, -1])
    found: Floats = held / len(chosen)
    return found


def beyond(times: Floats, recorded: Floats) -> NDArray[np.bool_]:
    """Return ``(clocks,)`` whether hardly any world comes near the record."""
    z, seen = _logs(times), np.log(recorded + GRAIN_H)
    low, high = np.quantile(z, _REACH, axis=0)
    found: NDArray[np.bool_] = (seen < low) | (seen > high)
    return found


def prior_shares(values: Floats) -> Floats:
    """Return values drawn from a prior as shares of it: their ranks among all."""
    order = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
    found: Floats = (order + 0.5) / len(values)
    return found


def of_prior(values: Floats, shares: Floats) -> Floats:
    """Return the values of a prior, of which some are given, at shares of it."""
    ordered = np.sort(values)
    return np.asarray(np.interp(shares, (np.arange(len(ordered)) + 0.5) / len(ordered), ordered))


def weighted_quantiles(values: Floats, weight: Floats, points: tuple[float, ...]) -> Floats:
    """Return quantiles of weighted values, linear between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    middles = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray(np.interp(points, middles, values[order]))


def logit(shares: Floats) -> Floats:
    """Return the logit of shares."""
    return np.asarray(np.log(shares / (1 - shares)))


def _expit(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))


def _logs(times: Floats) -> Floats:
    """Return logarithms of the times of each clock; never reached is later than all that was."""
    z = np.log(times + GRAIN_H)
    for column in z.T:
        reached = np.isfinite(column)
        column[~reached] = column[reached].max(initial=0.0) + 1.0
    return np.asarray(z)


def _scaled(times: Floats, recorded: Floats) -> tuple[Floats, Floats]:
    """Return logarithms of times, scaled, without what never varies; and those of the record."""
    z, seen = _logs(times), np.log(recorded + GRAIN_H)
    low, high = np.quantile(z, _REACH, axis=0)
    seen = np.clip(seen, low, high)
    spread = z.std(axis=0)
    varies = spread > 1e-9
    middle = z.mean(axis=0)
    return ((z - middle) / np.where(varies, spread, 1.0))[:, varies], (
        (seen - middle) / np.where(varies, spread, 1.0)
    )[varies]


def _summaries(z: Floats, x: Floats, others: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return linear predictions of the parameters, made on a pilot, for others and the record."""
    centre = z.mean(axis=0)
    left, singular, right = np.linalg.svd(z - centre, full_matrices=False)
    level = x.mean(axis=0)
    along = left.T @ (x - level)
    found = np.empty((z.shape[1], x.shape[1]))
    for i, own in enumerate(along.T):
        shrunk = _shrunk(singular, own, float(((x[:, i] - level[i]) ** 2).sum()), len(z))
        found[:, i] = right.T @ (own * shrunk)
    return level + (others - centre) @ found, level + (seen - centre) @ found


def _shrunk(singular: Floats, along: Floats, total: float, n: int) -> Floats:
    """Return by what each singular direction is multiplied: the ridge of the least error left.

    That is the error of generalised cross-validation, n RSS / (n - freedom)^2.
    """
    kept = singular[singular > 1e-9 * max(float(singular.max(initial=0.0)), 1e-300)]
    best, chosen = np.inf, np.zeros(len(singular))
    for ridge in n * 10.0 ** np.arange(-4.0, 3.25, 0.25):
        weight = kept**2 / (kept**2 + ridge)
        own = along[: len(kept)]
        left = total - float((own**2 * (2 * weight - weight**2)).sum())
        error = n * left / (n - 1 - float(weight.sum())) ** 2
        if error < best:
            best = error
            chosen = np.zeros(len(singular))
            chosen[: len(kept)] = weight / kept
    return chosen


def _whitening(centred: Floats) -> Floats:
    """Return the matrix that gives summaries unit variance and no correlation."""
    covariance = centred.T @ centred / len(centred)
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-12 * max(float(values.max()), 1e-300)
    found: Floats = vectors[:, kept] / np.sqrt(values[kept])
    return found


def _corrected(x: Floats, away: Floats, weight: Floats) -> Floats:
    """Return parameters with what they owe to their distance from the record taken away."""
    root = np.sqrt(weight)[:, None]
    design = np.column_stack([np.ones(len(away)), away])
    slopes = np.linalg.lstsq(design * root, x * root, rcond=None)[0]
    found: Floats = x - away @ slopes[1:]
    return found
