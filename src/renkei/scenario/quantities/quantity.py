"""Quantities: numbers with a unit that may vary, be uncertain, and have a source.

What for: every number of a scenario, in the unit used inside. Plain data:
:mod:`renkei.scenario.quantities.reading` reads it from its written forms,
:mod:`renkei.scenario.quantities.types` says what an attribute of the language measures.

A *distribution* is what varies from case to case; a *range* is what is not known: the range of
the mean, whose shape is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from renkei.scenario.quantities.distributions import Constant, Distribution
from renkei.scenario.quantities.units import Dimension

CONFIDENCES = ("high", "medium", "low", "guess")
"""Degrees of trust in a number, highest first."""

MEDIAN, MEAN = "median", "mean"
"""What the best value of a range may be of what is believed; the first holds where nothing is said.
"""

GUESS = "guess"
"""The source of a number that has none."""

Written = str | dict[str, Any]
"""A quantity in the canonical spelling of its written form: plain data, ready to be printed."""


@dataclass(frozen=True)
class Quantity:
    """A number of a scenario.

    Parameters
    ----------
    distribution
        What varies from case to case, in the unit used inside; Constant for a plain value.
    dimension
        What it measures.
    low, high
        Range of the mean, in the unit used inside; None where no range is given.
    means
        What the best value is of what is believed: its ``median``, or its ``mean`` over worlds.
    parameter
        Shared unknown that multiplies it, or None.
    source, confidence, note
        Where the number comes from (an id of ``sources`` or ``guess``), and how far to trust it.
    written
        The written form in canonical spelling, with the units as written.
    path
        Where it stands in the document, such as ``headquarters.jjoc.tempo``: the key of its draws;
        empty for a quantity made in Python.
    """

    distribution: Distribution
    dimension: Dimension
    low: float | None = None
    high: float | None = None
    means: str = MEDIAN
    parameter: str | None = None
    source: str | None = None
    confidence: str | None = None
    note: str | None = None
    written: Written = field(default="", compare=False)
    path: str = ""

    def mean(self) -> float:
        """Return the best value of the mean, in the unit used inside."""
        return self.distribution.mean()

    @property
    def middle(self) -> float:
        """The value in the median world (u = 1/2), in the unit used inside.

        The best value itself, or, where that is the mean over worlds, the value m from which
        (low + 2 m + high) / 4, the mean of the piecewise linear world, is the best value.
        """
        if self.low is None or self.high is None or self.means == MEDIAN:
            return self.mean()
        middle = (4.0 * self.mean() - self.low - self.high) / 2.0
        return min(max(middle, self.low), self.high)  # the reader refuses more than rounding

    @property
    def mean_over_worlds(self) -> float:
        """Mean over the worlds of the mean, without its parameter, in the unit used inside."""
        if self.low is None or self.high is None:
            return self.mean()
        return (self.low + 2.0 * self.middle + self.high) / 4.0

    @property
    def is_constant(self) -> bool:
        """True where nothing varies from case to case."""
        return isinstance(self.distribution, Constant)

    @property
    def has_range(self) -> bool:
        """True where the mean is uncertain."""
        return self.low is not None
