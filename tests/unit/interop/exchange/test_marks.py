"""GeoJSON, KML, KMZ and Cursor on Target in: positions, sides, superiors, the date line, traps."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from tests.unit.interop.exchange.small_orbat import ABSENT, SAMPLES

from renkei._base.errors import InputError
from renkei.interop.exchange.forces import Position
from renkei.interop.exchange.losses import Fate
from renkei.interop.exchange.scenario_text import whole
from renkei.scenario import load_scenario, parse_scenario
from renkei.study.exchanging import ImportedForces, export, store, take, taken, together

KML = "http://www.opengis.net/kml/2.2"


def feature(at: list[float], **properties: object) -> dict:
    shape = {"type": "Point", "coordinates": at}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def geo(*features: dict, **more: object) -> ImportedForces:
    data = {"type": "FeatureCollection", "features": list(features), **more}
    return taken(json.dumps(data).encode(), "map.geojson")


def kml(body: str) -> ImportedForces:
    return taken(f'<kml xmlns="{KML}"><Document>{body}</Document></kml>'.encode(), "map.kml")


def cot(kind: str = "a-f-G-U-C", uid: str = "u1", more: str = "", **point: str) -> bytes:
    at = {"lat": "35.5", "lon": "139.25"} | point
    return (
        f'<event version="2.0" uid="{uid}" type="{kind}" time="2026-01-02T03:04:05Z" '
        f'start="2026-01-02T03:04:05Z" stale="2026-01-03T00:00:00Z" how="m-g">'
        f'<point lat="{at["lat"]}" lon="{at["lon"]}" hae="0" ce="1" le="1"/>'
        f'<detail><contact callsign="EXER Anvil"/>{more}</detail></event>'
    ).encode()


def tables(made: ImportedForces) -> dict[str, str]:
    return {n: c.decode() for n, c in made.files.items() if n.endswith(".yaml")}


def lost(made: ImportedForces) -> list[str]:
    return [str(one.what) for one in made.losses if one.fate is Fate.LOST]


def kept(made: ImportedForces) -> list[str]:
    return [str(one.what) for one in made.losses if one.fate is Fate.KEPT]


def test_points_become_units_with_what_their_properties_say() -> None:
    made = geo(
        feature([139, 35], Name="Fleet", Nation="Japan", SIDC="SFSPCLFF--*****", UID="x"),
        feature([140, 36], callsign="Wing", country="Japan", parent="x", colour="red"),
        name="Map",
    )
    fleet, wing = made.forces.formations
    assert (fleet.name, fleet.position, fleet.symbol) == ("Fleet", (139, 35), "SFSPCLFF--*****")
    assert (wing.name, wing.superior, wing.side) == ("Wing", fleet.id, fleet.side)
    assert fleet.commands
    assert [one.name for one in made.forces.sides] == ["Japan"]
    assert made.forces.name == "Map"
    assert kept(made) == ["`colour`"]


def test_the_date_line_and_what_is_no_position() -> None:
    made = geo(
        feature([190, 21], name="beyond"),
        feature([-181, 5], name="west"),
        feature([35.5, 139.2], name="latitude first"),
        feature([180, 0], name="on it"),
        feature([10**400, 0], name="far"),
    )
    at = {one.name: one.position for one in made.forces.formations}
    assert at == {"beyond": (-170, 21), "west": (179, 5), "on it": (180, 0)}
    assert len(kept(made)) == 2
    assert sum(one.fate is Fate.APPROXIMATED for one in made.losses) == 2


def test_coordinates_of_another_system_are_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(InputError, match="EPSG::3857"):
        geo(feature([15_500_000, 4_200_000], name="metres"), crs=crs)
    fine = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(geo(feature([1, 2], name="degrees"), crs=fine).forces.formations) == 1


def test_the_earliest_mark_of_a_unit_is_where_it_stands() -> None:
    made = geo(
        feature([2, 2], id="a", name="A", time="2026-05-02T00:00:00+09:00"),
        feature([1, 1], id="a", name="A", time="2026-05-01T09:00:00Z"),
        feature([3, 3], id="a", name="A"),
    )
    (one,) = made.forces.formations
    assert one.position == Position(1, 1)
    assert made.forces.start.isoformat() == "2026-05-01"
    assert kept(made) == ["position at a later time"] * 2


def test_superiors_without_rings() -> None:
    made = geo(
        feature([1, 1], id="a", superior="b"),
        feature([1, 1], id="b", superior="c"),
        feature([1, 1], id="c", superior="a"),
        feature([1, 1], id="d", superior="nobody"),
    )
    above = {one.id: one.superior for one in made.forces.formations}
    assert above == {"a": "b", "b": "c", "c": None, "d": None}
    assert lost(made) == []
    assert kept(made) == ["superior `a`", "superior `nobody`"]


def test_folders_are_sides_and_tracks_begin_somewhere() -> None:
    made = kml(
        "<name>Map</name><Style/><Folder><name>Blue</name><Folder><name>Wings</name><Placemark>"
        "<name>Wing</name><TimeStamp><when>2026-03-04T00:00:00Z</when></TimeStamp>"
        "<Point><coordinates> 170.5,10.25,300 </coordinates></Point></Placemark></Folder>"
        '<Placemark id="p"><name>Ship</name><gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2">'
        "<when>2026-03-05T00:00:00Z</when><when>2026-03-04T12:00:00Z</when>"
        "<gx:coord>1 2 0</gx:coord><gx:coord>3 4 0</gx:coord></gx:Track></Placemark></Folder>"
        "<Placemark><name>Line</name><LineString><coordinates>1,1 2,2</coordinates></LineString>"
        "</Placemark><NetworkLink><Link><href>http://127.0.0.1/x</href></Link></NetworkLink>"
    )
    wing, ship = made.forces.formations
    assert (wing.name, wing.position) == ("Wing", (170.5, 10.25))
    assert (ship.name, ship.position) == ("Ship", (3, 4))
    assert [one.name for one in made.forces.sides] == ["Blue"]
    assert lost(made) == []
    assert sorted(kept(made)) == sorted(
        ["`Style`", "folder in a folder", "height", "position at a later time", "`LineString`",
         "`NetworkLink`"]
    )  # fmt: skip


def test_a_type_is_a_symbol_of_letters() -> None:
    trees = [
        (cot(), "a.cot"),
        (cot("a-h-A-M-F-Q-r", "u2"), "b.cot"),
        (cot("b-m-p-s-m", "u3"), "c.cot"),
        (cot("a-u-G", "u4", lat="95"), "d.cot"),
        (cot("a-n-S", "renkei.ship-1", "<remarks>seen</remarks>"), "e.cot"),
    ]
    made = together(trees)
    symbols = [one.symbol for one in made.forces.formations]
    assert symbols == ["SFGPUC---------", "SHAPMFQ--------", "SNSP-----------"]
    assert [one.name for one in made.forces.formations] == ["Anvil"] * 3
    assert made.forces.formations[2].id == "ship-1"
    assert [one.name for one in made.forces.sides] == ["Friendly", "Hostile", "Neutral"]
    assert made.forces.start.isoformat() == "2026-01-02"
    assert lost(made) == ["event of type `b-m-p-s-m`", "`95, 139.25`", "remarks"]


def test_several_files_are_taken_of_events_alone() -> None:
    with pytest.raises(InputError, match="one file of an order of battle"):
        together([(cot(), "a.cot"), (b'{"type": "Feature"}', "b.geojson")])


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def test_archives_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("doc.kml", "a/other.KML"):
        assert taken(packed(name, b"<kml/>"), "x.kmz").forces.formations == ()
    monkeypatch.setattr("renkei.interop.exchange.kml_reading.MAX_BYTES", 2**20)
    bomb = packed("doc.kml", b" " * (2**20 + 1))
    assert len(bomb) < 10_000
    with pytest.raises(InputError, match="more than 1 MB"):
        taken(bomb, "bomb.kmz")
    with pytest.raises(InputError, match="cannot be unpacked"):
        taken(bomb.replace(b"doc.kml", b"doc.kmm", 1), "damaged.kmz")


@pytest.mark.parametrize(
    "content", [b'{"type": "Feature"}',
                b'{"type": "Point", "coordinates": "here"}', b"<kml/>", cot("a-f-G", lat="x"),
                b'{"type": "FeatureCollection", "features": [1, null, {"geometry": 1}]}']
)  # fmt: skip
def test_what_holds_no_unit_is_a_scenario_without_units(content: bytes) -> None:
    made = taken(content, "file")
    assert made.forces.formations == ()
    parse_scenario(whole(tables(made)), "made")


SCENARIO = """
renkei: 1
name: Two nations
time: {start: 2030-01-01, horizon: 30 d, warm_up: 0 d, drain: 10 d, zone: Asia/Tokyo}
nations: {AAA: {name: A-land, language: en}, BBB: {name: B-land, language: en}}
doctrine: {handling: 1 h, ordering: 1 h, command_net: 1 h, adjudication: 1 h,
           request_for_forces: 1 h}
places:
  east: {name: East, latitude: 35.5, longitude: 179.9, zone: UTC}
  west: {name: West, latitude: -5, longitude: -179.5, zone: UTC}
headquarters:
  joint: {name: "Joint <& 連携>", nation: AAA, place: east, cells: {operations: {teams: 1}}}
units:
  ships: {name: Ships, nation: AAA, base: west, opcon: joint, capabilities: [sail], platforms: 3,
          medium: sea, speed: 18 kt, notice: 2 h, sidc: SFSPCLFF--*****}
  guns: {name: Guns, nation: BBB, base: east, opcon: joint, capabilities: [fire], platforms: 3,
         medium: land, speed: 18 kt, notice: 2 h}
"""


@pytest.mark.parametrize("to", ["geojson", "kml", "cot"])
def test_who_stands_nowhere_is_named(to: str) -> None:
    made = taken(
        b"<MilitaryScenario><Organizations><Units><Unit><Name>Ship</Name></Unit></Units>"
        b"</Organizations></MilitaryScenario>",
        "file.xml",
    )
    document = parse_scenario(whole(tables(made)), "made")
    written = export(document, Path("nowhere"), to)
    found = {one.where for one in written.losses if "no position" in str(one.why)}
    assert "ship" in found


@pytest.mark.parametrize("to", ["geojson", "kml", "kmz"])
def test_in_out_and_in_again_is_the_same(to: str) -> None:
    once = _written(parse_scenario(SCENARIO, "s.yaml"), to)
    first = taken(once, f"map.{to}")
    at = {
        one.id: (one.name, one.side, one.superior, one.position) for one in first.forces.formations
    }
    assert at == {
        "joint": ("Joint <& 連携>", "AAA", None, (179.9, 35.5)),
        "ships": ("Ships", "AAA", "joint", (-179.5, -5.0)),
        "guns": ("Guns", "BBB", "joint", (179.9, 35.5)),
    }
    made = parse_scenario(whole(tables(first)), "made")
    assert tables(taken(_written(made, to), f"map.{to}")) == tables(first)


def _written(document: object, to: str) -> bytes:
    return export(document, Path("nowhere"), to).files[""]  # type: ignore[arg-type]


@pytest.mark.skipif(not SAMPLES.exists(), reason=ABSENT)
def test_real_events_against_a_count_of_their_own() -> None:
    files = sorted([*(SAMPLES / "cot").glob("*.xml"), *(SAMPLES / "cot").glob("*.cot")])
    counted = 0
    for path in files:
        root = xml.parse(path).getroot()
        at = root.find("point")
        units = root.get("type").startswith("a-")
        counted += units
        made = taken(path.read_bytes(), str(path))
        assert len(made.forces.formations) == units, path
        for one in made.forces.formations:
            assert one.position == (float(at.get("lon")), float(at.get("lat")))
            letters = re.sub("[^A-Z]", "", root.get("type")[4:])
            assert (one.symbol[2] + one.symbol[4:10].rstrip("-")) == letters
    made = together([(path.read_bytes(), str(path)) for path in files])
    assert len(made.forces.formations) == counted == 4


def test_a_collection_comes_back_with_what_has_changed_since(tmp_path: Path) -> None:
    """Foreign properties, shapes, later positions and heights are as they were; one unit moved."""
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    collection = {
        "type": "FeatureCollection",
        "generator": "a program",
        "features": [
            feature([139, 35, 12], Name="Fleet", Nation="Japan", UID="x", colour="red"),
            {"type": "Feature", "geometry": line, "properties": {"stroke": "#f00"}},
            feature([140, 36], callsign="Wing", country="Japan", parent="x", time="2026-01-01"),
            feature([141, 37], callsign="Gone", uid="gone", country="Japan"),
            feature([142, 37], callsign="Gone", uid="gone", country="Japan", time="2026-02-02"),
            feature([143, 38], callsign="Staff", country="Japan"),
            feature([144, 38], callsign="Boat", uid="boat", country="Japan", parent="Staff"),
        ],
    }
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps(collection), encoding="utf-8")
    made = take(file)
    assert lost(made) == []
    assert sorted(kept(made)) == [
        "`LineString`",
        "`colour`",
        "height",
        "position at a later time",
    ]
    folder = tmp_path / "mine"
    store(made, folder)
    back = json.loads(export(load_scenario(folder), folder, "geojson").files[""])
    assert back == collection

    places, units = folder / "places.yaml", folder / "units.yaml"
    places.write_text(
        places.read_text("utf-8").replace("longitude: 140", "longitude: 150"), "utf-8"
    )
    text = units.read_text("utf-8").replace("name: Wing", "name: Air Wing")
    units.write_text(re.sub(r"^gone:\n(?:(?: .*)?\n)+", "", text, flags=re.MULTILINE), "utf-8")
    staffs = folder / "headquarters.yaml"
    staffs.write_text(staffs.read_text("utf-8").replace("name: Staff", "name: High Staff"), "utf-8")
    written = export(load_scenario(folder), folder, "geojson")
    changed = json.loads(written.files[""])
    wing = collection["features"][2]
    wing["geometry"]["coordinates"] = [150, 36]
    wing["properties"] |= {"callsign": "Air Wing", "id": "wing"}
    # Whose identifier came of its name keeps it, so that others still find their superior.
    staff, boat = collection["features"][5:7]
    staff["properties"] |= {"callsign": "High Staff", "id": "staff"}
    boat["properties"]["parent"] = "staff"
    assert changed["features"] == [*collection["features"][:3], staff, boat]
    assert any(one.where == "gone" for one in written.losses)
