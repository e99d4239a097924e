"""Stations of the twin that are lost for a time; see :mod:`renkei.engine.kernel.losses`."""

from __future__ import annotations

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.parts import Token
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import put_aside, record_work
from renkei.program.machine.blocks import Op

STAGES = 3
"""A station is lost, diverted, restored."""


def first_loss(run: Run) -> int:
    """Return the number of the first event of a loss among those of kind SCHEDULE."""
    return len(run.stations) + len(run.program.schedule_hours)


def begin_losses(run: Run) -> None:
    """List all that will happen to stations that are lost."""
    for k, row in enumerate(run.program.loss_rows.tolist()):
        begin = float(run.program.loss_begins[k])
        i, lasts, diverted = row
        end = begin + draws.ticks(run.world[lasts])
        run.stations[i].losses.append((begin, end))
        number = first_loss(run) + STAGES * k
        run.schedule(begin, Kind.SCHEDULE, number)
        if diverted >= 0:
            run.schedule(begin + draws.ticks(run.world[diverted]), Kind.SCHEDULE, number + 1)
        run.schedule(end, Kind.SCHEDULE, number + 2)


def change_loss(run: Run, number: int) -> None:
    """Let a station be lost, diverted or restored, one token at a time."""
    row, stage = divmod(number, STAGES)
    if row == len(run.program.loss_begins):
        return  # the end of work that was stopped
    i = int(run.program.loss_rows[row, 0])
    st = run.stations[i]
    st.integrate(run.now, run.window)
    again = False
    if stage == 0:
        st.lost = True
        again = _put_one_aside(run, i)
    elif stage == 1 and st.lost:
        st.diverted = True
        again = _divert_one(run, i)
    elif stage == 2:
        st.lost = st.diverted = False
        run.mark_station(i)
    if again:
        run.schedule(run.now, Kind.SCHEDULE, first_loss(run) + number)


def _put_one_aside(run: Run, i: int) -> bool:
    """Put aside the work begun last, but for what ends now; return whether there was any."""
    st = run.stations[i]
    token = next((token for token in reversed(st.working) if token.ends != run.now), None)
    if token is None:
        return False
    _cancel(run, token)
    put_aside(run, st, token)
    return True


def _divert_one(run: Run, i: int) -> bool:
    """Let the first who waits and has somewhere to go go on there; return whether any did."""
    st = run.stations[i]
    for queue in st.queues:
        for token in queue:
            block = run.blocks[token.pc]
            if block["op"] == Op.WORK and block["c"] >= 0:
                queue.remove(token)
                st.fresh -= token.counts
                _cancel(run, token)
                token.begun, token.duration = run.now, 0.0
                record_work(run, token, st)
                token.stopped = False
                token.pc = block["c"]
                run.schedule(run.now, Kind.TOKEN, token)
                return True
    return False


def _cancel(run: Run, token: Token) -> None:
    """Make nothing of the events of a token."""
    nothing = first_loss(run) + STAGES * len(run.program.loss_begins)
    for row, (time, number, kind, what) in enumerate(run.events):
        if kind == Kind.TOKEN and what is token:
            run.events[row] = (time, number, Kind.SCHEDULE, nothing)
    token.ends = -1.0
