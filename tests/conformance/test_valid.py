"""Each valid case loads, and its resolved form is the committed one; `--update` rewrites those."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from tests.conformance.conftest import HERE

from renkei.doctrine.checks import check
from renkei.scenario import Document, load_scenario, parse_scenario
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    OverlayKind,
    TableKind,
    attributes,
    below,
    model_tables,
)
from renkei.scenario.language.schema import json_schema
from renkei.scenario.text.nodes import Mapping, Node, Problems, Sequence
from renkei.scenario.text.reading import read_path

VALID = HERE / "valid"
CASES = sorted(p for p in VALID.iterdir() if p.is_dir() or ".resolved" not in p.name)
ROOT = HERE.parents[1]

TYPED_BY_OTHERS = "values-by-schema"
"""The case whose texts other readers of YAML take for numbers."""


def resolved_file(case: Path) -> Path:
    return VALID / f"{case.stem}.resolved.yaml"


def same_meaning(first: Document, second: Document) -> bool:
    """Return whether both say the same for each design and phase."""
    if first.design_ids != second.design_ids or first.baseline != second.baseline:
        return False
    return all(first.design(id_) == second.design(id_) for id_ in first.design_ids)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_resolves_to_the_committed_form(case: Path, request: pytest.FixtureRequest) -> None:
    text = load_scenario(case).resolved_yaml()
    if request.config.getoption("--update"):
        resolved_file(case).write_text(text, encoding="utf-8")
    assert text == resolved_file(case).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_resolved_form_means_the_same_and_is_a_fixed_point(case: Path) -> None:
    document = load_scenario(case)
    again = parse_scenario(document.resolved_yaml())
    assert again.resolved_yaml() == document.resolved_yaml()
    assert same_meaning(document, again)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_doctrine_accepts_it(case: Path) -> None:
    check(load_scenario(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_schema_accepts_it(case: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    texts = [resolved_file(case).read_text(encoding="utf-8")]
    if case.is_file() and case.stem != TYPED_BY_OTHERS:
        texts.append(case.read_text(encoding="utf-8"))
    for text in texts:
        data = as_json(YAML(typ="safe", pure=True).load(text))
        errors = [(list(e.path), e.message) for e in validator.iter_errors(data)]
        assert not errors


def as_json(data: Any) -> Any:
    """Return what a YAML reader gives with dates as texts, since JSON has none."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def test_schema_is_valid_and_the_published_one_is_fresh(request: pytest.FixtureRequest) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    file = ROOT / "spec" / "renkei-1.schema.json"
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--update"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_every_case_says_why_it_exists() -> None:
    for case in CASES:
        file = case / "scenario.yaml" if case.is_dir() else case
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# "), case
        assert first.endswith("."), case


def used(node: Node, kind: Kind | None, found: set[tuple[str, str]]) -> None:
    """Collect the attributes that a tree sets, by table."""
    kind = DOCUMENT if isinstance(kind, OverlayKind) else kind
    if isinstance(node, Mapping) and isinstance(kind, TableKind | EntriesKind):
        for key, item in node.items.items():
            if isinstance(kind, TableKind):
                found.add((kind.model.__name__, key))
            used(item, below(kind, key), found)
    elif isinstance(node, Sequence) and isinstance(kind, ListKind):
        for item in node.items:
            used(item, kind.item, found)


def test_every_attribute_is_used_by_a_case() -> None:
    found: set[tuple[str, str]] = set()
    for case in CASES:
        root = read_path(case, frozenset(attributes(DOCUMENT.model)), Problems())
        assert root is not None
        used(root, DOCUMENT, found)
    every = {(model.__name__, key) for _, model in model_tables() for key in attributes(model)}
    assert every - found == set()
