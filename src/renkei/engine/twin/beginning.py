"""The twin's beginning: the world of a replication, its event list, arrivals and draws.

What for: the part of :class:`~renkei.engine.twin.twin.Twin` that knows nothing of blocks.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import Any

import numpy as np

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.arrivals import arrival_times
from renkei.engine.twin.parts import (
    Calendar,
    Incident,
    Join,
    PoolState,
    Row,
    Segment,
    StationState,
    StockState,
    Token,
    rows,
)
from renkei.program.machine.clock import TICKS, ticked
from renkei.program.machine.program import Program, text_hash


class Beginning:
    """State of one replication, its world, arrivals and draws."""

    def __init__(self, program: Program, seed: int, replication: int, nominal: bool) -> None:
        self.program = p = ticked(program)
        self.key = draws.replication_key(seed, replication)
        self.window = (p.warm_up_h, p.horizon_h)
        self.now = 0.0
        self.sequence = 0
        self.events: list[tuple[float, int, int, Any]] = []
        self.open_counted = 0
        self.finished: list[Incident] = []
        self.alive: list[Incident] = []
        self.living: set[Token] = set()
        self.listed: list[tuple[float, int, int, int, int]] = []
        self.waiting: list[list[Token]] = [[] for _ in range(4)]
        self.drawing: list[list[Token]] = [[] for _ in range(4)]  # at this moment
        self.held: Counter[int] = Counter()  # platforms by pool, in one pass along the line
        self.marked: list[dict[int, None]] = [{} for _ in range(4)]  # stations to serve now
        self.line_marked: set[int] = set()  # classes of the line to serve now
        self.path_hours = np.zeros((len(p.traced), len(p.tags), 3))
        self.reached = np.zeros((len(p.traced), len(p.sources)), np.int64)
        self.sojourns = np.zeros((len(p.sources), 3))
        self.blocks, self.dists, self.sources = rows(p.blocks), rows(p.dist), rows(p.source)
        self.knots, self.jumps = p.knots.tolist(), p.jumps.tolist()
        self.world = self._world(nominal)
        self.scale = [self._scale(dist) for dist in self.dists]
        self.stations = [StationState(row, self._calendar(row)) for row in rows(p.station)]
        self.attributes = rows(p.pool)
        fleets = [PoolState(p.most_platforms) for _ in self.attributes]
        self.pools = [fleets[row["fleet"]] for row in self.attributes]
        self.stocks = [
            StockState(
                row,
                float(math.floor(self.world[row["on_hand"]] + 0.5)),
                float(math.floor(self.world[row["full"]] + 0.5)) if row["full"] >= 0 else math.inf,
            )
            for row in rows(p.stock)
        ]
        self.tallies = np.zeros((len(p.tallies), 4))
        self.stock_series: list[list[tuple[float, float, float]]] = []
        self.pool_series: list[list[list[int]]] = []
        for i, st in enumerate(self.stations):
            st.base = self._teams(st.row["teams"])
            st.base_off = self._teams(st.row["off_teams"]) if st.row["off_teams"] >= 0 else 0
            self._set_teams(st)
            if st.step < st.row["schedule"] + st.row["n_schedule"]:
                self._schedule(float(p.schedule_hours[st.step]), Kind.SCHEDULE, i)
        for i, row in enumerate(self.attributes):
            if row["fleet"] == i:
                self._begin_fleet(i, row)
        self.arrivals = [
            iter([0.0] * n + [math.inf])
            if (n := self._population(i)) is not None
            else arrival_times(p, self.sources[i], self.world, self.key)
            for i in range(len(self.sources))
        ]
        self.made = [0] * len(self.sources)
        self.arrived = [0] * len(self.sources)
        for i in range(len(self.sources)):
            self._schedule_arrival(i)
        for stock in self.stocks:
            if stock.row["continuous"]:
                self._review(stock)
        if p.sample_every_h > 0:
            self._schedule(0.0, Kind.SAMPLE, 0)

    def _review(self, stock: StockState) -> None:
        raise NotImplementedError

    def _set_teams(self, st: StationState) -> None:
        raise NotImplementedError

    # The world

    def _world(self, nominal: bool) -> list[float]:
        slots = rows(self.program.slot)
        own = []
        for slot in slots:
            low, middle, high = slot["low"], slot["middle"], slot["high"]
            if nominal:
                own.append(slot["best"])
                continue
            u = draws.uniform(self.key, slot["key"], 0, 0)
            if u < 0.5:
                own.append(low + (middle - low) * (2 * u))
            else:
                own.append(middle + (high - middle) * (2 * u - 1))
        inverse = set(self.program.inverse.tolist())
        self.reported = []
        world = []
        for i, slot in enumerate(slots):
            value, plain = own[i], own[i]
            if i in inverse:
                value = 1.0 / value
            while slot["factor"] >= 0:
                other = slot["factor"]
                value = value / own[other] if other in inverse else value * own[other]
                plain, slot = plain * own[other], slots[other]
            world.append(value)
            self.reported.append(plain if i in inverse else value)
        return world

    def _scale(self, dist: Row) -> float:
        mean = self.world[dist["slot"]] if dist["slot"] >= 0 else dist["mean"]
        return float(mean * self.world[dist["factor"]] if dist["factor"] >= 0 else mean)

    def _calendar(self, row: Row) -> Calendar | None:
        c, p = row["calendar"], self.program
        if c < 0:
            return None
        part = slice(int(p.calendar_first[c]), int(p.calendar_first[c + 1]))
        arrays = (p.opens[part], p.closes[part], p.open_before[part])
        return Calendar(*(array.tolist() for array in arrays))

    def _pool_size(self, row: Row) -> int:
        size = self.world[row["platforms"]]
        if row["availability"] >= 0:
            size = size * self.world[row["availability"]]
        return math.floor(size + 0.5)

    def _begin_fleet(self, i: int, row: Row) -> None:
        pool, first = self.pools[i], row["schedule"]
        steps = list(range(first, first + row["n_schedule"]))
        kinds = [i] + [int(self.program.schedule_slots[k]) for k in steps]
        pool.most = max(self._pool_size(self.attributes[at]) for at in kinds if at >= 0)
        self._resize(pool, i)
        pool.newest = 0
        for k in steps:
            if self.program.schedule_hours[k] <= 0:
                self._resize(pool, int(self.program.schedule_slots[k]))
                pool.newest = 0
            else:
                at = float(self.program.schedule_hours[k])
                self._schedule(at, Kind.SCHEDULE, len(self.stations) + k)
        pool.training = self._training(i)

    def _resize(self, pool: PoolState, like: int) -> None:
        """Let a fleet have the platforms of a pool; -1: none."""
        size = mustered = 0
        if like >= 0:
            size = self._pool_size(self.attributes[like])
            mustered = math.floor(self.world[self.attributes[like]["platforms"]] + 0.5)
        pool.resize(size, mustered)

    def _training(self, i: int) -> float:
        slots = self.program.training
        return self.world[slots[i]] if len(slots) and i >= 0 and slots[i] >= 0 else 0.0

    def _teams(self, slot: int) -> int:
        teams = math.floor(self.world[slot] + 0.5)
        return 1 if teams < 1 <= self.program.slot["best"][slot] else teams

    def _population(self, source: int) -> int | None:
        """Return how many incidents a source has at hour 0 in this world, if it is such a one."""
        slots = self.program.population
        if not len(slots) or slots[source] < 0:
            return None
        n: int = math.floor(self.world[slots[source]] + 0.5)
        return n

    # Events

    def _schedule(self, time: float, kind: int, what: Any) -> None:
        self.sequence += 1
        heapq.heappush(self.events, (time, self.sequence, kind, what))

    def _schedule_arrival(self, source: int) -> None:
        time = next(self.arrivals[source])
        if time <= self.program.horizon_h + self.program.drain_h:
            self._schedule(time, Kind.ARRIVAL, source)

    # Arrivals

    def _arrive(self, i: int) -> Token:
        source = self.sources[i]
        number = self.arrived[i]
        self.arrived[i] += 1
        first = self._new_incident(i, self.now, number, 0)
        self._schedule_arrival(i)
        if source["extra"] >= 0:
            purpose = text_hash("further incidents of a cluster")
            u = draws.uniform(self.key, first.incident.key, purpose, 0)
            extra = draws.poisson_quantile(min(self.world[source["extra"]], 700.0), u)
            for member in range(1, extra + 1):
                key = draws.incident_key(source["key"], number, member)
                u = draws.uniform(self.key, key, text_hash("delay within a cluster"), 0)
                at = self.now + self._duration(source["within"], u)
                self._schedule(at, Kind.TOKEN, self._new_incident(i, at, number, member))
        return first

    def _new_incident(self, i: int, at: float, number: int, member: int) -> Token:
        source, p = self.sources[i], self.program
        key = draws.incident_key(source["key"], number, member)
        n = len(p.places)
        place = 0
        if n > 1:
            u = draws.uniform(self.key, key, text_hash("place of an incident"), 0)
            weights = p.weights[source["weights"] : source["weights"] + n]
            place = bisect_left(weights.tolist(), u)
        starts = p.phase_times[source["phase"] : source["phase"] + source["n_phases"]]
        phase = max(bisect_right(starts.tolist(), at) - 1, 0)
        window = self.window[0] <= at < self.window[1]
        counted = window and bool(source["counted"])
        stamps = [math.nan] * len(p.milestones)
        heads: list[Segment | None] = [None] * len(p.milestones)
        incident = Incident(key, at, i, self.made[i], place, counted, window, stamps, heads)
        self.made[i] += 1
        self.open_counted += counted
        self.alive.append(incident)
        pc = int(p.entries[source["entry"] + phase * n + place])
        return self._new_token(incident, pc, source["precedence"], counted)

    def _new_token(self, incident: Incident, pc: int, precedence: int, recorded: bool) -> Token:
        incident.tokens += 1
        token = Token(incident, pc, precedence, recorded)
        self.living.add(token)
        return token

    def _child(self, parent: Token, pc: int, join: Join | None = None) -> Token:
        child = self._new_token(parent.incident, pc, parent.precedence, parent.recorded)
        child.round, child.path, child.join = parent.round, parent.path, join
        child.lot, child.due, child.clocks = parent.lot, parent.due, parent.clocks
        return child

    # Draws and paths

    def _sample(self, dist: int, u: float) -> float:
        return max(draws.unit_draw(self.dists[dist], self.knots, u) * self.scale[dist], 0.0)

    def _duration(self, dist: int, u: float) -> float:
        return draws.ticks(self._sample(dist, u))

    def _uniform(self, token: Token, block: Row, salt: int = 0) -> float:
        purpose = block["purpose"] ^ salt
        if token.pool >= 0:
            purpose ^= self.attributes[token.pool]["key"]
        return draws.uniform(self.key, token.incident.key, purpose, token.round)

    def _record(self, token: Token, tag: int, *spans: float) -> None:
        if token.recorded and sum(spans) > 0:
            queue, closed, busy = (span / TICKS for span in spans)
            token.path = Segment(token.path, tag, (queue, closed, busy))
