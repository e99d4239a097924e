"""Means over the year against sums by hand, and against a walk through it, minute by minute."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from renkei.doctrine.moments import CYCLE_H, Moments, latest, meetings, timetable, weighted

OFFICE = tuple(
    (168.0 * week + 24.0 * day + 8.0, 168.0 * week + 24.0 * day + 17.0)
    for week in range(52)
    for day in range(5)
)
"""Monday to Friday, 08:00 to 17:00."""

MORNING = tuple((168.0 * week + 8.0, 168.0 * week + 9.0) for week in range(52))

START = Moments()


def wait(intervals: tuple[tuple[float, float], ...]) -> Moments:
    table = timetable(intervals)
    assert table is not None
    return START.by(table.opening)


def test_the_wait_from_a_random_moment_is_the_mean_residual_gap() -> None:
    # Closed 15 h four times a week and 63 h once.
    assert wait(OFFICE).mean == pytest.approx((4 * 15.0**2 + 63.0**2) / (2 * 168.0), rel=1e-12)
    # One hour in the week: closed for 167 h.
    assert wait(MORNING).mean == pytest.approx(167.0**2 / (2 * 168.0), rel=1e-12)


def test_who_waited_for_one_desk_does_not_wait_for_the_next() -> None:
    table = timetable(OFFICE)
    assert table is not None
    once = START.by(table.opening)
    again = once.after(0.5).by(table.opening)
    # Of 168 h, the last half hour of each of five days has a second wait: of 15 h, or of 63 h.
    second = 0.5 * (4 * (15.0 - 0.25) + 63.0 - 0.25) / 168.0
    assert again.mean - once.mean - 0.5 == pytest.approx(second, rel=1e-12)


def test_work_rests_while_it_is_closed() -> None:
    table = timetable(OFFICE)
    assert table is not None
    begun = START.by(table.opening)
    done = START.by(table.finishing(4.0))
    # Begun in the last 4 h of a day it rests for the night (4 of 5 days) or the weekend.
    assert done.mean - begun.mean - 4.0 == pytest.approx(4.0 * (4 * 15.0 + 63.0) / 168.0)
    # A whole working day: whoever comes while it is closed begins at 08:00 and is done at 17:00.
    whole = START.by(table.finishing(9.0))
    resting = (9.0 * (4 * 15.0 + 63.0)) / 168.0
    assert whole.mean - begun.mean - 9.0 == pytest.approx(resting)


def test_a_meeting_is_waited_for() -> None:
    daily = meetings(tuple(24.0 * day + 9.0 for day in range(364)))
    assert daily is not None
    assert START.by(daily).mean == pytest.approx(12.0)
    assert START.by(daily).by(daily).mean == pytest.approx(12.0)
    assert START.by(daily).after(1.0).by(daily).mean == pytest.approx(36.0)


def test_what_never_closes_is_no_timetable() -> None:
    assert timetable(((-3.0, 50.0), (50.0, CYCLE_H + 9.0))) is None
    assert timetable(()) is None


def minute_by_minute(rule: Callable[[float], float]) -> float:
    """Return the mean delay by a function of the start, sampled in the middle of minutes."""
    return sum(rule((n + 0.5) / 60.0) - (n + 0.5) / 60.0 for n in range(7 * 24 * 60)) / (7 * 1440)


def slowly(intervals: tuple[tuple[float, float], ...], work: float | None) -> Callable[..., float]:
    """Return the moment of opening, or of finishing, by going from interval to interval."""

    def rule(moment: float) -> float:
        left = work
        for year in itertools.count():
            for opens, closes in intervals:
                opens, closes = opens + year * CYCLE_H, closes + year * CYCLE_H
                if closes <= moment + 1e-9:
                    continue
                begin = max(opens, moment)
                if left is None:
                    return begin
                if begin + left <= closes + 1e-9:
                    return begin + left
                left -= closes - begin
        raise AssertionError

    return rule


@pytest.mark.parametrize("seed", range(6))
def test_chains_are_those_of_a_walk_through_the_week(seed: int) -> None:
    luck = random.Random(seed)
    weeks = []
    for _ in range(3):
        cuts = sorted(luck.sample(range(0, 168 * 2), luck.choice((2, 6, 10))))
        pairs = [(a / 2.0, b / 2.0) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        weeks.append(tuple((a + 168.0 * w, b + 168.0 * w) for w in range(52) for a, b in pairs))
    moments, walks = START, list[Callable[[float], float]]()
    for _ in range(5):
        kind, week = luck.choice(("after", "open", "work")), luck.choice(weeks)
        minutes = luck.randint(1, 900)
        table = timetable(week)
        assert table is not None
        if kind == "after":
            moments = moments.after(minutes / 60.0)
            walks.append(lambda moment, hours=minutes / 60.0: moment + hours)
        elif kind == "open":
            moments = moments.by(table.opening)
            walks.append(slowly(week, None))
        else:
            moments = moments.by(table.finishing(minutes / 60.0))
            walks.append(slowly(week, minutes / 60.0))

    def walk(moment: float) -> float:
        for step in walks:
            moment = step(moment)
        return moment

    assert moments.mean == pytest.approx(minute_by_minute(walk), rel=1e-7, abs=1e-6)


def test_the_later_of_two_is_that_of_each_moment() -> None:
    table = timetable(OFFICE)
    assert table is not None
    there, here = START.after(20.0), START.by(table.opening)
    both = latest(there, here)
    rule = slowly(OFFICE, None)
    expected = minute_by_minute(lambda moment: max(moment + 20.0, rule(moment)))
    assert both.mean == pytest.approx(expected, rel=1e-7)
    assert latest(START.after(1.0), START.after(3.0)) == START.after(3.0)


def test_a_mean_by_weights_is_that_of_each_moment() -> None:
    table = timetable(OFFICE)
    assert table is not None
    here = START.by(table.opening)
    mixed = weighted([(0.25, START.after(4.0)), (0.75, here)])
    assert mixed.mean == pytest.approx(0.25 * 4.0 + 0.75 * here.mean)
    assert weighted([(0.5, START.after(2.0)), (0.5, START)]).mean == 1.0


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([24.0 * day + 12.0 for day in range(7)], 12.0),
        ([9.0], 84.0),
        # Monday to Friday at 09:00: four gaps of 24 h and one of 72 h.
        ([24.0 * day + 9.0 for day in range(5)], (4 * 24.0**2 + 72.0**2) / (2 * 168.0)),
    ],
)
def test_the_mean_wait_for_a_meeting_is_half_a_gap_weighted_by_the_gap(
    moments: list[float], expected: float
) -> None:
    rule = meetings(tuple(168.0 * week + moment for week in range(52) for moment in moments))
    assert rule is not None
    assert START.by(rule).mean == pytest.approx(expected, rel=1e-12)
