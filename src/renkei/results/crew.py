"""The processes that make parts.

Takes jobs; gives sealed parts as they are finished. With one process the work is done in this one.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.synchronize import Event
from types import TracebackType

from renkei._base.errors import RunError
from renkei.results.store import Part
from renkei.results.worker import Job, Task, make_part, start_worker, work

_IN_HAND = 2
"""Jobs handed out per process: enough that none is idle, few enough that a stop is quick."""


class Crew:
    """One or more processes that make parts; a context manager that dismisses them at the end."""

    def __init__(self, task: Task, processes: int) -> None:
        self.task = task
        self.processes = processes
        self._executor: ProcessPoolExecutor | None = None
        self._stop: Event | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.dismiss()

    def make(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Part]]:
        """Yield each part as it is finished, in no particular order."""
        if self.processes == 1:
            for job in jobs:
                yield job, make_part(self.task, job, stopped=lambda: False)
        else:
            yield from self._make_spawned(iter(jobs))

    def dismiss(self) -> None:
        """End the processes after the replications in hand; unfinished parts are dropped."""
        if self._executor is not None and self._stop is not None:
            self._stop.set()
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _make_spawned(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Part]]:
        pending: dict[Future[Part], Job] = {}
        try:
            while True:
                for job in islice(jobs, self.processes * _IN_HAND - len(pending)):
                    pending[self._started().submit(work, job)] = job
                if not pending:
                    return
                finished, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield pending.pop(future), future.result()
        except BrokenProcessPool as error:
            raise RunError(
                "A process that ran replications was ended from outside, perhaps for want of "
                "memory. Finished parts are kept; run the same command again, with fewer processes."
            ) from error

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Spawned, not forked: polars and numba keep threads, which a fork breaks.
            context = multiprocessing.get_context("spawn")
            self._stop = context.Event()
            self._executor = ProcessPoolExecutor(
                self.processes,
                mp_context=context,
                initializer=start_worker,
                initargs=(self.task, self._stop),
            )
        return self._executor
