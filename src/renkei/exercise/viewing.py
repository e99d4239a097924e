"""The views of an exercise: of seats, of the instructor, and of what does not change.

What for: pages draw documents (:mod:`renkei.exercise.views`). Takes an exercise; gives what each
viewer may see at the moment at which it is asked for. Times count from the begin of the exercise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from renkei.exercise.condition_words import condition_words
from renkei.exercise.journal import Incident
from renkei.exercise.log import DESK
from renkei.exercise.record import REMEMBERED_H
from renkei.exercise.seat_views import SeatViews
from renkei.exercise.views import (
    Clock,
    DeskView,
    Ground,
    Line,
    Note,
    SeatLoad,
)
from renkei.report.page.document import Named, Occurred
from renkei.report.page.organisation import organisations, places
from renkei.report.said import Said, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei.exercise.lines import MasterEvent
    from renkei.exercise.record import IncidentCourse
    from renkei.exercise.setting import SeatSetting


class Views(SeatViews):
    """All views of an exercise, which may go on meanwhile.

    Parameters
    ----------
    exercise
        The exercise.
    """

    def ground(self) -> Ground:
        """Return what does not change: the same for every viewer."""
        definition, document = self.exercise.definition, self.exercise.definition.document
        scenario, file = self.setting.scenario, definition.file
        briefing = Said(en="", ja="") if file.briefing is None else named(file.briefing, "")
        return Ground(
            begins_h=definition.begins_h,
            exercise=self.exercise_name,
            briefing=briefing,
            nations=tuple(
                Named(id=id_, name=named(one.name, id_)) for id_, one in scenario.nations.items()
            ),
            incidents=tuple(
                Named(id=id_, name=named(one.name, id_)) for id_, one in scenario.incidents.items()
            ),
            milestones=tuple(
                Named(id=name, name=self.milestone(name))
                for name in self.setting.program.milestones
            ),
            organisation=organisations(document, [definition.design])[0],
            map=places(document, [definition.design]),
        )

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
            exercise=self.exercise_name,
            event=exercise.record.last_notice(DESK),
            clock=clock or self.clock(),
            seats=tuple(
                self._load(seat, there, (codes or {}).get(seat.id, ""))
                for seat in self.setting.seats.values()
            ),
            lines=tuple(self._line(one) for one in exercise.control.lines.values()),
            notes=tuple(
                Note(id=f"{n}", at_h=self.since_begin(at_h), text=text)
                for n, (at_h, text) in enumerate(exercise.control.notes, start=1)
            ),
            incidents=tuple(self.true_incident(course) for course in shown.values()),
            movements=tuple(
                self.movement(move, {"ordered": way.ordered_h, **way.stages})
                for move, way in exercise.record.ways.items()
                if way.incident in shown
            ),
            messages=tuple(self.messages(shown, None)),
            occurred=tuple(
                Occurred(
                    id=course.id,
                    incident=key[0],
                    place=course.place,
                    from_h=self.since_begin(course.happened_h),
                    until_h=(
                        self.since_begin(course.milestones["complete"])
                        if "complete" in course.milestones
                        else None
                    ),
                    milestones={
                        name: self.since_begin(at_h) for name, at_h in course.milestones.items()
                    },
                )
                for key, course in shown.items()
            ),
            tasks=self.tasks(None),
        )

    def _shown(self) -> Mapping[Incident, IncidentCourse]:
        since = self.exercise.begins_h - REMEMBERED_H
        return {
            key: course
            for key, course in self.exercise.record.courses.items()
            if course.milestones.get("complete", since) >= since
        }

    def _load(self, seat: SeatSetting, connected: frozenset[str], code: str) -> SeatLoad:
        exercise = self.exercise
        mine = [one for one in exercise.tasks.values() if one.seat.id == seat.id]
        staffed = seat.id in exercise.people
        late = [one for one in mine if exercise.is_late(one)]
        return SeatLoad(
            **self.seat_name(seat, connected).model_dump(),
            open_tasks=len(mine),
            waiting_tasks=len(exercise.queued(seat)) if staffed else 0,
            late_tasks=len(late),
            oldest_h=self.since_begin(min((one.begun_h for one in mine), default=0.0))
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
            when_name=(
                None if one.condition is None else condition_words(self.setting, one.condition)
            ),
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
            fired_h=None if one.fired_h is None else self.since_begin(one.fired_h),
        )
