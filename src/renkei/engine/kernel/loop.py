"""The kernel: take the next event, run its token through blocks, again.

What for: the one loop that executes programs, at full speed or in steps. Takes tables, state and a
time; changes the state and returns why it stopped (:class:`~renkei.engine.kernel.state.Code`). When
an array is too small the kernel returns before it changes anything that it could not repeat; the
caller doubles the array and calls again.

Order of simultaneous events: time, then sequence of scheduling; see
:mod:`renkei.engine.kernel.event_list`. Who gets a team or platforms does not hang on that order:
stations and the line of requests are served when no event of the moment is left, by precedence
(:mod:`renkei.engine.kernel.waiting_line`). A token that becomes ready through another (a child of a
fork, a parent whose join is complete, a request that is granted) is scheduled for the present
moment, after all that is already scheduled for it. A delay of zero takes no event: the token goes
on at once; work of zero hours takes one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.allocation import ask, give_back, serve_line
from renkei.engine.kernel.array_pointer import fixed
from renkei.engine.kernel.arrivals import add_member, arrive, schedule_next
from renkei.engine.kernel.calendars import first_not_before
from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.event_list import (
    KEY_BITS,
    KIND_BITS,
    at_once,
    fill_top,
    schedule,
    take_first,
)
from renkei.engine.kernel.jit import helper, inlined, jit, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import change_fleet, integrate_pool, recover
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import unit_draw
from renkei.engine.kernel.state import Code, Kind, State
from renkei.engine.kernel.stations import (
    capacity,
    complete,
    enqueue,
    integrate,
    is_open,
    next_build_up,
    outdated,
    serve,
    set_teams,
    start_at_once,
)
from renkei.engine.kernel.stocks import next_draw
from renkei.engine.kernel.sustainment import (
    GOES_ON,
    WAITS,
    finish_sustainment,
    sustain,
    sustain_event,
)
from renkei.engine.kernel.tokens import (
    add_segment,
    free_incident,
    free_token,
    hand_on,
    lacking,
    new_child,
    new_join,
    write_row,
)
from renkei.engine.kernel.waiting_line import (
    DRAWS,
    mark,
    mark_line,
    mark_station,
    next_class,
    next_station,
)
from renkei.program.machine.blocks import EXTERNAL, NEXT_ROUND, Op, Stamp

MARK, DELAY, WORK, GATE_WAIT = int(Op.MARK), int(Op.DELAY), int(Op.WORK), int(Op.GATE_WAIT)
DECIDE, BRANCH, ROUTE, REPEAT = int(Op.DECIDE), int(Op.BRANCH), int(Op.ROUTE), int(Op.REPEAT)
FORK, END, SIGNAL, SPAWN = int(Op.FORK), int(Op.END), int(Op.SIGNAL), int(Op.SPAWN)
JUMP, IF_DONE, ALLOCATE = int(Op.JUMP), int(Op.IF_DONE), int(Op.ALLOCATE)
NOTICE, TURNAROUND, TRANSIT = int(Op.NOTICE), int(Op.TURNAROUND), int(Op.TRANSIT)
RELEASE, ACTIVATE, FINISH, FAIL = int(Op.RELEASE), int(Op.ACTIVATE), int(Op.FINISH), int(Op.FAIL)
SPLIT, ASSEMBLE, STAY, RELIEVE = int(Op.SPLIT), int(Op.ASSEMBLE), int(Op.STAY), int(Op.RELIEVE)
EQUIP, WAIT_UNTIL = int(Op.EQUIP), int(Op.WAIT_UNTIL)
LAST, UNLESS_GIVEN_UP = int(Stamp.LAST), int(Stamp.UNLESS_GIVEN_UP)

DONE, UNTIL, DECISION = Code.DONE, Code.UNTIL, Code.DECISION
STUCK, BAD_TIME, HELD, RAN_OFF = Code.STUCK, Code.BAD_TIME, Code.HELD, Code.RAN_OFF
NO_POOL, TOO_LONG, HELD_TEAM = Code.NO_POOL, Code.TOO_LONG, Code.HELD_TEAM

TOKEN, ARRIVAL, OPENING = Kind.TOKEN, Kind.ARRIVAL, Kind.OPENING
SCHEDULE, BUILD_UP, SAMPLE = Kind.SCHEDULE, Kind.BUILD_UP, Kind.SAMPLE

OUTLET_SALT = np.uint64(0x9D39247E33776D41)
"""Added (exclusive or) to the purpose of a decision for the draw of its outlet."""

DRAWING = sum(1 << op for op in (DELAY, DECIDE, BRANCH, ROUTE, REPEAT, NOTICE, TURNAROUND, STAY))
"""A bit for each kind of block that draws as soon as a token comes to it."""

_MOST_IDLE = 50_000_000  # events and blocks without time moving on: a loop that takes no time


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
    if outcome >= 2:  # what it still asks for leaves the line
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
def more_now(s: State) -> bool:
    """Return whether an event of the present moment is left.

    What is due of the heap was noted when the present event was taken: nothing comes to it since,
    as what is scheduled for this moment goes to the ring.
    """
    c = s.core[0]
    return bool(c.ring_start < c.ring_end or c.due)


@inlined
def list_event(s: State, kind: int, index: int) -> None:
    """Add an event to the list of events, by names that do not depend on rows."""
    c = s.core[0]
    row = s.trace[c.n_trace]
    row.time = c.now
    row.kind = kind
    row.a = index
    row.b = -1
    row.block = -1
    if kind == TOKEN:
        incident = s.incident[s.token[index].incident]
        row.a = incident.source
        row.b = incident.ordinal
        row.block = s.token[index].pc
    c.n_trace += 1


@inlined
def next_event(s: State, until: float, calm: float) -> int:
    """Take the next event off the list; return it, or -1 - the code of why the run stops here.

    The ring holds what was scheduled for the present moment during it, and so comes after all that
    the heap has for that moment. The hole at the top of the heap is filled only when the heap is
    asked: most events add one, which then goes into the hole.
    """
    c = s.core[0]
    if c.ring_start < c.ring_end and not c.due:
        if c.now >= c.horizon and c.open_counted == 0:
            return -1 - DONE
        what = s.ring[c.ring_start & (len(s.ring) - 1)]
        c.ring_start += 1
        return int(what)
    fill_top(s.heap, c)
    if c.n_heap == 0:
        if until > c.end:
            return -1 - DONE
        c.now = max(c.now, until)  # a parked decision may still be taken
        return -1 - UNTIL
    time = s.heap[0].time
    if time >= calm:
        if time > until:
            c.now = max(c.now, until)
            return -1 - UNTIL
        if time > c.end or (time >= c.horizon and c.open_counted == 0):
            return -1 - DONE
    if time > c.now:
        c.idle = 0
    what = s.heap[0].key & ((1 << KEY_BITS) - 1)
    take_first(s.heap, c)
    return int(what)


@inlined
def happen(p: Tables, s: State, what: int) -> int:
    """Let an event happen; return the token that goes on, or -1."""
    c = s.core[0]
    t = -1
    kind = what & ((1 << KIND_BITS) - 1)
    index = what >> KIND_BITS
    if c.traced:
        list_event(s, kind, index)
    if kind == TOKEN:
        t = index
        if s.token[t].stopped and outdated(s, t):
            return -1
        if s.token[t].station >= 0:
            complete(p, s, t)
    elif kind == ARRIVAL:
        c.others -= 1
        t = arrive(p, s, index)
        schedule_next(p, s, index)
        if s.source[index].pending > 0:
            c.source = index
            c.current = t
            return -1
    elif kind == SCHEDULE and index >= len(p.station):
        c.others -= 1
        change_fleet(p, s, index - len(p.station))
        mark_line(s)
    elif kind >= SAMPLE:
        c.others -= 1
        t = sustain_event(p, s, kind, index)
    elif index >= len(p.station):  # a request may have waited too long
        c.others -= 1
        mark_line(s)
    else:
        c.others -= 1
        integrate(p, s, index, c.now)
        if kind == OPENING:
            # A station that found an earlier boundary has left its later event in the list. Only
            # the event of `wake` itself may clear it, else the station would list it twice.
            if c.now == s.station[index].wake:
                s.station[index].wake = math.inf
        else:
            set_teams(p, s, index)
            at = math.inf
            if kind == BUILD_UP:
                at = next_build_up(p, s, index)
            elif s.station[index].step < (p.station[index].schedule + p.station[index].n_schedule):
                at = p.schedule_hours[s.station[index].step]
            if at < math.inf:
                what = (index << KIND_BITS) | kind
                schedule(s.heap, s.ring, s.core[0], at, what)
                c.others += 1
        mark_station(s, index)
    return int(t)


@inlined
def serve_one(p: Tables, s: State) -> None:
    """Serve the most urgent of what is marked: a station, a draw, or a class of the line.

    One at a time, since what it sets off at this moment comes before the next. A draw that has what
    it wants goes on as ``current``.
    """
    c = s.core[0]
    rank = next_class(s) if c.marked else 4
    station = next_station(s, rank)
    c.room -= 1
    if station >= 0:
        serve(p, s, station)
    elif c.marked >> (2 * rank) & DRAWS:
        c.current = next_draw(p, s, rank)
    else:
        serve_line(p, s, rank)


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
        if rooms >= 0 and st.queued + st.busy >= rooms:
            token.pc = block.c
        else:
            token.pc = pc
            integrate(p, s, at_station, c.now)
            # Where nobody else can come before it, it need not be queued and marked to be served at
            # the end of the moment: the moment has ended. That is so for half of all work.
            alone = st.queued == 0 and c.n_marks + c.marked == 0 and not more_now(s)
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
        elif op == DECIDE and block.flags & EXTERNAL and c.stepped:
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
    elif op >= EQUIP:
        how = sustain(p, s, t)
        if how < 0:
            return how
        span = c.span
        parked = how == WAITS

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
        parked = True
    elif span != 0.0:
        return -BAD_TIME
    return WAITS if parked else GOES_ON


@jit
def run(tables: Tables, state: State, until: float) -> int:
    """Run to the end, past ``until``, or to a parked decision; return the code.

    Whatever is under way stands in the state, so that the kernel can return between any two blocks,
    for larger arrays, and go on as if nothing had been: the token that was about to do its next
    block is ``current``, the source of a cluster of which members are still to come is ``source``.
    """
    p, s = fixed(tables), fixed(state)
    c = s.core[0]
    calm = min(until, c.end, c.horizon)  # most events come before it: one comparison, not four
    while True:
        # Rows of seven families are needed; to count them at each block costs more than the block.
        # So `lacking` counts for how many events and blocks there is room whatever they are.
        if c.room <= 0:
            lack = lacking(s)
            if lack != 0:
                return lack
            if c.idle > _MOST_IDLE:
                return STUCK
        if c.source >= 0:  # the other members of a cluster that has just arrived
            if s.source[c.source].pending > 0:
                c.room -= 1
                add_member(p, s, c.source)
                continue
            c.source = -1
        t = c.current
        if t >= 0:
            c.current = -1
        else:
            if c.events > c.most_events:
                return TOO_LONG
            if c.n_marks + c.marked > 0 and not more_now(s):
                serve_one(p, s)
                if c.current >= 0 or c.n_marks + c.marked > 0 or c.room <= 0:
                    continue
                if c.ring_start < c.ring_end:
                    continue
            what = next_event(s, until, calm)
            if what < 0:
                return -1 - what
            c.room -= 1
            c.events += 1
            t = happen(p, s, what)
        while t >= 0:
            if c.room <= 0:
                c.current = t
                break
            c.room -= 1
            how = do_block(p, s, t)
            if how < 0:
                return -how
            if how == WAITS:
                break


@jit
def inject(tables: Tables, state: State, t: int, target: int) -> int:
    """Let parked token t go on at block ``target``; the time it was parked is on its path.

    Return the code of an array that is too small, and then change nothing, or 0.
    """
    p, s = fixed(tables), fixed(state)
    lack = lacking(s)
    if lack != 0:
        return lack
    c = s.core[0]
    token = s.token[t]
    add_segment(s, t, p.blocks[token.pc].tag, 0.0, 0.0, c.now - token.since)
    token.pc = target
    at_once(s.ring, c, t << KIND_BITS)
    c.room = 0
    return 0


@jit
def finish(tables: Tables, state: State, running: NDArray[np.int64]) -> None:
    """Take the integrals to the horizon and write the rows of incidents still running."""
    p, s = fixed(tables), fixed(state)
    for i in range(len(p.station)):
        integrate(p, s, i, s.core[0].horizon)
    for i in range(len(p.pool)):
        if s.pool[i].fleet == i:
            integrate_pool(s.core[0], s.pool[i], s.core[0].horizon)
    finish_sustainment(s)
    for i in running:
        write_row(p, s, i)
