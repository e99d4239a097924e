"""Designed experiments on a few ranges: Morris's and Sobol's, by SALib.

What for: ranges that a run has shown to matter, among a thousand, are confirmed by worlds that are
made for them. Takes groups of ranges; gives :class:`DesignedWorlds`; then takes what each world
measured, and gives what each group does.

Luck is kept apart by common random numbers. The worlds of one *turn* (a trajectory of Morris; a
pair of points of Sobol's, with what lies between them) meet the same luck and the same values of
all other ranges, so that what differs between them is the group that moved; another turn has other
luck, so that intervals over turns hold luck too. Of Sobol's second point B the luck is another
than that of its first, A: then the product of B and of A with one group taken from B tells the
group alone, without what it does together with luck. Two more worlds, B with the luck of A and A
with that of B, tell what the groups make of the variance all together, and what luck and all other
ranges make.

Sources: Morris (1991), Factorial sampling plans for preliminary computational experiments;
Campolongo, Cariboni and Saltelli (2007), An effective screening design for sensitivity analysis of
large models (the mean of absolute effects; groups); Saltelli and others (2010), Variance based
sensitivity analysis of model output (first-order and total indices from A, B and A with one group
of B); Iooss and Ribatet (2009), Global sensitivity analysis of computer models with functional
inputs (luck as one more input). Samples and estimates: SALib (Herman and Usher 2017).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.sensitivity.surface import Interval
from renkei.analysis.statistics.estimation import CONFIDENCE, Floats, student

Method = Literal["morris", "sobol"]

LEVELS = 4
"""Levels of Morris's grid, as Morris (1991) has them: 0, 1/3, 2/3 and 1 of each range."""

RESAMPLED = 400
"""Samples of the bootstrap over turns."""

FEWEST = 4
"""Turns without which nothing can be said."""

_MORE = 2
"""Worlds in a turn of Sobol's design that SALib does not know."""

_SEED = 20261128


@dataclass(frozen=True, eq=False)
class DesignedWorlds:
    """The worlds of a designed experiment.

    Parameters
    ----------
    method
        Whose design it is.
    groups
        Name of each group, and the ranges that move together in it.
    places
        ``(worlds, ranges)`` shares of the ranges, in the order of the groups: 0 low, 1/2 median.
    lucks
        ``(worlds,)`` number of the luck of each world.
    turns
        Turns; the worlds of one stand together.
    """

    method: Method
    groups: Mapping[str, tuple[str, ...]]
    places: Floats
    lucks: NDArray[np.int64]
    turns: int

    @property
    def paths(self) -> tuple[str, ...]:
        """The ranges, in the order of the columns."""
        return tuple(path for some in self.groups.values() for path in some)

    @property
    def each(self) -> int:
        """Worlds in a turn."""
        return len(self.places) // self.turns

    @property
    def problem(self) -> dict[str, Any]:
        """The description that SALib takes."""
        return _problem(self.groups)


@dataclass(frozen=True)
class Moved:
    """What a group does in Morris's design, from the low to the high end of its ranges.

    Parameters
    ----------
    name, ranges
        The group, and how many ranges it has.
    effect
        Mean effect with its sign; None: a group of several ranges, which move in many directions.
    size
        Mean of the absolute effects: a group that does different things in different worlds has a
        large one beside a small mean.
    spread
        Standard deviation of the effects over worlds and luck; None: several ranges.
    still
        Share of the turns in which moving the group changed nothing at all.
    """

    name: str
    ranges: int
    effect: Interval | None
    size: Interval
    spread: float | None
    still: float


@dataclass(frozen=True)
class Share:
    """What a group makes of the variance in Sobol's design.

    Parameters
    ----------
    name, ranges
        The group, and how many ranges it has.
    alone
        Share that the group makes by itself (first order).
    total
        Share that would be left if all else were known, luck included (total).
    """

    name: str
    ranges: int
    alone: Interval
    total: Interval


@dataclass(frozen=True)
class Confirmed:
    """What a designed experiment found.

    Parameters
    ----------
    method
        Whose design it was.
    turns, left_out
        Turns used, and those left out because a world of them had no such incident.
    worlds
        Worlds of the turns used.
    mean, spread
        Mean and standard deviation of what was measured.
    moved
        Of each group by Morris, the largest first; empty: Sobol's.
    shares
        Of each group by Sobol, the largest first; empty: Morris's.
    together, luck
        Shares of the variance that the groups make all together, and that luck and all other ranges
        make by themselves; the rest is what both do together. None: Morris's.
    """

    method: Method
    turns: int
    left_out: int
    worlds: int
    mean: float
    spread: float
    moved: tuple[Moved, ...] = ()
    shares: tuple[Share, ...] = ()
    together: Interval | None = None
    luck: Interval | None = None


def design_of(
    method: Method, groups: Mapping[str, Sequence[str]], turns: int, seed: int
) -> DesignedWorlds:
    """Return the worlds of a design.

    Parameters
    ----------
    groups
        Name of each group and the paths of its ranges; a path is in one group only.
    turns
        Trajectories of Morris; points of Sobol's sequence, raised to a power of two, without which
        the sequence is not even.

    Raises
    ------
    ImportError
        If SALib is not installed.
    """
    kept = {name: tuple(paths) for name, paths in groups.items()}
    problem = _problem(kept)
    if method == "morris":
        from SALib.sample.morris import sample as of_morris

        with _quiet():
            places = of_morris(problem, turns, num_levels=LEVELS, seed=np.random.default_rng(seed))
        lucks = np.repeat(np.arange(turns), len(kept) + 1)
        return DesignedWorlds(method, kept, np.clip(places, 0.0, 1.0), lucks, turns)
    from SALib.sample.sobol import sample as of_sobol

    turns = 2 ** math.ceil(math.log2(max(turns, 2)))
    with _quiet():
        base = of_sobol(problem, turns, calc_second_order=False, seed=np.random.default_rng(seed))
    base = base.reshape(turns, len(kept) + 2, -1)
    # B once more with the luck of A, and A with that of B.
    places = np.concatenate([base, base[:, -1:], base[:, :1]], axis=1)
    of_turn = np.array([0] * (len(kept) + 1) + [1, 0, 1])
    lucks = (2 * np.arange(turns)[:, None] + of_turn).ravel()
    return DesignedWorlds(method, kept, places.reshape(len(lucks), -1), lucks, turns)


def confirmed(design: DesignedWorlds, values: Floats) -> Confirmed:
    """Return what a designed experiment found.

    Parameters
    ----------
    values
        ``(worlds,)`` what each world measured; ``nan``: nothing. The turn is then left out.

    Raises
    ------
    ValueError
        If fewer than :data:`FEWEST` turns are left.
    """
    of_turns = values.reshape(design.turns, design.each)
    whole = np.isfinite(of_turns).all(axis=1)
    kept = of_turns[whole]
    if len(kept) < FEWEST:
        raise ValueError(f"{len(kept)} turns with a value in each of their {design.each} worlds")
    places = design.places.reshape(design.turns, design.each, -1)[whole]
    told = Confirmed(
        design.method,
        turns=len(kept),
        left_out=int((~whole).sum()),
        worlds=kept.size,
        mean=float(kept.mean()),
        spread=float(kept.std(ddof=1)),
    )
    with _quiet():
        if design.method == "morris":
            return _by_morris(design, told, places, kept)
        return _by_sobol(design, told, kept)


def _by_morris(design: DesignedWorlds, told: Confirmed, places: Floats, kept: Floats) -> Confirmed:
    from dataclasses import replace

    from SALib.analyze.morris import analyze

    flat = places.reshape(kept.size, -1)
    found = analyze(
        design.problem, flat, kept.ravel(), num_resamples=RESAMPLED, conf_level=CONFIDENCE,
        num_levels=LEVELS, seed=_SEED,
    )  # fmt: skip
    # Which group moved at each step, to tell the steps at which nothing changed.
    steps, changes = np.diff(places, axis=1), np.diff(kept, axis=1)
    first = np.cumsum([0, *(len(paths) for paths in design.groups.values())])[:-1]
    moved = []
    for i, (name, paths) in enumerate(design.groups.items()):
        size, reach = float(found["mu_star"][i]), float(found["mu_star_conf"][i])
        one = len(paths) == 1
        spread = float(found["sigma"][i]) if one else None
        effect = None
        if spread is not None:
            mean = float(found["mu"][i])
            far = student(len(kept) - 1, CONFIDENCE) * spread / math.sqrt(len(kept))
            effect = Interval(mean, mean - far, mean + far)
        still = float((changes[steps[:, :, first[i]] != 0] == 0).mean())
        ends = Interval(size, max(size - reach, 0.0), size + reach)
        moved.append(Moved(name, len(paths), effect, ends, spread, still))
    return replace(told, moved=tuple(sorted(moved, key=lambda one: -one.size.value)))


def _by_sobol(design: DesignedWorlds, told: Confirmed, kept: Floats) -> Confirmed:
    from dataclasses import replace

    from SALib.analyze.sobol import analyze

    names = list(design.groups)
    of_salib = kept[:, :-_MORE]
    if not of_salib.std() > 0:
        none = Interval(0.0, 0.0, 0.0)
        alike = [Share(one, len(design.groups[one]), none, none) for one in names]
        return replace(told, shares=tuple(alike), together=none, luck=none)
    found = analyze(
        design.problem, of_salib.ravel(), calc_second_order=False, num_resamples=RESAMPLED,
        conf_level=CONFIDENCE, seed=_SEED,
    )  # fmt: skip
    shares = [
        Share(
            name,
            len(design.groups[name]),
            _share(float(found["S1"][i]), float(found["S1_conf"][i])),
            _share(float(found["ST"][i]), float(found["ST_conf"][i])),
        )
        for i, name in enumerate(names)
    ]
    # Two points, each under two lucks.
    under = np.stack([kept[:, [0, -1]], kept[:, [-2, -3]]], axis=1)
    return replace(
        told,
        shares=tuple(sorted(shares, key=lambda one: -one.total.value)),
        together=_common(under),
        luck=_common(under.swapaxes(1, 2)),
    )


def _share(value: float, reach: float) -> Interval:
    low, high = max(value - reach, 0.0), min(max(value + reach, 0.0), 1.0)
    return Interval(min(max(value, 0.0), 1.0), min(low, 1.0), high)


def _common(under: Floats) -> Interval:
    """Return the share of the variance that lasts along the last axis, with its interval.

    Takes ``(turns, 2, 2)``: two pairs of worlds that have something in common, in each turn.
    """

    def ratio(some: Floats) -> Floats:
        away = some - some.mean(axis=(-3, -2, -1), keepdims=True)
        variance = (away**2).mean(axis=(-3, -2, -1))
        common = (away[..., 0] * away[..., 1]).mean(axis=(-2, -1))
        return np.asarray(np.where(variance > 0, common / np.maximum(variance, 1e-300), 0.0))

    rng = np.random.default_rng(_SEED)
    drawn = ratio(under[rng.integers(0, len(under), (RESAMPLED, len(under)))])
    reach = student(len(under) - 1, CONFIDENCE) * float(drawn.std(ddof=1))
    return _share(float(ratio(under)), reach)


def _problem(groups: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    names = [path for paths in groups.values() for path in paths]
    found: dict[str, Any] = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
    }
    if len(names) > len(groups):
        found["groups"] = [name for name, paths in groups.items() for _ in paths]
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out warnings of libraries on what is meant here, such as constant values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
