"""Facilities: docks and bays as stations, and which of them a unit may use.

Takes the facilities of a design; gives a station for each type of platform, and for each kind of
maintenance the facilities to choose from. Docks follow the phases like the teams of a staff cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.planning import planned
from renkei.program.assembling.records import Dist, Slot, Station
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.program.machine.naming import FACILITY, STATIONS
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Facility, Maintenance
from renkei.scenario.quantities.quantity import Quantity


@dataclass(frozen=True)
class FacilityChoice:
    """A facility that may do some work.

    Parameters
    ----------
    id
        The facility.
    station
        Its docks for the type of platform.
    opens
        When it opens for the unit [h]; None: it is open.
    travel
        The way to the facility, and back; None: the platforms are already at it.
    pace
        Factor on the time of work: one over shifts and manning; None: 1.
    """

    id: str
    station: Station
    opens: Slot | None
    travel: Dist | None
    pace: Slot | None


@dataclass
class Facilities:
    """Docks of all facilities by type of platform."""

    supplies: Supplies
    _stations: dict[tuple[str, str], Station] = field(default_factory=dict)

    def declare(self) -> None:
        """Declare the docks of all facilities through all phases."""
        phases = self.supplies.organisation.phases
        names = {
            (identifier, kind)
            for phase in phases
            for identifier, facility in phase.scenario.facilities.items()
            for kind in facility.docks
        }
        for identifier, kind in sorted(names):
            self._stations[identifier, kind] = self._declare(identifier, kind)

    def _declare(self, identifier: str, kind: str) -> Station:
        organisation, assembler = self.supplies.organisation, self.supplies.assembler
        docks: list[Slot] = []
        for phase, worlds in zip(organisation.phases, organisation.worlds, strict=True):
            facility = phase.scenario.facilities.get(identifier)
            declared = facility.docks.get(kind) if facility is not None else None
            if declared is not None:
                docks.append(worlds.slot(declared))
            else:  # no docks in this phase: work in hand is finished
                docks.append(assembler.constant(0.0))
        return assembler.station(
            STATIONS.write(FACILITY, f"{identifier}.{kind}"),
            docks[0],
            schedule=[
                (phase.from_h, slot)
                for phase, slot, before in zip(
                    organisation.phases[1:], docks[1:], docks[:-1], strict=True
                )
                if slot != before
            ],
        )

    def choices(self, unit: Unit, work: Maintenance) -> list[FacilityChoice]:
        """Return the facilities that may do the work, in the order in which they are named."""
        facilities = self.supplies.scenario.facilities
        return [
            self._choice(name, facilities[name], unit, work)
            for name in work.facilities
            if takes(facilities[name], unit, planned(self.supplies.scenario, work.work))
        ]

    def _choice(
        self,
        name: str,
        facility: Facility,
        unit: Unit,
        work: Maintenance,
    ) -> FacilityChoice:
        assert unit.type is not None
        return FacilityChoice(
            name,
            self._stations[name, unit.type],
            self._opens(name, facility, unit),
            self._travel(facility, unit, work.travel),
            self._pace(name, facility),
        )

    def _opens(self, name: str, facility: Facility, unit: Unit) -> Slot | None:
        """Return when a facility opens for a unit [h]: the later of opening and access."""
        times: list[Quantity] = []
        if facility.opens_after is not None:
            times.append(facility.opens_after)
        access = facility.serves.get(unit.nation)
        if access is not None and access.after is not None:
            times.append(access.after)
        if not times:
            return None
        return self.supplies.worlds.slot(
            max(times, key=lambda time: planned(self.supplies.scenario, time))
        )

    def _travel(self, facility: Facility, unit: Unit, given: Quantity | None) -> Dist | None:
        worlds, places = self.supplies.worlds, self.supplies.scenario.places
        if given is not None:
            return worlds.distribution(given)
        distance = distance_nmi(places[unit.base], places[facility.place], unit.medium)
        return worlds.travel(distance, unit.speed)

    def _pace(self, name: str, facility: Facility) -> Slot | None:
        assembler = self.supplies.assembler
        shifts = None
        if facility.shifts != 1.0:
            shifts = assembler.slot(f"facilities.{name}.shifts", facility.shifts, inverse=True)
        if facility.manning is None:
            return shifts
        return self.supplies.worlds.inverse(facility.manning, shifts)


def takes(facility: Facility, unit: Unit, planned_h: float) -> bool:
    """Return whether a facility takes work of a planned length on a unit."""
    if unit.type is None or unit.type not in facility.docks:
        return False
    if facility.nation == unit.nation:
        return True
    access = facility.serves.get(unit.nation)
    if access is None or (access.types is not None and unit.type not in access.types):
        return False
    return access.longest is None or planned_h <= access.longest.mean()
