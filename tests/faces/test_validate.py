"""validate: what the model says to recorded clocks, against values by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import renkei as rk

RECORDED = Path(__file__).parents[1] / "scenarios" / "recorded.yaml"
FEW = ("--reps", "60", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("validate")


@pytest.fixture
def data(renkei, root):
    done = renkei("validate", RECORDED, *FEW, "--out", root, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_bands_and_ranks_are_those_of_theory(data) -> None:
    """Even odds of 1 to 3 h: band 1.1 to 2.9 h; some 1400 incidents, so errors of 0.03 h."""
    clocks = {row["id"]: row for row in data["clocks"]}
    middle = clocks["middle"]
    assert middle["from"], middle["to"] == ("reported.ARN", "decided.ARN")
    assert middle["incidents"] > 1000
    assert middle["low_h"] == pytest.approx(1.1, abs=0.05)
    assert middle["median_h"] == pytest.approx(2.0, abs=0.1)
    assert middle["high_h"] == pytest.approx(2.9, abs=0.05)
    assert middle["rank"] == pytest.approx(0.5, abs=0.06)
    assert middle["fit"] == "inside"
    short, long = clocks["short"], clocks["long"]
    assert (short["fit"], short["rank"]) == ("too slow", 0.0)
    assert short["rank_high"] == pytest.approx(1 / 12, abs=0.03)  # of 70 min
    assert (long["fit"], long["rank"]) == ("too fast", 1.0)
    assert long["factor"] == pytest.approx(1 / 3, abs=0.02)


def test_a_rare_type_happens_more_often_in_a_run_of_its_own(data) -> None:
    """0.01 a year in the scenario; 4 a year for its clock, with the same band as if often."""
    clocks = {row["id"]: row for row in data["clocks"]}
    assert clocks["middle"]["simulated"] == "base"
    seldom = clocks["seldom"]
    assert seldom["simulated"] == "base-rare"
    assert data["more_often"]["base-rare"]["stated_per_year"] == pytest.approx(0.01)
    assert 150 < seldom["incidents"] < 330  # 60 replications of 360 days: 237 expected
    assert seldom["rank"] == pytest.approx(0.8, abs=0.1)


def test_sides_and_scores(data) -> None:
    use = {row["id"]: row["use"] for row in data["clocks"]}
    # a and b are of the type `often`, c of `rare`, in the order of their dates; d says `fit`.
    assert use == {"middle": "fit", "short": "held-out", "long": "held-out", "seldom": "fit",
                   "fitted": "fit"}  # fmt: skip
    held = data["scores"]["held-out"]
    assert (held["clocks"], held["events"], held["inside"]) == (2, 1, 0)
    assert (held["too_slow"], held["too_fast"], held["may_be_inside"]) == (1, 1, 1)
    assert data["scores"]["all"]["clocks"] == 5


def test_the_page_tells_it_at_once(renkei, root) -> None:
    done = renkei("validate", RECORDED, *FEW, "--out", root)
    first = " ".join(done.out.split("\n\n")[0].split())
    assert first.startswith("All: 5 clocks of 4 events, 3 inside the model's 5–95 % band: 60 %")
    assert "Too slow in 1, too fast in 1." in first
    assert "too slow ×2" in done.out
    assert "too fast ÷2.9" in done.out
    assert "happen 4 times a year" in " ".join(done.out.split())
    assert "一件目" in renkei("validate", RECORDED, *FEW, "--out", root, "--lang", "ja").out


def test_a_page_of_eighty_columns(renkei, root, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = renkei("validate", RECORDED, *FEW, "--out", root)
    lines = done.out.splitlines()
    assert max(len(line) for line in lines if not line.startswith("Results")) <= 80


def test_python_gives_what_the_command_gives(data, root) -> None:
    found = rk.open(RECORDED).validate(replications=60, processes=1, out=root, progress=False)
    assert found.data == data
    assert found.clocks.height == 5
    assert repr(found) == "<Validation: 3 of 5 recorded clocks inside the band>"
    assert "Clocks held out" in found.text()


def test_what_cannot_be_compared_is_refused(renkei, strait, root) -> None:
    done = renkei("validate", strait, *FEW, "--out", root)
    assert done.code == 2
    assert "no recorded clocks" in done.err
    done = renkei("validate", RECORDED, "-d", "nothing", "--out", root)
    assert done.code == 2
    assert "nothing" in done.err


def test_a_rare_clock_of_a_place_is_met_at_that_place_alone(renkei, tmp_path) -> None:
    text = RECORDED.read_text(encoding="utf-8")
    text = text.replace(
        "places:\n", "places:\n  bay: {name: Bay, latitude: 51, longitude: 0, zone: UTC}\n", 1
    )
    text = text.replace("{rate: 0.01 / year}, places: {harbour: {}}",
                        "{rate: 0.01 / year}, places: {harbour: {}, bay: {}}")  # fmt: skip
    text = text.replace("incident: rare, to", "incident: rare, place: bay, to")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text, encoding="utf-8")
    done = renkei("validate", mine, *FEW, "--out", tmp_path / "results", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    seldom = next(row for row in found["clocks"] if row["id"] == "seldom")
    assert seldom["simulated"] == "base-rare-bay"
    assert 150 < seldom["incidents"] < 330  # as many as of one place: none happens elsewhere
    places = rk.open_results(found["folder"]).scan("incidents", "base-rare-bay").collect()
    rare = places.filter(places["incident"] == "rare")
    assert set(rare["place"]) == {"bay"}
