"""Cannibalisation and periodic push against exact theory, as users declare them.

Where platforms lend each other parts, the number down is the largest number of holes over the
parts. With more platforms than ever fail at once and Poisson failures, holes of different parts are
independent, and what is in repair of each is Poisson by Palm's theorem. With few platforms the
parts in repair are a Markov chain whose equations are solved here. What is pushed is known in
advance, so that stocks are sums.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats
from verification.agreement import SEED, agree, replications
from verification.test_sustainment import BACKORDERS, ON_HAND, Runs

from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.blocks import Status
from renkei.scenario.quantities.distributions import Constant, Lognormal

MACHINES, SPARES = 6, (1, 0)
FAILS, MENDED = (1 / 100, 1 / 150), (1 / 40, 1 / 50)
"""Rates [1/h] of ``cannibals.yaml``: failures of one machine in use, repair of one part."""


def mean_down(*, lent: bool) -> float:
    """Return the mean number of machines that wait for parts, from the chain of parts in repair."""
    states = list(product(*(range(MACHINES + spare + 1) for spare in SPARES)))
    row = {state: k for k, state in enumerate(states)}

    def down(state: tuple[int, ...]) -> int:
        holes = [max(n - spare, 0) for n, spare in zip(state, SPARES, strict=True)]
        return max(holes) if lent else sum(holes)

    rates = np.zeros((len(states), len(states)))
    for state, k in row.items():
        for part in range(2):
            more = tuple(n + (part == i) for i, n in enumerate(state))
            less = tuple(n - (part == i) for i, n in enumerate(state))
            if down(state) < MACHINES:
                rates[k, row[more]] = FAILS[part] * (MACHINES - down(state))
            if state[part] > 0:
                rates[k, row[less]] = MENDED[part] * state[part]
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[-1] = 1.0  # the chances add up to one
    law = np.linalg.solve(balance, np.eye(len(states))[-1])
    return float(law @ [min(down(state), MACHINES) for state in states])


@pytest.mark.parametrize(("design", "lent"), [("lent", True), ("sum", False)])
def test_few_machines_that_lend_or_do_not(design: str, lent: bool) -> None:
    theory = mean_down(lent=lent)
    runs = Runs("cannibals", 40, design)
    agree(f"cannibals, {design}: down", runs.platforms(Status.WAITING_PART), theory, 0.05)


def test_with_one_part_there_is_nothing_to_lend() -> None:
    lent, alone = Runs("cannibals", 3, "one"), Runs("cannibals", 3, "one-not-lent")
    for one, other in zip(lent.results, alone.results, strict=True):
        assert one.readiness[0, Status.WAITING_PART] > 0
        np.testing.assert_array_equal(one.readiness, other.readiness)
        np.testing.assert_array_equal(one.available, other.available)
        np.testing.assert_array_equal(one.stock, other.stock)


def test_many_platforms_are_down_for_the_largest_number_of_holes() -> None:
    """By Palm whatever the law of repair; three parts, of which one has a spare."""
    horizon, means, spares = 60_500.0, (2.0, 3.0, 1.5), (0, 1, 0)
    asm = Assembler(horizon, 500.0)
    none = asm.distribution(Constant(0.0))
    pool = asm.pool("fleet", asm.constant(60), None, none, none, asm.constant(10.0), [0.0])
    for k, (mean, spare) in enumerate(zip(means, spares, strict=True)):
        level, mended = asm.constant(spare), asm.distribution(Lognormal(20.0, 1.0))
        stock = asm.stock(f"part {k}", level, lot=asm.constant(1), up_to=level, orders=f"mends {k}")
        entry = asm.here()
        asm.delay(mended, "mended")
        asm.put(stock, due=True)
        asm.end()
        asm.source(f"mends {k}", [[entry]], arrivals=None)
        short, whole, apart, entry = asm.label(), asm.label(), asm.label(), asm.here()
        asm.take(pool, status=Status.WAITING_PART)
        asm.draw(stock, 1, "fail", short, again=True)
        asm.jump(whole)
        asm.place_label(apart)
        asm.draw(stock, 1)
        asm.fill(stock, pool)
        asm.end()
        asm.place_label(short)
        asm.spawn(apart)
        asm.hole(stock, whole)
        asm.place_label(whole)
        asm.release()
        asm.end()
        asm.source(f"fails {k}", [[entry]], Arrivals(rate=asm.constant(mean / 20.0)), counted=False)
    program = asm.build()
    n = np.arange(60)
    below = np.prod(
        [stats.poisson.cdf(n + spare, mean) for mean, spare in zip(means, spares, strict=True)],
        axis=0,
    )
    theory = float((1.0 - below).sum())
    results = [replicate(program, SEED, k) for k in replications(30)]
    down = [r.readiness[0, Status.WAITING_PART] / (horizon - 500.0) for r in results]
    agree("lending by Palm: down", down, theory, 0.03)


def test_what_is_pushed_and_used_evenly_is_exact() -> None:
    runs = Runs("push", 2, "even")
    sent = sum(720.0 - at for at in range(72 + 12, 720, 72)) * 6
    used = sum(720.0 - at for at in range(24, 720, 24)) * 2
    assert runs.level("shelf", ON_HAND) == pytest.approx([(10 * 720.0 + sent - used) / 720.0] * 2)
    assert runs.level("user", ON_HAND) == pytest.approx([used / 720.0] * 2)
    row = runs.program.stocks.index("shelf")
    for result in runs.results:
        assert result.stock[row, 8] == 9  # orders: 72 h, 144 h, ... 648 h
        due = result.stock_series[:, row, 2].tolist()  # each midnight; 12 h of 72 h under way
        assert due == [6.0 if day > 0 and day % 3 == 0 else 0.0 for day in range(30)]


def test_what_is_pushed_comes_whatever_is_used() -> None:
    runs = Runs("push", 800, "random")
    net = np.array(runs.level("shelf", ON_HAND)) - np.array(runs.level("shelf", BACKORDERS))
    sent = sum(720.0 - at for at in range(72 + 12, 720, 72)) * 6
    theory = 10.0 + sent / 720.0 - 2.0 / 24.0 * 720.0 / 2.0
    agree("push: on hand less backorders", net, theory, 0.15)
