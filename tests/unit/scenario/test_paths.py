"""Paths of the document: how people and draws of the world name a value."""

from __future__ import annotations

from renkei.scenario.text.nodes import Node, Problems, Scalar, find
from renkei.scenario.text.yaml_reading import parse_yaml


def test_an_approval_keeps_its_path_where_another_comes_before_it() -> None:
    root = parse_yaml(
        "approvals: [{by: cabinet}, {by: minister, decision: 2 h}, {by: cabinet, decision: 3 h}]",
        "t.yaml",
        Problems(),
    )
    assert _text(root, "minister") == "2 h"
    assert _text(root, "cabinet/2") == "3 h"
    assert root is not None
    assert find(root, ("approvals", "cabinet/3")) is None
    assert _text(root, 1) == "2 h"


def _text(root: Node | None, step: str | int) -> str:
    assert root is not None
    found = find(root, ("approvals", step, "decision"))
    assert isinstance(found, Scalar)
    return found.value
