"""Any order of battle goes out in each format that is read, and comes back as it was."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position, Side
from renkei.interop.exchange.from_scenario import forces_of, stated
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.scenario_text import scenario_text
from renkei.study.exchanging import ImportedForces, export, store, taken

PLAIN = "abcXYZ 0189<>&\"'-./()"
TWO_WAYS = {
    "orbat-mapper": f"{PLAIN}éß連携統合",
    "c2sim": f"{PLAIN}éß連携統合",
    "c2sim-cwix2026": f"{PLAIN}éß連携統合",
    "msdl": PLAIN,  # its schema has no other letters; the loss report says so
}
"""Formats, and letters that their names may have."""

positions = st.none() | st.builds(
    Position,
    st.integers(-1_799_000, 1_799_000).map(lambda n: n / 10_000),
    st.integers(-890_000, 890_000).map(lambda n: n / 10_000),
)


@st.composite
def orders_of_battle(draw: st.DrawFn, letters: str) -> OrderOfBattle:
    names = st.text(letters, min_size=1, max_size=24).map(lambda text: " ".join(f"n{text}".split()))
    sides = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    codes = [f"{'ABC'[n]}AA" for n in range(len(sides))]
    formations: list[Formation] = []
    for n, name in enumerate(draw(st.lists(names, min_size=1, max_size=8, unique=True))):
        above = draw(st.none() | st.sampled_from(formations)) if formations else None
        formations.append(
            Formation(
                id=f"f{n}",
                name=name,
                side=above.side if above else draw(st.sampled_from(codes)),
                superior=above.id if above else None,
                commands=True,
                symbol=None,
                position=draw(positions),
                speed_kt=None,
                personnel=None,
                equipment=(),
                supplies=(),
                moves=(),
            )
        )
    return OrderOfBattle(
        name=draw(names),
        description="",
        start=date(2025, 4, 1),
        start_is_known=True,
        end=date(2025, 5, 1),
        zone="UTC",
        sides=tuple(map(Side, codes, sides)),
        formations=tuple(formations),
    )


def told(forces: OrderOfBattle) -> dict[str, tuple[object, ...]]:
    """Return what is said of each formation by name: its superior, its side, where it stands."""
    names = {one.id: one.name for one in forces.formations}
    sides = {one.code: one.name for one in forces.sides}
    return {
        one.name: (names.get(one.superior or ""), sides.get(one.side), one.position)
        for one in forces.formations
    }


@pytest.mark.parametrize("to", TWO_WAYS)
@given(st.data())
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
def test_what_goes_out_comes_back(to: str, data: st.DataObject) -> None:
    forces = data.draw(orders_of_battle(TWO_WAYS[to]))
    root = Path(tempfile.mkdtemp())
    try:
        losses = Losses("drawn")
        text = scenario_text(forces, losses, "drawn")
        files = {name: content.encode() for name, content in text.items()}
        first = ImportedForces("drawn", "drawn", "", forces, files, losses)
        document = store(first, root / "first")
        went = export(document, root / "first", to).files[""]
        back = taken(went, "went")
        # Who has no position stands, in the scenario, with his superior or one of his side.
        expected = told(forces_of(document, document.baseline, stated, Losses("drawn")))
        for name, (superior, side, position) in told(forces).items():
            assert expected[name][:2] == (superior, side)
            assert position in (None, expected[name][2])
        assert told(back.forces) == expected
        again = store(back, root / "again")
        assert told(taken(export(again, root / "again", to).files[""], "again").forces) == expected
    finally:
        shutil.rmtree(root)
