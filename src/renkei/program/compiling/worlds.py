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
            middle=quantity.middle,
        )

    def optional_slot(self, quantity: Quantity | None, path: str) -> Slot | None:
        """Return the world value of a quantity that may be absent."""
        return self.slot(quantity, path) if quantity is not None else None

    def product(self, first: tuple[Quantity, str], *factors: tuple[Quantity, str]) -> Slot:
        """Return the product of the world values of several (quantity, path)."""
        parts = [part for pair in (first, *factors) for part in self._parts(*pair)]
        return self._chain(parts, None)

    def inverse(self, quantity: Quantity, path: str, factor: Slot | None = None) -> Slot:
        """Return one over the world value of a quantity, times a factor."""
        return self._chain(self._parts(quantity, path), factor, inverse=True)

    def travel(self, distance_nmi: float, speed: Quantity, path: str) -> Dist | None:
        """Return the time to cover a distance at a speed; None where there is none to cover."""
        if distance_nmi == 0.0:
            return None
        return self.assembler.distribution(Constant(distance_nmi), factor=self.inverse(speed, path))

    def _chain(
        self, parts: list[tuple[Quantity, str]], factor: Slot | None, *, inverse: bool = False
    ) -> Slot:
        """Return the first world value times all others, as slots that multiply each other."""
        slot = factor
        for quantity, path in reversed(parts):
            slot = self.assembler.slot(
                path, quantity.mean(), quantity.low, quantity.high, slot, inverse, quantity.middle
            )
        assert slot is not None
        return slot

    def _parts(self, quantity: Quantity, path: str) -> list[tuple[Quantity, str]]:
        """Return a quantity and the shared unknown that multiplies it, if any."""
        if quantity.parameter is None:
            return [(quantity, path)]
        shared = self.scenario.parameters[quantity.parameter].value
        return [(quantity, path), (shared, f"parameters.{quantity.parameter}.value")]

    def distribution(
        self, quantity: Quantity, path: str, factor: Quantity | None = None, factor_path: str = ""
    ) -> Dist:
        """Return the distribution of a quantity, times the world value of a factor."""
        multiplier = self.slot(factor, factor_path) if factor is not None else None
        return self.paced(quantity, path, multiplier)

    def paced(self, quantity: Quantity, path: str, factor: Slot | None) -> Dist:
        """Return the distribution of a quantity, times a world value."""
        slot = (
            self.slot(quantity, path)
            if quantity.low is not None or quantity.parameter is not None
            else None
        )
        return self.assembler.distribution(quantity.distribution, slot, factor)

    def _parameter(self, quantity: Quantity) -> Slot | None:
        if quantity.parameter is None:
            return None
        parameter = self.scenario.parameters[quantity.parameter].value
        return self.slot(parameter, f"parameters.{quantity.parameter}.value")
