"""Exact properties on the path that users run: scenario, design, program, replication."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.doctrine import derive, expected_course, locator
from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin.twin import replicate as replicate_slowly
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.program import Program
from renkei.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def after_arrival_h(run: Replication, program: Program, milestone: str) -> np.ndarray:
    column = program.milestones.index(milestone)
    return run.incidents.milestones[:, column] - run.incidents.arrived_h


def test_without_variance_the_run_gives_the_longest_path_of_explain() -> None:
    document = load_scenario(SCENARIOS / "certain.yaml")
    program = compile_design(document, document.design_ids[0])
    run = replicate(program, seed=1, replication=0)
    scenario = document.design(document.design_ids[0]).phases[0].scenario
    workflow = derive(scenario, "blockade", "arn-fleet", locator(document))
    course = expected_course(scenario, workflow)
    for milestone, expected in course.milestones.items():
        simulated = after_arrival_h(run, program, milestone)
        # Half a microsecond for each step that is rounded to the clock.
        np.testing.assert_allclose(simulated, [expected], rtol=0, atol=5e-9, err_msg=milestone)


def test_the_critical_path_adds_up_to_the_milestone() -> None:
    document = load_scenario(SCENARIOS / "strait.yaml")
    for design in document.design_ids:
        program = compile_design(document, design)
        run = replicate(program, seed=3, replication=1)
        for row, milestone in enumerate(program.traced):
            times = (run.incidents.milestones[:, milestone] - run.incidents.arrived_h)[
                run.incidents.counted & ~np.isnan(run.incidents.milestones[:, milestone])
            ]
            assert len(times) > 0
            assert run.segments[row].sum() == pytest.approx(times.sum(), rel=1e-9)


def test_the_same_incidents_arrive_under_every_design() -> None:
    document = load_scenario(SCENARIOS / "strait.yaml")
    arrivals = []
    for design in document.design_ids:
        run = replicate(compile_design(document, design), seed=7, replication=2)
        order = np.argsort(run.incidents.ordinal)
        arrivals.append(run.incidents.arrived_h[order])
    for other in arrivals[1:]:
        np.testing.assert_array_equal(arrivals[0], other)


@pytest.mark.parametrize("design", ["apart", "forward", "rivals"])
def test_the_twin_agrees_on_compiled_scenarios(design: str) -> None:
    program = compile_design(load_scenario(SCENARIOS / "strait.yaml"), design)
    fast, slow = replicate(program, 5, 4), replicate_slowly(program, 5, 4)
    np.testing.assert_array_equal(fast.incidents.milestones, slow.incidents.milestones)
    np.testing.assert_array_equal(fast.segments, slow.segments)
    assert fast.events == slow.events


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tenths=st.integers(0, 100))
def test_a_faster_channel_never_delays_a_lone_incident(
    tenths: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = (SCENARIOS / "certain.yaml").read_text()
    quick = tmp_path_factory.mktemp("quick") / "quick.yaml"
    quick.write_text(text.replace("delay: 10 min", f"delay: {tenths / 10:.1f} min"))
    runs = []
    for path in (SCENARIOS / "certain.yaml", quick):
        program = compile_design(load_scenario(path), "base")
        runs.append(replicate(program, 1, 0).incidents.milestones)
    assert np.all(runs[1] <= runs[0] + 1e-9)


def test_the_order_of_declaration_does_not_matter(tmp_path: Path) -> None:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    path = SCENARIOS / "strait.yaml"
    tree = yaml.load(path.read_text())
    for table in ("headquarters", "channels", "units", "incidents", "authorities", "places"):
        tree[table] = dict(reversed(tree[table].items()))
    # Dates come out of the parser as dates; the language wants them as they were written.
    tree["time"]["start"] = "2025-04-01"
    shuffled = tmp_path / "shuffled.yaml"
    with shuffled.open("w") as file:
        yaml.dump(tree, file)
    ours = compile_design(load_scenario(path), "rivals")
    theirs = compile_design(load_scenario(shuffled), "rivals")
    assert np.array_equal(
        replicate(ours, 1, 0).incidents.milestones,
        replicate(theirs, 1, 0).incidents.milestones,
        equal_nan=True,
    )
