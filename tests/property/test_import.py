"""A table that goes out as CSV or XLSX comes in again as the same tree."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.interop.columns import Headings
from renkei.interop.files import read_sheets
from renkei.interop.imported_tables import import_table
from renkei.interop.sheets import Reading
from renkei.scenario.language.table_writing import to_csv
from renkei.scenario.text.csv_tables import parse_csv
from renkei.scenario.text.nodes import Problems, plain

IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs"), include_characters=" "
)
TEXTS = (
    st.text(CHARACTERS, min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith(("[", "{")))
)
COUNTS = st.integers(0, 99).map(str)
TIMES = st.integers(1, 99).map(lambda n: f"{n} h")


def ranged(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    tables = values.map(lambda v: {"value": v, "range": [v, v], "source": "guess"})
    return st.one_of(values, tables)


NAMES = st.one_of(TEXTS, st.fixed_dictionaries({"en": TEXTS}, optional={"ja": TEXTS}))
STOCKS = st.fixed_dictionaries(
    {"name": NAMES, "item": IDS, "depot": IDS, "on_hand": ranged(COUNTS)},
    optional={
        "note": TEXTS,
        "allocation": st.sampled_from(["first-come", "precedence", "national-first"]),
        "shared_with": st.dictionaries(
            st.sampled_from(["MRD", "AUR"]),
            st.fixed_dictionaries({}, optional={"category": IDS}),
        ),
        "replenishment": st.fixed_dictionaries(
            {"transport": ranged(TIMES)}, optional={"reorder_at": COUNTS, "supplier": IDS}
        ),
    },
)
TABLES = st.dictionaries(IDS, STOCKS, min_size=1, max_size=5)


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_csv_gives_the_tree_back(entries: dict[str, Any]) -> None:
    text = to_csv("stocks", entries)
    problems = Problems()
    assert plain(parse_csv(text, "stocks.csv", "stocks", problems)) == entries
    assert not problems


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_import_of_csv_and_xlsx_gives_the_tree_back(entries: dict[str, Any]) -> None:
    text = to_csv("stocks", entries)
    with tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder, "stocks.csv"), Path(folder, "stocks.xlsx")
        csv.write_text(text, encoding="utf-8", newline="")
        _as_workbook(text, xlsx)
        for path in (csv, xlsx):
            problems = Problems()
            sheets = read_sheets([path], Reading(), problems)
            assert not problems
            done = import_table(sheets, "stocks", Headings())
            assert done.rejections == []
            assert done.entries == entries
            assert done.text() == text


def _as_workbook(text: str, path: Path) -> None:
    """Put the cells into a workbook, as text; a spreadsheet would make no formula of them."""
    import csv
    import io

    book = openpyxl.Workbook()
    for r, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        for c, value in enumerate(row, start=1):
            cell = book.active.cell(r, c)
            if value:
                cell.value = value
                cell.data_type = "s"
    book.save(path)
