"""The things of the twin: tokens, incidents, calendars, stations, pools.

What for: objects instead of the kernel's rows; see :mod:`renkei.engine.twin.twin`. Takes rows of
the program as dictionaries.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from renkei.engine.columns import STOCKS
from renkei.program.machine.blocks import CLOCKS, Status
from renkei.program.machine.clock import TICKS

Row = dict[str, Any]


def rows(table: np.ndarray[Any, Any]) -> list[Row]:
    """Return the rows of a table as dictionaries of Python numbers."""
    return [dict(zip(table.dtype.names or (), row, strict=True)) for row in table.tolist()]


@dataclass(eq=False)
class Segment:
    """Hours on a path, and the segment before."""

    previous: Segment | None
    tag: int
    hours: tuple[float, float, float]


@dataclass(eq=False)
class Incident:
    """An incident."""

    key: int
    arrived: float
    source: int
    ordinal: int
    place: int
    counted: bool
    window: bool
    stamps: list[float]
    heads: list[Segment | None]
    tokens: int = 0
    outcome: int = 0
    assembled: list[int] = field(default_factory=lambda: [0, 0])
    given_up: bool = False
    come: int = 0
    active: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Join:
    """Where a parent waits for reports."""

    parent: Token
    need: int


@dataclass(eq=False)
class Token:
    """A token."""

    incident: Incident
    pc: int
    precedence: int
    recorded: bool
    round: int = 0
    path: Segment | None = None
    join: Join | None = None
    station: int = -1
    pool: int = -1
    quantity: int = 0
    ask: int = 0
    until: float = -1.0
    since: float = 0.0
    begun: float = 0.0
    duration: float = 0.0
    ends: float = -1.0  # its present work
    stopped: bool = False  # its present work was interrupted
    counts: bool = False  # it joined its queue within the window
    left: float = 0.0  # of it
    lot: float = 0.0
    due: float = 0.0  # amount ordered, of which it is the order
    clocks: tuple[float, ...] = (math.nan,) * CLOCKS
    counts_in: dict[int, int] = field(default_factory=dict)  # tally of each clock under way
    wants: dict[int, float] = field(default_factory=dict)  # by stock, of a request that waits
    lacks: dict[int, bool] = field(default_factory=dict)  # stocks it lacked: whether it counts
    granted: bool = False  # what it waited for has come
    tried: bool = False  # its request, since it joined the line
    left_waiting: float = -1.0  # when a policy last let it wait
    asked: float = 0.0  # of a draw
    need: float = 0.0  # of it, still to come
    reserve: float = 0.0
    used: float = 0.0  # use of the pool when it last passed
    target: float = 0.0
    made_from: float = -1.0  # its first make
    status: int = 0  # of the platforms carried
    taken: bool = False  # they were not sent on a mission
    held: int = -1  # station whose team it holds


class Calendar:
    """Opening hours."""

    def __init__(self, opens: list[float], closes: list[float], before: list[float]) -> None:
        self.opens, self.closes, self.before = opens, closes, before

    def _row(self, time: float) -> int:
        return bisect_right(self.opens, time) - 1

    def is_open(self, time: float) -> bool:
        """Return whether it is open."""
        row = self._row(time)
        return row >= 0 and time < self.closes[row]

    def boundary_after(self, time: float) -> float:
        """Return the next opening or closing."""
        row = self._row(time)
        if self.is_open(time):
            return self.closes[row]
        return self.opens[row + 1] if row + 1 < len(self.opens) else math.inf

    def opened(self, time: float) -> float:
        """Return the open ticks before a time."""
        row = self._row(time)
        if row < 0:
            return 0.0
        return self.before[row] + (min(time, self.closes[row]) - self.opens[row])

    def advance(self, time: float, work: float) -> float:
        """Return when work ends that rests while closed."""
        target = self.opened(time) + work
        for opened, closed, before in zip(self.opens, self.closes, self.before, strict=True):
            if before + (closed - opened) >= target:
                return max(time, opened + (target - before))
        return math.inf


class StationState:
    """A station: teams, queues, integrals."""

    def __init__(self, row: Row, calendar: Calendar | None) -> None:
        self.row = row
        self.calendar = calendar
        self.rests = calendar is not None and row["off_teams"] < 0
        self.teams = self.off = self.base = self.base_off = self.busy = self.active = 0
        self.step = row["schedule"]
        self.wake = math.inf
        self.activated = self.last = 0.0
        self.queues: list[deque[Token]] = [deque() for _ in range(4)]
        self.working: list[Token] = []
        self.busy_h = self.queue_h = self.capacity_h = self.wait_h = 0.0
        self.served = self.joined = self.fresh = 0
        self.retired = False
        self.lost = self.diverted = False  # nobody works there; and what comes goes elsewhere
        self.losses: list[tuple[float, float]] = []  # when it is lost and when restored

    @property
    def queued(self) -> int:
        """Tokens in the queues."""
        return sum(map(len, self.queues))

    @property
    def closes(self) -> bool:
        """Whether nobody starts work outside hours."""
        return self.calendar is not None and self.base_off == 0

    def split_wait(self, since: float, begun: float) -> tuple[float, float]:
        """Return the ticks of a wait in which work could begin, and those in which it could not."""
        queue, closed = begun - since, 0.0
        if self.closes and self.calendar and queue > 0:
            closed = max(queue - (self.calendar.opened(begun) - self.calendar.opened(since)), 0.0)
            queue -= closed
        for begin, end in self.losses:
            lost = self._could_begin(max(begin, since), min(end, begun))
            queue, closed = queue - lost, closed + lost
        return queue, closed

    def _could_begin(self, since: float, until: float) -> float:
        """Return for how long of a span work could be begun, were the station not lost."""
        if until <= since:
            return 0.0
        if self.closes and self.calendar:
            return self.calendar.opened(until) - self.calendar.opened(since)
        return until - since

    def integrate(self, now: float, window: tuple[float, float]) -> None:
        """Take the time integrals up to now."""
        start, end = max(self.last, window[0]), min(now, window[1])
        self.last = now
        if end <= start:
            return
        hours = (end - start) / TICKS
        self.queue_h += self.queued * hours
        self.wait_h += self.fresh * hours
        opened = hours
        if self.calendar is not None:
            opened = (self.calendar.opened(end) - self.calendar.opened(start)) / TICKS
        self.busy_h += self.busy * (opened if self.rests else hours)
        by_day, by_night = max(self.teams, self.busy), max(self.off, self.busy)
        if self.retired or self.lost:
            by_day = by_night = self.busy
        if self.calendar is None or self.rests:
            self.capacity_h += by_day * opened
        else:
            self.capacity_h += by_day * opened + by_night * (hours - opened)


class PoolState:
    """A fleet of platforms: those of a pool and of what it becomes in later phases."""

    def __init__(self, most: int) -> None:
        self.size = self.free = self.most = 0
        self.leaving = 0  # of `size`, those who go when they come back
        self.mustered = self.newest = 0
        self.last = self.busy_h = self.capacity_h = 0.0
        self.allocations = self.short = 0
        self.count = [0] * len(Status)  # by status
        self.status_h = [0.0] * len(Status)
        self.capable_h = [0.0] * (most + 1)  # by number mission capable
        self.training = 0.0
        self.use = self.posted = 0.0
        self.deployments = 0
        self.users: list[Token] = []
        self.holes: Counter[int] = Counter()  # by stock
        self.downs: list[Token] = []  # that wait for a platform to be whole
        self.pending = False
        self.wake = math.inf

    def integrate(self, now: float, window: tuple[float, float]) -> None:
        """Take the time integrals up to now."""
        hours = (min(now, window[1]) - max(self.last, window[0])) / TICKS
        self.last = now
        if hours > 0:
            self.busy_h += (self.size - self.free) * hours
            self.capacity_h += self.size * hours

    def resize(self, size: int, mustered: int) -> None:
        """Set the number of platforms: added ones are ready, and free ones go first.

        The integrals are taken up to now.
        """
        while self.size - self.leaving < size:
            if self.leaving > 0:  # platforms that were to go may stay
                self.leaving -= 1
            else:
                self.size += 1
                self.free += 1
                self.count[Status.READY] += 1
        while self.size - self.leaving > size:
            if self.free > 0:
                self.size -= 1
                self.free -= 1
                self.count[Status.READY] -= 1
            else:
                self.leaving += 1
        if mustered != self.mustered:
            self.newest = min(self.mustered, mustered)
            self.mustered = mustered

    def rate(self) -> float:
        """Return the use in platform-hours an hour."""
        return self.count[Status.COMMITTED] + self.training * self.count[Status.READY]

    def post(self, now: float, window: tuple[float, float]) -> None:
        """Take the integrals by status up to now."""
        hours = (min(now, window[1]) - max(self.posted, window[0])) / TICKS
        self.posted = now
        if hours > 0:
            for k in range(len(Status)):
                self.status_h[k] += self.count[k] * hours
            self.capable_h[sum(self.count[:3])] += hours


class StockState:
    """A stock of an item."""

    def __init__(self, row: Row, on_hand: float, full: float) -> None:
        self.row = row
        self.on_hand = on_hand
        self.full = full
        self.due_in = self.backorder = self.last = 0.0
        self.claimants: list[list[Token]] = [[] for _ in range(4)]
        self.rooms: list[Token] = []
        self.requests: list[Token] = []  # that want something of it
        self.pending = False
        self.on_hand_h = self.backorder_h = self.empty_h = self.wait_h = 0.0
        self.claims = self.orders = 0
        self.demanded = self.filled_at_once = self.issued = self.received = self.ordered = 0.0
        self.lost = 0.0  # of what was demanded
        self.on_hand_end = self.due_in_end = self.owed_at_end = 0.0
        self.levels: list[tuple[float, float]] = []  # within the window: since when, on hand

    def wanted(self, k: int, requests: list[Token] | None = None) -> float:
        """Return what requests (None: all that wait) want of it."""
        chosen = self.requests if requests is None else requests
        return sum(request.wants[k] for request in chosen)

    def owed(self, k: int, window: tuple[float, float]) -> tuple[float, float]:
        """Return the amount asked for and not on hand, and its part asked for in the window."""
        fresh = [t for t in self.requests if window[0] <= t.since < window[1]]
        claims = [t for queue in self.claimants for t in queue if window[0] <= t.since < window[1]]
        wanted, of_fresh = self.wanted(k), self.wanted(k, fresh)
        left = max(self.on_hand - (wanted - of_fresh), 0.0)
        return (
            self.backorder + max(wanted - self.on_hand, 0.0),
            sum(claim.need for claim in claims) + max(of_fresh - left, 0.0),
        )

    def integrate(self, k: int, now: float, window: tuple[float, float]) -> None:
        """Take the time integrals up to now, and the levels at the horizon."""
        begin = max(self.last, window[0])
        hours = (min(now, window[1]) - begin) / TICKS
        if self.last < window[1] <= now:
            self.on_hand_end, self.due_in_end = self.on_hand, self.due_in
            self.owed_at_end = self.owed(k, window)[1]
        self.last = now
        if hours > 0:
            owed, fresh = self.owed(k, window)
            self.on_hand_h += self.on_hand * hours
            self.backorder_h += owed * hours
            self.wait_h += fresh * hours
            self.empty_h += hours if self.on_hand <= 0 else 0.0
            self.levels.append((begin, self.on_hand))

    def times(self) -> dict[str, float]:
        """Return when it was first empty, its lowest level and when, and when it was full again."""
        empty = [at for at, level in self.levels if level <= 0]
        lowest = min((level for _, level in self.levels), default=math.inf)
        first = next((at for at, level in self.levels if level == lowest), math.nan)
        full = [at for at, level in self.levels if at >= first and level >= self.full]
        return {
            "empty_at_h": min(empty, default=math.nan) / TICKS,
            "lowest": lowest,
            "lowest_at_h": first / TICKS,
            "full_at_h": min(full, default=math.nan) / TICKS,
        }

    def sums(self) -> dict[str, float]:
        """Return the row of its table by name."""
        own = {name: value for name, value in vars(self).items() if name in STOCKS.names}
        return own | self.times() | {"unfilled": self.lost + self.owed_at_end}
