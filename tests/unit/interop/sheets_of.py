"""Files for the tests of imports: CSV from text, XLSX from cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from renkei._base.errors import Problem
from renkei.interop.columns import Headings
from renkei.interop.files import read_sheets
from renkei.interop.imported_tables import Imported, import_table
from renkei.interop.sheets import Reading, Sheet
from renkei.scenario.text.nodes import Problems

SHIPS = [
    ["id", "name", "nation", "base", "capabilities", "platforms", "medium", "speed", "notice"],
    ["frigates", "Frigates", "MRD", "island", "[escort]", 5, "sea", "18 kt", "4 h"],
]


def csv_file(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(
    folder: Path, rows: list[list[Any]], change: Callable[[Any], None] = lambda sheet: None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ships"
    for row in rows:
        sheet.append(row)
    change(sheet)
    path = folder / "table.xlsx"
    book.save(path)
    return path


def read(path: Path, **reading: Any) -> tuple[Sheet | None, list[Problem]]:
    problems = Problems()
    sheets = read_sheets([path], Reading(**reading), problems)
    return (sheets[0] if sheets else None), list(problems)


def units(path: Path, headings: Headings | None = None, **reading: Any) -> Imported:
    sheet, problems = read(path, **reading)
    assert sheet is not None, problems
    return import_table([sheet], "units", headings or Headings())


def only(done: Any) -> Problem:
    """Return the one rejection."""
    (rejection,) = done.rejections
    return rejection.problem
