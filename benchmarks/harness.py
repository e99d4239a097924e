"""What the patterns share: running a rival, medians and spreads, answers, the machine."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.stats import t as student

HERE = Path(__file__).resolve().parent
RIVALS = ("SimPy", "Ciw", "salabim", "cimba")
CONFIDENCE = 0.9995  # one-sided, of every answer's interval


@dataclass
class Bench:
    """Where things are, how much to run, and what was found wrong.

    Parameters
    ----------
    smoke
        Small sizes, and no rivals from PyPI.
    python
        Interpreter in whose environment the rivals are, if any.
    folder
        A temporary folder.
    """

    smoke: bool
    python: Path | None
    folder: Path
    wrong: list[str] = field(default_factory=list)
    goals: list[tuple[str, str, str, bool]] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        return 3 if self.smoke else 5

    def compiled(self, name: str) -> Path | None:
        """Return a rival in C, compiled now; None where there is no compiler."""
        compiler = shutil.which("gcc")
        if compiler is None:
            return None
        program = self.folder / name
        if not program.exists():
            source = HERE / "rivals" / f"{name}.c"
            options = ["-O3", "-march=native", "-o", str(program), str(source), "-lm"]
            subprocess.run([compiler, *options], check=True)
        return program

    def has(self, rival: str) -> bool:
        """Return whether a rival in Python can be run."""
        return self.python is not None and rival in versions(self.python)

    def goal(self, what: str, wanted: str, found: str, met: bool) -> None:
        """Note a ratio against its goal."""
        self.goals.append((what, wanted, found, met))


def rival(command: list[object]) -> dict:
    """Run a rival; return the line of JSON that it prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


_versions: dict[Path, dict[str, str]] = {}


def versions(python: Path) -> dict[str, str]:
    """Return the versions of the rivals that an interpreter finds."""
    if python not in _versions:
        code = (
            "import importlib.metadata as m, json, sys\n"
            "found = {}\n"
            "for name in sys.argv[1:]:\n"
            "    try: found[name] = m.version(name)\n"
            "    except m.PackageNotFoundError: pass\n"
            "print(json.dumps(found))\n"
        )
        _versions[python] = rival([python, "-c", code, *RIVALS])
    return _versions[python]


def half_width(values: list[float]) -> float:
    """Return half the width of the 99.9 % interval of a mean."""
    n = len(values)
    if n < 2:
        return math.inf
    return float(student.ppf(CONFIDENCE, n - 1) * np.std(values, ddof=1) / math.sqrt(n))


def median_and_spread(values: list[float]) -> str:
    """Return the median and the least and greatest value, for a table."""
    middle = statistics.median(values)
    return f"{rounded(middle)} ({rounded(min(values))} to {rounded(max(values))})"


def rounded(value: float) -> str:
    """Return three significant digits, without an exponent."""
    if value == 0 or not math.isfinite(value):
        return str(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def machine(bench: Bench) -> list[str]:
    """Return what was measured on, and with which versions."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        name = models[0].split(":")[1].strip() if models else name
    lines = [
        f"Machine: {name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}. "
        f"Load when it began: {os.getloadavg()[0]:.1f}. Versions: Python "
        f"{platform.python_version()}, Numba {version('numba')}, NumPy {version('numpy')}"
    ]
    if bench.python:
        found = versions(bench.python)
        lines[0] += "".join(f", {rival} {found[rival]}" for rival in RIVALS if rival in found)
    compiler = shutil.which("gcc")
    if compiler:
        command = [compiler, "-dumpfullversion"]
        lines[0] += f", gcc {subprocess.check_output(command, text=True).strip()}"
    lines[0] += "."
    missing = [r for r in RIVALS if not bench.has(r)]
    if missing and not bench.smoke:
        lines.append(f"Not installed here, so not measured: {', '.join(missing)}.")
    if compiler is None:
        lines.append("No gcc here, so the programs in C were not measured.")
    return [*lines, ""]


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="renkei-bench-")
