"""Waits for working hours in expected times, paths and planning values: by hand, and simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.variants import Tables, variant

from renkei.doctrine import CommandGraph, Course, derive, expected_course, locator
from renkei.doctrine.workflow import StepKind
from renkei.engine.run import replicate
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import Document

OFFICE_WAIT = (4 * 16.0**2 + 64.0**2) / (2 * 168.0)
"""Mean wait for Monday to Friday, 08:00 to 16:00, from a random moment."""

NIGHTLY: Tables = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "open": "06:30", "close": "11:00",
}  # fmt: skip


def course(document: Document, design: str = "base") -> Course:
    scenario = document.design(design).phases[0].scenario
    workflow = derive(scenario, "piracy", "fleet", locator(document, design))
    return expected_course(scenario, workflow, locate=locator(document, design))


def hours_of(document: Document) -> dict[str, float]:
    return {timed.step.id: timed.hours for timed in course(document).steps}


def cells(**attributes: Any) -> Tables:
    return {"joint": {"cells": {"operations": attributes}}}


def test_a_closed_cell_is_waited_for_once(tmp_path: Path) -> None:
    document = variant(tmp_path, headquarters=cells(hours="office"))
    steps = course(document).steps
    waits = [timed for timed in steps if timed.step.kind is StepKind.HOURS]
    hours = {timed.step.id: timed.hours for timed in waits}
    # The report comes at any hour. The decision (30 min) rests if begun in the last half hour.
    assert hours["decision/ARN/work/opening"] == pytest.approx(OFFICE_WAIT)
    assert hours["decision/ARN/work/rest"] == pytest.approx(0.5 * (4 * 16.0 + 64.0) / 168.0)
    # What was decided within the hours needs no second wait; it can rest only.
    assert "order/watch/joint/opening" not in hours
    assert 0.0 < hours["order/watch/joint/rest"] < 0.5
    assert waits[0].step.cause.path == "headquarters.joint.cells.operations.hours"
    assert waits[0].step.cause.rule == "working-hours"
    assert waits[0].step.cause.location is not None


def test_a_night_shift_waits_for_nothing(tmp_path: Path) -> None:
    document = variant(tmp_path, headquarters=cells(hours="office", off_hours_teams=1))
    assert not [t for t in course(document).steps if t.step.kind is StepKind.HOURS]
    # Nobody on duty, but what is begun is finished: a wait, and no rest.
    idle = hours_of(variant(tmp_path, headquarters=cells(hours="office", off_hours_teams=0)))
    assert idle["decision/ARN/work/opening"] == pytest.approx(OFFICE_WAIT)
    assert "decision/ARN/work/rest" not in idle


def test_a_change_of_hours_changes_the_course(tmp_path: Path) -> None:
    change = {"headquarters": cells(hours="office")}
    document = variant(tmp_path, designs={
        "always": {"name": "Always"}, "office": {"name": "Office", "changes": change},
    })  # fmt: skip
    open_, closed = course(document, "always"), course(document, "office")
    assert closed.milestones["decided"] - open_.milestones["decided"] > OFFICE_WAIT


def test_the_quickest_path_avoids_a_cell_that_is_mostly_closed(tmp_path: Path) -> None:
    relay = {
        "name": "Relay", "nation": "ARN", "place": "harbour", "handling": "1 min",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    quick = {"kind": "remote", "delay": "1 min"}
    channels = {
        "phone": {"delay": "5 h"},
        "one": {**quick, "between": ["joint", "relay"]},
        "two": {**quick, "between": ["relay", "ally"]},
    }
    graph = CommandGraph(
        variant(tmp_path, headquarters={"relay": relay}, channels=channels).scenario
    )
    links = graph.message_path("joint", "ally") or []
    assert [link.path for link in links] == ["channels.one", "channels.two"]
    relay["cells"]["operations"]["hours"] = "office"  # type: ignore[index]
    graph = CommandGraph(
        variant(tmp_path, headquarters={"relay": relay}, channels=channels).scenario
    )
    assert [link.path for link in graph.message_path("joint", "ally") or []] == ["channels.phone"]


def test_two_desks_with_the_same_hours_are_one_wait(tmp_path: Path) -> None:
    # Two relays in office hours take little more than one: a phone of 20 h is slower than both.
    def desk(name: str) -> Tables:
        return {
            "name": name, "nation": "ARN", "place": "harbour", "handling": "1 min",
            "cells": {"operations": {"teams": 1, "hours": "office"}},
        }  # fmt: skip

    quick = {"kind": "remote", "delay": "1 min"}
    channels = {
        "phone": {"delay": "20 h"},
        "one": {**quick, "between": ["joint", "first"]},
        "two": {**quick, "between": ["first", "second"]},
        "three": {**quick, "between": ["second", "ally"]},
    }
    relays = {"first": desk("First"), "second": desk("Second")}
    graph = CommandGraph(variant(tmp_path, headquarters=relays, channels=channels).scenario)
    assert len(graph.message_path("joint", "ally") or []) == 3
    assert graph.message_hours("joint", "ally") == pytest.approx(OFFICE_WAIT, abs=0.5)


def test_units_under_a_closed_staff_are_asked_last(tmp_path: Path) -> None:
    night = {
        "name": "Day staff", "nation": "ARN", "place": "harbour", "opcon": "joint",
        "cells": {"operations": {"teams": 1, "hours": "office"}},
    }  # fmt: skip
    other = {
        "name": "Near ships", "nation": "ARN", "base": "strait", "capabilities": ["patrol"],
        "platforms": 3, "medium": "air", "speed": "60 kt", "notice": "1 h", "opcon": "day",
    }  # fmt: skip
    near = course(variant(tmp_path, headquarters={"day": night}, units={"near": other}))
    assert {timed.unit for timed in near.steps if timed.unit} == {"ships"}
    night["cells"]["operations"]["hours"] = "always"  # type: ignore[index]
    near = course(variant(tmp_path, headquarters={"day": night}, units={"near": other}))
    assert {timed.unit for timed in near.steps if timed.unit} == {"near"}


def test_an_improvised_headquarters_is_waited_for(tmp_path: Path) -> None:
    force = {
        "name": "Task force", "nation": "ARN", "place": "harbour", "opcon": "joint",
        "build_up": [{"after": "6 h", "share": "50 %"}, {"after": "12 h", "share": "100 %"}],
        "cells": {"operations": {"teams": 2}},
    }  # fmt: skip
    document = variant(
        tmp_path, headquarters={"force": force}, units={"ships": {"opcon": "force"}},
        responses={"escort": {"activates": ["force"]}},
    )  # fmt: skip
    # The order comes 15 min (issue) and 5 min (net) after the decision; the teams after 6 h.
    assert hours_of(document)["order/watch/force/build-up"] == pytest.approx(6.0 - 20 / 60)


MANY = {"teams": 500}


def lightly_loaded(tmp_path: Path) -> Document:
    """Return a scenario in which nothing queues, and nothing varies but the moment it begins."""
    translation = {"interpreters": "ally.interpreters", "work": "40 min"}
    escort = {
        "precedence": "PRIORITY",
        "assess": "3 h",
        "nations": {"BOR": {"role": "partner", "starts": "request"}},
        "coordination": {"work": "90 min", "agreement": "60 %"},
        "forces": {"watch": {"trigger": "agreement"}},
    }
    return variant(
        tmp_path,
        time={"horizon": "364 d", "drain": "100 d", "zone": "Europe/Paris"},
        places={"harbour": {"zone": "Europe/Paris"}},
        hours={"night": NIGHTLY},
        headquarters={
            "joint": {"cells": {"operations": {**MANY, "hours": "office"}}},
            "fleet": {"cells": {"operations": MANY}},
            "ally": {
                "cells": {
                    "operations": {**MANY, "hours": "night", "off_hours_teams": 0},
                    "interpreters": {**MANY, "hours": "night"},
                }
            },
        },
        channels={"phone": {"translation": translation, "hours": "office"}},
        boards={"weekly": {"headquarters": "joint", "days": ["tue", "thu"], "times": ["10:00"],
                           "cut_off": "2 h"}},
        authorities={"bor": {"nation": "BOR", "categories": ["sea"], "holder": "ally",
                             "decision": "2 h"}},
        units={"ships": {"platforms": 4000}},
        responses={"escort": escort},
        incidents={"piracy": {"arrivals": {"scheduled": None, "rate": "4 / d"}}},
    )  # fmt: skip


def test_expected_times_are_the_means_of_a_run_without_load(tmp_path: Path) -> None:
    """Source: simulation, 12 replications of some 1,456 incidents, z = 4, seed 5."""
    document = lightly_loaded(tmp_path)
    program = compile_design(document, "base")
    expected = course(document).milestones
    found: dict[str, list[float]] = {name: [] for name in ("reported", "decided", "agreed")}
    for number in range(12):
        incidents = replicate(program, seed=5, replication=number).incidents
        for name, means in found.items():
            times = incidents.milestones[:, program.milestones.index(name)] - incidents.arrived_h
            assert not np.isnan(times[incidents.counted]).any()
            means.append(float(np.mean(times[incidents.counted])))
    for name, means in found.items():
        error = float(np.std(means, ddof=1) / np.sqrt(len(means)))
        assert error < 0.02 * expected[name] + 1e-9
        assert abs(np.mean(means) - expected[name]) < 4.0 * error + 1e-9, name
