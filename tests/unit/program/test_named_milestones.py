"""Named milestones, authorities of an area, and requests for forces: by hand, in minutes.

The toy: the fleet learns of it at 12:00 and reports by a message of 5 min; joint works 30 min and
has decided at 12:35; it writes the order (15 min), a message takes 5 min, and the fleet makes it
its own (15 min): ordered at 13:10. The minister is 5 min from joint by the command net.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.variants import variant

from renkei._base.errors import InputError
from renkei.doctrine import check
from renkei.engine import run
from renkei.engine.twin import twin
from renkei.program.compiling.compiler import compile_design

MINISTER: dict[str, Any] = {
    "name": "Minister", "nation": "ARN", "place": "harbour", "cells": {"command": {"teams": 1}},
}  # fmt: skip
UNDER_HIM = {"minister": MINISTER, "joint": {"opcon": "minister"}}
ASKED = {"arn": {"approvals": [{"by": "minister", "decision": "2 h"}]}}


def minutes(folder: Path, **changes: Any) -> dict[str, float]:
    """Return the milestones of the one incident [min after the event], by kernel and twin alike."""
    document = variant(folder, **changes)
    check(document)
    program = compile_design(document, document.design_ids[0])
    fast, slow = (engine.replicate(program, 1, 0, trace=True) for engine in (run, twin))
    assert np.array_equal(fast.trace, slow.trace)
    assert fast.segments.tobytes() == slow.segments.tobytes()
    (row,) = fast.incidents.after_h
    return {
        name: round(60 * value, 3)
        for name, value in zip(program.milestones, row, strict=True)
        if not np.isnan(value)
    }


def named(milestone: dict[str, Any], **more: Any) -> dict[str, Any]:
    escort = {"milestones": {"spoken-of": {"name": "Spoken of", **milestone}}, **more}
    return {"responses": {"escort": escort}}


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        # Who decides works 20 min from its report (12:05) on: both its teams are free.
        ({"after": "reported.ARN", "work": "20 min"}, 25),
        # ... then 5 min to the minister.
        ({"after": "reported.ARN", "work": "20 min", "to": "minister"}, 30),
        # Who learns of it first tells at once: 5 min to joint, 10 min handling, 5 min.
        ({"after": "detected", "to": "minister"}, 20),
        ({"after": "detected", "by": "joint", "to": "minister"}, 5),
        # Time that passes occupies nobody.
        ({"after": "detected", "lapse": "3 h"}, 180),
    ],
)
def test_a_task(tmp_path: Path, milestone: dict[str, Any], expected: float) -> None:
    joint = {"opcon": "minister", "cells": {"operations": {"teams": 2}}}
    found = minutes(
        tmp_path, headquarters={"minister": MINISTER, "joint": joint}, **named(milestone)
    )
    assert found["spoken-of"] == expected
    assert (found["decided"], found["ordered"]) == (35, 70), "nobody waits for it"


def test_an_approval_is_a_milestone_before_its_answer_is_back(tmp_path: Path) -> None:
    """Asked at 12:35, there 12:40, given 14:40, back 14:45; the statement takes an hour more."""
    changes = named({"approval": "minister"})
    changes["responses"]["escort"]["milestones"]["statement"] = {
        "name": "Statement", "after": "decided.ARN", "lapse": "1 h",
    }  # fmt: skip
    found = minutes(tmp_path, headquarters=UNDER_HIM, authorities=ASKED, **changes)
    assert found["spoken-of"] == 160
    assert found["decided.ARN"] == 165
    assert found["statement"] == 225


def test_the_incident_is_complete_only_when_the_task_is_done(tmp_path: Path) -> None:
    """Without forces: settled at 12:35; the task that follows takes 2 h."""
    task = {"after": "settled", "lapse": "2 h"}
    found = minutes(tmp_path, **named(task, forces={"watch": None}, deadline_for="decided.ARN"))
    assert (found["settled"], found["spoken-of"], found["complete"]) == (35, 155, 155)


@pytest.mark.parametrize(
    ("milestone", "found"),
    [
        ({"after": "detected"}, "without a task"),
        ({"after": "decided", "approval": "joint"}, "both"),
        ({}, "no `approval`, no `after`"),
        ({"after": "decided.BOR", "lapse": "1 h"}, "`decided.BOR`"),
        ({"after": "agreed", "lapse": "1 h"}, "`agreed`"),
        ({"after": "on-station", "lapse": "1 h"}, "`on-station`"),
        ({"approval": "fleet"}, "no authority for this response asks"),
    ],
)
def test_one_that_is_never_reached_is_refused(
    tmp_path: Path, milestone: dict[str, Any], found: str
) -> None:
    with pytest.raises(InputError, match="SCN-144") as raised:
        variant(tmp_path, **named(milestone))
    assert found in str(raised.value)


@pytest.mark.parametrize("name", ["decided.BOR", "agreed.ARN", "spoken-off", "arrived"])
def test_a_deadline_for_what_is_never_reached_is_refused(tmp_path: Path, name: str) -> None:
    changes = named({"after": "decided", "lapse": "1 h"}, deadline_for=name)
    with pytest.raises(InputError, match="SCN-083"):
        variant(tmp_path, **changes)


def test_a_headquarters_answers_requests_for_forces_in_its_own_time(tmp_path: Path) -> None:
    """The fleet's deputy decides and asks the fleet, which holds the ships.

    It learns of it itself, decides in 30 min, asks by 5 min; 40 min pass there instead of the
    general time, then the fleet writes the order in 15 min.
    """
    deputy = {
        "name": "Deputy", "nation": "ARN", "place": "harbour", "opcon": "fleet",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    found = minutes(
        tmp_path,
        headquarters={"deputy": deputy, "fleet": {"request_for_forces": "40 min"}},
        authorities={"arn": {"delegated_to": "deputy"}},
        incidents={"piracy": {"detected_by": "deputy"}},
    )
    assert found["ordered"] == 30 + 5 + 40 + 15


def test_an_authority_of_an_area_takes_the_place_of_the_general_one(tmp_path: Path) -> None:
    """At the strait the fleet decides by itself in an hour, with no message and no adjudication."""
    own = {
        "nation": "ARN", "categories": ["sea"], "holder": "fleet", "work": "1 h",
        "places": ["strait"],
    }  # fmt: skip
    assert minutes(tmp_path, authorities={"own": own})["decided"] == 60
    elsewhere = {**own, "places": ["harbour"]}
    assert minutes(tmp_path, authorities={"own": elsewhere})["decided"] == 35
