"""MSDL in and out: what real files write, four kinds of positions, the schema, the way back."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from tests.unit.interop.exchange.small_orbat import ABSENT, SAMPLES

from renkei.interop.exchange.forces import Relation
from renkei.interop.exchange.identifiers import slug
from renkei.interop.exchange.losses import Fate
from renkei.interop.exchange.msdl.coordinates import position_in
from renkei.interop.exchange.scenario_text import whole
from renkei.interop.exchange.xml_reading import read_xml
from renkei.scenario import load_scenario, parse_scenario
from renkei.study.exchanging import ImportedForces, export, returned, taken
from renkei.study.library import LIBRARY
from renkei.study.msdl_files import KEPT

FILES = sorted((SAMPLES / "msdl").glob("*.xml"))
NS = "urn:sisostds:scenario:military:data:draft:msdl:1"


def handle(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def unit(number: int, name: str, relations: str, more: str = "") -> str:
    return (
        f"<Unit><ObjectHandle>{handle(number)}</ObjectHandle><Name>{name}</Name>{more}"
        f"<Relations>{relations}</Relations></Unit>"
    )


def under(number: int, kind: str = "OPCON") -> str:
    return (
        "<ForceRelation><ForceRelationChoice>UNIT</ForceRelationChoice><ForceRelationData>"
        f"<CommandRelation><CommandingSuperiorHandle>{handle(number)}</CommandingSuperiorHandle>"
        f"<CommandRelationshipType>{kind}</CommandRelationshipType></CommandRelation>"
        "</ForceRelationData></ForceRelation>"
    )


def of_side(number: int) -> str:
    return (
        "<ForceRelation><ForceRelationChoice>FORCE_SIDE</ForceRelationChoice><ForceRelationData>"
        f"<ForceSideHandle>{handle(number)}</ForceSideHandle></ForceRelationData></ForceRelation>"
    )


def organic(number: int) -> str:
    return (
        "<OrganicRelation><OrganicRelationData><OrganicSuperiorHandle>"
        f"{handle(number)}</OrganicSuperiorHandle></OrganicRelationData></OrganicRelation>"
    )


def at(body: str) -> str:
    return (
        f"<Disposition><Location><CoordinateData>{body}</CoordinateData></Location></Disposition>"
    )


def document(units: str, more: str = "", time: str = "2031-02-03T04:05:06:Z") -> bytes:
    return (
        f'<MilitaryScenario xmlns="{NS}"><ScenarioID><name>Test</name></ScenarioID><Environment>'
        f"<ScenarioTime>{time}</ScenarioTime></Environment><ForceSides>"
        f"<ForceSide><ObjectHandle>{handle(1)}</ObjectHandle><ForceSideName>Blue</ForceSideName>"
        f"<AllegianceHandle>{handle(1)}</AllegianceHandle></ForceSide></ForceSides>"
        f"<Organizations><Units>{units}</Units></Organizations>{more}</MilitaryScenario>"
    ).encode()


GDC = at("<GDC><Latitude>35.5</Latitude><Longitude>139.25</Longitude></GDC>")
SMALL = document(
    unit(10, "Command", of_side(1), GDC)
    + unit(11, "Base", under(10, "ATTACHED"))
    + unit(
        12,
        "Wing",
        under(10, "TACON") + "<SupportRelations><SupportRelation><SupportedUnitHandle>"
        f"{handle(11)}</SupportedUnitHandle><SupportType>DS</SupportType></SupportRelation>"
        "</SupportRelations>" + organic(11),
        "<SymbolIdentifier>S-APMFF---*****</SymbolIdentifier><Holdings><Holding><NSN_Code>1</NSN_Code>"
        "<NSN_Name>F-1</NSN_Name><IsEquipment>true</IsEquipment><OnHandQuantity>9</OnHandQuantity>"
        "<RequiredOnHandQuantity>12</RequiredOnHandQuantity></Holding><Holding><NSN_Code>2</NSN_Code>"
        "<NSN_Name>Fuel</NSN_Name><OnHandQuantity>500</OnHandQuantity></Holding></Holdings>",
    ),
    "<Overlays><Overlay><OverlayName>Plan</OverlayName></Overlay></Overlays>",
)


def texts(made: ImportedForces) -> dict[str, str]:
    return {n: c.decode() for n, c in made.files.items() if n.endswith(".yaml")}


def plain(made: ImportedForces) -> dict[str, bytes]:
    return {name: content for name, content in made.files.items() if name != KEPT}


def test_relations_holdings_and_time() -> None:
    made = taken(SMALL, "small.xml")
    command, base, wing = made.forces.formations
    assert made.forces.start.isoformat() == "2031-02-03"
    assert [side.name for side in made.forces.sides] == ["Blue"]
    assert (command.side, wing.side) == ("BLU", "BLU")
    assert command.position == (139.25, 35.5)
    assert (base.superior, base.relation) == (command.id, "OPCON")
    assert (wing.superior, wing.relation) == (command.id, "TACON")
    assert wing.relations == (Relation("ADCON", base.id), Relation("SUPPORT", base.id))
    assert [(h.name, h.count, h.on_hand) for h in wing.equipment] == [("F-1", 12, 9)]
    assert [(h.name, h.count, h.on_hand) for h in wing.supplies] == [("Fuel", 500, 500)]
    fates = {str(one.what): one.fate for one in made.losses}
    assert fates["`ATTACHED`"] is Fate.APPROXIMATED
    assert fates["`Overlay`"] is Fate.KEPT
    assert all(one.line for one in made.losses if one.fate is Fate.KEPT)


def test_what_is_not_whole_is_found_and_nothing_hangs() -> None:
    made = taken(
        document(
            "<Unit/>"
            + "<Unit><Relations/></Unit>"
            + unit(20, "Lost", under(99))
            + unit(21, "Ring", under(22))
            + unit(22, "Ring too", under(21))
            + unit(22, "Again", of_side(1), at("<GDC><Latitude>95</Latitude></GDC>"))
            + unit(23, "", of_side(7)),
            time="yesterday",
        ),
        "odd.xml",
    )
    names = [one.name for one in made.forces.formations]
    assert names == ["Lost", "Ring", "Ring too", "Again", "unit"]
    above = [one.superior for one in made.forces.formations]
    assert sum(one is not None for one in above) == 1  # of the ring one link is left
    lost = [one for one in made.losses if one.fate is Fate.LOST]
    assert len(lost) == 2
    assert not made.forces.start_is_known
    parse_scenario(whole(texts(made)), "made")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A grid reference of Honolulu, 4QFJ 12345 67890: UTM 4 N 612345 2367890.
        ("<MGRS><MGRSGridZone>4Q</MGRSGridZone><MGRSGridSquare>FJ</MGRSGridSquare><MGRSPrecision>5"
         "</MGRSPrecision><MGRSEasting>12345</MGRSEasting><MGRSNorthing>67890</MGRSNorthing></MGRS>",
         "<UTM><UTMGridZone>04Q</UTMGridZone><UTMEasting>612345</UTMEasting><UTMNorthing>2367890"
         "</UTMNorthing></UTM>"),
        # The equator on the prime meridian, by its distance from the centre of the earth.
        ("<GCC><X>6378137</X><Y>0</Y><Z>0</Z></GCC>",
         "<GDC><Latitude>0</Latitude><Longigude>0</Longigude></GDC>"),
        # The central meridian of zone 54 has an easting of 500 km; the south counts from 10,000.
        ("<UTM><UTMGridZone>54H</UTMGridZone><UTMEasting>500000</UTMEasting><UTMNorthing>10000000"
         "</UTMNorthing></UTM>", "<GDC><Latitude>0</Latitude><Longitude>141</Longitude></GDC>"),
    ],
)  # fmt: skip
def test_positions_of_each_kind(body: str, expected: str) -> None:
    found, other = (
        position_in(read_xml(f"<Location>{one}</Location>".encode(), "x", "IMP-018"))
        for one in (body, expected)
    )
    assert found == pytest.approx(other, abs=1e-8)
    assert found is not None


def test_the_way_back_is_the_same_but_for_what_has_changed() -> None:
    first = taken(SMALL, "small.xml")
    scenario = whole(texts(first))
    back = returned(first, parse_scenario(scenario, "s"))
    assert plain(taken(back, "small.xml")) == plain(first)
    assert b"<OverlayName>Plan" in back
    changed = scenario.replace("name: Wing", "name: Wing 2").replace(
        "tacon: command", "opcon: base"
    )
    assert changed.count("opcon: base") == 1
    again = returned(taken(SMALL, "small.xml"), parse_scenario(changed, "s"))
    _, _, wing = taken(again, "small.xml").forces.formations
    assert (wing.name, wing.superior, wing.relation) == ("Wing 2", "base", "OPCON")
    assert (wing.symbol, wing.position) == ("S-APMFF---*****", None)
    assert again.count(b"<Unit>") == back.count(b"<Unit>") == 3


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory):
    """The 2018 text, its two faults mended, with codes of JC3IEDM that take any text."""
    etree = pytest.importorskip("lxml.etree")
    source = SAMPLES / "msdl/xsd/siso-2018"
    if not source.exists():
        pytest.skip(ABSENT)
    folder = tmp_path_factory.mktemp("xsd")
    files = {p.relative_to(source).as_posix(): p.read_text("utf-8") for p in source.rglob("*.xsd")}
    used = set(re.findall(r'(?:type|base)="jc3iedm:(\w+)"', " ".join(files.values())))
    weather = files["extern/JC3IEDMMeteorological.xsd"]
    used -= set(re.findall(r'<(?:complexType|simpleType) name="(\w+)"', weather))
    space = re.search(r'targetNamespace="([^"]+)"', weather)
    stubs = "".join(f'<simpleType name="{name}"><restriction base="string"/></simpleType>'
                    for name in sorted(used))  # fmt: skip
    files["extern/JC3IEDM-3.1-Codes-20061208.xsd"] = (
        f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{space[1]}">{stubs}'
        "</schema>"
    )
    types, simple = "MsdlComplexTypes_1.0.0.xsd", "MsdlSimpleTypes_1.0.0.xsd"
    files[types] = files[types].replace('Default="unqualified"', 'Default="qualified"', 1)
    files[simple] = files[simple].replace('[0-9]{2}:[Z]{1}"', '[0-9]{2}[Z]{1}"')
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return etree.XMLSchema(etree.parse(str(folder / "MilitaryScenario_1.0.0.xsd")))


def described(made: ImportedForces) -> list[str]:
    """Return what each formation is, by names: neither order nor identifiers count.

    A type of platforms is an identifier in a scenario.
    """
    names = {one.id: one.name for one in made.forces.formations}
    return sorted(
        repr((one.name, one.side, names.get(one.superior), one.relation, one.position, one.symbol,
              sorted((slug(h.name, ""), h.count, h.on_hand) for h in
                     (*one.equipment, *one.supplies)),
              sorted((r.type, names[r.superior]) for r in one.relations)))
        for one in made.forces.formations
    )  # fmt: skip


@pytest.mark.parametrize("name", ["skerries.yaml", "template.yaml"])
def test_exports_validate_and_come_back(schema, name: str) -> None:
    from lxml import etree

    document = load_scenario(LIBRARY / name)
    content = export(document, Path("nowhere"), "msdl").files[""]
    schema.assertValid(etree.fromstring(content))
    first = taken(content, "file.xml")
    scenario = document.design(document.baseline).phases[0].scenario
    assert len(first.forces.formations) == len(scenario.headquarters) + len(scenario.units)
    made = parse_scenario(whole(texts(first)), "made")
    again = export(made, Path("nowhere"), "msdl").files[""]
    schema.assertValid(etree.fromstring(again))
    assert described(taken(again, "file.xml")) == described(first)


@pytest.mark.parametrize(
    "path", FILES or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))],
    ids=lambda path: path.stem if path else "",
)  # fmt: skip
def test_real_files_against_a_count_of_their_own(path: Path) -> None:
    root = xml.parse(path).getroot()
    for one in root.iter():
        one.tag = one.tag.rpartition("}")[2]
    units = root.findall("Organizations/Units/Unit")
    handles = {one.findtext("ObjectHandle").strip(): one.findtext("Name") for one in units}
    above = {}
    for one in units:
        found = next(one.iter("CommandingSuperiorHandle"), None)
        above[one.findtext("ObjectHandle").strip()] = (
            None if found is None else handles.get(found.text.strip())
        )
    first = taken(path.read_bytes(), str(path))
    names = {one.id: one.name for one in first.forces.formations}
    read = [(one.name, names.get(one.superior)) for one in first.forces.formations]
    assert read == [(handles[key], name) for key, name in above.items()]
    located = sum(next(one.iter("Latitude"), None) is not None for one in units)
    assert sum(one.position is not None for one in first.forces.formations) == located
    sides = [one.findtext("ForceSideName") for one in root.findall("ForceSides/ForceSide")]
    assert [one.name for one in first.forces.sides if one.where] == sides
    written = returned(first, parse_scenario(whole(texts(first)), "made"))
    assert plain(taken(written, str(path))) == plain(first)
