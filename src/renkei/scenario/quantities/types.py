"""The types of quantities in the models of the language: ``Time``, ``Rate``, ``Count`` and so on.

What for: an attribute says what it measures, and pydantic reads its written form accordingly.
Takes the written forms of the language (``20 min``, ``{value: 60 %, range: [45 %, 80 %]}``,
``{lognormal: {mean: 6 h, cv: 0.5}}``); gives a
:class:`~renkei.scenario.quantities.quantity.Quantity`, or refuses with every fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from renkei._base.language import Phrase
from renkei.scenario.faults import Fault, refuse
from renkei.scenario.quantities.quantity import Quantity, Written
from renkei.scenario.quantities.reading import read_quantity
from renkei.scenario.quantities.units import Dimension


@dataclass(frozen=True, slots=True)
class Placed:
    """The written form of a quantity, as plain data, and its path in the document."""

    data: Any
    path: str


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
        data, path = (value.data, value.path) if isinstance(value, Placed) else (value, "")
        faults: list[Fault] = []
        quantity = read_quantity(data, self.dimension, faults)
        if quantity is not None:
            faults += self._too_much(quantity)
        if quantity is None or faults:
            raise refuse(*faults)
        return replace(quantity, path=path)

    def _too_much(self, quantity: Quantity) -> list[Fault]:
        """Return what the quantity says and the attribute cannot use."""
        kind = next(iter(quantity.written)) if isinstance(quantity.written, dict) else "value"
        if not self.varies and not quantity.is_constant:
            remedy = Phrase("write its mean as `value`; what is not known goes into `range`")
            return [
                Fault(
                    "SCN-038",
                    (kind,),
                    Phrase("the distribution `{kind}`", kind=kind),
                    Phrase("one value"),
                    remedy,
                )
            ]
        if not self.uncertain and (quantity.has_range or quantity.parameter is not None):
            key = "range" if quantity.has_range else "parameter"
            found = Phrase("a range") if quantity.has_range else Phrase("a parameter")
            return [Fault("SCN-038", (key,), found, Phrase("one value that is certain"))]
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
