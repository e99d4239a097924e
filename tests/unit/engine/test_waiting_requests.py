"""Platforms that wait for items, against a small program that walks the line from its head.

The rule, said once more and apart from the engine: claims and requests stand in one line by class,
then by time. Whoever is nearer the head has what is on the shelf first. A claim takes what it gets
and keeps it; a request keeps nothing but its place, and takes its items when all of them are left
to it. Every item asked for is ordered at once and comes after the lead time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.unit.engine.desk import (
    BACKORDER_H,
    CLAIMS,
    DEMANDED,
    FILLED,
    ISSUED,
    WAIT_H,
    Desk,
    both,
)

from renkei.engine.columns import STOCKS

ORDERED, UNFILLED = map(STOCKS.index, ("ordered", "unfilled"))
LEAD_H = 7.25


@dataclass
class Asker:
    """Somebody who asks for items."""

    time: float
    rank: int
    amount: int
    parts: bool
    """Whether it takes parts (a claim) or all at once (a request for platforms)."""
    got: float = 0.0
    need: int = field(init=False)
    late: bool = False

    def __post_init__(self) -> None:
        self.need = self.amount


def walk(line: list[Asker], shelf: int, now: float) -> int:
    """Serve the line from its head until nothing changes; return what stays on the shelf."""
    changed = True
    while changed:
        changed = False
        left = shelf
        for asker in sorted(line, key=lambda one: (one.rank, one.time)):
            take = min(asker.need, left)
            if asker.parts or take == asker.need:
                asker.need -= take
                shelf -= take
                changed |= take > 0
            left -= take
            if asker.need == 0:
                asker.got = now
                line.remove(asker)
    return shelf


def missing(line: list[Asker], shelf: int) -> int:
    """Return how many items are asked for and neither issued nor on the shelf for the asker."""
    asked = sum(asker.need for asker in line if not asker.parts)
    return sum(asker.need for asker in line if asker.parts) + max(asked - shelf, 0)


def by_hand(askers: list[Asker], stock: int, horizon: float) -> dict[str, float]:
    """Run the little model; return its sums."""
    events = [(asker.time, 0, asker) for asker in askers]
    events += [(asker.time + LEAD_H, asker.amount, None) for asker in askers]
    line: list[Asker] = []
    shelf, last, owed = stock, 0.0, 0.0
    for time, items, asker in sorted(events, key=lambda event: event[0]):
        if time >= horizon:
            break
        owed += missing(line, shelf) * (time - last)
        last = time
        shelf += items
        if asker is not None:
            line.append(asker)
        shelf = walk(line, shelf, time)
        if asker is not None:
            asker.late = asker in line
    owed += missing(line, shelf) * (horizon - last)
    counted = [asker for asker in askers if asker.time < horizon]
    return {
        "owed": owed,
        "demanded": sum(asker.amount for asker in counted),
        "unfilled": missing(line, shelf),
        "requests at once": sum(a.amount for a in counted if not a.parts and not a.late),
    }


@pytest.mark.parametrize("first_come", [False, True])
@pytest.mark.parametrize("number", range(12))
def test_whoever_waits_is_served_from_the_head_of_the_line(number: int, first_come: bool) -> None:
    rng = random.Random(number)
    askers = [
        Asker(rng.uniform(1.0, 60.0), rng.randint(0, 3), rng.randint(1, 4), rng.random() < 0.5)
        for _ in range(24)
    ]
    if first_come:
        for asker in askers:
            asker.rank = 3
    stock = rng.randint(4, 9)
    desk = Desk(80.0)
    asm, full = desk.asm, desk.number(stock)
    items = asm.stock("items", full, up_to=full, orders="orders", rank=3 if first_come else None)
    ships = desk.ships(60)
    names = []
    for asker in askers:
        desk.begin()
        if asker.parts:
            asm.draw(items, asker.amount, rank=asker.rank)
            asm.mark("got")
        else:
            route, after = asm.label(), asm.label()
            asm.equip([[(ships, route, [(items, desk.number(asker.amount), "wait")])]], 1)
            asm.jump(after)
            asm.place_label(route)
            asm.mark("got")
            asm.release()
            asm.end()
            asm.place_label(after)
        desk.at(asker.time, precedence=asker.rank)
        names.append(f"source {desk.used}")
    entry = asm.here("order")
    desk.wait(LEAD_H)
    asm.put(items, due=True)
    asm.end()
    asm.source("orders", [[entry]], arrivals=None)
    program = asm.build()
    result = both(program)
    expected = by_hand(askers, stock, 80.0)
    times = dict(
        zip(result.incidents.source.tolist(), result.incidents.milestones[:, 0], strict=True)
    )
    for name, asker in zip(names, askers, strict=True):
        assert times[program.sources.index(name)] == pytest.approx(asker.got), name
    row = result.stock[0]
    assert row[BACKORDER_H] == pytest.approx(expected["owed"])
    assert row[WAIT_H] == pytest.approx(expected["owed"])
    demanded = expected["demanded"]
    assert row[[CLAIMS, DEMANDED, ORDERED]].tolist() == [24, demanded, demanded]
    assert row[UNFILLED] == expected["unfilled"]


def test_a_request_that_waits_is_demand_and_orders() -> None:
    """Two on hand, ten hours from order to receipt; the third asker waits from 3 to 11."""
    desk = Desk()
    asm, two = desk.asm, desk.number(2)
    items = asm.stock("items", two, lot=desk.number(1), up_to=two, orders="orders")
    ships = desk.ships(9)
    route, after = asm.label(), asm.label()
    desk.begin()
    asm.equip([[(ships, route, [(items, desk.number(1), "wait")])]], 1)
    asm.jump(after)
    asm.place_label(route)
    asm.mark("got")
    asm.release()
    asm.end()
    asm.place_label(after)
    desk.at(1.0, 2.0, 3.0)
    entry = asm.here("order")
    desk.wait(10.0)
    asm.put(items, due=True)
    asm.end()
    asm.source("orders", [[entry]], arrivals=None)
    result = both(asm.build())
    assert result.incidents.milestones[:, 0].tolist() == [1.0, 2.0, 11.0]
    row = result.stock[0]
    assert row[[CLAIMS, DEMANDED, FILLED, ISSUED, ORDERED]].tolist() == [3, 3, 2, 3, 3]
    assert row[[BACKORDER_H, WAIT_H, UNFILLED]].tolist() == [8.0, 8.0, 0.0]


@pytest.mark.parametrize(
    ("policy", "orders"),
    [
        ({"lot": 5, "up_to": 6}, 1),
        ({"reorder": 0, "lot": 9}, 1),
        ({"reorder": 0, "up_to": 6}, 1),
    ],
)
def test_somebody_who_waits_before_a_reserve_is_ordered_for(
    policy: dict[str, float], orders: int
) -> None:
    """Six on hand, all of them kept back from this claim: no position would ever call for more."""
    desk = Desk()
    slots = {name: desk.number(value) for name, value in policy.items()}
    stock = desk.asm.stock("items", desk.number(6), orders="orders", **slots)
    desk.begin()
    desk.asm.draw(stock, 2, reserve=desk.number(6))
    desk.asm.mark("got")
    desk.at(10.0)
    entry = desk.asm.here("order")
    desk.wait(20.0)
    desk.asm.put(stock, due=True)
    desk.asm.end()
    desk.asm.source("orders", [[entry]], arrivals=None)
    result = both(desk.asm.build())
    assert result.incidents.milestones[0, 0] == 30.0
    assert result.stock[0, 8] == orders


def test_practice_does_not_take_what_a_request_waits_for_with_its_platforms() -> None:
    """Urgent platforms come home at 30; the item on the shelf is theirs, not the practice's."""
    desk = Desk()
    asm = desk.asm
    items, ships = asm.stock("items", desk.number(1)), desk.ships(1)
    desk.begin()
    asm.take(ships, 1, status=1)
    desk.wait(30.0)
    asm.release()
    desk.at(0.0)
    route, after = asm.label(), asm.label()
    desk.begin()
    asm.equip([[(ships, route, [(items, desk.number(1), "wait")])]], 1)
    asm.jump(after)
    asm.place_label(route)
    asm.mark("got")
    asm.release()
    asm.end()
    asm.place_label(after)
    desk.at(5.0, precedence=0)
    desk.begin()
    asm.draw(items, 1, rank=3)
    asm.mark("got")
    desk.at(10.0)
    result = both(asm.build())
    got = result.incidents.milestones[:, 0]
    assert got[1] == 30.0
    assert np.isnan(got[2])
    # Only the practice lacks anything: the request waits for its platforms.
    assert result.stock[0, [CLAIMS, DEMANDED, FILLED, UNFILLED]].tolist() == [2, 2, 1, 1]
    assert result.stock[0, WAIT_H] == 90.0


def test_what_begins_in_the_window_counts_as_far_as_the_horizon() -> None:
    """Stretches from 10 to 40, from 60 to beyond the end; one before the window."""
    desk = Desk()
    desk.asm.warm_up_h = 5.0
    for begin, hours in ((1.0, 50.0), (10.0, 30.0), (60.0, 500.0)):
        desk.begin()
        desk.asm.clock(1, "stretch")
        desk.wait(hours)
        desk.asm.tally("stretch", 1)
        desk.at(begin)
    result = both(desk.asm.build())
    assert result.tallies.tolist() == [[2.0, 30.0 + 40.0, 30.0**2 + 40.0**2, 1.0]]


def test_extremes_of_a_stock_are_of_the_window_and_of_levels_that_lasted() -> None:
    """Empty before the window, at 20 for no time at all, at 30 for half an hour."""
    desk = Desk()
    desk.asm.warm_up_h = 10.0
    stock = desk.asm.stock("items", desk.number(0), full=desk.number(3))
    for time, amount in ((1.0, 2), (20.0, -2), (20.0, 2), (30.0, -2), (30.5, 3)):
        desk.begin()
        if amount > 0:
            desk.asm.put(stock, amount)
        else:
            desk.asm.draw(stock, -amount)
        desk.at(time)
    result = both(desk.asm.build())
    assert result.stock[0, 14:].tolist() == [30.0, 0.0, 30.0, 30.5]
    assert result.stock[0, 2] == 0.5
