"""A horizon shorter than the dates of a scenario: what lies beyond does not happen, and is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.variants import load, tables

from renkei._base.errors import InputError
from renkei.engine.run import replicate
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import load_scenario, parse_scenario
from renkei.scenario.horizon import beyond_the_end


def written(tmp_path: Path) -> Path:
    content = tables(
        time={"horizon": "300 d"},
        incidents={"piracy": {"arrivals": {
            "scheduled": ["2025-04-09T12:00", "2025-04-20T12:00", "2025-12-01T12:00"]}}},
        authorities={"later": {"nation": "BOR", "categories": ["air"], "holder": "ally",
                               "from": "2025-11-01"}},
        designs={
            "now": {"name": "Now"},
            "grows": {"name": "Grows", "phases": [
                {"from": "2025-04-15", "changes": {"headquarters": {"joint": {"tempo": 2}}}},
                {"from": "2025-10-01", "changes": {"headquarters": {"joint": {"tempo": 1}}}}]},
        },
    )  # fmt: skip
    load(tmp_path, content)
    return tmp_path / "small.yaml"


def test_what_lies_beyond_the_horizon_does_not_happen(tmp_path: Path) -> None:
    path = written(tmp_path)
    document = load_scenario(path, horizon="18 d")
    assert [phase.from_h for phase in document.design("grows").phases] == [0.0, 14 * 24.0]
    run = replicate(compile_design(document, "grows"), seed=1, replication=0)
    np.testing.assert_allclose(run.incidents.arrived_h, [8 * 24.0 + 12.0])
    # With 30 days the second date arrives too.
    longer = compile_design(load_scenario(path, horizon="30 d"), "grows")
    assert len(replicate(longer, seed=1, replication=0).incidents.arrived_h) == 2


def test_it_is_said_of_the_designs_asked_for(tmp_path: Path) -> None:
    document = load_scenario(written(tmp_path), horizon="18 d")
    common = [
        "authorities.later (2025-11-01)",
        "incidents.piracy.arrivals.scheduled (2 days from 2025-04-20 on)",
    ]
    assert beyond_the_end(document, ["now"]) == common
    assert beyond_the_end(document, ["grows"]) == [*common, "designs.grows.phases (2025-10-01)"]
    whole = load_scenario(written(tmp_path))
    assert beyond_the_end(whole, ["grows"]) == []


def test_the_resolved_form_says_so_too(tmp_path: Path) -> None:
    text = load_scenario(written(tmp_path), horizon="18 d").resolved_yaml()
    assert "beyond: ignored" in text
    assert parse_scenario(text).scenario.time.horizon.mean() == 18 * 24.0
    # Without the word a date after the end is a slip of the pen.
    with pytest.raises(InputError) as caught:
        parse_scenario(text.replace(", beyond: ignored", ""))
    assert {problem.code for problem in caught.value.problems} == {"SCN-070"}
