"""The way of an order through the staffs, as blocks.

Takes an order of one phase of a design; derives the headquarters that it asks
(:mod:`renkei.doctrine.transfers`), and writes the steps among the other blocks of the order.
"""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine import CommandGraph, Workflow
from renkei.doctrine.context import Locate
from renkei.doctrine.transfers import Order, way_of
from renkei.doctrine.workflow import Sequence
from renkei.program.compiling.organisation import Organisation
from renkei.program.compiling.workflows import WorkflowBlocks, shaping
from renkei.scenario.model.common import Precedence


@dataclass(frozen=True)
class OrderWay:
    """The way of an order in one phase; equal values of ``key`` give equal blocks."""

    order: Order
    number: int
    steps: Sequence
    key: tuple[object, ...]


@dataclass(frozen=True)
class Ways:
    """Derives and writes the ways of orders in the phases of a design."""

    organisation: Organisation
    graphs: list[CommandGraph]
    locate: Locate

    def find(self, number: int, order: Order) -> OrderWay:
        """Return the way of an order in a phase."""
        scenario = self.organisation.phases[number].scenario
        steps = way_of(scenario, order, self.locate, self.graphs[number])
        return OrderWay(order, number, steps, (steps, shaping(scenario)) if steps.parts else ())

    def write(self, way: OrderWay) -> None:
        """Write the steps of a way."""
        workflow = Workflow(way.order.id, "", "", Precedence.ROUTINE, way.steps)
        organisation = self.organisation
        WorkflowBlocks(organisation.assembler, organisation, way.number, workflow).write_steps(
            way.steps
        )
