"""The results of the twin at the end of a replication, and its samples during it.

What for: the arrays of :class:`~renkei.engine.replication.Replication`. Takes the state at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from renkei.engine.columns import (
    POOLS,
    SOJOURNS,
    STATIONS,
    STOCK_LEVELS,
    STOCKS,
    TALLIES,
    Columns,
)
from renkei.engine.kernel.state import TRACE, Kind
from renkei.engine.replication import Floats, Incidents, Replication, with_open
from renkei.engine.twin.fleets import without_phases
from renkei.engine.twin.state import Run
from renkei.engine.twin.tokens import write_row
from renkei.program.machine.blocks import Status
from renkei.program.machine.clock import TICKS


def harvest(run: Run, n_events: int, trace: bool) -> Replication:
    """Close the books and return the arrays."""
    p = run.program
    for st in run.stations:
        st.integrate(p.horizon_h, run.window)
    for pool in dict.fromkeys(run.pools):
        pool.integrate(p.horizon_h, run.window)
        pool.post(p.horizon_h, run.window)
    without_phases(run)
    for k, stock in enumerate(run.stocks):
        stock.integrate(k, p.horizon_h, run.window)
    running = [i for i in run.alive if not i.outcome and i.arrived <= run.now]
    for incident in sorted(running, key=lambda i: (i.source, i.ordinal)):
        write_row(run, incident)
    done = sorted(run.finished, key=lambda i: (i.source, i.ordinal))
    arrived = np.array([i.arrived for i in done], np.float64)
    stamps = np.array([i.stamps for i in done], np.float64)
    stamps = stamps.reshape(len(done), len(p.milestones))
    return Replication(
        incidents=Incidents(
            source=np.array([i.source for i in done], np.int32),
            ordinal=np.array([i.ordinal for i in done], np.int32),
            place=np.array([i.place for i in done], np.int32),
            arrived_h=arrived / TICKS,
            milestones=stamps / TICKS,
            after_h=(stamps - arrived[:, np.newaxis]) / TICKS,
            outcome=np.array([i.outcome for i in done], np.int8),
            counted=np.array([i.counted for i in done], np.bool_),
        ),
        segments=run.path_hours,
        reached=run.reached,
        stations=_table(STATIONS, [vars(st) for st in run.stations]),
        pools=_table(POOLS, [vars(pool) for pool in run.pools]),
        world=np.array(run.reported, np.float64),
        sojourns=_table(SOJOURNS, run.sojourns),
        events=n_events,
        trace=np.array(run.listed, TRACE) if trace else None,
        **_sustained_fields(run),
    )


def _sustained_fields(run: Run) -> dict[str, Any]:
    """Return the fields of a replication with sustainment."""
    p = run.program
    if not p.sustains:
        return {}
    n = len(run.stock_series)
    return {
        "readiness": np.array([pool.status_h for pool in run.pools]).reshape(-1, len(Status)),
        "available": np.array([pool.capable_h for pool in run.pools]).reshape(
            -1, p.most_platforms + 1
        ),
        "stock": _table(STOCKS, [stock.sums() for stock in run.stocks]),
        "tallies": with_open(_table(TALLIES, run.tallies), _under_way(run), run.window),
        "sample_h": np.arange(n) * p.sample_every_h / TICKS,
        "stock_series": STOCK_LEVELS.stack(
            {
                name: np.array(
                    [[level[name] for level in levels] for levels in run.stock_series]
                ).reshape(n, len(run.stocks))
                for name in STOCK_LEVELS.names
            }
        ),
        "pool_series": np.array(run.pool_series, np.float64).reshape(
            n, len(run.pools), len(Status)
        ),
    }


def _table(columns: Columns, things: Sequence[Mapping[str, Any]]) -> Floats:
    """Return a row for each thing from its values by name."""
    return columns.stack({name: [thing[name] for thing in things] for name in columns.names})


def _under_way(run: Run) -> np.ndarray[Any, Any]:
    """Return tally and beginning of what has not ended."""
    found = [
        (tally, token.clocks[clock])
        for token in run.living
        for clock, tally in token.counts_in.items()
    ]
    return np.array(found, np.float64).reshape(-1, 2)


def sample_levels(run: Run, number: int) -> None:
    """Take the levels of stocks and pools, with its number, and list the next sample."""
    run.stock_series.append(
        [
            {
                "on_hand": stock.on_hand,
                "backorder": stock.owed(k, run.window)[0],
                "due_in": stock.due_in,
            }
            for k, stock in enumerate(run.stocks)
        ]
    )
    none = [0] * len(Status)
    run.pool_series.append(
        [
            list(pool.count) if row["fleet"] == i else none
            for i, (pool, row) in enumerate(zip(run.pools, run.attributes, strict=True))
        ]
    )
    if (number + 1) * run.program.sample_every_h < run.program.horizon_h:
        run.schedule((number + 1) * run.program.sample_every_h, Kind.SAMPLE, number + 1)
