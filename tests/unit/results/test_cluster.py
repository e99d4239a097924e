"""A real scheduler and real workers, each a process: the bytes of one process, whoever is lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.unit.results.toy import ToyProgram, contents, make, replicate_until_dead

from renkei._base.errors import RunError
from renkei.results import Interrupted, Plan, Progress, open_results
from renkei.results.experiment import Engine

ROOT = Path(__file__).parents[3]
STRAIT = ROOT / "tests" / "scenarios" / "strait.yaml"
WAIT_S = 120.0

pytest.importorskip("distributed")


class Cluster:
    """A scheduler on a free port, and the workers that a test asks for."""

    def __init__(self, folder: Path, cleaning: ExitStack, **settings: str) -> None:
        self.folder = folder
        self.settings = settings
        self.cleaning = cleaning
        self.scheduler, self.address = self._scheduler()

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker and wait until the scheduler knows it."""
        from distributed import Client

        name = f"worker-{time.monotonic_ns()}"
        options = ("--nthreads", "1", "--no-nanny", "--name", name, *options)
        place = str(self.folder / name)
        process = self._start("dask_worker", self.address, "--local-directory", place, *options)
        with Client(self.address, timeout=WAIT_S, set_as_default=False) as client:

            def known() -> bool:
                workers = client.scheduler_info(n_workers=-1)["workers"].values()
                return name in [worker["name"] for worker in workers]

            _until(lambda: process.poll() is not None or known())
        assert process.poll() is None, self.log()
        return process

    def log(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def _scheduler(self) -> tuple[subprocess.Popen[bytes], str]:
        file = self.folder / "scheduler.json"
        process = self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(file))
        _until(lambda: process.poll() is not None or (file.exists() and bool(file.read_text())))
        assert process.poll() is None, self.log()
        address: str = json.loads(file.read_text())["address"]
        return process, address

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{module}-{time.monotonic_ns()}.log"
        words = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        words += ["--host", "127.0.0.1", "--no-dashboard"]
        with log.open("wb") as file:
            process = subprocess.Popen(
                words, cwd=ROOT, stdout=file, stderr=file, env=os.environ | self.settings
            )
        self.cleaning.callback(_end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as cleaning:
        yield Cluster(folder, cleaning, **getattr(request, "param", {}))


def _programs(pause_s: float) -> dict[str, ToyProgram]:
    return {name: ToyProgram(shift, pause_s=pause_s) for name, shift in (("old", 1.0), ("new", 0))}


def test_killed_workers_cost_only_their_parts_and_late_ones_help(
    cluster: Cluster, tmp_path: Path
) -> None:
    workers = [cluster.worker(), cluster.worker()]
    seen: list[int] = []

    def watch(progress: Progress) -> None:
        seen.append(progress.done)
        assert progress.made == progress.done  # nothing is counted twice
        if len(seen) == 3:
            workers[0].kill()
        if len(seen) == 7:  # nobody who knows the programs is left
            workers[1].kill()
            cluster.worker()

    here = make(tmp_path / "here", 190, _programs(0))
    there = make(
        tmp_path / "there", 190, _programs(0.01), scheduler=cluster.address, progress=watch
    )
    assert [worker.wait() for worker in workers] == [-signal.SIGKILL] * 2
    assert contents(there.folder) == contents(here.folder)
    assert len(seen) == 16
    last = there.record.runs[-1]
    assert (last.made, last.status, last.scheduler) == (380, "finished", cluster.address)


def test_the_command_gives_the_bytes_of_one_process(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from renkei.cli import main

    def renkei(place: str, *options: str) -> Path:
        words = ["compare", str(STRAIT), "--reps", "60", "--out", str(tmp_path / place), *options]
        assert main(words) == 0, capsys.readouterr().err + cluster.log()
        printed = capsys.readouterr()
        assert "180/180 replications" in printed.err
        return Path(printed.out.rpartition("Results: ")[2].strip())

    cluster.worker()
    cluster.worker()
    here, there = renkei("here", "-p", "1"), renkei("there", "--scheduler", cluster.address)
    assert contents(there) == contents(here)
    assert there.name == here.name


def test_an_interrupt_keeps_what_is_done_and_cancels_the_rest(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.worker()

    def stop(progress: Progress) -> None:
        if progress.done >= 75:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="Run the same command again") as stopped:
        make(tmp_path / "there", 200, scheduler=cluster.address, progress=stop)
    kept = open_results(stopped.value.progress.folder)
    assert sum(kept.replications(design) for design in kept.designs) == 75
    again = make(tmp_path / "there", 200, scheduler=cluster.address)
    assert again.record.runs[-1].made == 400 - 75
    assert contents(again.folder) == contents(make(tmp_path / "here", 200).folder)


def test_a_worker_of_another_version_is_refused_by_name(cluster: Cluster, tmp_path: Path) -> None:
    import renkei

    other = tmp_path / "other.py"
    other.write_text("from renkei._base import version\nversion.__version__ = '0.0.9'\n")
    cluster.worker("--preload", str(other))
    with pytest.raises(RunError, match="install the same") as refused:
        make(tmp_path / "there", 50, scheduler=cluster.address)
    assert f"Renkei 0.0.9 in place of {renkei.__version__}" in str(refused.value)


@pytest.mark.parametrize(
    "cluster", [{"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}], indirect=True
)
def test_a_part_that_ends_its_workers_is_named(cluster: Cluster, tmp_path: Path) -> None:
    cluster.worker()
    engine = Engine(replicate_until_dead, "toy-1")
    with pytest.raises(RunError, match="Replications 0 to 24 of old ended 1 workers"):
        make(tmp_path, 25, {"old": ToyProgram()}, engine=engine, scheduler=cluster.address)


def test_a_scheduler_that_goes_is_named(cluster: Cluster, tmp_path: Path) -> None:
    cluster.worker()

    def end(progress: Progress) -> None:
        cluster.scheduler.kill()

    with pytest.raises(RunError, match=f"{cluster.address} has gone"):
        make(tmp_path / "there", 500, scheduler=cluster.address, progress=end)
    (folder,) = (tmp_path / "there").iterdir()
    kept = open_results(folder)
    assert sum(kept.replications(design) for design in kept.designs) >= 25


def test_a_scheduler_without_workers_is_named(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renkei.results.cluster._PATIENCE_S", 0.5)
    with pytest.raises(RunError, match=f"dask worker {cluster.address}"):
        make(tmp_path, 25, scheduler=cluster.address)


def test_nobody_there_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from renkei.cli import main

    monkeypatch.setattr("renkei.results.scheduler.REACH_S", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        words = ["run", str(STRAIT), "--out", str(tmp_path), "--scheduler", address]
        assert main(words) == 2
        printed = capsys.readouterr()
        assert f"`{address}`: connection refused" in printed.err
        assert "Traceback" not in printed.err
        assert main([*words, "-p", "2"]) == 2


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"pip install 'renkei\[cluster\]'"):
        make(tmp_path, 25, scheduler="tcp://127.0.0.1:1")


def test_processes_and_a_scheduler_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="either processes or a scheduler"):
        Plan(seed=1, replications=1, processes=2, scheduler="tcp://127.0.0.1:1")
