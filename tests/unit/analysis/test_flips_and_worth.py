"""Tipping points, boxes and values of information, against closed forms and planted conditions."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from renkei.analysis.sensitivity.boxes import box_of
from renkei.analysis.sensitivity.contingency import SIDE, contingency_of
from renkei.analysis.sensitivity.factors import DrawnWorlds
from renkei.analysis.sensitivity.flips import flips_of
from renkei.analysis.sensitivity.outcomes import of_incidents, of_values
from renkei.analysis.sensitivity.worth import at_least, partial, perfect, worth_of

NORMAL = NormalDist()


def worlds(shares: np.ndarray) -> DrawnWorlds:
    n, m = shares.shape
    return DrawnWorlds(
        tuple(f"x{i:04d}" for i in range(m)), np.arange(n), shares, np.tile([0.0, 0.5, 1.0], (m, 1))
    )


def against_nothing(gain: np.ndarray):
    return of_values(("base", "other"), np.column_stack([np.zeros(len(gain)), gain]))


def test_a_tipping_point_lies_where_the_line_is_zero() -> None:
    """gain = 0.7 - u + 0.3 (v - 1/2) + luck: zero at u = 0.7; along v nowhere (0.2 ± 0.15)."""
    held = 0
    for seed in range(12):
        random = np.random.default_rng(seed)
        shares = random.random((400, 60))
        gain = 0.7 - shares[:, 0] + 0.3 * (shares[:, 1] - 0.5) + 0.3 * random.standard_normal(400)
        found = flips_of(worlds(shares), of_values(("a",), gain[:, None]))
        first = next(one for one in found.tipping if one.path == "x0000")
        assert first.at is not None
        assert (first.side, first.fails) == ("flips", "above")
        assert first.at.value == pytest.approx(0.7, abs=0.1)
        held += first.at.low <= 0.7 <= first.at.high
        assert all(one.side != "flips" for one in found.tipping if one.path != "x0000")
        assert found.decided
    assert held >= 9  # of 11.4 expected


def test_the_verdict_of_the_worse_design_is_turned() -> None:
    """The same with the sign changed: it fails on the same side, at the same place."""
    random = np.random.default_rng(3)
    shares = random.random((400, 20))
    gain = 0.7 - shares[:, 0] + 0.2 * random.standard_normal(400)
    told = [flips_of(worlds(shares), of_values(("a",), s * gain[:, None])) for s in (1.0, -1.0)]
    places = [one.tipping[0].at for one in told]
    assert places[0] == places[1]
    assert [one.tipping[0].fails for one in told] == ["above", "above"]
    assert told[0].gain.value == -told[1].gain.value
    assert (told[0].better, told[0].worse) == (told[1].better, told[1].worse)


def test_worlds_in_which_it_holds_are_counted_without_luck() -> None:
    """World gain N(0.5, 1), luck of twice that: it holds in Phi(0.5) = 69 % of worlds."""
    random = np.random.default_rng(9)
    n = 500
    replication = np.repeat(np.arange(n), 12)
    own = 0.5 + random.standard_normal(n)
    gain = own[replication] + math.sqrt(48) * random.standard_normal(len(replication))
    when = 1000 * random.random(len(replication))
    outcome = of_incidents(("a",), replication, when, gain[:, None])
    found = flips_of(worlds(random.random((n, 3))), outcome)
    assert found.worlds is not None
    assert found.worlds.low <= NORMAL.cdf(0.5) <= found.worlds.high
    assert found.worlds.value == pytest.approx(NORMAL.cdf(0.5), abs=0.08)
    assert found.holds.value < 0.65  # luck included: nearer to a half


def test_a_planted_box_is_found_and_holds_on_fresh_worlds() -> None:
    """Gain -1 where u > 0.6 and v < 0.5, else +1; noise of 0.5."""
    random = np.random.default_rng(12)
    shares = random.random((800, 40))
    inside = (shares[:, 0] > 0.6) & (shares[:, 1] < 0.5)
    gain = np.where(inside, -1.0, 1.0) + 0.5 * random.standard_normal(800)
    box = box_of([f"x{i}" for i in range(40)], shares, gain)
    assert box is not None
    assert box.confirmed
    assert {one.path for one in box.conditions} == {"x0", "x1"}
    by_path = {one.path: one for one in box.conditions}
    assert by_path["x0"].low == pytest.approx(0.6, abs=0.25)
    assert by_path["x1"].high == pytest.approx(0.5, abs=0.25)
    assert box.outside.low > 0


def test_no_box_is_confirmed_where_nothing_matters() -> None:
    random = np.random.default_rng(13)
    for _ in range(20):
        shares = random.random((200, 100))
        box = box_of([str(i) for i in range(100)], shares, 0.2 + random.standard_normal(200))
        assert box is None or not box.confirmed


@pytest.mark.parametrize("mean", [0.0, 0.5])
def test_partial_information_of_a_normal_difference(mean: float) -> None:
    """Two actions, difference mean + N(0, 1) known + luck: phi(m) - m (1 - Phi(m))."""
    known = NORMAL.pdf(mean) - mean * (1 - NORMAL.cdf(mean))
    told, held = [], 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        shares = random.random((400, 1))
        normal = np.array([NORMAL.inv_cdf(float(u)) for u in shares[:, 0]])
        gain = mean + normal + 0.7 * random.standard_normal(400)
        found = partial(shares, np.column_stack([np.zeros(400), gain]))
        told.append(found.value)
        held += found.low <= known <= found.high
    # What is learned from four fifths of the worlds is a little less than what there is to know.
    assert known - 0.06 <= np.mean(told) <= known + 0.03
    assert held >= 16


def test_partial_information_of_a_uniform_difference() -> None:
    """Difference 2 (u - 0.4), luck besides: E max(0, d) = 0.36, mean 0.2, so worth 0.16."""
    told = []
    for seed in range(20):
        random = np.random.default_rng(100 + seed)
        shares = random.random((300, 1))
        gain = 2 * (shares[:, 0] - 0.4) + 0.5 * random.standard_normal(300)
        told.append(partial(shares, np.column_stack([np.zeros(300), gain])).value)
    assert np.mean(told) == pytest.approx(0.16, abs=0.03)


@pytest.mark.parametrize("mean", [0.0, 0.1])
def test_nothing_is_worth_knowing_where_all_is_luck(mean: float) -> None:
    """Standard deviation of luck 1, a hundred worlds, 200 ranges that do nothing."""
    told = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        shares = random.random((100, 200))
        found = worth_of(worlds(shares), against_nothing(mean + random.standard_normal(100)))
        told.append(found.found.value)
    assert np.mean(told) < 0.01


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_perfect_information_is_bracketed(spread: float) -> None:
    """World difference N(0, spread): worth spread times phi(0); luck of 2 an incident."""
    known = spread * NORMAL.pdf(0.0)
    random = np.random.default_rng(1)
    upper, lower = [], []
    for _ in range(5):
        n = 300
        replication = np.repeat(np.arange(n), 12)
        own = spread * random.standard_normal(n)
        gain = own[replication] + 2 * random.standard_normal(len(replication))
        when = 1000 * random.random(len(replication))
        both = np.column_stack([np.zeros(len(gain)), gain])
        outcome = of_incidents(("a", "b"), replication, when, both)
        normal, half = perfect(outcome), at_least(outcome)
        assert normal is not None
        assert half is not None
        upper.append(normal.value)
        lower.append(half.value)
    assert np.mean(upper) == pytest.approx(known, abs=0.07)
    assert np.mean(lower) <= known + 0.02


def test_ranges_are_ordered_by_what_they_are_worth() -> None:
    """Twice the slope, more than twice the worth; groups and sums follow."""
    random = np.random.default_rng(2)
    shares = random.random((600, 50))
    gain = 2 * (shares[:, 0] - 0.5) + (shares[:, 1] - 0.5) + 0.3 * random.standard_normal(600)
    groups = {"source": {"x0000": "guess", "x0001": "source"}}
    found = worth_of(worlds(shares), against_nothing(gain), groups)
    assert [one.name for one in found.factors_worth[:2]] == ["x0000", "x0001"]
    assert found.factors_worth[0].worth.value == pytest.approx(0.25, abs=0.06)
    assert found.first[1].worth.value >= found.first[0].worth.value - 0.01
    assert {one.name: one.ranges for _, one in found.groups} == {"guess": 1, "source": 1}


def test_the_map_names_the_best_design_of_each_corner() -> None:
    """The other is better where u + v > 1."""
    random = np.random.default_rng(7)
    shares = random.random((500, 4))
    gain = shares[:, 0] + shares[:, 1] - 1 + 0.2 * random.standard_normal(500)
    found = contingency_of(worlds(shares), against_nothing(gain), "x0000", "x0001")
    for row in range(SIDE):
        for column in range(SIDE):
            if row + column != SIDE - 1:
                best = "other" if row + column > SIDE - 1 else "base"
                assert found.best[row][column] == best
    assert found.agreed[0][0] > 0.99


def test_a_map_has_only_ranges_that_surely_move_the_verdict() -> None:
    """Of 400 ranges two move the gain. One of no effect is found besides, and is no axis."""
    random = np.random.default_rng(15)
    shares = random.random((120, 400))
    gain = 3.0 + 3 * shares[:, 0] - 2 * shares[:, 1] + random.normal(0, 0.5, 120)
    found = flips_of(worlds(shares), of_values(("a",), gain[:, None]))
    assert {one.path for one in found.tipping} == {"x0000", "x0001", "x0103"}
    assert found.axes == ("x0000", "x0001")  # the stronger first
