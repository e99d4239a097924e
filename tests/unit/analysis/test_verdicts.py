"""Verdicts by hand: the four, why undecided, what would decide, families, zones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from renkei.analysis import Clusters, Size, Zone, mean_difference
from renkei.analysis.statistics.differences import Difference, no_difference, unknown
from renkei.analysis.statistics.verdicts import Claim, judge

REPLICATIONS = 25
HALF = float(t.ppf(0.975, REPLICATIONS - 1))


def difference(value: float, error: float, n: int = REPLICATIONS) -> Difference:
    """Return a difference of this value and standard error, without skewness."""
    spread = np.where(np.arange(n) % 2, 1.0, -1.0)
    if n % 2:
        spread[-1] = 0.0
    spread *= error * math.sqrt(n * (n - 1) / (spread @ spread))
    return mean_difference(value + spread, np.zeros(n), Clusters(np.arange(n)))


def claim(value: float, error: float, limit: float = 1.0, **changes: object) -> Claim:
    made = Claim(difference(value, error), limit, "less", True, REPLICATIONS, (value, error))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_interval_is_students_where_nothing_is_skewed() -> None:
    found = difference(3.0, 0.5)
    assert (found.low, found.high) == pytest.approx((3.0 - HALF / 2, 3.0 + HALF / 2))


@pytest.mark.parametrize(
    ("value", "error", "verdict", "reason"),
    [
        (-3.0, 0.5, "better", ""),
        (3.0, 0.5, "worse", ""),
        (0.1, 0.3, "equivalent", ""),
        (0.1, 0.9, "undecided", "wide"),
        (0.9, 0.3, "undecided", "zone"),
        (1.5, 0.5, "undecided", "zone"),
    ],
)
def test_one_comparison(value: float, error: float, verdict: str, reason: str) -> None:
    (said,), _ = judge([claim(value, error)], 0.95)
    assert (said.verdict, said.reason) == (verdict, reason)


def test_equivalent_is_two_one_sided_tests() -> None:
    # Schuirmann (1987): both one-sided tests at 2.5 % reject, or not, at the zone's ends.
    for error in np.linspace(0.2, 0.8, 25):
        (said,), _ = judge([claim(0.3, float(error))], 0.95)
        ratios = (0.3 + 1.0) / error, (1.0 - 0.3) / error
        rejects = all(t.sf(ratio, REPLICATIONS - 1) <= 0.025 for ratio in ratios)
        assert (said.verdict == "equivalent") == rejects


def test_beyond_the_zone_but_not_after_correction() -> None:
    alone = claim(2.2, 0.5)
    (said,), _ = judge([alone], 0.95)
    assert said.verdict == "worse"
    many = [alone, *(claim(0.01 * i, 0.9) for i in range(30))]
    said = judge(many, 0.95)[0][0]
    assert (said.verdict, said.reason) == ("undecided", "correction")
    assert said.p_value is not None
    assert said.p_adjusted == pytest.approx(31 * said.p_value)


def test_what_is_the_same_or_repeated_does_not_count() -> None:
    alone = claim(2.2, 0.5)
    same = replace(alone, difference=no_difference(90, REPLICATIONS), key="same")
    few = replace(alone, difference=difference(2.2, 0.1, n=9), key="few")
    none = replace(alone, difference=unknown(), key="none")
    said, families = judge([alone, *[same] * 40, *[alone] * 40, few, none], 0.95)
    assert (families.asked, families.identical, families.repeated) == (1, 40, 40)
    assert {one.verdict for one in said[1:41]} == {"equivalent"}
    assert {one.verdict for one in (said[0], *said[41:81])} == {"worse"}
    assert [one.verdict for one in said[81:]] == ["too few", "too few"]


def test_what_is_explored_does_not_weigh_on_what_was_asked() -> None:
    asked = claim(2.2, 0.5)
    explored = [replace(claim(0.01 * i, 0.9), asked=False) for i in range(300)]
    said, families = judge([asked, *explored], 0.95)
    assert said[0].verdict == "worse"
    assert (families.asked, families.explored) == (1, 300)


@pytest.mark.parametrize(("value", "error"), [(0.3, 0.9), (1.5, 0.5), (-2.0, 1.0), (0.9, 0.3)])
def test_so_many_replications_would_decide(value: float, error: float) -> None:
    (said,), _ = judge([claim(value, error)], 0.95)
    assert said.verdict == "undecided"
    assert said.needed is not None
    assert said.needed > REPLICATIONS

    def decides(n: float) -> bool:
        half = HALF * error * math.sqrt(REPLICATIONS / n)
        return abs(value) - half > 1.0 or abs(value) + half < 1.0

    assert decides(said.needed)
    assert not decides(0.85 * said.needed)


def test_none_is_told_at_the_edge_of_the_zone() -> None:
    (said,), _ = judge([claim(1.0, 0.5)], 0.95)
    assert (said.verdict, said.needed) == ("undecided", None)


def test_neither_direction_is_better() -> None:
    (said,), families = judge([claim(5.0, 0.5, better="either")], 0.95)
    assert (said.verdict, said.reason, families.asked) == ("undecided", "either", 0)


class TestZone:
    def test_of_times_shares_and_counts(self) -> None:
        zone = Zone(hours=2.0, probability=0.03)
        assert zone.limit("h", 100.0) == 2.0
        assert zone.limit("1", 0.5) == 0.03
        assert zone.limit("platforms", 200.0) == 6.0

    def test_relative_to_the_scale(self) -> None:
        zone = Zone(relative=0.1, probability=0.1)
        assert zone.limit("h", 50.0) == 5.0
        assert zone.limit("h", math.inf) == 0.0
        assert zone.limit("1", 0.5) == 0.1

    def test_one_measure_before_all(self) -> None:
        zone = Zone(measures={"on-station": Size(6.0), "in-time": Size(0.2, relative=True)})
        assert zone.limit("h", 10.0, "on_station_mean", "on-station") == 6.0
        assert zone.limit("h", 10.0, "decided_mean", "decided") == 0.5
        assert zone.limit("1", 0.5, "p_deadline", "in-time") == 0.2


def test_families_keep_their_promise() -> None:
    """Of true differences in the zone: none is told in 95 % of experiments, asked or explored."""
    rng = np.random.default_rng(5)
    experiments, wrong = 300, 0
    for _ in range(experiments):
        values = rng.normal(0.0, 0.5, 20)
        claims = [replace(claim(float(v), 0.5), limit=0.0, asked=i < 10, key=i)
                  for i, v in enumerate(values)]  # fmt: skip
        said, _ = judge(claims, 0.95)
        wrong += any(one.verdict in ("better", "worse") for one in said[:10])
    # The error is known here and Student's interval allows for an unknown one: at most 5 %, z = 4.
    assert wrong / experiments <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / experiments)
