"""Stocks and lines: supplier, receiver, item, and whether a delivery can ever come.

What for: an order that nobody can fill, or that is never placed, is an error of the document and
not a result. Takes a scenario; yields findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.amounts import highest, lowest
from renkei.scenario.checks.circles import Links, rounds
from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.responses import most_ready
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Line, Stock
from renkei.scenario.reachability import can_reach
from renkei.scenario.text.nodes import Path


def check_supply(scenario: Scenario) -> Iterator[Finding]:
    """Yield errors between stocks, lines and the units and stocks that draw on them."""
    for id_ in sorted(scenario.stocks.keys() & scenario.lines.keys()):
        expected = Phrase("an id that no stock has")
        yield Finding(
            "SCN-063", ("lines", id_), Phrase("`{id}` again", id=id_), expected, at_key=True
        )
    yield from _one_stock_each(scenario)
    for id_, stock in scenario.stocks.items():
        yield from _policy(stock, ("stocks", id_))
        yield from _push(stock, ("stocks", id_))
        yield from _supplier(scenario, stock, ("stocks", id_))
        yield from _repair(stock, ("stocks", id_))
    for id_, line in scenario.lines.items():
        yield from _components(scenario, line, ("lines", id_))
        yield from _contracts(scenario, line, ("lines", id_))
    yield from _own_nation(scenario)
    yield from _depots_of_units(scenario)
    yield from _circles(scenario)
    yield from _absent_staff(scenario)


def owner(scenario: Scenario, part: Stock | Line) -> str | None:
    """Return the nation of a line, or of the depot of a stock; None if that depot is missing."""
    if isinstance(part, Line):
        return part.nation
    depot = scenario.depots.get(part.depot)
    return depot.nation if depot else None


def _one_stock_each(scenario: Scenario) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for id_, stock in sorted(scenario.stocks.items()):
        known = first.setdefault((stock.depot, stock.item), id_)
        if known != id_:
            found = Phrase(
                "`{item}` at `{depot}`, which `{known}` holds already",
                item=stock.item,
                depot=stock.depot,
                known=known,
            )
            yield Finding(
                "SCN-107",
                ("stocks", id_),
                found,
                Phrase("one stock of an item at a depot"),
                at_key=True,
            )


def _policy(stock: Stock, path: Path) -> Iterator[Finding]:
    """Yield policies under which an order is never placed, or is one of 0 items."""
    orders = stock.replenishment
    if orders is None or orders.push:
        return
    at = (*path, "replenishment")
    target = stock.target or stock.on_hand
    if orders.reorder_at is None:
        if orders.lot is not None and highest(orders.lot) > max(lowest(target), 1.0):
            found = Phrase(
                "a lot of {highest} for a target of {lowest}",
                highest=f"{highest(orders.lot):g}",
                lowest=f"{lowest(target):g}",
            )
            remedy = Phrase("add `reorder_at`, or order less at a time")
            yield Finding("SCN-102", (*at, "lot"), found, Phrase("at most the target"), remedy)
        return
    point, full = highest(orders.reorder_at), lowest(target)
    if orders.lot is None and point >= full:
        found = Phrase(
            "orders at {point}, up to a target of {full}", point=f"{point:g}", full=f"{full:g}"
        )
        remedy = Phrase("lower `reorder_at`, raise the target, or add `lot`")
        yield Finding("SCN-102", (*at, "reorder_at"), found, Phrase("less than the target"), remedy)
    elif stock.target is not None and point > full:
        found = Phrase(
            "orders at {point}, above the target of {full}", point=f"{point:g}", full=f"{full:g}"
        )
        yield Finding("SCN-102", (*at, "reorder_at"), found, Phrase("at most the target"))


def _push(stock: Stock, path: Path) -> Iterator[Finding]:
    """Yield pushes without an interval or amount, or with a level to order at."""
    orders = stock.replenishment
    if orders is None or not orders.push:
        return
    at = (*path, "replenishment")
    missing = [name for name in ("every", "lot") if getattr(orders, name) is None]
    if missing:
        found = Phrase("a push without `{missing}`", missing="` and `".join(missing))
        yield Finding("SCN-115", (*at, "push"), found, Phrase("`every` and `lot` beside it"))
    if orders.reorder_at is not None:
        found = Phrase("a level to order at, while a push comes whatever the level of the stock")
        remedy = Phrase("remove it, or remove `push`")
        yield Finding(
            "SCN-115", (*at, "reorder_at"), found, Phrase("`push` without a level"), remedy
        )


def _supplier(scenario: Scenario, stock: Stock, path: Path) -> Iterator[Finding]:
    orders = stock.replenishment
    if orders is None:
        return
    at = (*path, "replenishment")
    name = orders.supplier
    supplier = scenario.stocks.get(name or "") or scenario.lines.get(name or "")
    if supplier is not None:
        if supplier.item != stock.item:
            found = (
                Phrase("`{name}`, which makes `{item}`", name=name, item=supplier.item)
                if isinstance(supplier, Line)
                else Phrase("`{name}`, which holds `{item}`", name=name, item=supplier.item)
            )
            able = [
                *(id_ for id_, other in scenario.stocks.items() if other.item == stock.item),
                *(id_ for id_, other in scenario.lines.items() if other.item == stock.item),
            ]
            remedy = did_you_mean(str(name), [id_ for id_ in able if id_ != name])
            yield Finding(
                "SCN-103",
                (*at, "supplier"),
                found,
                Phrase("a supplier of `{item}`", item=stock.item),
                remedy,
            )
        else:
            yield from _shared(scenario, supplier, str(name), stock, (*at, "supplier"))


def _repair(stock: Stock, path: Path) -> Iterator[Finding]:
    """Yield repair beside orders in lots, and condemned parts that nothing replaces."""
    if stock.repair is None:
        return
    orders = stock.replenishment
    if stock.repair.share is not None and orders is None:
        found = Phrase("a share mended here, while nothing replaces the rest")
        at = (*path, "repair", "share")
        yield Finding("SCN-108", at, found, Phrase("`replenishment` of the stock"))
    for name in ("reorder_at", "lot", "every"):
        value = getattr(orders, name, None)
        if value is not None and (name != "lot" or value.mean() != 1):
            found = Phrase("`{name}` for parts that come back one by one for repair", name=name)
            at = (*path, "replenishment", name)
            remedy = Phrase(
                "remove `{name}`: each part that is not mended here is ordered by itself", name=name
            )
            yield Finding("SCN-108", at, found, Phrase("`repair` with orders one for one"), remedy)


def _shared(
    scenario: Scenario,
    supplier: Stock | Line,
    name: str,
    receiver: Stock | Line,
    path: Path,
    *,
    at_key: bool = False,
) -> Iterator[Finding]:
    """Yield a draw of one nation on a stock or line that another nation does not share with it."""
    giving, taking = owner(scenario, supplier), owner(scenario, receiver)
    if None in (giving, taking) or giving == taking or taking in supplier.shared_with:
        return
    table = "lines" if isinstance(supplier, Line) else "stocks"
    yield Finding(
        "SCN-105",
        path,
        Phrase(
            "`{name}` of {giving}, which is not shared with {taking}",
            name=name,
            giving=giving,
            taking=taking,
        ),
        Phrase("a supplier of the same nation, or one that is shared"),
        Phrase(
            "add `shared_with: {{{taking}: {{}}}}` to `{table}.{name}`",
            taking=taking,
            table=table,
            name=name,
        ),
        at_key=at_key,
    )


def _components(scenario: Scenario, line: Line, path: Path) -> Iterator[Finding]:
    for name in line.components:
        stock = scenario.stocks.get(name)
        if stock is None:
            continue
        at = (*path, "components", name)
        if stock.item == line.item:
            found = Phrase(
                "`{name}`, which holds `{item}`, the item it makes", name=name, item=line.item
            )
            yield Finding("SCN-104", at, found, Phrase("a stock of another item"), at_key=True)
        yield from _shared(scenario, stock, name, line, at, at_key=True)


def _contracts(scenario: Scenario, line: Line, path: Path) -> Iterator[Finding]:
    for id_, contract in line.contracts.items():
        at = (*path, "contracts", id_)
        if contract.every is None and (contract.deliveries or 1) > 1:
            found = Phrase(
                "{deliveries} deliveries without an interval", deliveries=contract.deliveries
            )
            yield Finding("SCN-109", (*at, "deliveries"), found, Phrase("`every` beside it"))
        stock = scenario.stocks.get(contract.to)
        if stock is None:
            continue
        if stock.item != line.item:
            able = [name for name, other in scenario.stocks.items() if other.item == line.item]
            found = Phrase("`{to}`, which holds `{item}`", to=contract.to, item=stock.item)
            remedy = did_you_mean(contract.to, able)
            yield Finding(
                "SCN-103", (*at, "to"), found, Phrase("a stock of `{item}`", item=line.item), remedy
            )
        giving, taking = line.nation, owner(scenario, stock)
        if taking not in (None, giving) and taking not in line.shared_with:
            yield Finding(
                "SCN-105",
                (*at, "to"),
                Phrase(
                    "a stock of {taking}, with which the line of {giving} is not shared",
                    taking=taking,
                    giving=giving,
                ),
                Phrase("a stock of the same nation, or a line that is shared"),
                Phrase("add `shared_with: {{{taking}: {{}}}}` to the line", taking=taking),
            )


def _own_nation(scenario: Scenario) -> Iterator[Finding]:
    parts: list[tuple[str, str, Stock | Line]] = [
        *(("stocks", id_, stock) for id_, stock in scenario.stocks.items()),
        *(("lines", id_, line) for id_, line in scenario.lines.items()),
    ]
    for table, id_, part in parts:
        nation = owner(scenario, part)
        if nation in part.shared_with:
            found = Phrase("`{nation}`, whose own it is", nation=nation)
            path = (table, id_, "shared_with", str(nation))
            yield Finding("SCN-105", path, found, Phrase("another nation"), at_key=True)


def _depots_of_units(scenario: Scenario) -> Iterator[Finding]:
    for id_, unit in scenario.units.items():
        depot = scenario.depots.get(unit.depot or "")
        if depot is not None and depot.nation != unit.nation:
            found = Phrase(
                "`{depot}` of {nation}, on which a unit of {nation_2} draws",
                depot=unit.depot,
                nation=depot.nation,
                nation_2=unit.nation,
            )
            expected = Phrase("a depot of {nation}", nation=unit.nation)
            remedy = Phrase(
                "let a stock of {nation} order there, from one that is shared with it",
                nation=unit.nation,
            )
            yield Finding("SCN-105", ("units", id_, "depot"), found, expected, remedy)


def _circles(scenario: Scenario) -> Iterator[Finding]:
    """Yield circles of supply: through suppliers of stocks and components of lines."""
    links: Links = defaultdict(list)
    paths: dict[str, tuple[Path, str]] = {}

    def link(receiver: str, supplier: str, path: Path) -> None:
        key = f"{len(paths):06d}"
        links[receiver].append((supplier, key))
        paths[key] = (path, receiver)

    for id_, stock in sorted(scenario.stocks.items()):
        orders = stock.replenishment
        if orders is not None and orders.supplier is not None:
            link(id_, orders.supplier, ("stocks", id_, "replenishment", "supplier"))
    for id_, line in sorted(scenario.lines.items()):
        for component in sorted(line.components):
            link(id_, component, ("lines", id_, "components", component))
    for keys in rounds(links):
        path = paths[max(keys)][0]
        names = [paths[key][1] for key in keys]
        found = Phrase("a circle of supply: {names}", names=" <- ".join([*names, names[0]]))
        expected = Phrase("a chain that ends outside the model, or at a line")
        yield Finding("SCN-104", path, found, expected, at_key=path[0] == "lines")


def _absent_staff(scenario: Scenario) -> Iterator[Finding]:
    for id_, depot in scenario.depots.items():
        staff = scenario.headquarters.get(depot.headquarters)
        if staff is not None and staff.build_up is not None:
            found = Phrase(
                "the orders of a depot at `{headquarters}`, which is improvised",
                headquarters=depot.headquarters,
            )
            path = ("depots", id_, "headquarters")
            yield Finding("SCN-079", path, found, Phrase("a standing headquarters"))


# Checks of the entries in force --------------------------------------------------------------


def check_transfers(scenario: Scenario) -> Iterator[Finding]:
    """Yield transfers that no headquarters may decide, and shipments that no unit can carry."""
    parts: list[tuple[str, str, Stock | Line]] = [
        *(("stocks", id_, stock) for id_, stock in scenario.stocks.items()),
        *(("lines", id_, line) for id_, line in scenario.lines.items()),
    ]
    for table, id_, part in parts:
        nation = owner(scenario, part)
        held = {
            category
            for authority in scenario.authorities.values()
            if authority.nation == nation
            for category in authority.categories
        }
        for other, sharing in part.shared_with.items():
            if sharing.category is not None and sharing.category not in held:
                yield Finding(
                    "SCN-106",
                    (table, id_, "shared_with", other, "category"),
                    Phrase(
                        "`{category}`, for which {nation} has no authority",
                        category=sharing.category,
                        nation=nation,
                    ),
                    Phrase("a category of an authority of {nation}", nation=nation),
                    did_you_mean(sharing.category, held),
                )
    for id_, stock in scenario.stocks.items():
        yield from _lift(scenario, stock, ("stocks", id_, "replenishment", "lift"))


def _lift(scenario: Scenario, stock: Stock, path: Path) -> Iterator[Finding]:
    lift = stock.replenishment.lift if stock.replenishment else None
    if lift is None:
        return
    own: list[Unit] = [unit for unit in scenario.units.values() if unit.nation == lift.nation]
    able = [unit for unit in own if lift.capability in unit.capabilities]
    if not able:
        known = {capability for unit in own for capability in unit.capabilities}
        yield Finding(
            "SCN-056",
            (*path, "capability"),
            Phrase(
                "`{capability}`, which no unit of {nation} has",
                capability=lift.capability,
                nation=lift.nation,
            ),
            Phrase(
                "a capability of its units: {known}",
                known=", ".join(sorted(known)) or Phrase("none"),
            ),
            did_you_mean(lift.capability, known),
        )
        return
    supplier = (
        scenario.stocks.get(stock.replenishment.supplier or "") if stock.replenishment else None
    )
    depots = [scenario.depots[one.depot] for one in (stock, supplier) if one is not None]
    there = [
        unit for unit in able if all(can_reach(scenario, unit, depot.place) for depot in depots)
    ]
    if sum(map(most_ready, there)) < highest(lift.platforms) <= sum(map(most_ready, able)):
        yield Finding(
            "SCN-058",
            (*path, "capability"),
            Phrase(
                "`{capability}`, whose units move by land, between two lands",
                capability=lift.capability,
            ),
            Phrase("units that fly, sail, or have their base on the same land"),
            Phrase("correct `land` of the places, or carry it with other units"),
        )
        return
    most = sum(map(most_ready, able))
    if most < highest(lift.platforms):
        yield Finding(
            "SCN-088",
            (*path, "platforms"),
            Phrase(
                "{highest} platforms with `{capability}`, while {nation} has at most {most} ready",
                highest=f"{highest(lift.platforms):g}",
                capability=lift.capability,
                nation=lift.nation,
                most=most,
            ),
            Phrase("at most {most}", most=most),
        )
