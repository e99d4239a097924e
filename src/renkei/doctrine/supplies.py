"""The course of an order of a stock from the draw to the receipt, as a workflow for people.

Takes the explicit scenario of one phase and a stock; gives the steps with their causes: repair of
the worn part, or question, decision, release, issue and transport. The compiler writes the blocks
of the same steps (``renkei.program.compiling.sustainment.orders``).
"""

from __future__ import annotations

from renkei._base.language import Phrase
from renkei.doctrine.context import Locate, named
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.transfers import Order, stock_order, way_of
from renkei.doctrine.workflow import (
    Cause,
    Choice,
    Do,
    Node,
    Sequence,
    Step,
    StepKind,
    Workflow,
    sequence,
)
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.sustainment import Repair
from renkei.scenario.quantities.quantity import Quantity


def supply_course(
    scenario: Scenario, identifier: str, locate: Locate, graph: CommandGraph | None = None
) -> Workflow:
    """Return the course of an order of a stock; without steps if it is never filled up.

    Raises
    ------
    DerivationError
        If nobody holds the authority, or messages cannot get there.
    """
    stock = scenario.stocks[identifier]
    nodes: list[Node] = []
    if stock.replenishment is not None:
        order = stock_order(scenario, identifier)
        nodes += [way_of(scenario, order, locate, graph), *_issue(order, locate)]
        nodes.append(_transport(scenario, identifier, order, locate))
    if stock.repair is not None:
        nodes = _repair(identifier, stock.repair, nodes, locate)
    name = f"orders/{identifier}"
    return Workflow(name, "", "", Precedence.ROUTINE, sequence(*nodes))


def _issue(order: Order, locate: Locate) -> list[Node]:
    if order.supplier is None:
        return []
    name = order.supplier.declared.name
    text = Phrase("{supplier} issues the order, once it has the items", supplier=named(name))
    return [_step(StepKind.ISSUE, text, order.supplier.path, locate)]


def _transport(scenario: Scenario, identifier: str, order: Order, locate: Locate) -> Do:
    declared = scenario.stocks[identifier].replenishment
    assert declared is not None
    depot = named(scenario.depots[scenario.stocks[identifier].depot].name)
    text = Phrase("goes to {depot}", depot=depot)
    if declared.lift is not None:
        text = Phrase(
            "goes to {depot} with {capability} ({platforms} of {nation}), once free",
            depot=depot,
            capability=declared.lift.capability,
            platforms=f"{declared.lift.platforms.mean():g}",
            nation=declared.lift.nation,
        )
    path = f"{order.path}.transport"
    return _step(StepKind.TRANSPORT, text, path, locate, declared.transport)


def _repair(identifier: str, repair: Repair, otherwise: list[Node], locate: Locate) -> list[Node]:
    """Return the repair of the worn part, of all or of a share."""
    path = f"stocks.{identifier}.repair"
    text = Phrase("the worn part is mended")
    mended = _step(StepKind.REPAIR, text, path, locate, repair.time)
    if repair.share is None:
        return [mended]
    return [
        Choice(
            id="mended here",
            probability=repair.share,
            then=Sequence((mended,)),
            cause=mended.step.cause,
            otherwise=sequence(*otherwise),
        )
    ]


def _step(
    kind: StepKind,
    text: str,
    path: str,
    locate: Locate,
    duration: Quantity | None = None,
) -> Do:
    return Do(
        Step(
            id=kind.value,
            kind=kind,
            actor="",
            text=text,
            cause=Cause(kind.value, path, locate(path)),
            duration=duration,
        )
    )
