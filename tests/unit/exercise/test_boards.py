"""Papers before a board wait for who sits on it. All times of the scenario are certain.

A ship is adrift at 08:00. The word of it is with the joint command at 08:10; its morning board sits
at 09:00, and an hour after the board it has decided. The council is asked (10 min), sits at 12:00
and 18:00 with a cut-off of an hour, and approves within half an hour.
"""

from __future__ import annotations

import random
from concurrent.futures import Future
from pathlib import Path

import pytest

from renkei.engine.run import replicate
from renkei.engine.twin import twin
from renkei.exercise import actions
from renkei.exercise.ahead import Ahead
from renkei.exercise.definition import Definition, read_definition
from renkei.exercise.futures import Seen, run_futures
from renkei.exercise.log import Entry
from renkei.exercise.refusals import Refused
from renkei.exercise.rehearsing import rehearse
from renkei.exercise.reviewing import Reviewer
from renkei.exercise.running import Exercise
from renkei.exercise.setting import Setting
from renkei.exercise.stepped import Waiting
from renkei.exercise.viewing import Views
from renkei.program.machine.clock import TICKS

SCENARIO = Path(__file__).parents[2] / "scenarios" / "sittings.yaml"

EXERCISE = SCENARIO.with_name("sittings-exercise.yaml").read_text(encoding="utf-8")

LOST = """
  deputy: {name: Deputy, nation: ARN, place: harbour, cells: {operations: {teams: 1}}}
channels:
  deputies: {between: [joint, deputy], kind: liaison, delay: 0 min}
  coasts: {between: [coast, deputy], kind: remote, delay: 10 min}
  stairs-2: {between: [deputy, council], kind: remote, delay: 10 min}
  line-2: {between: [deputy, fleet], kind: remote, delay: 20 min}
"""

LOSS = """
disruptions:
  lost: {headquarters: joint, from: "2025-04-03T09:10", for: 20 h, successor: deputy, after: 1 h}
"""


def _definition(folder: Path, scenario: str, exercise: str = EXERCISE) -> Definition:
    folder.mkdir(exist_ok=True)
    (folder / "sittings.yaml").write_text(scenario, encoding="utf-8")
    (folder / "exercise.yaml").write_text(exercise, encoding="utf-8")
    return read_definition(folder / "exercise.yaml")


BUSY = SCENARIO.read_text(encoding="utf-8")
QUIET = BUSY.replace("rate: 1 / day", "rate: 0.001 / day")
"""Nothing happens but what the list brings about."""


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(_definition(tmp_path_factory.mktemp("quiet"), QUIET))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(_definition(tmp_path_factory.mktemp("busy"), BUSY))


def _begun(setting: Setting, *seats: str, at_h: float = 0.0) -> Exercise:
    exercise = Exercise(setting.definition, setting=setting)
    exercise.advance(exercise.begins_h + at_h)
    for seat in seats:
        exercise.act(seat, actions.Take(person=seat), 0.0)
    return exercise


def _task(exercise: Exercise, seat: str, kind: str = "board") -> Waiting:
    (task,) = exercise.tasks.values()
    assert (task.seat.id, task.info.kind) == (seat, kind)
    return task


def _settle(exercise: Exercise, task: Waiting, outcome: str = "go-on") -> None:
    exercise.act(task.seat.id, actions.Finish(task=task.id, outcome=outcome), 0.0)


def _to(exercise: Exercise, hour: float) -> None:
    exercise.advance(exercise.begins_h + hour)


def _steps(exercise: Exercise, headquarters: str) -> list[tuple[str, float, float]]:
    """Return the steps of a headquarters: kind, begin and end [h since the begin]."""
    course = exercise.record.courses[exercise.control.brought[0].incident]
    return [
        (one.info.kind, round(one.since_h - 48.0, 4), round(one.at_h - 48.0, 4))
        for one in course.steps
        if one.info.headquarters == headquarters and one.info.to in ("", headquarters)
    ]


def test_a_paper_leaves_when_who_sits_there_takes_it_up(setting: Setting) -> None:
    """By hand: in at 08:10, the board sits at 09:00, taken up at 09:25; decided at 10:25."""
    exercise = _begun(setting, "chair")
    _to(exercise, 8.5)
    (waits,) = Views(exercise).seat("chair").tasks  # the paper is in: 09:00 is known, no more
    assert (waits.board.en, waits.begun_h, waits.options) == ("Morning board", None, ())
    assert (waits.since_h, waits.sits_h) == (pytest.approx(8 + 1 / 6), 9.0)
    assert exercise.advance_to_task(exercise.begins_h + 10.0)
    assert exercise.now_h - exercise.begins_h == pytest.approx(9.0)
    (shown,) = Views(exercise).seat("chair").tasks
    assert (shown.begun_h, shown.sits_h, shown.usual_h) == (9.0, 9.0, 0.0)
    assert shown.since_h == pytest.approx(8 + 1 / 6)
    assert [(one.id, one.until_h) for one in shown.options] == [("go-on", None), ("put-off", 33.0)]
    assert "Morning board" in shown.text.en
    _to(exercise, 9 + 25 / 60)
    with pytest.raises(Refused, match="cannot be finished"):
        _settle(exercise, _task(exercise, "chair"), "refuse")
    _settle(exercise, _task(exercise, "chair"))
    # The decision comes at once, and is theirs as ever.
    assert _task(exercise, "chair", "decision").begun_h == pytest.approx(48 + 9 + 25 / 60)
    exercise.act("chair", actions.Leave(), 0.0)
    _to(exercise, 12.0)
    course = exercise.record.courses[exercise.control.brought[0].incident]
    waits = [one.waits for one in course.steps if one.info.kind == "board"]
    assert waits == [True, False, True, True]  # its wait, its time there; the council's two waits
    found = [one for one in _steps(exercise, "joint") if one[0] in ("board", "decision")]
    assert found == [
        ("board", 8.1667, 9.0),
        ("board", 9.0, 9.4167),
        ("decision", 9.4167, 10.4167),
    ]


@pytest.mark.parametrize(("seat", "at_h", "next_h"), [
    ("chair", 9.0, 33.0),  # at the very moment of the sitting: not that one again
    ("chair", 20.0, 33.0),
    ("chair", 33.5, 57.0),  # late by more than a day: the sitting of 09:00 tomorrow has passed
    ("council", 16.9, 18.0),  # before the cut-off of 17:00
    ("council", 17.1, 36.0),  # after it
])  # fmt: skip
def test_a_paper_is_put_off_to_the_next_sitting_whose_cut_off_it_makes(
    setting: Setting, seat: str, at_h: float, next_h: float
) -> None:
    exercise = _begun(setting, seat)
    assert exercise.advance_to_task(exercise.begins_h + 13.0)
    _to(exercise, at_h)
    task = _task(exercise, seat)
    came = task.came_h
    _settle(exercise, task, "put-off")
    (waits,) = Views(exercise).seat(seat).tasks
    assert (waits.begun_h, waits.since_h) == (None, pytest.approx(came - 48.0))
    assert waits.sits_h == pytest.approx(next_h)
    _to(exercise, next_h - 0.01)
    assert exercise.tasks == {}
    _to(exercise, next_h)
    again = _task(exercise, seat)
    assert again.begun_h == pytest.approx(48.0 + next_h)
    assert again.came_h == came


@pytest.mark.parametrize(("at_h", "sits_h"), [
    (9 + 50 / 60, 12.0),  # decided at 09:50: with the council at 10:00, an hour before the cut-off
    (10 + 50 / 60, 12.0),  # with the council at 11:00, at the very cut-off
    (10 + 51 / 60, 18.0),  # a minute after it
])  # fmt: skip
def test_the_hour_of_the_sitting_is_known_beforehand(
    setting: Setting, at_h: float, sits_h: float
) -> None:
    exercise = _begun(setting, "chair", "council")
    _to(exercise, 9.0)
    _settle(exercise, _task(exercise, "chair"))
    _to(exercise, at_h)
    _settle(exercise, _task(exercise, "chair", "decision"))
    _to(exercise, at_h + 0.2)
    (waits,) = Views(exercise).seat("council").tasks
    assert waits.sits_h == pytest.approx(sits_h)
    _to(exercise, 11.5)
    (waits,) = Views(exercise).seat("council").tasks
    assert waits.sits_h == pytest.approx(sits_h)
    _to(exercise, sits_h)
    assert _task(exercise, "council").begun_h == pytest.approx(48 + sits_h)


def test_a_board_that_sits_no_more_does_not_put_off(setting: Setting) -> None:
    exercise = _begun(setting, "chair")
    exercise.advance_to_task(exercise.ends_h)
    task = _task(exercise, "chair")
    assert exercise.outcomes(task) == ("go-on", "put-off")
    gate = setting.gates[task.decision.block]
    number = int(setting.program.blocks["a"][gate])
    last = setting.program.gate_times[setting.program.gate_first[number + 1] - 1]
    assert exercise.stepper.opens_h(gate, float(last)) == float("inf")
    assert exercise.sitting_h(task.decision.block, float(last)) is None


def test_a_bot_passes_on_what_the_board_has_before_it(setting: Setting) -> None:
    """Who leaves at 09:25 has sat until then; a bot takes papers up as the board sits."""
    exercise = _begun(setting, "chair")
    _to(exercise, 9 + 25 / 60)
    exercise.act("chair", actions.Leave(), 0.0)
    assert exercise.tasks == {}
    _to(exercise, 14.0)
    boards = [one for one in _steps(exercise, "joint") if one[0] == "board"]
    assert boards == [("board", 8.1667, 9.0), ("board", 9.0, 9.4167)]
    assert ("decision", 9.4167, 10.4167) in _steps(exercise, "joint")
    # The council's bot was there: in at 10:35, the cut-off at 11:00, the sitting at 12:00.
    boards = [one for one in _steps(exercise, "council") if one[0] == "board"]
    assert boards == [("board", 10.5833, 11.0), ("board", 11.0, 12.0)]


def test_work_that_is_on_its_way_is_not_on_the_list(setting: Setting) -> None:
    """By hand: approved at 12:30, back at 12:40, ordered at 12:50, with the coast at 13:00."""
    exercise = _begun(setting, "coast")
    _to(exercise, 12.95)  # the next thing that the order comes to is the work of the coast
    assert Views(exercise).seat("coast").tasks == ()
    _to(exercise, 13.0)
    assert [one.kind for one in Views(exercise).seat("coast").tasks] == ["order"]


def test_with_nobody_on_the_boards_an_exercise_is_a_replication(busy: Setting) -> None:
    """Also of who has left before a board sits; and the twin gives the same."""
    quiet = Definition(
        busy.definition.file.model_copy(update={"lines": {}}),
        busy.definition.scenario,
        busy.definition.folders,
        busy.definition.contents,
    )
    expected = replicate(busy.program, quiet.seed, 0)
    slow = twin.replicate(busy.program, quiet.seed, 0)
    empty, left = Exercise(quiet), Exercise(quiet)
    for seat in left.setting.seats:
        left.act(seat, actions.Take(person="Ann"), 0.0)
        left.act(seat, actions.Leave(), 0.0)
    for exercise in (empty, left):
        exercise.advance(exercise.ends_h)
    assert (busy.program.blocks["op"] == 3).sum() == 3  # its gates
    for found in (empty.result(), left.result(), slow):
        for name in ("arrived_h", "milestones", "outcome"):
            ours, theirs = getattr(found.incidents, name), getattr(expected.incidents, name)
            assert ours.tobytes() == theirs.tobytes()
        assert found.segments.tobytes() == expected.segments.tobytes()
        assert found.stations.tobytes() == expected.stations.tobytes()


def _on(exercise: Exercise, hours: float) -> None:
    """Advance to a whole moment of the clock, as the log keeps them."""
    exercise.advance(round((exercise.now_h + hours) * TICKS) / TICKS)


def _acted(exercise: Exercise, rng: random.Random) -> None:
    """Let somebody do something at random: come, go, settle what is before them."""
    seat = rng.choice(list(exercise.setting.seats))
    tasks = [one for one in exercise.tasks.values() if one.seat.id == seat]
    if seat not in exercise.people:
        exercise.act(seat, actions.Take(person=seat), 0.0)
    elif tasks and rng.random() < 0.9:
        task = rng.choice(tasks)
        _settle(exercise, task, rng.choice(exercise.outcomes(task)))
    elif rng.random() < 0.3:
        exercise.act(seat, actions.Leave(), 0.0)


SITS = {"joint": "chair", "council": "council", "fleet": "fleet"}
"""Who sits on the boards of each: the seat without a cell, else that of the cell `command`."""


def _shown(exercise: Exercise) -> set[tuple[str, str]]:
    """Return the papers of boards that each seat sees: seat and incident."""
    views = Views(exercise)
    return {
        (seat, one.incident)
        for seat in exercise.setting.seats
        for one in views.seat(seat).tasks
        if one.board is not None
    }


def _may_be_shown(exercise: Exercise, at_h: float, staffed: set[str]) -> set[tuple[str, str]]:
    """Return the same read slowly, afterwards: who was staffed sees what was at its boards then."""
    return {
        (SITS[one.info.headquarters], course.id)
        for course in exercise.record.courses.values()
        for one in course.steps
        if one.info.kind == "board"
        and one.since_h <= at_h < one.at_h
        and SITS[one.info.headquarters] in staffed
    }


@pytest.mark.parametrize("number", range(3))
def test_boards_replay_and_a_slow_reading_of_who_sees_what_agrees(
    busy: Setting, number: int
) -> None:
    rng = random.Random(number)
    exercise = Exercise(busy.definition, setting=busy)
    looked: list[tuple[float, set[str], set[tuple[str, str]]]] = []
    while exercise.now_h < exercise.begins_h + 48.0:
        _on(exercise, rng.choice((0.0037, 0.31, 1.17)))
        if rng.random() < 0.2:  # as an instructor jumps: to the very moment of a sitting
            exercise.advance_to_task(exercise.now_h + 2.0)
        _acted(exercise, rng)
        _on(exercise, 0.001)
        looked.append((exercise.now_h, set(exercise.people), _shown(exercise)))
    outcomes = {one.outcome for one in exercise.finished if one.waiting.info.board is not None}
    assert outcomes == {"go-on", "put-off"}
    log = [Entry.from_json(entry.to_json()) for entry in exercise.entries]
    replayed = Exercise(busy.definition, setting=busy)
    for entry in log:
        while replayed.now_h + 0.37 < entry.at / TICKS:
            replayed.advance(replayed.now_h + 0.37)
        replayed.advance(entry.at / TICKS)
        replayed.act(entry.who, entry.action, entry.wall)
    replayed.advance(exercise.now_h)
    for seat in busy.seats:
        assert Views(replayed).seat(seat) == Views(exercise).seat(seat)
        assert replayed.notices(seat, 0) == exercise.notices(seat, 0)
    for one in ("milestones", "after_h"):
        ours, theirs = (getattr(run.result().incidents, one) for run in (exercise, replayed))
        assert ours.tobytes() == theirs.tobytes()
    _on(exercise, 0.001)
    for seat in busy.seats:  # whatever still waits goes on
        exercise.act(seat, actions.Leave(), 0.0)
    exercise.advance(exercise.ends_h)
    assert sum(len(shown) for _, _, shown in looked) > 20
    for at_h, staffed, shown in looked:
        assert shown == _may_be_shown(exercise, at_h, staffed), at_h


def test_a_board_of_a_headquarters_that_is_lost(
    setting: Setting, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By hand: the joint command is lost at 09:10 with a paper before its board, for 20 h; its
    deputy takes over an hour later, at 10:10, and has the paper."""
    text = QUIET.replace("\nchannels:\n", LOST, 1) + LOSS
    seats = EXERCISE.replace("seats:\n", "seats:\n  deputy: {headquarters: deputy}\n")
    lost = Setting(_definition(tmp_path_factory.mktemp("lost"), text, seats))
    expected = replicate(lost.program, lost.definition.seed, 0)
    slow = twin.replicate(lost.program, lost.definition.seed, 0)
    assert expected.incidents.milestones.tobytes() == slow.incidents.milestones.tobytes()
    exercise = _begun(lost, "chair", "deputy")
    _to(exercise, 9.1)
    assert exercise.outcomes(_task(exercise, "chair")) == ("go-on", "put-off")
    _to(exercise, 9.5)
    assert exercise.tasks == {}  # nobody is there
    _to(exercise, 10.2)
    task = _task(exercise, "deputy")
    assert task.begun_h == pytest.approx(48 + 10 + 1 / 6)
    assert task.came_h == pytest.approx(48 + 8 + 1 / 6)
    _settle(exercise, task, "put-off")
    (waits,) = [one for one in Views(exercise).seat("deputy").tasks if one.begun_h is None]
    assert waits.sits_h == pytest.approx(33.0)
    _to(exercise, 34.0)  # restored at 29:10: its own chair has the next sitting
    _settle(exercise, _task(exercise, "chair"))
    assert _task(exercise, "chair", "decision").begun_h == pytest.approx(48 + 34)


class Here(Ahead):
    """Runs futures in this process."""

    def submit(self, content, outset, futures, *, luck=0):
        job: Future[Seen] = Future()
        job.set_result(run_futures(content, outset, range(futures), luck=luck))
        return [job]


def test_futures_reviews_and_rehearsals_have_boards(setting: Setting) -> None:
    """By hand: on station an hour and 10 min after the order; the council approves at 12:30.

    Taken up at 09:25, decided at 10:25, at the council by 10:35: its sitting of 12:00. Back at
    12:40, ordered by 13:00, there at 14:10: 6 h 10 min after the event. Put off, a day later.
    """
    exercise = _begun(setting, "chair")
    _to(exercise, 9 + 25 / 60)
    task = _task(exercise, "chair")
    found = Here().begin(exercise, futures=3, task=task.id).result()
    taken, put_off = found.outlooks
    assert (taken.option, put_off.option) == ("go-on", "put-off")
    assert taken.q10_h == taken.q90_h == pytest.approx(6 + 1 / 6)
    assert put_off.q10_h == put_off.q90_h == pytest.approx(30 + 1 / 6)
    assert (taken.in_time, put_off.in_time) == (1.0, 0.0)
    _settle(exercise, task, "put-off")
    _to(exercise, 33.25)
    _settle(exercise, _task(exercise, "chair"))
    _to(exercise, 35.0)
    tasks = [
        one for one in Reviewer(exercise, Here(), runs=25).review().tasks if one.kind == "board"
    ]
    first, second = tasks
    assert (first.outcome, first.simulated, first.stay_h) == ("put-off", None, None)
    assert first.took_h == pytest.approx(25 / 60)
    assert (second.outcome, second.took_h) == ("go-on", pytest.approx(0.25))
    assert second.stay_h == pytest.approx(25 + 1 / 12)
    assert second.quicker == 1.0  # in the model it waits from 08:10 to 09:00
    assert second.simulated.q05_h == second.simulated.q95_h == pytest.approx(50 / 60)
    loads = {(one.seat, one.hour): one for one in rehearse(setting, Here(), runs=25).hours}
    assert loads["chair", 9].tasks >= 1.0  # the paper of the list, at its sitting
    assert loads["council", 12].tasks >= 0.9
    assert all(one.tasks == 0.0 for (seat, hour), one in loads.items()
               if seat == "fleet" and hour not in (10, 16, 20, 34, 40, 44, 58, 64, 68))  # fmt: skip
    assert all(one.work_h == 0.0 for (seat, _), one in loads.items() if seat == "fleet")
