"""The page in a browser and the figures as files, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.faces.conftest import SCENARIOS

import renkei as rk
from renkei.report.page.writing import page_data

ONE = ("--processes", "1", "--reps", "60", "--designs", "apart,forward")


def document(file: Path) -> dict[str, Any]:
    return page_data(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of results that all tests look at."""
    study = rk.open(str(SCENARIOS / "strait.yaml"))
    root = tmp_path_factory.mktemp("results")
    results = study.run(["apart", "forward"], replications=60, out=root, progress=False)
    return results.folder


def test_compare_ends_in_a_page(renkei, strait, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("RENKEI_REPORT")
    done = renkei("compare", strait, *ONE, "--out", tmp_path / "results")
    assert done.code == 0, done.err
    address = done.out.strip().splitlines()[-1]
    assert address.startswith("Page: file:///")
    file = Path(address.removeprefix("Page: file://"))
    data = document(file)
    assert [one["id"] for one in data["designs"]] == ["apart", "forward"]
    # The numbers of the page are those of --json, and no --json writes a page.
    file.unlink()
    found = renkei("compare", strait, *ONE, "--out", tmp_path / "results", "--json")
    assert not file.exists()
    rows = {
        (row["incident"], row["design"], row["metric"]): row
        for row in json.loads(found.out)["rows"]
    }
    assert data["answer"]["findings"]
    for finding in data["answer"]["findings"]:
        for row in finding["rows"]:
            same = rows[finding["incident"]["id"], row["design"], finding["metric"]]
            assert row["verdict"] == same["verdict"]
            assert row["value"] == same["estimate"]
            assert row["difference"] == same["difference"]
    # Designs go by their names, also where it is said what would turn a verdict round.
    turns = data["answer"]["turns"]
    assert "answered in time, Forward commander minus Two chains apart: " in turns["en"]
    assert "answered in time, Forward commander against Two chains apart: " in turns["en"]
    assert turns["ja"].count("Forward commander") == turns["ja"].count("Two chains apart") == 2


def test_no_page_if_none_is_wanted(renkei, strait, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("RENKEI_REPORT")
    done = renkei("compare", strait, *ONE, "--out", tmp_path / "results", "--no-report")
    assert "Page:" not in done.out
    assert not list(tmp_path.rglob("*.html"))


def test_report_makes_the_same_page_again(renkei, folder, tmp_path) -> None:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    for file in (first, second):
        done = renkei("report", folder, "--out", file, "--quiet")
        assert done.code == 0, done.err
        assert done.err == ""
    assert first.read_bytes() == second.read_bytes()
    assert len(document(first)["annex"]["assumptions"]) > 10


def test_report_of_one_design(renkei, folder) -> None:
    done = renkei("report", folder, "--designs", "forward")
    assert done.code == 0, done.err
    data = document(folder / "report.html")
    assert [one["id"] for one in data["designs"]] == ["forward"]
    assert "differences" not in {one["id"] for one in data["figures"]}


def test_a_page_that_cannot_be_written_is_told(renkei, folder, tmp_path) -> None:
    done = renkei("report", folder, "--out", tmp_path / "nowhere" / "page.html")
    assert done.code == 1
    assert "cannot be written" in done.err


def test_plot_draws_a_file(renkei, folder, tmp_path) -> None:
    file = tmp_path / "times.json"
    done = renkei("plot", folder, "times", "--out", file, "--of", "blockade", "--lang", "ja")
    assert done.code == 0, done.err
    spec = json.loads(file.read_text(encoding="utf-8"))
    assert {row["design"] for row in spec["datasets"]["rows"]} == {"apart", "forward"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tims",), "times"),
        (("times", "--of", "blokade"), "blockade"),
        (("times", "--designs", "forwrd"), "forward"),
    ],
)
def test_wrong_names_have_the_nearest(renkei, folder, tmp_path, words, told) -> None:
    done = renkei("plot", folder, *words, "--out", tmp_path / "x.svg")
    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "x.svg").exists()


def test_the_kind_of_file_is_known(renkei, folder, tmp_path) -> None:
    done = renkei("plot", folder, "times", "--out", tmp_path / "x.gif")
    assert done.code == 2
    assert "png" in done.err


def test_export_writes_tidy_tables(renkei, folder, tmp_path) -> None:
    import polars as pl
    from openpyxl import load_workbook

    done = renkei("export", folder, "--out", tmp_path / "t.xlsx")
    assert done.code == 0, done.err
    book = load_workbook(tmp_path / "t.xlsx", read_only=True)
    assert book.sheetnames[0] == "provenance"
    heads = next(book["times"].iter_rows(values_only=True))
    assert "hours [h]" in heads
    done = renkei("export", folder, "--out", tmp_path / "t.parquet")
    assert done.code == 0, done.err
    times = pl.read_parquet(tmp_path / "t-times.parquet")
    assert times.height == sum(1 for _ in book["times"].iter_rows()) - 1


def test_no_text_of_a_scenario_is_a_formula(tmp_path) -> None:
    import polars as pl
    from openpyxl import load_workbook

    from renkei.report.page.exporting import export

    export({"t": pl.DataFrame({"name": ["=1+1", "+cmd", "a\x07b"]})}, tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx")["t"]
    assert [sheet.cell(row, 1).data_type for row in (2, 3)] == ["s", "s"]
    assert sheet.cell(2, 1).value == "=1+1"


def test_a_brief_is_written_the_same_each_time(renkei, folder, tmp_path) -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("vl_convert")
    for name in ("a.docx", "b.docx"):
        done = renkei("brief", folder, "--out", tmp_path / name)
        assert done.code == 0, done.err
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    book = docx.Document(tmp_path / "a.docx")
    words = [one.text for one in book.paragraphs]
    # Designs by the identifier that heads the columns of the verdicts; tables as wide as the text.
    designs, verdicts = book.tables
    ids = [row.cells[0].text for row in designs.rows][1:]
    assert ids == [cell.text for cell in verdicts.rows[0].cells][1:]
    page = book.sections[0]
    room = page.page_width - page.left_margin - page.right_margin
    for table in book.tables:
        assert abs(sum(column.width for column in table.columns) - room) < room / 100
    assert any("in time" in one for one in words)
    assert any(one.startswith("Levels are no forecast") for one in words)
