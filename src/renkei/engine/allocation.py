"""Pools of platforms: reserve, wait, give back.

What for: the blocks `allocate` and `release`. Takes tables, state and a token; changes the state.

Order: waiting requests are tried by precedence, then by time, at each release; one that cannot be
filled is passed over, so that platforms do not idle while a larger request waits.
"""

from __future__ import annotations

import math

from renkei.engine.compile import helper, inlined, wide
from renkei.engine.docks import ARM_FAILS, NOT_NOW, regrant
from renkei.engine.heap import KIND_BITS, at_once
from renkei.engine.readiness import commit, integrate_pool, make_ready
from renkei.engine.state import State
from renkei.engine.tables import Tables
from renkei.engine.tokens import add_segment, hand_on, lacking, new_child, new_join
from renkei.program.blocks import Op, WhenShort

_LESS = int(WhenShort.LESS)
_ALLOCATE, _TAKE = int(Op.ALLOCATE), int(Op.TAKE)


@inlined
def wanted(p: Tables, s: State, t: int) -> int:
    """Return the platforms that token t, at an allocation, asks for in this world."""
    slot = p.blocks[s.token[t].pc].slot
    if slot < 0:
        return int(s.token[t].ask)
    n: int = math.floor(s.world[slot] + 0.5)
    return n


@inlined
def could_ever(p: Tables, s: State, t: int) -> bool:
    """Return whether the pools of token t's request could fill it with everything free."""
    block = p.blocks[s.token[t].pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    total = 0
    for k in range(p.request_first[at], p.request_first[at + 1]):
        total += s.pool[p.request_pool[k]].size
    return total >= (1 if block.b == _LESS else wanted(p, s, t))


@helper
def grant(p: Tables, s: State, t: int) -> bool:
    """Reserve platforms for token t and start the children, if its request can be filled now."""
    token = s.token[t]
    block = p.blocks[token.pc]
    owner = s.incident[token.incident]
    at = block.a * p.distances_nmi.shape[1] + owner.place
    first, end = p.request_first[at], p.request_first[at + 1]
    count = wanted(p, s, t)
    free = 0
    for k in range(first, end):
        free += s.pool[p.request_pool[k]].free
    if free < count and not (block.b == _LESS and free > 0):
        return False
    left = min(count, free)
    children = 0
    for k in range(first, end):
        if left > 0 and s.pool[p.request_pool[k]].free > 0:
            left -= min(left, s.pool[p.request_pool[k]].free)
            children += 1
    c = s.core[0]
    now = c.now
    add_segment(s, t, block.tag, now - token.since, 0.0, 0.0)
    token.pc += 1
    if children == 0:  # nothing asked for
        at_once(s.ring, c, t << KIND_BITS)
        return True
    j = new_join(s, t, children, children)
    left = min(count, free)
    for k in range(first, end):
        i = wide(p.request_pool[k])
        if left > 0 and s.pool[i].free > 0:
            take = min(left, s.pool[i].free)
            left -= take
            integrate_pool(c, s.pool[i], now)
            s.pool[i].free -= take
            if c.warm_up <= now < c.horizon:
                s.pool[i].allocations += take
            child = new_child(c, s.token, owner, t, wide(p.request_target[k]))
            row = s.token[child]
            row.join = j
            row.pool = i
            row.quantity = take
            row.stays = token.stays
            s.stay_end[child] = s.stay_end[t]
            if c.sustains:
                hand_on(s, t, child)
                commit(s, child)
            at_once(s.ring, c, child << KIND_BITS)
    return True


@inlined
def note_short(p: Tables, s: State, t: int) -> None:
    """Count the request of token t as short, at the pool it prefers."""
    block = p.blocks[s.token[t].pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    now = s.core[0].now
    if p.request_first[at] < p.request_first[at + 1] and (
        s.core[0].warm_up <= now < s.core[0].horizon
    ):
        s.pool[p.request_pool[p.request_first[at]]].short += 1


@inlined
def wait_for_platforms(s: State, t: int) -> None:
    """Put token t at the end of its class of waiting requests."""
    rank = s.token[t].precedence
    s.token[t].next = -1
    last = s.waiting[rank, 1]
    if last < 0:
        s.waiting[rank, 0] = t
    else:
        s.token[last].next = t
    s.waiting[rank, 1] = t


@inlined
def try_again(p: Tables, s: State, t: int) -> bool:
    """Try the waiting request of token t again; return whether it waits no more."""
    token = s.token[t]
    block = p.blocks[token.pc]
    if block.op == _ALLOCATE:
        return grant(p, s, t)
    result = regrant(p, s, t)
    if result == NOT_NOW:
        return False
    if block.op == _TAKE:
        s.cargo[t].granted = 1
        at_once(s.ring, s.core[0], t << KIND_BITS)
    elif result == ARM_FAILS:
        add_segment(s, t, block.tag, s.core[0].now - token.since, 0.0, 0.0)
        token.pc = block.c
        at_once(s.ring, s.core[0], t << KIND_BITS)
    return True


@helper
def serve_waiting(p: Tables, s: State) -> bool:
    """Grant waiting requests; return False if the arrays are too small to go on."""
    c = s.core[0]
    for rank in range(4):
        before = -1
        t = wide(s.waiting[rank, 0])
        while t >= 0:
            if c.room <= 0 and lacking(s) != 0:
                return False
            c.room -= 1
            after = wide(s.token[t].next)
            if try_again(p, s, t):
                if before < 0:
                    s.waiting[rank, 0] = after
                else:
                    s.token[before].next = after
                if after < 0:
                    s.waiting[rank, 1] = before
            else:
                before = t
            t = after
    return True


@inlined
def give_back(s: State, t: int) -> None:
    """Return the platforms of token t to their pool."""
    token = s.token[t]
    if token.quantity > 0:
        integrate_pool(s.core[0], s.pool[token.pool], s.core[0].now)
        s.pool[token.pool].free += token.quantity
        if s.core[0].sustains:
            make_ready(s, t)
    token.quantity = 0
    token.pool = -1
