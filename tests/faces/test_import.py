"""renkei import: what it prints, writes and refuses to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

UNITS = (
    "Ship class,name,nation,base,capabilities,platforms,medium,speed,notice\n"
    "frigates,Frigates,MRD,island,[escort],5,sea,18 kt,4 h\n"
    "boats,Boats,MRD,island,[escort],5,see,18 kt,4 h\n"
)
MAP = ("--map", "Ship class=id")
FAILURES = "platform,failed\nkita,2024-03-01\nminami,2024-05-01\nnishi,\n"
OF = ("--set", "unit=frigates", "--set", "maintenance=gearbox", "--until", "2025-01-01")


@pytest.fixture
def units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("units.csv").write_text(UNITS, encoding="utf-8")
    Path("failures.csv").write_text(FAILURES, encoding="utf-8")
    return tmp_path


def test_rejected_rows_are_named_and_nothing_is_written(renkei, units: Path) -> None:
    done = renkei("import", "units.csv", *MAP, "--out", "new.csv")
    assert done.code == 2
    assert done.out == "units: 2 rows, 1 accepted, 1 rejected\n"
    for words in ('units.csv, row 3, column "medium"', "`see`", "did you mean `sea`?", "SCN-021",
                  "nothing was written"):  # fmt: skip
        assert words in done.err
    assert not Path("new.csv").exists()


def test_good_rows_are_kept_when_asked_for(renkei, units: Path) -> None:
    done = renkei("import", "units.csv", *MAP, "--out", "new.csv", "--keep-good")
    assert done.code == 0
    assert Path("new.csv").read_text("utf-8").splitlines() == [
        "id,name,nation,base,capabilities,platforms,medium,speed,notice",
        "frigates,Frigates,MRD,island,[escort],5,sea,18 kt,4 h",
    ]
    assert "row 3" in done.err
    assert "wrote new.csv" in done.err


def test_without_out_nothing_is_written(renkei, units: Path) -> None:
    before = sorted(units.iterdir())
    assert renkei("import", "units.csv", *MAP, "--keep-good").code == 0
    assert sorted(units.iterdir()) == before


def test_nothing_is_overwritten_without_force(renkei, units: Path) -> None:
    Path("new.csv").write_text("mine", encoding="utf-8")
    words = ("import", "units.csv", *MAP, "--keep-good", "--out", "new.csv")
    done = renkei(*words)
    assert done.code == 2
    assert "--force" in done.err
    assert Path("new.csv").read_text("utf-8") == "mine"
    assert renkei(*words, "--force").code == 0
    assert Path("new.csv").read_text("utf-8").startswith("id,")


def test_json_of_a_table(renkei, units: Path) -> None:
    done = renkei("import", "units.csv", *MAP, "--json")
    assert done.code == 2
    data = json.loads(done.out)
    assert (data["rows"], data["accepted"], data["written"]) == (2, 1, None)
    (rejected,) = data["rejected"]
    assert rejected == {
        "file": "units.csv", "row": 3, "column": "medium", "code": "SCN-021", "found": "`see`",
        "expected": "one of: air, sea, land", "remedy": "did you mean `sea`?",
    }  # fmt: skip


def test_estimates_are_printed_and_written(renkei, units: Path) -> None:
    done = renkei("import", "failures.csv", *OF, "--from", "2024-01-01", "--out", "fragment.yaml")
    assert done.code == 0
    assert "frigates.gearbox" in done.out
    assert "exponential" in done.out
    text = Path("fragment.yaml").read_text("utf-8")
    assert 'text: "failures.csv: 3 rows"' in text
    assert "every: {exponential: 549 d, range: [" in text
    data = json.loads(renkei("import", "failures.csv", *OF, "--from", "2024-01-01", "--json").out)
    assert data["estimates"][0]["mean"] == 549 * 24
    assert data["written"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("units.csv",), "no column `id`"),
        (("units.csv", "--as", "unit"), "did you mean `units`?"),
        (("other.csv",), "say what the rows are"),
        (("units.csv", "--map", "id"), "a pair"),
        (("units.csv", *MAP, "--fit", "weibull"), "--as failures"),
        (("units.csv", *MAP, "--until", "2025-01-01"), "--as failures"),
        (("failures.csv", *OF, "--fit", "wiebull"), "did you mean `weibull`?"),
        (("failures.csv", *OF, "--from", "1/4/2024"), "2025-04-01"),
        (("failures.csv",), "--set maintenance"),
        (("units.csv", "--encoding", "utf-9"), "cp932"),
        (("missing.csv", "--as", "units"), "no such file"),
        ((), "CSV or XLSX files, or --template"),
        (("units.csv", "--template", "new.xlsx"), "--template without files"),
        (("--as", "units", "--template", "new.csv"), "ends with .xlsx"),
        (("units.csv", "--zone", "JST"), "+09:00"),
        (("units.csv", "--dates", "dmyy"), "did you mean `dmy`?"),
        (("units.csv", "--mapping", "missing.yaml"), "no such file"),
    ],
)
def test_bad_input_exits_with_2(renkei, units: Path, words: tuple[str, ...], message: str) -> None:
    Path("other.csv").write_text(UNITS, encoding="utf-8")
    done = renkei("import", *words)
    assert done.code == 2
    assert done.out == ""
    assert message in " ".join(done.err.split())


@pytest.mark.parametrize("rows", ["", "Big Ship" + 8 * ",x" + "\n"], ids=["none", "none good"])
def test_nothing_is_no_table(renkei, units: Path, rows: str) -> None:
    Path("units.csv").write_text(UNITS.splitlines()[0] + "\n" + rows, encoding="utf-8")
    done = renkei("import", "units.csv", *MAP, "--out", "new.csv", "--keep-good")
    assert done.code == 2
    assert "no row could be taken" in done.err
    assert not Path("new.csv").exists()


def test_a_folder_that_is_not_there(renkei, units: Path) -> None:
    done = renkei("import", "units.csv", *MAP, "--keep-good", "--out", "no/new.csv")
    assert done.code == 1
    assert "cannot write" in done.err


def test_many_rejections_are_cut(renkei, units: Path) -> None:
    rows = [f"B{k},B,MRD,island,[escort],5,sea,18 kt,4 h" for k in range(30)]
    Path("units.csv").write_text(UNITS + "\n".join(rows), encoding="utf-8")
    done = renkei("import", "units.csv", *MAP)
    assert done.err.count("[SCN-02") == 20
    assert "and 11 more" in done.err


def test_one_reason_is_said_once_with_its_rows(renkei, units: Path) -> None:
    rows = [f"b{k},B,MRD,island,[escort],5,see,18 kt,4 h" for k in range(30)]
    Path("units.csv").write_text(UNITS + "\n".join(rows), encoding="utf-8")
    done = renkei("import", "units.csv", *MAP)
    assert done.err.count("did you mean") == 1
    assert "in 30 more rows: 4, 5, 6, 7, 8, 9, 10, 11 and 22 more" in " ".join(done.err.split())
    assert len(json.loads(renkei("import", "units.csv", *MAP, "--json").out)["rejected"]) == 31


def test_imported_table_makes_the_folder_whole(renkei, tmp_path: Path) -> None:
    """Table of a packaged scenario, out and in again: the scenario is the same."""
    from renkei.scenario import load_scenario
    from renkei.study.library import LIBRARY

    japan = LIBRARY / "japan"
    new = tmp_path / "japan"
    for path in japan.rglob("*"):
        if path.is_file():
            target = new / path.relative_to(japan)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (new / "units.csv").unlink()
    assert renkei("import", japan / "units.csv", "--out", new / "units.csv").code == 0
    assert load_scenario(new).resolved() == load_scenario(japan).resolved()


def test_template_is_filled_in_and_read(renkei, units: Path) -> None:
    import openpyxl

    assert renkei("import", "--as", "units", "--template", "new.xlsx").code == 0
    assert renkei("import", "--as", "units", "--template", "new.xlsx").code == 2  # it exists
    book = openpyxl.load_workbook("new.xlsx")
    names = [cell.value for cell in book["units"][1]]
    row = {"id": "frigates", "name.en": "Frigates", "nation": "MRD", "base": "island",
           "capabilities": "escort, patrol", "platforms": 5, "medium": "sea", "speed": "18 kt",
           "notice": "4 h"}  # fmt: skip
    book["units"].append([row.get(name) for name in names])
    book.create_sheet("remarks").append(["anything"])
    book.save("new.xlsx")
    done = renkei("import", "new.xlsx", "--as", "units", "--json")
    assert done.code == 0
    entry = json.loads(done.out)["entries"]["frigates"]
    assert entry["capabilities"] == ["escort", "patrol"]
    assert (entry["name"], entry["platforms"]) == ({"en": "Frigates"}, "5")


def test_mapping_file_and_options_before_it(renkei, units: Path) -> None:
    """The file serves other tables too; what it names and this one lacks is no error."""
    Path("ours.yaml").write_text(
        "columns: {Ship class: id, Tonnage: note}\nskip: [Remarks]\nset: {note: ours}\n",
        encoding="utf-8",
    )
    words = ("import", "units.csv", "--mapping", "ours.yaml", "--keep-good", "--json")
    data = json.loads(renkei(*words, "--set", "note=mine").out)
    assert data["entries"]["frigates"]["note"] == "mine"
    assert json.loads(renkei(*words).out)["entries"]["frigates"]["note"] == "ours"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("column: {a: id}\n", "ours.yaml:1:1", "did you mean `columns`?"),
        ("columns: [a]\n", "ours.yaml:1:10", "a table of texts"),
        ("skip: yes\n", "ours.yaml:1:7", "a list of texts"),
        ("- a\n", "ours.yaml:1:1", "a table with"),
        ("a: [\n", "ours.yaml:", ""),
    ],
)
def test_mapping_files_that_are_none(
    renkei, units: Path, text: str, place: str, words: str
) -> None:
    Path("ours.yaml").write_text(text, encoding="utf-8")
    done = renkei("import", "units.csv", "--mapping", "ours.yaml")
    assert done.code == 2
    assert place in done.err
    assert words in " ".join(done.err.split())
