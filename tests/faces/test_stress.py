"""stress: what a loss costs each design, worked out by hand.

An incident at noon on three days. Without a loss: a message of 5 min to the joint headquarters,
which works for 30 min: decided after 35 min. It is lost from 11:00 on the second day for 30 hours,
until 17:00 on the third. The second incident is decided at 17:30 on the third day, 29.5 h after it
happened, 28 h 55 min later than without; so is the third, by another team, after 5.5 h, 4 h 55 min
later. Under the other design the fleet decides, and nothing changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.variants import tables

import renkei as rk

FEW = ("--reps", "12", "--processes", "1", "--quiet")
DAYS = ["2025-04-09T12:00", "2025-04-10T12:00", "2025-04-11T12:00"]
LATER_H = (28 + 55 / 60 + 4 + 55 / 60) / 3


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lost = {"headquarters": "joint", "from": "2025-04-10T11:00", "for": "30 h"}
    content = tables(
        responses={"escort": {"deadline": "8 h", "deadline_for": "decided"}},
        incidents={"piracy": {"arrivals": {"scheduled": DAYS}}},
        designs={
            "joint": {"name": "Joint decides"},
            "fleet": {
                "name": "The fleet decides",
                "changes": {"authorities": {"arn": {"holder": "fleet"}}},
            },
            "loss": {"name": "Loss", "kind": "load", "changes": {"disruptions": {"loss": lost}}},
            "more": {
                "name": "A fourth day",
                "kind": "load",
                "unpaired": "an incident more",
                "remove": ["incidents.piracy.arrivals"],
                "changes": {"incidents": {"piracy": {
                    "arrivals": {"scheduled": [*DAYS, "2025-04-12T12:00"]}}}},
            },
        },
    )  # fmt: skip
    path = tmp_path_factory.mktemp("stress") / "small.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def data(renkei, scenario) -> dict[str, Any]:
    words = ("stress", scenario, "loss", *FEW, "--out", scenario.parent / "results")
    done = renkei(*words, "--designs", "joint,fleet", "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_cost_is_what_was_worked_out_by_hand(data) -> None:
    found = {(row["design"], row["metric"]): row for row in data["changes"]}
    mean = found["joint", "decided_mean"]
    assert mean["calm"] == pytest.approx(35 / 60)
    for name in ("difference", "diff_low", "diff_high"):
        assert mean[name] == pytest.approx(LATER_H)
    assert mean["verdict"] == "worse"
    assert found["joint", "p_deadline"]["difference"] == pytest.approx(-1 / 3)
    other = found["fleet", "decided_mean"]
    assert (other["calm"], other["difference"]) == (pytest.approx(0.5), 0)
    assert other["identical"]
    assert [other[name] for name in ("more", "more_low", "more_high")] == pytest.approx(
        [-LATER_H] * 3
    )
    assert found["fleet", "p_deadline"]["more"] == pytest.approx(1 / 3)
    assert mean["more"] is None


def test_how_long_it_is_felt(data) -> None:
    joint, fleet = data["aftermaths"]
    assert joint["later"]["value"] == 2
    assert joint["sooner"]["value"] == 0
    assert (joint["lasting"]["value"], joint["n_later"]) == (24, 12)
    assert (fleet["later"]["value"], fleet["n_later"], fleet["lasting"]["value"]) == (0, 0, None)


def test_the_page_names_both_designs_and_the_difference(renkei, scenario) -> None:
    words = ("stress", scenario, "loss", *FEW, "--out", scenario.parent / "results")
    done = renkei(*words, "--designs", "joint,fleet")
    page = " ".join(done.out.split())
    assert "Bad days: Loss (loss)" in page
    assert "joint 35 min +11 h" in page or "joint 0.58 h +11 h" in page
    assert "−11 h" in page
    assert "12 of 12" in page
    assert max(map(len, done.out.splitlines())) <= 100


def test_what_comes_otherwise_is_not_compared_unless_both_sides_carry_it(renkei, scenario) -> None:
    words = (*FEW, "--designs", "joint", "--out", scenario.parent / "results")
    alone = renkei("stress", scenario, "more", *words)
    assert "Not compared, since with it they come otherwise: Piracy." in " ".join(alone.out.split())
    both = renkei("stress", scenario, "loss", "--load", "more", *words, "--json")
    found = {row["metric"]: row for row in json.loads(both.out)["changes"]}
    assert found["decided_mean"]["difference"] == pytest.approx(3 * LATER_H / 4)


def test_what_is_no_load_is_refused(renkei, scenario) -> None:
    done = renkei("stress", scenario, "fleet", *FEW)
    assert done.code == 2
    assert "which is no load" in done.err


def test_python_gives_what_the_command_gives(data, scenario) -> None:
    found = rk.open(scenario).stress(
        ["loss"], ["joint", "fleet"], replications=12, processes=1, progress=False,
        out=scenario.parent / "results",
    )  # fmt: skip
    assert found.data == {name: one for name, one in data.items() if name != "failed"}
    assert found.frame("changes").height == 4
    assert "how long it is felt" in found.text()
