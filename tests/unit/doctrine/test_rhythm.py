"""Working hours, holidays and boards against a calendar on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.variants import variant

from renkei.doctrine.moments import Moments
from renkei.doctrine.rhythm import meeting_times, working_intervals
from renkei.doctrine.waits import channel_hours
from renkei.scenario.model.document import Scenario

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
EVERY_DAY = [*WEEKDAYS, "sat", "sun"]


def scenario(
    folder: Path, start: str = "2025-04-01", zone: str = "UTC", days: int = 30, **changes: Any
) -> Scenario:
    """Return a scenario of some days that begins at midnight of a day in a zone."""
    moment = f"{start}T12:00"
    arrivals = {"piracy": {"arrivals": {"scheduled": [moment]}}}
    clock = {"start": start, "zone": zone, "horizon": f"{days} d", "drain": "0 d"}
    return variant(folder, time=clock, incidents=arrivals, **changes).scenario


def intervals(
    folder: Path, zone: str, days: int, start: str, hours: dict[str, Any], **changes: Any
) -> tuple[tuple[float, float], ...]:
    """Return when hours in a zone are open, on a clock in UTC."""
    here = scenario(folder, start, "UTC", days, hours={"watch": hours}, **changes)
    found = working_intervals(here, ["watch"], zone, 24.0 * days)
    return tuple(part for part in found if part[0] < 24.0 * days)


def test_a_tokyo_clock_sees_hawaii_at_work_from_morning_on(tmp_path: Path) -> None:
    # 2025-04-01 is a Tuesday in Tokyo. Hawaii is 19 hours behind: its Monday 08:00 to 17:00 is
    # Tuesday 03:00 to 12:00 in Tokyo.
    hours = {"office": {"days": WEEKDAYS, "open": "08:00", "close": "17:00"}}
    here = scenario(tmp_path, "2025-04-01", "Asia/Tokyo", hours=hours)
    assert working_intervals(here, ["office"], "Pacific/Honolulu", 48.0)[:2] == (
        (3.0, 12.0),
        (27.0, 36.0),
    )


def test_daylight_saving_shifts_the_working_day(tmp_path: Path) -> None:
    # Chicago moves its clocks on 2025-11-02, a Sunday: 08:00 is 13:00 UTC before, 14:00 after.
    hours = {"days": WEEKDAYS, "open": "08:00", "close": "17:00"}
    found = intervals(tmp_path, "America/Chicago", 5, "2025-10-31", hours)
    assert found == ((13.0, 22.0), (3 * 24.0 + 14.0, 3 * 24.0 + 23.0), (110.0, 119.0))


def test_a_watch_across_midnight_ends_on_the_next_day(tmp_path: Path) -> None:
    # Friday 2025-04-04 20:00 to Saturday 04:00, and no other; the run begins on Tuesday.
    hours = {"days": ["fri"], "open": "20:00", "close": "04:00"}
    found = intervals(tmp_path, "UTC", 7, "2025-04-01", hours)
    assert found == ((3 * 24.0 + 20.0, 4 * 24.0 + 4.0),)


def test_a_watch_of_the_evening_before_is_on_duty_when_the_run_begins(tmp_path: Path) -> None:
    hours = {"days": EVERY_DAY, "open": "20:00", "close": "04:00"}
    assert intervals(tmp_path, "UTC", 1, "2025-04-01", hours) == ((-4.0, 4.0), (20.0, 28.0))


def test_midnight_at_the_end_of_a_day_is_24(tmp_path: Path) -> None:
    evening = {"days": EVERY_DAY, "open": "22:00", "close": "24:00"}
    assert intervals(tmp_path, "UTC", 2, "2025-04-01", evening) == ((22.0, 24.0), (46.0, 48.0))
    # Whole days touch, so that nobody is ever off duty.
    always = {"days": EVERY_DAY, "open": "00:00", "close": "24:00"}
    ((opens, closes),) = intervals(tmp_path, "UTC", 2, "2025-04-01", always)
    assert opens <= 0.0
    assert closes >= 48.0


def test_several_hours_are_open_in_any_of_them(tmp_path: Path) -> None:
    # Tuesday to Friday 08 to 16; the early watch of Wednesday overlaps; Saturday morning.
    hours = {
        "early": {"days": ["wed"], "open": "06:00", "close": "10:00"},
        "saturday": {"days": ["sat"], "open": "09:00", "close": "12:00"},
    }
    here = scenario(tmp_path, days=7, hours=hours)
    found = working_intervals(here, ["office", "early", "saturday"], "UTC", 24.0 * 5)
    assert found[:5] == ((8.0, 16.0), (30.0, 40.0), (56.0, 64.0), (80.0, 88.0), (105.0, 108.0))


# Stockholm moves its clocks on, from 02:00 to 03:00, on Sunday 2025-03-30, and back, from 03:00 to
# 02:00, on Sunday 2025-10-26; both at 01:00 UTC. Tokyo never moves its own.


@pytest.mark.parametrize(
    ("start", "length_h"), [("2025-03-29", 7.0), ("2025-10-25", 9.0), ("2025-06-07", 8.0)]
)
def test_the_night_watch_of_a_clock_change_is_an_hour_shorter_or_longer(
    tmp_path: Path, start: str, length_h: float
) -> None:
    hours = {"days": ["sat"], "open": "22:00", "close": "06:00"}
    ((opens, closes),) = intervals(tmp_path, "Europe/Stockholm", 2, start, hours)
    assert closes - opens == length_h
    ((opens, closes),) = intervals(tmp_path, "Asia/Tokyo", 2, start, hours)
    assert (opens, closes) == (13.0, 21.0)


def test_a_day_of_a_clock_change_has_23_or_25_hours(tmp_path: Path) -> None:
    hours = {"days": ["sun"], "open": "00:00", "close": "24:00"}
    for start, length_h in (("2025-03-29", 23.0), ("2025-10-25", 25.0)):
        ((opens, closes),) = intervals(tmp_path, "Europe/Stockholm", 2, start, hours)
        assert closes - opens == length_h


def test_a_time_that_the_clock_jumps_over_is_that_of_the_jump(tmp_path: Path) -> None:
    # 02:30 does not come on 2025-03-30: at 02:00, 01:00 UTC, it is 03:00. Open from then to 03:15.
    hours = {"days": ["sun"], "open": "02:30", "close": "03:15"}
    assert intervals(tmp_path, "Europe/Stockholm", 2, "2025-03-29", hours) == ((25.0, 25.25),)
    # Who is on duty from 02:15 to 02:45 is not on duty at all in that night.
    hours = {"days": ["sun"], "open": "02:15", "close": "02:45"}
    assert intervals(tmp_path, "Europe/Stockholm", 2, "2025-03-29", hours) == ()


def test_of_a_time_that_comes_twice_the_first_counts(tmp_path: Path) -> None:
    # 02:30 comes at 00:30 and at 01:30 UTC on 2025-10-26; 03:30 is 02:30 UTC.
    hours = {"days": ["sun"], "open": "02:30", "close": "03:30"}
    assert intervals(tmp_path, "Europe/Stockholm", 2, "2025-10-25", hours) == ((24.5, 26.5),)


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Tokyo", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    ("open_", "close"), [("20:00", "04:00"), ("02:15", "02:45"), ("00:00", "24:00")]
)
def test_open_is_what_the_clock_on_the_wall_says(
    tmp_path: Path, zone: str, open_: str, close: str
) -> None:
    """Minute by minute through a year, except within the hour that comes twice."""
    hours = {"days": ["sat", "sun"], "open": open_, "close": close}
    here = scenario(tmp_path, "2025-01-01", "UTC", 364, hours={"watch": hours})
    found = working_intervals(here, ["watch"], zone, 24.0 * 364)
    begin = datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC"))
    for minute in range(3, 60 * 24 * 364, 15):
        wall = (begin + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
        now = wall.strftime("%H:%M")
        if open_ < close:
            expected = wall.weekday() >= 5 and open_ <= now < close
        else:
            before = wall.date() - timedelta(days=1)
            expected = (wall.weekday() >= 5 and now >= open_) or (
                before.weekday() >= 5 and now < close
            )
        naive = wall.replace(tzinfo=None)
        twice = [naive.replace(fold=f, tzinfo=ZoneInfo(zone)).utcoffset() for f in (0, 1)]
        if twice[0] == twice[1]:
            at = minute / 60.0
            assert any(opens <= at < closes for opens, closes in found) == expected, wall


# Holidays --------------------------------------------------------------------------------------

GOLDEN_WEEK = ["2025-04-29", "2025-05-05"]
"""A Tuesday and a Monday."""


def test_a_holiday_closes_and_is_that_of_the_zone(tmp_path: Path) -> None:
    hours = {"days": ["mon", "tue"], "open": "08:00", "close": "16:00", "holidays": "japan"}
    found = intervals(
        tmp_path, "Asia/Tokyo", 9, "2025-04-26", hours, holidays={"japan": GOLDEN_WEEK}
    )
    # From Saturday 2025-04-26 on: Monday the 28th is open, 08:00 in Tokyo being 23:00 UTC of the
    # day before; the 29th and the 5th are holidays there.
    assert found == ((47.0, 55.0),)


def test_hours_without_holidays_are_open_on_them(tmp_path: Path) -> None:
    hours = {"days": ["tue"], "open": "08:00", "close": "16:00"}
    found = intervals(tmp_path, "UTC", 7, "2025-04-26", hours, holidays={"japan": GOLDEN_WEEK})
    assert found == ((80.0, 88.0),)


def test_a_holiday_is_no_day_of_the_week_but_a_day_of_its_own(tmp_path: Path) -> None:
    """Sundays and holidays, as a timetable has them."""
    lists = {
        "holidays": {
            "japan": {"name": "Japan", "dates": GOLDEN_WEEK},
            "own": {"dates": ["2025-04-28"]},
        }
    }
    hours = {"days": ["sun", "holiday"], "open": "10:00", "close": "12:00"}
    found = intervals(
        tmp_path, "UTC", 10, "2025-04-26", hours | {"holidays": ["japan", "own"]}, **lists
    )
    # Sundays the 27th and the 4th; holidays the 28th, the 29th and the 5th.
    assert [opens for opens, _ in found] == [34.0, 58.0, 82.0, 24 * 8 + 10.0, 24 * 9 + 10.0]


def test_a_watch_of_the_eve_goes_on_into_the_holiday(tmp_path: Path) -> None:
    hours = {"days": EVERY_DAY, "open": "20:00", "close": "04:00", "except": ["2025-04-02"]}
    found = intervals(tmp_path, "UTC", 3, "2025-04-01", hours)
    # That of the 1st ends on the 2nd at 04:00; the next begins on the 3rd.
    assert found == ((-4.0, 4.0), (20.0, 28.0), (68.0, 76.0))


def test_a_board_does_not_meet_on_holidays(tmp_path: Path) -> None:
    board = {"headquarters": "joint", "days": EVERY_DAY, "times": ["09:00"]}
    board |= {"holidays": "feast", "except": ["2025-04-02"]}
    here = scenario(tmp_path, boards={"board": board}, holidays={"feast": ["2025-04-03"]})
    assert meeting_times(here, here.boards["board"], "UTC", 96.0)[:2] == [9.0, 81.0]


# Meetings and mean waits -----------------------------------------------------------------------


def test_a_board_meets_when_it_says(tmp_path: Path) -> None:
    board = {"headquarters": "joint", "days": ["wed"], "times": ["09:00", "15:30"]}
    here = scenario(tmp_path, boards={"board": board})
    found = meeting_times(here, here.boards["board"], "UTC", 24.0 * 7)
    assert found == [33.0, 39.5, 201.0, 207.5]


SATURDAY = {"days": ["sat"], "open": "08:00", "close": "17:00"}
OFFICE = {"days": WEEKDAYS, "open": "08:00", "close": "17:00"}
NIGHT = {"days": EVERY_DAY, "open": "20:00", "close": "04:00"}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        # Closed 15 h four times a week and 63 h once.
        ([OFFICE], (4 * 15.0**2 + 63.0**2) / (2 * 168.0)),
        # With Saturday 15 h five times and 39 h once.
        ([OFFICE, SATURDAY], (5 * 15.0**2 + 39.0**2) / (2 * 168.0)),
        # Closed 16 h in each day; a watch of Sunday that ends on Monday leaves nothing out.
        ([NIGHT], 7 * 16.0**2 / (2 * 168.0)),
        # With office hours 4 h and 3 h on five days, 16 h on two.
        ([NIGHT, OFFICE], (5 * (4.0**2 + 3.0**2) + 2 * 16.0**2) / (2 * 168.0)),
        ([{"days": EVERY_DAY, "open": "00:00", "close": "24:00"}], 0.0),
    ],
)
def test_the_mean_wait_for_hours(
    tmp_path: Path, hours: list[dict[str, Any]], expected: float
) -> None:
    named = {f"h{n}": entry for n, entry in enumerate(hours)}
    here = scenario(tmp_path, hours=named, channels={"phone": {"hours": list(named)}})
    opening = channel_hours(here, "phone")
    mean = opening and Moments().by(opening.table.opening).mean
    assert (mean or 0.0) == pytest.approx(expected, rel=1e-4)  # the year ends within a gap


def test_the_mean_wait_counts_holidays(tmp_path: Path) -> None:
    # Open on Monday, Wednesday and Friday from midnight to midnight: closed 24 h twice a week and
    # 48 h once; where a Wednesday is a holiday, 72 h in the place of twice 24.
    days = {"days": ["mon", "wed", "fri"], "open": "00:00", "close": "24:00"}
    sums = []
    for free in ([], ["2025-04-09"]):
        here = scenario(
            tmp_path, "2025-04-07", hours={"day": days | {"except": free}},
            channels={"phone": {"hours": "day"}},
        )  # fmt: skip
        opening = channel_hours(here, "phone")
        assert opening is not None
        sums.append(Moments().by(opening.table.opening).mean * 2.0 * 52 * 168.0)
    assert sums[1] - sums[0] == pytest.approx(72.0**2 - 2 * 24.0**2)
