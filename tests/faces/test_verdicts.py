"""Verdicts from arguments to report: certain times, giving up, nothing to answer, zones, worlds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FEW = ("--reps", "12", "--processes", "1", "--quiet")

HEAD = """\
renkei: 1
name: Small
time: {start: 2025-01-01, horizon: 120 d, warm_up: 0 d, drain: 60 d, zone: UTC}
nations: {ARN: {name: Arenland, language: en}}
places: {here: {name: Here, latitude: 0, longitude: 0, zone: UTC}}
doctrine: {handling: 0 min, ordering: 0 min, command_net: 0 min, adjudication: 1 h,
  request_for_forces: 1 h}
headquarters:
  staff: {name: Staff, nation: ARN, place: here, cells: {operations: {teams: 9}}}
authorities: {all: {nation: ARN, categories: [case], holder: staff, decision: 2 h}}
"""

CERTAIN = (
    HEAD
    + """\
responses:
  r: {name: R, category: case, precedence: FLASH, deadline: 3 h, deadline_for: decided,
      nations: {ARN: {role: lead}}}
incidents:
  case: {name: Case, response: r, arrivals: {scheduled: ["2025-01-10 10:00", "2025-02-10 10:00"]},
         places: {here: {}}, detected_by: staff}
designs:
  now: {name: Now}
  slow: {name: Slower, changes: {authorities: {all: {decision: 5 h}}}}
"""
)

GIVES_UP = (
    HEAD
    + """\
units:
  ships: {name: Ships, nation: ARN, base: here, capabilities: [ship], platforms: 1, medium: sea,
          speed: 10 kt, notice: 2 h, opcon: staff}
responses:
  r: {name: R, category: case, precedence: ROUTINE, deadline: 10 d, nations: {ARN: {role: lead}},
      forces: {f: {nation: ARN, capability: ship, count: 1, duration: 5 d}}}
incidents:
  case: {name: Case, response: r, arrivals: {rate: 50 / year}, places: {here: {}},
         detected_by: staff}
designs:
  waits: {name: Waits}
  gives-up: {name: Gives up, changes: {responses: {r: {forces: {f: {when_short: fail}}}}}}
"""
)

QUIET = (
    HEAD.replace("authorities:", "_authorities:").split("_authorities")[0]
    + """\
facilities: {yard: {name: Yard, nation: ARN, place: here, docks: {ship: 1}}}
units:
  u: {name: U, nation: ARN, base: here, opcon: staff, type: ship, capabilities: [x], platforms: 6,
      medium: sea, speed: 10 kt, notice: 0 h,
      maintenance: {m: {name: M, kind: failure, every: {exponential: 20 d},
                        work: {exponential: 5 d}, facilities: [yard]}}}
"""
)


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows(done) -> dict[tuple[str, str], dict[str, object]]:
    assert done.code == 0, done.err
    return {(row["design"], row["metric"]): row for row in json.loads(done.out)["rows"]}


def test_certain_times_have_no_interval_and_are_told(renkei, written, tmp_path) -> None:
    scenario = written(CERTAIN)
    words = ("--out", tmp_path / "results")
    found = rows(renkei("compare", scenario, *FEW, *words, "--json"))
    late = found["slow", "decided_median"]
    assert (late["diff_low"], late["difference"], late["diff_high"]) == (3.0, 3.0, 3.0)
    assert late["verdict"] == "worse"
    in_time = found["slow", "p_deadline"]
    assert (in_time["low"], in_time["high"], in_time["verdict"]) == (0.0, 0.0, "worse")
    text = renkei("compare", scenario, *FEW, *words).out
    assert "worse: slow −100 points" in text
    add = "headquarters.staff.cells.operations.teams=1"
    done = renkei("marginal", scenario, "--add", add, *FEW, *words)
    assert done.code == 0, done.err
    assert "equivalent" in done.out


def test_a_design_that_gives_up_is_not_praised(renkei, written, tmp_path) -> None:
    scenario, words = written(GIVES_UP), ("--reps", "25", "--out", tmp_path / "results")
    found = rows(renkei("compare", scenario, *FEW, *words, "--json"))
    mean = found["gives-up", "on_station_mean"]
    assert mean["limit_h"] == 60 * 24
    assert mean["verdict"] == found["gives-up", "on_station_reached"]["verdict"] == "worse"
    # Each that gives up counts 60 d: at least that share of it, since none is negative.
    never = 1 - found["gives-up", "on_station_reached"]["estimate"]
    assert mean["estimate"] > never * mean["limit_h"]
    done = renkei("compare", scenario, *FEW, *words, "--types")
    text = " ".join(done.out.split())
    assert "never on station: waits " in text
    assert "later on average" in text
    assert "that never arrive" in text
    assert "partly offset by" in text
    assert "ever reached" in text


def test_marginal_without_incidents(renkei, written, tmp_path) -> None:
    add = "facilities.yard.docks.ship=1"
    words = ("marginal", written(QUIET), "--add", add, *FEW, "--out", tmp_path / "results")
    done = renkei(*words)
    assert done.code == 0, done.err
    assert "better" in done.out
    assert "in time" not in done.out
    assert json.loads(renkei(*words, "--json").out)["additions"][0]["in_time"] is None


def test_zones_relative_to_the_scale_and_of_one_measure(renkei, written, tmp_path) -> None:
    def found(*zones: str) -> dict[tuple[str, str], dict[str, object]]:
        each = [word for zone in zones for word in ("--zone", zone)]
        words = ("compare", written(CERTAIN), *FEW, *each, "--out", tmp_path / "results")
        return rows(renkei(*words, "--json"))

    # Two hours become five: more than 100 %, less than 200 % of the baseline's value.
    assert found("100 %")["slow", "decided_median"]["verdict"] == "worse"
    assert found("100 %")["slow", "decided_median"]["zone"] == 2.0
    assert found("decided=4 h")["slow", "decided_median"]["verdict"] == "equivalent"
    assert found("decided-p90=4 h")["slow", "decided_median"]["verdict"] == "worse"
    assert found("in-time=100 %")["slow", "p_deadline"]["verdict"] == "equivalent"


@pytest.mark.parametrize("zone", ["decidd=4 h", "decided=", "=4 h", "-1 h", "4 kt"])
def test_a_zone_that_is_none_exits_with_2(zone: str, renkei, written, tmp_path) -> None:
    done = renkei("compare", written(CERTAIN), f"--zone={zone}", "--out", tmp_path / "results")
    assert done.code == 2
    assert "--zone" in done.err


def test_an_answer_is_over_worlds_or_over_incidents(renkei, written, tmp_path) -> None:
    def estimate(*words: str) -> object:
        given = ("compare", written(GIVES_UP), *FEW, "--out", tmp_path / "results", "--json")
        return rows(renkei(*given, *words))["waits", "p_deadline"]["estimate"]

    assert estimate() == estimate("--over", "worlds") != estimate("--over", "incidents")
    done = renkei("compare", written(GIVES_UP), "--over", "years", "--out", tmp_path / "results")
    assert done.code == 2
    assert "worlds, incidents" in done.err
