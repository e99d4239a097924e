"""Places in another part of the world than their zone; ways by land over the sea."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from tests.variants import variant

from renkei._base.errors import InputError
from renkei.doctrine import cautions
from renkei.doctrine.geography import MOST_OFF_H, hours_off_the_sun
from renkei.doctrine.options import options
from renkei.scenario import Document
from renkei.scenario.model.organisation import Place

KYUSHU = {"name": "K", "latitude": 32.7, "longitude": 130.7, "zone": "Asia/Tokyo"}
OKINAWA = {"name": "O", "latitude": 26.2, "longitude": 127.7, "zone": "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("zone", "longitude", "is_asked"),
    [
        ("Asia/Tokyo", 139.7, False),
        ("Asia/Tokyo", -139.7, True),  # a sign
        ("Asia/Tokyo", 35.7, True),  # latitude for longitude
        ("America/New_York", 74.0, True),
        ("Asia/Shanghai", 75.9, False),  # Kashgar: 3 h off, as declared there
        ("Europe/Madrid", -8.7, False),
        ("Pacific/Kiritimati", -157.4, False),  # UTC+14, a day ahead of its sun
        ("Pacific/Apia", -171.8, False),
        ("America/Anchorage", -165.4, False),
        ("Asia/Kolkata", 72.8, False),
        ("UTC", 139.7, False),  # nobody lives by it
        ("Etc/GMT+9", 0.0, False),
    ],
)
def test_the_sun_over_a_zone(zone: str, longitude: float, is_asked: bool) -> None:
    place = Place(name="X", latitude=0, longitude=longitude, zone=zone)  # type: ignore[arg-type]
    off = hours_off_the_sun(place, 2025)
    assert (off is not None and abs(off) > MOST_OFF_H) == is_asked


def test_no_zone_of_the_world_is_asked_about_where_it_is_kept() -> None:
    # The table of zones that ships with tzdata has a place of each.
    from importlib.resources import files

    table = files("tzdata.zoneinfo").joinpath("zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    seen = 0
    for _, where, zone, *_ in rows:
        cut = max(where[1:].find("+"), where[1:].find("-")) + 1
        digits = where[cut + 1 :]
        size = int(digits[:3]) + int(digits[3:5]) / 60
        longitude = -size if where[cut] == "-" else size
        if zone in available_timezones():
            place = Place(name="X", latitude=0, longitude=longitude, zone=zone)  # type: ignore[arg-type]
            off = hours_off_the_sun(place, 2025)
            # Bases in Antarctica keep the clock of those who supply them.
            assert off is None or abs(off) <= MOST_OFF_H or zone.startswith("Antarctica"), zone
            seen += 1
    assert seen > 250


def lorries(folder: Path, **lands: str | None) -> Document:
    places = {
        name: {**place, **({"land": lands[name]} if lands.get(name) else {})}
        for name, place in (("kyushu", KYUSHU), ("okinawa", OKINAWA))
    }
    changes: dict[str, Any] = {
        "places": places,
        "units": {"ships": {"medium": "land", "base": "kyushu"}},
        "incidents": {"piracy": {"places": {"strait": None, "okinawa": {}}}},
    }
    return variant(folder, **changes)


def test_lorries_over_the_sea_are_asked_about(tmp_path: Path) -> None:
    document = lorries(tmp_path)
    (warning,) = [w for w in cautions(document, ["base"]) if w.code == "DOC-112"]
    assert warning.path == "units.ships.medium"
    assert "`okinawa` (420 nmi)" in warning.found


def test_where_the_scenario_says_that_a_road_joins_them_nothing_is_asked(tmp_path: Path) -> None:
    document = lorries(tmp_path, kyushu="japan", okinawa="japan")
    assert [w for w in cautions(document, ["base"]) if w.code == "DOC-112"] == []


def test_nobody_drives_to_another_land(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        lorries(tmp_path, kyushu="kyushu", okinawa="okinawa")
    (problem,) = error.value.problems
    assert problem.code == "SCN-058"
    assert "of which at most 0 can get to `okinawa`" in problem.found


def test_others_go_where_lorries_cannot(tmp_path: Path) -> None:
    from renkei.doctrine import derive, locator
    from renkei.doctrine.workflow import Dispatch, Node, children

    helicopters = {"name": "H", "nation": "ARN", "base": "kyushu", "capabilities": ["patrol"],
                   "platforms": 2, "medium": "air", "speed": "60 kt", "notice": "9 h",
                   "opcon": "fleet"}  # fmt: skip
    document = variant(
        tmp_path,
        places={
            "kyushu": {**KYUSHU, "land": "kyushu"},
            "okinawa": {**OKINAWA, "land": "okinawa"},
        },
        units={"ships": {"medium": "land", "base": "kyushu"}, "helicopters": helicopters},
        incidents={"piracy": {"places": {"strait": None, "okinawa": {}, "kyushu": {}}}},
    )
    scenario = document.design("base").phases[0].scenario
    workflow = derive(scenario, "piracy", "fleet", locator(document))

    def dispatches(node: Node) -> list[Dispatch]:
        below = [one for child in children(node) for one in dispatches(child)]
        return [node, *below] if isinstance(node, Dispatch) else below

    (sent,) = dispatches(workflow.root)
    there = [option.unit for option in options(scenario, sent, "okinawa")]
    here = [option.unit for option in options(scenario, sent, "kyushu")]
    assert (there, here) == (["helicopters"], ["ships", "helicopters"])
