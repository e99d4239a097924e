"""The clock of an exercise: what real time counts, by hand and on random days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.exercise.clock import MOST_GAP_S, CannotRun, LiveClock


def follow(clock: LiveClock, real_s: float, busy_s: float = 0.0) -> float:
    """Take a reading, advance a model that is as fast as asked, and return its hour."""
    stretch = clock.tick(real_s)
    if stretch is not None:
        clock.reached(stretch.until_h, real_s + busy_s, busy_s)
    return clock.now_h


def test_nothing_passes_before_the_start() -> None:
    clock = LiveClock(0.0, 8.0)
    assert follow(clock, 0.0) == follow(clock, 1000.0) == 0.0
    assert clock.stands == "not started"
    assert not clock.started


@pytest.mark.parametrize(("speed", "after_1_s"), [(1.0, 1 / 3600), (60.0, 1 / 60), (600.0, 1 / 6)])
def test_speed(speed: float, after_1_s: float) -> None:
    clock = LiveClock(0.0, 8.0, speed=speed)
    clock.start(100.0)
    assert follow(clock, 101.0) == pytest.approx(after_1_s)


def test_a_speed_set_in_between_counts_from_its_moment() -> None:
    clock = LiveClock(0.0, 8.0)
    clock.start(0.0)
    follow(clock, 2.0)
    clock.set_speed(4.0, 60.0)
    assert follow(clock, 5.0) * 3600 == pytest.approx(4.0 + 60.0)


@pytest.mark.parametrize("speed", [0.5, 601.0, float("nan"), float("inf"), -1.0])
def test_a_speed_out_of_bounds_is_refused(speed: float) -> None:
    with pytest.raises(CannotRun, match="speed"):
        LiveClock(0.0, 8.0).set_speed(0.0, speed)


def test_a_pause_does_not_count() -> None:
    clock = LiveClock(0.0, 8.0, speed=600)
    clock.start(0.0)
    follow(clock, 1.0)
    clock.pause()
    follow(clock, 2.0)
    clock.start(500.0)
    assert follow(clock, 501.0) * 3600 == pytest.approx(1200.0)


@pytest.mark.parametrize(
    ("after_gap", "stands", "seconds"), [("pause", "paused", 1.0), ("go-on", "", 2.0)]
)
def test_a_machine_that_slept(after_gap: str, stands: str, seconds: float) -> None:
    clock = LiveClock(0.0, 8.0, after_gap=after_gap)  # type: ignore[arg-type]
    clock.start(0.0)
    follow(clock, 1.0)
    assert follow(clock, 1.0 + 3600.0) * 3600 == pytest.approx(1.0)
    assert clock.stands == stands
    assert follow(clock, 3602.0) * 3600 == pytest.approx(seconds)


def test_long_work_is_no_gap_and_a_stop_amid_work_is() -> None:
    clock = LiveClock(0.0, 8.0, speed=600)
    clock.start(0.0)
    follow(clock, 1.0, busy_s=30.0)
    assert clock.running
    stretch = clock.tick(32.0)
    assert stretch is not None
    clock.reached(stretch.until_h, 90.0, busy_s=0.1)
    assert clock.stands == "paused"


def test_a_model_too_slow_for_its_speed_drops_time_and_no_events() -> None:
    clock = LiveClock(0.0, 8.0, speed=600)
    clock.start(0.0)
    stretch = clock.tick(1.0)
    assert stretch is not None
    clock.reached(stretch.until_h / 2, 4.0, busy_s=3.0)
    # A second of debt at most is made good, with the time since.
    assert follow(clock, 4.5) * 3600 == pytest.approx(300.0 + 600 * 1.5)


def test_step_until_and_jump_stand_where_they_should() -> None:
    clock = LiveClock(0.0, 8.0)
    clock.step(0.0, 0.25)
    assert clock.rushes
    assert follow(clock, 0.001) == 0.25
    assert clock.stands == "paused"
    clock.run_until(1.0, 2.0)
    assert follow(clock, 1.001) == 2.0
    clock.jump(2.0)
    stretch = clock.tick(2.001)
    assert stretch is not None
    assert stretch.to_task
    assert stretch.until_h == 8.0
    clock.reached(3.5, 2.5, 0.5, task=True)
    assert (clock.stands, clock.now_h) == ("decision", 3.5)


def test_a_goal_is_reached_when_less_than_a_tick_is_missing() -> None:
    clock = LiveClock(0.0, 8.0)
    clock.run_until(0.0, 1 / 3)
    clock.tick(0.1)
    clock.reached(round(3.6e9 / 3) / 3.6e9 - 1e-17, 0.2, 0.1)
    assert clock.stands == "paused"


def test_commands_that_cannot_be_followed() -> None:
    clock = LiveClock(4.0, 8.0)
    for command, reason in (
        (lambda: clock.run_until(0.0, 4.0), "past"),
        (lambda: clock.run_until(0.0, 8.1), "beyond"),
        (lambda: clock.run_until(0.0, float("nan")), "past"),
        (lambda: clock.step(0.0, 0.0), "step"),
        (lambda: clock.step(0.0, float("inf")), "step"),
        (lambda: clock.start(0.0, -1.0), "delay"),
    ):
        with pytest.raises(CannotRun, match=reason):
            command()
    over = LiveClock(8.0, 8.0)
    for command in (
        lambda: over.start(0.0),
        lambda: over.jump(0.0),
        lambda: over.step(0.0, 1.0),
        lambda: over.run_until(0.0, 9.0),
    ):
        with pytest.raises(CannotRun, match="over"):
            command()


def test_the_end() -> None:
    clock = LiveClock(7.9, 8.0, speed=600)
    clock.start(0.0)
    for second in range(1, 5):
        follow(clock, second)
    assert (clock.now_h, clock.stands) == (8.0, "over")
    clock.pause()
    assert clock.stands == "over"


def test_a_scheduled_start_begins_with_the_first_reading_after_it() -> None:
    clock = LiveClock(0.0, 8.0)
    clock.start(10.0, in_s=600.0)
    assert clock.starts_in_s(70.0) == 540.0
    assert follow(clock, 609.0) == 0.0
    assert clock.stands == "not started"
    follow(clock, 611.0)
    assert clock.running
    assert follow(clock, 612.0) * 3600 == pytest.approx(1.0)


def test_a_pause_calls_a_scheduled_start_off() -> None:
    clock = LiveClock(0.0, 8.0)
    clock.start(0.0, in_s=5.0)
    clock.pause()
    follow(clock, 10.0)
    assert clock.stands == "not started"


def test_frozen_then_on() -> None:
    clock = LiveClock(1.0, 8.0, started=True)
    clock.start(0.0)
    clock.pause("frozen")
    assert clock.stands == "frozen"
    clock.start(5.0)
    assert clock.running


READINGS = st.lists(
    st.tuples(
        st.floats(0.0, 30.0), st.sampled_from(["tick", "tick", "tick", "pause", "start", "fast"])
    ),
    max_size=60,
)


@given(READINGS, st.sampled_from(["pause", "go-on"]))
def test_it_never_goes_back_nor_counts_what_did_not_pass(
    readings: list[tuple[float, str]], after_gap: str
) -> None:
    """Whatever happens, model time is at most that of the ticks without a gap, at their speed."""
    clock = LiveClock(0.0, 1e5, after_gap=after_gap)  # type: ignore[arg-type]
    now_s, most_s, before_h = 0.0, 0.0, 0.0
    for passed_s, what in readings:
        now_s += passed_s
        match what:
            case "pause":
                clock.pause()
            case "start":
                clock.start(now_s)
            case "fast":
                clock.set_speed(now_s, 60.0 if clock.speed == 1.0 else 1.0)
        follow(clock, now_s)
        assert clock.now_h >= before_h
        before_h = clock.now_h
        most_s += passed_s * 60.0 if passed_s <= MOST_GAP_S else 0.0
        # What is owed at a change of speed may come later, never more than there was.
        assert clock.now_h * 3600 <= most_s + 1e-6
