"""Distances between places by the way a unit moves.

Air: geodesic on WGS 84 (pyproj). Sea: the shortest route on a network of shipping lanes (searoute),
never less than the geodesic. Land: geodesic times :data:`ROAD_DETOUR`.
"""

from __future__ import annotations

from functools import lru_cache

from renkei.scenario.model.forces import Medium
from renkei.scenario.model.organisation import Place

METRES_PER_NMI = 1852.0
ROAD_DETOUR = 1.35
"""Road distance over geodesic distance: an assumption, stated in ``docs/explanation/model.md``."""


def distance_nmi(start: Place, end: Place, medium: Medium) -> float:
    """Return the distance a unit covers from one place to another [nmi]."""
    points = (start.longitude, start.latitude, end.longitude, end.latitude)
    if medium is Medium.SEA:
        return _sea_nmi(*points)
    if medium is Medium.LAND:
        return ROAD_DETOUR * _geodesic_nmi(*points)
    return _geodesic_nmi(*points)


@lru_cache(maxsize=65536)
def _geodesic_nmi(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    return float(_geod().inv(lon1, lat1, lon2, lat2)[2]) / METRES_PER_NMI


@lru_cache(maxsize=65536)
def _sea_nmi(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    import searoute

    direct = _geodesic_nmi(lon1, lat1, lon2, lat2)
    if direct == 0.0:
        return 0.0
    # The network knows lanes, not harbours: on short legs both ends snap to the same node and the
    # route comes out shorter than the straight line.
    route = searoute.searoute([lon1, lat1], [lon2, lat2], units="naut")
    return max(direct, float(route.properties["length"]))


@lru_cache(maxsize=1)
def _geod():  # type: ignore[no-untyped-def]
    from pyproj import Geod

    return Geod(ellps="WGS84")
