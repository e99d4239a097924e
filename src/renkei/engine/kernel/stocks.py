"""Stocks of items: draws, claims that wait, receipts, orders, production.

What for: the blocks of sustainment that move items. Takes tables, state and a token or the row of
a stock; changes the state. Amounts are whole numbers kept as floats.

Order: draws of one moment are tried once everything else of it has happened, by class of the claim,
then by precedence, then as they came (:mod:`renkei.engine.kernel.waiting_line`). A draw takes what
is on hand above its reserve; the rest of its claim waits in its class. What is put in goes to the
claims by class, then by time, in parts. Whoever waits has therefore taken all that it may touch, so
that what is still on hand is free for a new draw. Orders come one at a time as events of the
present moment, so that each is an incident of its own.

A request for platforms takes its items all at once, when it is granted. While it waits it *wants*
them: what it wants lies on the shelf and is out of reach of all who come after it, by class of the
stock and time; it counts in the position like what claims have waited for.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.event_list import KIND_BITS, at_once
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import append, unlink
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.tokens import add_segment, new_incident, within
from renkei.engine.kernel.waiting_line import DRAWS, mark_line
from renkei.program.machine.block_table import DRAW_CLASS, DRAW_WHEN_SHORT
from renkei.program.machine.blocks import AGAIN, CARRY, DUE, PER_PLATFORM, WhenShort
from renkei.program.machine.clock import TICKS

_CLASS_UNIT, _NO_CLASS = DRAW_CLASS.unit, DRAW_CLASS.first
_MODES = DRAW_WHEN_SHORT.size
_LESS, _FAIL = int(WhenShort.LESS), int(WhenShort.FAIL)
_ORDER = Kind.ORDER
_QUEUES = 5  # of a stock: four classes of claims, and those who wait for room


@inlined
def whole(s: State, slot: int) -> float:
    """Return a world value as a whole number."""
    return float(math.floor(s.world[slot] + 0.5))


@inlined
def amount_of(p: Tables, s: State, t: int, pc: int) -> float:
    """Return the amount that a block names, or the lot of token t."""
    slot = p.blocks[pc].slot
    return whole(s, slot) if slot >= 0 else float(s.cargo[t].lot)


@helper
def integrate_stock(s: State, k: int, now: float) -> None:
    """Take stock k up to ``now``: time integrals, extremes, and its levels at the horizon.

    A level counts for as long as it lasts: what comes and goes within one moment never existed.
    """
    c = s.core[0]
    st = s.stock[k]
    begin = max(st.last, c.warm_up)
    span = hours(min(now, c.horizon) - begin)
    older = st.wanted - st.wanted_fresh  # it came first, and is served first
    fresh = st.fresh + max(st.wanted_fresh - max(st.on_hand - older, 0.0), 0.0)
    if st.last < c.horizon and now >= c.horizon:
        st.end_on_hand = st.on_hand
        st.end_due_in = st.due_in
        st.end_owed = fresh
    st.last = now
    if span > 0.0:
        st.on_hand_h += st.on_hand * span
        st.backorder_h += (st.backorder + max(st.wanted - st.on_hand, 0.0)) * span
        st.wait_h += fresh * span
        if st.on_hand <= 0.0:
            st.empty_h += span
            if math.isnan(st.empty_at):
                st.empty_at = begin
        if st.on_hand < st.lowest:
            st.lowest = st.on_hand
            st.lowest_at = begin
            st.full_at = math.nan
        if math.isnan(st.full_at) and st.on_hand >= st.full:
            st.full_at = begin


@inlined
def before_claims(p: Tables, s: State, k: int, rank: int) -> float:
    """Return what requests for platforms that wait want of stock k before a new claim of a class.

    All of its class came before it.
    """
    of_all = wide(p.stock[k].rank)
    if of_all >= 0:
        return float(s.stock[k].wanted if of_all <= rank else 0.0)
    wanted = 0.0
    for other in range(rank + 1):
        wanted += s.wanted[k, other]
    return wanted


@inlined
def before_claim(p: Tables, s: State, k: int, rank: int, since: float) -> float:
    """Return what requests want of stock k before a claim that has waited since some time."""
    of_all = wide(p.stock[k].rank)
    if of_all > rank:
        return 0.0
    wanted = 0.0
    for other in range(4):
        if s.wanted[k, other] > 0.0:
            at = of_all if of_all >= 0 else other
            if at < rank:
                wanted += s.wanted[k, other]
            elif at == rank:
                t = wide(s.waiting[other].first)
                while t >= 0:
                    if s.token[t].since < since:
                        wanted += s.want[t, k]
                    t = wide(s.token[t].next)
    return wanted


@inlined
def issue(s: State, k: int, amount: float) -> None:
    """Take an amount off stock k."""
    s.stock[k].on_hand -= amount
    if within(s, s.core[0].now):
        s.stock[k].issued += amount


@inlined
def claim_class(p: Tables, s: State, t: int, pc: int) -> int:
    """Return the class of the claim of token t at a draw."""
    rank = wide(p.blocks[pc].b // _CLASS_UNIT + _NO_CLASS)
    return rank if rank >= 0 else wide(s.token[t].precedence)


@inlined
def draw(p: Tables, s: State, t: int) -> bool:
    """Do the block of token t, which has gone on to the next; return whether it waits."""
    c = s.core[0]
    token = s.token[t]
    cargo = s.cargo[t]
    pc = token.pc - 1
    block = p.blocks[pc]
    if cargo.granted:
        cargo.granted = 0
        add_segment(s, t, block.tag, c.now - token.since, 0.0, 0.0)
        if block.flags & CARRY:
            cargo.lot = cargo.asked
        return False
    rank = claim_class(p, s, t, pc)
    token.pc = pc
    token.since = c.now
    append(s.token, s.drawing[rank], t)
    c.marked |= DRAWS << (2 * rank)
    return True


@helper
def next_draw(p: Tables, s: State, rank: int) -> int:
    """Try the most urgent draw of a class; of several, the first that came.

    Return its token, which goes on at once, or -1: it waits for what is lacking.
    """
    found, before_it, before = wide(s.drawing[rank].first), -1, -1
    t = found
    while t >= 0:
        if s.token[t].precedence < s.token[found].precedence:
            found, before_it = t, before
        before = t
        t = wide(s.token[t].next)
    unlink(s.token, s.drawing[rank], before_it, wide(s.token[found].next))
    if s.drawing[rank].first < 0:
        s.core[0].marked &= ~(DRAWS << (2 * rank))
    return -1 if draw_now(p, s, found, rank) else found


@inlined
def draw_now(p: Tables, s: State, t: int, rank: int) -> bool:
    """Take what token t, at a draw, may have; return whether it waits for more."""
    c = s.core[0]
    token = s.token[t]
    cargo = s.cargo[t]
    pc = wide(token.pc)
    block = p.blocks[pc]
    token.pc = pc + 1
    k = wide(block.a)
    st = s.stock[k]
    amount = amount_of(p, s, t, pc)
    if block.flags & PER_PLATFORM:
        amount = amount * token.quantity
    mode = block.b % _MODES
    reserve = 0.0
    if block.dist >= 0:
        reserve = whole(s, block.dist)
    got = min(max(st.on_hand - reserve - before_claims(p, s, k, rank), 0.0), amount)
    integrate_stock(s, k, c.now)
    refused = got < amount and mode == _FAIL
    counts = within(s, c.now)
    if counts and not (refused and block.flags & AGAIN):
        st.claims += 1
        st.demanded += amount
        if refused:
            st.lost += amount
        elif mode == _LESS:
            st.lost += amount - got
    if refused:
        token.pc = block.c
        return False
    issue(s, k, got)
    if counts:
        st.filled += got
    waits = got < amount and mode != _LESS
    if waits:
        token.pc = pc
        cargo.asked = amount
        cargo.need = amount - got
        cargo.reserve = reserve
        st.backorder += cargo.need
        if counts:
            st.fresh += cargo.need
        append(s.token, s.claim[_QUEUES * k + rank], t)
    elif block.flags & CARRY:
        cargo.lot = got
    fallen(p, s, k)
    return bool(waits)


@inlined
def has_room(p: Tables, s: State, pc: int) -> bool:
    """Return whether the stock of a block that awaits room is below its cap."""
    st = s.stock[p.blocks[pc].a]
    return bool(st.on_hand - st.backorder - st.wanted < whole(s, p.blocks[pc].slot))


@inlined
def await_room(p: Tables, s: State, t: int) -> bool:
    """Do the block of token t, which has gone on to the next; return whether it waits."""
    token = s.token[t]
    pc = token.pc - 1
    if s.cargo[t].granted:
        s.cargo[t].granted = 0
        add_segment(s, t, p.blocks[pc].tag, s.core[0].now - token.since, 0.0, 0.0)
        return False
    if has_room(p, s, pc):
        return False
    token.pc = pc
    token.since = s.core[0].now
    append(s.token, s.claim[_QUEUES * wide(p.blocks[pc].a) + 4], t)
    return True


@helper
def fallen(p: Tables, s: State, k: int) -> None:
    """See to production that waits for room and to continuous review, after a draw."""
    queue = s.claim[_QUEUES * k + 4]
    before = -1
    t = wide(queue.first)
    while t >= 0:
        after = wide(s.token[t].next)
        if has_room(p, s, wide(s.token[t].pc)):
            unlink(s.token, queue, before, after)
            s.cargo[t].granted = 1
            at_once(s.ring, s.core[0], t << KIND_BITS)
        else:
            before = t
        t = after
    if len(p.arm) > 0:  # who lacks items holds no platforms any more
        mark_line(s)
    if p.stock[k].continuous:
        review(p, s, k)


@inlined
def put(p: Tables, s: State, t: int, pc: int) -> None:
    """Put what the block says into its stock and serve the claims that wait."""
    c = s.core[0]
    cargo = s.cargo[t]
    k = wide(p.blocks[pc].a)
    st = s.stock[k]
    amount = amount_of(p, s, t, pc)
    integrate_stock(s, k, c.now)
    st.on_hand += amount
    if within(s, c.now):
        st.received += amount
    if p.blocks[pc].flags & DUE:
        st.due_in -= cargo.due
        cargo.due = 0.0
    give_out(p, s, k)


@helper
def give_out(p: Tables, s: State, k: int) -> None:
    """Give what stock k has on hand to the claims that wait, behind the requests before them."""
    c = s.core[0]
    st = s.stock[k]
    before_it = st.on_hand
    for rank in range(4):
        queue = s.claim[_QUEUES * k + rank]
        before = -1
        other = wide(queue.first)
        while other >= 0 and st.on_hand > 0.0:
            after = wide(s.token[other].next)
            claim = s.cargo[other]
            since = s.token[other].since
            held = claim.reserve + before_claim(p, s, k, rank, since)
            give = min(claim.need, max(st.on_hand - held, 0.0))
            issue(s, k, give)
            claim.need -= give
            st.backorder -= give
            if within(s, since):
                st.fresh -= give
            if claim.need <= 0.0:
                unlink(s.token, queue, before, after)
                claim.granted = 1
                at_once(s.ring, c, other << KIND_BITS)
            else:
                before = other
            other = after
    if st.on_hand < before_it and len(p.arm) > 0:  # who lacks items holds no platforms any more
        mark_line(s)


@inlined
def set_want(p: Tables, s: State, t: int, k: int, amount: float, tried: bool) -> None:
    """Let token t, a request for platforms in the line, want an amount of stock k.

    What requests before it want stands in ``ahead``. It is demand from when it is tried in vain and
    the amount is lacking.
    """
    c = s.core[0]
    st = s.stock[k]
    more = amount - s.want[t, k]
    integrate_stock(s, k, c.now)
    if more != 0.0:
        s.want[t, k] = amount
        s.wanted[k, s.token[t].precedence] += more
        st.wanted += more
        if within(s, s.token[t].since):
            st.wanted_fresh += more
    counted = s.lack[t, k]
    begins = False
    if counted > 0.0:
        st.demanded += amount - counted
        if amount <= 0.0:
            st.claims -= 1
        s.lack[t, k] = amount
    elif counted < 0.0:
        if amount <= 0.0:
            s.lack[t, k] = 0.0
    elif tried and max(st.on_hand - st.ahead, 0.0) < amount:
        begins = True
        s.lack[t, k] = -1.0
        if within(s, c.now):
            s.lack[t, k] = amount
            st.claims += 1
            st.demanded += amount
    if more < 0.0:
        give_out(p, s, k)
    elif begins or (more > 0.0 and counted != 0.0):
        fallen(p, s, k)


@inlined
def order_amount(p: Tables, s: State, k: int) -> float:
    """Return what one order of stock k would be now, 0 for none."""
    row = p.stock[k]
    st = s.stock[k]
    if row.orders < 0:
        return 0.0
    position = st.on_hand + st.due_in - st.backorder - st.wanted
    # A claim waits, perhaps before a reserve, and nothing that is due in will go to it.
    waits = st.backorder + max(st.wanted - st.on_hand, 0.0) > st.due_in
    lot = -1.0
    if row.lot >= 0:
        lot = whole(s, row.lot)
    up_to = 0.0
    if row.up_to >= 0:
        up_to = whole(s, row.up_to)
    if row.reorder >= 0:
        if position > whole(s, row.reorder) and not waits:
            return 0.0
    elif lot >= 0.0 and position + lot > up_to and not waits:
        return 0.0
    return float(lot if lot >= 0.0 else max(up_to - position, 0.0))


@helper
def review(p: Tables, s: State, k: int) -> None:
    """Let stock k order at the present moment, if its policy says so and it does not already."""
    st = s.stock[k]
    if not st.pending and order_amount(p, s, k) > 0.0:
        st.pending = 1
        at_once(s.ring, s.core[0], (k << KIND_BITS) | _ORDER)
        s.core[0].others += 1


@inlined
def note_order(s: State, k: int, t: int, amount: float) -> None:
    """Note that token t is an order of stock k."""
    integrate_stock(s, k, s.core[0].now)
    s.stock[k].due_in += amount
    if within(s, s.core[0].now):
        s.stock[k].orders += 1
        s.stock[k].ordered += amount
    s.cargo[t].lot = amount
    s.cargo[t].due = amount


@inlined
def place_order(p: Tables, s: State, k: int) -> int:
    """Place one order of stock k and return its token, or -1 where none is needed any more."""
    c = s.core[0]
    st = s.stock[k]
    st.pending = 0
    amount = order_amount(p, s, k)
    if amount <= 0.0:
        return -1
    source = wide(p.stock[k].orders)
    t = new_incident(p, s, source, c.now, wide(s.source[source].made), 0, -1)
    note_order(s, k, t, amount)
    review(p, s, k)
    return t


@inlined
def make(p: Tables, s: State, t: int, pc: int) -> float:
    """Return the ticks in which the rate of a production adds up to the lot of token t."""
    now = s.core[0].now
    cargo = s.cargo[t]
    block = p.blocks[pc]
    if not cargo.making:
        cargo.making = 1
        cargo.made_from = now
    rate = s.world[block.slot] / TICKS
    begins = 1.0
    over = 0.0
    if block.c >= 0:
        begins = s.world[p.jumps[block.c, 1]]
        over = ticks(s.world[p.jumps[block.c + 1, 1]])
    full = cargo.made_from + over
    left = cargo.lot
    at = now
    end = block.a + block.b
    step = wide(block.a)
    while left > 0.0:
        while step + 1 < end and p.intensity_times[step + 1] <= at:
            step += 1
        level = rate
        if block.b > 0:
            level = rate * p.intensity_factors[step]
        stop = math.inf
        if step + 1 < end:
            stop = p.intensity_times[step + 1]
        low = level
        slope = 0.0
        if at < full:
            slope = level * (1.0 - begins) / over
            low = level * begins + slope * (at - cargo.made_from)
            stop = min(stop, full)
        span = stop - at
        made = 0.0
        if level > 0.0:
            made = math.inf
            if stop < math.inf:
                made = low * span + 0.5 * slope * span * span
        if made >= left:
            root = math.sqrt(low * low + 2.0 * slope * left)
            return float(np.floor(at + 2.0 * left / (low + root) + 0.5) - now)
        if stop == math.inf:
            return math.inf
        left -= made
        at = stop
    return 0.0
