"""XLSX workbooks to sheets of cells.

What for: what spreadsheet programs do to data is undone here, or refused with its reason: formulas
without a saved value, error values, merged cells, dates, hidden rows. Takes the bytes of a
workbook; gives a :class:`~renkei.interop.sheets.Sheet`. The file is read twice: with formulas,
which tell an empty cell from one whose value was never saved, and with values.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from renkei._base.errors import Location, Problem
from renkei._base.nearest import did_you_mean
from renkei.interop.sheets import Cell, Fault, Reading, Sheet, no_header
from renkei.scenario.nodes import Problems

MAX_UNPACKED_BYTES = 256 * 2**20
"""Bound on a workbook after unpacking [bytes]."""

MAX_CELLS = 1_000_000
"""Bound on the cells of a sheet, empty ones between others included."""

_VALUE = "a value of its own"
_MERGED = Fault("a cell merged with another", _VALUE, "unmerge it and fill in each cell")
_FORMULA = Fault(
    "a formula whose value was not saved",
    _VALUE,
    "open and save the workbook in the program that made it, or paste values",
)
_DURATION = Fault(
    "a duration in the format of the program",
    "a time with its unit, such as `8 h`",
    "write it as text, or as a number with the unit in the name of the column",
)


def read_workbook(content: bytes, file: str, reading: Reading, problems: Problems) -> Sheet | None:
    """Return the sheet asked for, or the only one with content."""
    import openpyxl

    where = Location(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            found, most = f"{unpacked / 2**20:.0f} MB unpacked", MAX_UNPACKED_BYTES // 2**20
            problems.add(Problem("IMP-001", where, "", found, f"at most {most} MB", "split it"))
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that carry no cells
            formulas = openpyxl.load_workbook(io.BytesIO(content))
            values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except MemoryError:
        raise
    except Exception as error:
        # The reader has no error of its own: a damaged file ends in TypeError, IndexError, errors
        # of XML and ZIP, as the damage has it. Nothing of Renkei runs within.
        found = f"no workbook, or a damaged one ({type(error).__name__})"
        remedy = "save it again as XLSX"
        problems.add(Problem("IMP-001", where, "", found, "an XLSX workbook", remedy))
        return None
    name = _choose(values, file, reading.sheet, problems)
    if name is None:
        return None
    height, width = values[name].max_row, values[name].max_column
    if height * width > MAX_CELLS:
        found = f"a sheet of {height} rows and {width} columns, empty ones included"
        remedy = "delete the rows and columns behind the last value"
        expected = f"at most {MAX_CELLS} cells"
        problems.add(Problem("IMP-001", Location(file), "", found, expected, remedy))
        return None
    return _Worksheet(file, formulas[name], values[name], reading).read(problems)


def _choose(workbook: Any, file: str, wanted: str | None, problems: Problems) -> str | None:
    """Return the name of the sheet."""
    names = [str(sheet.title) for sheet in workbook.worksheets]
    if wanted is not None:
        if wanted in names:
            return wanted
        if wanted.isdigit() and 1 <= int(wanted) <= len(names):
            return names[int(wanted) - 1]
        found, hint = f"`{wanted}`", did_you_mean(wanted, names)
    else:
        filled = [
            sheet.title
            for sheet in workbook.worksheets
            if sheet.sheet_state == "visible"
            and sheet.max_row * sheet.max_column > 0
            and sheet.calculate_dimension() != "A1:A1"
        ]
        if len(filled) == 1:
            return str(filled[0])
        found = f"{len(filled) or 'no'} visible sheets with content"
        hint = f'--sheet "{filled[0]}"' if filled else ""
    expected = f"one of: {', '.join(names)}"
    problems.add(Problem("IMP-002", Location(file), "--sheet", found, expected, hint))
    return None


class _Worksheet:
    """One sheet, seen with its formulas and with its values."""

    def __init__(self, file: str, formulas: Any, values: Any, reading: Reading) -> None:
        self.file = f"{file} [{values.title}]"
        self.formulas, self.values, self.reading = formulas, values, reading
        self.merged = {
            (row, column)
            for area in values.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        self.hidden_rows = {n for n, row in values.row_dimensions.items() if row.hidden}
        self.hidden_columns = {
            n
            for dimension in values.column_dimensions.values()
            if dimension.hidden
            for n in range(dimension.min or 0, (dimension.max or -1) + 1)
        }

    def read(self, problems: Problems) -> Sheet | None:
        width = self.values.max_column
        rows = range(self.reading.header or 1, self.values.max_row + 1)
        first = next((row for row in rows if self._filled(row, width)), None)
        if first is None:
            no_header(Location(self.file, self.reading.header or 1, 1), problems)
            return None
        columns = self._columns(first, width)
        header = tuple(self._cell(first, column, "") for column in columns)
        if not self._header_is_clear(header, problems):
            return None
        body = list(range(first + 1, self.values.max_row + 1))
        hidden = [row for row in body if row in self.hidden_rows and self._filled(row, width)]
        n_hidden = len(hidden) + len([c for c in range(1, width + 1) if c in self.hidden_columns])
        if self.reading.visible_only:
            body = [row for row in body if row not in self.hidden_rows]
        named = tuple(Cell(cell.text.strip(), cell.location, cell.text.strip()) for cell in header)
        pairs = list(zip(columns, named, strict=True))
        read = [tuple(self._cell(row, c, name.column) for c, name in pairs) for row in body]
        # A row of merged cells alone is a heading within the table: its text is refused below.
        kept = tuple(row for row in read if any(not cell.is_empty for cell in row))
        return Sheet(self.file, named, kept, n_hidden)

    def _filled(self, row: int, width: int) -> bool:
        return any(
            sheet.cell(row, column).value is not None
            for sheet in (self.values, self.formulas)
            for column in range(1, width + 1)
        )

    def _columns(self, header: int, width: int) -> list[int]:
        """Return the columns with a name or a value; columns of formats only are none."""
        columns = range(1, width + 1)
        if self.reading.visible_only:
            columns = [column for column in columns if column not in self.hidden_columns]  # type: ignore[assignment]
        rows = range(header, self.values.max_row + 1)
        return [
            column
            for column in columns
            if any(self.formulas.cell(row, column).value is not None for row in rows)
            or (header, column) in self.merged
        ]

    def _header_is_clear(self, header: tuple[Cell, ...], problems: Problems) -> bool:
        clear = True
        for cell in header:
            if cell.fault is not None:
                remedy = cell.fault.remedy
                if cell.fault is _MERGED:
                    remedy = "unmerge it, or name the row below it: --header "
                    remedy += str(cell.location.line + 1)
                problems.add(
                    Problem("IMP-003", cell.location, "", cell.fault.found,
                            "the name of one column", remedy)
                )  # fmt: skip
                clear = False
        return clear

    def _cell(self, row: int, column: int, name: str) -> Cell:
        where = Location(self.file, row, column)
        value = self.values.cell(row, column).value
        if (row, column) in self.merged:
            return Cell("", where, name, fault=_MERGED)
        if value is None:
            is_formula = self.formulas.cell(row, column).data_type == "f"
            return Cell("", where, name, fault=_FORMULA if is_formula else None)
        if self.values.cell(row, column).data_type == "e":
            fault = Fault(f"the error value `{value}`", _VALUE, "correct the formula")
            return Cell("", where, name, fault=fault)
        if isinstance(value, timedelta):
            return Cell("", where, name, fault=_DURATION)
        day = value if isinstance(value, date) else None
        return Cell(text_of(value), where, name, day=day)


def text_of(value: Any) -> str:
    """Return the text of a value as the language writes it; numbers with 15 digits, as shown."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            text = f"{value:.15g}"
            return f"{value:.15f}".rstrip("0").rstrip(".") if "e" in text else text
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case _:
            return str(value).strip()
