"""Docks of the twin: stations whose team a token holds over several blocks.

What for: the blocks CHOOSE, SEIZE and VACATE; see :mod:`renkei.engine.kernel.docks`.
"""

from __future__ import annotations

from renkei.engine.twin import draws
from renkei.engine.twin.parts import Row, StationState, Token
from renkei.engine.twin.readiness import set_status
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import join_queue
from renkei.program.machine.block_table import SEIZE_STATUS


def choose_dock(run: Run, first: int, n: int) -> int:
    """Return the target of a block CHOOSE: that of the dock to go to, as things stand now."""
    jumps = run.jumps[first : first + 2 * n]  # target and opening, then the station
    options = [
        (target, draws.ticks(run.world[slot]), run.stations[station])
        for (target, slot), (station, _) in zip(jumps[::2], jumps[1::2], strict=True)
    ]
    return _least_loaded(run.now, options)


def seize_team(run: Run, token: Token, block: Row, here: int) -> float | None:
    """Do a block SEIZE: join the queue of a dock; when served, go on with its team."""
    st = run.stations[block["a"]]
    if token.granted:
        token.granted = False
        run.record(token, block["tag"], *st.split_wait(token.since, token.begun), 0.0)
        status = SEIZE_STATUS.unpack(block["flags"])
        if status >= 0:
            set_status(run, token, status)
        return 0.0
    st.integrate(run.now, run.window)
    token.pc, token.since = here, run.now
    join_queue(run, block["a"], token, block["b"] if block["b"] >= 0 else token.precedence)
    return None


def vacate_team(run: Run, token: Token) -> None:
    """Give back the team that a token holds."""
    st = run.stations[token.held]
    st.integrate(run.now, run.window)
    st.busy -= 1
    run.mark_station(token.held)
    token.held = -1


def _least_loaded(now: float, options: list[tuple[int, float, StationState]]) -> int:
    """Return the target chosen among (target, hour of opening, station)."""
    manned = [option for option in options if option[2].teams > 0]
    loads = [((st.busy + st.queued) / st.teams, target) for target, at, st in manned if at <= now]
    free = [target for load, target in loads if load < 1]
    if free:
        return free[0]
    if loads:
        return min(loads, key=lambda pair: pair[0])[1]
    return min(manned or options[:1], key=lambda option: option[1])[0]
