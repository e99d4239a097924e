"""The flagship's responses: what waits for whom, and what is the same under every design."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import renkei as rk
import renkei.library
from renkei.doctrine import Workflow, derive, expected_course, locator
from renkei.doctrine.workflow import Step, StepKind, steps
from renkei.scenario import Document, load_scenario
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import OrderTrigger

FOLDER = Path(renkei.library.__path__[0]) / "japan"
COMMANDS = ("d0", "d0s", "d1", "d13", "d2", "d4", "d4h", "d6", "d8")
PATIENTS = (
    "patient-okinawa",
    "patient-sakishima",
    "patient-kyushu",
    "patient-nagasaki",
    "patient-mainland",
    "patient-ogasawara",
)
STANDING = (*PATIENTS, "scramble", "senkaku-intrusion", "drone-passage", "local-disaster")


@cache
def japan() -> Document:
    return load_scenario(FOLDER)


@cache
def last(design: str) -> Scenario:
    return japan().design(design).phases[-1].scenario


@cache
def workflow(design: str, incident: str) -> Workflow:
    detected_by = last(design).incidents[incident].detected_by
    return derive(last(design), incident, detected_by, locator(japan(), design))


@cache
def milestones(design: str, incident: str) -> dict[str, float]:
    place = next(iter(last(design).incidents[incident].places))
    return expected_course(last(design), workflow(design, incident), place).milestones


def seat(incident: str) -> str:
    return last("d0").incidents[incident].detected_by


def of_lead(incident: str, kind: StepKind) -> list[Step]:
    found = steps(workflow("d0", incident).root)
    return [step for step in found if step.kind is kind and step.nation == "JPN"]


def test_neither_a_fault_nor_a_warning_is_left_in_any_design() -> None:
    """Each workflow of each phase of each design is derived, which takes its time."""
    assert rk.open("japan").check() == []


@pytest.mark.parametrize("design", COMMANDS)
@pytest.mark.parametrize("incident", PATIENTS)
def test_a_patient_is_accepted_in_the_same_minute(design: str, incident: str) -> None:
    course = milestones(design, incident)
    assert course["decided"] - course["reported"] <= 1.5 / 60
    assert course["departed"] <= 93 / 60  # the slowest of nine recorded take-offs (NEW-C06)


@pytest.mark.parametrize("design", COMMANDS)
@pytest.mark.parametrize("incident", STANDING)
def test_what_stands_under_standing_orders_is_alike_everywhere(design: str, incident: str) -> None:
    """The first force leaves and arrives as in D0, whoever commands above."""
    for milestone in ("departed", "first-on-station"):
        expected = milestones("d0", incident)[milestone]
        assert milestones(design, incident)[milestone] == pytest.approx(expected, abs=1e-9)


def test_the_initial_response_force_leaves_about_within_the_hour() -> None:
    """LG047: its first element leaves within one hour; the company comes by order of the army."""
    assert milestones("d0", "local-disaster")["departed"] <= 0.75
    forces = last("d0").responses["local-relief"].forces
    assert forces["first-element"].trigger is OrderTrigger.DETECTION
    assert forces["companies"].trigger is OrderTrigger.DECISION


@pytest.mark.parametrize("design", COMMANDS)
def test_no_design_is_spared_the_loss_of_the_cables(design: str) -> None:
    """Under x5 no message between Japan and the other side goes by a way that is not lost."""
    scenario = japan().design(f"{design}+x5").phases[-1].scenario
    (loss,) = scenario.disruptions.values()
    seats = scenario.headquarters
    messages = [
        step
        for incident in ("gray-zone", "evacuation", "missile-launch", "large-disaster")
        for step in steps(derive(scenario, incident, seat(incident), lambda path: None).root)
        if step.kind is StepKind.MESSAGE and step.to is not None
    ]
    crossing = [
        step
        for step in messages
        if (seats[step.actor].place in loss.cut_off) != (seats[str(step.to)].place in loss.cut_off)
    ]
    assert crossing
    assert all(step.channel is not None and step.around for step in crossing)


@pytest.mark.parametrize("incident", ["airspace-violation", "dangerous-encounter"])
def test_the_protest_comes_last_and_waits_for_no_plan_and_no_board(incident: str) -> None:
    assert not of_lead(incident, StepKind.PLAN)
    assert not of_lead(incident, StepKind.BOARD)
    lapses = [step for step in of_lead(incident, StepKind.APPROVAL) if step.cell is None]
    assert [step.actor for step in lapses] == ["minister", "pm", "mofa"]


@pytest.mark.parametrize(
    ("incident", "recorded_h"),
    [("airspace-violation", 5.85), ("dangerous-encounter", 9.53), ("gray-zone", 18.13)],
)
def test_governments_take_within_twice_or_half_the_recorded_time(
    incident: str, recorded_h: float
) -> None:
    """No fit to one number, and no other order of magnitude (NEW-T02, TL067, TL077)."""
    course = expected_course(last("d0"), workflow("d0", incident))
    assert recorded_h / 2 <= course.nation_milestones["decided", "JPN"] <= 2 * recorded_h


def test_no_ship_answers_a_launch_that_is_over() -> None:
    forces = last("d0").responses["missile-follow-up"].forces.values()
    assert all(force.trigger is OrderTrigger.DETECTION for force in forces)
    assert {force.nation for force in forces} == {"JPN"}
    assert milestones("d0", "missile-launch")["on-station"] < 6.0


def test_aircraft_abroad_wait_for_permits_and_hold_nobody() -> None:
    waits = of_lead("evacuation", StepKind.CLEARANCE)
    assert waits
    assert all(step.cell is None for step in waits)


def test_phase_one_of_the_joint_force_headquarters_has_no_authority() -> None:
    """HQ057: no source says that any authority has passed; it does in the assumed phase two."""
    first, second = (phase.scenario for phase in japan().design("d2").phases)

    def decided_by_usfj(scenario: Scenario) -> set[str]:
        return {
            category
            for authority in scenario.authorities.values()
            if (authority.delegated_to or authority.holder) == "usfj"
            for category in authority.categories
        }

    assert decided_by_usfj(first) == decided_by_usfj(last("d1"))
    assert {"disaster-support", "gray-zone", "evacuation"} <= decided_by_usfj(second)


def test_another_theatre_calls_alike_under_every_design() -> None:
    one = milestones("d0", "theatre-call")
    assert all(milestones(design, "theatre-call") == pytest.approx(one) for design in COMMANDS)
