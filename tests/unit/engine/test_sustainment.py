"""Single features of sustainment, by hand: kernel and twin give the numbers written here."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from scipy import stats
from tests.unit.engine.desk import (
    BACKORDER_H,
    CLAIMS,
    DEMANDED,
    DUE_IN_END,
    EMPTY_H,
    FILLED,
    ISSUED,
    ON_HAND_END,
    ON_HAND_H,
    ORDERS,
    RECEIVED,
    WAIT_H,
    Desk,
    got,
)

from renkei._base.errors import RunError
from renkei.engine import run
from renkei.engine.kernel import sampling
from renkei.engine.twin import draws as reference_draws
from renkei.program.machine.blocks import Status, Use
from renkei.scenario.quantities.distributions import Constant


@numba.njit
def binomial_quantile(n, share, u):
    return sampling.binomial_quantile(n, share, u)


def test_a_program_without_sustainment_has_no_rows() -> None:
    desk = Desk()
    desk.begin()
    desk.wait(1.0)
    desk.at(0.0)
    result = desk.result()
    assert result.readiness.shape == (0, 9)
    assert result.stock.shape == (0, 18)
    assert len(result.sample_h) == 0


def test_a_draw_waits_in_parts_and_the_integrals_count_it() -> None:
    desk = Desk()
    stock = desk.asm.stock("parts", desk.number(2))
    desk.begin()
    desk.asm.draw(stock, 5)
    desk.asm.mark("got")
    desk.at(10.0)
    desk.begin()
    desk.asm.put(stock, 2)
    desk.at(20.0, 30.0)
    result = desk.result()
    assert got(result)[0] == 30.0
    row = result.stock[0]
    assert row[ON_HAND_H] == 2 * 10 + 1 * 70
    assert row[BACKORDER_H] == 3 * 10 + 1 * 10
    assert row[EMPTY_H] == 20
    assert row[[CLAIMS, DEMANDED, FILLED, ISSUED, RECEIVED]].tolist() == [1, 5, 2, 5, 4]
    assert row[[WAIT_H, ON_HAND_END]].tolist() == [3 * 10 + 1 * 10, 1.0]


def test_claims_are_served_by_rank_then_time_and_a_reserve_blocks_only_its_own() -> None:
    desk = Desk()
    stock = desk.asm.stock("parts", desk.number(0))
    for time, rank, reserve in ((1.0, 3, None), (2.0, 0, 2), (3.0, 1, None), (4.0, 3, None)):
        desk.begin()
        desk.asm.draw(
            stock, 1, rank=rank, reserve=None if reserve is None else desk.number(reserve)
        )
        desk.asm.mark("got")
        desk.at(time)
    desk.begin()
    desk.asm.put(stock, 1)
    desk.at(10.0, 20.0, 30.0)
    desk.begin()
    desk.asm.put(stock, 3)
    desk.at(40.0)
    result = desk.result()
    # Rank 1 first; rank 0 wants two to stay, and does not stand in the way of rank 3.
    assert got(result)[:4] == [20.0, 40.0, 10.0, 30.0]


@pytest.mark.parametrize(
    ("how", "lot", "end", "filled"), [("less", 2.0, 0.0, 2.0), ("fail", 0.0, 2.0, 0.0)]
)
def test_a_draw_that_does_not_wait(how: str, lot: float, end: float, filled: float) -> None:
    desk = Desk()
    stock, other = (desk.asm.stock(name, desk.number(n)) for name, n in (("a", 2), ("b", 0)))
    desk.begin()
    out = desk.asm.label()
    desk.asm.draw(stock, 5, how, out, carry=True)
    desk.asm.place_label(out)
    desk.asm.put(other)
    desk.at(10.0)
    result = desk.result()
    assert result.stock[0, [ON_HAND_END, DEMANDED, FILLED]].tolist() == [end, 5.0, filled]
    assert result.stock[1, ON_HAND_END] == lot


@pytest.mark.parametrize(
    ("policy", "orders", "amount"),
    [
        ({"lot": 1, "up_to": 6}, 3, 3.0),
        ({"up_to": 6}, 1, 3.0),
        ({"reorder": 3, "lot": 4}, 1, 4.0),
        ({"reorder": 2, "lot": 4}, 0, 0.0),
        ({"reorder": 4, "up_to": 7}, 1, 4.0),
    ],
)
def test_policies(policy: dict[str, float], orders: int, amount: float) -> None:
    desk = Desk()
    slots = {name: desk.number(value) for name, value in policy.items()}
    stock = desk.asm.stock("parts", desk.number(6), orders="orders", **slots)
    desk.begin()
    desk.asm.draw(stock, 3)
    desk.at(10.0)
    entry = desk.asm.here("order")
    desk.wait(200.0)
    desk.asm.end()
    desk.asm.source("orders", [[entry]], arrivals=None)
    result = desk.result()
    assert result.stock[0, [ORDERS, DUE_IN_END]].tolist() == [orders, amount]


def test_an_order_is_due_until_it_comes_and_a_refused_one_no_more() -> None:
    desk = Desk()
    desk.asm.sample_every(15.0)
    stock = desk.asm.stock(
        "parts", desk.number(5), up_to=desk.number(5), orders="orders", continuous=False
    )
    desk.begin()
    desk.asm.draw(stock, 3)
    desk.at(1.0)
    desk.begin()
    desk.asm.review(stock)
    desk.at(10.0, 40.0)
    entry, refused, choice = desk.asm.here("order"), desk.asm.label(), desk.asm.label()
    desk.asm.place_label(choice)
    desk.wait(10.0)
    desk.asm.if_done(refused)
    desk.asm.lot(2)  # one is lost
    desk.asm.put(stock, due=True)
    desk.asm.end()
    desk.asm.place_label(refused)
    desk.asm.end()
    desk.asm.source("orders", [[entry]], arrivals=None)
    result = desk.result()
    assert result.sample_h.tolist() == [0, 15, 30, 45, 60, 75, 90]
    assert result.stock_series[:, 0, 0].tolist() == [5, 2, 4, 4, 6, 6, 6]
    assert result.stock_series[:, 0, 2].tolist() == [0, 3, 0, 1, 0, 0, 0]


def test_a_started_incident_carries_the_lot() -> None:
    desk = Desk()
    stock = desk.asm.stock("parts", desk.number(0))
    desk.begin()
    desk.asm.lot(7)
    desk.asm.start("repair", lot=True)
    desk.at(10.0)
    entry = desk.asm.here("repair")
    desk.wait(5.0)
    desk.asm.put(stock)
    desk.asm.end()
    desk.asm.source("repair", [[entry]], arrivals=None)
    result = desk.result()
    assert result.stock[0, [ON_HAND_H, ON_HAND_END]].tolist() == [7 * 85.0, 7.0]
    assert result.sojourns[0].tolist() == [1.0, 5.0, 25.0]


def test_production_adds_up_its_rate_over_profile_and_ramp() -> None:
    desk = Desk(1000.0)
    desk.begin()
    desk.asm.lot(30)
    ramp = (desk.number(0.5), desk.number(20.0))
    desk.asm.make(desk.number(1.0), ([0.0, 30.0, 50.0], [1.0, 0.0, 2.0]), ramp)
    desk.asm.mark("got")
    desk.asm.lot(10)
    desk.asm.make(desk.number(1.0), ramp=ramp)
    desk.asm.mark_last("got")
    desk.at(0.0)
    # 15 by hour 20, 10 more by 30, nothing until 50, 5 at the double rate; then 10 hours more.
    assert got(desk.result()) == [pytest.approx(62.5)]


def test_production_waits_for_room() -> None:
    desk = Desk()
    stock = desk.asm.stock("out", desk.number(2))
    desk.begin()
    desk.asm.await_room(stock, 2)
    desk.asm.mark("got")
    desk.at(1.0)
    desk.begin()
    desk.asm.draw(stock, 1)
    desk.at(30.0)
    assert got(desk.result())[0] == 30.0


def test_a_platform_is_taken_moved_docked_and_released() -> None:
    desk = Desk()
    desk.asm.sample_every(40.0)
    pool = desk.ships(2)
    dock = desk.asm.station("dock", desk.number(1))
    desk.begin()
    desk.asm.clock()
    desk.asm.take(pool, 1, status=Status.MOVING)
    desk.wait(5.0)
    desk.asm.status(Status.WAITING_DOCK)
    desk.asm.clock(1)
    desk.asm.seize(dock, status=Status.PLANNED)
    desk.asm.tally("dock wait", 1)
    desk.wait(30.0)
    desk.asm.vacate()
    desk.asm.release()
    desk.asm.tally("off")
    desk.at(10.0, 10.0, 10.0)
    result = desk.result()
    expected = np.zeros(9)
    # Two move 5 h; one waits 30 h for the dock; the third is taken at 45 and docked at 75.
    expected[Status.MOVING] = 15.0
    expected[Status.WAITING_DOCK] = 30.0 + 25.0
    expected[Status.PLANNED] = 30.0 + 30.0 + 25.0
    expected[Status.READY] = 200.0 - expected.sum()
    assert result.readiness[0].tolist() == expected.tolist()
    assert result.readiness[0].sum() == 200.0
    assert result.available[0].tolist() == [65.0, 25.0, 10.0]
    assert result.pool_series[1, 0, [Status.PLANNED, Status.WAITING_DOCK]].tolist() == [1, 1]
    assert result.tallies[:, :2].tolist() == [[3.0, 55.0], [2.0, 35.0 + 65.0]]
    assert result.stations[0].tolist() == [85.0, 55.0, 100.0, 3.0, 55.0, 3.0]


def test_the_status_follows_a_mission_and_deployments_call_for_upkeep() -> None:
    desk = Desk()
    pool = desk.ships(1)
    route, after = desk.asm.label(), desk.asm.label()
    desk.begin()
    desk.asm.allocate([[(pool, route)]], 1)
    desk.asm.jump(after)
    desk.asm.place_label(route)
    desk.wait(6.0)
    desk.asm.turnaround("turnaround")
    desk.asm.release()
    desk.asm.end()
    desk.asm.place_label(after)
    desk.at(10.0, 30.0)
    desk.begin()
    desk.asm.await_use(pool, desk.asm.distribution(Constant(2.0)), "deployments", Use.DEPLOYMENTS)
    desk.asm.mark("got")
    desk.at(0.0)
    result = desk.result()
    assert result.readiness[0, :3].tolist() == [80.0, 12.0, 8.0]
    assert got(result)[2] == 40.0


def test_use_grows_with_missions_and_training() -> None:
    desk = Desk()
    pool = desk.ships(2, training=0.25)
    desk.begin()
    desk.asm.take(pool, 1)
    desk.wait(20.0)
    desk.asm.release()
    desk.at(10.0)
    for per_platform in (False, True):
        desk.begin()
        dist = desk.asm.distribution(Constant(9.0))
        desk.asm.await_use(pool, dist, "use", Use.HOURS, per_platform)
        desk.asm.mark("got")
        desk.at(0.0)
    # 0.5 an hour, half of it while one is away: 9 at hour 26, 18 at hour 46.
    assert got(desk.result())[1:] == [pytest.approx(26.0), pytest.approx(46.0)]


@pytest.mark.parametrize(
    ("opens", "busy", "expected"), [((0.0, 0.0), 0, 0), ((0.0, 0.0), 1, 1), ((50.0, 20.0), 0, 1)]
)
def test_a_dock_is_chosen(opens: tuple[float, float], busy: int, expected: int) -> None:
    desk = Desk()
    docks = [desk.asm.station(f"dock {k}", desk.number(1)) for k in range(2)]
    desk.begin()
    labels, out = [desk.asm.label() for _ in docks], desk.asm.label()
    options = [
        (label, dock, desk.number(at)) for label, dock, at in zip(labels, docks, opens, strict=True)
    ]
    desk.asm.choose(options)
    for label, dock in zip(labels, docks, strict=True):
        desk.asm.place_label(label)
        desk.asm.seize(dock)
        desk.wait(8.0)
        desk.asm.vacate()
        desk.asm.jump(out)
    desk.asm.place_label(out)
    desk.at(*[10.0] * (busy + 1))
    served = desk.result().stations[:, 3]
    assert served.tolist() == [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]][busy if not opens[0] else 2]
    assert served[expected] == 1.0


def test_a_held_team_stays_over_night() -> None:
    desk = Desk()
    day = desk.asm.calendar("day", [8.0, 32.0, 56.0], [16.0, 40.0, 64.0])
    dock = desk.asm.station("dock", desk.number(1), day)
    desk.begin()
    desk.asm.seize(dock)
    desk.asm.mark("got")
    desk.wait(20.0)
    desk.asm.vacate()
    desk.at(10.0, 11.0)
    assert got(desk.result()) == [10.0, 32.0]  # free at 30, but closed until 32


def test_populations_begin_evenly_spread_and_wait_until_an_hour() -> None:
    desk = Desk()
    asm = desk.asm
    entry = asm.here("life")
    asm.clock()
    asm.stagger(asm.distribution(Constant(40.0)), "first")
    asm.tally("first")
    asm.wait_until(desk.number(50.0))
    asm.tally("all")
    asm.end()
    asm.population("lives", asm.slot("lives", 4.0), entry)
    result = desk.result()
    total, square = result.tallies[1, 1:3]
    assert result.tallies[:, 0].tolist() == [4.0, 4.0]
    assert result.tallies[0, :2].tolist() == [4.0, 200.0]
    assert 60.0 <= total <= 100.0  # one in each of four stretches of 10 h
    assert 0 + 100 + 400 + 900 <= square <= 100 + 400 + 900 + 1600


def test_an_inverse_value_divides_and_is_reported_as_it_is() -> None:
    desk = Desk()
    asm = desk.asm
    manning = asm.slot("manning", 0.5, inverse=True)
    desk.begin()
    asm.delay(asm.distribution(Constant(10.0), factor=manning), "work")
    asm.mark("got")
    desk.at(0.0)
    result = desk.result()
    assert got(result) == [20.0]
    assert result.world[asm.build().slots.index("manning")] == 0.5


@pytest.mark.parametrize("n", [1.0, 7.0, 40.0, 5000.0, 1e6])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.97, 0.9999, 1.0])
def test_the_binomial_quantile(n: float, share: float) -> None:
    for u in (1e-6, 0.1, 0.499, 0.7, 0.99999):
        k = binomial_quantile(n, share, u)
        assert k == reference_draws.binomial_quantile(n, share, u)
        if 0 < share < 1:
            spread = 0.0 if n < 1000 else 0.02 * (n * share * (1 - share)) ** 0.5 + 1
            assert abs(k - stats.binom.ppf(u, n, share)) <= spread
        else:
            assert k == n * share


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        (lambda asm, pool, dock: asm.vacate(), "vacates a team that it does not hold"),
        (lambda asm, pool, dock: asm.seize(dock), "ends while it holds a team"),
        (lambda asm, pool, dock: (asm.seize(dock), asm.seize(dock)), "seizes another"),
        (lambda asm, pool, dock: (asm.take(pool), asm.take(pool)), "takes others"),
        (lambda asm, pool, dock: asm.take(pool), "ends while it holds platforms"),
        (lambda asm, pool, dock: asm.status(Status.REPAIR), "without platforms"),
        (lambda asm, pool, dock: asm.tally("x"), "a clock that it never set"),
    ],
)
def test_what_cannot_go_on_stops_with_the_reason(blocks, message: str) -> None:
    desk = Desk()
    pool, dock = desk.ships(2), desk.asm.station("dock", desk.number(2))
    desk.begin("here it is")
    blocks(desk.asm, pool, dock)
    desk.at(1.0)
    with pytest.raises(RunError, match=f"{message}.*here it is"):
        run.replicate(desk.asm.build(), 1, 0)


@pytest.mark.parametrize("rank", [None, 3], ids=["by precedence", "first come"])
def test_draws_of_one_moment_are_taken_by_precedence_not_in_the_order_written(
    rank: int | None,
) -> None:
    """Three ask at hour 10 for the two items there are; the less urgent is written first."""
    desk = Desk()
    stock = desk.asm.stock("parts", desk.number(2))
    for precedence in (3, 0, 2):
        desk.begin()
        desk.wait(0.0)
        desk.asm.draw(stock, 1, rank=rank)
        desk.asm.mark("got")
        desk.at(10.0, precedence=precedence)
    desk.begin()
    desk.asm.put(stock, 1)
    desk.at(30.0)
    assert got(desk.result())[:3] == [30.0, 10.0, 10.0]


def test_what_a_draw_would_leave_is_left_by_the_more_urgent_of_the_same_moment() -> None:
    """The routine one takes what there is and never waits: of 5, the urgent one's 4 come first."""
    desk = Desk()
    stock = desk.asm.stock("parts", desk.number(5))
    for precedence, amount, how in ((3, 5, "less"), (0, 4, "wait")):
        desk.begin()
        desk.asm.draw(stock, amount, how)
        desk.asm.mark("got")
        desk.at(10.0, precedence=precedence)
    result = desk.result()
    assert got(result) == [10.0, 10.0]
    assert result.stock[0][[CLAIMS, DEMANDED, FILLED, ISSUED]].tolist() == [2, 9, 5, 5]
