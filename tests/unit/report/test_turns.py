"""Which steps are one way there and back, by hand."""

from __future__ import annotations

from renkei.doctrine.workflow import StepKind
from renkei.report.turns import Turn, turns
from renkei.study.following import FollowedStep

PREPARATION, TRANSIT = StepKind.PREPARATION, StepKind.TRANSIT
STAY, RECOVERY = StepKind.ON_STATION, StepKind.RECOVERY


def steps(*told: tuple[StepKind, float, float], unit: str = "wing") -> list[FollowedStep]:
    """Return steps of a unit as told: kind, begin, end."""
    return [
        FollowedStep(
            id=f"{kind}/escort", kind=kind, headquarters="", cell="", nation="", unit=unit, text="",
            rule="", where="", step=None, began_h=begin, queue_h=0.0, closed_h=0.0,
            busy_h=end - begin, decides=(),
        )
        for kind, begin, end in told
    ]  # fmt: skip


def test_a_relief_makes_ready_while_the_first_are_on_station() -> None:
    """Ready 2, there 5, relieved at 29, back 32, turned round 40; the relief ready 26, there 29."""
    first = [(PREPARATION, 0.0, 2.0), (TRANSIT, 2.0, 5.0), (STAY, 5.0, 29.0)]
    first += [(RECOVERY, 29.0, 32.0), (RECOVERY, 32.0, 40.0)]
    relief = [(PREPARATION, 24.0, 26.0), (TRANSIT, 26.0, 29.5), (STAY, 29.5, 50.0)]
    relief += [(RECOVERY, 50.0, 53.0), (RECOVERY, 53.0, 61.0)]
    together = sorted(first + relief, key=lambda one: one[1])
    assert list(turns(steps(*together))) == [
        Turn("wing", 0.0, 2.0, 5.0, 29.0, 32.0, 40.0),
        Turn("wing", 24.0, 26.0, 29.5, 50.0, 53.0, 61.0),
    ]


def test_one_that_need_not_move_is_there_when_ready_and_back_when_it_leaves() -> None:
    told = steps((PREPARATION, 0.0, 1.0), (STAY, 1.0, 7.0), (RECOVERY, 7.0, 9.0))
    assert list(turns(told)) == [Turn("wing", 0.0, 1.0, 1.0, 7.0, 7.0, 9.0)]


def test_what_had_not_happened_at_the_end_has_no_moment() -> None:
    way = [(PREPARATION, 0.0, 1.0), (TRANSIT, 1.0, 4.0), (STAY, 4.0, 6.0), (RECOVERY, 6.0, 9.0)]
    told = [next(turns(steps(*way[:number]))) for number in range(1, 5)]
    assert [one.arrived_h for one in told] == [None, 4.0, 4.0, 4.0]
    assert [one.left_h for one in told] == [None, None, 6.0, 6.0]
    assert [one.back_h for one in told] == [None, None, None, 9.0]
    assert [one.free_h for one in told] == [None, None, None, 9.0]
