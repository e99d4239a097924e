"""Platforms taken, equipped and docked: grants that ask more than free platforms, teams held.

What for: the blocks `take` and `equip`, tried in the line of requests, and the blocks of docks.
Takes tables, state and a token; changes the state.
"""

from __future__ import annotations

import math

from renkei.engine.calendars import open_ticks
from renkei.engine.clock import hours, ticks
from renkei.engine.compile import helper, inlined, wide
from renkei.engine.heap import KIND_BITS, at_once
from renkei.engine.line import not_held
from renkei.engine.readiness import commit, integrate_pool, shift
from renkei.engine.state import State
from renkei.engine.supply import fallen, integrate_stock, issue, whole, within
from renkei.engine.tables import Tables
from renkei.engine.tokens import add_segment, hand_on, new_child, new_join
from renkei.program.blocks import Status, WhenShort

_LESS, _FAIL = int(WhenShort.LESS), int(WhenShort.FAIL)
_READY = int(Status.READY)

NOT_NOW, GRANTED, FAILS = 0, 1, 2


@inlined
def take(p: Tables, s: State, t: int) -> bool:
    """Take platforms out of the pool, if there are enough."""
    c = s.core[0]
    token = s.token[t]
    block = p.blocks[token.pc]
    i = wide(block.a)
    count = math.floor(s.world[block.slot] + 0.5)
    if not_held(s, i) < count:
        return False
    if count > 0:
        integrate_pool(c, s.pool[i], c.now)
        s.pool[i].free -= count
        shift(s, i, _READY, wide(block.flags), count)
        token.pool = i
        token.quantity = count
        s.cargo[t].status = block.flags
        s.cargo[t].taken = 1
    return True


@inlined
def equippable(p: Tables, s: State, k: int, most: int) -> int:
    """Return for how many platforms of candidate k, at most, there are the items they wait for."""
    for a in range(p.arm_first[k], p.arm_first[k + 1]):
        arm = p.arm[a]
        per = whole(s, arm.amount)
        if arm.short != _LESS and per > 0.0:
            st = s.stock[arm.stock]
            most = min(most, math.floor((st.on_hand - st.promised) / per))
    return most


@inlined
def promise(p: Tables, s: State, k: int, count: int) -> None:
    """Set aside, within one request, what ``count`` platforms of candidate k wait for."""
    for a in range(p.arm_first[k], p.arm_first[k + 1]):
        if p.arm[a].short != _LESS:
            s.stock[p.arm[a].stock].promised += count * whole(s, p.arm[a].amount)


@inlined
def keep_no_promise(p: Tables, s: State, first: int, end: int) -> None:
    """Set nothing aside any more."""
    for k in range(first, end):
        for a in range(p.arm_first[k], p.arm_first[k + 1]):
            s.stock[p.arm[a].stock].promised = 0.0


@helper
def items_there(p: Tables, s: State, first: int, end: int, count: int, less: bool) -> bool:
    """Return whether a request could be equipped now if all platforms were at home."""
    left = count
    for k in range(first, end):
        most = equippable(p, s, k, min(left, wide(s.pool[p.request_pool[k]].size)))
        promise(p, s, k, most)
        left -= most
    keep_no_promise(p, s, first, end)
    return left <= 0 or (less and left < count)


@inlined
def equip(p: Tables, s: State, t: int) -> int:
    """Send platforms with the items that they need, if there are enough of both."""
    c = s.core[0]
    token = s.token[t]
    block = p.blocks[token.pc]
    owner = s.incident[token.incident]
    at = block.a * p.distances_nmi.shape[1] + owner.place
    first, end = p.request_first[at], p.request_first[at + 1]
    count = wide(token.ask)
    if block.slot >= 0:
        count = math.floor(s.world[block.slot] + 0.5)
    left = count
    free = 0
    children = 0
    fails = False
    for k in range(first, end):  # what the pools could send, each with what is then left
        here = not_held(s, wide(p.request_pool[k]))
        free += here
        for a in range(p.arm_first[k], p.arm_first[k + 1]):
            fails |= p.arm[a].short == _FAIL
        most = equippable(p, s, k, min(left, here))
        promise(p, s, k, most)
        s.send[k - first] = most
        left -= most
        children += most > 0
    keep_no_promise(p, s, first, end)
    if left > 0 and not (block.b == _LESS and left < count):
        return FAILS if fails and free >= count else NOT_NOW
    waited = c.now - token.since
    add_segment(s, t, block.tag, waited, 0.0, 0.0)
    token.pc += 1
    if children == 0:
        at_once(s.ring, c, t << KIND_BITS)
        return GRANTED
    j = new_join(s, t, children, children)
    for k in range(first, end):
        most = wide(s.send[k - first])
        if most > 0:
            i = wide(p.request_pool[k])
            integrate_pool(c, s.pool[i], c.now)
            s.pool[i].free -= most
            if within(s):
                s.pool[i].allocations += most
            child = new_child(c, s.token, owner, t, wide(p.request_target[k]))
            row = s.token[child]
            row.join = j
            row.pool = i
            row.quantity = most
            row.stays = token.stays
            s.stay_end[child] = s.stay_end[t]
            hand_on(s, t, child)
            commit(s, child)
            at_once(s.ring, c, child << KIND_BITS)
            for a in range(p.arm_first[k], p.arm_first[k + 1]):
                stock = wide(p.arm[a].stock)
                arm_platforms(p, s, stock, most * whole(s, p.arm[a].amount), waited)
    return GRANTED


@inlined
def arm_platforms(p: Tables, s: State, k: int, amount: float, waited: float) -> None:
    """Draw what platforms need from stock k."""
    st = s.stock[k]
    integrate_stock(s, k, s.core[0].now)
    got = min(amount, st.on_hand)
    issue(s, k, got)
    if within(s):
        st.claims += 1
        st.demanded += amount
        st.wait_h += hours(waited)
        if waited <= 0.0:
            st.filled += got
    fallen(p, s, k)


@inlined
def note_seized(p: Tables, s: State, t: int) -> None:
    """Put the wait of token t for its team on its path, closed hours apart."""
    token = s.token[t]
    block = p.blocks[token.pc - 1]
    st = s.station[block.a]
    queue = token.begun - token.since
    closed = 0.0
    if st.closes and queue > 0.0:
        calendar = p.station[block.a].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        opened = open_ticks(
            p.opens, p.closes, p.open_before, first, stop, token.begun
        ) - open_ticks(p.opens, p.closes, p.open_before, first, stop, token.since)
        closed = max(queue - opened, 0.0)
        queue = queue - closed
    add_segment(s, t, block.tag, queue, closed, 0.0)


@inlined
def first_to_open(p: Tables, s: State, pc: int) -> int:
    """Return the block of the station of a choice that opens first; without teams it never does."""
    block = p.blocks[pc]
    target = -1
    least = math.inf
    for k in range(block.a, block.a + 2 * block.b, 2):
        at = ticks(s.world[p.jumps[k, 1]])
        if s.station[p.jumps[k + 1, 0]].teams > 0 and at < least:
            target = int(p.jumps[k, 0])
            least = at
    return target if target >= 0 else int(p.jumps[block.a, 0])


@inlined
def choose_dock(p: Tables, s: State, pc: int) -> int:
    """Return the block of the station chosen."""
    now = s.core[0].now
    block = p.blocks[pc]
    target = -1
    least = math.inf
    for k in range(block.a, block.a + 2 * block.b, 2):
        st = s.station[p.jumps[k + 1, 0]]
        if st.teams > 0 and now >= ticks(s.world[p.jumps[k, 1]]):
            load = (st.busy + st.queued) / st.teams
            if load < 1.0:
                return int(p.jumps[k, 0])
            if load < least:
                target = int(p.jumps[k, 0])
                least = load
    return target if target >= 0 else first_to_open(p, s, pc)
