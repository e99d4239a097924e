"""An ORBAT Mapper document as an order of battle.

Takes the document in the form of the version that is written; gives the order of battle, where each
part of it stands in the document, and an entry in the loss report for everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.beginning import DAYS_AFTER, LONGEST, MOST_UNITS, first_day
from renkei.interop.exchange.forces import (
    Formation,
    Holding,
    Move,
    OrderOfBattle,
    Position,
    Side,
)
from renkei.interop.exchange.identifiers import code_of, slug, unused
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.orbat_mapper.elements import Element, Steps
from renkei.interop.exchange.symbol_codes import is_symbol, says_headquarters

OURS = "renkei"
"""The mark, in ``meta.exportedFrom``, of a file whose ids are those of a scenario."""

_KNOTS = {
    "knots": 1.0,
    "km/h": 1000 / 1852,
    "mph": 1609.344 / 1852,
    "m/s": 3600 / 1852,
    "ft/s": 0.3048 * 3600 / 1852,
}
"""Knots in each unit of speed of the application."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,55}")
_NO_VALUE: tuple[object, ...] = (None, "", "None", [], {}, False)

_KNOWN = frozenset({
    *("id", "name", "sidc", "subUnits", "state", "location", "equipment", "personnel"),
    *("supplies", "properties"),
})  # fmt: skip
_KNOWN_STATE = frozenset({"id", "t", "location", "hierarchy"})
_TOP = frozenset({
    *("id", "type", "version", "meta", "name", "description", "startTime", "timeZone", "sides"),
    "symbologyStandard",
})  # fmt: skip


@dataclass(frozen=True)
class Read:
    """The order of battle, and where each formation, side and supply stands in the document."""

    forces: OrderOfBattle
    places: dict[str, Steps]
    natives: dict[str, str]


@dataclass
class _Unit:
    """A unit in the making."""

    element: Element
    id: str
    native: str
    side: str
    superior: str | None
    container: Steps


class Reader:
    """Reads one document."""

    def __init__(self, document: dict[str, Any], losses: Losses) -> None:
        self._losses = losses
        self._root = Element(document, (), losses)
        meta = document.get("meta")
        self._ours = isinstance(meta, dict) and meta.get("exportedFrom") == OURS
        self._taken: set[str] = set()
        self._codes: set[str] = set()
        self._units: list[_Unit] = []
        self._by_native: dict[str, _Unit] = {}
        self._containers: dict[str, str] = {}
        self._sides: list[Side] = []
        self._places: dict[str, Steps] = {}

    def read(self) -> Read:
        """Return what the document holds."""
        root = self._root
        self._zone = self._read_zone()
        start = root.moment("startTime", self._zone)
        for side in root.below("sides"):
            self._read_side(side)
        moments = [m for unit in self._units for m in self._moments(unit)]
        first = start or min(moments, default=None)
        local = None if first is None else _local(first, self._zone)
        begins = first_day(local, "startTime", self._losses)
        latest = begins + LONGEST
        days = [day for m in moments if (day := _local(m, self._zone).date()) <= latest]
        end = max([begins, *days]) + DAYS_AFTER
        moved, at_start = self._hierarchy(first, latest)
        commanding = {u.superior for u in self._units} | set(at_start.values())
        commanding |= {move.superior for moves in moved.values() for move in moves}
        self._top()
        formations = tuple(
            self._formation(unit, first, at_start, moved, unit.id in commanding)
            for unit in self._units
        )
        forces = OrderOfBattle(
            name=root.text("name") or Phrase("Imported order of battle"),
            description=root.text("description"),
            start=begins,
            start_is_known=first is not None,
            end=end,
            zone=self._zone.key,
            sides=tuple(self._sides),
            formations=formations,
        )
        natives = {unit.id: unit.native for unit in self._units}
        return Read(forces, self._places, natives)

    def _read_zone(self) -> ZoneInfo:
        name = self._root.text("timeZone")
        try:
            if re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", name):
                return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
        why = Phrase("it is no time zone of the IANA list; UTC is used")
        if name:
            self._losses.add(Fate.APPROXIMATED, "timeZone", f"`{name[:60]}`", why)
        return ZoneInfo("UTC")

    def _read_side(self, side: Element) -> None:
        name = side.text("name")
        native = side.text("id")
        code = native if self._ours and re.fullmatch("[A-Z]{3}", native) else ""
        if not code or code in self._codes:
            code = code_of(name, self._codes)
        self._codes.add(code)
        self._sides.append(Side(code, name or code, side.where))
        self._places[f"side.{code}"] = side.steps
        if native:
            self._containers.setdefault(native, code)
        self._kept(side, {"id", "name", "groups", "subUnits", "standardIdentity"})
        identity = Phrase("identity (friend, hostile) of a side")
        why = Phrase(
            "a scenario has nations, not friends and foes; symbols are carried as they are"
        )
        self._losses.add(Fate.KEPT, side.where + ".standardIdentity", identity, why)
        for group in side.below("groups"):
            native = group.text("id")
            if native:
                self._containers.setdefault(native, code)
            self._losses.add(
                Fate.KEPT, group.where, Phrase("group of a side"),
                Phrase("a scenario has no groups beside the chain of command"),
            )  # fmt: skip
            self._kept(group, {"id", "name", "subUnits"})
            self._read_units(group, code, None)
        self._read_units(side, code, None)

    def _read_units(self, above: Element, side: str, superior: str | None) -> None:
        for element in above.below("subUnits"):
            if len(self._units) >= MOST_UNITS:
                why = Phrase("at most {most} units are read", most=MOST_UNITS)
                self._losses.add(Fate.KEPT, element.where, Phrase("unit"), why)
                continue
            native = element.text("id")
            name = element.text("name")
            if self._ours and _ID.fullmatch(native) and native not in self._taken:
                id_ = unused(native, self._taken)
            else:
                id_ = unused(_identifier(name, superior), self._taken)
            unit = _Unit(element, id_, native, side, superior, above.steps)
            if native in self._by_native:
                why = Phrase("an earlier unit has the same id; moves below it mean the earlier one")
                self._losses.add(Fate.APPROXIMATED, element.where, f"`{native[:60]}`", why)
            elif native:
                self._by_native[native] = unit
            self._units.append(unit)
            self._places[id_] = element.steps
            self._read_units(element, side, id_)

    def _moments(self, unit: _Unit) -> Iterator[datetime]:
        for state in unit.element.below("state"):
            moment = _quietly(state).moment("t", self._zone)
            if moment is not None:
                yield moment

    def _hierarchy(
        self, start: datetime | None, latest: date
    ) -> tuple[dict[str, list[Move]], dict[str, str | None]]:
        """Return the moves of each unit, and its superior at the start, as the application does."""
        above = {unit.id: unit.superior for unit in self._units}
        found = []
        for unit in self._units:
            for place, state in enumerate(unit.element.below("state")):
                move = state.table.get("hierarchy")
                if move is None:
                    continue
                moment = state.moment("t", self._zone)
                if not isinstance(move, dict) or moment is None:
                    state.refuse("hierarchy", move, Phrase("a move at a moment"))
                    continue
                inner = Element(move, (*state.steps, "hierarchy"), self._losses)
                found.append((moment, place, unit.native, inner, unit))
        found.sort(key=lambda one: one[:3])
        moves: dict[str, list[Move]] = {}
        at_start = dict(above)
        what = Phrase("timed move to another superior")
        for moment, _, _, element, unit in found:
            known, superior = self._destination(element, above)
            if not known or superior == unit.id or _is_below(superior, unit.id, above):
                why = Phrase("its target is unknown, or stands below the unit itself")
                self._losses.add(Fate.KEPT, element.where, what, why)
                continue
            if _local(moment, self._zone).date() > latest:
                why = Phrase("it is more than twenty years after the start")
                self._losses.add(Fate.KEPT, element.where, what, why)
                continue
            above[unit.id] = superior
            if start is not None and moment <= start:
                at_start[unit.id] = superior
                continue
            why = Phrase("a phase of a design begins at midnight; the nearest one is taken")
            self._losses.add(Fate.APPROXIMATED, element.where, what, why)
            moves.setdefault(unit.id, []).append(Move(moment, superior))
        return moves, at_start

    def _destination(self, move: Element, above: dict[str, str | None]) -> tuple[bool, str | None]:
        """Return whether the target exists, and the superior that the move leads to."""
        target, parent = move.text("targetId"), move.text("parentId")
        if target in self._by_native:
            found = self._by_native[target]
            if move.text("placement") == "on":
                return True, found.id
            if not parent:
                return True, above[found.id]
        elif target in self._containers and move.text("placement") in ("on", ""):
            return True, None
        if parent in self._by_native:
            return True, self._by_native[parent].id
        return parent in self._containers, None

    def _top(self) -> None:
        root = self._root
        whats = {
            "events": Phrase("events"),
            "layerStack": Phrase("layers of the map"),
            "settings": Phrase("settings of the application"),
        }
        why = Phrase("the language has no such thing")
        for key, value in root.table.items():
            if key in _TOP or value in _NO_VALUE:
                continue
            what = whats.get(key) or f"`{key[:60]}`"
            self._losses.add(Fate.KEPT, key, what, why)

    def _formation(
        self,
        unit: _Unit,
        start: datetime | None,
        at_start: dict[str, str | None],
        moves: dict[str, list[Move]],
        commands: bool,
    ) -> Formation:
        element = unit.element
        symbol = element.text("sidc").upper()
        if not is_symbol(symbol):
            why = Phrase("it is no symbol code of 10 to 15 letters, 20 or 30 digits")
            self._losses.add(Fate.KEPT, element.where + ".sidc", f"`{symbol[:60]}`", why)
            symbol = ""
        self._kept(element, _KNOWN)
        equipment = tuple(self._holdings(element, "equipment"))
        supplies = tuple(self._holdings(element, "supplies"))
        people = tuple(self._holdings(element, "personnel"))
        if people:
            why = Phrase("a scenario has one number of people; kinds and present strength are kept")
            what = Phrase("personnel by kind")
            self._losses.add(Fate.APPROXIMATED, element.where + ".personnel", what, why)
        name = element.text("name")
        if not name:
            why = Phrase("it has no name; its identifier is used")
            self._losses.add(Fate.FILLED, element.where + ".name", Phrase("name"), why)
        return Formation(
            id=unit.id,
            name=name or unit.id,
            side=unit.side,
            superior=at_start[unit.id],
            commands=commands or says_headquarters(symbol),
            symbol=symbol or None,
            position=self._position(element, start),
            speed_kt=self._speed(element),
            personnel=round(sum(one.count for one in people)) if people else None,
            equipment=equipment,
            supplies=supplies,
            moves=tuple(moves.get(unit.id, ())),
            where=element.where,
        )

    def _position(self, element: Element, start: datetime | None) -> Position | None:
        """Return where the unit is at the start, or first; what comes later is noted."""
        found = element.position("location")
        later: list[tuple[datetime, Position]] = []
        timed = []
        for state in element.below("state"):
            self._state(state)
            moment = _quietly(state).moment("t", self._zone)
            if moment is not None and "location" in state.table:
                timed.append((moment, state))
        for moment, state in sorted(timed, key=lambda one: one[0]):
            position = state.position("location")
            if start is None or moment <= start:
                found = position
            elif position is not None:
                later.append((moment, position))
                why = Phrase("units of a scenario move because they are sent, not by a timetable")
                what = Phrase("position at a later time")
                self._losses.add(Fate.KEPT, state.where + ".location", what, why)
        if found is None and later:
            why = Phrase("there is none at the start; the first later one is used")
            self._losses.add(Fate.APPROXIMATED, element.where, Phrase("position"), why)
            found = later[0][1]
        return found

    def _state(self, state: Element) -> None:
        why = Phrase("the scenario simulates what units do; states at times are kept")
        for key, value in state.table.items():
            if key not in _KNOWN_STATE and value not in _NO_VALUE:
                what = Phrase("`{key}` of a unit at a time", key=key[:60])
                self._losses.add(Fate.KEPT, f"{state.where}.{key}", what, why)

    def _speed(self, element: Element) -> float | None:
        given = element.table.get("properties")
        if given in _NO_VALUE:
            return None
        if not isinstance(given, dict):
            element.refuse("properties", given, Phrase("a table"))
            return None
        for key in given:
            if key != "averageSpeed":
                where = f"{element.where}.properties.{key}"
                why = Phrase("the language has no such thing")
                self._losses.add(Fate.KEPT, where, f"`{key[:60]}`", why)
        speed = given.get("averageSpeed")
        if not isinstance(speed, dict):
            return None
        inner = Element(speed, (*element.steps, "properties", "averageSpeed"), self._losses)
        value, factor = inner.amount("value"), _KNOTS.get(inner.text("uom"))
        if value is None or factor is None or not 0.1 <= value * factor <= 20_000:
            inner.refuse("value", speed.get("value"), Phrase("a speed"))
            return None
        return round(value * factor, 6)

    def _holdings(self, element: Element, key: str) -> Iterator[Holding]:
        for entry in element.below(key):
            count, on_hand = entry.amount("count"), entry.amount("onHand")
            name = entry.text("name")
            if count is None and on_hand is None:
                entry.refuse("count", entry.table.get("count"), Phrase("a number"))
                continue
            yield Holding(
                name or key,
                count if count is not None else on_hand or 0.0,
                on_hand,
                entry.text("uom"),
                entry.where,
            )

    def _kept(self, element: Element, known: set[str] | frozenset[str]) -> None:
        why = Phrase("the language has no such thing")
        for key, value in element.table.items():
            if key not in known and value not in _NO_VALUE and not key.startswith("_"):
                what = f"`{key[:60]}`"
                self._losses.add(Fate.KEPT, f"{element.where}.{key}", what, why)


def _identifier(name: str, superior: str | None) -> str:
    """Return the identifier of a name; a bare number says nothing without its superior."""
    made = slug(name, "unit")
    if superior is not None and made.replace("-", "").isdigit():
        return slug(f"{superior}-{made}", "unit")
    return made


def _quietly(element: Element) -> Element:
    """Return the element, with a report of its own that nobody reads."""
    return replace(element, losses=Losses(""))


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def _is_below(id_: str | None, top: str, above: dict[str, str | None]) -> bool:
    while id_ is not None:
        id_ = above[id_]
        if id_ == top:
            return True
    return False
