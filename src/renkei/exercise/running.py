"""An exercise as it goes on: the model stepped, people's actions applied, all told in order.

What for: the state of an exercise is a function of its definition and its log. Takes both; advances
in model time, takes actions, and tells who has learnt what. Replaying the log gives the same state,
in whatever slices the time went by; with an empty log the model is replication k of ``renkei run``.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from renkei._base.errors import InputError
from renkei._base.language import said, tr
from renkei.doctrine.workflow import DECISIONS, StepKind
from renkei.engine.stepping import Decision, Stepper
from renkei.exercise import actions
from renkei.exercise.conditions import HasDecided, HasReached, IsBelow
from renkei.exercise.journal import Arrived, Began, Done, Incident, Journal, Reached
from renkei.exercise.knowledge import EVENT, MILESTONE, MOVE, OVER, Knowledge, KnownFact
from renkei.exercise.lines import CHECKED_EVERY_H, MasterEvent, put_line, read_lines
from renkei.exercise.log import DESK, Entry
from renkei.exercise.refusals import Refused
from renkei.exercise.release import EVERYBODY, ItemKind, Paper, in_common, may_see, seen_by
from renkei.exercise.setting import ForceInfo, SeatSetting, Setting, TagInfo
from renkei.exercise.views import Notice, Outcome
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import text_hash
from renkei.report.said import Said, both

if TYPE_CHECKING:
    from renkei.engine.replication import Replication
    from renkei.engine.stepping import Snapshot
    from renkei.exercise.definition import Definition
    from renkei.program.machine.policy import Request

REFUSED = "refused by a person"
"""Reason of failure of an incident whose response somebody has refused."""

_STAGES = {
    StepKind.PREPARATION: "departed",
    StepKind.TRANSIT: "arrived",
    StepKind.ON_STATION: "left",
    StepKind.RECOVERY: "home",
}

NoticeKind = Literal[
    "clock", "task", "item", "incident", "movement", "seats", "lines", "note", "over"
]


@dataclass(frozen=True)
class Waiting:
    """A task: work that waits for the person in a seat, begun by a team."""

    id: str
    seat: SeatSetting
    decision: Decision
    info: TagInfo
    incident: Incident
    begun_h: float


@dataclass(frozen=True)
class Finished:
    """A task that was finished by a person, with what they wrote; ``by`` is empty for a bot."""

    waiting: Waiting
    done_h: float
    outcome: Outcome
    by: str
    text: str


@dataclass
class IncidentCourse:
    """An incident as it really is: when and where, what was reached, the steps done so far."""

    incident: Incident
    id: str
    place: str
    happened_h: float
    milestones: dict[str, float] = field(default_factory=dict)
    steps: list[Done] = field(default_factory=list)


@dataclass
class UnitWay:
    """The way of platforms of a unit to an incident and back; moments as they really were."""

    incident: Incident
    unit: str
    quantity: int
    ordered_h: float
    stages: dict[str, float] = field(default_factory=dict)


class Exercise:
    """An exercise at a moment.

    Parameters
    ----------
    definition
        The exercise.
    entries
        Its log so far, which is replayed.
    now_h
        Where the clock stood [h since hour 0 of the scenario]; None: at the last entry.

    Attributes
    ----------
    now_h, begins_h, ends_h
        Present moment, begin and end [h since hour 0 of the scenario].
    people
        Who is in which seat.
    """

    def __init__(
        self,
        definition: Definition,
        entries: Iterable[Entry] = (),
        now_h: float | None = None,
        setting: Setting | None = None,
    ) -> None:
        self.definition = definition
        self.setting = setting or Setting(definition)
        self.begins_h, self.ends_h = definition.begins_h, definition.ends_h
        self.entries: list[Entry] = []
        self.people: dict[str, str] = {}
        self.knowledge = Knowledge()
        self.items: dict[str, Paper] = {}
        self.read: dict[str, set[str]] = {}
        self.claims: dict[str, str] = {}
        self.tasks: dict[str, Waiting] = {}
        self.finished: list[Finished] = []
        self.courses: dict[Incident, IncidentCourse] = {}
        self.ways: dict[int, UnitWay] = {}
        self.notes: list[tuple[float, str]] = []
        self.lines = read_lines(definition.file.lines, self.setting.scenario)
        self.chosen: dict[tuple[str, int, str], dict[str, int]] = {}
        self._feeds: dict[str, list[Notice]] = {DESK: [], **{id_: [] for id_ in self.setting.seats}}
        self._numbers: dict[str, int] = {}
        self._due: list[tuple[float, int, str, str]] = []
        self._decided: set[tuple[str, str]] = set()
        self._journal = Journal(self.setting)
        self._stepper = Stepper(
            self.setting.program,
            definition.seed,
            definition.file.replication,
            journal=True,
            reasons=(REFUSED,),
            choose=self._choose,
        )
        self.now_h = 0.0
        self._run_to(self.begins_h, stop=False)
        self._fire_due()
        for entry in entries:
            self.advance(entry.at / TICKS)
            self._apply(entry)
        if now_h is not None:
            self.advance(now_h)

    # --- time

    @property
    def is_over(self) -> bool:
        """Whether the end is reached."""
        return self.now_h >= self.ends_h

    def advance(self, until_h: float) -> None:
        """Advance to a moment of the scenario [h], at most to the end of the exercise."""
        self._advance(until_h, stop=False)

    def advance_to_task(self, until_h: float) -> bool:
        """Advance to the first moment at which work begins to wait for a person, or to a moment.

        Return whether there was such work.
        """
        return self._advance(until_h, stop=True)

    def _advance(self, until_h: float, *, stop: bool) -> bool:
        until_h = min(until_h, self.ends_h)
        while True:
            to_h = min(until_h, self._next_stop())
            if self._run_to(to_h, stop=stop):
                return True
            self._fire_due()
            if to_h >= until_h:
                return False

    def _run_to(self, until_h: float, *, stop: bool) -> bool:
        """Run the model to a moment; with ``stop``, at most to the next task of a person."""
        while True:
            decision = self._stepper.advance_to_decision(until_h)
            self.now_h = max(self.now_h, min(self._stepper.now, until_h))
            self._hear()
            if decision is None:
                break
            task = self._new_task(decision)
            if stop and task is not None:
                return True
        self.now_h = max(self.now_h, until_h)
        self._forget_tasks()
        while self._due and self._due[0][0] <= self.now_h:
            at_h, _, item, headquarters = heapq.heappop(self._due)
            self._deliver(item, headquarters, at_h)
        return False

    def _next_stop(self) -> float:
        """Return the next moment at which something happens outside the model [h]."""
        found = [self._due[0][0]] if self._due else []
        for line in self.lines.values():
            if line.due_h is not None:
                found.append(self.begins_h + line.due_h)
            elif line.watches:
                found.append((np.floor(self.now_h / CHECKED_EVERY_H + 1e-9) + 1) * CHECKED_EVERY_H)
        return min((float(at) for at in found if at > self.now_h), default=self.ends_h)

    # --- what happens in the model

    def _hear(self) -> None:
        """Take what the model has noted: facts arise, messages tell them."""
        for what in self._journal.tell(self._stepper.noted(), self.now_h):
            match what:
                case Arrived(at_h, incident, place):
                    number = text_hash(f"incident {incident} {self.definition.seed}")
                    id_ = f"{incident[0]}-{number:016x}"[: len(incident[0]) + 7]
                    self.courses[incident] = IncidentCourse(incident, id_, place, at_h)
                    self.notify(DESK, "incident", id_, at_h)
                case Began():
                    self._began(what)
                case Done():
                    self._done(what)
                case Reached():
                    self._reached(what)

    def _began(self, what: Began) -> None:
        way = UnitWay(what.incident, what.unit, what.quantity, what.at_h)
        self.ways[what.move] = way
        self._moved(what.incident, what.move, "ordered", what.at_h)

    def _moved(self, incident: Incident, move: int, stage: str, at_h: float) -> None:
        unit = self.ways[move].unit
        superior = self.setting.superiors.get(unit, "")
        owner = (
            self.setting.scenario.units[unit].nation if unit in self.setting.scenario.units else ""
        )
        fact = self.knowledge.arises(MOVE, incident, stage, at_h, owner, superior, move)
        self._tell(superior, fact, at_h)
        self.notify(DESK, "movement", self.courses[incident].id, at_h)

    def _done(self, what: Done) -> None:
        course = self.courses.get(what.incident)
        if course is None:
            return
        course.steps.append(what)
        info = what.info
        if what.move >= 0:
            stage = _STAGES.get(StepKind(info.kind))
            if stage is not None:
                self.ways[what.move].stages[stage] = what.at_h
                self._moved(what.incident, what.move, stage, what.at_h)
            return
        if info.to and info.to != info.headquarters:
            self._message(course, what)
        elif info.kind in DECISIONS and what.at_h >= self.begins_h:
            self._decided.add((info.headquarters, what.incident[0]))

    def _message(self, course: IncidentCourse, what: Done) -> None:
        """Let a message of the model arrive: its receiver learns what its sender knew."""
        info, setting = what.info, self.setting
        sender, receiver = setting.nation_of(info.headquarters), setting.nation_of(info.to)
        told = list(
            self.knowledge.told(what.incident, info.headquarters, sender, receiver, what.since_h)
        )
        for fact in told:
            if self.knowledge.learns(info.to, fact.id, what.at_h):
                self._tell(info.to, fact, what.at_h)
        for one in self.items.values():
            same = (one.sender, one.incident, one.sent_h) == (
                info.headquarters, what.incident, what.since_h,
            )  # fmt: skip
            if same and one.received.get(info.to) == what.at_h:
                return  # two courses in one message
        kind: ItemKind = "report"
        if what.before in (StepKind.ORDER, StepKind.FORCES_REQUEST) or "/order/" in info.step:
            kind = "order"
        elif what.before == StepKind.REQUEST:
            kind = "request"
        item = Paper(
            id=self._new_id("item"),
            kind=kind,
            sender=info.headquarters,
            receivers=(info.to,),
            subject=self._subject(kind, course),
            text="",
            incident=what.incident,
            precedence=info.precedence,
            sent_h=what.since_h,
            as_of_h=max((fact.at_h for fact in told), default=what.since_h),
            owner=sender or receiver,
            released={receiver: what.at_h} if receiver != sender else {},
            received={info.to: what.at_h},
        )
        self._keep(item)

    def _subject(self, kind: ItemKind, course: IncidentCourse) -> Said:
        name = self.setting.incident_name(course.incident[0])
        place = self.setting.place_name(course.place)

        def words() -> str:
            values = {"incident": str(name), "place": str(place)}
            if kind == "order":
                return tr("Order: {incident}, {place}", **values)
            if kind == "request":
                return tr("Request: {incident}, {place}", **values)
            return tr("Report: {incident}, {place}", **values)

        return both(words)

    def _reached(self, what: Reached) -> None:
        course = self.courses.get(what.incident)
        if course is None:
            return
        course.milestones[what.milestone] = what.at_h
        self.notify(DESK, "incident", course.id, what.at_h)
        setting, incident = self.setting, what.incident
        deciders = setting.deciders(incident[0], course.place)
        stem, _, nation = what.milestone.partition(".")
        if what.milestone == "detected":
            first = setting.detected_by(incident[0], course.place)
            self._arises(EVENT, incident, "", course.happened_h, "", (first,), what.at_h)
        elif what.milestone == "complete":
            self._arises(OVER, incident, "", what.at_h, "", deciders.values(), what.at_h)
        elif stem in ("agreed", "settled"):
            self._arises(MILESTONE, incident, stem, what.at_h, "", deciders.values(), what.at_h)
        elif nation and stem in ("decided", "reported"):
            by = deciders.get(nation, what.headquarters)
            self._arises(MILESTONE, incident, what.milestone, what.at_h, nation, (by,), what.at_h)
        elif stem in setting.named_milestones(incident[0]) and what.headquarters:
            owner = setting.nation_of(what.headquarters)
            self._arises(
                MILESTONE, incident, stem, what.at_h, owner, (what.headquarters,), what.at_h
            )

    def _arises(
        self,
        kind: str,
        incident: Incident,
        name: str,
        at_h: float,
        owner: str,
        at: Iterable[str],
        known_h: float,
    ) -> None:
        """Let a fact arise at one headquarters or several at once."""
        first, *others = dict.fromkeys(at) or ("",)
        fact = self.knowledge.arises(kind, incident, name, at_h, owner, first)
        self.knowledge.since[first][fact.id] = known_h
        self._tell(first, fact, known_h)
        for other in others:
            self.knowledge.learns(other, fact.id, known_h)
            self._tell(other, fact, known_h)

    def _tell(self, headquarters: str, fact: KnownFact, at_h: float) -> None:
        """Send a notice of a fact to the seats of a headquarters."""
        kind: NoticeKind = "movement" if fact.kind == MOVE else "incident"
        for seat in self.setting.seats.values():
            if seat.headquarters == headquarters:
                self.notify(seat.id, kind, self.courses[fact.incident].id, at_h)

    # --- items

    def _keep(self, item: Paper) -> None:
        """Keep an item; deliver what has arrived, and the rest when it arrives."""
        self.items[item.id] = item
        for headquarters, at_h in item.received.items():
            if at_h <= self.now_h:
                self._deliver(item.id, headquarters, at_h)
            else:
                self._numbers["due"] = self._numbers.get("due", 0) + 1
                heapq.heappush(self._due, (at_h, self._numbers["due"], item.id, headquarters))

    def _deliver(self, item: str, headquarters: str, at_h: float) -> None:
        one = self.items[item]
        self.notify(DESK, "item", item, at_h)
        for seat in self.setting.seats.values():
            if seat.headquarters == headquarters and may_see(one, seat.nation, at_h):
                self.notify(seat.id, "item", item, at_h)

    def items_of(self, seat: SeatSetting) -> list[Paper]:
        """Return what a seat sees of the items, in order of sending."""
        return [
            item
            for item in self.items.values()
            if seen_by(item, seat.headquarters, seat.nation, self.now_h)
        ]

    # --- tasks

    def _new_task(self, decision: Decision) -> Waiting | None:
        """Let the person in the seat of a block have a task."""
        seat = self._seat_of.get(decision.block)
        if seat is None:
            return None
        n = self._numbers[seat.id] = self._numbers.get(seat.id, 0) + 1
        for old in [one for one in self.tasks.values() if one.decision.token == decision.token]:
            self.tasks.pop(old.id)  # it was interrupted, and is taken up again
        info = self.setting.tags[self.setting.program.blocks["tag"][decision.block]]
        begun = decision.since_h if decision.begun_h is None else decision.begun_h
        task = Waiting(
            f"{seat.id}-{n}", seat, decision, info, (decision.source, decision.ordinal), begun
        )
        self.tasks[task.id] = task
        self.notify(seat.id, "task", task.id, self.now_h)
        self.notify(DESK, "task", task.id, self.now_h)
        return task

    @property
    def _seat_of(self) -> dict[int, SeatSetting]:
        if not hasattr(self, "_seat_blocks"):
            self._seat_blocks = {
                block: seat for seat in self.setting.seats.values() for block in seat.blocks
            }
        return self._seat_blocks

    def _forget_tasks(self) -> None:
        """Drop tasks whose work was interrupted or given to somebody else by the model."""
        pending = set(self._stepper.pending)
        for id_ in [id_ for id_, task in self.tasks.items() if task.decision not in pending]:
            task = self.tasks.pop(id_)
            self.notify(task.seat.id, "task", id_, self.now_h)
            self.notify(DESK, "task", id_, self.now_h)

    def queued(self, seat: SeatSetting) -> list[Decision]:
        """Return the work of a seat that waits for a team."""
        rows = set(seat.blocks)
        found = [one for one in self._stepper.queued() if one.block in rows]
        return sorted(found, key=lambda one: (one.since_h, one.source, one.ordinal, one.block))

    def outcomes(self, task: Waiting) -> tuple[Outcome, ...]:
        """Return the ways in which a task can be finished."""
        if task.info.kind == StepKind.COORDINATION and self._repeat(task.decision) is not None:
            return "agree", "counter"
        if task.info.kind in DECISIONS:
            return "go-on", "refuse"
        return ("go-on",)

    def _repeat(self, decision: Decision) -> int | None:
        """Return the block after a round of coordination that asks whether it was the last."""
        after = decision.block + 1
        blocks = self.setting.program.blocks
        return after if after < len(blocks) and blocks["op"][after] == Op.REPEAT else None

    def forces_of(self, task: Waiting) -> tuple[ForceInfo, ...]:
        """Return the forces that a decision sends, which the person may choose."""
        if task.info.kind not in DECISIONS:
            return ()
        known = self.setting.forces.get((task.incident[0], task.decision.place), ())
        nation = self.setting.nation_of(task.info.headquarters)
        return tuple(one for one in known if one.nation == nation)

    # --- actions

    def act(self, who: str, action: actions.Action, wall: float) -> Entry:
        """Take an action of a seat or the instructor, and return its entry.

        Raises
        ------
        Refused
            If it is not possible; nothing has changed.
        """
        self.advance(self.now_h)  # the rest of this moment
        at = round(self.now_h * TICKS)
        entry = Entry(len(self.entries) + 1, at, wall, who, action)
        self._apply(entry)
        return entry

    def _apply(self, entry: Entry) -> None:
        if entry.who == DESK:
            self._desk(entry.action)
        elif entry.who in self.setting.seats:
            self._seated(self.setting.seats[entry.who], entry.action)
        else:
            raise Refused(404, "seat", lambda: tr("There is no such seat."))
        self.entries.append(entry)
        self.advance(self.now_h)

    def _seated(self, seat: SeatSetting, action: actions.Action) -> None:
        match action:
            case actions.Take(person=person):
                self.people[seat.id] = person
                self._stepper.staff(seat.blocks)
                self._seats_changed(seat)
            case actions.Leave():
                self.people.pop(seat.id, None)
                self._stepper.unstaff(seat.blocks)
                self._forget_tasks()
                self._seats_changed(seat)
            case actions.Claim(task=id_, mine=mine):
                self._task(seat, id_)
                self.claims.pop(id_, None)
                if mine:
                    self.claims[id_] = self.people.get(seat.id, "")
                self.notify(seat.id, "task", id_, self.now_h)
            case actions.Finish():
                self._finish(seat, action)
            case actions.Send():
                self._send(seat, action)
            case actions.Release(item=id_, to=nation):
                self._release(seat, id_, nation)
            case actions.Read(item=id_):
                self._item(seat, id_)
                self.read.setdefault(seat.id, set()).add(id_)
            case _:
                raise Refused(403, "desk", lambda: tr("Only the instructor can do that."))

    def _seats_changed(self, seat: SeatSetting) -> None:
        self.notify(DESK, "seats", seat.id, self.now_h)
        for other in self.setting.seats.values():
            if other.nation == seat.nation:
                self.notify(other.id, "seats", seat.id, self.now_h)

    def _task(self, seat: SeatSetting, id_: str) -> Waiting:
        task = self.tasks.get(id_)
        if task is None or task.seat.id != seat.id:
            raise Refused(404, "task", lambda: tr("There is no such task, or it is done."))
        return task

    def _item(self, seat: SeatSetting, id_: str) -> Paper:
        item = self.items.get(id_)
        if item is None or not seen_by(item, seat.headquarters, seat.nation, self.now_h):
            raise Refused(404, "item", lambda: tr("There is no such item."))
        return item

    def _finish(self, seat: SeatSetting, action: actions.Finish) -> None:
        task = self._task(seat, action.task)
        if action.outcome not in self.outcomes(task):
            raise Refused(422, "outcome", lambda: tr("This task cannot be finished like that."))
        self._choose_units(task, action)
        decision = task.decision
        if action.outcome == "refuse":
            self._stepper.refuse(decision, REFUSED)
        elif action.outcome in ("agree", "counter"):
            repeat = self._repeat(decision)
            assert repeat is not None
            again = action.outcome == "counter"
            target = int(self.setting.program.blocks["a"][repeat]) if again else repeat + 1
            self._stepper.end(decision, target, next_round=again)
        else:
            self._stepper.end(decision, self._after(task))
        del self.tasks[task.id]
        self.claims.pop(task.id, None)
        by = self.people.get(seat.id, "")
        self.finished.append(Finished(task, self.now_h, action.outcome, by, action.text))
        self.notify(seat.id, "task", task.id, self.now_h)
        self.notify(DESK, "task", task.id, self.now_h)

    def _after(self, task: Waiting) -> int:
        """Return where a token goes on: past the time for which a decision would be slept on."""
        after = task.decision.block + 1
        blocks = self.setting.program.blocks
        if task.info.kind in DECISIONS and after < len(blocks) and blocks["op"][after] == Op.DELAY:
            info = self.setting.tags[blocks["tag"][after]]
            if (info.kind, info.headquarters) == (task.info.kind, task.info.headquarters):
                return after + 1
        return after

    def _choose_units(self, task: Waiting, action: actions.Finish) -> None:
        forces = {one.id: one for one in self.forces_of(task)}
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
                self.chosen[source, ordinal, forces[id_].step] = dict(wanted)
        self._stepper.choosing(bool(self.chosen))

    def _choose(self, request: Request) -> list[int] | None:
        """Say which platforms go: those that a person has chosen, then as the doctrine would."""
        wanted = self.chosen.get((request.incident, request.ordinal, request.step))
        if wanted is None:
            return None
        left = dict(wanted)
        given = []
        for one in request.candidates:
            mine = min(left.pop(one.unit, 0), one.free)
            given.append(mine)
        lack = request.count - sum(given)
        for k, one in enumerate(request.candidates):
            more = max(min(lack, one.free - given[k]), 0)
            given[k] += more
            lack -= more
        return given

    def _send(self, seat: SeatSetting, action: actions.Send) -> None:
        setting = self.setting
        incident = None
        if action.incident is not None:
            known = {course.id: key for key, course in self.courses.items()}
            incident = known.get(action.incident)
            if incident is None or not self.knows(seat.headquarters, incident):
                raise Refused(404, "incident", lambda: tr("There is no such incident."))
        if action.reply_to is not None:
            self._item(seat, action.reply_to)
        attached = [self._item(seat, id_) for id_ in action.attached]
        common = in_common(attached, setting.scenario.nations, self.now_h)
        received, released = {}, {}
        for receiver in action.receivers:
            hours = (
                setting.reach_h(seat.headquarters, receiver)
                if receiver in setting.scenario.headquarters
                else np.inf
            )
            if not np.isfinite(hours):
                raise Refused(422, "receiver", lambda: tr("There is no way to this headquarters."))
            nation = setting.nation_of(receiver)
            if nation != seat.nation:
                if nation not in common:
                    raise Refused(403, "release", lambda: tr("It must be released first."))
                if seat.headquarters not in setting.releasers.get(seat.nation, ()):
                    raise Refused(
                        403,
                        "release",
                        lambda: tr("This headquarters may not release to another nation."),
                    )
                hours += setting.release_h(seat.nation)
                released[nation] = self.now_h
            received[receiver] = self.now_h + float(hours)
        subject = Said(en=action.subject, ja=action.subject)
        self._keep(
            Paper(
                id=self._new_id("item"),
                kind=action.kind,
                sender=seat.headquarters,
                receivers=action.receivers,
                subject=subject,
                text=action.text,
                incident=incident,
                precedence=action.precedence,
                sent_h=self.now_h,
                as_of_h=min((one.as_of_h for one in attached), default=self.now_h),
                owner=seat.nation,
                released=released,
                attached=action.attached,
                reply_to=action.reply_to,
                received=received,
            )
        )
        self.notify(seat.id, "item", "", self.now_h)

    def _release(self, seat: SeatSetting, id_: str, nation: str) -> None:
        item = self._item(seat, id_)
        if nation not in self.may_release_to(seat, item):
            raise Refused(403, "release", lambda: tr("This seat cannot release it there."))
        at_h = self.now_h + self.setting.release_h(seat.nation)
        item.released[nation] = at_h
        for other in self.setting.seats.values():
            if other.headquarters in item.received and other.nation == nation:
                self._numbers["due"] = self._numbers.get("due", 0) + 1
                due = (at_h, self._numbers["due"], id_, other.headquarters)
                heapq.heappush(self._due, due)
        self.notify(seat.id, "item", id_, self.now_h)
        self.notify(DESK, "item", id_, self.now_h)

    def may_release_to(self, seat: SeatSetting, item: Paper) -> tuple[str, ...]:
        """Return the nations to which a seat may release an item: all that it passes on, too."""
        releases = seat.headquarters in self.setting.releasers.get(seat.nation, ())
        if item.owner != seat.nation or not releases:
            return ()
        attached = [self.items[id_] for id_ in item.attached]
        common = in_common(attached, self.setting.scenario.nations, self.now_h)
        return tuple(
            nation
            for nation in self.setting.scenario.nations
            if nation != seat.nation and nation not in item.released and nation in common
        )

    def knows(self, headquarters: str, incident: Incident) -> bool:
        """Return whether a headquarters knows of an incident."""
        return any(fact.kind == EVENT for fact in self.knowledge.known(headquarters, incident))

    # --- exercise control

    def _desk(self, action: actions.Action) -> None:
        match action:
            case actions.Fire(line=id_):
                self._fire(self._line(id_))
            case actions.Skip(line=id_, skipped=skipped):
                self._put(self._line(id_).with_state("skipped" if skipped else "planned"))
            case actions.Approve(line=id_, approved=approved):
                self._put(self._line(id_).with_state("approved" if approved else "planned"))
            case actions.Delay(line=id_, at_h=at_h):
                line = self._line(id_)
                if self.begins_h + at_h < self.now_h:
                    raise Refused(409, "past", lambda: tr("This moment is past."))
                self._put(replace(line, at_h=at_h))
            case actions.PutLine():
                if action.line in self.lines:
                    self._line(action.line)
                self._put_line(action)
            case actions.Pin(text=text):
                self.notes.append((self.now_h, text))
                self.notify(DESK, "note", str(len(self.notes)), self.now_h)
            case _:
                raise Refused(403, "seat", lambda: tr("Only a seat can do that."))

    def _line(self, id_: str) -> MasterEvent:
        """Return a line that has not been fired."""
        line = self.lines.get(id_)
        if line is None:
            raise Refused(404, "line", lambda: tr("There is no such line."))
        if line.state == "fired":
            raise Refused(409, "fired", lambda: tr("This line was fired already."))
        return line

    def _put_line(self, action: actions.PutLine) -> None:
        scenario = self.setting.scenario
        wrong = [one for one in action.receivers if one not in scenario.headquarters]
        if action.creates is not None and action.creates not in scenario.incidents:
            wrong.append(action.creates)
        elif action.creates is not None and action.place is not None:
            places = scenario.incidents[action.creates].places
            wrong += [action.place] if action.place not in places else []
        if wrong:
            names = ", ".join(wrong)
            raise Refused(
                422, "names", lambda: tr("The scenario does not have: {names}", names=names)
            )
        try:
            self._put(put_line(action, scenario))
        except InputError as error:
            expected = error.problems[0].expected
            raise Refused(
                422,
                "condition",
                lambda: tr("The condition is not one of: {expected}", expected=said(expected)),
            ) from None

    def _put(self, line: MasterEvent) -> None:
        self.lines[line.id] = line
        self.notify(DESK, "lines", line.id, self.now_h)

    def _fire_due(self) -> None:
        """Fire what is due by its time or its condition."""
        for line in list(self.lines.values()):
            due = line.due_h
            if due is not None:
                if self.begins_h + due <= self.now_h and self._holds(line):
                    self._fire(line)
                elif self.begins_h + due <= self.now_h:
                    self._put(line.with_state("skipped"))
            elif line.watches and self._holds(line):
                self._fire(line)

    def _holds(self, line: MasterEvent) -> bool:
        match line.condition:
            case None:
                return True
            case HasReached(milestone, incident, not_by_h):
                reached = any(
                    course.milestones.get(milestone, np.inf) <= self.now_h
                    for key, course in self.courses.items()
                    if key[0] == incident and course.happened_h >= self.begins_h
                )
                return reached == (not_by_h is None)
            case HasDecided(headquarters, incident):
                return (headquarters, incident) in self._decided
            case IsBelow(stock, number):
                row = self.setting.program.stocks.index(stock)
                return float(self._stepper.state.stock["on_hand"][row]) < number

    def _fire(self, line: MasterEvent) -> None:
        setting, says = self.setting, line.says
        if says.incident is not None:
            places = setting.scenario.incidents[says.incident].places
            place = says.place or max(sorted(places), key=lambda one: places[one].weight)
            self._stepper.add_incident(says.incident, place)
        if says.to:
            nations = {setting.nation_of(one) for one in says.to}
            subject = Said(en=says.subject, ja=says.subject)
            self._keep(
                Paper(
                    id=self._new_id("item"),
                    kind="inject",
                    sender=says.sender,
                    receivers=tuple(says.to),
                    subject=subject,
                    text=says.text,
                    incident=None,
                    precedence="priority",
                    sent_h=self.now_h,
                    as_of_h=self.now_h,
                    owner=nations.pop() if len(nations) == 1 else EVERYBODY,
                    received=dict.fromkeys(says.to, self.now_h),
                )
            )
        self._put(line.with_state("fired", self.now_h))

    # --- notices

    def notify(self, viewer: str, kind: NoticeKind, id_: str, at_h: float) -> None:
        """Add a notice to the feed of a viewer."""
        feed = self._feeds[viewer]
        if at_h >= self.begins_h:
            feed.append(Notice(n=len(feed) + 1, kind=kind, id=id_, at_h=at_h - self.begins_h))

    def notices(self, viewer: str, after: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        return self._feeds[viewer][max(after, 0) :]

    def last_notice(self, viewer: str) -> int:
        """Return the number of the last notice of a viewer."""
        return len(self._feeds[viewer])

    def _new_id(self, kind: str) -> str:
        n = self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{text_hash(f'{kind} {n} {self.definition.seed}'):016x}"

    # --- the model

    def snapshot(self) -> Snapshot:
        """Return the state of the model, from which futures can begin."""
        return self._stepper.snapshot()

    def result(self) -> Replication:
        """Return the whole replication, with what is still to be decided left to the model."""
        saved = self._stepper.snapshot()
        try:
            for seat in self.setting.seats.values():
                self._stepper.unstaff(seat.blocks)
            return self._stepper.result()
        finally:
            self._stepper.restore(saved)
