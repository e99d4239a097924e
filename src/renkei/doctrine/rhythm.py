"""Working hours and boards on the clock of the simulation.

Takes local hours and meetings; gives moments in hours since the start of the simulated period,
through the time zone database, so that daylight saving time is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from renkei.scenario.model.common import Weekday
from renkei.scenario.model.document import Clock
from renkei.scenario.model.organisation import Board, WorkingHours

_DAYS = list(Weekday)

ALWAYS = "always"
"""The working hours of those who are on duty at any time."""


def run_length_h(clock: Clock) -> float:
    """Return how long a replication lasts: horizon and drain [h]."""
    return clock.horizon.mean() + clock.drain.mean()


def hours_since_start(moment: datetime, clock: Clock) -> float:
    """Return a moment as hours since midnight of the first day in the zone of the scenario."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(clock.zone))
    # Aware datetimes of one zone subtract by wall clock; timestamps count real hours.
    return (moment.timestamp() - _timestamp(clock.start, clock.zone)) / 3600.0


@lru_cache(maxsize=256)
def _timestamp(day: date, zone: str) -> float:
    return datetime.combine(day, time(0), ZoneInfo(zone)).timestamp()


def working_intervals(
    hours: WorkingHours, zone: str, clock: Clock, until_h: float
) -> list[tuple[float, float]]:
    """Return the open intervals ``(open, close)`` in hours since the start, in order.

    They cover the time from the start to ``until_h``; the first may begin before 0.
    """
    rhythm = (tuple(hours.days), hours.open, hours.close)
    return list(_working_intervals(*rhythm, zone, clock.start, clock.zone, until_h))


@lru_cache(maxsize=256)
def _working_intervals(
    days: tuple[Weekday, ...],
    open_: str,
    close: str,
    zone: str,
    start: date,
    start_zone: str,
    until_h: float,
) -> tuple[tuple[float, float], ...]:
    """Return the open intervals; most cells of all designs share a few rhythms."""
    begin = _timestamp(start, start_zone)
    intervals = []
    for day in _dates(start, until_h):
        if _DAYS[day.weekday()] in days:
            opens = (_at(day, open_, zone).timestamp() - begin) / 3600.0
            closes = (_at(day, close, zone).timestamp() - begin) / 3600.0
            if closes > opens and closes > 0.0:
                intervals.append((opens, closes))
    return tuple(intervals)


def meeting_times(board: Board, zone: str, clock: Clock, until_h: float) -> list[float]:
    """Return when a board meets, in hours since the start, in order."""
    rhythm = (tuple(board.days), tuple(board.times))
    return list(_meeting_times(*rhythm, zone, clock.start, clock.zone, until_h))


@lru_cache(maxsize=256)
def _meeting_times(
    days: tuple[Weekday, ...],
    times: tuple[str, ...],
    zone: str,
    start: date,
    start_zone: str,
    until_h: float,
) -> tuple[float, ...]:
    begin = _timestamp(start, start_zone)
    moments = {
        (_at(day, clock_time, zone).timestamp() - begin) / 3600.0
        for day in _dates(start, until_h)
        if _DAYS[day.weekday()] in days
        for clock_time in times
    }
    return tuple(sorted(moment for moment in moments if moment >= 0.0))


def _dates(start: date, until_h: float) -> Iterator[date]:
    # Two days on either side: other zones are up to 14 hours away.
    first = start - timedelta(days=2)
    for number in range(int(until_h / 24.0) + 5):
        yield first + timedelta(days=number)


def _at(day: date, clock_time: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(zone))
