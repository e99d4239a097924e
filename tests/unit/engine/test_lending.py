"""Platforms that lend each other parts, and orders come what may: kernel and twin, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.engine.desk import CLAIMS, DEMANDED, FILLED, ORDERS, Desk

from renkei._base.errors import RunError
from renkei.engine import run
from renkei.engine.replication import Replication
from renkei.program.assembling.records import Pool, Stock
from renkei.program.machine.blocks import Status
from renkei.scenario.quantities.distributions import Constant


def whole_at(result: Replication) -> list[float]:
    """Return when platforms were whole again, in order."""
    at = result.incidents.milestones[:, 0]
    return sorted(at[~np.isnan(at)].tolist())


def fails(desk: Desk, pool: Pool, part: Stock, at: float) -> None:
    """A platform lacks a part from an hour on; it is lent one, or down until one makes it whole."""
    asm = desk.asm
    short, whole, apart = asm.label(), asm.label(), asm.label()
    desk.begin()
    asm.take(pool, status=Status.WAITING_PART)
    asm.draw(part, 1, "fail", short, again=True)
    asm.jump(whole)
    asm.place_label(apart)
    asm.draw(part, 1)
    asm.fill(part, pool)
    asm.end()
    asm.place_label(short)
    asm.spawn(apart)
    asm.hole(part, whole)
    desk.wait(0.5)  # to swap the part
    asm.place_label(whole)
    asm.mark("got")
    asm.release()
    desk.at(at)


def arrives(desk: Desk, part: Stock, *times: float) -> None:
    desk.begin()
    desk.asm.put(part, 1)
    desk.at(*times)


def test_as_many_are_down_as_the_stock_with_most_holes_has() -> None:
    desk = Desk()
    pool = desk.ships(3)
    pump, radio = (desk.asm.stock(name, desk.number(0)) for name in ("pump", "radio"))
    for at, part in ((1.0, pump), (2.0, radio), (3.0, pump), (4.0, radio)):
        fails(desk, pool, part, at)
    arrives(desk, pump, 10.0, 30.0)
    arrives(desk, radio, 20.0, 40.0)
    result = desk.result()
    # The second and fourth are lent a radio; a part frees a platform when both lack one fewer.
    assert whole_at(result) == [2.5, 4.5, 20.0, 40.0]
    waiting = 2 * 1 + 17 * 2 + 20 * 1 + 0.5 + 0.5
    assert result.readiness[0, Status.WAITING_PART] == waiting
    assert result.readiness[0].sum() == 3 * 100
    for row in result.stock:  # each need is one claim
        assert row[[CLAIMS, DEMANDED, FILLED]].tolist() == [2.0, 2.0, 0.0]


def test_nothing_is_swapped_while_the_stock_has_the_part() -> None:
    desk = Desk()
    pool = desk.ships(3)
    pump, radio = (desk.asm.stock(name, desk.number(n)) for name, n in (("pump", 0), ("radio", 1)))
    fails(desk, pool, pump, 1.0)
    fails(desk, pool, radio, 2.0)
    arrives(desk, pump, 10.0)
    result = desk.result()
    assert whole_at(result) == [2.0, 10.0]
    assert result.stock[1, [CLAIMS, DEMANDED, FILLED]].tolist() == [1.0, 1.0, 1.0]


def test_pools_lend_nothing_to_each_other() -> None:
    desk = Desk()
    zero, one = desk.asm.distribution(Constant(0.0)), desk.number(1)
    boats = desk.asm.pool("boats", one, None, zero, zero, desk.number(10.0), [0.0])
    pools = [desk.ships(1), boats]
    pump, radio = (desk.asm.stock(name, desk.number(0)) for name in ("pump", "radio"))
    fails(desk, pools[0], pump, 1.0)
    fails(desk, pools[1], radio, 2.0)
    arrives(desk, pump, 30.0)
    arrives(desk, radio, 20.0)
    assert whole_at(desk.result()) == [20.0, 30.0]


def test_an_order_come_what_may_is_due_in_until_it_is_there() -> None:
    desk = Desk()
    part = desk.asm.stock("parts", desk.number(9))
    desk.asm.sample_every(10.0)
    entry = desk.asm.here()
    desk.wait(15.0)
    desk.asm.put(part, due=True)
    desk.asm.end()
    desk.asm.source("orders", [[entry]], arrivals=None)
    desk.begin()
    desk.asm.lot(4)
    desk.asm.start("orders", order_of=part)
    desk.at(5.0, 55.0)
    result = desk.result()
    assert result.stock[0, ORDERS] == 2
    assert result.stock_series[:, 0, 2].tolist() == [0, 4, 0, 0, 0, 0, 4, 0, 0, 0]
    assert result.stock_series[:, 0, 0].tolist() == [9, 9, 13, 13, 13, 13, 13, 17, 17, 17]


def test_a_hole_without_platforms_stops_with_the_reason() -> None:
    desk = Desk()
    part = desk.asm.stock("parts", desk.number(0))
    desk.begin("here it is")
    whole = desk.asm.label()
    desk.asm.hole(part, whole)
    desk.asm.place_label(whole)
    desk.at(1.0)
    with pytest.raises(RunError, match=r"without platforms.*here it is"):
        run.replicate(desk.asm.build(), 1, 0)
