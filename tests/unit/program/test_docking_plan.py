"""Maintenance at known dates: who is out of use when, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from tests.variants import Tables, designs, program

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.machine.blocks import Status

DAY_H = 24.0


def changes(scheduled: list[str], work: str = "15 d", **others: Any) -> Tables:
    """Return changes that give the three ships a docking plan, in 40 days from 2025-04-01 on."""
    plan = {"dock": {"name": "Dock", "kind": "planned", "scheduled": scheduled, "work": work}}
    return {
        "time": {"horizon": "40 d", "drain": "30 d", "sample": "1 d"},
        "units": {"ships": {"maintenance": plan}},
        "incidents": {"piracy": {"arrivals": {"scheduled": ["2025-05-10T12:00"]}}},
        **others,
    }


def run(compiled: Any) -> Replication:
    """Return a replication in which kernel and twin agree on the states of platforms."""
    fast, slow = replicate(compiled, 1, 0), reference.replicate(compiled, 1, 0)
    np.testing.assert_array_equal(fast.readiness, slow.readiness)
    np.testing.assert_array_equal(fast.pool_series, slow.pool_series)
    return fast


def out(compiled: Any) -> list[float]:
    """Return how many ships are in planned work at midnight of each day."""
    found: list[float] = run(compiled).pool_series[:, 0, Status.PLANNED].tolist()
    return found


def days(*spans: tuple[float, float]) -> list[float]:
    """Return the number of spans of days that hold each midnight of the run."""
    return [float(sum(begin <= day < end for begin, end in spans)) for day in range(40)]


def test_one_platform_is_out_for_the_work_of_each_date(tmp_path: Path) -> None:
    # From noon of day 9 and of day 19 on, 15 days each: two at once from day 19 to 24.
    found = program(tmp_path, **changes(["2025-04-20T12:00", "2025-04-10T12:00"]))
    assert out(found)[:38] == days((9.5, 24.5), (19.5, 34.5))[:38]
    assert run(found).readiness[0, Status.PLANNED] == 30 * DAY_H


def test_it_happens_once(tmp_path: Path) -> None:
    found = run(program(tmp_path, **changes(["2025-04-02T00:00"], "1 d")))
    assert found.readiness[0, Status.PLANNED] == DAY_H


def test_two_on_one_date(tmp_path: Path) -> None:
    found = program(tmp_path, **changes(["2025-04-10T12:00"] * 2))
    assert out(found)[:38] == days((9.5, 24.5), (9.5, 24.5))[:38]


def test_work_begun_before_the_run_is_under_way_at_its_start(tmp_path: Path) -> None:
    # From 2025-03-25 on 15 days: until day 8 of the run. What was over before has no effect.
    found = program(tmp_path, **changes(["2025-03-25T12:00", "2025-02-01T00:00"]))
    assert out(found)[1:38] == days((0, 8.5))[1:38]
    assert run(found).readiness[0, Status.PLANNED] == 8.5 * DAY_H


def test_the_end_of_the_run_cuts_off_what_is_under_way_and_what_comes_later(
    tmp_path: Path,
) -> None:
    found = run(program(tmp_path, **changes(["2025-05-01T00:00", "2026-05-01T00:00"])))
    assert found.readiness[0, Status.PLANNED] == 10 * DAY_H


def test_a_ship_at_sea_comes_home_first(tmp_path: Path) -> None:
    # All three leave on the 4th at noon: order, notice and way in some hours; 5 d on station; an
    # hour home. The dock is due on the 6th and waits until they are back.
    sent = {"escort": {"forces": {"watch": {"count": 3, "duration": "5 d"}}}}
    incident = {"piracy": {"arrivals": {"scheduled": ["2025-04-04T12:00"]}}}
    found = run(
        program(tmp_path, **changes(["2025-04-06T00:00"]) | {"incidents": incident},
                responses=sent)
    )  # fmt: skip
    series = found.pool_series[:, 0]
    assert series[5:8, Status.COMMITTED].tolist() == [3.0, 3.0, 3.0]
    assert series[:8, Status.PLANNED].sum() == 0.0
    assert found.readiness[0, Status.PLANNED] == 15 * DAY_H
    assert found.readiness[0, Status.COMMITTED] > 3 * 5 * DAY_H


def test_a_date_belongs_to_the_phase_of_its_unit(tmp_path: Path) -> None:
    """From 2025-04-08 on the ships have another base: their dock of the 10th is one, not two."""
    moved = designs(units={"ships": {"base": "strait"}})
    dates = ["2025-04-02T00:00", "2025-04-10T00:00"]
    found = run(program(tmp_path, "new", **changes(dates, "1 d"), designs=moved))
    assert found.readiness[:, Status.PLANNED].sum() == 2 * DAY_H
