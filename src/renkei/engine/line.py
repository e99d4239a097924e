"""The line of requests for platforms: who waits, what is held for him, what is served next.

What for: the one line in which `allocate`, `equip` and `take` wait for the platforms of all pools,
and the marks by which stations and line are served once everything else of a moment has happened.
Takes the state; changes it.

What is held: a request that waits holds, of each pool on its list, as many free platforms as it
asks for, after those who stand before it. Whoever comes later, in class or in time, has what is
left. So nobody is delayed by one behind him; platforms may stand idle for one who needs several.
Nothing is held for a request that others may overtake, for one that its pools could not fill if all
platforms were at home, or for one whose items are not there yet.

When: within one moment first everything moves that needs neither team nor platform. Then, class by
class, stations start work, one token at a time, and the line is served, a class or up to the first
request that fails; whatever this sets off at the same moment comes before the next. So among those
who meet at one moment the more urgent is served first, in whatever order they came.
"""

from __future__ import annotations

from renkei.engine.compile import helper, inlined, wide
from renkei.engine.state import UNMARKED, State

LINE = 2
"""Of the two bits of a class in ``core.marked``, that of the line; 1 is that of the stations."""


@inlined
def mark(s: State, i: int, rank: int) -> None:
    """Let station i be served at this moment, in the turn of class ``rank``."""
    c = s.core[0]
    if c.marked == 0:  # as nearly always: spares the list
        c.sole = 4 * i + rank
        c.marked = 1 << (2 * rank)
    elif c.sole != 4 * i + rank:
        _mark_beside_others(s, 4 * i + rank)


@helper
def _mark_beside_others(s: State, row: int) -> None:
    c = s.core[0]
    if c.sole >= 0:
        sole = wide(c.sole)
        c.sole = -1
        _list_mark(s, sole)
    if s.queue[row].next == UNMARKED:
        _list_mark(s, row)


@inlined
def _list_mark(s: State, row: int) -> None:
    rank = row & 3
    s.queue[row].next = -1
    if s.marks[rank, 0] >= 0:
        s.queue[s.marks[rank, 1]].next = row
    else:
        s.marks[rank, 0] = row
        s.core[0].marked |= 1 << (2 * rank)
    s.marks[rank, 1] = row


@inlined
def mark_station(s: State, i: int) -> None:
    """Let station i be served at this moment, in the turn of its most urgent class."""
    if s.station[i].queued > 0:
        rank = 0
        while s.queue[4 * i + rank].first < 0:
            rank += 1
        mark(s, i, rank)


@inlined
def only_station(s: State) -> int:
    """Take the mark of a station off if it is the only mark; else return -1."""
    c = s.core[0]
    row = wide(c.sole)
    if row < 0 or c.marked != 1 << (2 * (row & 3)):
        return -1
    c.sole = -1
    c.marked = 0
    return row >> 2


@inlined
def next_station(s: State, rank: int) -> int:
    """Take the first station marked in class ``rank`` off the marks."""
    c = s.core[0]
    row = wide(c.sole)
    if row >= 0:
        c.sole = -1
        c.marked &= ~(1 << (2 * rank))
        return row >> 2
    row = wide(s.marks[rank, 0])
    after = wide(s.queue[row].next)
    s.queue[row].next = UNMARKED
    s.marks[rank, 0] = after
    if after < 0:
        c.marked &= ~(1 << (2 * rank))
    return row >> 2


@inlined
def mark_line(s: State) -> None:
    """Let the line be served at this moment: platforms or items have come, or less is held."""
    for rank in range(4):
        if s.waiting[rank, 0] >= 0:
            s.core[0].marked |= LINE << (2 * rank)


@inlined
def join_line(s: State, t: int, rank: int) -> None:
    """Put token t at the end of its class of the line, to be tried at this moment."""
    c = s.core[0]
    token = s.token[t]
    token.since = c.now
    token.begun = -1.0  # not tried yet
    token.next = -1
    last = s.waiting[rank, 1]
    if last < 0:
        s.waiting[rank, 0] = t
    else:
        s.token[last].next = t
    s.waiting[rank, 1] = t
    c.marked |= LINE << (2 * rank)


@inlined
def home(s: State, i: int) -> int:
    """Return the row of the pool that has the platforms of pool i."""
    return wide(s.pool[i].fleet)


@inlined
def not_held(s: State, i: int) -> int:
    """Return the free platforms of pool i that are not held, in this pass along the line."""
    pool = s.pool[home(s, i)]
    free = wide(pool.free)
    if pool.held_in == s.core[0].passes:
        free = max(free - wide(pool.held), 0)
    return free


@inlined
def hold_platforms(s: State, i: int, count: int) -> None:
    """Hold platforms of pool i from those further back in the line, in this pass along it."""
    pool = s.pool[home(s, i)]
    if pool.held_in != s.core[0].passes:
        pool.held_in = s.core[0].passes
        pool.held = 0
    pool.held += count
