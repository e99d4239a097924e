"""KML 2.2 and KMZ: positions of an order of battle, or the courses of a replication with times.

Takes plain data; gives a file. A way is a track (``gx:Track``) with the moment of each point, and a
line cut at the date line; events have their moment. Symbols are not drawn: KML has none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from xml.etree import ElementTree as xml

from renkei.doctrine.distance import geodesic_nmi
from renkei.interop.exchange.courses import Passage, Replicated
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.ways import cut
from renkei.interop.exchange.xml_text import legal

_KML, _GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"
_EARLIEST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def kml(forces: OrderOfBattle, replicated: Replicated | None = None) -> bytes:
    """Return the file: a folder of each side, and what moved and happened, if given."""
    xml.register_namespace("", _KML)
    xml.register_namespace("gx", _GX)
    root = xml.Element(f"{{{_KML}}}kml")
    document = _add(root, "Document")
    _add(document, "name", forces.name)
    _add(document, "description", "" if replicated is None else replicated.note)
    for side in forces.sides:
        folder = _folder(document, side.name)
        for one in forces.formations:
            if one.side == side.code and one.position is not None:
                _stands(folder, one, one.position)
    if replicated is not None:
        _moving(document, replicated)
    xml.indent(root)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def kmz(forces: OrderOfBattle, replicated: Replicated | None = None) -> bytes:
    """Return the file, packed."""
    return zipped(kml(forces, replicated))


def zipped(content: bytes) -> bytes:
    """Return a KMZ of one KML; the same bytes for the same content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", _EARLIEST_OF_ZIP), content,
                         compress_type=zipfile.ZIP_DEFLATED)  # fmt: skip
    return packed.getvalue()


def placemark_of(one: Formation, position: Position, prefix: str) -> bytes:
    """Return the placemark of a formation, to be put into a file that has names with a prefix."""
    above = xml.Element("Folder")
    mark = _stands(above, one, position)
    for element in mark.iter():
        element.tag = prefix + element.tag.rpartition("}")[2]
    return xml.tostring(mark, encoding="unicode").encode("utf-8", "replace")


def summary_of(one: Formation) -> str:
    """Return the description of a formation's placemark."""
    return f"{one.id}; {one.symbol or ''}"


def _stands(above: xml.Element, one: Formation, position: Position) -> xml.Element:
    mark = _placemark(above, one.name, summary_of(one))
    _data(mark, _said(one))
    _point(mark, position)
    return mark


def _moving(document: xml.Element, replicated: Replicated) -> None:
    for course in replicated.courses:
        folder = _folder(document, f"{course.unit}: {course.name}")
        for leg in course.legs:
            if leg.departed is None or leg.points[0] == leg.points[-1]:
                continue
            mark = _placemark(folder, leg.title, "")
            _span(mark, leg.departed, leg.arrived)
            kind = {"kind": "return" if leg.is_return else "transit"}
            _data(mark, kind)
            lines = _add(mark, "MultiGeometry")
            for part in cut(leg.points):
                line = _add(lines, "LineString")
                _add(line, "tessellate", "1")
                _add(line, "coordinates", _coordinates(part))
            if leg.arrived is not None:
                mark = _placemark(folder, f"{course.unit}: {course.name}", leg.title)
                _data(mark, kind)
                _track(mark, leg)
    folder = _folder(document, "Events")
    for one in replicated.happenings:
        mark = _placemark(folder, one.title, one.subtitle)
        _add(_add(mark, "TimeStamp"), "when", one.moment.isoformat())
        _data(mark, {"kind": "event"})
        _point(mark, one.position)


def _track(mark: xml.Element, leg: Passage) -> None:
    """Add the moment of each point, at an even speed over the way."""
    assert leg.departed is not None
    assert leg.arrived is not None
    track = xml.SubElement(mark, f"{{{_GX}}}Track")
    way = [0.0]
    for before, after in pairwise(leg.points):
        way.append(way[-1] + geodesic_nmi(*before, *after))
    lasts = leg.arrived - leg.departed
    shares = [so_far / way[-1] if way[-1] else 0.0 for so_far in way]
    for share in shares:
        _add(track, "when", (leg.departed + share * lasts).isoformat())
    for longitude, latitude in leg.points:
        xml.SubElement(track, f"{{{_GX}}}coord").text = f"{longitude} {latitude} 0"


def _span(mark: xml.Element, begins: datetime, ends: datetime | None) -> None:
    span = _add(mark, "TimeSpan")
    _add(span, "begin", begins.isoformat())
    if ends is not None:
        _add(span, "end", ends.isoformat())


def _folder(above: xml.Element, name: str) -> xml.Element:
    folder = _add(above, "Folder")
    _add(folder, "name", name)
    return folder


def _placemark(above: xml.Element, name: str, description: str) -> xml.Element:
    mark = _add(above, "Placemark")
    _add(mark, "name", name)
    if description:
        _add(mark, "description", description)
    return mark


def _said(one: Formation) -> dict[str, str]:
    """Return what a formation is, by the names that GeoJSON has for it."""
    found = {
        "kind": "headquarters" if one.commands else "unit",
        "id": one.id,
        "nation": one.side,
        "superior": one.superior,
        "sidc": one.symbol,
    }
    return {name: value for name, value in found.items() if value}


def _data(mark: xml.Element, values: dict[str, str]) -> None:
    given = _add(mark, "ExtendedData")
    for name, value in values.items():
        one = _add(given, "Data")
        one.set("name", name)
        _add(one, "value", value)


def _point(mark: xml.Element, position: Position) -> None:
    _add(_add(mark, "Point"), "coordinates", _coordinates([position]))


def _coordinates(points: Iterable[Position]) -> str:
    return " ".join(f"{longitude},{latitude},0" for longitude, latitude in points)


def _add(above: xml.Element, name: str, text: str | None = None) -> xml.Element:
    made = xml.SubElement(above, f"{{{_KML}}}{name}")
    if text is not None:
        made.text = legal(text)
    return made
