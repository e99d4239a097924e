"""Files of other programs as sheets: the reader of each file, and files that cannot be read.

Takes paths; gives a :class:`~renkei.interop.sheets.Sheet` for each, or problems.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from renkei._base.errors import Location, Problem
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.interop.csv_files import read_csv
from renkei.interop.folding import fold
from renkei.interop.sheets import Reading, Sheet
from renkei.scenario.text.files import MAX_BYTES
from renkei.scenario.text.nodes import Problems

TEXTS = (".csv", ".tsv", ".txt")
"""Files whose cells are set apart by a character, whichever it is."""

SUFFIXES = (*TEXTS, ".xlsx", ".xlsm")
"""Files that can be read; macros of an ``.xlsm`` are ignored."""


def read_sheets(paths: Iterable[Path], reading: Reading, problems: Problems) -> list[Sheet]:
    """Return the sheet of each file; problems for those that cannot be read."""
    found = [_read(path, reading, problems) for path in paths]
    return [_emptied(sheet, reading.empty) for sheet in found if sheet is not None]


def _emptied(sheet: Sheet, empty: frozenset[str]) -> Sheet:
    """Return the sheet without the texts that mean an empty cell."""
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
            found: str = Phrase("a pipe or a device")
            problems.add(Problem("IMP-001", where, "", found, Phrase("a file that can be read")))
            return None
        size = status.st_size
        if size <= MAX_BYTES:
            with path.open("rb") as stream:
                content = stream.read(size + 1)
            size = max(size, len(content))
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        found = reason(error, small=True)
        expected = Phrase("a file that can be read")
        problems.add(Problem("IMP-001", where, "", found, expected))
        return None
    if size > MAX_BYTES:
        found, most = (
            Phrase("a file of {size} MB", size=f"{size / 2**20:.1f}"),
            Phrase("at most {max_bytes} MB", max_bytes=MAX_BYTES // 2**20),
        )
        problems.add(Problem("IMP-001", where, "", found, most, Phrase("split it")))
        return None
    if path.suffix.lower() not in SUFFIXES:
        expected = Phrase("a name that ends with {suffixes}", suffixes=", ".join(SUFFIXES))
        remedy = Phrase("save it as XLSX") if path.suffix.lower() in (".xls", ".ods") else ""
        found = f"`{path.suffix or path.name}`"
        problems.add(Problem("IMP-001", where, "", found, expected, remedy))
        return None
    if path.suffix.lower() in TEXTS:
        return read_csv(content, str(path), reading, problems)
    from renkei.interop.workbooks import read_workbook

    return read_workbook(content, str(path), reading, problems)
