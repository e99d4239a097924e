"""An order of battle as files of planning tools have it: sides, formations, holdings, moves.

What for: the plain middle between a format and the language of scenarios. Times are moments with a
zone; positions are longitude and latitude in degrees (WGS 84); speeds are knots.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Position(NamedTuple):
    """A point of WGS 84 [degrees east, degrees north]."""

    longitude: float
    latitude: float


NOWHERE = "position-not-known"
"""Id of the place in a scenario of those of whom no file says where they are."""


@dataclass(frozen=True)
class Holding:
    """Equipment, supplies or personnel of a kind: the number that belongs there and that is there.

    ``unit`` is the unit of measure of supplies; ``where`` the element of the file.
    """

    name: str
    count: float
    on_hand: float | None = None
    unit: str = ""
    where: str = ""


@dataclass(frozen=True)
class Move:
    """From a moment on a formation stands under another; None: under no formation of its side."""

    moment: datetime
    superior: str | None


@dataclass(frozen=True, order=True)
class Relation:
    """A formation's typed relationship to another, beside the one to its superior.

    ``type`` is one of :class:`~renkei.scenario.model.organisation.RelationshipType`; ``superior``
    the formation that commands, coordinates or is supported.
    """

    type: str
    superior: str


@dataclass(frozen=True)
class Side:
    """A side or nation; ``code`` is three capital letters."""

    code: str
    name: str
    where: str = ""


@dataclass(frozen=True)
class Formation:
    """A unit or headquarters of a side.

    Parameters
    ----------
    id
        Identifier in the scenario.
    superior
        Id of the formation above at the start; None: none.
    commands
        Whether it is a headquarters: it has subordinates at some time, or its symbol says so.
    position
        Where it is at the start, or first; None: the file does not say.
    where
        The element of the file.
    relation
        Type of the relationship to the superior; a file with one kind says operational control.
    relations
        Further relationships, in the order of the file.
    """

    id: str
    name: str
    side: str
    superior: str | None
    commands: bool
    symbol: str | None
    position: Position | None
    speed_kt: float | None
    personnel: int | None
    equipment: tuple[Holding, ...]
    supplies: tuple[Holding, ...]
    moves: tuple[Move, ...]
    where: str = ""
    relation: str = "OPCON"
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class OrderOfBattle:
    """All that a file says of who exists, where, and under whom; ``end`` is its last day."""

    name: str
    description: str
    start: date
    start_is_known: bool
    end: date
    zone: str
    sides: tuple[Side, ...]
    formations: tuple[Formation, ...]
