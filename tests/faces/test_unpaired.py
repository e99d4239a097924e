"""A design that meets other incidents, as it says, is compared unpaired and marked so."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

FEW = ("--reps", "30", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = Path(__file__).parents[1] / "scenarios" / "strait.yaml"
    path = tmp_path_factory.mktemp("unpaired") / "strait.yaml"
    path.write_text(
        source.read_text().rstrip("\n")
        + """
  busy:
    name: A busy year
    kind: load
    unpaired: twice as many incidents, as one ministry expects
    changes: {incidents: {blockade: {arrivals: {rate: 120 / year}}}}
  busy-forward:
    name: A busy year, forward
    extends: busy
    changes: {}
"""
    )
    return path


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


def test_rows_are_marked_and_their_intervals_are_of_independent_samples(
    renkei, scenario: Path, out: Path
) -> None:
    designs = "apart,busy,forward"
    done = renkei("compare", scenario, *FEW, "--out", out, "--designs", designs, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    rows = {(row["design"], row["metric"]): row for row in data["rows"]}
    base = rows["apart", "p_deadline"]
    told = rows["busy", "p_deadline"]
    assert told["n_incidents"] > 1.2 * base["n_incidents"]
    assert [rows[d, "p_deadline"]["paired"] for d in ("busy", "forward")] == [False, True]
    for (design, metric), row in rows.items():
        theirs = rows["apart", metric]
        known = [row["estimate"], row["low"], row["high"], theirs["low"], theirs["high"]]
        if design != "busy" or None in (*known, row["diff_low"], row["diff_high"]):
            continue
        # Zou and Donner (2008), from the two intervals printed.
        value = row["estimate"] - theirs["estimate"]
        down = math.hypot(row["estimate"] - row["low"], theirs["high"] - theirs["estimate"])
        up = math.hypot(row["high"] - row["estimate"], theirs["estimate"] - theirs["low"])
        assert row["difference"] == pytest.approx(value)
        assert row["diff_low"] == pytest.approx(value - down)
        assert row["diff_high"] == pytest.approx(value + up)
        assert row["variance_reduction"] is None
    unpaired = [one for one in data["cautions"] if one["kind"] == "unpaired"]
    assert {(one["design"], one["against"]) for one in unpaired} == {("busy", "apart")}


def test_the_page_says_so(renkei, scenario: Path, out: Path) -> None:
    done = renkei(
        "compare", scenario, *FEW[:4], "--out", out, "--designs", "apart,busy,forward", "--types"
    )
    words = " ".join(done.out.split())
    assert "on the same incidents unless unpaired" in words
    assert "unpaired: it meets other incidents" in words
    assert "unpaired: busy" in words
    assert "meets other incidents than apart" in " ".join(done.err.split())


def test_designs_that_meet_the_same_other_incidents_are_paired(
    renkei, scenario: Path, out: Path
) -> None:
    designs = ("--designs", "busy,busy-forward", "--json")
    done = renkei("compare", scenario, *FEW, "--out", out, *designs)
    assert done.code == 0, done.err
    rows = json.loads(done.out)["rows"]
    assert all(row["paired"] for row in rows)
    assert all(row["identical"] for row in rows if row["design"] == "busy-forward")


def test_means_of_few_replications_are_said_to_be(renkei, scenario: Path, out: Path) -> None:
    asked = ("--out", out, "--designs", "apart,forward", "--types")
    method = renkei("compare", scenario, *FEW, *asked).out
    assert "Means of as few as 30 replications" in " ".join(method.split())
    many = ("--reps", "100", "--processes", "1", "--quiet")
    method = renkei("compare", scenario, *many, *asked).out
    assert "Means of as few" not in " ".join(method.split())


def test_a_load_is_laid_on_each_design(renkei, scenario: Path, out: Path) -> None:
    asked = ("--designs", "apart,forward", "--load", "busy", "--json")
    done = renkei("compare", scenario, *FEW, "--out", out, *asked)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert list(found["designs"]) == ["apart+busy", "forward+busy"]
    assert all(row["paired"] for row in found["rows"])


def test_a_load_is_compared_only_where_it_is_named(renkei, scenario: Path, out: Path) -> None:
    done = renkei("compare", scenario, *FEW, "--out", out, "--json")
    assert done.code == 0, done.err
    designs = list(json.loads(done.out)["designs"])
    assert "busy" not in designs
    assert {"apart", "forward", "busy-forward"} <= set(designs)  # of the default kind, as declared


def test_what_is_no_load_cannot_be_laid_as_one(renkei, scenario: Path, out: Path) -> None:
    done = renkei("compare", scenario, *FEW, "--out", out, "--load", "forward")
    assert done.code == 2
    told = " ".join(done.err.split())
    assert "`forward`, which is no load" in told
    assert "one of: busy" in told


def test_a_load_that_no_design_is_exits_with_2(renkei, scenario: Path, out: Path) -> None:
    done = renkei("compare", scenario, *FEW, "--out", out, "--load", "buzy")
    assert done.code == 2
    assert "--load" in done.err
    assert "`busy`" in done.err
