"""Cautions in sentences: what says the same is one line, and no page is filled."""

from __future__ import annotations

from typing import get_args

import pytest

from renkei.analysis.cautions import Caution, CautionKind
from renkei.cli.notes import MOST, tell
from renkei.report.cautions import INCIDENTS, LISTED, TOGETHER, caution_lines, in_names
from renkei.study.naming import Labels, Naming

NAMES = Naming(
    Labels({"fire": "Forest fire"}, {}, {}, {}), {"joint": "Joint Command"}, 720.0, True,
    [("stock", "rounds", "Rounds of Northland")], {}, [], {},
)  # fmt: skip


def test_a_note_names_what_a_reader_knows() -> None:
    some = [
        Caution("carried by few", "d0", "fire", "agreed", count=2, of=29, share=0.7),
        Caution("not full again", "d0", subject="rounds", measure="refill", share=1, at_h=240.0),
        Caution("overloaded", "d0", subject="joint.plans", share=0.97),
        Caution("overloaded", "d1", subject="unknown", share=0.97),
    ]
    lines = caution_lines(in_names(some, NAMES))
    assert lines[0].startswith("Forest fire, d0: 2 of 29 replications carry 70 %")
    assert [line.split(": at work")[0] for line in lines[1:3]] == [
        "d0: Joint Command: plans", "d1: unknown",
    ]  # fmt: skip
    assert lines[3].startswith("Rounds of Northland: not full again by day 10")


def test_what_holds_for_many_is_one_line() -> None:
    waits = [
        Caution("still waiting", design, incident, "agreed", count=n, of=20)
        for incident, n in (("a", 1), ("b", 2), ("c", 3))
        for design in ("d0", "d1")
    ]
    assert caution_lines(waits) == [
        "so many incidents still waited for agreed when their replication ended and count as not "
        "reached; a longer `time.drain` would show whether they reach it (a, d0, d1, 1 of 20; b, "
        "d0, d1, 2 of 20; c, d0, d1, 3 of 20)."
    ]
    assert [line[:18] for line in caution_lines(waits[:4])] == [
        "a, d0, d1: 1 of 20",
        "b, d0, d1: 2 of 20",
    ]


def test_what_would_fill_a_page_is_counted() -> None:
    few = [Caution("few replications", "d0", f"type-{i}", count=i) for i in range(20)]
    (one,) = caution_lines(few)
    assert one.count("type-") == LISTED
    assert one.endswith("type-5, d0, 5; and 14 more).")
    (every,) = caution_lines(few, whole=True)
    assert every.count("type-") == 20


def test_cells_and_stocks_are_named_by_the_worst() -> None:
    cells = [Caution("never begun", "d0", subject=f"cell-{i}", share=0.1 * i) for i in range(1, 6)]
    (line,) = caution_lines(cells)
    assert "cell-5 (50 %), cell-4 (40 %), cell-3 (30 %) and 2 more" in line
    (line,) = caution_lines(cells, whole=True)
    assert line.count("cell-") == 5
    full = {"subject": "rounds", "measure": "refill", "at_h": 240.0}
    cut = [
        Caution("not full again", design, share=s, **full) for design, s in (("a", 0.2), ("b", 1))
    ]
    (line,) = caution_lines(cut)
    assert line.startswith("rounds: not full again by day 10, when the run ends, in 20 % to 100 %")


def test_the_first_lines_are_printed_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = [
        Caution("overloaded", f"d{i:02}", subject="plans", share=0.97 + i / 1000) for i in range(15)
    ]
    tell(many, NAMES, whole=False, quiet=False)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:MOST] == [f"note: {line}" for line in caution_lines(many)[:MOST]]
    assert lines[MOST:] == ["note: 7 more notes: --all prints them"]
    tell(many, NAMES, whole=True, quiet=False)
    assert len(capsys.readouterr().err.splitlines()) == 15
    tell(many, NAMES, whole=False, quiet=True)
    assert not capsys.readouterr().err


@pytest.mark.parametrize("kind", get_args(CautionKind))
def test_every_kind_has_a_sentence(kind: CautionKind) -> None:
    assert (kind in INCIDENTS) != (kind in TOGETHER)
    whole = Caution(
        kind, "d1", "fire", "agreed", "d0", "rounds", "refill", count=3, of=9, share=0.5, at_h=240.0
    )
    (line,) = caution_lines([whole])
    assert line.endswith(".")
    assert "None" not in line


def test_data_holds_what_applies() -> None:
    assert Caution("left out", incident="fire", count=0).data() == {
        "kind": "left out",
        "incident": "fire",
        "count": 0,
    }
