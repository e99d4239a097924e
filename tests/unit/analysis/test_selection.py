"""Selecting the best: the procedure by hand, its guarantee in 1,000 repetitions, what it saves."""

from __future__ import annotations

import numpy as np
import pytest

from renkei.analysis.statistics.selection import FIRST_STAGE, Selection

STEP = 25


def select(values: np.ndarray, zone: float, **how: bool) -> tuple[str, Selection, int]:
    """Return the design that is left of columns of values, and the replications of all designs."""
    names = [f"d{k}" for k in range(values.shape[1])]
    selection = Selection(names, zone, **how)
    done, spent = 0, 0
    while True:
        done += STEP
        assert done <= len(values), "not enough values drawn"
        spent += STEP * len(selection.left)
        now = {name: values[:done, names.index(name)] for name in selection.left}
        if selection.look(now):
            return selection.left[0], selection, spent


def test_a_design_is_dropped_when_the_formula_says() -> None:
    # Differences of alternating +-1 around 0.5: variance 50/49 in 50, h^2 = 49 ((0.1)^(-2/49) - 1).
    noise = np.tile([1.0, -1.0], 500)
    zone = 0.25
    values = np.column_stack([np.zeros(1000), 0.5 + noise])
    h2 = 49 * (0.1 ** (-2 / 49) - 1)
    bound = h2 * (50 / 49) / zone**2

    def is_dropped(r: int) -> bool:
        mean = 0.5 + (0.0 if r % 2 == 0 else 1.0 / r)
        return mean > max(0.0, zone / (2 * r) * (bound - r))

    first = next(r for r in range(50, 1000, STEP) if is_dropped(r))
    best, selection, _ = select(values, zone)
    assert best == "d1"
    assert [(one.design, one.after, one.than) for one in selection.dropped] == [("d0", first, "d1")]


def test_less_is_better_turns_it_round() -> None:
    values = np.column_stack([np.full(200, 1.0), np.full(200, 2.0)])
    values += np.random.default_rng(1).normal(0, 0.1, values.shape)
    assert select(values, 0.1)[0] == "d1"
    assert select(values, 0.1, more_is_better=False)[0] == "d0"


def test_equal_designs_leave_the_first() -> None:
    values = np.repeat(np.random.default_rng(1).normal(0, 1, (400, 1)), 3, axis=1)
    best, selection, _ = select(values, 0.5)
    assert best == "d0"
    assert {one.than for one in selection.dropped} == {"d0"}


@pytest.mark.parametrize("common", [0.0, 0.8])
def test_the_probability_of_correct_selection_holds_where_it_is_hardest(common: float) -> None:
    """Five designs, four worse by exactly the zone: the least favourable configuration.

    Kim and Nelson (2001): at least 95 %. 1,000 repetitions: at 95 % the standard error is 0.69
    points; 93.4 % is 2.33 of them below. Values are shares of incidents answered in time in a
    world, not normal; `common` is the part of the spread that all designs share.
    """
    rng = np.random.default_rng(11)
    zone, incidents = 0.04, 8
    right = spent = alone = 0
    for _ in range(1000):
        pace = rng.normal(0, 0.15, (1500, 1)) * np.sqrt(common)
        own = rng.normal(0, 0.15, (1500, 5)) * np.sqrt(1 - common)
        chance = np.clip(0.6 - zone * (np.arange(5) > 0) + pace + own, 0, 1)
        values = rng.binomial(incidents, chance) / incidents
        best, selection, used = select(values, zone)
        right += best == "d0"
        spent += used
        alone += 5 * max(one.after for one in selection.dropped)
    assert right >= 934
    assert spent < 0.9 * alone  # bad designs get fewer replications, even when all are close


def test_bad_designs_get_few_replications() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal([0.0, -0.1, -1.0, -2.0, -3.0], 1.0, (4000, 5))
    best, selection, spent = select(values, 0.1)
    after = {one.design: one.after for one in selection.dropped}
    assert best == "d0"
    assert max(after["d3"], after["d4"]) <= 2 * FIRST_STAGE
    assert spent < 0.5 * 5 * max(after.values())


@pytest.mark.parametrize("zone", [0.0, -1.0, float("inf")])
def test_a_zone_above_0_is_needed(zone: float) -> None:
    with pytest.raises(ValueError, match="zone above 0"):
        Selection(["a", "b"], zone)
