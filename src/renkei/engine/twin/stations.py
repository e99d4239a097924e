"""Stations of the twin: teams on duty, queues, work and its interruption.

What for: the block WORK and all that changes who serves; see
:mod:`renkei.engine.kernel.stations`.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.parts import Incident, Row, StationState, Token
from renkei.engine.twin.state import Run
from renkei.engine.twin.world import teams_in
from renkei.program.machine.blocks import Op


def change_station(run: Run, kind: int, i: int) -> None:
    """Take an opening, a step of the design or a step of the build-up of station i."""
    if kind == Kind.OPENING and i == len(run.stations):  # a request may have waited too long
        run.mark_line()
        return
    st = run.stations[i]
    st.integrate(run.now, run.window)
    if kind == Kind.OPENING:
        if st.wake == run.now:
            st.wake = math.inf
    else:
        set_teams(run, st)
        if kind == Kind.BUILD_UP:
            later = [at for at, _ in _build_up_steps(run, st) if at > run.now]
            if later:
                run.schedule(min(later), kind, i)
        elif st.step < st.row["schedule"] + st.row["n_schedule"]:
            run.schedule(float(run.program.schedule_hours[st.step]), kind, i)
    run.mark_station(i)


def activate(run: Run, incident: Incident, i: int) -> None:
    """Let an incident need a station, which is built up from when the first does."""
    if incident.outcome or i in incident.active:
        return
    incident.active.add(i)
    st = run.stations[i]
    st.active += 1
    if st.active == 1:
        st.activated = run.now
        run.schedule(run.now, Kind.BUILD_UP, i)


def deactivate(run: Run, incident: Incident) -> None:
    """Let an incident that is over need no station any more."""
    for i in sorted(incident.active):
        st = run.stations[i]
        st.active -= 1
        if not st.active:
            st.integrate(run.now, run.window)
            set_teams(run, st)
    incident.active.clear()


def set_teams(run: Run, st: StationState) -> None:
    """Let a station have the teams of this moment."""
    p = run.program
    last = st.row["schedule"] + st.row["n_schedule"]
    while st.step < last and p.schedule_hours[st.step] <= run.now:
        slot = int(p.schedule_slots[st.step])
        st.retired = slot < 0
        st.base = st.base if st.retired else teams_in(run, slot)
        st.step += 1
    st.teams = st.base
    if st.row["build_up"] >= 0:
        shares = [share for at, share in _build_up_steps(run, st) if at <= run.now]
        st.teams = math.ceil(max(shares, default=0.0) * st.base - 1e-9)
    st.off = min(st.base_off, st.teams)


def _build_up_steps(run: Run, st: StationState) -> list[tuple[float, float]]:
    """Return time and share of each step of an active station."""
    if not st.active:
        return []
    first, n = st.row["build_up"], st.row["n_build_up"]
    after = [run.world[slot] for slot in run.program.build_after[first : first + n]]
    share = [run.world[slot] for slot in run.program.build_share[first : first + n]]
    return [(st.activated + draws.ticks(a), s) for a, s in zip(after, share, strict=True)]


def come_to_work(run: Run, token: Token, block: Row, here: int) -> float | None:
    """Do a block WORK: join the queue, or go on at once where its rooms are full."""
    i = block["a"]
    st = run.stations[i]
    if 0 <= st.row["rooms"] <= st.queued + st.busy:
        token.pc = block["c"]
        return 0.0
    if st.diverted and block["c"] >= 0:
        token.pc = block["c"]
        return 0.0
    st.integrate(run.now, run.window)
    token.pc, token.since = here, run.now
    join_queue(run, i, token, _class_of_work(run, token))
    return None


def join_queue(run: Run, i: int, token: Token, rank: int) -> None:
    """Put a token in the queue of station i."""
    st = run.stations[i]
    st.queues[rank].append(token)
    token.counts = run.within()
    st.fresh += token.counts
    st.joined += token.counts
    if st.busy < st.teams or rank < st.row["interrupts"]:
        run.marked[rank].setdefault(i)


def serve_station(run: Run, i: int) -> None:
    """Give one free team to the first of the most urgent class; plan the next opening."""
    st = run.stations[i]
    opened = st.calendar is None or st.calendar.is_open(run.now)
    capacity = st.teams if opened else (0 if st.rests else st.off)
    if st.lost:
        capacity = 0
    if st.queued and 0 < capacity <= st.busy:
        _make_way(run, st)
    if st.queued and st.busy < capacity:
        token = next(queue for queue in st.queues if queue).popleft()
        block = run.blocks[token.pc]
        token.begun = run.now
        st.busy += 1
        if token.counts:
            st.fresh -= 1
            st.served += run.now < run.window[1] and not token.stopped
        if block["op"] == Op.SEIZE:
            token.held, token.granted = i, True
            run.schedule(run.now, Kind.TOKEN, token)
        else:
            _begin_work(run, i, token, block)
        if st.busy < capacity or st.row["interrupts"]:
            run.mark_station(i)
    if st.queued and st.calendar:
        more_at_night = opened and not st.rests and st.off > st.teams
        at = st.calendar.boundary_after(run.now)
        if (not opened or more_at_night) and at < st.wake:
            st.wake = at
            run.schedule(at, Kind.OPENING, i)


def _begin_work(run: Run, i: int, token: Token, block: Row) -> None:
    """Begin or resume the work of a token at station i."""
    st = run.stations[i]
    token.station = i
    token.duration = token.left
    if not token.stopped:
        token.duration = run.duration(block["dist"], run.uniform(token, block))
    end = run.now + token.duration
    if st.rests and st.calendar:
        end = st.calendar.advance(run.now, token.duration)
    st.working.append(token)
    if not (token.stopped and token.ends == end):  # else its end is listed already
        run.schedule(end, Kind.TOKEN, token)
    token.ends = end


def _class_of_work(run: Run, token: Token) -> int:
    """Return the class of a token at the station of its block."""
    b: int = run.blocks[token.pc]["b"]
    return b if b >= 0 else token.precedence


def _make_way(run: Run, st: StationState) -> None:
    """Stop the least urgent work (of several, the last begun) for a token that may interrupt."""
    urgent = next(rank for rank, queue in enumerate(st.queues) if queue)
    lower = [token for token in st.working if _class_of_work(run, token) > urgent]
    if urgent >= st.row["interrupts"] or not lower:
        return
    worst = max(_class_of_work(run, token) for token in lower)
    token = [token for token in lower if _class_of_work(run, token) == worst][-1]
    st.integrate(run.now, run.window)
    put_aside(run, st, token)


def put_aside(run: Run, st: StationState, token: Token) -> None:
    """Stop the work of a token, which goes to the head of its class."""
    done = run.now - token.begun
    if st.rests and st.calendar:
        done = st.calendar.opened(run.now) - st.calendar.opened(token.begun)
    token.left = token.duration - done
    token.duration = done
    record_work(run, token, st)
    st.working.remove(token)
    st.busy -= 1
    token.stopped, token.station, token.since = True, -1, run.now
    st.queues[_class_of_work(run, token)].appendleft(token)
    st.fresh += token.counts


def end_work(run: Run, token: Token) -> None:
    """Free the team of a token whose work is done."""
    i = token.station
    st = run.stations[i]
    st.integrate(run.now, run.window)
    st.busy -= 1
    st.working.remove(token)
    run.mark_station(i)
    record_work(run, token, st)
    token.station, token.stopped = -1, False
    token.pc += 1


def record_work(run: Run, token: Token, st: StationState) -> None:
    """Put the wait and the work of a token up to now on its path."""
    queue, closed = st.split_wait(token.since, token.begun)
    if st.rests:
        closed += max((run.now - token.begun) - token.duration, 0.0)
    run.record(token, run.blocks[token.pc]["tag"], queue, closed, token.duration)
