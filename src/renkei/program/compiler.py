"""Compile a design: from its phases and their workflows to one program.

Takes a document and the name of a design; gives a :class:`Program` that runs through all phases of
the design. Everything is assembled in the order of identifiers, so the order of declaration never
matters.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from renkei.doctrine import Derivations, Workflow
from renkei.doctrine.rhythm import hours_since_start, run_length_h
from renkei.program.assembler import Assembler
from renkei.program.organisation import Organisation
from renkei.program.program import Program
from renkei.program.routine import write_routine
from renkei.program.workflows import WorkflowBlocks
from renkei.scenario import Document, ResolvedPhase
from renkei.scenario.model.document import Clock, Scenario
from renkei.scenario.model.incidents import Arrivals, Milestone

TRACED = (Milestone.DECIDED, Milestone.AGREED, Milestone.ON_STATION)
"""Milestones whose critical path is summed."""

Floats = NDArray[np.float64]
Intensity = tuple[Floats, Floats]
"""Times at which a factor on a rate begins [h], and the factors."""


def compile_design(
    document: Document, design_id: str, derivations: Derivations | None = None
) -> Program:
    """Return the program of a design.

    Parameters
    ----------
    document, design_id
        The scenario, and which of its designs.
    derivations
        Workflows of the document, where some are derived already.

    Raises
    ------
    InputError
        If the phases of the design contradict each other.
    DerivationError
        If a workflow cannot be derived; :func:`renkei.doctrine.check` finds all such at once.
    """
    return _Compilation(document, design_id, derivations or Derivations(document)).program()


class _Compilation:
    def __init__(self, document: Document, design_id: str, derivations: Derivations) -> None:
        self.phases: tuple[ResolvedPhase, ...] = document.design(design_id).phases
        self.design_id = design_id
        self.derivations = derivations
        base = self.phases[0].scenario
        self.clock: Clock = base.time
        nations = sorted({nation for phase in self.phases for nation in phase.scenario.nations})
        places = sorted(
            {
                place
                for phase in self.phases
                for incident in phase.scenario.incidents.values()
                for place in incident.places
            }
        ) or [min(base.places)]
        self.assembler = Assembler(
            horizon_h=self.clock.horizon.mean(),
            warm_up_h=self.clock.warm_up.mean(),
            drain_h=self.clock.drain.mean(),
            milestones=[milestone.value for milestone in Milestone]
            + [
                f"{name}.{nation}"
                for name in ("reported", "decided", "first-on-station")
                for nation in nations
            ],
            traced=[milestone.value for milestone in TRACED],
            places=places,
        )
        self.organisation = Organisation.build(self.assembler, self.phases, places)
        self.places = places

    def program(self) -> Program:
        for incident_id in sorted({i for phase in self.phases for i in phase.scenario.incidents}):
            self._incident(incident_id)
        write_routine(self.assembler, self.organisation)
        if not self.assembler.blocks:  # nothing ever happens: a program has one block at least
            self.assembler.end()
        return self.assembler.build()

    # Incidents

    def _incident(self, incident_id: str) -> None:
        written: list[tuple[int, Workflow, int]] = []
        entries: list[list[int]] = []
        for number, phase in enumerate(self.phases):
            entries.append(self._entries(number, phase, incident_id, written))
        number = next(
            n for n, phase in enumerate(self.phases) if incident_id in phase.scenario.incidents
        )
        scenario = self.phases[number].scenario
        incident = scenario.incidents[incident_id]
        arrivals, path = incident.arrivals, f"incidents.{incident_id}.arrivals"
        worlds = self.organisation.worlds[number]
        weights = [
            incident.places[place].weight if place in incident.places else 0.0
            for place in self.places
        ]
        self.assembler.source(
            incident_id,
            entries=np.array(entries),
            phase_times=self._phase_times(),
            rate=worlds.slot(arrivals.rate, f"{path}.rate") if arrivals.rate else None,
            intensity=self._intensity(arrivals),
            overdispersion=worlds.slot(arrivals.overdispersion, f"{path}.overdispersion")
            if arrivals.overdispersion
            else None,
            cluster=(
                worlds.slot(arrivals.cluster.extra, f"{path}.cluster.extra"),
                worlds.distribution(arrivals.cluster.within, f"{path}.cluster.within"),
            )
            if arrivals.cluster
            else None,
            times=self._dates(arrivals),
            years=self._year_starts(),
            place_weights=np.array(weights),
            precedence=scenario.responses[incident.response].precedence.rank,
            counted=True,
        )

    def _entries(
        self,
        number: int,
        phase: ResolvedPhase,
        incident_id: str,
        written: list[tuple[int, Workflow, int]],
    ) -> list[int]:
        """Return the entry of the workflow at each place; equal ones are written once."""
        scenario = phase.scenario
        incident = scenario.incidents[incident_id]
        by_detector: dict[str, int] = {}
        entries = []
        for place in self.places:
            if place not in incident.places:
                entries.append(-1)  # filled below: weight 0, never entered
                continue
            detector = incident.places[place].detected_by or incident.detected_by
            if detector not in by_detector:
                workflow = self.derivations.workflow(self.design_id, number, incident_id, detector)
                by_detector[detector] = self._entry(number, workflow, written)
            entries.append(by_detector[detector])
        anywhere = next(entry for entry in entries if entry >= 0)
        return [entry if entry >= 0 else anywhere for entry in entries]

    def _entry(
        self, number: int, workflow: Workflow, written: list[tuple[int, Workflow, int]]
    ) -> int:
        shaping = _shaping(self.phases[number].scenario)
        for other, known, entry in written:
            if known == workflow and _shaping(self.phases[other].scenario) == shaping:
                return entry
        entry = WorkflowBlocks(self.assembler, self.organisation, number, workflow).write()
        written.append((number, workflow, entry))
        return entry

    def _phase_times(self) -> Floats:
        return np.array([phase.from_h for phase in self.phases])

    def _dates(self, arrivals: Arrivals) -> Floats | None:
        dates = arrivals.scheduled or arrivals.recorded
        if dates is None:
            return None
        return np.array(sorted(hours_since_start(moment, self.clock) for moment in dates))

    def _intensity(self, arrivals: Arrivals) -> Intensity:
        """Return the factor on the rate over time: season times surges."""
        horizon_h = self.clock.horizon.mean() + self.clock.drain.mean()
        edges = {0.0}
        if arrivals.seasonal is not None:
            edges |= {self._midnight(day) for day in self._month_starts()}
        surges = [
            (
                self._midnight(datetime.combine(surge.from_, datetime.min.time())),
                self._midnight(datetime.combine(surge.until, datetime.min.time())),
                surge.factor,
            )
            for surge in arrivals.surges
        ]
        edges |= {edge for begin, end, _ in surges for edge in (begin, end)}
        times = sorted(edge for edge in edges if 0.0 <= edge < horizon_h)
        factors = [
            self._season(arrivals, time)
            * float(np.prod([factor for begin, end, factor in surges if begin <= time < end]))
            for time in times
        ]
        return np.array(times), np.array(factors)

    def _season(self, arrivals: Arrivals, time_h: float) -> float:
        if arrivals.seasonal is None:
            return 1.0
        start = datetime.combine(self.clock.start, datetime.min.time())
        # An hour into the piece: clear of daylight saving at its edge.
        month = (start + timedelta(hours=time_h + 2.0)).month
        return arrivals.seasonal[month - 1] * 12.0 / sum(arrivals.seasonal)

    def _month_starts(self) -> list[datetime]:
        first = self.clock.start
        days = int(run_length_h(self.clock) / 24.0) + 32
        dates = (first + timedelta(days=number) for number in range(days))
        return [datetime.combine(day, datetime.min.time()) for day in dates if day.day == 1]

    def _year_starts(self) -> Floats:
        """Return when calendar years begin [h], the first year with the run."""
        first = self.clock.start.year
        last = (self.clock.start + timedelta(days=int(self.organisation.end_h / 24.0) + 1)).year
        return np.array(
            [0.0, *(self._midnight(datetime(year, 1, 1)) for year in range(first + 1, last + 1))]
        )

    def _midnight(self, moment: datetime) -> float:
        return hours_since_start(moment, self.clock)


def _shaping(scenario: Scenario) -> tuple[object, ...]:
    """Return what the blocks of a workflow depend on besides the workflow itself."""
    seats = {
        (id_, cell): (hq.place, hq.build_up, table.hours, table.off_hours_teams)
        for id_, hq in scenario.headquarters.items()
        for cell, table in hq.cells.items()
    }
    return (
        seats,
        scenario.units,
        scenario.boards,
        scenario.channels,
        scenario.hours,
        scenario.places,
        scenario.parameters,
    )
