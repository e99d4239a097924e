"""Designs share a workflow only where all that it is derived from is the same text."""

from __future__ import annotations

import pytest

from renkei.doctrine import Derivations
from renkei.doctrine.derivations import READ
from renkei.scenario import Document, load_scenario
from renkei.scenario.model.document import Scenario
from renkei.study.library import library

TABLES = frozenset(Scenario.model_fields)


@pytest.fixture(scope="module")
def japan() -> Document:
    return load_scenario(library()["japan"])


def test_no_table_beyond_those_named_is_read(
    japan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()

    def noted(self: Scenario, name: str) -> object:
        if name in TABLES:
            read.add(name)
        return object.__getattribute__(self, name)

    derivations = Derivations(japan)
    monkeypatch.setattr(Scenario, "__getattribute__", noted, raising=False)
    for design in ("d0", "d2", "x4", "x5"):
        for phase in range(len(japan.design(design).phases)):
            for incident in ("missile-launch", "great-disaster", "local-disaster"):
                derivations.workflows(design, phase, incident)
    monkeypatch.undo()
    assert read <= set(READ)
    assert {"headquarters", "responses", "disruptions", "places"} <= read


@pytest.mark.parametrize("design", ["m1", "m4", "k1"])
def test_a_lever_on_stocks_or_yards_has_the_workflows_of_the_base(
    japan: Document, design: str
) -> None:
    together = Derivations(japan)
    first = together.workflows("d0", 0, "local-disaster")
    shared = together.workflows(design, 0, "local-disaster")
    assert all(shared[place] is first[place] for place in first)
    assert shared == Derivations(japan).workflows(design, 0, "local-disaster")


@pytest.mark.parametrize("design", ["d1", "m3", "x1", "x3", "x5"])
def test_a_design_that_changes_what_is_read_has_its_own(japan: Document, design: str) -> None:
    together = Derivations(japan)
    first = together.workflows("d0", 0, "local-disaster")
    own = together.workflows(design, 0, "local-disaster")
    assert not any(own[place] is first[place] for place in first)
