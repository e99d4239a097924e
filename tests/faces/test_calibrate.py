"""calibrate: a parameter that is known is found again, and nothing of the scenario is changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import renkei as rk

RECORDED = Path(__file__).parents[1] / "scenarios" / "recorded.yaml"
FEW = ("--reps", "120", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calibrate")


@pytest.fixture
def data(renkei, root):
    done = renkei("calibrate", RECORDED, *FEW, "--out", root, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_a_known_parameter_is_found_again(data) -> None:
    """The clock took 3 h, the step takes 2 h times the pace: the pace is 1.5, of 0.5 to 2."""
    pace = data["parameters"]["pace"]
    low, middle, high = pace["posterior"]
    assert middle == pytest.approx(1.5, abs=0.06)
    assert low <= 1.5 <= high
    assert high - low < 0.4
    assert pace["narrower"] > 0.7
    # The range of a scenario reaches farther than its 5 % and 95 % points, never than the prior.
    assert 0.5 <= pace["range"][0] <= low
    assert high <= pace["range"][1] <= 2.0
    assert data["correlations"] == {"pace": {"pace": 1.0}}


def test_the_check_holds_about_as_often_as_it_says(data) -> None:
    """100 worlds in the place of the record: 90 % within 4 errors of 0.03."""
    assert data["parameters"]["pace"]["coverage"] == pytest.approx(0.9, abs=0.12)


def test_only_what_is_for_fitting_is_fitted(data) -> None:
    assert data["clocks"] == ["fitted", "middle", "seldom"]
    assert data["worlds"] + data["left_out"] == 120
    assert data["accepted"] <= data["worlds"] / 2


def test_what_is_printed_can_be_run_and_moves_the_clock(renkei, root) -> None:
    done = renkei("calibrate", RECORDED, *FEW, "--out", root)
    assert max(map(len, done.out.splitlines())) <= 120
    words = next(line for line in done.out.splitlines() if "--set" in line).split('"')[1]
    again = renkei("validate", RECORDED, *FEW, "--out", root, "--json", "--set", words)
    assert again.code == 0, again.err
    slow = next(row for row in json.loads(again.out)["clocks"] if row["id"] == "fitted")
    assert slow["median_h"] == pytest.approx(3.0, abs=0.12)  # 1.9 h before
    assert slow["fit"] == "inside"


def test_the_worlds_are_written_once_and_weighted(renkei, root, tmp_path) -> None:
    before = RECORDED.read_bytes()
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for target in (first, second):
        assert renkei("calibrate", RECORDED, *FEW, "--out", root, "--to", target).code == 0
    assert first.read_bytes() == second.read_bytes()
    lines = first.read_text(encoding="utf-8").splitlines()
    assert "--reps 120 --seed" in lines[1]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert set(rows[0]) == {"replication", "weight", "pace", "pace as drawn"}
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1.0)
    assert len({row["replication"] for row in rows}) == len(rows)
    done = renkei("calibrate", RECORDED, *FEW, "--out", root, "--to", first)
    assert done.code == 2
    assert "already" in done.err
    assert RECORDED.read_bytes() == before


def test_the_posterior_can_be_run_and_moves_the_clock(renkei, root, tmp_path) -> None:
    """The same as the ranges that are printed: the clock of 3 h was 1.9 h in the model."""
    target = tmp_path / "posterior.csv"
    assert renkei("calibrate", RECORDED, *FEW, "--out", root, "--to", target).code == 0
    done = renkei("validate", RECORDED, *FEW, "--out", root, "--json", "--worlds", target)
    assert done.code == 0, done.err
    slow = next(row for row in json.loads(done.out)["clocks"] if row["id"] == "fitted")
    assert slow["median_h"] == pytest.approx(3.0, abs=0.12)
    assert slow["fit"] == "inside"


def test_what_cannot_be_fitted_is_refused(renkei, root, tmp_path) -> None:
    done = renkei("calibrate", RECORDED, "--parameters", "pase", "--out", root)
    assert done.code == 2
    assert "pace" in done.err
    unmarked = tmp_path / "unmarked.yaml"
    unmarked.write_text(RECORDED.read_text().replace("    fitted: true\n", ""))
    done = renkei("calibrate", unmarked, "--out", root)
    assert done.code == 2
    assert "fitted: true" in done.err
    held = tmp_path / "held.yaml"
    held.write_text(
        RECORDED.read_text().replace("use: fit, ", "").replace(", source: log}", ", use: held-out, "
                                                               "source: log}")
    )  # fmt: skip
    done = renkei("calibrate", held, "--out", root)
    assert done.code == 2
    assert "no clocks for `fit`" in done.err


def test_too_few_worlds_are_refused_before_they_are_simulated(renkei, tmp_path) -> None:
    """3 clocks: twice 3 slopes, a level and 20 degrees of freedom, 48 worlds."""
    root = tmp_path / "results"
    done = renkei("calibrate", RECORDED, "--reps", "47", "-p", "1", "-q", "--out", root)
    assert done.code == 2
    assert "47 replications for 3 clocks to fit" in " ".join(done.err.split())
    assert "48 or more" in done.err
    assert not root.exists()
    with pytest.raises(rk.InputError, match="48 or more"):
        rk.open(RECORDED).calibrate(replications=47, out=root, progress=False)


def test_python_gives_what_the_command_gives(data, renkei, root, tmp_path) -> None:
    study = rk.open(RECORDED)
    found = study.calibrate(replications=120, processes=1, out=root, progress=False)
    assert found.data == data
    assert found.parameters.row(0, named=True)["posterior_50"] == pytest.approx(1.5, abs=0.06)
    target = tmp_path / "worlds.csv"
    assert renkei("calibrate", RECORDED, *FEW, "--out", root, "--to", target).code == 0
    lines = target.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert found.worlds["pace"].to_list() == [float(row["pace"]) for row in rows]
    assert found.worlds["weight"].sum() == pytest.approx(1.0)
    assert repr(found) == "<ParameterFit: pace from 3 recorded clocks>"
    assert "To run with what was fitted" in found.text()


def test_fitted_ranges_are_laid_over_a_scenario(root) -> None:
    fitted = rk.open(RECORDED).calibrate(replications=120, processes=1, out=root, progress=False)
    pace = rk.open(RECORDED, set=fitted.ranges).document.scenario.parameters["pace"].value
    assert pace.mean() == fitted.ranges["parameters.pace"]["value"]
    assert [pace.low, pace.high] == fitted.ranges["parameters.pace"]["range"]


def test_python_refuses_what_the_command_refuses(root) -> None:
    with pytest.raises(rk.InputError, match="pace"):
        rk.open(RECORDED).calibrate(["pase"], out=root, progress=False)
    with pytest.raises(rk.InputError, match="no recorded clocks"):
        rk.open("template").calibrate(out=root, progress=False)
