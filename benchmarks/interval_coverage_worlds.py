"""How often Student's 95 % interval holds the mean, with Latin worlds in the place of draws.

``python benchmarks/interval_coverage_worlds.py [repetitions]``: functions of four ranges with known
means, 25, 50 and 100 replications. Of a sum the interval is far too wide, of a pure interaction
(centred factors multiplied) it must hold as often as it says: that is
the worst that Latin worlds do.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.special import stdtrit

from renkei.engine.worlds import LatinWorlds
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals

FUNCTIONS = {
    "sum": (lambda x: x.sum(axis=1), 2.0),
    "sum and interaction": (lambda x: x.sum(axis=1) + 8 * (x[:, 0] - 0.5) * (x[:, 1] - 0.5), 2.0),
    "interaction": (lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5), 0.0),
    "maximum": (lambda x: x.max(axis=1), 0.8),
}
"""Function of factors between 0 and 1, and its mean."""


def program():
    asm = Assembler(10.0, 0.0, 0.0, ["done"], ["done"], ["here"])
    for name in "abcd":
        asm.slot(name, 0.5, 0.0, 1.0)
    entry = asm.here()
    asm.source("one", [[entry]], Arrivals(times=[0.0]))
    asm.end()
    return asm.build()


def main(repetitions: int = 2000) -> None:
    built, worlds = program(), LatinWorlds()
    rows = [i for i in range(len(built.slots)) if built.slot["low"][i] < built.slot["high"][i]]
    rng = np.random.default_rng(1)
    for way in ("draws", "latin"):
        held = {(name, n): 0 for n in (25, 50, 100) for name in FUNCTIONS}
        for seed in range(repetitions):
            if way == "latin":
                x = np.array([worlds.given(built, seed, k)[rows] for k in range(100)])
            else:
                x = rng.random((100, 4))
            for name, n in held:
                function, mean = FUNCTIONS[name]
                y = function(x[:n])
                half = stdtrit(n - 1, 0.975) * y.std(ddof=1) / np.sqrt(n)
                held[name, n] += abs(y.mean() - mean) <= half
        for (name, n), count in held.items():
            print(f"{way:6} {name:20} {n:4} replications: {100 * count / repetitions:.1f} %")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
