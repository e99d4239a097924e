"""Waits of a step besides teams: working hours, boards, the first teams of a headquarters.

What for: planning values, the choice of paths and `renkei explain` count the same waits as a run
without load. Takes the scenario of a phase; gives the legs of steps, and the passage of moments.
Opening hours and meetings come from :mod:`renkei.doctrine.rhythm` as plain times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from renkei.doctrine.moments import CYCLE_H, Meetings, Moments, Timetable, meetings, timetable
from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.rhythm import is_always, meeting_times, working_intervals
from renkei.scenario.disrupted import NET

if TYPE_CHECKING:
    from renkei.doctrine.workflow import Step
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.model.organisation import Board


@dataclass(frozen=True)
class Opening:
    """Working hours in which a leg can be begun.

    Parameters
    ----------
    table
        The opening hours.
    rests
        Whether work in hand rests while the cell is closed; else it is finished.
    name
        The hours, for people.
    path
        Path of their declaration.
    """

    table: Timetable
    rests: bool
    name: str
    path: str


@dataclass(frozen=True)
class Leg:
    """A part of a way: a number of hours, after a wait."""

    hours: float
    opening: Opening | None = None
    board: Meetings | None = None

    def begun(self, moments: Moments) -> Moments:
        """Return the moments at which the leg begins, if ready at some moments."""
        if self.board is not None:
            return moments.by(self.board)
        return moments if self.opening is None else moments.by(self.opening.table.opening)

    def done(self, moments: Moments) -> Moments:
        """Return the moments at which the leg is done, if ready at some moments."""
        if self.opening is not None and self.opening.rests:
            return moments.by(self.opening.table.finishing(self.hours))
        return self.begun(moments).after(self.hours)


@dataclass(frozen=True)
class Way:
    """Legs one after the other."""

    legs: tuple[Leg, ...]

    def done(self, moments: Moments) -> Moments:
        """Return the moments at which the last leg is done, from some moments of the start."""
        if self.never_waits:
            return moments.after(self.hours)
        for leg in self.legs:
            moments = leg.done(moments)
        return moments

    @cached_property
    def never_waits(self) -> bool:
        """Whether the way takes the same time from every moment of the start."""
        return all(leg.opening is None and leg.board is None for leg in self.legs)

    @cached_property
    def hours(self) -> float:
        """Hours without any wait."""
        return sum(leg.hours for leg in self.legs)

    @cached_property
    def mean(self) -> float:
        """Mean hours from a random moment of the year on."""
        return self.done(Moments()).mean


def leg_of(scenario: Scenario, step: Step) -> Leg:
    """Return a step as a leg: its planned hours, and its wait."""
    hours = step_hours(scenario, step.duration, step.factor)
    if step.board is not None:
        return Leg(hours, board=board_times(scenario, step.board))
    if step.channel is not None:
        return Leg(hours, channel_hours(scenario, step.channel))
    if step.cell is not None:
        return Leg(hours, cell_hours(scenario, step.actor, step.cell))
    return Leg(hours)


def way_of_steps(scenario: Scenario, steps: Iterable[Step]) -> Way:
    """Return steps one after the other as one way."""
    return Way(tuple(leg_of(scenario, step) for step in steps))


def cell_hours(scenario: Scenario, headquarters: str, cell: str) -> Opening | None:
    """Return the hours outside which no team of a cell begins work; None: a team always may."""
    declared = scenario.headquarters[headquarters].cells[cell]
    duty = declared.off_hours_teams
    if is_always(declared.hours) or (duty is not None and planned(scenario, duty) >= 0.5):
        return None
    path = f"headquarters.{headquarters}.cells.{cell}.hours"
    manned = [
        name
        for name in declared.hours
        if planned(scenario, declared.hours_teams.get(name, declared.teams)) >= 0.5
    ]
    return _opening(scenario, manned or declared.hours, headquarters, path, rests=duty is None)


def channel_hours(scenario: Scenario, identifier: str) -> Opening | None:
    """Return the hours in which a channel carries messages; None: at any time, as a command net."""
    if identifier.startswith(NET):
        return None
    channel = scenario.channels[identifier]
    if is_always(channel.hours):
        return None
    path = f"channels.{identifier}.hours"
    return _opening(scenario, channel.hours, channel.between[0], path, rests=True)


def board_times(scenario: Scenario, identifier: str) -> Meetings | None:
    """Return the moments at which papers for a board must be in."""
    board: Board = scenario.boards[identifier]
    cut_off_h = board.cut_off.mean() if board.cut_off is not None else 0.0
    zone = _zone(scenario, board.headquarters)
    held = meeting_times(scenario, board, zone, CYCLE_H)
    return meetings(tuple(time - cut_off_h for time in held if time < CYCLE_H))


def _opening(
    scenario: Scenario, hours: Sequence[str], headquarters: str, path: str, *, rests: bool
) -> Opening | None:
    zone = _zone(scenario, headquarters)
    table = timetable(working_intervals(scenario, hours, zone, CYCLE_H))
    return None if table is None else Opening(table, rests, ", ".join(hours), path)


def _zone(scenario: Scenario, headquarters: str) -> str:
    return scenario.places[scenario.headquarters[headquarters].place].zone
