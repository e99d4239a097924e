"""The table of attributes: the properties of each value of the language, read off the models.

What for: one source for the loader (which values are quantities, names, tables), the resolved form,
the JSON Schema and the reference page. Takes the models; gives a tree of *kinds* and the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from renkei.scenario.model.common import Name, OneOrMore
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.quantities.types import QuantityType
from renkei.scenario.quantities.units import RULES


@dataclass(frozen=True)
class QuantityKind:
    """A quantity; see :class:`renkei.scenario.quantities.types.QuantityType`."""

    type: QuantityType


@dataclass(frozen=True)
class ScalarKind:
    """A plain value; ``name`` is one of text, integer, number, flag, date, moment, choice."""

    name: str
    choices: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class ListKind:
    """A list of values of one kind; ``single`` if one value may be written without the list."""

    item: Kind
    single: bool = False


@dataclass(frozen=True)
class EntriesKind:
    """Entries by their id, such as all units; ``ordered`` if their order has a meaning."""

    key_pattern: str | None
    item: Kind
    ordered: bool = False


@dataclass(frozen=True)
class TableKind:
    """A table with declared attributes."""

    model: type[BaseModel]


@dataclass(frozen=True)
class OverlayKind:
    """Part of a document: the changes of a design."""


Kind = QuantityKind | ScalarKind | ListKind | EntriesKind | TableKind | OverlayKind

ORDERED = frozenset({"cells", "designs", "outputs", "runs"})
"""Entries whose order has a meaning: the first cell takes work without a cell of its own, the first
design is the baseline unless another is named, and runs and outputs of a study are made in their
order."""

DOCUMENT = TableKind(Scenario)


@dataclass(frozen=True)
class Attribute:
    """An attribute of a table as declared.

    ``key`` is its name in files, ``field`` in Python. ``default`` is None for an optional attribute
    without a default; ``required`` marks an attribute that is not optional.
    """

    key: str
    field: str
    kind: Kind
    required: bool
    default: Any
    description: str
    bounds: str


@cache
def attributes(model: type[BaseModel]) -> dict[str, Attribute]:
    """Return the attributes of a table by their key, in the order of the language."""
    found = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        default = None if info.default is PydanticUndefined else info.default
        kind = _kind(info.annotation, tuple(info.metadata))
        if isinstance(kind, EntriesKind):
            kind = replace(kind, ordered=key in ORDERED)
        found[key] = Attribute(
            key=key,
            field=name,
            kind=kind,
            required=info.is_required(),
            default=default,
            description=info.description or "",
            bounds=_bounds(info),
        )
    return found


def below(kind: Kind | None, step: str | int) -> Kind | None:
    """Return the kind one step below, or None if the language has no such step."""
    match kind:
        case TableKind(model):
            attribute = attributes(model).get(str(step))
            return attribute.kind if attribute else None
        case EntriesKind(item=item) | ListKind(item=item):
            return item
        case OverlayKind():
            return below(DOCUMENT, step)
        case _:
            return None


def kind_at(path: tuple[str | int, ...], top: Kind = DOCUMENT) -> Kind | None:
    """Return the kind of the value at a path of a document; without ``top`` a scenario."""
    kind: Kind | None = top
    for step in path:
        kind = below(kind, step)
    return kind


def tables() -> frozenset[str]:
    """Return the names of the top-level tables."""
    rows = attributes(Scenario).values()
    return frozenset(row.key for row in rows if isinstance(row.kind, EntriesKind | TableKind))


def _kind(annotation: Any, metadata: tuple[Any, ...] = ()) -> Kind:
    """Return the kind of a type annotation."""
    if get_origin(annotation) is Annotated:
        inner, *extra = get_args(annotation)
        return _kind(inner, (*extra, *metadata))
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (part for part in get_args(annotation) if part is not NoneType)
        return _kind(inner, metadata)
    if annotation is Quantity:
        return QuantityKind(next(part for part in metadata if isinstance(part, QuantityType)))
    if get_origin(annotation) is list:
        single = any(isinstance(part, OneOrMore) for part in metadata)
        return ListKind(_kind(get_args(annotation)[0]), single)
    if get_origin(annotation) is dict:
        key, value = get_args(annotation)
        if value is Any:
            return OverlayKind()
        key_kind = _kind(key)
        pattern = key_kind.pattern if isinstance(key_kind, ScalarKind) else None
        return EntriesKind(pattern, _kind(value))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return TableKind(annotation)
    return _scalar(annotation, metadata)


def _scalar(annotation: Any, metadata: tuple[Any, ...]) -> ScalarKind:
    if get_origin(annotation) is Literal:
        return ScalarKind("choice", tuple(str(choice) for choice in get_args(annotation)))
    if issubclass(annotation, StrEnum):
        return ScalarKind("choice", tuple(str(choice) for choice in annotation))
    if annotation is str:
        patterns = [part.pattern for part in metadata if isinstance(part, StringConstraints)]
        pattern = patterns[0] if patterns else None
        return ScalarKind(
            "text", pattern=pattern.pattern if isinstance(pattern, re.Pattern) else pattern
        )
    names = {bool: "flag", int: "integer", float: "number", datetime: "moment", date: "date"}
    return ScalarKind(names[annotation])


def _bounds(info: FieldInfo) -> str:
    """Return the bounds that an attribute declares, for people."""
    signs = {"ge": ">= {}", "gt": "> {}", "le": "<= {}", "lt": "< {}"}
    signs |= {"min_length": "at least {}", "max_length": "at most {}"}
    found = []
    for part in info.metadata:
        for name, text in signs.items():
            value = getattr(part, name, None)
            if value is not None and not isinstance(part, StringConstraints):
                found.append(text.format(value))
    return ", ".join(found)


@dataclass(frozen=True)
class AttributeRow:
    """A line of the attribute table, all in words."""

    table: str
    attribute: str
    type: str
    unit: str
    default: str
    bounds: str
    meaning: str


def attribute_table(document: type[BaseModel] = Scenario) -> list[AttributeRow]:
    """Return every attribute of the language, table by table, in the order of the language."""
    return [row for path, model in model_tables(document) for row in _rows(path, model)]


def model_tables(document: type[BaseModel] = Scenario) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield every table with its path, the document first; a shared table comes once."""
    seen: set[type[BaseModel]] = set()
    waiting: list[tuple[str, type[BaseModel]]] = [("", document)]
    while waiting:
        path, model = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield path, model
        inner = []
        for attribute in attributes(model).values():
            step, kind = attribute.key, attribute.kind
            while isinstance(kind, EntriesKind | ListKind):
                step += ".<id>" if isinstance(kind, EntriesKind) else "[]"
                kind = kind.item
            if isinstance(kind, TableKind):
                inner.append((f"{path}.{step}".lstrip("."), kind.model))
        waiting = inner + waiting


def _rows(path: str, model: type[BaseModel]) -> Iterator[AttributeRow]:
    for attribute in attributes(model).values():
        type_, unit = words(attribute.kind)
        default = "required" if attribute.required else _default(attribute.default)
        yield AttributeRow(
            path, attribute.key, type_, unit, default, attribute.bounds, attribute.description
        )


def _default(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, BaseModel):
        return "the defaults of its attributes"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return "`[" + ", ".join(map(str, value)) + "]`" if value else "none"
    return "none" if value == {} else f"`{value}`"


def words(kind: Kind) -> tuple[str, str]:
    """Return type and unit of a kind, for people."""
    match kind:
        case QuantityKind(type_):
            rule = RULES[type_.dimension]
            text = str(type_.dimension)
            if type_.varies:
                text += ", may vary"
            elif not type_.uncertain:
                text += ", certain"
            return text, "" if rule.inside == "1" else rule.inside
        case ScalarKind("choice", choices):
            return " ".join(f"`{choice}`" for choice in choices), ""
        case ScalarKind(name, pattern=pattern):
            return (f"text `{pattern}`" if pattern else name), ""
        case ListKind(item, single):
            text, unit = words(item)
            return f"{f'{text}, or ' if single else ''}list of {text}", unit
        case EntriesKind(_, TableKind(model)):
            return f"entries: {model.__name__}", ""
        case EntriesKind(_, item):
            return f"entries: {words(item)[0]}", words(item)[1]
        case TableKind(model):
            return ("name" if model is Name else f"table: {model.__name__}"), ""
        case OverlayKind():
            return "part of the document", ""
