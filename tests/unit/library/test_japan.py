"""The flagship scenario: it holds what it promises, and every number says where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import renkei.library
from renkei.scenario import Document, load_scenario
from renkei.scenario.language.paths import walk_quantities
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.organisation import HeadquartersKind
from renkei.study.symbols import symbol_of_unit

FOLDER = Path(renkei.library.__path__[0]) / "japan"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CERTAIN = re.compile(
    r"^(time\..*|.*\.deadline|.*\.cut_off|lines\..*\.contracts\..*\.(first|every))$"
)
"""Quantities that describe the experiment, are a yardstick or must be one value: no range."""

LEVERS = ("m0", "m1", "m1e", "m2", "m3", "m4", "m5", "m6", "k1", "k2", "k3")
"""Designs that change sustainment only."""


@pytest.fixture(scope="module")
def japan() -> Document:
    return load_scenario(FOLDER)


def test_size(japan: Document) -> None:
    scenario = japan.scenario
    assert len(scenario.headquarters) >= 42
    assert len(scenario.units) >= 80
    assert {h.nation for h in scenario.headquarters.values()} == {"JPN", "USA", None}
    kinds = {h.kind for h in scenario.headquarters.values()}
    assert kinds == set(HeadquartersKind)
    assert {"d0", "d0s", "d1", "d2", "d4", "d6", "d8", "d13"} <= set(japan.design_ids)
    assert japan.baseline == "d0"


def test_about_1100_incidents_a_year(japan: Document) -> None:
    """About 595 scrambles (FY2025, IR012), 340 patients (IR058), 62 passages (IR073), others."""
    rates = [i.arrivals.rate for i in japan.scenario.incidents.values()]
    assert all(rate is not None for rate in rates)
    assert sum(rate.mean() for rate in rates if rate is not None) * 8760 == pytest.approx(
        1100, rel=0.1
    )


@pytest.mark.parametrize("design", ["d0", *LEVERS])
def test_every_number_has_a_source_and_says_how_sure_it_is(japan: Document, design: str) -> None:
    for path, quantity in walk_quantities(_last(japan, design)):
        if path.startswith("time."):
            continue
        assert quantity.source, path
        assert quantity.confidence, path
        assert (quantity.source == "guess") == (quantity.confidence == "guess") or (
            quantity.source != "guess"
        ), path


@pytest.mark.parametrize("design", ["d0", *LEVERS])
def test_every_guess_is_a_range(japan: Document, design: str) -> None:
    bare = [
        path
        for path, quantity in walk_quantities(_last(japan, design))
        if quantity.source == "guess"
        and not quantity.has_range
        and quantity.parameter is None
        and not CERTAIN.match(path)
    ]
    assert bare == []


def test_every_source_is_used_or_a_recorded_event_to_compare_with(japan: Document) -> None:
    """A row that no number cites was looked up, and says when and where."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*")
        if path.suffix in {".yaml", ".csv"} and path.name != "sources.csv"
    )
    cited = set(re.findall(r"\b(?:NEW-)?\w+\b", text))
    unused = [
        name
        for name, source in japan.scenario.sources.items()
        if name not in cited and not (source.accessed and source.note)
    ]
    assert unused == []


def test_a_source_was_looked_up_or_says_that_it_was_not(japan: Document) -> None:
    """Fewer than 60 are only held to be known; all others say where they were found, and when."""
    sources = japan.scenario.sources
    held = {name: source for name, source in sources.items() if source.unverified}
    assert len(held) < 60
    for name, source in held.items():
        assert source.url is None, name
        assert source.accessed is None, name
        assert source.text.endswith("Held to be known; not looked up."), name
    assert not [name for name, source in sources.items() if "to be verified" in source.text]
    for name, source in sources.items():
        if name not in held and not source.text.startswith(("By definition", "By choice")):
            assert source.url, name
            assert re.fullmatch(r"2026-11-2[78]", source.accessed or ""), name
    assert held.keys() == {name for name in sources if "not looked up" in sources[name].text}


def test_what_nobody_looked_up_is_trusted_little(japan: Document) -> None:
    for path, quantity in walk_quantities(japan.scenario):
        source = japan.scenario.sources.get(quantity.source or "")
        if source is not None and source.unverified:
            assert quantity.confidence in ("low", "guess"), path


def test_japanese_names(japan: Document) -> None:
    scenario = japan.scenario
    tables = (
        scenario.headquarters,
        scenario.incidents,
        scenario.responses,
        scenario.units,
        scenario.items,
        scenario.depots,
        scenario.stocks,
        scenario.lines,
        scenario.facilities,
    )
    for table in tables:
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
    base = _billets(japan, "d0", "USA")
    limit = japan.scenario.posture["USA"]
    for design in japan.design_ids:
        growth = _billets(japan, design, "USA") - base
        assert limit.present.mean() + growth <= limit.limit.mean(), design


@pytest.mark.parametrize("lever", LEVERS)
def test_no_lever_brings_us_personnel(japan: Document, lever: str) -> None:
    assert _billets(japan, lever, "USA") == _billets(japan, "d0", "USA")


def test_garrisons_have_their_price(japan: Document) -> None:
    assert _billets(japan, "m3", "JPN") > _billets(japan, "d0", "JPN") + 500


def test_maintenance_stands_in_the_place_of_availability(japan: Document) -> None:
    units = japan.scenario.units.values()
    maintained = [unit for unit in units if unit.maintenance]
    assert len(maintained) > 55
    assert all(unit.availability is None for unit in maintained)
    families = {unit.type for unit in maintained}
    assert {
        "carrier",
        "destroyer",
        "amphibious-ship",
        "submarine",
        "fighter",
        "f-35",
        "tiltrotor",
        "patrol-aircraft",
        "tanker",
        "helicopter",
    } <= families


def test_both_nations_keep_stocks_near_and_far(japan: Document) -> None:
    scenario = japan.scenario
    held = {(scenario.depots[stock.depot].nation, stock.item) for stock in scenario.stocks.values()}
    for nation in ("JPN", "USA"):
        assert {(nation, item) for item in ("amraam", "sm-6", "pac-3", "fighter-part")} <= held
    assert {"jp-hokkaido", "jp-okinawa", "us-okinawa", "us-guam", "us-hawaii"} <= set(
        scenario.depots
    )


def test_the_amount_of_a_munition_is_never_more_than_a_guess(japan: Document) -> None:
    """But for one, the PAC-3 of the United States, of which an estimate is public (NEW-P04)."""
    munitions = {"amraam", "sm-6", "pac-3"}
    for design in ("d0", *LEVERS):
        for identifier, stock in _last(japan, design).stocks.items():
            if stock.item in munitions and stock.on_hand.mean() > 0:
                estimated = identifier == "us-pac-3-states"
                assert stock.on_hand.source == ("NEW-P04" if estimated else "guess"), identifier
                assert stock.on_hand.confidence == ("low" if estimated else "guess"), identifier
                assert stock.on_hand.parameter in ("stocks-japan", "stocks-us"), identifier


def test_nations_share_the_seekers(japan: Document) -> None:
    scenario = japan.scenario
    assert "us-seekers" in scenario.lines["us-pac-3"].components
    japanese = scenario.lines["jp-pac-3"].components
    suppliers = {scenario.stocks[name].replenishment.supplier for name in japanese}  # type: ignore[union-attr]
    assert suppliers == {"us-seekers"}


def test_no_nuclear_ship_in_a_japanese_yard(japan: Document) -> None:
    for design in ("d0", *LEVERS):
        for facility in _last(japan, design).facilities.values():
            if facility.nation != "JPN":
                continue
            assert "carrier" not in facility.docks
            access = facility.serves.get("USA")
            if access is not None:
                assert access.types is not None
                assert "submarine" not in access.types


def test_ship_work_for_the_united_states_in_japan_is_under_half_a_year(japan: Document) -> None:
    for design in ("d0", *LEVERS):
        scenario = _last(japan, design)
        ships = {unit.type for unit in scenario.units.values() if unit.medium == "sea"}
        for identifier, facility in scenario.facilities.items():
            access = facility.serves.get("USA")
            if facility.nation == "JPN" and access is not None and ships & set(access.types or ()):
                assert access.longest is not None, identifier
                assert access.longest.mean() <= 183 * 24, identifier


def test_stocks_are_moved_forward_not_made_larger(japan: Document) -> None:
    for item in ("amraam", "pac-3", "fighter-part"):
        assert _held(japan, "m3", item) == _held(japan, "d0", item)


def test_nothing_is_produced_jointly_before_the_decision(japan: Document) -> None:
    assert "jp-amraam" not in japan.scenario.lines
    joint = _last(japan, "m1").lines["jp-amraam"]
    early = _last(japan, "m1e").lines["jp-amraam"]
    assert joint.starts_after is not None
    assert early.starts_after is not None
    assert (joint.starts_after.low, joint.starts_after.high) == (1095 * 24, 2190 * 24)
    assert early.starts_after.mean() < joint.starts_after.mean()


def _last(japan: Document, design: str) -> Scenario:
    return japan.design(design).phases[-1].scenario


def _held(japan: Document, design: str, item: str) -> float:
    stocks = _last(japan, design).stocks.values()
    return sum(stock.on_hand.mean() for stock in stocks if stock.item == item)


def _billets(japan: Document, design: str, nation: str) -> float:
    scenario = _last(japan, design)
    tables = (scenario.headquarters, scenario.units, scenario.depots, scenario.facilities)
    return sum(
        entry.personnel.mean()
        for table in tables
        for entry in table.values()
        if entry.nation == nation and entry.personnel is not None
    )


@pytest.mark.parametrize("load", ["x1", "x2", "x3"])
def test_a_crisis_comes_on_set_days_under_every_design(japan: Document, load: str) -> None:
    moments = []
    for design in ("d0", "d4"):
        scenario = _last(japan, f"{design}+{load}")
        dated = {
            name: one.arrivals.scheduled
            for name, one in scenario.incidents.items()
            if one.arrivals.scheduled
        }
        assert all(scenario.incidents[name].arrivals.rate is None for name in dated)
        moments.append(dated)
    assert moments[0] == moments[1]
    assert sum(map(len, moments[0].values())) == {"x1": 4, "x2": 5, "x3": 2}[load]


def test_a_symbol_is_that_of_its_kind(japan: Document) -> None:
    """Of MIL-STD-2525D: set, then entity; what moves by sea is no ship for that."""
    units = japan.scenario.units
    expected = {
        "1-1-ada": ("10", "130100"),  # air defense
        "51st-infantry-regiment": ("10", "121100"),  # infantry
        "rescue-naha": ("10", "120600"),  # aviation, rotary wing
        "9th-air-wing": ("10", "120800"),  # aviation, fixed wing
        "jcg-seaguardian": ("10", "121900"),  # unmanned systems
        "escort-flotilla-1": ("30", "120203"),  # destroyer
        "jcg-11-ships": ("30", "140300"),  # law enforcement vessel
        "submarine-flotillas": ("35", "110100"),  # submarine
    }
    for name, (symbols, entity) in expected.items():
        code = symbol_of_unit(units[name])
        assert (code[4:6], code[10:16]) == (symbols, entity), name
    soldiers = {"infantry-company", "relief-company", "amphibious-company", "patriot"}
    for name, unit in units.items():
        if soldiers & set(unit.capabilities):
            assert symbol_of_unit(unit)[4:6] == "10", name
