"""The table of formats: which are read and written, in which version, and what each carries.

Recognition is by content, never by the name of a file. A later format is one more entry here and
one file beside this one.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from enum import StrEnum

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.bounds import read_json
from renkei.interop.exchange.orbat_mapper import format as orbat_mapper
from renkei.interop.exchange.orbat_mapper.upgrading import VERSION
from renkei.interop.exchange.xml_reading import XmlElement, read_xml


class Carriage(StrEnum):
    """How a format carries a concept."""

    CARRIED = "carried"
    APPROXIMATED = "approximated"
    KEPT = "kept"
    LOST = "lost"


class Concept(StrEnum):
    """What a scenario or a replication says and a format may carry."""

    FORMATIONS = "headquarters and units"
    NATIONS = "nations or sides"
    SUPERIOR = "one superior of each"
    RELATIONSHIPS = "several typed relationships"
    MOVES = "timed moves under other superiors"
    POSITIONS = "positions"
    TIMETABLE = "positions by a timetable"
    SYMBOLS = "symbol codes"
    EQUIPMENT = "platforms and equipment"
    SUPPLIES = "supplies and stocks"
    PERSONNEL = "personnel"
    SPEED = "speed of units"
    APPEARANCE = "colours, pictures, notes, range rings"
    GRAPHICS = "graphics of the map"
    CELLS = "staff cells and hours"
    CHANNELS = "channels, boards, authorities"
    RESPONSES = "responses and incident types"
    RANGES = "ranges and sources of numbers"
    COURSES = "replication: ways with times"
    STATUS = "replication: status of detachments"
    HAPPENINGS = "replication: incidents and milestones"
    CAUSES = "replication: steps, queues, messages"


@dataclass(frozen=True)
class Format:
    """A format: its name, where its definition is, what it carries in and out.

    ``incoming`` is empty where the format is not read, ``outgoing`` where it is not written; what
    is not named is lost.
    """

    id: str
    name: str
    suffix: str
    definition: str
    reads: str = ""
    writes: str = ""
    incoming: dict[Concept, Carriage] = field(default_factory=dict)
    outgoing: dict[Concept, Carriage] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        """Whether it is written as many files."""
        return not self.suffix


def _carries(carriage: Carriage, *concepts: Concept) -> dict[Concept, Carriage]:
    return dict.fromkeys(concepts, carriage)


_DRAWN = _carries(
    *(Carriage.CARRIED, Concept.POSITIONS, Concept.COURSES, Concept.HAPPENINGS),
)

FORMATS: dict[str, Format] = {
    one.id: one
    for one in (
        Format(
            "orbat-mapper",
            "ORBAT Mapper",
            ".json",
            "type definitions of the application, src/types/scenarioModels.ts",
            reads="0.5 to 3.6",
            writes=VERSION,
            incoming=_carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                *(Concept.POSITIONS, Concept.SYMBOLS, Concept.SUPPLIES, Concept.SPEED),
            )
            | _carries(
                *(Carriage.APPROXIMATED, Concept.MOVES, Concept.EQUIPMENT, Concept.PERSONNEL),
            )
            | _carries(
                *(Carriage.KEPT, Concept.TIMETABLE, Concept.APPEARANCE, Concept.GRAPHICS),
            ),
            outgoing=_carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                *(Concept.MOVES, Concept.POSITIONS, Concept.PERSONNEL, Concept.SPEED),
                *(Concept.COURSES, Concept.STATUS, Concept.HAPPENINGS),
            )
            | _carries(
                *(Carriage.APPROXIMATED, Concept.SYMBOLS, Concept.EQUIPMENT, Concept.SUPPLIES),
            )
            | _carries(
                *(Carriage.KEPT, Concept.TIMETABLE, Concept.APPEARANCE, Concept.GRAPHICS),
            ),
        ),
        Format(
            "geojson",
            "GeoJSON",
            ".geojson",
            "RFC 7946",
            writes="RFC 7946",
            outgoing=_DRAWN
            | _carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                Concept.SYMBOLS,
            ),
        ),
        Format(
            "kml",
            "KML",
            ".kml",
            "OGC 07-147r2 (KML 2.2), with gx:Track",
            writes="2.2",
            outgoing=_DRAWN | _carries(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS)
            | _carries(Carriage.APPROXIMATED, Concept.SYMBOLS),
        ),
        Format(
            "kmz",
            "KMZ",
            ".kmz",
            "KML, packed",
            writes="2.2",
            outgoing=_DRAWN | _carries(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS)
            | _carries(Carriage.APPROXIMATED, Concept.SYMBOLS),
        ),
        Format(
            "cot",
            "Cursor on Target",
            "",
            "MITRE CoT base event schema 2.0",
            writes="2.0",
            outgoing=_carries(Carriage.CARRIED, Concept.POSITIONS)
            | _carries(
                *(Carriage.APPROXIMATED, Concept.FORMATIONS, Concept.SYMBOLS, Concept.COURSES),
            ),
        ),
    )
}  # fmt: skip
"""Formats that are read or written, by the name that the command line takes."""

READ = tuple(one.name for one in FORMATS.values() if one.reads)


def is_table(content: bytes) -> bool:
    """Return whether a file is a table, or nothing else that is known: no JSON, no XML.

    A text that begins like JSON or XML is none; everything else is left to the reader of tables.
    """
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide:
        head = content[2:4096].replace(b"\x00", b"").lstrip()
    return not head.startswith((b"{", b"[", b"<")) and not _packed(content)


def _packed(content: bytes) -> bool:
    """Return whether it is an archive that is no workbook: a KMZ."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.endswith(".kml") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def document_in(content: bytes, file: str) -> dict[str, object]:
    """Return the document of a file that can be imported, in the form that is written.

    Raises
    ------
    InputError
        If the content is malformed, of no known format, or of one that is not read.
    """
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _packed(content):
        raise _not_read("KMZ", file)
    if head.startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _not_read(_named(read_xml(content, file, "IMP-018")), file)
    data = read_json(content, file, "IMP-018").data
    if orbat_mapper.is_scenario(data):
        return orbat_mapper.accepted(data, file)
    kind = data.get("type") if isinstance(data, dict) else None
    raise _not_read("GeoJSON" if kind in ("FeatureCollection", "Feature") else "", file)


def _named(root: XmlElement) -> str:
    """Return the name of the format of an XML file; empty if it is not known."""
    if root.name == "MilitaryScenario":
        return "MSDL"
    if "C2SIM" in root.space.upper() or root.name == "MessageBody" or root.first("C2SIMHeader"):
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
