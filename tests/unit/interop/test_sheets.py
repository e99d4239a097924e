"""What spreadsheet programs do to data is undone, or refused with its reason."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.unit.interop.sheets_of import SHIPS, csv_file, only, read, units, workbook

from renkei.interop import workbooks
from renkei.interop.workbooks import text_of


def test_csv_and_xlsx_give_the_same(tmp_path: Path) -> None:
    text = "\n".join(",".join(map(str, row)) for row in SHIPS)
    from_csv = units(csv_file(tmp_path, text))
    from_xlsx = units(workbook(tmp_path, SHIPS))
    assert from_csv.entries == from_xlsx.entries
    assert list(from_csv.entries) == ["frigates"]
    assert from_csv.text() == from_xlsx.text()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e17, "100000000000000000"),
        (True, "true"),
        (date(2025, 4, 1), "2025-04-01"),
        (datetime(2025, 4, 1), "2025-04-01"),
        (datetime(2025, 4, 1, 8, 30), "2025-04-01T08:30"),
        (time(8, 30), "08:30"),
        (" 横田 ", "横田"),
    ],
)
def test_values_as_the_language_writes_them(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_formula_without_a_saved_value(tmp_path: Path) -> None:
    path = workbook(tmp_path, SHIPS, lambda s: s.__setitem__("F2", "=2+3"))
    done = units(path)  # openpyxl saves no values, as some exporters do
    assert not done.entries
    problem = only(done)
    assert problem.code == "IMP-006"
    assert "formula" in problem.found
    assert done.rejections[0].row == 2
    assert done.rejections[0].column == "platforms"


def test_error_value_and_duration(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["F2"] = "#N/A"
        sheet["F2"].data_type = "e"
        sheet["I2"] = timedelta(hours=4)

    found = [r.problem.found for r in units(workbook(tmp_path, SHIPS, change)).rejections]
    assert found == ["the error value `#N/A`", "a duration in the format of the program"]


def test_merged_cells_in_the_body_are_not_guessed(tmp_path: Path) -> None:
    rows = [*SHIPS, ["destroyers", "Destroyers", None, *SHIPS[1][3:]]]
    done = units(workbook(tmp_path, rows, lambda s: s.merge_cells("C2:C3")))
    assert [r.row for r in done.rejections] == [2, 3]
    assert {r.problem.code for r in done.rejections} == {"IMP-006"}


def test_title_over_the_header(tmp_path: Path) -> None:
    rows = [["Fleet list"], *SHIPS]
    path = workbook(tmp_path, rows, lambda s: s.merge_cells("A1:I1"))
    sheet, problems = read(path)
    assert sheet is None
    assert problems[0].code == "IMP-003"
    assert "--header 2" in problems[0].remedy
    assert list(units(path, header=2).entries) == ["frigates"]


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    rows = [*SHIPS, ["destroyers", *SHIPS[1][1:]]]

    def change(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    path = workbook(tmp_path, rows, change)
    assert (len(units(path).entries), units(path).n_hidden) == (2, 1)
    assert list(units(path, visible_only=True).entries) == ["destroyers"]


def test_hidden_columns(tmp_path: Path) -> None:
    rows = [[*SHIPS[0], "secret"], [*SHIPS[1], "x"]]

    def change(sheet: Any) -> None:
        sheet.column_dimensions["J"].hidden = True

    path = workbook(tmp_path, rows, change)
    sheet, _ = read(path)
    assert sheet is not None
    assert (sheet.n_hidden, sheet.header[-1].text) == (1, "secret")
    assert list(units(path, visible_only=True).entries) == ["frigates"]


def test_sheet_is_chosen_by_name_number_or_content(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Ships", "Stocks"):
        sheet = book.create_sheet(name)
        for row in SHIPS:
            sheet.append(row)
    path = tmp_path / "table.xlsx"
    book.save(path)
    sheet, problems = read(path)
    assert sheet is None
    assert problems[0].code == "IMP-002"
    assert "2 visible sheets" in problems[0].found
    assert "did you mean `Ships`?" in read(path, sheet="Ship")[1][0].remedy
    assert read(path, sheet="Stocks")[0] == read(path, sheet="3")[0]
    book["Stocks"].sheet_state = "hidden"
    book.save(path)
    assert list(units(path).entries) == ["frigates"]


def test_empty_rows_and_columns_between_are_left_out(tmp_path: Path) -> None:
    rows = [[], [None, *SHIPS[0]], [], [None, *SHIPS[1]], []]
    done = units(workbook(tmp_path, rows))
    assert (done.n_rows, list(done.entries)) == (1, ["frigates"])


def test_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")
    assert [p.code for p in read(path)[1]] == ["IMP-001"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    assert [p.code for p in read(path)[1]] == ["IMP-001"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b"visibility", b"visibelity"),
        ("xl/worksheets/sheet1.xml", b' t="', b' s="99" t="'),
        ("xl/worksheets/sheet1.xml", b"<row", b"<roow"),
        ("[Content_Types].xml", b"PartName", b"PartNome"),
        ("xl/workbook.xml", None, b""),
    ],
)
def test_workbook_whose_parts_are_damaged(
    tmp_path: Path, part: str, old: bytes | None, new: bytes
) -> None:
    path = workbook(tmp_path, SHIPS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if old is None:
        del parts[part]
    else:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    sheet, problems = read(path)
    assert sheet is None
    assert [problem.code for problem in problems] == ["IMP-001"]
    assert "damaged" in problems[0].found


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["id"])
    book.active.append([date(2025, 4, 1)])
    book.save(tmp_path / "table.xlsx")
    sheet, _ = read(tmp_path / "table.xlsx")
    assert sheet is not None
    assert sheet.rows[0][0].text == "2025-04-01"


def test_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, SHIPS)
    monkeypatch.setattr(workbooks, "MAX_UNPACKED_BYTES", 1000)
    assert "unpacked" in read(path)[1][0].found


def test_sheet_with_a_value_far_out(tmp_path: Path) -> None:
    path = workbook(tmp_path, SHIPS, lambda s: s.__setitem__("ZZ99999", 1))
    # It costs nothing: only what holds something is kept. But its column has no name.
    sheet, problems = read(path)
    assert not problems
    assert sheet is not None
    assert (len(sheet.rows), len(sheet.header)) == (2, 10)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("table.xls", b"", "`.xls`"),
        ("table.csv", b"id,name\nx,\x8c\xf6\x81\n", "byte 0x8C, which is not UTF-8"),
        ("table.csv", b"", "no row with content"),
        ("table.csv", b'id,name\n"x,1\n', "a quote that is not closed"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sheet, problems = read(path)
    assert sheet is None
    assert problems[0].found.startswith(found)


def test_missing_file(tmp_path: Path) -> None:
    assert read(tmp_path / "no.csv")[1][0].found == "no such file or directory"


def test_encoding_of_japanese_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("id,name\nx,フリゲート\n".encode("cp932"))
    sheet, _ = read(path, encoding="cp932")
    assert sheet is not None
    assert sheet.rows[0][1].text == "フリゲート"


def test_row_that_a_decimal_comma_makes_longer(tmp_path: Path) -> None:
    text = "\n".join(",".join(map(str, row)) for row in SHIPS).replace("5,sea", "2,5,sea")
    problem = only(units(csv_file(tmp_path, text)))
    assert problem.found == "a row of 10 cells"
    assert "decimal sign" in problem.remedy


def test_commas_at_the_end_are_no_cells(tmp_path: Path) -> None:
    text = "\n".join(",".join(map(str, row)) for row in SHIPS) + ",,,\n"
    assert list(units(csv_file(tmp_path, text)).entries) == ["frigates"]
