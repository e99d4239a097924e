"""Coverage of the intervals of focused replications, on a queue whose answers are known.

A type that comes once in a thousand years joins a queue with one server (M/M/1, first come first
served) whose load differs from world to world. What it meets there is known: its time in the system
is exponential with mean 1 / (mu - lambda) in each world (PASTA), and over the worlds a mixture. In
each repetition, which is a seed, the replications give every interval that ``compare`` prints; the
table counts how often they hold the answer.

Run as ``python benchmarks/interval_coverage_focus.py --repetitions 2000``; :func:`coverage` gives
the rows.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.analysis.statistics.differences import (
    mean_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.statistics.estimation import Clusters, mean, probability, quantile
from renkei.engine.focus import Focus
from renkei.engine.focused import replicate_focused
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Exponential

LOADS = (0.1, 0.3, 0.5)
"""Customers an hour: the range, and the value at its middle."""

SERVERS = {"slow": 1.0, "quick": 1.25}
"""Customers served in an hour, by design."""

DEADLINE_H = 2.0
REPETITIONS, REPLICATIONS = 2000, 50

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Covered:
    """How often an interval held the known answer.

    Parameters
    ----------
    of
        Which interval.
    answer
        What it should hold.
    held, repetitions
        How often it did, of how many.
    """

    of: str
    answer: float
    held: int
    repetitions: int

    @property
    def share(self) -> float:
        """Coverage."""
        return self.held / self.repetitions


def queue_with_a_rare_type(served: float) -> Program:
    """Return the queue of one design."""
    asm = Assembler(120.0, 100.0, 200.0, milestones=["served"], traced=[])
    desk = asm.station("desk", asm.constant(1))
    service = asm.distribution(Exponential(1.0 / served))
    low, middle, high = LOADS
    every_day = Arrivals(rate=asm.slot("load", middle, low, high))
    rare = Arrivals(rate=asm.slot("rare", 1e-7))
    for name, arrivals, counted in (("customer", every_day, False), ("rare", rare, True)):
        entry = asm.here(name)
        asm.work(desk, service, "service")
        if counted:
            asm.mark("served")
        asm.finish()
        asm.end()
        asm.source(name, [[entry]], arrivals, counted=counted)
    return asm.build()


def over_worlds(value: Callable[[float], float]) -> float:
    """Return the mean of a function of the load over the worlds, by Gauss-Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    total = 0.0
    for low, high in itertools.pairwise(LOADS):  # half of the worlds each
        loads = low + (high - low) * (nodes + 1) / 2
        total += 0.5 * float(sum(w * value(x) for x, w in zip(loads, weights, strict=True))) / 2
    return total


def late(served: float, hours: float) -> float:
    """Return the probability that the rare type takes longer than this."""
    return over_worlds(lambda load: math.exp(-(served - load) * hours))


def quantile_of(served: float, share: float) -> float:
    """Return a quantile of its time, by bisection."""
    low, high = 0.0, 200.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - late(served, middle) < share else (low, middle)
    return low


def answers() -> dict[str, float]:
    """Return the known answers."""
    found: dict[str, float] = {}
    for name, served in SERVERS.items():
        found[f"mean, {name}"] = over_worlds(lambda load, s=served: 1 / (s - load))
        found[f"in time, {name}"] = 1 - late(served, DEADLINE_H)
        found[f"median, {name}"] = quantile_of(served, 0.5)
        found[f"90 %, {name}"] = quantile_of(served, 0.9)
    for what in ("mean", "in time", "median", "90 %"):
        found[f"{what}, difference"] = found[f"{what}, quick"] - found[f"{what}, slow"]
    return found


def intervals(times: dict[str, Floats]) -> Iterator[tuple[str, float, float]]:
    """Yield every interval that the times of one repetition give."""
    clusters = Clusters(np.arange(len(times["slow"])), "worlds")
    for name, hours in times.items():
        for what, found in (
            ("mean", mean(hours, clusters)),
            ("in time", probability(hours <= DEADLINE_H, clusters)),
            ("median", quantile(hours, clusters, 0.5)),
            ("90 %", quantile(hours, clusters, 0.9)),
        ):
            yield f"{what}, {name}", found.low, found.high
    ours, theirs = times["quick"], times["slow"]
    for what, differs in (
        ("mean", mean_difference(ours, theirs, clusters)),
        (
            "in time",
            probability_difference(ours <= DEADLINE_H, theirs <= DEADLINE_H, clusters),
        ),
        ("median", quantile_difference(ours, theirs, clusters, 0.5)),
        ("90 %", quantile_difference(ours, theirs, clusters, 0.9)),
    ):
        yield f"{what}, difference", differs.low, differs.high


def coverage(
    repetitions: int = REPETITIONS, replications: int = REPLICATIONS, first_seed: int = 1
) -> list[Covered]:
    """Return the coverage of each interval over seeds from ``first_seed`` on."""
    programs = {name: queue_with_a_rare_type(served) for name, served in SERVERS.items()}
    known = answers()
    held = dict.fromkeys(known, 0)
    focus = Focus(("rare",), 200.0)
    for seed in range(first_seed, first_seed + repetitions):
        times = {
            name: np.array(
                [
                    replicate_focused(program, focus, seed, k).incidents.after_h[0, 0]
                    for k in range(replications)
                ]
            )
            for name, program in programs.items()
        }
        for of, low, high in intervals(times):
            held[of] += low <= known[of] <= high
    return [Covered(of, known[of], held[of], repetitions) for of in known]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.repetitions} repetitions of {options.replications} replications")
    for row in coverage(options.repetitions, options.replications, options.first_seed):
        share = f"held {row.held:5d}  covered {100 * row.share:6.2f} %"
        print(f"{row.of:24s} answer {row.answer:8.4f}  {share}")


if __name__ == "__main__":
    main()
