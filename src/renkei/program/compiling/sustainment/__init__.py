"""Stocks, production, facilities and maintenance of a design, as blocks of its program.

Takes the organisation of a design. Stocks and docks are declared before the incidents, which draw
on them; all other blocks are written after the incidents. A scenario without sustainment gets no
such block.
"""

from __future__ import annotations

from dataclasses import dataclass

from renkei.doctrine import CommandGraph
from renkei.doctrine.context import Locate
from renkei.program.compiling.arrivals import ArrivalTimes
from renkei.program.compiling.organisation import Organisation
from renkei.program.compiling.sustainment.facilities import Facilities
from renkei.program.compiling.sustainment.lines import Lines
from renkei.program.compiling.sustainment.maintenance import Upkeep
from renkei.program.compiling.sustainment.orders import Orders
from renkei.program.compiling.sustainment.stocks import Supplies
from renkei.program.compiling.sustainment.training import write_training
from renkei.program.compiling.sustainment.ways import Ways

DAY_H = 24.0
"""Interval of the series of stocks and readiness where the scenario gives none [h]."""


@dataclass
class Sustainment:
    """Writes the sustainment of a design.

    Parameters
    ----------
    organisation
        Its cells and pools.
    graphs
        Command graph of each phase.
    locate
        From a path in the scenario to its line.
    times
        The clock of the scenario.
    """

    organisation: Organisation
    graphs: list[CommandGraph]
    locate: Locate
    times: ArrivalTimes

    def __post_init__(self) -> None:
        self._supplies = Supplies(self.organisation)
        self._supplies.declare()

    def write(self) -> None:
        """Write the blocks; those of the incidents are written already."""
        supplies = self._supplies
        ways = Ways(self.organisation, self.graphs, self.locate)
        Orders(supplies, ways).write()
        write_training(supplies, self.times)
        Lines(supplies, ways, self.times).write()
        facilities = Facilities(supplies)
        facilities.declare()
        Upkeep(supplies, facilities).write()
        sample = self.times.clock.sample
        self.organisation.assembler.sample_every(sample.mean() if sample is not None else DAY_H)


def has_sustainment(organisation: Organisation) -> bool:
    """Return whether a design declares stocks, lines, facilities or maintenance."""
    return any(
        scenario.stocks
        or scenario.lines
        or scenario.facilities
        or any(unit.maintenance or unit.training for unit in scenario.units.values())
        for scenario in (phase.scenario for phase in organisation.phases)
    )
