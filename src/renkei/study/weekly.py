"""The load of staff cells over the week, in local time.

Takes results and the scenario that was run; gives for each hour of the week the mean work in hand
and the mean queue of each cell, over some replications that are run again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from renkei.program.machine.naming import STATIONS
from renkei.study.kept import programs_of

if TYPE_CHECKING:
    from renkei.engine.replication import Floats
    from renkei.results import Results
    from renkei.scenario.model.document import Clock
    from renkei.study.source import Opened

HOURS = 168
"""Hours of a week, from Monday 00:00 on."""


@dataclass(frozen=True)
class WeeklyLoads:
    """The loads of the staff cells of a design over the week.

    Parameters
    ----------
    cells
        Names of the cells.
    in_hand, queued
        ``(168, cells)`` mean pieces of work in hand and in the queue at each full hour of the week.
    replications
        Replications behind the means.
    """

    cells: tuple[str, ...]
    in_hand: Floats
    queued: Floats
    replications: int


def weekly_loads(opened: Opened, results: Results, design: str, replications: int) -> WeeklyLoads:
    """Return the loads of a design over the week.

    Results with given worlds or in focus have none: their replications are no ordinary years.

    Parameters
    ----------
    replications
        How many of the first replications are run again.

    Raises
    ------
    ResultsError
        If this version does not run what the results were made from.
    """
    from renkei.engine.hourly import hourly

    program = programs_of(opened, results, [design])[design]
    clock = opened.document.scenario.time
    warm_up, horizon = clock.warm_up.mean(), clock.horizon.mean()
    prefixes = tuple(STATIONS.prefix(kind) for kind in STATIONS.others)
    chosen = [i for i, name in enumerate(program.stations) if not name.startswith(prefixes)]
    sums = np.zeros((2, HOURS, len(chosen)))
    counts = np.zeros(HOURS)
    many = min(replications, results.replications(design))
    of_week: NDArray[np.int64] | None = None
    for replication in range(many):
        seen = hourly(
            program, results.record.seed, replication, warm_up, horizon, results.record.nominal
        )
        if of_week is None:
            of_week = hours_of_week(clock, seen.hours)
        for k, values in enumerate((seen.in_hand, seen.queued)):
            np.add.at(sums[k], of_week, values[:, chosen])
        counts += np.bincount(of_week, minlength=HOURS)
    means = sums / np.maximum(counts, 1.0)[:, np.newaxis]
    names = tuple(program.stations[i] for i in chosen)
    return WeeklyLoads(names, means[0], means[1], many)


def hours_of_week(clock: Clock, hours: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the hour of the week in local time, 0 for Monday 00:00, of hours since the start."""
    zone = ZoneInfo(clock.zone)
    start = datetime.combine(clock.start, time(0), zone).astimezone(UTC)
    found = np.empty(len(hours), np.int64)
    for place, hour in enumerate(hours):
        local = (start + timedelta(hours=int(hour))).astimezone(zone)
        found[place] = 24 * local.weekday() + local.hour
    return found
