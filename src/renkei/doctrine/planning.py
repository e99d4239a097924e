"""Planning values: how soon each unit could be at a place, and so who is asked first."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.workflow import Dispatch, OrderRoute, steps
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities import Quantity


@dataclass(frozen=True)
class Option:
    """A unit that could go.

    Parameters
    ----------
    unit, route
        The unit and how the order reaches it.
    order_h, notice_h, transit_h
        Expected time of the order without load, notice to move, and transit [h].
    """

    unit: str
    route: OrderRoute
    order_h: float
    notice_h: float
    transit_h: float

    @property
    def arrival_h(self) -> float:
        """Expected time from the order being given to arrival [h]."""
        return self.order_h + self.notice_h + self.transit_h


def options(scenario: Scenario, dispatch: Dispatch, place: str) -> list[Option]:
    """Return the units that could go to ``place``, the one that is there first at the head."""
    found = []
    for route in dispatch.routes:
        order_h = sum(
            step_hours(scenario, step.duration, step.factor) for step in steps(route.steps)
        )
        for identifier in route.units:
            unit = scenario.units[identifier]
            distance = distance_nmi(scenario.places[unit.base], scenario.places[place], unit.medium)
            found.append(
                Option(
                    identifier,
                    route,
                    order_h,
                    planned(scenario, unit.notice),
                    distance / planned(scenario, unit.speed),
                )
            )
    return sorted(found, key=lambda option: (option.arrival_h, option.unit))


def planned(scenario: Scenario, quantity: Quantity) -> float:
    """Return the planning value of a quantity: its mean times the best value of its parameter."""
    if quantity.parameter is None:
        return quantity.mean()
    return quantity.mean() * scenario.parameters[quantity.parameter].value.mean()


def step_hours(scenario: Scenario, duration: Quantity | None, factor: Quantity | None) -> float:
    """Return the planned duration times the factor; an absent duration counts 0, a factor 1."""
    hours = planned(scenario, duration) if duration is not None else 0.0
    return hours * (planned(scenario, factor) if factor is not None else 1.0)
