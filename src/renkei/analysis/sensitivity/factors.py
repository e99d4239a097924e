"""The factors of a run: every range of the scenario, as each world drew it.

Takes results and the compiled programs of their designs; gives :class:`DrawnWorlds`. A world
value in the tables may be a product (hours of work times a shared parameter) or one over a value.
What was drawn of one range is found by dividing the others out, and is given as a share of its
range: low at 0, the middle at 1/2, high at 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from renkei.analysis.statistics.estimation import Floats
from renkei.program.machine.program import Program
from renkei.results import Results

_SEED = 5


@dataclass(frozen=True)
class DrawnWorlds:
    """What each world drew of every range.

    Parameters
    ----------
    paths
        Paths of the ranges in the scenario.
    replication
        ``(n,)`` numbers of the worlds, ascending.
    shares
        ``(n, paths)`` draws as shares of their ranges, even in (0, 1).
    knots
        ``(paths, 3)`` low, middle and high of each range, in the unit used inside.
    """

    paths: tuple[str, ...]
    replication: NDArray[np.int64]
    shares: Floats
    knots: Floats

    def value(self, factor: int, share: float) -> float:
        """Return the value of a factor at a share of its range."""
        return float(np.interp(share, (0.0, 0.5, 1.0), self.knots[factor]))

    def only(self, replication: NDArray[np.integer]) -> DrawnWorlds:
        """Return the worlds of some replications, in their order."""
        rows = np.searchsorted(self.replication, replication)
        return DrawnWorlds(self.paths, self.replication[rows], self.shares[rows], self.knots)


def worlds_of(results: Results, programs: Mapping[str, Program]) -> DrawnWorlds:
    """Return the worlds of all sound replications that every design has.

    Parameters
    ----------
    programs
        The program of each design of the question.
    """
    shares: dict[str, Floats] = {}
    knots: dict[str, Floats] = {}
    numbers = _common(results, list(programs))
    for design, program in programs.items():
        _read(results, design, program, numbers, shares, knots)
    paths = tuple(sorted(shares))
    if not paths:
        empty = np.empty((len(numbers), 0))
        return DrawnWorlds((), numbers, empty, np.empty((0, 3)))
    return DrawnWorlds(
        paths,
        numbers,
        np.column_stack([shares[path] for path in paths]),
        np.array([knots[path] for path in paths]),
    )


def _common(results: Results, designs: list[str]) -> NDArray[np.int64]:
    """Return the replications that are there and did not fail under any design, ascending."""
    found: NDArray[np.int64] | None = None
    for design in designs:
        rows = results.scan("replications", design).filter(pl.col("status") == "ok")
        own = np.sort(rows.select("replication").collect()["replication"].to_numpy())
        found = own.astype(np.int64) if found is None else np.intersect1d(found, own)
    assert found is not None
    return found


def _read(
    results: Results,
    design: str,
    program: Program,
    numbers: NDArray[np.int64],
    shares: dict[str, Floats],
    knots: dict[str, Floats],
) -> None:
    """Add the factors of a design that no earlier one had."""
    varying = program.varying_slots
    slots = program.slot
    new: dict[str, int] = {}
    for place, row in enumerate(varying):
        path = program.slots[row]
        if path not in shares:
            new.setdefault(path, place)
    if not new:
        return
    frame = results.scan("worlds", design).select("replication", "value").collect()
    told = frame["replication"].to_numpy()
    if len(told) % len(varying):
        raise AssertionError(f"{design}: worlds of another program")
    values = frame["value"].to_numpy().reshape(-1, len(varying))
    rows = told[:: len(varying)].astype(np.int64)
    order = np.argsort(rows, kind="stable")
    rows, values = rows[order], values[order]
    values = values[np.searchsorted(rows, numbers)]
    column = {row: place for place, row in enumerate(varying)}
    for path, place in new.items():
        row = varying[place]
        ends = np.array([float(slots[name][row]) for name in ("low", "middle", "high")])
        own = values[:, place]
        factor = int(slots["factor"][row])
        if factor >= 0:
            own = own / _world(program, factor, values, column)
        if row in program.inverse:
            own = 1.0 / own
        shares[path] = _shares(own, ends)
        knots[path] = ends


def _world(program: Program, row: int, values: Floats, column: Mapping[int, int]) -> Floats | float:
    """Return the world value of a slot: as drawn, or the same in every world."""
    if row in column:
        return values[:, column[row]]
    own = program.slot[row]
    value = float(own["best"])
    if row in program.inverse:
        value = 1.0 / value
    factor = int(own["factor"])
    return value * _world(program, factor, values, column) if factor >= 0 else value


def _shares(own: Floats, ends: Floats) -> Floats:
    """Return draws as shares of a range.

    Of a half that is one value only, such as 5 to 15 min around a best value of 5 min, a draw tells
    no more than that it fell there: its share is spread evenly over that half.
    """
    low, middle, high = ends
    anywhere = np.random.default_rng(_SEED).random(len(own)) / 2
    below = (own - low) / (middle - low) / 2 if middle > low else anywhere
    above = 0.5 + ((own - middle) / (high - middle) / 2 if high > middle else anywhere)
    of_lower = own < middle if middle > low else own <= middle
    found: Floats = np.clip(np.where(of_lower, below, above), 1e-9, 1 - 1e-9)
    return found
