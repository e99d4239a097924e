"""Working hours and boards against a calendar on the wall."""

from __future__ import annotations

from datetime import date

from renkei.doctrine.rhythm import (
    meeting_times,
    working_intervals,
)
from renkei.scenario.model.common import Weekday
from renkei.scenario.model.document import Clock
from renkei.scenario.model.organisation import Board, WorkingHours
from renkei.scenario.quantities import quantity

WEEKDAYS = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


def clock(start: date, zone: str) -> Clock:
    return Clock(
        start=start,
        horizon=quantity("30 d", "time"),
        warm_up=quantity("0 d", "time"),
        drain=quantity("0 d", "time"),
        zone=zone,
    )


def test_a_tokyo_clock_sees_hawaii_at_work_from_morning_on() -> None:
    # 2025-04-01 is a Tuesday in Tokyo. Hawaii is 19 hours behind: its Monday 08:00 to 17:00 is
    # Tuesday 03:00 to 12:00 in Tokyo.
    hours = WorkingHours(days=list(WEEKDAYS), open="08:00", close="17:00")
    intervals = working_intervals(
        hours, "Pacific/Honolulu", clock(date(2025, 4, 1), "Asia/Tokyo"), 48.0
    )
    assert intervals[0] == (3.0, 12.0)
    assert intervals[1] == (27.0, 36.0)


def test_daylight_saving_shifts_the_working_day() -> None:
    # Chicago moves its clocks on 2025-11-02, a Sunday: 08:00 is 13:00 UTC before, 14:00 after.
    hours = WorkingHours(days=list(WEEKDAYS), open="08:00", close="17:00")
    intervals = working_intervals(
        hours, "America/Chicago", clock(date(2025, 10, 31), "UTC"), 24.0 * 5
    )
    assert intervals[0] == (13.0, 22.0)
    assert intervals[1] == (3 * 24.0 + 14.0, 3 * 24.0 + 23.0)


def test_a_board_meets_when_it_says() -> None:
    board = Board(headquarters="x", days=[Weekday.WED], times=["09:00", "15:30"])
    assert meeting_times(board, "UTC", clock(date(2025, 4, 1), "UTC"), 24.0 * 7) == [
        33.0,
        39.5,
        201.0,
        207.5,
    ]
