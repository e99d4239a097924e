"""Single rules of doctrine on a scenario with two headquarters, each case changed in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.variants import Tables, load, tables, variant

from renkei._base.errors import InputError
from renkei.doctrine import CommandGraph, Workflow, check, derive, expected_course, locator
from renkei.doctrine.workflow import Step, StepKind, steps
from renkei.scenario import Document

PM: Tables = {
    "name": "Prime Minister",
    "nation": "ARN",
    "kind": "civil",
    "place": "harbour",
    "cells": {"command": {"teams": 1}},
}
GOVERNED: Tables = {"pm": PM, "joint": {"opcon": "pm"}}
APPROVAL = {"by": "pm", "decision": "1 h"}
WITH_ALLY: Tables = {
    "authorities": {"bor": {"nation": "BOR", "categories": ["sea"], "holder": "ally"}},
    "responses": {"escort": {"nations": {"BOR": {"role": "partner"}}}},
}


def workflow(document: Document, detected_by: str = "fleet", design: str = "base") -> Workflow:
    scenario = document.design(design).phases[0].scenario
    return derive(scenario, "piracy", detected_by, locator(document, design))


def by_id(derived: Workflow) -> dict[str, Step]:
    found = {step.id: step for step in steps(derived.root)}
    assert len(found) == len(list(steps(derived.root))), "an identifier twice"
    return found


def problems(document: Document) -> list[str]:
    with pytest.raises(InputError) as caught:
        check(document)
    return [problem.code for problem in caught.value.problems]


def test_two_approvals_by_the_same_are_two_steps(tmp_path: Path) -> None:
    authority = {"arn": {"approvals": [APPROVAL, APPROVAL]}}
    document = variant(tmp_path, headquarters=GOVERNED, authorities=authority)
    assert {"approval/ARN/pm", "approval/ARN/pm/2"} <= by_id(workflow(document)).keys()


def test_nobody_approves_or_escalates_to_himself(tmp_path: Path) -> None:
    escalation = {"to": "joint", "probability": "50 %", "decision": "1 h"}
    authority = {"arn": {"approvals": [{**APPROVAL, "by": "joint"}], "escalation": escalation}}
    document = variant(tmp_path, authorities=authority)
    kinds = {step.kind for step in steps(workflow(document).root)}
    assert not kinds & {StepKind.APPROVAL, StepKind.ESCALATION}


def test_a_case_sent_up_is_decided_there_only(tmp_path: Path) -> None:
    escalation = {"to": "pm", "probability": "25 %", "decision": "8 h"}
    board = {"headquarters": "pm", "days": ["mon"], "times": ["09:00"]}
    document = variant(
        tmp_path,
        headquarters=GOVERNED,
        authorities={"arn": {"escalation": escalation}},
        boards={"weekly": board},
    )
    derived = workflow(document)
    assert "board/escalation/ARN/pm" in by_id(derived)
    course = expected_course(document.scenario, derived)
    share = {timed.step.id: timed.probability for timed in course.steps}
    assert share["escalation/ARN/decision"] == 0.25
    assert share["decision/ARN/work"] == 0.75


def test_a_board_is_passed_by_the_precedences_it_names(tmp_path: Path) -> None:
    board = {"headquarters": "joint", "days": ["mon"], "times": ["09:00"], "bypass": ["PRIORITY"]}
    assert "board/decision/ARN/joint" not in by_id(
        workflow(variant(tmp_path, boards={"weekly": board}))
    )
    board["bypass"] = ["IMMEDIATE"]
    assert "board/decision/ARN/joint" in by_id(
        workflow(variant(tmp_path, boards={"weekly": board}))
    )


def test_an_answer_needs_a_way_back(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**WITH_ALLY, "channels": {"phone": {"one_way": True}}}
    changes["responses"] = {
        "escort": {
            "nations": {"BOR": {"role": "partner"}},
            "coordination": {"work": "1 h", "agreement": "50 %"},
        }
    }
    assert problems(variant(tmp_path, **changes)) == ["DOC-003"]


def test_a_channel_that_is_mostly_closed_is_not_the_quickest(tmp_path: Path) -> None:
    channels = {"hotline": {"between": ["joint", "ally"], "kind": "remote", "delay": "1 min"}}
    document = variant(tmp_path, channels=channels)
    graph = CommandGraph(document.scenario)
    assert [link.path for link in graph.message_path("joint", "ally") or []] == ["channels.hotline"]
    channels["hotline"]["hours"] = "office"
    graph = CommandGraph(variant(tmp_path, channels=channels).scenario)
    assert [link.path for link in graph.message_path("joint", "ally") or []] == ["channels.phone"]


def test_interpreters_work_at_the_tempo_of_their_headquarters(tmp_path: Path) -> None:
    translation = {"interpreters": "ally.operations", "work": "1 h"}
    document = variant(
        tmp_path,
        **WITH_ALLY,
        headquarters={"ally": {"tempo": 2}},
        channels={"phone": {"translation": translation}},
    )
    course = expected_course(document.scenario, workflow(document))
    hours = {timed.step.kind: timed.hours for timed in course.steps}
    assert hours[StepKind.TRANSLATION] == 2.0


def test_a_standing_order_is_of_the_units_own_superior(tmp_path: Path) -> None:
    forces = {"watch": {"trigger": "detection"}}
    document = variant(tmp_path, responses={"escort": {"forces": forces}})
    orders = [
        step.actor
        for step in by_id(workflow(document, detected_by="joint")).values()
        if step.kind is StepKind.ORDER
    ]
    assert orders == ["fleet"]


def test_an_informed_nation_needs_no_authority(tmp_path: Path) -> None:
    nations = {"BOR": {"role": "informed"}}
    document = variant(tmp_path, responses={"escort": {"nations": nations}})
    assert by_id(workflow(document))["handling/inform/BOR/ally"].actor == "ally"
    content = tables(responses={"escort": {"nations": nations}})
    del content["channels"]["phone"]
    assert problems(load(tmp_path, content)) == ["DOC-003"]


def test_three_nations_agree_pair_by_pair_with_the_lead(tmp_path: Path) -> None:
    third = {
        "name": "Third", "nation": "COR", "place": "harbour",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    holder = {"nation": "COR", "categories": ["sea"], "holder": "third"}
    escort = {
        "nations": {"BOR": {"role": "partner"}, "COR": {"role": "partner", "starts": "request"}},
        "coordination": {"work": "1 h", "agreement": "50 %"},
    }
    document = variant(
        tmp_path,
        nations={"COR": {"name": "Cordia", "language": "es"}},
        headquarters={"third": third},
        channels={"cable": {"between": ["joint", "third"], "kind": "remote", "delay": "5 min"}},
        authorities={**WITH_ALLY["authorities"], "cor": holder},
        responses={"escort": escort},
    )
    derived = workflow(document)
    assert derived.deciders == {"ARN": "joint", "BOR": "ally", "COR": "third"}
    rounds = {s.id for s in steps(derived.root) if s.kind is StepKind.COORDINATION}
    assert rounds == {
        f"coordination/{nation}{way}" for nation in ("BOR", "COR") for way in ("", "/reply")
    }
    assert "message/request/COR/joint>third" in by_id(derived)


def test_questions_are_about_any_category_that_is_decided(tmp_path: Path) -> None:
    question = {
        "asker": "joint", "answerer": "fleet", "every": "1 h", "work": "5 min",
        "categories": ["support"],
    }  # fmt: skip
    changes: dict[str, Any] = {
        "information_requests": {"how": question},
        "authorities": {"bor": {"nation": "BOR", "categories": ["support"], "holder": "ally"}},
        "responses": {"escort": {"nations": {"BOR": {"role": "partner", "category": "support"}}}},
    }
    assert [load.id for load in workflow(variant(tmp_path, **changes)).side_loads] == ["how"]
    question["categories"] = ["land"]
    assert workflow(variant(tmp_path, **changes)).side_loads == ()


def test_reports_do_not_pass_who_is_not_there(tmp_path: Path) -> None:
    force = {
        "name": "Task force", "nation": "ARN", "place": "harbour", "opcon": "joint",
        "handling": "0 min",
        "build_up": [{"after": "6 h", "share": "100 %"}], "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    short = {"between": ["fleet", "force"], "kind": "remote", "delay": "0 min"}
    document = variant(
        tmp_path,
        doctrine={"command_net": "1 h"},
        headquarters={"force": force},
        channels={
            "short": short,
            "other": {**short, "between": ["force", "joint"]},
        },
    )
    assert "message/report/ARN/fleet>joint" in by_id(workflow(document))


def test_a_mission_may_have_a_superior_of_its_own(tmp_path: Path) -> None:
    other = {
        "name": "Other", "nation": "ARN", "place": "harbour", "opcon": "joint",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    mission = {"superior": "other", "subordinate": "ships", "type": "OPCON", "missions": ["sea"]}
    document = variant(tmp_path, headquarters={"other": other}, relationships={"mission": mission})
    assert "order/watch/other" in by_id(workflow(document))
    assert "order/watch/fleet" not in by_id(workflow(document))


def test_planning_values_count_the_best_value_of_a_shared_unknown(tmp_path: Path) -> None:
    document = variant(
        tmp_path,
        parameters={"staff": {"value": 3, "description": "Speed of the staff."}},
        authorities={"arn": {"work": {"value": "30 min", "parameter": "staff"}}},
    )
    course = expected_course(document.scenario, workflow(document))
    assert course.milestones["decided"] == pytest.approx(5 / 60 + 1.5)


def test_units_that_are_never_ready_are_not_expected(tmp_path: Path) -> None:
    nearer = tables()["units"]["ships"] | {"base": "strait", "platforms": 1, "availability": "20 %"}
    document = variant(tmp_path, units={"nearer": nearer})
    course = expected_course(document.scenario, workflow(document))
    assert {timed.unit for timed in course.steps if timed.unit} == {"ships"}


@pytest.mark.parametrize(("starts", "decider"), [("request", "ally"), ("report", "far")])
def test_of_rivals_decides_who_is_reached_first(starts: str, decider: str, tmp_path: Path) -> None:
    far = {
        "name": "Far", "nation": "BOR", "place": "harbour", "opcon": "ally",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    document = variant(
        tmp_path,
        headquarters={"far": far},
        channels={"hotline": {"between": ["fleet", "far"], "kind": "remote", "delay": "1 min"}},
        authorities={
            **WITH_ALLY["authorities"],
            "far": {"nation": "BOR", "categories": ["sea"], "holder": "far"},
        },
        responses={"escort": {"nations": {"BOR": {"role": "partner", "starts": starts}}}},
    )
    # The report comes from the fleet, the request from the joint headquarters.
    assert workflow(document).deciders["BOR"] == decider
