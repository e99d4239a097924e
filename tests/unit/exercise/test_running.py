"""An exercise is its definition and its log: unstaffed it is a replication, and it replays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from renkei.engine.run import replicate
from renkei.exercise import actions
from renkei.exercise.definition import Definition, read_definition
from renkei.exercise.log import DESK, Entry
from renkei.exercise.refusals import Refused
from renkei.exercise.running import Exercise
from renkei.exercise.setting import Setting
from renkei.exercise.viewing import Views
from renkei.study.library import LIBRARY

FILE = LIBRARY / "exercises" / "skerries" / "exercise.yaml"


@pytest.fixture(scope="module")
def definition() -> Definition:
    return Definition.from_bytes(read_definition(FILE).to_bytes())


@pytest.fixture(scope="module")
def setting(definition: Definition) -> Setting:
    return Setting(definition)


def _played(exercise: Exercise, until_h: float, seats: dict[str, str]) -> None:
    """Let people take seats and finish each task half an hour after it came to them."""
    for seat, person in seats.items():
        exercise.act(seat, actions.Take(person=person), 0.0)
    while exercise.now_h < until_h:
        if not exercise.tasks and not exercise.advance_to_task(until_h):
            continue
        exercise.advance(exercise.now_h + 0.5)
        for task in list(exercise.tasks.values()):
            outcome = exercise.outcomes(task)[0]
            exercise.act(task.seat.id, actions.Finish(task=task.id, outcome=outcome), 0.0)


CREW = {"mrd-operations": "Ann", "mrd-commander": "Ben", "aur-fleet": "Cleo"}


def test_with_nobody_in_it_an_exercise_is_a_replication(definition: Definition) -> None:
    quiet = Definition(
        definition.file.model_copy(update={"lines": {}}),
        definition.scenario,
        definition.folders,
        definition.contents,
    )
    exercise = Exercise(quiet)
    exercise.advance(exercise.ends_h)
    found = exercise.result()
    expected = replicate(exercise.setting.program, quiet.seed, quiet.file.replication)
    for name in ("arrived_h", "milestones", "outcome"):
        ours, theirs = getattr(found.incidents, name), getattr(expected.incidents, name)
        assert np.array_equal(ours, theirs, equal_nan=ours.dtype.kind == "f")
    assert np.array_equal(found.segments, expected.segments)
    assert np.array_equal(found.stations, expected.stations)


def test_a_log_replays_to_the_same_bytes_in_any_slices(
    definition: Definition, setting: Setting
) -> None:
    first = Exercise(definition, setting=setting)
    _played(first, first.begins_h + 20.0, CREW)
    log = [Entry.from_json(entry.to_json()) for entry in first.entries]
    second = Exercise(definition, log, first.now_h, setting=setting)
    third = Exercise(definition, setting=setting)
    for entry in log:
        at = entry.at / 3.6e9
        while third.now_h + 0.37 < at:
            third.advance(third.now_h + 0.37)
        third.advance(at)
        third.act(entry.who, entry.action, entry.wall)
    third.advance(first.now_h)
    for other in (second, third):
        ours, theirs = first.result(), other.result()
        assert ours.incidents.milestones.tobytes() == theirs.incidents.milestones.tobytes()
        assert ours.stations.tobytes() == theirs.stations.tobytes()
        assert first.record.knowledge.since == other.record.knowledge.since
        for seat in setting.seats:
            assert first.notices(seat, 0) == other.notices(seat, 0)
            assert Views(first).seat(seat) == Views(other).seat(seat)
        assert Views(first).desk() == Views(other).desk()


def test_tasks_follow_the_doctrine_and_hold_a_team(
    definition: Definition, setting: Setting
) -> None:
    """By hand: an incident at 0.5 h; a report takes minutes; then the joint command assesses."""
    exercise = Exercise(definition, setting=setting)
    for seat, person in CREW.items():
        exercise.act(seat, actions.Take(person=person), 0.0)
    assert exercise.advance_to_task(exercise.begins_h + 2.0)
    (task,) = exercise.tasks.values()
    assert (task.seat.id, task.info.kind) == ("mrd-operations", "assess")
    assert 0.5 < task.begun_h - exercise.begins_h < 1.0
    exercise.advance(exercise.begins_h + 5.0)  # nobody does it: nothing is planned or decided
    kinds = {one.info.kind for one in exercise.tasks.values() if one.seat.nation == "MRD"}
    assert "plan" not in kinds
    exercise.act(task.seat.id, actions.Finish(task=task.id, text="Two boats, no shots"), 0.0)
    kinds = {one.info.kind for one in exercise.tasks.values() if one.seat.nation == "MRD"}
    assert "plan" in kinds
    with pytest.raises(Refused, match="no such task"):
        exercise.act(task.seat.id, actions.Finish(task=task.id), 0.0)


def test_a_seat_has_the_local_time_of_its_headquarters(
    definition: Definition, setting: Setting
) -> None:
    views = Views(Exercise(definition, setting=setting))
    zones = {seat: views.seat(seat).me.zone for seat in ("mrd-operations", "aur-fleet")}
    assert zones == {"mrd-operations": "Europe/Amsterdam", "aur-fleet": "America/New_York"}


def test_a_seat_knows_what_has_reached_it(definition: Definition, setting: Setting) -> None:
    """The fleet command hears of the incident when the report has crossed the channel."""
    exercise = Exercise(definition, setting=setting)
    views = Views(exercise)
    exercise.advance(exercise.begins_h + 0.52)
    flotilla, fleet = views.seat("mrd-flotilla"), views.seat("aur-fleet")
    assert [one.happened_h for one in flotilla.incidents] == [0.5]
    assert fleet.incidents == ()
    exercise.advance(exercise.begins_h + 6.0)
    (heard,) = views.seat("aur-fleet").incidents[:1]
    assert heard.known_h > 1.0
    report = next(one for one in views.seat("aur-fleet").items if one.kind == "report")
    assert report.as_of_h < report.received_h == heard.known_h
    assert (report.owner, report.released_to) == ("MRD", ("AUR",))
    # The ally's ships are none of its business until somebody releases that.
    assert all(one.unit == "destroyers" for one in views.seat("aur-fleet").movements)


def test_messages_take_their_way_and_cross_a_border_only_released(
    definition: Definition, setting: Setting
) -> None:
    exercise = Exercise(definition, setting=setting)
    views = Views(exercise)
    exercise.advance(exercise.begins_h + 1.0)
    for seat, person in CREW.items():
        exercise.act(seat, actions.Take(person=person), 0.0)
    brief = views.seat("mrd-commander").items[0]
    assert brief.subject.en == "Convoy sails tonight"
    letter = actions.Send(
        receivers=("aurelian-fleet",), subject="FYI", text="MARK", attached=(brief.id,)
    )
    with pytest.raises(Refused, match="released first"):
        exercise.act("mrd-commander", letter, 0.0)
    exercise.act("mrd-commander", actions.Release(item=brief.id, to="AUR"), 0.0)
    with pytest.raises(Refused, match="released first"):  # it takes a quarter of an hour
        exercise.act("mrd-commander", letter, 0.0)
    exercise.advance(exercise.now_h + 0.25)
    exercise.act("mrd-commander", letter, 0.0)
    hours = setting.reach_h("meridian-joint", "aurelian-fleet") + 0.25
    exercise.advance(exercise.now_h + hours - 0.01)
    assert "MARK" not in views.seat("aur-fleet").model_dump_json()
    exercise.advance(exercise.now_h + 0.02)
    assert "MARK" in views.seat("aur-fleet").model_dump_json()
    with pytest.raises(Refused, match="may not release"):
        exercise.act(
            "mrd-flotilla", actions.Send(receivers=("aurelian-fleet",), subject="hello"), 0.0
        )


def test_a_bot_takes_over_what_is_in_hand(definition: Definition, setting: Setting) -> None:
    exercise = Exercise(definition, setting=setting)
    exercise.act("mrd-operations", actions.Take(person="Ann"), 0.0)
    exercise.advance_to_task(exercise.begins_h + 2.0)
    begun = exercise.now_h
    exercise.advance(begun + 0.1)
    exercise.act("mrd-operations", actions.Leave(), 0.0)
    assert exercise.tasks == {}
    exercise.advance(begun + 20.0)
    (course,) = [
        one for one in exercise.record.courses.values() if one.happened_h == exercise.begins_h + 0.5
    ]
    assert "decided.MRD" in course.milestones


def test_a_refusal_ends_the_response(definition: Definition, setting: Setting) -> None:
    exercise = Exercise(definition, setting=setting)
    exercise.act("mrd-commander", actions.Take(person="Ben"), 0.0)
    while not any(one.info.kind == "decision" for one in exercise.tasks.values()):
        for task in list(exercise.tasks.values()):
            exercise.act(task.seat.id, actions.Finish(task=task.id), 0.0)
        if not any(one.info.kind == "decision" for one in exercise.tasks.values()):
            assert exercise.advance_to_task(exercise.ends_h)
    task = next(one for one in exercise.tasks.values() if one.info.kind == "decision")
    exercise.act("mrd-commander", actions.Finish(task=task.id, outcome="refuse"), 0.0)
    exercise.act("mrd-commander", actions.Leave(), 0.0)
    exercise.advance(exercise.ends_h)
    course = exercise.record.courses[task.incident]
    assert "departed" not in course.milestones


def test_lines_fire_by_time_by_condition_and_by_hand(
    definition: Definition, setting: Setting
) -> None:
    exercise = Exercise(definition, setting=setting)
    exercise.act("aur-fleet", actions.Take(person="Cleo"), 0.0)  # who does nothing: no agreement
    exercise.act(DESK, actions.Delay(line="M03", at_h=5.0), 0.0)
    exercise.act(DESK, actions.Skip(line="M04"), 0.0)
    put = actions.PutLine(
        line="D1", when="decided by meridian-joint of harassment", receivers=("aurelian-fleet",),
        subject="Meridia has decided",
    )  # fmt: skip
    exercise.act(DESK, put, 0.0)
    exercise.act(DESK, actions.Approve(line="D1"), 0.0)
    exercise.advance(exercise.ends_h)
    fired = {one.id: one.fired_h for one in Views(exercise).desk().lines}
    assert fired["M03"] == pytest.approx(5.0)
    assert fired["M04"] is None
    assert fired["C01"] is None
    assert fired["M05"] == pytest.approx(16.0)
    assert 1.0 < fired["D1"] < 16.0
    with pytest.raises(Refused, match="fired already"):
        exercise.act(DESK, actions.Fire(line="M03"), 0.0)
    with pytest.raises(Refused, match="does not have"):
        exercise.act(DESK, actions.PutLine(line="X", receivers=("nowhere",)), 0.0)


def test_a_changed_line_keeps_columns_that_mean_nothing_here(
    definition: Definition, setting: Setting
) -> None:
    exercise = Exercise(definition, setting=setting)
    put = actions.PutLine(line="D1", at_h=2.0, receivers=("aurelian-fleet",), subject="One")
    exercise.act(DESK, put.model_copy(update={"extra": {"Umpire": "Cdr Holm"}}), 0.0)
    exercise.act(DESK, put.model_copy(update={"subject": "Two"}), 0.0)
    again = Exercise(definition, [Entry.from_json(one.to_json()) for one in exercise.entries])
    for one in (exercise, again):
        line = one.control.lines["D1"]
        assert (line.says.subject, line.extra) == ("Two", {"Umpire": "Cdr Holm"})
    exercise.act(DESK, put.model_copy(update={"extra": {}}), 0.0)
    assert exercise.control.lines["D1"].extra == {}


def test_units_that_a_person_chooses_go(definition: Definition, setting: Setting) -> None:
    """Only one unit can be sent here, so the choice says how many; too many are refused."""
    exercise = Exercise(definition, setting=setting)
    exercise.act("mrd-commander", actions.Take(person="Ben"), 0.0)
    while not any(one.info.kind == "decision" for one in exercise.tasks.values()):
        for task in list(exercise.tasks.values()):
            exercise.act(task.seat.id, actions.Finish(task=task.id), 0.0)
        if not any(one.info.kind == "decision" for one in exercise.tasks.values()):
            assert exercise.advance_to_task(exercise.ends_h)
    task = next(one for one in exercise.tasks.values() if one.info.kind == "decision")
    shown = Views(exercise).seat("mrd-commander").tasks
    (force,) = next(one.forces for one in shown if one.id == task.id)
    away = {move for move, way in exercise.record.ways.items()
            if way.unit == "frigates" and "home" not in way.stages}  # fmt: skip
    assert force.candidates[0].free == 5 - len(away)  # of five; each sent goes alone
    assert next(one for one in shown if one.id == task.id).text.en == "Decide on the response"
    many = actions.Finish(task=task.id, units={"frigate": {"frigates": 4}})
    with pytest.raises(Refused, match="More platforms"):
        exercise.act("mrd-commander", many, 0.0)
    exercise.act(
        "mrd-commander", actions.Finish(task=task.id, units={"frigate": {"frigates": 1}}), 0.0
    )
    exercise.advance(exercise.now_h + 10.0)
    sent = [one for one in exercise.record.ways.values() if one.incident == task.incident]
    assert [(one.unit, one.quantity) for one in sent][:1] == [("frigates", 1)]


@pytest.mark.parametrize("name", ["japan", "skerries"])
def test_packaged_exercises_are_sound(name: str) -> None:
    """Their names are those of their scenario, each seat has work, each line reaches somebody."""
    definition = read_definition(LIBRARY / "exercises" / name / "exercise.yaml")
    setting = Setting(definition)
    assert all(seat.blocks for seat in setting.seats.values() if seat.cell is None or seat.blocks)
    staffed = {seat.headquarters for seat in setting.seats.values()}
    for line in definition.file.lines.values():
        assert line.incident is not None or staffed.intersection(line.to)
    assert {seat.nation for seat in setting.seats.values()} >= set(
        definition.file.release or setting.scenario.nations
    ) - {""}


def test_of_two_seats_of_one_cell_the_first_has_the_work() -> None:
    definition = read_definition(FILE)
    seats = dict(definition.file.seats)
    busy = next(id_ for id_, seat in Setting(definition).seats.items() if seat.blocks)
    seats["deputy"] = seats[busy]
    both = replace(definition, file=definition.file.model_copy(update={"seats": seats}))
    found = Setting(both).seats
    assert found[busy].blocks == Setting(definition).seats[busy].blocks
    assert found["deputy"].blocks == ()
