"""C2SIM initializations: every dialect, several relationships, the way back, the schemas."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from tests.unit.interop.exchange.small_c2sim import (
    BRIGADE,
    COMPANY,
    DIALECTS,
    FILES,
    GROUP,
    SCHEMAS,
    small,
)
from tests.unit.interop.exchange.small_orbat import ABSENT

from renkei._base.errors import InputError
from renkei.interop.exchange.c2sim.related import CHAINS
from renkei.interop.exchange.forces import (
    Formation,
    Holding,
    OrderOfBattle,
    Position,
    Relation,
    Side,
)
from renkei.interop.exchange.identifiers import slug
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.scenario_text import scenario_text, whole
from renkei.scenario import Document, load_scenario, parse_scenario
from renkei.study.exchanging import ImportedForces, export, store, taken

WRITTEN = {"c2sim": "1.0.2", "c2sim-cwix2026": "2.0.0-cwix2026"}
samples = pytest.mark.parametrize(
    "path",
    FILES or [pytest.param(Path(), marks=pytest.mark.skip(reason=ABSENT))],
    ids=lambda path: path.stem,
)


@cache
def schema(dialect: str) -> etree.XMLSchema | None:
    path = SCHEMAS[dialect]
    return etree.XMLSchema(etree.parse(str(path))) if path.exists() else None


def valid(content: bytes, dialect: str) -> bool:
    """Whether a file keeps the schema; also where no schema is on this machine."""
    found = schema(dialect)
    tree = etree.fromstring(content).getroottree()
    return found is None or found.validate(tree) or bool(found.assertValid(tree))


def named(content: bytes, name: str) -> list[etree._Element]:
    """The elements of a name, by a parser that is not ours."""
    return [*etree.fromstring(content).iter("{*}" + name)]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Path, ImportedForces]:
    folder = tmp_path_factory.mktemp("c2sim") / "scenario"
    found = taken(small("1.0.2"), "small.xml")
    return store(found, folder), folder, found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_recognised_by_its_content(dialect: str) -> None:
    if dialect in SCHEMAS:
        assert valid(small(dialect), dialect)
    found = taken(small(dialect), "small.xml")
    assert (found.format, found.version) == ("c2sim", dialect)
    assert [(one.id, one.superior) for one in found.forces.formations] == [
        *(("1st-brigade", None), ("a-company", "1st-brigade"), ("group", None)),
        ("frigate", "group"),
    ]
    assert [one.symbol for one in found.forces.formations] == [
        *("SFGPUCI---AH---", "SFGPUCIZ---E---", "SFSPG-----A----", "SFSPCLFF-------"),
    ]
    assert [one.position for one in found.forces.formations] == [
        *((10.5, 59.5), None, (-5.25, 60.0), (-5.5, 60.1)),
    ]
    assert [side.name for side in found.forces.sides] == ["Blueland", "Redland"]


def test_relationships_become_those_of_a_scenario(stored) -> None:
    found = {
        (one.subordinate, one.type.value, one.superior)
        for one in stored[0].scenario.relationships.values()
    }
    assert found == {
        ("a-company", "OPCON", "1st-brigade"),
        ("a-company", "TACON", "group"),
        ("a-company", "COORDINATION", "group"),
        ("frigate", "OPCON", "group"),
    }
    said = {(one.fate, str(one.what), one.line) for one in stored[2].losses}
    assert (Fate.APPROXIMATED, "ORGANC relation", 6) in said  # the line of the company


@pytest.mark.parametrize("to", WRITTEN)
def test_unchanged_it_comes_back(stored, to: str) -> None:
    document, folder, first = stored
    back = export(document, folder, to).files[""]
    assert valid(back, WRITTEN[to])
    assert [one.text for one in named(back, "CommandRelationCode")] == [
        *("ORGANC", "TACCNT", "COAUTH"),
    ]
    again = taken(back, "again.xml")
    assert again.version == WRITTEN[to]
    assert scenario_of(again) == scenario_of(first)


def scenario_of(found: ImportedForces) -> dict[str, bytes]:
    return {name: text for name, text in found.files.items() if name.endswith(".yaml")}


def test_only_what_was_changed_is_written_anew(stored, tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    folder.mkdir()
    for file in stored[1].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    units = folder / "units.yaml"
    text = units.read_text("utf-8")
    text = text.replace("name: A Company", "name: Alpha Company")
    text = text.replace("opcon: 1st-brigade", "opcon: group\n  adcon: 1st-brigade")
    text = text[: text.index("frigate:")]  # the last of the file
    units.write_text(text, "utf-8")
    written = export(load_scenario(folder), folder, "c2sim")
    back = written.files[""]
    assert valid(back, "1.0.2")
    assert [one.text for one in named(back, "Name")] == [
        *("Blueland", "Redland", "1st Brigade", "Alpha Company", "Group"),
    ]
    company = named(back, "Unit")[1]
    assert company.findtext(".//{*}Superior") == GROUP
    relations = [
        (one.findtext("{*}ActorReference"), one.findtext("{*}CommandRelationCode"))
        for one in company.iter("{*}CommandRelation")
    ]
    assert relations == [
        *((GROUP, "OPCON"), (BRIGADE, "ADMCON"), (GROUP, "COAUTH"), (GROUP, "TACCNT")),
    ]
    listed = [one.text for one in named(back, "ActorReference")]
    assert len([one for one in listed if one == COMPANY]) == 1
    assert "00000000-0000-0000-0000-000000000005" not in listed  # the frigate
    assert {(one.fate, one.where) for one in written.losses} >= {(Fate.LOST, "frigate")}


@pytest.mark.parametrize("to", WRITTEN)
def test_a_scenario_that_was_never_imported(to: str) -> None:
    template = Path(__file__).parents[4] / "src/renkei/library/template.yaml"
    document = load_scenario(template)
    written = export(document, template, to)
    assert valid(written.files[""], WRITTEN[to])
    again = taken(written.files[""], "again.xml")
    scenario = document.scenario
    assert {one.name for one in again.forces.formations if one.commands} == {
        one.name.en for one in scenario.headquarters.values()
    }
    found = {
        one.name: {(link.type, link.superior) for link in one.relations}
        | ({(one.relation, one.superior)} if one.superior else set())
        for one in again.forces.formations
    }
    ids = {one.id: one.name for one in again.forces.formations}
    forces = {id_: one.name.en for table in (scenario.headquarters, scenario.units)
              for id_, one in table.items()}  # fmt: skip
    wanted: dict[str, set[tuple[str, str]]] = {name: set() for name in forces.values()}
    for one in scenario.relationships.values():
        if one.missions is None:
            wanted[forces[one.subordinate]].add((one.type.value, forces[one.superior]))
    assert wanted == {
        name: {(type_, ids[above]) for type_, above in links} for name, links in found.items()
    }
    lost = {one.where for one in written.losses if one.fate is Fate.LOST}
    assert {"channels", "authorities", "responses", "incidents"} <= lost


def drawn(rng: random.Random) -> OrderOfBattle:
    """An order of battle by chance: trees, relations of all types, holdings, places."""
    names = [f"Unit {number}" for number in range(rng.randint(1, 9))]
    ids = [slug(name, "") for name in names]
    formations = []
    for number, (id_, name) in enumerate(zip(ids, names, strict=True)):
        above = rng.sample(ids[:number], rng.randint(0, min(3, number)))
        types = rng.sample(("OPCON", "TACON", "ADCON", "COCOM", "COORDINATION"), len(above))
        links = [Relation(*pair) for pair in zip(types, above, strict=True)]
        chains = [one for one in links if one.type != "COORDINATION"]
        first = min(chains, key=lambda one: CHAINS.index(one.type), default=None)
        commands = number < 5
        symbols = {
            True: (None, "SFGPUCI---AE---", "10031002141211000000"),
            False: (None, "SFGPUCI----E---", "10031000141211000000"),
        }
        formations.append(
            Formation(
                *(id_, name, rng.choice(("AAA", "BBB")), first and first.superior, commands),
                rng.choice(symbols[commands]),
                Position(rng.uniform(-180, 180), rng.uniform(-90, 90)),
                *(None, rng.choice((None, 120)), ()),
                (Holding("Fuel", 500, 250),) if rng.random() < 0.5 else (),
                *((), "", first.type if first else "OPCON"),
                tuple(one for one in links if one is not first and one.superior in ids[:5]),
            )
        )
    return OrderOfBattle(
        *("By chance", "", date(2030, 1, 1), True, date(2030, 2, 1), "UTC"),
        (Side("AAA", "A & B"), Side("BBB", "日本")),
        tuple(formations),
    )


@pytest.mark.parametrize("seed", range(12))
def test_orders_of_battle_by_chance(seed: int, tmp_path: Path) -> None:
    """Written anew they keep the schema, and what was imported comes back as it was."""
    made = scenario_text(drawn(random.Random(seed)), Losses(""), "chance")
    document = parse_scenario(whole(made), "chance")
    first = export(document, tmp_path, "c2sim").files[""]
    assert valid(first, "1.0.2")
    found = taken(first, "first.xml")
    there, back = (relations_said(one) for one in (document, store(found, tmp_path / "back")))
    assert there == back
    again = export(load_scenario(tmp_path / "back"), tmp_path / "back", "c2sim").files[""]
    assert valid(again, "1.0.2")
    assert again == first
    assert scenario_of(taken(again, "again.xml")) == scenario_of(found)


def relations_said(document: Document) -> set[tuple[str, str, str]]:
    scenario = document.scenario
    names = {id_: one.name.en for table in (scenario.headquarters, scenario.units)
             for id_, one in table.items()}  # fmt: skip
    return {
        (names[one.subordinate], one.type.value, names[one.superior])
        for one in scenario.relationships.values()
    }


def counted(content: bytes) -> tuple[int, int, int, int]:
    """Units, those under a unit of the file, those with a position, relations to units of it."""
    units = [
        one
        for name in ("MilitaryOrganization", "Platform")
        for holder in named(content, name)
        for one in ([child for child in holder if child.find("{*}UUID") is not None] or [holder])
    ]
    keys = {one.findtext("{*}UUID").strip().lower() for one in units}

    def refers(text: str | None) -> bool:
        return (text or "").strip().lower() in keys

    return (
        len(units),
        sum(refers(one.findtext("{*}EntityDescriptor/{*}Superior")) for one in units),
        sum(one.find("{*}CurrentState//{*}Latitude") is not None for one in units),
        sum(
            refers(r.text)
            for one in units
            for r in one.iterfind("{*}CommandRelation/{*}ActorReference")
        ),
    )


@samples
def test_real_files(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    if not named(content, "ObjectDefinitions"):
        with pytest.raises(InputError, match=r"a C2SIM (order|report)") as refused:
            taken(content, str(path))
        (problem,) = refused.value.problems
        assert (problem.code, problem.location.line > 0) == ("IMP-017", True)
        return
    first = taken(content, "file.xml")
    formations = first.forces.formations
    approximated = Counter(str(one.what) for one in first.losses if "relation" in str(one.what)
                           and one.fate is Fate.APPROXIMATED)  # fmt: skip
    assert counted(content) == (
        len(formations),
        sum(one.superior is not None for one in formations),
        sum(one.position is not None for one in formations),
        sum(approximated.values()),  # all of the samples are organic
    )
    folder = tmp_path / "first"
    document = store(first, folder)  # it passes the checks, or raises
    for to, dialect in WRITTEN.items():
        written = export(document, folder, to).files[""]
        assert valid(written, dialect)
        assert counted(written) == counted(content)
        assert len(named(written, "Route")) == len(named(content, "Route"))
        assert scenario_of(taken(written, "file.xml")) == scenario_of(first)
