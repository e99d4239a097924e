"""Rows of a sheet to records: spells between failures, periods of maintenance.

What for: the numbers of ``maintenance`` come from logs of failures and of periods in the yard.
Takes sheets; gives spells and periods by unit and maintenance, and the rows that cannot be used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from renkei._base.errors import InputError, Location, Problem
from renkei.interop.columns import Headings, columns_of
from renkei.interop.declarations import Rejection
from renkei.interop.sheets import Cell, Sheet
from renkei.scenario.nodes import Problems
from renkei.scenario.units import YEAR_H, Dimension, UnitError
from renkei.scenario.units import read as read_unit

RECORDS: dict[str, dict[str, bool]] = {
    "failures": {
        "unit": True,
        "maintenance": True,
        "platform": False,
        "failed": False,
        "returned": False,
        "in_service": False,
        "time": False,
        "use": False,
        "event": False,
    },
    "repairs": {
        "unit": True,
        "maintenance": True,
        "platform": False,
        "planned_start": False,
        "planned_end": False,
        "start": False,
        "end": False,
    },
}
"""The columns of each kind of record, and whether every record has them."""

Key = tuple[str, str]
"""A unit and one of its entries of ``maintenance``."""

_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ]([0-9]{1,2}):([0-9]{2}))?")
_LONGEST_H = 1000 * YEAR_H
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_YES = frozenset({"yes", "true", "1", "failure", "failed", "event"})
_NO = frozenset({"no", "false", "0", "censored", "end of record"})


@dataclass(frozen=True)
class Window:
    """The span that a record covers; either end may be unknown."""

    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class Spell:
    """Time in service, in hours; ``whole``: since a return, not since the record began."""

    hours: float
    failed: bool
    whole: bool = True


@dataclass(frozen=True)
class Period:
    """Maintenance: planned and actual length in hours, and whether it was finished."""

    planned: float | None
    actual: float
    finished: bool


@dataclass
class Row:
    """One usable row: its text by column, and the readers of its values."""

    cells: dict[str, Cell]
    problems: Problems = field(default_factory=Problems)

    def has(self, name: str) -> bool:
        """Return whether something stands in a column."""
        return name in self.cells and not self.cells[name].is_empty

    def day(self, name: str) -> datetime | None:
        """Return the moment of a column, or None: empty, or a problem."""
        if not self.has(name):
            return None
        cell = self.cells[name]
        if cell.day is not None:
            return cell.day if isinstance(cell.day, datetime) else _midnight(cell.day)
        found = day_of(cell.text)
        if found is None:
            self.wrong("IMP-007", name, f"`{cell.text}`", "a date, such as 2025-04-01",
                       _meant(cell.text))  # fmt: skip
        return found

    def hours(self, name: str) -> float | None:
        """Return the hours of a time with its unit, or None: empty, or a problem."""
        if not self.has(name):
            return None
        try:
            hours = read_unit(self.cells[name].text, Dimension.TIME)[0]
        except UnitError as error:
            self.wrong("IMP-008", name, error.found, error.expected, error.remedy)
            return None
        if hours > _LONGEST_H:
            found = f"`{self.cells[name].text[:40]}`"
            self.wrong("IMP-008", name, found, f"at most {_LONGEST_H / YEAR_H:.0f} years")
        return hours

    def flag(self, name: str) -> bool | None:
        """Return yes or no, or None: empty, or a problem."""
        if not self.has(name):
            return None
        text = self.cells[name].text.strip().lower()
        if text not in _YES | _NO:
            expected = "`failure` or `censored` (also yes/no, true/false, 1/0)"
            self.wrong("IMP-008", name, f"`{self.cells[name].text}`", expected)
        return text in _YES

    def wrong(self, code: str, name: str, found: str, expected: str, remedy: str = "") -> None:
        """Note a problem in a column."""
        cell = self.cells.get(name)
        where = cell.location if cell else next(iter(self.cells.values())).location
        self.problems.add(Problem(code, where, name, found, expected, remedy))


@dataclass
class Log:
    """The usable rows of a record, and every reason why others are not."""

    rows: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    broken: dict[str, Location] = field(default_factory=dict)
    n_rows: int = 0
    n_hidden: int = 0

    @property
    def n_rejected(self) -> int:
        """Number of rows with at least one rejection."""
        return len({(rejection.file, rejection.row) for rejection in self.rejections})

    def judge(self, row: Row) -> bool:
        """Return whether a row is without problems; else note them, and its platform."""
        for problem in row.problems:
            cells = row.cells.values()
            column = next((c.column for c in cells if c.location == problem.location), "")
            place = problem.location
            self.rejections.append(Rejection(place.file, place.line, column, problem))
        if row.problems and row.has("platform"):
            self.broken.setdefault(row.cells["platform"].text, next(iter(row.problems)).location)
        return not row.problems


def read_log(sheets: Iterable[Sheet], kind: str, headings: Headings) -> Log:
    """Return the rows of a kind of record, read together.

    Raises
    ------
    InputError
        If the columns of a sheet are not clear.
    """
    known = RECORDS[kind]
    required = [name for name, is_required in known.items() if is_required]
    log = Log()
    for sheet in sheets:
        columns = columns_of(sheet, headings, known.__contains__, known, required)
        log.files.append(sheet.file)
        log.n_hidden += sheet.n_hidden
        for cells in sheet.rows:
            log.n_rows += 1
            row = Row(
                {c.attribute: c.text(cells[c.index]) for c in columns if c.index < len(cells)}
            )
            where = cells[0].location
            row.cells |= {name: Cell(text, where, name) for name, text in headings.values.items()}
            _check_plain(row)
            if log.judge(row):
                log.rows.append(row)
    return log


def _check_plain(row: Row) -> None:
    """Check what can be said of a row by itself: faults of cells, and its two ids."""
    for name, cell in row.cells.items():
        if cell.fault is not None:
            row.wrong("IMP-006", name, cell.fault.found, cell.fault.expected, cell.fault.remedy)
    for name in ("unit", "maintenance"):
        text = row.cells[name].text if name in row.cells else ""
        if not row.problems and not _ID.fullmatch(text):
            expected = "an id: lower-case letters, digits and hyphens"
            row.wrong("SCN-022", name, f"`{text}`", expected)


def key_of(row: Row) -> Key:
    """Return unit and maintenance of a row."""
    return row.cells["unit"].text, row.cells["maintenance"].text


def day_of(text: str) -> datetime | None:
    """Return the moment of a text with the year first, or None."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def _meant(text: str) -> str:
    """Return what a text may have been meant for."""
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        counted = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return f"if it counts days from 1900 it is {counted}; format the cells as dates"
    if re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", text):
        return "day and month could be exchanged: write the year first"
    return "write the year first"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def hours_between(first: datetime, second: datetime) -> float:
    """Return the hours from one moment to another."""
    return (second - first).total_seconds() / 3600


def spells(log: Log, window: Window) -> dict[Key, tuple[str, list[Spell]]]:
    """Return the spells by unit and maintenance, each with ``every`` or ``every_use``.

    Rows with a `time` or `use` are spells; rows with a date `failed` are failures, between which
    the spells of a platform lie. A platform without a failure needs a row that names it.
    """
    timed: dict[Key, tuple[str, list[Spell]]] = {}
    dated: dict[Key, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in log.rows:
        which = [name for name in ("time", "use") if row.has(name)]
        if which:
            _timed(row, which, timed, log)
        elif row.has("platform"):
            dated[key_of(row)][row.cells["platform"].text].append(row)
        else:
            row.wrong("IMP-009", "unit", "neither a time nor a platform",
                      "`time`, `use`, or a `platform` with the date `failed`")  # fmt: skip
            log.judge(row)
    if dated and window.ends is None:
        raise InputError([
            Problem("IMP-005", Location("the command line"), "--until", "no end of the record",
                    "--until DATE, the first day on which nothing was recorded any more",
                    "the time since the last failure counts too: it is known to be longer")
        ])  # fmt: skip
    found = dict(timed)
    for key, platforms in dated.items():
        made = [s for rows in platforms.values() for s in _between(rows, window, log)]
        if key in found and found[key][0] == "every":
            made = found[key][1] + made
        if made:
            found[key] = ("every", made)
    return found


def _timed(row: Row, which: list[str], found: dict[Key, tuple[str, list[Spell]]], log: Log) -> None:
    name = "every" if which[0] == "time" else "every_use"
    hours, failed = row.hours(which[0]), row.flag("event")
    if len(which) > 1:
        row.wrong("IMP-009", "use", "both `time` and `use`", "one of them: the clock of the unit")
    elif hours is not None and hours <= 0:
        row.wrong("IMP-009", which[0], f"`{row.cells[which[0]].text}`", "more than 0")
    elif key_of(row) in found and found[key_of(row)][0] != name:
        row.wrong("IMP-009", which[0], f"`{which[0]}`", "the same clock in every row of a unit")
    if log.judge(row) and hours is not None:
        spell = Spell(hours, failed is not False)
        found.setdefault(key_of(row), (name, []))[1].append(spell)


def _between(rows: list[Row], window: Window, log: Log) -> list[Spell]:
    """Return the spells of one platform from the dates of its failures.

    One unusable row spoils the history: without it two spells would count as one long one.
    """
    dated: list[tuple[datetime, datetime, Row]] = []
    starts: list[datetime] = []
    for row in rows:
        failed, returned, began = (row.day(n) for n in ("failed", "returned", "in_service"))
        if began is not None:
            starts.append(began)
        if failed is not None:
            _check_failure(row, failed, returned, window)
            dated.append((failed, returned or failed, row))
        log.judge(row)
    dated.sort(key=lambda item: item[0])
    since, whole = window.begins, False
    if starts and (since is None or min(starts) >= since):
        since, whole = min(starts), True
    made: list[Spell] = []
    for failed, back, row in dated:
        if since is not None and failed <= since and not row.problems:
            expected = f"a failure after {since:%Y-%m-%d}, when it was last back or first seen"
            row.wrong("IMP-009", "failed", f"`{row.cells['failed'].text}`", expected)
            log.judge(row)
        if since is not None:
            made.append(Spell(hours_between(since, failed), True, whole))
        since, whole = back, True
    if since is not None and window.ends is not None and window.ends > since:
        made.append(Spell(hours_between(since, window.ends), False, whole))
    platform = rows[0].cells["platform"].text
    if platform not in log.broken:
        return made
    for row in rows:
        if not row.problems:
            found = f"`{platform}`, whose row {log.broken[platform].line} cannot be used"
            row.wrong("IMP-009", "platform", found, "a history without gaps")
            log.judge(row)
    return []


def _check_failure(row: Row, failed: datetime, returned: datetime | None, window: Window) -> None:
    begins, ends = window.begins, window.ends
    if (begins and failed < begins) or (ends and failed > ends):
        expected = f"a date within the record{_span(window)}"
        row.wrong("IMP-009", "failed", f"`{row.cells['failed'].text}`", expected)
    if returned is not None and returned < failed:
        expected = "a date after the failure"
        row.wrong("IMP-009", "returned", f"`{row.cells['returned'].text}`", expected)


def _span(window: Window) -> str:
    begins = f" from {window.begins:%Y-%m-%d}" if window.begins else ""
    return begins + (f" to {window.ends:%Y-%m-%d}" if window.ends else "")


def periods(log: Log, window: Window) -> dict[Key, list[Period]]:
    """Return the periods of maintenance by unit and maintenance.

    A period without an `end` is open at the end of the record; without that it says nothing.
    """
    found: dict[Key, list[Period]] = defaultdict(list)
    for row in log.rows:
        period = _period(row, window)
        if log.judge(row) and period is not None:
            found[key_of(row)].append(period)
    return dict(found)


def _period(row: Row, window: Window) -> Period | None:
    days: Callable[[str], datetime | None] = row.day
    planned_start, planned_end, start, end = map(
        days, ("planned_start", "planned_end", "start", "end")
    )
    begun = start or planned_start
    if row.problems:
        return None
    planned = None
    if planned_start and planned_end:
        planned = hours_between(planned_start, planned_end)
    elif planned_end and begun:
        planned = hours_between(begun, planned_end)
    if begun is None:
        row.wrong("IMP-009", "start", "no start", "`start`, or `planned_start` where it was kept")
        return None
    if planned is not None and planned <= 0:
        shown = row.cells["planned_end"].text
        row.wrong("IMP-009", "planned_end", f"`{shown}`", "a date after the start")
    last = end or window.ends
    if last is None:
        expected = "an end, or --until with the end of the record"
        row.wrong("IMP-009", "end", "no end", expected)
        return None
    if last <= begun or (end and window.ends and end > window.ends):
        shown = row.cells["end"].text if end else "no end"
        row.wrong("IMP-009", "end" if end else "start", f"`{shown}`",
                  f"a date after the start and within the record{_span(window)}")  # fmt: skip
        return None
    return Period(planned, hours_between(begun, last), end is not None)
