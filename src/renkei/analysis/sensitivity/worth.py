"""What knowing more would be worth for the choice between designs.

Takes worlds and a measure of each design in each of them; gives :class:`Worth`, in the unit of the
measure. Without knowing more, the design with the best mean is chosen. Who knew the world would
choose the best design of that world: the gain is the expected value of perfect information (Raiffa
and Schlaifer 1961). Who knew some ranges would choose by them: that of partial information, here
from given data by regression of the measure on these ranges (Strong, Oakley and Brennan 2014).

Noise looks like value: the larger of two noisy numbers is too large. So the value of partial
information is cross-fitted: other replications than those that are decided say how to decide. What
is given is what the rule that was learned gains in worlds that it has not seen; in the mean that is
not above the true value, and about zero where nothing is worth knowing.

Of perfect information two numbers are given. What is decided by one half of the stretches of a run
and gained in the other half is a lower bound: a half shows its world with luck. The other is the
value if what the worlds make of the designs is normal with the covariance that lasts from stretch
to stretch (:func:`renkei.analysis.sensitivity.outcomes.products`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.sensitivity.factors import DrawnWorlds
from renkei.analysis.sensitivity.outcomes import Outcome, products
from renkei.analysis.sensitivity.screening import independent, least_share, screen
from renkei.analysis.sensitivity.surface import SEED, Interval, Surface
from renkei.analysis.statistics.estimation import CONFIDENCE, Floats, student

FOLDS = 5
_REPEATS = 4
_NORMAL = 4000
_DRAWS = 200
_ENDS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


@dataclass(frozen=True)
class WorthOf:
    """What knowing one range, or a group of them, would be worth."""

    name: str
    ranges: int
    worth: Interval


@dataclass(frozen=True)
class Worth:
    """What knowing more would be worth, in the unit of the measure; 0 if the choice never changes.

    Parameters
    ----------
    replications, factors
        Worlds used, and ranges tested.
    best
        Design with the best mean: the choice without knowing more.
    perfect
        Value of knowing the world, if what the worlds make is normal, and not above that of knowing
        the luck too; None: luck is not known.
    at_least
        Lower bound of it.
    found
        Value of knowing all ranges that can be found, cross-fitted, the finding too.
    factors_worth
        Of each range found, the most valuable first.
    groups
        Of the ranges found of each group, by grouping.
    first
        Value of knowing the first one, two, three … of the ranges found together.
    least_share
        Least share of the variance of a difference that so many replications find.
    """

    replications: int
    factors: int
    best: str
    perfect: Interval | None
    at_least: Interval | None
    found: Interval
    factors_worth: tuple[WorthOf, ...]
    groups: tuple[tuple[str, WorthOf], ...]
    first: tuple[WorthOf, ...]
    least_share: float


def worth_of(
    worlds: DrawnWorlds,
    measured: Outcome,
    groupings: Mapping[str, Mapping[str, str]] | None = None,
) -> Worth:
    """Return what knowing more is worth for a choice.

    Parameters
    ----------
    measured
        The measure of each design; larger is better.
    groupings
        Grouping to the group of each path.
    """
    own = worlds.only(measured.replication)
    values = measured.values
    n = len(values)
    kept = independent(own.shares)
    shares, paths = own.shares[:, kept], [own.paths[i] for i in kept]
    chosen = _screened(shares, values)
    single = [
        WorthOf(paths[i], 1, partial(shares[:, [i]], values)) for i in chosen
    ]  # fmt: skip
    order = sorted(range(len(chosen)), key=lambda k: -single[k].worth.value)
    ordered = [chosen[k] for k in order]
    first = [
        WorthOf(paths[ordered[k]], k + 1, partial(shares[:, ordered[: k + 1]], values))
        for k in range(len(ordered))
    ]
    groups = []
    for grouping, of in (groupings or {}).items():
        members: dict[str, list[int]] = {}
        for i in chosen:
            if paths[i] in of:
                members.setdefault(of[paths[i]], []).append(i)
        told = [
            WorthOf(name, len(some), partial(shares[:, some], values))
            for name, some in members.items()
        ]
        groups += [(grouping, one) for one in sorted(told, key=lambda one: -one.worth.value)]
    return Worth(
        replications=n,
        factors=len(paths),
        best=measured.designs[int(values.mean(axis=0).argmax())],
        perfect=perfect(measured),
        at_least=at_least(measured),
        found=_found(shares, values),
        factors_worth=tuple(single[k] for k in order),
        groups=tuple(groups),
        first=tuple(first),
        least_share=least_share(n, len(paths)),
    )


def _screened(shares: Floats, values: Floats) -> list[int]:
    """Return the factors on which a difference from the first design depends."""
    found: dict[int, float] = {}
    for column in range(1, values.shape[1]):
        told = screen(shares, values[:, column] - values[:, 0])
        for i in told.found:
            found[i] = min(found.get(i, 1.0), float(told.p[i]))
    return sorted(found, key=lambda i: (found[i], i))


def partial(shares: Floats, values: Floats) -> Interval:
    """Return the value of knowing some factors, cross-fitted.

    Parameters
    ----------
    shares
        ``(n, factors)`` draws of what would be known.
    values
        ``(n, designs)`` measure; larger is better.
    """

    def decide(learn: NDArray[np.bool_]) -> NDArray[np.intp]:
        return _rule(shares, values, learn)

    return _cross_fitted(values, decide)


def _found(shares: Floats, values: Floats) -> Interval:
    """Return the value of knowing all that can be found: found and learned on other worlds."""

    def decide(learn: NDArray[np.bool_]) -> NDArray[np.intp]:
        chosen = _screened(shares[learn], values[learn])
        return _rule(shares[:, chosen], values, learn)

    return _cross_fitted(values, decide)


def _rule(shares: Floats, values: Floats, learn: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the design chosen in each other world by what was learned."""
    base = values[learn, 0]
    found = np.zeros((int((~learn).sum()), values.shape[1]))
    for column in range(1, values.shape[1]):
        surface = Surface(shares[learn], values[learn, column] - base)
        found[:, column] = surface.at(shares[~learn])
    return np.asarray(found.argmax(axis=1))


def _cross_fitted(
    values: Floats, decide: Callable[[NDArray[np.bool_]], NDArray[np.intp]]
) -> Interval:
    """Return what a rule gains in worlds that it has not seen, over the best design of all."""
    n = len(values)
    generator = np.random.default_rng(SEED)
    default = values[:, int(values.mean(axis=0).argmax())]
    gained = np.zeros(n)
    for _ in range(_REPEATS):
        fold = generator.permutation(n) % FOLDS
        for one in range(FOLDS):
            fresh = fold == one
            chosen = decide(~fresh)
            gained[fresh] += values[fresh, chosen] - default[fresh]
    return _mean(gained / _REPEATS)


def _mean(gained: Floats) -> Interval:
    """Return a mean that is not negative, with its interval."""
    n = len(gained)
    value = float(gained.mean())
    reach = student(n - 1, CONFIDENCE) * float(gained.std(ddof=1)) / math.sqrt(n)
    return Interval(max(value, 0.0), max(value - reach, 0.0), max(value + reach, 0.0))


def at_least(measured: Outcome) -> Interval | None:
    """Return a lower bound of the value of perfect information; None: too few incidents.

    One half of the stretches decides, the other is gained, and the other way round.
    """
    if measured.sums.shape[1] < 2:
        return None
    halves = []
    for half in (0, 1):
        counts = measured.counts[:, half::2].sum(axis=1)
        halves.append((measured.sums[:, half::2].sum(axis=1), counts))
    usable = (halves[0][1] > 0) & (halves[1][1] > 0)
    if usable.sum() < max(len(usable) / 2, 10):
        return None
    best = int(measured.values.mean(axis=0).argmax())
    gained = np.zeros(int(usable.sum()))
    for decides, gains in (halves, halves[::-1]):
        chosen = decides[0][usable].argmax(axis=1)
        means = gains[0][usable] / gains[1][usable][:, None]
        rows = np.arange(len(means))
        # Where the half cannot choose, the best design of all is kept.
        same = decides[0][usable].max(axis=1) == decides[0][usable][:, best]
        chosen = np.where(same, best, chosen)
        gained += (means[rows, chosen] - means[:, best]) / 2
    return _mean(gained)


def perfect(measured: Outcome) -> Interval | None:
    """Return the value of perfect information if worlds are normal; None: luck is not known."""
    every = products(measured)
    if every is None:
        return None
    limit = _with_luck(measured.values)
    n = len(every)
    generator = np.random.default_rng(SEED)
    normal = generator.standard_normal((_NORMAL // 2, measured.values.shape[1]))
    normal = np.concatenate([normal, -normal])

    def value(rows: Sequence[int] | NDArray[np.intp] | slice) -> float:
        own = measured.values[rows]
        covariance = np.nanmean(every[rows], axis=0) + np.cov(own.T) / len(own)
        scales, axes = np.linalg.eigh(covariance)
        root = axes * np.sqrt(np.maximum(scales, 0.0))
        expected = own.mean(axis=0)
        drawn = expected + normal @ root.T
        return max(float(drawn.max(axis=1).mean() - expected.max()), 0.0)

    told = value(slice(None))
    draws = [value(generator.integers(0, n, n)) for _ in range(_DRAWS)]
    low, high = np.quantile(draws, _ENDS)
    told, low, high = (
        min(told, limit.value),
        min(float(low), limit.low),
        min(float(high), limit.high),
    )
    return Interval(told, min(low, told), max(high, told))


def _with_luck(values: Floats) -> Interval:
    """Return the value of knowing the world and the luck: that of the world alone is not above."""
    best = int(values.mean(axis=0).argmax())
    return _mean(values.max(axis=1) - values[:, best])
