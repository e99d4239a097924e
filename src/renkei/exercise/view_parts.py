"""What views of seats and of the instructor have in common: names, times, ways, tasks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.exercise.journal import Incident
from renkei.exercise.knowledge import MOVE
from renkei.exercise.task_words import task_words
from renkei.exercise.views import (
    Candidate,
    Clock,
    Force,
    KnownIncident,
    Option,
    Outcome,
    Precedence,
    SeatName,
    Task,
)
from renkei.report.page.document import Message, Movement, Named
from renkei.report.said import Said, both, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei.exercise.record import IncidentCourse
    from renkei.exercise.running import Exercise
    from renkei.exercise.setting import ForceInfo, SeatSetting, TagInfo
    from renkei.exercise.stepped import Waiting


class ViewParts:
    """Parts of views, of an exercise as it stands.

    Parameters
    ----------
    exercise
        The exercise.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.setting = exercise, exercise.setting

    def since_begin(self, at_h: float) -> float:
        """Return a moment [h of the scenario] as time from the begin [h]."""
        return round(at_h - self.exercise.begins_h, 9)

    @cached_property
    def exercise_name(self) -> Named:
        """The exercise: its name, and the design that is exercised."""
        file = self.exercise.definition.file
        return Named(id=self.exercise.definition.design, name=named(file.name, file.scenario))

    def milestone(self, name: str) -> Said:
        """Return the name of a milestone."""
        return self.setting.milestone_name(name)

    def seat_name(self, seat: SeatSetting, connected: frozenset[str]) -> SeatName:
        """Return a seat with who is in it."""
        return SeatName(
            id=seat.id,
            name=seat.name,
            nation=seat.nation,
            headquarters=seat.headquarters,
            cell=seat.cell,
            person=self.exercise.people.get(seat.id, ""),
            connected=seat.id in connected,
            zone=self._zone_of(seat.headquarters),
        )

    def _zone_of(self, headquarters: str) -> str:
        """Return the time zone of the place of a headquarters; empty if it has no place."""
        scenario = self.setting.scenario
        place = scenario.places.get(scenario.headquarters[headquarters].place or "")
        return "" if place is None else str(place.zone)

    def deadline_h(self, key: Incident) -> float | None:
        """Return the deadline of an incident [h from the begin]."""
        response = self.setting.scenario.responses[self.setting.scenario.incidents[key[0]].response]
        happened = self.exercise.record.courses[key].happened_h
        return self.since_begin(happened + response.deadline.mean())

    def task_kind(self, info: TagInfo) -> Said:
        """Return the words for the kind of a task: a paper before a board does not wait for it."""
        if info.board is not None:
            return both(lambda: tr("board"))
        return self.setting.kind_name(info.kind)

    def movement(self, move: int, moments: Mapping[str, float]) -> Movement:
        """Return the way of a unit with the moments that are known of it."""
        way = self.exercise.record.ways[move]
        course = self.exercise.record.courses[way.incident]
        unit = self.setting.scenario.units.get(way.unit)

        def at(stage: str) -> float | None:
            return self.since_begin(moments[stage]) if stage in moments else None

        return Movement(
            unit=way.unit,
            origin=unit.base if unit is not None else course.place,
            destination=course.place,
            incident=course.id,
            ordered_h=self.since_begin(moments.get("ordered", way.ordered_h)),
            departed_h=at("departed"),
            arrived_h=at("arrived"),
            left_h=at("left"),
            home_h=at("back" if "back" in moments else "home"),  # it is turned round at home
        )

    def messages(self, known: Iterable[Incident], headquarters: str | None) -> Iterable[Message]:
        """Yield the messages of the model that a headquarters has sent or got; None: all."""
        for key in known:
            course = self.exercise.record.courses[key]
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
                        sent_h=self.since_begin(done.since_h),
                        received_h=self.since_begin(done.at_h),
                        incident=course.id,
                    )

    def tasks(self, seat: SeatSetting | None) -> tuple[Task, ...]:
        """Return the tasks of a seat, those of which work has begun first; None: of all seats.

        A seat has also the papers that wait for its boards to sit.
        """
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
            if seat is None:
                continue
            for n, (one, since_h, sits_h) in enumerate(exercise.agenda(of), start=1):
                info = self.setting.tags[self.setting.program.blocks["tag"][one.block]]
                key = (one.source, one.ordinal)
                queued.append(
                    self._work(f"{of.id}-b{n}", of, info, key, since_h, None, sits_h=sits_h)
                )
        return (*begun, *queued)

    def _task(self, task: Waiting) -> Task:
        return self._work(
            task.id,
            task.seat,
            task.info,
            task.incident,
            task.came_h,
            task.begun_h,
            tuple(self._option(one, task) for one in self.exercise.outcomes(task)),
            tuple(self._force(one, task.seat) for one in self.exercise.forces_of(task)),
            task.decision.since_h if task.info.board is not None else None,
        )

    def _option(self, outcome: Outcome, task: Waiting) -> Option:
        option = option_of(outcome, task.info)
        if outcome == "put-off":
            sits_h = self.exercise.sitting_h(task.decision.block)
            assert sits_h is not None
            option = option.model_copy(update={"until_h": self.since_begin(sits_h)})
        return option

    def _work(
        self,
        id_: str,
        seat: SeatSetting,
        info: TagInfo,
        key: Incident,
        since_h: float,
        begun_h: float | None,
        options: tuple[Option, ...] = (),
        forces: tuple[Force, ...] = (),
        sits_h: float | None = None,
    ) -> Task:
        course = self.exercise.record.courses[key]
        return Task(
            id=id_,
            seat=seat.id,
            headquarters=seat.headquarters,
            cell=info.cell or None,
            kind=info.kind,
            kind_name=self.task_kind(info),
            text=task_words(self.setting, info),
            incident=course.id,
            incident_name=self.setting.incident_name(key[0]),
            place=course.place,
            precedence=precedence_of(info.precedence),
            since_h=self.since_begin(since_h),
            begun_h=None if begun_h is None else self.since_begin(begun_h),
            usual_h=info.usual_h,
            due_h=self.deadline_h(key),
            options=options,
            forces=forces,
            claimed_by=self.exercise.claims.get(id_),
            board=info.board.name if info.board is not None else None,
            sits_h=None if sits_h is None else self.since_begin(sits_h),
        )

    def _force(self, force: ForceInfo, seat: SeatSetting) -> Force:
        knows = list(self.exercise.record.knowledge.known(seat.headquarters))
        home = {fact.move for fact in knows if fact.kind == MOVE and fact.name == "home"}
        out: dict[str, int] = {}
        for move in {fact.move for fact in knows if fact.kind == MOVE} - home:
            way = self.exercise.record.ways[move]
            out[way.unit] = out.get(way.unit, 0) + way.quantity
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
                "now_h": self.since_begin(self.exercise.now_h),
                "ends_h": self.since_begin(self.exercise.ends_h),
                "start": start.isoformat(),
                "zone": str(about.zone),
                "running": running,
                "speed": speed,
                "stands": stands,
            }
        )

    def true_incident(self, course: IncidentCourse) -> KnownIncident:
        """Return an incident as it really is."""
        reached = {name: self.since_begin(at_h) for name, at_h in course.milestones.items()}
        happened = self.since_begin(course.happened_h)
        return KnownIncident(
            id=course.id,
            incident=course.incident[0],
            name=self.setting.incident_name(course.incident[0]),
            place=course.place,
            happened_h=happened,
            known_h=reached.get("detected", happened),
            as_of_h=self.since_begin(self.exercise.now_h),
            deadline_h=self.deadline_h(course.incident),
            milestones=reached,
            over="complete" in reached,
            answered_h=reached.get(self.setting.answered_by(course.incident[0])),
        )


def precedence_of(text: str) -> Precedence:
    """Return a class of precedence by its name."""
    found = text.lower()
    if found == "flash":
        return "flash"
    if found == "immediate":
        return "immediate"
    return "priority" if found == "priority" else "routine"


def option_of(outcome: Outcome, info: TagInfo) -> Option:
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
        case "put-off":
            name, explains = (
                lambda: tr("Put off"),
                lambda: tr("The paper waits for the next sitting whose cut-off it makes."),
            )
        case _ if info.board is not None:
            name, explains = (
                lambda: tr("Take up"),
                lambda: tr("The paper leaves the board, and the step that waited for it follows."),
            )
        case _:
            decides = info.kind in ("decision", "approval", "escalation")
            name, explains = (
                (lambda: tr("Approve") if decides else tr("Done")),
                (lambda: tr("The response goes on with the next step.")),
            )
    return Option(id=outcome, name=both(name), explains=both(explains))
