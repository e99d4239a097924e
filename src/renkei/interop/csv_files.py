"""CSV as a sheet of cells.

Takes the bytes of a file; gives a :class:`~renkei.interop.sheets.Sheet`, or problems.
"""

from __future__ import annotations

from dataclasses import replace

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.interop.folding import fold
from renkei.interop.sheets import MAX_CELLS, Cell, CellFault, Reading, Sheet, no_header
from renkei.scenario.text.csv_tables import Cell as TextCell
from renkei.scenario.text.csv_tables import split_rows
from renkei.scenario.text.nodes import Problems


def read_csv(content: bytes, file: str, reading: Reading, problems: Problems) -> Sheet | None:
    """Return the sheet of a CSV file; problems if the file is no CSV."""
    try:
        text = content.decode(reading.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02X}, which is not {reading.encoding.upper()}"
        remedy = Phrase("save it as `CSV UTF-8`, or name its encoding: --encoding cp932")
        expected = Phrase("text in {reading}", reading=reading.encoding.upper())
        problems.add(Problem("IMP-001", Location(file, line, 1), "", found, expected, remedy))
        return None
    n_cells = text.count(",") + text.count("\n")
    if n_cells > MAX_CELLS:
        found, most = f"about {n_cells:,} cells", f"at most {MAX_CELLS:,} cells"
        problems.add(Problem("IMP-001", Location(file), "", found, most, Phrase("split it")))
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
        remedy = Phrase("save it as `CSV UTF-8` with commas and decimal points, or as XLSX")
        problems.add(
            Problem("IMP-001", where, "", found, Phrase("cells set apart by commas"), remedy)
        )
        return None
    header = tuple(_cell(cell, cell.text.strip()) for cell in rows[0])
    header = tuple(replace(cell, text=cell.column) for cell in header)
    body = [row for row in rows[1:] if any(fold(cell.text) for cell in row)]
    # A spreadsheet leaves commas behind the last column: a column without a name and without a
    # value is none.
    width = max(
        (k for row in (rows[0], *body) for k, c in enumerate(row, 1) if fold(c.text)), default=0
    )
    header = header[: max(width, 1)]
    n_short = sum(len(row) < len(header) for row in body)
    return Sheet(file, header, tuple(_row(row, header) for row in body), n_short=n_short)


def _row(row: list[TextCell], header: tuple[Cell, ...]) -> tuple[Cell, ...]:
    names = [cell.column for cell in header]
    while len(row) > len(names) and row[-1].text == "":
        row = row[:-1]  # commas that a spreadsheet leaves at the end
    cells = [_cell(cell, name) for cell, name in zip(row, names, strict=False)]
    if len(row) > len(names):
        fault = CellFault(
            f"a row of {len(row)} cells",
            f"{len(names)}, as in the header",
            "quote a cell that contains a comma; a number has a point as its decimal sign",
        )
        cells[0] = replace(cells[0], fault=fault)
    return tuple(cells)


def _cell(cell: TextCell, column: str) -> Cell:
    text = cell.text if cell.quoted else cell.text.strip()
    return Cell(text, cell.location, column, quoted=cell.quoted)
