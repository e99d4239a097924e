"""Pools of platforms: ask, wait in line, be served, give back.

What for: the blocks `allocate` and `release`, and the pass along the line in which `equip` and
`take` wait too. Takes tables, state and a token; changes the state. Order, and what is held for
those who wait: :mod:`renkei.engine.kernel.waiting_line`.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.clock import ticks
from renkei.engine.kernel.docks import (
    ASKS,
    FAILS,
    GRANTED,
    NOT_NOW,
    answered,
    claim_items,
    drop_items,
    equip,
    equippable,
    items_there,
    pass_by,
    refuse_items,
    take,
)
from renkei.engine.kernel.event_list import KIND_BITS, at_once, schedule
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import unlink
from renkei.engine.kernel.readiness import commit, integrate_pool, make_ready
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.tokens import add_segment, hand_on, lacking, new_child, new_join, within
from renkei.engine.kernel.waiting_line import (
    LINE,
    available,
    gives_up,
    hold_platforms,
    home,
    join_line,
    put_in_turn,
    reserved,
    selection_of,
)
from renkei.program.machine.blocks import OVERTAKEN, Op, WhenShort

_LESS, _FAIL = int(WhenShort.LESS), int(WhenShort.FAIL)
_EQUIP, _TAKE = int(Op.EQUIP), int(Op.TAKE)
_OPENING = Kind.OPENING


@inlined
def wanted(p: Tables, s: State, t: int) -> int:
    """Return the platforms that token t, at an allocation, asks for in this world."""
    slot = p.blocks[s.token[t].pc].slot
    if slot < 0:
        return int(s.token[t].ask)
    n: int = math.floor(s.world[slot] + 0.5)
    return n


@inlined
def could_ever(p: Tables, s: State, t: int, ever: bool) -> bool:
    """Return whether the pools of token t's request could fill it if all platforms were free.

    With those that they have now, or with ``ever`` in any phase.
    """
    block = p.blocks[s.token[t].pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    total = 0
    for k in range(p.request_first[at], p.request_first[at + 1]):
        i = wide(p.request_pool[k])
        pool = s.pool[home(s, i)]
        size = wide(pool.most) if ever else wide(pool.size)
        total += max(size - reserved(p, s, i, wide(s.token[t].precedence)), 0)
    return total >= (1 if block.b == _LESS else wanted(p, s, t))


@helper
def grant(p: Tables, s: State, t: int) -> int:
    """Reserve platforms for token t and start the children, if its request can be filled now."""
    token = s.token[t]
    block = p.blocks[token.pc]
    owner = s.incident[token.incident]
    at = block.a * p.distances_nmi.shape[1] + owner.place
    first, end = p.request_first[at], p.request_first[at + 1]
    count = wanted(p, s, t)
    rank = wide(token.precedence)
    free = 0
    for k in range(first, end):
        free += available(p, s, wide(p.request_pool[k]), rank)
    if free < count and not (block.b == _LESS and free > 0):
        return NOT_NOW
    c = s.core[0]
    if c.asks:
        answer = answered(s, t, count)
        if answer != GRANTED:
            return answer
    left = min(count, free)
    children = 0
    put_in_turn(p, s, first, end, rank, selection_of(block))
    for n in range(end - first):
        k = wide(s.turn[n])
        mine = min(left, available(p, s, wide(p.request_pool[k]), rank))
        if c.asks:
            mine = min(mine, wide(s.choice[k - first]))
        s.send[k - first] = mine
        left -= mine
        children += mine > 0
    if c.asks and left > 0 and not (block.b == _LESS and children > 0):
        token.duration = c.now
        return NOT_NOW
    now = c.now
    add_segment(s, t, block.tag, now - token.since, 0.0, 0.0)
    token.pc += 1 + gives_up(block)
    if children == 0:  # nothing asked for
        at_once(s.ring, c, t << KIND_BITS)
        return GRANTED
    j = new_join(s, t, children, children)
    for k in range(first, end):
        i = home(s, wide(p.request_pool[k]))
        mine = wide(s.send[k - first])
        if mine > 0:
            integrate_pool(c, s.pool[i], now)
            s.pool[i].free -= mine
            if within(s, now):
                s.pool[i].allocations += mine
            child = new_child(c, s.token, owner, t, wide(p.request_target[k]))
            row = s.token[child]
            row.join = j
            row.pool = p.request_pool[k]
            row.quantity = mine
            row.stays = token.stays
            s.stay_end[child] = s.stay_end[t]
            if c.sustains:
                hand_on(s, t, child)
                commit(s, child)
            at_once(s.ring, c, child << KIND_BITS)
    return GRANTED


@inlined
def note_short(p: Tables, s: State, t: int) -> None:
    """Count the request of token t as short, at the pool it prefers."""
    block = p.blocks[s.token[t].pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    now = s.core[0].now
    if p.request_first[at] < p.request_first[at + 1] and within(s, now):
        s.pool[home(s, wide(p.request_pool[p.request_first[at]]))].short += 1


@inlined
def ask(p: Tables, s: State, t: int) -> bool:
    """Put token t, at an allocation, into the line; return whether it goes on instead.

    It does where its pools could never fill the request and the block says where it then goes.
    """
    token = s.token[t]
    block = p.blocks[token.pc]
    if block.c >= 0 and not could_ever(p, s, t, True):
        note_short(p, s, t)
        token.pc = block.c
        return True
    join_line(s, t, wide(token.precedence))
    if block.op == _EQUIP:
        claim_items(p, s, t, False)
    if gives_up(block):
        c = s.core[0]
        at = c.now + ticks(s.world[block.dist])
        schedule(s.heap, s.ring, c, at, (len(p.station) << KIND_BITS) | _OPENING)
        c.others += 1
    return False


@inlined
def hold_for(p: Tables, s: State, t: int) -> None:
    """Hold what token t waits for from those behind it.

    See :mod:`renkei.engine.kernel.waiting_line`.
    """
    block = p.blocks[s.token[t].pc]
    if block.op == _TAKE:
        count = math.floor(s.world[block.slot] + 0.5)
        if count <= s.pool[home(s, wide(block.a))].size:
            hold_platforms(s, wide(block.a), count)
        return
    if block.flags & OVERTAKEN or not could_ever(p, s, t, False):
        return
    count = wanted(p, s, t)
    at = block.a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    first, end = p.request_first[at], p.request_first[at + 1]
    equips = block.op == _EQUIP
    rank = wide(s.token[t].precedence)
    if equips and not items_there(p, s, first, end, count, rank, block.b == _LESS):
        return
    for k in range(first, end):
        most = equippable(p, s, k, count, True) if equips else count
        most = min(most, available(p, s, wide(p.request_pool[k]), rank))  # the reserve is not its
        hold_platforms(s, wide(p.request_pool[k]), most)


@helper
def attempt(p: Tables, s: State, t: int) -> int:
    """Try the request of token t, with what is not held; unless NOT_NOW, it leaves the line."""
    token = s.token[t]
    block = p.blocks[token.pc]
    c = s.core[0]
    if block.op == _TAKE:
        if not take(p, s, t):
            return NOT_NOW
        s.cargo[t].granted = 1
        at_once(s.ring, c, t << KIND_BITS)
        return GRANTED
    result = FAILS
    then = wide(block.c)
    # A failed incident gets no further force.
    if block.c < 0 or s.incident[token.incident].outcome < 2:
        result = equip(p, s, t) if block.op == _EQUIP else grant(p, s, t)
        if result in (GRANTED, ASKS):
            return int(result)
        if token.begun < 0.0:
            token.begun = 0.0
            note_short(p, s, t)
        if result == NOT_NOW and block.b != _FAIL:
            if not gives_up(block) or c.now - token.since < ticks(s.world[block.dist]):
                return NOT_NOW
            s.incident[token.incident].given_up = 1
            then = token.pc + 1
        elif result == FAILS:
            refuse_items(p, s, t)
    add_segment(s, t, block.tag, c.now - token.since, 0.0, 0.0)
    if block.op == _EQUIP:
        drop_items(p, s, t)
    token.pc = then
    at_once(s.ring, c, t << KIND_BITS)
    return FAILS


@helper
def serve_line(p: Tables, s: State, rank: int) -> None:
    """Serve one class of the line.

    The pass stops where the arrays are too small, or where somebody outside is to choose. It goes
    on from there before anything else happens.
    """
    c = s.core[0]
    before = -1
    if c.line < 0:
        c.marked &= ~(LINE << (2 * rank))  # items drawn on the way mark it again
        c.passes += 1
        for k in range(len(s.stock)):
            s.stock[k].ahead = 0.0
        for ahead in range(rank):
            t = wide(s.waiting[ahead].first)
            while t >= 0:
                hold_for(p, s, t)
                pass_by(p, s, t)
                t = wide(s.token[t].next)
    else:
        before = wide(c.before)
    c.line = -1
    t = wide(s.waiting[rank].first) if before < 0 else wide(s.token[before].next)
    while t >= 0:
        if c.room <= 0 and lacking(s) != 0:
            c.line, c.before = rank, before
            return
        c.room -= 1
        after = wide(s.token[t].next)
        result = attempt(p, s, t)
        if result == ASKS:
            c.line, c.before = rank, before
            return
        if result != NOT_NOW:
            unlink(s.token, s.waiting[rank], before, after)
            for behind in range(rank + 1, 4):  # platforms held for it may be free for them
                if s.waiting[behind].first >= 0:
                    c.marked |= LINE << (2 * behind)
            if result == FAILS and after >= 0:  # its incident may fail before others try
                c.marked |= LINE << (2 * rank)
                return
        else:
            if p.blocks[s.token[t].pc].op == _EQUIP:
                claim_items(p, s, t, True)
            hold_for(p, s, t)
            pass_by(p, s, t)
            before = t
        t = after


@inlined
def give_back(s: State, t: int) -> None:
    """Return the platforms of token t to their pool."""
    token = s.token[t]
    if token.quantity > 0:
        i = home(s, wide(token.pool))
        pool = s.pool[i]
        integrate_pool(s.core[0], pool, s.core[0].now)
        if s.core[0].sustains:
            make_ready(s, t)
        gone = min(wide(pool.leaving), wide(token.quantity))
        pool.free += token.quantity - gone
        pool.size -= gone
        pool.leaving -= gone
        if s.core[0].sustains:
            s.platforms[i, 0] -= gone
    token.quantity = 0
    token.pool = -1
