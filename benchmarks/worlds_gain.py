"""What more even worlds and control variates gain on the measures of a scenario.

``python benchmarks/worlds_gain.py SCENARIO DESIGN[,DESIGN] BLOCKS [ways]``: for each incident type
the share answered in time and the mean time to what answers it (of a second design: its difference
to the first), per replication. Printed is the variance of the mean of a block of 25 replications as
a share of that of 25 independent ones (today's draws = 1), the median over measures and its
quartiles; each block has a seed of its own. ``draws`` is the control and must be 1 within its
error. Control variates: the share of variance that a regression on the shared parameters leaves,
with the price of the coefficients, (n - 2) / (n - p - 2) (Lavenberg and Welch 1981).
"""

from __future__ import annotations

import sys

import numpy as np

from renkei._base.cache import default_cache
from renkei.engine.run import replicate
from renkei.engine.worlds import BLOCK, LatinWorlds, SobolWorlds
from renkei.study.library import find
from renkei.study.source import Opened
from renkei.study.worlds import worlds_of


def values(program, deadlines, seed: int, number: int, worlds) -> dict[str, float]:
    """Return the measures of a replication; a type that did not happen has none."""
    given = None if worlds is None else worlds.given(program, seed, number)
    rows = replicate(program, seed, number, given=given).incidents
    found = {}
    for name, (milestone, limit, _) in deadlines.items():
        own = rows.counted & (rows.source == program.sources.index(name))
        if not own.any():
            continue
        hours = rows.after_h[own, program.milestones.index(milestone)]
        hours = np.where(np.isnan(hours), np.inf, hours)
        found[f"{name} in time"] = float((hours <= limit).mean())
        reached = hours[np.isfinite(hours)]
        if len(reached):
            found[f"{name} mean"] = float(reached.mean())
    return found


def measured(programs, deadlines, seed: int, number: int, worlds) -> dict[str, float]:
    """Return the measures of the first design, or the differences of the second to it."""
    first = values(programs[0], deadlines, seed, number, worlds)
    if len(programs) == 1:
        return first
    second = values(programs[1], deadlines, seed, number, worlds)
    return {name: second[name] - first[name] for name in first if name in second}


def ratios(blocks) -> dict[str, float]:
    """Return for each measure the variance of block means as a share of the independent one."""
    names = {name for block in blocks for one in block for name in one}
    found = {}
    for name in sorted(names):
        own = [[one[name] for one in block if name in one] for block in blocks]
        if min(map(len, own)) < BLOCK:  # of types in every replication
            continue
        table = np.array(own)
        alone = table.var(ddof=1)
        if alone > 1e-12:
            found[name] = BLOCK * float(table.mean(axis=1).var(ddof=1)) / alone
    return found


def main(scenario: str, designs: str, blocks: str, ways: str = "draws,latin,sobol") -> None:
    opened = Opened(find(scenario), default_cache())
    programs = [opened.program(design) for design in designs.split(",")]
    deadlines = opened.facts.deadlines
    sources = {"draws": None, "latin": LatinWorlds(), "sobol": None}
    if "sobol" in ways:
        sources["sobol"] = worlds_of(opened, "sobol").worlds
        assert isinstance(sources["sobol"], SobolWorlds)
    for way in ways.split(","):
        made = [
            [measured(programs, deadlines, seed, k, sources[way]) for k in range(BLOCK)]
            for seed in range(1, int(blocks) + 1)
        ]
        found = ratios(made)
        share = np.array(list(found.values()))
        quartiles = np.quantile(share, [0.25, 0.5, 0.75])
        print(f"{scenario} {designs} {way}: {len(share)} measures, {blocks} blocks, variance "
              f"{quartiles[1]:.2f} ({quartiles[0]:.2f} to {quartiles[2]:.2f}), "
              f"mean {share.mean():.2f}", flush=True)  # fmt: skip
        if len(share) < 12:
            print("  " + "; ".join(f"{name} {one:.2f}" for name, one in found.items()))
        if way == "draws":
            controlled(programs[0], made)


def controlled(program, blocks) -> None:
    """Print what control variates leave of the variance."""
    slots = [i for i in program.varying_slots if program.slots[i].startswith("parameters.")]
    slots = slots or list(program.varying_slots)[:12]
    chosen = list({program.slots[i]: i for i in slots}.values())
    places, rows = [], []
    for seed, block in enumerate(blocks, start=1):
        for k, one in enumerate(block):
            places.append(_places(program, seed, k)[chosen])
            rows.append(one)
    x = np.array(places) - 0.5
    left = []
    for name in ratios(blocks):
        y = np.array([row[name] for row in rows])
        n, p = x.shape
        design = np.column_stack([np.ones(n), x])
        residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        share = float(residual @ residual) / (n - p - 1) / y.var(ddof=1)
        left.append(share * (n - 2) / (n - p - 2))
    q = np.quantile(left, [0.25, 0.5, 0.75])
    print(f"  control variates, {len(chosen)} factors, {len(rows)} replications: variance "
          f"{q[1]:.2f} ({q[0]:.2f} to {q[2]:.2f})", flush=True)  # fmt: skip


def _places(program, seed: int, number: int):
    from renkei.engine.twin import draws

    key = draws.replication_key(seed, number)
    return np.array([draws.uniform(key, int(one), 0, 0) for one in program.slot["key"]])


if __name__ == "__main__":
    main(*sys.argv[1:])
