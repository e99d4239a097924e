"""Compare and run: from arguments to report, precision, interruption, nothing overwritten."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RENKEI = Path(sys.executable).with_name("renkei")
FEW = ("--reps", "12", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


def test_compare_ends_with_reasons_and_the_folder(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--all", "--out", root)
    assert done.code == 0, done.err
    assert done.err == ""
    assert "Blockade of the strait" in done.out
    assert "paired with apart" in done.out
    assert "undecided: " in done.out
    assert "\nWhy\n1. " in done.out
    folder = Path(done.out.rpartition("Results: ")[2].strip())
    assert (folder / "provenance.json").exists()
    assert max(map(len, done.out.splitlines())) <= 100


def test_the_answer_comes_first_and_last_where_there_are_tables(renkei, strait, root) -> None:
    words = ("compare", strait, *FEW, "--out", root)
    asked = renkei(*words, "--incidents", "blockade").out
    assert asked.startswith("The answer: ")
    assert asked.count("The answer: ") == 2
    assert asked.index("paired with apart") < asked.rindex("The answer: ")
    assert renkei(*words).out.count("The answer: ") == 1


def test_json_holds_every_row_with_intervals_and_reasons(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--out", root, "--json")
    data = json.loads(done.out)
    assert data["baseline"] == "apart"
    assert set(data["why"]) == {"forward", "rivals"}
    metrics = {row["metric"] for row in data["rows"]}
    assert {"p_deadline", "decided_median", "agreed_p90", "on_station_median"} <= metrics
    assert all(row["low"] <= row["estimate"] <= row["high"] for row in data["rows"]
               if None not in (row["low"], row["estimate"], row["high"]))  # fmt: skip


def test_the_same_command_computes_nothing_anew(renkei, strait, root) -> None:
    def parts() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in root.rglob("part-*.parquet")}

    renkei("compare", strait, *FEW, "--out", root)
    before = parts()
    again = renkei("compare", strait, *FEW, "--out", root)
    assert again.code == 0
    assert parts() == before


def test_a_combination_of_designs_has_its_name_and_folder(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--out", root, "--designs", "apart,forward + rivals")
    assert done.code == 0, done.err
    assert " + " in done.out
    folder = Path(done.out.rpartition("Results: ")[2].strip())
    assert (folder / "forward+rivals").is_dir()
    assert "forward+rivals" in json.loads((folder / "provenance.json").read_text())["designs"]
    again = renkei("run", strait, *FEW, "--out", root, "-d", "forward+rivals", "--json")
    assert json.loads(again.out)["design"] == "forward+rivals"


def test_the_first_design_named_is_the_baseline(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--out", root, "--designs", "forward,apart", "--json")
    assert json.loads(done.out)["baseline"] == "forward"


@pytest.mark.parametrize("size", ["30 kt", "two", "150 %"])
def test_a_size_that_is_no_size_exits_with_2(size, renkei, strait, root) -> None:
    assert renkei("compare", strait, "--indifference", size, "--out", root).code == 2


def test_indifference_takes_a_time_and_a_share(renkei, strait, root) -> None:
    done = renkei(
        "compare", strait, *FEW, "--out", root, "--indifference", "2 h", "--indifference", "3 %",
        "--json",
    )  # fmt: skip
    zone = json.loads(done.out)["method"]["zone"]
    assert (zone["hours"], zone["probability"]) == (2.0, 0.03)


def test_run_shows_times_causes_and_busiest_cells(renkei, strait, root) -> None:
    done = renkei("run", strait, *FEW, "--out", root, "--nominal")
    assert done.code == 0, done.err
    assert "where the time goes" in done.out
    assert "busiest" in done.out
    assert "longest waits" in done.out
    assert "Arenland Joint Command" in done.out


def test_progress_goes_to_stderr(renkei, strait, tmp_path) -> None:
    done = renkei("run", strait, "--reps", "12", "--processes", "1", "--out", tmp_path)
    assert "replications" in done.err
    assert "simulating" not in done.out


def test_an_interrupted_run_exits_with_130_and_keeps_what_is_done(strait, tmp_path) -> None:
    words = ["run", strait, "--reps", "100000", "--processes", "1", "--out", tmp_path]
    running = subprocess.Popen(
        [str(RENKEI), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 240
    while not list(tmp_path.rglob("seals/*.json")):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == ""
    assert "kept in" in err
    assert "Traceback" not in err
    assert list(tmp_path.rglob("part-*.parquet"))


def test_words_in_the_scenario_do_not_change_the_identity(renkei, strait, tmp_path) -> None:
    from renkei.results import open_results

    def folder(scenario: Path) -> Path:
        done = renkei("run", scenario, *FEW, "--out", tmp_path / "results")
        return Path(done.out.rpartition("Results: ")[2].strip())

    text = strait.read_text(encoding="utf-8")
    renamed, changed = tmp_path / "renamed.yaml", tmp_path / "changed.yaml"
    renamed.write_text(
        "# A comment\n" + text.replace("Arenland Fleet", "Fleet of Arenland"), encoding="utf-8"
    )
    changed.write_text(text.replace("handling: 10 min", "handling: 11 min"), encoding="utf-8")
    first = folder(strait)
    assert folder(renamed) == first
    assert open_results(first).replications("apart") == 12
    assert folder(changed) != first
