"""GeoJSON, KML, KMZ and Cursor on Target: positions, ways with times, the date line."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree as xml

import pytest
from tests.unit.interop.exchange.small_orbat import ABSENT, SAMPLES

from renkei.interop.exchange.courses import Happening, Passage, Replicated, Sent, detachments
from renkei.interop.exchange.cursor_on_target import cursor_on_target
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position, Side
from renkei.interop.exchange.geojson import geojson
from renkei.interop.exchange.kml import kml, kmz
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.orbat_mapper.writing import document_of
from renkei.interop.exchange.ways import cut, way
from renkei.scenario.model.forces import Medium

PEARL, YOKOSUKA = Position(-157.95, 21.35), Position(139.67, 35.29)
START = datetime(2030, 1, 1, tzinfo=UTC)
KML = "{http://www.opengis.net/kml/2.2}"
GX = "{http://www.google.com/kml/ext/2.2}"


def formation(id_: str, symbol: str | None, position: Position | None) -> Formation:
    return Formation(id_, id_.title(), "AAA", None, False, symbol, position, 20.0, None, (), (), ())


FORCES = OrderOfBattle(
    *("Test & <try>", "", date(2030, 1, 1), True, date(2030, 2, 1), "UTC"),
    (Side("AAA", "A-land"),),
    (
        formation("ships", "10033000001202000000", PEARL),
        formation("guns", "SFGPUCF---*****", YOKOSUKA),
        formation("nowhere", None, None),
    ),
)


def sent(after_h: float, lasts_h: float = 10) -> Sent:
    begins = START + timedelta(hours=after_h)
    ends = begins + timedelta(hours=lasts_h)
    points = way(PEARL, YOKOSUKA, Medium.AIR)
    out = Passage(points, begins, begins + timedelta(hours=4), "out", is_return=False)
    back = Passage(points[::-1], ends - timedelta(hours=4), ends, "back", is_return=True)
    return Sent("ships", PEARL, out, back, ends + timedelta(hours=1))


MOVING = Replicated(
    detachments([sent(0), sent(5), sent(11)], "detachment {number}"),
    (Happening(START, "Fire", "harbour", YOKOSUKA),),
    "one course",
)


def test_a_line_is_cut_where_it_crosses_the_date_line() -> None:
    east, west = cut([Position(170, 10), Position(-170, 20)])
    assert east == [(170, 10), (180, 15)]
    assert west == [(-180, 15), (-170, 20)]


@pytest.mark.parametrize(
    ("points", "parts"),
    [
        ([(170, 0), (180, 5), (-170, 10)], [[(170, 0), (180, 5)], [(-180, 5), (-170, 10)]]),
        ([(-170, 0), (170, 10)], [[(-170, 0), (-180, 5)], [(180, 5), (170, 10)]]),
        ([(10, 0), (20, 5)], [[(10, 0), (20, 5)]]),
        ([(10, 0), (10, 0)], [[(10, 0), (10, 0)]]),
    ],
)
def test_cuts(points, parts) -> None:
    assert cut([Position(*point) for point in points]) == parts


def test_a_way_over_the_pacific_is_the_geodesic_in_two_parts() -> None:
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    points = way(PEARL, YOKOSUKA, Medium.AIR)
    assert (points[0], points[-1]) == (PEARL, YOKOSUKA)
    line = sum(abs(geod.inv(*a, *b)[2]) for a, b in pairwise(points))
    assert line == pytest.approx(geod.inv(*PEARL, *YOKOSUKA)[2], rel=1e-6)
    parts = cut(points)
    assert [part[0].longitude for part in parts[1:]] == [180.0]
    assert parts[0][-1].longitude == -180.0
    for part in parts:
        steps = pairwise(part)
        assert all(abs(b.longitude - a.longitude) < 180 for a, b in steps)


def test_a_way_by_sea_is_as_long_as_the_simulated_distance() -> None:
    from renkei.doctrine.distance import distance_nmi, geodesic_nmi
    from renkei.scenario.model.organisation import Place

    ends = [Place(name=n, latitude=p.latitude, longitude=p.longitude, zone="UTC")
            for n, p in (("a", PEARL), ("b", YOKOSUKA))]  # fmt: skip
    points = way(PEARL, YOKOSUKA, Medium.SEA)
    length = sum(geodesic_nmi(*a, *b) for a, b in pairwise(points))
    # The network's own length leaves out the ways from the harbours to the lanes.
    assert length == pytest.approx(distance_nmi(*ends, Medium.SEA), rel=0.03)
    assert all(-180 <= point.longitude <= 180 for point in points)


def test_whoever_is_home_is_sent_again() -> None:
    first, second = MOVING.courses
    assert [leg.departed for leg in first.legs if not leg.is_return] == [
        START, START + timedelta(hours=11)]  # fmt: skip
    assert len(second.legs) == 2
    assert (first.name, second.name) == ("detachment 1", "detachment 2")


def test_geojson() -> None:
    data = json.loads(geojson(FORCES, MOVING))
    features = data["features"]
    assert [f["geometry"]["coordinates"] for f in features[:2]] == [[*PEARL], [*YOKOSUKA]]
    ways = [f for f in features if f["properties"]["kind"] in ("transit", "return")]
    assert len(ways) == 6
    assert {f["geometry"]["type"] for f in ways} == {"MultiLineString"}
    assert ways[0]["properties"]["departed"] == "2030-01-01T00:00:00+00:00"
    assert [f["properties"]["name"] for f in features if f["properties"]["kind"] == "event"] == [
        "Fire"]  # fmt: skip


def test_kml_has_the_moment_of_each_point() -> None:
    root = xml.fromstring(kml(FORCES, MOVING))
    assert root.findtext(f"{KML}Document/{KML}name") == "Test & <try>"
    tracks = root.findall(f".//{GX}Track")
    assert len(tracks) == 6
    whens = [one.text for one in tracks[0].findall(f"{KML}when")]
    assert len(whens) == len(tracks[0].findall(f"{GX}coord")) > 30
    assert (whens[0], whens[-1]) == ("2030-01-01T00:00:00+00:00", "2030-01-01T04:00:00+00:00")
    middle = datetime.fromisoformat(whens[len(whens) // 2])
    assert abs(middle - START - timedelta(hours=2)) < timedelta(minutes=10)  # at an even speed
    archive = zipfile.ZipFile(io.BytesIO(kmz(FORCES, MOVING)))
    assert archive.read("doc.kml") == kml(FORCES, MOVING)
    assert kmz(FORCES, MOVING) == kmz(FORCES, MOVING)


def test_cursor_on_target_says_that_it_is_an_exercise() -> None:
    losses = Losses("")
    files = cursor_on_target(FORCES, losses, MOVING)
    events = {name: xml.fromstring(content) for name, content in files.items()}
    assert {event.get("opex") for event in events.values()} == {"s-renkei"}
    callsigns = [event.find("detail/contact").get("callsign") for event in events.values()]
    assert all(callsign.startswith("EXER ") for callsign in callsigns)
    assert events["ships.cot"].get("type") == "a-f-S-C-L"
    assert events["guns.cot"].get("type") == "a-f-G-U-C-F"
    assert events["guns.cot"].find("point").get("lat") == "35.2900000"
    assert len(files) == 2 + 12
    assert [one.where for one in losses if one.fate == "lost"] == ["nowhere"]
    assert all(e.get("stale") > e.get("start") for e in events.values())
    assert not any(content.startswith(b"<?xml") for content in files.values())


def test_cursor_on_target_is_valid() -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = SAMPLES / "cot/xsd/CoT_Base-Event_Schema.xsd"
    if not schema.exists():
        pytest.skip(ABSENT)
    valid = etree.XMLSchema(etree.parse(str(schema)))
    for content in cursor_on_target(FORCES, Losses(""), MOVING).values():
        valid.assertValid(etree.fromstring(content))


def test_a_replication_moves_in_orbat_mapper() -> None:
    document = document_of(FORCES, Losses(""), MOVING)
    (side,) = document["sides"]
    ships = side["subUnits"][0]
    first, second = ships["subUnits"]
    assert first["location"] == [*PEARL]
    assert [state["t"][:16] for state in first["state"]] == [
        *("2030-01-01T00:00", "2030-01-01T04:00", "2030-01-01T06:00", "2030-01-01T10:00"),
        *("2030-01-01T11:00", "2030-01-01T15:00", "2030-01-01T17:00", "2030-01-01T21:00"),
    ]
    assert [state["status"] for state in second["state"]] == [
        "Under way", "On station", "Returning", "At base"]  # fmt: skip
    assert second["state"][1]["location"] == [*YOKOSUKA]
    assert len(second["state"][1]["via"]) > 30
    assert {status["name"] for status in document["settings"]["statuses"]} == {
        "Under way", "On station", "Returning", "At base"}  # fmt: skip
    assert document["events"][0]["title"] == "Fire"
