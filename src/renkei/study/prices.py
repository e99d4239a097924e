"""The cost of a design in people: billets of each nation, phase by phase.

Takes resolved designs; gives numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.scenario import ResolvedDesign
    from renkei.scenario.model.document import Scenario


@dataclass(frozen=True)
class Price:
    """The cost of a design in billets of each nation from a day on, against another design."""

    from_day: date
    added: Mapping[str, float]


BILATERAL = "bilateral"
"""Whose people those of no nation are."""


def billets(scenario: Scenario) -> dict[str, float]:
    """Return each nation's people in headquarters, depots and facilities: a design's price."""
    total: dict[str, float] = {}
    for table in (scenario.headquarters, scenario.depots, scenario.facilities):
        for part in table.values():
            if part.personnel is not None:
                nation = part.nation or BILATERAL
                total[nation] = total.get(nation, 0.0) + part.personnel.mean()
    return dict(sorted(total.items()))


def prices(before: ResolvedDesign, after: ResolvedDesign) -> list[Price]:
    """Return the cost of a design against another, for each span of constant cost."""
    from renkei.scenario.document import day_of  # late: it takes the models with it

    found: list[Price] = []
    for from_h in sorted({phase.from_h for one in (before, after) for phase in one.phases}):
        now = after.at(from_h).scenario
        old, new = billets(before.at(from_h).scenario), billets(now)
        changed = {
            nation: new.get(nation, 0.0) - old.get(nation, 0.0)
            for nation in sorted(old.keys() | new.keys())
        }
        added = {nation: value for nation, value in changed.items() if value}
        if not found or added != found[-1].added:
            found.append(Price(day_of(now.time, from_h), added))
    return found


def most(each: Sequence[Price]) -> dict[str, float]:
    """Return the largest cost of a design at any time in billets of each nation."""
    return {
        nation: max((one.added.get(nation, 0.0) for one in each), key=abs)
        for nation in sorted({nation for one in each for nation in one.added})
    }
