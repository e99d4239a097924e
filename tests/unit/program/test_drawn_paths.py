"""A world value is drawn by the path of its quantity: a slip of the pen would change the luck.

Every quantity carries its path from the reading of the document on. Each one that the compiler asks
a value of is watched: the quantity at that path in the scenario must be the same, path and all (it
may be another object where designs share a workflow), and every path of a program must be one of
these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import renkei.library
from renkei.doctrine import Derivations
from renkei.program.compiling.compiler import compile_design
from renkei.program.compiling.worlds import Worlds
from renkei.scenario import load_scenario
from renkei.scenario.language.paths import walk_quantities
from renkei.scenario.quantities.quantity import Quantity

TESTS = Path(__file__).parents[2]
LIBRARY = Path(renkei.library.__path__[0])
SMALL = [
    *sorted(LIBRARY.glob("*.yaml")),
    *(
        TESTS / "scenarios" / f"{name}.yaml"
        for name in ("certain", "council", "strait", "supplies")
    ),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Worlds, Quantity]]:
    """Return what the compiler asks values of, as it goes on."""
    found: list[tuple[Worlds, Quantity]] = []
    for name in ("slot", "_parts", "paced"):
        method = getattr(Worlds, name)

        def watched(self, quantity, *rest, method=method, **options):
            found.append((self, quantity))
            return method(self, quantity, *rest, **options)

        monkeypatch.setattr(Worlds, name, watched)
    return found


def strays(file: Path, asked: list[tuple[Worlds, Quantity]], every: int = 1) -> Iterator[str]:
    """Yield what is drawn by another path than its own, in one design of so many."""
    document = load_scenario(file)
    derivations = Derivations(document)
    for design in document.design_ids[::every]:
        asked.clear()
        program = compile_design(document, design, derivations)
        own: dict[int, dict[str, Quantity]] = {}
        for worlds, quantity in asked:
            if id(worlds) not in own:
                own[id(worlds)] = dict(walk_quantities(worlds.scenario))
            if own[id(worlds)].get(quantity.path) != quantity:
                yield f"{design}: {quantity.path} is not the path of {quantity.written}"
        facilities = document.design(design).phases[0].scenario.facilities
        plain = {f"facilities.{name}.shifts" for name in facilities}  # a number, in no range
        paths = {path for path in program.slots if not path.startswith("=")}
        yield from (f"{design}: {path}" for path in paths - {q.path for _, q in asked} - plain)


@pytest.mark.parametrize("file", SMALL, ids=lambda file: file.stem)
def test_each_value_is_drawn_by_its_own_path(file: Path, asked) -> None:
    assert list(strays(file, asked)) == []
    assert asked


@pytest.mark.slow
def test_each_value_of_the_flagship_is_drawn_by_its_own_path(asked) -> None:
    assert list(strays(LIBRARY / "japan", asked, every=12)) == []


@pytest.mark.parametrize("file", SMALL, ids=lambda file: file.stem)
def test_each_quantity_of_every_phase_carries_the_path_where_it_stands(file: Path) -> None:
    document = load_scenario(file)
    carried = [
        (quantity.path, path)
        for design in document.design_ids
        for phase in document.design(design).phases
        for path, quantity in walk_quantities(phase.scenario)
    ]
    assert carried
    assert [pair for pair in carried if pair[0] != pair[1]] == []


def test_one_table_at_two_places_gives_two_paths(tmp_path: Path) -> None:
    """A YAML alias makes two entries of one table; each has its own world all the same."""
    text = (TESTS / "scenarios" / "certain.yaml").read_text(encoding="utf-8")
    entry = (
        "{name: {en: Fleet}, nation: ARN, place: base, opcon: arn-joint, "
        "cells: {operations: {teams: 4}}}"
    )
    assert entry in text
    aliased = tmp_path / "aliased.yaml"
    copy = "arn-copy: *fleet\n  arn-air:"
    aliased.write_text(
        text.replace(entry, f"&fleet {entry}").replace("arn-air:", copy, 1), encoding="utf-8"
    )
    document = load_scenario(aliased)
    headquarters = document.design(document.design_ids[0]).phases[0].scenario.headquarters
    for name in ("arn-fleet", "arn-copy"):
        path = f"headquarters.{name}.cells.operations.teams"
        assert headquarters[name].cells["operations"].teams.path == path


def test_equal_numbers_at_two_places_are_not_equal() -> None:
    """Steps that differ by the path of a quantity alone have different luck."""
    document = load_scenario(SMALL[0])
    scenario = document.design(document.design_ids[0]).phases[0].scenario
    by_value: dict[tuple[object, object, object], list[Quantity]] = {}
    for _, quantity in walk_quantities(scenario):
        key = (quantity.dimension, quantity.distribution, quantity.source)
        by_value.setdefault(key, []).append(quantity)
    twice = next(found for found in by_value.values() if len(found) > 1)
    assert twice[0] != twice[1]


def test_a_slip_of_the_pen_is_found(asked, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = Worlds.slot

    def slipped(self, quantity: Quantity):
        if quantity.path.endswith(".arrivals.rate"):
            quantity = replace(quantity, path=quantity.path.replace("incidents.", "responses."))
        return slot(self, quantity)

    monkeypatch.setattr(Worlds, "slot", slipped)
    assert any(".arrivals.rate is not the path" in stray for stray in strays(SMALL[0], asked))
