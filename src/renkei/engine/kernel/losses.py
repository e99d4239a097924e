"""Stations that are lost for a time: who works there is put aside, who waits may go elsewhere.

What for: a headquarters, a staff cell or a channel that is lost and restored. Takes tables, state
and the number of an event of a loss; changes the state.

While a station is lost nobody works there, and it has no teams. Work in hand is put aside, and gone
on with when the station is restored, where it stopped. From when the station is diverted on, those
who wait there go on where their block says, if it says so; what was put aside is not known there
and is begun again.

One token a time is put aside or diverted, since an event has room for few segments of paths: the
event is listed again at the same moment until nothing is left to do.
"""

from __future__ import annotations

from renkei.engine.kernel.clock import ticks
from renkei.engine.kernel.event_list import KEY_BITS, KIND_BITS, at_once, fill_top, schedule
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import unlink
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.stations import counts, integrate, put_aside, rank_at, record_work
from renkei.engine.kernel.waiting_line import mark_station
from renkei.program.machine.blocks import Op

_SCHEDULE = Kind.SCHEDULE
_WORK = int(Op.WORK)


@inlined
def first_loss(p: Tables) -> int:
    """Return the number of the first event of a loss among the events of kind SCHEDULE."""
    return int(len(p.station) + len(p.schedule_hours))


@helper
def cancel(p: Tables, s: State, t: int) -> None:
    """Make nothing of the events of token t: its work was stopped, and will not go on."""
    c = s.core[0]
    fill_top(s.heap, c)
    mask = (1 << KEY_BITS) - 1
    nothing = ((first_loss(p) + 3 * len(p.loss_begins)) << KIND_BITS) | _SCHEDULE
    for k in range(c.n_heap):
        if s.heap[k].key & mask == t << KIND_BITS:
            s.heap[k].key = (s.heap[k].key & ~mask) | nothing
            c.others += 1
    s.work_end[t] = -1.0


@helper
def put_one_aside(p: Tables, s: State, i: int) -> bool:
    """Put aside the work at station i that was begun last; return whether there was any.

    Work that ends at this very moment is done.
    """
    before = -1
    t = wide(s.station[i].working)
    while t >= 0 and s.work_end[t] == s.core[0].now:
        before = t
        t = wide(s.token[t].next)
    if t < 0:
        return False
    cancel(p, s, t)
    put_aside(p, s, i, t, before, rank_at(p, s, t))
    return True


@helper
def divert_one(p: Tables, s: State, i: int) -> bool:
    """Let the first who waits at station i, and has somewhere to go, go on there.

    Return whether there was any.
    """
    st = s.station[i]
    now = s.core[0].now
    for rank in range(4):
        before = -1
        t = wide(s.queue[4 * i + rank].first)
        while t >= 0:
            token = s.token[t]
            block = p.blocks[token.pc]
            if block.op == _WORK and block.c >= 0:
                unlink(s.token, s.queue[4 * i + rank], before, wide(token.next))
                st.queued -= 1
                if counts(s, t):
                    st.fresh -= 1
                if token.stopped:
                    cancel(p, s, t)
                token.station = i
                token.begun = now
                token.duration = 0.0
                record_work(p, s, t)
                token.station = -1
                token.stopped = 0
                token.pc = block.c
                at_once(s.ring, s.core[0], t << KIND_BITS)
                return True
            before = t
            t = wide(token.next)
    return False


@helper
def happen_loss(p: Tables, s: State, number: int) -> None:
    """Let a station be lost, diverted or restored: events 3 k, 3 k + 1 and 3 k + 2 of loss k.

    One token at a time is put aside or goes elsewhere: the event is listed again until none does.
    """
    c = s.core[0]
    row, stage = number // 3, number % 3
    if row >= len(p.loss_begins):
        return  # of work that was stopped
    i = wide(p.loss_rows[row, 0])
    st = s.station[i]
    integrate(p, s, i, c.now)
    again = False
    if stage == 0:
        st.lost = 1
        again = put_one_aside(p, s, i)
    elif stage == 1:
        if st.lost:
            st.diverted = 1
            again = divert_one(p, s, i)
    else:
        st.lost = 0
        st.diverted = 0
        mark_station(s, i)
    if again:
        at_once(s.ring, c, ((first_loss(p) + number) << KIND_BITS) | _SCHEDULE)
        c.others += 1


@inlined
def begin_loss(p: Tables, s: State, k: int) -> None:
    """List the events of loss k of a station: when it is lost, diverted (if it is) and restored."""
    i = wide(p.loss_rows[k, 0])
    s.station[i].listed = 1
    at = p.loss_begins[k]
    for stage in range(3):
        slot = wide(p.loss_rows[k, 1])
        if stage == 1:
            slot = wide(p.loss_rows[k, 2])
        if stage == 1 and slot < 0:
            continue
        when = at if stage == 0 else at + ticks(s.world[slot])
        what = ((first_loss(p) + 3 * k + stage) << KIND_BITS) | _SCHEDULE
        schedule(s.heap, s.ring, s.core[0], when, what)
        s.core[0].others += 1
