"""The line of requests for platforms: requests that wait, platforms held, the next to be served.

What for: the one line in which `allocate`, `equip` and `take` wait for the platforms of all pools,
and the marks by which stations and line are served once everything else of a moment has happened.
Takes the state; changes it.

What is held: a request that waits holds, of each pool on its list, as many free platforms as it
asks for, after those who stand before it. Whoever comes later, in class or in time, has what is
left. So nobody is delayed by one behind him; platforms may stand idle for one who needs several.
Besides, a pool may keep a reserve for urgent requests: to others its last platforms do not exist.
Nothing is held for a request that others may overtake, for one that its pools could not fill if all
platforms were at home, or for one whose items are not on hand yet.

When: within one moment first everything moves that needs neither team, platform nor item. Then,
class by class, stations start work, one token at a time, draws take items, one at a time, and the
line is served, a class or up to the first request that fails; whatever this sets off at the same
moment comes before the next. So among those who meet at one moment the more urgent is served first,
in whatever order they came.
"""

from __future__ import annotations

from renkei.engine.kernel.jit import Record, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import append
from renkei.engine.kernel.state import State
from renkei.program.machine.blocks import SELECTION, PoolOrder

_MOST_READY = int(PoolOrder.MOST_READY)

LINE, DRAWS = 2, 1
"""Bits of a class in ``core.marked``, from which the next class is two bits away."""


@inlined
def gives_up(block: Record) -> bool:
    """Return whether a request of this block leaves the line when it has waited too long."""
    return bool(block.dist >= 0)


@inlined
def selection_of(block: Record) -> int:
    """Return how a request of this block chooses among its pools."""
    return int(block.flags // SELECTION)


@inlined
def mark(s: State, i: int, rank: int) -> None:
    """Let station i be served at this moment, in the turn of class ``rank``."""
    st = s.station[i]
    if not st.marked >> rank & 1:
        st.marked |= 1 << rank
        c = s.core[0]
        s.marks[c.n_marks] = 4 * i + rank
        c.n_marks += 1


@inlined
def mark_station(s: State, i: int) -> None:
    """Let station i be served at this moment, in the turn of its most urgent class."""
    if s.station[i].queued > 0:
        rank = 0
        while s.queue[4 * i + rank].first < 0:
            rank += 1
        mark(s, i, rank)


@inlined
def next_class(s: State) -> int:
    """Return the most urgent class of the line or of draws that is marked; 4: none."""
    rank = 0
    while rank < 4 and not s.core[0].marked >> (2 * rank) & (LINE | DRAWS):
        rank += 1
    return rank


@inlined
def next_station(s: State, rank: int) -> int:
    """Take the next station off the marks; -1: the line comes before it, at ``rank``.

    It is the first marked of the most urgent class. Few are marked at one moment.
    """
    c = s.core[0]
    n = wide(c.n_marks)
    if n == 0:
        return -1
    row = wide(s.marks[0])
    best = 0
    if n > 1:
        for k in range(1, n):
            if s.marks[k] & 3 < row & 3:
                best = k
                row = wide(s.marks[k])
    if row & 3 > rank:
        return -1
    c.n_marks = n - 1
    for k in range(best + 1, n):
        s.marks[k - 1] = s.marks[k]
    i = row >> 2
    s.station[i].marked &= ~(1 << (row & 3))
    return i


@inlined
def mark_line(s: State) -> None:
    """Let the line be served at this moment: platforms or items have come, or less is held."""
    for rank in range(4):
        if s.waiting[rank].first >= 0:
            s.core[0].marked |= LINE << (2 * rank)


@inlined
def join_line(s: State, t: int, rank: int) -> None:
    """Put token t at the end of its class of the line, to be tried at this moment."""
    c = s.core[0]
    token = s.token[t]
    token.since = c.now
    token.begun = -1.0  # not tried yet
    token.duration = -1.0  # when a choice from outside last left it waiting
    append(s.token, s.waiting[rank], t)
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
def reserved(p: Tables, s: State, i: int, rank: int) -> int:
    """Return how many platforms of pool i a request of class ``rank`` may not have."""
    return wide(s.pool[i].reserve) if rank > p.pool[i].reserve_for else 0


@inlined
def available(p: Tables, s: State, i: int, rank: int) -> int:
    """Return the free platforms of pool i that a request of class ``rank`` may have now."""
    return max(not_held(s, i) - reserved(p, s, i, rank), 0)


@inlined
def put_in_turn(p: Tables, s: State, first: int, end: int, rank: int, selection: int) -> None:
    """Set ``turn``: the candidates of a request in the order in which it draws on them.

    As listed, or those with the largest share of their platforms available first; equal shares stay
    as listed. Shares are compared as whole products, not as fractions.
    """
    for k in range(first, end):
        s.turn[k - first] = k
        if selection == _MOST_READY:
            i = wide(p.request_pool[k])
            mine, size = available(p, s, i, rank), max(wide(s.pool[home(s, i)].size), 1)
            n = k - first
            while n > 0:
                before = wide(s.turn[n - 1])
                j = wide(p.request_pool[before])
                share = available(p, s, j, rank) * size
                if share >= mine * max(wide(s.pool[home(s, j)].size), 1):
                    break
                s.turn[n] = before
                n -= 1
            s.turn[n] = k


@inlined
def hold_platforms(s: State, i: int, count: int) -> None:
    """Hold platforms of pool i from those further back in the line, in this pass along it."""
    pool = s.pool[home(s, i)]
    if pool.held_in != s.core[0].passes:
        pool.held_in = s.core[0].passes
        pool.held = 0
    pool.held += count
