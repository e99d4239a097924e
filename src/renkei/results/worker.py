"""Make one part of one design: run its replications, write its files.

Takes a :class:`Task` (the same for all parts) and a :class:`Job` (one part); gives the sealed
part. Runs in this process or in a spawned one; only the description of the part travels back,
never its rows, so that memory does not grow with the replications. On a cluster, where the folder
may be out of reach, the content of the files travels too.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei._base.processes import stopped
from renkei.results.layout import PART
from renkei.results.rows import Failure, part_tables
from renkei.results.store import DesignStore, Part, sealed

if TYPE_CHECKING:
    from renkei.engine.focus import Focus
    from renkei.engine.replication import Replication
    from renkei.engine.worlds import WorldSource
    from renkei.program.machine.program import Program


class Replicate(Protocol):
    """Runs one replication; :func:`renkei.engine.run.replicate` or its slow twin."""

    def __call__(
        self, program: Program, seed: int, replication: int, *, nominal: bool = False, **given: Any
    ) -> Replication:
        """Return the results of replication ``replication``; ``given``: values not drawn."""


@dataclass(frozen=True)
class Task:
    """The data that all parts of an experiment share."""

    programs: Mapping[str, Program]
    seed: int
    nominal: bool
    folder: Path
    replicate: Replicate
    worlds: WorldSource | None = None
    focus: Focus | None = None

    def replication(self, program: Program, number: int) -> Replication:
        """Run one replication, in focus where the task has one."""
        given = {}
        if self.worlds is not None:
            given = {"given": self.worlds.given(program, self.seed, number)}
            number = self.worlds.luck(number)
        if self.focus is None:
            return self.replicate(program, self.seed, number, nominal=self.nominal, **given)
        from renkei.engine.focused import replicate_focused

        return replicate_focused(
            program,
            self.focus,
            self.seed,
            number,
            nominal=self.nominal,
            replicate=None if self.replicate is kernel else self.replicate,
            **given,
        )


@dataclass(frozen=True)
class Job:
    """One part to be made."""

    design: str
    index: int
    replications: int


class Stopped(Exception):
    """The experiment was interrupted before this part was complete."""


def make_part(task: Task, job: Job, stopped: Callable[[], bool]) -> Part:
    """Run the replications of ``job`` and write its part.

    Raises
    ------
    Stopped
        If ``stopped()`` became true before the last replication; nothing is written then.
    ResultsError
        If the part cannot be written.
    """
    part, blobs = part_content(task, job, stopped)
    DesignStore(task.folder / job.design).adopt(part, blobs)
    return part


def part_content(
    task: Task, job: Job, stopped: Callable[[], bool]
) -> tuple[Part, dict[str, bytes]]:
    """Run the replications of ``job``; return its part and the content of its files.

    A replication that raises :class:`RunError` is recorded as failed; anything else is a bug and
    propagates.

    Raises
    ------
    Stopped
        If ``stopped()`` became true before the last replication.
    RunError
        If the machine has not enough memory.
    """
    program = task.programs[job.design]
    numbers = range(job.index * PART, job.index * PART + job.replications)

    def replications() -> Iterator[tuple[int, Replication] | Failure]:
        for number in numbers:
            if stopped():
                raise Stopped
            try:
                done = task.replication(program, number)
            except RunError as error:
                yield Failure(number, str(error))
            else:
                yield number, done

    try:
        focused = task.focus is not None
        tables, failed = part_tables(program, replications(), focused=focused)
        return sealed(job.index, tables, job.replications, failed)
    except MemoryError as error:
        # A want of this machine, not of the replication: it is not marked as failed.
        raise RunError(
            Phrase(
                "Replications {numbers} to {numbers_2} of {design} need more "
                "memory than there is. Finished parts are kept; run the same "
                "command again with fewer processes, or on a larger machine.",
                numbers=numbers[0],
                numbers_2=numbers[-1],
                design=job.design,
            )
        ) from error


def work(packed: bytes, job: Job) -> Part:
    """Make a part in a spawned process."""
    return make_part(_unpacked(packed), job, stopped)


@lru_cache(maxsize=16)
def _unpacked(packed: bytes) -> Task:
    task: Task = pickle.loads(packed)
    return task


def kernel(
    program: Program, seed: int, replication: int, *, nominal: bool = False, **given: Any
) -> Replication:
    """Run one replication in the kernel, which only the processes that use it load."""
    from renkei.engine.run import replicate

    return replicate(program, seed, replication, nominal=nominal, **given)


def get_ready() -> None:
    """Import and load in a spawned process the modules of the first part, above all the kernel."""
    import pyarrow.parquet  # noqa: F401

    from renkei.program.textbook.queueing import queue
    from renkei.scenario.quantities.distributions import Constant

    smallest = queue(rate=1.0, service=Constant(0.5), horizon_h=1.0, warm_up_h=0.0)
    with _without("scipy.linalg.cython_blas"):
        kernel(smallest, seed=0, replication=0)


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Let a module count as not installed, unless it is imported already.

    Numba looks for BLAS with it, a sixth of a second for products of matrices that the kernel does
    not have. Only where nothing but the kernel runs: Numba remembers what it did not find.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
