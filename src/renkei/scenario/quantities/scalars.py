"""Plain values whose type comes from the language: whole numbers, numbers, flags, dates.

What for: YAML readers disagree on `012`, `1e3`, `on` and `8:30`; these types read the text that was
written, strictly, and say what they expect. In Python the values themselves are accepted too.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from renkei._base.language import Phrase
from renkei.scenario.faults import Fault, refuse
from renkei.scenario.quantities import units

MOST = 2**63 - 1
"""Largest whole number: of 64 bits, as tables and seeds are."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that can be meant; anything else is a slip of the pen."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")


def _fault(code: str, value: Any, expected: str, remedy: str = "") -> Exception:
    shown: str
    if isinstance(value, str | int | float | date):
        text = str(value)
        shown = f"`{text if len(text) <= 60 else text[:57] + '...'}`"
    else:
        shown = _kind(value)
    return refuse(Fault(code, (), shown, expected, remedy))


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return Phrase("a table")
    if isinstance(value, list):
        return Phrase("a list")
    return Phrase("a {type}", type=type(value).__name__)


def _read_integer(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= units.LONGEST and _INTEGER.fullmatch(value):
        number = int(value)
        if abs(number) <= MOST:
            return number
        raise _fault("SCN-024", value, Phrase("at most {most}", most=MOST))
    remedy = Phrase(
        "write the digits only, such as `1000`: no exponent, separators or leading zeros"
    )
    raise _fault("SCN-023", value, Phrase("a whole number"), remedy)


def _read_number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= units.LONGEST and _NUMBER.fullmatch(value):
        number = float(value)
        if units.sensible(number):
            return number
        raise _fault("SCN-024", value, units.expected_size())
    remedy = Phrase("write it such as `24.5`: no exponent, separators, unit or leading zeros")
    raise _fault("SCN-023", value, Phrase("a number"), remedy)


def _read_flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise _fault("SCN-025", value, Phrase("`true` or `false`"))


def _read_day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return _in_time(value)
    return _in_time(_dated(value, _DAY, date.fromisoformat, Phrase("a date such as `2025-04-01`")))


def _read_moment(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return _in_time(value)
    if isinstance(value, date):
        return _in_time(datetime.combine(value, time()))
    expected = Phrase("a date, or a date and time without zone, such as `2025-04-01T08:30`")
    return _in_time(_dated(value, _MOMENT, datetime.fromisoformat, expected))


def _in_time(day: Any) -> Any:
    """Refuse years that cannot be meant: close to the ends of the calendar nothing can be added."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        expected = Phrase(
            "a year from {first_year} to {last_year}", first_year=FIRST_YEAR, last_year=LAST_YEAR
        )
        remedy = Phrase("write the year with four digits, such as `2031`")
        raise refuse(
            Fault("SCN-076", (), Phrase("the year {year}", year=day.year), expected, remedy)
        )
    return day


def _dated(value: Any, pattern: re.Pattern[str], read: Any, expected: str) -> Any:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        remedy = Phrase("write the year with four digits, month and day with two")
        raise _fault("SCN-026", value, expected, remedy)
    try:
        return read(value)
    except ValueError:
        raise _fault(
            "SCN-026", value, expected, Phrase("no calendar has this date or time")
        ) from None


Integer = Annotated[int, BeforeValidator(_read_integer)]
"""A whole number."""

Number = Annotated[float, BeforeValidator(_read_number)]
"""A number without unit or range: a coordinate, a weight."""

Flag = Annotated[bool, BeforeValidator(_read_flag)]
"""``true`` or ``false``."""

Day = Annotated[date, BeforeValidator(_read_day)]
"""A date, midnight in the zone of ``time.zone``."""

Moment = Annotated[datetime, BeforeValidator(_read_moment)]
"""A date and time in the zone of ``time.zone``; a date alone is its midnight."""

Version = Annotated[Literal[1], BeforeValidator(_read_integer)]
"""The version of the language."""
