"""Every attribute of the language changes the program, or is said to be for the reader.

A row of the table of attributes that is in none of the lists below fails, and so does one whose
change leaves the program as it was: nothing is accepted that has no effect.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from tests.unit.program.attribute_effects import ALSO, EFFECTS, RICH
from tests.unit.program.sustainment_effects import EFFECTS as OF_SUSTAINMENT
from tests.variants import Tables, load, merged, tables

from renkei.doctrine import check
from renkei.program.compiling.compiler import compile_design
from renkei.scenario.language.attributes import attribute_table

TABLES = frozenset(
    [
        "renkei",
        "time",
        "runs",
        "sources",
        "parameters",
        "nations",
        "places",
        "holidays",
        "hours",
        "doctrine",
        "headquarters",
        "relationships",
        "channels",
        "boards",
        "authorities",
        "information_requests",
        "briefings",
        "units",
        "posture",
        "responses",
        "incidents",
        "items",
        "depots",
        "stocks",
        "lines",
        "facilities",
        "clocks",
        "questions",
        "disruptions",
        "designs",
        "incidents.<id>.arrivals",
    ]
)
"""Tables whose attributes have rows of their own."""

READ_ELSEWHERE = frozenset(
    [
        "runs.replications",
        "runs.seed",
        "runs.baseline",
        "posture.<id>.present",
        "posture.<id>.limit",
        "headquarters.<id>.personnel",
        "units.<id>.personnel",
        "depots.<id>.personnel",
        "facilities.<id>.personnel",
        "lines.<id>.item",  # by the checks: who orders from it must order that
        "places.<id>.land",  # by the choice of units; see tests/unit/doctrine/test_geography.py
        "time.beyond",  # by the checks; see tests/unit/scenario/test_ending.py
        "responses.<id>.deadline",
        "responses.<id>.deadline_for",
        "designs.<id>.extends",
        "designs.<id>.remove",
        "designs.<id>.changes",
        "designs.<id>.phases",
        "designs.<id>.phases[].from",
        "designs.<id>.unpaired",
        "designs.<id>.kind",  # by the choice of what is compared; see tests/faces/test_unpaired.py
        "designs.<id>.phases[].remove",
        "designs.<id>.phases[].changes",
        "units.<id>.adcon",
        "parameters.<id>.fitted",
        *(
            f"questions.<id>.{name}"
            for name in ("measures", "designs", "incidents", "load", "zone", "confidence")
        ),
        *(
            f"clocks.<id>.{name}"
            for name in (
                "event",
                "date",
                "incident",
                "place",
                "design",
                "nation",
                "from",
                "to",
                "value",
                "low",
                "high",
                "use",
            )
        ),
    ]
)
"""By checks, by the loader, by analysis and reports; `adcon` of a unit in the tree of `show`."""

FOR_THE_READER = frozenset({"name", "en", "ja", "description", "source", "note", "text", "url",
                            "accessed", "unverified"})  # fmt: skip
SAID_TO_BE_FOR_THE_READER = frozenset(
    [
        "nations.<id>.language",
        "headquarters.<id>.kind",
        "headquarters.<id>.commander",
        "headquarters.<id>.sidc",
        "units.<id>.sidc",
        "relationships.<id>.doctrine",
        "channels.<id>.kind",
    ]
)


def rows() -> list[tuple[str, str, str]]:
    """Return table and attribute, attribute, and meaning of each row."""
    found = []
    for row in attribute_table():
        name = f"{row.table}.{row.attribute}" if row.table else row.attribute
        found.append((name, row.attribute, row.meaning))
    return found


def digest(folder: Path, change: Tables) -> str:
    """Return the digest of the rich scenario with a change."""
    content = merged(merged(tables(), RICH), ALSO)
    content["responses"]["second"] = copy.deepcopy(content["responses"]["escort"])
    document = load(folder, merged(content, change))
    check(document)
    return compile_design(document, "base").digest()


def test_every_attribute_is_accounted_for() -> None:
    names = {name for name, _, _ in rows()}
    accounted = EFFECTS.keys() | TABLES | READ_ELSEWHERE | SAID_TO_BE_FOR_THE_READER
    accounted |= OF_SUSTAINMENT.keys()
    assert {n for n, a, _ in rows() if a not in FOR_THE_READER} - accounted == set()
    assert accounted - names == set()


def test_what_is_for_the_reader_says_so() -> None:
    for name, _, meaning in rows():
        if name in SAID_TO_BE_FOR_THE_READER:
            assert "for the reader" in meaning, name


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest(tmp_path_factory.mktemp("base"), {})


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_an_attribute_changes_the_program(name: str, untouched: str, tmp_path: Path) -> None:
    assert digest(tmp_path, EFFECTS[name]) != untouched
