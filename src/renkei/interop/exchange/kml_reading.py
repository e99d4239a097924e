"""KML 2.2 in: placemarks as positions of units; folders as their sides.

Takes the tree of a file; gives an order of battle, and an entry in the loss report for the rest,
which is kept for the way back. Links to other files are not followed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.bounds import MAX_BYTES
from renkei.interop.exchange.forces import OrderOfBattle, Position
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import (
    MOVING,
    MapMark,
    described,
    forces_from,
    is_known,
    moment_of,
    note_unread,
    position_of,
)
from renkei.interop.exchange.xml_reading import XmlElement

_UNREAD = frozenset({
    *("LineString", "LinearRing", "Polygon", "Model", "MultiTrack"),
    *("GroundOverlay", "ScreenOverlay", "PhotoOverlay", "NetworkLink", "Tour"),
})  # fmt: skip
"""Elements of a map that are no positions of units."""

_APPEARANCE = frozenset({"Style", "StyleMap"})


def is_kmz(content: bytes) -> bool:
    """Return whether it is an archive that holds KML; a workbook is none."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inner(archive) is not None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def unpacked(content: bytes, file: str) -> bytes:
    """Return the KML of a KMZ.

    Raises
    ------
    InputError
        If the archive is damaged, encrypted, or its KML larger than what is read.
    """
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open(_inner(archive) or "") as stream,
        ):
            inner = stream.read(MAX_BYTES + 1)
    except Exception as error:  # of the archive: zlib, lzma and struct have errors of their own
        found = Phrase("an archive that cannot be unpacked: {error}", error=str(error)[:80])
        expected = Phrase("a KMZ, without a password")
        raise InputError([Problem("IMP-018", Location(file), "", found, expected)]) from None
    if len(inner) > MAX_BYTES:
        found = Phrase("more than {most} MB in the archive", most=MAX_BYTES // 2**20)
        most = Phrase("at most {most}", most=f"{MAX_BYTES // 2**20} MB")
        raise InputError([Problem("IMP-018", Location(file), "", found, most)])
    return inner


def others_in(content: bytes) -> list[str]:
    """Return the names of what a KMZ holds beside its KML: pictures, models, other maps."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inner = _inner(archive)
        names = dict.fromkeys(archive.namelist())
        return [name for name in names if name != inner and not name.endswith("/")]


def _inner(archive: zipfile.ZipFile) -> str | None:
    """Return the name of the KML that is the document: `doc.kml`, else the first."""
    names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
    return "doc.kml" if "doc.kml" in names else next(iter(names), None)


def read_kml(root: XmlElement, losses: Losses) -> OrderOfBattle:
    """Return the order of battle."""
    document = root.first("Document")
    outer = root if document is None else document
    marks: list[MapMark] = []
    for element in root.walk():
        if element.name == "Placemark":
            marks += _marks(element, losses)
        elif element.name in _UNREAD and not _in_placemark(element):
            note_unread([(element.path, element.line, f"`{element.name}`")], losses, Fate.KEPT)
        elif element.name in _APPEARANCE:
            why = Phrase("the language has no such thing")
            losses.add(Fate.KEPT, element.path, f"`{element.name}`", why, element.line)
    return forces_from(marks, outer.said("name"), outer.said("description"), losses, Fate.KEPT)


def _in_placemark(element: XmlElement) -> bool:
    above = element.above
    while above is not None and above.name != "Placemark":
        above = above.above
    return above is not None


def _marks(element: XmlElement, losses: Losses) -> Iterator[MapMark]:
    properties = properties_of(element)
    kind = properties.get("kind", "")
    if kind in MOVING:
        note_unread([(element.path, element.line, f"`{kind}`")], losses, Fate.KEPT)
        return
    found = list(_positions(element, losses))
    for one in element.walk():
        if one.name in _UNREAD:
            note_unread([(one.path, one.line, f"`{one.name}`")], losses, Fate.KEPT)
    for key in properties:
        if not is_known(key):
            note_unread([(element.path, element.line, f"`{key[:60]}`")], losses, Fate.KEPT)
    name = " ".join(element.said("name").split())
    folders = _folders(element)
    if len(folders) > 1 and found:
        why = Phrase("the outermost folder is the side; a scenario has no groups beside it")
        losses.add(Fate.KEPT, element.path, Phrase("folder in a folder"), why, element.line)
    for one, when, position in found:
        mark = MapMark(
            name,
            position,
            id=element.attributes.get("id") or element.path,
            side=folders[0] if folders else "",
            moment=moment_of(when or _time(element)),
            where=one.path,
            line=one.line,
        )
        yield described(properties, mark)


def fields_of(element: XmlElement) -> dict[str, XmlElement]:
    """Return the elements of a placemark's values by name, in either of the ways that KML knows."""
    found = {one.attributes.get("name", ""): one for one in element.all("ExtendedData", "Data")}
    for one in element.all("ExtendedData", "SchemaData", "SimpleData"):
        found[one.attributes.get("name", "")] = one
    return found


def properties_of(element: XmlElement) -> dict[str, str]:
    """Return the values of a placemark by name."""
    return {
        name: one.said("value") if one.name == "Data" else one.text.strip()
        for name, one in fields_of(element).items()
    }


def _positions(element: XmlElement, losses: Losses) -> Iterator[tuple[XmlElement, str, Position]]:
    """Yield each point of a placemark and of its tracks, with its moment as it is written."""
    for one in element.walk():
        if one.name == "Point":
            yield from _position(one, "", one.said("coordinates").split(",")[:3], losses)
        elif one.name == "Track":
            moments = [when.text.strip() for when in one.all("when")]
            for when, at in zip(moments, one.all("coord"), strict=False):
                yield from _position(at, when, at.text.split()[:3], losses)


def _position(
    one: XmlElement, when: str, at: list[str], losses: Losses
) -> Iterator[tuple[XmlElement, str, Position]]:
    position = position_of(*at[:2]) if len(at) >= 2 else None
    if position is None:
        why = Phrase("it is no position; longitude stands first")
        losses.add(Fate.KEPT, one.path, f"`{','.join(at)[:60]}`", why, one.line)
        return
    if position.longitude != float(at[0]):
        why = Phrase("it lies beyond the date line; it is counted from the other side")
        losses.add(Fate.APPROXIMATED, one.path, Phrase("longitude"), why, one.line)
    if at[2:3] not in ([], ["0"], ["0.0"]):
        note_unread([(one.path, one.line, Phrase("height"))], losses, Fate.KEPT)
    yield one, when, position


def _folders(element: XmlElement) -> list[str]:
    """Return the names of the folders round a placemark, the outermost first."""
    names: list[str] = []
    above = element.above
    while above is not None:
        if above.name == "Folder":
            names.append(" ".join(above.said("name").split()))
        above = above.above
    return names[::-1]


def _time(element: XmlElement) -> str:
    return element.said("TimeStamp", "when") or element.said("TimeSpan", "begin")
