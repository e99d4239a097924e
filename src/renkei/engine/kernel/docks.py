"""Platforms taken, equipped and docked: grants that ask more than free platforms, teams held.

What for: the blocks `take` and `equip`, tried in the line of requests, and the blocks of docks.
Takes tables, state and a token; changes the state.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.clock import ticks
from renkei.engine.kernel.event_list import KIND_BITS, at_once
from renkei.engine.kernel.jit import Record, helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import commit, integrate_pool, shift
from renkei.engine.kernel.state import State
from renkei.engine.kernel.stations import closed_ticks
from renkei.engine.kernel.stocks import fallen, give_out, integrate_stock, issue, set_want, whole
from renkei.engine.kernel.tokens import add_segment, hand_on, new_child, new_join, within
from renkei.engine.kernel.waiting_line import (
    available,
    gives_up,
    home,
    not_held,
    put_in_turn,
    reserved,
    selection_of,
)
from renkei.program.machine.blocks import Op, Status, WhenShort

_EQUIP = int(Op.EQUIP)
_WAIT, _LESS, _FAIL = int(WhenShort.WAIT), int(WhenShort.LESS), int(WhenShort.FAIL)
_READY = int(Status.READY)

NOT_NOW, GRANTED, FAILS, ASKS = 0, 1, 2, 3

_COUNTED, _AT_HAND = -2.0, -3.0
"""What `lack` says at a grant: its demand counts already; the items were on hand."""


@inlined
def take(p: Tables, s: State, t: int) -> bool:
    """Take platforms out of the pool, if there are enough."""
    c = s.core[0]
    token = s.token[t]
    block = p.blocks[token.pc]
    i = home(s, wide(block.a))
    count = math.floor(s.world[block.slot] + 0.5)
    if not_held(s, i) < count:
        return False
    if count > 0:
        integrate_pool(c, s.pool[i], c.now)
        s.pool[i].free -= count
        shift(s, i, _READY, wide(block.flags), count)
        token.pool = wide(block.a)
        token.quantity = count
        s.cargo[t].status = block.flags
        s.cargo[t].taken = 1
    return True


@inlined
def answered(s: State, t: int, count: int) -> int:
    """Return GRANTED if it is chosen from outside what token t gets, or asks for nothing.

    ASKS where it is to be chosen now, NOT_NOW where the choice of this moment was to wait.
    """
    c = s.core[0]
    if c.chosen == t or count <= 0:
        c.chosen = -1
        return GRANTED
    if s.token[t].duration == c.now:
        return NOT_NOW
    c.asking = t
    return ASKS


@inlined
def needs(arm: Record, waited: bool) -> bool:
    """Return whether a platform does not go without the items of an arm.

    Those of which it is without hope, and, with ``waited``, those that it waits for.
    """
    return bool(arm.short == _FAIL or (waited and arm.short == _WAIT))


@inlined
def equippable(p: Tables, s: State, k: int, most: int, waited: bool) -> int:
    """Return for how many platforms of candidate k, at most, there are the items they need."""
    for a in range(p.arm_first[k], p.arm_first[k + 1]):
        arm = p.arm[a]
        per = whole(s, arm.amount)
        if needs(arm, waited) and per > 0.0:
            st = s.stock[arm.stock]
            there = max(st.on_hand - st.ahead, 0.0) - st.promised
            most = min(most, math.floor(there / per))
    return most


@inlined
def promise(p: Tables, s: State, k: int, count: int, waited: bool) -> None:
    """Set aside, within one request, what ``count`` platforms of candidate k need."""
    for a in range(p.arm_first[k], p.arm_first[k + 1]):
        if needs(p.arm[a], waited):
            s.stock[p.arm[a].stock].promised += count * whole(s, p.arm[a].amount)


@inlined
def keep_no_promise(p: Tables, s: State, first: int, end: int) -> None:
    """Set nothing aside any more."""
    for k in range(first, end):
        for a in range(p.arm_first[k], p.arm_first[k + 1]):
            s.stock[p.arm[a].stock].promised = 0.0


@helper
def items_there(
    p: Tables, s: State, first: int, end: int, count: int, rank: int, less: bool
) -> bool:
    """Return whether a request could be equipped now if all platforms were at home."""
    left = count
    for k in range(first, end):
        i = wide(p.request_pool[k])
        size = max(wide(s.pool[home(s, i)].size) - reserved(p, s, i, rank), 0)
        most = equippable(p, s, k, min(left, size), True)
        promise(p, s, k, most, True)
        left -= most
    keep_no_promise(p, s, first, end)
    return left <= 0 or (less and left < count)


@helper
def without_hope(
    p: Tables, s: State, first: int, end: int, count: int, rank: int, less: bool
) -> bool:
    """Return whether items of arms that fail are lacking, where enough platforms are free.

    That is so where the request could not be filled even if all that it may wait for were on hand.
    Where only what is waited for is lacking, it waits.
    """
    left = count
    for n in range(end - first):
        k = wide(s.turn[n])
        here = available(p, s, wide(p.request_pool[k]), rank)
        most = equippable(p, s, k, min(left, here), False)
        promise(p, s, k, most, False)
        left -= most
    keep_no_promise(p, s, first, end)
    return left > 0 and not (less and left < count)


@inlined
def equip_from(
    p: Tables, s: State, first: int, end: int, count: int, rank: int, chosen: bool
) -> int:
    """Set ``send``: what each pool could send, with what those before it leave; return the lack.

    With ``chosen``, no more of each than was chosen from outside.
    """
    left = count
    for n in range(end - first):
        k = wide(s.turn[n])
        here = available(p, s, wide(p.request_pool[k]), rank)
        if chosen:
            here = min(here, wide(s.choice[k - first]))
        most = equippable(p, s, k, min(left, here), True)
        promise(p, s, k, most, True)
        s.send[k - first] = most
        left -= most
    keep_no_promise(p, s, first, end)
    return left


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
    rank = wide(token.precedence)
    less = block.b == _LESS
    put_in_turn(p, s, first, end, rank, selection_of(block))
    free = 0
    for k in range(first, end):
        free += available(p, s, wide(p.request_pool[k]), rank)
    left = equip_from(p, s, first, end, count, rank, False)
    if left > 0 and not (less and left < count):
        fails = free >= count and without_hope(p, s, first, end, count, rank, less)
        return FAILS if fails else NOT_NOW
    if c.asks:
        chosen = c.chosen == t
        answer = answered(s, t, count)
        if answer != GRANTED:
            return answer
        left = equip_from(p, s, first, end, count, rank, chosen)
        if left > 0 and not (less and left < count):
            token.duration = c.now
            return NOT_NOW
    children = 0
    for k in range(first, end):
        children += s.send[k - first] > 0
    add_segment(s, t, block.tag, c.now - token.since, 0.0, 0.0)
    token.pc += 1 + gives_up(block)
    if children == 0:
        at_once(s.ring, c, t << KIND_BITS)
        return GRANTED
    j = new_join(s, t, children, children)
    for a in range(p.arm_first[first], p.arm_first[end]):
        stock = wide(p.arm[a].stock)
        want_no_more(s, t, stock)
        if s.lack[t, stock] > 0.0:  # already demand, of the amount then expected
            s.stock[stock].claims -= 1
            s.stock[stock].demanded -= s.lack[t, stock]
            s.lack[t, stock] = _COUNTED
    for k in range(first, end):
        most = wide(s.send[k - first])
        if most > 0:
            i = home(s, wide(p.request_pool[k]))
            integrate_pool(c, s.pool[i], c.now)
            s.pool[i].free -= most
            if within(s, c.now):
                s.pool[i].allocations += most
            child = new_child(c, s.token, owner, t, wide(p.request_target[k]))
            row = s.token[child]
            row.join = j
            row.pool = p.request_pool[k]
            row.quantity = most
            row.stays = token.stays
            s.stay_end[child] = s.stay_end[t]
            hand_on(s, t, child)
            commit(s, child)
            at_once(s.ring, c, child << KIND_BITS)
            for a in range(p.arm_first[k], p.arm_first[k + 1]):
                arm_platforms(p, s, t, wide(p.arm[a].stock), most * whole(s, p.arm[a].amount))
    for a in range(p.arm_first[first], p.arm_first[end]):
        stock = wide(p.arm[a].stock)
        if s.lack[t, stock] != 0.0:
            s.lack[t, stock] = 0.0
            give_out(p, s, stock)
    return GRANTED


@inlined
def want_no_more(s: State, t: int, k: int) -> None:
    """Take back what token t, a request for platforms that waited, wants of stock k."""
    st = s.stock[k]
    amount = s.want[t, k]
    if amount > 0.0:
        integrate_stock(s, k, s.core[0].now)
        s.want[t, k] = 0.0
        s.wanted[k, s.token[t].precedence] -= amount
        st.wanted -= amount
        if within(s, s.token[t].since):
            st.wanted_fresh -= amount
        if s.lack[t, k] == 0.0:
            s.lack[t, k] = _AT_HAND


@inlined
def arm_platforms(p: Tables, s: State, t: int, k: int, amount: float) -> None:
    """Draw what platforms that token t asked for need from stock k."""
    st = s.stock[k]
    integrate_stock(s, k, s.core[0].now)
    got = min(amount, max(st.on_hand - st.ahead, 0.0))
    issue(s, k, got)
    lack = s.lack[t, k]
    at_once_there = lack == 0.0 or lack == _AT_HAND
    if lack == _COUNTED or (at_once_there and within(s, s.core[0].now)):
        st.claims += 1
        st.demanded += amount
        st.lost += amount - got
        if at_once_there:
            st.filled += got
    fallen(p, s, k)


@helper
def claim_items(p: Tables, s: State, t: int, tried: bool) -> None:
    """Let token t, a request in the line, want the items of the platforms that it would have.

    Once it has been tried in vain they are demand too, as far as they are lacking.
    These are the free ones in order of preference, then, as far as they are not enough, those that
    are out. Items without which it goes, or fails, are not waited for.
    """
    token = s.token[t]
    block = p.blocks[token.pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[token.incident].place
    first, end = p.request_first[at], p.request_first[at + 1]
    left = wide(token.ask)
    if block.slot >= 0:
        left = math.floor(s.world[block.slot] + 0.5)
    for out in range(2):
        for k in range(first, end):
            i = wide(p.request_pool[k])
            pool = s.pool[home(s, i)]
            kept = reserved(p, s, i, wide(token.precedence))
            there = max(wide(pool.free) - kept, 0)
            if out == 1:
                there = max(wide(pool.size) - kept - there, 0)
            n = min(left, there)
            left -= n
            for a in range(p.arm_first[k], p.arm_first[k + 1]):
                if p.arm[a].short == _WAIT:
                    s.stock[p.arm[a].stock].promised += n * whole(s, p.arm[a].amount)
    for a in range(p.arm_first[first], p.arm_first[end]):
        stock = wide(p.arm[a].stock)
        if s.stock[stock].promised >= 0.0:
            set_want(p, s, t, stock, s.stock[stock].promised, tried)
            s.stock[stock].promised = -1.0
    for a in range(p.arm_first[first], p.arm_first[end]):
        s.stock[p.arm[a].stock].promised = 0.0


@helper
def drop_items(p: Tables, s: State, t: int) -> None:
    """Let token t, a request that goes without, want nothing; what it lacked is lost."""
    at = (
        p.blocks[s.token[t].pc].a * p.distances_nmi.shape[1] + s.incident[s.token[t].incident].place
    )
    first, end = p.request_first[at], p.request_first[at + 1]
    for a in range(p.arm_first[first], p.arm_first[end]):
        k = wide(p.arm[a].stock)
        want_no_more(s, t, k)
        if s.lack[t, k] != 0.0:
            s.stock[k].lost += max(s.lack[t, k], 0.0)
            s.lack[t, k] = 0.0
            give_out(p, s, k)


@helper
def refuse_items(p: Tables, s: State, t: int) -> None:
    """Count as lost demand the items whose lack lets the request of token t fail.

    It would have them for the free platforms in order of preference, which were enough.
    """
    token = s.token[t]
    block = p.blocks[token.pc]
    at = block.a * p.distances_nmi.shape[1] + s.incident[token.incident].place
    first, end = p.request_first[at], p.request_first[at + 1]
    left = wide(token.ask)
    if block.slot >= 0:
        left = math.floor(s.world[block.slot] + 0.5)
    for m in range(end - first):
        k = wide(s.turn[m])
        n = min(left, available(p, s, wide(p.request_pool[k]), wide(token.precedence)))
        left -= n
        for a in range(p.arm_first[k], p.arm_first[k + 1]):
            if p.arm[a].short == _FAIL:
                s.stock[p.arm[a].stock].promised += n * whole(s, p.arm[a].amount)
    for a in range(p.arm_first[first], p.arm_first[end]):
        st = s.stock[p.arm[a].stock]
        amount = st.promised
        st.promised = 0.0
        if max(st.on_hand - st.ahead, 0.0) < amount and within(s, s.core[0].now):
            st.claims += 1
            st.demanded += amount
            st.lost += amount


@inlined
def pass_by(p: Tables, s: State, t: int) -> None:
    """Put what token t, a request that waits on, wants before all whose turn comes after it."""
    if p.blocks[s.token[t].pc].op == _EQUIP:
        for k in range(len(s.stock)):
            s.stock[k].ahead += s.want[t, k]


@inlined
def note_seized(p: Tables, s: State, t: int) -> None:
    """Put the wait of token t for its team on its path, closed hours apart."""
    token = s.token[t]
    block = p.blocks[token.pc - 1]
    st = s.station[block.a]
    queue = token.begun - token.since
    closed = 0.0
    if queue > 0.0 and (st.closes or len(p.loss_begins) > 0):
        closed = closed_ticks(p, s, wide(block.a), token.since, token.begun)
        queue -= closed
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
