"""Requests for platforms that give up after a longest wait, against theory and a small program.

With one pool, one class and one platform for each request this is M/M/c with deterministic
impatience (Barrer, Operations Research 5 (1957), 650-656). The law of the virtual waiting time,
from which the share that gives up and the waits of the rest follow, is that of Baccelli and
Hébuterne, "On queues with impatient customers", Performance '81 (1981). With two classes and sizes
there is no formula; :func:`plain_line` is the rule as a list and a loop, with its own random
numbers and nothing of the engine.
"""

from __future__ import annotations

import heapq
import itertools
import math

import numpy as np
import pytest
from verification.agreement import SEED, agree, alike, replications

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential

Ask = tuple[float, int, int, float, float]
"""Rate [1/h], class, platforms, mean hours away, longest wait [h]."""


def line(platforms: int, asks: list[Ask], horizon_h: float, warm_up_h: float) -> Program:
    """Return a program of requests that give up; those that do never come to the milestone."""
    asm = Assembler(horizon_h, warm_up_h, horizon_h, ["sent"], [])
    none = asm.distribution(Constant(0.0))
    pool = asm.pool(
        "pool", asm.constant(platforms), None, none, None, asm.constant(1.0), [0.0]
    )  # fmt: skip
    for k, (rate, rank, count, hours, longest) in enumerate(asks):
        entry, away, gone = asm.here(f"ask {k}"), asm.label(), asm.label()
        asm.allocate([[(pool, away)]], count, longest=asm.constant(longest))
        asm.jump(gone)
        asm.end()
        asm.place_label(away)
        asm.mark("sent")
        asm.stay(asm.distribution(Exponential(hours)), "stay")
        asm.release()
        asm.place_label(gone)
        asm.end()
        asm.source(f"ask {k}", [[entry]], Arrivals(rate=asm.constant(rate)), precedence=rank)
    return asm.build()


def lost_and_waits(results: list[Replication], source: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the share that gives up and the mean wait of the rest [h], by replication."""
    shares, waits = [], []
    for result in results:
        rows = result.incidents.counted & (result.incidents.source == source)
        hours = result.incidents.milestones[rows, 0] - result.incidents.arrived_h[rows]
        shares.append(np.isnan(hours).mean())
        waits.append(np.nanmean(hours))
    return np.array(shares), np.array(waits)


def impatient(rate: float, mean_h: float, servers: int, longest_h: float) -> tuple[float, float]:
    """Return the share that gives up in M/M/c+D, and the mean wait of the rest [h]."""
    load, drain = rate * mean_h, servers / mean_h
    below = [load**n / math.factorial(n) for n in range(servers)]
    # Density of the virtual wait x: rate below[-1] exp(rate min(x, D) - drain x), times P(0).
    slope = rate - drain
    at = math.exp(slope * longest_h)
    within = (at - 1.0) / slope
    beyond = at / drain
    empty = 1.0 / (sum(below) + rate * below[-1] * (within + beyond))
    lost = empty * rate * below[-1] * beyond
    first_moment = (longest_h * at - within) / slope
    return lost, empty * rate * below[-1] * first_moment / (1.0 - lost)


@pytest.mark.parametrize(
    ("servers", "load", "longest_h", "delta"),
    [(1, 0.8, 1.0, 0.04), (1, 1.6, 2.0, 0.04), (3, 2.7, 0.5, 0.04), (3, 4.5, 1.5, 0.04)],
)
def test_the_share_that_gives_up(servers: int, load: float, longest_h: float, delta: float) -> None:
    program = line(servers, [(load, 3, 1, 1.0, longest_h)], 4000.0, 100.0)
    results = [replicate(program, SEED, number) for number in replications(40)]
    lost, waits = lost_and_waits(results, 0)
    share, wait_h = impatient(load, 1.0, servers, longest_h)
    name = f"M/M/{servers}+D, load {load}, patience {longest_h} h"
    agree(f"{name}: gives up", lost, share, delta)
    agree(f"{name}: wait of the rest [h]", waits, wait_h, delta)


def plain_line(
    platforms: int, asks: list[Ask], horizon_h: float, warm_up_h: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Return for each ask the share that gives up and the mean wait of the rest [h].

    Served by class, then by time; nobody takes what one before him waits for.
    """
    order = itertools.count()
    events: list[tuple[float, int, str, int]] = []
    for k, (rate, *_) in enumerate(asks):
        heapq.heappush(events, (rng.exponential(1.0 / rate), next(order), "comes", k))
    waiting: list[tuple[int, float, int, int]] = []  # class, since, number, ask
    free, lost, served = platforms, [0] * len(asks), [[] for _ in asks]  # type: ignore[var-annotated]
    while events:
        now, _, what, k = heapq.heappop(events)
        if what == "comes":
            rate, rank, _, _, longest = asks[k]
            if now < horizon_h:
                heapq.heappush(events, (now + rng.exponential(1.0 / rate), next(order), what, k))
                number = next(order)
                waiting.append((rank, now, number, k))
                heapq.heappush(events, (now + longest, number, "tires", number))
        elif what == "back":
            free += k
        waiting.sort()
        while waiting and asks[waiting[0][3]][2] <= free:
            _, since, _, k = waiting.pop(0)
            count, hours = asks[k][2:4]
            free -= count
            if since >= warm_up_h:
                served[k].append(now - since)
            heapq.heappush(events, (now + rng.exponential(hours), next(order), "back", count))
        if what == "tires":
            for request in waiting:
                if request[2] == k:
                    waiting.remove(request)
                    lost[request[3]] += request[1] >= warm_up_h
                    heapq.heappush(events, (now, next(order), "look", 0))
                    break
    return [
        (n / (n + len(waits)), float(np.mean(waits))) for n, waits in zip(lost, served, strict=True)
    ]


def test_two_classes_and_sizes_against_a_small_program() -> None:
    asks: list[Ask] = [(0.35, 0, 2, 2.0, 3.0), (0.9, 3, 1, 1.5, 1.0)]
    program = line(3, asks, 2500.0, 100.0)
    results = [replicate(program, SEED, number) for number in replications(100)]
    rng = np.random.default_rng(SEED)
    others = np.array([plain_line(3, asks, 2500.0, 100.0, rng) for _ in replications(100)])
    for k, name in enumerate(("two for FLASH, 3 h", "one for ROUTINE, 1 h")):
        lost, waits = lost_and_waits(results, k)
        alike(f"{name}: gives up", lost, others[:, k, 0], 0.06)
        alike(f"{name}: wait of the rest [h]", waits, others[:, k, 1], 0.06)
