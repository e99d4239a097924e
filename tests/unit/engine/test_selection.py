"""Which platforms are sent: reserve, the most ready first, a function from outside; by hand.

Kernel and twin give the numbers written here (``Desk.sent`` compares them).
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.unit.engine.test_line import FLASH, ROUTINE, Desk

from renkei._base.errors import RunError
from renkei.engine.run import replicate
from renkei.program.assembling.records import Pool
from renkei.program.machine.policy import PRECEDENCES, Request
from renkei.scenario.model.common import Precedence

IMMEDIATE = 1


def test_a_request_names_precedences_as_the_language_does() -> None:
    assert list(PRECEDENCES) == [precedence.value for precedence in Precedence]


class Fleet(Desk):
    """A desk whose pools may keep a reserve."""

    def reserving(self, name: str, size: int, reserve: int, reserve_for: int = IMMEDIATE) -> Pool:
        asm, none = self.asm, self.hours(0.0)
        return asm.pool(
            name, asm.constant(size), None, none, None, asm.constant(1.0), [0.0],
            reserve=asm.constant(reserve), reserve_for=reserve_for,
        )  # fmt: skip


def taken(desk: Desk) -> list[float]:
    """Return the hours for which platforms of each pool were away."""
    fast = replicate(desk.asm.build(), 1, 0)
    return fast.pools[:, 0].tolist()


def test_the_reserve_is_there_for_the_urgent_alone() -> None:
    desk = Fleet()
    pool = desk.reserving("ships", 3, 1)
    first = desk.ask(1.0, 2, [pool], 10.0)  # leaves the reserve
    second = desk.ask(2.0, 1, [pool], 1.0)  # may not have it: it waits for the first
    urgent = desk.ask(3.0, 1, [pool], 1.0, rank=IMMEDIATE)
    assert desk.sent() == {first: 1.0, second: 11.0, urgent: 3.0}


def test_what_the_reserve_never_leaves_is_refused_where_it_is_said() -> None:
    desk = Fleet()
    pool = desk.reserving("ships", 3, 1)
    all_of_them = desk.ask(1.0, 3, [pool], 1.0, how="fail")
    urgent = desk.ask(2.0, 3, [pool], 1.0, rank=FLASH, how="fail")
    sent = desk.sent()
    assert np.isnan(sent[all_of_them])
    assert sent[urgent] == 2.0


def test_one_that_takes_less_takes_what_the_reserve_leaves() -> None:
    desk = Fleet()
    pool = desk.reserving("ships", 3, 2)
    some = desk.ask(1.0, 3, [pool], 5.0, how="less")  # one
    urgent = desk.ask(2.0, 2, [pool], 5.0, rank=FLASH)
    assert desk.sent() == {some: 1.0, urgent: 2.0}


def test_maintenance_may_have_the_reserve() -> None:
    desk = Fleet()
    asm, pool = desk.asm, desk.reserving("ships", 2, 2)
    waiting = desk.ask(1.0, 1, [pool], 5.0)  # for ever
    desk.entry = asm.here("overhaul")
    asm.take(pool, 2)
    asm.mark("sent")
    asm.delay(desk.hours(3.0), "overhaul")
    asm.release()
    overhaul = desk.at(2.0, ROUTINE)
    sent = desk.sent()
    assert np.isnan(sent[waiting])
    assert sent[overhaul] == 2.0


def test_the_unit_with_the_largest_share_at_home_goes_first() -> None:
    desk = Desk()
    large, small = desk.pool("a", 4), desk.pool("b", 2)
    desk.ask(1.0, 2, [large], 100.0)  # two of four are left
    desk.ask(2.0, 3, [large, small], 10.0, selection="most_ready")  # both of b, one of a
    desk.sent()
    program = desk.asm.build()
    hours = dict(zip(program.pools, taken(desk), strict=True))
    assert hours == {"a": 2 * 100.0 + 10.0, "b": 2 * 10.0}


def test_of_equal_shares_the_one_listed_first_goes_first() -> None:
    desk = Desk()
    a, b = desk.pool("a", 2), desk.pool("b", 4)
    desk.ask(1.0, 1, [b, a], 10.0, selection="most_ready")
    desk.sent()
    assert dict(zip(desk.asm.build().pools, taken(desk), strict=True)) == {"a": 0.0, "b": 10.0}


def most_ready(request: Request) -> list[int]:
    """Choose as ``selection="most_ready"`` does."""
    left, counts = request.count, [0] * len(request.candidates)
    shares = [c.free / max(c.platforms, 1) for c in request.candidates]
    for i in sorted(range(len(shares)), key=lambda i: -shares[i]):
        counts[i] = min(left, request.candidates[i].free)
        left -= counts[i]
    return counts


def test_a_function_that_says_the_same_gives_the_same() -> None:
    desk, plain = Desk(), Desk()
    for one, how in ((desk, "most_ready"), (plain, "quickest")):
        pools = [one.pool("a", 4), one.pool("b", 2), one.pool("c", 5)]
        for k in range(40):
            one.ask(1.0 + k, 1 + k % 3, [pools[k % 3], pools[(k + 1) % 3]], 7.0, selection=how)
    named = desk.asm.build()
    asked = dataclasses.replace(plain.asm.build(), policy=most_ready)
    np.testing.assert_array_equal(replicate(named, 1, 0).pools, replicate(asked, 1, 0).pools)


def patient(request: Request) -> list[int] | None:
    """Wait for an hour with every request, whatever is free."""
    return None if request.waited_h < 1.0 else [request.count]


def test_a_function_may_let_a_request_wait_until_platforms_come_back() -> None:
    desk = Desk()
    pool = desk.pool("a", 3)
    first = desk.ask(1.0, 1, [pool], 4.0)  # nobody comes back before the second asks
    program = dataclasses.replace(desk.asm.build(), policy=patient)
    assert np.isnan(replicate(program, 1, 0).incidents.milestones[first, 0])
    desk.ask(10.0, 1, [pool], 4.0)  # asking again serves the line again: the first has waited 9 h
    program = dataclasses.replace(desk.asm.build(), policy=patient)
    assert replicate(program, 1, 0).incidents.milestones[first, 0] == 10.0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([1, 0], "2 numbers, expected 1"),
        ([9], "9 platforms of a, expected 0 to 3"),
        ([1], "1 platforms in all, expected 2"),
    ],
)
def test_an_answer_that_does_not_fit_is_an_error(answer: list[int], said: str) -> None:
    desk = Desk()
    desk.ask(1.0, 2, [desk.pool("a", 3)], 4.0)
    program = dataclasses.replace(desk.asm.build(), policy=lambda request: answer)
    with pytest.raises(RunError, match=said):
        replicate(program, 1, 0)
