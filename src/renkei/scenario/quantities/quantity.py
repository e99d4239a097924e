"""Quantities: numbers with a unit that may vary, be uncertain, and have a source.

What for: every number of a scenario. Takes the written forms of the language (``20 min``,
``{value: 60 %, range: [45 %, 80 %], source: MA025}``, ``{lognormal: {mean: 6 h, cv: 0.5}}``); gives
:class:`Quantity` in the unit used inside. The annotated types ``Time``, ``Rate`` and so on let
the models of the language say what an attribute measures.

A *distribution* is what varies from case to case; a *range* is what is not known: the range of
the mean, whose shape is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from renkei._base.errors import InputError, Location, Problem
from renkei.scenario.quantities.distributions import Constant, Distribution
from renkei.scenario.quantities.units import Dimension
from renkei.scenario.text.faults import Fault, refuse

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


@dataclass(frozen=True)
class QuantityType:
    """Annotation that makes pydantic read a quantity of one dimension.

    ``varies`` says whether it may differ from case to case, ``uncertain`` whether it may have a
    range or a parameter: the length of the run, for example, is what it is.
    """

    dimension: Dimension
    varies: bool = False
    uncertain: bool = True

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of a function that reads the written form."""
        return core_schema.no_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the reference to the definition that ``renkei.scenario.language.schema`` adds."""
        return {"$ref": f"#/$defs/{self.dimension}"}

    def _validate(self, value: Any) -> Quantity:
        if isinstance(value, Quantity) and value.dimension is self.dimension:
            return value
        from renkei.scenario.quantities.reading import read_quantity

        faults: list[Fault] = []
        quantity = read_quantity(value, self.dimension, faults)
        if quantity is not None:
            faults += self._too_much(quantity)
        if quantity is None or faults:
            raise refuse(*faults)
        return quantity

    def _too_much(self, quantity: Quantity) -> list[Fault]:
        """Return what the quantity says and the attribute cannot use."""
        kind = next(iter(quantity.written)) if isinstance(quantity.written, dict) else "value"
        if not self.varies and not quantity.is_constant:
            remedy = "write its mean as `value`; what is not known goes into `range`"
            return [Fault("SCN-038", (kind,), f"the distribution `{kind}`", "one value", remedy)]
        if not self.uncertain and (quantity.has_range or quantity.parameter is not None):
            key = "range" if quantity.has_range else "parameter"
            return [Fault("SCN-038", (key,), f"a {key}", "one value that is certain")]
        return []


def _written(quantity: Quantity) -> Written:
    return quantity.written


Time = Annotated[Quantity, QuantityType(Dimension.TIME, varies=True)]
"""A time that may vary from case to case."""

PlannedTime = Annotated[Quantity, QuantityType(Dimension.TIME)]
"""A time that is the same in every case, though perhaps not known."""

FixedTime = Annotated[Quantity, QuantityType(Dimension.TIME, uncertain=False)]
"""A time that is set: neither varying nor unknown."""

Rate = Annotated[Quantity, QuantityType(Dimension.RATE)]
Speed = Annotated[Quantity, QuantityType(Dimension.SPEED)]
Distance = Annotated[Quantity, QuantityType(Dimension.DISTANCE)]
Count = Annotated[Quantity, QuantityType(Dimension.COUNT)]
Fraction = Annotated[Quantity, QuantityType(Dimension.FRACTION)]
People = Annotated[Quantity, QuantityType(Dimension.PEOPLE)]
Factor = Annotated[Quantity, QuantityType(Dimension.FACTOR)]


def quantity(written: str | float | dict[str, Any], dimension: Dimension | str) -> Quantity:
    """Read a quantity from its written form, in Python.

    Parameters
    ----------
    written
        ``"20 min"``, ``3``, ``{"triangular": ["1 h", "2 h", "6 h"], "source": "guess"}``.
    dimension
        One of ``time rate speed distance count fraction people factor``.

    Raises
    ------
    InputError
        With every problem of the written form.
    """
    from renkei.scenario.quantities.reading import read_quantity

    faults: list[Fault] = []
    read = read_quantity(written, Dimension(dimension), faults)
    if read is None:
        raise InputError(_problems(faults))
    return read


def _problems(faults: Iterable[Fault]) -> list[Problem]:
    where = Location("<python>")
    return [
        Problem(
            f.code, where, ".".join(map(str, f.at)) or "quantity", f.found, f.expected, f.remedy
        )
        for f in faults
    ]
