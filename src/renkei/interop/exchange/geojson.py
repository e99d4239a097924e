"""GeoJSON (RFC 7946): positions of an order of battle, or the courses of a replication.

Takes plain data; gives one FeatureCollection. Longitude first; lines are cut at the date line;
times are ISO 8601 with their zone.
"""

from __future__ import annotations

import json
from typing import Any

from renkei.interop.exchange.courses import Replicated
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.ways import cut


def geojson(forces: OrderOfBattle, replicated: Replicated | None = None) -> bytes:
    """Return the file: a point for each formation, and what moved and happened, if given."""
    features = [feature_of(one.position, one) for one in forces.formations if one.position]
    if replicated is not None:
        features += _moving(replicated)
    collection = {
        "type": "FeatureCollection",
        "features": features,
        "name": forces.name,
        "description": "" if replicated is None else replicated.note,
    }
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def feature_of(position: Position, one: Formation) -> dict[str, Any]:
    """Return the point of a formation, with what the format says of it."""
    return _point(position, _described(one))


def _described(one: Formation) -> dict[str, Any]:
    return {
        "kind": "headquarters" if one.commands else "unit",
        "id": one.id,
        "name": one.name,
        "nation": one.side,
        "superior": one.superior,
        "sidc": one.symbol,
    }


def _moving(replicated: Replicated) -> list[dict[str, Any]]:
    features = []
    for course in replicated.courses:
        for leg in course.legs:
            if leg.departed is None or leg.points[0] == leg.points[-1]:
                continue
            lines = [[list(point) for point in part] for part in cut(leg.points)]
            shape: dict[str, Any] = {"type": "MultiLineString", "coordinates": lines}
            if len(lines) == 1:
                shape = {"type": "LineString", "coordinates": lines[0]}
            properties = {
                "kind": "return" if leg.is_return else "transit",
                "id": course.unit,
                "detachment": course.name,
                "name": leg.title,
                "departed": leg.departed.isoformat(),
                "arrived": None if leg.arrived is None else leg.arrived.isoformat(),
            }
            features.append({"type": "Feature", "geometry": shape, "properties": properties})
    for one in replicated.happenings:
        properties = {
            "kind": "event",
            "name": one.title,
            "detail": one.subtitle,
            "time": one.moment.isoformat(),
        }
        features.append(_point(one.position, properties))
    return features


def _point(position: Position, properties: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": list(position)}
    return {"type": "Feature", "geometry": shape, "properties": properties}
