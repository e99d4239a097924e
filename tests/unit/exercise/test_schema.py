"""The documents of an exercise have their published schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from renkei.exercise.schema import exercise_schema

SCHEMA = Path(__file__).parents[3] / "spec" / "exercise.schema.json"


def test_the_schema_is_the_published_one(pytestconfig: pytest.Config) -> None:
    text = json.dumps(exercise_schema(), indent=2, ensure_ascii=False) + "\n"
    if pytestconfig.getoption("--update"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text
