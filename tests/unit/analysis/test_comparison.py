"""Comparison, attribution, precision and reasons on a toy experiment of known differences."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.unit.results.toy import ToyProgram, make

from renkei._base.errors import ResultsError
from renkei.analysis import (
    Caution,
    Deadline,
    HalfWidth,
    Precision,
    Zone,
    attribute,
    attribute_difference,
    compare,
    current_precision,
    explain,
    replications_needed,
)
from renkei.analysis.responses.rows import Statistic
from renkei.analysis.statistics.estimation import student
from renkei.analysis.statistics.sequential import INFORMED
from renkei.analysis.statistics.verdicts import corrected
from renkei.report.method import responses_method
from renkei.report.responses.reasons import reasons
from renkei.results import Results

DEADLINES = {"evacuation": Deadline("on-station", 8.0), "intrusion": Deadline("on-station", 4.0)}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    programs = {
        "old": ToyProgram(shift=1.0),
        "new": ToyProgram(),
        "same": ToyProgram(shift=1.0, fails=(4,)),
    }
    return make(tmp_path_factory.mktemp("toy"), 120, programs)


class TestCompare:
    def test_known_difference_is_found(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        for metric in ("decided_mean", "decided_median", "decided_p90"):
            row = comparison.row("evacuation", "new", metric)
            # The designs differ by one hour of planning in every incident.
            assert row.difference == pytest.approx(-1.0, abs=1e-9)
            assert row.verdict == "better"
            assert row.family == "explored"
        # One in ten never arrives under either; these differ by nothing.
        row = comparison.row("evacuation", "new", "on_station_mean")
        assert 0.8 < row.reached < 1.0
        assert row.difference == pytest.approx(-row.reached, abs=1e-9)
        assert row.verdict == "better"
        row = comparison.row("intrusion", "new", "p_deadline")
        assert row.difference is not None
        assert row.difference > 0
        assert row.verdict == "better"
        assert row.unit == "1"
        assert row.family == "asked"

    def test_the_same_in_every_incident_is_zero_and_no_comparison(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        rows = [row for row in comparison.rows if row.design == "same"]
        assert rows
        for row in rows:
            assert (row.difference, row.diff_low, row.diff_high) == (0, 0, 0)
            assert (row.verdict, row.identical, row.family) == ("equivalent", True, "")
        alone = compare(results, DEADLINES, designs=["old", "new"])
        assert comparison.families.identical == len(rows)
        assert comparison.families.asked == alone.families.asked == 2
        assert comparison.families.explored == alone.families.explored

    def test_a_twin_of_a_design_does_not_make_the_family_larger(self, tmp_path: Path) -> None:
        programs = {"old": ToyProgram(shift=1.0), "new": ToyProgram(), "twin": ToyProgram()}
        found = make(tmp_path, 40, programs)
        both, one = compare(found, DEADLINES), compare(found, DEADLINES, designs=["old", "new"])
        assert (both.families.asked, both.families.explored) == (
            one.families.asked,
            one.families.explored,
        )
        for row in one.rows:
            if row.design == "new":
                twin = both.row(row.incident, "twin", row.metric)
                assert (twin.verdict, twin.p_adjusted) == (row.verdict, row.p_adjusted)
                assert (twin.diff_low, twin.diff_high) == (row.diff_low, row.diff_high)

    def test_the_incidents_that_make_the_difference_are_counted(self, results: Results) -> None:
        found = compare(results, DEADLINES, over="incidents")
        assert {(one.incident, one.design) for one in found.separated} == {
            (incident, design) for incident in DEADLINES for design in ("new", "same")
        }
        for one in found.separated:
            row = found.row(one.incident, one.design, "p_deadline")
            assert row.difference == pytest.approx((one.gained - one.lost) / one.met, abs=1e-12)
            if one.design == "new":  # an hour sooner in every incident: none is lost
                assert one.gained > one.lost == 0
            else:
                assert one.gained == one.lost == 0

    def test_worse_is_better_the_other_way_round(self, results: Results) -> None:
        there = compare(results, DEADLINES, designs=["old", "new"])
        back = compare(results, DEADLINES, baseline="new", designs=["old", "new"])
        mirrored = {"better": "worse", "worse": "better"}
        for row in there.rows:
            if row.verdict == "baseline":
                continue
            other = back.row(row.incident, "old", row.metric)
            assert other.verdict == mirrored.get(row.verdict, row.verdict)

    def test_zone_covers_what_does_not_matter(self, results: Results) -> None:
        comparison = compare(results, DEADLINES, zone=Zone(hours=1.5, probability=0.5))
        assert comparison.row("evacuation", "new", "decided_mean").verdict == "equivalent"
        assert comparison.row("intrusion", "new", "p_deadline").verdict == "equivalent"
        assert not {"better", "worse"} & {row.verdict for row in comparison.rows}

    def test_unreached_quantile_is_said(self, results: Results) -> None:
        # One in ten is never on station: the 90 % point may not be reached, the median is.
        row = compare(results, DEADLINES).row("evacuation", "old", "on_station_p90")
        assert row.high == math.inf
        assert row.reached < 1

    def test_too_few(self, tmp_path: Path) -> None:
        few = make(tmp_path, 6)
        comparison = compare(few, DEADLINES)
        assert {row.verdict for row in comparison.rows} == {"baseline", "too few"}
        assert comparison.families.asked == comparison.families.explored == 0
        assert any(one.kind == "few replications" for one in comparison.cautions)
        explanation = explain(few, comparison, "new")
        assert [fact.kind for fact in explanation.facts] == ["too few"]

    def test_failed_replication_is_left_out_of_pairs_and_said(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        assert Caution("failed", "same", count=1, of=120) in comparison.cautions

    def test_frame_has_one_row_per_metric(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        frame = comparison.frame()
        assert frame.height == len(comparison.rows)
        assert frame.select("incident", "design", "metric").is_unique().all()
        assert "Holm correction" in responses_method(comparison)
        assert "each plausible world weighs the same" in responses_method(comparison)

    def test_unknown_names(self, results: Results) -> None:
        with pytest.raises(ResultsError, match="did you mean `new`"):
            compare(results, DEADLINES, baseline="newer")
        with pytest.raises(ResultsError, match="did you mean `evacuation`"):
            compare(results, {"evacuations": Deadline("on-station", 1.0)})

    def test_corrections(self) -> None:
        errors = {0: 0.01, 1: 0.04, 2: 0.03, 3: 0.005}
        holm, times = corrected(errors, "holm")
        assert holm == pytest.approx({3: 0.02, 0: 0.03, 2: 0.06, 1: 0.06})
        assert times == {3: 4, 0: 3, 2: 2, 1: 1}
        assert corrected(errors, "bonferroni")[0] == pytest.approx(
            {0: 0.04, 1: 0.16, 2: 0.12, 3: 0.02}
        )
        assert corrected(errors, "none")[0] == errors

    def test_discoveries_as_published(self) -> None:
        # The fifteen p-values of Benjamini and Hochberg (1995), section 3.2: four are found.
        published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
        published += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
        adjusted, _ = corrected(dict(enumerate(published)), "discoveries")
        assert [i for i, error in adjusted.items() if error <= 0.05] == [0, 1, 2, 3]
        holm, _ = corrected(dict(enumerate(published)), "holm")
        assert sum(error <= 0.05 for error in holm.values()) == 3


class TestAttribution:
    @pytest.mark.parametrize("incident", ["evacuation", "intrusion", None])
    @pytest.mark.parametrize("milestone", ["decided", "on-station"])
    @pytest.mark.parametrize("by", [("kind", "state", "headquarters"), ("state",), ("nation",)])
    def test_parts_sum_to_the_total(
        self, results: Results, incident: str | None, milestone: str, by: tuple[str, ...]
    ) -> None:
        alone = attribute(results, "new", incident, milestone, by=by)
        assert sum(part.hours for part in alone.parts) == pytest.approx(alone.total.value)
        split = attribute_difference(results, "new", "old", incident, milestone, by=by)
        reached = alone.reached
        assert 0.8 < reached <= 1
        # One hour in every incident that arrives.
        assert split.total.value == pytest.approx(-reached)
        assert sum(part.hours for part in split.parts) == pytest.approx(-reached)
        assert sum(part.share for part in split.parts) == pytest.approx(1.0)
        assert all(part.key[0] != "untraced" for part in split.parts)
        if incident is not None:
            compared = compare(results, DEADLINES, designs=["old", "new"], milestones=[milestone])
            row = compared.row(incident, "new", f"{milestone.replace('-', '_')}_mean")
            ends = (split.total.value, split.total.low, split.total.high)
            assert ends == pytest.approx((row.difference, row.diff_low, row.diff_high))

    def test_cause_is_found(self, results: Results) -> None:
        split = attribute_difference(results, "new", "old", "evacuation", "on-station")
        first, second = split.parts[:2]
        assert first.key == ("plan", "busy", "jjoc")
        assert first.hours == pytest.approx(0.75 * split.total.value)
        assert second.key == ("plan", "queue", "jjoc")
        assert all(abs(part.hours) < 1e-9 for part in split.parts[2:])

    def test_one_part_has_the_interval_of_the_total(self, results: Results) -> None:
        alone = attribute(results, "old", "evacuation", "on-station", by=("nation",))
        (part,) = alone.parts
        assert (part.low, part.high) == pytest.approx((alone.total.low, alone.total.high))

    def test_a_design_that_gives_up_is_not_praised(self, tmp_path: Path) -> None:
        # The same incidents are as fast under both, but one design gives the slow ones up.
        programs = {"old": ToyProgram(), "hasty": ToyProgram(gives_up_h=6.0)}
        found = make(tmp_path, 60, programs)
        row = compare(found, DEADLINES, followed_h=48.0).row(
            "evacuation", "hasty", "on_station_mean"
        )
        kept = compare(found, DEADLINES).row("evacuation", "old", "on_station_mean").reached
        assert row.verdict == "worse"
        assert row.reached < kept
        ever = compare(found, DEADLINES).row("evacuation", "hasty", "on_station_reached")
        assert (ever.verdict, ever.unit) == ("worse", "1")
        assert ever.difference == pytest.approx(row.reached - kept)
        split = attribute_difference(
            found, "hasty", "old", "evacuation", "on-station", limit_h=48.0
        )
        assert split.total.value == pytest.approx(row.difference)
        assert sum(part.hours for part in split.parts) == pytest.approx(split.total.value)
        # By hand: each that is given up counts 48 h in place of its own hours.
        never = next(part for part in split.parts if part.key[0] == "never arrives")
        assert never.hours == pytest.approx(48.0 * (kept - row.reached))
        assert 0 < never.low < never.hours < never.high
        # The hours of the given up are saved, so parts offset each other, and no share is said.
        assert any(part.hours < 0 for part in split.parts)
        assert all(math.isnan(part.share) for part in split.parts)
        followed = compare(found, DEADLINES, followed_h=48.0)
        why = explain(found, followed, "hasty")
        told = next(text for text in reasons(why, followed, {}) if "on average" in text)
        assert "later" in told
        assert "that never arrive" in told
        assert "partly offset by" in told

    def test_hours_past_the_limit_do_not_count(self, results: Results) -> None:
        limit = 5.0
        split = attribute_difference(
            results, "new", "old", "evacuation", "on-station", limit_h=limit
        )
        assert sum(part.hours for part in split.parts) == pytest.approx(split.total.value)
        past = []
        for design in ("new", "old"):
            rows = results.scan("incidents", design).filter(
                pl.col("counted") & (pl.col("incident") == "evacuation")
            )
            beyond = (pl.col("on_station_h") - limit).clip(0.0).fill_null(0.0)
            each = rows.group_by("replication").agg(beyond.mean().alias("past")).collect()
            past.append(each["past"].mean())
        late = next(part for part in split.parts if part.key[0] == "beyond the limit")
        assert late.hours == pytest.approx(past[1] - past[0])
        assert late.hours > 0
        soon = compare(results, DEADLINES, followed_h=1.0)
        found = explain(results, soon, "new")
        assert any("lies beyond 0.333 d" in text for text in reasons(found, soon, {}))

    def test_frames(self, results: Results) -> None:
        alone = attribute(results, "new", None, "decided").frame()
        assert alone.schema["incident"] == pl.String
        split = attribute_difference(results, "new", "old", None, "decided").frame()
        assert split.columns[:6] == [
            "incident",
            "design",
            "baseline",
            "kind",
            "state",
            "headquarters",
        ]

    def test_what_cannot_be_split_is_refused(self, results: Results) -> None:
        with pytest.raises(ResultsError, match="traced are decided, on-station"):
            attribute(results, "new", None, "agreed")
        with pytest.raises(ResultsError, match="cannot be split by `colour`"):
            attribute(results, "new", None, "decided", by=("colour",))


class TestWhy:
    def test_facts_have_intervals_and_sentences_numbers(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        found = explain(results, comparison, "new")
        sentences = reasons(found, comparison, {"jjoc": "JJOC", "new": "JFHQ"})
        assert [fact.kind for fact in found.facts[:3]] == ["difference", "cause", "rest"]
        assert all(fact.low <= fact.value <= fact.high for fact in found.facts)
        cause = found.facts[1]
        assert (cause.cause, cause.state, cause.headquarters) == ("plan", "busy", "jjoc")
        assert cause.share == pytest.approx(0.75)
        assert len(sentences) == 3
        assert sentences[0].startswith("Under JFHQ, ")
        sooner = f"{abs(found.facts[0].value):.1f} h sooner"
        assert sooner in sentences[0]
        assert "; 75 % of it) less time in plan" in sentences[0]
        assert " (25 % of it) less in all other parts together" in sentences[0]
        assert found.facts[0].value == pytest.approx(sum(fact.value for fact in found.facts[1:3]))
        assert "JJOC" in sentences[0]
        assert all("interval" in sentence for sentence in sentences)

    def test_nothing_is_claimed_where_nothing_can_be_told(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        found = explain(results, comparison, "same")
        assert [fact.kind for fact in found.facts] == ["nothing"]
        assert "equivalent in all" in reasons(found, comparison, {})[0]


class TestPrecision:
    def test_needed_replications_give_the_width(self) -> None:
        spread = 3.0
        for wanted in (0.1, 0.5, 2.0):
            half = spread * student(49, 0.95) / math.sqrt(50)
            needed = replications_needed(half, 50, wanted)
            assert needed is not None
            reached = [spread * student(n - 1, 0.95) / math.sqrt(n) for n in (needed, needed - 1)]
            assert reached[0] <= wanted
            assert needed == 2 or reached[1] > wanted

    def test_width_reached_needs_no_more(self) -> None:
        assert replications_needed(0.3, 70, 0.3) == 70
        assert replications_needed(math.inf, 70, 0.3) is None
        assert replications_needed(0.3, 1, 0.3) is None

    def test_worst_of_the_differences(self, results: Results) -> None:
        comparison = compare(results, DEADLINES)
        rows = [row for row in comparison.rows if row.statistic == "p_deadline"]
        widths = [
            (row.diff_high - row.diff_low) / 2
            for row in rows
            if row.diff_high is not None and row.diff_low is not None
        ]
        asked = HalfWidth("p_deadline", 0.02, of_difference=True)
        found = current_precision(results, DEADLINES, asked)
        assert found.half_width == pytest.approx(max(widths))
        assert not found.is_reached

    @pytest.mark.parametrize(
        ("statistic", "milestone", "metric"),
        [
            ("p_deadline", None, "p_deadline"),
            ("reached", "on-station", "on_station_reached"),
            ("mean", "decided", "decided_mean"),
            ("median", "decided", "decided_median"),
            ("p90", "decided", "decided_p90"),
        ],
    )
    def test_half_widths_are_those_of_the_rows(
        self, results: Results, statistic: Statistic, milestone: str | None, metric: str
    ) -> None:
        comparison = compare(results, DEADLINES)
        for of_difference in (False, True):
            asked = HalfWidth(statistic, 0.1, True, of_difference, milestone, "evacuation")
            found = current_precision(results, DEADLINES, asked)
            row = comparison.row("evacuation", found.design, metric)
            low, high = (row.diff_low, row.diff_high) if of_difference else (row.low, row.high)
            assert low is not None
            assert high is not None
            assert found.half_width == pytest.approx((high - low) / 2)
            value = row.difference if of_difference else row.estimate
            assert value is not None
            assert found.wanted == pytest.approx(0.1 * abs(value))

    def test_few_replications_with_the_incident_do_not_stop_a_run(self) -> None:
        asked = HalfWidth("mean", 1.0)
        few = Precision(asked, 0.5, 1.0, "evacuation", "old", 1000, INFORMED - 1)
        assert few.is_reached
        assert not few.may_stop
        assert few.needed == math.ceil(1000 * INFORMED / (INFORMED - 1))
        assert replace(few, informed=INFORMED).may_stop

    def test_one_design_is_judged_by_its_own_probability(self, tmp_path: Path) -> None:
        alone = make(tmp_path, 50, {"old": ToyProgram()})
        row = compare(alone, DEADLINES).row("intrusion", "old", "p_deadline")
        worst = current_precision(alone, DEADLINES, HalfWidth("p_deadline", 0.02))
        assert worst.half_width >= (row.high - row.low) / 2 - 1e-12
        assert worst.design == "old"
        assert np.isfinite(worst.half_width)
