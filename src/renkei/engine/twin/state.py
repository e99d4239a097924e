"""The state of one replication of the twin, and what every part of it needs.

What for: the one object over which all functions of the twin work. Takes the program in ticks and
the world; holds who lives, what waits and what was counted. Its methods are the few things that
any block may do: schedule an event, draw, put hours on a path, let somebody be served now.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from renkei.engine.columns import SOJOURNS, TALLIES
from renkei.engine.twin import draws
from renkei.engine.twin.parts import (
    Incident,
    PoolState,
    Row,
    Segment,
    StationState,
    StockState,
    Token,
    rows,
)
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program

CLASSES = 4
"""Precedences: 0 is the most urgent."""


class Run:
    """One replication under way. A new object is empty; ``beginning`` fills it.

    Parameters
    ----------
    program
        In ticks.
    key
        Of the replication.
    world, reported
        Values of the slots, as they count and as results give them.
    """

    def __init__(
        self, program: Program, key: int, world: list[float], reported: list[float]
    ) -> None:
        p = self.program = program
        self.key = key
        self.world, self.reported = world, reported
        self.window = (p.warm_up_h, p.horizon_h)  # in which statistics are taken
        # The program as rows of Python numbers
        self.blocks, self.dists, self.sources = rows(p.blocks), rows(p.dist), rows(p.source)
        self.attributes = rows(p.pool)
        self.knots, self.jumps = p.knots.tolist(), p.jumps.tolist()
        self.scale: list[float] = []  # of each distribution in this world
        # The event list: time, number, kind, and whom it concerns
        self.now = 0.0
        self.sequence = 0
        self.events: list[tuple[float, int, int, Any]] = []
        self.listed: list[tuple[float, int, int, int, int]] = []  # the trace
        # Arrivals by source: times to come, incidents made, arrivals had
        self.arrivals: list[Iterator[float]] = []
        self.made = [0] * len(self.sources)
        self.arrived = [0] * len(self.sources)
        # Who lives, and who has ended
        self.alive: list[Incident] = []
        self.living: set[Token] = set()
        self.open_counted = 0  # counted incidents not done
        self.finished: list[Incident] = []
        # Stations, pools (those of one fleet share one object) and stocks
        self.stations: list[StationState] = []
        self.pools: list[PoolState] = []
        self.stocks: list[StockState] = []
        # Who waits, by class: requests for platforms, and draws of this moment
        self.waiting: list[list[Token]] = [[] for _ in range(CLASSES)]
        self.drawing: list[list[Token]] = [[] for _ in range(CLASSES)]
        self.held: Counter[int] = Counter()  # platforms by fleet, in one pass along the line
        # Who is to be served at this moment: stations by class, classes of the line
        self.marked: list[dict[int, None]] = [{} for _ in range(CLASSES)]
        self.line_marked: set[int] = set()
        # Sums and series
        self.path_hours = np.zeros((len(p.traced), len(p.tags), 3))
        self.reached = np.zeros((len(p.traced), len(p.sources)), np.int64)
        self.sojourns = [dict.fromkeys(SOJOURNS.names, 0.0) for _ in p.sources]
        self.tallies = [dict.fromkeys(TALLIES.names, 0.0) for _ in p.tallies]
        self.stock_series: list[list[dict[str, float]]] = []
        self.pool_series: list[list[list[int]]] = []

    def within(self, at: float | None = None) -> bool:
        """Return whether a time, the present one where none is given, counts for statistics."""
        return self.window[0] <= (self.now if at is None else at) < self.window[1]

    def whole(self, slot: int) -> float:
        """Return a world value as a whole number."""
        return float(math.floor(self.world[slot] + 0.5))

    # Events, and who is served at this moment

    def schedule(self, time: float, kind: int, what: Any) -> None:
        """Put an event on the list; of one time, what was put first comes first."""
        self.sequence += 1
        heapq.heappush(self.events, (time, self.sequence, kind, what))

    def mark_station(self, i: int) -> None:
        """Let a station be served at this moment, in the turn of its most urgent class."""
        rank = next((k for k, queue in enumerate(self.stations[i].queues) if queue), None)
        if rank is not None:
            self.marked[rank].setdefault(i)

    def mark_line(self) -> None:
        """Let the line of requests be served at this moment."""
        self.line_marked |= {rank for rank, requests in enumerate(self.waiting) if requests}

    # Draws and paths

    def uniform(self, token: Token, block: Row, salt: int = 0) -> float:
        """Return the number in (0, 1) of a token at a block, the same under every design."""
        purpose = block["purpose"] ^ salt
        if token.pool >= 0:
            purpose ^= self.attributes[token.pool]["key"]
        return draws.uniform(self.key, token.incident.key, purpose, token.round)

    def sample(self, dist: int, u: float) -> float:
        """Return the value of a distribution in this world at a probability."""
        return max(draws.unit_draw(self.dists[dist], self.knots, u) * self.scale[dist], 0.0)

    def duration(self, dist: int, u: float) -> float:
        """Return the same in ticks."""
        return draws.ticks(self.sample(dist, u))

    def record(self, token: Token, tag: int, *spans: float) -> None:
        """Put ticks in the queue, closed and busy on the path of a token."""
        if token.recorded and sum(spans) > 0:
            queue, closed, busy = (span / TICKS for span in spans)
            token.path = Segment(token.path, tag, (queue, closed, busy))
