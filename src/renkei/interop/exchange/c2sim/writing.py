"""An initialization with what a scenario says: from nothing, or the imported one with its changes.

Takes the body in the form of 1.0.2, the order of battle that the import made of it, and that of the
scenario now; changes the body only where the two differ, so that everything else is as it was. The
result stands in the order of the schemas of 1.0.2 and 2.0.0-cwix2026.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.c2sim.codes import (
    LESS_EXACT,
    NIL,
    NO_ECHELON,
    PEOPLE,
    PLATFORM,
    SUPPLIES,
    SYMBOL,
    WRITTEN,
)
from renkei.interop.exchange.c2sim.dialects import INITIALIZATIONS, NAMESPACES, Dialect
from renkei.interop.exchange.c2sim.reading import PLATFORMS, ReadInitialization
from renkei.interop.exchange.c2sim.related import CHAINS
from renkei.interop.exchange.c2sim.schema import house, in_order
from renkei.interop.exchange.c2sim.upgrading import DIS, made, put
from renkei.interop.exchange.forces import Formation, Holding, OrderOfBattle, Position, Relation
from renkei.interop.exchange.from_scenario import equipment_said
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.symbol_codes import says_headquarters
from renkei.interop.exchange.symbols import frame, in_letters
from renkei.interop.exchange.xml_reading import XmlElement
from renkei.interop.exchange.xml_text import document

_SYSTEM = "Renkei"


def empty() -> XmlElement:
    """Return the body of an initialization that says nothing."""
    return made(INITIALIZATIONS[0], made("ObjectDefinitions"))


def uuid_of(scenario: str, id_: str) -> str:
    """Return the UUID of something of a scenario: the same name and id give the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"renkei:{scenario}:{id_}"))


def message(
    name: str, body: XmlElement, dialect: Dialect, moment: datetime, key: str, comment: str = ""
) -> bytes:
    """Return a message as a file.

    Parameters
    ----------
    name
        Of the scenario, for UUIDs.
    moment
        Time of sending, for the header of 2.0.0-cwix2026; 1.0.2 is written without a header, as
        its servers take it.
    key
        What tells the message from the others of the scenario.
    comment
        For people, at the beginning of the file.
    """
    whole = made("MessageBody", body)
    if dialect is Dialect.V2_0_0:
        header = made(
            "C2SIMHeader",
            made("ConversationID", text=uuid_of(name, "conversation")),
            made("FromSendingSystem", text=_SYSTEM),
            made("MessageID", text=uuid_of(name, f"message {key}")),
            made("Protocol", text="SISO-STD-C2SIM"),
            made("ProtocolVersion", text=dialect.value),
            made("SendingTime", made("IsoDateTime", text=zulu(moment))),
        )
        whole = made("Message", header, whole)
    return document(whole, NAMESPACES[dialect], comment)


def zulu(moment: datetime) -> str:
    """Return a moment as the schemas want it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def point(position: Position) -> XmlElement:
    """Return a position as an element."""
    return made(
        "GeodeticCoordinate",
        made("Latitude", text=repr(float(position.latitude))),
        made("Longitude", text=repr(float(position.longitude))),
    )


class Writer:
    """Brings the changes of a scenario into the body of an initialization.

    Parameters
    ----------
    body
        Is changed.
    read
        What the import made of it; an empty order of battle for a new one.
    before, now
        The order of battle of the imported scenario, and of the scenario as it is.
    """

    def __init__(
        self,
        body: XmlElement,
        read: ReadInitialization,
        before: OrderOfBattle | None,
        now: OrderOfBattle,
        losses: Losses,
    ) -> None:
        self._body, self._now, self._losses = body, now, losses
        self._before = before
        self._old = {} if before is None else {one.id: one for one in before.formations}
        self._new = {one.id: one for one in now.formations}
        self._entities = dict(read.entities)
        self._sides = dict(read.sides)
        self._commanding = {
            link.superior for one in now.formations for link in _links(one) if link.type in CHAINS
        }
        self._uuids = dict(read.uuids)
        found = body.first("ObjectDefinitions")
        self._objects = found or put(body, made("ObjectDefinitions"))

    def written(self) -> XmlElement:
        """Return the body with the changes."""
        self._write_sides()
        stands_for_side = {id_ for id_ in self._old if id_ not in self._entities}
        for id_, one in self._old.items():
            if id_ not in self._new and id_ in self._entities:
                self._remove(one)
        added = [one for id_, one in self._new.items()
                 if id_ not in self._entities and id_ not in stands_for_side]  # fmt: skip
        for one in added:
            self._add(one)
        for id_, one in self._new.items():
            if id_ in self._entities and id_ in self._old:
                self._change(self._old[id_], one)
        for one in added:
            self._relate(one)
        for one in self._new.values():
            if one.moves:
                why = Phrase("an initialization holds for one moment")
                self._losses.add(Fate.LOST, one.id, Phrase("timed moves"), why)
        for id_, entity in self._entities.items():
            code = entity.said("APP6CSymbol", "APP6C-SIDC")
            if code and not SYMBOL.fullmatch(code) and id_ in self._new:
                self._write_symbol(entity, self._new[id_])
        for one_of in (*self._entities.values(), *self._sides.values()):
            house(one_of, self._objects)
        in_order(self._body, self._losses)
        self._complete(added)
        in_order(self._body, self._losses)
        return self._body

    def uuid(self, id_: str) -> str:
        """Return the UUID of a formation, or of a side as ``side.CODE``."""
        if id_ not in self._uuids:
            self._uuids[id_] = uuid_of(self._now.name, id_)
        return self._uuids[id_]

    def _write_sides(self) -> None:
        names = {} if self._before is None else {one.code: one.name for one in self._before.sides}
        for side in self._now.sides:
            element = self._sides.get(side.code)
            if element is None and (side.code not in names or self._before is None):
                self._side(side.code)
            elif element is not None and names.get(side.code) != side.name:
                _replace(element, "Name", side.name)

    def _side(self, code: str) -> XmlElement:
        if code not in self._sides:
            name = next((one.name for one in self._now.sides if one.code == code), code)
            force = made("ForceSide", made("Name", text=name))
            put(force, made("UUID", text=self.uuid(f"side.{code}")))
            house(force, self._objects)
            self._sides[code] = force
        return self._sides[code]

    def _remove(self, one: Formation) -> None:
        entity = self._entities.pop(one.id)
        gone = self._uuids.get(one.id, "")
        at: XmlElement | None = entity
        while at is not None and at.name != "Entity":
            at = at.above
        if at is not None and at.above is not None:
            at.above.children.remove(at)
        for other in [*self._body.walk()]:
            if gone and other.name in ("ActorReference", "Subordinate", "Superior"):
                above = other.above
                if other.text.strip().lower() == gone and above is not None:
                    if above.name == "CommandRelation" and above.above is not None:
                        other, above = above, above.above
                    above.children.remove(other)
        why = Phrase("the scenario has it no longer, nor what the file says of it")
        self._losses.add(Fate.LOST, one.id, f"`{one.id}`", why)

    def _add(self, one: Formation) -> None:
        unit = made("Unit", made("EntityDescriptor"))
        self._entities[one.id] = unit
        put(unit, made("Name", text=one.name))
        put(unit, made("UUID", text=self.uuid(one.id)))
        put(unit, made("EchelonCode", text=NO_ECHELON))
        house(unit, self._objects)
        self._write_symbol(unit, one)
        if one.commands and one.id not in self._commanding and not _is_drawn_so(one):
            why = Phrase("without subordinates, and without its symbol, it reads as a unit")
            self._losses.add(Fate.APPROXIMATED, one.id, Phrase("headquarters"), why)
        self._write_position(unit, one)
        self._write_held(unit, one)
        if one.speed_kt is not None:
            why = Phrase("the format has the speed at a moment, not that of marching or cruising")
            self._losses.add(Fate.LOST, one.id, Phrase("speed"), why)

    def _change(self, old: Formation, new: Formation) -> None:
        entity = self._entities[new.id]
        if new.name != old.name:
            _replace(entity, "Name", new.name)
        if new.symbol != old.symbol:
            self._write_symbol(entity, new)
        if new.position != old.position:
            self._write_position(entity, new)
        if _held(new) != _held(old):
            _drop(entity, "Resource")
            self._write_held(entity, new)
        sides = (old.side, new.side)
        if _links(old) != _links(new) or sides[0] != sides[1]:
            self._relate(new, old)

    def _write_symbol(self, entity: XmlElement, one: Formation) -> None:
        _drop(entity, "APP6CSymbol")
        if one.symbol is None:
            return
        found = in_letters(one.symbol)
        code = found.code or frame(one.symbol)
        code = code[:12] + "--" + code[14:] if code[12:14] != "--" else code
        why = found.why
        if found.code is None:
            plain = Phrase("identity and dimension are written")
            why = Phrase("{why}; {instead}", why=str(found.why), instead=plain)
        elif code != found.code:
            why = Phrase("the schema has no place for the country")
        if not SYMBOL.fullmatch(code):
            why = Phrase("the schema does not allow these letters")
            self._losses.add(Fate.LOST, one.id, f"`{one.symbol}`", why)
            return
        if why is not None:
            self._losses.add(Fate.APPROXIMATED, one.id, f"`{one.symbol}`", why)
        put(entity, made("APP6CSymbol", made("APP6C-SIDC", text=code)))

    def _write_position(self, entity: XmlElement, one: Formation) -> None:
        if one.position is None:
            return
        state = entity.first("CurrentState", "PhysicalState")
        if state is None:
            _drop(entity, "CurrentState")
            state = made("PhysicalState")
            put(entity, made("CurrentState", state))
        _drop(state, "Location")
        put(state, made("Location", point(one.position)))

    def _write_held(self, entity: XmlElement, one: Formation) -> None:
        held = [(PLATFORM, item) for item in one.equipment]
        if entity.name in PLATFORMS:
            held = [pair for pair in held if pair[1].name != PLATFORMS[entity.name]]
        held += [(SUPPLIES[1], item) for item in one.supplies]
        if one.personnel is not None:
            held.append((PEOPLE, Holding("Personnel", one.personnel)))
        for kind, item in held:
            put(entity, _resource(kind, item))

    def _relate(self, new: Formation, old: Formation | None = None) -> None:
        """Write the side, the superior and the relations of a formation.

        Of an imported one the codes stay that still mean what the scenario says.
        """
        entity = self._entities[new.id]
        described = entity.first("EntityDescriptor") or put(entity, made("EntityDescriptor"))
        was = described.said("Superior").lower()
        if old is None or old.side != new.side:
            _drop(described, "Side")
            self._side(new.side)
            put(described, made("Side", text=self.uuid(f"side.{new.side}")))
        links = [link for link in _links(new) if link.superior in self._entities]
        _drop(described, "Superior")
        _drop(entity, "CommandRelation")
        above = self.uuid(links[0].superior) if links and new.superior is not None else ""
        if above:
            put(described, made("Superior", text=above))
        if above != was:
            self._subordinate(new, was, above)
        for link in links:
            if entity.name in PLATFORMS:
                if link is not links[0]:
                    what = Phrase("{type} of {above} over {below}", type=link.type,
                                  above=link.superior, below=new.id)  # fmt: skip
                    why = Phrase("a platform has one superior in the file")
                    self._losses.add(Fate.LOST, new.id, what, why)
                continue
            if link.type in LESS_EXACT:
                why = LESS_EXACT[link.type]
                self._losses.add(Fate.APPROXIMATED, new.id, f"`{link.type}`", why)
            relation = made("CommandRelation")
            put(relation, made("ActorReference", text=self.uuid(link.superior)))
            put(relation, made("CommandRelationCode", text=WRITTEN[link.type]))
            put(entity, relation)

    def _subordinate(self, one: Formation, was: str, now: str) -> None:
        """Keep the lists of subordinates true where the file has them."""
        mine = self.uuid(one.id)
        for other in self._entities.values():
            listed = [*other.all("Subordinate")]
            for item in listed:
                if item.text.strip().lower() == mine:
                    other.children.remove(item)
            if listed and now and other.said("UUID").lower() == now:
                put(other, made("Subordinate", text=mine))

    def _complete(self, added: list[Formation]) -> None:
        """Add what the schemas demand of a body, and who has no UUID or echelon."""
        body = self._body
        if body.first("ScenarioSetting", "DateTime", "IsoDateTime") is None:
            _drop(body, "ScenarioSetting")
            zone = ZoneInfo(self._now.zone)
            begins = datetime.combine(self._now.start, time(), zone)
            moment = made("DateTime", made("IsoDateTime", text=zulu(begins)))
            put(body, made("ScenarioSetting", moment, made("Version", text="1.0")))
        elif self._before is not None and self._now.start != self._before.start:
            (said,) = [*body.all("ScenarioSetting", "DateTime", "IsoDateTime")][:1]
            said.text = zulu(datetime.combine(self._now.start, time(), UTC))
        setting = body.first("ScenarioSetting")
        if setting is not None and setting.first("Version") is None:
            put(setting, made("Version", text="1.0"))
        for id_, entity in self._entities.items():
            if not entity.said("UUID") or id_ not in self._uuids:
                _drop(entity, "UUID")
                put(entity, made("UUID", text=self.uuid(id_)))
            if entity.first("EntityDescriptor") is None:
                put(entity, made("EntityDescriptor"))
            if entity.name == "Unit" and entity.first("EchelonCode") is None:
                put(entity, made("EchelonCode", text=NO_ECHELON))
        for force in self._sides.values():
            if not force.said("UUID"):
                _drop(force, "UUID")
                code = next(key for key, one in self._sides.items() if one is force)
                put(force, made("UUID", text=self.uuid(f"side.{code}")))
        systems = body.first("SystemEntityList")
        if systems is None:
            systems = put(body, made("SystemEntityList", made("SystemName", text=_SYSTEM)))
            added = [*self._new.values()]
        for one in added:
            if one.id in self._entities:
                put(systems, made("ActorReference", text=self.uuid(one.id)))
        if systems.first("ActorReference") is None:
            put(systems, made("ActorReference", text=NIL))


def _is_drawn_so(one: Formation) -> bool:
    return one.symbol is not None and says_headquarters(one.symbol)


def _held(one: Formation) -> tuple[object, ...]:
    supplies = tuple(replace(item, where="") for item in one.supplies)
    return (equipment_said(one), supplies, one.personnel)


def _links(one: Formation) -> list[Relation]:
    first = [] if one.superior is None else [Relation(one.relation, one.superior)]
    return [*first, *one.relations]


def _resource(kind: str, item: Holding) -> XmlElement:
    ready = item.count if item.on_hand is None else item.on_hand
    types = (made(name, text=kind if name == "DISKind" else "0") for name in DIS)
    return made(
        "Resource",
        made("Name", text=item.name if not item.unit else f"{item.name} ({item.unit})"),
        made("OperationalQuantity", text=_plain(ready)),
        made("RequiredOnHandQuantity", text=_plain(item.count)),
        made("SISOEntityType", *types),
    )


def _plain(value: float) -> str:
    return f"{value:g}" if value == int(value) and abs(value) < 1e6 else repr(float(value))


def _replace(element: XmlElement, name: str, text: str) -> None:
    found = element.first(name)
    if found is None:
        put(element, made(name, text=text))
    else:
        found.text = text


def _drop(element: XmlElement, name: str) -> None:
    element.children = [one for one in element.children if one.name != name]
