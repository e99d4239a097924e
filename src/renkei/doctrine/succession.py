"""Who does the work of a headquarters or cell that is lost, and how messages avoid lost ways.

What for: responses under way when the loss comes. Takes a step and the disruptions of the scenario;
gives the step that takes its place once the successor has taken over. What begins later is derived
with the successor (:mod:`renkei.scenario.disrupted`).
"""

from __future__ import annotations

from dataclasses import replace

from renkei.doctrine.cells import cell_named
from renkei.doctrine.workflow import Cause, Step, StepKind
from renkei.scenario.disrupted import lost_links
from renkei.scenario.model.disruptions import Disruption
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.quantity import Quantity

LAPSES = frozenset(
    {
        StepKind.DETECTION,
        StepKind.DECISION,
        StepKind.ESCALATION,
        StepKind.APPROVAL,
        StepKind.REQUEST,
        StepKind.TASK,
    }
)
"""Steps without a cell that a headquarters must be there for: time in which it learns, decides."""


def losses_of(
    scenario: Scenario, headquarters: str, cell: str | None
) -> list[tuple[str, Disruption]]:
    """Return the losses of a cell, by its own or with its headquarters; None: of the latter."""
    return [
        (id_, disruption)
        for id_, disruption in sorted(scenario.disruptions.items())
        if disruption.headquarters == headquarters
        or (cell is not None and disruption.cell == f"{headquarters}.{cell}")
    ]


def stand_in(scenario: Scenario, step: Step) -> Step | None:
    """Return the step as the successor does it; None: nobody does, and it waits.

    It is the same task at the pace of the successor, in its cell of the same name.
    """
    for id_, disruption in losses_of(scenario, step.actor, step.cell):
        if disruption.successor is not None:
            cause = Cause("succession", f"disruptions.{id_}.successor")
            seat = scenario.headquarters[disruption.successor]
            cell = cell_named(seat, step.cell) if step.cell is not None else None
            factor = seat.tempo if step.cell is not None else None
            return replace(step, actor=disruption.successor, cell=cell, factor=factor, cause=cause)
    return None


def rerouted(scenario: Scenario, channel: str) -> frozenset[str] | None:
    """Return the channels lost together with a channel, when messages go another way meanwhile.

    None: it is not lost, or messages wait until it is restored.
    """
    for _, disruption in sorted(scenario.disruptions.items()):
        if channel in disruption.channels and disruption.after is not None:
            return frozenset(disruption.channels)
    return None


class LostLinks:
    """The channels and command nets that the disruptions of a scenario ever take away."""

    def __init__(self, scenario: Scenario) -> None:
        self._disruptions = scenario.disruptions
        self._links = {id_: lost_links(scenario, one) for id_, one in scenario.disruptions.items()}

    def has(self, link: str) -> bool:
        """Return whether a channel, or the command net along a relationship, is ever lost."""
        return any(link in links for links in self._links.values())

    def substitute(self, link: str) -> tuple[str, Quantity] | None:
        """Return what carries a message in place of a channel or net cut off: loss and time."""
        for id_, disruption in sorted(self._disruptions.items()):
            if disruption.substitute is not None and link in self._links[id_]:
                return id_, disruption.substitute
        return None
