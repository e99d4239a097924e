"""What drives a result: the factors found, and how much of the variance each makes.

Takes worlds and one number for each; gives :class:`Drivers`. The variance of what the replications
show has three parts: what the factors found make, each alone (first-order shares; Sobol' 1993,
here by regression on orthogonal polynomials of given data, as Sudret 2008 does for polynomial
chaos); what else the ranges make, many small factors and factors together; and luck. Intervals are
of the bootstrap over replications. A factor that just passed the screening is one whose share was
overstated by luck more often than understated: its interval does not know of the screening.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from renkei.analysis.sensitivity.factors import DrawnWorlds
from renkei.analysis.sensitivity.luck import INTERVAL_ENDS, clip, ranges_share
from renkei.analysis.sensitivity.outcomes import Outcome
from renkei.analysis.sensitivity.screening import (
    Screened,
    benjamini_hochberg,
    independent,
    least_share,
    legendre,
    replications_for,
    screen,
)
from renkei.analysis.sensitivity.surface import Bend, Interval, Surface, bend_of
from renkei.analysis.statistics.estimation import Floats

ENDS = ((0.0, 0.1), (0.9, 1.0))
"""Parts of a range at both ends, between which a swing is taken."""

SEEN = 0.05
"""Share of the variance of which it is said how many replications would find it."""

_PAIRED = 12


@dataclass(frozen=True)
class Driver:
    """A factor that the result depends on.

    Parameters
    ----------
    path
        Path of the range in the scenario; others that always move with it are not named.
    p, adjusted
        p-value of the screening, and the same adjusted for the number of factors.
    share
        Share of the variance between replications that it makes alone.
    low, high, swing
        The result with the factor in the lowest and in the highest tenth of its range, all others
        as they are, cut off where no result can be; and the difference, uncut.
    bend
        Where its slope changes, if that is beyond chance.
    """

    path: str
    p: float
    adjusted: float
    share: Interval
    low: Interval
    high: Interval
    swing: Interval
    bend: Bend | None


@dataclass(frozen=True)
class GroupShare:
    """What the factors of one group make together, found or not, in straight lines.

    Parameters
    ----------
    grouping, name
        Grouping, such as ``source``, and the group.
    factors, found
        How many factors it has, and how many of them were found.
    share
        Share of the variance.
    """

    grouping: str
    name: str
    factors: int
    found: int
    share: Interval


@dataclass(frozen=True)
class Together:
    """Two factors whose effects do not add: what they make beyond their sum."""

    paths: tuple[str, str]
    adjusted: float
    share: float


@dataclass(frozen=True)
class Drivers:
    """What drives a result.

    Parameters
    ----------
    replications, factors
        DrawnWorlds used, and ranges tested.
    mean
        Mean of the result.
    spread
        Standard deviation between replications.
    ranges
        Share of the variance that the ranges make, all together; the rest is luck. None: not known.
    found
        Share that the factors found make, each alone.
    drivers
        The factors found, by share.
    groups
        Shares of groups, by grouping and size.
    together
        Pairs whose effects do not add.
    least_share
        Least share that so many replications find with a probability of 80 %.
    needed
        Replications that would find one of :data:`SEEN` so.
    """

    replications: int
    factors: int
    mean: float
    spread: float
    ranges: Interval | None
    found: Interval
    drivers: tuple[Driver, ...]
    groups: tuple[GroupShare, ...]
    together: tuple[Together, ...]
    least_share: float
    needed: int


def drivers_of(
    worlds: DrawnWorlds,
    found: Outcome,
    groupings: Mapping[str, Mapping[str, str]] | None = None,
    limits: tuple[float, float] = (-math.inf, math.inf),
) -> Drivers:
    """Return what drives a result of one column.

    Parameters
    ----------
    groupings
        Grouping to the group of each path; a path that is missing belongs to none.
    limits
        Least and most that the result can be, 0 and 1 of a probability.
    """
    own = worlds.only(found.replication)
    values = found.values[:, 0]
    n = len(values)
    kept = independent(own.shares)
    shares = own.shares[:, kept]
    paths = [own.paths[i] for i in kept]
    screened = screen(shares, values)
    chosen = list(screened.found)
    surface = Surface(shares[:, chosen], values)
    variance = float(values.var(ddof=1)) if n > 1 else math.nan
    resampled = surface.resampled()
    drivers = [
        _driver(paths[i], i, k, screened, surface, resampled, variance, limits)
        for k, i in enumerate(chosen)
    ]
    drivers.sort(key=lambda one: -one.share.value)
    total = _shifted(surface.shares().sum(), resampled.sum(axis=1), variance, 1.0)
    return Drivers(
        replications=n,
        factors=len(paths),
        mean=float(values.mean()) if n else math.nan,
        spread=math.sqrt(variance) if n > 1 else math.nan,
        ranges=ranges_share(found),
        found=total,
        drivers=tuple(drivers),
        groups=tuple(_groups(groupings or {}, paths, chosen, shares, surface, resampled, variance)),
        together=tuple(_together(paths, chosen, surface, variance)),
        least_share=least_share(n, len(paths)),
        needed=replications_for(SEEN, len(paths)),
    )


def _shifted(value: float, resampled: Floats, scale: float, most: float) -> Interval:
    """Return a share with its interval; samples of samples are too large by what the first added.

    The bootstrap scatters around the square of an estimated slope, which is larger than that of
    the true one; so its samples are moved to lie around the estimate.
    """
    if not scale > 0 or not len(resampled):
        return Interval(0.0, 0.0, 0.0)
    moved = resampled - resampled.mean() + value
    low, high = np.quantile(moved, INTERVAL_ENDS)
    found = (min(max(float(one) / scale, 0.0), most) for one in (value, low, high))
    return Interval(*found)


def _driver(
    path: str,
    factor: int,
    k: int,
    screened: Screened,
    surface: Surface,
    resampled: Floats,
    variance: float,
    limits: tuple[float, float],
) -> Driver:
    ends = [surface.mean_of_basis(*part) for part in ENDS]
    low, high = (surface.over(k, *part).within(*limits) for part in ENDS)
    return Driver(
        path=path,
        p=float(screened.p[factor]),
        adjusted=float(screened.adjusted[factor]),
        share=_shifted(surface.shares()[k], resampled[:, k], variance, 1.0),
        low=low,
        high=high,
        swing=surface.weighted(k, ends[1] - ends[0], 0.0),
        bend=bend_of(surface, k),
    )


def _groups(
    groupings: Mapping[str, Mapping[str, str]],
    paths: Sequence[str],
    chosen: Sequence[int],
    shares: Floats,
    surface: Surface,
    resampled: Floats,
    variance: float,
) -> list[GroupShare]:
    """Return the shares of groups: of factors found by the model, of the others by moments.

    The square of a correlation of a factor that does nothing is 1 / (n - 1) in the mean; what the
    squares of the others are above that, in sum, is their share in straight lines.
    """
    n = surface.n
    if n < 10 or not variance > 0:
        return []
    rest = surface.rest - surface.rest.mean()
    scale = float(rest @ rest) / max(n - len(surface.slopes), 1) / variance
    lines = shares - shares.mean(axis=0)
    lines /= np.sqrt((lines * lines).sum(axis=0))
    length = math.sqrt(float(rest @ rest))
    squares = ((rest / length) @ lines) ** 2 if length > 0 else np.zeros(len(paths))
    known = surface.shares()
    where = {factor: k for k, factor in enumerate(chosen)}
    found = []
    for grouping, groups in groupings.items():
        members: dict[str, list[int]] = {}
        for i, path in enumerate(paths):
            if path in groups:
                members.setdefault(groups[path], []).append(i)
        own = [
            _group(grouping, name, some, where, known, resampled, squares, scale, variance, n)
            for name, some in members.items()
        ]
        found += sorted(own, key=lambda one: -one.share.value)
    return found


def _group(
    grouping: str,
    name: str,
    members: Sequence[int],
    where: Mapping[int, int],
    known: Floats,
    resampled: Floats,
    squares: Floats,
    scale: float,
    variance: float,
    n: int,
) -> GroupShare:
    ours = [where[i] for i in members if i in where]
    others = [i for i in members if i not in where]
    value = float(known[ours].sum()) / variance
    error = float(resampled[:, ours].sum(axis=1).std()) / variance if ours else 0.0
    if others:
        above = squares[others] - 1.0 / (n - 1)
        value += scale * float(above.sum())
        each = 2.0 / n**2 + 4.0 * np.maximum(above, 0.0) / n
        error = math.hypot(error, scale * math.sqrt(float(each.sum())))
    reach = 1.96 * error
    ends = (clip(value), clip(value - reach), clip(value + reach))
    return GroupShare(grouping, name, len(members), len(ours), Interval(*ends))


def _together(
    paths: Sequence[str], chosen: Sequence[int], surface: Surface, variance: float
) -> list[Together]:
    """Return the pairs of factors found whose product says more than their sum."""
    from scipy.special import stdtr

    count = min(len(chosen), _PAIRED)
    pairs = [(i, j) for i in range(count) for j in range(i)]
    if not pairs or not variance > 0:
        return []
    lines = legendre(surface.drawn, 1)[:, :, 0]
    rest, n = surface.rest, surface.n
    df = max(n - len(surface.slopes) - 1, 1)
    found, p = [], []
    for i, j in pairs:
        product = lines[:, i] * lines[:, j]
        product = product - product.mean()
        square = float(product @ product)
        slope = float(product @ rest) / square
        left = rest - slope * product
        error = math.sqrt(float(left @ left) / df / square)
        p.append(2 * float(stdtr(df, -abs(slope) / error)) if error > 0 else 1.0)
        found.append(max(slope * slope - error * error, 0.0) / variance)
    adjusted = benjamini_hochberg(np.array(p))
    told = [
        Together((paths[chosen[i]], paths[chosen[j]]), float(a), share)
        for (i, j), a, share in zip(pairs, adjusted, found, strict=True)
        if a <= 0.05
    ]
    return sorted(told, key=lambda one: -one.share)
