"""Requests for platforms that are given up: by hand, through the whole language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.variants import Tables, program

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference

DAY_H = 24.0
BOATS = {
    "name": "Boats", "nation": "ARN", "base": "strait", "capabilities": ["boat"],
    "platforms": 9, "medium": "air", "speed": "60 kt", "notice": "2 h", "opcon": "fleet",
}  # fmt: skip
OF_BOATS = {"nation": "ARN", "capability": "boat", "count": 1, "duration": "2 d"}


def changes(n: int, force: Tables, **others: Any) -> Tables:
    """Return changes with n calls at once for one ship at the place, without staff work or notice.

    Each wants the ship for 5 d.
    """
    return {
        "time": {"horizon": "60 d", "drain": "10 d"},
        "doctrine": dict.fromkeys(("handling", "ordering", "command_net"), "0 min"),
        "headquarters": {"joint": {"cells": {"operations": {"teams": 99}}}},
        "authorities": {"arn": {"decision": None, "work": None}},
        "units": {"ships": {"platforms": 1, "notice": "0 h", "base": "strait"}},
        "responses": {"escort": {"forces": {"watch": {"duration": "5 d", **force}}}},
        "incidents": {
            "piracy": {
                "arrivals": {"scheduled": ["2025-04-02T00:00"] * n}, "detected_by": "joint",
            }
        },
        **others,
    }  # fmt: skip


def run(compiled: Any) -> Replication:
    fast, slow = (
        replicate(compiled, 1, 0, trace=True),
        reference.replicate(compiled, 1, 0, trace=True),
    )
    np.testing.assert_array_equal(fast.trace, slow.trace)
    np.testing.assert_array_equal(fast.incidents.milestones, slow.incidents.milestones)
    np.testing.assert_array_equal(fast.incidents.outcome, slow.incidents.outcome)
    return fast


def answers(compiled: Any, milestone: str = "on-station") -> list[float | None]:
    """Return the hours to a milestone, or None; in order of arrival."""
    incidents = run(compiled).incidents
    hours = incidents.milestones[:, compiled.milestones.index(milestone)] - incidents.arrived_h
    return [None if np.isnan(value) else round(float(value), 6) for value in hours]


def test_without_a_longest_wait_the_ship_answers_them_all(tmp_path: Path) -> None:
    found = answers(program(tmp_path, **changes(4, {})))
    assert found == [0.0, 5 * DAY_H, 10 * DAY_H, 15 * DAY_H]


def test_a_call_lapses(tmp_path: Path) -> None:
    compiled = program(tmp_path, **changes(10, {"gives_up_after": "1 d"}))
    result = run(compiled)
    assert answers(compiled) == [0.0, *[None] * 9]
    reasons = [compiled.reasons[outcome - 2] for outcome in result.incidents.outcome[1:]]
    assert set(reasons) == {"patrol of ARN waited for too long"}
    # The ship has worked for one of them, and is at home for the rest of the 60 days.
    assert result.pools[0, 0] == pytest.approx(5 * DAY_H)
    assert result.pools[0, 2] == 1


def test_one_that_is_free_at_that_very_moment_is_sent(tmp_path: Path) -> None:
    assert answers(program(tmp_path, **changes(3, {"gives_up_after": "5 d"}))) == [
        0.0, 5 * DAY_H, None,
    ]  # fmt: skip


def test_what_lapses_holds_nothing_any_more(tmp_path: Path) -> None:
    """Of two ships the first call takes one for 5 d; the second wants both, the third one."""
    forces = {
        "watch": {"duration": "5 d"},
        "more": {
            "nation": "ARN", "capability": "patrol", "count": 2, "duration": "1 d",
            "gives_up_after": "2 d",
        },
    }  # fmt: skip
    changed = changes(1, {})
    changed["units"]["ships"]["platforms"] = 2
    changed["responses"] = {
        "escort": {"forces": {"watch": forces["watch"]}},
        "pair": {
            "name": "Pair", "category": "sea", "precedence": "PRIORITY", "deadline": "24 h",
            "nations": {"ARN": {"role": "lead"}}, "forces": {"more": forces["more"]},
        },
    }  # fmt: skip
    piracy = changed["incidents"]["piracy"]
    piracy["arrivals"]["scheduled"] = ["2025-04-02T00:00", "2025-04-02T02:00"]
    changed["incidents"]["convoy"] = {
        "name": "Convoy", "response": "pair", "arrivals": {"scheduled": ["2025-04-02T01:00"]},
        "places": {"strait": {}}, "detected_by": "joint",
    }  # fmt: skip
    compiled = program(tmp_path, **changed)
    result = run(compiled)
    column = compiled.milestones.index("first-on-station")
    hours = result.incidents.milestones[:, column] - result.incidents.arrived_h
    by_source = {
        compiled.sources[source]: hours[result.incidents.source == source]
        for source in set(result.incidents.source.tolist())
    }
    # The convoy holds the free ship until 03 April 01:00 + 1 d = 49 h after it came.
    assert np.isnan(by_source["convoy"]).all()
    np.testing.assert_allclose(by_source["piracy"], [0.0, 47.0])


def test_the_response_goes_on_without_it(tmp_path: Path) -> None:
    """Boats are there; the one ship is away with the first call: the second does without."""
    changed = changes(2, {"gives_up_after": "1 d", "when_given_up": "without"})
    changed["units"]["boats"] = BOATS
    changed["responses"]["escort"]["forces"]["boats"] = OF_BOATS
    compiled = program(tmp_path, **changed)
    assert run(compiled).incidents.outcome.tolist() == [1, 1]
    assert answers(compiled, "first-on-station") == [0.0, 2.0]
    assert answers(compiled) == [2.0, None], "what is not there is not on station"
    # Complete once the longest stay of those that came is over, counted from the moment on at
    # which the last has come or was given up: of ship and boats 5 d, of the boats alone 2 d.
    assert answers(compiled, "complete") == [2.0 + 5 * DAY_H, DAY_H + 2 * DAY_H]


def test_a_force_that_takes_items_along_gives_up_too(tmp_path: Path) -> None:
    changed = changes(1, {"gives_up_after": "1 d", "consumes": {"buoy": {"per_platform": 1}}})
    changed["units"]["ships"]["depot"] = "quay"
    quay = {"name": "Quay", "nation": "ARN", "place": "strait", "headquarters": "joint"}
    buoys = {"name": "Buoys", "item": "buoy", "depot": "quay", "on_hand": 0, "target": 1,
             "replenishment": {"transport": "10 d"}}  # fmt: skip
    compiled = program(
        tmp_path, **changed, items={"buoy": {"name": "Buoy"}}, depots={"quay": quay},
        stocks={"buoys": buoys},
    )  # fmt: skip
    assert answers(compiled) == [None]
    (outcome,) = run(compiled).incidents.outcome
    assert compiled.reasons[outcome - 2] == "patrol of ARN waited for too long"
