"""Runs that end by themselves: what they say before and after, and that they can be repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HALF = "halfwidth 10 % of median(decided, blockade)"
ONE = ("--processes", "1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "results"


def test_a_run_goes_on_until_it_is_precise_and_says_so(renkei, strait, root) -> None:
    done = renkei("run", strait, *ONE, "--out", root, "--until", HALF, "--json")
    assert done.code == 0, done.err
    said = json.loads(done.out)["until"]
    (half,) = said["half_widths"]
    assert said["reached"] is True
    assert half["half_width"] <= half["asked"]
    assert half["measure"] == "median(decided, blockade)"
    assert "expected: about " in done.err
    assert f"renkei: reached with {said['replications']} replications" in done.err
    record = json.loads((Path(json.loads(done.out)["folder"]) / "provenance.json").read_text())
    assert record["runs"][-1]["question"]["method"]["until"] == HALF
    # The same command again ends at the same look; so it does among more replications.
    more = str(said["replications"] + 100)
    assert renkei("run", strait, *ONE, "--out", root, "--reps", more).code == 0
    again = renkei("run", strait, *ONE, "--out", root, "--until", HALF, "--json")
    assert json.loads(again.out)["until"] == said


def test_of_differences_and_of_decisions(renkei, strait, root) -> None:
    words = ("compare", strait, *ONE, "--out", root, "--designs", "apart,forward", "--json")
    wide = "halfwidth 9 points of difference in p(in time)"
    done = renkei(*words, "--until", wide, "--until", "decided")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert data["until"]["comparisons"] == {"asked": 1, "undecided": 0}
    (half,) = data["until"]["half_widths"]
    (row,) = (
        row for row in data["rows"] if row["metric"] == "p_deadline" and row["design"] == "forward"
    )
    # The half-width is that of the interval shown, which holds at every look.
    assert half["half_width"] == pytest.approx((row["diff_high"] - row["diff_low"]) / 2)
    assert data["method"]["looked_at"] == data["until"]["replications"]
    usual = renkei(*words, "--reps", str(data["until"]["replications"]))
    (short,) = (
        row
        for row in json.loads(usual.out)["rows"]
        if row["metric"] == "p_deadline" and row["design"] == "forward"
    )
    assert short["difference"] == row["difference"]
    width = row["diff_high"] - row["diff_low"]
    assert 1.3 < width / (short["diff_high"] - short["diff_low"]) < 2.2


def test_a_precision_out_of_reach_exits_with_4_and_says_what_it_takes(renkei, strait, root) -> None:
    words = ("compare", strait, "--reps", "12", *ONE, "--out", root)
    done = renkei(*words, "--until", "halfwidth 0.1 points of difference in p(in time)")
    assert done.code == 4
    assert "Results: " in done.out
    assert "not reached with 12 replications" in done.err
    assert "--reps" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("halfwidth 2 points", "halfwidth SIZE of MEASURE"),
        ("decided soon", "halfwidth SIZE of MEASURE"),
        ("halfwidth 2 points of mean(decided)", "30 min"),
        ("halfwidth 2 h of p(in time)", "2 points"),
        ("halfwidth 0 points of p(in time)", "above 0"),
        ("halfwidth 1 h of men(decided)", "did you mean `mean`"),
        ("halfwidth 1 h of mean(decded)", "did you mean `decided`"),
        ("halfwidth 1 h of mean(decided, blokade)", "did you mean `blockade`"),
        ("halfwidth 1 h of mean(in time)", "a milestone for mean"),
        ("halfwidth 1 kt of mean(decided)", "30 min"),
    ],
)
def test_a_wrong_phrase_shows_the_grammar_or_the_nearest_name(
    words, said, renkei, strait, root
) -> None:
    done = renkei("compare", strait, "--out", root, "--until", words)
    assert done.code == 2
    assert "--until" in done.err
    assert said in " ".join(done.err.split())
    assert not root.exists()


@pytest.mark.parametrize("words", ["decided", "halfwidth 1 points of difference in p(in time)"])
def test_one_design_has_no_differences(words, renkei, strait, root) -> None:
    done = renkei("run", strait, "--out", root, "--until", words)
    assert done.code == 2
    assert "two designs" in done.err


def test_a_time_ends_a_run_after_whole_parts(renkei, strait, root) -> None:
    done = renkei("run", strait, *ONE, "--out", root, "--time", "100ms", "--json")
    assert done.code == 0, done.err
    folder = Path(json.loads(done.out)["folder"])
    record = json.loads((folder / "provenance.json").read_text())
    made = record["designs"]["apart"]["replications"]
    assert made >= 25
    assert made % 25 == 0
    assert renkei("run", strait, "--out", root, "--time", "0 s").code == 2
    assert renkei("run", strait, "--out", root, "--time", "soon").code == 2
