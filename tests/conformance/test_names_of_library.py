"""All names in the packaged scenarios are Japanese too, and written as Japanese is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from renkei.cli.inputs import load
from renkei.scenario.model.common import Name

ASCII_SIGN = re.compile(r"[^\x00-\x7f][:;,()] ?|[:;,()] ?[^\x00-\x7f]|(?<=[A-Z]\d): ")
"""Half-width punctuation beside Japanese, and behind the number of a design: ``D1: ``."""


def names(of: Any, path: str) -> Iterator[tuple[str, Name]]:
    """Yield the names in a part of a scenario, each with its path."""
    if isinstance(of, Name):
        yield path, of
    elif isinstance(of, BaseModel):
        for key in type(of).model_fields:
            yield from names(getattr(of, key), f"{path}.{key}")
    elif isinstance(of, dict):
        for key, one in of.items():
            yield from names(one, f"{path}.{key}")
    elif isinstance(of, list | tuple):
        for number, one in enumerate(of):
            yield from names(one, f"{path}.{number}")


@pytest.mark.parametrize("packaged", ["japan", "skerries", "template"])
def test_every_name_is_japanese_too(packaged: str) -> None:
    document = load(packaged)
    scenarios = [
        document.scenario,
        *(phase.scenario for one in document.design_ids for phase in document.design(one).phases),
    ]
    found = {path: name for one in scenarios for path, name in names(one, packaged)}
    found |= {one: document.design(one).name for one in document.design_ids}
    assert len(found) > 10
    assert [path for path, name in found.items() if not name.ja] == []
    assert [name.ja for name in found.values() if ASCII_SIGN.search(name.ja or "")] == []
