"""From declared quantities to world values and distributions of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.program.assembler import Assembler
from renkei.program.declarations import Dist, Slot

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities import Quantity


class Worlds:
    """Turns quantities of one phase into slots and distributions of an assembler.

    A quantity without a range and without a shared unknown needs no slot of its own; every other
    one is a world value, keyed by its path, so that each design meets the same world.
    """

    def __init__(self, assembler: Assembler, scenario: Scenario) -> None:
        self.assembler = assembler
        self.scenario = scenario

    def slot(self, quantity: Quantity, path: str) -> Slot:
        """Return the world value of the mean of a quantity."""
        return self.assembler.slot(
            path,
            quantity.mean(),
            quantity.low,
            quantity.high,
            factor=self._parameter(quantity),
        )

    def optional_slot(self, quantity: Quantity | None, path: str) -> Slot | None:
        """Return the world value of a quantity that may be absent."""
        return self.slot(quantity, path) if quantity is not None else None

    def distribution(
        self, quantity: Quantity, path: str, factor: Quantity | None = None, factor_path: str = ""
    ) -> Dist:
        """Return the distribution of a quantity, times the world value of a factor."""
        slot = (
            self.slot(quantity, path)
            if quantity.low is not None or quantity.parameter is not None
            else None
        )
        multiplier = self.slot(factor, factor_path) if factor is not None else None
        return self.assembler.distribution(quantity.distribution, slot, multiplier)

    def _parameter(self, quantity: Quantity) -> Slot | None:
        if quantity.parameter is None:
            return None
        parameter = self.scenario.parameters[quantity.parameter].value
        return self.slot(parameter, f"parameters.{quantity.parameter}.value")
