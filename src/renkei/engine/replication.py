"""What one replication gave.

What for: kernel and twin make it, the results tables are written from it. Takes nothing; gives
:class:`Replication` and its :class:`Incidents`, plain arrays of which row i is row i of the
program's names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
class Replication:
    """What one replication gave; row i of a table is row i of the program's names.

    Attributes
    ----------
    incidents
        See :class:`Incidents`.
    segments
        ``(traced, tags, 3)`` [h]: hours on the critical paths of counted incidents that reached
        the milestone, by queue (waiting while open), closed (outside hours, and waiting for a
        gate) and busy (work, delays).
    reached
        ``(traced, sources)`` number of those incidents.
    stations
        ``(stations, 6)``: busy_h and queue_h (time integrals over ``[warm_up, horizon)``),
        capacity_h (teams present: on duty, or still at work), served (of those who came within the
        window, begun by the horizon), wait_h (waits of those who came within the window, until they
        were served or the horizon), joined (their number).
    pools
        ``(pools, 4)``: busy_h and capacity_h (time integrals), allocations (platforms), short
        (requests that found too few free, at the pool they prefer).
    world
        ``(slots,)`` values of this world.
    sojourns
        ``(sources, 3)``: number, sum [h] and sum of squares [h2] of the time from arrival to
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
        ``(stocks, 18)``: on_hand_h, backorder_h and empty_h (time integrals), claims, demanded and
        filled_at_once (amounts), issued, received, orders, wait_h (of the items demanded, each
        until it was issued or the horizon), all within the window; on_hand_end and due_in_end at
        the horizon; ordered; unfilled (of what was demanded, not issued by the horizon); empty_at
        (first time in the window with nothing on hand; nan: never), lowest, lowest_at, full_at
        (first time after it at the full amount; nan: not again).
    tallies
        ``(tallies, 4)``: number, sum [h] and sum of squares [h2] of what began in the window, each
        until it ended or the horizon; and how many had not ended then.
    sample_h
        ``(k,)`` times of the samples [h].
    stock_series
        ``(k, stocks, 3)`` on hand, backorder, due in at each.
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
    readiness: Floats = field(default_factory=lambda: np.zeros((0, 9)))
    available: Floats = field(default_factory=lambda: np.zeros((0, 1)))
    stock: Floats = field(default_factory=lambda: np.zeros((0, 18)))
    tallies: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    sample_h: Floats = field(default_factory=lambda: np.zeros(0))
    stock_series: Floats = field(default_factory=lambda: np.zeros((0, 0, 3)))
    pool_series: Floats = field(default_factory=lambda: np.zeros((0, 0, 9)))


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
    for tally, begun in rows[rows[:, 0] >= 0].tolist():
        if window[0] <= begun < window[1]:
            hours = (window[1] - begun) / TICKS
            tallies[int(tally)] += (1.0, hours, hours * hours, 1.0)
    return tallies
