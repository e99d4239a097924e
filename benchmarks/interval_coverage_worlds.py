"""How often intervals hold what they are of over worlds, with Latin worlds in the place of draws.

Functions of four ranges with known answers, intervals by the code of ``run`` and ``compare``. From
200 replications on, which are eight hypercubes, blocks are what is independent; below, replications
are taken as independent, and the interval of a sum is far too wide. Without ``--smoke`` the table
goes to ``docs/reference/coverage.md``.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coverage_page import marked, write_section
from renkei.analysis.statistics.differences import (
    Difference,
    mean_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.statistics.estimation import (
    LEAST_BLOCKS,
    Clusters,
    Estimate,
    mean,
    probability,
    quantile,
)
from renkei.engine.worlds import BLOCK, LatinWorlds
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program

Floats = NDArray[np.float64]

SIZES = (100, 200, 400)
LEAST = LEAST_BLOCKS * BLOCK
"""Replications from which on intervals are taken between blocks."""


@dataclass(frozen=True)
class Asked:
    """A function of four factors between 0 and 1 and of luck, and what is asked of it.

    Parameters
    ----------
    name
        What an interval is of.
    of
        Values, of ``(n, 5)`` points.
    interval
        The interval of the values.
    truth
        What it should hold.
    """

    name: str
    of: Callable[[Floats], Floats]
    interval: Callable[[Floats, Clusters], Estimate | Difference]
    truth: float


def total(x: Floats) -> Floats:
    return np.asarray(x[:, :4].sum(axis=1))


def together(x: Floats) -> Floats:
    return np.asarray((x[:, 0] - 0.5) * (x[:, 1] - 0.5))


def highest(x: Floats) -> Floats:
    return np.asarray(x[:, :4].max(axis=1))


def by_luck(x: Floats) -> Floats:
    return total(x) + 2 * (x[:, 4] - 0.5)


def other(x: Floats) -> Floats:
    """Return the values of a second design, with other weights and luck of its own."""
    return x[:, :4] @ np.array([0.5, 1.0, 1.0, 1.2]) + (x[:, 4] - 0.5) / 2


def pairs(x: Floats) -> Floats:
    return np.stack([other(x), total(x)])


# The sum of four uniform numbers is at most 1 with probability 1/24 (Irwin and Hall 1927); the
# median is 2; the sum is symmetric, and so are both designs around 2 and 1.85.
ASKED = (
    Asked("mean of a sum", total, mean, 2.0),
    Asked("mean of a sum and an interaction", lambda x: total(x) + 8 * together(x), mean, 2.0),
    Asked("mean of an interaction alone", lambda x: 1 + together(x), mean, 1.0),
    Asked("mean of the highest", highest, mean, 0.8),
    Asked("mean of a sum, and luck that makes half", by_luck, mean, 2.0),
    Asked(
        "probability that a sum is at most 1", total, lambda y, c: probability(y <= 1, c), 1 / 24
    ),
    Asked(
        "probability that the highest is at most 0.9",
        highest,
        lambda y, c: probability(y <= 0.9, c),
        0.9**4,
    ),
    Asked("median of a sum", total, lambda y, c: quantile(y, c, 0.5), 2.0),
    Asked("median of a sum with luck", by_luck, lambda y, c: quantile(y, c, 0.5), 2.0),
    Asked("90 % of the highest", highest, lambda y, c: quantile(y, c, 0.9), 0.9**0.25),
    Asked("paired difference of means", pairs, lambda y, c: mean_difference(*y, c), -0.15),
    Asked(
        "paired difference of medians", pairs, lambda y, c: quantile_difference(*y, c, 0.5), -0.15
    ),
    # Half under both, by symmetry: pairs differ in both directions.
    Asked(
        "paired difference of probabilities",
        lambda x: np.stack([other(x) - 1.85, total(x) - 2.0]),
        lambda y, c: probability_difference(y[0] <= 0, y[1] <= 0, c),
        0.0,
    ),
)


def program() -> Program:
    asm = Assembler(10.0, 0.0, 0.0, ["done"], ["done"], ["here"])
    for name in "abcd":
        asm.slot(name, 0.5, 0.0, 1.0)
    entry = asm.here()
    asm.source("one", [[entry]], Arrivals(times=[0.0]))
    asm.end()
    return asm.build()


def covered(repetitions: int) -> dict[tuple[str, int], tuple[float, float]]:
    """Return coverage, and the mean length over that with replications as independent."""
    built, worlds = program(), LatinWorlds()
    rows = [i for i in range(len(built.slots)) if built.slot["low"][i] < built.slot["high"][i]]
    rng = np.random.default_rng(1)
    alone, together = (
        {n: Clusters(np.arange(n), "worlds", block) for n in SIZES} for block in (1, BLOCK)
    )
    found: dict[tuple[str, int], list[tuple[bool, float, float]]] = {}
    for seed in range(repetitions):
        x = rng.random((max(SIZES), 5))
        x[:, :4] = [worlds.given(built, seed, k)[rows] for k in range(max(SIZES))]
        for asked in ASKED:
            values = asked.of(x)
            for n in SIZES:
                one = asked.interval(values[..., :n], together[n])
                usual = asked.interval(values[..., :n], alone[n]) if n >= LEAST else one
                holds = one.low <= asked.truth <= one.high
                lengths = one.high - one.low, usual.high - usual.low
                found.setdefault((asked.name, n), []).append((holds, *lengths))
    return {
        key: (float(holds), float(length / usual))
        for key, (holds, length, usual) in (
            (key, np.mean(rows, axis=0)) for key, rows in found.items()
        )
    }


def main() -> None:
    """Print the table, and write it to its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few repetitions; write no page")
    parser.add_argument("--repetitions", type=int, default=2000)
    options = parser.parse_args()
    repetitions = 10 if options.smoke else options.repetitions
    table = [
        "| interval of | replications | holds the answer | length, with replications as "
        "independent = 1 |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {n} | {marked(share) if n >= LEAST else f'{100 * share:.1f} %'} "
            f"| {length:.2f} |"
            for (name, n), (share, length) in sorted(
                covered(repetitions).items(), key=lambda item: item[0][1]
            )
        ),
    ]
    print("\n".join(table))
    if not options.smoke:
        write_section("Latin worlds", [*said(repetitions), "", *table])


def said(repetitions: int) -> list[str]:
    """Return what stands above the table."""
    error = 100 * math.sqrt(0.95 * 0.05 / repetitions)
    return [
        "By `python benchmarks/interval_coverage_worlds.py`: functions of four ranges with known "
        f"answers, {repetitions:,} repetitions (standard error {error:.1f} points). Each block of "
        f"{BLOCK} replications is a hypercube of its own, so blocks are independent: from "
        f"{LEAST_BLOCKS} blocks on, which are {LEAST} replications, the error is taken between "
        "blocks, with Student's t of as many, and the interval shows what the hypercube gains. A "
        "probability of one in 24 shows eight successes in 200 replications, few enough for steps; "
        "24,885 further repetitions of that row alone held 96.17 % (standard error 0.12).",
        "",
        f"Below {LEAST} replications, and for readiness and supply, intervals take replications "
        "as independent. They promise **at least** 95 %, not 95 %: the variance of a mean is at "
        "most 25 / 24 of what they take (Owen 1997), and where ranges add up nearly none of it. "
        "The rows of 100 replications show by how much. So do intervals with `--worlds sobol`, "
        "of any number.",
    ]


if __name__ == "__main__":
    main()
