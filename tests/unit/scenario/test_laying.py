"""`--set PATH=VALUE`: a value holds in the base, in every design and in every phase."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.variants import load, tables

from renkei._base.errors import InputError
from renkei.scenario import Document, load_scenario, parse_scenario
from renkei.scenario.designs.settings import changes_of, read_laid
from renkei.scenario.text.nodes import Mapping


@pytest.fixture
def path(tmp_path: Path) -> Path:
    tempo = {"headquarters": {"joint": {"tempo": 3}}}
    extra = {
        "name": "Extra", "nation": "ARN", "place": "harbour", "opcon": "joint",
        "cells": {"operations": {"teams": 1}},
    }  # fmt: skip
    content = tables(
        parameters={"staff": {"value": {"value": 1, "range": [0.5, 2], "source": "guess"},
                              "description": "Speed."}},
        headquarters={"joint": {"tempo": {"value": 1, "range": [0.5, 2]}}},
        authorities={"arn": {"approvals": [{"by": "fleet", "decision": "1 h"}]}},
        designs={
            "today": {"name": "Today"},
            "slow": {"name": "Slow", "changes": tempo,
                     "phases": [{"from": "2025-04-08",
                                 "changes": {"headquarters": {"joint": {"tempo": 2}}}}]},
            "more": {"name": "More", "changes": {"headquarters": {"extra": extra}}},
        },
    )  # fmt: skip
    load(tmp_path, content)
    return tmp_path / "small.yaml"


def tempos(document: Document) -> set[float | None]:
    return {
        phase.scenario.headquarters["joint"].tempo.mean()  # type: ignore[union-attr]
        for design in document.design_ids
        for phase in document.design(design).phases
    }


def test_a_value_holds_in_every_design_and_phase(path: Path) -> None:
    assert tempos(load_scenario(path)) == {1.0, 2.0, 3.0}
    document = load_scenario(path, laid=["headquarters.joint.tempo=1.5"])
    assert tempos(document) == {1.5}
    assert tempos(parse_scenario(document.resolved_yaml())) == {1.5}
    quantity = document.scenario.headquarters["joint"].tempo
    assert quantity is not None
    assert not quantity.has_range
    assert quantity.note == "laid over the scenario by --set headquarters.joint.tempo=1.5"


def test_a_parameter_stands_for_its_value(path: Path) -> None:
    value = load_scenario(path, laid=["parameters.staff=2"]).scenario.parameters["staff"].value
    assert (value.mean(), value.has_range, value.source) == (2.0, False, None)
    words = "parameters.staff={value: 2, range: [1, 5], source: guess}"
    value = load_scenario(path, laid=[words]).scenario.parameters["staff"].value
    assert (value.mean(), value.low, value.high, value.source) == (2.0, 1.0, 5.0, "guess")


def test_what_only_a_design_has_is_set_there(path: Path) -> None:
    document = load_scenario(path, laid=["headquarters.extra.handling=2 h"])
    extra = document.design("more").phases[0].scenario.headquarters["extra"]
    assert extra.handling is not None
    assert extra.handling.mean() == 2.0


def test_superiors_approvals_and_plain_values_can_be_set(path: Path) -> None:
    words = [
        "headquarters.fleet.opcon=ally",
        "authorities.arn.approvals.fleet.decision=30 min",
        "responses.escort.precedence=FLASH",
        "time.zone=Asia/Tokyo",
    ]
    scenario = load_scenario(path, laid=words).scenario
    assert scenario.relationships["opcon.fleet"].superior == "ally"
    assert scenario.authorities["arn"].approvals[0].decision.mean() == 0.5
    assert scenario.responses["escort"].precedence.value == "FLASH"
    assert scenario.time.zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("words", "found", "remedy"),
    [
        ("headquarters.joint.tempo", "`headquarters.joint.tempo`", ""),
        ("headquarters.joint.tempoo=2", "`tempoo`, which is no attribute", "`tempo`"),
        ("parameters.stafff=2", "`stafff`, which does not exist in `parameters`", "`staff`"),
        ("headquarters.joint=2", "`headquarters.joint`, which is a table", ""),
        ("designs.slow.name=x", "`designs.slow.name`", ""),
        ("parameters.staff=2 h", "`2 h`, a time", ""),
        ("parameters.staff=[", "`parameters.staff=[`", ""),
        ("parameters.staff=", "`parameters.staff=`", ""),
        ("parameters.staff=a: b\nc: d", "`parameters.staff=a: b\nc: d`", ""),
    ],
)
def test_what_leads_nowhere_is_refused(path: Path, words: str, found: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(path, laid=[words])
    (problem,) = caught.value.problems
    assert problem.found.startswith(found)
    assert remedy in problem.remedy
    assert problem.location.file == "the command line"


def test_a_path_is_set_once(path: Path) -> None:
    with pytest.raises(InputError, match="twice"):
        load_scenario(path, laid=["parameters.staff=2", "parameters.staff=3"])


def test_a_horizon_laid_over_cuts_off_what_lies_beyond(path: Path) -> None:
    document = load_scenario(path, laid=["time.horizon=9 d", "time.drain=0 d"])
    assert [len(document.design(d).phases) for d in ("today", "slow")] == [1, 2]
    document = load_scenario(path, laid=["time.horizon=5 d", "time.drain=0 d"])
    assert len(document.design("slow").phases) == 1


def test_one_value_for_a_parameter_leaves_nothing_to_fit() -> None:
    """Its first parameter is one that calibration fits: with a range it stays so, else not."""
    path = Path(__file__).parents[2] / "scenarios" / "recorded.yaml"
    (name, whole), *_ = (
        (id_, one) for id_, one in load_scenario(path).scenario.parameters.items() if one.fitted
    )
    assert whole.value.has_range
    one = load_scenario(path, laid=[f"parameters.{name}=2"]).scenario.parameters[name]
    assert (one.value.mean(), one.fitted) == (2.0, False)
    words = f"parameters.{name}={{value: 2, range: [1, 5], source: guess}}"
    assert load_scenario(path, laid=[words]).scenario.parameters[name].fitted
    changes = changes_of(read_laid([f"parameters.{name}=2"]))
    assert dotted_keys(changes) == [f"parameters.{name}.value", f"parameters.{name}.fitted"]


def dotted_keys(changes: Mapping) -> list[str]:
    """Return the paths that changes of a design set."""
    found = []
    for section, entries in changes.items.items():
        for id_, attributes in entries.items.items():
            found += [f"{section}.{id_}.{key}" for key in attributes.items]
    return found
