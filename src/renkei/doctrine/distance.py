"""Distances between places by the way a unit moves.

Air: geodesic on WGS 84 (pyproj). Sea: the shortest route on a network of shipping lanes (searoute),
never less than the geodesic. Land: geodesic times :data:`ROAD_DETOUR`.

A route takes milliseconds and follows from its ends and the libraries: :func:`routes_kept` keeps
the lengths between runs.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import metadata

from renkei._base.cache import Cache
from renkei.scenario.model.forces import Medium
from renkei.scenario.model.organisation import Place

METRES_PER_NMI = 1852.0
POINT_EVERY_NMI = 100.0
"""Distance of the points of a geodesic that is drawn."""

ROAD_DETOUR = 1.35
"""Road distance over geodesic distance: an assumption, stated in ``docs/explanation/model.md``."""


def distance_nmi(start: Place, end: Place, medium: Medium) -> float:
    """Return the distance a unit covers from one place to another [nmi]."""
    points = (start.longitude, start.latitude, end.longitude, end.latitude)
    if medium is Medium.SEA:
        return _sea_nmi(*points)
    if medium is Medium.LAND:
        return ROAD_DETOUR * geodesic_nmi(*points)
    return geodesic_nmi(*points)


@lru_cache(maxsize=65536)
def geodesic_nmi(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the length of the geodesic between two points in degrees [nmi]."""
    return float(_geod().inv(lon1, lat1, lon2, lat2)[2]) / METRES_PER_NMI


def _sea_nmi(*points: float) -> float:
    direct = geodesic_nmi(*points)
    if direct == 0.0:
        return 0.0
    # The network knows lanes, not harbours: on short legs both ends snap to the same node and the
    # route comes out shorter than the straight line.
    ends = ",".join(map(repr, points))
    if ends not in _routes:
        _routes[ends] = _route_nmi(*points)
    return max(direct, _routes[ends])


def _route_nmi(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    import searoute

    route = searoute.searoute([lon1, lat1], [lon2, lat2], units="naut")
    return float(route.properties["length"])


def geodesic_points(
    lon1: float, lat1: float, lon2: float, lat2: float
) -> list[tuple[float, float]]:
    """Return points of the geodesic from one place to another, both included.

    Longitude and latitude in degrees, a point every :data:`POINT_EVERY_NMI` or nearer.
    """
    parts = max(int(geodesic_nmi(lon1, lat1, lon2, lat2) // POINT_EVERY_NMI), 0)
    between = _geod().npts(lon1, lat1, lon2, lat2, parts) if parts else []
    return [(lon1, lat1), *((round(x, 6), round(y, 6)) for x, y in between), (lon2, lat2)]


@lru_cache(maxsize=4096)
def sea_points(lon1: float, lat1: float, lon2: float, lat2: float) -> list[tuple[float, float]]:
    """Return the points of the route of which :func:`distance_nmi` takes the length.

    The geodesic, where the route on the network is not longer. Longitudes may lie beyond 180.
    """
    import searoute

    route = searoute.searoute([lon1, lat1], [lon2, lat2], units="naut")
    if float(route.properties["length"]) <= geodesic_nmi(lon1, lat1, lon2, lat2):
        return geodesic_points(lon1, lat1, lon2, lat2)
    lanes = [(float(x), float(y)) for x, y in route.geometry["coordinates"]]
    return [(lon1, lat1), *lanes, (lon2, lat2)]


_routes: dict[str, float] = {}
"""Lengths of the routes that this process knows, by longitude and latitude of both ends."""

_MOST_ROUTES = 20_000
"""Most routes that are kept between runs, the newest: some 2 MB."""


@contextmanager
def routes_kept(cache: Cache | None) -> Iterator[None]:
    """Know the routes of earlier runs, and keep the new ones; None: neither."""
    if cache is None:
        yield
        return
    key = _key()
    known = _lengths(cache.get(key))
    _routes.update(known)
    try:
        yield
    finally:
        if len(_routes) > len(known):
            cache.put(key, json.dumps(dict(list(_routes.items())[-_MOST_ROUTES:])).encode())


@lru_cache(maxsize=1)
def _key() -> str:
    versions = [f"{name} {metadata.version(name)}" for name in ("searoute", "networkx")]
    return "; ".join(["sea routes", *versions, platform.python_version(), platform.machine()])


def _lengths(content: bytes | None) -> dict[str, float]:
    try:
        lengths = json.loads(content or b"{}")
        return {str(ends): float(length) for ends, length in lengths.items()}
    except (ValueError, TypeError, AttributeError):
        return {}  # sealed, and yet of no use: they are found anew


@lru_cache(maxsize=1)
def _geod():  # type: ignore[no-untyped-def]
    from pyproj import Geod

    return Geod(ellps="WGS84")
