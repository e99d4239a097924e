"""The time in which each unit could be at a place by planning values, and the order of asking."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.planning import planned, step_hours
from renkei.doctrine.waits import way_of_steps
from renkei.doctrine.workflow import Dispatch, OrderRoute, steps
from renkei.scenario.model.document import Scenario
from renkei.scenario.reachability import can_reach


@dataclass(frozen=True)
class Option:
    """A unit that could go.

    Parameters
    ----------
    unit, route
        The unit and how the order reaches it.
    order_h, notice_h, transit_h
        Mean time of the order without load, from a random moment on; notice to move; transit [h].
    clearance_h
        Time until others give leave, from the order on, while the unit makes ready [h].
    """

    unit: str
    route: OrderRoute
    order_h: float
    notice_h: float
    transit_h: float
    clearance_h: float = 0.0

    @property
    def ready_h(self) -> float:
        """Time from the order until the unit leaves: it is ready and may go [h]."""
        return max(self.notice_h, self.clearance_h)

    @property
    def arrival_h(self) -> float:
        """Expected time from the order being given to arrival [h]."""
        return self.order_h + self.ready_h + self.transit_h


def options(scenario: Scenario, dispatch: Dispatch, place: str) -> list[Option]:
    """Return the units that can go to ``place``, in order of arrival."""
    found = []
    cleared = dispatch.clearance
    clearance_h = step_hours(scenario, cleared.duration, None) if cleared is not None else 0.0
    for route in dispatch.routes:
        order_h = way_of_steps(scenario, steps(route.steps)).mean
        for identifier in route.units:
            unit = scenario.units[identifier]
            if not can_reach(scenario, unit, place):
                continue
            distance = distance_nmi(scenario.places[unit.base], scenario.places[place], unit.medium)
            found.append(
                Option(
                    identifier,
                    route,
                    order_h,
                    planned(scenario, unit.notice),
                    distance / planned(scenario, unit.speed),
                    clearance_h,
                )
            )
    return sorted(found, key=lambda option: (option.arrival_h, option.unit))
