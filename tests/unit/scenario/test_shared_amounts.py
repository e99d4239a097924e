"""Amounts of entries that designs share are found wrong in each design, and anew where they differ.

The checks collect the amounts of an entry once; what they refer to may differ between designs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from renkei.scenario import load_scenario
from renkei.scenario.checks.amounts import Amounts
from renkei.scenario.model.document import Scenario
from renkei.scenario.quantities.reading import quantity
from renkei.study.library import LIBRARY


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario(LIBRARY / "japan").scenario


def _with(scenario: Scenario, table: str, id_: str, **changes: Any) -> Scenario:
    entries = dict(getattr(scenario, table))
    entries[id_] = entries[id_].model_copy(update=changes)
    return scenario.model_copy(update={table: entries})


def test_a_shared_entry_is_found_wrong_in_each_design(base: Scenario) -> None:
    stock = next(iter(base.stocks))
    broken = _with(base, "stocks", stock, on_hand=quantity("2.5", "count"))
    amounts = Amounts()
    assert not list(amounts.check(base))
    first, again = list(amounts.check(broken)), list(amounts.check(broken))
    assert [(f.code, f.path) for f in first] == [("SCN-101", ("stocks", stock, "on_hand"))]
    assert first == again == list(Amounts().check(broken))
    assert not list(amounts.check(base))


def test_an_unknown_that_a_design_changes_is_looked_at_again(base: Scenario) -> None:
    line = next(iter(base.lines))
    rate = replace(base.lines[line].rate, parameter="shared")
    parameter = next(iter(base.parameters.values()))
    half = parameter.model_copy(update={"value": quantity("50 %", "fraction")})
    sound = _with(base, "lines", line, rate=rate).model_copy(
        update={"parameters": {**base.parameters, "shared": half}}
    )
    zero = parameter.model_copy(update={"value": quantity("0 %", "fraction")})
    broken = sound.model_copy(update={"parameters": {**base.parameters, "shared": zero}})
    amounts = Amounts()
    assert not list(amounts.check(sound))
    assert [f.path for f in amounts.check(broken)] == [("lines", line, "rate", "parameter")]
