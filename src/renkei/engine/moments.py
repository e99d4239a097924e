"""When the incident in focus comes: draws keyed by the replication, before it runs.

What for: :mod:`renkei.engine.focused`. Takes a program, the source of an incident type and the key
of a replication; gives moments in ticks, and values of its world.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from renkei.engine.focus import Focus, Span
from renkei.engine.twin import draws
from renkei.program.machine.clock import TICKS, to_ticks
from renkei.program.machine.program import Floats, Program, text_hash

_MOMENT = text_hash("moment in focus")
_ROLE = text_hash("place of the incident in focus in its cluster")
_DELAY = text_hash("delay of the incident in focus within its cluster")

MOST_TRIES = 10_000
"""Draws of a moment that a condition may reject, one after the other."""


@dataclass(frozen=True)
class Moment:
    """When the incident in focus comes, and the first of its cluster [ticks]; None: it is first."""

    at: float
    first: float | None = None


@dataclass(frozen=True)
class World:
    """Values of one world, drawn one by one as the kernel draws all of them."""

    program: Program
    key: int
    nominal: bool
    given: Floats | None = None

    def value(self, slot: int) -> float:
        """Return the value of a slot."""
        inverse = set(self.program.inverse.tolist())
        value = self._own(slot)
        if slot in inverse:
            value = 1.0 / value
        factor = int(self.program.slot["factor"][slot])
        while factor >= 0:
            value = value / self._own(factor) if factor in inverse else value * self._own(factor)
            factor = int(self.program.slot["factor"][factor])
        return value

    def _own(self, slot: int) -> float:
        if self.given is not None and not math.isnan(self.given[slot]):
            return float(self.given[slot])
        row = self.program.slot[slot]
        low, middle, high = (float(row[name]) for name in ("low", "middle", "high"))
        if self.nominal:
            return float(row["best"])
        u = draws.uniform(self.key, int(row["key"]), 0, 0)
        if u < 0.5:
            return low + (middle - low) * (2 * u)
        return middle + (high - middle) * (2 * u - 1)

    def sample(self, dist: int, u: float) -> float:
        """Return the value of a distribution at a probability, in hours."""
        row = self.program.dist[dist]
        mean = self.value(int(row["slot"])) if row["slot"] >= 0 else float(row["mean"])
        if row["factor"] >= 0:
            mean *= self.value(int(row["factor"]))
        plain = {name: row[name].item() for name in row.dtype.names}
        return max(draws.unit_draw(plain, self.program.knots.tolist(), u) * mean, 0.0)


def draw_moment(program: Program, focus: Focus, row: int, world: World, again: int = 0) -> Moment:
    """Return when the incident in focus comes; ``again``: how often it was drawn in vain.

    Raises
    ------
    ValueError
        If the type comes on fixed dates, or its moment cannot fall anywhere.
    """
    source, name = program.source[row], program.sources[row]
    if source["rate"] < 0:
        raise ValueError(f"{name} comes on fixed dates: it has no random moment")
    key = int(source["key"])
    window = (program.warm_up_h, program.horizon_h)
    spans = (window,) if focus.spans is None else tuple(cut(focus.spans, window))
    if source["extra"] < 0:
        u = draws.uniform(world.key, key, _MOMENT, again)
        return Moment(Density(program, source, spans).at(u))
    density = Density(program, source, ((0.0, program.horizon_h),))
    others = world.value(int(source["extra"]))
    allowed = to_ticks(np.array(spans).reshape(-1, 2))
    # A first anywhere, until the incident falls where it may.
    for turn in range(again * MOST_TRIES, (again + 1) * MOST_TRIES):
        first = density.at(draws.uniform(world.key, key, _MOMENT, turn))
        at = first
        if draws.uniform(world.key, key, _ROLE, turn) * (1.0 + others) >= 1.0:
            u = draws.uniform(world.key, key, _DELAY, turn)
            at = first + draws.ticks(world.sample(int(source["within"]), u))
            moment = Moment(at, first)
        else:
            moment = Moment(at)
        if np.any((allowed[:, 0] <= at) & (at < allowed[:, 1])):
            return moment
    raise ValueError(f"{name} cannot fall where it should: {MOST_TRIES} tries")


def cut(spans: Sequence[Span], window: Span) -> Iterator[Span]:
    """Yield what of some spans lies in a window."""
    for begin, end in spans:
        low, high = max(begin, window[0]), min(end, window[1])
        if low < high:
            yield low, high


class Density:
    """The density of a moment: the intensity of a source, where it may fall."""

    def __init__(self, program: Program, source: Any, spans: Sequence[Span]) -> None:
        begins, factors = intensity_of(program, source)
        self.begins: list[float] = []
        self.mass: list[float] = []
        self.levels: list[float] = []
        for begin, end, level in zip(begins, [*begins[1:], math.inf], factors, strict=True):
            for low, high in cut(spans, (begin, end)):
                if level > 0:
                    self.begins.append(low)
                    self.levels.append(level)
                    self.mass.append(level * (high - low))
        if not self.mass:
            raise ValueError("its moment cannot fall anywhere")
        self.until = list(itertools.accumulate(self.mass))

    def at(self, u: float) -> float:
        """Return the moment at a probability [ticks]."""
        wanted = u * self.until[-1]
        piece = min(bisect.bisect_right(self.until, wanted), len(self.mass) - 1)
        into = wanted - (self.until[piece] - self.mass[piece])
        return float(math.floor((self.begins[piece] + into / self.levels[piece]) * TICKS))

    def share(self, at_h: float) -> float:
        """Return the intensity at an hour, as a share of the largest; 0 where it may not fall."""
        piece = bisect.bisect_right(self.begins, at_h) - 1
        if piece < 0 or at_h >= self.begins[piece] + self.mass[piece] / self.levels[piece]:
            return 0.0
        return self.levels[piece] / max(self.levels)


def intensity_of(program: Program, source: Any) -> tuple[list[float], list[float]]:
    """Return when each level of the intensity of a source begins [h], and the levels."""
    part = slice(source["intensity"], source["intensity"] + source["n_intensity"])
    return program.intensity_times[part].tolist(), program.intensity_factors[part].tolist()
