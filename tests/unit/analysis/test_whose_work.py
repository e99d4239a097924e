"""Which headquarters a cause is put down to, and how numbers of rounds are written."""

from __future__ import annotations

import math

import pytest

from renkei.analysis.responses.attribution import AttributedDifference, Part
from renkei.analysis.responses.causes import _main
from renkei.analysis.statistics.differences import unknown
from renkei.report.responses.swimlane import rounds


def _by_headquarters(**hours: float) -> AttributedDifference:
    parts = [Part(("plan", "busy", id_), h, h - 0.1, h + 0.1, math.nan) for id_, h in hours.items()]
    parts.sort(key=lambda part: -abs(part.hours))
    keys = ("kind", "state", "headquarters")
    return AttributedDifference(None, "agreed", "d", "base", keys, 1e3, unknown(), tuple(parts))


@pytest.mark.parametrize(
    ("hours", "named"),
    [
        ({"joint": 9.0, "fleet": 1.0}, "joint"),
        ({"joint": 5.0, "fleet": 5.0}, ""),
        # 40 h more at the new headquarters and 30 h less at the old one: work that moved.
        ({"combined": 40.0, "joint": -30.0}, ""),
        ({"joint": 10.5, "fleet": -0.5}, "joint"),
        ({"joint": -9.0, "fleet": -1.0}, "joint"),
    ],
)
def test_work_that_moved_is_mostly_at_no_one(hours: dict[str, float], named: str) -> None:
    total = sum(hours.values())
    cause = Part(("plan", "busy"), total, total - 0.1, total + 0.1, math.nan)
    assert _main(cause, _by_headquarters(**hours)) == named


@pytest.mark.parametrize(
    ("times", "text"), [(1.4142, "1.4"), (12.3, "12"), (100.0, "100"), (1234.0, "1,200")]
)
def test_rounds_are_written_out(times: float, text: str) -> None:
    assert rounds(times) == text
