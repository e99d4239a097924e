"""The table of formats: which are read and written, in which version, and what each carries.

A later format is one more entry here, one file beside this one, and one way in
:mod:`~renkei.interop.exchange.recognising`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from renkei.interop.exchange.orbat_mapper.upgrading import VERSION


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

_MARKS = _carries(Carriage.CARRIED, Concept.FORMATIONS, Concept.POSITIONS) | _carries(
    *(Carriage.LOST, Concept.TIMETABLE, Concept.APPEARANCE, Concept.GRAPHICS, Concept.COURSES),
    Concept.HAPPENINGS,
)
"""What a map says of units."""

_KEPT_MAP = _carries(Carriage.KEPT, Concept.TIMETABLE, Concept.APPEARANCE, Concept.GRAPHICS)
"""What of a map is kept: other shapes, properties of other programs, later positions."""

_C2SIM = "SISO-STD-019-2020, SISO-STD-020-2020"
_INITIALIZATION = _carries(
    *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
    *(Concept.POSITIONS, Concept.PERSONNEL),
) | _carries(
    *(Carriage.APPROXIMATED, Concept.RELATIONSHIPS, Concept.SYMBOLS, Concept.EQUIPMENT),
    Concept.SUPPLIES,
)
_MESSAGES = (
    _INITIALIZATION
    | _carries(
        *(Carriage.CARRIED, Concept.STATUS),
    )
    | _carries(Carriage.APPROXIMATED, Concept.COURSES)
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
            "msdl",
            "MSDL",
            ".xml",
            "SISO-STD-007-2008, schema text of 2018 with all elements in its namespace",
            reads="1.0",
            writes="1.0",
            incoming=_carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                *(Concept.POSITIONS, Concept.SYMBOLS, Concept.SUPPLIES),
            )
            | _carries(Carriage.APPROXIMATED, Concept.RELATIONSHIPS, Concept.EQUIPMENT)
            | _carries(Carriage.KEPT, Concept.APPEARANCE, Concept.GRAPHICS),
            outgoing=_carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                Concept.POSITIONS,
            )
            | _carries(
                *(Carriage.APPROXIMATED, Concept.RELATIONSHIPS, Concept.SYMBOLS),
                *(Concept.EQUIPMENT, Concept.SUPPLIES),
            )
            | _carries(Carriage.KEPT, Concept.APPEARANCE, Concept.GRAPHICS),
        ),
        Format(
            "c2sim",
            "C2SIM",
            ".xml",
            _C2SIM,
            reads="0.0.9, 1.0.0, 1.0.1, 1.0.2, 2.0.0-cwix2026",
            writes="1.0.2",
            incoming=_INITIALIZATION
            | _carries(
                *(Carriage.CARRIED, Concept.SYMBOLS, Concept.SUPPLIES),
            )
            | _carries(
                *(Carriage.KEPT, Concept.APPEARANCE, Concept.GRAPHICS, Concept.SPEED),
            ),
            outgoing=_INITIALIZATION
            | _carries(Carriage.KEPT, Concept.APPEARANCE, Concept.GRAPHICS),
        ),
        Format(
            "c2sim-cwix2026",
            "C2SIM 2.0.0-cwix2026",
            ".xml",
            "schema of the CWIX 2026, TNO-MST/c2sim-server",
            writes="2.0.0-cwix2026",
            outgoing=_INITIALIZATION
            | _carries(Carriage.KEPT, Concept.APPEARANCE, Concept.GRAPHICS),
        ),
        Format(
            "c2sim-messages",
            "C2SIM orders and reports",
            "",
            _C2SIM,
            writes="1.0.2",
            outgoing=_MESSAGES,
        ),
        Format(
            "c2sim-messages-cwix2026",
            "C2SIM 2.0.0-cwix2026 orders and reports",
            "",
            "schema of the CWIX 2026, TNO-MST/c2sim-server",
            writes="2.0.0-cwix2026",
            outgoing=_MESSAGES,
        ),
        Format(
            "geojson",
            "GeoJSON",
            ".geojson",
            "RFC 7946",
            reads="RFC 7946",
            writes="RFC 7946",
            incoming=_MARKS
            | _carries(
                *(Carriage.CARRIED, Concept.NATIONS, Concept.SUPERIOR, Concept.SYMBOLS),
            )
            | _KEPT_MAP,
            outgoing=_DRAWN
            | _carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                Concept.SYMBOLS,
            )
            | _KEPT_MAP,
        ),
        Format(
            "kml",
            "KML",
            ".kml",
            "OGC 07-147r2 (KML 2.2), with gx:Track",
            reads="2.2",
            writes="2.2",
            incoming=_MARKS
            | _carries(
                *(Carriage.CARRIED, Concept.NATIONS, Concept.SUPERIOR, Concept.SYMBOLS),
            )
            | _KEPT_MAP,
            outgoing=_DRAWN
            | _carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                Concept.SYMBOLS,
            )
            | _KEPT_MAP,
        ),
        Format(
            "kmz",
            "KMZ",
            ".kmz",
            "KML, packed",
            reads="2.2",
            writes="2.2",
            incoming=_MARKS
            | _carries(
                *(Carriage.CARRIED, Concept.NATIONS, Concept.SUPERIOR, Concept.SYMBOLS),
            )
            | _KEPT_MAP,
            outgoing=_DRAWN
            | _carries(
                *(Carriage.CARRIED, Concept.FORMATIONS, Concept.NATIONS, Concept.SUPERIOR),
                Concept.SYMBOLS,
            )
            | _KEPT_MAP,
        ),
        Format(
            "cot",
            "Cursor on Target",
            "",
            "MITRE CoT base event schema 2.0",
            reads="2.0",
            writes="2.0",
            incoming=_MARKS | _carries(Carriage.APPROXIMATED, Concept.NATIONS, Concept.SYMBOLS),
            outgoing=_carries(Carriage.CARRIED, Concept.POSITIONS)
            | _carries(
                *(Carriage.APPROXIMATED, Concept.FORMATIONS, Concept.SYMBOLS, Concept.COURSES),
            ),
        ),
    )
}  # fmt: skip
"""Formats that are read or written, by the name that the command line takes."""

READ = tuple(one.name for one in FORMATS.values() if one.reads)
"""Names of the formats that are read."""
