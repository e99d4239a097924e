"""The table of rules speaks of attributes that the language has."""

from __future__ import annotations

import pytest

from renkei.doctrine.rules import TABLE
from renkei.scenario.language.attributes import attribute_table

ATTRIBUTES = {f"{row.table}.{row.attribute}" for row in attribute_table()}


@pytest.mark.parametrize("name", TABLE)
def test_a_rule_says_what_drives_it(name: str) -> None:
    rule = TABLE[name]
    assert rule.text.endswith(".")
    assert rule.attributes
    assert set(rule.attributes) <= ATTRIBUTES


def test_texts_tell_rules_apart() -> None:
    assert len({rule.text for rule in TABLE.values()}) == len(TABLE)
