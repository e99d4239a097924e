"""The units, stocks, yards, lines and contracts of a scenario, as the analysis needs them.

Takes a document and a design; gives its :class:`~renkei.analysis.sustainment.observing.Layout`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.analysis import Layout, Target
    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.model.forces import Unit
    from renkei.scenario.quantities.quantity import Quantity


def first_phase(document: Document, design: str) -> Scenario:
    """Return a design at the start of the run.

    Stocks, lines and maintenance are those of the first phase; docks, and the platforms of units,
    follow the phases.
    """
    return document.design(design).phases[0].scenario


def sustains(scenario: Scenario) -> bool:
    """Return whether a scenario declares stocks, lines, facilities or maintenance."""
    return bool(
        scenario.stocks
        or scenario.lines
        or scenario.facilities
        or any(unit.maintenance for unit in scenario.units.values())
    )


def sustaining(document: Document, designs: Sequence[str]) -> bool:
    """Return whether any of the designs does."""
    return any(sustains(first_phase(document, design)) for design in designs)


def units_of(document: Document, design: str) -> list[dict[str, Unit]]:
    """Return the units of a design in each of its phases."""
    return [dict(phase.scenario.units) for phase in document.design(design).phases]


def layout(document: Document, design: str) -> Layout:
    """Return the layout of a design."""
    from renkei.analysis import Layout

    scenario, clock = first_phase(document, design), document.scenario.time
    units = all_units(units_of(document, design))
    warm_up, horizon = clock.warm_up.mean(), clock.horizon.mean()
    targets = {
        id_: _target(stock.target, f"stocks.{id_}.target")
        if stock.target is not None
        else _target(stock.on_hand, f"stocks.{id_}.on_hand")
        for id_, stock in scenario.stocks.items()
    }
    return Layout(
        warm_up,
        horizon,
        groups(units),
        targets,
        _due(scenario, warm_up, horizon),
        together={
            "stock": stock_groups(scenario),
            "facility": _alone_as_itself(
                {
                    f"{id_}.{type_}": f"{facility.nation} yards"
                    for id_, facility in scenario.facilities.items()
                    for type_ in facility.docks
                }
            ),
            "maintenance": _alone_as_itself(
                {
                    f"{id_}.{kind}": f"{unit.nation} {work.kind.value}"
                    for id_, unit in units.items()
                    for kind, work in unit.maintenance.items()
                }
            ),
            "line": _alone_as_itself(
                {id_: f"{line.item} lines" for id_, line in scenario.lines.items()}
            ),
            "contract": _alone_as_itself(
                {
                    f"{id_}.{contract}": "all contracts"
                    for id_, line in scenario.lines.items()
                    for contract in line.contracts
                }
            ),
        },
        suppliers={
            id_: stock.replenishment.supplier
            for id_, stock in scenario.stocks.items()
            if stock.replenishment is not None and stock.replenishment.supplier is not None
        },
        mended=frozenset(id_ for id_, stock in scenario.stocks.items() if stock.repair),
    )


def _target(quantity: Quantity, path: str) -> Target:
    from renkei.analysis import Target

    shared = quantity.parameter
    return Target(quantity.mean(), path, f"parameters.{shared}.value" if shared else None)


def all_units(phases: Sequence[Mapping[str, Unit]]) -> dict[str, Unit]:
    """Return every unit of some phase, as the first phase that has the unit declares it."""
    found: dict[str, Unit] = {}
    for units in reversed(phases):
        found |= units
    return found


def groups(units: Mapping[str, Unit]) -> dict[str, str]:
    """Return the group of each maintained unit: nation and type, or the unit if it is alone."""
    found = {
        id_: f"{unit.nation} {unit.type}" if unit.type else id_
        for id_, unit in sorted(
            units.items(), key=lambda one: (one[1].nation, one[1].type or "", one[0])
        )
        if unit.maintenance
    }
    return _alone_as_itself(found)


def stock_groups(scenario: Scenario) -> dict[str, str]:
    """Return the group of each stock: nation and item, or the stock if it is alone.

    A stock on which no unit or stock draws is alone, such as one filled for delivery elsewhere.
    """
    suppliers = {
        stock.replenishment.supplier
        for stock in scenario.stocks.values()
        if stock.replenishment is not None
    }
    suppliers |= {part for line in scenario.lines.values() for part in line.components}
    drawn = {unit.depot for unit in scenario.units.values()}
    return _alone_as_itself(
        {
            id_: f"{scenario.depots[stock.depot].nation} {stock.item}"
            if stock.training is not None or id_ in suppliers or stock.depot in drawn
            else id_
            for id_, stock in scenario.stocks.items()
        }
    )


def _alone_as_itself(found: Mapping[str, str]) -> dict[str, str]:
    """Return the groups; the only member of a group is named by itself."""
    sizes = Counter(found.values())
    return {id_: group if sizes[group] > 1 else id_ for id_, group in found.items()}


def _due(scenario: Scenario, warm_up: float, horizon: float) -> dict[str, float]:
    """Return how many deliveries of each contract are due within the window."""
    due: dict[str, float] = {}
    for line_id, line in scenario.lines.items():
        for id_, contract in line.contracts.items():
            first = contract.first.mean()
            if contract.every is None:
                times = [first]
            else:
                every = contract.every.mean()
                most = int(max(horizon - first, 0.0) // every) + 1
                times = [first + k * every for k in range(min(contract.deliveries or most, most))]
            due[f"{line_id}.{id_}"] = float(sum(warm_up <= time < horizon for time in times))
    return due
