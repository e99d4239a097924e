"""A KML file that was imported, with what the scenario has changed since.

What for: the way back. Takes the bytes as they were kept, and the order of battle that the import
made of them as it was and as it is now; gives the file in which only what differs between the two
is written anew. Styles, folders, other placemarks and values of other programs are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.kml import placemark_of, summary_of
from renkei.interop.exchange.kml_reading import fields_of, properties_of
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import MOVING, NOT_STATED, property_of
from renkei.interop.exchange.xml_patching import XmlPatch
from renkei.interop.exchange.xml_reading import XmlElement
from renkei.interop.exchange.xml_text import legal


def patched_kml(
    content: bytes,
    root: XmlElement,
    read: OrderOfBattle,
    before: OrderOfBattle,
    now: OrderOfBattle,
    losses: Losses,
) -> bytes:
    """Return the file with the changes from ``before`` to ``now``.

    Parameters
    ----------
    content, root
        The file in UTF-8 and its tree.
    read
        What was read of the tree: it knows which element each formation stands at.
    """
    return _Patched(content, root, read, now).file(before, now, losses)


class _Patched:
    def __init__(
        self, content: bytes, root: XmlElement, read: OrderOfBattle, now: OrderOfBattle
    ) -> None:
        self._patch = XmlPatch(content)
        self._content, self._root = content, root
        self._points: dict[str, XmlElement] = {}
        self._marks: dict[str, XmlElement] = {}
        self._sides = {
            side.code: "" if side.name == NOT_STATED else side.name for side in now.sides
        }
        at = {one.path: one for one in root.walk() if one.name in ("Point", "coord")}
        for one in read.formations:
            point = at.get(one.where)
            mark = None if point is None else _placemark(point)
            if point is not None and mark is not None:
                self._points[one.id], self._marks[one.id] = point, mark
        self._renamed: set[str] = set()
        self._stand_ins: set[str] = set()
        self._given: dict[XmlElement, dict[str, str]] = {}
        """Values that a placemark has not and is to have."""

    def file(self, before: OrderOfBattle, now: OrderOfBattle, losses: Losses) -> bytes:
        old = {one.id: one for one in before.formations}
        new = {one.id: one for one in now.formations}
        self._title(before, now, losses)
        gone = [id_ for id_ in old if id_ in self._marks
                and (id_ not in new or new[id_].position is None)]  # fmt: skip
        self._remove(gone)
        for id_ in gone:
            if id_ not in new:  # else: it has no position, which is said already
                why = Phrase("it is no longer in the scenario; its placemark is removed")
                losses.add(Fate.LOST, id_, f"`{id_}`", why)
        self._stand_ins = old.keys() - self._marks.keys()
        self._renamed = {id_ for id_ in old if id_ in new and new[id_].name != old[id_].name}
        for id_, one in new.items():
            if id_ in old and id_ in self._marks and one.position is not None:
                self._change(old[id_], one, one.position)
        self._add([one for id_, one in new.items() if id_ not in old and id_ not in self._marks])
        for mark, values in self._given.items():
            self._give(mark, values)
        return self._patch.applied() if self._patch else self._content

    def _title(self, before: OrderOfBattle, now: OrderOfBattle, losses: Losses) -> None:
        document = self._root.first("Document")
        for name, old, new in (
            ("description", before.description, now.description),
            ("name", before.name, now.name),
        ):
            if old == new:
                continue
            if document is None:
                why = Phrase("the file has no document that it could belong to")
                losses.add(Fate.LOST, name, f"`{new[:60]}`", why)
            else:
                self._say(document, name, new)

    def _remove(self, gone: list[str]) -> None:
        """Take out each placemark of units that are gone, those of later moments as well."""
        natives = {_native(self._marks[id_]) for id_ in gone}
        for mark in self._root.walk() if natives else ():
            if (
                mark.name == "Placemark"
                and _native(mark) in natives
                and properties_of(mark).get("kind", "") not in MOVING
                and any(one.name in ("Point", "Track") for one in mark.walk())
            ):
                self._patch.remove(mark)

    def _change(self, old: Formation, new: Formation, position: Position) -> None:
        mark = self._marks[new.id]
        if new.name != old.name:
            named = property_of(properties_of(mark), "name")
            if named is not None:
                self._set(mark, "name", "name", new.name)
            if named is None or " ".join(mark.said("name").split()) == old.name:
                self._say(mark, "name", new.name)
            if _native(mark) == mark.path:  # its identifier came of its name
                self._given.setdefault(mark, {})["id"] = new.id
        if new.side != old.side:
            self._set(mark, "side", "nation", self._sides.get(new.side, new.side))
        if new.superior != old.superior or (
            new.superior in self._renamed  # which may stand here by its name
            and property_of(properties_of(mark), "superior") is not None
        ):
            self._set(mark, "superior", "superior", self._called(new.superior))
        if new.symbol != old.symbol:
            self._set(mark, "symbol", "sidc", new.symbol or "")
            if mark.said("description") == summary_of(old).strip():
                self._say(mark, "description", summary_of(new))
        if position != old.position:
            self._move(self._points[new.id], position)

    def _move(self, point: XmlElement, position: Position) -> None:
        """Write a position; the height stays."""
        if point.name == "coord":
            height = point.text.split()[2:3]
            self._patch.set_text(point, " ".join([*map(str, position), *height]))
            return
        inner = point.first("coordinates")
        assert inner is not None
        height = [one.split()[0] for one in inner.text.split(",")[2:3] if one.split()]
        self._patch.set_text(inner, ",".join([*map(str, position), *height]))

    def _called(self, superior: str | None) -> str:
        """Return what the file calls a formation; who has no identifier is given one.

        Empty: the file has no such formation; it stands for a side, and the import makes it again.
        """
        if superior in self._stand_ins:
            return ""
        mark = None if superior is None else self._marks.get(superior)
        if superior is None or mark is None:
            return superior or ""
        native = _native(mark)
        if native == mark.path:
            self._given.setdefault(mark, {})["id"] = native = superior
        return native

    def _set(self, mark: XmlElement, what: str, instead: str, text: str) -> None:
        """Write a value of a placemark: where it stands, else as a new one."""
        fields = fields_of(mark)
        key = property_of(properties_of(mark), what)
        if key is None:
            key = next((one for one in fields if one.lower() == instead), None)
        if key is None:
            self._given.setdefault(mark, {})[instead] = text
            return
        field = fields[key]
        if field.name == "Data":
            self._say(field, "value", text)
        else:
            self._patch.set_text(field, text)

    def _say(self, above: XmlElement, name: str, text: str) -> None:
        """Write the text of an element's first child of a name, which it may not have yet."""
        found = above.first(name)
        if found is not None:
            self._patch.set_text(found, text)
        else:
            self._patch.put_first(above, _made(self._patch.prefix(above) + name, text))

    def _give(self, mark: XmlElement, values: dict[str, str]) -> None:
        prefix = self._patch.prefix(mark)
        made = b"".join(
            f"<{prefix}Data name={quoteattr(name)}>".encode()
            + _made(f"{prefix}value", text) + f"</{prefix}Data>".encode()
            for name, text in values.items()
        )  # fmt: skip
        given = mark.first("ExtendedData")
        if given is not None:
            self._patch.put_last(given, made)
            return
        # The schema has the values before the shape.
        shapes = ("Point", "Track", "MultiGeometry", "MultiTrack")
        whole = f"<{prefix}ExtendedData>".encode() + made + f"</{prefix}ExtendedData>".encode()
        before = next(one for one in mark.children if one.name in shapes or any(
            inner.name in shapes for inner in one.walk()))  # fmt: skip
        self._patch.put_before(before, whole)

    def _add(self, added: list[Formation]) -> None:
        """Put those who are new into the folder of their side."""
        outer = self._root.first("Document") or self._root.first("Folder") or self._root
        folders = {" ".join(one.said("name").split()): one
                   for one in reversed(list(outer.all("Folder")))}  # fmt: skip
        fresh: dict[str, list[Formation]] = {}
        for one in added:
            fresh.setdefault(self._sides.get(one.side, one.side), []).append(one)
        for side, ones in fresh.items():
            folder = folders.get(side) if side else None
            above = folder or outer
            prefix = self._patch.prefix(above)
            marks = b"".join(self._placemarks(ones, side, prefix))
            if marks and side and folder is None:
                begin, end = f"<{prefix}Folder>".encode(), f"</{prefix}Folder>".encode()
                marks = begin + _made(f"{prefix}name", side) + marks + end
            if marks:
                self._patch.put_last(above, marks)

    def _placemarks(self, ones: list[Formation], side: str, prefix: str) -> Iterator[bytes]:
        for one in ones:
            if one.position is not None:
                above = self._called(one.superior) or None
                yield placemark_of(replace(one, side=side, superior=above), one.position, prefix)


def _placemark(point: XmlElement) -> XmlElement | None:
    above = point.above
    while above is not None and above.name != "Placemark":
        above = above.above
    return above


def _native(mark: XmlElement) -> str:
    """Return what the reader of placemarks takes for the identifier of a unit."""
    properties = properties_of(mark)
    said = property_of(properties, "id")
    if said is not None:
        return " ".join(properties[said].split())
    return mark.attributes.get("id") or mark.path


def _made(name: str, text: str) -> bytes:
    return f"<{name}>{escape(legal(text))}</{name}>".encode()
