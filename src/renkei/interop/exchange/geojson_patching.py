"""A GeoJSON collection that was imported, with what the scenario has changed since.

What for: the way back. Takes the collection as it was kept, the order of battle that the import
made of it and that of the scenario now; gives the collection in which only what differs between the
two is written anew. Other features, and properties of other programs, are as they were.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.geojson import feature_of
from renkei.interop.exchange.geojson_reading import place_of
from renkei.interop.exchange.marks import property_of


def patched_geojson(
    collection: dict[str, Any],
    read: OrderOfBattle,
    before: OrderOfBattle,
    now: OrderOfBattle,
) -> bytes:
    """Return the file with the changes from ``before`` to ``now``; ``read`` knows the features."""
    made = copy.deepcopy(collection)
    features = made["features"]
    places = {one.id: place for one in read.formations
              if (place := place_of(one.where)) is not None}  # fmt: skip
    old = {one.id: one for one in before.formations}
    new = {one.id: one for one in now.formations}
    natives = {id_: _native(features[place], id_) for id_, place in places.items()}
    sides = {side.code: side.name for side in now.sides}
    if now.name != before.name:
        made["name"] = now.name
    if now.description != before.description:
        made["description"] = now.description
    for id_, one in new.items():
        if id_ in places and id_ in old:
            above = None if one.superior is None else natives.get(one.superior, one.superior)
            _change(features[places[id_]], old[id_], one, above, sides.get(one.side, one.side))
    gone = {places[id_] for id_ in old if id_ not in new and id_ in places}
    made["features"] = [one for place, one in enumerate(features) if place not in gone]
    added = [one for id_, one in new.items() if id_ not in old and id_ not in places]
    made["features"] += [feature_of(one.position, one) for one in added if one.position is not None]
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _native(feature: dict[str, Any], id_: str) -> str:
    """Return what the file calls a unit, where others name it as their superior."""
    properties = feature.get("properties")
    said = property_of(properties, "id") if isinstance(properties, dict) else None
    if said is not None:
        assert isinstance(properties, dict)
        return str(properties[said])
    native = feature.get("id")
    return str(native) if isinstance(native, (str, int)) else id_


def _change(
    feature: dict[str, Any], old: Formation, new: Formation, above: str | None, side: str
) -> None:
    given = feature.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    for what, instead, is_changed, value in (
        ("name", "name", new.name != old.name, new.name),
        ("side", "nation", new.side != old.side, side),
        ("superior", "superior", new.superior != old.superior, above),
        ("symbol", "sidc", new.symbol != old.symbol, new.symbol),
    ):
        if is_changed:
            properties[property_of(properties, what) or instead] = value
            feature["properties"] = properties
    if new.position is not None and new.position != old.position:
        feature["geometry"] = {"type": "Point", "coordinates": _with_height(feature, new.position)}


def _with_height(feature: dict[str, Any], position: Position) -> list[float]:
    return [*position, *feature["geometry"]["coordinates"][2:3]]
