"""Marks on a map as an order of battle: positions of units, as map files have them.

Takes marks, each with a name, a position, and what else the file says; gives the order of battle,
and an entry in the loss report for what it cannot say. Of several marks of one unit the earliest
in time is where it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from renkei._base.language import Phrase
from renkei.interop.exchange.beginning import DAYS_AFTER, LONGEST, MOST_UNITS, first_day
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position, Side
from renkei.interop.exchange.identifiers import code_of, slug, unused
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.symbol_codes import is_symbol, says_headquarters

_LAST = date(2200, 1, 1)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,55}")

_KEYS = {
    "id": ("id", "uid", "uuid", "unitid", "identifier"),
    "name": ("name", "title", "label", "callsign", "designation", "unit"),
    "side": ("nation", "side", "country", "force", "affiliation"),
    "superior": ("superior", "parent", "parentid", "higherformation", "superiorid"),
    "symbol": ("sidc", "symbolcode", "symbol", "symbolid", "milsymbol", "symbolidentifier"),
    "kind": ("kind", "type"),
    "moment": ("time", "timestamp", "datetime", "when", "date", "begin"),
}
"""What properties of marks are called, in the order in which they count."""

MOVING = ("event", "transit", "return")
"""Kinds that an export of a replication gives to what moves and happens beside its units."""

NOT_STATED = "Side not stated"
"""Name of the side of marks that have none."""

KNOWN = frozenset(key for keys in _KEYS.values() for key in keys)


@dataclass(frozen=True)
class MapMark:
    """One mark of a file: ``where`` is its element, ``line`` that of it; 0: not known."""

    name: str
    position: Position
    id: str = ""
    side: str = ""
    superior: str = ""
    symbol: str = ""
    commands: bool = False
    moment: datetime | None = None
    where: str = ""
    line: int = 0


def described(properties: dict[str, Any], mark: MapMark) -> MapMark:
    """Return the mark with what its properties say; names are compared without case and signs."""
    plain = {_plain(key): value for key, value in reversed(properties.items())}
    found: dict[str, str] = {}
    for what, keys in _KEYS.items():
        for key in keys:
            value = plain.get(key)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                text = " ".join(str(value).split())
                if text:
                    found[what] = text
                    break
    symbol = found.get("symbol", "").upper()
    return replace(
        mark,
        id=found.get("id", mark.id),
        name=found.get("name", mark.name),
        side=found.get("side", mark.side),
        superior=found.get("superior", mark.superior),
        symbol=symbol or mark.symbol,
        commands=mark.commands or found.get("kind", "").lower() in ("headquarters", "hq"),
        moment=mark.moment or moment_of(found.get("moment", "")),
    )


def _plain(key: object) -> str:
    return re.sub(r"[^a-z]", "", str(key).lower())


def is_known(key: str) -> bool:
    """Return whether a property is one that is read."""
    return _plain(key) in KNOWN


def property_of(properties: dict[str, Any], what: str) -> str | None:
    """Return the property that says the ``id``, ``name``, … of a mark; None: none does."""
    plain = {_plain(key): key for key in reversed(properties)}
    return next((plain[key] for key in _KEYS[what] if key in plain
                 and properties[plain[key]] not in (None, "")), None)  # fmt: skip


def moment_of(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 text, in UTC where it names no zone; None: it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if 1900 < found.year < 2200 else None
    except (ValueError, OverflowError):
        return None


def position_of(longitude: object, latitude: object) -> Position | None:
    """Return a position; a longitude beyond the date line is counted from the other side."""
    try:
        east, north = float(longitude), float(latitude)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if not (math.isfinite(east) and -90 <= north <= 90 and -540 <= east <= 540):
        return None
    if not -180 <= east <= 180:
        east = round((east + 180) % 360 - 180, 9)
    return Position(east, north)


def forces_from(
    marks: Sequence[MapMark],
    name: str,
    description: str,
    losses: Losses,
    unread: Fate = Fate.LOST,
) -> OrderOfBattle:
    """Return the order of battle; ``unread`` is what becomes of what the marks say beyond it."""
    return _Made(marks, losses, unread).forces(name, description)


class _Made:
    def __init__(self, marks: Sequence[MapMark], losses: Losses, unread: Fate) -> None:
        self._losses, self._unread = losses, unread
        self._taken: set[str] = set()
        self._codes: set[str] = set()
        self._sides: dict[str, Side] = {}
        self._marks = self._first_of_each(marks)
        self._ids = {one.id: self._id(one) for one in self._marks}
        self._above = self._superiors()

    def forces(self, name: str, description: str) -> OrderOfBattle:
        moments = [one.moment for one in self._marks if one.moment is not None]
        first = min(moments, default=None)
        start = first_day(first, "", self._losses)
        latest = min(start + LONGEST, _LAST)
        end = max([start, *(one.date() for one in moments if one.date() <= latest)])
        commanding = set(self._above.values())
        formations = tuple(self._formation(one, commanding) for one in self._marks)
        return OrderOfBattle(
            name=name or Phrase("Imported positions"),
            description=description,
            start=start,
            start_is_known=first is not None,
            end=end + DAYS_AFTER,
            zone="UTC",
            sides=tuple(self._sides.values()),
            formations=formations,
        )

    def _first_of_each(self, marks: Sequence[MapMark]) -> list[MapMark]:
        """Return one mark of each unit, in the order of the file; each with an id."""
        found: dict[str, MapMark] = {}
        for number, mark in enumerate(marks):
            one = mark if mark.id else replace(mark, id=f"\n{number}")
            other = found.get(one.id)
            if other is None and len(found) >= MOST_UNITS:
                why = Phrase("at most {most} units are read", most=MOST_UNITS)
                self._losses.add(self._unread, one.where, Phrase("unit"), why, one.line)
            elif other is None:
                found[one.id] = one
            else:
                earlier, later = sorted((other, one), key=_when)
                found[one.id] = earlier
                why = Phrase("units of a scenario move because they are sent, not by a timetable")
                what = Phrase("position at a later time")
                self._losses.add(self._unread, later.where, what, why, later.line)
        return list(found.values())

    def _id(self, one: MapMark) -> str:
        if _ID.fullmatch(one.id) and one.id not in self._taken:
            return unused(one.id, self._taken)
        return unused(slug(one.name, "unit"), self._taken)

    def _superiors(self) -> dict[str, str]:
        """Return the superior of each mark that names one which is there, without rings."""
        named = {one.name: one.id for one in reversed(self._marks) if one.name}
        above: dict[str, str] = {}
        for one in self._marks:
            target = one.superior if one.superior in self._ids else named.get(one.superior)
            if not one.superior:
                continue
            if target is None or _is_above(one.id, target, above):
                what = Phrase("superior `{superior}`", superior=one.superior[:60])
                why = Phrase("it is not in the file, or stands below the unit itself")
                self._losses.add(self._unread, one.where, what, why, one.line)
                continue
            above[one.id] = target
        return above

    def _formation(self, one: MapMark, commanding: set[str]) -> Formation:
        symbol = one.symbol
        if symbol and not is_symbol(symbol):
            why = Phrase("it is no symbol code of 10 to 15 letters, 20 or 30 digits")
            self._losses.add(self._unread, one.where, f"`{symbol[:60]}`", why, one.line)
            symbol = ""
        if not one.name:
            why = Phrase("it has no name; its identifier is used")
            self._losses.add(Fate.FILLED, one.where, Phrase("name"), why, one.line)
        above = self._above.get(one.id)
        return Formation(
            id=self._ids[one.id],
            name=one.name or self._ids[one.id],
            side=self._side(one),
            superior=None if above is None else self._ids[above],
            commands=one.commands or one.id in commanding or says_headquarters(symbol),
            symbol=symbol or None,
            position=one.position,
            speed_kt=None,
            personnel=None,
            equipment=(),
            supplies=(),
            moves=(),
            where=one.where,
        )

    def _side(self, one: MapMark) -> str:
        if one.side not in self._sides:
            name = one.side or NOT_STATED
            if not one.side:
                why = Phrase("the file has no side for some marks; one stands for them")
                self._losses.add(Fate.FILLED, one.where, Phrase("nation"), why, one.line)
            self._sides[one.side] = Side(code_of(name, self._codes), name, one.where)
        return self._sides[one.side].code


def _when(one: MapMark) -> datetime:
    return one.moment or datetime.max.replace(tzinfo=UTC)


def _is_above(one: str, other: str, above: dict[str, str]) -> bool:
    """Return whether a mark stands above another, or is the same."""
    at: str | None = other
    while at is not None:
        if at == one:
            return True
        at = above.get(at)
    return False


def note_unread(
    found: Iterable[tuple[str, int, str]], losses: Losses, fate: Fate = Fate.LOST
) -> None:
    """Note what of a map is no position of a unit: where, line, what; and what becomes of it."""
    why = Phrase("only positions of units are read from a map")
    for where, line, what in found:
        losses.add(fate, where, what, why, line)
