"""Look ahead: how the open incidents may end, from this moment on, by option of a decision.

Takes an exercise and processes; gives shares and quantiles with intervals
(:class:`renkei.exercise.views.LookAhead`). Until the end nobody decides: bots sit in all seats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

import numpy as np

from renkei._base.language import tr
from renkei._base.processes import ProcessPool
from renkei.analysis.statistics.estimation import wilson
from renkei.exercise.futures import Outset, Seen, run_futures, together
from renkei.exercise.looking_back import seat_view_then
from renkei.exercise.refusals import Refused
from renkei.exercise.seat_actions import taken
from renkei.exercise.view_parts import option_of
from renkei.exercise.views import LookAhead, Outlook
from renkei.report.page.document import Named
from renkei.report.said import Said

if TYPE_CHECKING:
    from renkei.engine.replication import Floats
    from renkei.exercise.journal import Incident
    from renkei.exercise.running import Exercise
    from renkei.exercise.stepped import Waiting
    from renkei.exercise.taking import Taken
    from renkei.exercise.views import Outcome

MOST_FUTURES = 1000
"""Most futures of one question."""

_NORMAL_95 = 1.959963984540054
_BEYOND = 3.0
"""Futures run to so many times the deadline of the incident that is due last."""


class Ahead:
    """Looks ahead, in processes of its own.

    Parameters
    ----------
    processes
        How many; a context manager ends them.
    """

    def __init__(self, processes: int = 2) -> None:
        self._pool = ProcessPool(processes)
        self.processes = processes

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        self._pool.dismiss()

    def begin(
        self,
        exercise: Exercise,
        *,
        futures: int = 200,
        incident: str | None = None,
        task: str | None = None,
    ) -> Pending:
        """Take the present state, and begin to look ahead from it; the exercise may go on.

        Parameters
        ----------
        futures
            How many futures, for each option.
        incident
            The only incident that is asked about; None: all that are open.
        task
            A task whose options are compared; None: no decision is taken at once.

        Raises
        ------
        Refused
            If there is no such incident or task, or nothing is open.
        """
        n = min(max(futures, 1), MOST_FUTURES)
        if task is not None and task not in exercise.tasks:
            raise Refused(404, "task", lambda: tr("There is no such task, or it is done."))
        waiting = exercise.tasks[task] if task is not None else None
        asked = open_incidents(exercise, incident, waiting)
        if not asked:
            raise Refused(409, "nothing open", lambda: tr("No incident is open."))
        content = exercise.definition.to_bytes()
        options: list[tuple[Outcome | None, Taken | None]] = [(None, None)]
        if waiting is not None:
            options = [(one, taken(exercise, waiting, one)) for one in exercise.outcomes(waiting)]
        jobs = []
        for _, finish in options:
            outset = Outset(
                snapshot=exercise.snapshot(),
                chosen=dict(exercise.chosen),
                incidents=asked,
                begins_h=exercise.now_h,
                until_h=answered_until_h(exercise, asked),
                taken=finish,
            )
            jobs.append(self.submit(content, outset, n))
        return Pending(exercise, asked, waiting, [one for one, _ in options], jobs, n)

    def submit(
        self, content: bytes, outset: Outset, futures: int, *, luck: int = 0
    ) -> list[Future[Seen]]:
        """Hand out futures in as many shares as there are processes."""
        shares = np.array_split(np.arange(futures), self.processes)
        return [
            self._pool.submit(run_futures, content, outset, share.tolist(), luck=luck)
            for share in shares
            if len(share)
        ]

    def look_back(self, exercise: Exercise, at_h: float, seat: str) -> Future[str]:
        """Return, as JSON, what a seat knew at a moment [h since the begin].

        Raises
        ------
        Refused
            If the moment has not come, or there is no such seat.
        """
        if seat not in exercise.setting.seats:
            raise Refused(404, "seat", lambda: tr("There is no such seat."))
        if not 0 <= at_h <= exercise.now_h - exercise.begins_h + 1e-9:
            raise Refused(422, "moment", lambda: tr("This moment has not come yet."))
        log = list(exercise.entries.lines())
        return self._pool.submit(seat_view_then, exercise.definition.to_bytes(), log, at_h, seat)


class Pending:
    """A look ahead under way: :meth:`result` waits for it, in whatever thread asks."""

    def __init__(
        self,
        exercise: Exercise,
        asked: tuple[tuple[Incident, str], ...],
        task: Waiting | None,
        options: Sequence[Outcome | None],
        jobs: Sequence[Sequence[Future[Seen]]],
        futures: int,
    ) -> None:
        self._at_h = exercise.now_h - exercise.begins_h
        self._options, self._jobs, self._futures = options, jobs, futures
        self._names = [_Named(exercise, key, milestone) for key, milestone in asked]
        self._task = task

    def result(self) -> LookAhead:
        """Return what the futures showed."""
        found = []
        for option, jobs in zip(self._options, self._jobs, strict=True):
            seen = together((job.result() for job in jobs), len(self._names))
            for k, about in enumerate(self._names):
                found.append(about.outlook(seen.reached_h[:, k], option, self._task))
        return LookAhead(at_h=self._at_h, futures=self._futures, outlooks=tuple(found))


class _Named:
    """An incident that is asked about, with what its outlook says of it."""

    def __init__(self, exercise: Exercise, key: Incident, milestone: str) -> None:
        course = exercise.record.courses[key]
        self.id, self.happened_h = course.id, course.happened_h
        self.name = exercise.setting.incident_name(key[0])
        self.milestone = Named(id=milestone, name=exercise.setting.milestone_name(milestone))
        self.deadline_h = exercise.setting.deadline_h(key[0])

    def outlook(self, reached_h: Floats, option: Outcome | None, task: Waiting | None) -> Outlook:
        """Return what futures say: moments at which the milestone was reached, or nan."""
        took = np.where(np.isnan(reached_h), math.inf, reached_h - self.happened_h)
        share = float(np.mean(took <= self.deadline_h))
        low, high = wilson(share, len(took), _NORMAL_95)
        q10, q50, q90 = (_quantile(took, q) for q in (0.1, 0.5, 0.9))
        words: Said | None = None
        if option is not None and task is not None:
            words = option_of(option, task.info).name
        return Outlook(
            incident=self.id,
            name=self.name,
            option=option,
            option_name=words,
            milestone=self.milestone,
            futures=len(took),
            in_time=share,
            low=low,
            high=high,
            q10_h=q10,
            q50_h=q50,
            q90_h=q90,
        )


def outlook_of(
    exercise: Exercise, incident: Incident, milestone: str, reached_h: Floats
) -> Outlook:
    """Return what simulated runs say of an incident."""
    return _Named(exercise, incident, milestone).outlook(reached_h, None, None)


def _quantile(took: Floats, q: float) -> float | None:
    """Return a quantile of times of which some are infinite; None: it is one of them."""
    at = float(np.sort(took)[min(math.ceil(q * len(took)), len(took)) - 1])
    return at if math.isfinite(at) else None


def open_incidents(
    exercise: Exercise, only: str | None = None, task: Waiting | None = None
) -> tuple[tuple[Incident, str], ...]:
    """Return the incidents that are not answered yet, each with the milestone that answers it."""
    found = []
    for key, course in exercise.record.courses.items():
        milestone = exercise.setting.answered_by(key[0])
        if only is not None and course.id != only:
            continue
        if only is None and task is not None and key != task.incident:
            continue
        if milestone not in course.milestones and "complete" not in course.milestones:
            found.append((key, milestone))
    return tuple(found)


def answered_until_h(exercise: Exercise, asked: Sequence[tuple[Incident, str]]) -> float:
    """Return how far futures run: well past the deadlines of what is open."""
    last = max(
        exercise.record.courses[key].happened_h + _BEYOND * exercise.setting.deadline_h(key[0])
        for key, _ in asked
    )
    return max(last, exercise.now_h)
