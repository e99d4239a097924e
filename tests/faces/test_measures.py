"""What the numbers of a page mean, on small scenarios whose truth is known by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "scenarios" / "measures"

Rows = dict[tuple[str, str], dict]


@pytest.fixture
def page(renkei, tmp_path):
    """Run one design of a case; return its data, its rows of sustainment and its notes."""

    def call(case: str, design: str | None = None, reps: int = 2) -> tuple[dict, Rows, str]:
        chosen = () if design is None else ("--design", design)
        done = renkei(
            *("run", CASES / f"{case}.yaml", *chosen, "--reps", reps, "--processes", "1"),
            *("--out", tmp_path, "--json"),
        )
        assert done.code == 0, done.err
        data = json.loads(done.out)
        found = data.get("sustainment", {"rows": []})["rows"]
        rows = {(row["domain"], row["measure"]): row for row in found if row["level"] == "group"}
        return data, rows, done.err.replace("\n", " ")

    return call


def cell(data: dict) -> dict:
    (one,) = data["cells"]
    return one


def in_time(data: dict) -> dict:
    (row,) = [row for row in data["rows"] if row["statistic"] == "p_deadline"]
    return row


def test_a_stock_that_is_empty_by_day_has_run_out(page) -> None:
    _, rows, _ = page("empty-within-a-day")
    assert rows["stock", "empty"]["estimate"] == pytest.approx(20 / 24)
    assert rows["stock", "ran out"]["estimate"] == 1.0
    assert rows["stock", "empty after"]["estimate"] == pytest.approx(1.0)
    assert rows["stock", "refill"]["estimate"] == pytest.approx(20.0)


def test_what_was_empty_in_the_warm_up_has_not_run_out(page) -> None:
    data, rows, _ = page("empty-in-warm-up")
    assert rows["stock", "empty"]["estimate"] == 0.0
    assert rows["stock", "ran out"]["estimate"] == 0.0
    assert ("stock", "empty after") not in rows
    # Drawn on days 30, 40, ... and full again five days later.
    assert rows["stock", "refill"]["estimate"] == pytest.approx(120.0)
    assert data["sustainment"]["levels"]["stocks"]["buoys"]["at_h"][0] == 720.0


def test_work_never_begun_has_waited(page) -> None:
    data, _, notes = page("never-begun")
    # Thirty pieces wait for nothing, ten from 1 h to 720 h.
    assert cell(data)["mean_wait_h"] == pytest.approx(10 * 719 / 40)
    assert cell(data)["utilisation"] == pytest.approx(1.0)
    assert "work not begun when the run ended: Staff: operations (25 %" in notes


def test_an_answer_that_is_cut_off_before_it_is_due_is_not_late(page) -> None:
    data, _, notes = page("cut-off")
    assert in_time(data)["estimate"] == 1.0
    assert in_time(data)["n_incidents"] == 18
    assert "2 incidents came less than their deadline before the run ended" in notes


def test_ships_that_still_wait_for_the_dock_count(page) -> None:
    _, rows, notes = page("dock-cut-off")
    wait, queue = rows["facility", "wait"], rows["facility", "queue"]
    assert wait["estimate"] == pytest.approx(rows["maintenance", "dock wait"]["estimate"])
    # The queue's integral is the sum of all waits, of those who were docked and of the others.
    visits = 730 * 24 * queue["estimate"] / wait["estimate"]
    # 7.3 docks in 730 days, and of six ships at most five more waiting at the end.
    assert 8 <= visits <= 13
    assert visits == pytest.approx(round(2 * visits) / 2)
    assert rows["maintenance", "in dock"]["estimate"] < 100 * 24
    assert "not ended by day 730" in notes
    assert "out of the unit of Ships: Docking" in notes


def test_what_is_not_delivered_is_late(page) -> None:
    _, rows, _ = page("undelivered", "d0")
    assert rows["contract", "delivered"]["estimate"] == 1.0
    assert rows["contract", "late"]["estimate"] == pytest.approx(0.0, abs=1e-6)
    _, rows, notes = page("undelivered", "half")
    assert rows["contract", "delivered"]["estimate"] == 0.5
    made = [30 * k for k in range(1, 7)]
    owed = [365 - 30 * k for k in range(7, 13)]
    assert rows["contract", "late"]["estimate"] == pytest.approx(24 * sum(made + owed) / 12)
    assert "due to receipt of Works: c (50 %)" in notes


@pytest.mark.parametrize("design", ["rests", "finishes"])
def test_overtime_is_work_of_people_who_are_there(page, design: str) -> None:
    data, _, _ = page("overtime", design)
    assert cell(data)["utilisation"] == pytest.approx(1.0)


def test_a_force_that_waits_for_items_is_demand(page) -> None:
    _, rows, _ = page("waiting-requests")
    assert rows["stock", "fill"]["estimate"] == pytest.approx(2 / 3)
    assert rows["stock", "wait"]["estimate"] == pytest.approx(8 * 24 / 3)
    assert rows["stock", "shortfall"]["estimate"] == 0.0


def test_practice_comes_behind_an_alarm_that_waits(page) -> None:
    data, rows, _ = page("practice-before-flash", "d0")
    assert in_time(data)["estimate"] == 1.0
    (last,) = [
        row for row in data["rows"] if (row["milestone"], row["statistic"]) == ("on-station", "p90")
    ]
    assert last["estimate"] == pytest.approx(9 * 24)
    # The alarm of day 2 has the missile of day 11, practice of day 3 that of day 12.
    assert rows["stock", "wait"]["estimate"] == pytest.approx((9 + 9) * 24 / 3)


def test_a_fleet_doubled_half_way_has_half_as_many_platforms_more(renkei, tmp_path) -> None:
    """Ten more for fifty days, all ready at first; up 20 days and down 5 on average."""
    done = renkei(
        *("compare", CASES / "fleet-doubled-in-a-phase.yaml", "--reps", "120", "--json"),
        *("--processes", "1", "--quiet", "--out", tmp_path),
    )
    assert done.code == 0, done.err
    rows = {
        row["design"]: row
        for row in json.loads(done.out)["sustainment"]["rows"]
        if (row["domain"], row["subject"], row["measure"]) == ("readiness", "u", "platforms")
    }
    rate = 1 / 20 + 1 / 5
    up = 0.8 + 0.2 * (1 - math.exp(-50 * rate)) / (50 * rate)
    fleet = rows["fleet"]
    error = (fleet["diff_high"] - fleet["diff_low"]) / 2 / 1.98
    assert error < 0.06
    assert abs(fleet["difference"] - 10 * up / 2) < 4 * error
    # Another notice changes neither the platforms nor their luck.
    assert rows["notice"]["difference"] == 0.0
    assert rows["notice"]["estimate"] == rows["base"]["estimate"]
