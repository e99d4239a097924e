"""Measure the kernel: events per second, beside the plain-Python twin and beside exact theory.

Every case runs kernel and twin alternately in one process, so that the ratio does not depend on
what else the machine is doing, and prints the closed-form answer beside the measured one, so that a
fast wrong kernel is seen. ``--smoke`` runs small sizes, for continuous integration; the exit code
is 1 when an answer is off. Run by ``make bench``.
"""

from __future__ import annotations

import argparse
import math
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np

from renkei.engine import reference, run
from renkei.program.assembler import Assembler
from renkei.program.compiler import compile_design
from renkei.program.program import Program
from renkei.scenario import load_scenario
from renkei.scenario.distributions import Exponential

LIBRARY = Path(run.__file__).parents[1] / "library"


@dataclass(frozen=True)
class Case:
    """A model, and what theory says of the mean time of its customers (None: no closed form)."""

    name: str
    program: Program
    expected_h: float | None = None


def single_queue(arrivals_per_h: float, teams: int, customers: float) -> Program:
    """Return an M/M/c queue with service rate 1 per hour and team."""
    horizon_h = customers / arrivals_per_h
    asm = Assembler(horizon_h, warm_up_h=horizon_h / 20, drain_h=100.0)
    desk = asm.station("desk", asm.constant(teams))
    entry = asm.label("customer")
    asm.place_label(entry)
    asm.work(desk, asm.distribution(Exponential(1.0)), "service", asm.tag("desk"))
    asm.finish()
    asm.end()
    asm.source("customers", [[entry]], rate=asm.constant(arrivals_per_h), counted=False)
    return asm.build()


def cases(smoke: bool) -> list[Case]:
    """Return what is measured."""
    customers = 2e5 if smoke else 1e6
    document = load_scenario(LIBRARY / "japan")
    return [
        Case("M/M/1, utilisation 0.8", single_queue(0.8, 1, customers), 1 / (1 - 0.8)),
        Case("M/M/10, utilisation 0.8", single_queue(8.0, 10, customers), 1.0 + 0.2046),
        Case("flagship, baseline design", compile_design(document, document.baseline)),
    ]


def timed(replicate: Callable[..., run.Replication], case: Case, number: int) -> tuple[float, int]:
    """Return events per second of processor time of one replication, and its events."""
    begin = time.process_time()
    result = replicate(case.program, 1, number)
    return result.events / (time.process_time() - begin), result.events


def mean_time(case: Case, replications: int) -> tuple[float, float]:
    """Return the mean time in the system over replications and its standard error [h]."""
    means = []
    for number in range(replications):
        n, total, _ = run.replicate(case.program, 1, number).sojourns.sum(axis=0)
        means.append(total / n)
    return float(np.mean(means)), float(np.std(means, ddof=1) / math.sqrt(replications))


def measure(case: Case, repeats: int, replications: int) -> bool:
    """Print one line of the table; return whether the answer is right."""
    run.replicate(case.program, 1, 0)  # load the compiled kernel
    fast, slow = [], []
    for number in range(repeats):
        fast.append(timed(run.replicate, case, number)[0])
        if number == 0 or repeats > 3:
            slow.append(timed(reference.replicate, case, number)[0])
    answer, right = "", True
    if case.expected_h is not None:
        mean, error = mean_time(case, replications)
        right = abs(mean - case.expected_h) <= 4 * error
        answer = f"{mean:.4f} ± {4 * error:.4f} (exact {case.expected_h:.4f})"
    kernel, twin = statistics.median(fast), statistics.median(slow)
    print(
        f"| {case.name} | {kernel / 1e6:.2f} | {twin / 1e6:.3f} | {kernel / twin:.0f} "
        f"| {answer}{'' if right else ' WRONG'} |"
    )
    return right


def main() -> int:
    """Print the table; return 1 if any answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small sizes, few repeats")
    smoke = parser.parse_args().smoke
    print(f"Python {platform.python_version()}, Numba {numba.__version__}, {platform.machine()}\n")
    print("| model | kernel [10⁶ events/s] | twin [10⁶ events/s] | ratio | mean time [h] |")
    print("| --- | --- | --- | --- | --- |")
    results = [measure(case, 3 if smoke else 7, 8 if smoke else 20) for case in cases(smoke)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
