"""Designs simulated: from an opened scenario to results, kept in a folder.

Takes an opened scenario, designs and the options of the run; gives results. The same call again
continues existing results; more replications extend them, and nothing is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from renkei._base.errors import RunError
from renkei._base.language import Phrase

if TYPE_CHECKING:
    from renkei._base.processes import ProcessPool
    from renkei.engine.focus import Focus
    from renkei.results import Existing, Plan, Results
    from renkei.results import Progress as State
    from renkei.results.plan import Stretch
    from renkei.results.provenance import QuestionRecord
    from renkei.study.goal import Goal, Look
    from renkei.study.pacing import Forecast
    from renkei.study.question import Question
    from renkei.study.source import Opened
    from renkei.study.worlds import GivenWorlds

_LOOKS = 8
"""Approximate number of looks at the precision in an adaptive run; each costs a full estimate."""

MOST = 10_000
"""Replications that a run which ends by itself does not go beyond where it is told no number."""

_ANY = 10_000_000
"""The most where a time bounds the run."""


@dataclass(frozen=True)
class RunOptions:
    """Options of a simulation.

    Parameters
    ----------
    replications, seed
        None: those of the scenario; where the run ends by itself, any in its time, or :data:`MOST`.
    processes
        None: all cores.
    scheduler
        Address of a Dask scheduler, as ``tcp://host:8786``, in the place of processes.
    nominal
        Best values only, instead of worlds drawn from the ranges.
    out
        Folder that holds result folders.
    resume
        Only continue existing results; fail if none exist.
    seconds
        Time for the run [s]: as many replications as fit; None: any.
    worlds
        Where the values of the ranges come from: worlds, or as
        :func:`renkei.study.worlds.worlds_of` takes it; None: each from a draw of its own. With
        ``nominal`` a list gives what it has, and the rest has its best value.
    """

    replications: int | None = None
    seed: int | None = None
    processes: int | None = None
    scheduler: str | None = None
    nominal: bool = False
    out: Path = Path("results")
    resume: bool = False
    seconds: float | None = None
    worlds: str | GivenWorlds | None = None


class Follower(Protocol):
    """An object that follows a run, such as a line in a terminal."""

    def update(self, state: State) -> None:
        """Take the state of the run; called after each part."""

    def looked(self, look: Look | None, forecast: Forecast | None) -> None:
        """Take a look at the results, and what is expected of a run that ends by itself."""


class Paced(Protocol):
    """An object that gives the stretches of a run between looks."""

    @property
    def first(self) -> int:
        """Replications of the first stretch."""

    def update(self, state: State) -> None:
        """Take the state of the run; called after each part."""

    def __call__(self, results: Results, stretch: Stretch) -> Stretch | None:
        """Look at results; return the next stretch, or None to end."""


def simulate(
    opened: Opened,
    designs: Sequence[str],
    options: RunOptions,
    *,
    pool: ProcessPool | None = None,
    follower: Follower | None = None,
    goal: Goal | None = None,
    pace: Paced | None = None,
    question: Callable[[], QuestionRecord] | None = None,
    command: Sequence[str] = (),
    focus: Focus | None = None,
) -> Results:
    """Run the missing replications of designs, and return the results.

    Parameters
    ----------
    pool
        Processes that may have begun; None: new ones begin now.
    follower
        Follows the run.
    goal
        Looks at the results so far: tells how precise they are, and may end the run.
    pace
        Gives the stretches of the run in the place of the usual pace.
    question
        Gives the question, for the record.
    command
        The command line, for the record.
    focus
        What each replication holds; None: all that a run of the scenario's length does.

    Raises
    ------
    InputError
        If the phases of a design contradict each other.
    Interrupted
        If the user interrupts; finished parts are kept.
    RunError
        If every replication of a design failed.
    """
    from renkei.results import PART, Inputs
    from renkei.results import run as run_experiment
    from renkei.study.pacing import Pace

    replications = options.replications or _most(opened, options, goal)
    pool = pool or processes_for(options)
    programs = {design: opened.program(design) for design in designs}
    overlays = {design: opened.overlay(design) for design in designs}
    worlds = _worlds(opened, options, typed=bool(command))
    record = Inputs(
        name=opened.facts.name,
        scenario=opened.resolved,
        designs={name: text for name, text in overlays.items() if text is not None},
        command=tuple(command),
        laid=opened.laid,
        path=str(opened.path),
        worlds=None if worlds is None else worlds.text,
        question=question,
    )
    every = PART * max(2, round(replications / (_LOOKS * PART)))
    looks = pace is not None or goal is not None or options.seconds is not None
    pace = pace or Pace(
        goal, designs, replications, options.seconds, pool.processes, follower, every
    )
    plan = _plan(opened, options, replications, worlds, focus, pool.processes, pace.first)

    def update(state: State) -> None:
        pace.update(state)
        if follower is not None:
            follower.update(state)

    results = run_experiment(
        programs,
        record,
        plan,
        options.out,
        progress=update,
        looks=pace if looks else None,
        pool=pool,
    )
    _refuse_if_nothing_is_left(results)
    return results


def standing(question: Question, options: RunOptions) -> Existing:
    """Return how far the run of a question is, without running it, and about how long one takes.

    Of a run that ends by itself the replications asked for are the most.
    """
    from renkei.results import PART, Inputs
    from renkei.results import standing as standing_of
    from renkei.study.goal import Goal

    opened = question.opened
    goal = Goal(question) if question.until.phrases else None
    replications = options.replications or _most(opened, options, goal)
    worlds = _worlds(opened, options, typed=False)
    plan = _plan(opened, options, replications, worlds, question.focus, 1, PART)
    programs = {design: opened.program(design) for design in question.designs}
    return standing_of(programs, Inputs(opened.facts.name, ""), plan, options.out)


def _plan(
    opened: Opened,
    options: RunOptions,
    replications: int,
    worlds: GivenWorlds | None,
    focus: Focus | None,
    processes: int,
    check_every: int,
) -> Plan:
    """Return the plan of a run."""
    from renkei.results import Plan

    return Plan(
        seed=opened.facts.seed if options.seed is None else options.seed,
        replications=replications,
        processes=processes,
        scheduler=options.scheduler,
        nominal=options.nominal,
        worlds=None if worlds is None else worlds.worlds,
        resume=True if options.resume else None,
        check_every=check_every,
        focus=focus,
    )


def _most(opened: Opened, options: RunOptions, goal: Goal | None) -> int:
    """Return the replications of a run that is told no number."""
    if options.seconds is not None:
        return _ANY
    return MOST if goal is not None and goal.stops else opened.facts.replications


def _worlds(opened: Opened, options: RunOptions, *, typed: bool) -> GivenWorlds | None:
    """Return the worlds asked for."""
    if options.worlds is None:
        return None
    from renkei.study.worlds import GivenWorlds, worlds_of

    if isinstance(options.worlds, GivenWorlds):
        return options.worlds
    argument = "--worlds" if typed else "worlds"
    return worlds_of(opened, options.worlds, nominal=options.nominal, argument=argument)


def processes_for(options: RunOptions) -> ProcessPool:
    """Return the processes that will simulate; they get ready while the scenario is read.

    If the folder holds results, nothing may be left to simulate: then the processes wait.
    """
    from renkei._base.processes import ProcessPool

    pool = ProcessPool(options.processes or (1 if options.scheduler else cores()))
    if not any(options.out.glob("*/provenance.json")):
        begin(pool)
    return pool


def begin(pool: ProcessPool) -> None:
    """Let the first processes load the kernel, unless they have begun."""
    if pool.processes > 1 and not pool.begun:
        pool.begin("renkei.results.worker", "get_ready")


def cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # macOS and Windows have no affinity to ask for


def _refuse_if_nothing_is_left(results: Results) -> None:
    """Stop if every replication of a design failed: nothing can be estimated.

    Raises
    ------
    RunError
        With the message of the first failed replication.
    """
    for design in results.designs:
        done = results.replications(design)
        failures = results.failures(design)
        if failures.height == done:
            raise RunError(
                Phrase(
                    "All {done} replications of {design} failed; there is nothing "
                    "to estimate. Replication {failures}: {failures_2}",
                    done=done,
                    design=design,
                    failures=failures["replication"][0],
                    failures_2=failures["message"][0],
                )
            )
