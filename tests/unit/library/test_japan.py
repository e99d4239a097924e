"""The flagship scenario: it holds what it promises, and every number says where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import renkei.library
from renkei.doctrine.checks import check
from renkei.scenario import Document, load_scenario
from renkei.scenario.model.organisation import HeadquartersKind
from renkei.scenario.paths import walk_quantities

FOLDER = Path(renkei.library.__path__[0]) / "japan"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CERTAIN = re.compile(r"^(time\..*|.*\.deadline|.*\.cut_off)$")
"""Quantities that describe the experiment or must be one value: no range."""


@pytest.fixture(scope="module")
def japan() -> Document:
    return load_scenario(FOLDER)


def test_doctrine_finds_nothing_wrong_in_any_design(japan: Document) -> None:
    check(japan)


def test_size(japan: Document) -> None:
    scenario = japan.scenario
    assert len(scenario.headquarters) >= 42
    assert len(scenario.units) >= 80
    assert {h.nation for h in scenario.headquarters.values()} == {"JPN", "USA", None}
    kinds = {h.kind for h in scenario.headquarters.values()}
    assert kinds == set(HeadquartersKind)
    assert {"d0", "d0s", "d1", "d2", "d4", "d6", "d8", "d13"} <= set(japan.design_ids)
    assert japan.baseline == "d0"


def test_about_1300_incidents_a_year(japan: Document) -> None:
    rates = [i.arrivals.rate for i in japan.scenario.incidents.values()]
    assert all(rate is not None for rate in rates)
    assert sum(rate.mean() for rate in rates if rate is not None) * 8760 == pytest.approx(
        1250, rel=0.1
    )


def test_every_number_has_a_source_and_says_how_sure_it_is(japan: Document) -> None:
    for path, quantity in walk_quantities(japan.scenario):
        if path.startswith("time."):
            continue
        assert quantity.source, path
        assert quantity.confidence, path
        assert (quantity.source == "guess") == (quantity.confidence == "guess") or (
            quantity.source != "guess"
        ), path


def test_every_guess_is_a_range(japan: Document) -> None:
    bare = [
        path
        for path, quantity in walk_quantities(japan.scenario)
        if quantity.source == "guess"
        and not quantity.has_range
        and quantity.parameter is None
        and not CERTAIN.match(path)
    ]
    assert bare == []


def test_every_source_is_used(japan: Document) -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*")
        if path.suffix in {".yaml", ".csv"} and path.name != "sources.csv"
    )
    unused = [name for name in japan.scenario.sources if not re.search(rf"\b{name}\b", text)]
    assert unused == []


def test_japanese_names(japan: Document) -> None:
    scenario = japan.scenario
    for table in (scenario.headquarters, scenario.incidents, scenario.responses, scenario.units):
        for identifier, entry in table.items():
            assert entry.name.ja, identifier
            assert JAPANESE.search(entry.name.ja), identifier


def test_units_have_opcon_and_adcon(japan: Document) -> None:
    scenario = japan.scenario
    for unit in scenario.units:
        assert f"opcon.{unit}" in scenario.relationships, unit
        assert f"adcon.{unit}" in scenario.relationships, unit


def test_the_joint_force_headquarters_changes_by_phase(japan: Document) -> None:
    phases = japan.design("d2").phases
    assert len(phases) == 2
    first, second = (phase.scenario for phase in phases)
    assert "us-gray-zone-fleet" in first.authorities
    assert "us-gray-zone-joint" in second.authorities
    split = second.authorities["us-gray-zone-joint"].escalation
    assert split is not None
    assert split.probability.parameter == "authority-split"


def test_no_design_needs_more_than_the_posture_allows(japan: Document) -> None:
    base = _billets(japan, "d0")
    limit = japan.scenario.posture["USA"]
    for design in japan.design_ids:
        growth = _billets(japan, design) - base
        assert limit.present.mean() + growth <= limit.limit.mean(), design


def _billets(japan: Document, design: str) -> float:
    scenario = japan.design(design).phases[-1].scenario
    return sum(
        h.personnel.mean()
        for h in scenario.headquarters.values()
        if h.nation == "USA" and h.personnel is not None
    )
