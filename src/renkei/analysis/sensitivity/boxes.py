"""A readable box of conditions in which a gain is lost, by the patient rule induction method.

Takes draws and the gain of each world; gives :class:`Box`. Half of the worlds find the box, the
other half check it. Friedman and Fisher 1999, Bump hunting in high-dimensional data: peel off, a
little at a time, the side of one factor whose loss lowers the mean gain of the rest the most;
then paste back what does not raise it. Used for the conditions in which a policy fails by Bryant
and Lempert 2010, Thinking inside the box. A few dozen lines here, since the kept library with it
(`ema_workbench`) brings a workbench along (decision 28).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.sensitivity.screening import screen
from renkei.analysis.sensitivity.surface import Interval
from renkei.analysis.statistics.estimation import Clusters, Floats, mean

PEEL = 0.1
"""Share of the worlds still inside that one peel takes off."""

LEAST = 10
"""Worlds that find it, and worlds that check it, which a box holds at least."""

_SIDES = 3
_CANDIDATES = 8


@dataclass(frozen=True)
class Condition:
    """A factor between two shares of its range; 0 and 1: no limit on that side."""

    path: str
    low: float
    high: float


@dataclass(frozen=True)
class Box:
    """Conditions under which the other design is better.

    Parameters
    ----------
    conditions
        All of them hold.
    found_in
        Worlds inside, of those that found it.
    checked_in, checked
        Fresh worlds inside, and all fresh worlds.
    inside, outside
        Mean gain of the fresh worlds inside and outside.
    failing
        Share of the fresh worlds inside in which the gain is negative.
    confirmed
        Whether the mean gain of the fresh worlds inside is negative beyond chance.
    """

    conditions: tuple[Condition, ...]
    found_in: int
    checked_in: int
    checked: int
    inside: Interval
    outside: Interval
    failing: float
    confirmed: bool


def box_of(paths: Sequence[str], shares: Floats, gain: Floats) -> Box | None:
    """Return a box in which the gain is negative on average; None: none is found.

    Parameters
    ----------
    shares
        ``(n, factors)`` draws.
    gain
        ``(n,)`` positive where the verdict holds.
    """
    finds = np.arange(len(gain)) % 2 == 0
    candidates = list(screen(shares[finds], gain[finds]).found)[:_CANDIDATES]
    if not candidates:
        return None
    limits = _peeled(shares[finds][:, candidates], gain[finds])
    if limits is None:
        return None
    inside = _within(shares[:, candidates], limits)
    fresh_in, fresh_out = gain[~finds & inside], gain[~finds & ~inside]
    if len(fresh_in) < LEAST or len(fresh_out) < LEAST:
        return None
    conditions = tuple(
        Condition(paths[factor], float(low), float(high))
        for factor, (low, high) in zip(candidates, limits, strict=True)
        if low > 0 or high < 1
    )
    told = _mean(fresh_in)
    return Box(
        conditions,
        int((finds & inside).sum()),
        len(fresh_in),
        int((~finds).sum()),
        told,
        _mean(fresh_out),
        float((fresh_in < 0).mean()),
        told.high < 0,
    )


def _mean(values: Floats) -> Interval:
    shift = min(float(values.min()), 0.0)
    found = mean(values - shift, Clusters(np.arange(len(values))))
    return Interval(float(values.mean()), found.low + shift, found.high + shift)


def _within(shares: Floats, limits: Floats) -> NDArray[np.bool_]:
    within = (shares >= limits[:, 0]) & (shares <= limits[:, 1])
    return np.asarray(within.all(axis=1), np.bool_)


def _peeled(shares: Floats, gain: Floats) -> Floats | None:
    """Return ``(factors, 2)`` limits: of all boxes on the way the one that loses most in sum.

    If none loses beyond two standard errors, None. At most three sides are limited, so that a
    person can read them.
    """
    limits = np.tile([0.0, 1.0], (shares.shape[1], 1))
    most: tuple[float, Floats] | None = None
    while True:
        inside = _within(shares, limits)
        lost = float(gain[inside].sum())
        if not inside.all() and _loses(gain[inside]) and (most is None or lost < most[0]):
            most = lost, limits
        peeled = _peel(shares, gain, limits, inside)
        if peeled is None:
            return None if most is None else _pasted(shares, gain, *most)
        limits = peeled


def _peel(shares: Floats, gain: Floats, limits: Floats, inside: NDArray[np.bool_]) -> Floats | None:
    """Return limits with a little peeled off where the rest then has the least mean; None: none."""
    best: tuple[float, Floats] | None = None
    for factor in range(shares.shape[1]):
        for side, at in ((0, PEEL), (1, 1 - PEEL)):
            if not _may_limit(limits, factor, side):
                continue
            tried = limits.copy()
            tried[factor, side] = np.quantile(shares[inside, factor], at)
            left = _within(shares, tried)
            if left.sum() < LEAST or left.sum() >= inside.sum():
                continue
            value = float(gain[left].mean())
            if best is None or value < best[0]:
                best = value, tried
    return None if best is None else best[1]


def _loses(gain: Floats) -> bool:
    """Return whether the mean is below zero by two standard errors."""
    return bool(gain.mean() + 2 * gain.std(ddof=1) / np.sqrt(len(gain)) < 0)


def _may_limit(limits: Floats, factor: int, side: int) -> bool:
    limited = (limits[:, 0] > 0).sum() + (limits[:, 1] < 1).sum()
    already = limits[factor, 0] > 0 if side == 0 else limits[factor, 1] < 1
    return bool(already or limited < _SIDES)


def _pasted(shares: Floats, gain: Floats, lost: float, limits: Floats) -> Floats:
    """Return the limits without those whose removal loses more in sum."""
    for factor in range(len(limits)):
        for side in (0, 1):
            tried = limits.copy()
            tried[factor, side] = float(side)
            inside = _within(shares, tried)
            sum_of = float(gain[inside].sum())
            if not inside.all() and sum_of <= lost:
                lost, limits = sum_of, tried
    return limits
