"""What the twin gives when a replication is over, and its samples on the way.

What for: the arrays of :class:`~renkei.engine.replication.Replication`. Takes the state at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from renkei.engine.kernel.state import TRACE, Kind
from renkei.engine.replication import Incidents, Replication, with_open
from renkei.engine.twin.fleets import without_phases
from renkei.engine.twin.state import Run
from renkei.engine.twin.tokens import write_row
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
        stations=np.array(
            [
                (s.busy_h, s.queue_h, s.capacity_h, s.served, s.wait_h, s.joined)
                for s in run.stations
            ],
            np.float64,
        ).reshape(-1, 6),
        pools=np.array(
            [(s.busy_h, s.capacity_h, s.allocations, s.short) for s in run.pools], np.float64
        ).reshape(-1, 4),
        world=np.array(run.reported, np.float64),
        sojourns=run.sojourns,
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
        "readiness": np.array([pool.status_h for pool in run.pools]).reshape(-1, 9),
        "available": np.array([pool.capable_h for pool in run.pools]).reshape(
            -1, p.most_platforms + 1
        ),
        "stock": np.array([stock.sums() for stock in run.stocks], np.float64).reshape(-1, 18),
        "tallies": with_open(run.tallies, _under_way(run), run.window),
        "sample_h": np.arange(n) * p.sample_every_h / TICKS,
        "stock_series": np.array(run.stock_series, np.float64).reshape(n, len(run.stocks), 3),
        "pool_series": np.array(run.pool_series, np.float64).reshape(n, len(run.pools), 9),
    }


def _under_way(run: Run) -> np.ndarray[Any, Any]:
    """Return tally and beginning of what has not ended."""
    found = [
        (tally, token.clocks[clock])
        for token in run.living
        for clock, tally in token.counts_in.items()
    ]
    return np.array(found, np.float64).reshape(-1, 2)


def sample_levels(run: Run, k: int) -> None:
    """Take the levels of stocks and pools, sample k, and list the next sample."""
    run.stock_series.append(
        [(x.on_hand, x.owed(i, run.window)[0], x.due_in) for i, x in enumerate(run.stocks)]
    )
    none = [0] * 9
    run.pool_series.append(
        [
            list(pool.count) if row["fleet"] == i else none
            for i, (pool, row) in enumerate(zip(run.pools, run.attributes, strict=True))
        ]
    )
    if (k + 1) * run.program.sample_every_h < run.program.horizon_h:
        run.schedule((k + 1) * run.program.sample_every_h, Kind.SAMPLE, k + 1)
