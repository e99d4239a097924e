"""Stations: teams, four queues by precedence, opening hours, build-up.

What for: everything between a token's arrival at work and its leaving. Takes tables, state and the
row of a station; changes the state.

Order: a work block puts the token into its queue. The station serves once everything else of the
moment has happened (:mod:`renkei.engine.kernel.waiting_line`): where a team is free, the first of
the most urgent class starts. While a station is closed nobody starts; if somebody waits, an opening
event is due at the next boundary of its calendar.

A station that is lost for a time has no teams: work in hand is put aside, and gone on with when it
is restored. If it is diverted meanwhile, whoever waits there goes on where the block says, and so
does whoever comes; work put aside is not known there and is begun again.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.calendars import advance, boundary_after, open_ticks
from renkei.engine.kernel.clock import hours, ticks
from renkei.engine.kernel.event_list import KIND_BITS, at_once, schedule
from renkei.engine.kernel.jit import helper, inlined, wide
from renkei.engine.kernel.program_arrays import Tables
from renkei.engine.kernel.queues import append, put_first, unlink
from renkei.engine.kernel.rng import uniform
from renkei.engine.kernel.sampling import unit_draw
from renkei.engine.kernel.state import Kind, State
from renkei.engine.kernel.tokens import STEP, add_segment, note, within
from renkei.engine.kernel.waiting_line import mark_station
from renkei.program.machine.blocks import EXTERNAL, Op

_OPENING = Kind.OPENING
_SEIZE = int(Op.SEIZE)


@inlined
def team_count(p: Tables, s: State, slot: int) -> int:
    """Return the teams of a slot: the nearest integer, at least 1 where the best value is."""
    n = math.floor(s.world[slot] + 0.5)
    if n < 1 and p.slot[slot].best >= 1.0:
        n = 1
    return int(n)


@helper
def set_teams(p: Tables, s: State, i: int) -> None:
    """Set the teams of station i for the present moment: design phase, then build-up."""
    row = p.station[i]
    st = s.station[i]
    now = s.core[0].now
    while st.step < row.schedule + row.n_schedule and p.schedule_hours[st.step] <= now:
        slot = wide(p.schedule_slots[st.step])
        st.retired = 1 if slot < 0 else 0
        if slot >= 0:
            st.base = team_count(p, s, slot)
        st.step += 1
    teams = st.base
    if row.build_up >= 0:
        share = 0.0
        if st.active > 0:
            for k in range(row.build_up, row.build_up + row.n_build_up):
                if st.activated + ticks(s.world[p.build_after[k]]) <= now:
                    share = max(share, s.world[p.build_share[k]])
        teams = math.ceil(share * st.base - 1e-9)  # 0.1 * 30 is not 4 teams
    st.teams = teams
    st.off = min(st.base_off, teams)


@helper
def next_build_up(p: Tables, s: State, i: int) -> float:
    """Return the time of the next step of build-up after now, or infinity."""
    row = p.station[i]
    st = s.station[i]
    at = math.inf
    if st.active > 0:
        for k in range(row.build_up, row.build_up + row.n_build_up):
            step = st.activated + ticks(s.world[p.build_after[k]])
            if step > s.core[0].now:
                at = min(at, step)
    return at


@inlined
def interval(p: Tables, s: State, i: int, now: float) -> int:
    """Return the row of the last opening of station i that is not after ``now``.

    Without one it is the row before the first. Time only goes on, and a station is looked at often:
    from the row found last it is a step or none, where a search through a year takes nine.
    """
    calendar = p.station[i].calendar
    first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
    st = s.station[i]
    row = first + wide(st.begun)
    while row < stop and p.opens[row] <= now:
        row += 1
    st.begun = row - first
    return row - 1


@inlined
def is_open(p: Tables, s: State, i: int) -> bool:
    """Return whether the present moment is within the hours of station i."""
    calendar = p.station[i].calendar
    if calendar < 0:
        return True
    now = s.core[0].now
    row = interval(p, s, i, now)
    return bool(row >= wide(p.calendar_first[calendar]) and now < p.closes[row])


@inlined
def capacity(s: State, i: int, opened: bool) -> int:
    """Return how many teams of station i may work at this moment."""
    st = s.station[i]
    if st.lost:
        return 0
    if opened:
        return wide(st.teams)
    return 0 if st.rests else wide(st.off)


@inlined
def integrate(p: Tables, s: State, i: int, now: float) -> None:
    """Take the time integrals of station i up to ``now``, within ``[warm_up, horizon)``."""
    st = s.station[i]
    c = s.core[0]
    start = st.last if st.last > c.warm_up else c.warm_up
    end = now if now < c.horizon else c.horizon
    st.last = now
    if end <= start:
        return
    span = hours(end - start)
    st.queue_h += st.queued * span
    st.wait_h += st.fresh * span
    calendar = p.station[i].calendar
    by_day = wide(st.busy)  # teams that finish work begun by day stay
    away = st.retired | st.lost
    if not away:
        by_day = max(st.teams, by_day)
    if calendar < 0:
        st.busy_h += st.busy * span
        st.capacity_h += by_day * span
        return
    by_night = wide(st.busy)
    if not away:
        by_night = max(st.off, by_night)
    first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
    before = st.open_before
    if before < 0.0:
        before = open_ticks(p.opens, p.closes, p.open_before, first, stop, start)
    if end == now:
        row = interval(p, s, i, now)
        st.open_before = 0.0
        if row >= first:
            st.open_before = p.open_before[row] + (min(end, p.closes[row]) - p.opens[row])
    else:
        st.open_before = open_ticks(p.opens, p.closes, p.open_before, first, stop, end)
    opened = hours(st.open_before - before)
    if st.rests:
        st.busy_h += st.busy * opened
        st.capacity_h += by_day * opened
    else:
        st.busy_h += st.busy * span
        st.capacity_h += by_day * opened + by_night * (span - opened)


@inlined
def enqueue(s: State, i: int, t: int, rank: int) -> bool:
    """Put token t at the end of class ``rank`` of station i; return whether to serve it now.

    Else nobody is free, and whoever gives a team back sees to it.
    """
    now = s.core[0].now
    s.token[t].since = now
    append(s.token, s.queue[4 * i + rank], t)
    st = s.station[i]
    st.queued += 1
    if within(s, now):
        st.fresh += 1
        st.joined += 1
    return bool(st.busy < st.teams or rank < st.interrupts)


@inlined
def counts(s: State, t: int) -> bool:
    """Return whether the work of token t joined its queue within the window."""
    token = s.token[t]
    return bool(token.stopped == 2 or (token.stopped == 0 and within(s, token.since)))


@inlined
def hold(s: State, i: int, t: int) -> None:
    """Let token t hold a team of station i until it vacates it; it goes on at once."""
    c = s.core[0]
    token = s.token[t]
    token.begun = c.now
    s.cargo[t].held = i + 1
    s.cargo[t].granted = 1
    at_once(s.ring, c, t << KIND_BITS)


@helper
def lost_ticks(p: Tables, s: State, i: int, since: float, until: float) -> float:
    """Return for how long of a span station i was lost while somebody could have begun work."""
    calendar = p.station[i].calendar
    total = 0.0
    for k in range(len(p.loss_begins)):
        if p.loss_rows[k, 0] != i:
            continue
        begin = max(since, float(p.loss_begins[k]))
        end = min(until, p.loss_begins[k] + ticks(s.world[p.loss_rows[k, 1]]))
        if end <= begin:
            continue
        span = end - begin
        if s.station[i].closes:
            first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
            span = open_ticks(p.opens, p.closes, p.open_before, first, stop, end) - open_ticks(
                p.opens, p.closes, p.open_before, first, stop, begin
            )
        total += span
    return float(total)


@helper
def closed_ticks(p: Tables, s: State, i: int, since: float, begun: float) -> float:
    """Return how long of a wait nobody could begin work at station i: it was closed, or lost."""
    closed = 0.0
    if s.station[i].closes:
        calendar = p.station[i].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        opened = open_ticks(p.opens, p.closes, p.open_before, first, stop, begun) - open_ticks(
            p.opens, p.closes, p.open_before, first, stop, since
        )
        closed = max(begun - since - opened, 0.0)
    if len(p.loss_begins) > 0:
        closed += lost_ticks(p, s, i, since, begun)
    return float(closed)


@inlined
def record_work(p: Tables, s: State, t: int) -> None:
    """Put the wait and the work of token t up to now on its path."""
    token = s.token[t]
    i = wide(token.station)
    st = s.station[i]
    now = s.core[0].now
    if s.core[0].noted:
        note(s, STEP, t, wide(p.blocks[token.pc].tag), token.begun, now)
    if token.recorded:  # spares the calendar
        queue = token.begun - token.since
        closed = 0.0
        if queue > 0.0 and (st.closes or len(p.loss_begins) > 0):
            closed = closed_ticks(p, s, i, token.since, token.begun)
            queue -= closed
        if st.rests:
            closed += max((now - token.begun) - token.duration, 0.0)
        tag = p.blocks[token.pc].tag
        add_segment(s, t, tag, queue, closed, token.duration)


@helper
def note_work(s: State, i: int, t: int, end: float) -> bool:
    """Note that token t works at a station that lists it; return whether its end is an event.

    It is where the work was stopped at this very moment, since it then ends when it would have.
    """
    token = s.token[t]
    token.next = s.station[i].working
    s.station[i].working = t
    listed = token.stopped and s.work_end[t] == end
    s.work_end[t] = end
    return bool(listed)


@inlined
def rank_at(p: Tables, s: State, t: int) -> int:
    """Return the class in which token t, at a work block, is served."""
    rank = wide(p.blocks[s.token[t].pc].b)
    return rank if rank >= 0 else wide(s.token[t].precedence)


@inlined
def leave_work(s: State, i: int, t: int, before: int) -> None:
    """Take token t, which follows another or none, off the list of those who work."""
    if before < 0:
        s.station[i].working = s.token[t].next
    else:
        s.token[before].next = s.token[t].next


@helper
def end_work(s: State, i: int, t: int) -> None:
    """Take token t, whose work is done, off the list of those who work."""
    before = -1
    other = wide(s.station[i].working)
    while other != t:
        before = other
        other = wide(s.token[other].next)
    leave_work(s, i, t, before)
    s.token[t].stopped = 0


@inlined
def outdated(s: State, t: int) -> bool:
    """Return whether the event of a token whose work was stopped is of an end that is not to be."""
    return bool(s.token[t].station < 0 or s.work_end[t] != s.core[0].now)


@helper
def make_way(p: Tables, s: State, i: int) -> None:
    """Stop the least urgent work at station i, if a waiting token may interrupt it.

    Of several of one class, the work begun last. It goes to the head of its class and is gone on
    with where it stopped (preemptive resume). The event of its end stays listed and is passed over.
    """
    st = s.station[i]
    worst = 0
    while s.queue[4 * i + worst].first < 0:
        worst += 1
    if worst >= st.interrupts:
        return
    found, found_before, before = -1, -1, -1
    t = wide(st.working)
    while t >= 0:
        rank = rank_at(p, s, t)
        if rank > worst:
            worst, found, found_before = rank, t, before
        before = t
        t = wide(s.token[t].next)
    if found < 0:
        return
    integrate(p, s, i, s.core[0].now)
    put_aside(p, s, i, found, found_before, worst)


@helper
def put_aside(p: Tables, s: State, i: int, t: int, before: int, rank: int) -> None:
    """Stop the work of token t, which follows another in the list or none, of class ``rank``.

    The token goes to the head of its class.
    """
    st = s.station[i]
    now = s.core[0].now
    token = s.token[t]
    done = now - token.begun
    if st.rests:
        calendar = p.station[i].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        done = open_ticks(p.opens, p.closes, p.open_before, first, stop, now) - open_ticks(
            p.opens, p.closes, p.open_before, first, stop, token.begun
        )
    s.work_left[t] = max(token.duration - done, 0.0)  # a person may have taken longer
    token.duration = done
    record_work(p, s, t)
    leave_work(s, i, t, before)
    fresh = counts(s, t)
    token.stopped = 2 if fresh else 1
    token.station = -1
    token.since = now
    st.busy -= 1
    put_first(s.token, s.queue[4 * i + rank], t)
    st.queued += 1
    if fresh:
        st.fresh += 1


@inlined
def drawn_work(p: Tables, s: State, t: int) -> float:
    """Return the work of token t at its block [ticks]."""
    token = s.token[t]
    block = p.blocks[token.pc]
    purpose = block.purpose
    if token.pool >= 0:
        purpose = purpose ^ p.pool[token.pool].key
    u = uniform(s.core[0].key, s.incident[token.incident].key, purpose, token.round)
    drawn = unit_draw(p.dist[block.dist], p.knots, u) * s.scale[block.dist]
    return ticks(max(drawn, 0.0))


@inlined
def start(p: Tables, s: State, i: int, t: int, work: float) -> None:
    """Let a team of station i, which is free, begin the work of token t."""
    c = s.core[0]
    token = s.token[t]
    st = s.station[i]
    token.begun = c.now
    token.duration = work
    token.station = i
    st.busy += 1
    if c.stepped and p.blocks[token.pc].flags & EXTERNAL:  # it ends when a person says so
        if st.listed:
            note_work(s, i, t, math.inf)
        c.parked = t
        c.room = 0
        return
    end = c.now + work
    if st.rests:
        calendar = p.station[i].calendar
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        end = advance(p.opens, p.closes, p.open_before, first, stop, c.now, work)
    if not st.listed or not note_work(s, i, t, end):
        schedule(s.heap, s.ring, c, end, t << KIND_BITS)


@inlined
def start_at_once(p: Tables, s: State, i: int, t: int) -> None:
    """Start the work of token t, which has just come to station i, without its queue.

    A team is free, nobody waits there, and nothing else is due at this moment. The counts are those
    of a token that joins the queue and is served from it.
    """
    now = s.core[0].now
    s.token[t].since = now
    if within(s, now):
        s.station[i].joined += 1
        s.station[i].served += 1
    start(p, s, i, t, drawn_work(p, s, t))


@inlined
def serve(p: Tables, s: State, i: int) -> None:
    """Start one piece of work if a team is free; else see to the next opening."""
    st = s.station[i]
    if st.queued == 0:
        return
    c = s.core[0]
    now = c.now
    opened = is_open(p, s, i)
    teams = capacity(s, i, opened)
    if st.interrupts > 0 and 0 < teams <= st.busy:
        make_way(p, s, i)
    if st.busy < teams:
        rank = 4 * i
        while s.queue[rank].first < 0:
            rank += 1
        t = wide(s.queue[rank].first)
        token = s.token[t]
        unlink(s.token, s.queue[rank], -1, wide(token.next))
        st.queued -= 1
        if counts(s, t):
            st.fresh -= 1
            if now < c.horizon and not token.stopped:
                st.served += 1
        if p.blocks[token.pc].op == _SEIZE:
            st.busy += 1
            hold(s, i, t)
        else:
            start(p, s, i, t, s.work_left[t] if token.stopped else drawn_work(p, s, t))
        # What this sets off at this moment comes before the next; another who waits may interrupt.
        if st.queued > 0 and (st.busy < teams or st.interrupts > 0):
            mark_station(s, i)
    calendar = p.station[i].calendar
    if calendar >= 0 and st.queued > 0 and (not opened or (not st.rests and st.off > st.teams)):
        first, stop = wide(p.calendar_first[calendar]), wide(p.calendar_first[calendar + 1])
        at = boundary_after(p.opens, p.closes, first, stop, now)
        if at < st.wake:
            st.wake = at
            schedule(s.heap, s.ring, c, at, (i << KIND_BITS) | _OPENING)
            c.others += 1


@inlined
def complete(p: Tables, s: State, t: int) -> None:
    """End the work of token t: its team is free, its hours are on its path."""
    token = s.token[t]
    i = wide(token.station)
    st = s.station[i]
    integrate(p, s, i, s.core[0].now)
    st.busy -= 1
    if st.listed:
        end_work(s, i, t)
    mark_station(s, i)
    record_work(p, s, t)
    token.station = -1
    token.pc += 1
