"""The release of an order for supplies: the asker, the decider, the releaser.

Takes the explicit scenario of one phase and an order; gives the steps up to the moment at which the
supplier may issue, with their causes. If a sharing between nations names a category, the owner
decides each transfer: report to its decider, decision, approvals, and word back to the holder of
the stock. Nobody writes these steps by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.doctrine.context import Context, Locate, NoPathError
from renkei.doctrine.decisions import decide, find_seat
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.staff import DerivationError, check_staff
from renkei.doctrine.workflow import Node, Reach, Sequence, StepKind, sequence
from renkei.scenario.model.common import Name, Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import (
    Arrivals,
    Incident,
    IncidentPlace,
    NationPart,
    NationRole,
    Response,
)
from renkei.scenario.model.sustainment import Line, Sharing, Stock
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.quantities.reading import quantity


@dataclass(frozen=True)
class Supplier:
    """A stock or production line that fills orders.

    Parameters
    ----------
    id, path
        Its identifier, and its path in the scenario.
    nation, place
        Its owner, and its place.
    headquarters
        Headquarters that releases from it; None for a line, which has no staff.
    declared
        The stock or line itself.
    """

    id: str
    path: str
    nation: str
    place: str
    headquarters: str | None
    declared: Stock | Line

    def sharing(self, nation: str) -> Sharing | None:
        """Return the terms on which a nation draws; None: it is the owner, or may not draw."""
        return self.declared.shared_with.get(nation) if nation != self.nation else None


def supplier_named(scenario: Scenario, identifier: str) -> Supplier:
    """Return the stock or line of that name."""
    if identifier in scenario.stocks:
        stock = scenario.stocks[identifier]
        depot = scenario.depots[stock.depot]
        path = f"stocks.{identifier}"
        return Supplier(identifier, path, depot.nation, depot.place, depot.headquarters, stock)
    line = scenario.lines[identifier]
    return Supplier(identifier, f"lines.{identifier}", line.nation, line.place, None, line)


@dataclass(frozen=True)
class Order:
    """An order: its asker and its supplier.

    Parameters
    ----------
    id
        Name of the order's incidents, such as ``orders/rounds``.
    path
        Path of the entry that causes the order.
    nation, headquarters
        The asker; a line that needs components has no headquarters.
    supplier
        The supplier; None: outside the model.
    release
        Staff work on the release; None: none.
    """

    id: str
    path: str
    nation: str
    headquarters: str | None
    supplier: Supplier | None
    release: Quantity | None = None

    @property
    def sharing(self) -> Sharing | None:
        """The terms of another nation's supplier; None: no supplier, or one of the own nation."""
        return self.supplier.sharing(self.nation) if self.supplier is not None else None

    @property
    def category(self) -> str | None:
        """Category in which the supplier's nation decides on it; None: nobody decides."""
        return self.sharing.category if self.sharing is not None else None


def stock_order(scenario: Scenario, identifier: str) -> Order:
    """Return the order that fills a stock up again."""
    stock = scenario.stocks[identifier]
    depot = scenario.depots[stock.depot]
    path = f"stocks.{identifier}.replenishment"
    declared = stock.replenishment
    assert declared is not None
    return Order(
        f"orders/{identifier}",
        path,
        depot.nation,
        depot.headquarters,
        supplier_named(scenario, declared.supplier) if declared.supplier is not None else None,
        declared.release,
    )


def delivery_order(scenario: Scenario, line: str, contract: str) -> Order:
    """Return the order of a contract of a production line."""
    receiver = scenario.stocks[scenario.lines[line].contracts[contract].to]
    depot = scenario.depots[receiver.depot]
    return Order(
        f"contract/{line}.{contract}",
        f"lines.{line}.contracts.{contract}",
        depot.nation,
        depot.headquarters,
        supplier_named(scenario, line),
    )


def component_order(scenario: Scenario, line: str, stock: str) -> Order:
    """Return the order of a production line for a component."""
    nation = scenario.lines[line].nation
    path = f"lines.{line}.components.{stock}"
    return Order(f"line/{line}", path, nation, None, supplier_named(scenario, stock))


def orders_of(scenario: Scenario) -> Iterator[Order]:
    """Yield every order that the scenario may give rise to, by identifier."""
    for identifier, declared in sorted(scenario.stocks.items()):
        if declared.replenishment is not None:
            yield stock_order(scenario, identifier)
    for identifier, line in sorted(scenario.lines.items()):
        for contract in sorted(line.contracts):
            yield delivery_order(scenario, identifier, contract)
        for stock in sorted(line.components):
            yield component_order(scenario, identifier, stock)


def way_of(
    scenario: Scenario, order: Order, locate: Locate, graph: CommandGraph | None = None
) -> Sequence:
    """Return the steps of an order until the supplier may issue; empty if nobody is asked.

    Raises
    ------
    DerivationError
        If nobody holds the authority, or messages cannot get there.
    """
    context = _context(scenario, order, locate, graph or CommandGraph(scenario))
    try:
        steps = sequence(_decision(context, order), _release(context, order))
    except NoPathError as error:
        raise DerivationError(
            Problem(
                "DOC-003",
                locate(order.path) or Location("scenario"),
                order.path,
                error.found,
                Phrase("command relationships or channels that join them"),
                Phrase("declare a channel between them, or a superior of both"),
            )
        ) from None
    check_staff(context, steps, ())
    return steps


def _context(scenario: Scenario, order: Order, locate: Locate, graph: CommandGraph) -> Context:
    """Return the setting: an order is a routine incident at the depot that asks."""
    owner = order.supplier.nation if order.supplier is not None else order.nation
    response = Response(
        name=Name(en=order.id),
        category=order.category or "supply",
        precedence=Precedence.ROUTINE,
        deadline=quantity("1 h", "time"),
        nations={owner: NationPart(role=NationRole.LEAD)},
    )
    incident = Incident(
        name=Name(en=order.id),
        response="order",
        arrivals=Arrivals(),
        places={min(scenario.places): IncidentPlace()},
        detected_by=min(scenario.headquarters),
    )
    return Context(scenario, graph, order.id, incident, response, locate)


def _decision(context: Context, order: Order) -> list[Node]:
    """Return the owner's decision on a transfer to another nation, and the word to the depot."""
    supplier, category = order.supplier, order.category
    if supplier is None or category is None:
        return []
    path = f"{supplier.path}.shared_with.{order.nation}.category"
    nation = supplier.nation
    # A line that needs components has no staff: those who hold them put the question.
    sender = order.headquarters or supplier.headquarters
    assert sender is not None
    part = context.response.nations[nation]
    seat = find_seat(context, nation, part, sender)
    if seat is None:
        raise DerivationError(
            Problem(
                "DOC-002",
                context.locate(path) or Location("scenario"),
                path,
                Phrase(
                    "nobody decides for {nation} on `{category}`", nation=nation, category=category
                ),
                Phrase(
                    "an entry of authorities with nation {nation} and category `{category}`",
                    nation=nation,
                    category=category,
                ),
            )
        )
    decision = decide(context, seat, part, sender)
    nodes: list[Node] = [node for node in decision if not isinstance(node, Reach)]
    if supplier.headquarters is not None:
        nodes += context.send(f"transfer/{nation}", seat.decider, supplier.headquarters, nation)
    return nodes


def _release(context: Context, order: Order) -> list[Node]:
    """Return the staff work of the holder of the stock, with the order's way to it.

    A line and the world outside have no staff: the asker's staff does the work.
    """
    if order.release is None:
        return []
    supplier = order.supplier
    worker = (supplier.headquarters if supplier is not None else None) or order.headquarters
    assert worker is not None
    nodes: list[Node] = []
    if order.headquarters is not None and order.category is None:  # else the decider sends word
        nodes += context.send("order", order.headquarters, worker, order.nation)
    work = context.staff_step(
        "release",
        StepKind.RELEASE,
        worker,
        "release",
        order.release,
        Phrase("releases the order"),
        context.cause("release", order.release.path),
        supplier.nation if supplier is not None else order.nation,
    )
    return [*nodes, work]
