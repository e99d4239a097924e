"""Consumption outside incidents: the draws of training from each stock.

Takes the stocks of a design; declares a source for each stock that training draws on. Training
waits for items that are short.
"""

from __future__ import annotations

from renkei.doctrine.transfers import supplier_named
from renkei.program.compiling.arrivals import ArrivalTimes
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.scenario.model.common import Precedence


def write_training(supplies: Supplies, times: ArrivalTimes) -> None:
    """Write the training of all stocks, in the order of identifiers."""
    for identifier, stock in sorted(supplies.scenario.stocks.items()):
        if stock.training is None:
            continue
        name = f"training/{identifier}"
        supplier = supplier_named(supplies.scenario, identifier)
        entry = supplies.assembler.here(f"training with {identifier}")
        supplies.draw(
            supplier,
            supplier.nation,
            Precedence.ROUTINE,
            supplies.tag(name, "draw", f"waits for {identifier}", supplier.nation),
            supplies.worlds.slot(stock.training.quantity),
        )
        supplies.assembler.end()
        arrivals = times.arrivals(stock.training.arrivals, supplies.worlds)
        supplies.source(name, entry, arrivals, Precedence.ROUTINE)
