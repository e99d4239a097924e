"""The program: what the engine executes, as flat arrays and names.

What for: the boundary between building a model and running it. Takes arrays in canonical order
(stations, sources, pools, calendars, gates, worlds and tags sorted by name); gives
:class:`Program`, which is immutable, picklable, printable (:mod:`renkei.program.machine.listing`)
and has a digest that two programs share if and only if every array and name is equal.

Units: hours since the start of the scenario, 1/h, nautical miles, knots. Row number -1 in any index
column means "none".
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.blocks import Op
from renkei.program.machine.policy import Policy, policy_digest

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Table = NDArray[np.void]

BLOCK = np.dtype(
    [
        ("op", np.int32),  # kind, see renkei.program.machine.blocks
        ("tag", np.int32),  # row of tags: to what its time is attributed
        ("dist", np.int32),  # row of dists
        ("slot", np.int32),  # row of slots
        ("a", np.int32),  # operands, by kind
        ("b", np.int32),
        ("c", np.int32),
        ("flags", np.int32),
        ("purpose", np.uint64),  # hash of the purpose: part of the key of its draws
    ]
)

SLOT = np.dtype(
    [
        ("key", np.uint64),  # hash of the path: key of its draw
        ("best", np.float64),  # as stated: the value of the nominal world
        ("middle", np.float64),  # at u = 1/2; another than `best` where that is the mean of worlds
        ("low", np.float64),
        ("high", np.float64),
        ("factor", np.int32),  # slot that multiplies it
        ("pad", np.int32),
    ]
)

DIST = np.dtype(
    [
        ("kind", np.int32),  # Shape
        ("slot", np.int32),  # slot that gives the mean; -1: `mean`
        ("factor", np.int32),  # slot that multiplies
        ("first", np.int32),  # first knot, for tables
        ("n", np.int32),  # knots
        ("pad", np.int32),
        ("mean", np.float64),
        ("p", np.float64),  # parameters of the shape of mean 1, by kind
        ("q", np.float64),
        ("r", np.float64),
    ]
)

STATION = np.dtype(
    [
        ("teams", np.int32),  # slot
        ("calendar", np.int32),
        ("off_teams", np.int32),  # slot; -1: work rests outside the calendar
        ("rooms", np.int32),  # most tokens in queue and service; -1: no limit
        ("schedule", np.int32),  # first row of the schedule
        ("n_schedule", np.int32),
        ("build_up", np.int32),  # first row of build-up steps; -1: always active
        ("n_build_up", np.int32),
        ("interrupts", np.int32),  # classes below this one interrupt less urgent work; 0: none
    ]
)

POOL = np.dtype(
    [
        ("key", np.uint64),  # hash of the name: part of the key of its draws
        ("platforms", np.int32),  # slot
        ("availability", np.int32),  # slot
        ("notice", np.int32),  # dist
        ("turnaround", np.int32),  # dist
        ("speed", np.int32),  # slot
        ("endurance", np.int32),  # slot [h]; -1: no limit
        ("fleet", np.int32),  # pool whose platforms it has: itself, or that of an earlier phase
        ("schedule", np.int32),  # first row of the schedule; its slots are pools, -1: none
        ("n_schedule", np.int32),
        ("reserve", np.int32),  # slot: platforms kept for urgent requests; -1: none
        ("reserve_for", np.int32),  # the last class of request that may have them
        ("pad", np.int32),
    ]
)

SOURCE = np.dtype(
    [
        ("key", np.uint64),  # hash of the name: part of the key of each of its incidents
        ("rate", np.int32),  # slot; -1: a fixed list
        ("overdispersion", np.int32),  # slot: coefficient of variation of the yearly factor
        ("extra", np.int32),  # slot: mean number of further incidents per arrival
        ("within", np.int32),  # dist: delay of each of them
        ("precedence", np.int32),
        ("counted", np.int32),
        ("phase", np.int32),  # first row of phase_times
        ("n_phases", np.int32),
        ("entry", np.int32),  # first of n_phases * n_places entries
        ("weights", np.int32),  # first of n_places cumulative weights
        ("intensity", np.int32),  # first row of the intensity
        ("n_intensity", np.int32),
        ("times", np.int32),  # first of the fixed arrival times
        ("n_times", np.int32),
        ("years", np.int32),  # first of the starts of years
        ("n_years", np.int32),
    ]
)

STOCK = np.dtype(
    [
        ("on_hand", np.int32),  # slot: amount at the start
        ("reorder", np.int32),  # slot: order at this position or below; -1: at any fall
        ("lot", np.int32),  # slot: amount of an order; -1: up to the target
        ("up_to", np.int32),  # slot: target; -1: none
        ("orders", np.int32),  # source of its orders; -1: never orders
        ("continuous", np.int32),  # reviewed after each draw
        ("full", np.int32),  # slot: amount at which it counts as full; -1: none
        ("rank", np.int32),  # class of what platforms wait for; -1: that of their request
    ]
)

ARM = np.dtype(
    [
        ("stock", np.int32),
        ("amount", np.int32),  # slot: for each platform
        ("short", np.int32),  # WhenShort
    ]
)

TAG_FIELDS = (
    "name",
    "incident",
    "step",
    "kind",
    "nation",
    "headquarters",
    "cell",
    "text",
    "rule",
    "where",
)
"""Columns of a tag; ``name`` is its key."""


_SPARSE = (
    "stocks",
    "tallies",
    "stock",
    "arm",
    "arm_first",
    "training",
    "population",
    "inverse",
    "sample_every_h",
    "phase_slots",
    "loss_begins",
    "loss_rows",
)
"""Fields that are left out of the digest where they are empty or 0."""


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled model.

    Names of row i of a table stand in the tuple of the same stem (``stations`` names the rows of
    ``station``). ``blocks[i]`` is block i; ``jumps[i]`` is (target block or station, slot of its
    probability or -1).

    Attributes
    ----------
    horizon_h, warm_up_h, drain_h
        Statistics are taken over ``[warm_up_h, horizon_h)``; the run goes on for at most
        ``drain_h`` more, so that counted incidents can end.
    milestones, traced
        Names of milestones; indices of those whose critical path is summed.
    places, reasons, tags
        Names of places, of reasons of failure, and tags as tuples of :data:`TAG_FIELDS`.
    labels
        Readable names of blocks: (block, name), sorted.
    purposes
        Purpose of each block as text, empty where it draws nothing.
    slots
        Paths of the world values.
    slot, dist, station, pool, source, blocks
        Tables; see the dtypes of this module.
    knots
        ``(n, 2)`` quantile tables: logit(u) or cumulative weight, and value.
    calendar_first
        ``(n_calendars + 1,)`` first interval of each calendar in opens, closes and open_before.
    opens, closes, open_before
        Intervals ``[open, close)`` [h], and open hours of the calendar before each.
    gate_first, gate_times
        ``(n_gates + 1,)`` first row of each gate; times [h].
    schedule_hours, schedule_slots
        Steps of the teams of stations by design phase (-1: it retires); of pools, the pool whose
        platforms, as many as it has, and training a fleet has from then on.
    build_after, build_share
        Slots of the steps of build-up.
    request_first
        ``(n_requests * n_places + 1,)`` first candidate of request r at place p, at
        ``r * n_places + p``.
    request_pool, request_target
        Candidates in order of preference: pool, and block of its route.
    distances_nmi
        ``(n_pools, n_places)`` [nmi].
    phase_times, entries, weights, intensity_times, intensity_factors, fixed_times, year_starts
        Arrays of the sources; see :data:`SOURCE`. ``weights`` are cumulative and end with 1.
        Profiles of production stand in the intensity too.
    stocks, tallies
        Names of stocks of items, and of tallies of times.
    stock, arm
        Tables; see the dtypes of this module.
    arm_first
        ``(len(request_pool) + 1,)`` first arm of each candidate; empty where no block equips.
    training
        ``(n_pools,)`` slot of the share of time in which ready platforms train, or -1; empty where
        no pool has one.
    population
        ``(n_sources,)`` slot of the number of incidents at hour 0, or -1; empty where no source
        has one.
    inverse
        Rows of the slots that count as one over their value.
    sample_every_h
        Interval of the series of stocks and pools; 0: none.
    phase_slots
        As ``phase_times``: slot of the hours after that time at which the phase begins, or -1;
        empty where no phase has one.
    loss_begins, loss_rows
        For each time for which a station is lost: when [h]; ``(n, 3)``: the station, the slot of
        the hours until it is restored, the slot of the hours until it is diverted (-1: never).
    policy
        Chooses the platforms that are sent, in place of the orders of preference; None: nobody.
    """

    horizon_h: float
    warm_up_h: float
    drain_h: float
    milestones: tuple[str, ...]
    traced: tuple[int, ...]
    places: tuple[str, ...]
    reasons: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[int, str], ...]
    purposes: tuple[str, ...]
    slots: tuple[str, ...]
    stations: tuple[str, ...]
    calendars: tuple[str, ...]
    gates: tuple[str, ...]
    pools: tuple[str, ...]
    sources: tuple[str, ...]
    slot: Table
    dist: Table
    station: Table
    pool: Table
    source: Table
    blocks: Table
    jumps: Integers
    knots: Floats
    calendar_first: Integers
    opens: Floats
    closes: Floats
    open_before: Floats
    gate_first: Integers
    gate_times: Floats
    schedule_hours: Floats
    schedule_slots: Integers
    build_after: Integers
    build_share: Integers
    request_first: Integers
    request_pool: Integers
    request_target: Integers
    distances_nmi: Floats
    phase_times: Floats
    entries: Integers
    weights: Floats
    intensity_times: Floats
    intensity_factors: Floats
    fixed_times: Floats
    year_starts: Floats
    stocks: tuple[str, ...]
    tallies: tuple[str, ...]
    stock: Table
    arm: Table
    arm_first: Integers
    training: Integers
    population: Integers
    inverse: Integers
    sample_every_h: float
    phase_slots: Integers
    loss_begins: Floats
    loss_rows: Integers
    policy: Policy | None = field(default=None, kw_only=True)

    def digest(self) -> str:
        """Return the SHA-256 of all that affects a result, in hexadecimal.

        Words for people do not: texts, rules and line numbers of tags, labels of blocks. So a
        comment in the scenario, a display name, or another folder leave the digest as it is.
        """
        sha = hashlib.sha256()
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "labels" or value is None:
                continue
            if one.name == "policy":
                value = policy_digest(value)
            if one.name in _SPARSE and (len(value) if np.ndim(value) else value) == 0:
                continue
            if one.name == "tags":
                value = tuple(tag[: TAG_FIELDS.index("text")] for tag in value)
            sha.update(one.name.encode())
            if isinstance(value, np.ndarray):
                sha.update(f"{value.dtype.str}{value.dtype.fields}{value.shape}".encode())
                sha.update(np.ascontiguousarray(value).tobytes())
            else:
                sha.update(repr(value).encode())
            sha.update(b"\0")
        return sha.hexdigest()

    @property
    def sustains(self) -> bool:
        """Whether it has stocks, tallies, samples or a block of sustainment."""
        op = self.blocks["op"]
        does = bool(np.any((op >= Op.EQUIP) & (op <= Op.MUSTER)))
        return does or bool(self.stocks) or self.sample_every_h > 0

    @property
    def fleets(self) -> Integers:
        """Rows of the pools that have platforms; the others are phases of one of these."""
        return np.flatnonzero(self.pool["fleet"] == np.arange(len(self.pool))).astype(np.int32)

    @property
    def most_platforms(self) -> int:
        """The size of the largest pool in any world."""
        return max((self._highest(row) for row in self.pool), default=0)

    def _highest(self, pool: Any) -> int:
        size = 1.0
        for slot in (pool["platforms"], pool["availability"]):
            while slot >= 0:
                row = self.slot[slot]
                size *= float(1 / row["low"] if slot in self.inverse else row["high"])
                slot = row["factor"]
        return math.floor(size + 0.5)

    @property
    def varying_slots(self) -> tuple[int, ...]:
        """Rows of the slots that differ between worlds."""
        return tuple(
            int(i) for i in range(len(self.slots)) if self.slot["low"][i] < self.slot["high"][i]
        )

    def __repr__(self) -> str:
        return (
            f"Program({len(self.blocks)} blocks, {len(self.stations)} stations, "
            f"{len(self.pools)} pools, {len(self.sources)} sources, {self.digest()[:12]})"
        )


def text_hash(text: str) -> int:
    """Return the 64-bit key of a name, path or purpose (BLAKE2b)."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def table(dtype: np.dtype[Any], rows: list[tuple[Any, ...]]) -> Table:
    """Return a table from rows in the order of the columns."""
    return np.array(rows, dtype=dtype)
