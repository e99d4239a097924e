"""What holds for every scenario: resolving twice is resolving once; order does not matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renkei.scenario import load_scenario, parse_scenario
from renkei.scenario.language.attributes import DOCUMENT, EntriesKind, Kind, below
from renkei.scenario.text.nodes import Problems, plain
from renkei.scenario.text.reading import read_path
from renkei.scenario.text.yaml_reading import parse_yaml
from renkei.scenario.text.yaml_writing import to_yaml

VALID = Path(__file__).parents[2] / "conformance" / "valid"
CASES = sorted(p for p in VALID.glob("*.yaml") if ".resolved" not in p.name)


def shuffled(data: Any, kind: Kind | None, draw: st.DrawFn) -> Any:
    """Return the data with its keys in another order, where order has no meaning."""
    if isinstance(data, list):
        return [shuffled(item, below(kind, i), draw) for i, item in enumerate(data)]
    if not isinstance(data, dict):
        return data
    keys = list(data)
    if not (isinstance(kind, EntriesKind) and kind.ordered):
        keys = draw(st.permutations(keys))
    return {key: shuffled(data[key], below(kind, key), draw) for key in keys}


@given(st.data(), st.sampled_from(CASES))
def test_the_order_of_keys_does_not_matter(data: st.DataObject, case: Path) -> None:
    root = read_path(case, frozenset(), Problems())
    assert root is not None
    text = to_yaml(shuffled(plain(root), DOCUMENT, data.draw))
    assert parse_scenario(text).resolved_yaml() == load_scenario(case).resolved_yaml()


@given(st.sampled_from(CASES))
def test_resolving_is_idempotent(case: Path) -> None:
    once = load_scenario(case).resolved_yaml()
    assert parse_scenario(once).resolved_yaml() == once


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.lists(TEXTS)), min_size=1))
def test_any_text_survives_writing_and_reading(data: dict[str, Any]) -> None:
    problems = Problems()
    node = parse_yaml(to_yaml({"data": data}), "text", problems)
    assert node is not None, list(problems)
    if "<<" not in data:
        assert plain(node) == {"data": data}
