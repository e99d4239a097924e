"""Sheets of cells from CSV and XLSX: text, position, and what makes a cell unusable.

What for: the one place that knows file formats. Takes a path; gives a :class:`Sheet`, whose cells
hold text as the language reads it, or the reason why they hold none.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from renkei._base.errors import Location, Problem
from renkei.interop.folding import fold
from renkei.scenario.text.csv_tables import Cell as TextCell
from renkei.scenario.text.csv_tables import split_rows
from renkei.scenario.text.files import MAX_BYTES
from renkei.scenario.text.nodes import Problems

SUFFIXES = (".csv", ".xlsx", ".xlsm")
"""Files that can be read; macros of an ``.xlsm`` are ignored."""

MAX_CELLS = 1_000_000
"""Bound on the cells of a table, empty ones between others included."""


@dataclass(frozen=True)
class Fault:
    """Why a cell holds no value of its own."""

    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, or the fault that takes its place; ``day`` where it is a date."""

    text: str
    location: Location
    column: str
    day: date | datetime | None = None
    fault: Fault | None = None
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        """True where nothing stands in it."""
        return self.text == "" and self.fault is None

    @property
    def is_blank(self) -> bool:
        """True where nothing is to be seen in it: empty, or blanks of any width."""
        if self.fault is not None or self.text[:1].isalnum():
            return False
        return self.text == "" or fold(self.text) == ""


@dataclass(frozen=True)
class Sheet:
    """The header and the rows below it, empty ones left out.

    ``n_hidden`` counts rows and columns that the program hides; they are among those read unless
    only visible ones were asked for. ``n_short`` counts rows with fewer cells than the header,
    ``n_emptied`` cells whose text was said to mean nothing.
    """

    file: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    n_hidden: int = 0
    n_short: int = 0
    n_emptied: int = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as they are compared."""
        return tuple(fold(cell.text).casefold() for cell in self.header)


@dataclass(frozen=True)
class Reading:
    """How files are read: sheet by name or number, row of the header, encoding of CSV.

    ``empty`` holds texts that stand for an empty cell.
    """

    sheet: str | None = None
    header: int | None = None
    encoding: str = "utf-8"
    visible_only: bool = False
    empty: frozenset[str] = frozenset()


def read_sheets(paths: Iterable[Path], reading: Reading, problems: Problems) -> list[Sheet]:
    """Return the sheet of each file; problems for those that cannot be read."""
    found = [_read(path, reading, problems) for path in paths]
    return [_emptied(sheet, reading.empty) for sheet in found if sheet is not None]


def _emptied(sheet: Sheet, empty: frozenset[str]) -> Sheet:
    """Return the sheet with the texts that stand for nothing taken out."""
    if not empty:
        return sheet
    texts = {fold(text).casefold() for text in empty}
    n_emptied = 0
    rows = []
    for row in sheet.rows:
        cells = []
        for cell in row:
            if cell.text and fold(cell.text).casefold() in texts:
                cell, n_emptied = replace(cell, text="", day=None), n_emptied + 1
            cells.append(cell)
        if not all(cell.is_blank for cell in cells):
            rows.append(tuple(cells))
    return replace(sheet, rows=tuple(rows), n_emptied=n_emptied)


def _read(path: Path, reading: Reading, problems: Problems) -> Sheet | None:
    where = Location(str(path))
    content = b""
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            # A pipe or a device may never end, and gives nothing to read twice.
            found = "a pipe or a device"
            problems.add(Problem("IMP-001", where, "", found, "a file that can be read"))
            return None
        size = status.st_size
        if size <= MAX_BYTES:
            with path.open("rb") as stream:
                content = stream.read(size + 1)
            size = max(size, len(content))
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        found = getattr(error, "strerror", None) or str(error) or type(error).__name__
        expected = "a file that can be read"
        problems.add(Problem("IMP-001", where, "", found.lower(), expected))
        return None
    if size > MAX_BYTES:
        found, most = f"a file of {size / 2**20:.1f} MB", f"at most {MAX_BYTES // 2**20} MB"
        problems.add(Problem("IMP-001", where, "", found, most, "split it"))
        return None
    if path.suffix.lower() not in SUFFIXES:
        expected = f"a name that ends with {', '.join(SUFFIXES)}"
        remedy = "save it as XLSX" if path.suffix.lower() in (".xls", ".ods") else ""
        found = f"`{path.suffix or path.name}`"
        problems.add(Problem("IMP-001", where, "", found, expected, remedy))
        return None
    if path.suffix.lower() == ".csv":
        return _csv(content, str(path), reading, problems)
    from renkei.interop.workbooks import read_workbook

    return read_workbook(content, str(path), reading, problems)


def _csv(content: bytes, file: str, reading: Reading, problems: Problems) -> Sheet | None:
    try:
        text = content.decode(reading.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02X}, which is not {reading.encoding.upper()}"
        remedy = "save it as `CSV UTF-8`, or name its encoding: --encoding cp932"
        expected = f"text in {reading.encoding.upper()}"
        problems.add(Problem("IMP-001", Location(file, line, 1), "", found, expected, remedy))
        return None
    n_cells = text.count(",") + text.count("\n")
    if n_cells > MAX_CELLS:
        found, most = f"about {n_cells:,} cells", f"at most {MAX_CELLS:,} cells"
        problems.add(Problem("IMP-001", Location(file), "", found, most, "split it"))
        return None
    broken = Problems()
    rows = split_rows(text, file, "", broken)
    problems.extend(broken)
    if broken:
        return None
    rows = [row for row in rows if row[0].location.line >= (reading.header or 1)]
    if not rows:
        no_header(Location(file, reading.header or 1, 1), problems)
        return None
    if len(rows[0]) == 1 and any(mark in rows[0][0].text for mark in ";\t"):
        where, found = rows[0][0].location, "cells set apart by semicolons or tabs"
        remedy = "save it as `CSV UTF-8` with commas and decimal points, or as XLSX"
        problems.add(Problem("IMP-001", where, "", found, "cells set apart by commas", remedy))
        return None
    header = tuple(_cell(cell, cell.text.strip()) for cell in rows[0])
    header = tuple(replace(cell, text=cell.column) for cell in header)
    body = [row for row in rows[1:] if any(fold(cell.text) for cell in row)]
    # A spreadsheet leaves commas behind the last column: a column without a name and without a
    # value is none.
    width = max((k for row in (rows[0], *body) for k, c in enumerate(row, 1) if fold(c.text)),
                default=0)  # fmt: skip
    header = header[: max(width, 1)]
    n_short = sum(len(row) < len(header) for row in body)
    return Sheet(file, header, tuple(_row(row, header) for row in body), n_short=n_short)


def _row(row: list[TextCell], header: tuple[Cell, ...]) -> tuple[Cell, ...]:
    names = [cell.column for cell in header]
    while len(row) > len(names) and row[-1].text == "":
        row = row[:-1]  # commas that a spreadsheet leaves at the end
    cells = [_cell(cell, name) for cell, name in zip(row, names, strict=False)]
    if len(row) > len(names):
        fault = Fault(
            f"a row of {len(row)} cells",
            f"{len(names)}, as in the header",
            "quote a cell that contains a comma; a number has a point as its decimal sign",
        )
        cells[0] = replace(cells[0], fault=fault)
    return tuple(cells)


def _cell(cell: TextCell, column: str) -> Cell:
    text = cell.text if cell.quoted else cell.text.strip()
    return Cell(text, cell.location, column, quoted=cell.quoted)


def no_header(where: Location, problems: Problems) -> None:
    """Say that there is no row of names."""
    found, expected = "no row with content", "a row with the names of the columns"
    problems.add(Problem("IMP-003", where, "", found, expected))
