"""What a seat sees: what has reached its headquarters, and may be seen by its nation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.doctrine.workflow import StepKind
from renkei.exercise.journal import Incident
from renkei.exercise.knowledge import EVENT, MILESTONE, MOVE, OVER
from renkei.exercise.log import DESK
from renkei.exercise.record import REMEMBERED_H
from renkei.exercise.refusals import Refused
from renkei.exercise.release import EVERYBODY
from renkei.exercise.seat_actions import may_release, may_release_to
from renkei.exercise.task_words import task_words
from renkei.exercise.view_parts import ViewParts, precedence_of
from renkei.exercise.views import (
    Clock,
    DoneTask,
    Item,
    KnownIncident,
    OlderItems,
    Reach,
    Response,
    SeatView,
)
from renkei.report.page.document import Course as Lanes
from renkei.report.page.document import Lane, Milestone, Movement, Occurred, Step
from renkei.report.said import Said, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei.exercise import release
    from renkei.exercise.journal import Done
    from renkei.exercise.knowledge import KnownFact
    from renkei.exercise.record import IncidentCourse
    from renkei.exercise.running import Exercise
    from renkei.exercise.seen_papers import SeenPapers
    from renkei.exercise.setting import SeatSetting
    from renkei.exercise.stepped import Finished


MOST_ITEMS = 200
"""Of papers, and of finished tasks, so many of the newest are in a view: it is sent often."""

_MADE_BESIDE = 100
"""Items are kept as they were made for so many more papers of a headquarters than are shown."""


class SeatViews(ViewParts):
    """The views of seats."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(exercise)
        self._made: dict[str, dict[str, dict[tuple[object, ...], Item]]] = {}
        """By headquarters and paper: the items that were made of it, by what changes of them."""

    def seat(self, id_: str, clock: Clock | None = None, connected: Iterable[str] = ()) -> SeatView:
        """Return the view of a seat."""
        exercise, seat = self.exercise, self.setting.seats[id_]
        there = frozenset(connected)
        known = self._known(seat)
        seen = exercise.record.seen(seat, exercise.now_h)
        done = [one for one in exercise.finished if one.waiting.seat.id == id_]
        return SeatView(
            exercise=self.exercise_name,
            event=exercise.record.last_notice(id_),
            clock=clock or self.clock(),
            me=self.seat_name(seat, there),
            may_ask_ahead=exercise.definition.file.ahead_for_seats,
            colleagues=tuple(
                self.seat_name(other, there)
                for other in self.setting.seats.values()
                if other.nation == seat.nation and other.id != id_
            ),
            tasks=self.tasks(seat),
            done=tuple(self.done(one) for one in done[-MOST_ITEMS:]),
            items=self._items(seat, seen, seen.newest(MOST_ITEMS)),
            older_items=max(len(seen) - MOST_ITEMS, 0),
            incidents=tuple(
                self._incident(key, facts, seat.headquarters) for key, facts in known.items()
            ),
            movements=self._movements(known),
            messages=tuple(self.messages(known, seat.headquarters)),
            occurred=tuple(self._occurred(key, facts) for key, facts in known.items()),
            reaches=self._reaches(seat),
        )

    def _known(self, seat: SeatSetting) -> Mapping[Incident, list[KnownFact]]:
        """Return what a seat knows of each incident of which it has heard lately."""
        since = self.exercise.begins_h - REMEMBERED_H
        found: dict[Incident, list[KnownFact]] = {}
        for fact in self.exercise.record.knowledge.known_lately(seat.headquarters, since):
            found.setdefault(fact.incident, []).append(fact)
        return {
            key: facts
            for key, facts in found.items()
            if any(fact.kind == EVENT for fact in facts)
            and max(fact.at_h for fact in facts) >= since
        }

    def _incident(self, key: Incident, facts: Iterable[KnownFact], at: str) -> KnownIncident:
        course = self.exercise.record.courses[key]
        facts = list(facts)
        known = self.exercise.record.knowledge.since[at]
        event = next(fact for fact in facts if fact.kind == EVENT)
        reached = {
            fact.name: self.since_begin(fact.at_h) for fact in facts if fact.kind == MILESTONE
        }
        return KnownIncident(
            id=course.id,
            incident=key[0],
            name=self.setting.incident_name(key[0]),
            place=course.place,
            happened_h=self.since_begin(course.happened_h),
            known_h=self.since_begin(known[event.id]),
            as_of_h=self.since_begin(max(fact.at_h for fact in facts)),
            deadline_h=self.deadline_h(key),
            milestones=reached,
            over=any(fact.kind == OVER for fact in facts),
            answered_h=reached.get(self.setting.answered_by(key[0])),
        )

    def _movements(self, known: Mapping[Incident, Iterable[KnownFact]]) -> tuple[Movement, ...]:
        stages: dict[int, dict[str, float]] = {}
        for facts in known.values():
            for fact in facts:
                if fact.kind == MOVE:
                    stages.setdefault(fact.move, {})[fact.name] = fact.at_h
        return tuple(self.movement(move, moments) for move, moments in sorted(stages.items()))

    def _occurred(self, key: Incident, facts: Iterable[KnownFact]) -> Occurred:
        course = self.exercise.record.courses[key]
        over = [fact.at_h for fact in facts if fact.kind == OVER]
        return Occurred(
            id=course.id,
            incident=key[0],
            place=course.place,
            from_h=self.since_begin(course.happened_h),
            until_h=self.since_begin(over[0]) if over else None,
            milestones={
                fact.name: self.since_begin(fact.at_h) for fact in facts if fact.kind == MILESTONE
            },
        )

    def older_items(self, id_: str, before: str) -> OlderItems:
        """Return what a seat sees that came before an item that it sees.

        Raises
        ------
        Refused
            If there is no such item, or the seat does not see it: one and the same.
        """
        exercise, seat = self.exercise, self.setting.seats[id_]
        seen = exercise.record.seen(seat, exercise.now_h)
        papers = exercise.record.papers
        number = papers.number_of(before) if before in papers else None
        if number is None or number not in seen:
            raise Refused(404, "item", lambda: tr("There is no such item."))
        found, older = seen.before(number, MOST_ITEMS)
        return OlderItems(items=self._items(seat, seen, found), older_items=older)

    def _items(
        self, seat: SeatSetting, seen: SeenPapers, papers: list[release.Paper]
    ) -> tuple[Item, ...]:
        made = self._made.setdefault(seat.headquarters, {})
        items = tuple(self._item(one, seat, seen, made) for one in papers)
        if len(made) > MOST_ITEMS + _MADE_BESIDE:  # most of them are shown no more
            self._made[seat.headquarters] = {one.id: made[one.id] for one in papers}
        return items

    def _item(
        self,
        one: release.Paper,
        seat: SeatSetting,
        seen: SeenPapers,
        known: dict[str, dict[tuple[object, ...], Item]],
    ) -> Item:
        exercise, mine = self.exercise, one.sender == seat.headquarters
        received = one.received.get(seat.headquarters)
        if mine:  # to whom it went first, for a sender with several receivers
            received = min(one.received.values(), default=None)
            received = received if received is not None and received <= exercise.now_h else None
        home = one.owner == EVERYBODY or one.owner in seat.nations
        others = sorted(one.nations(exercise.now_h) - {one.owner}) if one.released else []
        papers = exercise.record.papers
        answers = one.reply_to is not None and papers.number_of(one.reply_to) in seen
        # All of an item that changes. With sixty seats most of the time went into making the same
        # items again.
        state = (
            received,
            tuple(others if home else [n for n in others if n in seat.nations]),
            may_release_to(exercise, seat, one),
            one.reply_to if answers else None,
            papers.number_of(one.id) in exercise.read.get(seat.id, ()),
        )
        made = known.setdefault(one.id, {})
        if state not in made:
            made[state] = self._new_item(one, seat, mine or home, *state)
        return made[state]

    def _new_item(
        self,
        one: release.Paper,
        seat: SeatSetting,
        all_receivers: bool,
        received_h: float | None,
        released_to: tuple[str, ...],
        may_release_to: tuple[str, ...],
        reply_to: str | None,
        read: bool,
    ) -> Item:
        incident = None if one.incident is None else self.exercise.record.courses[one.incident].id
        return Item(
            id=one.id,
            kind=one.kind,
            sender=one.sender,
            receivers=one.receivers if all_receivers else (seat.headquarters,),
            subject=one.subject,
            text=one.text,
            incident=incident,
            precedence=precedence_of(one.precedence),
            sent_h=self.since_begin(one.sent_h),
            received_h=None if received_h is None else self.since_begin(received_h),
            as_of_h=self.since_begin(one.as_of_h),
            owner=one.owner,
            released_to=released_to,
            may_release_to=may_release_to,
            reply_to=reply_to,
            read=read,
        )

    def _reaches(self, seat: SeatSetting) -> tuple[Reach, ...]:
        found = []
        for id_ in self.setting.scenario.headquarters:
            if id_ == seat.headquarters:
                continue
            hours = self.setting.reach_h(seat.headquarters, id_)
            across = not set(self.setting.nations_of(id_)).issubset(seat.nations)
            releases = may_release(self.exercise, seat)
            if hours < float("inf") and (not across or releases):
                if across:
                    hours += self.setting.release_h(seat.nation)
                found.append(Reach(headquarters=id_, hours=hours, needs_release=across))
        return tuple(sorted(found, key=lambda one: (one.needs_release, one.hours)))

    def done(self, one: Finished) -> DoneTask:
        """Return a task that was finished."""
        task = one.waiting
        return DoneTask(
            id=task.id,
            headquarters=task.seat.headquarters,
            kind=task.info.kind,
            kind_name=self.task_kind(task.info),
            text=task_words(self.setting, task.info),
            incident=self.exercise.record.courses[task.incident].id,
            begun_h=self.since_begin(task.begun_h),
            done_h=self.since_begin(one.done_h),
            outcome=one.outcome,
            by=one.by,
        )

    def response(self, who: str, incident: str) -> Response:
        """Return an incident so far as a viewer knows it.

        Raises
        ------
        Refused
            If there is none, or the viewer does not know of it: one and the same.
        """
        key = next((k for k, of in self.exercise.record.courses.items() if of.id == incident), None)
        headquarters = None if who == DESK else self.setting.seats[who].headquarters
        if key is None or (
            headquarters is not None and not self.exercise.record.knows(headquarters, key)
        ):
            raise Refused(404, "incident", lambda: tr("There is no such incident."))
        course = self.exercise.record.courses[key]
        if headquarters is None:
            known = self.true_incident(course)
            steps = course.steps
        else:
            facts = list(self.exercise.record.knowledge.known(headquarters, key))
            known = self._incident(key, facts, headquarters)
            moves = {(f.move, f.name) for f in facts if f.kind == MOVE}
            steps = [one for one in course.steps if self._knows_step(headquarters, one, moves)]
        return Response(incident=known, course=self._lanes(course, steps, known))

    def _knows_step(self, headquarters: str, one: Done, moves: set[tuple[int, str]]) -> bool:
        if one.move >= 0:
            stages = {
                StepKind.PREPARATION.value: ("departed",),
                StepKind.TRANSIT.value: ("arrived",),
                StepKind.ON_STATION.value: ("left",),
                StepKind.RECOVERY.value: ("back", "home"),
            }
            return any((one.move, stage) in moves for stage in stages[one.info.kind])
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
                unit = self.exercise.record.ways[one.move].unit
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
                    closed_h=round(one.at_h - one.since_h, 9) if one.waits else 0.0,
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
                    id=name, name=self.milestone(name), hours=round(at_h - known.happened_h, 9)
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
