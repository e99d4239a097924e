"""Recorded clocks: sides by rule, ranks and scores against values by hand and another program."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from renkei.analysis.recorded.clocks import Clock, sided
from renkei.analysis.recorded.measuring import Measured, rank
from renkei.analysis.recorded.scoring import median_interval, middle, score, uniformity
from renkei.analysis.statistics.estimation import Clusters

CLOCK = Clock("a", "a", "2011-03-11", "fire", None, None, "decided", 2.0, 2.0, 2.0)


def measured(
    event: str, median: float, recorded: float, low: float = 1.0, high: float = 3.0, at: float = 0.5
) -> Measured:
    clock = replace(CLOCK, id=f"{event}-{recorded}", event=event, hours=recorded, low=recorded,
                    high=recorded)  # fmt: skip
    fit = "too slow" if recorded < low else "too fast" if recorded > high else "inside"
    return Measured(clock, "base", 100, 50, median, low, high, at, at, at, fit)


def test_events_are_fitted_and_held_out_in_turn() -> None:
    def clock(event: str, date: str, incident: str, side: str | None = None) -> Clock:
        return replace(CLOCK, id=event + date, event=event, date=date, incident=incident, side=side)

    clocks = [
        clock("late", "2020-01-01", "fire"),
        clock("early", "2001-01-01", "fire"),
        clock("early", "2001-01-01", "fire"),
        clock("said", "1999-01-01", "fire", "held-out"),
        clock("other", "1990-01-01", "flood"),
    ]
    # By type, then date: early, late, other; what is said takes no turn.
    assert [one.side for one in sided(clocks)] == ["held-out", "fit", "fit", "held-out", "fit"]
    assert sided(reversed(clocks)) == list(reversed(sided(clocks)))


def test_rank_weighs_worlds_alike_and_counts_half_of_the_equal() -> None:
    hours = np.array([1.0, 2.0, 3.0, 2.0, math.inf])
    worlds = Clusters(np.array([0, 0, 0, 1, 1]), "worlds")
    # First world: 1 of 3 below and 1 equal: 1/2. Second: none below, 1 of 2 equal: 1/4.
    assert rank(hours, worlds, 2.0) == pytest.approx((1 / 2 + 1 / 4) / 2)
    assert rank(hours, worlds, 99.0) == pytest.approx((1 + 1 / 2) / 2)


@pytest.mark.parametrize(
    ("n", "ends"),
    # 2 (1/2)^5 > 5 %; 2 (1/2)^6 <= 5 %; of 9: 2 P(B <= 1) = 20/512; of 20: 2 P(B <= 5) = 4.1 %.
    [(5, None), (6, (0, 5)), (9, (1, 7)), (20, (5, 14))],
)
def test_interval_of_a_median_by_the_binomial(n: int, ends: tuple[int, int] | None) -> None:
    found = median_interval([float(i) for i in range(n)], 0.95)
    assert found == (ends if ends else (-math.inf, math.inf))


def test_middle_of_factors() -> None:
    assert middle([1.0, 4.0, 9.0]) == 4.0
    assert middle([1.0, 4.0, 9.0, 100.0]) == 6.0
    assert middle([2.0, math.inf]) == 2.0


@pytest.mark.parametrize("seed", range(5))
def test_uniformity_is_that_of_scipy(seed: int) -> None:
    from scipy.stats import kstest

    ranks = np.sort(np.random.default_rng(seed).beta(1 + seed, 1.5, 15))
    found, exact = uniformity(ranks), kstest(ranks, "uniform")
    assert found.distance == pytest.approx(exact.statistic)
    assert exact.pvalue - 1e-9 <= found.p <= min(2 * exact.pvalue, 1.0)
    if exact.pvalue < 0.1:  # twice one side is exact where both sides hardly meet
        assert found.p == pytest.approx(exact.pvalue, rel=0.02)


def test_a_score_by_hand() -> None:
    rows = [
        measured("a", 4.0, 2.0),  # inside, twice too slow
        measured("a", 4.0, 0.5),  # too slow, 8 times: the event is 4 times too slow
        measured("b", 2.0, 8.0),  # too fast, a quarter
        measured("c", 3.0, 3.0),
        replace(measured("d", 1.0, 1.0), fit="too few"),
        measured("e", 1.0, 0.0),  # a record of no time has no ratio
    ]
    found = score(rows)
    assert (found.clocks, found.events, found.left_out) == (5, 4, 1)
    assert (found.inside, found.too_slow, found.too_fast) == (2, 2, 1)
    assert found.coverage.value == 0.4
    assert found.bias is not None
    assert (found.bias.factor, found.bias.events) == (1.0, 3)  # of 1/4, 1, 4
    assert math.isinf(found.bias.high)  # of three events no interval
    assert found.uniformity is None


def test_coverage_takes_the_clocks_of_an_event_together() -> None:
    alone = score([measured(str(i), 2.0, 2.0 if i % 2 else 9.0) for i in range(20)])
    together = score([measured(str(i // 5), 2.0, 2.0 if i // 5 % 2 else 9.0) for i in range(20)])
    assert alone.coverage.value == together.coverage.value == 0.5
    assert together.coverage.half_width > 1.5 * alone.coverage.half_width


def test_a_kind_reading_of_the_record() -> None:
    strict = measured("a", 2.0, 0.9)
    kind = replace(strict, clock=replace(strict.clock, high=1.1))
    assert (strict.may_fit, kind.may_fit) == (False, True)
    assert score([kind]).may_be_inside == 1
    assert score([kind]).inside == 0


def test_bands_of_the_true_model_hold_nine_in_ten() -> None:
    """Records drawn from the model itself: 90 % inside, ranks uniform (n = 2000, z < 3.5)."""
    random = np.random.default_rng(20)
    worlds = Clusters(np.repeat(np.arange(400), 3), "worlds")
    pace = np.exp(random.normal(0, 0.5, 400))
    hours = np.repeat(pace, 3) * random.gamma(2.0, 1.0, 1200)
    truth = np.exp(random.normal(0, 0.5, 2000)) * random.gamma(2.0, 1.0, 2000)
    ranks = np.array([rank(hours, worlds, value) for value in truth])
    inside = float(((ranks >= 0.05) & (ranks <= 0.95)).mean())
    # Errors: of the share, sqrt(0.09 / 2000); of the ends, from 400 worlds, sqrt(0.0475 / 400).
    assert abs(inside - 0.9) < 3.5 * math.sqrt(0.09 / 2000 + 2 * 0.0475 / 400)
