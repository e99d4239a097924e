"""Watches, several hours of one cell, and holidays: what the wall clock says of each answer.

All values by hand: an incident is detected by the headquarters that decides; assessing it takes two
hours of one team, and nothing else takes any time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from tests.variants import designs, program

from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOURS = {
    "day": {"days": EVERY_DAY, "open": "08:00", "close": "20:00"},
    "night": {"days": EVERY_DAY, "open": "20:00", "close": "08:00"},
    "saturday": {"days": ["sat"], "open": "09:00", "close": "12:00"},
}
WATCHES = {"teams": 4, "hours": ["day", "night"], "hours_teams": {"night": 1}}


def changes(moments: list[str], cell: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Return the changes that make a scenario of the cell and of incidents at these moments."""
    return {
        "hours": HOURS | others.pop("hours", {}),
        "headquarters": {"joint": {"cells": {"operations": cell}}},
        "authorities": {"arn": {"decision": None, "work": None}},
        "responses": {
            "escort": {"assess": "2 h", "forces": None, "deadline_for": "decided"},
        },
        "incidents": {"piracy": {"arrivals": {"scheduled": moments}, "detected_by": "joint"}},
        **others,
    }


def decided_h(compiled: Any) -> list[float]:
    """Return the hours to each decision, in order of arrival; kernel and twin agree."""
    column = compiled.milestones.index("decided")
    run, twin = replicate(compiled, 1, 0), reference.replicate(compiled, 1, 0)
    hours = run.incidents.milestones[:, column] - run.incidents.arrived_h
    np.testing.assert_array_equal(twin.incidents.milestones, run.incidents.milestones)
    return [round(float(value), 9) for value in hours]


def answered(folder: Path, moments: list[str], cell: dict[str, Any], **others: Any) -> list[float]:
    return decided_h(program(folder, **changes(moments, cell, **others)))


def test_at_night_one_team_is_on_duty(tmp_path: Path) -> None:
    found = answered(tmp_path, ["2025-04-02T21:00"] * 3, WATCHES)
    assert found == [2.0, 4.0, 6.0]


def test_by_day_all_are(tmp_path: Path) -> None:
    assert answered(tmp_path, ["2025-04-02T09:00"] * 3, WATCHES) == [2.0, 2.0, 2.0]


def test_in_the_morning_the_day_watch_takes_over_the_queue(tmp_path: Path) -> None:
    # One begins at 07:00 with the night watch; three at 08:00.
    assert answered(tmp_path, ["2025-04-02T07:00"] * 4, WATCHES) == [2.0, 3.0, 3.0, 3.0]


def test_in_the_evening_work_in_hand_is_finished(tmp_path: Path) -> None:
    # Four are in hand from 19:00 to 21:00; the fifth waits until fewer than one team is at work.
    moments = [*["2025-04-02T19:00"] * 4, "2025-04-02T19:30"]
    assert answered(tmp_path, moments, WATCHES) == [2.0, 2.0, 2.0, 2.0, 3.5]


def test_at_the_very_moment_of_a_change_the_new_watch_is_on_duty(tmp_path: Path) -> None:
    assert answered(tmp_path, ["2025-04-02T08:00"] * 3, WATCHES) == [2.0, 2.0, 2.0]
    assert answered(tmp_path, ["2025-04-02T20:00"] * 3, WATCHES) == [2.0, 4.0, 6.0]


def test_where_hours_overlap_those_named_first_count(tmp_path: Path) -> None:
    hours = {"noon": {"days": EVERY_DAY, "open": "11:00", "close": "13:00"}}
    lunch = {"teams": 4, "hours": ["noon", "day"], "hours_teams": {"noon": 1}}
    moments = ["2025-04-02T11:00"] * 4
    assert answered(tmp_path, moments, lunch, hours=hours) == [2.0, 4.0, 4.0, 4.0]
    for_all = lunch | {"hours": ["day", "noon"]}
    assert answered(tmp_path, moments, for_all, hours=hours) == [2.0, 2.0, 2.0, 2.0]


def test_outside_all_hours_the_night_shift_is_on_duty(tmp_path: Path) -> None:
    # Saturday 2025-04-05: three hours with one team, else closed at the weekend but for two.
    cell = {"teams": 4, "hours": ["office", "saturday"], "hours_teams": {"saturday": 1},
            "off_hours_teams": 2}  # fmt: skip
    assert answered(tmp_path, ["2025-04-05T09:00"] * 2, cell) == [2.0, 4.0]
    assert answered(tmp_path, ["2025-04-05T14:00"] * 3, cell) == [2.0, 2.0, 4.0]


def test_work_of_friday_goes_on_on_saturday_morning(tmp_path: Path) -> None:
    # Friday 2025-04-04 15:30: half an hour until 16:00, the rest on Saturday from 09:00.
    cell = {"teams": 2, "hours": ["office", "saturday"], "hours_teams": {"saturday": 1}}
    assert answered(tmp_path, ["2025-04-04T15:30"], cell) == [19.0]
    # Of three on Saturday at 08:00 one is done at 11:00; the second rests from noon, an hour in,
    # until Monday 08:00; then the other team takes the third.
    assert answered(tmp_path, ["2025-04-05T08:00"] * 3, cell) == [3.0, 49.0, 50.0]


def test_a_holiday_closes_the_office(tmp_path: Path) -> None:
    # Wednesday 2025-04-02 is a holiday: what comes at noon waits until Thursday 08:00.
    office = {"office": {"holidays": "feast"}}
    lists = {"holidays": {"feast": ["2025-04-02"]}}
    cell = {"teams": 2, "hours": "office"}
    found = answered(tmp_path, ["2025-04-02T12:00"], cell, hours=office, **lists)
    assert found == [22.0]


def test_the_night_watch_of_the_clock_change_is_shorter(tmp_path: Path) -> None:
    """Stockholm, Sunday 2025-03-30: at 02:00 it is 03:00; Tokyo beside it."""
    hours = {"night": {"days": ["sat"], "open": "22:00", "close": "06:00"}}
    for zone in ("Europe/Stockholm", "Asia/Tokyo"):
        changed = changes(
            ["2025-03-30T05:30"], {"teams": 1, "hours": ["night", "day"]}, hours=hours,
            time={"start": "2025-03-29", "zone": zone}, places={"harbour": {"zone": zone}},
        )  # fmt: skip
        # Half an hour until 06:00, then the day watch from 08:00 on: 2 h of rest in both.
        assert decided_h(program(tmp_path, **changed)) == [4.0], zone
        # Begun at 23:00, eight hours of work: the watch has 6 h left in Stockholm, 7 h in Tokyo.
        changed["incidents"]["piracy"]["arrivals"]["scheduled"] = ["2025-03-29T23:00"]
        changed["responses"]["escort"]["assess"] = "8 h"
        watch_h = 6.0 if zone == "Europe/Stockholm" else 7.0
        rest_h = 8.0 - watch_h
        assert decided_h(program(tmp_path, **changed)) == [watch_h + 2.0 + rest_h], zone


def test_a_phase_may_change_the_watches(tmp_path: Path) -> None:
    """From 2025-04-08 on the night watch has three teams."""
    moments = [*["2025-04-02T21:00"] * 2, *["2025-04-09T21:00"] * 2]
    changed = changes(moments, WATCHES)
    later = {"joint": {"cells": {"operations": {"hours_teams": {"night": 3}}}}}
    compiled = program(tmp_path, "new", **changed, designs=designs(headquarters=later))
    assert decided_h(compiled) == [2.0, 4.0, 2.0, 2.0]
