"""What stocks, lines, facilities and maintenance are compiled to, and that every word counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.unit.program.sustainment_effects import EFFECTS
from tests.variants import Tables, load, merged

from renkei.doctrine import check
from renkei.program.compiler import compile_design
from renkei.program.program import Program

SUPPLIES = Path(__file__).parents[2] / "scenarios" / "supplies.yaml"


def compiled(folder: Path, change: Tables, design: str = "d0") -> Program:
    """Return the program of the scenario of supplies with a change."""
    content: Any = YAML(typ="safe").load(SUPPLIES)
    document = load(folder, merged(json.loads(json.dumps(content, default=str)), change))
    check(document)
    return compile_design(document, design)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return compiled(tmp_path_factory.mktemp("base"), {})


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_an_attribute_changes_the_program(name: str, untouched: Program, tmp_path: Path) -> None:
    assert compiled(tmp_path, EFFECTS[name]).digest() != untouched.digest()
