"""``python -m verification.fuzz check|run|import|c2sim --cases N``: mutated files, many.

Prints how many cases ended with which exit code, and each fault once, with its first case, which is
kept in ``--keep``; exits with 1 where there is any. ``--only N`` repeats one case.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from verification.fuzz.cases import MOST_BYTES, Ended, Watch, peak, tried, warm
from verification.fuzz.sets import case, corpus

SUFFIX = {"check": ".yaml", "run": ".yaml", "import": ".json", "c2sim": ".xml"}
"""End of the name of a case that is kept."""

LOOKS = 50
"""Cases between two looks at the memory of the process."""


def main(arguments: list[str] | None = None) -> int:
    """Run the cases asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="verification.fuzz", description=__doc__)
    parser.add_argument("kind", choices=tuple(SUFFIX))
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-faults"))
    asked = parser.parse_args(arguments)
    bases = corpus(asked.kind)
    warm(asked.kind)
    with Watch() as watch:
        if asked.only is not None:
            text = case(asked.kind, bases, asked.seed, asked.only)
            sys.stdout.buffer.write(text + b"\n")
            print(tried(asked.kind, text, asked.only, watch))
            return 0
        tally = Tally(asked.kind, asked.seed, asked.keep)
        for number in range(asked.first, asked.first + asked.cases):
            text = case(asked.kind, bases, asked.seed, number)
            tally.begin()
            tally.end(number, text, tried(asked.kind, text, number, watch))
            if tally.done % max(1, min(asked.cases // 10, 5000)) == 0:
                print(tally.state(), flush=True)
    return 1 if tally.faults else 0


class Tally:
    """How cases ended so far."""

    def __init__(self, kind: str, seed: int, keep: Path) -> None:
        self.kind, self.seed, self.keep = kind, seed, keep
        self.codes: Counter[int] = Counter()
        self.faults: dict[str, int] = {}
        self.slowest = (0.0, -1)
        self.done = 0
        self.begun = self.case_begun = time.perf_counter()
        self.peak = 0

    def begin(self) -> None:
        """Begin a case."""
        self.case_begun = time.perf_counter()

    def end(self, number: int, text: bytes, ended: Ended) -> None:
        """Count a case; a new fault is printed, and its text kept."""
        self.slowest = max(self.slowest, (time.perf_counter() - self.case_begun, number))
        self.done += 1
        self.codes[ended.code] += 1
        fault = ended.fault
        if self.done % LOOKS == 0:  # asking costs as much as a case
            before, self.peak = self.peak, peak()
            if before and self.peak - before > MOST_BYTES:
                fault = f"{(self.peak - before) >> 20} MB more, of a case of the last {LOOKS}"
        if fault is not None and fault not in self.faults:
            self.faults[fault] = number
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{self.kind}-{self.seed}-{number}{SUFFIX[self.kind]}").write_bytes(text)
            print(f"case {number}: {fault}", flush=True)

    def state(self) -> str:
        """Return how far it is, in words."""
        ends = ", ".join(f"exit {code}: {count}" for code, count in sorted(self.codes.items()))
        return (
            f"{self.done} cases in {time.perf_counter() - self.begun:.0f} s: {ends}; "
            f"{len(self.faults)} faults; slowest {self.slowest[0]:.2f} s (case {self.slowest[1]}); "
            f"peak {peak() >> 20} MB"
        )


sys.exit(main())
