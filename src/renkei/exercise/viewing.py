"""What each viewer sees, made by leaving in what has reached them.

What for: a seat's view holds what its headquarters knows and its nation may see. Takes an exercise;
gives documents (:mod:`renkei.exercise.views`). Times in them count from the begin of the exercise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.doctrine.workflow import StepKind
from renkei.exercise.journal import Incident
from renkei.exercise.knowledge import EVENT, MILESTONE, MOVE, OVER
from renkei.exercise.log import DESK
from renkei.exercise.refusals import Refused
from renkei.exercise.views import (
    Candidate,
    Clock,
    DeskView,
    DoneTask,
    Force,
    Ground,
    Item,
    KnownIncident,
    Line,
    Note,
    Option,
    Outcome,
    Precedence,
    Reach,
    Response,
    SeatLoad,
    SeatName,
    SeatView,
    Task,
)
from renkei.report.page.document import Course as Lanes
from renkei.report.page.document import Lane, Message, Milestone, Movement, Named, Occurred, Step
from renkei.report.page.organisation import organisations, places
from renkei.report.said import Said, both, named
from renkei.report.wording import milestone_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei.exercise import release
    from renkei.exercise.journal import Done
    from renkei.exercise.knowledge import KnownFact
    from renkei.exercise.lines import MasterEvent
    from renkei.exercise.running import Exercise, Finished, IncidentCourse, Waiting
    from renkei.exercise.setting import ForceInfo, SeatSetting, TagInfo

_REMEMBERED_H = 24.0
"""How long before the begin something may have been over or sent, and still be shown [h]."""


class Views:
    """The views of an exercise.

    Parameters
    ----------
    exercise
        The exercise, which may go on: a view is of the moment in which it is asked for.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.setting = exercise.setting

    # --- names and times

    def _since_begin(self, at_h: float) -> float:
        return round(at_h - self.exercise.begins_h, 9)

    @cached_property
    def _exercise_name(self) -> Named:
        file = self.exercise.definition.file
        return Named(id=self.exercise.definition.design, name=named(file.name, file.scenario))

    def ground(self) -> Ground:
        """Return what does not change: the same for every viewer."""
        definition, document = self.exercise.definition, self.exercise.definition.document
        scenario, file = self.setting.scenario, definition.file
        briefing = Said(en="", ja="") if file.briefing is None else named(file.briefing, "")
        return Ground(
            exercise=self._exercise_name,
            briefing=briefing,
            nations=tuple(
                Named(id=id_, name=named(one.name, id_)) for id_, one in scenario.nations.items()
            ),
            incidents=tuple(
                Named(id=id_, name=named(one.name, id_)) for id_, one in scenario.incidents.items()
            ),
            milestones=tuple(
                Named(id=name, name=self._milestone(name))
                for name in self.setting.program.milestones
            ),
            organisation=organisations(document, [definition.design])[0],
            map=places(document, [definition.design]),
        )

    def _milestone(self, name: str) -> Said:
        return both(lambda: milestone_words(name))

    def clock(self, *, running: bool = False, speed: float = 1.0, stands: str = "") -> Clock:
        """Return the clock; how it runs is not the exercise's to know."""
        from datetime import datetime, time, timedelta
        from zoneinfo import ZoneInfo

        about = self.setting.scenario.time
        zone = ZoneInfo(str(about.zone))
        hour_0 = datetime.combine(about.start, time(), zone).astimezone(ZoneInfo("UTC"))
        start = (hour_0 + timedelta(hours=self.exercise.begins_h)).astimezone(zone)
        if self.exercise.is_over:
            running, stands = False, "over"
        return Clock.model_validate(
            {
                "now_h": self._since_begin(self.exercise.now_h),
                "ends_h": self._since_begin(self.exercise.ends_h),
                "start": start.isoformat(),
                "zone": str(about.zone),
                "running": running,
                "speed": speed,
                "stands": stands,
            }
        )

    # --- what a seat sees

    def seat(self, id_: str, clock: Clock | None = None, connected: Iterable[str] = ()) -> SeatView:
        """Return the view of a seat."""
        exercise, seat = self.exercise, self.setting.seats[id_]
        there = frozenset(connected)
        known = self._known(seat)
        return SeatView(
            exercise=self._exercise_name,
            event=exercise.last_notice(id_),
            clock=clock or self.clock(),
            me=self._seat_name(seat, there),
            may_ask_ahead=exercise.definition.file.ahead_for_seats,
            colleagues=tuple(
                self._seat_name(other, there)
                for other in self.setting.seats.values()
                if other.nation == seat.nation and other.id != id_
            ),
            tasks=self._tasks(seat),
            done=tuple(self._done(one) for one in exercise.finished if one.waiting.seat.id == id_),
            items=tuple(self._item(one, seat) for one in self._items(seat)),
            incidents=tuple(
                self._incident(key, facts, seat.headquarters) for key, facts in known.items()
            ),
            movements=self._movements(known),
            messages=tuple(self._messages(known, seat.headquarters)),
            occurred=tuple(self._occurred(key, facts) for key, facts in known.items()),
            reaches=self._reaches(seat),
        )

    def _seat_name(self, seat: SeatSetting, connected: frozenset[str]) -> SeatName:
        return SeatName(
            id=seat.id,
            name=seat.name,
            nation=seat.nation,
            headquarters=seat.headquarters,
            cell=seat.cell,
            person=self.exercise.people.get(seat.id, ""),
            connected=seat.id in connected,
        )

    def _known(self, seat: SeatSetting) -> Mapping[Incident, list[KnownFact]]:
        """Return what a seat knows of each incident of which it has heard lately."""
        found: dict[Incident, list[KnownFact]] = {}
        for fact in self.exercise.knowledge.known(seat.headquarters):
            found.setdefault(fact.incident, []).append(fact)
        since = self.exercise.begins_h - _REMEMBERED_H
        return {
            key: facts
            for key, facts in found.items()
            if any(fact.kind == EVENT for fact in facts)
            and max(fact.at_h for fact in facts) >= since
        }

    def _incident(self, key: Incident, facts: Iterable[KnownFact], at: str) -> KnownIncident:
        course = self.exercise.courses[key]
        facts = list(facts)
        known = self.exercise.knowledge.since[at]
        event = next(fact for fact in facts if fact.kind == EVENT)
        return KnownIncident(
            id=course.id,
            incident=key[0],
            name=self.setting.incident_name(key[0]),
            place=course.place,
            happened_h=self._since_begin(course.happened_h),
            known_h=self._since_begin(known[event.id]),
            as_of_h=self._since_begin(max(fact.at_h for fact in facts)),
            deadline_h=self._deadline(key),
            milestones={
                fact.name: self._since_begin(fact.at_h) for fact in facts if fact.kind == MILESTONE
            },
            over=any(fact.kind == OVER for fact in facts),
        )

    def _deadline(self, key: Incident) -> float | None:
        response = self.setting.scenario.responses[self.setting.scenario.incidents[key[0]].response]
        happened = self.exercise.courses[key].happened_h
        return self._since_begin(happened + response.deadline.mean())

    def _movements(self, known: Mapping[Incident, Iterable[KnownFact]]) -> tuple[Movement, ...]:
        stages: dict[int, dict[str, float]] = {}
        for facts in known.values():
            for fact in facts:
                if fact.kind == MOVE:
                    stages.setdefault(fact.move, {})[fact.name] = fact.at_h
        return tuple(self._movement(move, moments) for move, moments in sorted(stages.items()))

    def _movement(self, move: int, moments: Mapping[str, float]) -> Movement:
        way = self.exercise.ways[move]
        course = self.exercise.courses[way.incident]
        unit = self.setting.scenario.units.get(way.unit)

        def at(stage: str) -> float | None:
            return self._since_begin(moments[stage]) if stage in moments else None

        return Movement(
            unit=way.unit,
            origin=unit.base if unit is not None else course.place,
            destination=course.place,
            incident=course.id,
            ordered_h=self._since_begin(moments.get("ordered", way.ordered_h)),
            departed_h=at("departed"),
            arrived_h=at("arrived"),
            left_h=at("left"),
            home_h=at("home"),
        )

    def _messages(self, known: Iterable[Incident], headquarters: str | None) -> Iterable[Message]:
        """Yield the messages of the model that a headquarters has sent or got; None: all."""
        for key in known:
            course = self.exercise.courses[key]
            for done in course.steps:
                info = done.info
                if not info.to or info.to == info.headquarters or done.move >= 0:
                    continue
                if headquarters is None or headquarters in (info.to, info.headquarters):
                    yield Message(
                        sender=info.headquarters,
                        receiver=info.to,
                        kind=info.kind,
                        kind_name=self.setting.kind_name(info.kind),
                        sent_h=self._since_begin(done.since_h),
                        received_h=self._since_begin(done.at_h),
                        incident=course.id,
                    )

    def _occurred(self, key: Incident, facts: Iterable[KnownFact]) -> Occurred:
        course = self.exercise.courses[key]
        over = [fact.at_h for fact in facts if fact.kind == OVER]
        return Occurred(
            id=course.id,
            incident=key[0],
            place=course.place,
            from_h=self._since_begin(course.happened_h),
            until_h=self._since_begin(over[0]) if over else None,
            milestones={
                fact.name: self._since_begin(fact.at_h) for fact in facts if fact.kind == MILESTONE
            },
        )

    def _items(self, seat: SeatSetting) -> Iterable[release.Paper]:
        since = self.exercise.begins_h - _REMEMBERED_H
        return (one for one in self.exercise.items_of(seat) if one.sent_h >= since)

    def _item(self, one: release.Paper, seat: SeatSetting) -> Item:
        exercise, mine = self.exercise, one.sender == seat.headquarters
        received = one.received.get(seat.headquarters)
        if mine:  # to whom it went first, for a sender with several receivers
            received = min(one.received.values(), default=None)
            received = received if received is not None and received <= exercise.now_h else None
        incident = exercise.courses[one.incident].id if one.incident is not None else None
        home = one.owner in ("", seat.nation)
        others = sorted(one.nations(exercise.now_h) - {one.owner})
        return Item(
            id=one.id,
            kind=one.kind,
            sender=one.sender,
            receivers=one.receivers if mine or home else (seat.headquarters,),
            subject=one.subject,
            text=one.text,
            incident=incident,
            precedence=_precedence(one.precedence),
            sent_h=self._since_begin(one.sent_h),
            received_h=None if received is None else self._since_begin(received),
            as_of_h=self._since_begin(one.as_of_h),
            owner=one.owner,
            released_to=tuple(others if home else [n for n in others if n == seat.nation]),
            may_release_to=exercise.may_release_to(seat, one),
            reply_to=self._seen_reply(one, seat),
            read=one.id in exercise.read.get(seat.id, ()),
        )

    def _seen_reply(self, one: release.Paper, seat: SeatSetting) -> str | None:
        """Return what an item replies to, if this seat sees that too."""
        if one.reply_to is None:
            return None
        seen = {item.id for item in self.exercise.items_of(seat)}
        return one.reply_to if one.reply_to in seen else None

    def _reaches(self, seat: SeatSetting) -> tuple[Reach, ...]:
        found = []
        for id_ in self.setting.scenario.headquarters:
            if id_ == seat.headquarters:
                continue
            hours = self.setting.reach_h(seat.headquarters, id_)
            nation = self.setting.nation_of(id_)
            across = nation != seat.nation
            releases = seat.headquarters in self.setting.releasers.get(seat.nation, ())
            if hours < float("inf") and (not across or releases):
                if across:
                    hours += self.setting.release_h(seat.nation)
                found.append(Reach(headquarters=id_, hours=hours, needs_release=across))
        return tuple(sorted(found, key=lambda one: (one.needs_release, one.hours)))

    # --- tasks

    def _tasks(self, seat: SeatSetting | None) -> tuple[Task, ...]:
        """Return the tasks of a seat, those of which work has begun first; None: of all seats."""
        exercise = self.exercise
        begun = [
            self._task(one)
            for one in exercise.tasks.values()
            if seat is None or one.seat.id == seat.id
        ]
        queued = []
        for of in self.setting.seats.values() if seat is None else [seat]:
            if of.id not in exercise.people:
                continue
            for n, one in enumerate(exercise.queued(of), start=1):
                info = self.setting.tags[self.setting.program.blocks["tag"][one.block]]
                key = (one.source, one.ordinal)
                queued.append(self._work(f"{of.id}-q{n}", of, info, key, one.since_h, None))
        return (*begun, *queued)

    def _task(self, task: Waiting) -> Task:
        return self._work(
            task.id,
            task.seat,
            task.info,
            task.incident,
            task.decision.since_h,
            task.begun_h,
            self.exercise.outcomes(task),
            tuple(self._force(one, task.seat) for one in self.exercise.forces_of(task)),
        )

    def _work(
        self,
        id_: str,
        seat: SeatSetting,
        info: TagInfo,
        key: Incident,
        since_h: float,
        begun_h: float | None,
        outcomes: tuple[Outcome, ...] = (),
        forces: tuple[Force, ...] = (),
    ) -> Task:
        course = self.exercise.courses[key]
        return Task(
            id=id_,
            seat=seat.id,
            headquarters=seat.headquarters,
            cell=info.cell or None,
            kind=info.kind,
            kind_name=self.setting.kind_name(info.kind),
            text=info.text,
            incident=course.id,
            incident_name=self.setting.incident_name(key[0]),
            place=course.place,
            precedence=_precedence(info.precedence),
            since_h=self._since_begin(since_h),
            begun_h=None if begun_h is None else self._since_begin(begun_h),
            usual_h=info.usual_h,
            due_h=self._deadline(key),
            options=tuple(_option(one, info) for one in outcomes),
            forces=forces,
            claimed_by=self.exercise.claims.get(id_),
        )

    def _force(self, force: ForceInfo, seat: SeatSetting) -> Force:
        out: dict[str, int] = {}
        for fact in self.exercise.knowledge.known(seat.headquarters):
            if fact.kind == MOVE and fact.name in ("ordered", "home"):
                way = self.exercise.ways[fact.move]
                sign = 1 if fact.name == "ordered" else -1
                out[way.unit] = out.get(way.unit, 0) + sign * way.quantity
        return Force(
            id=force.id,
            name=force.name,
            count=force.count,
            candidates=tuple(
                Candidate(
                    unit=unit.id,
                    name=unit.name,
                    free=max(unit.platforms - out.get(unit.id, 0), 0),
                    distance_nmi=unit.distance_nmi,
                    arrives_h=unit.arrives_h,
                )
                for unit in force.units
            ),
        )

    def _done(self, one: Finished) -> DoneTask:
        task = one.waiting
        return DoneTask(
            id=task.id,
            headquarters=task.seat.headquarters,
            kind=task.info.kind,
            kind_name=self.setting.kind_name(task.info.kind),
            text=task.info.text,
            incident=self.exercise.courses[task.incident].id,
            begun_h=self._since_begin(task.begun_h),
            done_h=self._since_begin(one.done_h),
            outcome=one.outcome,
            by=one.by,
        )

    # --- one incident

    def response(self, who: str, incident: str) -> Response:
        """Return an incident so far as a viewer knows it.

        Raises
        ------
        Refused
            If there is none, or the viewer does not know of it: one and the same.
        """
        key = next((k for k, of in self.exercise.courses.items() if of.id == incident), None)
        headquarters = None if who == DESK else self.setting.seats[who].headquarters
        if key is None or (headquarters is not None and not self.exercise.knows(headquarters, key)):
            raise Refused(404, "incident", lambda: tr("There is no such incident."))
        course = self.exercise.courses[key]
        if headquarters is None:
            known = self._true_incident(course)
            steps = course.steps
        else:
            facts = list(self.exercise.knowledge.known(headquarters, key))
            known = self._incident(key, facts, headquarters)
            moves = {(f.move, f.name) for f in facts if f.kind == MOVE}
            steps = [one for one in course.steps if self._knows_step(headquarters, one, moves)]
        return Response(incident=known, course=self._lanes(course, steps, known))

    def _knows_step(self, headquarters: str, one: Done, moves: set[tuple[int, str]]) -> bool:
        if one.move >= 0:
            stage = {
                StepKind.PREPARATION.value: "departed",
                StepKind.TRANSIT.value: "arrived",
                StepKind.ON_STATION.value: "left",
                StepKind.RECOVERY.value: "home",
            }
            return (one.move, stage[one.info.kind]) in moves
        return headquarters in (one.info.headquarters, one.info.to)

    def _lanes(self, course: IncidentCourse, steps: Iterable[Done], known: KnownIncident) -> Lanes:
        lanes: dict[str, Lane] = {}
        drawn = []
        told = {
            (
                one.info.headquarters,
                one.info.to,
                one.info.text,
                one.since_h,
                one.at_h,
                one.move,
            ): one
            for one in sorted(steps, key=lambda done: (done.since_h, done.at_h))
        }  # one message may tell two things: it is drawn once
        for n, one in enumerate(told.values()):
            info = one.info
            if one.move >= 0:
                unit = self.exercise.ways[one.move].unit
                lane = self._lane_of_unit(unit)
            else:
                lane = self._lane_of(info.headquarters)
            lanes.setdefault(lane.id, lane)
            to = None
            if info.to and info.to != info.headquarters and one.move < 0:
                to = info.to
                lanes.setdefault(to, self._lane_of(to))
            drawn.append(
                Step(
                    id=f"{n}",
                    kind=info.kind,
                    kind_name=self.setting.kind_name(info.kind),
                    lane=lane.id,
                    to=to,
                    who=lane.name,
                    what=info.text,
                    start_h=round(one.since_h - course.happened_h, 9),
                    hours=round(one.at_h - one.since_h, 9),
                    queue_h=0.0,
                    closed_h=0.0,
                    on_path=False,
                    rule="",
                    where="",
                )
            )
        return Lanes(
            design=self.exercise.definition.design,
            answered_h=None,
            sentence=Said(en="", ja=""),
            lanes=tuple(lanes.values()),
            steps=tuple(drawn),
            milestones=tuple(
                Milestone(
                    id=name, name=self._milestone(name), hours=round(at_h - known.happened_h, 9)
                )
                for name, at_h in known.milestones.items()
            ),
        )

    def _lane_of(self, headquarters: str) -> Lane:
        return Lane(
            id=headquarters,
            name=self.setting.name_of(headquarters),
            nation=self.setting.nation_of(headquarters) or None,
        )

    def _lane_of_unit(self, unit: str) -> Lane:
        of = self.setting.scenario.units.get(unit)
        name = named(of.name if of is not None else None, unit)
        return Lane(id=f"unit {unit}", name=name, nation=of.nation if of is not None else None)

    # --- what the instructor sees

    def desk(
        self,
        clock: Clock | None = None,
        connected: Iterable[str] = (),
        codes: Mapping[str, str] | None = None,
    ) -> DeskView:
        """Return the view of the instructor: everything."""
        exercise, there = self.exercise, frozenset(connected)
        shown = self._shown()
        return DeskView(
            exercise=self._exercise_name,
            event=exercise.last_notice(DESK),
            clock=clock or self.clock(),
            seats=tuple(
                self._load(seat, there, (codes or {}).get(seat.id, ""))
                for seat in self.setting.seats.values()
            ),
            lines=tuple(self._line(one) for one in exercise.lines.values()),
            notes=tuple(
                Note(id=f"{n}", at_h=self._since_begin(at_h), text=text)
                for n, (at_h, text) in enumerate(exercise.notes, start=1)
            ),
            incidents=tuple(self._true_incident(course) for course in shown.values()),
            movements=tuple(
                self._movement(move, {"ordered": way.ordered_h, **way.stages})
                for move, way in exercise.ways.items()
                if way.incident in shown
            ),
            messages=tuple(self._messages(shown, None)),
            occurred=tuple(
                Occurred(
                    id=course.id,
                    incident=key[0],
                    place=course.place,
                    from_h=self._since_begin(course.happened_h),
                    until_h=(
                        self._since_begin(course.milestones["complete"])
                        if "complete" in course.milestones
                        else None
                    ),
                    milestones={
                        name: self._since_begin(at_h) for name, at_h in course.milestones.items()
                    },
                )
                for key, course in shown.items()
            ),
            tasks=self._tasks(None),
        )

    def _shown(self) -> Mapping[Incident, IncidentCourse]:
        since = self.exercise.begins_h - _REMEMBERED_H
        return {
            key: course
            for key, course in self.exercise.courses.items()
            if course.milestones.get("complete", since) >= since
        }

    def _true_incident(self, course: IncidentCourse) -> KnownIncident:
        reached = {name: self._since_begin(at_h) for name, at_h in course.milestones.items()}
        happened = self._since_begin(course.happened_h)
        return KnownIncident(
            id=course.id,
            incident=course.incident[0],
            name=self.setting.incident_name(course.incident[0]),
            place=course.place,
            happened_h=happened,
            known_h=reached.get("detected", happened),
            as_of_h=self._since_begin(self.exercise.now_h),
            deadline_h=self._deadline(course.incident),
            milestones=reached,
            over="complete" in reached,
        )

    def _load(self, seat: SeatSetting, connected: frozenset[str], code: str) -> SeatLoad:
        exercise = self.exercise
        mine = [one for one in exercise.tasks.values() if one.seat.id == seat.id]
        staffed = seat.id in exercise.people
        late = [one for one in mine if exercise.now_h - one.begun_h > 2 * one.info.usual_h]
        return SeatLoad(
            **self._seat_name(seat, connected).model_dump(),
            open_tasks=len(mine),
            waiting_tasks=len(exercise.queued(seat)) if staffed else 0,
            late_tasks=len(late),
            oldest_h=self._since_begin(min((one.begun_h for one in mine), default=0.0))
            if mine
            else None,
            done_tasks=sum(one.waiting.seat.id == seat.id for one in exercise.finished),
            code=code,
        )

    def _line(self, one: MasterEvent) -> Line:
        says = one.says
        return Line(
            id=one.id,
            at_h=one.at_h,
            when=says.when or "",
            kind=says.kind.value,
            sender=says.sender,
            receivers=tuple(says.to),
            subject=says.subject,
            text=says.text,
            creates=says.incident,
            place=says.place,
            objective=says.objective,
            expected=says.expected,
            contingency=says.contingency,
            state=one.state,
            fired_h=None if one.fired_h is None else self._since_begin(one.fired_h),
        )


def _precedence(text: str) -> Precedence:
    found = text.lower()
    if found == "flash":
        return "flash"
    if found == "immediate":
        return "immediate"
    return "priority" if found == "priority" else "routine"


def _option(outcome: Outcome, info: TagInfo) -> Option:
    """Return an option in words, with what the doctrine makes of it."""
    match outcome:
        case "agree":
            name, explains = (
                lambda: tr("Agree"),
                lambda: tr("This was the last round; both sides go on."),
            )
        case "counter":
            name, explains = (
                lambda: tr("Counter-proposal"),
                lambda: tr("Another round of coordination follows."),
            )
        case "refuse":
            name, explains = (
                lambda: tr("Refuse"),
                lambda: tr("The response ends: nothing more is sent for this incident."),
            )
        case _:
            decides = info.kind in ("decision", "approval", "escalation")
            name, explains = (
                (lambda: tr("Approve") if decides else tr("Done")),
                (lambda: tr("The response goes on with the next step.")),
            )
    return Option(id=outcome, name=both(name), explains=both(explains))
