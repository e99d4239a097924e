"""Small files that unpack to much: bounds on memory and work, before anything is kept."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.unit.interop.sheets_of import SHIPS, csv_file, read, units, workbook

from renkei._base.errors import InputError, Problem
from renkei.interop import sheet_xml
from renkei.interop.sheets import Sheet

PART = "xl/worksheets/sheet1.xml"
LETTERS = [openpyxl.utils.get_column_letter(k) for k in range(1, 1001)]


def changed(path: Path, change: Callable[[bytes], bytes], part: str = PART) -> Path:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def behind_rows(path: Path, more: bytes) -> Path:
    return changed(path, lambda xml: xml.replace(b"</sheetData>", more + b"</sheetData>"))


def merged(path: Path, area: str) -> Path:
    xml = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    return changed(path, lambda old: old.replace(b"</sheetData>", xml.encode()))


def measured(path: Path) -> tuple[Sheet | None, list[Problem], float]:
    """Read a file; also return the most memory held, in MB."""
    read(path)  # libraries are loaded
    tracemalloc.start()
    try:
        sheet, problems = read(path)
        return sheet, problems, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("area", ["A3:XFD1048576", "J1:J1048576", "A1048576:XFD1048576"])
def test_merged_areas_of_any_size_cost_nothing(tmp_path: Path, area: str) -> None:
    path = merged(workbook(tmp_path, SHIPS), area)
    assert path.stat().st_size < 10_000
    sheet, problems, held = measured(path)
    assert not problems
    assert sheet is not None
    assert len(sheet.rows) == 1
    assert held < 4


def test_a_merged_column_of_the_table_is_still_found(tmp_path: Path) -> None:
    path = merged(workbook(tmp_path, SHIPS), "D2:D1048576")
    (rejection,) = units(path).rejections
    assert (rejection.column, rejection.problem.code) == ("base", "IMP-006")


def test_empty_cells_cost_nothing(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d">' % r + b"".join(b'<c r="%s%d" s="0"/>' % (x.encode(), r) for x in LETTERS)
        + b"</row>"
        for r in range(3, 303)
    )  # fmt: skip
    sheet, problems, held = measured(behind_rows(workbook(tmp_path, SHIPS), rows))
    assert not problems
    assert sheet is not None
    assert len(sheet.rows) == 1
    assert held < 8


def test_a_cell_in_the_last_row_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, SHIPS, lambda s: s.__setitem__("A1048576", None))
    far = behind_rows(path, b'<row r="1048576"><c r="A1048576" s="0"/></row>')
    assert list(units(far).entries) == ["frigates"]


def test_rows_formatted_to_the_last_cost_no_tag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data behind them keep their row, and rows without content are as if they were not there."""
    monkeypatch.setattr(sheet_xml, "MAX_TAGS", 2_000)
    form = b'<row r="%d" spans="1:3" s="2" customFormat="1"><c r="A%d" s="2"/></row>'
    bare = b'<row r="%d" hidden="1" ht="15" />'
    rows = b"".join((form % (r, r) if r % 2 else bare % r) for r in range(3, 20_000))
    last = b'<row r="20001"><c r="A20001" t="inlineStr"><is><t>boats</t></is></c></row>'
    sheet, problems = read(behind_rows(workbook(tmp_path, SHIPS), rows + last))
    assert not problems
    assert sheet is not None
    assert [row[0].location.line for row in sheet.rows] == [2, 20001]
    assert sheet.n_hidden == 0


def test_more_tags_than_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_TAGS", 20_000)
    path = behind_rows(workbook(tmp_path, SHIPS), b"<row><c/>" * 0 + b"<row/>" * 30_000)
    sheet, problems, held = measured(path)
    assert sheet is None
    assert problems[0].code == "IMP-001"
    assert "tags" in problems[0].found
    assert held < 4


@pytest.mark.parametrize("bound", ["MAX_FILLED", "MAX_MERGED"])
def test_more_cells_and_areas_than_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    path = workbook(tmp_path, SHIPS, lambda s: s.merge_cells("A3:B3"))
    monkeypatch.setattr(sheet_xml, bound, 0)
    assert [p.code for p in read(path)[1]] == ["IMP-001"]


def test_a_style_sheet_of_any_size_is_not_read(tmp_path: Path) -> None:
    path = changed(
        workbook(tmp_path, SHIPS), lambda xml: xml + b" " * (17 * 2**20), "xl/styles.xml"
    )
    assert path.stat().st_size < 100_000
    problems = read(path)[1]
    assert "styles.xml" in problems[0].found


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = changed(workbook(tmp_path, SHIPS), lambda xml: bomb + xml[xml.index(b"<worksheet") :])
    assert "damaged" in read(path)[1][0].found


def test_merged_areas_that_overlap_are_no_workbook(tmp_path: Path) -> None:
    areas = b"".join(b'<mergeCell ref="A1:I2"/>' for _ in range(100))
    path = changed(
        workbook(tmp_path, SHIPS),
        lambda xml: xml.replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
        ),
    )
    assert "damaged" in read(path)[1][0].found


def test_too_many_cells_of_csv(tmp_path: Path) -> None:
    sheet, problems, held = measured(csv_file(tmp_path, "id" + 1_100_000 * ","))
    assert sheet is None
    assert "1,100,000 cells" in problems[0].found
    assert held < 8


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "log.csv")
    assert read(tmp_path / "log.csv")[1][0].found == "a pipe or a device"


def test_many_unknown_columns_are_counted(tmp_path: Path) -> None:
    names = [f"Spalte {k} " + "x" * 200 for k in range(500)]
    with pytest.raises(InputError) as error:
        units(csv_file(tmp_path, "id," + ",".join(names) + "\n"))
    problems = error.value.problems
    assert len(problems) == 21
    assert "480 more" in problems[-1].found
    assert all(len(problem.found) < 100 for problem in problems)


def test_readings_above_words_are_no_text(tmp_path: Path) -> None:
    """Furigana stands in the same cell: not in its text, shared or inline."""
    words = b"<t>\xe8\xad\xb7\xe8\xa1\x9b</t><rPh sb='0' eb='2'><t>\xe3\x82\xb4</t></rPh>"

    def inline(xml: bytes) -> bytes:
        return xml.replace(b"<t>Frigates</t>", words)

    path = workbook(tmp_path, SHIPS)
    with zipfile.ZipFile(path) as archive:
        part = next(p for p in (PART, "xl/sharedStrings.xml") if b"Frigates" in archive.read(p))
    assert units(changed(path, inline, part)).entries["frigates"]["name"] == "護衛"


@pytest.mark.parametrize(
    ("value", "format_", "taken"),
    [
        (0.75, "0%", "75 %"), (0.5, "0.0 %;[Red]-0.0%", "50 %"), (0.005, "0.0%", "0.5 %"),
        (0.75, '0.00" % of the fleet"', "0.75"), (0.75, "0.00", "0.75"),
    ],
)  # fmt: skip
def test_cells_shown_as_percentages(tmp_path: Path, value: float, format_: str, taken: str) -> None:
    def change(sheet: Any) -> None:
        sheet["J1"], sheet["J2"] = "availability", value
        sheet["J2"].number_format = format_

    entry = units(workbook(tmp_path, SHIPS, change)).entries["frigates"]
    assert entry["availability"] == taken
