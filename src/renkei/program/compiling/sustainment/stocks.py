"""Shared parts of sustainment: handles of stocks, terms of claims, sources, tags.

Takes the organisation of a design; gives the stocks as declared in its first phase, and the terms
on which each customer draws. A phase may change docks and deciders, but not the stocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from renkei.doctrine.transfers import Order, Supplier
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Slot, Stock, Tag
from renkei.program.compiling.organisation import Organisation
from renkei.program.compiling.worlds import Worlds
from renkei.program.machine.naming import LINE, STOCKS
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.sustainment import Allocation, Line
from renkei.scenario.model.sustainment import Stock as DeclaredStock
from renkei.scenario.quantities.quantity import Quantity

FIRST_COME_RANK = 3
"""Class of all claims where the first comer is served first."""

OWN_RANK, FOREIGN_RANK = 0, 3
"""Classes of claims where the owner comes first."""


@dataclass
class Supplies:
    """Stocks of a design, and the terms for those who draw on them."""

    organisation: Organisation
    outputs: dict[str, Stock] = field(default_factory=dict)

    @property
    def assembler(self) -> Assembler:
        """The assembler of the blocks."""
        return self.organisation.assembler

    @property
    def stocks(self) -> dict[str, Stock]:
        """The stocks by identifier."""
        return self.organisation.stocks

    @property
    def scenario(self) -> Scenario:
        """The first phase, whose stocks and lines hold throughout."""
        return self.organisation.phases[0].scenario

    @property
    def worlds(self) -> Worlds:
        """World values of the first phase."""
        return self.organisation.worlds[0]

    def declare(self) -> None:
        """Declare all stocks, and one for the product of each line."""
        for identifier, stock in sorted(self.scenario.stocks.items()):
            self.stocks[identifier] = self._declare(identifier, stock)
        for identifier in sorted(self.scenario.lines):
            zero = self.assembler.constant(0.0)
            self.outputs[identifier] = self.assembler.stock(STOCKS.write(LINE, identifier), zero)

    def _declare(self, identifier: str, stock: DeclaredStock) -> Stock:
        worlds, assembler = self.worlds, self.assembler
        on_hand = worlds.slot(stock.on_hand)
        full = worlds.slot(target_of(stock))
        rank = {
            Allocation.FIRST_COME: FIRST_COME_RANK,
            Allocation.NATIONAL_FIRST: OWN_RANK,  # units draw on depots of their own nation
            Allocation.PRECEDENCE: None,
        }[stock.allocation]
        declared = stock.replenishment
        if stock.repair is None and (declared is None or declared.push):
            return assembler.stock(identifier, on_hand, full=full, rank=rank)
        reorder = lot = None
        if declared is not None:
            reorder = worlds.optional_slot(declared.reorder_at)
            lot = worlds.optional_slot(declared.lot)
        if stock.repair is not None:  # one order stands for one part that is mended or replaced
            lot = assembler.constant(1.0)
        return assembler.stock(
            identifier,
            on_hand,
            reorder=reorder,
            lot=lot,
            up_to=full,
            orders=f"orders/{identifier}",
            continuous=declared is None or declared.every is None,
            full=full,
            rank=rank,
        )

    def issuing(self, supplier: Supplier) -> Stock:
        """Return the stock from which a supplier issues."""
        if isinstance(supplier.declared, Line):
            return self.outputs[supplier.id]
        return self.stocks[supplier.id]

    def terms(
        self, supplier: Supplier, nation: str, precedence: Precedence
    ) -> tuple[int, Slot | None]:
        """Return the class of a nation's claim on a supplier, and the reserve it may not touch."""
        sharing = supplier.sharing(nation)
        match supplier.declared.allocation:
            case Allocation.FIRST_COME:
                rank = FIRST_COME_RANK
            case Allocation.NATIONAL_FIRST:
                rank = OWN_RANK if nation == supplier.nation else FOREIGN_RANK
            case Allocation.PRECEDENCE:
                rank = precedence.rank
        full = _full(supplier)
        if sharing is None or sharing.reserve is None or full is None:
            return rank, None
        return rank, self.worlds.product(sharing.reserve, full)

    def draw(
        self,
        supplier: Supplier,
        nation: str,
        precedence: Precedence,
        tag: Tag,
        amount: Slot | None = None,
        short: int | None = None,
    ) -> None:
        """Write the claim of a nation on a supplier; the claim waits for what is short.

        If ``short`` is a label, the claim jumps there instead and is made again.
        """
        rank, reserve = self.terms(supplier, nation, precedence)
        self.assembler.draw(
            self.issuing(supplier),
            amount,
            "wait" if short is None else "fail",
            short,
            rank=rank,
            reserve=reserve,
            again=short is not None,
            tag=tag,
        )

    def not_before(self, order: Order) -> None:
        """Write the wait until a nation may order from another."""
        if order.sharing is None or order.sharing.after is None:
            return
        assert order.supplier is not None
        tag = self.tag(order.id, f"allowed/{order.supplier.id}", "waits until it may order")
        self.assembler.wait_until(self.worlds.slot(order.sharing.after), tag)

    def tag(self, source: str, step: str, text: str, nation: str = "") -> Tag:
        """Return the tag of a step of a source."""
        return self.assembler.tag(
            f"{source}/{step}", step=step, kind="supply", nation=nation, text=text
        )

    def source(
        self,
        name: str,
        entries: int | Mapping[int, int],
        arrivals: Arrivals | None,
        precedence: Precedence = Precedence.ROUTINE,
    ) -> None:
        """Declare a source of uncounted incidents; ``entries`` by phase, or one for all."""
        phases = self.organisation.phases
        rows = [entries if isinstance(entries, int) else entries[n] for n in range(len(phases))]
        places = len(self.organisation.places)
        weights = np.zeros(places)
        weights[0] = 1.0
        self.assembler.source(
            name,
            np.repeat(np.array(rows)[:, None], places, axis=1),
            arrivals,
            phase_times=self.organisation.phase_times,
            phase_slots=self.organisation.phase_slots,
            place_weights=weights,
            precedence=precedence.rank,
            counted=False,
        )

    @property
    def phase_times(self) -> NDArray[np.float64]:
        """When each phase begins [h]."""
        return np.array([phase.from_h for phase in self.organisation.phases])


def target_of(stock: DeclaredStock) -> Quantity:
    """Return the amount that counts as full."""
    return stock.target if stock.target is not None else stock.on_hand


def _full(supplier: Supplier) -> Quantity | None:
    """Return the amount of which a share may be kept back; None: the line has no limit."""
    if not isinstance(supplier.declared, Line):
        return target_of(supplier.declared)
    return supplier.declared.most_on_hand
