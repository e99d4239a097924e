"""The only team of a cell, kept from what is more urgent: by planning values, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.variants import load, tables

from renkei.doctrine import cautions
from renkei.doctrine.last_team import duration_text


def warned(
    folder: Path, teams: int = 1, precedence: str = "FLASH", deadline: str = "2 h", **cell: Any
) -> list[str]:
    """Return what is found where a routine plan of 5 h and an alarm need the same cell."""
    content = tables()
    content["hours"] = {"office": {"days": ["mon", "tue"], "open": "08:00", "close": "17:00"}}
    joint = content["headquarters"]["joint"]
    joint["cells"] = {"operations": {"teams": 9}, "plans": {"teams": teams, **cell}}
    escort = content["responses"]["escort"]
    escort |= {"precedence": "ROUTINE", "plan": "5 h", "deadline": "9 d"}
    alarm = {**escort, "precedence": precedence, "plan": "10 min", "deadline": deadline}
    content["responses"]["alarm"] = alarm
    content["incidents"]["alarm"] = {**content["incidents"]["piracy"], "response": "alarm"}
    document = load(folder, content)
    found = cautions(document, document.design_ids)
    assert {problem.code for problem in found} <= {"DOC-104"}
    return [problem.found for problem in found]


def test_it_names_both_tasks_the_cell_and_the_times(tmp_path: Path) -> None:
    (found,) = warned(tmp_path)
    for part in ("5 h", "`escort` (ROUTINE: ", "`joint.plans`", "`alarm` (FLASH: ", "within 2 h"):
        assert part in found


@pytest.mark.parametrize(
    "change",
    [{"teams": 2}, {"precedence": "ROUTINE"}, {"deadline": "5 h"}, {"deadline": "6 h"}],
    ids=str,
)
def test_nobody_is_kept(tmp_path: Path, change: dict[str, Any]) -> None:
    assert warned(tmp_path, **change) == []


def test_the_worst_task_of_a_cell_is_told(tmp_path: Path) -> None:
    background = {"rate": "1 / week", "work": "3 d"}
    (found,) = warned(tmp_path, background=background)
    assert found.startswith("3 d of work for routine tasks (ROUTINE)")


@pytest.mark.parametrize(
    ("interrupts", "count"), [("FLASH", 0), ("PRIORITY", 0), ("IMMEDIATE", 0), (None, 1)]
)
def test_what_interrupts_is_not_kept(tmp_path: Path, interrupts: str | None, count: int) -> None:
    cell = {} if interrupts is None else {"interrupts": interrupts}
    assert len(warned(tmp_path, **cell)) == count


def test_what_is_less_urgent_than_those_who_interrupt_is_kept(tmp_path: Path) -> None:
    assert len(warned(tmp_path, precedence="PRIORITY", interrupts="IMMEDIATE")) == 1


def test_a_night_shift_of_one_is_the_only_team(tmp_path: Path) -> None:
    assert len(warned(tmp_path, teams=4, hours="office", off_hours_teams=1)) == 1
    assert warned(tmp_path, teams=4, hours="office", off_hours_teams=2) == []


@pytest.mark.parametrize(
    ("hours", "text"),
    [(720.0, "30 d"), (36.0, "36 h"), (1.0, "1 h"), (1 / 6, "10 min"), (8760.0, "365 d")],
)
def test_times_are_told_in_one_unit(hours: float, text: str) -> None:
    assert duration_text(hours) == text
