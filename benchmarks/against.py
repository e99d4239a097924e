"""Two checkouts of the code beside each other, by turns in one run, on the same models.

Takes the folder of a checkout; gives a table of ratios. Each start is three fresh processes: this
code, the other, and this code again as the control, whose ratio shows what the machine does to a
ratio that is 1. They simulate the same replications by turns, so that whatever else the machine
does falls on all alike; the order turns round each time. Where code and data lie in memory is luck
of a start, so that a ratio is known no better than starts scatter.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from harness import HERE, Bench, rounded, table

MODELS = ("network", "M/M/1", "M/M/10", "flagship")
REPLICATIONS = 4
_WORKER = HERE / "one_checkout.py"


@dataclass(frozen=True)
class Start:
    """What one start measured: times of this code [ms], and ratios of paired turns."""

    own_ms: float
    ratio: float
    control: float
    same_results: bool


class Worker:
    """A process that simulates one model under the code of one checkout."""

    def __init__(self, root: Path, model: str) -> None:
        own = root / ".venv" / "bin" / "python"
        python = own if own.exists() else Path(sys.executable)
        self._process = subprocess.Popen(
            [str(python), "-P", str(_WORKER), str(root), model],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self) -> str:
        """Return the next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise SystemExit(f"against: {self._process.args} ended early")
        return line

    def simulate(self, replication: int) -> float:
        """Return the processor time of a replication [ms]."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{replication}\n")
        self._process.stdin.flush()
        return float(self.read())

    def end(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def measure(bench: Bench, other: Path) -> list[str]:
    """Return the lines of the section."""
    roots = (HERE.parent, other.resolve(), HERE.parent)
    starts, rounds = (1, 2) if bench.smoke else (5, 8)
    rows = []
    for model in MODELS:
        found = [_start(roots, model, rounds) for _ in range(starts)]
        same = all(one.same_results for one in found)
        rows.append(
            [
                model,
                rounded(statistics.median(one.own_ms for one in found)),
                _spread([one.ratio for one in found]),
                _spread([one.control for one in found]),
                "the same" if same else "other",
            ]
        )
    return [
        "## Against another checkout",
        "",
        f"This code against {_named(other)}, by turns: processor time of this code divided by that "
        f"of the other, median and range of {starts} starts with {rounds} rounds of {REPLICATIONS} "
        "replications each. The control is this code against itself.",
        "",
        *table(["model", "ms per replication", "ratio", "control", "results"], rows),
    ]


def _start(roots: tuple[Path, ...], model: str, rounds: int) -> Start:
    workers = [Worker(root, model) for root in roots]
    digests = [worker.read() for worker in workers]
    ms: list[list[float]] = [[] for _ in workers]
    turns = list(enumerate(workers))
    for _ in range(rounds):
        for replication in range(REPLICATIONS):
            for i, worker in turns:
                ms[i].append(worker.simulate(replication))
            turns.reverse()
    for worker in workers:
        worker.end()
    own, other, again = ms
    return Start(
        statistics.median(own),
        statistics.median(a / b for a, b in zip(own, other, strict=True)),
        statistics.median(a / b for a, b in zip(again, own, strict=True)),
        digests[0] == digests[1],
    )


def _spread(ratios: list[float]) -> str:
    middle = statistics.median(ratios)
    return f"{middle:.3f} ({min(ratios):.3f} to {max(ratios):.3f})"


def _named(root: Path) -> str:
    line = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    done = subprocess.run(line, capture_output=True, text=True)
    return f"`{done.stdout.strip() or root.name}`"
