"""From the organisation and forces of a design's phases to stations, gates and pools.

A headquarters cell is one station through all phases. Its teams follow a schedule, and its working
hours are those of the phase. A station cannot change its night shift, nor the build-up of an
improvised headquarters: if a phase changes one of these, later incidents meet a new station. A unit
is one fleet through all phases. If a phase changes its base, platforms or speed, later incidents
meet a pool of that phase, which has the platforms of the fleet. A cell that a phase removes keeps
its teams for the incidents that arrived before.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.rhythm import (
    Intervals,
    is_always,
    join,
    meeting_times,
    run_length_h,
    working_intervals,
)
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Calendar, Gate, Pool, Slot, Station, Stock, Tag
from renkei.program.compiling.worlds import Worlds
from renkei.program.machine.naming import CHANNEL, SEAT, STATIONS
from renkei.scenario import ResolvedPhase
from renkei.scenario.disrupted import NET, declared, lost_links, moment_h
from renkei.scenario.model.disruptions import Disruption
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.organisation import Cell
from renkei.scenario.quantities.quantity import Quantity

UNLIMITED_TEAMS = 1_000_000.0
"""Teams of the station that stands for a channel or a headquarters: nothing queues there."""


@dataclass(frozen=True)
class Loss:
    """A disruption of a design: what is lost, when, for how long, and when others take over."""

    disruption: Disruption
    begin_h: float
    lasts: Slot
    taken_over: Slot | None


@dataclass
class Organisation:
    """Stations, gates, pools and tags of a program, by their names in the scenario."""

    assembler: Assembler
    phases: tuple[ResolvedPhase, ...]
    worlds: list[Worlds]
    end_h: float
    places: list[str]
    cells: dict[tuple[str, str], list[Station | None]] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    stocks: dict[str, Stock] = field(default_factory=dict)
    _gates: dict[tuple[str, tuple[float, ...]], Gate] = field(default_factory=dict)
    _channels: dict[str, list[tuple[Intervals, Station]]] = field(default_factory=dict)
    _pool_of: dict[tuple[int, str], Pool] = field(default_factory=dict)
    _pools: dict[str, list[tuple[tuple[object, ...], Pool]]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    _seats: dict[str, Station] = field(default_factory=dict)

    @classmethod
    def build(
        cls, assembler: Assembler, phases: tuple[ResolvedPhase, ...], places: list[str]
    ) -> Organisation:
        """Return the organisation with all its staff cells."""
        worlds = [Worlds(assembler, phase.scenario) for phase in phases]
        end_h = run_length_h(phases[0].scenario.time)
        organisation = cls(assembler, phases, worlds, end_h, places)
        for disruption, scenario in declared(phases).values():
            here = Worlds(assembler, scenario)
            begin_h = moment_h(scenario.time, disruption.from_)
            after = here.optional_slot(disruption.after)
            organisation.losses.append(Loss(disruption, begin_h, here.slot(disruption.for_), after))
        names = {
            (headquarters, cell)
            for phase in phases
            for headquarters, table in phase.scenario.headquarters.items()
            for cell in table.cells
        }
        for headquarters, cell in sorted(names):
            organisation.cells[headquarters, cell] = organisation._stations(headquarters, cell)
        return organisation

    def seat(self, headquarters: str) -> Station | None:
        """Return the station of those who decide at a headquarters; None: never lost."""
        losses = [one for one in self.losses if one.disruption.headquarters == headquarters]
        if not losses:
            return None
        if headquarters not in self._seats:
            name = STATIONS.write(SEAT, headquarters)
            station = self.assembler.station(name, self.assembler.constant(UNLIMITED_TEAMS))
            self._lose(station, losses)
            self._seats[headquarters] = station
        return self._seats[headquarters]

    def is_taken_over(self, headquarters: str, cell: str) -> bool:
        """Return whether a successor ever does the work of a cell."""
        return any(one.disruption.successor for one in self._losses_of(headquarters, cell))

    def _losses_of(self, headquarters: str, cell: str) -> list[Loss]:
        return [
            one
            for one in self.losses
            if one.disruption.headquarters == headquarters
            or one.disruption.cell == f"{headquarters}.{cell}"
        ]

    def _lose(self, station: Station, losses: Iterable[Loss]) -> None:
        for one in losses:
            self.assembler.loss(station, one.begin_h, one.lasts, one.taken_over)

    @property
    def phase_times(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Times from which phases count [h], where their beginning differs between worlds."""
        return np.array(
            [
                phase.from_h if phase.offset is None else phase.offset.begin_h
                for phase in self.phases
            ]
        )

    @property
    def phase_slots(self) -> list[Slot | None]:
        """Hours from those times to the beginning of each phase, as world values."""
        return [
            None if phase.offset is None else worlds.slot(phase.offset.after)
            for phase, worlds in zip(self.phases, self.worlds, strict=True)
        ]

    def cell(self, number: int, headquarters: str, cell: str) -> Station:
        """Return the station of a cell in a phase in which it is declared."""
        station = self.cells[headquarters, cell][number]
        assert station is not None
        return station

    def _stations(self, headquarters: str, cell: str) -> list[Station | None]:
        """Return the station of a cell in each phase; None: the phase does not declare the cell."""
        found: list[Station | None] = [None] * len(self.phases)
        declared = [_find(phase.scenario, headquarters, cell) for phase in self.phases]
        kinds: dict[tuple[object, ...], list[int]] = {}
        for number, here in enumerate(declared):
            if here is not None:
                steps = self.phases[number].scenario.headquarters[headquarters].build_up
                built = tuple(steps) if steps is not None else None
                kind = (built, _duty(declared, number), here.interrupts)
                kinds.setdefault(kind, []).append(number)
        for numbers in kinds.values():
            suffix = f" (phase {numbers[0] + 1})" if any(found) else ""
            station = self._station(headquarters, cell, numbers, f"{headquarters}.{cell}{suffix}")
            self._lose(station, self._losses_of(headquarters, cell))
            for number in numbers:
                found[number] = station
        return found

    def _station(self, headquarters: str, cell: str, numbers: list[int], name: str) -> Station:
        """Declare the station of a cell that serves incidents of the phases in ``numbers``."""
        in_force = self._in_force(numbers)
        teams = self._teams(headquarters, cell, in_force, numbers)
        first = numbers[0]
        worlds = self.worlds[first]
        build_up = self.phases[first].scenario.headquarters[headquarters].build_up
        declared = [_find(phase.scenario, headquarters, cell) for phase in self.phases]
        duty = _duty(declared, first)
        calendar = self._cell_calendar(headquarters, cell, in_force, name)
        here = declared[first]
        assert here is not None
        at_first = teams[0][1]
        assert at_first is not None
        return self.assembler.station(
            name,
            at_first,
            calendar=calendar,
            off_teams=worlds.slot(duty) if duty is not None and calendar is not None else None,
            schedule=teams[1:],
            build_up=[
                (
                    worlds.slot(step.after),
                    worlds.slot(step.share),
                )
                for step in build_up
            ]
            if build_up is not None
            else None,
            # Nothing is less urgent than ROUTINE: it lets all others interrupt, as PRIORITY does.
            interrupts=min(here.interrupts.rank, 2) if here.interrupts is not None else None,
        )

    def _in_force(self, numbers: list[int]) -> list[int | None]:
        """Return the phase whose teams and hours a station has, for each phase; None: not begun.

        After its last phase a station keeps its teams, so that work in hand is finished.
        """
        return [
            max((known for known in numbers if known <= number), default=None)
            for number in range(len(self.phases))
        ]

    def _teams(
        self, headquarters: str, cell: str, in_force: list[int | None], numbers: list[int]
    ) -> list[tuple[float, Slot | None]]:
        """Return the number of teams of a cell through all phases, with the hour of each change.

        None in the place of a number: the cell finishes work in hand and begins no other.
        """
        steps: list[tuple[float, Slot | None]] = []
        for here, (phase, number) in enumerate(zip(self.phases, in_force, strict=True)):
            found: list[tuple[float, Slot | None]]
            if number is None:
                found = [(phase.from_h, self.assembler.constant(0.0))]
            elif here not in numbers:
                found = [(phase.from_h, None)]
            else:
                found = self._teams_in(phase, number, headquarters, cell)
            steps += [step for step in found if not steps or step[1] != steps[-1][1]]
        return [step for n, step in enumerate(steps) if not n or step[1] != steps[n - 1][1]]

    def _teams_in(
        self, phase: ResolvedPhase, number: int, headquarters: str, cell: str
    ) -> list[tuple[float, Slot | None]]:
        """Return the teams of a cell in one phase, with those of single working hours.

        If nobody works outside all hours, the number changes at the close before the next hours,
        so that the teams exist at the moment of opening.
        """
        scenario = self.phases[number].scenario
        declared = _find(scenario, headquarters, cell)
        assert declared is not None
        worlds = self.worlds[number]
        usual = worlds.slot(declared.teams)
        if not declared.hours_teams or is_always(declared.hours):
            return [(phase.from_h, usual)]
        zone = scenario.places[scenario.headquarters[headquarters].place].zone
        each = [
            (
                self._working(scenario, [name], zone),
                worlds.slot(declared.hours_teams[name]) if name in declared.hours_teams else usual,
            )
            for name in declared.hours
        ]
        edges = {at for intervals, _ in each for interval in intervals for at in interval}
        times = [phase.from_h, *sorted(at for at in edges if phase.from_h < at < phase.until_h)]
        steps: list[tuple[float, Slot | None]] = []
        after = usual
        for at in reversed(times):
            on_duty = [slot for intervals, slot in each if _is_within(at, intervals)]
            after = on_duty[0] if on_duty else after if declared.off_hours_teams is None else usual
            steps.append((at, after))
        return steps[::-1]

    def _cell_calendar(
        self, headquarters: str, cell: str, in_force: list[int | None], name: str
    ) -> Calendar | None:
        """Return the working hours of a cell through all phases; None: it never closes."""
        intervals: list[tuple[float, float]] = []
        closes = False
        for phase, number in zip(self.phases, in_force, strict=True):
            scenario = self.phases[number].scenario if number is not None else phase.scenario
            declared = _find(scenario, headquarters, cell)
            begin, end = phase.from_h, phase.until_h
            if number is None or declared is None or is_always(declared.hours):
                intervals.append((begin, end))
                continue
            closes = True
            zone = scenario.places[scenario.headquarters[headquarters].place].zone
            intervals += _clip(self._working(scenario, declared.hours, zone), begin, end)
        return self._calendar(name, intervals) if closes else None

    def _working(self, scenario: Scenario, hours: Sequence[str], zone: str) -> Intervals:
        return working_intervals(scenario, hours, zone, self.end_h)

    def _calendar(self, name: str, intervals: Iterable[tuple[float, float]]) -> Calendar:
        # A short run may contain no working hour: the first one after its end is used.
        joined = join(intervals) or ((self.end_h + 1.0, self.end_h + 2.0),)
        return self.assembler.calendar(
            name,
            np.array([opens for opens, _ in joined]),
            np.array([closes for _, closes in joined]),
        )

    def channel(self, number: int, identifier: str) -> Station:
        """Return the station through which messages pass while a channel is open and not lost.

        So with the command net along a relationship, which is always open.
        """
        scenario = self.phases[number].scenario
        if identifier.startswith(NET):
            return self._net(identifier, scenario)
        channel = scenario.channels[identifier]
        zone = scenario.places[scenario.headquarters[channel.between[0]].place].zone
        always = is_always(channel.hours)
        intervals = () if always else self._working(scenario, channel.hours, zone)
        known = self._channels.setdefault(identifier, [])
        for other, station in known:
            if other == intervals:
                return station
        suffix = f" (phase {number + 1})" if known else ""
        name = STATIONS.write(CHANNEL, f"{identifier} ({', '.join(channel.hours)} {zone}){suffix}")
        station = self.assembler.station(
            name,
            self.assembler.constant(UNLIMITED_TEAMS),
            calendar=None if always else self._calendar(name, intervals),
        )
        self._lose(station, self._losses_of_link(identifier, scenario))
        known.append((intervals, station))
        return station

    def _net(self, identifier: str, scenario: Scenario) -> Station:
        known = self._channels.setdefault(identifier, [])
        if not known:
            name = STATIONS.write(CHANNEL, f"net {identifier.removeprefix(NET)}")
            station = self.assembler.station(name, self.assembler.constant(UNLIMITED_TEAMS))
            self._lose(station, self._losses_of_link(identifier, scenario))
            known.append(((), station))
        return known[0][1]

    def _losses_of_link(self, identifier: str, scenario: Scenario) -> list[Loss]:
        return [one for one in self.losses if identifier in lost_links(scenario, one.disruption)]

    def board(self, number: int, identifier: str) -> Gate:
        """Return the gate that opens when papers for a board must be in."""
        scenario = self.phases[number].scenario
        board = scenario.boards[identifier]
        zone = scenario.places[scenario.headquarters[board.headquarters].place].zone
        cut_off_h = board.cut_off.mean() if board.cut_off is not None else 0.0
        times = [
            meeting - cut_off_h
            for meeting in meeting_times(scenario, board, zone, self.end_h)
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
        key = (number, identifier)
        if key not in self._pool_of:  # each force and place asks again
            self._fleet(identifier)
        return self._pool_of[key]

    def phased(self, identifier: str) -> bool:
        """Return whether the platforms of a unit change with the phases."""
        return any(identifier not in phase.scenario.units for phase in self.phases) or (
            len({self.pool(number, identifier).index for number in range(len(self.phases))}) > 1
        )

    def _fleet(self, identifier: str) -> None:
        """Declare the pools of a unit in all phases: one fleet, which changes as they do."""
        schedule: list[tuple[float, Pool | None]] = []
        first: Pool | None = None
        before: Pool | None = None
        for number, phase in enumerate(self.phases):
            now = None
            if identifier in phase.scenario.units:
                now = self._pool_of[number, identifier] = self._pool(number, identifier)
                first = first or now
            if now != before and not (number == 0 and now is not None):
                schedule.append((phase.from_h if number else 0.0, now))
            elif number == 0 and now is None:
                schedule.append((0.0, None))
            before = now
        assert first is not None
        self.assembler.phases(first, schedule)

    def _pool(self, number: int, identifier: str) -> Pool:
        scenario = self.phases[number].scenario
        unit = scenario.units[identifier]
        worlds = self.worlds[number]
        base = scenario.places[unit.base]
        distances = tuple(
            distance_nmi(base, scenario.places[place], unit.medium) for place in self.places
        )
        platforms = worlds.slot(unit.platforms)
        availability = worlds.optional_slot(unit.availability)
        notice = worlds.distribution(unit.notice)
        turnaround = worlds.distribution(unit.turnaround) if unit.turnaround is not None else None
        speed = worlds.slot(unit.speed)
        endurance = worlds.optional_slot(unit.endurance)
        training = worlds.optional_slot(unit.training)
        reserve = worlds.optional_slot(unit.reserve)
        reserve_for = scenario.doctrine.reserve_for.rank
        content = (
            platforms,
            availability,
            notice,
            turnaround,
            speed,
            endurance,
            training,
            distances,
            reserve,
            reserve_for if reserve is not None else None,
        )
        known = self._pools.setdefault(identifier, [])
        for other, pool in known:
            if other == content:
                return pool
        pool = self.assembler.pool(
            identifier + (f" (phase {number + 1})" if known else ""),
            platforms=platforms,
            availability=availability,
            notice=notice,
            turnaround=turnaround,
            speed=speed,
            distances_nmi=np.array(distances),
            endurance=endurance,
            training=training,
            fleet=known[0][1] if known else None,
            reserve=reserve,
            reserve_for=reserve_for,
        )
        known.append((content, pool))
        return pool


def _find(scenario: Scenario, headquarters: str, cell: str) -> Cell | None:
    table = scenario.headquarters.get(headquarters)
    return table.cells.get(cell) if table is not None else None


def _duty(declared: Sequence[Cell | None], number: int) -> Quantity | None:
    """Return the night shift of a cell in a phase.

    If the cell never closes in the phase, the nearest phase in which it closes gives the shift.
    """
    closing = [
        n for n, cell in enumerate(declared) if cell is not None and not is_always(cell.hours)
    ]
    before = [n for n in closing if n <= number]
    nearest = before[-1:] or closing[:1]
    cell = declared[nearest[0]] if nearest else None
    return cell.off_hours_teams if cell is not None else None


def _is_within(time: float, intervals: Intervals) -> bool:
    row = bisect_right(intervals, (time, math.inf)) - 1
    return row >= 0 and time < intervals[row][1]


def _clip(
    intervals: Iterable[tuple[float, float]], begin: float, end: float
) -> list[tuple[float, float]]:
    return [
        (max(opens, begin), min(closes, end))
        for opens, closes in intervals
        if closes > begin and opens < end
    ]
