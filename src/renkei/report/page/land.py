"""The land under the map of the page, from Natural Earth (1:10 million, public domain).

What for: the page draws its map without a network. The bundle holds the land of the world in cells
(`web/build/land.mjs` makes them); a page gets those round its places. Borders and names of states
are left out: many are disputed, and a scenario names its own places.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

_MARGIN = 5.0
"""Degrees of land beyond the outermost places."""

_MOST_LATITUDE = 84.0
"""Beyond it the projection of the map (Mercator) does not reach."""

Ring = tuple[int, ...]


def land_around(points: Iterable[tuple[float, float]]) -> tuple[Ring, ...]:
    """Return the land round places given as latitude and longitude.

    Returns
    -------
    tuple of rings
        Each holds longitude and latitude of its first point in hundredths of a degree, then the
        steps to each further point.
    """
    places = list(points)
    if not places:
        return ()
    land: dict[str, Any] = json.loads(
        (files("renkei.report.page") / "bundle" / "land.json").read_text(encoding="utf-8")
    )
    size = int(land["cell"])
    south = max(min(latitude for latitude, _ in places) - _MARGIN, -_MOST_LATITUDE)
    north = min(max(latitude for latitude, _ in places) + _MARGIN, _MOST_LATITUDE)
    west, width = _arc([longitude for _, longitude in places])
    found: list[Ring] = []
    columns = range(math.floor(west / size), math.ceil((west + width) / size))
    for column in sorted({(x * size + 180) % 360 - 180 for x in columns}):
        for row in range(math.floor(south / size) * size, math.ceil(north), size):
            found += [tuple(ring) for ring in land["cells"].get(f"{column},{row}", ())]
    return tuple(found)


def _arc(longitudes: list[float]) -> tuple[float, float]:
    """Return the west end and the width of the shortest arc that holds all longitudes [degrees]."""
    turned = sorted(one % 360 for one in longitudes)
    gaps = [
        (after - before, after)
        for before, after in zip(turned, [*turned[1:], turned[0] + 360], strict=True)
    ]
    gap, west = max(gaps)
    width = min(360 - gap + 2 * _MARGIN, 360.0)
    return west % 360 - _MARGIN, width
