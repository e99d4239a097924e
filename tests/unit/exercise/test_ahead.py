"""Futures, reviews and rehearsals, in this very process."""

from __future__ import annotations

import math
from concurrent.futures import Future

import numpy as np
import pytest

from renkei.engine.run import replicate
from renkei.exercise import actions
from renkei.exercise.ahead import Ahead
from renkei.exercise.definition import Definition, read_definition
from renkei.exercise.futures import Outset, Seen, run_futures
from renkei.exercise.refusals import Refused
from renkei.exercise.rehearsing import rehearse
from renkei.exercise.reviewing import Reviewer
from renkei.exercise.running import Exercise
from renkei.exercise.setting import Setting
from renkei.study.library import LIBRARY

FILE = LIBRARY / "exercises" / "skerries" / "exercise.yaml"


class Here(Ahead):
    """Runs futures in this process, in two shares."""

    def submit(self, content, outset, futures, *, luck=0):
        found = []
        for share in np.array_split(np.arange(futures), 2):
            job: Future[Seen] = Future()
            job.set_result(run_futures(content, outset, share.tolist(), luck=luck))
            found.append(job)
        return found


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(read_definition(FILE))


def _to_a_decision(exercise: Exercise) -> str:
    """Play until the commander has a decision in hand; return the task."""
    exercise.act("mrd-commander", actions.Take(person="Ben"), 0.0)
    while True:
        for task in list(exercise.tasks.values()):
            if task.info.kind == "decision":
                return task.id
            exercise.act(task.seat.id, actions.Finish(task=task.id), 0.0)
        if not any(one.info.kind == "decision" for one in exercise.tasks.values()):
            assert exercise.advance_to_task(exercise.ends_h)


def test_an_option_is_compared_in_the_same_futures(setting: Setting) -> None:
    exercise = Exercise(setting.definition, setting=setting)
    task = _to_a_decision(exercise)
    before = exercise.snapshot().state.core.tobytes()
    found = Here().begin(exercise, futures=30, task=task).result()
    assert exercise.snapshot().state.core.tobytes() == before  # the exercise goes on as it was
    approve, refuse = found.outlooks
    assert (approve.option, refuse.option) == ("go-on", "refuse")
    assert refuse.in_time == 0.0
    assert refuse.q50_h is None
    assert approve.in_time > 0.5
    assert approve.low <= approve.in_time <= approve.high
    assert approve.q10_h <= approve.q50_h
    again = Here().begin(exercise, futures=30, task=task).result()
    assert again == found
    with pytest.raises(Refused, match="no such task"):
        Here().begin(exercise, task="mrd-commander-99")


def test_future_n_of_another_world_is_replication_n(setting: Setting) -> None:
    """The first incident of the list, answered in a replication as `renkei run` has it."""
    definition = setting.definition
    program = setting.program
    plain = replicate(program, definition.seed, 5)
    row = int(np.flatnonzero(plain.incidents.arrived_h > definition.begins_h)[0])
    ordinal = int(plain.incidents.ordinal[row])
    milestone = program.milestones.index("decided")
    expected = float(plain.incidents.milestones[row, milestone])
    outset = Outset(
        snapshot=None,
        chosen={},
        incidents=((("harassment", ordinal), "decided"),),
        begins_h=definition.begins_h,
        until_h=expected + 1.0,
    )
    seen = run_futures(definition.to_bytes(), outset, [5])
    assert seen.reached_h.tolist() == [[expected]]
    sooner = Outset(**{**outset.__dict__, "until_h": expected - 0.01})
    assert math.isnan(run_futures(definition.to_bytes(), sooner, [5]).reached_h[0, 0])


def test_a_review_puts_people_beside_the_staffs_of_the_model(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: each task takes half an hour; assessing takes the model half an hour to three."""
    exercise = Exercise(setting.definition, setting=setting)
    exercise.act("mrd-operations", actions.Take(person="Ann"), 0.0)
    while exercise.now_h < exercise.begins_h + 12.0:
        if not exercise.tasks and not exercise.advance_to_task(exercise.begins_h + 12.0):
            continue
        exercise.advance(exercise.now_h + 0.5)
        for task in list(exercise.tasks.values()):
            exercise.act(
                task.seat.id,
                actions.Finish(
                    task=task.id, outcome=exercise.outcomes(task)[0], text="SECRET of Meridia"
                ),
                0.0,
            )
    reviewer = Reviewer(exercise, Here(), runs=40)
    review = reviewer.review()
    first = review.tasks[0]
    assert (first.kind, first.by, first.took_h) == ("assess", "Ann", pytest.approx(0.5))
    assert 0.5 <= first.simulated.q05_h < first.simulated.q50_h < first.simulated.q95_h <= 3.0
    assert first.quicker == 0.0  # no staff of the model takes less than half an hour
    incident = review.incidents[0]
    assert [step.by for step in incident.path if step.by] == ["Ann"] * 3
    assert incident.path[0].start_h == 0.0
    assert 0.0 < incident.simulated.in_time < 1.0
    mine, theirs = reviewer.review("MRD"), reviewer.review("AUR")
    assert "SECRET" in mine.model_dump_json()
    assert "SECRET" not in theirs.model_dump_json()
    assert "Ann" not in theirs.model_dump_json()
    assert theirs.tasks == ()
    # A deadline that is past makes late only what is known to be open: not so to a nation.
    monkeypatch.setattr(Setting, "deadline_h", lambda self, incident: 0.0)
    joint, own = reviewer.review().incidents[0], reviewer.review("MRD").incidents[0]
    assert own.incident.answered_h is None
    assert (joint.in_time, own.in_time, own.answered_h) == (False, None, None)


def test_a_rehearsal_shows_who_is_busy_when_and_what_collides(setting: Setting) -> None:
    found = rehearse(setting, Here(), runs=20)
    loads = {(one.seat, one.hour): one for one in found.hours}
    assert loads["mrd-operations", 0].tasks > 0.5  # the first incident comes after half an hour
    assert loads["mrd-operations", 0].lines == ("M01",)
    assert loads["mrd-flotilla", 0].lines == ("M02",)
    total = sum(one.tasks for one in found.hours if one.seat == "mrd-operations")
    assert total > 6.0  # two incidents, each assessed, planned, coordinated, ordered
    assert found.collisions == ()
    close = setting.definition.file.model_copy(
        update={
            "lines": {
                id_: line.model_copy(update={"at": setting.definition.file.lines["M01"].at})
                for id_, line in setting.definition.file.lines.items()
                if id_ in ("M02", "M04")
            }
        }
    )
    both = Definition(
        close, setting.definition.scenario, setting.definition.folders, setting.definition.contents
    )
    assert rehearse(Setting(both), Here(), runs=2).collisions == (("mrd-flotilla", "M02", "M04"),)


def test_tables_are_those_of_a_result_and_the_workbook_holds_no_formula(setting: Setting) -> None:
    import io
    import zipfile

    import polars as pl
    from openpyxl import load_workbook

    from renkei.exercise.exporting import parquet_archive, review_workbook

    exercise = Exercise(setting.definition, setting=setting)
    exercise.act("mrd-operations", actions.Take(person="Ann"), 0.0)
    exercise.advance_to_task(exercise.ends_h)
    (task,) = exercise.tasks.values()
    exercise.act("mrd-operations", actions.Finish(task=task.id, text="=HYPERLINK(1)"), 0.0)
    archive = zipfile.ZipFile(io.BytesIO(parquet_archive(exercise)))
    incidents = pl.read_parquet(io.BytesIO(archive.read("incidents.parquet")))
    assert {"replication", "incident", "ordinal", "arrived_h"} <= set(incidents.columns)
    assert incidents["replication"].unique().to_list() == [setting.definition.file.replication]
    entries = pl.read_parquet(io.BytesIO(archive.read("entries.parquet")))
    assert entries["who"].to_list() == ["mrd-operations"] * 2
    review = Reviewer(exercise, Here(), runs=20).review()
    book = load_workbook(io.BytesIO(review_workbook(review)))
    cells = {cell.value: cell for row in book.worksheets[0].iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert len(book.worksheets) == 3


def test_what_a_seat_knew_then_is_what_it_saw_then(setting: Setting) -> None:
    from renkei.exercise.looking_back import seat_view_then
    from renkei.exercise.viewing import Views

    exercise = Exercise(setting.definition, setting=setting)
    exercise.act("mrd-operations", actions.Take(person="Ann"), 0.0)
    exercise.advance(exercise.begins_h + 1.0)
    seen = Views(exercise).seat("aur-fleet").model_dump_json()
    exercise.advance(exercise.begins_h + 9.0)
    for task in list(exercise.tasks.values()):
        exercise.act(task.seat.id, actions.Finish(task=task.id), 0.0)
    later = Views(exercise).seat("aur-fleet").model_dump_json()
    log = [entry.to_json() for entry in exercise.entries]
    content = setting.definition.to_bytes()
    assert seat_view_then(content, log, 1.0, "aur-fleet") == seen
    assert seat_view_then(content, log, 9.0, "aur-fleet") == later
    assert seen != later
