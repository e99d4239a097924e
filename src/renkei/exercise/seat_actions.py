"""What a person in a seat does: takes and leaves it, finishes tasks, sends, releases, reads.

Takes an exercise, a seat and an action; changes the exercise, or refuses and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from renkei._base.language import tr
from renkei.doctrine.workflow import DECISIONS
from renkei.exercise import actions
from renkei.exercise.log import DESK
from renkei.exercise.numbers import Numbers
from renkei.exercise.refusals import Refused
from renkei.exercise.release import Paper, in_common, seen_by
from renkei.exercise.taking import Taken, settle
from renkei.program.machine.blocks import Op
from renkei.report.said import Said

if TYPE_CHECKING:
    from renkei.exercise.setting import SeatSetting
    from renkei.exercise.stepped import SteppedModel, Waiting
    from renkei.exercise.views import Outcome


def take_seat_action(exercise: SteppedModel, seat: SeatSetting, action: actions.Action) -> None:
    """Let a person in a seat do something.

    Raises
    ------
    Refused
        If it is not possible; nothing has changed.
    """
    match action:
        case actions.Take(person=person):
            exercise.people[seat.id] = person
            exercise.stepper.staff(seat.blocks)
            _seats_changed(exercise, seat)
        case actions.Leave():
            exercise.people.pop(seat.id, None)
            exercise.stepper.unstaff(seat.blocks)
            exercise.forget_tasks()
            _seats_changed(exercise, seat)
        case actions.Claim(task=id_, mine=mine):
            _task(exercise, seat, id_)
            exercise.claims.pop(id_, None)
            if mine:
                exercise.claims[id_] = exercise.people.get(seat.id, "")
            exercise.record.notify(seat.id, "task", id_, exercise.now_h)
        case actions.Finish():
            _finish(exercise, seat, action)
        case actions.Send():
            _send(exercise, seat, action)
        case actions.Release(item=id_, to=nation):
            _release(exercise, seat, id_, nation)
        case actions.Read(item=id_):
            _item(exercise, seat, id_)
            read = exercise.read.setdefault(seat.id, Numbers())
            read.add(exercise.record.papers.number_of(id_))
        case _:
            raise Refused(403, "desk", lambda: tr("Only the instructor can do that."))


def _seats_changed(exercise: SteppedModel, seat: SeatSetting) -> None:
    exercise.record.notify(DESK, "seats", seat.id, exercise.now_h)
    for other in exercise.setting.seats.values():
        if other.nation == seat.nation:
            exercise.record.notify(other.id, "seats", seat.id, exercise.now_h)


def _task(exercise: SteppedModel, seat: SeatSetting, id_: str) -> Waiting:
    task = exercise.tasks.get(id_)
    if task is None or task.seat.id != seat.id:
        raise Refused(404, "task", lambda: tr("There is no such task, or it is done."))
    return task


def _item(exercise: SteppedModel, seat: SeatSetting, id_: str) -> Paper:
    item = exercise.record.papers.get(id_)
    if item is None or not seen_by(item, seat.headquarters, seat.nations, exercise.now_h):
        raise Refused(404, "item", lambda: tr("There is no such item."))
    return item


def _finish(exercise: SteppedModel, seat: SeatSetting, action: actions.Finish) -> None:
    task = _task(exercise, seat, action.task)
    if action.outcome not in exercise.outcomes(task):
        raise Refused(422, "outcome", lambda: tr("This task cannot be finished like that."))
    _choose_units(exercise, task, action)
    settle(exercise.stepper, taken(exercise, task, action.outcome))
    exercise.close(task, action.outcome, action.text)


def taken(exercise: SteppedModel, task: Waiting, outcome: Outcome) -> Taken:
    """Return a task as it is finished."""
    decision = task.decision
    match outcome:
        case "refuse":
            return Taken(decision, None)
        case "put-off":
            return Taken(decision, exercise.setting.gates[decision.block], put_off=True)
        case "agree" | "counter":
            repeat = exercise.repeat_after(decision)
            assert repeat is not None
            if outcome == "agree":
                return Taken(decision, repeat + 1)
            again = int(exercise.setting.program.blocks["a"][repeat])
            return Taken(decision, again, next_round=True)
        case _:
            return Taken(decision, _after(exercise, task))


def _after(exercise: SteppedModel, task: Waiting) -> int:
    """Return where a token goes on: past the time for which a decision would be slept on."""
    after = task.decision.block + 1
    blocks = exercise.setting.program.blocks
    if task.info.kind in DECISIONS and after < len(blocks) and blocks["op"][after] == Op.DELAY:
        info = exercise.setting.tags[blocks["tag"][after]]
        if (info.kind, info.headquarters) == (task.info.kind, task.info.headquarters):
            return after + 1
    return after


def _choose_units(exercise: SteppedModel, task: Waiting, action: actions.Finish) -> None:
    forces = {one.id: one for one in exercise.forces_of(task)}
    for id_, wanted in action.units.items():
        force = forces.get(id_)
        known = {} if force is None else {unit.id: unit.platforms for unit in force.units}
        total = sum(wanted.values())
        if force is None or not wanted.keys() <= known.keys():
            raise Refused(422, "units", lambda: tr("These units cannot be sent."))
        if total > force.count or any(n > known[unit] for unit, n in wanted.items()):
            raise Refused(422, "units", lambda: tr("More platforms than asked for, or there."))
    for id_, wanted in action.units.items():
        if any(wanted.values()):
            source, ordinal = task.incident
            exercise.chosen[source, ordinal, forces[id_].step] = dict(wanted)
    exercise.stepper.choosing(bool(exercise.chosen))


def _send(exercise: SteppedModel, seat: SeatSetting, action: actions.Send) -> None:
    setting = exercise.setting
    incident = None
    if action.incident is not None:
        known = {course.id: key for key, course in exercise.record.courses.items()}
        incident = known.get(action.incident)
        if incident is None or not exercise.record.knows(seat.headquarters, incident):
            raise Refused(404, "incident", lambda: tr("There is no such incident."))
    if action.reply_to is not None:
        _item(exercise, seat, action.reply_to)
    attached = [_item(exercise, seat, id_) for id_ in action.attached]
    common = in_common(attached, setting.scenario.nations, exercise.now_h)
    received: dict[str, float] = {}
    released: dict[str, float] = {}
    for receiver in action.receivers:
        hours = (
            setting.reach_h(seat.headquarters, receiver)
            if receiver in setting.scenario.headquarters
            else np.inf
        )
        if not np.isfinite(hours):
            raise Refused(422, "receiver", lambda: tr("There is no way to this headquarters."))
        foreign = [one for one in setting.nations_of(receiver) if one not in seat.nations]
        if not common.issuperset(setting.nations_of(receiver)):
            raise Refused(403, "release", lambda: tr("It must be released first."))
        if foreign:
            if not may_release(exercise, seat):
                raise Refused(
                    403,
                    "release",
                    lambda: tr("This headquarters may not release to another nation."),
                )
            hours += setting.release_h(seat.nation)
            released |= dict.fromkeys(foreign, exercise.now_h)
        received[receiver] = exercise.now_h + float(hours)
    subject = Said(en=action.subject, ja=action.subject)
    exercise.record.keep(
        Paper(
            id=exercise.record.new_id(),
            kind=action.kind,
            sender=seat.headquarters,
            receivers=action.receivers,
            subject=subject,
            text=action.text,
            incident=incident,
            precedence=action.precedence,
            sent_h=exercise.now_h,
            as_of_h=min((one.as_of_h for one in attached), default=exercise.now_h),
            owner=seat.nation,
            released=released,
            attached=action.attached,
            reply_to=action.reply_to,
            received=received,
        ),
        exercise.now_h,
    )
    exercise.record.notify(seat.id, "item", "", exercise.now_h)


def _release(exercise: SteppedModel, seat: SeatSetting, id_: str, nation: str) -> None:
    item = _item(exercise, seat, id_)
    if nation not in may_release_to(exercise, seat, item):
        raise Refused(403, "release", lambda: tr("This seat cannot release it there."))
    at_h = exercise.now_h + exercise.setting.release_h(seat.nation)
    exercise.record.papers.release(item, nation, at_h)
    for other in exercise.setting.seats.values():
        if other.headquarters in item.received and other.nation == nation:
            exercise.record.deliver_later(id_, other.headquarters, at_h)
    exercise.record.notify(seat.id, "item", id_, exercise.now_h)
    exercise.record.notify(DESK, "item", id_, exercise.now_h)


def may_release(exercise: SteppedModel, seat: SeatSetting) -> bool:
    """Return whether a seat may release what is its nation's own."""
    return seat.headquarters in exercise.setting.releasers.get(seat.nation, ())


def may_release_to(exercise: SteppedModel, seat: SeatSetting, item: Paper) -> tuple[str, ...]:
    """Return the nations to which a seat may release an item: all that it passes on, too."""
    if item.owner != seat.nation or not may_release(exercise, seat):
        return ()
    attached = [exercise.record.papers[id_] for id_ in item.attached]
    common = in_common(attached, exercise.setting.scenario.nations, exercise.now_h)
    return tuple(
        nation
        for nation in exercise.setting.scenario.nations
        if nation != seat.nation and nation not in item.released and nation in common
    )
