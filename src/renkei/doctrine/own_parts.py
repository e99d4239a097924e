"""Carriers that wait for parts that only they could bring: the line of requests stands still.

What for: a warning of the checks. A platform in maintenance waits for a part. The part waits for
lift by the same unit. The lift waits behind a request for several platforms of that unit, and the
free platforms are held for that request. Nothing moves any more unless others may overtake the
request. Takes one phase of a design.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from renkei.doctrine.transfers import supplier_named
from renkei.scenario.model.common import Overtaking
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Line, Stock


@dataclass(frozen=True)
class Circle:
    """A unit, the part it waits for, the stock whose shipments it carries, and the large request.

    ``part`` and ``force`` are paths in the scenario.
    """

    unit: str
    part: str
    stock: str
    force: str


def circles(scenario: Scenario) -> Iterator[Circle]:
    """Yield one circle for each unit that is in one."""
    for id_, unit in sorted(scenario.units.items()):
        force = _large_request(scenario, unit)
        if force is None:
            continue
        for name, work in sorted(unit.maintenance.items()):
            for item in sorted(work.parts):
                stock = _lifted_by(scenario, unit, item)
                if stock is not None:
                    yield Circle(id_, f"units.{id_}.maintenance.{name}.parts.{item}", stock, force)
                    break
            else:
                continue
            break


def _large_request(scenario: Scenario, unit: Unit) -> str | None:
    """Return a force for which several platforms of a unit may be held."""
    for id_, response in sorted(scenario.responses.items()):
        for name, force in sorted(response.forces.items()):
            overtaking = force.overtaking or scenario.doctrine.overtaking
            if (
                force.count > 1
                and overtaking is Overtaking.REFUSED
                and force.nation == unit.nation
                and force.capability in unit.capabilities
            ):
                return f"responses.{id_}.forces.{name}"
    return None


def _lifted_by(scenario: Scenario, unit: Unit, item: str) -> str | None:
    """Return a stock on the way of an item to a unit's depot whose shipments the unit carries."""
    ways = [
        id_
        for id_, stock in sorted(scenario.stocks.items())
        if stock.item == item and stock.depot == unit.depot
    ]
    seen: set[str] = set()
    while ways:
        id_ = ways.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        declared: Stock | Line = supplier_named(scenario, id_).declared
        if isinstance(declared, Line):
            ways += declared.components
            continue
        order = declared.replenishment
        if order is None:
            continue
        lift = order.lift
        if lift and lift.nation == unit.nation and lift.capability in unit.capabilities:
            return id_
        if order.supplier is not None:
            ways.append(order.supplier)
    return None
