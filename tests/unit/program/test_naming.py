"""What the compiler names is read again as what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.naming import CELL, LINE, STATIONS, STOCK, STOCKS, TALLIES, Names
from renkei.scenario import load_scenario

TABLES = {"stations": STATIONS, "stocks": STOCKS, "tallies": TALLIES}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("identifier", ["yard", "yard.frigate", "line", "in-dock.x", "order"])
def test_names_are_read_as_they_were_written(table: str, identifier: str) -> None:
    names = TABLES[table]
    for kind in (names.plain, *names.others):
        assert names.read(names.write(kind, identifier)) == (kind, identifier)


def test_names_are_those_of_the_result_tables() -> None:
    """They stand in files of earlier versions: by hand."""
    assert STATIONS.write("facility", "yard.frigate") == "facility yard.frigate"
    assert STATIONS.write(CELL, "joint.operations") == "joint.operations"
    assert STOCKS.write(LINE, "works") == "line works"
    assert TALLIES.write("dock wait", "ships.refit") == "dock wait ships.refit"
    assert TALLIES.read("in dock ships.refit") == ("in dock", "ships.refit")


def test_a_name_that_would_be_read_as_another_is_refused() -> None:
    with pytest.raises(ValueError, match="no name for 'stock' 'line works'"):
        STOCKS.write(STOCK, "line works")
    with pytest.raises(ValueError, match="no name for 'depot' 'works'"):
        STOCKS.write("depot", "works")


def test_no_name_of_a_kind_begins_as_those_of_another() -> None:
    for names in TABLES.values():
        prefixes = [names.prefix(kind) for kind in names.others]
        assert not [(a, b) for a in prefixes for b in prefixes if a != b and a.startswith(b)]


def test_the_compiler_gives_known_kinds_only() -> None:
    """Each tally has a measure, and each facility and line of the scenario has its name."""
    document = load_scenario(Path(__file__).parents[2] / "scenarios" / "supplies.yaml")
    design = document.design_ids[0]
    program = compile_design(document, design)
    scenario = document.design(design).phases[0].scenario

    def of(names: Names, table: tuple[str, ...], kind: str) -> set[str]:
        return {identifier for k, identifier in map(names.read, table) if k == kind}

    assert of(TALLIES, program.tallies, TALLIES.plain) == set()
    assert of(STOCKS, program.stocks, LINE) == set(scenario.lines)
    assert of(STOCKS, program.stocks, STOCK) == set(scenario.stocks)
    assert of(STATIONS, program.stations, "facility") == {
        f"{name}.{kind}" for name, yard in scenario.facilities.items() for kind in yard.docks
    }
