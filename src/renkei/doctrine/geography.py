"""Slips in coordinates: the sun over a time zone, the sea under a road.

What for: slips that no type shows. Takes places and units; gives the size of each deviation. No map
is kept: the longitude represents the sun, and the routes of ships represent the sea.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from renkei.doctrine.distance import METRES_PER_NMI, distance_nmi
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Medium
from renkei.scenario.model.organisation import Place

MOST_OFF_H = 3.5
"""Most that clocks are off the sun anywhere [h]: in the west of China they are 3 h ahead."""

SHORTEST_NMI = 50.0
"""Ways shorter than this cause no warning: a bridge, a tunnel, the far side of a bay."""

_DETOUR = 1.25  # of a ship, with the way to and from the lane: less than that is open sea


def hours_off_the_sun(place: Place, year: int) -> float | None:
    """Return the hours by which clocks are ahead of the sun, -12 to 12; None: a zone such as UTC.

    By standard time: the lesser of the offsets of January and July.
    """
    if place.zone.split("/")[0] in ("UTC", "Etc", "GMT", "Zulu", "UCT", "Universal", "Greenwich"):
        return None
    zone = ZoneInfo(place.zone)
    offsets = [datetime(year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)]
    standard = min(offset.total_seconds() / 3600 for offset in offsets if offset is not None)
    return (standard - place.longitude / 15 + 12) % 24 - 12


def ways_by_land(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the units that move by land, each with the places to which it may be sent."""
    for id_, unit in sorted(scenario.units.items()):
        if unit.medium is not Medium.LAND:
            continue
        places: set[str] = set()
        for incident in scenario.incidents.values():
            response = scenario.responses[incident.response]
            if any(
                force.nation == unit.nation and force.capability in unit.capabilities
                for force in response.forces.values()
            ):
                places |= incident.places.keys()
        for stock in scenario.stocks.values():
            orders = stock.replenishment
            lift = orders.lift if orders else None
            if (
                orders
                and lift
                and (lift.nation, lift.capability in unit.capabilities)
                == (
                    unit.nation,
                    True,
                )
            ):
                places.add(scenario.depots[stock.depot].place)
                if orders.supplier in scenario.stocks:
                    depot = scenario.stocks[orders.supplier].depot
                    places.add(scenario.depots[depot].place)
        for place in sorted(places - {unit.base}):
            yield id_, place


def perhaps_over_sea(start: Place, end: Place) -> float | None:
    """Return the straight distance [nmi] if the way of a ship is hardly longer; else None."""
    straight = distance_nmi(start, end, Medium.AIR)
    if straight < SHORTEST_NMI or distance_nmi(start, end, Medium.SEA) > _DETOUR * straight:
        return None
    lane = _with_ends(start.longitude, start.latitude, end.longitude, end.latitude)
    return straight if lane <= _DETOUR * straight else None


@lru_cache(maxsize=4096)
def _with_ends(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the way of a ship with the straight ways to the lane and from it [nmi]."""
    import searoute
    from pyproj import Geod

    route = searoute.searoute([lon1, lat1], [lon2, lat2], units="naut")
    lane = route.geometry["coordinates"]
    geod = Geod(ellps="WGS84")
    ends = geod.inv(lon1, lat1, *lane[0])[2] + geod.inv(lon2, lat2, *lane[-1])[2]
    return float(route.properties["length"]) + float(ends) / METRES_PER_NMI
