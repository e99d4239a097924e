"""Designs: how layers are merged, what they may take away, and in which order they come."""

from __future__ import annotations

import pytest
from tests.unit.scenario.test_loading import SMALL

from renkei._base.errors import InputError
from renkei.scenario import Document, parse_scenario
from renkei.scenario.model.document import Scenario


def load(designs: str, base: str = SMALL) -> Document:
    return parse_scenario(base + "designs:\n" + designs)


def first_phase(document: Document, design: str) -> Scenario:
    return document.design(design).phases[0].scenario


def test_a_quantity_is_replaced_whole() -> None:
    base = SMALL.replace("handling: 10 min", "handling: {value: 10 min, range: [5 min, 1 h]}")
    document = load("  d: {name: D, changes: {doctrine: {handling: 30 min}}}\n", base)
    handling = first_phase(document, "d").doctrine.handling
    assert handling.mean() == 0.5
    assert not handling.has_range


def test_tables_are_merged_key_by_key() -> None:
    document = load("  d: {name: D, changes: {headquarters: {joint: {note: Moved}}}}\n")
    joint = first_phase(document, "d").headquarters["joint"]
    assert joint.note == "Moved"
    assert joint.name.en == "Joint"
    assert document.scenario.headquarters["joint"].note is None


def test_a_superior_in_a_design_changes_the_relationship() -> None:
    document = load(
        "  d:\n"
        "    name: D\n"
        "    changes:\n"
        "      headquarters:\n"
        "        third: {name: T, nation: ARN, place: harbour, cells: {operations: {teams: 1}}}\n"
        "        fleet: {opcon: third}\n"
    )
    relationships = first_phase(document, "d").relationships
    assert relationships["opcon.fleet"].superior == "third"
    assert document.scenario.relationships["opcon.fleet"].superior == "joint"


def test_removals_come_before_changes() -> None:
    base = SMALL + "channels:\n  c: {between: [joint, fleet], kind: remote, delay: 1 h, hours: h}\n"
    base += 'hours:\n  h: {days: [mon], open: "08:00", close: "09:00"}\n'
    document = load(
        "  d:\n"
        "    name: D\n"
        "    remove: [channels.c]\n"
        "    changes: {channels: {c: {between: [joint, fleet], kind: liaison, delay: 2 h}}}\n",
        base,
    )
    channel = first_phase(document, "d").channels["c"]
    assert channel.kind == "liaison"
    assert channel.hours == ["always"]


def test_what_a_headquarters_takes_along() -> None:
    document = load("  d: {name: D, remove: [headquarters.fleet]}\n")
    assert first_phase(document, "d").relationships == {}


def test_phases_of_the_design_extended_come_by_date() -> None:
    def teams(count: int) -> str:
        return f"{{headquarters: {{fleet: {{cells: {{operations: {{teams: {count}}}}}}}}}}}"

    document = load(
        f"  a: {{name: A, phases: [{{from: 2025-04-20, changes: {teams(20)}}}]}}\n"
        f"  b:\n"
        f"    name: B\n"
        f"    extends: a\n"
        f"    changes: {teams(2)}\n"
        f"    phases: [{{from: 2025-04-10, changes: {teams(10)}}}]\n"
    )
    phases = document.design("b").phases
    cells = [p.scenario.headquarters["fleet"].cells["operations"] for p in phases]
    assert [cell.teams.mean() for cell in cells] == [2, 10, 20]
    assert [phase.from_h for phase in phases] == [0, 9 * 24, 19 * 24]
    assert document.design("b").at(300).from_h == 9 * 24


def test_entries_that_a_design_does_not_touch_are_shared() -> None:
    document = load("  d: {name: D, changes: {headquarters: {joint: {note: Moved}}}}\n")
    same = first_phase(document, "d").headquarters["fleet"]
    assert same is document.scenario.headquarters["fleet"]


def test_an_error_of_the_base_is_reported_once() -> None:
    base = SMALL.replace("teams: 1", "teams: one")
    designs = "".join(f"  d{i}: {{name: D}}\n" for i in range(5))
    with pytest.raises(InputError) as caught:
        load(designs, base)
    assert len(caught.value.problems) == 1


def test_baseline_is_the_first_design_unless_named() -> None:
    designs = "  b: {name: B}\n  a: {name: A}\n"
    document = load(designs)
    assert document.design_ids == ["b", "a"]
    assert document.baseline == "b"
    assert load(designs, SMALL + "runs: {baseline: a}\n").baseline == "a"
    assert parse_scenario(SMALL).baseline == "base"


def test_unknown_design_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        parse_scenario(SMALL).design("nowhere")
