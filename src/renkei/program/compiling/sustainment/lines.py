"""Production lines, and the contracts they deliver on.

Takes the lines of a design; writes for each line a token that makes batch after batch, and for each
contract its deliveries. The product of a line lies in a stock of its own. Orders and contracts draw
on that stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renkei.doctrine.planning import planned
from renkei.doctrine.rhythm import run_length_h
from renkei.doctrine.transfers import component_order, delivery_order
from renkei.program.assembling.records import Arrivals, Slot
from renkei.program.compiling.arrivals import ArrivalTimes
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.program.compiling.sustainment.ways import Ways
from renkei.program.machine.naming import LATE, TALLIES
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.sustainment import Contract, Line


@dataclass
class Lines:
    """Writes the production lines of a design."""

    supplies: Supplies
    ways: Ways
    times: ArrivalTimes

    def write(self) -> None:
        """Write all lines and their contracts, in the order of identifiers."""
        for identifier, line in sorted(self.supplies.scenario.lines.items()):
            self._line(identifier, line)
            for contract, declared in sorted(line.contracts.items()):
                self._contract(identifier, contract, declared)

    def _line(self, identifier: str, line: Line) -> None:
        """Write the work of a line: batch after batch, each with its components."""
        supplies, assembler, worlds = self.supplies, self.supplies.assembler, self.supplies.worlds
        name = f"line/{identifier}"
        batch = worlds.slot(line.batch)
        entry = assembler.here(identifier)
        if line.starts_after is not None:
            assembler.wait_until(worlds.slot(line.starts_after))
        again = assembler.here()
        if line.most_on_hand is not None:
            cap = worlds.slot(line.most_on_hand)
            tag = supplies.tag(name, "room", "pauses until there is room", line.nation)
            assembler.await_room(supplies.outputs[identifier], cap, tag)
        assembler.lot(batch)
        self._components(identifier, line)
        assembler.make(
            worlds.slot(line.rate),
            profile=self._profile(line),
            ramp=self._ramp(line),
            tag=supplies.tag(name, "make", "makes a batch", line.nation),
        )
        if line.pipeline is None:
            self._finish(identifier, line)
            assembler.jump(again, next_round=True)
        else:  # the next batch is begun while this one is finished and tested
            finish = assembler.label(f"batch of {identifier}")
            assembler.spawn(finish)
            assembler.jump(again, next_round=True)
            assembler.place_label(finish)
            pipeline = worlds.distribution(line.pipeline)
            tag = supplies.tag(name, "pipeline", "is finished and tested", line.nation)
            assembler.delay(pipeline, "pipeline", tag)
            self._finish(identifier, line)
            assembler.end()
        supplies.source(name, entry, Arrivals(times=[0.0]))

    def _finish(self, identifier: str, line: Line) -> None:
        """Write the tests of a batch; the items that pass enter the stock of the line."""
        assembler = self.supplies.assembler
        if line.yield_ is not None:
            share = self.supplies.worlds.slot(line.yield_)
            assembler.yield_(share, "yield")
        assembler.put(self.supplies.outputs[identifier])

    def _components(self, identifier: str, line: Line) -> None:
        """Write the draws of the components of a batch; the line waits for one after the other."""
        supplies = self.supplies
        for stock, quantity in sorted(line.components.items()):
            order = component_order(supplies.scenario, identifier, stock)
            assert order.supplier is not None
            supplies.not_before(order)
            self.ways.write(self.ways.find(0, order))
            amount = supplies.worlds.product(line.batch, quantity)
            tag = supplies.tag(order.id, f"component/{stock}", f"waits for {stock}", line.nation)
            supplies.draw(order.supplier, line.nation, Precedence.ROUTINE, tag, amount)

    def _profile(self, line: Line) -> tuple[list[float], list[float]] | None:
        if not line.surges:
            return None
        times, factors = self.times.intensity(None, line.surges)
        return times.tolist(), factors.tolist()

    def _ramp(self, line: Line) -> tuple[Slot, Slot] | None:
        if line.ramp is None:
            return None
        worlds = self.supplies.worlds
        return (
            worlds.slot(line.ramp.begins_at),
            worlds.slot(line.ramp.over),
        )

    # Contracts

    def _contract(self, line: str, contract: str, declared: Contract) -> None:
        """Write the deliveries of a contract: due at set times, late if the line is late."""
        supplies, assembler = self.supplies, self.supplies.assembler
        order = delivery_order(supplies.scenario, line, contract)
        written: list[tuple[object, int]] = []  # what shapes the blocks has no hash
        entries: dict[int, int] = {}
        for number in range(len(supplies.organisation.phases)):
            way = self.ways.find(number, order)
            entry = next((entry for known, entry in written if known == way.key), None)
            if entry is None:
                entry = assembler.here(f"delivery {line}.{contract}")
                written.append((way.key, entry))
                assembler.clock(tally=TALLIES.write(LATE, f"{line}.{contract}"))
                supplies.not_before(order)
                self.ways.write(way)
                self._delivery(line, contract, declared)
            entries[number] = entry
        supplies.source(
            order.id, entries, Arrivals(times=self._due(declared)), precedence=declared.precedence
        )

    def _delivery(self, line: str, contract: str, declared: Contract) -> None:
        supplies, assembler = self.supplies, self.supplies.assembler
        order = delivery_order(supplies.scenario, line, contract)
        assert order.supplier is not None
        assembler.lot(supplies.worlds.slot(declared.quantity))
        tag = supplies.tag(order.id, "issue", f"waits for {line}", order.nation)
        supplies.draw(order.supplier, order.nation, declared.precedence, tag)
        if declared.transport is not None:
            transport = supplies.worlds.distribution(declared.transport)
            tag = supplies.tag(order.id, "transport", "is on its way", order.nation)
            assembler.delay(transport, "transport", tag)
        assembler.put(supplies.stocks[declared.to])
        assembler.tally(TALLIES.write(LATE, f"{line}.{contract}"))
        assembler.end()

    def _due(self, declared: Contract) -> np.ndarray:
        """Return when deliveries are due, to the end of the run [h]."""
        scenario = self.supplies.scenario
        first = planned(scenario, declared.first)
        if declared.every is None:
            return np.array([first])
        every = planned(scenario, declared.every)
        end = run_length_h(scenario.time)
        number = max(int((end - first) // every) + 1, 0) if every > 0 else 1
        if declared.deliveries is not None:
            number = min(number, declared.deliveries)
        return first + every * np.arange(number)
