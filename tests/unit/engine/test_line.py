"""Who gets teams and platforms: the line of requests, and those who meet at one moment; by hand.

Kernel and twin give the numbers written here.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from renkei.engine import run
from renkei.engine.twin import twin as reference
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Pool
from renkei.scenario.quantities.distributions import Constant

FLASH, PRIORITY, ROUTINE = 0, 2, 3


class Desk:
    """An assembler for 1,000 hours; each request notes when its platforms are sent."""

    def __init__(self) -> None:
        self.asm = Assembler(1_000.0, milestones=("sent",))
        self.sources = 0

    def hours(self, hours: float):
        return self.asm.distribution(Constant(hours))

    def pool(self, name: str, size: int) -> Pool:
        asm = self.asm
        return asm.pool(
            name, asm.constant(size), None, self.hours(0.0), None, asm.constant(1.0), [0.0]
        )

    def at(self, at: float, rank: int) -> int:
        """Close a workflow; return the row of its source."""
        self.asm.end()
        name = f"source {self.sources:03d}"
        self.asm.source(name, [[self.entry]], Arrivals(times=[at]), precedence=rank)
        self.sources += 1
        return self.sources - 1

    def ask(
        self, at: float, count: int, pools: list[Pool], hours: float, rank: int = ROUTINE,
        how: str = "wait", **options: object,
    ) -> int:  # fmt: skip
        """Ask at a time for platforms, for so many hours; return the row of the source."""
        asm = self.asm
        away, failed = asm.label(), asm.label()
        self.entry = asm.here(f"ask {self.sources}")
        choices = [[(pool, away) for pool in pools]]
        asm.allocate(choices, count, how, failed if how == "fail" else None, **options)
        asm.place_label(failed)
        asm.end()
        asm.place_label(away)
        asm.mark("sent")
        asm.stay(self.hours(hours), "stay")
        asm.release()
        return self.at(at, rank)

    def sent(self) -> dict[int, float]:
        """Return when the platforms of each source were sent."""
        program = self.asm.build()
        fast = run.replicate(program, 1, 0, trace=True)
        slow = reference.replicate(program, 1, 0, trace=True)
        assert fast.trace.tobytes() == slow.trace.tobytes()
        np.testing.assert_array_equal(fast.incidents.milestones, slow.incidents.milestones)
        np.testing.assert_array_equal(fast.pools, slow.pools)
        self.short = fast.pools[:, 3].tolist()
        rows = fast.incidents
        return dict(zip(rows.source.tolist(), rows.milestones[:, 0].tolist(), strict=True))


def test_a_small_request_does_not_overtake_a_large_one() -> None:
    desk = Desk()
    ships = desk.pool("ships", 3)
    desk.ask(0.0, 1, [ships], 10.0)
    desk.ask(0.0, 1, [ships], 20.0)
    large = desk.ask(1.0, 3, [ships], 5.0)
    small = desk.ask(2.0, 1, [ships], 5.0)  # one is free all the time
    sent = desk.sent()
    assert (sent[large], sent[small]) == (20.0, 25.0)
    assert desk.short == [2.0]


def test_a_request_that_may_be_overtaken_holds_nothing() -> None:
    desk = Desk()
    ships = desk.pool("ships", 3)
    desk.ask(0.0, 1, [ships], 10.0)
    desk.ask(0.0, 1, [ships], 20.0)
    large = desk.ask(1.0, 3, [ships], 5.0, overtaking=True)
    small = desk.ask(2.0, 1, [ships], 50.0)
    sent = desk.sent()
    assert (sent[small], sent[large]) == (2.0, 52.0)


def test_an_urgent_request_holds_what_comes_free_before_it_has_enough() -> None:
    desk = Desk()
    ships = desk.pool("ships", 2)
    for hours in (4.0, 8.0):
        desk.ask(0.0, 1, [ships], hours)
    first = desk.ask(1.0, 1, [ships], 5.0)
    flash = desk.ask(2.0, 2, [ships], 5.0, FLASH)
    last = desk.ask(3.0, 1, [ships], 5.0, PRIORITY)
    sent = desk.sent()
    assert [sent[k] for k in (flash, last, first)] == [8.0, 13.0, 13.0]


def test_of_each_pool_on_its_list_as_many_are_held_as_are_asked_for() -> None:
    desk = Desk()
    ships, jets, trucks = desk.pool("ships", 2), desk.pool("jets", 3), desk.pool("trucks", 1)
    desk.ask(0.0, 1, [ships], 10.0)
    desk.ask(0.0, 2, [jets], 30.0)
    either = desk.ask(1.0, 4, [ships, jets], 5.0)  # one ship and one jet are free
    ship = desk.ask(2.0, 1, [ships], 1.0)
    jet = desk.ask(2.0, 1, [jets], 1.0)
    truck = desk.ask(2.0, 1, [trucks], 1.0)
    other = desk.ask(2.0, 1, [jets, trucks], 1.0)  # after the truck is back
    sent = desk.sent()
    assert [sent[k] for k in (truck, other)] == [2.0, 3.0]
    assert sent[either] == 30.0
    assert [sent[k] for k in (ship, jet)] == [35.0, 30.0]  # 2 ships and 2 jets of 3 are sent


def test_what_the_pools_could_never_fill_holds_nothing() -> None:
    desk = Desk()
    ships = desk.pool("ships", 2)
    never = desk.ask(0.0, 3, [ships], 5.0, FLASH)
    small = desk.ask(1.0, 2, [ships], 5.0)
    sent = desk.sent()
    assert np.isnan(sent[never])
    assert sent[small] == 1.0


def test_one_that_takes_less_and_one_that_fails_stand_behind_what_is_held() -> None:
    desk = Desk()
    ships = desk.pool("ships", 3)
    desk.ask(0.0, 1, [ships], 10.0)
    large = desk.ask(1.0, 3, [ships], 5.0)
    less = desk.ask(2.0, 2, [ships], 5.0, how="less")
    fails = desk.ask(2.0, 1, [ships], 5.0, how="fail")
    sent = desk.sent()
    assert (sent[large], sent[less]) == (10.0, 15.0)
    assert np.isnan(sent[fails])


def test_maintenance_stands_in_the_same_line() -> None:
    desk = Desk()
    asm, ships = desk.asm, desk.pool("ships", 2)
    desk.ask(0.0, 1, [ships], 10.0)
    large = desk.ask(1.0, 2, [ships], 5.0, PRIORITY)
    desk.entry = asm.here("upkeep")
    asm.take(ships, 1)
    asm.mark("sent")
    asm.delay(desk.hours(7.0), "upkeep")
    asm.release()
    upkeep = desk.at(2.0, ROUTINE)
    small = desk.ask(3.0, 2, [ships], 5.0)
    sent = desk.sent()
    assert [sent[k] for k in (large, upkeep, small)] == [10.0, 15.0, 22.0]


def test_platforms_are_not_held_for_one_who_waits_for_items() -> None:
    desk = Desk()
    asm, ships = desk.asm, desk.pool("ships", 2)
    buoys = asm.stock("buoys", asm.constant(0))
    away = asm.label()
    desk.entry = asm.here("armed")
    asm.equip([[(ships, away, [(buoys, asm.constant(1), "wait")])]], 2)
    asm.end()
    asm.place_label(away)
    asm.mark("sent")
    asm.stay(desk.hours(5.0), "stay")
    asm.release()
    armed = desk.at(1.0, FLASH)
    early = desk.ask(2.0, 1, [ships], 10.0)
    desk.entry = asm.here("delivery")
    asm.put(buoys, 2)
    desk.at(6.0, ROUTINE)
    late = desk.ask(7.0, 1, [ships], 5.0)  # items are there now: one ship is free, and held
    sent = desk.sent()
    assert [sent[k] for k in (early, armed, late)] == [2.0, 12.0, 17.0]


@pytest.mark.parametrize("first", [ROUTINE, FLASH])
def test_of_those_who_ask_at_one_moment_the_more_urgent_is_sent(first: int) -> None:
    desk = Desk()
    ships = desk.pool("ships", 1)
    ranks = (first, ROUTINE + FLASH - first)
    rows = {rank: desk.ask(3.0, 1, [ships], 5.0, rank) for rank in ranks}
    sent = desk.sent()
    assert (sent[rows[FLASH]], sent[rows[ROUTINE]]) == (3.0, 8.0)


def worked(desk: Desk, at: float, rank: int, *steps: tuple[object, float]) -> int:
    desk.entry = desk.asm.here(f"work {desk.sources}")
    for k, (station, hours) in enumerate(steps):
        desk.asm.work(station, desk.hours(hours), f"step {k}")
    desk.asm.mark("sent")
    return desk.at(at, rank)


@pytest.mark.parametrize("first", [ROUTINE, FLASH])
def test_of_those_who_come_at_one_moment_the_more_urgent_is_worked_on_first(first: int) -> None:
    desk = Desk()
    cell = desk.asm.station("cell", desk.asm.constant(1))
    ranks = (first, PRIORITY, ROUTINE + FLASH - first)
    rows = {rank: worked(desk, 3.0, rank, (cell, 10.0)) for rank in ranks}
    sent = desk.sent()
    assert [sent[rows[rank]] for rank in (FLASH, PRIORITY, ROUTINE)] == [13.0, 23.0, 33.0]


def test_of_one_class_the_first_to_come_is_first_also_at_one_moment() -> None:
    desk = Desk()
    cell = desk.asm.station("cell", desk.asm.constant(1))
    rows = [worked(desk, 3.0, PRIORITY, (cell, 1.0)) for _ in range(4)]
    sent = desk.sent()
    assert [sent[row] for row in rows] == [4.0, 5.0, 6.0, 7.0]


def test_steps_that_take_no_time_do_not_hold_the_more_urgent_up() -> None:
    """Routine comes straight to the cell, FLASH through three stations without work."""
    desk = Desk()
    asm = desk.asm
    cell = asm.station("cell", asm.constant(1))
    posts = [asm.station(f"post {k}", asm.constant(1)) for k in range(3)]
    routine = worked(desk, 3.0, ROUTINE, (cell, 10.0))
    flash = worked(desk, 3.0, FLASH, *((post, 0.0) for post in posts), (cell, 10.0))
    sent = desk.sent()
    assert (sent[flash], sent[routine]) == (13.0, 23.0)


def test_a_team_that_comes_free_meets_all_who_come_at_that_moment() -> None:
    desk = Desk()
    cell = desk.asm.station("cell", desk.asm.constant(1))
    worked(desk, 0.0, PRIORITY, (cell, 8.0))
    routine = worked(desk, 1.0, ROUTINE, (cell, 5.0))
    flash = worked(desk, 8.0, FLASH, (cell, 5.0))
    sent = desk.sent()
    assert (sent[flash], sent[routine]) == (13.0, 18.0)


def test_a_cell_that_opens_meets_all_who_come_at_that_moment() -> None:
    desk = Desk()
    days = np.arange(0.0, 1_000.0, 24.0)
    office = desk.asm.calendar("office", days + 8.0, days + 16.0)
    cell = desk.asm.station("cell", desk.asm.constant(1), office)
    routine = worked(desk, 1.0, ROUTINE, (cell, 2.0))
    flash = worked(desk, 8.0, FLASH, (cell, 2.0))
    sent = desk.sent()
    assert (sent[flash], sent[routine]) == (10.0, 12.0)


def test_papers_that_leave_one_board_are_taken_by_precedence() -> None:
    desk = Desk()
    asm = desk.asm
    cell = asm.station("cell", asm.constant(1))
    board = asm.gate("board", np.arange(0.0, 1_000.0, 24.0))
    rows = {}
    for at, rank in ((0.1, ROUTINE), (0.2, PRIORITY), (0.3, FLASH)):
        desk.entry = asm.here(f"paper {rank}")
        asm.gate_wait(board)
        asm.work(cell, desk.hours(1.0), "work")
        asm.mark("sent")
        rows[rank] = desk.at(at, rank)
    sent = desk.sent()
    assert [sent[rows[rank]] for rank in (FLASH, PRIORITY, ROUTINE)] == [25.0, 26.0, 27.0]


@pytest.mark.parametrize("number", range(20))
def test_who_comes_later_delays_nobody_of_his_class(number: int) -> None:
    """Requests for several pools, in one class: taking the later ones away changes nothing."""
    rng = random.Random(number)
    asks = [
        (at, rng.randint(1, 4), rng.sample(range(3), rng.randint(1, 3)), rng.uniform(1.0, 30.0),
         rng.choice(("wait", "wait", "less", "fail")))
        for at in sorted(rng.uniform(0.0, 200.0) for _ in range(40))
    ]  # fmt: skip

    def sent(asks: list[tuple[float, int, list[int], float, str]]) -> dict[int, float]:
        desk = Desk()
        pools = [desk.pool(f"pool {k}", size) for k, size in enumerate((2, 3, 4))]
        for at, count, listed, hours, how in asks:
            desk.ask(at, count, [pools[k] for k in listed], hours, how=how)
        return desk.sent()

    everybody, few = sent(asks), sent(asks[:25])
    assert [everybody[k] for k in range(25)] == pytest.approx(list(few.values()), nan_ok=True)


def test_what_a_failed_incident_still_asks_for_leaves_the_line() -> None:
    desk = Desk()
    asm, ships, jets = desk.asm, desk.pool("ships", 2), desk.pool("jets", 1)
    desk.ask(0.0, 1, [ships], 50.0)
    desk.ask(0.0, 1, [jets], 50.0)
    away, branch, failed, gone = (asm.label() for _ in range(4))
    desk.entry = asm.here("two forces")
    asm.split([branch])
    asm.allocate([[(ships, away)]], 2, "wait", gone)
    asm.place_label(gone)
    asm.end()
    asm.place_label(branch)
    asm.delay(desk.hours(5.0), "staff")
    asm.allocate([[(jets, away)]], 1, "fail", failed)
    asm.end()
    asm.place_label(failed)
    asm.fail("no jet")
    asm.end()
    asm.place_label(away)
    asm.mark("sent")
    asm.release()
    fails = desk.at(1.0, FLASH)
    small = desk.ask(2.0, 1, [ships], 1.0)
    sent = desk.sent()
    assert np.isnan(sent[fails])
    assert sent[small] == 6.0  # until then a ship is held
