"""The order of elements that the schemas of 1.0.2 and 2.0.0-cwix2026 prescribe.

What for: what is written must stand in this order, and real files do not always keep it. Elements
that are not named here are copied as they are. Takes a tree; gives it in order, without what the
schemas have no place for, each with an entry.
"""

from __future__ import annotations

import math
import re

from renkei._base.language import Phrase
from renkei.interop.exchange.c2sim.codes import ECHELONS, SYMBOL, UUID, is_relation
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
    "PhysicalEntity": (
        *("CulturalFeature", "EnvironmentalObject", "GeographicFeature", "MapGraphic"),
    ),
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
    "DateTime": ("Name", "IsoDateTime"),
    "EntityHealthStatus": ("OperationalStatus", "Resources", "Strength"),
    "OperationalStatus": ("OperationalStatusCode",),
    "Strength": ("StrengthPercentage",),
    "Resources": ("Resource",),
    **dict.fromkeys(("DirectionOfMovement", "Orientation"), ("EulerAngles", "Heading")),
    "Heading": ("HeadingAngle",),
    "EulerAngles": ("HeadingAngle", "Phi", "Psi", "Theta"),
    "AllegianceRelationship": ("ActorReference", "AllegianceRelationshipCode"),
    "InitializationDataFile": ("IntializationFileType", "Name", "SystemName"),
    "Location": ("GeodeticCoordinate", "RelativeLocation"),
    "GeodeticCoordinate": ("AltitudeAGL", "AltitudeMSL", "Latitude", "Longitude"),
    "APP6CSymbol": ("APP6C-SIDC",),
    "NamedEntityType": ("EntityTypeName", "EntityTypeNamespace"),
    "Action": ("Event", "Task"),
    "StartTime": ("DateTime", "RelativeTime", "SimulationTime"),
    "Event": (
        *("ActionTemporalRelationship", "Location", "MapGraphicID", "Name", "UUID", "Duration"),
        *("EventCode", "StartTime"),
    ),
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

_CHOICES = frozenset({
    *("Entity", "ActorEntity", "CollectiveEntity", "Platform", "AbstractObject", "Line"),
    *("MapGraphic", "TacticalGraphic", "Location", "MilitaryOrganization", "CurrentState"),
    *("EntityHealthStatus", "DirectionOfMovement", "Orientation", "PhysicalEntity"),
    *("Action", "StartTime"),
})  # fmt: skip
"""What holds one of its elements, and must."""

_GRAPHICS = ("Point", "TacticalArea", "TaskGraphic", "NBC_Event", "Boundary", "Route",
             "METOCGraphic", "UnitSymbol")  # fmt: skip
_NEEDED = {
    "ForceSideRelation": ORDER["ForceSideRelation"],
    "CommandRelation": ORDER["CommandRelation"],
    "GeodeticCoordinate": ("Latitude", "Longitude"),
    "PhysicalState": ("Location",),
    "APP6CSymbol": ORDER["APP6CSymbol"],
    "NamedEntityType": ORDER["NamedEntityType"],
    "SISOEntityType": DIS,
    "Resource": ("OperationalQuantity", "SISOEntityType"),
    "ScenarioSetting": ORDER["ScenarioSetting"],
    "SystemEntityList": ORDER["SystemEntityList"],
    "DateTime": ("IsoDateTime",),
    "OperationalStatus": ("OperationalStatusCode",),
    "Strength": ("StrengthPercentage",),
    "Resources": ("Resource",),
    "Heading": ("HeadingAngle",),
    "EulerAngles": ORDER["EulerAngles"],
    "AllegianceRelationship": ORDER["AllegianceRelationship"],
    "InitializationDataFile": ("Name", "SystemName"),
    "Event": ("UUID", "EventCode", "StartTime"),
    **dict.fromkeys(_GRAPHICS, ("UUID", "CurrentState")),
}
"""What must stand in an element; without it, the element is left out."""

_SEVERAL = frozenset({
    *("CurrentTask", "Resource", "Subordinate", "NamedEntityType", "CommandRelation", "Entity"),
    *("AffiliatedWith", "AllegianceRelationship", "CommunicationsNetwork", "EntityHealthStatus"),
    *("AbstractObject", "Action", "PlanPhaseReference", "InitializationDataFile", "Location"),
    *("ObjectDefinitions", "SystemEntityList", "ForceSideRelation", "MapGraphicID"),
    "ActionTemporalRelationship",
})  # fmt: skip
_SEVERAL_IN = {("ForceSide", "Name"), ("SystemEntityList", "ActorReference"),
               ("Resources", "Resource")}  # fmt: skip
"""What may stand several times; everything else once."""

_REFERENCES = frozenset({
    *("ActorReference", "OtherSide", "Superior", "Side", "Subordinate", "UUID", "Owner"),
    *("EntityReference", "CurrentTask", "AffiliatedWith", "CommunicationsNetwork"),
})  # fmt: skip
_NUMBERS = frozenset({
    *("OnHandQuantity", "OperationalQuantity", "RequiredOnHandQuantity", "Speed", "Phi", "Psi"),
    *("AltitudeAGL", "AltitudeMSL", "HeadingAngle", "Theta"),
})  # fmt: skip
_RANGES = {
    "Latitude": (-90.0, 90.0),
    "Longitude": (-180.0, 180.0),
    "StrengthPercentage": (0.0, 100.0),
    **dict.fromkeys(DIS, (-128.0, 127.0)),
    "DISCountry": (-1e9, 1e9),
}
_WHOLE = frozenset({*DIS, "StrengthPercentage"})
_TEXTS = frozenset({
    *("Name", "Version", "SystemName", "EntityTypeName", "EntityTypeNamespace", "IsoDateTime"),
    *("APP6C-SIDC", "CommandRelationCode", "IntializationFileType", "Marking"),
})  # fmt: skip
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_WORDS = {
    "HostilityStatusCode": frozenset({
        *("AFR", "AHO", "AIV", "ANT", "FAKER", "FR", "HO", "IV", "JOKER", "NEUTRL", "PENDNG"),
        *("SUSPCT", "UNK"),
    }),
    "OperationalStatusCode": frozenset({
        *("FullyOperational", "MostlyOperational", "NotOperational", "PartlyOperational"),
    }),
    "AllegianceRelationshipCode": frozenset({
        *("FriendlyTo", "HostileTo", "NeutralTo", "UnkownAllegianceTo"),
    }),
    "EchelonCode": ECHELONS,
}  # fmt: skip


_LEAVES = frozenset({*_REFERENCES, *_NUMBERS, *_RANGES, *_TEXTS, *_WORDS})


def in_order(body: XmlElement, losses: Losses) -> None:
    """Bring a tree into the order of the schemas, and leave out what has no place in it."""
    for one in [*body.walk()][::-1]:
        order = ORDER.get(one.name)
        kept: list[XmlElement] = []
        for child in one.children:
            may = child.name in _SEVERAL or (one.name, child.name) in _SEVERAL_IN
            again = not may and any(other.name == child.name for other in kept)
            again = again or (bool(kept) and one.name in _CHOICES)
            known = order is None or (child.name in order and not again)
            if known and _is_good(child):
                kept.append(child)
            else:
                why = Phrase("the schema that is written has no place for it")
                losses.add(Fate.LOST, one.path, f"`{child.name[:60]}`", why, child.line)
        one.children = kept
        if order is not None:
            one.children.sort(key=lambda child: order.index(child.name))


def _is_good(one: XmlElement) -> bool:
    """Return whether an element holds what it must."""
    if one.name in ORDER and one.text:
        one.text = ""
    if one.name in _CHOICES and not one.children:
        return False
    if one.children and one.name in _LEAVES:
        return False
    names = {child.name for child in one.children}
    return names.issuperset(_NEEDED.get(one.name, ())) and (
        one.name in ORDER or _is_value(one.name, one.text.strip())
    )


def _is_value(name: str, text: str) -> bool:
    """Return whether a text is what the schemas want in an element."""
    if name in _REFERENCES:
        return UUID.fullmatch(text) is not None
    if name in _WORDS:
        return text in _WORDS[name]
    if name in _WHOLE and not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        return False
    if name in _NUMBERS or name in _RANGES:
        value = number(text)
        low, high = _RANGES.get(name, (-1e12, 1e12))
        return value is not None and low <= value <= high
    if name == "IsoDateTime":
        return _MOMENT.fullmatch(text) is not None
    if name == "APP6C-SIDC":
        return SYMBOL.fullmatch(text) is not None
    return name != "CommandRelationCode" or is_relation(text)


def number(text: str) -> float | None:
    """Return a number within bounds; None: it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= 1e12 else None


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
    behind: XmlElement = one
    while behind.above is not None and behind.above.name != objects.name:
        behind = behind.above
    holder = behind.above or objects
    place = holder.children.index(behind) + 1 if behind.above is not None else len(holder.children)
    if behind is one and one.above is not None:
        place -= 1
    if one.above is not None:
        one.above.children.remove(one)
    around = one
    for name in _HOUSES[one.name]:
        around = made(name, around)
    holder.children.insert(max(place, 0), around)
    around.above = holder
