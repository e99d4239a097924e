"""Run one replication of a program at full speed.

What for: the door to the kernel. Takes a :class:`~renkei.program.machine.program.Program`, a seed
and the number of a replication; gives a :class:`~renkei.engine.replication.Replication`. A
replication is a pure function of the three: it needs no other, whatever the process or the order.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei.engine.choosing import Chooser, answer
from renkei.engine.columns import POOLS, SOJOURNS, STATIONS, STOCKS
from renkei.engine.kernel.loop import finish, run
from renkei.engine.kernel.memory import grown, new_state
from renkei.engine.kernel.program_arrays import Tables, tables_of
from renkei.engine.kernel.start import begin
from renkei.engine.kernel.state import Code, State
from renkei.engine.limits import LIMITS, Limits, check_size, room, stop
from renkei.engine.replication import Floats, Incidents, Replication, with_open
from renkei.program.machine.blocks import CLOCKS
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program, Table


def replicate(
    program: Program,
    seed: int,
    replication: int,
    nominal: bool = False,
    tokens: int = 1024,
    trace: bool = False,
    limits: Limits = LIMITS,
    given: Floats | None = None,
) -> Replication:
    """Run one replication.

    Parameters
    ----------
    program
        What to run.
    seed
        0 to 2**64 - 1.
    replication
        Number of the replication, from 0.
    nominal
        Use the best value of every slot instead of drawing the world.
    tokens
        First guess of the tokens alive at once; the arrays grow as needed.
    trace
        Keep the event list; for tests.
    limits
        How large it may become.
    given
        ``(slots,)`` values that are not drawn, before factors; ``nan``: drawn as always. See
        :mod:`renkei.engine.worlds`.

    Raises
    ------
    RunError
        If the replication cannot go on or reaches a limit; the message gives replication, time,
        block and seed.
    """
    tables = tables_of(program)
    tokens = min(tokens, limits.tokens, limits.incidents, limits.joins, limits.rows)
    state = started(program, tables, seed, replication, nominal, tokens, trace, given)
    state, _ = go_on(program, tables, state, math.inf, seed, replication, limits)
    return harvest(program, tables, state, seed, replication, limits)


def started(
    program: Program,
    tables: Tables,
    seed: int,
    replication: int,
    nominal: bool,
    tokens: int,
    trace: bool,
    given: Floats | None = None,
    journal: bool = False,
) -> State:
    """Return the state at hour 0."""
    check_size(program)
    state = new_state(program, tokens, trace, journal)
    state.core["asks"] = program.policy is not None
    if given is not None:
        state.own[:] = given
    begin(tables, state, np.uint64(seed), np.uint64(replication), nominal)
    return state


def go_on(
    program: Program,
    tables: Tables,
    state: State,
    until: float,
    seed: int,
    replication: int,
    limits: Limits = LIMITS,
    choose: Chooser | None = None,
) -> tuple[State, int]:
    """Run the kernel until it is done, past ``until`` [ticks] or at a decision; grow arrays.

    Where platforms are to be chosen, ``choose`` is asked, or else the policy of the program.
    """
    state.core["most_events"] = limits.events
    while True:
        code = run(tables, state, until)
        if code == Code.CHOICE:
            answer(program, state, choose)
            continue
        if code <= Code.DECISION:
            return state, code
        state = enlarged(program, state, code, seed, replication, limits)


def enlarged(
    program: Program,
    state: State,
    code: int,
    seed: int,
    replication: int,
    limits: Limits = LIMITS,
) -> State:
    """Return the state with larger arrays where the kernel asked for them, or stop."""
    larger = None if code >= Code.STUCK else grown(state, code, room(state, code, limits))
    if larger is None:
        stop(program, state, code, limits, seed, replication)
    return larger


def harvest(
    program: Program,
    tables: Tables,
    state: State,
    seed: int,
    replication: int,
    limits: Limits = LIMITS,
) -> Replication:
    """Close the books of a finished run."""
    incident = state.incident[: int(state.core["incident_used"][0])]
    running = np.flatnonzero(
        (incident["tokens"] > 0)
        & (incident["outcome"] == 0)
        & (incident["arrived"] <= state.core["now"][0])
    )
    order = np.lexsort((incident["ordinal"][running], incident["source"][running]))
    rows = int(state.core["n_rows"][0]) + len(running)
    while len(state.row) < rows:
        state = enlarged(program, state, Code.GROW_ROWS, seed, replication, limits)
    finish(tables, state, running[order])
    n = int(state.core["n_rows"][0])
    row = state.row[:n]
    order = np.argsort(row["source"].astype(np.int64) << 32 | row["ordinal"])
    arrived, stamps = row["arrived"][order], state.row_stamps[:n][order]
    st, pool, source = state.station, state.pool, state.source
    return Replication(
        incidents=Incidents(
            source=row["source"][order],
            ordinal=row["ordinal"][order],
            place=row["place"][order],
            arrived_h=arrived / TICKS,
            milestones=stamps / TICKS,
            after_h=(stamps - arrived[:, np.newaxis]) / TICKS,
            outcome=row["outcome"][order].astype(np.int8),
            counted=row["counted"][order] == 1,
        ),
        segments=state.path_hours,
        reached=state.reached,
        stations=STATIONS.stack({name: st[name] for name in STATIONS.names}),
        pools=POOLS.stack({name: pool[name] for name in POOLS.names}),
        world=_reported(program, state),
        sojourns=SOJOURNS.stack(
            {"n": source["n"], "sum_h": source["sum"], "sumsq_h2": source["square"]}
        ),
        events=int(state.core["events"][0]),
        trace=_listed(state),
        **(_sustained(state) if state.core["sustains"][0] else {}),
    )


def _listed(state: State) -> NDArray[Any] | None:
    """Return the event list, times in hours, if it was kept."""
    if not state.core["traced"][0]:
        return None
    listed = state.trace[: int(state.core["n_trace"][0])]
    listed["time"] /= TICKS
    return listed


def _reported(program: Program, state: State) -> Floats:
    """Return the world; what counts as one over its value is given as it is."""
    world = state.world
    for i in program.inverse:
        value, factor = float(state.own[i]), int(program.slot["factor"][i])
        while factor >= 0:
            value, factor = value * float(state.own[factor]), int(program.slot["factor"][factor])
        world[i] = value
    return world


def _under_way(state: State) -> Floats:
    """Return the tallies with what had not ended when the run did, in order of beginning."""
    used = int(state.core["token_used"][0])
    alive, cargo = state.token["incident"][:used] >= 0, state.cargo[:used]
    found = [
        np.stack([cargo[f"tally_{k}"][alive] - 1.0, cargo[f"clock_{k}"][alive]], axis=1)
        for k in range(CLOCKS)
    ]
    core = state.core[0]
    window = float(core["warm_up"]), float(core["horizon"])
    return with_open(state.tally, np.concatenate(found), window)


def _stock_sums(stock: Table) -> Floats:
    """Return the table of stocks; what the kernel calls otherwise is named here."""
    values = {name: stock[name] for name in STOCKS.names if name in (stock.dtype.names or ())}
    return STOCKS.stack(
        values
        | {
            "filled_at_once": stock["filled"],
            "on_hand_end": stock["end_on_hand"],
            "due_in_end": stock["end_due_in"],
            "unfilled": stock["lost"] + stock["end_owed"],
            "empty_at_h": stock["empty_at"] / TICKS,
            "lowest_at_h": stock["lowest_at"] / TICKS,
            "full_at_h": stock["full_at"] / TICKS,
        }
    )


def _sustained(state: State) -> dict[str, Any]:
    """Return the fields of a replication with sustainment."""
    n = int(state.core["samples"][0])
    return {
        "readiness": state.status_h,
        "available": state.capable_h,
        "stock": _stock_sums(state.stock),
        "tallies": _under_way(state),
        "sample_h": np.arange(n) * float(state.core["sample_every"][0]) / TICKS,
        "stock_series": state.stock_series[:n],
        "pool_series": state.pool_series[:n],
    }
