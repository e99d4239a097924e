"""Distances against published ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei._base.cache import Cache
from renkei.doctrine import distance
from renkei.doctrine.distance import ROAD_DETOUR, distance_nmi, routes_kept
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


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, ...]]:
    """Begin as a process that knows no route, and note those it looks for."""
    seen: list[tuple[float, ...]] = []
    real = distance._route_nmi

    def search(*points: float) -> float:
        seen.append(points)
        return real(*points)

    monkeypatch.setattr(distance, "_routes", {})
    monkeypatch.setattr(distance, "_route_nmi", search)
    return seen


def test_a_route_that_was_kept_is_the_same_to_the_last_bit(
    tmp_path: Path, searched: list[tuple[float, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    with routes_kept(cache):
        found = distance_nmi(YOKOSUKA, NAHA, Medium.SEA)
    monkeypatch.setattr(distance, "_routes", {})
    with routes_kept(cache):
        assert distance_nmi(YOKOSUKA, NAHA, Medium.SEA) == found
        assert len(searched) == 1
        distance_nmi(NAHA, YOKOSUKA, Medium.SEA)
    monkeypatch.setattr(distance, "_routes", {})
    with routes_kept(cache):
        distance_nmi(NAHA, YOKOSUKA, Medium.SEA)
    assert len(searched) == 2


def test_routes_of_other_libraries_are_not_taken(
    tmp_path: Path, searched: list[tuple[float, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    for version in ("1", "2"):
        monkeypatch.setattr(distance, "_key", lambda version=version: f"routes {version}")
        monkeypatch.setattr(distance, "_routes", {})
        with routes_kept(cache):
            distance_nmi(YOKOSUKA, SASEBO, Medium.SEA)
    assert len(searched) == 2


@pytest.mark.parametrize("content", [b"nonsense", b"[1]", b'{"a": "b"}', b'{"a": null}'])
def test_kept_routes_of_no_use_are_found_anew(
    tmp_path: Path, searched: list[tuple[float, ...]], content: bytes
) -> None:
    cache = Cache(tmp_path)
    cache.put(distance._key(), content)
    with routes_kept(cache):
        assert distance_nmi(YOKOSUKA, SASEBO, Medium.SEA) > 600
    assert len(searched) == 1
