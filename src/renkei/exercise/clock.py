"""The clock of an exercise: what real time has passed, and how far the model is to go for it.

What for: people live in seconds, the model in hours. Takes readings of a clock that only goes
forward (``time.monotonic``) and the instructor's commands; gives the hour up to which the model is
to be advanced. Pure: it reads no clock by itself, so that a test is a list of readings.

Two promises. Model time is advanced through and never set: whatever real time does, each event
comes once and in order. And real time in which nobody could have followed (the machine slept, the
process was stopped) does not count: the clock stands after it, or goes on from where it was, as
chosen. Setting the system's clock has no effect, as no reading comes from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Stands = Literal["", "not started", "paused", "decision", "frozen", "over"]
"""Why the clock stands, as :class:`renkei.exercise.views.Clock` has it; empty: it runs."""

AfterGap = Literal["pause", "go-on"]
"""What becomes of the clock after a gap in real time."""

LEAST_SPEED, MOST_SPEED = 1.0, 600.0
"""Bounds of the speed: seconds of the exercise in a second."""

MOST_GAP_S = 5.0
"""A longer time between two readings, less the work done in it, is a gap [s]."""

_MOST_DEBT_S = 1.0
"""Real time that a model too slow for its speed may make good later [s]; the rest is dropped."""

_HOUR = 3600.0

_TICK_H = 1e-6 / _HOUR
"""The model's clock has whole microseconds: a moment is reached when less than one is missing."""


class CannotRun(ValueError):
    """A command that the clock cannot follow; ``reason`` is one of a few words."""

    def __init__(self, reason: Literal["over", "speed", "past", "beyond", "step", "delay"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Onward:
    """What the model is to be advanced through: up to an hour, or to a person's task before it."""

    until_h: float
    to_task: bool


class LiveClock:
    """The clock of an exercise.

    Parameters
    ----------
    now_h
        The hour at which the model stands.
    ends_h
        The hour at which the exercise ends.
    started
        Whether it was ever started: it is then paused, as after a restart, and else not started.
    """

    def __init__(
        self,
        now_h: float,
        ends_h: float,
        *,
        speed: float = 1.0,
        started: bool = False,
        after_gap: AfterGap = "pause",
        most_gap_s: float = MOST_GAP_S,
    ) -> None:
        self.now_h = now_h
        self.ends_h = ends_h
        self.speed = speed
        self.after_gap: AfterGap = after_gap
        self.stands: Stands = "paused" if started else "not started"
        self._most_gap_s = most_gap_s
        self._last_s: float | None = None
        self._owed_s = 0.0
        self._goal_h: float | None = None
        self._to_task = False
        self._starts_s: float | None = None
        if now_h > ends_h - _TICK_H:
            self.stands = "over"

    @property
    def running(self) -> bool:
        """Whether model time goes on."""
        return self.stands == ""

    @property
    def started(self) -> bool:
        """Whether it was ever started."""
        return self.stands != "not started"

    @property
    def rushes(self) -> bool:
        """Whether it runs as fast as the model can: a step, a jump, or a run to a moment."""
        return self.running and self._goal_h is not None

    def starts_in_s(self, real_s: float) -> float | None:
        """Return the real time until a scheduled start [s]; None where none is scheduled."""
        return None if self._starts_s is None else max(0.0, self._starts_s - real_s)

    # --- commands ---------------------------------------------------------------------------

    def start(self, real_s: float, in_s: float = 0.0) -> None:
        """Run from now on, or after some real time [s].

        Raises
        ------
        CannotRun
            If the exercise is over, or the delay is not a time of at most a week.
        """
        self._refuse_if_over()
        if not 0 <= in_s <= 7 * 24 * _HOUR:
            raise CannotRun("delay")
        if in_s > 0:
            self._stop("paused" if self.started else "not started")
            self._last_s, self._starts_s = real_s, real_s + in_s
            return
        self._run(real_s)

    def pause(self, stands: Literal["paused", "frozen"] = "paused") -> None:
        """Stand still: for a pause, or frozen for a discussion."""
        if self.stands != "over":
            self._stop(stands if self.started or stands == "frozen" else "not started")

    def set_speed(self, real_s: float, speed: float) -> None:
        """Run at another speed from now on; what is owed at the old one stays owed.

        Raises
        ------
        CannotRun
            If the speed is out of bounds.
        """
        if not LEAST_SPEED <= speed <= MOST_SPEED:
            raise CannotRun("speed")
        if self.running and self._goal_h is None:
            self.tick(real_s)
        self._owed_s *= self.speed / speed
        self.speed = speed

    def step(self, real_s: float, hours: float) -> None:
        """Run some hours as fast as the model can, then stand.

        Raises
        ------
        CannotRun
            If the exercise is over, or the hours are none.
        """
        self._refuse_if_over()
        if not _TICK_H <= hours < math.inf:
            raise CannotRun("step")
        self._run(real_s, min(self.now_h + hours, self.ends_h))

    def run_until(self, real_s: float, until_h: float) -> None:
        """Run to a moment as fast as the model can, then stand.

        Raises
        ------
        CannotRun
            If the moment is past, or after the end.
        """
        self._refuse_if_over()
        if not until_h >= self.now_h + _TICK_H:
            raise CannotRun("past")
        if until_h > self.ends_h:
            raise CannotRun("beyond")
        self._run(real_s, until_h)

    def jump(self, real_s: float) -> None:
        """Run to the next task of a person as fast as the model can, then stand.

        Raises
        ------
        CannotRun
            If the exercise is over.
        """
        self._refuse_if_over()
        self._run(real_s, self.ends_h, to_task=True)

    # --- time -------------------------------------------------------------------------------

    def tick(self, real_s: float) -> Onward | None:
        """Take a reading; return what the model is to be advanced through; None: nothing."""
        passed = self._passed(real_s)
        if self._starts_s is not None and real_s >= self._starts_s:
            # The moment may lie before this reading: the exercise begins with the reading.
            self._run(real_s)
            return None
        if not self.running:
            return None
        if passed > self._most_gap_s:
            if self.after_gap == "pause":
                self._stop("paused")
                return None
            passed = 0.0
        if self._goal_h is not None:
            return Onward(self._goal_h, self._to_task)
        self._owed_s += passed
        until_h = min(self.now_h + self._owed_s * self.speed / _HOUR, self.ends_h)
        return Onward(until_h, to_task=False) if until_h > self.now_h else None

    def reached(self, now_h: float, real_s: float, busy_s: float, *, task: bool = False) -> None:
        """Take note of how far the model came.

        Parameters
        ----------
        now_h
            Where it stands.
        real_s
            A reading after the work.
        busy_s
            Processor time that the work took [s]: a long piece of work is no gap.
        task
            Whether it stopped because a task came to a person.
        """
        gone_h, self.now_h = now_h - self.now_h, now_h
        worked = self._passed(real_s)
        slept = worked - busy_s > self._most_gap_s
        if not self.running:
            return
        if now_h > self.ends_h - _TICK_H:
            self._stop("over")
        elif self._goal_h is not None and (task or now_h > self._goal_h - _TICK_H):
            self._stop("decision" if task else "paused")
        elif slept and self.after_gap == "pause":
            self._stop("paused")
        elif self._goal_h is None:
            self._owed_s = max(0.0, self._owed_s - gone_h * _HOUR / self.speed)
            self._owed_s = min(self._owed_s + (0.0 if slept else worked), _MOST_DEBT_S)

    def _passed(self, real_s: float) -> float:
        last, self._last_s = self._last_s, real_s
        return 0.0 if last is None else max(0.0, real_s - last)

    def _run(self, real_s: float, goal_h: float | None = None, *, to_task: bool = False) -> None:
        self._stop("")
        self._last_s, self._goal_h, self._to_task = real_s, goal_h, to_task

    def _stop(self, stands: Stands) -> None:
        self.stands = stands
        self._owed_s, self._goal_h, self._to_task, self._starts_s = 0.0, None, False, None

    def _refuse_if_over(self) -> None:
        if self.stands == "over":
            raise CannotRun("over")
