"""renkei import and renkei export --to: orders of battle, from the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.faces.conftest import ROOT
from tests.unit.interop.exchange.small_orbat import ABSENT, SAMPLES, small

TEMPLATE = ROOT / "src/renkei/library/template.yaml"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(json.dumps(small()), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two replications of the template, and what the kernel makes of them."""
    from renkei.cli import main

    folder = tmp_path_factory.mktemp("results")
    words = ("run", str(TEMPLATE), "--reps", "2", "--processes", "1", "--quiet", "--out")
    assert main([*words, str(folder)]) == 0
    return next(folder.iterdir())


def test_a_file_becomes_a_folder_that_passes_check(renkei, here: Path) -> None:
    done = renkei("import", "small.json", "-o", "mine")
    assert done.code == 0
    assert done.out.startswith(
        "ORBAT Mapper 3.3.0: 5 units, 3 superiors, 3 positions, 1 timed move"
    )
    assert "Kept for the way back" in done.out
    assert renkei("check", "mine").code == 0
    assert renkei("export", "mine", "--to", "orbat-mapper", "-o", "back.json").code == 0
    assert json.loads(Path("back.json").read_text("utf-8")) == small()


def test_without_out_nothing_is_written(renkei, here: Path) -> None:
    assert renkei("import", "small.json").code == 0
    assert [path.name for path in here.iterdir()] == ["small.json"]


def test_nothing_is_overwritten_without_force(renkei, here: Path) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine", encoding="utf-8")
    done = renkei("import", "small.json", "-o", "mine")
    assert done.code == 2
    assert "--force" in done.err
    assert renkei("import", "small.json", "-o", "mine", "--force").code == 0
    assert Path("mine/notes.txt").read_text("utf-8") == "mine"
    done = renkei("export", "mine", "--to", "kml", "-o", "small.json")
    assert done.code == 2
    assert "--force" in done.err


def test_json_has_every_entry(renkei, here: Path) -> None:
    data = json.loads(renkei("import", "small.json", "--json").out)
    assert (data["units"], data["superiors"], data["positions"], data["moves"]) == (5, 3, 3, 1)
    assert {"file", "line", "where", "what", "why", "fate"} == data["losses"][0].keys()


@pytest.mark.skipif(not SAMPLES.exists(), reason=ABSENT)
def test_real_orders_and_reports_are_named_and_refused(renkei) -> None:
    """They are no order of battle; what is one, is taken by the tests of its format."""
    files = [p for p in (SAMPLES / "c2sim").glob("*.xml") if re.search("(?i)order|report", p.name)]
    assert len(files) == 6
    for path in files:
        done = renkei("import", path)
        assert done.code == 2, path
        assert re.search("a C2SIM (order|report)", done.err), path


def test_events_are_files_of_one_order_of_battle(renkei, here: Path) -> None:
    assert renkei("export", "skerries", "--to", "cot", "-o", "events").code == 0
    events = sorted(Path("events").iterdir())
    done = renkei("import", *events, "-o", "mine")
    assert done.code == 0
    assert f"Cursor on Target: {len(events)} units" in done.out
    assert renkei("check", "mine").code == 0


def test_only_cursor_on_target_is_sent_and_to_one_machine(renkei, here: Path) -> None:
    done = renkei("export", "skerries", "--to", "kml", "--send", "localhost:8087")
    assert (done.code, "--to cot" in done.err) == (2, True)
    done = renkei("export", "skerries", "--to", "cot", "--send", "udp://239.2.3.1:6969")
    assert (done.code, "multicast" in done.err) == (2, True)
    assert not [*here.glob("events*")]


def test_msdl_comes_back_from_the_command_line(renkei, here: Path) -> None:
    assert renkei("export", "skerries", "--to", "msdl", "-o", "once.xml").code == 0
    done = renkei("import", "once.xml", "-o", "mine")
    assert done.code == 0
    assert "MSDL: 6 units, 4 superiors, 6 positions" in done.out
    assert renkei("check", "mine").code == 0
    assert renkei("export", "mine", "--to", "msdl", "-o", "back.xml").code == 0
    assert Path("back.xml").read_bytes() == Path("once.xml").read_bytes()


@pytest.mark.parametrize("to", ["orbat-mapper", "geojson", "kml", "kmz", "cot"])
def test_a_replication_is_written(renkei, results: Path, tmp_path: Path, to: str) -> None:
    out = tmp_path / "run"
    done = renkei("export", results, "--to", to, "-o", out, "--replication", "1", "--json")
    assert done.code == 0
    written = json.loads(done.out)["written"]
    assert all(Path(file).stat().st_size > 0 for file in written)
    assert (len(written) > 10) == (to == "cot")


def test_moments_of_the_replication_are_those_of_the_results(
    renkei, results: Path, tmp_path: Path
) -> None:
    """Each first arrival on station in the file is at the moment of the incidents table."""
    import polars as pl

    from renkei.results import open_results

    out = tmp_path / "run.geojson"
    assert renkei("export", results, "--to", "geojson", "-o", out).code == 0
    features = json.loads(out.read_text("utf-8"))["features"]
    kept = open_results(results)
    rows = (
        kept.scan("incidents", kept.designs[0])
        .filter(pl.col("replication") == 0, pl.col("counted"), pl.col("incident") == "fire")
        .collect()
    )
    events = [f["properties"] for f in features if f["properties"]["kind"] == "event"]
    assert sum(event["name"] == "Forest fire" for event in events) == rows.height > 10
    first = rows.sort("arrived_h").row(0, named=True)
    from datetime import UTC, datetime, timedelta

    arrived = datetime(2025, 4, 1, tzinfo=UTC) + timedelta(hours=first["arrived_h"])
    said = min(datetime.fromisoformat(event["time"]) for event in events)
    assert abs(said - arrived) <= timedelta(seconds=1)
    # Tankers fly 180 kt from the airfield to the island, there and back.
    from pyproj import Geod

    miles = Geod(ellps="WGS84").inv(5.7, 58.9, -6.8, 62.0)[2] / 1852
    ways = [f["properties"] for f in features if f["properties"].get("id") == "tankers"]
    flown = [one for one in ways if one["kind"] in ("transit", "return") and one["arrived"]]
    assert {one["kind"] for one in flown} == {"transit", "return"}
    for one in flown:
        lasts = datetime.fromisoformat(one["arrived"]) - datetime.fromisoformat(one["departed"])
        assert abs(lasts.total_seconds() / 3600 - miles / 180) < 2 / 3600


def test_options_that_do_not_fit_are_refused(renkei, results: Path, here: Path) -> None:
    for words, name in (
        (("export", results, "-o", "x.csv", "--replication", "1"), "--replication"),
        (("export", results, "--to", "kml", "-o", "x", "--replication", "9"), "--replication"),
        (("export", TEMPLATE, "--to", "kml", "-o", "x", "--replication", "0"), "--replication"),
        (("export", TEMPLATE, "--to", "kmll", "-o", "x"), "did you mean `kml`"),
        (("export", TEMPLATE, "--to", "kml"), "--out"),
        (("import", "small.json", "small.json"), "one file"),
    ):
        done = renkei(*words)
        assert done.code == 2, words
        assert name in done.err, words


def test_what_an_import_kept_may_be_damaged(renkei, here: Path) -> None:
    assert renkei("import", "small.json", "-o", "mine", "--quiet").code == 0
    Path("mine/kept-orbat-mapper.json").write_text("{}", encoding="utf-8")
    done = renkei("export", "mine", "--to", "orbat-mapper", "-o", "back.json")
    assert done.code == 2
    assert "kept-orbat-mapper.json" in done.err
    shutil.rmtree("mine")


def test_python_takes_writes_and_describes_in_one_call_each(
    renkei, results: Path, here: Path
) -> None:
    """What the commands write, byte for byte."""
    import renkei as rk

    taken = rk.import_scenario("small.json", "mine")
    assert taken.counts == {"units": 5, "headquarters": 2, "superiors": 3, "positions": 3,
                            "moves": 1}  # fmt: skip
    assert set(taken.losses["fate"]) == {"approximated", "filled in", "kept"}
    assert "Kept for the way back" in taken.text()
    taken.study().export("orbat-mapper", "back.json")
    assert json.loads(Path("back.json").read_text("utf-8")) == small()
    assert rk.import_scenario("small.json").study().check() is not None  # without a folder too

    study = rk.open(str(TEMPLATE))
    findings = study.compare(rk.open_results(results))
    made = findings.export("kml", "run.kml", replication=1)
    assert renkei("export", results, "--to", "kml", "-o", "two.kml", "--replication", "1").code == 0
    assert made.files == [Path("run.kml")]
    assert Path("run.kml").read_bytes() == Path("two.kml").read_bytes()
    assert findings.describe("ro-crate", force=True).name == "ro-crate-metadata.json"
    for call in (lambda: study.export("kml"), lambda: study.export("kml", "x", send="h:1"),
                 lambda: study.export("klm", "x"), lambda: findings.describe("crate"),
                 lambda: study.export("kml", "run.kml")):  # fmt: skip
        with pytest.raises(rk.InputError):
            call()


def test_python_takes_tables_in_one_call(here: Path) -> None:
    import renkei as rk

    rows = "a,A,MRD,island,[escort],5,sea,18 kt,4 h\nb,B,MRD,island,[escort],5,sea,18 xx,4 h\n"
    Path("units.csv").write_text(
        "Class,name,nation,base,capabilities,platforms,medium,speed,notice\n" + rows
    )
    table = rk.import_table("units.csv", columns={"Class": "id"})
    assert list(table.entries) == ["a"]
    assert table.rejected.select("row", "column").rows() == [(3, "speed")]
    table.write("ours.csv")
    with pytest.raises(rk.InputError, match="force=True"):
        table.write("ours.csv")
    assert Path("ours.csv").read_text("utf-8").splitlines()[1:] == rows.splitlines()[:1]
    Path("log.csv").write_text(
        "Inject,At,Said\n1,2026-11-22 06:00,go\n1,2026-11-22 06:09,Flash report\n"
    )
    clocks = rk.import_table(
        "log.csv", "clocks", columns={"Inject": "event", "At": "at", "Said": "milestone"},
        set={"incident": "fire", "source": "log"},
        words={"milestone": {"go": "start", "flash*": "reported"}},
    )  # fmt: skip
    assert clocks.entries["1-reported"]["value"] == "9 min"
    book = rk.write_template("units", "empty.xlsx")
    with pytest.raises(rk.InputError, match="force=True"):
        rk.write_template("units", book)
    with pytest.raises(rk.InputError, match="did you mean `units`") as caught:
        rk.write_template("unit", "x.xlsx")
    assert caught.value.problems[0].path == "table"  # no option of the command line
    exercise = ROOT / "src/renkei/library/exercises/skerries/exercise.yaml"
    lines = rk.import_lines(book, exercise)
    assert lines.rejected["row"].to_list() == [1]  # a table of units is no list of events
    assert lines.text().startswith("0 lines, 1 row rejected\nRow 1: The first row has no column")
