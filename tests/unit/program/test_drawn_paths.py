"""A world value is drawn by the path of its quantity: a slip of the pen would change the luck.

Every (quantity, path) that the compiler asks a value of is watched: the quantity at that path in
the scenario must be that very object, and every path of a program must be one of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import renkei.library
from renkei.doctrine import Derivations
from renkei.program.compiling.arrivals import ArrivalTimes
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
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Worlds, Quantity, str]]:
    """Return what the compiler asks values of, as it goes on."""
    found: list[tuple[Worlds, Quantity, str]] = []
    for name in ("slot", "_parts", "paced"):
        method = getattr(Worlds, name)

        def watched(self, quantity, path, *rest, method=method, **options):
            found.append((self, quantity, path))
            return method(self, quantity, path, *rest, **options)

        monkeypatch.setattr(Worlds, name, watched)
    return found


def strays(file: Path, asked: list[tuple[Worlds, Quantity, str]]) -> Iterator[str]:
    """Yield what is drawn by another path than its own."""
    document = load_scenario(file)
    derivations = Derivations(document)
    for design in document.design_ids:
        asked.clear()
        program = compile_design(document, design, derivations)
        own: dict[int, dict[str, Quantity]] = {}
        for worlds, quantity, path in asked:
            if id(worlds) not in own:
                own[id(worlds)] = dict(walk_quantities(worlds.scenario))
            if own[id(worlds)].get(path) is not quantity:
                yield f"{design}: {path} is not the path of {quantity.written}"
        facilities = document.design(design).phases[0].scenario.facilities
        plain = {f"facilities.{name}.shifts" for name in facilities}  # a number, in no range
        paths = {path for path in program.slots if not path.startswith("=")}
        yield from (f"{design}: {path}" for path in paths - {p for _, _, p in asked} - plain)


@pytest.mark.parametrize("file", SMALL, ids=lambda file: file.stem)
def test_each_value_is_drawn_by_its_own_path(file: Path, asked) -> None:
    assert list(strays(file, asked)) == []
    assert asked


@pytest.mark.slow
def test_each_value_of_the_flagship_is_drawn_by_its_own_path(asked) -> None:
    assert list(strays(LIBRARY / "japan", asked)) == []


def test_a_slip_of_the_pen_is_found(asked, monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals = ArrivalTimes.arrivals

    def slipped(self, declared, path: str, worlds: Worlds):
        return arrivals(self, declared, path.replace("incidents.", "responses."), worlds)

    monkeypatch.setattr(ArrivalTimes, "arrivals", slipped)
    assert any(".arrivals.rate is not the path" in stray for stray in strays(SMALL[0], asked))
