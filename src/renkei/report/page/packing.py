"""Responses packed for the page: what many of them share stands once.

What for: a step takes 500 bytes alone and a tenth packed, so that the page holds many responses.
Takes :class:`~renkei.report.page.document.Response`; gives
:class:`~renkei.report.page.document.KeptResponses`, which ``web/src/response.ts`` unpacks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

from renkei.report.page.document import (
    Act,
    Course,
    KeptCourse,
    KeptResponse,
    KeptResponses,
    Lane,
    Milestone,
    Response,
    Step,
)
from renkei.report.said import Said

_DIGITS = 5
"""Digits of hours after the point: 36 ms."""

_Item = TypeVar("_Item", bound=Hashable)


def packed(responses: Sequence[Response], *, picked_by: str, note: Said) -> KeptResponses | None:
    """Return the responses packed; None: there are none."""
    if not responses:
        return None
    pack = _Pack()
    kept = tuple(pack.response(one) for one in responses)
    return KeptResponses(
        picked_by=picked_by,
        note=note,
        texts=tuple(pack.texts),
        kinds=pack.kinds,
        milestones=pack.milestones,
        lanes=tuple(pack.lanes.values()),
        acts=tuple(pack.acts),
        kept=kept,
    )


def unpacked(responses: KeptResponses | None) -> list[Response]:
    """Return the responses as they were before, their times rounded."""
    if responses is None:
        return []
    lanes = {lane.id: lane for lane in responses.lanes}

    def steps(course: KeptCourse) -> Iterator[Step]:
        on_path = set(course.on_path)
        for n, place in enumerate(course.acts):
            act = responses.acts[place]
            yield Step(
                id=act.id,
                kind=act.kind,
                kind_name=responses.kinds[act.kind],
                lane=act.lane,
                to=act.to,
                who=responses.texts[act.who],
                what=responses.texts[act.what],
                start_h=course.start_h[n],
                hours=course.hours[n],
                queue_h=course.queue_h[n],
                closed_h=course.closed_h[n],
                on_path=n in on_path,
                rule=act.rule,
                where=act.where,
            )

    def whole(course: KeptCourse) -> Course:
        return Course(
            design=course.design,
            answered_h=course.answered_h,
            sentence=course.sentence,
            lanes=tuple(lanes[key] for key in course.lanes),
            steps=tuple(steps(course)),
            milestones=tuple(
                Milestone(id=key, name=responses.milestones[key], hours=hours)
                for key, hours in course.milestones.items()
            ),
        )

    return [
        Response(
            id=one.id,
            incident=one.incident,
            how=one.how,
            place=one.place,
            arrived_h=one.arrived_h,
            moment=one.moment,
            milestone=one.milestone,
            deadline_h=one.deadline_h,
            courses=tuple(whole(course) for course in one.courses),
        )
        for one in responses.kept
    ]


class _Pack:
    """What the responses share, gathered while they are packed."""

    def __init__(self) -> None:
        self.texts: dict[Said, int] = {}
        self.kinds: dict[str, Said] = {}
        self.milestones: dict[str, Said] = {}
        self.lanes: dict[str, Lane] = {}
        self.acts: dict[Act, int] = {}

    def response(self, one: Response) -> KeptResponse:
        return KeptResponse(
            id=one.id,
            incident=one.incident,
            how=one.how,
            place=one.place,
            arrived_h=one.arrived_h,
            moment=one.moment,
            milestone=one.milestone,
            deadline_h=one.deadline_h,
            courses=tuple(self._course(course) for course in one.courses),
        )

    def _course(self, course: Course) -> KeptCourse:
        steps = course.steps
        for lane in course.lanes:
            self.lanes.setdefault(lane.id, lane)
        acts = []
        for step in steps:
            self.kinds.setdefault(step.kind, step.kind_name)
            act = Act(
                id=step.id,
                kind=step.kind,
                lane=step.lane,
                to=step.to,
                who=_place(self.texts, step.who),
                what=_place(self.texts, step.what),
                rule=step.rule,
                where=step.where,
            )
            acts.append(_place(self.acts, act))
        for milestone in course.milestones:
            self.milestones.setdefault(milestone.id, milestone.name)
        return KeptCourse(
            design=course.design,
            answered_h=course.answered_h,
            sentence=course.sentence,
            lanes=tuple(lane.id for lane in course.lanes),
            acts=tuple(acts),
            start_h=_hours([step.start_h for step in steps]),
            hours=_hours([step.hours for step in steps]),
            queue_h=_hours([step.queue_h for step in steps]),
            closed_h=_hours([step.closed_h for step in steps]),
            on_path=tuple(n for n, step in enumerate(steps) if step.on_path),
            milestones={one.id: round(one.hours, _DIGITS) for one in course.milestones},
        )


def _place(places: dict[_Item, int], item: _Item) -> int:
    """Return the place of an item, a new one at the end."""
    return places.setdefault(item, len(places))


def _hours(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, _DIGITS) for value in values)
