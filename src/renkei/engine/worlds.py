"""Where the values of the ranges of a replication come from, if not each from a draw of its own.

What for: a design of experiments from outside, a posterior, a Latin hypercube or a Sobol sequence
says in which *world* a replication happens. Takes a program, a seed and the number of a
replication; gives the values of the slots that are not drawn, for
:func:`renkei.engine.run.replicate`. A pure function of the three: replication k needs no other,
more replications change none of the first, and all designs of a comparison meet the same worlds,
as a factor is known by its path.

In all of them a factor is a *probability* within its range, or a value that stands for one, so
that a design that states another range for the same path takes the same place in its own.

Sources: McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of
input variables in the analysis of output from a computer code (Latin hypercubes); Owen (1997),
Monte Carlo variance of scrambled net quadrature, whose bound holds for Latin hypercubes too: n
points of one have at most n / (n - 1) times the variance of n independent ones; Owen (1998),
Scrambling Sobol' and Niederreiter-Xing points.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.program import Program, text_hash

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

BLOCK = 25
"""Replications in a Latin hypercube: those of a part, so that the last block is rarely cut."""

_LONG = 2**64
_GOLDEN = 0x9E3779B97F4A7C15
_MULTIPLIER = 0xD2B74407B1CE6E93
_REPLICATION = int.from_bytes(b"RENKEI", "big")
_LATIN = text_hash("latin hypercube")
_ROW = text_hash("row of worlds")
_HALF = np.uint64(0xFFFFFFFF)


class WorldSource(Protocol):
    """Gives the worlds of replications."""

    def given(self, program: Program, seed: int, replication: int) -> Floats:
        """Return ``(slots,)`` values before factors; ``nan``: drawn as always."""

    def luck(self, replication: int) -> int:
        """Return the number of the replication whose draws a replication makes: its luck."""

    def digest(self) -> str:
        """Return the SHA-256 of all that affects the values, or the luck."""


class _OwnLuck:
    """Worlds of which each replication has luck of its own."""

    def luck(self, replication: int) -> int:
        """Return the number of the replication."""
        return replication


@dataclass(frozen=True, eq=False)
class ListedWorlds:
    """Worlds listed one by one: a design of experiments, or a sample of a posterior.

    Without weights replication k takes row k modulo their number. With weights it takes the row at
    which the cumulative weight passes the fractional part of s + k g, where g is the golden ratio
    and s hangs on the seed: each row as often as its weight says, more evenly than by independent
    draws.

    Parameters
    ----------
    paths
        Path of each factor.
    values
        ``(rows, factors)`` in the units used inside.
    stated
        ``(factors, 3)`` low, middle and high of the range that the values refer to.
    weights
        ``(rows,)`` positive; None: row by row.
    lucks
        ``(rows,)`` number of the luck of each row, 0 or more, so that rows of one number differ in
        nothing but their values; each turn through the rows begins after the last of the turn
        before. None: each replication has its own.
    """

    paths: tuple[str, ...]
    values: Floats
    stated: Floats
    weights: Floats | None = None
    lucks: NDArray[np.int64] | None = None

    def luck(self, replication: int) -> int:
        """Return the number of the replication whose draws a replication makes."""
        if self.lucks is None:
            return replication
        turn, row = divmod(replication, len(self.values))
        return int(self.lucks[row]) + turn * (int(self.lucks.max()) + 1)

    def row(self, seed: int, replication: int) -> int:
        """Return the row that a replication takes."""
        n = len(self.values)
        if self.weights is None:
            return replication % n
        start = philox(seed, _ROW, np.array([0], np.uint64))[0]
        turn = (int(start) + replication * _GOLDEN) % _LONG / _LONG
        cumulative = np.cumsum(self.weights)
        at = int(np.searchsorted(cumulative, turn * cumulative[-1], side="right"))
        return min(at, n - 1)

    def given(self, program: Program, seed: int, replication: int) -> Floats:
        """Return the values of the row; a slot with another range takes the same place in it."""
        column = {path: i for i, path in enumerate(self.paths)}
        at = np.array([column.get(path, -1) for path in program.slots], np.int64)
        ours = np.flatnonzero(at >= 0)
        at = at[ours]
        value, stated, slot = self.values[self.row(seed, replication)], self.stated, program.slot
        own = np.stack([slot[end][ours] for end in ("low", "middle", "high")], axis=1)
        same = (own == stated[at]).all(axis=1)
        places = place_in(value[at], stated[at])
        found = np.full(len(program.slots), np.nan)
        found[ours] = np.where(same, value[at], value_at(places, own))
        return found

    def digest(self) -> str:
        """Return the SHA-256 of all that is listed; not of how it was written."""
        sha = hashlib.sha256(json.dumps(["rows", *self.paths]).encode())
        for array in (self.values, self.stated, self.weights):
            if array is not None:
                sha.update(np.ascontiguousarray(array, np.float64).tobytes() + b"\0")
        if self.lucks is not None:
            sha.update(b"luck" + np.ascontiguousarray(self.lucks, np.int64).tobytes())
        return sha.hexdigest()


@dataclass(frozen=True)
class LatinWorlds(_OwnLuck):
    """Every range by Latin hypercube, in blocks of replications.

    Within a block each range is cut into as many parts of equal probability as the block has
    replications; each part is drawn once, in an order of its own for each range and block.
    """

    block: int = BLOCK

    def given(self, program: Program, seed: int, replication: int) -> Floats:
        """Return a value for every slot."""
        number, turn = divmod(replication, self.block)
        keys = np.asarray(program.slot["key"], np.uint64)
        places = _hypercube(keys.tobytes(), seed, number, self.block)[turn]
        return value_at(places, ranges_of(program))

    def digest(self) -> str:
        """Return the SHA-256 of its name and block."""
        return hashlib.sha256(f"latin {self.block}".encode()).hexdigest()


@dataclass(frozen=True)
class SobolWorlds(_OwnLuck):
    """Every range by one scrambled Sobol sequence: replication k takes its point k.

    Parameters
    ----------
    paths
        The factor of each coordinate; the first coordinates are the most even ones.
    """

    paths: tuple[str, ...]

    def given(self, program: Program, seed: int, replication: int) -> Floats:
        """Return a value for every slot with a path that has a coordinate."""
        number, turn = divmod(replication, BLOCK)
        point = _sobol(len(self.paths), seed, number)[turn]
        column = {path: i for i, path in enumerate(self.paths)}
        at = np.array([column.get(path, -1) for path in program.slots], np.int64)
        found = value_at(point[at], ranges_of(program))
        found[at < 0] = np.nan
        return found

    def digest(self) -> str:
        """Return the SHA-256 of its paths and of the library's version, which scrambles."""
        import scipy

        content = json.dumps(["sobol", scipy.__version__, *self.paths])
        return hashlib.sha256(content.encode()).hexdigest()


@lru_cache(maxsize=4)
def _hypercube(keys: bytes, seed: int, number: int, block: int) -> Floats:
    """Return ``(block, slots)`` the place in its range that each replication of a block takes."""
    slots = np.frombuffer(keys, np.uint64)
    turns = np.arange(block, dtype=np.uint64)
    of_block = philox(seed, _LATIN, np.array([number], np.uint64))[0]
    order = philox(of_block, turns[:, np.newaxis], slots)
    rank = np.argsort(np.argsort(order, axis=0), axis=0)
    # Where in its part: the draw that it would have had alone.
    replications = turns + np.uint64(number * block)
    of_replication = philox(seed, replications, np.array([_REPLICATION], np.uint64))
    within = to_unit(philox(of_replication[:, np.newaxis], np.uint64(0), slots))
    return np.asarray((rank + within) / block, np.float64)


@lru_cache(maxsize=4)
def _sobol(dimensions: int, seed: int, number: int) -> Floats:
    """Return a stretch of points of a scrambled sequence."""
    from scipy.stats import qmc

    engine = qmc.Sobol(dimensions, scramble=True, seed=np.random.default_rng(seed))
    if number:
        engine.fast_forward(number * BLOCK)
    with warnings.catch_warnings():  # that a stretch is no power of 2, which its start is
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(engine.random(BLOCK), np.float64)


def ranges_of(program: Program) -> Floats:
    """Return ``(slots, 3)`` low, middle and high of each slot."""
    return np.stack([program.slot[end] for end in ("low", "middle", "high")], axis=1)


def value_at(place: Floats, ends: Floats) -> Floats:
    """Return the value at a probability: low at 0, middle at 1/2, high at 1, linear between."""
    low, middle, high = ends[:, 0], ends[:, 1], ends[:, 2]
    lower = low + (middle - low) * (2.0 * place)
    upper = middle + (high - middle) * (2.0 * place - 1.0)
    return np.where(place < 0.5, lower, upper)


def place_in(value: Floats, ends: Floats) -> Floats:
    """Return the probability of a value within its range; 1/2 where both halves have none."""
    low, middle, high = ends[:, 0], ends[:, 1], ends[:, 2]
    below, above = middle - low, high - middle
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(below > 0, 0.5 * (value - low) / below, 0.5)
        upper = np.where(above > 0, 0.5 + 0.5 * (value - middle) / above, 0.5)
    return np.where(value < middle, lower, upper)


def philox(key: int | np.uint64 | Words, high: int | np.uint64 | Words, low: Words) -> Words:
    """Return the draws of :mod:`renkei.engine.kernel.rng` for many keys or entities at once."""
    keys, upper = (
        np.asarray(word % _LONG if isinstance(word, int) else word, np.uint64)
        for word in (key, high)
    )
    for step in range(7):
        turn = keys + np.uint64(step * _GOLDEN % _LONG)
        product = _high_product(low)
        low, upper = product ^ turn ^ upper, np.uint64(_MULTIPLIER) * low
    return low


def _high_product(words: Words) -> Words:
    """Return the upper words of the products with the multiplier of Philox."""
    shift = np.uint64(32)
    a, b = np.uint64(_MULTIPLIER) & _HALF, np.uint64(_MULTIPLIER) >> shift
    c, d = words & _HALF, words >> shift
    middle = ((a * c) >> shift) + ((a * d) & _HALF) + ((b * c) & _HALF)
    found: Words = b * d + ((a * d) >> shift) + ((b * c) >> shift) + (middle >> shift)
    return found


def to_unit(bits: Words) -> Floats:
    """Return the upper 52 bits as numbers in (0, 1)."""
    found: Floats = ((bits >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52
    return found


def describe(worlds: WorldSource) -> dict[str, Any]:
    """Return kind, rows, weights and factors of worlds, for a record."""
    if not isinstance(worlds, ListedWorlds):
        kind = "latin" if isinstance(worlds, LatinWorlds) else "sobol"
        return {"kind": kind, "rows": None, "weighted": False, "factors": None}
    found = {
        "kind": "rows",
        "rows": len(worlds.values),
        "weighted": worlds.weights is not None,
        "factors": list(worlds.paths),
    }
    return found if worlds.lucks is None else {**found, "luck": True}
