"""From the organisation and forces of a design's phases to stations, gates and pools.

A headquarters cell is one station through all phases: its teams follow a schedule, its working
hours are those of the phase. A unit is one pool; where a phase changes the unit itself (base,
platforms, speed) that phase has a pool of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from renkei._base.errors import InputError, Location, Problem
from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.rhythm import meeting_times, run_length_h, working_intervals
from renkei.program.assembler import Assembler
from renkei.program.declarations import Calendar, Gate, Pool, Slot, Station, Tag
from renkei.program.quantities import Worlds
from renkei.scenario import ResolvedPhase
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.organisation import Cell

UNLIMITED_TEAMS = 1_000_000.0
"""Teams of the station that stands for a channel with hours: messages never queue there."""

_RELATIONS = frozenset({"cocom", "opcon", "tacon", "adcon", "name", "note", "source", "personnel"})
"""Attributes of a unit that do not change what a platform can do or when."""


@dataclass
class Organisation:
    """Stations, gates, pools and tags of a program, by their names in the scenario."""

    assembler: Assembler
    phases: tuple[ResolvedPhase, ...]
    worlds: list[Worlds]
    end_h: float
    places: list[str]
    cells: dict[tuple[str, str], Station] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    _gates: dict[tuple[str, tuple[float, ...]], Gate] = field(default_factory=dict)
    _channels: dict[str, Station] = field(default_factory=dict)
    _pools: dict[str, list[tuple[dict[str, object], Pool]]] = field(default_factory=dict)

    @classmethod
    def build(
        cls, assembler: Assembler, phases: tuple[ResolvedPhase, ...], places: list[str]
    ) -> Organisation:
        """Return the organisation with all its staff cells."""
        worlds = [Worlds(assembler, phase.scenario) for phase in phases]
        end_h = run_length_h(phases[0].scenario.time)
        organisation = cls(assembler, phases, worlds, end_h, places)
        names = {
            (headquarters, cell)
            for phase in phases
            for headquarters, table in phase.scenario.headquarters.items()
            for cell in table.cells
        }
        for headquarters, cell in sorted(names):
            organisation.cells[headquarters, cell] = organisation._station(headquarters, cell)
        return organisation

    def _station(self, headquarters: str, cell: str) -> Station:
        teams = [self._teams(number, headquarters, cell) for number in range(len(self.phases))]
        first = next(
            number
            for number, phase in enumerate(self.phases)
            if _find(phase.scenario, headquarters, cell) is not None
        )
        table = self.phases[first].scenario.headquarters[headquarters]
        declared = table.cells[cell]
        path = f"headquarters.{headquarters}"
        worlds = self.worlds[first]
        off_teams = (
            worlds.slot(declared.off_hours_teams, f"{path}.cells.{cell}.off_hours_teams")
            if declared.off_hours_teams is not None
            else None
        )
        build_up = None
        if table.build_up is not None:
            build_up = [
                (
                    worlds.slot(step.after, f"{path}.build_up.{number}.after"),
                    worlds.slot(step.share, f"{path}.build_up.{number}.share"),
                )
                for number, step in enumerate(table.build_up)
            ]
        return self.assembler.station(
            f"{headquarters}.{cell}",
            teams[0],
            calendar=self._cell_calendar(headquarters, cell, off_teams is not None),
            off_teams=off_teams,
            schedule=[
                (phase.from_h, slot)
                for phase, slot, before in zip(self.phases[1:], teams[1:], teams[:-1], strict=True)
                if slot != before
            ],
            build_up=build_up,
        )

    def _teams(self, number: int, headquarters: str, cell: str) -> Slot:
        declared = _find(self.phases[number].scenario, headquarters, cell)
        worlds = self.worlds[number]
        if declared is None:
            return self.assembler.constant(0.0)
        return worlds.slot(declared.teams, f"headquarters.{headquarters}.cells.{cell}.teams")

    def _cell_calendar(self, headquarters: str, cell: str, has_off_teams: bool) -> Calendar | None:
        """Return the working hours of a cell through all phases; None: it never closes."""
        intervals: list[tuple[float, float]] = []
        closes = False
        for phase in self.phases:
            scenario = phase.scenario
            declared = _find(scenario, headquarters, cell)
            begin, end = phase.from_h, min(phase.until_h, self.end_h)
            if declared is None or declared.hours == "always":
                intervals.append((begin, end))
                continue
            if (declared.off_hours_teams is not None) != has_off_teams:
                raise InputError([_mixed_hours(headquarters, cell)])
            closes = True
            zone = scenario.places[scenario.headquarters[headquarters].place].zone
            intervals += _clip(
                working_intervals(scenario.hours[declared.hours], zone, scenario.time, self.end_h),
                begin,
                end,
            )
        return self._calendar(f"{headquarters}.{cell}", intervals) if closes else None

    def _calendar(self, name: str, intervals: list[tuple[float, float]]) -> Calendar:
        joined = _join(intervals)
        return self.assembler.calendar(
            name,
            np.array([opens for opens, _ in joined]),
            np.array([closes for _, closes in joined]),
        )

    def channel(self, number: int, identifier: str) -> Station:
        """Return the station through which messages pass in the hours of a channel."""
        scenario = self.phases[number].scenario
        channel = scenario.channels[identifier]
        zone = scenario.places[scenario.headquarters[channel.between[0]].place].zone
        hours = scenario.hours[channel.hours]
        name = f"channel {identifier} ({channel.hours} {zone})"
        if name not in self._channels:
            self._channels[name] = self.assembler.station(
                name,
                self.assembler.constant(UNLIMITED_TEAMS),
                calendar=self._calendar(
                    name, working_intervals(hours, zone, scenario.time, self.end_h)
                ),
            )
        return self._channels[name]

    def board(self, number: int, identifier: str) -> Gate:
        """Return the gate that opens when papers for a board must be in."""
        scenario = self.phases[number].scenario
        board = scenario.boards[identifier]
        zone = scenario.places[scenario.headquarters[board.headquarters].place].zone
        cut_off_h = board.cut_off.mean() if board.cut_off is not None else 0.0
        times = [
            meeting - cut_off_h
            for meeting in meeting_times(board, zone, scenario.time, self.end_h)
            if meeting >= cut_off_h
        ]
        key = (identifier, tuple(times))
        if key not in self._gates:
            known = sum(1 for name, _ in self._gates if name == identifier)
            suffix = f" (rhythm {known + 1})" if known else ""
            self._gates[key] = self.assembler.gate(f"{identifier}{suffix}", np.array(times))
        return self._gates[key]

    def pool(self, number: int, identifier: str) -> Pool:
        """Return the pool of a unit in a phase."""
        scenario = self.phases[number].scenario
        unit = scenario.units[identifier]
        content: dict[str, object] = {
            name: getattr(unit, name) for name in type(unit).model_fields if name not in _RELATIONS
        }
        known = self._pools.setdefault(identifier, [])
        for other, pool in known:
            if other == content:
                return pool
        suffix = f" (phase {number + 1})" if known else ""
        pool = self._new_pool(number, identifier, unit, identifier + suffix)
        known.append((content, pool))
        return pool

    def _new_pool(self, number: int, identifier: str, unit: Unit, name: str) -> Pool:
        scenario, worlds = self.phases[number].scenario, self.worlds[number]
        path = f"units.{identifier}"
        base = scenario.places[unit.base]
        return self.assembler.pool(
            name,
            platforms=worlds.slot(unit.platforms, f"{path}.platforms"),
            availability=worlds.slot(unit.availability, f"{path}.availability")
            if unit.availability is not None
            else None,
            notice=worlds.distribution(unit.notice, f"{path}.notice"),
            turnaround=worlds.distribution(unit.turnaround, f"{path}.turnaround")
            if unit.turnaround is not None
            else None,
            speed=worlds.slot(unit.speed, f"{path}.speed"),
            distances_nmi=np.array(
                [distance_nmi(base, scenario.places[place], unit.medium) for place in self.places]
            ),
            endurance=worlds.slot(unit.endurance, f"{path}.endurance")
            if unit.endurance is not None
            else None,
        )


def _find(scenario: Scenario, headquarters: str, cell: str) -> Cell | None:
    table = scenario.headquarters.get(headquarters)
    return table.cells.get(cell) if table is not None else None


def _clip(
    intervals: list[tuple[float, float]], begin: float, end: float
) -> list[tuple[float, float]]:
    return [
        (max(opens, begin), min(closes, end))
        for opens, closes in intervals
        if closes > begin and opens < end
    ]


def _join(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the intervals in order, those that touch made one."""
    joined: list[tuple[float, float]] = []
    for opens, closes in sorted(intervals):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return joined


def _mixed_hours(headquarters: str, cell: str) -> Problem:
    path = f"headquarters.{headquarters}.cells.{cell}.off_hours_teams"
    return Problem(
        "DOC-006",
        Location("scenario"),
        path,
        "off-hours teams in one phase of the design and none in another",
        "off-hours teams in every phase in which the cell keeps working hours, or in none",
        "write `off_hours_teams: 0` in the phases without a night shift",
    )
