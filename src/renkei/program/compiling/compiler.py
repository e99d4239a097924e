"""Compile a design: from its phases and their workflows to one program.

Takes a document and the name of a design; gives a :class:`Program` that runs through all phases of
the design. All is assembled in the order of identifiers, so the order of declaration does not
matter.
"""

from __future__ import annotations

import numpy as np

from renkei.doctrine import Derivations, Workflow
from renkei.program.assembling.assembler import Assembler
from renkei.program.compiling.arrivals import ArrivalTimes
from renkei.program.compiling.organisation import Organisation
from renkei.program.compiling.routine import write_routine
from renkei.program.compiling.sustainment import Sustainment, has_sustainment
from renkei.program.compiling.workflows import WorkflowBlocks, shaping
from renkei.program.machine.program import Program
from renkei.scenario import Document, ResolvedPhase
from renkei.scenario.model.document import Clock
from renkei.scenario.model.incidents import OF_NATIONS, Milestone

TRACED = (Milestone.DECIDED, Milestone.AGREED, Milestone.SETTLED, Milestone.ON_STATION)
"""Milestones whose critical path is summed."""


def compile_design(
    document: Document, design_id: str, derivations: Derivations | None = None
) -> Program:
    """Return the program of a design.

    Parameters
    ----------
    document, design_id
        The scenario, and which of its designs.
    derivations
        Workflows of the document that are derived already.

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
        self.arrivals = ArrivalTimes(self.clock)
        nations = sorted({nation for phase in self.phases for nation in phase.scenario.nations})
        places = sorted(
            {
                place
                for phase in self.phases
                for incident in phase.scenario.incidents.values()
                for place in incident.places
            }
        ) or [min(base.places)]
        named = sorted(
            {
                name
                for phase in self.phases
                for response in phase.scenario.responses.values()
                for name in response.milestones
            }
        )
        self.assembler = Assembler(
            horizon_h=self.clock.horizon.mean(),
            warm_up_h=self.clock.warm_up.mean(),
            drain_h=self.clock.drain.mean(),
            milestones=[milestone.value for milestone in Milestone]
            + [f"{milestone}.{nation}" for milestone in OF_NATIONS for nation in nations]
            + named,
            traced=[milestone.value for milestone in TRACED],
            places=places,
        )
        self.organisation = Organisation.build(self.assembler, self.phases, places)
        self.places = places

    def program(self) -> Program:
        sustainment = self._sustainment()
        for incident_id in sorted({i for phase in self.phases for i in phase.scenario.incidents}):
            self._incident(incident_id)
        write_routine(self.assembler, self.organisation)
        if sustainment is not None:
            sustainment.write()
        if not self.assembler.blocks:  # no incident type: a program has at least one block
            self.assembler.end()
        return self.assembler.build()

    def _sustainment(self) -> Sustainment | None:
        if not has_sustainment(self.organisation):
            return None
        graphs = [self.derivations.graph(self.design_id, n) for n in range(len(self.phases))]
        locate = self.derivations.locate(self.design_id)
        return Sustainment(self.organisation, graphs, locate, self.arrivals)

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
        worlds = self.organisation.worlds[number]
        weights = [
            incident.places[place].weight if place in incident.places else 0.0
            for place in self.places
        ]
        self.assembler.source(
            incident_id,
            entries=np.array(entries),
            phase_times=self.organisation.phase_times,
            phase_slots=self.organisation.phase_slots,
            arrivals=self.arrivals.arrivals(incident.arrivals, worlds),
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
        """Return the entry of the workflow at each place; equal workflows are written once."""
        scenario = phase.scenario
        incident = scenario.incidents[incident_id]
        workflows = self.derivations.workflows(self.design_id, number, incident_id)
        known: dict[int, int] = {}
        entries = []
        for place in self.places:
            if place not in incident.places:
                entries.append(-1)  # filled below: weight 0, never entered
                continue
            workflow = workflows[place]
            if id(workflow) not in known:
                known[id(workflow)] = self._entry(number, workflow, written)
            entries.append(known[id(workflow)])
        anywhere = next(entry for entry in entries if entry >= 0)
        return [entry if entry >= 0 else anywhere for entry in entries]

    def _entry(
        self, number: int, workflow: Workflow, written: list[tuple[int, Workflow, int]]
    ) -> int:
        shaped_by = shaping(self.phases[number].scenario)
        for other, known, entry in written:
            if known == workflow and shaping(self.phases[other].scenario) == shaped_by:
                return entry
        entry = WorkflowBlocks(self.assembler, self.organisation, number, workflow).write()
        written.append((number, workflow, entry))
        return entry
