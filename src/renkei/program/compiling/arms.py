"""Items that platforms take along: the draws of an allocation from the depots of its units.

Takes the candidates of a request and what each platform consumes; gives for each candidate its arms
(stock, amount, what to do when short). A unit whose depot has no stock of an item goes without the
item if the request accepts less. Otherwise the unit cannot go.
"""

from __future__ import annotations

from renkei.doctrine.workflow import Dispatch
from renkei.program.assembling.records import Slot, Stock
from renkei.program.compiling.organisation import Organisation
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import Shortage

Arms = list[tuple[Stock, Slot, str]]
"""Stock, amount for one platform, and ``wait``, ``less`` or ``fail``."""


def arms_of(organisation: Organisation, number: int, unit: str, dispatch: Dispatch) -> Arms | None:
    """Return the draws of each platform of a unit in a phase; None: the unit cannot be equipped."""
    scenario = organisation.phases[number].scenario
    arms: Arms = []
    for item, consumption in dispatch.consumes:
        stock = holding(scenario, item, scenario.units[unit].depot)
        if stock is None:
            if consumption.when_short is Shortage.LESS:
                continue
            return None
        amount = organisation.worlds[number].slot(consumption.per_platform)
        arms.append((organisation.stocks[stock], amount, consumption.when_short.value))
    return arms


def holding(scenario: Scenario, item: str, depot: str | None) -> str | None:
    """Return the stock of an item at a depot; None: the depot has no such stock."""
    found = (
        identifier
        for identifier, stock in sorted(scenario.stocks.items())
        if stock.item == item and stock.depot == depot
    )
    return next(found, None)
