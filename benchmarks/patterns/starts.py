"""Starting: the flagship cold and warm, the help, the import; and the flagship's events."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from harness import Bench, median_and_spread, table
from renkei.engine import run
from renkei.engine.twin import twin as reference
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import load_scenario

LIBRARY = Path(run.__file__).parents[1] / "library"
RENKEI = Path(sys.executable).with_name("renkei")
COMPARE = [
    *("compare", "japan", "--designs", "d0,d1,d2,d4,d8", "--reps", "100", "--incidents"),
    "large-disaster,gray-zone,missile-launch,evacuation,carrier-passage",
]


def _fresh(command: list[object], folder: Path, cache: Path | None) -> tuple[float, float]:
    """Return seconds on the wall and of processor of a fresh process, its children included."""
    folder.mkdir(exist_ok=True)
    env = dict(os.environ)
    if cache is not None:
        env["NUMBA_CACHE_DIR"] = str(cache)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    line = [str(part) for part in command]
    subprocess.run(line, env=env, cwd=folder, check=True, capture_output=True)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    shutil.rmtree(folder / "results", ignore_errors=True)
    return wall, cpu_s


def measure(bench: Bench) -> list[str]:
    """Return the lines of the section."""
    folder, cache = bench.folder / "starts", bench.folder / "cache"
    cold, warm, help_, import_ = [], [], [], []
    for _ in range(2):
        shutil.rmtree(cache, ignore_errors=True)
        cold.append(_fresh([RENKEI, *COMPARE], folder, cache))
        warm.append(_fresh([RENKEI, *COMPARE], folder, cache))
        warm.append(_fresh([RENKEI, *COMPARE], folder, cache))
        for _ in range(bench.rounds):
            help_.append(_fresh([RENKEI, "--help"], folder, None))
            import_.append(_fresh([sys.executable, "-c", "import renkei"], folder, None))
    rows = []
    for what, times in (
        ("flagship comparison, 5 designs x 100 replications, cold (empty kernel cache)", cold),
        ("the same, warm", warm),
        ("`renkei --help`", help_),
        ("`import renkei`", import_),
    ):
        walls, cpus = zip(*times, strict=True)
        rows.append([what, median_and_spread(list(walls)), median_and_spread(list(cpus))])
    return [
        "## Starting",
        "",
        "Fresh processes, files already in the system's memory; nothing is reused but the kernel "
        "cache where it says warm. All cores.",
        "",
        *table(["command", "s on the wall", "s of processor"], rows),
        *_flagship(bench),
    ]


def _flagship(bench: Bench) -> list[str]:
    document = load_scenario(LIBRARY / "japan")
    program = compile_design(document, document.baseline)
    run.replicate(program, 1, 0)
    speeds = []
    for number in range(bench.rounds):
        began = time.process_time()
        events = run.replicate(program, 1, number).events
        speeds.append(events / (time.process_time() - began) / 1e6)
    began = time.process_time()
    slow = reference.replicate(program, 1, bench.rounds - 1).events
    twin = slow / (time.process_time() - began) / 1e6
    if slow != events:
        bench.wrong.append(f"flagship: kernel {events} events, twin {slow}")
    return [
        f"The flagship's baseline design: {median_and_spread(speeds)} million events per second of "
        f"processor time ({events:,} events per replication, the twin in plain Python counts "
        f"{slow:,}); kernel against twin {statistics.median(speeds) / twin:.0f} times.",
        "",
    ]


def flagship_only(bench: Bench) -> list[str]:
    """Return the lines of the section for a smoke run."""
    return ["## The flagship", "", *_flagship(bench)]
