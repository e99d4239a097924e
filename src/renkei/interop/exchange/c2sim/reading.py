"""An initialization as an order of battle.

Takes the body in the form of 1.0.2; gives the order of battle, where each part of it stands, and
an entry in the loss report for everything else. No unit is dropped: without a superior that is
known it stands under its side, with an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from renkei._base.language import Phrase
from renkei.interop.exchange.beginning import DAYS_AFTER, MOST_UNITS, first_day
from renkei.interop.exchange.c2sim.codes import (
    CLOSE,
    EXACT,
    NIL,
    NO_ECHELON,
    PEOPLE,
    PLATFORM,
    UUID,
)
from renkei.interop.exchange.c2sim.related import CHAINS, Related, only_headquarters, relations_of
from renkei.interop.exchange.c2sim.schema import ORDER, number
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
from renkei.interop.exchange.symbol_codes import is_symbol, says_headquarters
from renkei.interop.exchange.xml_reading import XmlElement

PLATFORMS = {
    "Vehicle": "Vehicle",
    "Aircraft": "Aircraft",
    "SurfaceVessel": "Surface vessel",
    "SubsurfaceVessel": "Subsurface vessel",
}
"""Entities that are a single platform, and what it is called."""

ACTORS = frozenset({"Unit", *PLATFORMS})

_YEARS = range(1000, 3000)
_UNKNOWN_SIDE = "not-known"

_LEFT = {
    "CurrentTask": Phrase("task in hand"),
    "NamedEntityType": Phrase("type by name"),
    "Marking": Phrase("marking"),
}
_LEFT_DESCRIBED = ("AffiliatedWith", "AllegianceRelationship", "CommunicationsNetwork")
_LEFT_STATE = ("DateTime", "DirectionOfMovement", "EntityHealthStatus", "Orientation", "Speed")


@dataclass(frozen=True)
class ReadInitialization:
    """The order of battle; the element and the UUID of each formation and side by id and code."""

    forces: OrderOfBattle
    entities: dict[str, XmlElement]
    uuids: dict[str, str]
    sides: dict[str, XmlElement]


@dataclass
class _Actor:
    """A unit or platform in the making."""

    element: XmlElement
    id: str
    uuid: str
    name: str
    side: str = ""
    superior: str | None = None
    related: Related = field(default_factory=Related)

    @property
    def where(self) -> str:
        return f"{self.element.name} {self.uuid or self.id}"


class InitializationReader:
    """Reads one body."""

    def __init__(self, body: XmlElement, losses: Losses) -> None:
        self._body, self._losses = body, losses
        self._taken: set[str] = set()
        self._codes: set[str] = set()
        self._actors: list[_Actor] = []
        self._by_uuid: dict[str, _Actor] = {}
        self._sides: list[Side] = []
        self._side_of: dict[str, str] = {}
        self._side_elements: dict[str, XmlElement] = {}
        self._side_uuids: dict[str, str] = {}

    def read(self) -> ReadInitialization:
        """Return what the body holds."""
        for one in self._body.walk():
            if one.name == "ForceSide":
                self._read_side(one)
        for one in self._body.walk():
            if one.name in ACTORS and one.above is not None:
                self._read_actor(one)
        for actor in self._actors:
            self._read_superior(actor)
        for actor in self._actors:
            actor.side = actor.side or self._side_above(actor)
        relations_of([(one.id, one.where, one.related) for one in self._actors], self._losses)
        self._note_rest()
        moment, start = self._start()
        commanding = {
            link.superior
            for one in self._actors
            for link in one.related.found
            if link.type in CHAINS
        }
        symbols = {one.id: self._symbol(one) for one in self._actors}
        commanding |= {id_ for id_, code in symbols.items() if code and says_headquarters(code)}
        only_headquarters(
            ((one.where, one.related) for one in self._actors), commanding, self._losses
        )
        formations = tuple(
            self._formation(one, symbols[one.id], one.id in commanding) for one in self._actors
        )
        forces = OrderOfBattle(
            name=Phrase("Imported order of battle"),
            description="",
            start=start,
            start_is_known=moment is not None,
            end=start + DAYS_AFTER,
            zone="UTC",
            sides=tuple(self._sides),
            formations=formations,
        )
        return ReadInitialization(
            forces,
            {one.id: one.element for one in self._actors},
            {one.id: one.uuid for one in self._actors if one.uuid} | self._side_uuids,
            self._side_elements,
        )

    def _read_side(self, one: XmlElement) -> None:
        name, uuid = one.said("Name"), one.said("UUID").lower()
        if uuid in self._side_of:
            why = Phrase("an earlier side has the same UUID")
            self._losses.add(Fate.KEPT, one.path, Phrase("side"), why, one.line)
            return
        code = code_of(name, self._codes)
        self._sides.append(Side(code, name or code, f"ForceSide {uuid}"))
        self._side_elements[code] = one
        if UUID.fullmatch(uuid):
            self._side_of[uuid] = code
            self._side_uuids[f"side.{code}"] = uuid
        what = Phrase("identity (friend, hostile) of a side")
        why = Phrase(
            "a scenario has nations, not friends and foes; symbols are carried as they are"
        )
        for child in one.children:
            if child.name not in ("Name", "UUID"):
                self._losses.add(Fate.KEPT, child.path, what, why, child.line)

    def _read_actor(self, one: XmlElement) -> None:
        if len(self._actors) >= MOST_UNITS:
            why = Phrase("at most {most} units are read", most=MOST_UNITS)
            self._losses.add(Fate.KEPT, one.path, Phrase("unit"), why, one.line)
            return
        name, uuid = " ".join(one.said("Name").split()), one.said("UUID").lower()
        actor = _Actor(one, unused(slug(name, one.name.lower()), self._taken), uuid, name)
        if not uuid or not UUID.fullmatch(uuid) or uuid == NIL:
            why = Phrase("nothing can refer to it")
            self._losses.add(Fate.APPROXIMATED, actor.where, Phrase("unit without UUID"), why)
            actor.uuid = ""
        elif uuid in self._by_uuid or uuid in self._side_of:
            why = Phrase("an earlier unit has the same UUID; references mean the earlier one")
            self._losses.add(Fate.APPROXIMATED, actor.where, f"`{uuid}`", why)
            actor.uuid = ""
        else:
            self._by_uuid[uuid] = actor
        self._losses.lines.setdefault(actor.where, one.line)
        self._actors.append(actor)

    def _read_superior(self, actor: _Actor) -> None:
        element, where = actor.element, actor.where
        side = element.said("EntityDescriptor", "Side").lower()
        if side in self._side_of:
            actor.side = self._side_of[side]
        elif side:
            why = Phrase("no side of the file has this UUID")
            self._losses.add(Fate.APPROXIMATED, where, f"Side `{side[:60]}`", why)
        above = element.said("EntityDescriptor", "Superior").lower()
        superior = self._by_uuid.get(above)
        if superior is not None and superior is not actor:
            actor.related.superior = superior.id
        elif above in self._side_of:
            actor.side = actor.side or self._side_of[above]
        elif above and above != NIL:
            why = Phrase("no unit of the file has this UUID; it stands under its side")
            if superior is actor:
                why = Phrase("it is the unit itself; it stands under its side")
            self._losses.add(Fate.KEPT, where, f"Superior `{above[:60]}`", why)
        elif above:
            why = Phrase("the UUID of nothing; the unit stands under its side")
            self._losses.add(Fate.KEPT, where, Phrase("superior"), why)
        for one in element.all("CommandRelation"):
            self._read_relation(actor, one)

    def _read_relation(self, actor: _Actor, one: XmlElement) -> None:
        code, to = one.said("CommandRelationCode"), one.said("ActorReference").lower()
        what = Phrase("{code} relation", code=code[:30] or "?")
        other = self._by_uuid.get(to)
        if other is None or other is actor:
            why = Phrase("no unit of the file has the UUID that it names")
            self._losses.add(Fate.KEPT, actor.where, what, why, one.line)
        elif code in EXACT or code in CLOSE:
            type_ = EXACT.get(code) or CLOSE[code]
            if code in CLOSE:
                why = Phrase("{type} is the nearest type of a scenario", type=type_)
                self._losses.add(Fate.APPROXIMATED, actor.where, what, why, one.line)
            actor.related.named.append((Relation(type_, other.id), code, one.line))
        else:
            why = Phrase("a scenario has no such relationship")
            self._losses.add(Fate.KEPT, actor.where, what, why, one.line)

    def _side_above(self, actor: _Actor) -> str:
        """Return the side of the nearest superior that has one; else the one not known."""
        seen, at = {actor.id}, actor.related.superior
        by_id = {one.id: one for one in self._by_uuid.values()}
        while at is not None and at not in seen:
            seen.add(at)
            if by_id[at].side:
                return by_id[at].side
            at = by_id[at].related.superior
        if _UNKNOWN_SIDE not in self._side_of:
            code = code_of("unknown", self._codes)
            self._side_of[_UNKNOWN_SIDE] = code
            self._sides.append(Side(code, "Side not known"))
        why = Phrase("the file does not say it, nor that of a superior")
        self._losses.add(Fate.FILLED, actor.where, Phrase("side"), why)
        return self._side_of[_UNKNOWN_SIDE]

    def _start(self) -> tuple[datetime | None, date]:
        """Return the moment for which the body holds, if it says one, and the first day."""
        said = self._body.first("ScenarioSetting", "DateTime", "IsoDateTime")
        text = "" if said is None else said.text.strip()
        try:
            moment = datetime.fromisoformat(text) if text else None
        except ValueError:
            moment = None
        if moment is not None and moment.year in _YEARS:
            moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        else:
            moment = None
        line = 0 if said is None else said.line
        return moment, first_day(moment, "ScenarioSetting", self._losses, line)

    def _formation(self, actor: _Actor, symbol: str | None, commands: bool) -> Formation:
        element, where, losses = actor.element, actor.where, self._losses
        for child in element.children:
            if child.name in _LEFT:
                why = Phrase("the language has no such thing")
                losses.add(Fate.KEPT, where, _LEFT[child.name], why, child.line)
        state = element.first("CurrentState", "PhysicalState")
        described = element.first("EntityDescriptor")
        for holder in [one for one in (element, described, state) if one is not None]:
            for child in holder.children:
                if child.name not in ORDER[holder.name]:
                    why = Phrase("the language has no such thing")
                    losses.add(Fate.KEPT, where, f"`{child.name[:60]}`", why, child.line)
        for key in _LEFT_DESCRIBED:
            for child in element.all("EntityDescriptor", key):
                why = Phrase("the language has no such thing")
                losses.add(Fate.KEPT, where, f"`{key}`", why, child.line)
        if any(one.text.strip() not in ("", "0") for one in element.all("SISOEntityType")
               for one in one.children):  # fmt: skip
            why = Phrase("the language has no such thing")
            losses.add(Fate.KEPT, where, Phrase("type of DIS"), why)
        echelon = element.said("EchelonCode")
        if echelon not in ("", NO_ECHELON, "NKN"):
            why = Phrase("a scenario has it in the symbol only")
            losses.add(Fate.KEPT, where, Phrase("echelon"), why)
        if not actor.name:
            why = Phrase("it has no name; its identifier is used")
            losses.add(Fate.FILLED, where, Phrase("name"), why)
        held = [*self._holdings(actor)]
        people = [one.count for kind, one in held if kind == PEOPLE]
        equipment = [one for kind, one in held if kind == PLATFORM]
        if element.name in PLATFORMS:
            equipment.insert(0, Holding(PLATFORMS[element.name], 1))
        first, others = actor.related.first_and_others()
        return Formation(
            id=actor.id,
            name=actor.name or actor.id,
            side=actor.side,
            superior=None if first is None else first.superior,
            commands=commands,
            symbol=symbol,
            position=self._position(actor),
            speed_kt=None,
            personnel=min(round(sum(people)), 10**9) if people else None,
            equipment=tuple(equipment),
            supplies=tuple(one for kind, one in held if kind not in (PLATFORM, PEOPLE)),
            moves=(),
            where=where,
            relation="OPCON" if first is None else first.type,
            relations=others,
        )

    def _symbol(self, actor: _Actor) -> str | None:
        code = actor.element.said("APP6CSymbol", "APP6C-SIDC").upper()
        if not code:
            return None
        if not is_symbol(code):
            why = Phrase("it is no symbol code of 10 to 15 letters, 20 or 30 digits")
            self._losses.add(Fate.KEPT, actor.where, f"`{code[:60]}`", why)
            return None
        return code

    def _position(self, actor: _Actor) -> Position | None:
        state = actor.element.first("CurrentState", "PhysicalState")
        if state is None:
            return None
        for key in _LEFT_STATE:
            for child in state.all(key):
                why = Phrase("the scenario simulates what units do; states at times are kept")
                self._losses.add(Fate.KEPT, actor.where, f"`{key}`", why, child.line)
        found: Position | None = None
        for place in state.all("Location"):
            position = self._point(actor, place)
            if position is None:
                continue
            if found is not None:
                why = Phrase("a formation stands at one place, the first")
                self._losses.add(Fate.KEPT, actor.where, Phrase("position"), why, place.line)
                continue
            found = position
        return found

    def _point(self, actor: _Actor, place: XmlElement) -> Position | None:
        geodetic = place.first("GeodeticCoordinate")
        if geodetic is None:
            why = Phrase("it is not in degrees")
            self._losses.add(Fate.KEPT, actor.where, Phrase("position"), why, place.line)
            return None
        latitude, longitude = (
            number(geodetic.said("Latitude")),
            number(geodetic.said("Longitude")),
        )
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            why = Phrase("it is not {expected}", expected=Phrase("latitude and longitude"))
            self._losses.add(Fate.KEPT, actor.where, Phrase("position"), why, place.line)
            return None
        return Position(longitude, latitude)

    def _holdings(self, actor: _Actor) -> Iterator[tuple[str, Holding]]:
        """Yield what a unit holds, with its kind in DIS."""
        for one in actor.element.all("Resource"):
            there, ready = (
                number(one.said("OnHandQuantity")),
                number(one.said("OperationalQuantity")),
            )
            wanted = number(one.said("RequiredOnHandQuantity"))
            count = wanted if wanted is not None else there if there is not None else ready
            if count is None or count < 0:
                why = Phrase("it is not {expected}", expected=Phrase("a number"))
                self._losses.add(Fate.KEPT, actor.where, Phrase("resource"), why, one.line)
                continue
            kind = one.said("SISOEntityType", "DISKind")
            on_hand = ready if ready is not None else there
            known = None if on_hand is None or on_hand < 0 or on_hand > count else on_hand
            name = " ".join(one.said("Name").split()) or "Resource"
            yield kind, Holding(name, count, known, "", f"{actor.where}, Resource {name}")

    def _note_rest(self) -> None:
        whats = {
            "MapGraphic": Phrase("graphics of the map"),
            "Person": Phrase("person"),
            "NonMilitaryOrganization": Phrase("organisation that is not military"),
            "AbstractOrganization": Phrase("organisation without forces"),
            "CommunicationNetwork": Phrase("network"),
            "Overlay": Phrase("overlay"),
            "Task": Phrase("task"),
            "Event": Phrase("event"),
            "PlanPhaseReference": Phrase("phase of a plan"),
            "SystemEntityList": Phrase("allocation of units to systems"),
            "InitializationDataFile": Phrase("file of a system"),
            "CulturalFeature": Phrase("feature of the terrain"),
            "EnvironmentalObject": Phrase("feature of the terrain"),
            "GeographicFeature": Phrase("feature of the terrain"),
        }
        why = Phrase("the language has no such thing")
        stack = [self._body]
        while stack:
            one = stack.pop()
            if one.name in whats:
                self._losses.add(Fate.KEPT, one.path, whats[one.name], why, one.line)
            elif one.name not in ACTORS:
                stack += reversed(one.children)
