"""What happens to a folder while it is worked on, and what is asked of it time after time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.results.toy import ENGINE, INPUTS, PROGRAMS, contents, make

from renkei._base.errors import ResultsError
from renkei.results import Inputs, Plan, Progress, Results, open_results
from renkei.results.experiment import run
from renkei.results.provenance import DeadlineRecord, QuestionRecord, text_digest
from renkei.results.store import NotWritable


def _ask(root: Path, inputs: Inputs, replications: int = 25) -> Results:
    return run(PROGRAMS, inputs, Plan(seed=7, replications=replications), root, engine=ENGINE)


def _remove_once(path: Callable[[Path], Path]) -> Callable[[Progress], None]:
    def remove(progress: Progress) -> None:
        if progress.done == 75:
            found = path(progress.folder)
            shutil.rmtree(found) if found.is_dir() else found.unlink()

    return remove


def test_seals_removed_meanwhile_are_missed(tmp_path: Path) -> None:
    """Fewer replications than were asked for are no answer."""
    remove = _remove_once(lambda folder: folder / "old" / "seals" / "part-00000.json")
    with pytest.raises(ResultsError, match=r"old/seals/part-00000\.json was there and is gone"):
        make(tmp_path / "out", 100, progress=remove)
    (folder,) = (tmp_path / "out").iterdir()
    assert open_results(folder).record.runs[-1].status == "failed"
    again = make(tmp_path / "out", 100)
    assert again.record.runs[-1].made == 25
    assert contents(folder) == contents(make(tmp_path / "whole", 100).folder)


@pytest.mark.parametrize("name", ["_inputs", "_inputs/scenario.yaml", "_inputs/designs/old.yaml"])
def test_inputs_removed_meanwhile_are_written_as_they_were(name: str, tmp_path: Path) -> None:
    folder = make(tmp_path, 100, progress=_remove_once(lambda folder: folder / name)).folder
    assert contents(folder) == contents(make(tmp_path / "whole", 100).folder)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("other")])
def test_inputs_of_others_are_not_written_differently(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    folder = _ask(tmp_path, INPUTS).folder
    file = folder / "_inputs" / "scenario.yaml"
    damage(file)
    before = contents(folder)
    with pytest.raises(ResultsError, match=r"scenario\.yaml is missing or damaged"):
        _ask(tmp_path, replace(INPUTS, scenario="renkei: 1 # with another source\n"), 50)
    assert contents(folder) == before
    assert _ask(tmp_path, INPUTS).folder == folder
    assert file.read_text() == INPUTS.scenario


def _question(hours: float) -> QuestionRecord:
    return QuestionRecord(
        baseline="old",
        designs=["old", "new"],
        deadlines={"evacuation": DeadlineRecord(milestone="agreed", hours=hours)},
        method={"confidence": 0.95},
    )


def test_each_command_keeps_what_it_asked(tmp_path: Path) -> None:
    """Deadlines are not in the identity: the same replications answer for 24 h and for 1 h."""
    for hours in (24.0, 1.0, 24.0):
        inputs = replace(
            INPUTS, scenario=f"deadline: {hours}\n", question=lambda hours=hours: _question(hours)
        )
        folder = _ask(tmp_path, inputs).folder
    runs = open_results(folder).record.runs
    assert [run.question.deadlines["evacuation"].hours for run in runs] == [24.0, 1.0, 24.0]
    for run_, hours in zip(runs, (24.0, 1.0, 24.0), strict=True):
        text = (folder / run_.scenario.file).read_text()
        assert text == f"deadline: {hours}\n"
        assert text_digest(text) == run_.scenario.sha256
    assert runs[0].scenario == runs[2].scenario != runs[1].scenario


def test_what_is_there_is_shown_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make(tmp_path, 100)
    before = contents(whole.folder)

    def refuse(folder: Path) -> object:
        raise NotWritable(f"{folder} cannot be written")

    monkeypatch.setattr("renkei.results.experiment.folder_lock", refuse)
    less = make(tmp_path, 60)
    assert less.replications("old") == 60
    assert len(less.record.runs) == 1
    seen: list[int] = []

    def enough(results: Results) -> bool:
        seen.append(results.replications("old"))
        return len(seen) == 2

    assert make(tmp_path, 500, enough=enough, check_every=25).replications("old") == 50
    with pytest.raises(NotWritable):
        make(tmp_path, 101)
    with pytest.raises(NotWritable):
        make(tmp_path, 60, nominal=True)
    assert contents(whole.folder) == before
