"""The derived workflow changes with the design as doctrine says it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.doctrine import Workflow, derive, expected_course, locator
from renkei.doctrine.rules import RULES
from renkei.doctrine.workflow import Dispatch, Node, Step, StepKind, children, steps
from renkei.scenario import Document, load_scenario

SCENARIO = Path(__file__).parents[2] / "scenarios" / "strait.yaml"


@pytest.fixture(scope="module")
def document() -> Document:
    return load_scenario(SCENARIO)


def workflow(document: Document, design: str) -> Workflow:
    scenario = document.design(design).phases[0].scenario
    return derive(scenario, "blockade", "arn-fleet", locator(document, design))


def kinds(document: Document, design: str) -> list[StepKind]:
    return [step.kind for step in steps(workflow(document, design).root)]


def find(node: Node, kind: type[Node]) -> list[Node]:
    below = [found for child in children(node) for found in find(child, kind)]
    return [node, *below] if isinstance(node, kind) else below


def by_id(document: Document, design: str) -> dict[str, Step]:
    return {step.id: step for step in steps(workflow(document, design).root)}


def test_each_nation_has_its_decider(document: Document) -> None:
    assert workflow(document, "apart").deciders == {"ARN": "arn-joint", "BOR": "bor-pacific"}
    assert workflow(document, "forward").deciders == {"ARN": "arn-joint", "BOR": "bor-forward"}


def test_the_approval_of_the_government_is_sought(document: Document) -> None:
    approval = by_id(document, "apart")["approval/ARN/arn-government"]
    assert approval.actor == "arn-government"
    assert approval.cause.rule == "approval"
    assert approval.cause.path == "authorities.arn-sea.approvals.arn-government"


def test_every_step_names_a_rule_and_a_line(document: Document) -> None:
    for design in document.design_ids:
        for step in by_id(document, design).values():
            assert step.cause.rule in RULES
            assert step.cause.location is not None, step.id
            assert step.cause.location.line > 0, step.id


def test_a_forward_commander_shortens_the_way_to_the_partner(document: Document) -> None:
    def agreed(design: str) -> float:
        scenario = document.design(design).phases[0].scenario
        return expected_course(scenario, workflow(document, design)).milestones["agreed"]

    assert agreed("forward") < agreed("apart")


def test_overlapping_authorities_cost_an_adjudication(document: Document) -> None:
    assert StepKind.ADJUDICATION not in kinds(document, "apart")
    adjudication = by_id(document, "rivals")["adjudication/BOR"]
    assert adjudication.actor == "bor-pacific"


def test_a_unit_not_under_the_decider_costs_a_request_for_forces(document: Document) -> None:
    assert StepKind.FORCES_REQUEST not in kinds(document, "apart")
    # In `rivals` the forward headquarters decides, but the frigates hang under the theatre.
    request = by_id(document, "rivals")["forces/ships"]
    assert request.actor == "bor-pacific"


def test_the_same_task_has_the_same_identifier_under_every_design(document: Document) -> None:
    common = {"assess/ARN", "plan/ARN", "assess/BOR", "plan/BOR", "decision/ARN/work"}
    for design in document.design_ids:
        assert common <= by_id(document, design).keys()


def test_each_force_is_dispatched_once(document: Document) -> None:
    dispatches = find(workflow(document, "apart").root, Dispatch)
    assert [d.requirement for d in dispatches if isinstance(d, Dispatch)] == ["watch", "ships"]
