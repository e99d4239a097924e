"""Whether a unit can get to a place at all.

What for: nobody drives across the sea. Takes places; by land only those of one land mass are
joined, where the scenario says on which they lie.
"""

from __future__ import annotations

from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Medium, Unit


def can_reach(scenario: Scenario, unit: Unit, place: str) -> bool:
    """Return whether a unit can move between its base and a place."""
    if unit.medium is not Medium.LAND:
        return True
    here, there = scenario.places[unit.base].land, scenario.places[place].land
    return here is None or there is None or here == there
