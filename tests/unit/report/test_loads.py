"""A load that all designs carry is named once."""

from __future__ import annotations

from renkei.report.scenario.loads import without_load


def test_what_all_carry_is_taken_off() -> None:
    names = {"d0+x1": "Today + A blockade", "d1+m2+x1": "One command + Yards + A blockade"}
    assert without_load(names) == ({"d0+x1": "Today", "d1+m2+x1": "One command + Yards"},
                                   "A blockade")  # fmt: skip
    two = {"d0+x1+x4": "Today + A + B", "d1+x1+x4": "One + A + B"}
    assert without_load(two) == ({"d0+x1+x4": "Today", "d1+x1+x4": "One"}, "A + B")


def test_what_only_some_carry_stays() -> None:
    for names in (
        {"d0": "Today", "d0+x1": "Today + A blockade"},
        {"d0+x1": "Today + A blockade"},
        {"d0+x1": "Today + A blockade", "d1+x2": "One command + A quake"},
        {},
    ):
        assert without_load(names) == (names, "")
