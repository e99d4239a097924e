"""When incidents and training arrive: from the language to the arrivals of a source.

Takes the clock of a scenario and a table of arrivals; gives the rate, its modulation over time, and
fixed dates as an :class:`~renkei.program.assembling.records.Arrivals`. Times are hours since the
start.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from renkei.doctrine.rhythm import hours_since_start, run_length_h
from renkei.program.assembling.records import Arrivals
from renkei.program.compiling.worlds import Worlds
from renkei.scenario.model import incidents
from renkei.scenario.model.document import Clock

Floats = NDArray[np.float64]
Intensity = tuple[Floats, Floats]
"""Times at which a factor on a rate begins [h], and the factors."""


@dataclass(frozen=True)
class ArrivalTimes:
    """Reads tables of arrivals on the clock of a scenario."""

    clock: Clock

    def arrivals(self, declared: incidents.Arrivals, worlds: Worlds) -> Arrivals:
        """Return the arrivals that are declared."""
        cluster = None
        if declared.cluster is not None:
            cluster = (
                worlds.slot(declared.cluster.extra),
                worlds.distribution(declared.cluster.within),
            )
        return Arrivals(
            rate=worlds.optional_slot(declared.rate),
            intensity=self.intensity(declared.seasonal, declared.surges),
            times=self._dates(declared),
            overdispersion=worlds.optional_slot(declared.overdispersion),
            years=self._year_starts(),
            cluster=cluster,
        )

    def intensity(self, seasonal: list[float] | None, declared: list[incidents.Surge]) -> Intensity:
        """Return the factor on a rate over time: season times surges."""
        edges = {0.0}
        if seasonal is not None:
            edges |= {self._midnight(day) for day in self._month_starts()}
        surges = [
            (
                self._midnight(datetime.combine(surge.from_, datetime.min.time())),
                self._midnight(datetime.combine(surge.until, datetime.min.time())),
                surge.factor,
            )
            for surge in declared
        ]
        edges |= {edge for begin, end, _ in surges for edge in (begin, end)}
        times = sorted(edge for edge in edges if 0.0 <= edge < run_length_h(self.clock))
        factors = [
            self._season(seasonal, time)
            * float(np.prod([factor for begin, end, factor in surges if begin <= time < end]))
            for time in times
        ]
        return np.array(times), np.array(factors)

    def _dates(self, arrivals: incidents.Arrivals) -> Floats | None:
        dates = arrivals.scheduled or arrivals.recorded
        if dates is None:
            return None
        hours = sorted(hours_since_start(moment, self.clock) for moment in dates)
        if self.clock.beyond is not None:
            hours = [moment for moment in hours if moment < self.clock.horizon.mean()]
        return np.array(hours)

    def _season(self, seasonal: list[float] | None, time_h: float) -> float:
        """Return the factor of a month. Over each calendar year the mean of all hours is 1."""
        if seasonal is None:
            return 1.0
        start = datetime.combine(self.clock.start, datetime.min.time())
        # An hour after the piece begins: a change of the clocks at its edge does not matter.
        now = start + timedelta(hours=time_h + 2.0)
        days = [monthrange(now.year, month)[1] for month in range(1, 13)]
        weighted = sum(days[k] * factor for k, factor in enumerate(seasonal))
        return seasonal[now.month - 1] * sum(days) / weighted

    def _month_starts(self) -> list[datetime]:
        first = self.clock.start
        days = int(run_length_h(self.clock) / 24.0) + 32
        dates = (first + timedelta(days=number) for number in range(days))
        return [datetime.combine(day, datetime.min.time()) for day in dates if day.day == 1]

    def _year_starts(self) -> Floats:
        """Return when calendar years begin [h], the first year with the run."""
        first = self.clock.start.year
        days = int(run_length_h(self.clock) / 24.0) + 1
        last = (self.clock.start + timedelta(days=days)).year
        return np.array(
            [0.0, *(self._midnight(datetime(year, 1, 1)) for year in range(first + 1, last + 1))]
        )

    def _midnight(self, moment: datetime) -> float:
        return hours_since_start(moment, self.clock)
