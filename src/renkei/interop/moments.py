"""Dates and times of cells: read, refused, or known to stand for none.

What for: a date in another order, a number that counts days, a time zone in some rows only, or the
first and last day that a program knows (1900-01-01, 9999-12-31) would each give a wrong length
without a word. Takes text; gives a moment, or the reason why none can be given.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MOMENT = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
)
_ZONE = re.compile(r".*[0-9]:[0-9]{2}(:[0-9.]+)?\s*(Z|[A-Z]{2,5}|[+-][0-9]{2}:?[0-9]{2})")

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years outside of which no record of equipment in use lies."""

SENTINELS = frozenset({date(1970, 1, 1), date(2099, 12, 31), date(2100, 1, 1)})
"""Days within those years that programs write where there is none."""


def day_of(text: str) -> datetime | None:
    """Return the moment of a text with the year first, or None."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def has_clock(text: str) -> bool:
    """Return whether a moment is written with the time of day."""
    return ":" in text


def stands_for_none(moment: datetime) -> bool:
    """Return whether programs write this date where no date is known."""
    day = moment.date()
    return not FIRST_YEAR <= day.year <= LAST_YEAR or day in SENTINELS


def midnight(day: date) -> datetime:
    """Return the beginning of a day."""
    return datetime.combine(day, time())


def hours_between(first: datetime, second: datetime) -> float:
    """Return the hours from one moment to another."""
    return (second - first).total_seconds() / 3600


def meant(text: str) -> str:
    """Return what a text that is no date may have been meant for, and what to do."""
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        counted = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return f"if it counts days from 1900 it is {counted}; format the cells as dates"
    if re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", text):
        return "day and month could be exchanged: write the year first"
    if _ZONE.fullmatch(text):
        return "write all times of the record in one zone, without naming it"
    return "write the year first"
