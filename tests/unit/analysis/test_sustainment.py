"""Readiness, stocks and maintenance of a toy whose truth can be recomputed."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.results.toy import DAYS, TARGET, ToyProgram, make, replicate

from renkei.analysis import Clusters, Zone, quantile
from renkei.analysis.statistics.differences import ratio_difference
from renkei.analysis.statistics.estimation import ratio
from renkei.analysis.sustainment.comparison import SustainedRow, compare_sustainment
from renkei.analysis.sustainment.levels import capable_bands, distribution, stock_bands
from renkei.analysis.sustainment.observing import Layout, observe
from renkei.analysis.sustainment.stock_times import Target, stock_times
from renkei.report.cautions import caution_lines
from renkei.results import Results

REPLICATIONS = 60
PROGRAMS = {
    "old": ToyProgram(),
    "docks": ToyProgram(docks=2.0),
    "cut": ToyProgram(supply=0.0, fails=(4,)),
}
LAYOUT = Layout(
    warm_up_h=0.0,
    horizon_h=float(DAYS[-1]) + 24.0,
    groups={"wing": "wing"},
    targets={"missiles": Target(TARGET, "stocks.missiles.target")},
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return make(tmp_path_factory.mktemp("toy"), REPLICATIONS, PROGRAMS)


@pytest.fixture(scope="module")
def rows(results: Results) -> dict[tuple[str, str, str, str], SustainedRow]:
    found = compare_sustainment(results, dict.fromkeys(PROGRAMS, LAYOUT))
    return {
        (row.measure.domain, row.measure.subject, row.measure.name, row.design): row
        for row in found.rows
    }


def truths(design: str) -> list:
    program = PROGRAMS[design]
    numbers = [n for n in range(REPLICATIONS) if n not in program.fails]
    return [replicate(program, 7, number) for number in numbers]


class TestRatios:
    def test_a_share_stays_within_0_and_1(self) -> None:
        rng = np.random.default_rng(1)
        below = np.full(20, 100.0)
        estimate = ratio(below - rng.exponential(0.5, 20), below, is_share=True)
        assert 0 < estimate.low < estimate.value < estimate.high < 1

    def test_a_share_of_1_everywhere_is_not_certain(self) -> None:
        estimate = ratio(np.ones(30), np.ones(30), is_share=True)
        assert estimate.value == 1 == estimate.high
        assert 0.8 < estimate.low < 0.95

    def test_a_share_that_never_varies_is(self) -> None:
        below = np.array([3.0, 7.0, 11.0])
        estimate = ratio(0.3 * below, below, is_share=True)
        assert (estimate.low, estimate.high) == pytest.approx((0.3, 0.3))

    def test_nothing_below_is_nothing_known(self) -> None:
        assert math.isnan(ratio(np.zeros(5), np.zeros(5)).value)

    @pytest.mark.parametrize("is_share", [False, True])
    def test_intervals_hold_what_they_promise(self, is_share: bool) -> None:
        rng = np.random.default_rng(2)
        below = rng.gamma(4.0, 1.0, (2000, 30))
        above = below * rng.beta(4.0, 2.0, (2000, 30))
        found = [ratio(a, b, is_share=is_share) for a, b in zip(above, below, strict=True)]
        covered = np.mean([one.low <= 2 / 3 <= one.high for one in found])
        assert covered == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000) + 0.01)

    def test_a_paired_difference_gains_by_pairing(self) -> None:
        rng = np.random.default_rng(3)
        below = rng.gamma(4.0, 1.0, 50)
        above = 2.0 * below + rng.normal(0.0, 1.0, 50)
        difference = ratio_difference((above + 0.1 * below, below), (above, below))
        assert difference.value == pytest.approx(0.1)
        assert difference.high - difference.low < 1e-9
        noise = rng.normal(0.0, 0.05, 50)
        noisy = ratio_difference((above + 0.1 * below + noise, below), (above, below))
        assert noisy.low < 0.1 < noisy.high
        assert noisy.variance_reduction is not None
        assert noisy.variance_reduction > 10


class TestReadiness:
    def test_shares_are_those_of_the_hours(self, rows) -> None:
        hours = sum(truth.readiness[0] for truth in truths("old"))
        capable = rows["readiness", "wing", "capable", "old"]
        assert capable.estimate == pytest.approx(hours[:3].sum() / hours.sum())
        waiting = rows["readiness", "wing", "waiting_dock", "old"]
        assert waiting.estimate == pytest.approx(hours[7] / hours.sum())
        assert ("readiness", "wing", "repair", "old") not in rows

    def test_platforms_are_counted_over_all_units(self, rows) -> None:
        hours = sum(truth.readiness[0] for truth in truths("old"))
        expected = hours[:3].sum() / (REPLICATIONS * LAYOUT.window_h)
        assert rows["readiness", "all units", "platforms", "old"].estimate == pytest.approx(
            expected
        )

    def test_more_docks_are_better(self, rows) -> None:
        capable = rows["readiness", "wing", "capable", "docks"]
        assert capable.difference is not None
        assert capable.difference > 0.05
        assert capable.verdict == "better"
        assert rows["readiness", "wing", "waiting_dock", "docks"].verdict == "better"
        assert rows["maintenance", "wing.phase", "dock wait", "docks"].verdict == "better"
        assert rows["readiness", "wing", "planned", "docks"].verdict == "equivalent"
        assert rows["readiness", "wing", "ready", "docks"].verdict == "undecided"

    def test_lateness_is_overrun_over_periods(self, rows) -> None:
        late = rows["maintenance", "wing.phase", "late", "old"]
        assert late.estimate == pytest.approx(0.4)
        assert rows["maintenance", "wing.phase", "overrun", "old"].estimate == 48.0

    def test_a_group_is_the_sum_of_its_units(self, results: Results) -> None:
        layout = Layout(0.0, 984.0, {"wing": "fighters"}, {})
        named = {o.measure.subject for o in observe(results, "old", layout)}
        assert "fighters" in named
        assert "wing" not in named  # alone in its group, it is the group

    def test_what_only_one_design_has_is_compared_with_nothing(self, tmp_path: Path) -> None:
        # With so many docks nobody waits: that is a share of 0, and a gain.
        programs = {"none": ToyProgram(docks=1e9), "some": ToyProgram()}
        both = make(tmp_path, 12, programs)
        found = compare_sustainment(both, dict.fromkeys(programs, LAYOUT))
        by_key = {(row.measure.name, row.design): row for row in found.rows}
        assert by_key["waiting_dock", "none"].estimate == 0.0
        assert by_key["waiting_dock", "some"].verdict == "worse"
        assert ("repair", "some") not in by_key
        grouped = {"none": LAYOUT, "some": replace(LAYOUT, groups={"wing": "wing"}, targets={})}
        back = compare_sustainment(both, grouped, baseline="some")
        stock = [row for row in back.rows if row.measure.name == "level at the end"]
        assert [(row.design, row.verdict) for row in stock] == [("none", "only here")]

    def test_a_wide_zone_covers_it(self, results: Results) -> None:
        found = compare_sustainment(
            results, {"old": LAYOUT, "docks": LAYOUT}, zone=Zone(hours=1e4, probability=0.9)
        )
        assert {row.verdict for row in found.rows} == {"baseline", "equivalent"}

    def test_counts_matter_relative_to_the_baseline(self, results: Results, rows) -> None:
        row = rows["readiness", "all units", "platforms", "docks"]
        assert row.verdict == "better"
        assert row.difference is not None
        part = row.difference / rows["readiness", "all units", "platforms", "old"].estimate
        for share, verdict in ((0.9 * part, "better"), (1.1 * part, "equivalent")):
            zone = Zone(hours=24.0, probability=share)
            found = compare_sustainment(
                results,
                {"old": LAYOUT, "docks": LAYOUT},
                zone=zone,
                only={("all units", "platforms")},
            )
            assert [one.verdict for one in found.rows] == ["baseline", verdict]

    def test_few_replications_give_no_verdict(self, tmp_path: Path) -> None:
        few = make(tmp_path, 5, {"old": PROGRAMS["old"], "docks": PROGRAMS["docks"]})
        found = compare_sustainment(few, {"old": LAYOUT, "docks": LAYOUT})
        assert {row.verdict for row in found.rows} == {"baseline", "too few"}
        assert found.families.asked == 0


class TestDistribution:
    def test_shares_of_time_of_one_unit(self, results: Results) -> None:
        hours = sum(truth.available[0] for truth in truths("old"))
        numbers = np.repeat(np.arange(9), (hours / 24).astype(int))
        found = distribution(results, "old", ["wing"], (0.0, 984.0))
        expected = [numbers[math.ceil(s * len(numbers)) - 1] for s in (0.05, 0.25, 0.5, 0.75, 0.95)]
        assert [one.value for one in found] == expected
        assert all(one.low <= one.value <= one.high <= 8 for one in found)

    def test_several_units_by_their_samples(self, results: Results) -> None:
        one = distribution(results, "old", ["wing"], (0.0, 984.0))
        # The toy's units are sampled as they are integrated; a second unit is never there.
        both = distribution(results, "old", ["wing", "squadron"], (0.0, 984.0))
        assert [a.value for a in one] == [b.value for b in both]


class TestStocks:
    def test_times_are_those_of_the_levels(self, results: Results) -> None:
        numbers = np.arange(REPLICATIONS)
        times = stock_times(results, "old", numbers, LAYOUT.targets)["missiles"]
        for number, truth in enumerate(truths("old")):
            level = truth.stock_series[:, 0, 0]
            empty = DAYS[level <= 0]
            assert times.empty_h[number] == (empty[0] if len(empty) else math.inf)
            lowest = int(level.argmin())
            full = [d for d in range(lowest, len(DAYS)) if level[d] >= TARGET]
            refill = DAYS[full[0]] - DAYS[lowest] if full else math.inf
            assert times.refill_h[number] == refill
        assert times.fell.all()

    def test_a_target_with_a_range_is_that_of_the_world(self, results: Results) -> None:
        numbers = np.arange(REPLICATIONS)
        targets = {"missiles": Target(9.0, "b.unknown")}
        target = stock_times(results, "old", numbers, targets)["missiles"].target
        expected = [math.floor(truth.world[1] + 0.5) for truth in truths("old")]
        assert target.tolist() == expected

    def test_a_target_moves_with_its_parameter(self, results: Results) -> None:
        numbers = np.arange(REPLICATIONS)
        targets = {"missiles": Target(3.0, "of.one.value", "b.unknown")}
        target = stock_times(results, "old", numbers, targets)["missiles"].target
        expected = [math.floor(3.0 * truth.world[1] + 0.5) for truth in truths("old")]
        assert target.tolist() == expected

    def test_a_wait_counts_what_still_waits(self, results: Results, rows) -> None:
        truth = sum(truth.stock[0] for truth in truths("old"))
        wait = rows["stock", "missiles", "wait", "old"]
        assert wait.estimate == pytest.approx(truth[9] / truth[4])

    def test_times_are_counted_from_the_end_of_the_warm_up(self, results: Results) -> None:
        numbers = np.arange(REPLICATIONS)
        early = stock_times(results, "old", numbers, LAYOUT.targets)["missiles"]
        late = stock_times(results, "old", numbers, LAYOUT.targets, 48.0)["missiles"]
        assert (early.empty_h[np.isfinite(early.empty_h)] - 48.0).tolist() == (
            late.empty_h[np.isfinite(late.empty_h)].tolist()
        )
        assert early.refill_h.tolist() == late.refill_h.tolist()

    def test_what_had_not_ended_is_said(self, results: Results) -> None:
        found = compare_sustainment(results, {"old": LAYOUT})
        cut = {(c.subject, c.measure): c for c in found.cautions if c.kind == "not ended"}
        wait = cut["wing.phase", "dock wait"]
        assert wait.share == pytest.approx(0.2)
        assert wait.at_h == LAYOUT.horizon_h
        (line,) = caution_lines(list(cut.values()), whole=True)
        assert "dock wait of wing.phase (20 %)" in line
        assert "too short" in line

    def test_a_stock_that_outlasts_what_was_seen_is_not_told_in_days(self, results, rows) -> None:
        measure = ("stock", "missiles", "supply", "old")
        assert rows[measure].estimate < LAYOUT.horizon_h
        short = replace(LAYOUT, horizon_h=rows[measure].estimate - 1.0)
        found = compare_sustainment(results, {"old": short})
        assert not [row for row in found.rows if row.measure.name == "supply"]

    def test_what_is_never_full_again_is_said(self, results: Results, rows) -> None:
        refill = rows["stock", "missiles", "refill", "cut"]
        assert refill.estimate == math.inf
        assert refill.never == 1.0
        assert rows["stock", "missiles", "full again", "cut"].estimate == 0.0
        assert rows["stock", "missiles", "full again", "cut"].verdict == "worse"
        assert rows["stock", "missiles", "full again", "old"].estimate == 1.0
        found = compare_sustainment(results, {"old": LAYOUT, "cut": LAYOUT}).cautions
        never = {c.design: c.share for c in found if c.kind == "not full again"}
        assert never == {"cut": 1.0}

    def test_refilling_is_a_median_over_replications(self, results: Results, rows) -> None:
        numbers = np.arange(REPLICATIONS)
        times = stock_times(results, "old", numbers, LAYOUT.targets)["missiles"]
        expected = quantile(times.refill_h, Clusters(numbers), 0.5)
        row = rows["stock", "missiles", "refill", "old"]
        assert (row.estimate, row.low, row.high) == (expected.value, expected.low, expected.high)

    def test_a_failed_replication_pairs_with_none(self, rows) -> None:
        assert rows["stock", "missiles", "supply", "cut"].n_replications == REPLICATIONS - 1
        fill = rows["stock", "missiles", "fill", "cut"]
        assert fill.difference == pytest.approx(0.0, abs=1e-12)
        assert fill.verdict == "equivalent"


def test_bands_follow_the_levels(results: Results) -> None:
    band = stock_bands(results, "old", moments=len(DAYS))["missiles"]
    levels = np.array([truth.stock_series[:, 0, 0] for truth in truths("old")])
    assert band.at_h.tolist() == DAYS.tolist()
    assert band.middle.tolist() == np.quantile(levels, 0.5, axis=0, method="lower").tolist()
    assert (band.low <= band.middle).all()
    assert (band.middle <= band.high).all()
    assert len(stock_bands(results, "old", moments=9)["missiles"].at_h) == 9
    capable = capable_bands(results, "old", {"wing": "all"})["all"]
    assert (capable.high <= 8).all()


def test_without_sustainment_there_is_nothing(tmp_path: Path) -> None:
    plain = make(tmp_path, 3, {"old": ToyProgram(stocks=(), tallies=())})
    assert observe(plain, "old", LAYOUT) == []
    assert stock_bands(plain, "old") == {}
    assert math.isnan(distribution(plain, "old", ["wing"], (0.0, 984.0))[0].value)
