"""The mean over worlds of a quantity, its parameter included, in the unit as written."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.variants import variant

from renkei.scenario.world_means import over_worlds, skewed


def test_skewed_numbers_come_with_their_mean(tmp_path: Path) -> None:
    shared = {"value": 1, "range": [1, 3]}  # mean 1.5
    document = variant(
        tmp_path,
        parameters={"staff": {"value": shared, "description": "Speed."}},
        doctrine={"handling": {"value": "10 min", "range": ["5 min", "15 min"]}},
        headquarters={"joint": {"handling": {"value": "20 min", "range": ["10 min", "1 h"],
                                             "parameter": "staff"}}},
        units={"ships": {"availability": {"value": "60 %", "range": ["40 %", "90 %"],
                                          "means": "mean"}}},
    )  # fmt: skip
    scenario = document.scenario
    found = {one.path: one.written() for one in skewed(scenario)}
    # (10 + 2 * 20 + 60) / 4 = 27.5, times 1.5.
    assert found == {
        "headquarters.joint.handling": "41.2 min",
        "parameters.staff.value": "1.5",
    }
    ships = scenario.units["ships"].availability
    assert ships is None or over_worlds(scenario, "x", ships).mean == pytest.approx(0.6)
