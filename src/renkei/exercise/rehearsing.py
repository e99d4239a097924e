"""Rehearsal: what an exercise would ask of its seats, before anybody sits in them.

What for: an instructor wants to know who will be busy when, and which lines come at once. Takes a
setting; runs the exercise many times with bots in all seats, each time another replication with the
incidents of its lines; gives loads by seat and hour (:class:`renkei.exercise.views.Rehearsal`).
Lines with a condition, and contingencies, are left out: nobody knows when they come.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from renkei.exercise.futures import Outset, Seen, together
from renkei.exercise.lines import MasterEvent, read_lines
from renkei.exercise.views import Rehearsal, SeatHour
from renkei.report.page.document import Named
from renkei.report.said import named

if TYPE_CHECKING:
    from renkei.exercise.ahead import Ahead
    from renkei.exercise.definition import Definition
    from renkei.exercise.setting import Setting

RUNS = 100
"""Runs of a rehearsal."""

_CLOSE_H = 0.5
"""Lines that reach one seat within this time collide [h]."""


def rehearse(setting: Setting, ahead: Ahead, runs: int = RUNS) -> Rehearsal:
    """Return the expected load of each seat by hour of the exercise, and the lines that collide."""
    lines = read_lines(setting.definition.file.lines, setting.scenario)
    return Rehearsing(setting, ahead, lines.values(), runs).result()


class Rehearsing:
    """A rehearsal under way: :meth:`result` waits for it, in whatever thread asks.

    Parameters
    ----------
    lines
        The master events list as it stands; lines that were fired count at the time that they had.
    """

    def __init__(
        self, setting: Setting, ahead: Ahead, lines: Iterable[MasterEvent], runs: int = RUNS
    ) -> None:
        definition, scenario = setting.definition, setting.scenario
        self._setting, self._runs = setting, runs
        self._timed = sorted(
            (one for one in lines if _hour_of(one) is not None),
            key=lambda one: (_hour_of(one) or 0.0, one.id),
        )
        self._brought = []
        for line in self._timed:
            if line.says.incident is not None:
                places = scenario.incidents[line.says.incident].places
                place = line.says.place or max(sorted(places), key=lambda one: places[one].weight)
                at_h = definition.begins_h + (_hour_of(line) or 0.0)
                self._brought.append((at_h, line.says.incident, place))
        self._tags = {
            int(setting.program.blocks["tag"][block]): seat.id
            for seat in setting.seats.values()
            for block in seat.blocks
        }
        outset = Outset(
            snapshot=None,
            chosen={},
            incidents=tuple(
                ((type_, 0), setting.answered_by(type_)) for _, type_, _ in self._brought
            ),
            begins_h=definition.begins_h,
            until_h=definition.ends_h,
            brought=tuple(self._brought),
            tags=tuple(sorted(self._tags)),
        )
        self._jobs = ahead.submit(definition.to_bytes(), outset, runs)

    def result(self) -> Rehearsal:
        """Return the expected load of each seat by hour, and the lines that collide."""
        setting, definition = self._setting, self._setting.definition
        seen = together((job.result() for job in self._jobs), len(self._brought))
        name = named(definition.file.name, definition.file.scenario)
        return Rehearsal(
            exercise=Named(id=definition.design, name=name),
            runs=self._runs,
            hours=tuple(_hours(setting, definition, seen, self._tags, self._timed, self._runs)),
            collisions=tuple(_collisions(setting, self._timed)),
        )


def _hour_of(line: MasterEvent) -> float | None:
    """Return when a line comes [h from the begin]; None: nobody knows, or it does not come."""
    if line.says.contingency or line.condition is not None:
        return None
    return line.at_h if line.state in ("approved", "fired") else None


def _hours(
    setting: Setting,
    definition: Definition,
    seen: Seen,
    tags: dict[int, str],
    timed: list[MasterEvent],
    runs: int,
) -> list[SeatHour]:
    hours = -int(-(definition.ends_h - definition.begins_h) // 1)
    tasks = {seat: [0] * hours for seat in setting.seats}
    work = {seat: [0.0] * hours for seat in setting.seats}
    for tag, steps in seen.steps_h.items():
        seat = tags[tag]
        sits = setting.tags[tag].board is not None
        for began_h, length in steps:
            start = began_h - definition.begins_h
            if sits:  # a task from the sitting on, which occupies nobody
                start, length = start + length, 0.0
            if 0 <= start < hours:
                tasks[seat][int(start)] += 1
            for hour in range(max(int(start), 0), hours):
                inside = min(start + length, hour + 1) - max(start, hour)
                if inside <= 0:
                    break
                work[seat][hour] += inside
    return [
        SeatHour(
            seat=seat,
            hour=hour,
            tasks=tasks[seat][hour] / runs,
            work_h=work[seat][hour] / runs,
            lines=tuple(
                one.id
                for one in timed
                if int(_hour_of(one) or 0.0) == hour and _reaches(setting, one, seat)
            ),
        )
        for seat in setting.seats
        for hour in range(hours)
    ]


def _reaches(setting: Setting, line: MasterEvent, seat: str) -> bool:
    """Return whether a line reaches a seat at once: by a message, or as the first to detect."""
    headquarters = setting.seats[seat].headquarters
    if headquarters in line.says.to:
        return True
    if line.says.incident is None:
        return False
    places = setting.scenario.incidents[line.says.incident].places
    place = line.says.place or max(sorted(places), key=lambda one: places[one].weight)
    return setting.detected_by(line.says.incident, place) == headquarters


def _collisions(setting: Setting, timed: list[MasterEvent]) -> list[tuple[str, str, str]]:
    return [
        (seat, first.id, second.id)
        for seat in setting.seats
        for first, second in combinations(timed, 2)
        if (_hour_of(second) or 0.0) - (_hour_of(first) or 0.0) <= _CLOSE_H
        and _reaches(setting, first, seat)
        and _reaches(setting, second, seat)
    ]
