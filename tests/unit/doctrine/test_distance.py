"""Distances against published ones."""

from __future__ import annotations

import pytest

from renkei.doctrine.distance import ROAD_DETOUR, distance_nmi
from renkei.scenario.model.common import Name
from renkei.scenario.model.forces import Medium
from renkei.scenario.model.organisation import Place


def place(latitude: float, longitude: float) -> Place:
    return Place(name=Name(en="x"), latitude=latitude, longitude=longitude, zone="UTC")


YOKOSUKA = place(35.293, 139.667)
SASEBO = place(33.160, 129.720)
NAHA = place(26.196, 127.646)


def test_one_degree_of_latitude_is_sixty_nautical_miles() -> None:
    assert distance_nmi(place(0, 0), place(60, 0), Medium.AIR) == pytest.approx(3600, rel=0.005)


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [(SASEBO, 650, 720), (NAHA, 825, 900)],
    ids=["Yokosuka-Sasebo", "Yokosuka-Naha"],
)
def test_sea_routes_go_round_land(end: Place, low: float, high: float) -> None:
    route = distance_nmi(YOKOSUKA, end, Medium.SEA)
    assert low <= route <= high
    assert route > distance_nmi(YOKOSUKA, end, Medium.AIR)


def test_a_short_leg_is_never_shorter_than_the_straight_line() -> None:
    near = place(26.3, 127.7)
    assert distance_nmi(NAHA, near, Medium.SEA) >= distance_nmi(NAHA, near, Medium.AIR) > 0


def test_no_distance_to_where_one_is() -> None:
    for medium in Medium:
        assert distance_nmi(NAHA, NAHA, medium) == 0.0


def test_roads_wind() -> None:
    air = distance_nmi(YOKOSUKA, SASEBO, Medium.AIR)
    assert distance_nmi(YOKOSUKA, SASEBO, Medium.LAND) == pytest.approx(ROAD_DETOUR * air)
