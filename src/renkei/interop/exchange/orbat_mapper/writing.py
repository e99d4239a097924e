"""An order of battle as an ORBAT Mapper document, from nothing.

Takes an order of battle and, of a replication, the courses of detachments and events; gives the
document of :data:`~renkei.interop.exchange.orbat_mapper.upgrading.VERSION`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.courses import DetachmentCourse, Happening, Replicated
from renkei.interop.exchange.forces import Formation, Holding, Move, OrderOfBattle
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.orbat_mapper.reading import OURS
from renkei.interop.exchange.orbat_mapper.upgrading import VERSION
from renkei.interop.exchange.symbol_codes import says_headquarters
from renkei.interop.exchange.symbols import in_digits

_FRIEND = "3"
_STATUSES = ("At base", "Under way", "On station", "Returning")


def document_of(
    forces: OrderOfBattle, losses: Losses, replicated: Replicated | None = None
) -> dict[str, Any]:
    """Return the document of an order of battle, moving if a replication is given."""
    nodes = {one.id: unit_node(one, losses) for one in forces.formations}
    sides: dict[str, dict[str, Any]] = {
        side.code: {
            "id": side.code,
            "name": side.name,
            "standardIdentity": _identity(
                one for one in forces.formations if one.side == side.code
            ),
            "groups": [],
            "subUnits": [],
        }
        for side in forces.sides
    }
    by_id = {one.id: one for one in forces.formations}
    for one in forces.formations:
        above = nodes[one.superior] if one.superior in nodes else sides[one.side]
        above["subUnits"].append(nodes[one.id])
        if one.superior in by_id and by_id[one.superior].side != one.side:
            why = Phrase("it stands below a formation of another side, and is drawn in its colour")
            losses.add(Fate.APPROXIMATED, one.id, Phrase("side"), why)
        nodes[one.id]["state"] += [move_state(one, move) for move in one.moves]
    _note_unsaid(forces, nodes, losses)
    events: list[dict[str, Any]] = []
    if replicated is not None:
        for place, course in enumerate(replicated.courses):
            detached = _detachment(course, by_id[course.unit], f"{course.unit}.d{place + 1}")
            nodes[course.unit]["subUnits"].append(detached)
        events = [_event(place, one) for place, one in enumerate(replicated.happenings)]
    begins = datetime.combine(forces.start, time(), ZoneInfo(forces.zone))
    stamp = begins.isoformat()
    meta = {"createdDate": stamp, "lastModifiedDate": stamp, "exportedFrom": OURS}
    note = "" if replicated is None else replicated.note
    return {
        "id": "renkei",
        "type": "ORBAT-mapper",
        "version": VERSION,
        "meta": meta,
        "name": forces.name,
        "description": "\n\n".join(text for text in (forces.description, note) if text),
        "startTime": stamp,
        "timeZone": forces.zone,
        "symbologyStandard": "2525d",
        "sides": list(sides.values()),
        "events": events,
        "layerStack": [],
        "equipment": _catalogue(held for one in forces.formations for held in one.equipment),
        "personnel": [{"name": "Personnel"}],
        "supplyCategories": _catalogue(held for one in forces.formations for held in one.supplies),
        "settings": {
            "rangeRingGroups": [],
            "statuses": [{"name": name} for name in _STATUSES],
            "supplyClasses": [],
            "supplyUoMs": [],
        },
    }


def _note_unsaid(forces: OrderOfBattle, nodes: dict[str, dict[str, Any]], losses: Losses) -> None:
    """Note headquarters that nothing in the file tells from units."""
    commanding = {one.superior for one in forces.formations}
    commanding |= {move.superior for one in forces.formations for move in one.moves}
    why = Phrase("without subordinates, and without its symbol, it reads as a unit")
    for one in forces.formations:
        drawn = says_headquarters(nodes[one.id]["sidc"])
        if one.commands and one.id not in commanding and not drawn:
            losses.add(Fate.APPROXIMATED, one.id, Phrase("headquarters"), why)


def unit_node(one: Formation, losses: Losses) -> dict[str, Any]:
    """Return the unit of a formation, without those below it."""
    node: dict[str, Any] = {"id": one.id, "name": one.name, "sidc": digits(one, losses)}
    if one.position is not None:
        node["location"] = list(one.position)
    if one.speed_kt is not None:
        node["properties"] = {"averageSpeed": {"value": one.speed_kt, "uom": "knots"}}
    if one.personnel is not None:
        node["personnel"] = [{"name": "Personnel", "count": one.personnel}]
    for key, held in (("equipment", one.equipment), ("supplies", one.supplies)):
        if held:
            node[key] = [holding(entry) for entry in held]
    return node | {"subUnits": [], "state": []}


def digits(one: Formation, losses: Losses) -> str:
    """Return twenty digits: the application draws no others."""
    instead = "10031002000000000000" if one.commands else "10031000000000000000"
    if one.symbol is None:
        return instead
    found = in_digits(one.symbol)
    if found.why is not None:
        why = found.why
        if found.code is None:
            plain = Phrase("a headquarters or unit without branch is drawn")
            why = Phrase("{why}; {instead}", why=found.why, instead=plain)
        losses.add(Fate.APPROXIMATED, one.id, f"`{one.symbol}`", why)
    return found.code or instead


def holding(held: Holding) -> dict[str, Any]:
    """Return an entry of equipment, supplies or personnel."""
    entry: dict[str, Any] = {"name": held.name, "count": _plain(held.count)}
    if held.on_hand is not None and held.on_hand != held.count:
        entry["onHand"] = _plain(held.on_hand)
    return entry | ({"uom": held.unit} if held.unit else {})


def move_state(one: Formation, move: Move, target: str | None = None) -> dict[str, Any]:
    """Return the state in which a unit moves under another superior, or under its side."""
    to = target or move.superior or one.side
    moment = move.moment.isoformat()
    return {
        "id": f"{one.id}.{moment}",
        "t": moment,
        "hierarchy": {"targetId": to, "placement": "on", "parentId": to},
    }


def _detachment(course: DetachmentCourse, unit: Formation, id_: str) -> dict[str, Any]:
    """Return the part of a unit that is sent, with its ways as states at times."""
    node: dict[str, Any] = {
        "id": id_,
        "name": f"{unit.name}: {course.name}",
        "sidc": digits(unit, Losses("")),
        "subUnits": [],
        "location": list(course.home),
        "status": _STATUSES[0],
    }
    states: list[dict[str, Any]] = []

    def state(moment: datetime, **more: Any) -> None:
        states.append({"id": f"{id_}.{len(states)}", "t": moment.isoformat(), **more})

    for leg in course.legs:
        path = leg.points
        if leg.departed is not None:
            status = _STATUSES[3] if leg.is_return else _STATUSES[1]
            state(leg.departed, location=list(path[0]), status=status, title=leg.title)
        if leg.arrived is not None:
            via = {"via": [list(point) for point in path[1:-1]]} if len(path) > 2 else {}
            status = _STATUSES[0] if leg.is_return else _STATUSES[2]
            state(leg.arrived, location=list(path[-1]), status=status, **via)
    return node | {"state": states}


def _event(place: int, one: Happening) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": list(one.position)}
    return {
        "id": f"event-{place + 1}",
        "title": one.title,
        "subTitle": one.subtitle,
        "startTime": one.moment.isoformat(),
        "where": {"type": "geometry", "geometry": point},
    }


def _identity(formations: Iterable[Formation]) -> str:
    """Return the identity that most symbols of a side have: friend unless they say otherwise."""
    said = Counter(one.symbol[3] for one in formations if one.symbol and one.symbol[:4].isdigit())
    return max(said, key=lambda digit: (said[digit], digit)) if said else _FRIEND


def _catalogue(held: Iterable[Holding]) -> list[dict[str, Any]]:
    found = {one.name: one.unit for one in held}
    return [{"name": name} | ({"uom": unit} if unit else {}) for name, unit in found.items()]


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
