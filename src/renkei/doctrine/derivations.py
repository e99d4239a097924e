"""The workflows of all designs of a document, each derived once.

What for: the checks derive every workflow, and the compiler needs them again. Takes a document;
gives graphs and workflows by design and phase, made when first asked for. Designs that differ in
what no workflow is derived from, as levers on stocks and yards do, share theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.doctrine.derive import derive
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.locating import locator
from renkei.doctrine.planning import planned
from renkei.scenario.disrupted import best_h, lost_links
from renkei.scenario.text.nodes import find

if TYPE_CHECKING:
    from renkei.doctrine.context import Locate
    from renkei.doctrine.workflow import Workflow
    from renkei.scenario import Document, ResolvedPhase

READ = (
    "renkei", "time", "hours", "holidays", "parameters", "nations", "places", "headquarters",
    "units", "relationships", "channels", "boards", "authorities", "information_requests",
    "responses", "incidents", "disruptions", "doctrine",
)  # fmt: skip
"""Tables of a document that a workflow is derived from, and its lines; no others."""


class Derivations:
    """The graphs and workflows that doctrine derives from a document.

    Parameters
    ----------
    document
        A document as loaded.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._locators: dict[str, Locate] = {}
        self._graphs: dict[tuple[str, int], CommandGraph] = {}
        self._first_alike: dict[tuple[object, ...], str] = {}
        self._workflows: dict[tuple[str, int, str, str, frozenset[str]], Workflow] = {}

    def locate(self, design: str) -> Locate:
        """Return the function that finds paths of the document as changed by a design."""
        if design not in self._locators:
            self._locators[design] = locator(self.document, design)
        return self._locators[design]

    def graph(self, design: str, phase: int) -> CommandGraph:
        """Return the command graph of a phase, counted from 0."""
        key = (design, self._first_like(design, phase))
        if key not in self._graphs:
            found = self.document.design(design).phases[phase]
            self._graphs[key] = CommandGraph(found.scenario, _delayed(found))
        return self._graphs[key]

    def _first_like(self, design: str, phase: int) -> int:
        """Return the first phase with the same scenario: one before a loss is that after it."""
        phases = self.document.design(design).phases
        return next(
            number
            for number, other in enumerate(phases)
            if other.scenario is phases[phase].scenario
            and other.taken_over == phases[phase].taken_over
        )

    def _alike(self, design: str) -> str:
        """Return the first design asked for whose workflows are those of this one, to the line.

        A table that two designs leave alone is the same node of the text; dates divide phases.
        """
        states = self.document.states_of(design)
        tables = tuple(id(find(state.root, (name,))) for state in states for name in READ)
        key = (tuple(state.begins for state in states), tables)
        return self._first_alike.setdefault(key, design)

    def workflows(self, design: str, phase: int, incident: str) -> dict[str, Workflow]:
        """Return the workflow of an incident at each of its places; most are one and the same.

        Raises
        ------
        DerivationError
            If one of them cannot be derived.
        """
        declared = self.graph(design, phase).scenario.incidents[incident]
        return {
            id_: self.workflow(
                design, phase, incident, place.detected_by or declared.detected_by, id_
            )
            for id_, place in sorted(declared.places.items())
        }

    def workflow(
        self, design: str, phase: int, incident: str, detected_by: str, place: str | None = None
    ) -> Workflow:
        """Return the workflow of an incident that a headquarters learns of first.

        Raises
        ------
        DerivationError
            If it cannot be derived.
        """
        graph = self.graph(design, phase)
        area = frozenset(
            id_ for id_, one in graph.scenario.authorities.items() if place in one.places
        )
        alike = self._alike(design)
        key = (alike, self._first_like(design, phase), incident, detected_by, area)
        if key not in self._workflows:
            locate = self.locate(design)
            workflow = derive(graph.scenario, incident, detected_by, locate, graph, place)
            self._workflows[key] = workflow
        return self._workflows[key]


def _delayed(phase: ResolvedPhase) -> dict[str, float]:
    """Return the channels and nets lost in a phase, each with what a message takes longer [h].

    That is the length of the loss, or the time of the substitute beyond that of the channel or net.
    """
    scenario, longer = phase.scenario, dict[str, float]()
    for id_ in phase.taken_over:
        disruption = scenario.disruptions.get(id_)
        if disruption is None:
            continue
        for link in lost_links(scenario, disruption):
            if disruption.substitute is None:
                longer[link] = best_h(scenario, disruption.for_)
                continue
            channel = scenario.channels.get(link)
            usual = channel.delay if channel is not None else scenario.doctrine.command_net
            beyond = planned(scenario, disruption.substitute) - planned(scenario, usual)
            longer[link] = max(beyond, 0.0)
    return longer
