"""kill -9 at every moment at which a file changes: nothing finished is lost, same bytes after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.results.toy import PROGRAMS, contents, make

from renkei.results import open_results
from renkei.results.provenance import read_record, write_record

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("state", ["fresh", "begun"])
def test_killed_at_any_change_of_a_file(tmp_path: Path, state: str) -> None:
    step = 17  # 1 tries every change, and takes minutes; no kind of file comes each 17th time
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.results.kill_everywhere", tmp_path, state, str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (
        int(done.stdout) > 40 / step
    )  # two parts of seven tables with their seals, and the record


def test_what_a_killed_run_leaves_behind_goes_away(tmp_path: Path) -> None:
    folder = make(tmp_path, 30).folder
    whole = contents(folder)
    for stray in (
        ".provenance.json.123.tmp",
        "old/incidents/.part-00001.parquet.99.tmp",
        "old/incidents/part-00007.parquet",
        "old/worlds/part-00001-3.parquet",
        "old/seals/.part-00001.json.99.tmp",
    ):
        (folder / stray).write_bytes(b"half a file")
    again = make(tmp_path, 30)
    assert contents(folder) == whole
    assert again.record.runs[-1].made == 0


def test_a_run_killed_before_its_record_can_begin_again(tmp_path: Path) -> None:
    folder = make(tmp_path, 1).folder
    whole = contents(folder)
    for design in PROGRAMS:
        for path in (folder / design).rglob("*"):
            if path.is_file() and path.parent.name != "steps":
                path.unlink()
    (folder / "provenance.json").unlink()
    make(tmp_path, 1)
    assert contents(folder) == whole


def test_a_killed_run_is_recorded_as_such(tmp_path: Path) -> None:
    folder = make(tmp_path, 1).folder
    record = read_record(folder)
    record.runs[-1].status = "running"
    write_record(folder, record)
    make(tmp_path, 2)
    assert [run.status for run in open_results(folder).record.runs] == ["interrupted", "finished"]
