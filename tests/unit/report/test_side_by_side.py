"""Steps are matched by identifier, also where their order changes."""

from __future__ import annotations

from renkei.report.responses.side_by_side import pairs
from renkei.report.responses.swimlane import LaneRow, Swimlane


def row(id: str, hours: float = 1.0, who: str = "a") -> LaneRow:
    return LaneRow(
        id=id, kind="handling", start_h=0.0, hours=hours, lane=who, to=None, who=who, what="works",
        nation=None, unit=None, probability=1.0, rounds=1.0, rule="r", path="p", where="f:1",
        aside=False,
    )  # fmt: skip


def lane(*rows: LaneRow) -> Swimlane:
    return Swimlane("i", "I", "d", "D", "p", "FLASH", 1.0, "decided", {}, tuple(rows), {})


def found(left: Swimlane, right: Swimlane) -> list[tuple[str, str]]:
    return [((pair.left or pair.right).id, pair.differs) for pair in pairs(left, right)]


def test_the_same_is_the_same() -> None:
    assert found(lane(row("a"), row("b")), lane(row("a"), row("b"))) == [("a", ""), ("b", "")]


def test_what_differs_is_named() -> None:
    left = lane(row("a"), row("b"), row("c"))
    right = lane(row("a", hours=2.0), row("c", who="z"), row("d"))
    assert found(left, right) == [("a", "time"), ("b", "gone"), ("c", "who"), ("d", "added")]


def test_a_step_that_moved_is_one_step() -> None:
    left = lane(row("a"), row("b"), row("c"))
    right = lane(row("b"), row("c"), row("a"))
    assert sorted(found(left, right)) == [("a", ""), ("b", ""), ("c", "")]


def test_no_step_is_lost_where_several_share_an_identifier() -> None:
    left = lane(row("x"), row("m"))
    right = lane(row("m"), row("x"), row("x", who="z"))
    assert sorted(found(left, right)) == [("m", ""), ("x", ""), ("x", "added")]
