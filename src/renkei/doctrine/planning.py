"""Planning values: best values, without variation and without uncertainty."""

from __future__ import annotations

from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.quantity import Quantity


def planned(scenario: Scenario, quantity: Quantity) -> float:
    """Return the planning value of a quantity: its mean times the best value of its parameter."""
    if quantity.parameter is None:
        return quantity.mean()
    return quantity.mean() * scenario.parameters[quantity.parameter].value.mean()


def step_hours(scenario: Scenario, duration: Quantity | None, factor: Quantity | None) -> float:
    """Return the planned duration times the factor; an absent duration counts 0, a factor 1."""
    hours = planned(scenario, duration) if duration is not None else 0.0
    return hours * (planned(scenario, factor) if factor is not None else 1.0)
