"""Replications that fail: marked, counted nowhere, told, and told again."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from tests.faces.conftest import Renkei

from renkei.engine import run as engine
from renkei.engine.limits import Limits
from renkei.results import experiment, open_results


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the replications with most incidents fail, some one in ten."""
    limits = Limits(rows=16)
    monkeypatch.setattr(experiment, "kernel", partial(engine.replicate, limits=limits))


@pytest.mark.usefixtures("few_rows")
@pytest.mark.parametrize("command", [["run"], ["compare", "--designs", "apart,forward"]])
def test_failed_replications_are_told_and_not_counted(
    command: list[str], renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    arguments = [command[0], strait, *command[1:], "-n", 150, "-p", 1, "-o", tmp_path]
    done = renkei(*arguments, "--json", "--quiet")
    assert done.code == 3
    data = json.loads(done.out)
    results = open_results(data["folder"])
    numbers = {(row["design"], row["replication"]) for row in data["failed"]}
    assert 0 < len(numbers) < 150 * len(results.designs)
    for design, replication in numbers:
        rows = results.scan("incidents", design).collect()
        assert replication not in rows["replication"]
    assert f"renkei: {len(numbers)} replications of " in done.err
    assert "may be biased" in done.err
    first = data["failed"][0]
    assert first["message"].startswith("the limit of 16 incidents of counted types is reached: ")
    assert f"replication {first['replication']}, time " in first["message"]
    assert f"{first['design']}, replication {first['replication']}: " in done.err
    assert f"and {len(numbers) - 3} more." in done.err
    counted = max(row["n_replications"] for row in data["rows"])
    assert counted <= 150 - len(numbers) / len(results.designs)

    again = renkei(*arguments, "--json", "--quiet")
    assert (again.code, again.out, again.err) == (3, done.out, done.err)
    told = renkei(*arguments)
    assert told.code == 3
    assert "replications failed and are not counted" in told.err


def test_a_sound_run_says_nothing_of_failures(renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    done = renkei("run", strait, "-n", 4, "-p", 1, "-o", tmp_path, "--json")
    assert done.code == 0
    assert json.loads(done.out)["failed"] == []
    assert "failed" not in done.err


@pytest.mark.parametrize("command", ["run", "compare"])
def test_where_all_fail_there_is_nothing_to_estimate(
    command: str, renkei: Renkei, strait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(events=10)
    monkeypatch.setattr(experiment, "kernel", partial(engine.replicate, limits=limits))
    done = renkei(command, strait, "-n", 30, "-p", 1, "-o", tmp_path)
    assert done.code == 1
    assert done.out == ""
    assert "All 30 replications of " in done.err
    assert "the limit of 10 events is reached: replication 0, time " in done.err


def test_progress_shows_failures(
    few_rows: None, renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    done = renkei("run", strait, "-n", 50, "-p", 1, "-o", tmp_path)
    assert " failed, " in done.err


@pytest.mark.parametrize("processes", [1, 2])
def test_want_of_memory_is_no_failure_of_a_replication(
    processes: int, renkei: Renkei, strait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(experiment, "kernel", _hungry)
    done = renkei("run", strait, "-n", 60, "-p", processes, "-o", tmp_path)
    assert done.code == 1
    assert "Replications 25 to 49 of apart need more memory than there is" in done.err
    assert "Traceback" not in done.err
    monkeypatch.undo()
    (folder,) = tmp_path.iterdir()
    kept = open_results(folder)
    assert processes > 1 or kept.replications("apart") == 25  # two may be in hand
    assert kept.failures().is_empty()


_replicate = engine.replicate


def _hungry(program: object, seed: int, replication: int, *, nominal: bool = False) -> object:
    if replication == 30:
        raise MemoryError
    return _replicate(program, seed, replication, nominal=nominal)


def test_resume_goes_on_or_says_that_nothing_is_there(
    renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    arguments = ["run", strait, "-p", 1, "-o", tmp_path]
    refused = renkei(*arguments, "-n", 4, "--resume")
    assert (refused.code, refused.out) == (1, "")
    assert "Nothing to resume in" in refused.err
    assert list(tmp_path.glob("*/provenance.json")) == []
    renkei(*arguments, "-n", 4)
    done = renkei(*arguments, "-n", 8, "--resume", "--json")
    assert done.code == 0
    assert open_results(json.loads(done.out)["folder"]).replications("apart") == 8
