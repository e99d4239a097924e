"""Plain values whose type comes from the language: whole numbers, numbers, flags, dates.

What for: YAML readers disagree on `012`, `1e3`, `on` and `8:30`; these types read the text that was
written, strictly, and say what they expect. In Python the values themselves are accepted too.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from renkei.scenario.faults import Fault, refuse

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def _fault(code: str, value: Any, expected: str, remedy: str = "") -> Exception:
    shown = value if isinstance(value, str | int | float | date) else f"a {_kind(value)}"
    shown = f"`{shown}`" if isinstance(value, str | int | float | date) else shown
    return refuse(Fault(code, (), str(shown), expected, remedy))


def _kind(value: Any) -> str:
    return {"dict": "table", "list": "list"}.get(type(value).__name__, type(value).__name__)


def _read_integer(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    remedy = "write the digits only, such as `1000`: no exponent, separators or leading zeros"
    raise _fault("SCN-023", value, "a whole number", remedy)


def _read_number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    remedy = "write it such as `24.5`: no exponent, separators, unit or leading zeros"
    raise _fault("SCN-023", value, "a number", remedy)


def _read_flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise _fault("SCN-025", value, "`true` or `false`")


def _read_day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return _dated(value, _DAY, date.fromisoformat, "a date such as `2025-04-01`")


def _read_moment(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    expected = "a date and time without zone, such as `2025-04-01T08:30`"
    return _dated(value, _MOMENT, datetime.fromisoformat, expected)


def _dated(value: Any, pattern: re.Pattern[str], read: Any, expected: str) -> Any:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        remedy = "write the year with four digits, month and day with two"
        raise _fault("SCN-026", value, expected, remedy)
    try:
        return read(value)
    except ValueError:
        raise _fault("SCN-026", value, expected, "no calendar has this date or time") from None


Integer = Annotated[int, BeforeValidator(_read_integer)]
"""A whole number."""

Number = Annotated[float, BeforeValidator(_read_number)]
"""A number without unit or range: a coordinate, a weight."""

Flag = Annotated[bool, BeforeValidator(_read_flag)]
"""``true`` or ``false``."""

Day = Annotated[date, BeforeValidator(_read_day)]
"""A date, midnight in the zone of ``time.zone``."""

Moment = Annotated[datetime, BeforeValidator(_read_moment)]
"""A date and time in the zone of ``time.zone``."""

Version = Annotated[Literal[1], BeforeValidator(_read_integer)]
"""The version of the language."""
