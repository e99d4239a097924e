"""Working hours and boards on the clock of the simulation.

Takes local hours, holidays and meetings; gives moments in hours since the start of the simulated
period, through the time zone database, so that daylight saving time is right. Where the clock jumps
over a local time, the moment of the jump stands for it; of a local time that comes twice, the
first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from renkei.scenario.model.common import Weekday
from renkei.scenario.model.document import Clock, Scenario
from renkei.scenario.model.organisation import Board, Briefing, WorkingHours

_DAYS = list(Weekday)
_MIDNIGHT = "24:00"

ALWAYS = "always"
"""The working hours of those who are on duty at any time."""

Intervals = tuple[tuple[float, float], ...]
"""Opening and closing times, in order."""


def run_length_h(clock: Clock) -> float:
    """Return the length of a replication: horizon and drain [h]."""
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


def is_always(hours: Sequence[str]) -> bool:
    """Return whether these hours mean duty at any time."""
    return ALWAYS in hours


@dataclass(frozen=True)
class _Days:
    """The dates on which something begins: days of the week, less some dates."""

    week: tuple[Weekday, ...]
    holidays: frozenset[date]
    without: frozenset[date]

    def has(self, day: date) -> bool:
        kind = Weekday.HOLIDAY if day in self.holidays else _DAYS[day.weekday()]
        return kind in self.week and day not in self.without


def _days(scenario: Scenario, entry: WorkingHours | Board | Briefing) -> _Days:
    named = (scenario.holidays[name].dates for name in entry.holidays)
    holidays = frozenset(itertools.chain.from_iterable(named))
    return _Days(tuple(entry.days), holidays, frozenset(entry.except_))


def working_intervals(
    scenario: Scenario, hours: Sequence[str], zone: str, until_h: float
) -> Intervals:
    """Return the open intervals of some working hours: ``(open, close)`` [h] since the start.

    They cover the time from the start to ``until_h``, and intervals that begin within two days
    after it; the first may begin before 0. Intervals that touch are one.
    """
    each = (
        _working_intervals(*_rhythm(scenario, name), zone, *_from(scenario), until_h)
        for name in hours
    )
    return join(itertools.chain.from_iterable(each))


def _rhythm(scenario: Scenario, name: str) -> tuple[_Days, str, str]:
    entry = scenario.hours[name]
    return _days(scenario, entry), entry.open, entry.close


def _from(scenario: Scenario) -> tuple[date, str]:
    return scenario.time.start, scenario.time.zone


def join(intervals: Iterable[tuple[float, float]]) -> Intervals:
    """Return intervals in order, those that touch or overlap made one."""
    joined: list[tuple[float, float]] = []
    for opens, closes in sorted(intervals):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


@lru_cache(maxsize=256)
def _working_intervals(
    days: _Days,
    open_: str,
    close: str,
    zone: str,
    start: date,
    start_zone: str,
    until_h: float,
) -> Intervals:
    """Return the open intervals; most cells of all designs share a few rhythms.

    Hours across midnight are those of the day on which they begin.
    """
    begin = _timestamp(start, start_zone)
    intervals = []
    for day in _dates(start, until_h):
        if days.has(day):
            last = day if open_ < close < _MIDNIGHT else day + timedelta(days=1)
            opens = (_at(day, open_, zone) - begin) / 3600.0
            closes = (_at(last, close.replace(_MIDNIGHT, "00:00"), zone) - begin) / 3600.0
            if closes > opens and closes > 0.0:
                intervals.append((opens, closes))
    return tuple(intervals)


def meeting_times(
    scenario: Scenario, meeting: Board | Briefing, zone: str, until_h: float
) -> list[float]:
    """Return the moments at which a board or briefing is due, in hours since the start."""
    days = _days(scenario, meeting)
    return list(_meeting_times(days, tuple(meeting.times), zone, *_from(scenario), until_h))


@lru_cache(maxsize=256)
def _meeting_times(
    days: _Days, times: tuple[str, ...], zone: str, start: date, start_zone: str, until_h: float
) -> tuple[float, ...]:
    begin = _timestamp(start, start_zone)
    moments = {
        (_at(day, clock_time, zone) - begin) / 3600.0
        for day in _dates(start, until_h)
        if days.has(day)
        for clock_time in times
    }
    return tuple(sorted(moment for moment in moments if moment >= 0.0))


def _dates(start: date, until_h: float) -> Iterator[date]:
    # Two days on either side: other zones are up to 14 hours away, and hours may cross midnight.
    first = start - timedelta(days=2)
    for number in range(int(until_h / 24.0) + 5):
        yield first + timedelta(days=number)


def _at(day: date, clock_time: str, zone: str) -> float:
    """Return the timestamp [s] of a local time; for a skipped local time, that of the jump."""
    local = datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(zone))
    # Before a jump forward the old offset leads past it, the new one to before it (PEP 495).
    late, early = local.timestamp(), local.replace(fold=1).timestamp()
    return late if early >= late else _jump(early, late, zone)


@lru_cache(maxsize=64)
def _jump(early: float, late: float, zone: str) -> float:
    """Return the first second in (early, late] at which the offset of a zone is the later one."""
    there = ZoneInfo(zone)

    def offset(second: float) -> timedelta | None:
        return datetime.fromtimestamp(second, there).utcoffset()

    after = offset(late)
    while late - early > 1.0:
        middle = (early + late) // 2
        if offset(middle) == after:
            late = middle
        else:
            early = middle
    return late
