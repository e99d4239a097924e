"""Rows of a sheet to the log of a record: what can be used, and why the rest cannot.

What for: the numbers of ``maintenance`` come from logs of failures and of periods in the yard.
Takes sheets; gives the usable rows, with readers of their values. What a row means by itself is
judged here; what it means beside the others of its platform, in :mod:`renkei.interop.spells` and
:mod:`renkei.interop.periods`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.columns import Attribute, Column, Headings, columns_of, forms_of
from renkei.interop.folding import Folds, look
from renkei.interop.furniture import furniture, sums
from renkei.interop.imported_tables import Rejection
from renkei.interop.moments import day_of, has_clock, meant, midnight, stands_for_none
from renkei.interop.notes import MOST_EXAMPLES, Kind, Note, notes_of
from renkei.interop.sheets import Cell, Sheet
from renkei.interop.usage import Usage, settle_zone, usage_of
from renkei.scenario.quantities.units import YEAR_H, Dimension, UnitError
from renkei.scenario.quantities.units import read as read_unit
from renkei.scenario.text.nodes import Problems

RECORDS: dict[str, dict[str, bool]] = {
    "failures": {
        "unit": True,
        "maintenance": True,
        "platform": False,
        "failed": False,
        "returned": False,
        "in_service": False,
        "out_of_service": False,
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

REPEATED = ("auto", "once", "each")
OVERLAPS = ("refuse", "merge")
EMPTY_EVENTS = ("refuse", "censored")

_LONGEST_H = 1000 * YEAR_H
_LEAST_BLOCK = 3  # rows in a row that stand twice: nobody fails so, but a table is pasted twice so
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_YES = frozenset({"yes", "true", "1", "failure", "failed", "event"})
_NO = frozenset({"no", "false", "0", "censored", "end of record"})
_TIMES = dict.fromkeys(("time", "use"), Attribute(Dimension.TIME, form="number"))
_MOMENTS = (
    "failed", "returned", "in_service", "out_of_service",
    "planned_start", "planned_end", "start", "end",
)  # fmt: skip
_ATTRIBUTES = _TIMES | dict.fromkeys(_MOMENTS, Attribute(form="moment"))


@dataclass(frozen=True)
class Window:
    """The span that a record covers; either end may be unknown."""

    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def words(self) -> str:
        """The record and its ends, as far as they are known."""
        begins = f"{self.begins:%Y-%m-%d}" if self.begins else ""
        ends = f"{self.ends:%Y-%m-%d}" if self.ends else ""
        if begins and ends:
            return Phrase("the record from {begins} to {ends}", begins=begins, ends=ends)
        if begins:
            return Phrase("the record from {begins}", begins=begins)
        return Phrase("the record to {ends}", ends=ends) if ends else Phrase("the record")


@dataclass(frozen=True)
class Rules:
    """What is said of a record where its rows leave it open.

    Parameters
    ----------
    empty_event
        ``refuse`` rows whose ``event`` is empty, or take them as ``censored``.
    repeated
        Rows that stand twice: ``once``, ``each``, or ``auto``: once where they stand in two files,
        each where they stand in one, refused where a block of rows stands in one file twice.
    overlaps
        ``refuse`` one platform in two repairs at once, or ``merge`` them into one.
    """

    empty_event: str = "refuse"
    repeated: str = "auto"
    overlaps: str = "refuse"


@dataclass
class Row:
    """One usable row: its text by column, and the readers of its values."""

    cells: dict[str, Cell]
    problems: Problems = field(default_factory=Problems)

    @property
    def location(self) -> Location:
        """Where it stands."""
        return next(iter(self.cells.values())).location

    @property
    def platform(self) -> str:
        """The name of the platform, or an empty text."""
        return self.cells["platform"].text if self.has("platform") else ""

    def has(self, name: str) -> bool:
        """Return whether something stands in a column."""
        return name in self.cells and not self.cells[name].is_empty

    def day(self, name: str) -> datetime | None:
        """Return the moment of a column, or None: empty, or a problem."""
        if not self.has(name):
            return None
        cell = self.cells[name]
        if cell.day is not None:
            found = cell.day if isinstance(cell.day, datetime) else midnight(cell.day)
        else:
            read = day_of(cell.text)
            if read is None:
                self.wrong(
                    "IMP-007",
                    name,
                    f"`{cell.text[:60]}`",
                    Phrase("a date, such as 2025-04-01"),
                    meant(cell.text),
                )
                return None
            found = read
        if stands_for_none(found):
            self.wrong(
                "IMP-012",
                name,
                f"`{cell.text}`",
                Phrase("a day of the record"),
                Phrase("clear it; or --empty {value}: it stands for nothing", value=cell.text),
            )
            return None
        return found

    def has_clock(self, *names: str) -> bool:
        """Return whether any of the columns is written with the time of day."""
        return any(self.has(name) and has_clock(self.cells[name].text) for name in names)

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
            self.wrong(
                "IMP-008",
                name,
                found,
                Phrase("at most {longest_h} years", longest_h=f"{_LONGEST_H / YEAR_H:.0f}"),
            )
        return hours

    def flag(self, name: str) -> bool | None:
        """Return yes or no, or None: empty, or a problem."""
        if not self.has(name):
            return None
        text = self.cells[name].text.strip().lower()
        if text not in _YES | _NO:
            expected = Phrase("`failure` or `censored` (also yes/no, true/false, 1/0)")
            self.wrong("IMP-008", name, f"`{self.cells[name].text[:60]}`", expected)
        return text in _YES

    def wrong(self, code: str, name: str, found: str, expected: str, remedy: str = "") -> None:
        """Note a problem in a column."""
        where = self.cells[name].location if name in self.cells else self.location
        self.problems.add(Problem(code, where, name, found, expected, remedy))


@dataclass
class Log:
    """The usable rows of a record, and every reason why others are not."""

    kind: str
    rules: Rules = field(default_factory=Rules)
    rows: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    broken: dict[str, Location] = field(default_factory=dict)
    n_rows: int = 0
    n_hidden: int = 0
    notes: list[Note] = field(default_factory=list)

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
        if row.problems and row.platform:
            self.broken.setdefault(row.platform, next(iter(row.problems)).location)
        return not row.problems

    def note(self, kind: Kind, found: Iterable[str], of: str = "") -> None:
        """Note what was done to the things found, if any were found."""
        found = list(found)
        if found:
            examples = tuple(dict.fromkeys(found))[:MOST_EXAMPLES]
            self.notes.append(Note(kind, len(found), examples, of))


def read_log(
    sheets: Iterable[Sheet], kind: str, headings: Headings, rules: Rules | None = None
) -> Log:
    """Return the rows of a kind of record, read together.

    Raises
    ------
    InputError
        If the columns of a sheet are not clear, or a block of rows stands in one file twice.
    """
    sheets = list(sheets)
    required = [name for name, is_required in RECORDS[kind].items() if is_required]
    log = Log(kind, rules or Rules())
    folds = Folds()
    seen: Counter[tuple[str, ...]] = Counter()
    columned = [
        columns_of(sheet, headings, lambda name: _known(kind, name), RECORDS[kind], required)
        for sheet in sheets
    ]
    usages = [
        usage_of(sheet, forms_of(own), folds) for sheet, own in zip(sheets, columned, strict=True)
    ]
    settle_zone(usages, sheets[0].spelling.zone if sheets else "")
    for sheet, columns, usage in zip(sheets, columned, usages, strict=True):
        log.files.append(sheet.file)
        log.n_hidden += sheet.n_hidden
        rows = _rows(sheet, columns, headings, usage, log)
        kept = _once(rows, seen, log)
        for row in kept:
            if log.judge(row):
                log.rows.append(row)
    log.notes += notes_of(sheets, folds, usages, headings.skipped)
    _note_names(log)
    return log


def _known(kind: str, name: str) -> Attribute | None:
    return _ATTRIBUTES.get(name, Attribute()) if name in RECORDS[kind] else None


def _rows(
    sheet: Sheet, columns: list[Column], headings: Headings, usage: Usage, log: Log
) -> list[Row]:
    """Return the rows of a sheet, each with what is wrong in itself; count them."""
    found = []
    for cells in sheet.rows:
        log.n_rows += 1
        row = Row({column.attribute: column.cell(cells, usage) for column in columns})
        where = cells[0].location
        row.cells |= {name: Cell(text, where, name) for name, text in headings.values.items()}
        names = [row.cells[n] for n in ("platform",) if n in row.cells]
        if problem := furniture(cells, sheet, names):
            row.problems.add(problem)
            row.cells = {n: replace(c, text="", day=None) for n, c in row.cells.items()}
        else:
            _check_plain(row)
        found.append(row)
    _find_sum(found)
    return found


def _find_sum(rows: list[Row]) -> None:
    """Refuse a last row without a name whose time is the sum of those above it."""
    usable = [row for row in rows if not row.problems]
    if not usable or usable[-1].platform:
        return
    for name in ("time", "use"):
        if usable[-1].has(name):
            values = [_hours(row.cells[name].text) if row.has(name) else None for row in usable]
            if problem := sums(values, usable[-1].cells[name].location):
                usable[-1].problems.add(problem)


def _hours(text: str) -> float | None:
    try:
        return read_unit(text, Dimension.TIME)[0]
    except UnitError:
        return None


def _check_plain(row: Row) -> None:
    """Check what can be said of a row by itself: faults of cells, and its two ids."""
    for name, cell in row.cells.items():
        if cell.fault is not None:
            fault = cell.fault
            row.wrong(fault.code, name, fault.found, fault.expected, fault.remedy)
    for name in ("unit", "maintenance"):
        text = row.cells[name].text if name in row.cells else ""
        if not row.problems and not _ID.fullmatch(text):
            expected = Phrase("an id: lower-case letters, digits and hyphens")
            row.wrong("SCN-022", name, f"`{text}`", expected)


def _once(rows: list[Row], seen: Counter[tuple[str, ...]], log: Log) -> list[Row]:
    """Return the rows of one file without those that another, or the rules, have told before.

    Only rows that name a platform can be the same row twice: two times of 100 h are two times.
    """
    # Rows may be equal and are not hashed; ``rows`` keeps them, and so their ids, to the end.
    told = {id(row): _identity(row) for row in rows}
    _refuse_block(rows, told, log)
    here: Counter[tuple[str, ...]] = Counter()
    kept, across, once, each = [], [], [], []
    for row in rows:
        identity = told[id(row)]
        if identity is None:
            kept.append(row)
            continue
        here[identity] += 1
        where = f"row {row.location.line} of {row.location.file}"
        if log.rules.repeated != "each" and here[identity] <= seen[identity]:
            across.append(where)
        elif log.rules.repeated == "once" and here[identity] > 1:
            once.append(where)
        else:
            if here[identity] > 1:
                each.append(where)
            kept.append(row)
    for identity, n in here.items():
        seen[identity] = max(seen[identity], n)
    log.note("double-files", across)
    log.note("double-once", once)
    log.note("double-each", each)
    return kept


def _identity(row: Row) -> tuple[str, ...] | None:
    """Return what makes a row the same as another, or None where it cannot be."""
    if row.problems or not row.platform:
        return None
    names = sorted(name for name in row.cells if name not in ("unit", "maintenance"))
    texts = tuple(_told(row.cells[name]) for name in names)
    where = tuple(row.cells[name].text for name in ("unit", "maintenance"))
    return (*where, *texts)


def _told(cell: Cell) -> str:
    """Return what a cell says: a moment is the same in whatever way it is written."""
    if cell.day is None:
        return cell.text
    day = cell.day if isinstance(cell.day, datetime) else midnight(cell.day)
    return day.isoformat()


def _refuse_block(rows: list[Row], told: dict[int, tuple[str, ...] | None], log: Log) -> None:
    """Refuse a file in which several rows in a row stand a second time, in the same order."""
    if log.rules.repeated != "auto":
        return
    last: dict[tuple[str, ...], int] = {}
    before, length = -1, 0
    for k, row in enumerate(rows):
        identity = told[id(row)]
        at = -1 if identity is None else last.get(identity, -1)
        length = length + 1 if at >= 0 and at == before + 1 and length else int(at >= 0)
        before = at
        if length == _LEAST_BLOCK and at < k - 1:
            first = rows[at - length + 1].location.line
            raise InputError(
                [
                    Problem(
                        "IMP-013",
                        rows[k - length + 1].location,
                        "",
                        Phrase(
                            "rows from here on that stand already from row {first} on", first=first
                        ),
                        Phrase("each row once"),
                        Phrase(
                            "take them --repeated once, or --repeated each if each is an "
                            "event of its own"
                        ),
                    )
                ]
            )
        if identity is not None:
            last[identity] = k


def _note_names(log: Log) -> None:
    """Note names of platforms that differ in case, blanks or punctuation alone."""
    by_look: dict[str, dict[str, None]] = defaultdict(dict)
    for row in log.rows:
        if row.platform:
            by_look[look(row.platform)][row.platform] = None
    pairs = [
        " and ".join(f"`{name}`" for name in names) for names in by_look.values() if len(names) > 1
    ]
    log.note("alike", pairs)
    log.note("no-platform", [str(row.location.line) for row in log.rows if not row.platform])


def key_of(row: Row) -> Key:
    """Return unit and maintenance of a row."""
    return row.cells["unit"].text, row.cells["maintenance"].text
