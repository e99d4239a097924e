"""Parts made on a cluster, by the workers of a Dask scheduler.

Takes jobs; gives sealed parts as they are finished, as
:class:`~renkei.results.workers.LocalWorkers` does.
Workers need no shared folder: they send back the content of a part's files, which is written here
and forgotten. A part is a pure function, so a part lost with its worker is made again by another,
with the same bytes. All programs travel once, as one task that the scheduler can repeat for a
worker that lost or never had them.
"""

from __future__ import annotations

import logging
import pickle
import queue
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import uuid4

from renkei._base.dismissing import Dismissed
from renkei._base.errors import RunError
from renkei._base.language import NameList, Phrase
from renkei.results.layout import PART
from renkei.results.provenance import software
from renkei.results.scheduler import REACH_S, NoScheduler, reach
from renkei.results.store import DesignStore, Part, bytes_digest
from renkei.results.worker import Job, Task, part_content

_IN_HAND = 2
"""Jobs handed out per thread of a worker; bounds the finished parts that wait there."""

_PATIENCE_S = 60.0
"""Time to wait for a first worker."""

_LOOK_S = 1.0
"""Longest time between two looks at the workers."""

_FETCH_S = 60.0
"""Time for a finished part to come; one that was lost with its worker does not."""

_AGAIN = Phrase("Finished parts are kept; run the same command again to go on.")


class ClusterWorkers(Dismissed):
    """The workers of a scheduler; a context manager that cancels what they still do at the end."""

    def __init__(self, task: Task, address: str) -> None:
        self.task = task
        self.address = address
        self._client: Any = None
        self._pending: dict[Any, Job] = {}
        self._finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._name = f"renkei-part-{uuid4().hex}"
        self._numbers = count()
        self._peopled = 0.0

    def make(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Part]]:
        """Yield each part as it is finished and written, in no particular order.

        Raises
        ------
        RunError
            If ``distributed`` is not installed, the scheduler does not answer or has no workers, a
            worker has other software, or a part ends one worker after the other.
        """
        jobs = iter(jobs)
        job = next(jobs, None)
        if job is None:
            return
        if self._client is None:
            self._client = _connected(self.address)
        ours = _software()
        programs = self._programs()
        self._peopled = time.monotonic()
        while job is not None or self._pending:
            in_hand = _IN_HAND * self._threads()
            while job is not None and len(self._pending) < in_hand:
                self._hand_out(job, programs, ours)
                job = next(jobs, None)
            try:
                finished = self._next_finished()
            except (queue.Empty, TimeoutError):
                continue
            yield finished

    def dismiss(self) -> None:
        """Cancel unfinished jobs and let the workers go."""
        if self._client is None:
            return
        client, self._client = self._client, None
        with suppress(Exception):  # a scheduler that is gone cancels nothing
            client.cancel(list(self._pending))
        self._pending.clear()
        with suppress(Exception):
            client.close(timeout=REACH_S)

    def _programs(self) -> Any:
        packed = zlib.compress(pickle.dumps(self.task))
        return self._client.submit(_held, packed, key=f"renkei-task-{bytes_digest(packed)}")

    def _hand_out(self, job: Job, programs: Any, ours: dict[str, str]) -> None:
        # One group of keys: the scheduler then spreads its tasks over all workers as they are free.
        key = (self._name, next(self._numbers))
        future = self._client.submit(_make, programs, job, ours, key=key, pure=False)
        self._pending[future] = job
        future.add_done_callback(self._finished.put)

    def _next_finished(self) -> tuple[Job, Part]:
        """Fetch and write a finished part; queue.Empty or TimeoutError: not yet."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        future = self._finished.get(timeout=_LOOK_S)
        job = self._pending[future]
        try:
            part, blobs = future.result(timeout=_FETCH_S)
        except TimeoutError:
            self._finished.put(future)  # lost with its worker; somebody will make it again
            raise
        except KilledWorker as error:
            first = job.index * PART
            raise RunError(
                Phrase(
                    "Replications {first} to {first_2} of {design} ended {error} "
                    "workers one after the other, perhaps for want of memory; the "
                    "log of {address} may tell. {again}",
                    first=first,
                    first_2=first + job.replications - 1,
                    design=job.design,
                    error=error.allowed_failures + 1,
                    address=error.last_worker.address,
                    again=_AGAIN,
                )
            ) from error
        except FutureCancelledError as error:
            raise self._gone() from error
        del self._pending[future]
        DesignStore(self.task.folder / job.design).adopt(part, blobs)
        return job, part

    def _threads(self) -> int:
        """Return the threads of all workers, who come and go."""
        try:
            threads: int = sum(self._client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise self._gone() from error
        if threads:
            self._peopled = time.monotonic()
        elif time.monotonic() - self._peopled > _PATIENCE_S:
            raise RunError(
                Phrase(
                    "The scheduler {address} has had no worker for {patience_s} s. "
                    "Start one: `dask worker {address}`. {again}",
                    address=self.address,
                    patience_s=f"{_PATIENCE_S:.0f}",
                    again=_AGAIN,
                )
            )
        return threads

    def _gone(self) -> RunError:
        return RunError(
            Phrase("The scheduler {address} has gone. {again}", address=self.address, again=_AGAIN)
        )


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise RunError(
            Phrase("A cluster needs the package `distributed`: pip install 'renkei[cluster]'")
        ) from error
    reach(address)
    try:
        # What it would log with a traceback is raised here, in one line.
        for name in ("distributed.client", "distributed.comm", "distributed.core"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return Client(address, timeout=REACH_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever it makes of an answer that is not for it
        raise NoScheduler(
            address,
            Phrase(
                "`{address}`, which does not answer as a scheduler: {error}",
                address=address,
                error=f"{error!r:.200}",
            ),
        ) from error


def _software() -> dict[str, str]:
    """Return the versions that the record of a run vouches for, of this process."""
    from renkei.engine.kernel.jit import KERNEL_VERSION

    known = software(KERNEL_VERSION)
    return {
        "Renkei": known.version,
        "kernel": known.kernel,
        "Python": known.python,
        **known.libraries,
    }


def _held(packed: bytes) -> bytes:
    """Keep the programs on a worker."""
    return packed


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Task:
    task: Task = pickle.loads(zlib.decompress(packed))
    return task


def _make(packed: bytes, job: Job, wanted: dict[str, str]) -> tuple[Part, dict[str, bytes]]:
    """Make a part on a worker; refuse software other than that of the record."""
    from distributed import get_worker

    here = _software()
    if here != wanted:  # before the programs are unpacked: another version may not be able to
        differing = [
            Phrase(
                "{name} {here} in place of {version}",
                name=name,
                here=here.get(name),
                version=version,
            )
            for name, version in wanted.items()
            if here.get(name) != version
        ]
        raise RunError(
            Phrase(
                "The worker {address} has {differing}. One result comes from "
                "one version: install the same there. {again}",
                address=get_worker().address,
                differing=NameList(differing),
                again=_AGAIN,
            )
        )
    return part_content(_unpacked(packed), job, stopped=lambda: False)
