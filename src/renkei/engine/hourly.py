"""What the stations of a replication hold at each hour.

What for: averages over a run hide that staffs are overrun on Monday mornings. Takes a program and a
replication; gives the work in hand and the queue of each station at each full hour. The kernel is
the one of the experiment, stopped at each hour, so that nothing of the replication changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.engine.kernel.program_arrays import tables_of
from renkei.engine.replication import Floats
from renkei.engine.run import go_on, started
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program


@dataclass(frozen=True)
class Hourly:
    """Stations at each full hour.

    Parameters
    ----------
    hours
        ``(n,)`` hours since the start.
    in_hand, queued
        ``(n, stations)`` pieces of work in hand, at rest outside hours too, and in the queue.
    """

    hours: NDArray[np.int64]
    in_hand: NDArray[np.int32]
    queued: NDArray[np.int32]


def hourly(
    program: Program,
    seed: int,
    replication: int,
    from_h: float,
    until_h: float,
    nominal: bool = False,
    given: Floats | None = None,
) -> Hourly:
    """Run a replication up to an hour, and look at its stations at each full hour from another on.

    Parameters as of :func:`renkei.engine.run.replicate`; and

    Parameters
    ----------
    from_h, until_h
        First and last moment looked at [h since the start].
    """
    tables = tables_of(program)
    state = started(program, tables, seed, replication, nominal, 1024, False, given)
    hours = np.arange(np.ceil(from_h), np.floor(until_h) + 1, dtype=np.int64)
    shape = (len(hours), len(program.stations))
    in_hand, queued = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for place, hour in enumerate(hours):
        state, _ = go_on(program, tables, state, float(hour * TICKS), seed, replication)
        in_hand[place] = state.station["busy"]
        queued[place] = state.station["queued"]
    return Hourly(hours, in_hand, queued)
