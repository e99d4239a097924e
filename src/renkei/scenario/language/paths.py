"""Walking a scenario: every value with its dotted path.

What for: the table of assumptions, sensitivity over the declared ranges, references to sources.
Takes a Scenario or any part of it; gives paths from the document root and values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from renkei.scenario.language.attributes import attributes
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.text.nodes import Path, dotted, names_by


def walk_quantities(scenario: Scenario) -> Iterator[tuple[str, Quantity]]:
    """Yield every quantity with its dotted path, such as ``headquarters.jjoc.cells.plans.teams``.

    Parts of quantities (components of a mixture) come with the quantity, not by themselves.
    Recorded clocks are left out: the model is compared with them and assumes none.
    """
    for path, value in walk(scenario):
        if isinstance(value, Quantity) and path[0] != "clocks":
            yield dotted(path), value


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every table, quantity and plain value below ``value``, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for attribute in attributes(type(value)).values():
            yield from walk(getattr(value, attribute.field, None), (*path, attribute.key))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        steps = names_by(getattr(item, "by", None) for item in value)
        for step, item in zip(steps, value, strict=True):
            yield from walk(item, (*path, step))
    elif value is not None:
        yield path, value
