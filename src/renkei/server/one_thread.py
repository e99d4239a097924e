"""One thread for all that an exercise does: what changes it goes before what only looks at it.

With sixty pages at work a view is always being made. An action that waited for all views asked for
before it would reach others after a second; so it waits for one, the one that is being made.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import count
from queue import PriorityQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[Future[Any], Callable[[], Any]]


class OneThread:
    """A thread with two doors; from each, what came first is done first.

    Parameters
    ----------
    name
        Of the thread, for those who look at it.
    """

    def __init__(self, name: str) -> None:
        self._line: PriorityQueue[tuple[int, int, _Job | None]] = PriorityQueue()
        self._number = count()
        self.first: Executor = _Door(self, 0)
        self.later: Executor = _Door(self, 1)
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, rank: int, job: _Job | None) -> None:
        """Put something into the line; None: the thread is to end."""
        self._line.put((rank, next(self._number), job))

    def shutdown(self) -> None:
        """End when all is done that was asked for."""
        self.put(2, None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._line.get()[2]) is not None:
            future, ask = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(ask())
                except BaseException as error:
                    future.set_exception(error)
            del job, future, ask  # else the last answer would be kept until the next


class _Door(Executor):
    """Where work is handed in."""

    def __init__(self, thread: OneThread, rank: int) -> None:
        self._thread = thread
        self._rank = rank

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Hand in a call; return where its answer will be."""
        future: Future[T] = Future()
        self._thread.put(self._rank, (future, lambda: fn(*args, **kwargs)))
        return future
