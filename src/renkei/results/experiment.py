"""Run designs times replications, in processes or on a cluster, and keep every finished part.

Takes programs by design, a seed and a number of replications; gives :class:`Results` on disk. The
same bytes come out for any number of processes, after any interruption, and however often the run
was extended: a part is a pure function of (program, seed, number of the part, replications in it).

The folder is ``<root>/<name>-<identity>``, where the identity covers *all* programs: adding or
changing a design gives a new folder. Parts of designs that stayed as they were are taken over
from the folders beside it (:func:`renkei.results.merging.reuse`), so only what is new is run.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei._base.processes import ProcessPool
from renkei._base.version import __version__
from renkei.results import provenance as prov
from renkei.results.cluster import ClusterWorkers
from renkei.results.layout import (
    DESIGN,
    INPUTS,
    LOCK,
    PART,
    RECORD,
    STEPS_FILE,
    folder_of,
    is_link,
    seal_file,
)
from renkei.results.merging import reuse
from renkei.results.plan import Plan, Stretch
from renkei.results.progress import Existing, Interrupted, Progress
from renkei.results.reading import Results, open_results
from renkei.results.recording import mend_inputs, new_record, note_run, write_steps
from renkei.results.store import (
    DesignStore,
    NotWritable,
    Part,
    clear_temporaries,
    folder_lock,
)
from renkei.results.worker import Job, Replicate, Task, kernel
from renkei.results.workers import LocalWorkers

if TYPE_CHECKING:
    from renkei.program.machine.program import Program


@dataclass(frozen=True)
class Engine:
    """A function that runs replications, with its build.

    Parameters
    ----------
    replicate
        Function at module level, such as the kernel's or its slow twin's.
    build
        Names the build in the identity; the same build gives the same bytes.
    """

    replicate: Replicate
    build: str


def run(
    programs: Mapping[str, Program],
    inputs: prov.Inputs,
    plan: Plan,
    root: Path | str,
    *,
    progress: Callable[[Progress], None] | None = None,
    enough: Callable[[Results], bool] | None = None,
    looks: Looks | None = None,
    engine: Engine | None = None,
    pool: ProcessPool | None = None,
) -> Results:
    """Run an experiment, or its missing parts.

    Parameters
    ----------
    programs
        Program of each design; the first is run first in each part.
    inputs
        Scenario and designs as resolved, for the record.
    plan
        Seed, replications, processes.
    root
        Folder under which the result folder stands.
    progress
        Called after each part.
    enough
        Called every ``plan.check_every`` replications with the results so far; True ends the run.
        It sees the same results whatever existed before, and for any number of processes.
    looks
        In place of ``enough``, where looks are not evenly spaced or designs drop out: called with
        the results so far and the stretch behind them, first after ``plan.check_every``; gives the
        next stretch, or None, which ends the run.
    engine
        Runs replications; by default the kernel.
    pool
        Processes that have begun, as many as the plan says; they are dismissed at the end.

    Returns
    -------
    The results, limited to the replications asked for even if the folder holds more.

    Raises
    ------
    Interrupted
        On KeyboardInterrupt, after everything finished has been kept.
    ResultsError
        If the folder cannot be written, or files in it are damaged.
    """
    _check_names(programs)
    engine = engine or _kernel()
    pool = pool or ProcessPool(plan.processes)
    if looks is None and enough is not None:
        looks = _evenly(plan, enough)
    return _Experiment(programs, inputs, plan, Path(root), engine, pool).run(progress, looks)


def standing(
    programs: Mapping[str, Program], inputs: prov.Inputs, plan: Plan, root: Path | str
) -> Existing:
    """Return how far an experiment is; one replication of each design that lacks some is timed.

    Nothing is written. Parts that a run would take over from folders beside it are not counted.

    Raises
    ------
    ResultsError
        If files of the folder are damaged.
    """
    experiment = _Experiment(programs, inputs, plan, Path(root), _kernel(), ProcessPool(1))
    if (experiment.folder / RECORD).exists():
        experiment._take_stock(clear=False)
    done = dict(experiment.done)
    seconds = {}
    lacking = [design for design in programs if done[design] < plan.replications]
    # The first is run twice: the kernel is loaded meanwhile.
    for design in [*lacking[:1], *lacking]:
        began = time.perf_counter()
        experiment.task.replication(programs[design], plan.first)
        seconds[design] = time.perf_counter() - began
    return Existing(experiment.folder, done, seconds)


Looks = Callable[[Results, Stretch], Stretch | None]
"""Gives the stretch that follows a look at results; None: no more."""


def _evenly(plan: Plan, enough: Callable[[Results], bool]) -> Looks:
    """Return looks that are evenly spaced, until one finds enough."""

    def look(results: Results, stretch: Stretch) -> Stretch | None:
        return None if enough(results) else Stretch(stretch.end + plan.check_every)

    return look


def _nothing_to_resume(folder: Path) -> str:
    """Return the message for results that do not exist, with others of the scenario."""
    name = folder.name.rpartition("-")[0]
    others = sorted(path.parent for path in folder.parent.glob(f"{name}-*/{RECORD}"))
    there = ", ".join(map(str, others)) or Phrase(
        "nothing of this scenario in {folder}", folder=folder.parent
    )
    return Phrase(
        "Nothing to resume in {folder}: no results have this scenario, these designs, this seed "
        "and this version of Renkei. There is: {there}. Without --resume a new run begins.",
        folder=folder,
        there=there,
    )


class _Made(NamedTuple):
    """The facts remembered of a part: the seal on disk holds the rest."""

    replications: int
    failed: int


class _Experiment:
    """One call of :func:`run`."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        inputs: prov.Inputs,
        plan: Plan,
        root: Path,
        engine: Engine,
        pool: ProcessPool,
    ) -> None:
        self.plan = plan
        self.pool = pool
        self.programs = programs
        self.inputs = inputs
        self.kernel = engine.build
        self.digests = {design: program.digest() for design, program in programs.items()}
        self.identity = prov.identity(
            version=__version__,
            kernel=engine.build,
            programs=self.digests,
            seed=plan.seed,
            nominal=plan.nominal,
            worlds=None if plan.worlds is None else plan.worlds.digest(),
            focus=plan.focus,
        )
        self.folder = folder_of(root, inputs.name, self.identity)
        self.task = Task(
            programs,
            plan.seed,
            plan.nominal,
            self.folder,
            engine.replicate,
            plan.worlds,
            plan.focus,
        )
        self.stores = {design: DesignStore(self.folder / design) for design in programs}
        self.have: dict[str, dict[int, _Made]] = {}
        self.done = dict.fromkeys(programs, 0)
        self.failed = 0
        self.made = 0
        self.started = time.monotonic()

    def run(
        self,
        progress: Callable[[Progress], None] | None,
        looks: Looks | None,
    ) -> Results:
        if self.plan.resume and not (self.folder / RECORD).exists():
            raise ResultsError(_nothing_to_resume(self.folder))
        try:
            return self._run(progress, looks)
        except NotWritable:
            kept = self._kept(looks)
            if kept is None:
                raise
            return kept

    def _kept(self, looks: Looks | None) -> Results | None:
        """Return the results asked for if all exist; None: some are missing."""
        if self.made or not (self.folder / RECORD).exists():
            return None
        if prov.read_record(self.folder).identity != self.identity:
            return None
        self._take_stock(clear=False)
        ends: dict[str, int] = {}
        stretch: Stretch | None = self._first(looks)
        while stretch is not None:
            if next(self._missing(stretch), None) is not None:
                return None
            results = self._results(ends, stretch)
            stretch = self._following(looks, results, stretch)
        return results

    def _run(
        self,
        progress: Callable[[Progress], None] | None,
        looks: Looks | None,
    ) -> Results:
        with folder_lock(self.folder), self._workers() as workers:
            clear_temporaries(self.folder, self.programs)
            record = self._open()
            self._note(record, "running")
            status: prov.Status = "failed"
            ends: dict[str, int] = {}
            try:
                reuse(self.folder, record)
                self._take_stock()
                stretch: Stretch | None = self._first(looks)
                while stretch is not None:
                    for job, part in workers.make(self._missing(stretch)):
                        self._count(job.design, part)
                        self.made += part.replications
                        if progress is not None:
                            progress(self._progress())
                    results = self._results(ends, stretch)
                    stretch = self._following(looks, results, stretch)
                mend_inputs(self.folder, record, self.inputs)
                status = "finished"
            except KeyboardInterrupt as interrupt:
                status = "interrupted"
                raise Interrupted(self._progress()) from interrupt
            finally:
                workers.dismiss()
                self._note(record, status)
        return open_results(self.folder, verify=False, limit=ends)

    def _first(self, looks: Looks | None) -> Stretch:
        end = self.plan.first if looks else self.plan.first + self.plan.replications
        return Stretch(self.plan.next_end(end))

    def _following(self, looks: Looks | None, results: Results, stretch: Stretch) -> Stretch | None:
        """Return the stretch after the look at one; None: the run ends."""
        if looks is None:
            return None
        following = looks(results, stretch)
        most = self.plan.first + self.plan.replications
        if following is None or stretch.end >= most:
            return None
        if following.end <= stretch.end:
            raise ValueError(f"a stretch beyond replication {stretch.end} expected: {following}")
        return Stretch(min(following.end, most), following.designs)

    def _workers(self) -> LocalWorkers | ClusterWorkers:
        if self.plan.scheduler is None:
            return LocalWorkers(self.task, self.pool)
        return ClusterWorkers(self.task, self.plan.scheduler)

    def _open(self) -> prov.Provenance:
        """Return the record of the folder, made new or read and checked."""
        if not (self.folder / RECORD).exists():
            if self._is_foreign():
                raise ResultsError(
                    Phrase(
                        "{folder} is in the way: it holds files but no {record}. Move "
                        "it away, or choose another folder for results.",
                        folder=self.folder,
                        record=RECORD,
                    )
                )
            return new_record(
                self.folder, self.programs, self.inputs, self.plan, self.identity, self.kernel
            )
        record = prov.read_record(self.folder)
        if record.identity != self.identity:
            raise ResultsError(
                Phrase(
                    "{folder} holds other results: identity {identity}.",
                    folder=self.folder,
                    identity=record.identity,
                )
            )
        if self.plan.resume is False:
            raise ResultsError(
                Phrase(
                    "{folder} holds results of this very experiment. Allow to "
                    "resume, or choose another folder for results.",
                    folder=self.folder,
                )
            )
        for design, digest in write_steps(self.folder, self.programs, self.inputs).items():
            record.designs[design].steps = digest  # the words of steps are not in the identity
        mend_inputs(self.folder, record, self.inputs)
        return record

    def _is_foreign(self) -> bool:
        """Return whether the folder holds more than a run killed before its record leaves."""
        ours = {store.folder / STEPS_FILE for store in self.stores.values()}
        ours.add(self.folder / LOCK)
        inputs = self.folder / INPUTS
        files = (path for path in self.folder.rglob("*") if is_link(path) or not path.is_dir())
        return any(path not in ours and inputs not in path.parents for path in files)

    def _take_stock(self, clear: bool = True) -> None:
        """Note the existing parts; raises ResultsError on a damaged part before anything is run."""
        found = {design: store.parts(verify=True) for design, store in self.stores.items()}
        self.have = {design: {} for design in found}
        for design, parts in found.items():
            if clear:
                self.stores[design].clear(parts)
            for part in parts:
                self._count(design, part)

    def _count(self, design: str, part: Part) -> None:
        """Note a part that is on disk, in place of a shorter one."""
        before = self.have[design].get(part.index, _Made(0, 0))
        self.have[design][part.index] = _Made(part.replications, part.failed)
        asked = self.plan.first + self.plan.replications - part.first
        if self.plan.first <= part.first and asked > 0:
            self.done[design] += min(part.replications, asked) - min(before.replications, asked)
            self.failed += part.failed - before.failed

    def _missing(self, stretch: Stretch) -> Iterator[Job]:
        """Yield the jobs to be done up to the end of a stretch, designs interleaved.

        A shorter last part is made anew in full, so that its bytes are those of one run.
        """
        for index in range(self.plan.first // PART, -(-stretch.end // PART)):
            wanted = min(PART, stretch.end - index * PART)
            for design in stretch.designs or self.programs:
                part = self.have[design].get(index)
                if part is None or part.replications < wanted:
                    yield Job(design, index, wanted)

    def _progress(self) -> Progress:
        return Progress(
            folder=self.folder,
            done=sum(self.done.values()),
            total=self.plan.replications * len(self.programs),
            by_design=dict(self.done),
            failed=self.failed,
            made=self.made,
            seconds=time.monotonic() - self.started,
        )

    def _results(self, ends: dict[str, int], stretch: Stretch) -> Results:
        """Return the results up to a stretch, all of which this process has seen.

        Notes in `ends` where those of each design end.

        Raises
        ------
        ResultsError
            If some exist no more: fewer replications would answer another question.
        """
        ends |= dict.fromkeys(stretch.designs or self.programs, stretch.end)
        # What this process sealed or verified a moment ago need not be hashed again.
        results = open_results(self.folder, verify=False, limit=dict(ends))
        for design, end in ends.items():
            for index in range(self.plan.first // PART, -(-end // PART)):
                wanted = min(PART, end - index * PART)
                if results.held(design, index) < wanted:
                    raise ResultsError(
                        Phrase(
                            "{design} was there and is gone: somebody changed the folder "
                            "meanwhile. Run the same command again: only what is missing "
                            "is made anew.",
                            design=self.folder / design / seal_file(index),
                        )
                    )
        return results

    def _note(self, record: prov.Provenance, status: prov.Status) -> None:
        """Write the record with this run as its last."""
        for design, parts in self.have.items():
            entry = record.designs[design]
            entry.replications = sum(part.replications for part in parts.values())
            entry.failed = sum(part.failed for part in parts.values())
        seconds = time.monotonic() - self.started
        note_run(self.folder, record, self.inputs, self.plan, status, self.made, seconds)


def _kernel() -> Engine:
    from renkei.engine.kernel.jit import KERNEL_VERSION

    return Engine(kernel, KERNEL_VERSION)


def _check_names(programs: Mapping[str, Program]) -> None:
    if not programs:
        raise ValueError("no design to run")
    for design in programs:
        if not re.fullmatch(DESIGN, design):
            raise ValueError(f"a design's identifier names a folder; `{design}` cannot")
