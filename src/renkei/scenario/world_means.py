"""The mean of a quantity over the plausible worlds, which need not be its best value.

What for: a best value is the median of what is believed unless it says `means: mean`. Where the
range is skewed, a simulation over worlds has another mean, and whoever reads an answer should know
which. Takes an explicit scenario and a quantity; gives numbers in the unit used inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei.scenario.language.paths import walk_quantities

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities.quantity import Quantity

NOTABLE = 0.01
"""Share of the best value from which on another mean is worth a word."""


@dataclass(frozen=True)
class OverWorlds:
    """Best value and mean over worlds of a quantity, shared unknown included."""

    path: str
    quantity: Quantity
    best: float
    mean: float

    @property
    def ratio(self) -> float:
        """Mean over best value; infinite where the best value is 0 and the mean is not."""
        if self.mean == self.best:
            return 1.0
        return self.mean / self.best if self.best else float("inf")

    @property
    def is_notable(self) -> bool:
        """Whether the mean over worlds is another number than the best value."""
        return abs(self.ratio - 1.0) > NOTABLE

    def stated(self) -> str:
        """Return the best value as written, times its shared unknown where it has one."""
        written = self.quantity.written
        text = written.get("value") if isinstance(written, dict) else written
        shared = f" × {self.quantity.parameter}" if self.quantity.parameter else ""
        return f"{text if text is not None else 'its mean'}{shared}"

    def written(self) -> str:
        """Return the mean in the unit in which the quantity is written, such as `2.4 / year`."""
        text, inside = _reference(self.quantity)
        number, _, unit = text.partition(" ")
        return f"{float(number) * self.mean / inside:.3g} {unit}".strip()


def over_worlds(scenario: Scenario, path: str, quantity: Quantity) -> OverWorlds:
    """Return best value and mean over worlds of a quantity that stands at a path."""
    best, mean = quantity.mean(), quantity.mean_over_worlds
    if quantity.parameter is not None:
        shared = scenario.parameters[quantity.parameter].value
        best, mean = best * shared.mean(), mean * shared.mean_over_worlds
    return OverWorlds(path, quantity, best, mean)


def skewed(scenario: Scenario) -> list[OverWorlds]:
    """Return every quantity whose mean over worlds is not its best value, the most skewed first."""
    each = (over_worlds(scenario, path, quantity) for path, quantity in walk_quantities(scenario))
    found = [one for one in each if one.is_notable]
    return sorted(found, key=lambda one: (-abs(one.ratio - 1.0), one.path))


def written_unit(quantity: Quantity) -> tuple[str, float]:
    """Return the unit in which a quantity is written, and how many of it the unit inside is."""
    text, inside = _reference(quantity)
    number, _, unit = text.partition(" ")
    try:
        return unit.strip(), float(number) / inside
    except (ValueError, ZeroDivisionError):
        return "", 1.0


def _reference(quantity: Quantity) -> tuple[str, float]:
    """Return a written number of the quantity with its unit, and its value inside."""
    written, best = quantity.written, quantity.mean()
    value = written.get("value") if isinstance(written, dict) else written
    if isinstance(value, str) and best:
        return value, best
    ends = written.get("range") if isinstance(written, dict) else None
    if isinstance(ends, list) and quantity.high:
        return str(ends[1]), quantity.high
    return "1", 1.0
