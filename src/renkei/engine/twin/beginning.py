"""The twin's beginning: the state at hour 0.

What for: everything that exists before the first event, in the order in which its own first events
are listed. Takes a program, a seed and the number of a replication; gives a
:class:`~renkei.engine.twin.state.Run`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from renkei.engine.kernel.state import Kind
from renkei.engine.twin import draws
from renkei.engine.twin.arrivals import arrival_times, schedule_arrival
from renkei.engine.twin.fleets import begin_fleet
from renkei.engine.twin.losses import begin_losses
from renkei.engine.twin.parts import PoolState, StationState, StockState, rows
from renkei.engine.twin.state import Run
from renkei.engine.twin.stations import set_teams
from renkei.engine.twin.stocks import review_stock
from renkei.engine.twin.world import calendar_of, drawn_world, population_of, scale_of, teams_in
from renkei.program.machine.clock import ticked
from renkei.program.machine.program import Program


def begin(
    program: Program,
    seed: int,
    replication: int,
    nominal: bool,
    given: Sequence[float] | None = None,
) -> Run:
    """Return a replication at hour 0; ``nominal``: what is not given has its best value."""
    p = ticked(program)
    key = draws.replication_key(seed, replication)
    run = Run(p, key, *drawn_world(p, key, nominal, given))
    run.scale = [scale_of(run, dist) for dist in run.dists]
    _begin_stations(run)
    begin_losses(run)
    _begin_fleets(run)
    _begin_arrivals(run)
    _begin_stocks(run)
    if p.sample_every_h > 0:
        run.schedule(0.0, Kind.SAMPLE, 0)
    return run


def _begin_stations(run: Run) -> None:
    for i, row in enumerate(rows(run.program.station)):
        st = StationState(row, calendar_of(run, row))
        run.stations.append(st)
        st.base = teams_in(run, row["teams"])
        st.base_off = teams_in(run, row["off_teams"]) if row["off_teams"] >= 0 else 0
        set_teams(run, st)
        if st.step < row["schedule"] + row["n_schedule"]:
            run.schedule(float(run.program.schedule_hours[st.step]), Kind.SCHEDULE, i)


def _begin_fleets(run: Run) -> None:
    fleets = [PoolState(run.program.most_platforms) for _ in run.attributes]
    run.pools = [fleets[row["fleet"]] for row in run.attributes]
    for i, row in enumerate(run.attributes):
        if row["fleet"] == i:
            begin_fleet(run, i, row)


def _begin_arrivals(run: Run) -> None:
    for i, source in enumerate(run.sources):
        n = population_of(run, i)
        run.arrivals.append(
            arrival_times(run.program, source, run.world, run.key)
            if n is None
            else iter([0.0] * n + [math.inf])
        )
        schedule_arrival(run, i)


def _begin_stocks(run: Run) -> None:
    run.stocks = [
        StockState(
            row,
            run.whole(row["on_hand"]),
            run.whole(row["full"]) if row["full"] >= 0 else math.inf,
        )
        for row in rows(run.program.stock)
    ]
    for stock in run.stocks:
        if stock.row["continuous"]:
            review_stock(run, stock)
