"""What moves and happens in a replication, as maps and planning tools show it.

What for: the plain middle between a replication and a format that shows motion. A unit of a
scenario has several platforms, which may be away at several places at once. So what moves is a
detachment of it, and each is sent again when it is home.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from renkei.interop.exchange.forces import Position


@dataclass(frozen=True)
class Passage:
    """One way of a detachment; a moment is None where it lies after the end."""

    points: tuple[Position, ...]
    departed: datetime | None
    arrived: datetime | None
    title: str
    is_return: bool


@dataclass(frozen=True)
class DetachmentCourse:
    """All ways of one detachment of a unit, in order of time."""

    unit: str
    name: str
    home: Position
    legs: tuple[Passage, ...]


@dataclass(frozen=True)
class Happening:
    """An incident or a milestone of its response."""

    moment: datetime
    title: str
    subtitle: str
    position: Position


@dataclass(frozen=True)
class Replicated:
    """The courses and happenings of one replication under one design."""

    courses: tuple[DetachmentCourse, ...]
    happenings: tuple[Happening, ...]
    note: str


@dataclass(frozen=True)
class Sent:
    """A time that platforms of a unit were sent and came back.

    ``ready`` is when they may be sent again; None: not before the end.
    """

    unit: str
    home: Position
    out: Passage
    back: Passage
    ready: datetime | None

    @property
    def begins(self) -> datetime | None:
        """When they left home."""
        return self.out.departed


def detachments(sent: Iterable[Sent], name: str) -> tuple[DetachmentCourse, ...]:
    """Return the courses: whoever is home is sent again, else another detachment is made.

    Parameters
    ----------
    name
        Name of a detachment with its number, such as ``detachment {number}``.
    """
    free: dict[str, list[tuple[list[Sent], datetime | None]]] = {}
    made: list[list[Sent]] = []
    departed = [(one.begins, one) for one in sent]
    for begins, one in sorted(
        ((moment, one) for moment, one in departed if moment is not None),
        key=lambda pair: (pair[0], pair[1].unit),
    ):
        mine = free.setdefault(one.unit, [])
        for place, (ways, home) in enumerate(mine):
            if home is not None and home <= begins:
                ways.append(one)
                mine[place] = (ways, one.ready)
                break
        else:
            ways = [one]
            made.append(ways)
            mine.append((ways, one.ready))
    numbers: dict[str, int] = {}
    courses = []
    for ways in made:
        unit = ways[0].unit
        numbers[unit] = numbers.get(unit, 0) + 1
        legs = tuple(leg for one in ways for leg in (one.out, one.back))
        courses.append(
            DetachmentCourse(unit, name.format(number=numbers[unit]), ways[0].home, legs)
        )
    return tuple(courses)
