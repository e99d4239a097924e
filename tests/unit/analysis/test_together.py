"""Groups are the sums of their members, never means of means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from renkei.analysis.sustainment.groups import with_groups
from renkei.analysis.sustainment.observed import Measure, Observed

N = 4
NUMBERS = np.arange(N)


def observed(domain, subject, name, kind, above, below=1.0) -> Observed:
    measure = Measure(domain, subject, name, kind, "1", "less")
    return Observed(measure, NUMBERS, np.array(above, float), np.broadcast_to(below, N) * 1.0)


def pooled(name: str, kind: str, one, two, domain: str = "stock", below=(1.0, 1.0)) -> Observed:
    members = [
        observed(domain, "a", name, kind, one, below[0]),
        observed(domain, "b", name, kind, two, below[1]),
    ]
    first, *others = with_groups(members, {"a": "both", "b": "both"})
    assert [one.measure.subject for one in others] == ["a", "b"]
    assert {(one.measure.level, one.measure.group) for one in others} == {("single", "both")}
    assert (first.measure.subject, first.measure.level) == ("both", "group")
    return first


def test_a_share_is_sum_over_sum() -> None:
    late = pooled("late", "share", [1] * N, [0] * N, "maintenance", below=(1.0, 9.0))
    assert late.estimate().value == pytest.approx(0.1)  # not (1 + 0) / 2


def test_rates_over_one_window_add() -> None:
    made = pooled("output", "ratio", [10] * N, [30] * N, "line", below=(100.0, 100.0))
    assert made.estimate().value == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("ran out", "event", [1, 1, 0, 1]),  # any
        ("full again", "event", [0, 1, 0, 0]),  # all
        ("empty after", "time", [0, 1, 0, 0]),  # the first
        ("refill", "time", [1, 1, 0, 1]),  # the last
    ],
)
def test_events_and_times_are_those_of_any_or_all(name: str, kind: str, expected: list) -> None:
    found = pooled(name, kind, [1, 1, 0, 0], [0, 1, 0, 1])
    assert found.above.tolist() == expected


def test_what_occurs_at_one_member_occurs() -> None:
    members = [
        replace(observed("stock", "a", "fill", "share", [1] * N), occurs=False),
        observed("stock", "b", "fill", "share", [1] * N),
    ]
    assert next(with_groups(members, {"a": "both", "b": "both"})).occurs


def test_what_is_alone_is_its_own_group() -> None:
    (alone,) = with_groups([observed("stock", "a", "fill", "share", [1] * N)], {"a": "a"})
    assert (alone.measure.subject, alone.measure.level, alone.measure.group) == ("a", "group", "")


def test_supply_is_not_pooled_here() -> None:
    members = [observed("stock", s, "supply", "ratio", [1] * N) for s in "ab"]
    found = list(with_groups(members, {"a": "both", "b": "both"}))
    assert [one.measure.subject for one in found] == ["a", "b"]
