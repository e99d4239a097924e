"""Designed experiments, on functions whose indices are known and on a queue run by the engine."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from renkei.analysis.sensitivity.designed import DesignedWorlds, confirmed, design_of
from renkei.engine.worlds import ListedWorlds, value_at
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.results.worker import Task, kernel
from renkei.scenario.quantities.distributions import Exponential

pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")


def alone(n: int) -> dict[str, list[str]]:
    return {f"x{i}": [f"x{i}"] for i in range(n)}


def ishigami(places: np.ndarray) -> np.ndarray:
    x = math.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(places: np.ndarray, a: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4 * places - 2) + a) / (1 + a), axis=1)


def luck(design: DesignedWorlds, size: float, together: float = 0.0) -> np.ndarray:
    """Return what the luck of each world adds: by itself, and in proportion to the first range."""
    drawn = np.random.default_rng(3).standard_normal((design.lucks.max() + 1, 2))[design.lucks]
    return size * drawn[:, 0] + together * drawn[:, 1] * (design.places[:, 0] - 0.5)


def test_indices_of_the_ishigami_function() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: alone 0.3139, 0.4424, 0; in all 0.5576, 0.4424,
    0.2437. Tolerance 0.05, with 512 points; intervals of SALib are about twice that.
    """
    design = design_of("sobol", alone(3), 512, 1)
    found = confirmed(design, ishigami(design.places))
    known = {"x0": (0.3139, 0.5576), "x1": (0.4424, 0.4424), "x2": (0.0, 0.2437)}
    for one in found.shares:
        first, total = known[one.name]
        assert one.alone.value == pytest.approx(first, abs=0.05)
        assert one.total.value == pytest.approx(total, abs=0.05)
        assert one.total.low <= total <= one.total.high
    assert found.together is not None
    assert found.together.value == pytest.approx(1.0, abs=0.02)  # there is no luck
    assert found.luck is not None
    assert found.luck.low < 0.02


def test_indices_of_the_g_function_and_of_its_groups() -> None:
    """Sobol' (1993): V_i = 1 / (3 (1 + a_i)^2); of a product the total of i is V_i times all other
    1 + V_j, and a group's own variance is the product of its 1 + V_i, less 1.
    """
    a = np.array([0, 1, 4.5, 9, 99, 99])
    own = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + own) - 1
    design = design_of("sobol", alone(6), 512, 2)
    found = {one.name: one for one in confirmed(design, g_function(design.places, a)).shares}
    for i in range(6):
        total = own[i] * np.prod(np.delete(1 + own, i)) / whole
        assert found[f"x{i}"].alone.value == pytest.approx(own[i] / whole, abs=0.04)
        assert found[f"x{i}"].total.value == pytest.approx(total, abs=0.04)
    grouped = design_of("sobol", {"first": ["x0", "x2"], "rest": ["x1", "x3", "x4", "x5"]}, 512, 2)
    order = [int(path[1:]) for path in grouped.paths]
    told = confirmed(grouped, g_function(grouped.places, a[order]))
    of_group = {one.name: one.alone.value for one in told.shares}
    assert of_group["first"] == pytest.approx(((1 + own[0]) * (1 + own[2]) - 1) / whole, abs=0.05)


def test_luck_is_told_from_the_ranges() -> None:
    """Ishigami has a variance of 13.84; luck adds as much, and 1.33 together with the first range.

    Together 13.84 / 29.0, luck the same, and the first range in all (0.5576 x 13.84 + 1.33) / 29.0.
    """
    design = design_of("sobol", alone(3), 512, 1)
    found = confirmed(design, ishigami(design.places) + luck(design, 3.72, 4.0))
    whole = 2 * 13.84 + 4.0**2 / 12
    assert found.together is not None
    assert found.luck is not None
    for part in (found.together, found.luck):
        assert part.value == pytest.approx(13.84 / whole, abs=0.06)
        assert part.low <= 13.84 / whole <= part.high
    first = next(one for one in found.shares if one.name == "x0")
    assert first.alone.low <= 0.3139 * 13.84 / whole <= first.alone.high
    assert first.total.value == pytest.approx((0.5576 * 13.84 + 16 / 12) / whole, abs=0.06)


def test_elementary_effects_of_a_plane_and_of_a_parabola() -> None:
    """A plane has its slopes as effects, each the same everywhere, whatever the luck of a turn. A
    parabola around the middle moves either way: its mean is nothing, its size is not.
    """
    design = design_of("morris", alone(4), 40, 1)
    places = design.places
    values = 3 * places[:, 0] - 2 * places[:, 1] + 9 * (places[:, 2] - 0.5) ** 2
    found = {one.name: one for one in confirmed(design, values + luck(design, 50.0)).moved}
    for name, slope in (("x0", 3.0), ("x1", -2.0)):
        assert found[name].effect is not None
        assert found[name].effect.value == pytest.approx(slope)
        assert found[name].size.value == pytest.approx(abs(slope))
        assert found[name].spread == pytest.approx(0.0, abs=1e-9)
    bent = found["x2"]
    assert bent.effect is not None
    assert bent.effect.low < 0 < bent.effect.high
    # From 0 to 2/3 of the range or from 1/3 to 1: 9 (1/36 - 9/36) / (2/3) = -3, or 3.
    assert bent.size.value == pytest.approx(3.0)
    assert found["x3"].still == 1.0
    assert found["x3"].size.value == 0.0


def test_groups_move_together() -> None:
    design = design_of("morris", {"both": ["x0", "x1"], "one": ["x2"]}, 8, 1)
    assert design.each == 3
    steps = np.diff(design.places.reshape(8, 3, 3), axis=1) != 0
    assert (steps[..., 0] == steps[..., 1]).all()
    assert (steps[..., 0] != steps[..., 2]).all()
    found = confirmed(design, design.places[:, 2] * 2.0)
    assert [one.name for one in found.moved] == ["one", "both"]
    assert found.moved[1].effect is None
    assert found.moved[1].still == 1.0


def test_a_turn_without_a_value_is_left_out() -> None:
    design = design_of("sobol", alone(2), 30, 1)
    assert design.turns == 32  # a power of two
    values = design.places.sum(axis=1)
    values[design.each + 1] = math.nan
    found = confirmed(design, values)
    assert (found.turns, found.left_out) == (31, 1)
    values[5:] = math.nan
    with pytest.raises(ValueError, match="0 turns"):
        confirmed(design, values)


def test_worlds_of_a_turn_share_their_luck() -> None:
    design = design_of("sobol", alone(2), 4, 1)
    # A, A with the first of B, A with the second, B; B and A the other way round.
    assert design.lucks[:6].tolist() == [0, 0, 0, 1, 0, 1]
    assert design.lucks[6:12].tolist() == [2, 2, 2, 3, 2, 3]
    turn = design.places[:6]
    assert turn[3].tolist() == turn[4].tolist()
    assert turn[0].tolist() == turn[5].tolist()
    assert turn[1].tolist() == [turn[3][0], turn[0][1]]


# M/M/1 through the engine: rate 0.5 to 1 an hour, service 0.4 to 0.6 h, and what does nothing.

RANGES = np.array([[0.5, 0.75, 1.0], [0.4, 0.5, 0.6], [1.0, 2.0, 3.0]])


def in_system(places: np.ndarray) -> np.ndarray:
    """Return the mean time in system, s / (1 - rate s)."""
    rate, service = (value_at(places[:, i], np.tile(RANGES[i], (len(places), 1))) for i in (0, 1))
    return service / (1 - rate * service)


def _queue() -> Program:
    asm = Assembler(horizon_h=1200.0, warm_up_h=100.0, drain_h=100.0, milestones=["done"])
    desk = asm.station("desk", asm.slot("teams", 1))
    (low_r, rate, high_r), (low_s, service, high_s), (low_n, nothing, high_n) = RANGES
    asm.slot("nothing", nothing, low_n, high_n)
    entry = asm.here("caller")
    own = asm.slot("service", service, low_s, high_s)
    asm.work(desk, asm.distribution(Exponential(1.0), own), "talk", asm.tag("caller/talk"))
    asm.mark("done")
    asm.end()
    rates = Arrivals(rate=asm.slot("rate", rate, low_r, high_r))
    asm.source("caller", [[entry]], rates, precedence=2)
    return asm.build()


def simulated(design: DesignedWorlds) -> np.ndarray:
    """Return the mean time in system of each world of a design, by the engine."""
    column = {"rate": 0, "service": 1, "nothing": 2}
    stated = np.array([RANGES[column[path]] for path in design.paths])
    values = np.stack([value_at(places, stated) for places in design.places])
    worlds = ListedWorlds(design.paths, values, stated, lucks=design.lucks)
    task = Task({}, 4, False, Path(), kernel, worlds)
    found = [task.replication(QUEUE, number).incidents for number in range(len(values))]
    return np.array([one.after_h[one.counted == 1, 0].mean() for one in found])


QUEUE = _queue()
NAMES = {"rate": ["rate"], "service": ["service"], "nothing": ["nothing"]}


def test_elementary_effects_of_a_queue() -> None:
    """The same trajectories on s / (1 - rate s): derivatives s^2 / (1 - rate s)^2 by the rate and
    1 / (1 - rate s)^2 by the service, taken between the same points.

    Of 16 trajectories of 1,200 h with an error of some 6 % in each mean, most of it shared.
    """
    design = design_of("morris", NAMES, 16, 3)
    known = {one.name: one for one in confirmed(design, in_system(design.places)).moved}
    found = {one.name: one for one in confirmed(design, simulated(design)).moved}
    for name in ("rate", "service"):
        ours, theirs = found[name].effect, known[name].effect
        assert ours is not None
        assert theirs is not None
        assert ours.value == pytest.approx(theirs.value, rel=0.15)
        assert ours.low > 0
    assert found["nothing"].still == 1.0  # the same luck: not a bit differs


def test_indices_of_a_queue() -> None:
    """Indices of s / (1 - rate s) by SALib from 1,024 points, with no luck at all."""
    design = design_of("sobol", NAMES, 32, 3)
    whole = design_of("sobol", NAMES, 1024, 5)
    known = {one.name: one for one in confirmed(whole, in_system(whole.places)).shares}
    told = confirmed(design, simulated(design))
    found = {one.name: one for one in told.shares}
    for name in ("rate", "service"):
        assert found[name].alone.low <= known[name].alone.value <= found[name].alone.high
        assert found[name].total.value == pytest.approx(known[name].total.value, abs=0.15)
    assert found["nothing"].total.value == 0.0
    assert told.together is not None
    assert told.together.low > 0.3  # little luck in so long a run
