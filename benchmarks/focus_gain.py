"""How much computing focused replications save on the flagship, for the same interval.

For an incident type, the computing that an interval takes is the time of a replication times the
replications: to the square of the half-width it is inverse. A long run tells something of the
type only in the replications that have one. So what is compared is time by incident met, with the
same spread of what an incident takes, which is printed beside it so that it can be seen.

Run as ``python benchmarks/focus_gain.py great-disaster large-disaster --long 100 --short 200``.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from renkei._base.cache import default_cache
from renkei.engine.focused import replicate_focused
from renkei.engine.run import replicate
from renkei.program.machine.program import Program
from renkei.scenario.quantities.units import YEAR_H
from renkei.study.focusing import focus_of
from renkei.study.library import find
from renkei.study.source import Opened


def rate_over_worlds(program: Program, incident: str) -> float:
    """Return the mean over the worlds of how often a type comes in an hour."""
    row = program.source[program.sources.index(incident)]
    slot = program.slot[int(row["rate"])]
    assert slot["factor"] < 0, "a rate with a factor has no mean as simple as this"
    return float(slot["low"] + 2 * slot["middle"] + slot["high"]) / 4


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("types", nargs="+")
    parser.add_argument("--scenario", default="japan")
    parser.add_argument("--design", default="d0")
    parser.add_argument("--long", type=int, default=40)
    parser.add_argument("--short", type=int, default=100)
    parser.add_argument("--past", default=None)
    options = parser.parse_args()
    source = Opened(find(options.scenario, "SCENARIO"), default_cache())
    source.check([options.design])
    program = source.program(options.design)
    replicate(program, 1, 0)
    begun = time.process_time()
    for k in range(options.long):
        replicate(program, 2, k)
    long_s = (time.process_time() - begun) / options.long
    print(f"a long replication: {1000 * long_s:.1f} ms of processor time")
    counted_h = program.horizon_h - program.warm_up_h
    for incident in options.types:
        focus = focus_of(source, options.design, [incident], None, options.past)
        replicate_focused(program, focus, 1, 0)
        milestone = program.milestones.index(source.facts.deadlines[incident][0])
        hours, ended = [], []
        begun = time.process_time()
        for k in range(options.short):
            own = replicate_focused(program, focus, 2, k).incidents
            hours.append(own.after_h[0, milestone])
            ended.append(own.outcome[0] > 0)
        short_s = (time.process_time() - begun) / options.short
        each = rate_over_worlds(program, incident) * counted_h
        finite = np.array(hours)[np.isfinite(hours)]
        print(
            f"{incident}: {each:.3f} in a long replication ({each / counted_h * YEAR_H:.3f} a "
            f"year), so {1000 * long_s / each:.0f} ms for each; in focus {1000 * short_s:.1f} ms: "
            f"{long_s / each / short_s:.1f} times less. To {program.milestones[milestone]}: "
            f"median {np.median(finite):.2f} h, spread {finite.std():.2f} h, reached "
            f"{len(finite)} of {len(hours)}, ended {sum(ended)}."
        )


if __name__ == "__main__":
    main()
