"""The processes that make parts.

Takes jobs; gives sealed parts as they are finished. With one process the work is done in this one.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice

from renkei._base.dismissing import Dismissed
from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei._base.processes import ProcessPool
from renkei.results.store import Part
from renkei.results.worker import Job, Task, make_part, work

_IN_HAND = 2
"""Jobs handed out per process: enough that none is idle, few enough that a stop is quick."""


class LocalWorkers(Dismissed):
    """One or more processes that make parts; a context manager that dismisses them at the end.

    Parameters
    ----------
    task
        The part of a job that all parts share.
    pool
        The processes; they may have begun.
    """

    def __init__(self, task: Task, pool: ProcessPool) -> None:
        self.task = task
        self.pool = pool
        self._packed: dict[str, bytes] = {}

    def make(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Part]]:
        """Yield each part as it is finished, in no particular order."""
        if self.pool.processes == 1:
            for job in jobs:
                yield job, make_part(self.task, job, stopped=lambda: False)
        else:
            yield from self._make_spawned(iter(jobs))

    def dismiss(self) -> None:
        """End the processes after the replications in hand; unfinished parts are dropped."""
        self.pool.dismiss()

    def _make_spawned(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Part]]:
        pending: dict[Future[Part], Job] = {}
        try:
            while True:
                for job in islice(jobs, self.pool.processes * _IN_HAND - len(pending)):
                    pending[self.pool.submit(work, self._task_of(job.design), job)] = job
                if not pending:
                    return
                finished, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield pending.pop(future), future.result()
        except BrokenProcessPool as error:
            raise RunError(
                Phrase(
                    "A process that ran replications was ended from outside, "
                    "perhaps for want of memory. Finished parts are kept; run the "
                    "same command again, with fewer processes."
                )
            ) from error

    def _task_of(self, design: str) -> bytes:
        """Return the task with the program of one design, packed once."""
        if design not in self._packed:
            alone = replace(self.task, programs={design: self.task.programs[design]})
            self._packed[design] = pickle.dumps(alone)
        return self._packed[design]
