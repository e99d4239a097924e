"""A force that needs leave of others to go: by hand, the same from the kernel and its twin."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from renkei.doctrine import derive, expected_course, locator
from renkei.doctrine.workflow import StepKind, steps
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import Document, load_scenario

SCENARIO = """
renkei: 1
name: Small
time: {start: 2025-04-01, horizon: 30 d, warm_up: 0 d, drain: 5 d}
nations: {ARN: {name: Arenland, language: en}}
places:
  harbour: {name: Harbour, latitude: 50, longitude: 0, zone: UTC}
doctrine: {handling: 0 h, ordering: 1 h, command_net: 0 h, adjudication: 0 h, request_for_forces: 0 h}
headquarters:
  fleet: {name: Fleet, nation: ARN, place: harbour, cells: {operations: {teams: 1}}}
units:
  lift: {name: Lift, nation: ARN, base: harbour, capabilities: [lift], platforms: 1, medium: air, speed: 100 kt, notice: 2 h, opcon: fleet}
authorities:
  arn: {nation: ARN, categories: [sea], holder: fleet}
responses:
  fetch:
    name: Fetch
    category: sea
    precedence: PRIORITY
    deadline: 24 h
    nations: {ARN: {role: lead}}
    forces:
      lift: {nation: ARN, capability: lift, count: 1, CLEARANCEduration: 1 h}
incidents:
  stranded:
    name: Stranded
    response: fetch
    arrivals: {scheduled: [2025-04-02]}
    places: {harbour: {}}
    detected_by: fleet
designs: {own: {name: Own}}
"""  # noqa: E501


def _load(folder: Path, clearance: str) -> Document:
    path = folder / "scenario.yaml"
    path.write_text(SCENARIO.replace("CLEARANCE", clearance))
    return load_scenario(path)


def _hours(document: Document, milestone: str) -> float:
    program = compile_design(document, "own")
    runs = [run(program, 1, 0).incidents for run in (replicate, reference.replicate)]
    np.testing.assert_array_equal(runs[0].after_h, runs[1].after_h)
    return float(runs[0].after_h[0, program.milestones.index(milestone)])


def test_the_force_leaves_when_it_may_and_is_ready(tmp_path: Path) -> None:
    plain = _load(tmp_path, "")
    assert _hours(plain, "departed") == 3.0  # order 1 h, notice 2 h
    held = _load(tmp_path, "clearance: 5 h, ")  # while it makes ready: the longer of 5 h and 2 h
    assert _hours(held, "ordered") == 1.0
    assert _hours(held, "departed") == 6.0
    assert _hours(held, "departed.ARN") == 6.0
    assert _hours(held, "decided") == 0.0
    quick = _load(tmp_path, "clearance: 1 h, ")
    assert _hours(quick, "departed") == 3.0


def test_the_way_to_arrival_is_what_ends_last(tmp_path: Path) -> None:
    for clearance, last, hours in (("5 h", "clearance", 5.0), ("1 h", "preparation", 2.0)):
        program = compile_design(_load(tmp_path, f"clearance: {clearance}, "), "own")
        run = replicate(program, 1, 0, trace=True)
        arrived = list(program.traced).index(program.milestones.index("on-station"))
        spent = {
            kind: sum(
                row.sum()
                for tag, row in zip(program.tags, run.segments[arrived], strict=True)
                if kind in tag
            )
            for kind in ("clearance", "preparation")
        }
        assert spent.pop(last) == hours
        assert list(spent.values()) == [0.0]


def test_it_is_expected_and_has_its_rule_and_line(tmp_path: Path) -> None:
    document = _load(tmp_path, "clearance: 5 h, ")
    scenario = document.design("own").phases[0].scenario
    workflow = derive(scenario, "stranded", "fleet", locator(document, "own"))
    assert expected_course(scenario, workflow).milestones["departed"] == 6.0
    (step,) = [step for step in steps(workflow.root) if step.kind is StepKind.CLEARANCE]
    assert step.cell is None
    assert step.cause.rule == "clearance"
    assert step.cause.path == "responses.fetch.forces.lift.clearance"
    assert step.cause.location is not None
