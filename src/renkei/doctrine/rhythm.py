"""Working hours and boards on the clock of the simulation.

Takes local hours and meetings; gives moments in hours since the start of the simulated period,
through the time zone database, so that daylight saving time is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from renkei.scenario.model.common import Weekday
from renkei.scenario.model.document import Clock
from renkei.scenario.model.organisation import Board, WorkingHours

WEEK_H = 168.0
_DAYS = list(Weekday)


def run_length_h(clock: Clock) -> float:
    """Return how long a replication lasts: horizon and drain [h]."""
    return clock.horizon.mean() + clock.drain.mean()


def hours_since_start(moment: datetime, clock: Clock) -> float:
    """Return a moment as hours since midnight of the first day in the zone of the scenario."""
    start = datetime.combine(clock.start, time(0), ZoneInfo(clock.zone))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(clock.zone))
    # Aware datetimes of one zone subtract by wall clock; timestamps count real hours.
    return (moment.timestamp() - start.timestamp()) / 3600.0


def working_intervals(
    hours: WorkingHours, zone: str, clock: Clock, until_h: float
) -> list[tuple[float, float]]:
    """Return the open intervals ``(open, close)`` in hours since the start, in order.

    They cover the time from the start to ``until_h``; the first may begin before 0.
    """
    intervals = []
    for day in _dates(clock, until_h):
        if _DAYS[day.weekday()] in hours.days:
            opens = hours_since_start(_at(day, hours.open, zone), clock)
            closes = hours_since_start(_at(day, hours.close, zone), clock)
            if closes > opens and closes > 0.0:
                intervals.append((opens, closes))
    return intervals


def meeting_times(board: Board, zone: str, clock: Clock, until_h: float) -> list[float]:
    """Return when a board meets, in hours since the start, in order."""
    moments = [
        hours_since_start(_at(day, clock_time, zone), clock)
        for day in _dates(clock, until_h)
        if _DAYS[day.weekday()] in board.days
        for clock_time in board.times
    ]
    return sorted(moment for moment in set(moments) if moment >= 0.0)


@lru_cache(maxsize=256)
def mean_wait_h(days: tuple[Weekday, ...], times: tuple[str, ...]) -> float:
    """Return the mean wait for the next of weekly meetings, from a moment uniform in the week [h].

    The mean of half the gap, weighted by the gap: sum of gap squared over twice the week.
    """
    moments = sorted({24.0 * _DAYS.index(day) + _clock_h(t) for day in days for t in times})
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    gaps.append(moments[0] + WEEK_H - moments[-1])
    return sum(gap * gap for gap in gaps) / (2.0 * WEEK_H)


@lru_cache(maxsize=256)
def mean_closed_wait_h(days: tuple[Weekday, ...], opens: str, closes: str) -> float:
    """Return the mean wait until working hours, from a moment uniform in the week [h]."""
    length = _clock_h(closes) - _clock_h(opens)
    starts = sorted(24.0 * _DAYS.index(day) + _clock_h(opens) for day in days)
    gaps = [later - earlier - length for earlier, later in itertools.pairwise(starts)]
    gaps.append(starts[0] + WEEK_H - starts[-1] - length)
    return sum(gap * gap for gap in gaps) / (2.0 * WEEK_H)


def _dates(clock: Clock, until_h: float) -> Iterator[date]:
    # Two days on either side: other zones are up to 14 hours away.
    first = clock.start - timedelta(days=2)
    for number in range(int(until_h / 24.0) + 5):
        yield first + timedelta(days=number)


def _at(day: date, clock_time: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(zone))


def _clock_h(clock_time: str) -> float:
    moment = time.fromisoformat(clock_time)
    return moment.hour + moment.minute / 60.0
