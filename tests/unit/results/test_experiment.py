"""Running, stopping, resuming, extending: always the bytes of one run."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.unit.results.toy import (
    ENGINE,
    PROGRAMS,
    ToyProgram,
    contents,
    make,
    replicate,
    replicate_until_seen,
)

from renkei._base.errors import ResultsError
from renkei.results import Interrupted, Progress, Results, open_results
from renkei.results.experiment import Engine


def test_two_processes_give_the_bytes_of_one(tmp_path: Path) -> None:
    one = make(tmp_path / "one", 80)
    two = make(tmp_path / "two", 80, processes=2)
    assert contents(one.folder) == contents(two.folder)
    assert one.folder.name == two.folder.name


def test_extended_run_has_the_bytes_of_one_run(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", 90)
    for replications in (10, 40, 60, 90):
        steps = make(tmp_path / "steps", replications)
        assert steps.replications("old") == replications
    assert contents(whole.folder) == contents(steps.folder)
    assert [run.made for run in steps.record.runs] == [20, 80, 70, 80]


class _StopAfter:
    def __init__(self, parts: int) -> None:
        self.left = parts

    def __call__(self, progress: Progress) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


@pytest.mark.parametrize("processes", [1, 2])
def test_interrupted_run_keeps_its_parts_and_resumes(tmp_path: Path, processes: int) -> None:
    whole = make(tmp_path / "whole", 100)
    with pytest.raises(Interrupted, match="Run the same command again") as stop:
        make(tmp_path / "stopped", 100, processes=processes, progress=_StopAfter(3))
    kept = open_results(stop.value.progress.folder)
    done = {design: kept.replications(design) for design in kept.designs}
    # Two processes have more parts in hand when the third is reported.
    assert 75 <= sum(done.values()) < 200
    assert stop.value.progress.done == 75
    assert kept.record.runs[-1].status == "interrupted"
    resumed = make(tmp_path / "stopped", 100, processes=processes)
    assert contents(whole.folder) == contents(resumed.folder)
    assert resumed.record.runs[-1].status == "finished"
    assert resumed.record.runs[-1].made == 200 - sum(done.values())


def test_designs_are_interleaved(tmp_path: Path) -> None:
    seen: list[dict[str, int]] = []
    make(tmp_path, 50, progress=lambda p: seen.append(dict(p.by_design)))
    assert seen == [
        {"old": 25, "new": 0},
        {"old": 25, "new": 25},
        {"old": 50, "new": 25},
        {"old": 50, "new": 50},
    ]


def test_failed_replication_is_marked_and_not_counted(tmp_path: Path) -> None:
    programs = {"old": ToyProgram(fails=(3, 26)), "new": ToyProgram(shift=1.0)}
    results = make(tmp_path, 30, programs)
    failures = results.failures()
    assert failures["replication"].to_list() == [3, 26]
    assert set(failures["design"]) == {"old"}
    assert "too many tokens" in failures["message"][0]
    for table in ("incidents", "segments", "cells", "units", "tallies", "worlds"):
        numbers = results.scan(table, "old").select("replication").unique().collect()
        assert 3 not in numbers["replication"], table
    assert results.record.designs["old"].failed == 2
    assert results.record.designs["old"].replications == 30


def test_part_of_failures_only_can_be_read(tmp_path: Path) -> None:
    results = make(tmp_path, 2, {"old": ToyProgram(fails=(0, 1))})
    assert results.scan("incidents").collect().height == 0
    assert results.failures().height == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_bug_propagates_and_keeps_finished_parts(tmp_path: Path, processes: int) -> None:
    engine = Engine(partial(replicate_until_seen, root=tmp_path), "toy-1")
    with pytest.raises(ZeroDivisionError):
        make(tmp_path, 100, engine=engine, processes=processes)
    (folder,) = tmp_path.iterdir()
    kept = open_results(folder)
    assert kept.replications("old") >= 25
    assert kept.record.runs[-1].status == "failed"


def test_asking_for_less_than_is_there_gives_what_was_asked(tmp_path: Path) -> None:
    make(tmp_path, 60)
    less = make(tmp_path, 30)
    assert less.replications("new") == 30
    numbers = less.scan("replications", "new").collect()["replication"]
    assert numbers.to_list() == list(range(30))
    assert less.record.runs[-1].made == 0


def test_enough_sees_the_same_whatever_was_there_before(tmp_path: Path) -> None:
    def watch(root: Path) -> list[int]:
        seen: list[int] = []

        def enough(results: Results) -> bool:
            seen.append(results.replications("old"))
            return len(seen) == 2

        results = make(root, 500, enough=enough, check_every=50)
        assert results.replications("new") == 100
        return seen

    fresh = watch(tmp_path / "fresh")
    make(tmp_path / "filled", 200)
    assert fresh == watch(tmp_path / "filled") == [50, 100]


def test_identity_covers_what_affects_the_result_and_no_more(tmp_path: Path) -> None:
    base = make(tmp_path, 1).folder.name
    assert make(tmp_path, 2, processes=1).folder.name == base
    reordered = dict(reversed(PROGRAMS.items()))
    assert make(tmp_path, 1, reordered).folder.name == base
    assert make(tmp_path, 1, nominal=True).folder.name != base
    assert make(tmp_path, 1, engine=Engine(replicate, "toy-2")).folder.name != base
    changed = PROGRAMS | {"new": ToyProgram(shift=0.5)}
    assert make(tmp_path, 1, changed).folder.name != base


def test_new_design_takes_over_parts_of_the_others(tmp_path: Path) -> None:
    first = make(tmp_path / "a", 50)
    more = PROGRAMS | {"third": ToyProgram(shift=2.0)}
    alone = make(tmp_path / "b", 50, more)
    later = make(tmp_path / "a", 50, more)
    assert later.folder != first.folder
    assert later.record.runs[-1].made == 50
    assert contents(later.folder) == contents(alone.folder)


def test_resume_false_refuses_to_touch(tmp_path: Path) -> None:
    before = contents(make(tmp_path, 25).folder)
    with pytest.raises(ResultsError, match="this very experiment"):
        make(tmp_path, 50, resume=False)
    (folder,) = tmp_path.iterdir()
    assert contents(folder) == before


def test_resume_true_refuses_to_begin(tmp_path: Path) -> None:
    there = make(tmp_path, 25).folder
    with pytest.raises(ResultsError, match=f"Nothing to resume in .* There is: {there}"):
        make(tmp_path, 25, nominal=True, resume=True)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [there]
    assert make(tmp_path, 50, resume=True).record.runs[-1].made == 25 * len(PROGRAMS)


def test_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    folder = make(tmp_path, 1).folder
    (folder / "provenance.json").unlink()
    with pytest.raises(ResultsError, match="in the way"):
        make(tmp_path, 1)


def test_unfitting_plans_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="multiples of 25"):
        make(tmp_path, 50, first=10)
    with pytest.raises(ValueError, match="replications >= 1"):
        make(tmp_path, 0)
    with pytest.raises(ValueError, match="names a folder"):
        make(tmp_path, 1, {"../up": ToyProgram()})
    assert not list(tmp_path.iterdir())


def test_second_experiment_in_the_same_folder_waits(tmp_path: Path) -> None:
    def intrude(progress: Progress) -> None:
        make(tmp_path, 50)

    with pytest.raises(ResultsError, match="Another process"):
        make(tmp_path, 50, progress=intrude)


def test_progress_tells_time_left() -> None:
    at = Progress(Path(), done=60, total=100, by_design={}, failed=0, made=20, seconds=10.0)
    assert at.seconds_left == 20.0
    assert replace(at, made=0).seconds_left is None


def test_seals_hold_nothing_of_the_machine(tmp_path: Path) -> None:
    folder = make(tmp_path, 25).folder
    seal = json.loads((folder / "old/seals/part-00000.json").read_text())
    assert seal["replications"] == 25
    assert str(tmp_path) not in json.dumps(seal)
    assert ENGINE.build not in json.dumps(seal)
