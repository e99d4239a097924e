"""The explicit form: all implied values written out, in one canonical spelling.

What for: `renkei resolve` prints this form, and it identifies results. Takes the validated base and
the spelt-out layers of the designs; gives plain data. Resolving the resolved form changes nothing:
defaults are written, superiors are relationships, attributes follow the order of the language,
entries the order of their ids. Empty lists and tables that are the default, and attributes without
a default, are left out. Units stay as written.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    OverlayKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    below,
)
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.quantity import Quantity, Written
from renkei.scenario.quantities.reading import read_quantity
from renkei.scenario.text.nodes import Mapping, Node, Scalar, Sequence, plain


def resolve(scenario: Scenario, root: Mapping) -> dict[str, Any]:
    """Return the explicit form of a document: the base in full, the designs as overlays."""
    data = dump(scenario, DOCUMENT)
    assert isinstance(data, dict)
    designs = root.items.get("designs")
    if isinstance(designs, Mapping) and designs.items:
        data["designs"] = canonical(designs, below(DOCUMENT, "designs"))
    return data


def dump(value: Any, kind: Kind | None) -> Any:
    """Return a validated value as plain data with its defaults."""
    if isinstance(value, Quantity):
        return _numbers(value.written)
    if isinstance(value, BaseModel):
        result = {}
        for key, attribute in attributes(type(value)).items():
            item = getattr(value, attribute.field)
            is_empty = item in ([], {}) and item == attribute.default
            if item is not None and not is_empty:
                result[key] = dump(item, attribute.kind)
        return result
    if isinstance(value, dict):
        return {key: dump(item, below(kind, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [dump(item, below(kind, index)) for index, item in enumerate(value)]
    return _value(value)


def canonical(node: Node, kind: Kind | None) -> Any:
    """Return part of an overlay in canonical spelling, without adding defaults."""
    if isinstance(kind, OverlayKind):
        kind = DOCUMENT
    if isinstance(kind, QuantityKind):
        quantity = read_quantity(plain(node), kind.type.dimension, [])
        return _numbers(quantity.written) if quantity else plain(node)
    match node:
        case Sequence(items):
            return [canonical(item, below(kind, index)) for index, item in enumerate(items)]
        case Mapping(items):
            return {key: canonical(items[key], below(kind, key)) for key in _order(items, kind)}
        case Scalar(text):
            return _typed(text, kind)


def _order(items: dict[str, Node], kind: Kind | None) -> list[str]:
    if isinstance(kind, TableKind):
        places = {key: place for place, key in enumerate(attributes(kind.model))}
        return sorted(items, key=lambda key: (places.get(key, len(places)), key))
    ordered = isinstance(kind, EntriesKind) and kind.ordered
    return list(items) if ordered else sorted(items)


def _typed(text: str, kind: Kind | None) -> Any:
    """Return the text of an overlay as the value that the language reads in it."""
    try:
        match kind:
            case ScalarKind("integer"):
                return int(text)
            case ScalarKind("number"):
                return _value(float(text))
            case ScalarKind("flag"):
                return text == "true"
            case ScalarKind("moment"):
                return _value(datetime.fromisoformat(text))
            case _:
                return text
    except ValueError:
        return text


def _value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _numbers(written: Written | list[Any]) -> Any:
    """Return a written quantity with numbers without unit as numbers."""
    if isinstance(written, dict):
        texts = ("source", "confidence", "note", "parameter", "means")
        return {key: v if key in texts else _numbers(v) for key, v in written.items()}
    if isinstance(written, list):
        return [_numbers(item) for item in written]
    for read in (int, float):
        try:
            number = read(written)
        except ValueError:
            continue
        if str(number) == written:
            return number
    return written
