"""The four ways in which MSDL says a position: GDC, UTM, MGRS and GCC, as longitude and latitude.

The military grid reference system: DMA Technical Manual 8358.1 (1990), chapter 3. Projections are
those of PROJ.
"""

from __future__ import annotations

import math
import re

from renkei.interop.exchange.forces import Position
from renkei.interop.exchange.marks import position_of
from renkei.interop.exchange.xml_reading import XmlElement

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_ZONE = re.compile(r"(\d{1,2})\s*([C-HJ-NP-X])", re.IGNORECASE)


def position_in(location: XmlElement) -> Position | None:
    """Return the position that a location says in any of its ways; None: in none that is whole.

    Elements are found wherever they stand in it: real files put them beside the element that the
    standard puts them into, and write ``Longigude``.
    """
    said: dict[str, str] = {}
    for one in location.walk():
        text = one.text.strip()
        if text:
            said.setdefault(one.name, text)
    if "Latitude" in said:
        longitude = said.get("Longitude", said.get("Longigude"))
        return position_of(longitude, said["Latitude"])
    try:
        if "UTMGridZone" in said:
            zone, band = _zone(said["UTMGridZone"])
            return _from_utm(zone, band, float(said["UTMEasting"]), float(said["UTMNorthing"]))
        if "MGRSGridZone" in said:
            return _from_mgrs(said)
        if {"X", "Y", "Z"} <= said.keys():
            return _from_geocentric(*(float(said[axis]) for axis in "XYZ"))
    except (KeyError, ValueError, OverflowError):
        return None
    return None


def _zone(text: str) -> tuple[int, str]:
    found = _ZONE.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1]) <= 60:
        raise ValueError(text)
    return int(found[1]), found[2].upper()


def _from_utm(zone: int, band: str, easting: float, northing: float) -> Position | None:
    from pyproj import Transformer

    if not (0 <= easting <= 1e6 and 0 <= northing <= 1e7):
        return None
    code = (32600 if band >= "N" else 32700) + zone
    longitude, latitude = Transformer.from_crs(code, 4326, always_xy=True).transform(
        easting, northing
    )
    return position_of(round(longitude, 9), round(latitude, 9))


def _from_mgrs(said: dict[str, str]) -> Position | None:
    """Return the position of the south-west corner that a grid reference names.

    Rows of squares repeat every 2,000 km; the band of latitude says which one is meant.
    """
    zone, band = _zone(said["MGRSGridZone"])
    column, row = tuple(said["MGRSGridSquare"].strip().upper())
    eastings = _COLUMNS[zone % 3].index(column) + 1
    digits = int(said.get("MGRSPrecision", "5"))
    if not 1 <= digits <= 5:
        raise ValueError(said["MGRSPrecision"])
    unit = 10 ** (5 - digits)
    east = eastings * 100_000 + int(said["MGRSEasting"]) * unit
    rows = (_ROWS.index(row) - (5 if zone % 2 == 0 else 0)) % 20
    north = rows * 100_000 + int(said["MGRSNorthing"]) * unit
    least = _northing_of_band(zone, band)
    while north < least:
        north += 2_000_000
    return _from_utm(zone, band, east, north)


def _northing_of_band(zone: int, band: str) -> float:
    """Return the least northing in a band of latitude, to the square below."""
    from pyproj import Transformer

    south = -80 + 8 * _BANDS.index(band)
    code = (32600 if band >= "N" else 32700) + zone
    middle = -183 + 6 * zone
    _, north = Transformer.from_crs(4326, code, always_xy=True).transform(middle, south)
    return math.floor(float(north) / 100_000) * 100_000.0


def _from_geocentric(x: float, y: float, z: float) -> Position | None:
    from pyproj import Transformer

    if not math.isfinite(x + y + z) or math.hypot(x, y, z) < 1e6:
        return None
    longitude, latitude, _ = Transformer.from_crs(4978, 4979, always_xy=True).transform(x, y, z)
    return position_of(round(longitude, 9), round(latitude, 9))
