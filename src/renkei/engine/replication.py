"""The results of one replication.

What for: kernel and twin make it, the results tables are written from it. Takes nothing; gives
:class:`Replication` and its :class:`Incidents`, plain arrays of which row i is row i of the
program's names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renkei._base.brief import Brief
from renkei.engine.columns import STOCK_LEVELS, STOCKS, TALLIES
from renkei.program.machine.blocks import Status
from renkei.program.machine.clock import TICKS

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Incidents:
    """One row per incident of a counted source that arrived before the horizon.

    Rows are sorted by source and ordinal. ``milestones`` is ``(n, M)`` [h since the start], nan
    where not reached; ``after_h`` the same [h since the arrival], by subtraction of whole ticks, so
    that equal times are equal; ``outcome`` is 0 running at the end of the run, 1 complete, 2 + k
    failed for reason k of the program; ``counted`` tells whether it arrived in
    ``[warm_up, horizon)``.
    """

    source: NDArray[np.int32]
    ordinal: NDArray[np.int32]
    place: NDArray[np.int32]
    arrived_h: Floats
    milestones: Floats
    after_h: Floats
    outcome: NDArray[np.int8]
    counted: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Replication(Brief):
    """The results of one replication; row i of a table is row i of the program's names.

    Attributes
    ----------
    incidents
        See :class:`Incidents`.
    segments
        ``(traced, tags, 3)`` [h]: hours on the critical paths of counted incidents that reached
        the milestone, by :data:`~renkei.engine.columns.SEGMENTS`.
    reached
        ``(traced, sources)`` number of those incidents.
    stations
        ``(stations, 6)``, columns :data:`~renkei.engine.columns.STATIONS`.
    pools
        ``(pools, 4)``, columns :data:`~renkei.engine.columns.POOLS`.
    world
        ``(slots,)`` values of this world.
    sojourns
        ``(sources, 3)``, columns :data:`~renkei.engine.columns.SOJOURNS`: the time from arrival to
        completion, of complete incidents that arrived in ``[warm_up, horizon)``.
    events
        Entries taken from the event list.
    readiness
        ``(pools, 9)`` platform-hours by :class:`~renkei.program.machine.blocks.Status` in
        ``[warm_up, horizon)``. This and all that follows is empty (no rows) in a program without
        sustainment, that is, where ``Program.sustains`` is false.
    available
        ``(pools, most_platforms + 1)`` hours by number of platforms mission capable.
    stock
        ``(stocks, 18)``, columns :data:`~renkei.engine.columns.STOCKS`.
    tallies
        ``(tallies, 4)``, columns :data:`~renkei.engine.columns.TALLIES`.
    sample_h
        ``(k,)`` times of the samples [h].
    stock_series
        ``(k, stocks, 3)`` at each, columns :data:`~renkei.engine.columns.STOCK_LEVELS`.
    pool_series
        ``(k, pools, 9)`` platforms by status at each.
    trace
        The event list, if asked for: time, kind, a, b, block; see ``engine.state.TRACE``.
    """

    incidents: Incidents
    segments: Floats
    reached: NDArray[np.int64]
    stations: Floats
    pools: Floats
    world: Floats
    sojourns: Floats
    events: int
    trace: NDArray[Any] | None = None
    readiness: Floats = field(default_factory=lambda: np.zeros((0, len(Status))))
    available: Floats = field(default_factory=lambda: np.zeros((0, 1)))
    stock: Floats = field(default_factory=lambda: np.zeros((0, len(STOCKS))))
    tallies: Floats = field(default_factory=lambda: np.zeros((0, len(TALLIES))))
    sample_h: Floats = field(default_factory=lambda: np.zeros(0))
    stock_series: Floats = field(default_factory=lambda: np.zeros((0, 0, len(STOCK_LEVELS))))
    pool_series: Floats = field(default_factory=lambda: np.zeros((0, 0, len(Status))))

    def __repr__(self) -> str:
        return f"<Replication: {len(self.incidents.source)} incidents, {self.events} events>"


def with_open(tallies: Floats, found: Floats, window: tuple[float, float]) -> Floats:
    """Return the tallies with what had not ended when the run did.

    Parameters
    ----------
    tallies
        ``(tallies, 4)`` of what ended.
    found
        Rows of tally (-1: none) and when it began [ticks].
    window
        From warm-up to horizon [ticks].
    """
    rows = found[np.lexsort((found[:, 1], found[:, 0]))]
    begun = rows[:, 1]
    rows = rows[(rows[:, 0] >= 0) & (window[0] <= begun) & (begun < window[1])]
    hours = (window[1] - rows[:, 1]) / TICKS
    one = np.ones_like(hours)
    late = TALLIES.stack({"n": one, "sum_h": hours, "sumsq_h2": hours * hours, "open": one})
    np.add.at(tallies, rows[:, 0].astype(np.intp), late)  # one by one: the sums keep their order
    return tallies
