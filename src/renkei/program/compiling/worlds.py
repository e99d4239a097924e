"""From declared quantities to world values and distributions of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Dist, Slot
from renkei.scenario.quantities.distributions import Constant

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities.quantity import Quantity


class Worlds:
    """Turns quantities of one phase into slots and distributions of an assembler.

    A quantity without a range and without a shared unknown needs no slot of its own. Every other
    quantity is a world value. Its key is its path, so that all designs meet the same world.
    """

    def __init__(self, assembler: Assembler, scenario: Scenario) -> None:
        self.assembler = assembler
        self.scenario = scenario

    def slot(self, quantity: Quantity) -> Slot:
        """Return the world value of the mean of a quantity."""
        return self.assembler.slot(
            quantity.path,
            quantity.mean(),
            quantity.low,
            quantity.high,
            factor=self._parameter(quantity),
            middle=quantity.middle,
        )

    def optional_slot(self, quantity: Quantity | None) -> Slot | None:
        """Return the world value of a quantity that may be absent."""
        return self.slot(quantity) if quantity is not None else None

    def product(self, first: Quantity, *factors: Quantity) -> Slot:
        """Return the product of the world values of several quantities."""
        parts = [part for quantity in (first, *factors) for part in self._parts(quantity)]
        return self._chain(parts, None)

    def inverse(self, quantity: Quantity, factor: Slot | None = None) -> Slot:
        """Return one over the world value of a quantity, times a factor."""
        return self._chain(self._parts(quantity), factor, inverse=True)

    def travel(self, distance_nmi: float, speed: Quantity) -> Dist | None:
        """Return the time to cover a distance at a speed; None for no distance."""
        if distance_nmi == 0.0:
            return None
        return self.assembler.distribution(Constant(distance_nmi), factor=self.inverse(speed))

    def _chain(self, parts: list[Quantity], factor: Slot | None, *, inverse: bool = False) -> Slot:
        """Return the first world value times all others, as slots that multiply each other."""
        slot = factor
        for each in reversed(parts):
            slot = self.assembler.slot(
                each.path, each.mean(), each.low, each.high, slot, inverse, each.middle
            )
        assert slot is not None
        return slot

    def _parts(self, quantity: Quantity) -> list[Quantity]:
        """Return a quantity and the shared unknown that multiplies it, if any."""
        shared = self._shared(quantity)
        return [quantity] if shared is None else [quantity, shared]

    def distribution(self, quantity: Quantity, factor: Quantity | None = None) -> Dist:
        """Return the distribution of a quantity, times the world value of another quantity."""
        return self.paced(quantity, self.optional_slot(factor))

    def paced(self, quantity: Quantity, factor: Slot | None) -> Dist:
        """Return the distribution of a quantity, times a world value."""
        uncertain = quantity.low is not None or quantity.parameter is not None
        slot = self.slot(quantity) if uncertain else None
        return self.assembler.distribution(quantity.distribution, slot, factor)

    def _parameter(self, quantity: Quantity) -> Slot | None:
        return self.optional_slot(self._shared(quantity))

    def _shared(self, quantity: Quantity) -> Quantity | None:
        """Return the shared unknown that multiplies a quantity, if any."""
        if quantity.parameter is None:
            return None
        return self.scenario.parameters[quantity.parameter].value
