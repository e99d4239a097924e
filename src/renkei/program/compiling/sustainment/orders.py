"""Orders of stocks: decision and release, issue, lift, transport, receipt; and repair of parts.

Takes the stocks of a design; writes the course of the orders of each stock. A phase in which others
decide, release or carry gets a course of its own. An order of a stock with repair stands for one
worn part. The part is mended here; or a new one is ordered, and the supplier mends the worn part.
"""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine.distance import distance_nmi
from renkei.doctrine.planning import planned
from renkei.doctrine.transfers import Order, stock_order
from renkei.program.assembling.records import Arrivals, Dist, Pool
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.program.compiling.sustainment.ways import OrderWay, Ways
from renkei.program.machine.naming import ORDER, TALLIES
from renkei.scenario.model.common import Overtaking, Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.sustainment import Lift, Repair, Replenishment, Stock
from renkei.scenario.reachability import can_reach


@dataclass(frozen=True)
class Carrier:
    """A unit that may carry a shipment: its ways from base to supplier and from depot to base."""

    unit: str
    pool: Pool
    approach: Dist | None
    home: Dist | None


@dataclass
class Orders:
    """Writes the orders of all stocks."""

    supplies: Supplies
    ways: Ways

    def write(self) -> None:
        """Write the orders of all stocks, in the order of identifiers."""
        for identifier, stock in sorted(self.supplies.scenario.stocks.items()):
            if stock.replenishment is not None or stock.repair is not None:
                self._courses(identifier, stock)
            if stock.replenishment is not None and stock.replenishment.every is not None:
                self._reviews(identifier, stock.replenishment)

    def _courses(self, identifier: str, stock: Stock) -> None:
        """Write the course of an order in each phase; equal courses are written once."""
        written: list[tuple[object, int]] = []  # what shapes the blocks has no hash
        entries: dict[int, int] = {}
        all_mended = stock.repair is not None and stock.repair.share is None
        for number in range(len(self.supplies.organisation.phases)):
            way, carriers = None, []
            if stock.replenishment is not None and not all_mended:
                way = self.ways.find(number, stock_order(self.supplies.scenario, identifier))
                carriers = self._carriers(number, way.order, stock.replenishment.lift)
            key = (way.key if way is not None else (), tuple(carriers))
            entry = next((entry for known, entry in written if known == key), None)
            if entry is None:
                entry = self.supplies.assembler.here(f"order of {identifier}")
                written.append((key, entry))
                if stock.repair is not None:
                    self._mended(identifier, stock.repair, supplied=way is not None)
                if way is not None:
                    assert stock.replenishment is not None
                    self._supplied(identifier, stock.replenishment, way, carriers)
            entries[number] = entry
        self.supplies.source(
            f"orders/{identifier}", entries, arrivals=None, precedence=Precedence.ROUTINE
        )

    def _mended(self, identifier: str, repair: Repair, *, supplied: bool) -> None:
        """Write the repair of a worn part; with ``supplied`` the others go on to be ordered."""
        supplies, assembler = self.supplies, self.supplies.assembler
        ordered = -1
        if supplied:
            assert repair.share is not None
            here, ordered = assembler.label(), assembler.label(f"replacement for {identifier}")
            share = supplies.worlds.slot(repair.share)
            assembler.branch(share, "mended here", here)
            assembler.jump(ordered)
            assembler.place_label(here)
        time = supplies.worlds.distribution(repair.time)
        tag = supplies.tag(f"orders/{identifier}", "repair", "mends the part")
        assembler.delay(time, "repair", tag)
        assembler.put(supplies.stocks[identifier], due=True)
        assembler.end()
        if supplied:
            assembler.place_label(ordered)

    def _supplied(
        self, identifier: str, declared: Replenishment, way: OrderWay, carriers: list[Carrier]
    ) -> None:
        """Write an order, from the request to the receipt."""
        supplies, assembler, order = self.supplies, self.supplies.assembler, way.order
        labels: list[int] = []
        assembler.clock(tally=TALLIES.write(ORDER, identifier))
        supplies.not_before(order)
        self.ways.write(way)
        if order.supplier is not None:
            tag = supplies.tag(order.id, "issue", f"waits for {order.supplier.id}", order.nation)
            supplies.draw(order.supplier, order.nation, Precedence.ROUTINE, tag)
        transport = supplies.worlds.distribution(declared.transport)
        if declared.lift is not None:
            labels = self._lifted(declared.lift, order, carriers)
        else:
            tag = supplies.tag(order.id, "transport", "is on its way", order.nation)
            assembler.delay(transport, "transport", tag)
        assembler.put(supplies.stocks[identifier], due=True)
        assembler.tally(TALLIES.write(ORDER, identifier))
        assembler.end()
        if declared.lift is not None:
            self._journeys(order, list(zip(labels, carriers, strict=True)), transport)

    # Lift

    def _carriers(self, number: int, order: Order, lift: Lift | None) -> list[Carrier]:
        """Return the units that could carry a shipment, in order of arrival."""
        if lift is None:
            return []
        scenario = self.supplies.organisation.phases[number].scenario
        depot = scenario.depots[scenario.stocks[order.id.partition("/")[2]].depot]
        start = order.supplier.place if order.supplier is not None else depot.place
        found = [
            (
                planned(scenario, unit.notice)
                + _distance(scenario, unit, start) / planned(scenario, unit.speed),
                identifier,
            )
            for identifier, unit in scenario.units.items()
            if unit.nation == lift.nation
            and lift.capability in unit.capabilities
            and all(can_reach(scenario, unit, place) for place in (start, depot.place))
        ]
        return [
            Carrier(
                identifier,
                self.supplies.organisation.pool(number, identifier),
                *(self._move(number, identifier, place) for place in (start, depot.place)),
            )
            for _, identifier in sorted(found)
        ]

    def _move(self, number: int, identifier: str, place: str) -> Dist | None:
        """Return the travel time of a unit from its base to a place; None: the base is there."""
        scenario = self.supplies.organisation.phases[number].scenario
        unit = scenario.units[identifier]
        worlds = self.supplies.organisation.worlds[number]
        distance = _distance(scenario, unit, place)
        return worlds.travel(distance, unit.speed)

    def _lifted(self, lift: Lift, order: Order, carriers: list[Carrier]) -> list[int]:
        """Write the wait for the units that carry an order; return the label of each way.

        The order goes on when the units are at the depot.
        """
        supplies, assembler = self.supplies, self.supplies.assembler
        labels = [assembler.label(f"{carrier.unit} carries {order.id}") for carrier in carriers]
        pools = [carrier.pool for carrier in carriers]
        assembler.allocate(
            [list(zip(pools, labels, strict=True))] * len(assembler.places),
            supplies.worlds.slot(lift.platforms),
            tag=supplies.tag(order.id, "lift", "waits for lift", lift.nation),
            overtaking=supplies.scenario.doctrine.overtaking is Overtaking.ALLOWED,
            selection=supplies.scenario.doctrine.selection.value,
        )
        return labels

    def _journeys(self, order: Order, carriers: list[tuple[int, Carrier]], transport: Dist) -> None:
        """Write the way of each unit: to the supplier, with the shipment to the depot, home."""
        supplies, assembler = self.supplies, self.supplies.assembler
        tag = supplies.tag(order.id, "transport", "is on its way", order.nation)
        for label, carrier in carriers:
            assembler.place_label(label)
            assembler.notice("lift/notice", tag)
            if carrier.approach is not None:
                assembler.delay(carrier.approach, "lift/approach", tag)
            assembler.delay(transport, "transport", tag)
            assembler.signal()
            if carrier.home is not None:
                assembler.delay(carrier.home, "lift/home", tag)
            assembler.turnaround("lift/turnaround", tag)
            assembler.release()
            assembler.end()

    def _reviews(self, identifier: str, declared: Replenishment) -> None:
        """Write the action of a stock at its interval: a review, or an order at any level."""
        supplies, assembler = self.supplies, self.supplies.assembler
        assert declared.every is not None
        every = supplies.worlds.distribution(declared.every)
        entry = assembler.here(f"review of {identifier}")
        assembler.delay(every, "every")
        if declared.push:
            assert declared.lot is not None
            assembler.lot(supplies.worlds.slot(declared.lot))
            assembler.start(f"orders/{identifier}", order_of=supplies.stocks[identifier])
        else:
            assembler.review(supplies.stocks[identifier])
        assembler.jump(entry, next_round=True)
        supplies.source(f"review/{identifier}", entry, Arrivals(times=[0.0]))


def _distance(scenario: Scenario, unit: Unit, place: str) -> float:
    return distance_nmi(scenario.places[unit.base], scenario.places[place], unit.medium)
