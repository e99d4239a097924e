"""A person is not a machine held for days: work occupies a team, the time of a decision does not.

By hand, for ``tests/scenarios/council.yaml``: an export licence needs an hour and an approval of 30
days; a missile warning that comes on the second day of those 30 needs 5 and 10 minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import Document, load_scenario

COUNCIL = Path(__file__).parents[2] / "scenarios" / "council.yaml"
EXPORT_H, MISSILE_H = 1.0 + 30 * 24.0, 15 / 60


def decided(document: Document) -> dict[str, float]:
    program = compile_design(document, "base")
    result, twin = replicate(program, 1, 0), reference.replicate(program, 1, 0)
    assert result.incidents.after_h.tobytes() == twin.incidents.after_h.tobytes()
    column = program.milestones.index("decided")
    names = [program.sources[i] for i in result.incidents.source]
    return dict(zip(names, result.incidents.after_h[:, column].tolist(), strict=True))


def test_time_that_passes_keeps_nobody_from_other_work() -> None:
    expected = {"launch": MISSILE_H, "paper": EXPORT_H}
    assert decided(load_scenario(COUNCIL)) == pytest.approx(expected)


def test_work_does(tmp_path: Path) -> None:
    text = (
        COUNCIL.read_text()
        .replace(
            "approvals: [{by: council, decision: 30 d}]",
            "approvals: [{by: council, work: 30 d, decision: 0 min}]",
        )
        .replace(
            "approvals: [{by: council, decision: 10 min}]",
            "approvals: [{by: council, work: 10 min, decision: 0 min}]",
        )
    )
    path = tmp_path / "council.yaml"
    path.write_text(text)
    # The licence came a day before; the council's one team is at it for 29 days more.
    waited = 29 * 24.0 + 1.0 - 5 / 60
    expected = {"launch": MISSILE_H + waited, "paper": EXPORT_H}
    assert decided(load_scenario(path)) == pytest.approx(expected)
