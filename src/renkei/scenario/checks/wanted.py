"""Items wanted at one time that never exist: more than a stock begins with and ever gets.

What for: a request for such items waits for ever, as does every request behind it. A stock that
orders, receives deliveries or has worn parts mended issues every amount in time; any other stock
holds at most its first amount. Takes a scenario; yields findings. A range counts with the end that
just suffices.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from renkei._base.language import Phrase
from renkei.scenario.checks.amounts import highest, lowest
from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.responses import most_ready
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.incidents import ForceRequirement, Shortage
from renkei.scenario.text.nodes import Path

_REMEDY = Phrase("hold more, fill the stock (`replenishment`, a contract), or want less at a time")


def check_wanted(scenario: Scenario) -> Iterator[Finding]:
    """Yield requests for more items at one time than the stocks can ever hold."""
    never_filled = {
        id_: math.floor(highest(stock.on_hand) + 0.5)
        for id_, stock in scenario.stocks.items()
        if stock.replenishment is None and stock.repair is None and not _delivered(scenario, id_)
    }
    for id_, path, amount in _claims(scenario):
        if id_ in never_filled and amount > never_filled[id_]:
            found = Phrase(
                "{amount} at a time from `{id}`, which can never hold more than {most}",
                amount=f"{amount:g}",
                id=id_,
                most=never_filled[id_],
            )
            expected = Phrase("at most {never_filled}", never_filled=never_filled[id_])
            yield Finding("SCN-130", path, found, expected, _REMEDY)
    by_depot = {
        (stock.depot, stock.item): never_filled.get(id_, math.inf)
        for id_, stock in scenario.stocks.items()
    }
    for id_, response in scenario.responses.items():
        for name, force in response.forces.items():
            yield from _force(scenario, force, ("responses", id_, "forces", name), by_depot)


def _delivered(scenario: Scenario, id_: str) -> bool:
    return any(
        contract.to == id_
        for line in scenario.lines.values()
        for contract in line.contracts.values()
    )


def _claims(scenario: Scenario) -> Iterator[tuple[str, Path, float]]:
    """Yield stock, path and amount of each request that is drawn as a whole."""
    for id_, stock in scenario.stocks.items():
        if stock.training is not None:
            path: Path = ("stocks", id_, "training", "quantity")
            yield id_, path, lowest(stock.training.quantity)
        orders = stock.replenishment
        if orders is not None and orders.supplier is not None and orders.lot is not None:
            path = ("stocks", id_, "replenishment", "lot")
            yield orders.supplier, path, lowest(orders.lot)
    for id_, line in scenario.lines.items():
        for component, quantity in line.components.items():
            yield component, ("lines", id_, "components", component), lowest(quantity)
    at = {(stock.depot, stock.item): id_ for id_, stock in scenario.stocks.items()}
    for id_, unit in scenario.units.items():
        for kind, work in unit.maintenance.items():
            for item, part in work.parts.items():
                path = ("units", id_, "maintenance", kind, "parts", item, "quantity")
                held = at.get((unit.depot or "", item))
                if held is not None:
                    yield held, path, lowest(part.quantity)


def _force(
    scenario: Scenario,
    force: ForceRequirement,
    path: Path,
    by_depot: dict[tuple[str, str], float],
) -> Iterator[Finding]:
    able = [
        unit
        for unit in scenario.units.values()
        if unit.nation == force.nation and force.capability in unit.capabilities
    ]
    needed = 1 if force.when_short is Shortage.LESS else force.count
    if sum(map(most_ready, able)) < needed:
        return  # another finding says so
    for item, consumption in force.consumes.items():
        each = math.floor(lowest(consumption.per_platform) + 0.5)
        held = any((unit.depot or "", item) in by_depot for unit in able)
        if consumption.when_short is not Shortage.WAIT or each <= 0 or not held:
            continue
        most = sum(
            min(ready, by_depot.get((depot, item), 0.0) // each)
            for depot, ready in _ready_by_depot(able).items()
        )
        if most < needed:
            platforms = Phrase("platform") if needed == 1 else Phrase("platforms")
            found = Phrase(
                "{each} for each of {needed} {platforms}, while the depots can "
                "ever hold enough for only {most}",
                each=each,
                needed=needed,
                platforms=platforms,
                most=f"{most:g}",
            )
            at = (*path, "consumes", item, "per_platform")
            yield Finding("SCN-130", at, found, Phrase("no more than a depot can hold"), _REMEDY)


def _ready_by_depot(units: list[Unit]) -> dict[str, int]:
    ready: dict[str, int] = {}
    for unit in units:
        if unit.depot is not None:
            ready[unit.depot] = ready.get(unit.depot, 0) + most_ready(unit)
    return ready
