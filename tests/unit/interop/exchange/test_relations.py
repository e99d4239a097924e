"""Several typed relationships of a formation, there and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position, Relation, Side
from renkei.interop.exchange.from_scenario import forces_of, stated
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.scenario_text import scenario_text, whole
from renkei.scenario import Document, parse_scenario

HERE = Position(139.5, 35.5)
PLAIN = Formation(
    *("fleet", "Fleet", "AAA", None, True, "SFGPU-----A----", HERE, None, None, (), (), ()),
)


def headquarters(id_: str, **more: object) -> Formation:
    return replace(PLAIN, id=id_, name=id_.title(), **more)


def unit(id_: str, **more: object) -> Formation:
    return replace(
        PLAIN, id=id_, name=id_.title(), commands=False, symbol="SFSPCL---------", **more
    )


FORMATIONS = (
    headquarters("fleet"),
    headquarters("task-force", superior="fleet", relations=(Relation("COORDINATION", "wing"),)),
    headquarters("wing"),
    unit(
        "frigate",
        superior="task-force",
        relation="TACON",
        relations=(
            Relation("ADCON", "fleet"),
            Relation("COCOM", "fleet"),
            Relation("SUPPORT", "wing"),
            Relation("TACON", "wing"),
        ),
    ),
    unit("tender", superior="fleet", relation="ADCON"),
)


def written() -> tuple[dict[str, str], Document]:
    forces = OrderOfBattle(
        *("Test", "", date(2030, 1, 1), True, date(2030, 2, 1), "UTC"),
        (Side("AAA", "A-land"),),
        FORMATIONS,
    )
    files = scenario_text(forces, Losses("f"), "Test")
    return files, parse_scenario(whole(files), "f")


def test_relationships_of_a_scenario() -> None:
    found = {
        (r.subordinate, r.type.value, r.superior)
        for r in written()[1].scenario.relationships.values()
    }
    assert found == {
        ("task-force", "OPCON", "fleet"),
        ("task-force", "COORDINATION", "wing"),
        ("frigate", "TACON", "task-force"),
        ("frigate", "TACON", "wing"),
        ("frigate", "ADCON", "fleet"),
        ("frigate", "COCOM", "fleet"),
        ("frigate", "SUPPORT", "wing"),
        ("tender", "ADCON", "fleet"),
        ("tender", "OPCON", "a-land-hq"),  # orders must come from somewhere
    }


def test_they_come_back() -> None:
    document = written()[1]
    losses = Losses("f")
    back = forces_of(document, document.baseline, stated, losses, several=True)
    found = {
        one.id: {Relation(one.relation, one.superior or ""), *one.relations}
        for one in back.formations
    }
    assert found["frigate"] == {
        Relation("TACON", "task-force"),
        *FORMATIONS[3].relations,
    }
    assert found["task-force"] == {Relation("OPCON", "fleet"), Relation("COORDINATION", "wing")}
    first = {one.id: (one.relation, one.superior) for one in back.formations}
    assert first["frigate"] == ("COCOM", "fleet")  # above TACON and ADCON
    assert first["tender"] == ("OPCON", "a-land-hq")
    assert not [one for one in losses if one.fate is Fate.LOST and "relationships" in one.where]


def test_a_format_with_one_superior_says_what_it_leaves_out() -> None:
    document = written()[1]
    losses = Losses("f")
    back = forces_of(document, document.baseline, stated, losses)
    assert all(not one.relations for one in back.formations)
    lost = {one.where for one in losses if one.fate is Fate.LOST and "relationships" in one.where}
    assert lost == {
        *("relationships.tacon.frigate", "relationships.tacon-frigate-wing"),
        *("relationships.support-frigate-wing", "relationships.coordination-task-force-wing"),
        "relationships.adcon.tender",
    }
