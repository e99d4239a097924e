"""A master events list of another program as lines of an exercise file.

What for: staffs keep their MSEL in workbooks with columns, names and times of their own. Takes a
workbook, a mapping of its columns, and the exercise; gives the text of the lines, and the rows that
are rejected. What the language has no word for stands as a comment above its line.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.exercise.actions import Approve, PutLine
from renkei.exercise.lines_workbook import COLUMNS, ForeignColumns, ReadLines, read_lines_workbook
from renkei.scenario.text.yaml_writing import to_yaml

if TYPE_CHECKING:
    from renkei.exercise.definition import Definition
    from renkei.interop.mapping_files import ColumnMapping

_GROUP = re.compile(r"(\d\d)(\d\d)(\d\d)\s*([A-Z])\s*([A-Z]{3})\s*(\d{4}|\d\d)", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_EAST, _WEST = "ABCDEFGHIKLM", "NOPQRSTUVWXY"
_DAY = re.compile(r"D\s*\+\s*(\d{1,3})\s*[,/ ]?\s*(\d{1,2}):?(\d\d)(?:\s*h(?:rs)?)?", re.IGNORECASE)
_AFTER = re.compile(r"(?:T|H|STARTEX|BEGIN|開始)\s*\+\s*", re.IGNORECASE)


def lines_of_workbook(
    content: bytes, mapping: ColumnMapping, definition: Definition
) -> tuple[str, ReadLines]:
    """Return the text of ``lines`` of an exercise file, and what was read.

    Raises
    ------
    InputError
        If the mapping names a column that a line does not have, or has ``values``.
    """
    if mapping.values:
        expected = Phrase("columns, skip, set and empty: lines are taken word for word")
        place = Location("--mapping")
        raise InputError([Problem("IMP-015", place, "values", "`values`", expected)])
    for attribute in (*mapping.columns.values(), *mapping.set):
        if attribute not in COLUMNS:
            problem = Problem(
                "IMP-015",
                Location("--mapping"),
                attribute,
                f"`{attribute}`",
                Phrase("one of: {known}", known=", ".join(COLUMNS)),
                did_you_mean(attribute, COLUMNS),
            )
            raise InputError([problem])
    scenario = definition.document.design(definition.design).phases[0].scenario
    zone = ZoneInfo(scenario.time.zone)
    midnight = datetime.combine(scenario.time.start, datetime.min.time(), zone)
    begin = (midnight.astimezone(UTC) + timedelta(hours=definition.begins_h)).astimezone(zone)
    foreign = ForeignColumns(
        mapping.columns,
        mapping.skip,
        mapping.set,
        frozenset(mapping.empty),
        lambda value: hours_after(value, begin),
    )
    read = read_lines_workbook(content, {}, scenario, foreign)
    return _text(read), read


def hours_after(value: Any, begin: datetime) -> Any:
    """Return a time from the begin [h], if a cell says one as exercises do; else what it says.

    A date-time group (``221530ZNOV26``; J, local time, is that of the exercise), a date with its
    time, ``D+1 06:30`` (day 0 is that of the begin), ``T+1:30``, ``H+0130``.
    """
    if isinstance(value, datetime) and value.year > 1950:
        moment = value if value.tzinfo is not None else value.replace(tzinfo=begin.tzinfo)
        return (moment - begin).total_seconds() / 3600
    if not isinstance(value, str):
        return value
    text = value.strip()
    if found := _GROUP.fullmatch(text):
        named = _moment(found, begin)
        return text if named is None else (named - begin).total_seconds() / 3600
    if found := _DAY.fullmatch(text):
        days, hour, minute = (int(part) for part in found.groups())
        day = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return (day + timedelta(hours=hour, minutes=minute) - begin).total_seconds() / 3600
    if not _AFTER.match(text):
        return text
    rest = _AFTER.sub("", text, count=1)
    if re.fullmatch(r"\d\d[0-5]\d", rest):
        return int(rest[:2]) + int(rest[2:]) / 60
    return float(rest) if re.fullmatch(r"\d{1,3}(\.\d+)?", rest) else rest


def _moment(found: re.Match[str], begin: datetime) -> datetime | None:
    day, hour, minute, letter, month, year = found.groups()
    letter, month = letter.upper(), month.upper()
    if month not in _MONTHS:
        return None
    if letter in _EAST:
        offset: Any = timezone(timedelta(hours=_EAST.index(letter) + 1))
    elif letter in _WEST:
        offset = timezone(timedelta(hours=-_WEST.index(letter) - 1))
    else:
        offset = UTC if letter == "Z" else begin.tzinfo
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return datetime(
            full, _MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=offset
        )
    except ValueError:
        return None


def _text(read: ReadLines) -> str:
    lines = ["lines:"]
    for change in read.changes:
        put = next(one for one in change.actions if isinstance(one, PutLine))
        approved = any(isinstance(one, Approve) for one in change.actions)
        lines += [f"  # row {change.row}"]
        lines += [f"  # {_plain(name)}: {_plain(said)}" for name, said in (put.extra or {}).items()]
        entry = {
            "at": None if put.at_h is None else f"{put.at_h * 60:.6g} min",
            "when": put.when or None,
            "kind": None if put.kind == "message" else put.kind,
            "sender": put.sender or None,
            "to": list(put.receivers) or None,
            "subject": put.subject or None,
            "text": put.text or None,
            "incident": put.creates,
            "place": put.place,
            "objective": put.objective or None,
            "expected": put.expected or None,
            "contingency": put.contingency or None,
            "approved": None if approved else False,
        }
        said = {name: value for name, value in entry.items() if value is not None}
        lines += [f"  {line}" if line else "" for line in to_yaml({put.line: said}).splitlines()]
    return "\n".join(lines if read.changes else ["lines: {}"]) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.split())
