"""The door: what it is called, what it loads, and that it gives what the commands give."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import renkei as rk
from renkei.api.guarding import BySource
from renkei.api.shown import Shown
from renkei.study.guards import Guards


def test_its_names_are_these() -> None:
    assert dir(rk) == [
        "Best",
        "BySource",
        "Exported",
        "FiledStudy",
        "Findings",
        "ImportedLines",
        "ImportedScenario",
        "ImportedTable",
        "InputError",
        "ParameterFit",
        "RenkeiError",
        "ResponseCourse",
        "ResponseTaken",
        "Results",
        "ResultsError",
        "RunError",
        "StressTest",
        "Study",
        "Understanding",
        "Validation",
        "WriteUp",
        "__version__",
        "blocks",
        "import_lines",
        "import_scenario",
        "import_table",
        "open",
        "open_results",
        "open_study",
        "speak",
        "write_template",
    ]
    for name in dir(rk):
        assert getattr(rk, name) is not None


def test_importing_it_loads_nothing_heavy() -> None:
    code = (
        "import sys, renkei; heavy = {'numpy', 'polars', 'pydantic', 'numba', 'rich', 'scipy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def study() -> rk.Study:
    return rk.open("template")


@pytest.fixture(scope="module")
def results(study: rk.Study, tmp_path_factory: pytest.TempPathFactory) -> rk.Results:
    out = tmp_path_factory.mktemp("results")
    return study.run(replications=12, processes=1, out=out, progress=False)


def test_a_study_says_what_it_holds(study: rk.Study) -> None:
    assert study.designs == ["two-chains", "joint-cell"]
    assert study.baseline == "two-chains"
    assert study.incidents == ["fire"]
    assert study.check() == []
    assert repr(study) == (
        "<Study of Forest fires on an island: 2 designs (two-chains is the baseline), "
        "1 incident types>"
    )


def test_its_comparison_is_that_of_the_command(
    renkei, study: rk.Study, results: rk.Results, tmp_path: Path
) -> None:
    found = study.compare(results)
    words = ("template", "--reps", "12", "-p", "1", "--out", tmp_path, "--json", "--quiet")
    printed = json.loads(renkei("compare", *words).out)
    assert [row["difference"] for row in printed["rows"]] == [
        row.difference for row in found.responses.rows
    ]
    assert printed["why"] == {one.design: one.data() for one in found.reasons}
    assert printed["cautions"] == [one.data() for one in found.cautions]
    page = " ".join(found.tables.text().split())
    told = [sentence for own in found.sentences.values() for sentence in own]
    assert told
    assert all(sentence in page for sentence in told)
    assert found.method in page


def test_it_compares_the_designs_named_and_no_others(study: rk.Study, results: rk.Results) -> None:
    found = study.compare(results, ["joint-cell"])
    assert found.responses.designs == found.sustainment.designs == ("joint-cell",)
    assert found.responses.families.asked == found.responses.families.explored == 0
    assert found.verdicts.is_empty()


def test_what_it_finds_is_plain_data(study: rk.Study, results: rk.Results) -> None:
    found = study.compare(results, ["two-chains", "joint-cell"], zone="2 h")
    assert found.responses.frame().height == len(found.responses.rows)
    assert found.readiness.frame().columns[:3] == ["domain", "subject", "name"]
    told = found.verdicts
    assert set(told["verdict"]) <= {"better", "worse"}
    row = found.responses.row("fire", "joint-cell", "p_deadline")
    assert told.filter(pl.col("measure") == "p_deadline")["difference"].to_list() == [
        row.difference
    ]


def test_pages_are_text_and_static_html(study: rk.Study, results: rk.Results) -> None:
    found = study.compare(results)
    assert "Forest fire (fire): " in found.tables.text()
    text, html = found.text(), found.html()
    assert text == str(found)
    assert "joint-cell (A joint cell) against two-chains (Two chains" in text
    assert html == found._repr_html_()
    assert html.startswith("<pre")
    assert "<script" not in html
    assert "http" not in html
    assert max(map(len, text.split("\n"))) <= 100


def test_every_object_of_the_door_is_text_and_static_html(
    study: rk.Study, results: rk.Results
) -> None:
    """Those that need runs of their own say so in the test of their command."""
    found = study.compare(results)
    asm = rk.blocks.Assembler(horizon_h=1.0)
    asm.end()
    made = {
        "Study": study,
        "Results": results,
        "Findings": found,
        "FindingsTables": found.tables,
        "Comparison": found.responses,
        "Sustained": found.sustainment,
        "ResponseCourse": study.explain("fire"),
        "ResponseTaken": study.trace(results, "fire"),
        "BySource": BySource(Guards(found.responses, 1.5, ()), found.question.naming.labels),
        "Assembler": asm,
        "Replication": rk.blocks.replicate(asm.build(), seed=1, replication=0),
    }
    elsewhere = {"Best", "Validation", "ParameterFit", "Understanding"}
    elsewhere |= {"FiledStudy", "StressTest", "WriteUp"}
    elsewhere |= {"Exported", "ImportedLines", "ImportedScenario", "ImportedTable"}
    classes = {name for name in rk.__all__ if isinstance(getattr(rk, name), type)}
    assert {n for n in classes if not issubclass(getattr(rk, n), Exception)} <= {*made} | elsewhere
    for name in elsewhere:
        assert issubclass(getattr(rk, name), Shown)
        assert "__repr__" in vars(getattr(rk, name))
    for name, thing in made.items():
        assert repr(thing).startswith(f"<{name}"), name
        assert len(repr(thing)) <= 200, name
        html = thing._repr_html_()
        assert html.startswith("<"), name
        assert "<script" not in html, name
    assert len(repr(asm.build())) <= 200


def test_an_explanation_is_that_of_the_command(renkei, study: rk.Study) -> None:
    course = study.explain("fire", "two-chains", against="joint-cell")
    printed = renkei("explain", "template", "fire", "-d", "two-chains", "--against", "joint-cell")
    assert course.text().strip() == printed.out.strip()
    assert repr(course) == "<ResponseCourse of fire under two-chains against joint-cell>"
    alone = json.loads(renkei("explain", "template", "fire", "--json").out)
    assert study.explain("fire").milestones.keys() >= alone["milestones"].keys()
    steps = study.explain("fire").frame()
    assert steps.height == len(alone["rows"])


def test_a_response_as_it_happened_is_that_of_the_command(
    renkei, study: rk.Study, results: rk.Results
) -> None:
    taken = study.trace(results, "fire", "two-chains", against="joint-cell", which="slowest")
    words = ("fire", "-d", "two-chains", "--against", "joint-cell", "--slowest")
    printed = renkei("trace", results.folder, *words).out
    assert taken.text().strip() == printed.strip()
    told = json.loads(renkei("trace", results.folder, *words, "--json").out)
    assert (
        repr(taken) == f"<ResponseTaken of fire {told['id']} under two-chains against joint-cell>"
    )
    stored = results.scan("incidents").filter(pl.col("incident") == "fire").collect()
    replication, ordinal = map(int, told["id"].split("/"))
    for row in stored.filter(
        pl.col("replication") == replication, pl.col("ordinal") == ordinal
    ).iter_rows(named=True):
        design = row["design"]
        for name, reached in taken.milestones[design].items():
            assert row[f"{name}_h".replace("-", "_")] == reached
        answer = row[f"{told['milestone']}_h".replace("-", "_")]
        assert sum(taken.hours_by_cause[design].values()) == pytest.approx(answer, abs=1e-9)
    slowest = stored.filter(pl.col("design") == "two-chains", pl.col("counted"))
    column = f"{told['milestone']}_h".replace("-", "_")
    assert told["answered_h"]["two-chains"] == slowest[column].max()
    assert taken.frame()["design"].unique(maintain_order=True).to_list() == [
        "two-chains", "joint-cell",
    ]  # fmt: skip


@pytest.mark.parametrize("worlds", ["latin", "sobol"])
def test_a_response_in_a_given_world_is_followed_too(
    study: rk.Study, tmp_path: Path, worlds: str
) -> None:
    results = study.run(
        ["two-chains"], replications=3, processes=1, out=tmp_path, progress=False, worlds=worlds
    )
    taken = study.trace(results, "fire", which="slowest")  # an answer of another world is refused
    assert taken.followed[0].picked.answered_h == max(
        taken.followed[0].milestones["on-station"], results.scan("incidents")
        .filter(pl.col("counted")).select(pl.col("on_station_h").max()).collect().item()
    )  # fmt: skip


def test_a_response_in_focus_is_followed_too(study: rk.Study, tmp_path: Path) -> None:
    results = study.run(
        ["two-chains"], replications=4, processes=1, out=tmp_path, progress=False, focus="fire"
    )
    for number in range(4):
        taken = study.trace(results, "fire", which=f"{number}/0")
        answer = taken.followed[0].picked.answered_h
        assert answer is not None
        assert sum(taken.hours_by_cause["two-chains"].values()) == pytest.approx(answer, abs=1e-9)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["fires"], ["INCIDENT", "`fires`", "fire"]),
        (["fire", "-d", "joint"], ["--design", "`joint`", "joint-cell"]),
        (["fire", "--id", "999/0"], ["--id", "`999/0`", "REPLICATION/NUMBER"]),
        (["fire", "--id", "first"], ["--id", "`first`"]),
        (["fire", "--milestone", "onstation"], ["--milestone", "on-station"]),
        (["fire", "--median", "--slowest"], ["--slowest", "one of them"]),
        ([], ["INCIDENT", "fire"]),
    ],
)
def test_a_wrong_word_to_trace_is_named(
    renkei, results: rk.Results, words: list[str], names: list[str]
) -> None:
    done = renkei("trace", results.folder, *words)
    assert done.code == 2
    for name in names:
        assert name in done.err


TEAMS = "headquarters.island-command.cells.operations.teams"


def test_a_design_that_differs_in_some_values(tmp_path: Path) -> None:
    study = rk.open("template").with_(
        "joint-cell", {TEAMS: 6, "responses.firefighting.assess": "3 h"}, name="six"
    )
    assert study.designs == ["two-chains", "joint-cell", "six"]
    base, six = (study.document.design(one).phases[0].scenario for one in ("joint-cell", "six"))
    cell = six.headquarters["island-command"].cells["operations"]
    assert (cell.teams.mean(), six.responses["firefighting"].assess.mean()) == (6.0, 3.0)
    assert base.headquarters["island-command"].cells["operations"].teams.mean() != 6.0
    assert six.authorities == base.authorities
    results = study.run(
        ["joint-cell", "six"], replications=4, processes=1, out=tmp_path, progress=False
    )
    assert results.designs == ("joint-cell", "six")
    assert study.compare(results).designs == ["joint-cell", "six"]


def test_a_value_holds_through_all_phases() -> None:
    study = rk.open("japan")
    phased = next(d for d in study.designs if len(study.document.design(d).phases) > 1)
    path = "responses.great-disaster-relief.assess"
    study.with_(phased, {path: "7 h"}, name="slow")
    for phase in study.document.design("slow").phases:
        assert phase.scenario.responses["great-disaster-relief"].assess.mean() == 7.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"headquarters.island-comand.cells.operations.teams": 6}, "island-comand"),
        ({"headquarters.island-command.cells.operations.team": 6}, "teams"),
        ({TEAMS: "six"}, "six"),
        ({TEAMS: 1.5}, "1.5"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changes: dict[str, object], words: str) -> None:
    with pytest.raises(rk.InputError, match=words) as refused:
        rk.open("template").with_("joint-cell", changes, name="other")
    assert "the command line" not in str(refused.value)


def test_names_that_are_unknown_are_refused(study: rk.Study, results: rk.Results) -> None:
    with pytest.raises(rk.InputError, match="joint-cell"):
        study.compare(results, ["two-chains", "joint-cel"])
    with pytest.raises(rk.InputError, match="fire"):
        study.explain("fires")
    with pytest.raises(rk.InputError, match="template"):
        rk.open("templat")
    with pytest.raises(ValueError, match="joint-cell"):
        study.with_("two-chains", {TEAMS: 2}, name="joint-cell")


def test_text_is_a_scenario_too() -> None:
    text = rk.open("template").document.resolved_yaml()
    assert rk.open(text).designs == ["two-chains", "joint-cell"]


def test_values_laid_over_hold_in_all_designs() -> None:
    study = rk.open("template", set={TEAMS: 5})
    for design in study.designs:
        (phase,) = study.document.design(design).phases
        cells = phase.scenario.headquarters["island-command"].cells
        assert cells["operations"].teams.mean() == 5.0


def test_blocks_make_a_textbook_queue() -> None:
    """M/M/2 through the door is the program that the textbook models give, and it runs."""
    asm = rk.blocks.Assembler(horizon_h=500.0, warm_up_h=50.0)
    station = asm.station("queue", asm.constant(2))
    asm.station("lost", asm.constant(1_000_000))
    entry = asm.here("customer")
    asm.work(station, asm.distribution(rk.blocks.Exponential(1.0)), "service")
    asm.finish()
    asm.end()
    arrivals = rk.blocks.Arrivals(asm.slot("rate", 1.0))
    asm.source("customers", [[entry]], arrivals, counted=False)
    program = asm.build()
    run = rk.blocks.replicate(program, seed=1, replication=0)
    assert run.stations.shape[0] == len(program.stations) == 2
    assert "service" in rk.blocks.listing(program)
