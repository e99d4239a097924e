"""Platforms kept for the urgent, against the exact chain of a loss system with reservation.

Requests for one platform come at two rates; the routine ones are lost when no more platforms than
the reserve are free, the urgent ones when none is. With exponential stays the number away is a
birth-and-death chain, whose probabilities are products of rates.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from verification.agreement import SEED, agree, replications

from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.policy import Request
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential

PLATFORMS, RESERVE, HOURS = 8, 2, 10.0
RATES = {"urgent": 0.25, "routine": 0.55}  # per hour


def losses() -> tuple[float, float]:
    """Return the exact shares of urgent and of routine requests that are lost."""
    weight = [1.0]
    for away in range(PLATFORMS):
        rate = RATES["urgent"] + (RATES["routine"] if PLATFORMS - away > RESERVE else 0.0)
        weight.append(weight[-1] * rate * HOURS / (away + 1))
    share = np.array(weight) / sum(weight)
    return float(share[-1]), float(share[PLATFORMS - RESERVE :].sum())


def loss_system(reserve: int) -> Program:
    """Return the program; a request that is lost has no milestone."""
    asm = Assembler(3_000.0, 200.0, 200.0, ["sent"], [])
    pool = asm.pool(
        "ships", asm.constant(PLATFORMS), None, asm.distribution(Constant(0.0)), None,
        asm.constant(1.0), [0.0], reserve=asm.constant(reserve), reserve_for=1,
    )  # fmt: skip
    for rank, (name, rate) in zip((1, 3), RATES.items(), strict=True):
        entry, away, lost = asm.here(name), asm.label(), asm.label()
        asm.allocate([[(pool, away)]], 1, "fail", lost)
        asm.place_label(lost)
        asm.end()
        asm.place_label(away)
        asm.mark("sent")
        asm.stay(asm.distribution(Exponential(HOURS)), "stay")
        asm.release()
        asm.end()
        asm.source(name, [[entry]], Arrivals(rate=asm.constant(rate)), precedence=rank)
    return asm.build()


def keep_two(request: Request) -> list[int] | None:
    """Keep the reserve by a function, in place of the attribute."""
    (ships,) = request.candidates
    return [1] if ships.free > RESERVE or request.precedence == "IMMEDIATE" else None


def test_a_reserve_loses_as_many_as_the_chain_says() -> None:
    program = loss_system(RESERVE)
    lost: dict[str, list[float]] = {name: [] for name in RATES}
    for number in replications(60):
        rows = replicate(program, SEED, number).incidents
        for name in RATES:
            own = rows.counted & (rows.source == program.sources.index(name))
            lost[name].append(float(np.isnan(rows.milestones[own, 0]).mean()))
    urgent, routine = losses()
    agree("urgent requests lost", lost["urgent"], urgent, 0.15)
    agree("routine requests lost", lost["routine"], routine, 0.05)


def test_a_function_that_keeps_the_reserve_gives_the_same() -> None:
    named = replicate(loss_system(RESERVE), SEED, 0).incidents
    asked = dataclasses.replace(loss_system(0), policy=keep_two)
    chosen = replicate(asked, SEED, 0).incidents
    np.testing.assert_array_equal(named.milestones, chosen.milestones)
