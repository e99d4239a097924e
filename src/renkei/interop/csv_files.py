"""CSV as a sheet of cells, whatever sets its cells apart.

Takes the bytes of a file; gives a :class:`~renkei.interop.sheets.Sheet`, or problems. Commas,
semicolons, tabs and bars are recognised; a first line ``sep=;``, which one program writes for
itself, is believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.interop.encodings import AUTO, decode
from renkei.interop.folding import fold
from renkei.interop.sheets import MAX_CELLS, Cell, CellFault, Reading, Sheet, Written, no_header
from renkei.scenario.text.csv_tables import Cell as TextCell
from renkei.scenario.text.csv_tables import split_rows
from renkei.scenario.text.nodes import Problems

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
"""What can set cells apart, by the name that the command line gives it."""

_SAMPLE = 1 << 16  # characters from whose lines the separator is told
_MOST_LINES = 50
_SAID = re.compile(r'"?sep=(.)"?[ \t,;|]*(\r\n|\n|\r|\Z)', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(content: bytes, file: str, reading: Reading, problems: Problems) -> Sheet | None:
    """Return the sheet of a CSV file; problems if the file is no CSV."""
    try:
        decoded = decode(content, reading.encoding)
    except (UnicodeDecodeError, UnicodeError) as error:
        problems.add(_undecoded(content, file, reading, error))
        return None
    text = decoded.text
    said = _SAID.match(text)
    separator = reading.separator or (said and said.group(1)) or _separator(text, reading.header)
    n_cells = text.count(separator) + text.count("\n")
    if n_cells > MAX_CELLS:
        found, most = (
            Phrase("about {n_cells} cells", n_cells=f"{n_cells:,}"),
            Phrase("at most {max_cells} cells", max_cells=f"{MAX_CELLS:,}"),
        )
        problems.add(Problem("IMP-001", Location(file), "", found, most, Phrase("split it")))
        return None
    broken = Problems()
    rows = split_rows(text, file, "", broken, separator)
    problems.extend(broken)
    if broken:
        return None
    begin = max(reading.header or 1, 2 if said else 1)
    rows = [row for row in rows if row[0].location.line >= begin]
    if not rows:
        no_header(Location(file, begin, 1), problems)
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
    written = Written(
        encoding=decoded.encoding if decoded.is_guessed else "",
        shown=decoded.shown,
        separator=separator,
        is_said=bool(reading.separator or said),
    )
    lines = tuple(_row(row, header, separator) for row in body)
    return Sheet(file, header, lines, n_short=n_short, written=written, spelling=reading.spelling)


def _undecoded(content: bytes, file: str, reading: Reading, error: UnicodeError) -> Problem:
    """Return the problem of bytes that are no text of the encoding."""
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = content.count(b"\n", 0, start) + 1
    name = "UTF-8" if reading.encoding == AUTO else reading.encoding.upper()
    byte = (
        Phrase("byte 0x{content}", content=f"{content[start]:02X}")
        if start < len(content)
        else Phrase("a file")
    )
    remedy = Phrase("save it as `CSV UTF-8`, or name its encoding: --encoding cp932")
    expected = Phrase("text in {reading}", reading=name)
    found = Phrase("{byte}, which is not {name}", byte=byte, name=name)
    return Problem("IMP-001", Location(file, line, 1), "", found, expected, remedy)


def _separator(text: str, header: int | None) -> str:
    """Return what sets the cells of a text apart: what most of its lines have as often.

    Quoted cells do not count. Where nothing sets anything apart, there is one column.
    """
    lines = _QUOTED.sub("", text[:_SAMPLE]).splitlines()
    lines = [line for line in lines[(header or 1) - 1 :] if line.strip()][:_MOST_LINES]
    if not lines:
        return ","
    first, marks = lines[0], SEPARATORS.values()
    alike = {mark: _alike(mark, lines) for mark in marks if mark in first}
    return max(alike, key=lambda mark: (alike[mark], first.count(mark)), default=",")


def _alike(mark: str, lines: Sequence[str]) -> float:
    """Return the share of lines that a mark cuts into as many cells as the first."""
    n = lines[0].count(mark)
    return sum(line.count(mark) == n for line in lines) / len(lines)


def _row(row: list[TextCell], header: tuple[Cell, ...], separator: str) -> tuple[Cell, ...]:
    names = [cell.column for cell in header]
    while len(row) > len(names) and row[-1].text == "":
        row = row[:-1]  # commas that a spreadsheet leaves at the end
    cells = [_cell(cell, name) for cell, name in zip(row, names, strict=False)]
    if len(row) > len(names):
        name = next((n for n, mark in SEPARATORS.items() if mark == separator), separator)
        fault = CellFault(
            Phrase("a row of {row} cells", row=len(row)),
            Phrase("{names}, as in the header", names=len(names)),
            Phrase(
                "quote a cell that contains a {name}; a number has a point as its decimal sign",
                name=name,
            )
            if separator == ","
            else Phrase("quote a cell that contains a {name}", name=name),
        )
        cells[0] = replace(cells[0], fault=fault)
    return tuple(cells)


def _cell(cell: TextCell, column: str) -> Cell:
    text = cell.text if cell.quoted else cell.text.strip()
    return Cell(text, cell.location, column, quoted=cell.quoted)
