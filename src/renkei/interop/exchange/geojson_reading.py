"""GeoJSON (RFC 7946) in: points as positions of units, with what their properties say.

Takes plain data; gives an order of battle, and an entry in the loss report for the rest. Longitude
is first, as the format has it; another system of coordinates is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.forces import OrderOfBattle
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import (
    MOVING,
    MapMark,
    described,
    forces_from,
    is_known,
    note_unread,
    position_of,
)

SHAPES = frozenset({
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    "GeometryCollection",
})  # fmt: skip
_PLACE = re.compile(r"features\[([0-9]+)\]")
_WGS84 = ("CRS84", "4326", "WGS84", "WGS 84")


def is_geojson(data: Any) -> bool:
    """Return whether plain data are GeoJSON."""
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str):
        return False
    return kind in ("FeatureCollection", "Feature") or (
        kind in SHAPES and ("coordinates" in data or "geometries" in data)
    )


def is_kept(data: dict[str, Any]) -> bool:
    """Return whether a file is kept for the way back: a collection; others are but a shape."""
    return data.get("type") == "FeatureCollection"


def place_of(where: str) -> int | None:
    """Return the place of a feature in its collection, as the loss report names it."""
    found = _PLACE.fullmatch(where)
    return None if found is None else int(found[1])


def read_geojson(data: dict[str, Any], losses: Losses) -> OrderOfBattle:
    """Return the order of battle.

    Raises
    ------
    InputError
        If the coordinates are said to be others than longitude and latitude of WGS 84, or a
        collection has no list of features.
    """
    _check_system(data, losses.file)
    unread = Fate.KEPT if is_kept(data) else Fate.LOST
    marks: list[MapMark] = []
    for where, feature in _features(data, losses):
        marks += _marks(feature, where, losses, unread)
    name, description = (
        text if isinstance(text, str) else ""
        for text in (data.get("name"), data.get("description"))
    )
    return forces_from(marks, name, description, losses, unread)


def _check_system(data: dict[str, Any], file: str) -> None:
    """Refuse coordinates of another system, which older files could name."""
    named = data.get("crs")
    text = json.dumps(named).upper()
    if named is None or any(one.upper() in text for one in _WGS84):
        return
    expected = Phrase("longitude and latitude (WGS 84), as RFC 7946 has them")
    found = Phrase("coordinates of {system}", system=text[:80])
    problem = Problem("IMP-017", Location(file), "crs", found, expected)
    raise InputError([problem])


def _features(data: dict[str, Any], losses: Losses) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = data.get("type")
    if kind == "Feature":
        yield "feature", data
    elif kind in SHAPES:
        yield "geometry", {"type": "Feature", "geometry": data, "properties": {}}
    else:
        features = data.get("features")
        if not isinstance(features, list):
            file, found = Location(losses.file), Phrase("no list")
            raise InputError([Problem("IMP-018", file, "features", found, Phrase("a list"))])
        for number, feature in enumerate(features):
            where = f"features[{number}]"
            if isinstance(feature, dict):
                yield where, feature
            else:
                note_unread([(where, 0, Phrase("what is no feature"))], losses, Fate.KEPT)


def _marks(feature: dict[str, Any], where: str, losses: Losses, unread: Fate) -> Iterator[MapMark]:
    given = feature.get("properties")
    properties = given if isinstance(given, dict) else {}
    shape = feature.get("geometry")
    kind = shape.get("type") if isinstance(shape, dict) else None
    said = properties.get("kind")
    if kind != "Point" or (isinstance(said, str) and said in MOVING):
        what = said if isinstance(said, str) and said in MOVING else kind or "no geometry"
        note_unread([(where, 0, f"`{str(what)[:60]}`")], losses, unread)
        return
    at = shape.get("coordinates") if isinstance(shape, dict) else None
    if not isinstance(at, list) or len(at) < 2:
        at = [None, None]
    position = position_of(at[0], at[1])
    if position is None:
        why = Phrase("it is no position; longitude stands first")
        losses.add(unread, f"{where}.geometry", f"`{str(at[:2])[:60]}`", why)
        return
    if position.longitude != at[0]:
        why = Phrase("it lies beyond the date line; it is counted from the other side")
        losses.add(Fate.APPROXIMATED, f"{where}.geometry", Phrase("longitude"), why)
    if any(at[2:3]):
        note_unread([(f"{where}.geometry", 0, Phrase("height"))], losses, unread)
    native = feature.get("id")
    own = str(native) if isinstance(native, (str, int)) else ""
    mark = described(properties, MapMark("", position, id=own, where=where))
    for key, value in properties.items():
        if not is_known(key) and value not in (None, "", [], {}):
            note_unread([(f"{where}.properties", 0, f"`{key[:60]}`")], losses, unread)
    yield mark
