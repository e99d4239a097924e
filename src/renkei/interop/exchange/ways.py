"""Ways between places as points of a map, and their cut at the date line.

Air: the geodesic of WGS 84. Land: the same, since no roads are known. Sea: the shipping lanes from
which the simulated distance is computed (:mod:`renkei.doctrine.distance`), or the geodesic where
these are not longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from renkei.doctrine.distance import geodesic_points, sea_points
from renkei.interop.exchange.forces import Position
from renkei.scenario.model.forces import Medium


def way(start: Position, end: Position, medium: Medium) -> tuple[Position, ...]:
    """Return the points of a way from one position to another, both included."""
    if start == end:
        return (start, end)
    points = sea_points if medium is Medium.SEA else geodesic_points
    return tuple(Position(_wrapped(lon), lat) for lon, lat in points(*start, *end))


def cut(points: Sequence[Position]) -> list[list[Position]]:
    """Return a line in parts that do not cross the date line (RFC 7946, 3.1.9).

    A step of more than 180 degrees of longitude is taken to go the other way round; the latitude of
    the cut is that of the straight line between its ends on the map.
    """
    parts: list[list[Position]] = [[points[0]]]
    for before, after in pairwise(points):
        step = after.longitude - before.longitude
        if abs(step) > 180:
            edge = 180.0 if step < 0 else -180.0
            beyond = after.longitude + 2 * edge
            share = (edge - before.longitude) / (beyond - before.longitude)
            latitude = before.latitude + share * (after.latitude - before.latitude)
            if before.longitude != edge:
                parts[-1].append(Position(edge, round(latitude, 9)))
            parts.append([] if after.longitude == -edge else [Position(-edge, round(latitude, 9))])
        parts[-1].append(after)
    return [part for part in parts if len(part) > 1] or [[points[0], points[0]]]


def _wrapped(longitude: float) -> float:
    if -180 <= longitude <= 180:
        return longitude
    return round((longitude + 180) % 360 - 180, 9)
