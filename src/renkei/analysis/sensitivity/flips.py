"""What would flip a verdict between two designs.

Takes worlds and how much better one design is than the other in each (the gain); gives
:class:`Flips`: the share of worlds in which the verdict holds, the tipping point along each factor
that the gain depends on, and a box of conditions in which it fails
(:mod:`renkei.analysis.sensitivity.boxes`).

A replication shows the gain of its world and luck. Of the worlds themselves, on average luck, the
gain is what the factors found make of it, plus a normal deviate for what the ranges make besides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.sensitivity.boxes import Box, box_of
from renkei.analysis.sensitivity.drivers import ENDS
from renkei.analysis.sensitivity.factors import DrawnWorlds
from renkei.analysis.sensitivity.luck import lasting
from renkei.analysis.sensitivity.outcomes import Outcome
from renkei.analysis.sensitivity.screening import independent, least_share, screen
from renkei.analysis.sensitivity.surface import DRAWS, SEED, Interval, Surface
from renkei.analysis.statistics.estimation import (
    CONFIDENCE,
    Clusters,
    Floats,
    mean,
    student,
    wilson,
)

_POINTS = 401

DOUBT = 0.01
"""Of maps of two ranges, the share that may have an axis that does nothing."""

_ENDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)

Side = Literal["flips", "may flip", "holds"]
"""On average over all beyond a tipping point the other design is better: beyond chance; on the
estimate alone; or along the whole range the verdict holds on the estimate."""


@dataclass(frozen=True)
class Tipping:
    """What the verdict does along one factor, averaged over all others.

    Parameters
    ----------
    path
        Path of the range.
    side
        Whether it flips.
    at
        Share of the range at which the gain is zero; None: nowhere. An end of the interval that is
        0 or 1 may lie outside the range.
    fails
        ``below`` or ``above``: on which side of it the verdict fails; empty: nowhere.
    low, high
        Gain over the lowest and over the highest tenth of the range.
    """

    path: str
    side: Side
    at: Interval | None
    fails: Literal["", "below", "above"]
    low: Interval
    high: Interval


@dataclass(frozen=True)
class Flips:
    """What would flip a verdict.

    Parameters
    ----------
    replications, factors
        Worlds used, and ranges tested.
    gain
        Mean gain with its interval; the verdict is its sign.
    decided
        Whether the interval excludes zero: else there is no verdict to flip.
    better, equal, worse
        Replications in which the gain had the sign of the mean, was zero, had the other sign.
    holds
        Share of the replications that are not equal in which the verdict holds.
    worlds
        Share of worlds, on average luck, in which it holds; None: luck is not known.
    tipping
        What it does along each factor found, those that flip it first.
    box
        Conditions in which it fails; None: none were found.
    least_share
        Least share of the variance of the gain that so many replications find.
    axes
        Paths of the ranges that move the gain, the surest first, as far as they are sure enough to
        draw a map over: a false one among all ranges tested comes with probability :data:`DOUBT`
        (Bonferroni). Those found allow one false in twenty of them, and the second may be it.
    """

    replications: int
    factors: int
    gain: Interval
    decided: bool
    better: int
    equal: int
    worse: int
    holds: Interval
    worlds: Interval | None
    tipping: tuple[Tipping, ...]
    box: Box | None
    least_share: float
    axes: tuple[str, ...] = ()


def flips_of(worlds: DrawnWorlds, gain: Outcome, most: float = math.inf) -> Flips:
    """Return what would flip the verdict that a gain of one column gives.

    Parameters
    ----------
    gain
        How much better the design is in each replication; larger is better.
    most
        The most that a gain, or a loss, can be: 1 of a probability.
    """
    own = worlds.only(gain.replication)
    values = gain.values[:, 0]
    n = len(values)
    told = mean(values - min(values.min(), 0.0), Clusters(np.arange(n)))
    shift = min(float(values.min()), 0.0)
    average = float(values.mean())
    ends = Interval(average, told.low + shift, told.high + shift)
    sign = -1.0 if average < 0 else 1.0
    kept = independent(own.shares)
    shares, paths = own.shares[:, kept], [own.paths[i] for i in kept]
    screened = screen(shares, values)
    chosen = list(screened.found)
    sure = [i for i in chosen if screened.p[i] * len(paths) <= DOUBT]
    surface = Surface(shares[:, chosen], sign * values)
    better, worse = int((sign * values > 0).sum()), int((sign * values < 0).sum())
    differing = better + worse
    share = better / differing if differing else math.nan
    interval = (0.0, 1.0)
    if differing:
        interval = wilson(share, differing, student(differing - 1, CONFIDENCE))
    tipping = [
        replace(one, low=one.low.within(-most, most), high=one.high.within(-most, most))
        for one in (tipping_of(paths[i], surface, k) for k, i in enumerate(chosen))
    ]
    order = {"flips": 0, "may flip": 1, "holds": 2}
    tipping.sort(key=lambda one: order[one.side])
    signed = gain.contrast([sign])
    return Flips(
        replications=n,
        factors=len(paths),
        gain=ends,
        decided=ends.low > 0 or ends.high < 0,
        better=better,
        equal=n - differing,
        worse=worse,
        holds=Interval(share, *interval),
        worlds=_worlds(signed, shares[:, chosen]),
        tipping=tuple(tipping),
        box=box_of(paths, shares, sign * values),
        least_share=least_share(n, len(paths)),
        axes=tuple(paths[i] for i in sure),
    )


def tipping_of(path: str, surface: Surface, k: int) -> Tipping:
    """Return where the result of a surface passes zero along one factor, from above."""
    points = np.linspace(0.0, 1.0, _POINTS)
    curve = surface.curve(k, surface.slopes, points)
    low, high = (surface.over(k, *part) for part in ENDS)
    place = _crossing(points, curve)
    if place is None:
        return Tipping(path, "holds", None, "", low, high)
    at, below = place
    resampled = []
    for slopes, _ in surface.draws:
        other = _crossing(points, surface.curve(k, slopes, points), below)
        end = 0.0 if below else 1.0  # further out than the range
        resampled.append(end if other is None else other[0])
    ends = np.quantile(resampled, _ENDS)
    beyond = surface.over(k, *((0.0, at) if below else (at, 1.0)))
    return Tipping(
        path,
        "flips" if beyond.high < 0 else "may flip",
        Interval(at, float(min(ends[0], at)), float(max(ends[1], at))),
        "below" if below else "above",
        low,
        high,
    )


def _crossing(
    points: Floats, curve: Floats, below: bool | None = None
) -> tuple[float, bool] | None:
    """Return where a curve is zero, nearest to the middle, and whether it is negative below."""
    signs = np.signbit(curve)
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    found = []
    for i in changes:
        negative_below = bool(signs[i])
        if below is None or negative_below == below:
            step = (points[i + 1] - points[i]) / (curve[i + 1] - curve[i])
            found.append((points[i] - curve[i] * step, negative_below))
    if not found:
        return None
    at, side = min(found, key=lambda one: abs(one[0] - 0.5))
    return float(at), side


def _worlds(gain: Outcome, shares: Floats) -> Interval | None:
    """Return the share of worlds whose gain, on average luck, is positive."""
    from scipy.special import ndtr

    parts = lasting(gain)
    if parts is None:
        return None
    between, values = parts
    n = len(values)
    generator = np.random.default_rng(SEED)

    def share(rows: NDArray[np.intp] | None) -> float:
        chosen = slice(None) if rows is None else rows
        surface = Surface(shares[chosen], values[chosen])
        expected = surface.at(surface.drawn)
        left = float(np.nanmean(between[chosen])) - float(surface.shares().sum())
        if left <= 1e-12 * max(float(values.var()), 1e-300):
            return float((expected > 0).mean())
        return float(ndtr(expected / math.sqrt(left)).mean())

    draws = [share(generator.integers(0, n, n)) for _ in range(DRAWS // 2)]
    low, high = np.quantile(draws, _ENDS)
    value = share(None)
    return Interval(value, min(float(low), value), max(float(high), value))
