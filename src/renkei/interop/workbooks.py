"""XLSX workbooks to sheets of cells.

What for: what spreadsheet programs do to data is undone here, or refused with its reason: formulas
without a saved value, error values, merged cells, dates, hidden rows. Takes the bytes of a
workbook; gives a :class:`~renkei.interop.sheets.Sheet`. openpyxl reads what all sheets share
(names, styles, dates); the cells are read by :mod:`renkei.interop.sheet_xml`, within bounds.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.interop.moments import rounded
from renkei.interop.sheet_xml import (
    DamagedError,
    RawCell,
    TooMuchError,
    covered,
    has_content,
    read_shared_texts,
    read_sheet_xml,
    unescaped,
)
from renkei.interop.sheets import MAX_CELLS, Cell, CellFault, Reading, Sheet, no_header
from renkei.scenario.text.nodes import Problems

MAX_UNPACKED_BYTES = 256 * 2**20
"""Bound on a workbook after unpacking [bytes]."""

MAX_PART_BYTES = 16 * 2**20
"""Bound on a part that is read as a whole: names of sheets, styles [bytes]."""

_MOST_MERGED_NAMES = 100
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_CORRECT = Phrase("correct the cell, or clear it")
_VALUE = Phrase("a value of its own")
_MERGED = CellFault(
    Phrase("a cell merged with another"), _VALUE, Phrase("unmerge it and fill in each cell")
)
_FORMULA = CellFault(
    Phrase("a formula whose value was not saved"),
    _VALUE,
    Phrase("open and save the workbook in the program that made it, or paste values"),
)
_DURATION = CellFault(
    Phrase("a duration in the format of the program"),
    Phrase("a time with its unit, such as `8 h`"),
    Phrase("write it as text, or as a number with the unit in the name of the column"),
)


def read_workbook(content: bytes, file: str, reading: Reading, problems: Problems) -> Sheet | None:
    """Return the sheet asked for, or the only one with content."""
    where = Location(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise TooMuchError(
                Phrase("{size} MB unpacked", size=f"{unpacked / 2**20:.0f}"),
                Phrase("at most {max_bytes} MB", max_bytes=MAX_UNPACKED_BYTES // 2**20),
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that carry no cells
            workbook = _Workbook(content)
            part = _choose(workbook, file, reading.sheet, reading.prefer, problems)
            if part is None:
                return None
            worksheet = _Worksheet(file, part, workbook, reading)
            return worksheet.read(problems)
    except (MemoryError, RecursionError):
        raise
    except TooMuchError as error:
        remedy = Phrase(
            "split it, or clear what is empty: delete rows and columns behind the last value"
        )
        problems.add(Problem("IMP-001", where, "", error.found, error.most, remedy))
    except Exception as error:
        # The reader has no error of its own: a damaged file ends in TypeError, IndexError, errors
        # of XML and ZIP, as the damage has it.
        kind = type(error.__cause__ or error).__name__
        found = Phrase("no workbook, or a damaged one ({kind})", kind=kind)
        remedy = Phrase("save it again as XLSX")
        problems.add(Problem("IMP-001", where, "", found, Phrase("an XLSX workbook"), remedy))
    return None


class _Archive(zipfile.ZipFile):
    """A ZIP archive whose parts that are read as a whole are small."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.file_size > MAX_PART_BYTES:
            found = Phrase(
                "{name}, {size} MB unpacked",
                name=info.filename[-40:],
                size=f"{info.file_size / 2**20:.0f}",
            )
            raise TooMuchError(
                found, Phrase("at most {max_bytes} MB", max_bytes=MAX_PART_BYTES // 2**20)
            )
        return super().read(name, pwd)


_Content = tuple[str, date | datetime | None, CellFault | None, bool]
"""What is made of a cell: its text, its day where it is a date, its fault, whether a number."""


@dataclass(frozen=True)
class _Part:
    """One sheet of a workbook: its name, where it lies, whether it is shown."""

    title: str
    path: str
    is_visible: bool


class _Workbook:
    """What all sheets share: texts, styles, the day from which dates count."""

    def __init__(self, content: bytes) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.numbers import BUILTIN_FORMATS
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.utils.datetime import from_excel, from_ISO8601
        from openpyxl.xml.constants import SHARED_STRINGS

        self.from_days, self.from_iso = from_excel, from_ISO8601
        self.archive = _Archive(io.BytesIO(content))
        reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
        reader.archive = self.archive
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(self.archive, reader.wb)
        self.epoch = reader.wb.epoch
        self.dates, self.durations = reader.wb._date_formats, reader.wb._timedelta_formats
        custom = dict(enumerate(reader.wb._number_formats, start=164))
        formats = [
            custom.get(style.numFmtId, BUILTIN_FORMATS.get(style.numFmtId, ""))
            for style in reader.wb._cell_styles
        ]
        self.n_styles = len(formats)
        self.percents = {n for n, text in enumerate(formats) if _is_percent(str(text))}
        found = self.archive.namelist()
        self.parts = [
            _Part(str(sheet.name), rel.target, sheet.state == "visible")
            for sheet, rel in reader.parser.find_sheets()
            if rel.target in found and "chartsheet" not in rel.Type
        ]
        shared = reader.package.find(SHARED_STRINGS)
        self.shared = None if shared is None else shared.PartName[1:]

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts."""
        if self.shared is None:
            return []
        return read_shared_texts(partial(self.archive.open, self.shared))

    def value(self, cell: RawCell) -> Any:
        """Return the value of a cell: text, number, flag, date or time; None without one."""
        text = cell.text
        if cell.style >= self.n_styles:
            raise DamagedError(f"the style {cell.style}")
        if text is None:
            return None
        match cell.type:
            case "s":
                return self.texts[int(text)]
            case "b":
                return bool(int(text))
            case "d":
                return self.from_iso(text)
            case "n":
                is_long = "." in text or "e" in text or "E" in text or len(text) > 40
                number = float(text) if is_long else int(text)
                if cell.style in self.dates:
                    is_duration = cell.style in self.durations
                    return self.from_days(number, self.epoch, timedelta=is_duration)
                return number
            case _:
                return unescaped(text)


def _is_percent(written: str) -> bool:
    """Return whether a number format shows its numbers as percentages."""
    return "%" in _LITERAL.sub("", written)


def _choose(
    workbook: _Workbook, file: str, wanted: str | None, prefer: str, problems: Problems
) -> _Part | None:
    """Return the sheet asked for, else that of the name preferred, else the only one filled."""
    names = [part.title for part in workbook.parts]
    if wanted is not None:
        if wanted in names:
            return workbook.parts[names.index(wanted)]
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
            return workbook.parts[int(wanted) - 1]
        found, hint = f"`{wanted}`", did_you_mean(wanted, names)
    else:
        for part in workbook.parts:
            if prefer and part.title == prefer and part.is_visible:
                return part
        filled = []
        for part in workbook.parts:
            if part.is_visible and has_content(partial(workbook.archive.open, part.path)):
                filled.append(part)
        if len(filled) == 1:
            return filled[0]
        found = (
            Phrase("{count} visible sheets with content", count=len(filled))
            if filled
            else Phrase("no visible sheets with content")
        )
        hint = f'--sheet "{filled[0].title}"' if filled else ""
    expected = Phrase("one of: {names}", names=", ".join(names))
    problems.add(Problem("IMP-002", Location(file), "--sheet", found, expected, hint))
    return None


class _Worksheet:
    """One sheet: its cells with content, and where an empty cell is part of a merged area."""

    def __init__(self, file: str, part: _Part, workbook: _Workbook, reading: Reading) -> None:
        self.file = f"{file} [{part.title}]"
        self.workbook, self.reading = workbook, reading
        self.raw = read_sheet_xml(partial(workbook.archive.open, part.path))
        self.merged: set[tuple[int, int]] = set()
        self.made: dict[tuple[str, int, str | None, bool], _Content] = {}

    def read(self, problems: Problems) -> Sheet | None:
        start = self.reading.header or 1
        rows = sorted(row for row in self.raw.rows if row >= start)
        if not rows:
            no_header(Location(self.file, start, 1), problems)
            return None
        first = rows[0]
        columns = sorted({column for row in rows for column in self.raw.rows[row]})
        hidden = self._hidden(columns)
        n_hidden = len(hidden) + sum(row in self.raw.hidden_rows for row in rows[1:])
        if self.reading.visible_only:
            columns = [column for column in columns if column not in hidden]
            rows = [first, *(row for row in rows[1:] if row not in self.raw.hidden_rows)]
        if len(rows) * len(columns) > MAX_CELLS:
            raise TooMuchError(
                Phrase(
                    "a sheet of {rows} rows and {columns} columns with content",
                    rows=f"{len(rows):,}",
                    columns=f"{len(columns):,}",
                ),
                Phrase("at most {max_cells} cells", max_cells=f"{MAX_CELLS:,}"),
            )
        # A name merged over columns without content names them too.
        columns = sorted({*columns, *self._named_by_merging(first)})
        self.merged = set(covered(self.raw.merged, rows, columns))
        header = tuple(self._cell(first, column, "") for column in columns)
        if not self._header_is_clear(header, problems):
            return None
        named = tuple(replace(c, text=c.text.strip(), column=c.text.strip()) for c in header)
        pairs = list(zip(columns, named, strict=True))
        body = tuple(
            tuple(self._cell(row, column, name.column) for column, name in pairs)
            for row in rows[1:]
            if any(column in self.raw.rows[row] for column in columns)
        )
        kept = tuple(row for row in body if not all(cell.is_blank for cell in row))
        epoch = "1904" if self.workbook.epoch.year == 1904 else "1900"
        spelling = self.reading.spelling
        return Sheet(self.file, named, kept, n_hidden, spelling=spelling, epoch=epoch)

    def _hidden(self, columns: list[int]) -> set[int]:
        return {
            column
            for column in columns
            if any(first <= column <= last for first, last in self.raw.hidden_columns)
        }

    def _named_by_merging(self, header: int) -> list[int]:
        found = [
            range(left, right + 1)
            for top, left, bottom, right in self.raw.merged
            if top <= header <= bottom and left in self.raw.rows[header]
        ]
        return [column for columns in found for column in columns[:_MOST_MERGED_NAMES]]

    def _header_is_clear(self, header: tuple[Cell, ...], problems: Problems) -> bool:
        clear = True
        for cell in header:
            if cell.fault is not None:
                remedy = cell.fault.remedy
                if cell.fault is _MERGED:
                    remedy = Phrase(
                        "unmerge it, or name the row below it: --header {line}",
                        line=cell.location.line + 1,
                    )
                problems.add(
                    Problem(
                        "IMP-003",
                        cell.location,
                        "",
                        cell.fault.found,
                        Phrase("the name of one column"),
                        remedy,
                    )
                )
                clear = False
        return clear

    def _cell(self, row: int, column: int, name: str) -> Cell:
        where = Location(self.file, row, column)
        if self.merged and (row, column) in self.merged:
            return Cell("", where, name, fault=_MERGED)
        raw = self.raw.rows[row].get(column)
        if raw is None:
            return Cell("", where, name)
        # Names, types and days repeat: what was made of one is kept.
        key = (raw.type, raw.style, raw.text, raw.is_formula)
        made = self.made.get(key)
        if made is None:
            made = self.made[key] = self._content(raw)
        text, day, fault, is_number = made
        return Cell(text, where, name, day, fault, is_number=is_number)

    def _content(self, raw: RawCell) -> _Content:
        """Return the text of a cell, its day where it is a date, or the fault in place of both."""
        if raw.type == "e":
            return (
                "",
                None,
                CellFault(
                    Phrase("the error value `{value}`", value=(raw.text or "")[:20]),
                    _VALUE,
                    _CORRECT,
                ),
                False,
            )
        try:
            value = self.workbook.value(raw)
        except (OverflowError, ValueError):  # a date beyond the calendar, a number that is none
            found = Phrase("`{value}`, no value of its type", value=(raw.text or "")[:20])
            return "", None, CellFault(found, _VALUE, _CORRECT), False
        if value is None:
            return "", None, _FORMULA if raw.is_formula else None, False
        if isinstance(value, timedelta):
            return "", None, _DURATION, False
        if raw.style in self.workbook.percents and isinstance(value, int | float):
            return f"{text_of(float(f'{value * 100:.15g}'))} %", None, None, False
        if isinstance(value, datetime):
            value = rounded(value)
        is_number = isinstance(value, int | float)
        return text_of(value), value if isinstance(value, date) else None, None, is_number


def text_of(value: Any) -> str:
    """Return the text of a value as the language writes it; numbers with 15 digits, as shown."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            text = f"{value:.15g}"
            return f"{value:.15f}".rstrip("0").rstrip(".") if "e" in text else text
        case datetime(hour=0, minute=0, second=0, microsecond=0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case _:
            return str(value).strip()
