"""A GeoJSON collection that was imported, with what the scenario has changed since.

What for: the way back. Takes the collection as it was kept, the order of battle that the import
made of it and that of the scenario now; gives the collection in which only what differs between the
two is written anew. Other features, and properties of other programs, are as they were.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.geojson import feature_of
from renkei.interop.exchange.geojson_reading import place_of
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import MOVING, property_of


def patched_geojson(
    collection: dict[str, Any],
    read: OrderOfBattle,
    before: OrderOfBattle,
    now: OrderOfBattle,
    losses: Losses,
) -> bytes:
    """Return the file with the changes from ``before`` to ``now``; ``read`` knows the features."""
    made = copy.deepcopy(collection)
    features = made["features"]
    places = {one.id: place for one in read.formations
              if (place := place_of(one.where)) is not None}  # fmt: skip
    old = {one.id: one for one in before.formations}
    new = {one.id: one for one in now.formations}
    natives = {id_: _native(features[place]) or id_ for id_, place in places.items()}
    sides = {side.code: side.name for side in now.sides}
    if now.name != before.name:
        made["name"] = now.name
    if now.description != before.description:
        made["description"] = now.description
    renamed = {id_ for id_, one in new.items() if id_ in old and one.name != old[id_].name}

    def called(superior: str | None) -> str | None:
        return None if superior is None else natives.get(superior, superior)

    gone = [id_ for id_ in old if id_ not in new and id_ in places]
    taken_out = {_own_name(features[places[id_]]) for id_ in gone}
    for id_, one in new.items():
        if id_ in places and id_ in old:
            side = sides.get(one.side, one.side)
            changed = one.superior != old[id_].superior or one.superior in renamed
            _change(features[places[id_]], old[id_], one, side)
            if changed:
                _say(features[places[id_]], "superior", "superior", called(one.superior))
    made["features"] = [one for one in features if not _is_mark_of(one, taken_out)]
    for id_ in gone:
        why = Phrase("it is no longer in the scenario; its features are removed")
        losses.add(Fate.LOST, id_, f"`{id_}`", why)
    made["features"] += [
        feature_of(
            one.position,
            replace(one, side=sides.get(one.side, one.side), superior=called(one.superior)),
        )
        for id_, one in new.items()
        if id_ not in old and id_ not in places and one.position is not None
    ]
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _native(feature: dict[str, Any]) -> str:
    """Return what the file calls a unit, where others name it as their superior; else empty."""
    properties = feature.get("properties")
    said = property_of(properties, "id") if isinstance(properties, dict) else None
    if said is not None:
        assert isinstance(properties, dict)
        return str(properties[said])
    native = feature.get("id")
    return str(native) if isinstance(native, (str, int)) else ""


def _own_name(feature: dict[str, Any]) -> tuple[str, str]:
    """Return what tells the features of one unit, at all moments, from those of others."""
    given = feature.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    named = property_of(properties, "name")
    native = _native(feature)
    return native, "" if native or named is None else str(properties[named])


def _is_mark_of(feature: object, names: set[tuple[str, str]]) -> bool:
    if not isinstance(feature, dict):
        return False
    shape, given = feature.get("geometry"), feature.get("properties")
    is_point = isinstance(shape, dict) and shape.get("type") == "Point"
    kind = given.get("kind") if isinstance(given, dict) else None
    return is_point and kind not in MOVING and _own_name(feature) in names


def _change(feature: dict[str, Any], old: Formation, new: Formation, side: str) -> None:
    if new.name != old.name:
        _say(feature, "name", "name", new.name)
        if not _native(feature):  # its identifier came of its name, and would be another
            _say(feature, "id", "id", new.id)
    if new.side != old.side:
        _say(feature, "side", "nation", side)
    if new.symbol != old.symbol:
        _say(feature, "symbol", "sidc", new.symbol)
    if new.position is not None and new.position != old.position:
        feature["geometry"] = {"type": "Point", "coordinates": _with_height(feature, new.position)}


def _say(feature: dict[str, Any], what: str, instead: str, value: object) -> None:
    """Write a property under the name that the feature has for it."""
    given = feature.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    properties[property_of(properties, what) or instead] = value
    feature["properties"] = properties


def _with_height(feature: dict[str, Any], position: Position) -> list[float]:
    return [*position, *feature["geometry"]["coordinates"][2:3]]
