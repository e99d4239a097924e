"""What a rehearsal prints, from figures made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei._base.errors import InputError
from renkei.cli.rehearsing import _show, rehearsed
from renkei.exercise.views import Rehearsal, SeatHour
from renkei.report.page.document import Named
from renkei.report.said import Said


def hour(seat: str, number: int, tasks: float, work_h: float) -> SeatHour:
    return SeatHour(seat=seat, hour=number, tasks=tasks, work_h=work_h, lines=())


def test_loads_and_collisions(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = Rehearsal(
        exercise=Named(id="x", name=Said(en="A day", ja="一日")),
        runs=100,
        hours=(
            hour("a", 0, 1.0, 0.5),
            hour("a", 1, 2.0, 2.0),
            hour("b", 0, 0, 0),
            hour("b", 1, 0, 0),
        ),
        collisions=(("a", "M01", "M02"),),
    )
    _show(found, {"a": "Operations", "b": "Nobody"})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "A day"
    assert "Mean of 100 runs" in lines[1]
    # Three tasks and 2.5 h of work, most of it in hour 1; the bar is in eighths of the most.
    assert lines[4].split() == ["Operations", "3.0", "2.5", "1", "▃█"]
    assert lines[5].split() == ["Nobody", "0.0", "0.0", "··"]
    assert lines[-1] == "M01 and M02 reach Operations within half an hour."
    assert max(map(len, lines)) <= 80


def test_what_was_begun_is_not_rehearsed() -> None:
    with pytest.raises(InputError, match="begun"):
        rehearsed("x.exercise", design=None, seed=None, seats=Path("x"), json=False, quiet=True)
