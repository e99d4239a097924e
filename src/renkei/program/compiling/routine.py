"""Load beside the incidents: routine work of cells, and briefings on a fixed rhythm.

Takes the organisation of a design; declares a source for each kind of routine task. Phases of the
design switch the sources on and off. These tasks are not counted as incidents; they keep the teams
busy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renkei.doctrine.cells import cell_named
from renkei.doctrine.rhythm import meeting_times
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.compiling.organisation import Organisation
from renkei.scenario.model.organisation import Background, Briefing
from renkei.scenario.quantities.quantity import Quantity

Floats = NDArray[np.float64]


def write_routine(assembler: Assembler, organisation: Organisation) -> None:
    """Write the routine work of all cells, then all briefings, in the order of their names."""
    routine = _Routine(assembler, organisation)
    for headquarters, cell in sorted(organisation.cells):
        routine.background(headquarters, cell)
    names = {name for phase in organisation.phases for name in phase.scenario.briefings}
    for name in sorted(names):
        routine.briefing(name)


@dataclass
class _Routine:
    assembler: Assembler
    organisation: Organisation

    def background(self, headquarters: str, cell: str) -> None:
        """Write a source for each rate and precedence that the phases give a cell."""
        name = f"{headquarters}.{cell}"
        loads: dict[tuple[object, ...], dict[int, Background]] = {}
        for number, phase in enumerate(self.organisation.phases):
            table = phase.scenario.headquarters.get(headquarters)
            declared = table.cells.get(cell) if table is not None else None
            if declared is not None and declared.background is not None:
                load = declared.background
                rate = self.organisation.worlds[number].slot(load.rate)
                loads.setdefault((rate, load.precedence), {})[number] = load
        for count, by_phase in enumerate(loads.values()):
            first, load = next(iter(by_phase.items()))
            self.assembler.source(
                f"background/{name}" + (f" (phase {first + 1})" if count else ""),
                self._entries(
                    {n: (headquarters, cell, other.work) for n, other in by_phase.items()},
                    f"background/{name}",
                ),
                Arrivals(
                    rate=self.organisation.worlds[first].slot(load.rate),
                    intensity=(self._phase_times(), self._switch(by_phase.__contains__)),
                ),
                phase_times=self._phase_times(),
                place_weights=self._anywhere(),
                precedence=load.precedence.rank,
                counted=False,
            )

    def briefing(self, identifier: str) -> None:
        """Write a source for each precedence that the phases give a briefing."""
        groups: dict[int, dict[int, Briefing]] = {}
        for number, phase in enumerate(self.organisation.phases):
            briefing = phase.scenario.briefings.get(identifier)
            if briefing is not None:
                groups.setdefault(briefing.precedence.rank, {})[number] = briefing
        for count, (rank, by_phase) in enumerate(groups.items()):
            moments = [m for n, briefing in by_phase.items() for m in self._moments(n, briefing)]
            if not moments:
                continue
            suffix = f" (phase {min(by_phase) + 1})" if count else ""
            self.assembler.source(
                f"briefing/{identifier}{suffix}",
                self._entries(
                    {n: self._preparation(n, briefing) for n, briefing in by_phase.items()},
                    f"briefing/{identifier}",
                ),
                Arrivals(times=np.array(sorted(moments))),
                phase_times=self._phase_times(),
                place_weights=self._anywhere(),
                precedence=rank,
                counted=False,
            )

    def _moments(self, number: int, briefing: Briefing) -> list[float]:
        phase = self.organisation.phases[number]
        scenario = phase.scenario
        zone = scenario.places[scenario.headquarters[briefing.headquarters].place].zone
        meetings = meeting_times(scenario, briefing, zone, self.organisation.end_h)
        return [moment for moment in meetings if phase.from_h <= moment < phase.until_h]

    def _preparation(self, number: int, briefing: Briefing) -> tuple[str, str, Quantity]:
        headquarters = self.organisation.phases[number].scenario.headquarters
        cell = cell_named(headquarters[briefing.headquarters], briefing.cell)
        return briefing.headquarters, cell, briefing.work

    def _entries(
        self, tasks: dict[int, tuple[str, str, Quantity]], purpose: str
    ) -> NDArray[np.int64]:
        """Write the task of each phase, equal ones once; return the entry by phase and place."""
        written: dict[tuple[object, ...], int] = {}
        entries: dict[int, int] = {}
        for number, (headquarters, cell, work) in tasks.items():
            worlds = self.organisation.worlds[number]
            station = self.organisation.cell(number, headquarters, cell)
            tempo = worlds.scenario.headquarters[headquarters].tempo
            duration = worlds.distribution(work, tempo)
            key = (station, duration)
            if key not in written:
                written[key] = self.assembler.here()
                tag = self.assembler.tag(purpose, step=purpose, kind="side load", text=purpose)
                gone = None  # a successor does not take over routine work: the work falls away
                if self.organisation.is_taken_over(headquarters, cell):
                    gone = self.assembler.label()
                self.assembler.work(station, duration, purpose, tag, balk=gone)
                if gone is not None:
                    self.assembler.place_label(gone)
                self.assembler.end()
            entries[number] = written[key]
        # A phase without the task has no arrivals: any entry will do.
        anywhere = next(iter(entries.values()))
        rows = [entries.get(n, anywhere) for n in range(len(self.organisation.phases))]
        return np.repeat(np.array(rows)[:, None], len(self.organisation.places), axis=1)

    def _phase_times(self) -> Floats:
        return np.array([phase.from_h for phase in self.organisation.phases])

    def _switch(self, on: Callable[[int], bool]) -> Floats:
        numbers: Sequence[int] = range(len(self.organisation.phases))
        return np.array([1.0 if on(number) else 0.0 for number in numbers])

    def _anywhere(self) -> Floats:
        weights = np.zeros(len(self.organisation.places))
        weights[0] = 1.0
        return weights
