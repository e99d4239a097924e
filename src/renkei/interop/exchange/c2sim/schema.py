"""The order of elements that the schemas of 1.0.2 and 2.0.0-cwix2026 prescribe.

What for: what is written must stand in this order, and real files do not always keep it. Elements
that are not named here are copied as they are. Takes a tree; gives it in order, without what the
schemas have no place for, each with an entry.
"""

from __future__ import annotations

from renkei._base.language import Phrase
from renkei.interop.exchange.c2sim.codes import ECHELONS, NO_ECHELON, SYMBOL, UUID, is_relation
from renkei.interop.exchange.c2sim.upgrading import DIS, made
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.xml_reading import XmlElement

_ACTOR = ("CurrentTask", "EntityDescriptor", "Resource")
_ENTITY = ("APP6CSymbol", "Name", "NamedEntityType", "SISOEntityType", "UUID")
_PLATFORM = (*_ACTOR, *_ENTITY, "CurrentState", "Marking")
_GRAPHIC = (*_ENTITY, "CurrentState", "Marking", "Owner")

ORDER = {
    "C2SIMInitializationBody": (
        *("InitializationDataFile", "ObjectDefinitions", "ScenarioSetting", "SystemEntityList"),
    ),
    "ObjectDefinitions": ("AbstractObject", "Action", "Entity", "PlanPhaseReference"),
    "AbstractObject": (*("AbstractOrganization", "CommunicationNetwork", "ForceSide", "Overlay"),),
    "ForceSide": ("Name", "UUID", "ForceSideRelation"),
    "ForceSideRelation": ("HostilityStatusCode", "OtherSide"),
    "Entity": ("ActorEntity", "PhysicalEntity"),
    "ActorEntity": ("CollectiveEntity", "Person", "Platform"),
    "CollectiveEntity": ("MilitaryOrganization", "NonMilitaryOrganization"),
    "MilitaryOrganization": ("Unit",),
    "Platform": ("Aircraft", "SubsurfaceVessel", "SurfaceVessel", "Vehicle"),
    "Unit": (
        *(*_ACTOR, "CurrentState", "Subordinate", *_ENTITY, "CommandRelation", "EchelonCode"),
    ),
    **dict.fromkeys(("Vehicle", "Aircraft", "SurfaceVessel", "SubsurfaceVessel"), _PLATFORM),
    **dict.fromkeys(("Point", "TacticalArea", "TaskGraphic", "NBC_Event"), _GRAPHIC),
    **dict.fromkeys(("Boundary", "Route"), _GRAPHIC),
    "Line": ("Boundary", "Route"),
    "METOCGraphic": (*_ENTITY, "CurrentState", "Marking"),
    "UnitSymbol": (
        *(*_ENTITY, "CurrentState", "Marking", "HigherFormation", "OperationalStatus"),
        *("ReinforcedReducedType", "SpecialC2HQ"),
    ),
    "MapGraphic": ("METOCGraphic", "TacticalGraphic", "UnitSymbol"),
    "TacticalGraphic": ("Line", "NBC_Event", "Point", "TacticalArea", "TaskGraphic"),
    "EntityDescriptor": (
        *("AffiliatedWith", "AllegianceRelationship", "CommunicationsNetwork", "Side"),
        "Superior",
    ),
    "CommandRelation": ("ActorReference", "CommandRelationCode"),
    "Resource": (
        *("Name", "OnHandQuantity", "OperationalQuantity", "RequiredOnHandQuantity"),
        "SISOEntityType",
    ),
    "SISOEntityType": DIS,
    "CurrentState": ("PhysicalState",),
    "PhysicalState": (
        *("DateTime", "DirectionOfMovement", "EntityHealthStatus", "Location", "Orientation"),
        "Speed",
    ),
    "Location": ("GeodeticCoordinate", "RelativeLocation"),
    "GeodeticCoordinate": ("AltitudeAGL", "AltitudeMSL", "Latitude", "Longitude"),
    "APP6CSymbol": ("APP6C-SIDC",),
    "NamedEntityType": ("EntityTypeName", "EntityTypeNamespace"),
    "ScenarioSetting": ("DateTime", "Version"),
    "SystemEntityList": ("ActorReference", "SystemName"),
}
"""Names of the elements in each, in order."""

_HOUSES = {
    "ForceSide": ("AbstractObject",),
    "Unit": ("MilitaryOrganization", "CollectiveEntity", "ActorEntity", "Entity"),
    **dict.fromkeys(
        ("Vehicle", "Aircraft", "SurfaceVessel", "SubsurfaceVessel"),
        ("Platform", "ActorEntity", "Entity"),
    ),
}
"""What must be around an element, from the inside out, up to the definitions of objects."""

_NEEDED = {
    "Entity": ORDER["Entity"],
    "ActorEntity": ORDER["ActorEntity"],
    "CollectiveEntity": ORDER["CollectiveEntity"],
    "Platform": ORDER["Platform"],
    "MilitaryOrganization": ORDER["MilitaryOrganization"],
    "AbstractObject": ORDER["AbstractObject"],
    "CurrentState": ("PhysicalState",),
    "PhysicalState": ("Location",),
    "Location": ORDER["Location"],
    "MapGraphic": ORDER["MapGraphic"],
    "TacticalGraphic": ORDER["TacticalGraphic"],
    "Line": ORDER["Line"],
    "APP6CSymbol": ("APP6C-SIDC",),
    "ObjectDefinitions": (),
}
"""Elements of which one must stand in another; without it, that one is left out."""

_SEVERAL = frozenset({
    *("CurrentTask", "Resource", "Subordinate", "NamedEntityType", "CommandRelation", "Entity"),
    *("AffiliatedWith", "AllegianceRelationship", "CommunicationsNetwork", "EntityHealthStatus"),
    *("AbstractObject", "Action", "PlanPhaseReference", "InitializationDataFile", "Location"),
    *("ObjectDefinitions", "SystemEntityList", "ForceSideRelation"),
})  # fmt: skip
_SEVERAL_IN = {("ForceSide", "Name"), ("SystemEntityList", "ActorReference")}
"""What may stand several times; everything else once."""

_CHOICES = frozenset({
    *("Entity", "ActorEntity", "CollectiveEntity", "Platform", "AbstractObject", "Line"),
    *("MapGraphic", "TacticalGraphic", "Location", "MilitaryOrganization"),
})  # fmt: skip
"""What holds one of its elements."""

_REFERENCES = frozenset({"ActorReference", "OtherSide", "Superior", "Side", "Subordinate"})


def in_order(body: XmlElement, losses: Losses) -> None:
    """Bring a tree into the order of the schemas, and leave out what has no place in it."""
    for one in [*body.walk()][::-1]:
        order = ORDER.get(one.name)
        if order is None:
            continue
        kept: list[XmlElement] = []
        for child in one.children:
            may = child.name in _SEVERAL or (one.name, child.name) in _SEVERAL_IN
            again = not may and any(other.name == child.name for other in kept)
            again = again or (bool(kept) and one.name in _CHOICES)
            if child.name in order and not again and _is_good(child):
                kept.append(child)
            else:
                why = Phrase("the schema that is written has no place for it")
                losses.add(Fate.LOST, one.path, f"`{child.name[:60]}`", why, child.line)
        one.children = sorted(kept, key=lambda child: order.index(child.name))


def _is_good(one: XmlElement) -> bool:
    """Return whether an element holds what it must; what is wrong in a code is made right."""
    needed = _NEEDED.get(one.name)
    if needed and not any(child.name in needed for child in one.children):
        return False
    text = one.text.strip()
    if one.name in _REFERENCES:
        return UUID.fullmatch(text) is not None
    if one.name == "EchelonCode" and text not in ECHELONS:
        one.text = NO_ECHELON
    if one.name == "APP6C-SIDC":
        return SYMBOL.fullmatch(text) is not None
    if one.name == "CommandRelationCode":
        return is_relation(text)
    if one.name == "CommandRelation":
        return {child.name for child in one.children} == {*ORDER["CommandRelation"]}
    return True


def house(one: XmlElement, objects: XmlElement) -> None:
    """Put what the schemas want around a side or actor, unless it is there.

    An element that shares its place with another gets one of its own, behind it.
    """
    at, right = one, True
    for name in _HOUSES[one.name]:
        above = at.above
        right = right and above is not None and above.name == name and above.children[0] is at
        if above is None:
            break
        at = above
    if right and at.above is not None and at.above.name == "ObjectDefinitions":
        return
    if one.above is not None:
        one.above.children.remove(one)
    behind: XmlElement | None = one
    while behind is not None and (behind.above is None or behind.above.name != objects.name):
        behind = behind.above
    made_ = one
    for name in _HOUSES[one.name]:
        made_ = made(name, made_)
    holder = objects if behind is None or behind.above is None else behind.above
    place = len(holder.children) if behind is None else holder.children.index(behind) + 1
    holder.children.insert(place, made_)
    made_.above = holder
