"""Measure Renkei beside its rivals, and beside exact or cross-checked answers.

Every engine runs by turns in every round, so that the ratios do not depend on what else the machine
is doing, and every speed stands beside an answer, so that a fast wrong engine is seen: the exit
code is 1 when an answer is off. Missed goals are printed, they are no error. ``--smoke`` runs small
sizes without the rivals from PyPI, for continuous integration. Without it the table goes to
``docs/reference/benchmarks.md``. Run by ``make bench``. ``--against CHECKOUT`` runs the models and
the flagship under this code and another checkout's by turns, and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import against
from harness import HERE, Bench, machine, table, temporary_folder
from patterns import costs, firsts, networks, queues, starts

ROOT = HERE.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
RIVALS_PYTHON = ROOT / ".venv" / "bench" / "bin" / "python"

Section = Callable[[Bench], list[str]]
FULL: dict[str, Section] = {
    "queues": queues.measure,
    "networks": networks.measure,
    "starts": starts.measure,
    "firsts": firsts.measure,
    "sizes": costs.sizes,
    "segments": costs.segments,
    "processes": costs.processes,
}
SMOKE: tuple[Section, ...] = (
    queues.measure,
    networks.measure,
    starts.flagship_only,
    costs.segments,
)


def main() -> int:
    """Print the sections; return 1 if any answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small sizes, no rivals from PyPI")
    parser.add_argument("--only", choices=FULL, nargs="+", help="print these; write no page")
    parser.add_argument("--rivals", type=Path, default=RIVALS_PYTHON, help="interpreter of rivals")
    parser.add_argument(
        "--against", type=Path, metavar="CHECKOUT", help="compare with another checkout; no page"
    )
    options = parser.parse_args()
    python = options.rivals if options.rivals.exists() and not options.smoke else None
    sections: Sequence[Section] = (
        SMOKE if options.smoke else [FULL[name] for name in options.only or FULL]
    )
    other: Path | None = options.against
    if other is not None:
        sections = [lambda bench: against.measure(bench, other)]
    with temporary_folder() as folder:
        bench = Bench(options.smoke, python, Path(folder))
        head = machine(bench)
        body: list[str] = []
        print("\n".join(head))
        for section in sections:
            lines = section(bench)
            print("\n".join(lines), flush=True)
            body += lines
    goals = [
        [what, wanted, found, "yes" if met else "NO"] for what, wanted, found, met in bench.goals
    ]
    summary = ["## Against the goals", "", *table(["what", "goal", "measured", "met"], goals)]
    if other is None:
        print("\n".join(summary))
    for wrong in bench.wrong:
        print(f"WRONG: {wrong}")
    if not options.smoke and not options.only and other is None:
        title = [
            "# Benchmarks",
            "",
            "Written by `make bench`; times are processor time of one core unless they say "
            "otherwise. The models are in `benchmarks/models`, the rivals in `benchmarks/rivals`; "
            "the programs in C keep a tally where Renkei keeps a row per incident.",
            "",
        ]
        PAGE.write_text("\n".join([*title, *head, *summary, *body]).rstrip() + "\n")
    return 1 if bench.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
