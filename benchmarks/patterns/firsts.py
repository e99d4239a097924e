"""How soon the flagship comparison simulates: from the command to its first part on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from harness import Bench, median_and_spread, table
from renkei.engine import run

LIBRARY = Path(run.__file__).parents[1] / "library"
RENKEI = Path(sys.executable).with_name("renkei")
DESIGNS = ["--designs", "d0,d1,d2,d4,d6,d8", "--reps", "2", "--quiet"]  # two: the least


def _until_first_part(scenario: Path, folder: Path, cache: Path) -> float:
    """Return seconds on the wall until two replications of a design are done and on disk."""
    out = folder / "results"
    env = {**os.environ, "RENKEI_CACHE_DIR": str(cache)}
    began = time.time()
    line = [str(RENKEI), "compare", str(scenario), *DESIGNS, "--out", str(out)]
    subprocess.run(line, env=env, check=True, capture_output=True)
    first = min(seal.stat().st_mtime for seal in out.glob("*/*/seals/*.json"))
    shutil.rmtree(out)
    return first - began


def measure(bench: Bench) -> list[str]:
    """Return the lines of the section; the kernel is compiled before the first measurement."""
    folder, cache = bench.folder / "firsts", bench.folder / "programs"
    scenario = folder / "japan"
    shutil.copytree(LIBRARY / "japan", scenario)
    _until_first_part(scenario, folder, cache)  # warms both caches
    known, edited, new = [], [], []
    for number in range(bench.rounds):
        known.append(_until_first_part(scenario, folder, cache))
        overlay = scenario / "designs" / "d8.yaml"
        overlay.write_text(f"# edit {number}\n{overlay.read_text()}")
        edited.append(_until_first_part(scenario, folder, cache))
        shutil.rmtree(cache)
        new.append(_until_first_part(scenario, folder, cache))
    rows = [
        ["as an earlier run, or `make setup`, found it", median_and_spread(known)],
        ["one design just edited", median_and_spread(edited)],
        ["nothing kept but the kernel", median_and_spread(new)],
    ]
    return [
        "## To the first replications",
        "",
        "From `renkei compare japan` with six designs to the first part of two replications on "
        "disk, all cores, the kernel compiled. What is kept between runs stands in "
        "`docs/explanation/architecture.md`.",
        "",
        *table(["scenario", "s on the wall"], rows),
    ]
