"""The JSON Schema of the language, for editors and other readers.

What for: completion and first checks while writing; readers in other languages. Takes the table of
attributes; gives a schema of draft 2020-12. It is as strict as a schema can be about names, types
and choices; `renkei check` does the checks that need more than one place of the document.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from renkei.scenario.language.attributes import (
    DOCUMENT,
    Attribute,
    EntriesKind,
    Kind,
    ListKind,
    OverlayKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    model_tables,
)
from renkei.scenario.model.common import Name
from renkei.scenario.model.organisation import Holidays
from renkei.scenario.quantities.quantity import CONFIDENCES, MEAN, MEDIAN
from renkei.scenario.quantities.units import RULES, Dimension, describe

SCHEMA_ID = "urn:renkei:scenario:1"

_PLAIN = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$"
_LIMITS = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}

Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the JSON Schema of a document."""
    definitions: Schema = {}
    for dimension in Dimension:
        definitions |= _quantity(dimension)
    for _, model in model_tables():
        definitions[model.__name__] = _table(model, partial=False)
        definitions[f"{model.__name__}Change"] = _table(model, partial=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Renkei scenario, version 1",
        **_kind(DOCUMENT, partial=False),
        "$defs": dict(sorted(definitions.items())),
    }


def schema_of(document: type[BaseModel], id_: str, title: str) -> Schema:
    """Return the JSON Schema of a document other than a scenario; it has no quantities."""
    definitions = {m.__name__: _table(m, partial=False) for _, m in model_tables(document)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id_,
        "title": title,
        **_kind(TableKind(document), partial=False),
        "$defs": dict(sorted(definitions.items())),
    }


def _table(model: type[BaseModel], *, partial: bool) -> Schema:
    """Return the schema of a table; ``partial`` for the changes that a design makes to it."""
    rows = attributes(model)
    schema: Schema = {
        "type": "object",
        "description": " ".join((model.__doc__ or "").split("\n\n")[0].split()),
        "properties": {key: _attribute(row, partial=partial) for key, row in rows.items()},
        "additionalProperties": False,
    }
    required = [key for key, row in rows.items() if row.required]
    if required and not partial:
        schema["required"] = required
    if model is Name:
        return {"anyOf": [{"type": "string"}, schema]}
    if model is Holidays:
        return {"anyOf": [schema["properties"]["dates"], schema]}
    return schema


def _attribute(row: Attribute, *, partial: bool) -> Schema:
    schema = _kind(row.kind, partial=partial) | {"description": row.description}
    is_count = isinstance(row.kind, EntriesKind | ListKind)
    for bound in filter(None, row.bounds.split(", ")):
        if bound.startswith(("at least", "at most")):
            if is_count and not (partial and isinstance(row.kind, EntriesKind)):
                side = "min" if "least" in bound else "max"
                what = "Items" if isinstance(row.kind, ListKind) else "Properties"
                schema[side + what] = int(bound.split()[-1])
        else:
            sign, value = bound.split()
            schema[_LIMITS[sign]] = float(value)
    return schema


def _kind(kind: Kind, *, partial: bool) -> Schema:
    match kind:
        case QuantityKind(type_):
            return {"$ref": f"#/$defs/{type_.dimension}"}
        case ScalarKind("choice", choices):
            numbers = [int(choice) if choice.isdigit() else choice for choice in choices]
            return {"enum": numbers}
        case ScalarKind(name, pattern=pattern):
            return _scalar(name, pattern)
        case ListKind(item, single):
            # A list is replaced whole, so that its tables are whole in designs too.
            inner = _kind(item, partial=False)
            listed: Schema = {"type": "array", "items": inner}
            return {"anyOf": [inner, listed]} if single else listed
        case EntriesKind(pattern, item):
            schema: Schema = {
                "type": "object",
                "additionalProperties": _kind(item, partial=partial),
            }
            if pattern:
                schema["propertyNames"] = {"pattern": pattern}
            return schema
        case TableKind(model):
            return {"$ref": f"#/$defs/{model.__name__}{'Change' if partial else ''}"}
        case OverlayKind():
            return {"$ref": "#/$defs/ScenarioChange"}


def _scalar(name: str, pattern: str | None) -> Schema:
    schemas: dict[str, Schema] = {
        "integer": {"type": "integer"},
        "number": {"type": "number"},
        "flag": {"type": "boolean"},
        "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "moment": {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$",
        },
    }
    text: Schema = {"type": "string"}
    return schemas.get(name, text | ({"pattern": pattern} if pattern else {}))


def _quantity(dimension: Dimension) -> Schema:
    """Return the definitions of a quantity of one dimension, and of a bare number with unit."""
    rule, name = RULES[dimension], str(dimension)
    number: Schema = {"type": "string", "pattern": _number_pattern(dimension)}
    if rule.powers == (0, 0):
        limits: Schema = {"minimum": rule.low}
        if rule.high != float("inf"):
            limits["maximum"] = rule.high
        number = {"anyOf": [{"type": "number", **limits}, number]}
    number["description"] = f"{describe(dimension)}, such as {rule.example}"
    value = {"$ref": f"#/$defs/{name}-value"}
    positive: Schema = {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}
    forms = _forms(name, value, positive)
    annotations: Schema = {
        "range": {"type": "array", "items": value, "minItems": 2, "maxItems": 2},
        "means": {"enum": [MEDIAN, MEAN]},
        "parameter": {"type": "string"},
        "source": {"type": "string"},
        "confidence": {"enum": list(CONFIDENCES)},
        "note": {"type": "string"},
    }
    whole: Schema = {
        "type": "object",
        "properties": forms | annotations,
        "additionalProperties": False,
        "oneOf": [{"required": [form]} for form in forms],
    }
    component: Schema = {
        "type": "object",
        "properties": forms,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {
        f"{name}-value": number,
        f"{name}-component": {"anyOf": [value, component]},
        name: {"anyOf": [value, whole]},
    }


def _number_pattern(dimension: Dimension) -> str:
    rule = RULES[dimension]
    if rule.powers == (0, 0):
        return _PLAIN.replace("$", r"(\s*%)?$") if rule.percent else _PLAIN
    unit = r"\s*(/|per)\s*[A-Za-z_]" if dimension is Dimension.RATE else r"\s*[A-Za-z_µ]"
    return _PLAIN.replace("$", unit)


def _forms(name: str, value: Schema, positive: Schema) -> Schema:
    """Return the schema of each kind of value and distribution."""

    def listed(count: int) -> Schema:
        return {"type": "array", "items": value, "minItems": count, "maxItems": count}

    def with_second(second: str) -> Schema:
        return {
            "type": "object",
            "properties": {"mean": value, second: positive},
            "required": ["mean", second],
            "additionalProperties": False,
        }

    values: Schema = {"type": "array", "items": value, "minItems": 1}
    weights: Schema = {"type": "array", "items": {"$ref": "#/$defs/factor-value"}, "minItems": 1}
    part: Schema = {
        "type": "object",
        "properties": {
            "weight": {"$ref": "#/$defs/factor-value"},
            "of": {"$ref": f"#/$defs/{name}-component"},
        },
        "required": ["weight", "of"],
        "additionalProperties": False,
    }
    weighted: Schema = {
        "type": "object",
        "properties": {"values": values, "weights": weights},
        "required": ["values", "weights"],
        "additionalProperties": False,
    }
    return {
        "value": value,
        "uniform": listed(2),
        "triangular": listed(3),
        "pert": listed(3),
        "exponential": value,
        "gamma": with_second("cv"),
        "lognormal": with_second("cv"),
        "weibull": with_second("shape"),
        "empirical": {"anyOf": [values, weighted]},
        "mixture": {"type": "array", "items": part, "minItems": 1},
    }
