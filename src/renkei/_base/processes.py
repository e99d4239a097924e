"""A pool of processes that can start before the work is known.

What for: a process that simulates needs a second or two to import what it uses; the first ones
begin while this process still reads its input. Takes functions at module level and their arguments;
gives futures. Light to import, so that it can be the first thing that happens.

Python starts a process with the working folder in front of everything it imports; a ``pickle.py``
that lies beside a scenario would be run. These processes start without it, and then import from
where this one does.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.synchronize import Event
from typing import ParamSpec, TypeVar

from renkei._base.dismissing import Dismissed

P = ParamSpec("P")
T = TypeVar("T")

_EARLY = 4
"""Most processes that begin before there is work: each costs memory and the time to start it."""


class ProcessPool(Dismissed):
    """Processes; a context manager that dismisses them at the end.

    Parameters
    ----------
    processes
        How many at most; a process starts when work waits for it.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._executor: ProcessPoolExecutor | None = None
        self._stop: Event | None = None
        self._idle: list[multiprocessing.process.BaseProcess] = []

    @property
    def begun(self) -> bool:
        """Whether any process has begun."""
        return self._executor is not None

    def begin(self, module: str, function: str) -> None:
        """Start the first processes, which call a function of a module to get ready.

        It is named, not passed: importing it here is what this saves. What it raises is not heard;
        the work itself will raise it again.
        """
        there = set(multiprocessing.active_children())
        with _safe_path():
            for _ in range(min(self.processes, _EARLY)):
                self._started().submit(_get_ready, module, function)
        self._idle = [one for one in multiprocessing.active_children() if one not in there]

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand out work."""
        self._idle = []
        with _safe_path():  # a process starts when work waits for it
            return self._started().submit(function, *args, **kwargs)

    def dismiss(self) -> None:
        """End the processes: at once where they have had no work, else as soon as they stop."""
        if self._executor is None or self._stop is None:
            return
        self._stop.set()
        for process in self._idle:
            process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor, self._idle = None, []

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            # Spawned, not forked: polars and numba keep threads, which a fork breaks.
            context = multiprocessing.get_context("spawn")
            self._stop = context.Event()
            self._executor = ProcessPoolExecutor(
                self.processes,
                mp_context=context,
                initializer=_start,
                initargs=(self._stop,),
            )
        return self._executor


_SAFE_PATH = "PYTHONSAFEPATH"


@contextmanager
def _safe_path() -> Iterator[None]:
    """Let Python start within this block without the working folder in its path (3.11 and later).

    The variable also reaches the process that keeps track of semaphores, which has no other way.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


_stop: Event


def _start(stop: Event) -> None:
    """Set up a spawned process; the parent alone answers to an interrupt."""
    global _stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _stop = stop


def _end_with_parent() -> None:
    """End this process when the parent was killed; else it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _get_ready(module: str, function: str) -> None:
    getattr(import_module(module), function)()


def stopped() -> bool:
    """Return, in a spawned process, whether its work is no longer wanted."""
    return _stop.is_set()
