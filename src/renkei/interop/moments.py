"""Dates and times of cells: read, refused, or known to stand for none.

What for: a date in another order, a number that counts days, a time zone in some rows only, or the
first and last day that a program knows (1900-01-01, 9999-12-31) would each give a wrong length
without a word. Takes text; gives the readings that it can have. Which of them a table means is told
from the table as a whole (:mod:`renkei.interop.usage`).

Forms: ISO 8601, with the year first in other spellings, three numbers in the order of a country,
months by their English names, the date-time group of military messages (050600ZMAR24), dates of
East Asian spreadsheets with their eras and weekdays, and numbers of days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

Form = Literal[
    "iso",  # the year first, as the language writes it
    "year",  # the year first, otherwise
    "numbers",  # three numbers in the order of a country
    "words",  # a month by its name, a date-time group, East Asian units
    "era",  # the year of an era
    "serial",  # a number of days
]

ORDERS = ("dmy", "mdy", "ymd")
"""The orders of day, month and year that three numbers can have."""

EPOCHS = {"1900": datetime(1899, 12, 30), "1904": datetime(1904, 1, 1)}
"""Day 0 of the days that spreadsheets count (ECMA-376, 18.17.4.1; that of 1900 from March on)."""

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years outside of which no record of equipment in use lies."""

SENTINELS = frozenset({date(1970, 1, 1), date(2099, 12, 31), date(2100, 1, 1)})
"""Days within those years that programs write where there is none."""

_ISO = re.compile(
    r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})"
    r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
)
_MONTHS = {
    name: k
    for k, names in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1)
    for name in (names, names[:3])
} | {"sept": 9}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ERAS = {"明治": 1867, "m": 1867, "大正": 1911, "t": 1911, "昭和": 1925, "s": 1925,
         "平成": 1988, "h": 1988, "令和": 2018, "r": 2018}  # fmt: skip
"""The year before the first of each era. A plan may count on past the end of an era."""

_LIGATURES = {"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_DIGITS = {c: str(k) for k, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "元": "1"}
_NUMERAL = re.compile("[〇零元一二三四五六七八九十]+(?=[年月日時分秒])")
_WEEKDAY = re.compile(
    r"\s*[(\[][月火水木金土日](曜日?)?[)\]]|^(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+|"
    r"\s*\((mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?\)"
)
_DATES: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(?P<y>[0-9]{4})\s?[-/.年년]\s?(?P<m>[0-9]{1,2})\s?[-/.月월]\s?"
                        r"(?P<d>[0-9]{1,2})[日일.]?")),
    ("year", re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?![0-9])")),
    ("era", re.compile(r"(?P<era>明治|大正|昭和|平成|令和|[mtshr])\.?\s?(?P<n>[0-9]{1,2})\s?[年./-]"
                       r"\s?(?P<m>[0-9]{1,2})\s?[月./-]\s?(?P<d>[0-9]{1,2})日?")),
    ("numbers", re.compile(r"(?P<a>[0-9]{1,2})(?P<mark>[/.-])\s?(?P<b>[0-9]{1,2})(?P=mark)\s?"
                           r"(?P<c>[0-9]{4}|[0-9]{2})(?![0-9])")),
    ("words", re.compile(rf"(?P<d>[0-9]{{1,2}})(st|nd|rd|th)?[-\s]?{_MONTH.replace('(', '(?P<M>')}"
                         r"[-\s,]*(?P<y>[0-9]{4}|[0-9]{2})(?![0-9])")),
    ("words", re.compile(rf"{_MONTH.replace('(', '(?P<M>')}\s?(?P<d>[0-9]{{1,2}})(st|nd|rd|th)?,?"
                         r"\s(?P<y>[0-9]{4})(?![0-9])")),
)  # fmt: skip
_GROUP = re.compile(
    rf"(?P<d>[0-9]{{2}})\s?(?P<H>[0-9]{{2}})(?P<M>[0-9]{{2}})\s?(?P<z>[a-z])\s?"
    rf"{_MONTH.replace('(', '(?P<month>')}\s?(?P<y>[0-9]{{4}}|[0-9]{{2}})"
)
_CLOCK = re.compile(
    r"(?:[t,]|\s)?\s?(?P<half>am|pm|午前|午後)?\s?"
    r"(?:(?P<h>[0-9]{1,2})(?::(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"|時(?:(?P<m2>[0-9]{1,2})分(?:(?P<s2>[0-9]{1,2})秒)?)?)"
    r"|(?P<h3>[0-9]{2})(?P<m3>[0-9]{2})(?P<s3>[0-9]{2})?)"
    r"\s?(?P<late>am|pm|a\.m\.|p\.m\.)?\s?(?P<zone>z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_ZONED = re.compile(r".*[0-9]:[0-9]{2}(:[0-9.]+)?\s*[A-Z]{2,5}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]{1,15})?")
_OFFSET = re.compile(r"([+-])([0-9]{2})(?::?([0-9]{2}))?")
_LONGEST = 60


@dataclass(frozen=True)
class WrittenMoment:
    """One reading of a text: the clock on the wall, its offset from UTC if it names one.

    ``order`` is that of its three numbers, where another order would give another reading.
    """

    when: datetime
    form: Form
    offset: timedelta | None = None
    has_clock: bool = False
    order: str = ""


def day_of(text: str) -> datetime | None:
    """Return the moment of a text as the language writes it, with the year first, or None."""
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, _, *rest = match.groups()
    try:
        return datetime(*(int(part or 0) for part in (year, *rest)))  # type: ignore[arg-type]
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def readings(text: str, epoch: str = "1900") -> tuple[WrittenMoment, ...]:
    """Return the readings that a text can have: none, one, or one for each order of its numbers.

    ``epoch`` is the year from which a number counts days. The text has one width
    (:func:`renkei.interop.folding.fold`).
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return ()
    if (day := day_of(text)) is not None:
        return (WrittenMoment(day, "iso", has_clock=":" in text),)
    if _SERIAL.fullmatch(text):
        when = rounded(EPOCHS[epoch] + timedelta(days=float(text)))
        is_near = FIRST_YEAR <= when.year <= LAST_YEAR
        return (WrittenMoment(when, "serial", has_clock="." in text),) if is_near else ()
    text = _plain(text)
    if match := _GROUP.fullmatch(text):
        return _of_group(match)
    for form, pattern in _DATES:
        match = pattern.match(text)
        if match is None:
            continue
        clock = _clock(text[match.end() :])
        if clock is None:
            continue
        days = _days(form, match.groupdict())
        return tuple(_moment(day, form, clock, order) for order, day in days)
    return ()


def _plain(text: str) -> str:
    """Return the text in small letters, without weekdays, with its numbers in digits."""
    text = text.lower()
    for sign, name in _LIGATURES.items():
        text = text.replace(sign, name)
    text = _WEEKDAY.sub("", text)
    return _NUMERAL.sub(lambda match: _number(match.group()), text)


def _number(numeral: str) -> str:
    """Return a numeral below 100, or one of digits alone, in digits: 二十一 as 21."""
    if "十" not in numeral:
        return "".join(_DIGITS[c] for c in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str(10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0")))


def _days(form: Form, parts: dict[str, str | None]) -> list[tuple[str, date]]:
    """Return the days that the parts of a date can mean, each with the order of its numbers."""
    found = {name: text for name, text in parts.items() if text is not None}
    if form != "numbers":
        year = int(found["n"]) + _ERAS[found["era"]] if form == "era" else _year(found["y"])
        month = _MONTHS[found["M"]] if "M" in found else int(found["m"])
        day = _date(year, month, int(found["d"]))
        return [("", day)] if day else []
    a, b, c = found["a"], found["b"], found["c"]
    made = {"dmy": _date(_year(c), int(b), int(a)), "mdy": _date(_year(c), int(a), int(b))}
    if len(c) == 2:
        made["ymd"] = _date(_year(a), int(b), int(c)) if len(a) == 2 else None
    elif found["mark"] == "." and made["dmy"]:
        # Where points set the numbers apart, the day comes first.
        del made["mdy"]
    return [(order, day) for order, day in made.items() if day]


def _year(text: str) -> int:
    """Return a year; of two digits from 1969 to 2068, as POSIX has it."""
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year > 68 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NOON = frozenset({"pm", "p.m.", "午後"})
_Clock = tuple[timedelta, timedelta | None, bool]


def _clock(text: str) -> _Clock | None:
    """Return the time of day, its offset, and whether one is written; None if it is none."""
    if not text.strip():
        return timedelta(), None, False
    match = _CLOCK.fullmatch(text.strip() if text[0] == "t" else text.rstrip())
    if match is None:
        return None
    part = match.groupdict()
    hour, minute, second = (
        int(part[name] or part[f"{name}2"] or part[f"{name}3"] or 0)
        if name != "h"
        else int(part["h"] or part["h3"] or 0)
        for name in "hms"
    )
    half = part["half"] or part["late"]
    # A lone number behind a date is no hour, and digits that follow it at once belong to it.
    is_hour = part["m"] or part["h3"] or half or "時" in text
    if not is_hour or (text[0].isdigit() and "時" not in text):
        return None
    if half is not None:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in _NOON else 0)
    is_end = (hour, minute, second) == (24, 0, 0)
    if not is_end and (hour > 23 or minute > 59 or second > 59):
        return None
    offset = None if part["zone"] is None else offset_of(part["zone"])
    if part["zone"] is not None and offset is None:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second), offset, True


def clock_of(text: str) -> tuple[timedelta, timedelta | None] | None:
    """Return the time of day that a text is alone, with its offset if it names one; else None.

    As in moments: ``06:30``, ``0630``, ``6:30 PM``, ``午前6時30分``, ``06:30+09:00``; and ``0630I``
    with the letter of a zone, of which J is the local one.
    """
    text = _plain(text.strip())
    letter = ""
    if re.fullmatch(r"[0-9]{2}:?[0-9]{2}\s?[a-y]", text):
        text, letter = text[:-1].rstrip(), text[-1]
    clock = _clock(f" {text}") if text and len(text) <= _LONGEST else None
    if clock is None or not clock[2]:
        return None
    return clock[0], clock[1] if not letter else _lettered(letter)


def offset_of(zone: str) -> timedelta | None:
    """Return the offset of ``Z``, ``UTC``, ``+09:00``, or None."""
    if zone.lower() in ("z", "utc", "gmt"):
        return timedelta()
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    found = timedelta(hours=int(hours), minutes=int(minutes or 0))
    # The furthest zones are 14 hours ahead and 12 behind.
    return None if found > timedelta(hours=14) else -found if sign == "-" else found


def _moment(day: date, form: Form, clock: _Clock, order: str) -> WrittenMoment:
    passed, offset, has_clock = clock
    try:
        when = midnight(day) + passed
    except OverflowError:  # 24:00 of the last day there is
        when = midnight(day)
    return WrittenMoment(when, form, offset, has_clock, order)


def _of_group(match: re.Match[str]) -> tuple[WrittenMoment, ...]:
    """Return the moment of a date-time group; its letter is a zone (ACP 121), J the local one."""
    day = _date(_year(match["y"]), _MONTHS[match["month"]], int(match["d"]))
    clock = _clock(f" {match['H']}:{match['M']}")
    if day is None or clock is None:
        return ()
    return (_moment(day, "words", (clock[0], _lettered(match["z"]), True), ""),)


def _lettered(letter: str) -> timedelta | None:
    """Return the offset of the letter of a zone (ACP 121); None for J, the local one."""
    east, west = "abcdefghiklm", "nopqrstuvwxy"
    if letter in east:
        return timedelta(hours=east.index(letter) + 1)
    if letter in west:
        return timedelta(hours=-west.index(letter) - 1)
    return timedelta() if letter == "z" else None


def rounded(when: datetime) -> datetime:
    """Return a moment to the second: days that a program counts have fractions that are not."""
    return (when + timedelta(microseconds=500_000)).replace(microsecond=0)


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
    """Return what is to be done about a text that is no date."""
    if _ZONED.fullmatch(text):
        return "write the zone as an offset, such as +09:00 or Z; names of zones have two meanings"
    return "write the year first"
