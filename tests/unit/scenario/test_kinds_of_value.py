"""Every kind of value is read, is in the JSON Schema, is printed, and gives its distribution."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from renkei.scenario.language.schema import json_schema
from renkei.scenario.quantities.distributions import Distribution
from renkei.scenario.quantities.reading import KINDS, quantity

SPEC = Path(__file__).parents[3] / "spec/language.md"
WRITTEN: dict[str, Any] = {
    "value": "2 h",
    "uniform": ["1 h", "3 h"],
    "triangular": ["1 h", "2 h", "6 h"],
    "pert": ["1 h", "2 h", "6 h"],
    "exponential": "2 h",
    "gamma": {"mean": "2 h", "cv": 0.5},
    "lognormal": {"mean": "2 h", "cv": 0.5},
    "weibull": {"mean": "2 h", "shape": 1.5},
    "empirical": ["1 h", "3 h"],
    "mixture": [{"weight": 1, "of": "1 h"}, {"weight": 2, "of": "4 h"}],
}


def test_every_kind_is_written_here() -> None:
    assert set(WRITTEN) == set(KINDS)
    assert {type(quantity({kind: WRITTEN[kind]}, "time").distribution) for kind in KINDS} == set(
        get_args(Distribution)
    )


@pytest.fixture(scope="module")
def time() -> jsonschema.protocols.Validator:
    """What the schema says of a time."""
    schema = {**json_schema(), "$ref": "#/$defs/time"}
    for key in ("type", "properties", "required", "additionalProperties"):
        schema.pop(key, None)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_in_the_schema_and_the_specification(
    kind: str, time: jsonschema.protocols.Validator
) -> None:
    time.validate({kind: WRITTEN[kind]})
    with pytest.raises(jsonschema.ValidationError):
        time.validate({kind: {"nonsense": True}})
    assert f"`{kind}`" in SPEC.read_text(encoding="utf-8") or kind == "value"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_printed_as_it_is_read(kind: str) -> None:
    read = quantity({kind: WRITTEN[kind]}, "time")
    assert quantity(read.written, "time") == read
