"""An order of battle as an MSDL file, and what a scenario has changed of an imported one.

Takes plain data; gives a file of the 2018 text of the schema, all elements in its namespace, as
every real file has them. A formation has one superior; an administrative one is written as its
organic relationship, support as support, and the rest is noted as lost.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import UTC, datetime, time
from xml.etree import ElementTree as xml
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Formation, Holding, OrderOfBattle, Relation, Side
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.msdl.reading import ReadMsdl
from renkei.interop.exchange.symbols import frame, in_letters
from renkei.interop.exchange.xml_reading import XmlElement
from renkei.interop.exchange.xml_text import legal

VERSION = "1.0.0"
MSDL = "urn:sisostds:scenario:military:data:draft:msdl:1"
_MODEL = "http://www.sisostds.org/schemas/modelID"
_OWN = uuid.UUID("5f1c5f6e-30a3-5b55-9d0e-6d73646c0001")
"""Names the handles that are made here: the same scenario has the same ones."""

_COMMANDS = {"OPCON": "OPCON", "TACON": "TACON", "ADCON": "ADCON", "COCOM": "OPCON"}
_SYMBOL = re.compile(r"S-[PAGSUFX-]-[A-Z-]{6}[A-Z*-][A-Z*-]--[AECGNSX*-]")
_NO_TEXT = re.compile("[^ -z]")
_FOLDED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "æ": "ae"})


def msdl_of(forces: OrderOfBattle, losses: Losses) -> bytes:
    """Return the file of an order of battle."""
    writer = _Writer(forces, losses, {}, {})
    root = xml.Element(_tag("MilitaryScenario"))
    writer.identification(root)
    _add(_add(root, "Options"), "MSDLVersion", VERSION)
    _add(_add(root, "Environment"), "ScenarioTime", _start(forces))
    sides = _add(root, "ForceSides")
    for side in forces.sides:
        sides.append(writer.side(side))
    units = _add(_add(root, "Organizations"), "Units")
    for one in forces.formations:
        units.append(writer.unit(one))
    writer.note_rest()
    return _bytes(root)


def patched_msdl(read: ReadMsdl, then: OrderOfBattle, now: OrderOfBattle, losses: Losses) -> bytes:
    """Return an imported file with what its scenario has changed since, and nothing else.

    Parameters
    ----------
    then, now
        The order of battle of the scenario as it was made of the file, and as it is.
    """
    handles = {id_: one.said("ObjectHandle") for id_, one in read.units.items()}
    codes = {code: one.said("ObjectHandle") for code, one in read.sides.items()}
    writer = _Writer(now, losses, handles, codes)
    root = _copied(read.root)
    before = {one.id: one for one in then.formations}
    sides, units = _found(root, "ForceSides"), _found(root, "Organizations", "Units")
    known = {side.code for side in then.sides}
    for side in now.sides:
        if side.code not in known:
            sides.append(writer.side(side))
    present = {one.id: one for one in now.formations}
    ids = {id(element): id_ for id_, element in read.units.items()}
    for child in list(units):
        units.remove(child)
    for element in read.root.all("Organizations", "Units", "Unit"):
        id_ = ids.get(id(element), "")
        if id_ and id_ not in present:
            continue
        made = _copied(element)
        if id_:
            writer.changed(made, before[id_], present[id_])
        units.append(made)
    for one in now.formations:
        if one.id not in read.units and one != before.get(one.id):
            units.append(writer.unit(one))
    if (now.start, now.zone) != (then.start, then.zone):
        environment = _found(root, "Environment")
        _replace(environment, "ScenarioTime", _made("ScenarioTime", _start(now)))
    if now.name != then.name:
        _replace(_found(root, "ScenarioID"), "name", writer.named_scenario())
    writer.note_rest()
    return _bytes(root)


class _Writer:
    def __init__(
        self,
        forces: OrderOfBattle,
        losses: Losses,
        handles: dict[str, str],
        codes: dict[str, str],
    ) -> None:
        self._forces, self._losses = forces, losses
        self._handles, self._codes = handles, codes

    def identification(self, root: xml.Element) -> None:
        """Add who the scenario is; the schema wants a point of contact, which is left empty."""
        forces = self._forces
        made = _add(root, "ScenarioID")
        made.append(self.named_scenario())
        day = forces.start.isoformat()
        for name, text in (("type", "Scenario"), ("version", "1"), ("modificationDate", day),
                           ("securityClassification", "Unclassified"),
                           ("description", forces.description or forces.name)):  # fmt: skip
            xml.SubElement(made, f"{{{_MODEL}}}{name}").text = legal(text)
        contact = xml.SubElement(made, f"{{{_MODEL}}}poc")
        xml.SubElement(contact, f"{{{_MODEL}}}pocType").text = "Primary author"
        xml.SubElement(contact, f"{{{_MODEL}}}pocEmail")
        why = Phrase("the schema wants it; nothing is classified by this program")
        self._losses.add(Fate.FILLED, "ScenarioID", Phrase("classification, version, contact"), why)

    def named_scenario(self) -> xml.Element:
        """Return the name of the scenario as the schema wants it: without spaces."""
        name = self._forces.name
        plain = re.sub(r"[^\w.-]+", "_", name).strip("_.-") or "Scenario"
        plain = plain if plain[0].isalpha() else f"_{plain}"
        if plain != name:
            why = Phrase("the schema has names without spaces and signs")
            self._losses.add(Fate.APPROXIMATED, "name", Phrase("name of the scenario"), why)
        made = xml.Element(f"{{{_MODEL}}}name")
        made.text = plain
        return made

    def side(self, side: Side) -> xml.Element:
        """Return a side of its own."""
        made = xml.Element(_tag("ForceSide"))
        handle = self._side_handle(side.code)
        _add(made, "ObjectHandle", handle)
        _add(made, "ForceSideName", self._text(side.name, f"nations.{side.code}"))
        _add(made, "AllegianceHandle", handle)
        return made

    def unit(self, one: Formation) -> xml.Element:
        """Return a unit."""
        made = xml.Element(_tag("Unit"))
        _add(made, "ObjectHandle", self._handle(one.id))
        symbol = self._symbol(one)
        if symbol is not None:
            made.append(symbol)
        _add(made, "Name", self._text(one.name, one.id))
        location = _location(one)
        if location is not None:
            _add(made, "Disposition").append(location)
        made.append(self._relations(one))
        holdings = _holdings(one)
        if holdings is not None:
            made.append(holdings)
        return made

    def changed(self, made: xml.Element, then: Formation, now: Formation) -> None:
        """Write into the element of a unit what of it has changed."""
        if now.name != then.name:
            _replace(made, "Name", _made("Name", self._text(now.name, now.id)))
        if now.symbol != then.symbol:
            _replace(made, "SymbolIdentifier", self._symbol(now))
        if now.position != then.position:
            _replace(_found(made, "Disposition"), "Location", _location(now))
        if _related(now) != _related(then):
            _replace(made, "Relations", self._relations(now))
        if (now.equipment, now.supplies) != (then.equipment, then.supplies):
            _replace(made, "Holdings", _holdings(now))

    def note_rest(self) -> None:
        """Note what of the formations the format cannot say."""
        formations = self._forces.formations
        why = Phrase("the format has no such thing")
        for what, has in (
            (Phrase("timed moves"), any(one.moves for one in formations)),
            (Phrase("personnel"), any(one.personnel is not None for one in formations)),
            (Phrase("speed of units"), any(one.speed_kt is not None for one in formations)),
        ):
            if has:
                self._losses.add(Fate.LOST, "", what, why)

    def _relations(self, one: Formation) -> xml.Element:
        made = xml.Element(_tag("Relations"))
        forced = _add(made, "ForceRelation")
        _add(forced, "ForceRelationChoice", "FORCE_SIDE" if one.superior is None else "UNIT")
        data = _add(forced, "ForceRelationData")
        if one.superior is None:
            _add(data, "ForceSideHandle", self._side_handle(one.side))
        else:
            command = _add(data, "CommandRelation")
            _add(command, "CommandingSuperiorHandle", self._handle(one.superior))
            _add(command, "CommandRelationshipType", _COMMANDS[one.relation])
            if one.relation not in _COMMANDS.values():
                why = Phrase("the format has no such type; OPCON is written")
                self._losses.add(Fate.APPROXIMATED, one.id, f"`{one.relation}`", why)
        administrative = [r for r in one.relations if r.type == "ADCON"]
        supported = [r for r in one.relations if r.type == "SUPPORT"]
        if supported:
            support = _add(made, "SupportRelations")
            for relation in supported:
                entry = _add(support, "SupportRelation")
                _add(entry, "SupportedUnitHandle", self._handle(relation.superior))
                _add(entry, "SupportType", "NONE")
        if administrative:
            organic = _add(made, "OrganicRelation")
            data = _add(organic, "OrganicRelationData")
            _add(data, "OrganicSuperiorHandle", self._handle(administrative[0].superior))
            _add(organic, "OrganicRelationChoice", "UNIT")
            why = Phrase("it is written as the organic relationship")
            self._losses.add(Fate.APPROXIMATED, one.id, "`ADCON`", why)
        self._note_other(one, {*supported, *administrative[:1]})
        return made

    def _note_other(self, one: Formation, written: set[Relation]) -> None:
        why = Phrase("a formation has one superior in the file")
        for relation in one.relations:
            if relation not in written:
                what = Phrase("{type} of {above} over {below}", type=relation.type,
                              above=relation.superior, below=one.id)  # fmt: skip
                self._losses.add(Fate.LOST, one.id, what, why)

    def _symbol(self, one: Formation) -> xml.Element | None:
        """Return the symbol in letters, without identity, status and country, as MSDL has it."""
        if one.symbol is None:
            return None
        found = in_letters(one.symbol)
        letters = found.code or frame(one.symbol)
        staff = "A" if one.commands and letters[10:11] == "-" else letters[10:11]
        masked = (
            f"{letters[:1]}-{letters[2:3]}-{letters[4:10]}{staff}{letters[11:12]}--{letters[14:15]}"
        )
        if found.why is not None or not _SYMBOL.fullmatch(masked):
            fate = Fate.LOST if not _SYMBOL.fullmatch(masked) else Fate.APPROXIMATED
            why = found.why or Phrase("it is no symbol of a unit in the letters of APP-6B")
            self._losses.add(fate, one.id, f"`{one.symbol}`", why)
        if not _SYMBOL.fullmatch(masked):
            return None
        if letters[1:2] not in ("-", "") or letters[12:14] not in ("--", ""):
            why = Phrase("symbols of MSDL have no identity, status and country; sides say them")
            self._losses.add(Fate.APPROXIMATED, one.id, Phrase("identity in a symbol"), why)
        return _made("SymbolIdentifier", masked)

    def _text(self, text: str, where: str) -> str:
        """Return a name in the characters that the schema has: space to z, at most 255."""
        plain = unicodedata.normalize("NFKD", text.translate(_FOLDED))
        kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
        found = _NO_TEXT.sub("?", kept)[:255]
        if found != text:
            why = Phrase("the schema has letters without accents, signs and digits only")
            self._losses.add(Fate.APPROXIMATED, where, Phrase("name"), why)
        return found

    def _handle(self, id_: str) -> str:
        return self._handles.get(id_) or str(uuid.uuid5(_OWN, f"unit {id_}"))

    def _side_handle(self, code: str) -> str:
        return self._codes.get(code) or str(uuid.uuid5(_OWN, f"side {code}"))


def _related(one: Formation) -> tuple[object, ...]:
    return (one.superior, one.relation, one.side, one.relations)


def _location(one: Formation) -> xml.Element | None:
    if one.position is None:
        return None
    made = xml.Element(_tag("Location"))
    _add(made, "CoordinateChoice", "GDC")
    point = _add(_add(made, "CoordinateData"), "GDC")
    _add(point, "Latitude", f"{one.position.latitude:.9g}")
    _add(point, "Longitude", f"{one.position.longitude:.10g}")
    _add(point, "ElevationAGL", "0")
    return made


def _holdings(one: Formation) -> xml.Element | None:
    if not (one.equipment or one.supplies):
        return None
    made = xml.Element(_tag("Holdings"))
    for held in one.equipment:
        made.append(_holding(held, is_equipment=True))
    for held in one.supplies:
        made.append(_holding(held, is_equipment=False))
    return made


def _holding(held: Holding, *, is_equipment: bool) -> xml.Element:
    made = xml.Element(_tag("Holding"))
    _add(made, "NSN_Code", "")
    _add(made, "NSN_Name", held.name)
    _add(made, "IsEquipment", "true" if is_equipment else "false")
    if held.on_hand is not None:
        _add(made, "OnHandQuantity", f"{held.on_hand:.15g}")
    _add(made, "RequiredOnHandQuantity", f"{held.count:.15g}")
    return made


def _start(forces: OrderOfBattle) -> str:
    begins = datetime.combine(forces.start, time(), ZoneInfo(forces.zone))
    return begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _copied(element: XmlElement) -> xml.Element:
    """Return an element that was read as one to be written, with all below it."""
    made = xml.Element(_spaced(element), dict(element.attributes))
    stack = [(element, made)]
    while stack:
        source, target = stack.pop()
        target.text = legal(source.text.strip()) or None
        for child in source.children:
            below = xml.SubElement(target, _spaced(child), dict(child.attributes))
            stack.append((child, below))
    return made


def _spaced(element: XmlElement) -> str:
    return f"{{{element.space}}}{element.name}" if element.space else element.name


def _found(root: xml.Element, *names: str) -> xml.Element:
    """Return the element at the end of a path of local names, made where it is not there."""
    at = root
    for name in names:
        below = next((one for one in at if _local(one) == name), None)
        at = _add(at, name) if below is None else below
    return at


def _replace(above: xml.Element, name: str, new: xml.Element | None) -> None:
    """Put an element in the place of the one of its name; None: take it away."""
    old = next((one for one in above if _local(one) == name), None)
    if old is not None and new is not None:
        above[list(above).index(old)] = new
    elif old is not None:
        above.remove(old)
    elif new is not None:
        above.append(new)


def _local(element: xml.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tag(name: str) -> str:
    return f"{{{MSDL}}}{name}"


def _made(name: str, text: str) -> xml.Element:
    made = xml.Element(_tag(name))
    made.text = legal(text)
    return made


def _add(above: xml.Element, name: str, text: str | None = None) -> xml.Element:
    made = xml.SubElement(above, _tag(name))
    if text is not None:
        made.text = legal(text)
    return made


def _bytes(root: xml.Element) -> bytes:
    xml.register_namespace("", MSDL)
    xml.register_namespace("modelID", _MODEL)
    xml.indent(root)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
