"""What a token does at each block, and the end of what it does.

What for: the meaning of a program, block by block (:mod:`renkei.program.machine.blocks`), one
branch for each kind; the kinds of sustainment are one call away
(:mod:`renkei.engine.kernel.sustainment`). Takes tables, state and a token; changes the state and
says how the token goes on. A kind that is not known here is an error, never a block that does
nothing.
"""

from __future__ import annotations

import math

import numpy as np

from renkei.engine.kernel.allocation import ask, give_back
from renkei.engine.kernel.calendars import first_not_before
from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.event_list import KIND_BITS, at_once, more_now, schedule
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import recover
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import unit_draw
from renkei.engine.kernel.state import Code, Kind, State
from renkei.engine.kernel.stations import (
    capacity,
    enqueue,
    integrate,
    is_open,
    set_teams,
    start_at_once,
)
from renkei.engine.kernel.sustainment import GOES_ON, WAITS, sustain
from renkei.engine.kernel.tokens import (
    REACHED,
    STEP,
    add_segment,
    free_incident,
    free_token,
    hand_on,
    new_child,
    new_join,
    note,
    write_row,
)
from renkei.engine.kernel.waiting_line import mark, mark_line
from renkei.program.machine.blocks import EXTERNAL, NEXT_ROUND, Op, Stamp

MARK, DELAY, WORK, GATE_WAIT = int(Op.MARK), int(Op.DELAY), int(Op.WORK), int(Op.GATE_WAIT)
DECIDE, BRANCH, ROUTE, REPEAT = int(Op.DECIDE), int(Op.BRANCH), int(Op.ROUTE), int(Op.REPEAT)
FORK, END, SIGNAL, SPAWN = int(Op.FORK), int(Op.END), int(Op.SIGNAL), int(Op.SPAWN)
JUMP, IF_DONE, ALLOCATE = int(Op.JUMP), int(Op.IF_DONE), int(Op.ALLOCATE)
NOTICE, TURNAROUND, TRANSIT = int(Op.NOTICE), int(Op.TURNAROUND), int(Op.TRANSIT)
RELEASE, ACTIVATE, FINISH, FAIL = int(Op.RELEASE), int(Op.ACTIVATE), int(Op.FINISH), int(Op.FAIL)
SPLIT, ASSEMBLE, STAY, RELIEVE = int(Op.SPLIT), int(Op.ASSEMBLE), int(Op.STAY), int(Op.RELIEVE)
EQUIP, WAIT_UNTIL = int(Op.EQUIP), int(Op.WAIT_UNTIL)
COME, UNLESS_COME = int(Op.COME), int(Op.UNLESS_COME)
LAST, UNLESS_GIVEN_UP = int(Stamp.LAST), int(Stamp.UNLESS_GIVEN_UP)
DECISION, BAD_TIME, HELD, RAN_OFF = Code.DECISION, Code.BAD_TIME, Code.HELD, Code.RAN_OFF
NO_POOL, HELD_TEAM, NO_BLOCK = Code.NO_POOL, Code.HELD_TEAM, Code.NO_BLOCK
BUILD_UP = Kind.BUILD_UP

OUTLET_SALT = np.uint64(0x9D39247E33776D41)
"""Added (exclusive or) to the purpose of a decision for the draw of its outlet."""

DRAWING = sum(1 << op for op in (DELAY, DECIDE, BRANCH, ROUTE, REPEAT, NOTICE, TURNAROUND, STAY))
"""A bit for each kind of block that draws as soon as a token comes to it."""


@inlined
def choose(p: Tables, s: State, first: int, n: int, u: float) -> int:
    """Return the target among ``n`` rows of jumps that u falls on, in proportion."""
    total = 0.0
    for k in range(first, first + n):
        total += s.world[p.jumps[k, 1]]
    left = u * total
    k = first
    while k < first + n - 1 and left >= s.world[p.jumps[k, 1]]:
        left -= s.world[p.jumps[k, 1]]
        k += 1
    return int(p.jumps[k, 0])


@helper
def close_incident(p: Tables, s: State, i: int, outcome: int) -> None:
    """Complete or fail incident i, once: tallies, row, stations it no longer needs."""
    incident = s.incident[i]
    if incident.outcome != 0:
        return
    c = s.core[0]
    incident.outcome = outcome
    if outcome == 1 and incident.window:
        sojourn = hours(c.now - incident.arrived)
        tally = s.source[incident.source]
        tally.n += 1
        tally.sum += sojourn
        tally.square += sojourn * sojourn
    if incident.counted:
        c.open_counted -= 1
    if outcome >= 2:  # its requests leave the line
        mark_line(s)
    write_row(p, s, i)
    for k in range(s.active.shape[1]):
        if s.active[i, k]:
            s.active[i, k] = 0
            s.station[k].active -= 1
            if s.station[k].active == 0:
                integrate(p, s, k, c.now)
                set_teams(p, s, k)


@inlined
def report(s: State, t: int) -> None:
    """Report token t to its join; the parent goes on along the path of the last child needed."""
    j = s.token[t].join
    if j < 0:
        return
    s.token[t].join = -1
    join = s.join[j]
    join.need -= 1
    join.left -= 1
    if join.need == 0:
        parent = s.token[join.parent]
        if parent.recorded:
            parent.chain = s.token[t].chain
        at_once(s.ring, s.core[0], join.parent << KIND_BITS)
    if join.left == 0:
        join.next = s.core[0].join_free
        s.core[0].join_free = j
        s.core[0].join_spare += 1


@inlined
def do_block(p: Tables, s: State, t: int) -> int:
    """Do the block at which token t stands.

    Return whether the token goes on or waits (it may have ended), or minus the code of an error or
    of a decision that is to be taken outside.
    """
    c = s.core[0]
    token = s.token[t]
    i = wide(token.incident)
    incident = s.incident[i]
    pc = token.pc
    c.block = pc
    if pc < 0 or pc >= len(p.blocks):
        return -RAN_OFF
    block = p.blocks[pc]
    op = block.op
    token.pc = pc + 1
    span = 0.0
    closing = 0
    parked = False
    ended = False

    if op == WORK:
        at_station = wide(block.a)
        st = s.station[at_station]
        rooms = p.station[at_station].rooms
        full = rooms >= 0 and st.queued + st.busy >= rooms
        if full or (st.diverted and block.c >= 0):
            token.pc = block.c
        else:
            token.pc = pc
            integrate(p, s, at_station, c.now)
            # A token that nobody can overtake need not be queued and marked to be served at
            # the end of the moment: the moment has ended. That is so for half of all work.
            alone = st.queued == 0 and c.n_marks + c.marked == 0 and not more_now(c)
            if alone and st.busy < capacity(s, at_station, is_open(p, s, at_station)):
                start_at_once(p, s, at_station, t)
            else:
                rank = wide(block.b)
                if rank < 0:
                    rank = wide(token.precedence)
                if enqueue(s, at_station, t, rank):
                    mark(s, at_station, rank)
            parked = True
    elif (DRAWING >> op) & 1:
        dist = block.dist
        if op in (NOTICE, TURNAROUND):
            if token.pool < 0:
                return -NO_POOL
            dist = p.pool[token.pool].notice
            if op == TURNAROUND:
                dist = p.pool[token.pool].turnaround
                if c.sustains:
                    recover(s, t)
        elif op in (DECIDE, DELAY) and block.flags & EXTERNAL and c.stepped:
            token.pc = pc
            token.since = c.now
            c.decision = t
            return -DECISION
        purpose = block.purpose
        if token.pool >= 0:
            purpose = purpose ^ p.pool[token.pool].key
        u = uniform(c.key, incident.key, purpose, token.round)
        if op == BRANCH:
            if u < s.world[block.slot]:
                token.pc = block.a
        elif op == REPEAT:
            if not u < s.world[block.slot]:
                token.round += 1
                token.pc = block.a
        elif op == ROUTE:
            token.pc = choose(p, s, block.a, block.b, u)
            token.round += block.flags & NEXT_ROUND
        elif dist >= 0:
            span = ticks(max(unit_draw(p.dist[dist], p.knots, u) * s.scale[dist], 0.0))
        if op == STAY:
            if not token.stays:
                token.stays = 1
                s.stay_end[t] = c.now + span
            span = max(s.stay_end[t] - c.now, 0.0)
            if token.pool >= 0 and p.pool[token.pool].endurance >= 0:
                span = min(span, ticks(s.world[p.pool[token.pool].endurance]))
        if op == DECIDE and block.b > 0:
            u = uniform(c.key, incident.key, purpose ^ OUTLET_SALT, token.round)
            token.pc = choose(p, s, block.a, block.b, u)
    elif op == MARK:
        m = block.a
        fresh = math.isnan(s.stamps[i, m])
        last = block.b == LAST and not token.stays
        lacks = block.b == UNLESS_GIVEN_UP and incident.given_up
        if incident.outcome == 0 and (fresh or last) and not lacks:
            s.stamps[i, m] = c.now
            if c.noted:
                note(s, REACHED, t, wide(m), incident.arrived, c.now)
            if p.traced[m] >= 0:
                s.heads[i, p.traced[m]] = token.chain
    elif op == END:
        if token.quantity > 0:
            return -HELD
        report(s, t)
        ended = True
    elif op == SIGNAL:
        report(s, t)
    elif op == ASSEMBLE:
        come = 1 + (incident.assembled_1 if block.b else incident.assembled)
        ended = come < block.a
        if ended and token.quantity > 0:
            return -HELD
        if not ended:
            come = 0
        if block.b:
            incident.assembled_1 = come
        else:
            incident.assembled = come
    elif op == SPLIT:
        for k in range(block.a, block.a + block.b):
            child = new_child(c, s.token, incident, t, wide(p.jumps[k, 0]))
            if c.sustains:
                hand_on(s, t, child)
            at_once(s.ring, c, child << KIND_BITS)
    elif op == FORK:
        j = new_join(s, t, wide(block.c), wide(block.b))
        for k in range(block.a, block.a + block.b):
            child = new_child(c, s.token, incident, t, wide(p.jumps[k, 0]))
            s.token[child].join = j
            s.token[child].pool = token.pool  # its parent's platforms wait with it
            if c.sustains:
                hand_on(s, t, child)
            at_once(s.ring, c, child << KIND_BITS)
        parked = True
    elif op == JUMP:
        token.round += block.flags & NEXT_ROUND
        token.pc = block.a
    elif op == GATE_WAIT:
        first, end = p.gate_first[block.a], p.gate_first[block.a + 1]
        span = first_not_before(p.gate_times, first, end, c.now) - c.now
    elif op == TRANSIT:
        if token.pool < 0:
            return -NO_POOL
        distance = p.distances_nmi[token.pool, incident.place]
        if distance > 0.0:
            speed = s.world[p.pool[token.pool].speed]
            if not speed > 0.0:
                return -BAD_TIME
            span = ticks(distance / speed)
    elif op == ALLOCATE:
        token.pc = pc
        parked = not ask(p, s, t)
    elif op == RELEASE:
        give_back(s, t)
        mark_line(s)
    elif op == SPAWN:
        child = new_child(c, s.token, incident, t, wide(block.a))
        s.token[child].recorded = 0
        if c.sustains:
            hand_on(s, t, child)
        at_once(s.ring, c, child << KIND_BITS)
    elif op == RELIEVE:
        if token.stays and s.stay_end[t] > c.now and incident.outcome < 2:
            child = new_child(c, s.token, incident, t, wide(block.a))
            s.token[child].recorded = 0
            s.token[child].round += 1
            s.token[child].stays = 1
            s.stay_end[child] = s.stay_end[t]
            s.token[child].ask = token.quantity
            if c.sustains:
                hand_on(s, t, child)
            at_once(s.ring, c, child << KIND_BITS)
        token.stays = 0
    elif op == IF_DONE:
        if incident.outcome != 0:
            token.pc = block.a
    elif op == ACTIVATE:
        for k in range(block.a, block.a + block.b):
            station = p.jumps[k, 0]
            if incident.outcome == 0 and not s.active[i, station]:
                s.active[i, station] = 1
                s.station[station].active += 1
                if s.station[station].active == 1:
                    s.station[station].activated = c.now
                    what = (station << KIND_BITS) | BUILD_UP
                    at_once(s.ring, c, what)
                    c.others += 1
    elif op == FINISH:
        closing = 1
    elif op == FAIL:
        closing = 2 + block.a
    elif op == COME:
        incident.come = max(incident.come, block.a)
    elif op == UNLESS_COME:
        if incident.come < block.b:
            token.pc = block.a
    elif op >= EQUIP:
        how = sustain(p, s, t)
        if how < 0:
            return how
        span = c.span
        parked = how == WAITS
    else:
        return -NO_BLOCK

    if ended and incident.tokens == 1:
        closing = 1
    if closing > 0:
        close_incident(p, s, i, closing)
    if ended:
        if c.sustains and s.cargo[t].held > 0:
            return -HELD_TEAM
        parked = True
        free_token(s, t)
        incident.tokens -= 1
        if incident.tokens == 0:
            free_incident(s, i)
    elif span > 0.0:
        schedule(s.heap, s.ring, c, c.now + span, t << KIND_BITS)
        if op in (GATE_WAIT, WAIT_UNTIL):
            add_segment(s, t, block.tag, 0.0, span, 0.0)
        else:
            add_segment(s, t, block.tag, 0.0, 0.0, span)
        if c.noted:
            note(s, STEP, t, wide(block.tag), c.now, c.now + span)
        parked = True
    elif span != 0.0:
        return -BAD_TIME
    elif c.noted and op == DELAY:
        note(s, STEP, t, wide(block.tag), c.now, c.now)
    return WAITS if parked else GOES_ON
