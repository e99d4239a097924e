"""Worlds that are given: lists, Latin hypercubes, Sobol sequences.

Right values: the generator of the twin, which is plain integers; the definition of a Latin
hypercube; SciPy's sequence drawn in one go; weights as counts; the formula of the range by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc
from tests.unit.engine.test_run import Bench

from renkei.engine.run import replicate
from renkei.engine.twin import draws
from renkei.engine.twin import twin as reference
from renkei.engine.worlds import (
    BLOCK,
    LatinWorlds,
    ListedWorlds,
    SobolWorlds,
    philox,
    place_in,
    to_unit,
    value_at,
)
from renkei.program.machine.program import Program

RANGES = {"a": (1.0, 2.0, 4.0), "b": (0.0, 0.5, 1.0), "c": (10.0, 10.0, 30.0)}


def program(ranges: dict[str, tuple[float, float, float]] = RANGES) -> Program:
    bench = Bench()
    for path, (low, middle, high) in ranges.items():
        bench.asm.slot(path, middle, low, high)
    bench.times("one", bench.asm.here(), [0.0])
    bench.asm.end()
    return bench.asm.build()


def rows(
    values: list[list[float]], paths: tuple[str, ...] = ("a", "b"), weights=None
) -> ListedWorlds:
    stated = np.array([RANGES[path] for path in paths])
    own = None if weights is None else np.array(weights, float)
    return ListedWorlds(paths, np.array(values), stated, own)


def world(built: Program, given) -> dict[str, float]:
    """Return the world of kernel and twin, which must agree to the last bit."""
    fast = replicate(built, 3, 5, given=given).world
    assert fast.tolist() == reference.replicate(built, 3, 5, given=given.tolist()).world.tolist()
    return dict(zip(built.slots, fast.tolist(), strict=True))


def test_many_draws_at_once_are_those_of_the_generator() -> None:
    keys = np.random.default_rng(1).integers(0, 2**64, 200, np.uint64)
    for key, high in ((0, 0), (2**64 - 1, 2**63 + 5), (12345, 7)):
        own = [draws.philox_words((int(low), high), key)[0] for low in keys]
        assert philox(key, high, keys).tolist() == own
        unit = [draws.uniform(key, int(low), high, 0) for low in keys]
        assert to_unit(philox(key, high, keys)).tolist() == unit


def test_a_row_gives_its_values_and_the_rest_is_drawn_as_always() -> None:
    built = program()
    given = rows([[1.25, 0.9], [3.7, 0.1]]).given(built, 3, 5)  # row 5 mod 2
    free = dict(zip(built.slots, replicate(built, 3, 5).world.tolist(), strict=True))
    assert world(built, given) == {"a": 3.7, "b": 0.1, "c": free["c"]}


def test_what_is_given_holds_in_the_nominal_world_too() -> None:
    built = program()
    given = rows([[1.25, 0.9]]).given(built, 3, 5)
    for engine in (replicate, reference.replicate):
        own = engine(built, 3, 5, True, given=given).world.tolist()
        assert dict(zip(built.slots, own, strict=True)) == {"a": 1.25, "b": 0.9, "c": 10.0}


def test_another_range_takes_the_same_place_in_it() -> None:
    """1.5 is at 1/4 of (1, 2, 4): of (10, 20, 60) that is 15; 3.5 at 7/8 is 50."""
    built = program({"a": (10.0, 20.0, 60.0)})
    for value, own in ((1.5, 15.0), (3.5, 50.0), (1.0, 10.0), (2.0, 20.0), (4.0, 60.0)):
        given = rows([[value, 0.5]]).given(built, 3, 0)
        assert given.tolist() == pytest.approx([own])


def test_place_and_value_are_inverse() -> None:
    ends = np.array([RANGES[path] for path in "abc"])
    for share in (0.1, 0.5, 0.75, 1.0):
        places = np.array([share, share, max(share, 0.5)])  # c has no lower half
        assert place_in(value_at(places, ends), ends) == pytest.approx(places)


def test_each_row_comes_as_often_as_its_weight_says() -> None:
    """Of 1,000 replications a golden sequence misses a share by less than 1 %."""
    listed = rows([[1.0, 0.0], [2.0, 0.5], [3.0, 1.0]], weights=[1.0, 2.0, 5.0])
    for seed in (1, 2):
        taken = np.bincount([listed.row(seed, k) for k in range(1000)], minlength=3) / 1000
        assert taken == pytest.approx([0.125, 0.25, 0.625], abs=0.01)
    assert [listed.row(1, k) for k in range(50)] != [listed.row(2, k) for k in range(50)]


def test_a_block_of_a_latin_hypercube_has_each_part_once() -> None:
    built = program()
    ends = np.array([RANGES[path] for path in built.slots])
    orders = []
    for block in range(3):
        found = [LatinWorlds().given(built, 7, block * BLOCK + k) for k in range(BLOCK)]
        places = np.array([place_in(one, ends) for one in found])
        parts = np.floor(places[:, :2] * BLOCK).astype(int)
        assert all(sorted(parts[:, i]) == list(range(BLOCK)) for i in range(2))
        orders += [tuple(parts[:, i]) for i in range(2)]
    assert len(set(orders)) == 6  # each range and block has its own order


def test_a_latin_hypercube_takes_the_variance_of_a_sum_away() -> None:
    """The mean over a block of a + b: (1/n) of the variance alone, about (1/n)**3 here."""
    built = program()
    a, b = built.slots.index("a"), built.slots.index("b")

    def means(one) -> float:
        blocks = [[one(block * BLOCK + k) for k in range(BLOCK)] for block in range(40)]
        sums = np.array([[world[a] + world[b] for world in block] for block in blocks])
        return float(sums.mean(axis=1).var(ddof=1))

    alone = means(lambda k: replicate(built, 1, k).world)
    latin = means(lambda k: LatinWorlds().given(built, 1, k))
    assert latin < alone / 50


def test_a_path_has_the_same_value_in_any_program() -> None:
    small, large = program({"b": RANGES["b"]}), program()
    for one in (LatinWorlds(), SobolWorlds(("a", "b", "c"))):
        own = one.given(large, 5, 31)[large.slots.index("b")]
        assert one.given(small, 5, 31).tolist() == [own]


def test_the_sequence_is_that_of_scipy_and_never_reshuffled() -> None:
    built = program()
    paths = ("c", "a", "b")
    rng = np.random.default_rng(5)
    points = qmc.Sobol(3, scramble=True, seed=rng).random(128)
    ends = np.array([RANGES[path] for path in built.slots])
    column = [paths.index(path) for path in built.slots]
    for k in (0, 24, 25, 99, 127):
        assert SobolWorlds(paths).given(built, 5, k) == pytest.approx(
            value_at(points[k][column], ends)
        )


def test_the_digest_hangs_on_what_is_given() -> None:
    one = rows([[1.0, 0.5]])
    others = [
        rows([[1.5, 0.5]]),
        rows([[1.0, 0.5]], ("a", "c")),
        rows([[1.0, 0.5]], weights=[1.0]),
        LatinWorlds(),
        LatinWorlds(20),
        SobolWorlds(("a",)),
        SobolWorlds(("b",)),
    ]
    digests = [each.digest() for each in (one, *others)]
    assert len(set(digests)) == len(digests)
    assert rows([[1.0, 0.5]]).digest() == digests[0]
