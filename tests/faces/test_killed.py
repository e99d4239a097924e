"""The command killed from outside at random moments, and begun again: the bytes of one run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.faces.conftest import SCENARIOS
from tests.unit.results.toy import contents

from renkei.results import open_results

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")

RENKEI = "import sys; from renkei.cli import main; sys.exit(main())"
REPLICATIONS = 400


def started(scenario: Path, out: Path, processes: int) -> subprocess.Popen[bytes]:
    """Start a run in a process group of its own."""
    amount = ["-n", str(REPLICATIONS), "-p", str(processes)]
    return subprocess.Popen(
        [sys.executable, "-c", RENKEI, "run", scenario, "--quiet", "-o", out, *amount],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finished_in(scenario: Path, out: Path, processes: int) -> dict[str, bytes]:
    run = started(scenario, out, processes)
    _, err = run.communicate(timeout=300)
    assert run.returncode == 0, err.decode()
    (folder,) = out.iterdir()
    return contents(folder)


def wait_for_parts(out: Path, more_than: int) -> None:
    deadline = time.monotonic() + 120
    while len(list(out.glob("*/*/seals/part-*.json"))) <= more_than:
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return finished_in(SCENARIOS / "strait.yaml", tmp_path_factory.mktemp("whole") / "out", 1)


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_at_random_moments(
    processes: int, strait: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "killed"
    moments = random.Random(processes)
    kept = killed = 0
    for _ in range(2):
        run = started(strait, out, processes)
        wait_for_parts(out, kept // 25)
        time.sleep(moments.uniform(0.0, 0.1))
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        killed += run.returncode == -signal.SIGKILL
        (folder,) = out.iterdir()
        before, kept = kept, open_results(folder).replications("apart")
        assert kept > before
        if kept == REPLICATIONS:
            break
    assert killed
    assert finished_in(strait, out, processes) == whole


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def test_workers_end_when_their_parent_is_killed(strait: Path, tmp_path: Path) -> None:
    run = started(strait, tmp_path, 2)
    wait_for_parts(tmp_path, 0)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()  # until the last process that holds its stderr has ended
    deadline = time.monotonic() + 20
    while _session(run.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(run.pid) == []
    (folder,) = tmp_path.iterdir()
    assert open_results(folder).replications("apart") >= 25


def _session(number: int) -> list[int]:
    """Return the processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found
