"""Forces are on station when they have arrived, not when the staffs have stopped talking.

By hand, for ``tests/scenarios/talk.yaml``: ARN decides after 30 min, notice 30 min, and 5 degrees
of the meridian (55 - 50 N) at 600 kt; BOR decides after 2 h and agrees after twice 11 h of
coordination. The jets stay 3 h, so the incident is complete when the talking is.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyproj import Geod

from renkei.doctrine.derivations import Derivations
from renkei.doctrine.expected import expected_course
from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.program import Program
from renkei.scenario import load_scenario

TALK = Path(__file__).parents[2] / "scenarios" / "talk.yaml"
FLIGHT_H = Geod(ellps="WGS84").inv(0.0, 50.0, 0.0, 55.0)[2] / 1852.0 / 600.0
BY_HAND = {
    "decided": 2.0,
    "decided.ARN": 0.5,
    "departed": 1.0,
    "on-station": 1.0 + FLIGHT_H,
    "agreed": 24.0,
    "settled": 24.0,
    "complete": 24.0,
}


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_design(load_scenario(TALK), "base")


@pytest.fixture(scope="module")
def result(program: Program) -> Replication:
    return replicate(program, 1, 0)


def _after(program: Program, result: Replication, incident: str) -> dict[str, float]:
    row = result.incidents.source.tolist().index(program.sources.index(incident))
    return dict(zip(program.milestones, result.incidents.after_h[row].tolist(), strict=True))


def test_forces_are_on_station_when_they_have_arrived(program, result) -> None:
    after = _after(program, result, "violation")
    assert {name: after[name] for name in BY_HAND} == pytest.approx(BY_HAND, abs=1e-6)


def test_the_twin_agrees(program, result) -> None:
    twin = reference.replicate(program, 1, 0)
    assert twin.incidents.after_h.tobytes() == result.incidents.after_h.tobytes()
    assert twin.segments.tobytes() == result.segments.tobytes()


def test_a_response_without_forces_is_never_on_station(program, result) -> None:
    after = _after(program, result, "note")
    assert after["on-station"] != after["on-station"]
    assert (after["settled"], after["complete"]) == pytest.approx((24.0, 24.0))


def test_each_milestone_has_its_own_critical_path(program, result) -> None:
    """The way to on station holds no hour of talk; the way to settled none of flight."""
    hours: dict[str, Counter[str]] = {}
    for row, m in enumerate(program.traced):
        path = hours.setdefault(program.milestones[m], Counter())
        for tag, passed in zip(program.tags, result.segments[row].sum(axis=1), strict=True):
            if tag[1] == "violation" and passed > 0.0:
                path[tag[3]] += passed
    assert hours["on-station"] == pytest.approx(
        {"decision": 0.5, "preparation": 0.5, "transit": FLIGHT_H}, abs=1e-6
    )
    assert hours["settled"] == pytest.approx({"decision": 2.0, "coordination": 22.0})


def test_explain_says_the_same(program, result) -> None:
    document = load_scenario(TALK)
    workflow = Derivations(document).workflow("base", 0, "violation", "arn")
    course = expected_course(document.design("base").phases[0].scenario, workflow)
    expected = {name: BY_HAND[name] for name in BY_HAND if "." not in name}
    got = {name: course.milestones[name] for name in expected}
    assert got == pytest.approx(expected, abs=1e-6)
