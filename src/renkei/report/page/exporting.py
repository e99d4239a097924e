"""The tables of the page as files that other programs open: a workbook, CSV, Parquet.

Takes the data frames of :mod:`renkei.report.page.tables`; gives files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.errors import ResultsError
from renkei._base.foreign import reason
from renkei._base.language import Phrase

if TYPE_CHECKING:
    import polars as pl

KINDS = (".xlsx", ".csv", ".parquet")
"""Ends of the names of files that can be written."""

_SHEET = 31
"""Characters that the name of a sheet may have."""

_WIDEST = 60
"""Width of a column of a sheet at most [characters]."""


def export(tables: dict[str, pl.DataFrame], out: Path) -> list[Path]:
    """Write the tables and return the files.

    Parameters
    ----------
    out
        A workbook, ``x.xlsx``, that gets a sheet for each table; or ``x.csv`` or ``x.parquet``:
        each table has a file beside it, ``x-times.csv``.

    Raises
    ------
    ResultsError
        If a file cannot be written.
    """
    try:
        if out.suffix == ".xlsx":
            _workbook(tables, out)
            return [out]
        written = []
        for name, table in tables.items():
            file = out.with_name(f"{out.stem}-{name}{out.suffix}")
            if out.suffix == ".csv":
                # The mark at the front lets spreadsheets know that it is UTF-8.
                table.write_csv(file, include_bom=True)
            else:
                table.write_parquet(file)
            written.append(file)
        return written
    except OSError as error:
        raise ResultsError(
            Phrase("{out} cannot be written: {error}.", out=out, error=reason(error))
        ) from error


def _workbook(tables: dict[str, pl.DataFrame], out: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:_SHEET])
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns, start=1):
            longest = max((len(str(one)) for one in table[column].head(200)), default=0)
            width = min(max(longest, len(column)) + 2, _WIDEST)
            sheet.column_dimensions[get_column_letter(place)].width = width
        heads = []
        for column in table.columns:
            head = _cell(WriteOnlyCell(sheet), column)
            head.font = Font(bold=True)
            heads.append(head)
        sheet.append(heads)
        for row in table.iter_rows():
            sheet.append([_cell(WriteOnlyCell(sheet), value) for value in row])
    book.save(out)


def _cell(cell: Any, value: Any) -> Any:
    """Return a cell that holds a value as it is: no text is a formula, none is a link."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
