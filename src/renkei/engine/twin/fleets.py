"""Fleets of the twin: how many platforms there are, phase by phase.

What for: sizes at hour 0, what a later phase of the design adds or takes away, and the block
MUSTER.
"""

from __future__ import annotations

import math

from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import PoolState, Row, Token
from renkei.engine.twin.readiness import post_use
from renkei.engine.twin.state import Run
from renkei.engine.twin.world import pool_size, training_use


def begin_fleet(run: Run, i: int, row: Row) -> None:
    """Give a fleet the platforms of hour 0, and list the changes of later phases."""
    pool, first = run.pools[i], row["schedule"]
    steps = list(range(first, first + row["n_schedule"]))
    kinds = [i] + [int(run.program.schedule_slots[k]) for k in steps]
    pool.most = max(pool_size(run, run.attributes[at]) for at in kinds if at >= 0)
    _resize_fleet(run, pool, i)
    pool.newest = 0
    for k in steps:
        if run.program.schedule_hours[k] <= 0:
            _resize_fleet(run, pool, int(run.program.schedule_slots[k]))
            pool.newest = 0
        else:
            at = float(run.program.schedule_hours[k])
            run.schedule(at, Kind.SCHEDULE, len(run.stations) + k)
    pool.training = training_use(run, i)


def _resize_fleet(run: Run, pool: PoolState, like: int) -> None:
    """Let a fleet have the platforms of a pool; -1: none."""
    size = mustered = 0
    if like >= 0:
        size = pool_size(run, run.attributes[like])
        mustered = math.floor(run.world[run.attributes[like]["platforms"]] + 0.5)
    pool.resize(size, mustered)


def change_fleet(run: Run, k: int) -> None:
    """Take row k of the schedule of a fleet."""
    i = next(
        i
        for i, row in enumerate(run.attributes)
        if row["schedule"] <= k < row["schedule"] + row["n_schedule"]
    )
    pool, like = run.pools[i], int(run.program.schedule_slots[k])
    pool.integrate(run.now, run.window)
    post_use(run, pool)
    _resize_fleet(run, pool, like)
    pool.training = training_use(run, like)
    if run.program.sustains and pool.users and not pool.pending:
        pool.pending = True
        run.schedule(run.now, Kind.USE, i)
    run.mark_line()


def muster(run: Run, token: Token, block: Row, here: int) -> float:
    """Do a block MUSTER: let the token of a platform go on only while the fleet has so many."""
    i = run.attributes[block["a"]]["fleet"]
    if token.incident.ordinal < run.pools[i].mustered:
        if token.granted:
            token.granted, token.pc = False, block["c"]
            token.round += 1
        return 0.0
    token.granted, token.pc = True, here
    first, n = run.attributes[i]["schedule"], run.attributes[i]["n_schedule"]
    times = run.program.schedule_hours[first : first + n].tolist()
    return min((time for time in times if time > run.now), default=math.inf) - run.now


def without_phases(run: Run) -> None:
    """Let the pools that are phases of another have nothing of their own."""
    for i, row in enumerate(run.attributes):
        if row["fleet"] != i:
            run.pools[i] = PoolState(run.program.most_platforms)
