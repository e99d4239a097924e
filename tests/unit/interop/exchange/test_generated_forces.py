"""Random orders of battle through each format and back: what comes back stays what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.interop.exchange.forces import (
    Formation,
    Holding,
    OrderOfBattle,
    Position,
    Relation,
    Side,
)
from renkei.interop.exchange.identifiers import slug
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.scenario_text import scenario_text, whole
from renkei.scenario import Document, parse_scenario
from renkei.study.exchanging import ImportedForces, export, taken

NAMES = ("Fleet", "1. Wing", "Küste & <Øst>", "連携司令部", "a: b # c", "12", "- [", "Fleet", "no")
OF_STAFFS = (None, "SFGPUCI---A----", "10031002001211000000")
"""A headquarters without subordinates is known by its symbol alone, in most formats."""

OF_UNITS = (None, "SFGPUCI----D---", "S-APMFF--------", "10031000001211000000", "SFSPCLFF-------")
POSITIONS = (Position(180.0, 0.0), Position(-179.999999, -89.5), Position(139.25, 35.123456))


@st.composite
def orders_of_battle(draw: st.DrawFn) -> OrderOfBattle:
    """Return one of a few formations, each below an earlier one or none."""
    sides = tuple(Side(code, code.title()) for code in ("AAA", "BBB")[: draw(st.integers(1, 2))])
    made: list[Formation] = []
    for number in range(draw(st.integers(1, 6))):
        commands = draw(st.booleans())
        heads = [one.id for one in made if one.commands]
        superior = draw(st.sampled_from([None, *heads]))
        others = [Relation(kind, head) for kind in ("SUPPORT", "ADCON") for head in heads
                  if head != superior and draw(st.integers(0, 3)) == 0]  # fmt: skip
        supplies = (Holding("Fuel", 12.5, 3.0, "t"),) if draw(st.booleans()) else ()
        made.append(
            Formation(
                *(f"f{number}", draw(st.sampled_from(NAMES)), draw(st.sampled_from(sides)).code),
                *(superior, commands, draw(st.sampled_from(OF_STAFFS if commands else OF_UNITS))),
                *(draw(st.sampled_from(POSITIONS)), None, None, (), supplies, ()),
                relation=draw(st.sampled_from(("OPCON", "TACON"))),
                relations=tuple({one.type: one for one in others}.values()),
            )
        )
    days = (date(2031, 3, 1), True, date(2031, 4, 1), "Asia/Tokyo")
    return OrderOfBattle(draw(st.sampled_from(NAMES)), "", *days, sides, tuple(made))


def scenario(made: OrderOfBattle | ImportedForces) -> Document:
    """Return the scenario of an order of battle, or of an imported file."""
    if isinstance(made, OrderOfBattle):
        return parse_scenario(whole(scenario_text(made, Losses(""), "a test")), "made")
    files = {n: c.decode() for n, c in made.files.items() if n.endswith(".yaml")}
    return parse_scenario(whole(files), "made")


def said(forces: OrderOfBattle) -> list[str]:
    """Return what each formation is; neither the order nor identifiers count."""
    names = {one.id: f"{one.name} {one.position} {one.side}" for one in forces.formations}
    return sorted(
        repr((one.name, one.side, names.get(one.superior or ""), one.relation, one.position,
              one.symbol, sorted((slug(h.name, ""), h.count) for h in one.supplies),
              sorted((r.type, names[r.superior]) for r in one.relations)))
        for one in forces.formations
    )  # fmt: skip


@pytest.mark.parametrize("to", ["geojson", "kml", "msdl", "orbat-mapper"])
@settings(max_examples=5, deadline=None, derandomize=True)
@given(forces=orders_of_battle())
def test_out_in_out_and_in_is_out_and_in(to: str, forces: OrderOfBattle) -> None:
    document = scenario(forces)
    nowhere = Path("nowhere")
    first = taken(export(document, nowhere, to).files[""], "file")
    written = document.design(document.baseline).phases[0].scenario
    assert len(first.forces.formations) == len(written.headquarters) + len(written.units)
    places = {(p.longitude, p.latitude) for p in written.places.values()}
    assert {one.position for one in first.forces.formations} <= places
    again = taken(export(scenario(first), nowhere, to).files[""], "file")
    assert said(again.forces) == said(first.forces)
