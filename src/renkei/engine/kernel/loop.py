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

from renkei.engine.kernel.allocation import serve_line
from renkei.engine.kernel.array_pointer import fixed
from renkei.engine.kernel.arrivals import add_member, arrive, schedule_next
from renkei.engine.kernel.blocks import do_block
from renkei.engine.kernel.event_list import (
    KEY_BITS,
    KIND_BITS,
    fill_top,
    more_now,
    schedule,
    take_first,
)
from renkei.engine.kernel.jit import inlined, jit, wide
from renkei.engine.kernel.losses import first_loss, happen_loss
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.readiness import change_fleet, integrate_pool
from renkei.engine.kernel.state import Code, Kind, State
from renkei.engine.kernel.stations import (
    complete,
    integrate,
    next_build_up,
    outdated,
    serve,
    set_teams,
)
from renkei.engine.kernel.stocks import next_draw
from renkei.engine.kernel.sustainment import WAITS, finish_sustainment, sustain_event
from renkei.engine.kernel.tokens import lacking, write_row
from renkei.engine.kernel.waiting_line import (
    DRAWS,
    mark_line,
    mark_station,
    next_class,
    next_station,
)

DONE, UNTIL, CHOICE, DECISION = Code.DONE, Code.UNTIL, Code.CHOICE, Code.DECISION
STUCK, TOO_LONG = Code.STUCK, Code.TOO_LONG

TOKEN, ARRIVAL, OPENING = Kind.TOKEN, Kind.ARRIVAL, Kind.OPENING
SCHEDULE, BUILD_UP, SAMPLE = Kind.SCHEDULE, Kind.BUILD_UP, Kind.SAMPLE

_MOST_IDLE = 50_000_000  # events and blocks without time moving on: a loop that takes no time


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
    elif kind == SCHEDULE and index >= first_loss(p):
        c.others -= 1
        happen_loss(p, s, index - first_loss(p))
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
    if c.line >= 0:  # a pass that was stopped goes on first
        serve_line(p, s, wide(c.line))
        return
    rank = next_class(s) if c.marked else 4
    station = next_station(s, rank)
    c.room -= 1
    if station >= 0:
        serve(p, s, station)
    elif c.marked >> (2 * rank) & DRAWS:
        c.current = next_draw(p, s, rank)
    else:
        serve_line(p, s, rank)


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
        # So `lacking` counts for how many events and blocks of any kind the arrays have room.
        if c.room <= 0:
            lack = lacking(s)
            if lack != 0:
                return lack
            if c.idle > _MOST_IDLE:
                return STUCK
            if c.parked >= 0:  # `start` took the room away, so that this is seen at once
                c.decision = c.parked
                c.parked = -1
                return DECISION
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
            if c.line >= 0 or (c.n_marks + c.marked > 0 and not more_now(c)):
                serve_one(p, s)
                if c.asking >= 0:
                    return CHOICE
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
