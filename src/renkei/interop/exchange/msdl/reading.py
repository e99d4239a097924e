"""An MSDL file as an order of battle.

Takes the tree of a file; gives the order of battle, the element of each formation and side, and an
entry in the loss report for everything else. Elements are matched by their local names: no real
file that was seen keeps to the namespaces of the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from renkei._base.language import Phrase
from renkei.interop.exchange.beginning import DAYS_AFTER, MOST_UNITS, first_day
from renkei.interop.exchange.forces import (
    Formation,
    Holding,
    OrderOfBattle,
    Position,
    Relation,
    Side,
)
from renkei.interop.exchange.identifiers import code_of, slug, unused
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import moment_of
from renkei.interop.exchange.msdl.coordinates import position_in
from renkei.interop.exchange.symbol_codes import is_symbol, says_headquarters
from renkei.interop.exchange.xml_reading import XmlElement

_COMMANDS = {"OPCON": "OPCON", "TACON": "TACON", "ADCON": "ADCON"}
_COUNTS = ("RequiredOnHandQuantity", "RequiredTotalQuantity", "TotalQuantity")
"""How many belong there, the first that a holding has."""

_READ = frozenset({
    *("ObjectHandle", "SymbolIdentifier", "Name", "Relations", "Holdings", "Disposition"),
})  # fmt: skip
_SECTIONS = ("Deployment", "Overlays", "Installations", "TacticalGraphics", "MOOTWGraphics")
"""Parts of a scenario that are kept whole, where they hold anything."""


@dataclass(frozen=True)
class ReadMsdl:
    """What a file holds: formations and sides with their elements, by id and by code."""

    forces: OrderOfBattle
    root: XmlElement
    units: dict[str, XmlElement]
    sides: dict[str, XmlElement]


@dataclass
class _Unit:
    """A unit in the making."""

    element: XmlElement
    id: str
    handle: str
    name: str
    superior: str = ""
    relation: str = "OPCON"
    side: str = ""
    organic: str = ""


def read_msdl(root: XmlElement, losses: Losses) -> ReadMsdl:
    """Return what the file holds."""
    return _Reader(root, losses).read()


class _Reader:
    def __init__(self, root: XmlElement, losses: Losses) -> None:
        self._root, self._losses = root, losses
        self._taken: set[str] = set()
        self._codes: set[str] = set()
        self._sides: dict[str, Side] = {}
        self._elements: dict[str, XmlElement] = {}
        self._units: list[_Unit] = []
        self._by_handle: dict[str, _Unit] = {}
        self._equipment: dict[str, list[Holding]] = {}

    def read(self) -> ReadMsdl:
        root = self._root
        for element in root.all("ForceSides", "ForceSide"):
            self._read_side(element)
        for element in root.all("Organizations", "Units", "Unit"):
            self._read_unit(element)
        for unit in self._units:
            self._read_relations(unit)
        self._cut_rings()
        for element in root.all("Organizations", "Equipment", "EquipmentItem"):
            self._read_item(element)
        self._note_sections()
        moment = moment_of(re.sub(":Z$", "Z", root.said("Environment", "ScenarioTime")))
        start = first_day(moment, "Environment/ScenarioTime", self._losses)
        commanding = {above for unit in self._units for above in (unit.superior, unit.organic)}
        codes = {unit.id: _symbol(unit.element) for unit in self._units}
        commanding |= {id_ for id_, c in codes.items() if is_symbol(c) and says_headquarters(c)}
        formations = tuple(self._formation(unit, commanding) for unit in self._units)
        forces = OrderOfBattle(
            name=root.said("ScenarioID", "name") or Phrase("Imported order of battle"),
            description=root.said("ScenarioID", "description"),
            start=start,
            start_is_known=moment is not None,
            end=start + DAYS_AFTER,
            zone="UTC",
            sides=tuple(self._sides.values()),
            formations=formations,
        )
        return ReadMsdl(forces, root, {one.id: one.element for one in self._units}, self._elements)

    def _read_side(self, element: XmlElement) -> None:
        handle, name = element.said("ObjectHandle"), element.said("ForceSideName")
        key = handle or f"\n{element.path}"
        if key in self._sides:
            why = Phrase("an earlier side has the same handle")
            self._kept(element, f"`{handle[:60]}`", why)
            return
        side = Side(code_of(name or "Side", self._codes), name or "Side", element.path)
        self._sides[key] = side
        self._elements[side.code] = element
        allegiance = element.said("AllegianceHandle")
        if allegiance and allegiance != handle:
            why = Phrase("it is a force within another side; here it is a side of its own")
            self._note(Fate.APPROXIMATED, element, Phrase("allegiance"), why)
        for one in element.all("Associations", "Association"):
            why = Phrase("a scenario has nations, not friends and foes")
            self._kept(one, Phrase("identity (friend, hostile) of a side"), why)
        self._rest(element, {"ObjectHandle", "ForceSideName", "AllegianceHandle", "Associations"})

    def _read_unit(self, element: XmlElement) -> None:
        handle, name = element.said("ObjectHandle"), element.said("Name")
        name = name or element.said("UnitSymbolModifiers", "UniqueDesignation")
        if not (handle or name or element.said("SymbolIdentifier")):
            why = Phrase("it has no handle, no name and no symbol")
            self._note(Fate.LOST, element, Phrase("unit"), why)
            return
        if len(self._units) >= MOST_UNITS:
            why = Phrase("at most {most} units are read", most=MOST_UNITS)
            self._kept(element, Phrase("unit"), why)
            return
        unit = _Unit(element, unused(slug(name, "unit"), self._taken), handle, name)
        if handle in self._by_handle:
            why = Phrase("an earlier unit has the same id; moves below it mean the earlier one")
            self._note(Fate.APPROXIMATED, element, f"`{handle[:60]}`", why)
        elif handle:
            self._by_handle[handle] = unit
        self._units.append(unit)

    def _read_relations(self, unit: _Unit) -> None:
        """Find superior and side; real files put them beside the element that is to hold them."""
        forced = unit.element.first("Relations", "ForceRelation")
        said = {} if forced is None else _said(forced)
        superior = said.get("CommandingSuperiorHandle", "")
        kind = said.get("CommandRelationshipType", "").upper()
        if side := said.get("ForceSideHandle", ""):
            self._set_side(unit, side)
        if superior and superior in self._by_handle and kind != "NONE":
            unit.superior = self._by_handle[superior].id
            unit.relation = _COMMANDS.get(kind, "OPCON")
            if kind not in _COMMANDS:
                why = Phrase("it is taken as operational control, under which units are sent")
                self._note(Fate.APPROXIMATED, forced, f"`{kind[:30] or '-'}`", why)
        elif superior in self._sides:
            self._set_side(unit, superior)
        elif superior:
            why = Phrase("its superior is not in the file, or the relationship is none")
            self._kept(forced, Phrase("superior"), why)
        organic = unit.element.first("Relations", "OrganicRelation")
        if organic is None:
            return
        above = _said(organic).get("OrganicSuperiorHandle", "")
        if above in self._by_handle:
            unit.organic = self._by_handle[above].id
        else:
            why = Phrase("the organic superior is a side, or not in the file")
            self._kept(organic, Phrase("organic relationship"), why)

    def _set_side(self, unit: _Unit, handle: str) -> None:
        if handle in self._sides:
            unit.side = self._sides[handle].code
        else:
            why = Phrase("there is no side with this handle")
            self._kept(unit.element, f"`{handle[:60]}`", why)

    def _cut_rings(self) -> None:
        """Leave out superiors that close a ring, and find the side of units that name none."""
        by_id = {unit.id: unit for unit in self._units}
        sound: set[str] = set()
        for unit in self._units:
            way: dict[str, _Unit] = {}
            above: _Unit | None = unit
            while above is not None and above.id not in sound:
                if above.id in way:
                    last = list(way.values())[-1]
                    why = Phrase("its superior stands below the unit itself")
                    self._kept(last.element, Phrase("superior"), why)
                    last.superior = ""
                    break
                way[above.id] = above
                above = by_id.get(above.superior)
            sound |= way.keys()
        for unit in self._units:
            at = unit
            while not at.side and at.superior:
                at = by_id[at.superior]
            unit.side = unit.side or at.side
            if not unit.side:
                unit.side = self._unstated(unit.element)

    def _unstated(self, element: XmlElement) -> str:
        if "" not in self._sides:
            name = "Side not stated"
            self._sides[""] = Side(code_of(name, self._codes), name, "")
        why = Phrase("neither the unit nor a superior of it names a side; one stands for them")
        self._note(Fate.FILLED, element, Phrase("nation"), why)
        return self._sides[""].code

    def _read_item(self, element: XmlElement) -> None:
        """Read a piece of equipment: it belongs to the unit that holds it."""
        relations = element.first("Relations")
        handles = [] if relations is None else [o.text.strip() for o in relations.walk()]
        holder = next((self._by_handle[one] for one in handles if one in self._by_handle), None)
        name = element.said("NSN_Name") or element.said("Name") or element.said("NSN_Code")
        if holder is None:
            why = Phrase("no unit of the file holds it")
            self._kept(element, Phrase("piece of equipment"), why)
            return
        what = Phrase("piece of equipment")
        why = Phrase("units have equipment by number; its handle, symbol and place are kept")
        self._note(Fate.APPROXIMATED, element, what, why)
        held = Holding(name or element.said("SymbolIdentifier") or "equipment", 1.0)
        self._equipment.setdefault(holder.id, []).append(held)

    def _formation(self, unit: _Unit, commanding: set[str]) -> Formation:
        element = unit.element
        symbol = _symbol(element)
        if symbol and not is_symbol(symbol):
            why = Phrase("it is no symbol code of 10 to 15 letters, 20 or 30 digits")
            self._kept(element, f"`{symbol[:60]}`", why)
            symbol = ""
        if not unit.name:
            why = Phrase("it has no name; its identifier is used")
            self._note(Fate.FILLED, element, Phrase("name"), why)
        self._rest(element, _READ)
        holdings = list(self._holdings(element))
        items = _counted(self._equipment.get(unit.id, []))
        return Formation(
            id=unit.id,
            name=unit.name or unit.id,
            side=unit.side,
            superior=unit.superior or None,
            commands=unit.id in commanding,
            symbol=symbol or None,
            position=self._position(element),
            speed_kt=None,
            personnel=None,
            equipment=(*(one for kind, one in holdings if kind), *items),
            supplies=tuple(one for kind, one in holdings if not kind),
            moves=(),
            where=element.path,
            relation=unit.relation,
            relations=tuple(self._relations(unit, commanding)),
        )

    def _relations(self, unit: _Unit, commanding: set[str]) -> Iterator[Relation]:
        """Yield what stands beside the superior: the organic one as administrative control.

        Who supports a unit supports its headquarters: so a scenario says it.
        """
        alike = (unit.organic, "ADCON") == (unit.superior, unit.relation)
        if unit.organic and not alike and unit.organic != unit.id:
            yield Relation("ADCON", unit.organic)
        for one in unit.element.all("Relations", "SupportRelations", "SupportRelation"):
            found = self._by_handle.get(one.said("SupportedUnitHandle"))
            supported = "" if found is None else found.id
            if found is not None and supported not in commanding:
                supported = found.superior
            if supported in ("", unit.id):
                why = Phrase("no headquarters of the file is supported by it")
                self._kept(one, Phrase("support"), why)
                continue
            why = Phrase(
                "a scenario says which headquarters is supported; kind, role, priority are kept"
            )
            self._note(Fate.APPROXIMATED, one, Phrase("support"), why)
            yield Relation("SUPPORT", supported)

    def _position(self, element: XmlElement) -> Position | None:
        disposition = element.first("Disposition")
        if disposition is None:
            return None
        self._rest(disposition, {"Location"})
        location = disposition.first("Location")
        found = None if location is None else position_in(location)
        if location is not None and found is None:
            self._kept(location, Phrase("position"), Phrase("it is no position"))
        return found

    def _holdings(self, element: XmlElement) -> Iterator[tuple[bool, Holding]]:
        """Yield holdings, each with whether it is equipment."""
        for one in element.all("Holdings", "Holding"):
            counts = [_number(one.said(name)) for name in _COUNTS]
            on_hand = _number(one.said("OnHandQuantity"))
            count = next((value for value in counts if value is not None), on_hand)
            name = one.said("NSN_Name") or one.said("NSN_Code")
            if count is None or not name:
                why = Phrase("it has no name or no number")
                self._kept(one, Phrase("holding"), why)
                continue
            is_equipment = one.said("IsEquipment").lower() in ("true", "1")
            yield is_equipment, Holding(name, count, on_hand, where=one.path)

    def _note_sections(self) -> None:
        why = Phrase("the language has no such thing")
        for name in _SECTIONS:
            for section in self._root.all(name):
                for one in section.children:
                    self._kept(one, f"`{one.name[:60]}`", why)
        environment = self._root.first("Environment")
        if environment is not None:
            self._rest(environment, {"ScenarioTime"})

    def _rest(self, element: XmlElement, read: set[str] | frozenset[str]) -> None:
        """Note the children of an element that are not read, if they say anything."""
        why = Phrase("the language has no such thing")
        for one in element.children:
            if one.name not in read and any(o.text.strip() for o in one.walk()):
                self._kept(one, f"`{one.name[:60]}`", why)

    def _kept(self, element: XmlElement | None, what: str, why: str) -> None:
        self._note(Fate.KEPT, element, what, why)

    def _note(self, fate: Fate, element: XmlElement | None, what: str, why: str) -> None:
        at = self._root if element is None else element
        self._losses.add(fate, at.path, what, why, at.line)


def _symbol(element: XmlElement) -> str:
    """Return the symbol code of a unit; empty if it has none."""
    return element.said("SymbolIdentifier").upper()


def _said(element: XmlElement) -> dict[str, str]:
    """Return the text of each element below, the first of a name."""
    found: dict[str, str] = {}
    for one in element.walk():
        if one.text.strip():
            found.setdefault(one.name, one.text.strip())
    return found


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1e12 else None


def _counted(items: list[Holding]) -> list[Holding]:
    counts: dict[str, int] = {}
    for one in items:
        counts[one.name] = counts.get(one.name, 0) + 1
    return [Holding(name, float(count)) for name, count in counts.items()]
