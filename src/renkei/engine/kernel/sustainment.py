"""The blocks and events of sustainment, kept off the kernel's hot path.

What for: one call from the kernel for every block from `equip` on, and one for every event that
only programs with sustainment have. Takes tables, state and a token; changes the state and says
how its token goes on.
"""

from __future__ import annotations

import math
from typing import Any

from renkei.engine.columns import TALLIES
from renkei.engine.kernel.allocation import ask
from renkei.engine.kernel.arrivals import population
from renkei.engine.kernel.cannibalisation import fill_hole, make_hole
from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.docks import choose_dock, note_seized
from renkei.engine.kernel.event_list import KIND_BITS, at_once, schedule
from renkei.engine.kernel.jit import Record, helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import await_use, check_use, muster, post, set_status
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import binomial_quantile
from renkei.engine.kernel.state import Code, Kind, State
from renkei.engine.kernel.stations import enqueue, integrate
from renkei.engine.kernel.stocks import (
    await_room,
    draw,
    integrate_stock,
    make,
    note_order,
    place_order,
    put,
    review,
    whole,
)
from renkei.engine.kernel.tokens import add_segment, new_incident, within
from renkei.engine.kernel.waiting_line import home, join_line, mark, mark_line, mark_station
from renkei.program.machine.block_table import SEIZE_STATUS
from renkei.program.machine.blocks import CARRY, Op

EQUIP, DRAW, PUT, REVIEW = int(Op.EQUIP), int(Op.DRAW), int(Op.PUT), int(Op.REVIEW)
START, LOT, YIELD, TAKE = int(Op.START), int(Op.LOT), int(Op.YIELD), int(Op.TAKE)
STATUS, SEIZE, VACATE, CHOOSE = int(Op.STATUS), int(Op.SEIZE), int(Op.VACATE), int(Op.CHOOSE)
MAKE, AWAIT_ROOM, AWAIT_USE = int(Op.MAKE), int(Op.AWAIT_ROOM), int(Op.AWAIT_USE)
CLOCK, TALLY = int(Op.CLOCK), int(Op.TALLY)
STAGGER, WAIT_UNTIL = int(Op.STAGGER), int(Op.WAIT_UNTIL)
HOLE, FILL, MUSTER = int(Op.HOLE), int(Op.FILL), int(Op.MUSTER)
NO_STATUS = SEIZE_STATUS.first
_N, _SUM = TALLIES.index("n"), TALLIES.index("sum_h")
_SQUARES, _OPEN = TALLIES.index("sumsq_h2"), TALLIES.index("open")
_SAMPLE, _ORDER = Kind.SAMPLE, Kind.ORDER
NO_POOL, NO_TEAM, TWO_TEAMS = Code.NO_POOL, Code.NO_TEAM, Code.TWO_TEAMS
CARRIES, NO_CLOCK, NO_BLOCK = Code.CARRIES, Code.NO_CLOCK, Code.NO_BLOCK

GOES_ON, WAITS = 0, 1
"""How a token goes on: at once or after ``core.span``; not at all. A negative number is an error:
minus its :class:`Code`."""


@helper
def sustain(p: Tables, s: State, t: int) -> int:
    """Do the block of token t, which has gone on to the next; see :data:`GOES_ON`."""
    c = s.core[0]
    c.span = 0.0
    token = s.token[t]
    cargo = s.cargo[t]
    pc = token.pc - 1
    block = p.blocks[pc]
    op = block.op
    how = GOES_ON
    if op == DRAW:
        if draw(p, s, t):
            how = WAITS
    elif op == PUT:
        put(p, s, t, pc)
        if len(p.arm) > 0:
            mark_line(s)
    elif op == REVIEW:
        review(p, s, wide(block.a))
    elif op == START:
        source = wide(block.a)
        new = new_incident(p, s, source, c.now, wide(s.source[source].made), 0, -1)
        if block.flags & CARRY:
            s.cargo[new].lot = cargo.lot
        if block.b >= 0:
            note_order(s, wide(block.b), new, cargo.lot)
        at_once(s.ring, c, new << KIND_BITS)
    elif op == LOT:
        cargo.lot = whole(s, block.slot)
    elif op == YIELD:
        purpose = purpose_of(p, token, pc)
        u = uniform(c.key, s.incident[token.incident].key, purpose, token.round)
        cargo.lot = binomial_quantile(cargo.lot, s.world[block.slot], u)
    elif op == MAKE:
        c.span = make(p, s, t, pc)
    elif op == AWAIT_ROOM:
        if await_room(p, s, t):
            how = WAITS
    elif op == AWAIT_USE:
        if await_use(p, s, t):
            how = WAITS
    elif op == EQUIP:
        token.pc = pc
        if not ask(p, s, t):
            how = WAITS
    elif op == TAKE:
        if cargo.granted:
            cargo.granted = 0
            add_segment(s, t, block.tag, c.now - token.since, 0.0, 0.0)
        else:
            if token.quantity > 0:
                return -CARRIES
            token.pc = pc
            rank = wide(block.b)
            if rank < 0:
                rank = wide(token.precedence)
            join_line(s, t, rank)
            how = WAITS
    elif op == STATUS:
        if token.quantity <= 0:
            return -NO_POOL
        set_status(s, t, wide(block.a))
    elif op == SEIZE:
        if cargo.granted:
            cargo.granted = 0
            note_seized(p, s, t)
            if block.flags + NO_STATUS >= 0:
                if token.quantity <= 0:
                    return -NO_POOL
                set_status(s, t, wide(block.flags) + NO_STATUS)
        else:
            if cargo.held > 0:
                return -TWO_TEAMS
            token.pc = pc
            integrate(p, s, wide(block.a), c.now)
            rank = wide(block.b)
            if rank < 0:
                rank = wide(token.precedence)
            if enqueue(s, wide(block.a), t, rank):
                mark(s, wide(block.a), rank)
            how = WAITS
    elif op == VACATE:
        if cargo.held <= 0:
            return -NO_TEAM
        station = wide(cargo.held) - 1
        cargo.held = 0
        integrate(p, s, station, c.now)
        s.station[station].busy -= 1
        mark_station(s, station)
    elif op == CHOOSE:
        token.pc = choose_dock(p, s, pc)
    elif op == CLOCK:
        cargo.clocked |= 1 << block.a
        if block.a == 0:
            cargo.clock_0 = c.now
            cargo.tally_0 = block.b + 1
        elif block.a == 1:
            cargo.clock_1 = c.now
            cargo.tally_1 = block.b + 1
        else:
            cargo.clock_2 = c.now
            cargo.tally_2 = block.b + 1
    elif op == STAGGER:
        incident = s.incident[token.incident]
        u = uniform(c.key, incident.key, purpose_of(p, token, pc), token.round)
        first = 0
        n = population(p, s, wide(incident.source))
        if block.a >= 0:
            pool = s.pool[home(s, wide(block.a))]
            first = wide(pool.newest)
            n = wide(pool.mustered) - first
        c.span = ticks((incident.ordinal - first + u) / max(n, 1) * s.scale[block.dist])
    elif op == MUSTER:
        c.span = muster(p, s, t)
    elif op == WAIT_UNTIL:
        c.span = max(ticks(s.world[block.slot]) - c.now, 0.0)
    elif op == HOLE:
        if token.quantity <= 0:
            return -NO_POOL
        if make_hole(p, s, t):
            how = WAITS
    elif op == FILL:
        fill_hole(s, home(s, wide(block.b)), wide(block.a))
    elif op == TALLY:
        if not cargo.clocked >> block.b & 1:
            return -NO_CLOCK
        clock = cargo.clock_0
        if block.b == 0:
            cargo.tally_0 = 0
        elif block.b == 1:
            clock = cargo.clock_1
            cargo.tally_1 = 0
        elif block.b == 2:
            clock = cargo.clock_2
            cargo.tally_2 = 0
        if within(s, clock):
            passed = hours(min(c.now, c.horizon) - clock)
            s.tally[block.a, _N] += 1.0
            s.tally[block.a, _SUM] += passed
            s.tally[block.a, _SQUARES] += passed * passed
            if c.now > c.horizon:
                s.tally[block.a, _OPEN] += 1.0
    else:
        return -NO_BLOCK
    return how


@inlined
def purpose_of(p: Tables, token: Record, pc: int) -> Any:
    """Return the purpose of a draw; the pool of the platforms carried is part of it."""
    purpose = p.blocks[pc].purpose
    if token.pool >= 0:
        purpose = purpose ^ p.pool[token.pool].key
    return purpose


@helper
def sustain_event(p: Tables, s: State, kind: int, index: int) -> int:
    """Take an event of a stock, a pool or the samples; return the token of an order, or -1."""
    if kind == _ORDER:
        return place_order(p, s, index)
    if kind == _SAMPLE:
        take_sample(s, index)
    else:
        check_use(p, s, index)
    return -1


@inlined
def take_sample(s: State, k: int) -> None:
    """Note the levels of stocks and pools as sample k, and set the next."""
    c = s.core[0]
    for i in range(len(s.stock)):
        s.stock_series[k, i, 0] = s.stock[i].on_hand
        short = max(s.stock[i].wanted - s.stock[i].on_hand, 0.0)
        s.stock_series[k, i, 1] = s.stock[i].backorder + short
        s.stock_series[k, i, 2] = s.stock[i].due_in
    for i in range(len(s.upkeep)):
        for status in range(s.platforms.shape[1]):
            s.pool_series[k, i, status] = s.platforms[i, status]
    c.samples = k + 1
    if k + 1 < len(s.stock_series):
        at = (k + 1) * c.sample_every
        schedule(s.heap, s.ring, c, at, ((k + 1) << KIND_BITS) | _SAMPLE)
        c.others += 1


@helper
def begin_sustainment(p: Tables, s: State) -> None:
    """Set stocks and statuses at hour 0; first orders, then the first sample, are due."""
    c = s.core[0]
    for i in range(len(s.upkeep)):
        s.platforms[i, 0] = s.pool[i].size
        s.upkeep[i].first = -1
        s.upkeep[i].last = -1
        s.upkeep[i].wake = math.inf
        if len(p.training) > 0 and p.training[i] >= 0:
            s.upkeep[i].training = s.world[p.training[i]]
    for k in range(len(s.stock)):
        st = s.stock[k]
        st.on_hand = whole(s, p.stock[k].on_hand)
        st.empty_at = math.nan
        st.lowest = math.inf
        st.lowest_at = math.nan
        st.full_at = math.nan
        st.full = math.inf
        if p.stock[k].full >= 0:
            st.full = whole(s, p.stock[k].full)
    for k in range(len(s.stock)):
        if p.stock[k].continuous:
            review(p, s, k)
    if len(s.stock_series) > 0:
        at_once(s.ring, c, _SAMPLE)
        c.others += 1


@inlined
def finish_sustainment(s: State) -> None:
    """Take the integrals to the horizon."""
    for i in range(len(s.upkeep)):
        if s.pool[i].fleet == i:
            post(s, i, s.core[0].horizon)
    for k in range(len(s.stock)):
        integrate_stock(s, k, s.core[0].horizon)
