"""After-action review: what people did, when, what it waited for, beside simulated days.

What for: a debriefing wants to know where the time went and whether that was much. Takes an
exercise that was played; gives the review (:class:`renkei.exercise.views.Review`), joint or of one
nation. The simulated days are replications of the same design, each in a world of its own, which
meet the incidents of the master events list at the same moments, with bots in all seats: so a
person's latency stands beside that of the model's staff for the very same step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from renkei.engine.following import course_of
from renkei.exercise.ahead import Ahead, answered_until_h, outlook_of
from renkei.exercise.futures import Outset, Seen, together
from renkei.exercise.log import DESK
from renkei.exercise.release import EVERYBODY
from renkei.exercise.viewing import Views
from renkei.exercise.views import (
    PathStep,
    Review,
    ReviewedIncident,
    ReviewedLine,
    ReviewedTask,
    Spread,
)
from renkei.program.machine.program import TAG_FIELDS
from renkei.report.page.document import Named

if TYPE_CHECKING:
    from renkei.engine.replication import Floats
    from renkei.exercise.journal import Incident
    from renkei.exercise.record import IncidentCourse
    from renkei.exercise.running import Exercise
    from renkei.exercise.stepped import Finished

RUNS = 1000
"""Simulated runs of a review."""

_AFTER_H = 3.0
"""How long after a line what its receivers did is shown with it [h]."""

_LEAST_SEEN = 20
"""Fewer simulated steps of a kind are not compared."""

_HEADQUARTERS = TAG_FIELDS.index("headquarters")


class Reviewer:
    """Makes reviews of an exercise; the simulated runs are made once.

    Parameters
    ----------
    exercise
        The exercise, as far as it has been played.
    ahead
        Runs futures.
    runs
        Simulated runs.
    """

    def __init__(self, exercise: Exercise, ahead: Ahead, runs: int = RUNS) -> None:
        self.exercise, self.runs = exercise, runs
        self._views = Views(exercise)
        self._tags = tuple(sorted({self._tag(one) for one in exercise.finished}))
        self._brought = [one for one in exercise.control.brought if one.at_h <= exercise.now_h]
        watched = tuple(
            (one.incident, exercise.setting.answered_by(one.incident[0])) for one in self._brought
        )
        self._jobs = ahead.submit(
            exercise.definition.to_bytes(),
            Outset(
                snapshot=None,
                chosen={},
                incidents=watched,
                begins_h=exercise.begins_h,
                until_h=answered_until_h(exercise, watched) if watched else exercise.now_h,
                brought=tuple((one.at_h, one.incident[0], one.place) for one in self._brought),
                tags=self._tags,
            ),
            runs,
        )
        self._seen: Seen | None = None

    def wait(self) -> None:
        """Wait for the simulated runs; the exercise is not looked at meanwhile."""
        for job in self._jobs:
            job.result()

    def review(self, nation: str = "") -> Review:
        """Return the joint review, or that of a nation: of what is its own, and it knows."""
        exercise, views = self.exercise, self._views
        if self._seen is None:
            self._seen = together((job.result() for job in self._jobs), len(self._brought))
        finished = [one for one in exercise.finished if nation in ("", one.waiting.seat.nation)]
        seats = [one for one in exercise.setting.seats.values() if nation in ("", one.nation)]
        return Review(
            exercise=views.exercise_name,
            nation=nation,
            clock=views.clock(),
            runs=self.runs,
            tasks=tuple(self._task(one) for one in finished),
            incidents=tuple(self._incidents(nation)),
            lines=tuple(self._lines(nation)) if nation == "" else (),
            notes=views.desk().notes if nation == "" else (),
            seats=tuple(views.seat_name(one, frozenset()) for one in seats),
        )

    # --- tasks

    def _tag(self, one: Finished) -> int:
        return int(self.exercise.setting.program.blocks["tag"][one.waiting.decision.block])

    def _task(self, one: Finished) -> ReviewedTask:
        took = one.done_h - one.waiting.begun_h
        stay = None
        if one.waiting.info.board is not None and one.outcome != "put-off":
            stay = one.done_h - one.waiting.came_h
        assert self._seen is not None
        steps = self._seen.steps_h.get(self._tag(one), [])
        lengths = np.array([hours for _, hours in steps])
        # No board of the model puts a paper off: there is nothing to hold that against.
        enough = len(lengths) >= _LEAST_SEEN and one.outcome != "put-off"
        return ReviewedTask(
            **self._views.done(one).model_dump(),
            seat=one.waiting.seat.id,
            took_h=took,
            stay_h=stay,
            wrote=one.text,
            simulated=_spread(lengths, self.runs) if enough else None,
            quicker=(
                float(np.mean(lengths < (took if stay is None else stay))) if enough else None
            ),
        )

    # --- incidents

    def _incidents(self, nation: str) -> Iterable[ReviewedIncident]:
        exercise, setting = self.exercise, self.exercise.setting
        for key, course in exercise.record.courses.items():
            if course.happened_h < exercise.begins_h:
                continue
            seats = [one for one in setting.seats.values() if one.nation == nation]
            knows = [one.id for one in seats if exercise.record.knows(one.headquarters, key)]
            if nation and not knows:
                continue
            who = DESK if not nation else knows[0]
            shown = self._views.response(who, course.id)
            milestone = setting.answered_by(key[0])
            # What no seat of a nation has heard of is neither answered nor late in its own review.
            heard = not nation or any(
                self._views.response(one, course.id).incident.answered_h is not None
                for one in knows
            )
            reached = course.milestones.get(milestone) if heard else None
            answered = None if reached is None else reached - course.happened_h
            deadline = setting.deadline_h(key[0])
            late = not nation and exercise.now_h - course.happened_h > deadline
            times = None if nation else self._simulated(key)
            yield ReviewedIncident(
                incident=shown.incident,
                course=shown.course,
                milestone=Named(id=milestone, name=self._views.milestone(milestone)),
                answered_h=answered,
                in_time=answered <= deadline if answered is not None else (False if late else None),
                path=tuple(self._path(key, course, milestone)) if not nation else (),
                simulated=None if times is None else outlook_of(exercise, key, milestone, times),
                quicker=(
                    float(np.mean(times - course.happened_h < answered))
                    if times is not None and answered is not None
                    else None
                ),
            )

    def _simulated(self, key: Incident) -> Floats | None:
        """Return when simulated runs answered an incident that control brought about; nan: not."""
        assert self._seen is not None
        for k, one in enumerate(self._brought):
            if one.incident == key:
                return self._seen.reached_h[:, k]
        return None

    def _path(self, key: Incident, course: IncidentCourse, milestone: str) -> Iterable[PathStep]:
        """Yield the steps that the answer, or what was reached last, waited for."""
        exercise, setting = self.exercise, self.exercise.setting
        taken = course_of(setting.program, exercise.stepper.state, *key)
        if taken is None:
            return
        reached = [name for name in ("ordered", milestone) if name in taken.milestones]
        wanted = reached[-1] if reached else None
        for step in taken.steps:
            if wanted is None or wanted not in step.decides:
                continue
            info = setting.tags[step.tag]
            by = next(
                (
                    one.by
                    for one in exercise.finished
                    if one.waiting.incident == key
                    and self._tag(one) == step.tag
                    and math.isclose(one.done_h, course.happened_h + step.ended_h, abs_tol=1e-6)
                ),
                "",
            )
            staff = bool(info.headquarters)
            yield PathStep(
                who=setting.name_of(info.headquarters)
                if staff
                else setting.unit_name(step.pool or ""),
                what=info.text,
                kind_name=setting.kind_name(info.kind),
                start_h=step.began_h,
                queue_h=step.queue_h,
                closed_h=step.closed_h,
                busy_h=step.busy_h,
                by=by,
            )

    # --- the master events list

    def _lines(self, nation: str) -> Iterable[ReviewedLine]:
        exercise = self.exercise
        for line in self._views.desk().lines:
            tasks: list[str] = []
            sent: list[str] = []
            if line.fired_h is not None:
                at_h = exercise.begins_h + line.fired_h
                brought = {
                    one.incident
                    for one in self._brought
                    if line.creates == one.incident[0] and math.isclose(one.at_h, at_h)
                }
                tasks = [
                    one.waiting.id
                    for one in exercise.finished
                    if one.waiting.incident in brought
                    or (
                        one.waiting.seat.headquarters in line.receivers
                        and at_h <= one.done_h <= at_h + _AFTER_H
                    )
                ]
                sent = [
                    paper.subject.en
                    for paper in exercise.record.papers.values()
                    if paper.sender in line.receivers
                    and paper.kind in ("message", "question", "answer")
                    and at_h <= paper.sent_h <= at_h + _AFTER_H
                    and nation in ("", paper.owner, EVERYBODY)
                ]
            yield ReviewedLine(**line.model_dump(), tasks=tuple(tasks), sent=tuple(sent))


def _spread(lengths: Floats, runs: int) -> Spread:
    q = np.quantile(lengths, [0.05, 0.25, 0.5, 0.75, 0.95])
    names = ("q05_h", "q25_h", "q50_h", "q75_h", "q95_h")
    values: Mapping[str, float] = dict(zip(names, map(float, q), strict=True))
    return Spread(runs=runs, **values)
