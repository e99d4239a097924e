"""Recognition of files by content, never by name: tables, and formats of other programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.bounds import read_json
from renkei.interop.exchange.c2sim.dialects import is_c2sim
from renkei.interop.exchange.cursor_on_target_reading import is_cursor_on_target
from renkei.interop.exchange.formats import READ
from renkei.interop.exchange.geojson_reading import is_geojson
from renkei.interop.exchange.kml_reading import is_kmz, unpacked
from renkei.interop.exchange.msdl.format import is_msdl
from renkei.interop.exchange.orbat_mapper import format as orbat_mapper
from renkei.interop.exchange.xml_reading import XmlElement, read_xml

OF_MANY_FILES = frozenset({"cot"})
"""Formats of which several files make one order of battle."""


def is_table(content: bytes) -> bool:
    """Return whether a file is a table, or nothing else that is known: no JSON, no XML.

    A text that begins like JSON or XML is none; everything else is left to the reader of tables.
    """
    return not _text_of(content).startswith((b"{", b"[", b"<")) and not is_kmz(content)


def _text_of(content: bytes) -> bytes:
    """Return the beginning of a text without mark and space."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content[2:4096].replace(b"\x00", b"").lstrip()
    return content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")


@dataclass(frozen=True)
class Recognised:
    """A file whose format is known, and what it holds: plain data of JSON, or a tree of XML.

    ``repeated`` are the names that a table of JSON held twice; ``version`` is what the file says,
    where its data are brought into the form of another.
    """

    format: str
    data: Any
    repeated: tuple[str, ...] = ()
    version: str = ""


def recognise(content: bytes, file: str) -> Recognised:
    """Return a file that can be imported, with its format.

    Raises
    ------
    InputError
        If the content is malformed, of no known format, or of one that is not read.
    """
    if is_kmz(content):
        return Recognised("kmz", read_xml(unpacked(content, file), file, "IMP-018"))
    if _text_of(content).startswith(b"<"):
        root = read_xml(content, file, "IMP-018")
        if root.name == "kml":
            return Recognised("kml", root)
        if is_cursor_on_target(root):
            return Recognised("cot", root)
        if is_msdl(root):
            return Recognised("msdl", root)
        if is_c2sim(root):
            return Recognised("c2sim", root)
        raise _not_read(_named(root), file)
    read = read_json(content, file, "IMP-018")
    if orbat_mapper.is_scenario(read.data):
        document = orbat_mapper.accepted(read.data, file)
        version = str(read.data.get("version") or "")[:20]
        return Recognised("orbat-mapper", document, read.repeated, version)
    if is_geojson(read.data):
        return Recognised("geojson", read.data, read.repeated)
    raise _not_read("", file)


def _named(root: XmlElement) -> str:
    """Return the name of the format of an XML file; empty if it is not known."""
    if "C2SIM" in root.space.upper():
        return "C2SIM"
    return {"event": "Cursor on Target", "kml": "KML"}.get(root.name, "")


def _not_read(name: str, file: str) -> InputError:
    read = ", ".join(READ)
    if name:
        found: str = Phrase("a file of {name}, which is not read", name=name)
        code = "IMP-017"
    else:
        found, code = Phrase("a file of no known format"), "IMP-016"
    expected = Phrase("a table (CSV, XLSX), or a file of: {read}", read=read)
    return InputError([Problem(code, Location(file), "", found, expected)])
