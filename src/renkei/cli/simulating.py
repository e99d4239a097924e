"""Simulating from the command line: the options of a run, declared once, and the run itself.

What for: every command that simulates takes the same options, with the same words, and shows the
same progress. Takes options; gives an opened scenario, processes and results.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei._base.language import Phrase, said, tr
from renkei.cli import inputs
from renkei.cli.output import INTERRUPTED, message
from renkei.cli.reaching import Time
from renkei.study.choosing import bad_argument
from renkei.study.library import expanded, find
from renkei.study.running import RunOptions
from renkei.study.until import read_time

if TYPE_CHECKING:
    from renkei._base.processes import ProcessPool
    from renkei.results import Results
    from renkei.study.best import Contest
    from renkei.study.goal import Goal
    from renkei.study.progress import ProgressLine
    from renkei.study.question import Question
    from renkei.study.source import Opened

Replications = Annotated[
    int | None,
    typer.Option(
        "--reps",
        "-n",
        min=2,
        max=10_000_000,
        metavar="N",
        help="Replications; default: the scenario's; at most 10,000 where a goal ends it.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=2**63 - 1, metavar="N", help="Seed; default: the scenario's."
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes", "-p", min=1, max=1024, metavar="N", help="Processes; default: all cores."
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Run on this Dask cluster, as `tcp://host:8786`, in place of --processes.",
    ),
]
Nominal = Annotated[
    bool, typer.Option("--nominal", help="Best values only, instead of worlds from the ranges.")
]
WorldsOption = Annotated[
    str | None,
    typer.Option(
        "--worlds",
        metavar="FILE|NAME|latin|sobol",
        help="Take the values of the ranges from a CSV of factor by row, from a list that the "
        "scenario keeps (`renkei show` names them), or from a Latin hypercube or Sobol sequence, "
        "instead of independent draws.",
    ),
]


def _expanded(out: Path) -> Path:
    return expanded("--out", out)


Out = Annotated[
    Path,
    typer.Option(
        "--out", "-o", metavar="FOLDER", help="Folder for result folders.", callback=_expanded
    ),
]

Resume = Annotated[
    bool,
    typer.Option("--resume", help="Continue existing results; fail where none exist."),
]
Horizon = Annotated[
    str | None,
    typer.Option(
        "--horizon", metavar="TIME", help="Length of a run, as `10 year`; default: the scenario's."
    ),
]
WarmUp = Annotated[
    str | None,
    typer.Option(
        "--warm-up", metavar="TIME", help="First part, not counted; default: the scenario's."
    ),
]

_DECLARED: dict[str, tuple[Any, Any]] = {
    "reps": (Replications, None),
    "time": (Time, None),
    "seed": (Seed, None),
    "processes": (Processes, None),
    "scheduler": (Scheduler, None),
    "nominal": (Nominal, False),
    "worlds": (WorldsOption, None),
    "out": (Out, Path("results")),
    "resume": (Resume, False),
}
"""Options of a run, in the order of the help texts: name to option and default."""

_FIELDS = {"reps": "replications", "time": "seconds"}
"""Fields of :class:`RunOptions` with another name than the option."""


def takes_run_options(
    *more: str, without: Sequence[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that puts the options of a run in the place of ``options``.

    Parameters
    ----------
    more
        Options that only some commands have: ``time``, ``worlds``, ``resume``.
    without
        Options that the command has not.
    """
    usual = {*_DECLARED} - {"time", "worlds", "resume"} - {*without} | {*more}
    names = [name for name in _DECLARED if name in usual]

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def typed(**given: Any) -> None:
            command(options=_read({name: given.pop(name) for name in names}), **given)

        signature = inspect.signature(command, eval_str=True)
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            if parameter.name != "options":
                parameters.append(parameter)
                continue
            for name in names:
                option, default = _DECLARED[name]
                kind = inspect.Parameter.KEYWORD_ONLY
                parameters.append(inspect.Parameter(name, kind, default=default, annotation=option))
        typed.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
        )
        typed.__annotations__ = {one.name: one.annotation for one in parameters}
        return typed

    return decorated


def _read(typed: dict[str, Any]) -> RunOptions:
    if typed.get("time") is not None:
        typed["time"] = read_time(typed["time"], "--time")
    return RunOptions(**{_FIELDS.get(name, name): value for name, value in typed.items()})


def opened(
    scenario: str,
    horizon: str | None = None,
    warm_up: str | None = None,
    laid: Sequence[str] = (),
    pool: ProcessPool | None = None,
) -> Opened:
    """Open a scenario; the checks that need the command graph come later.

    Waiting processes begin if the scenario has to be read.
    """
    from renkei._base.cache import default_cache
    from renkei.study.running import begin
    from renkei.study.source import Opened

    period = {"horizon": horizon, "warm_up": warm_up}
    before = None if pool is None else lambda: begin(pool)
    return Opened(find(scenario, "SCENARIO"), default_cache(), period, laid, before)


def say_what_is_cut_off(question: Question, *, quiet: bool) -> None:
    """Print the values laid over the scenario, and the entries dated after the end of the run."""
    inputs.say_what_is_laid(question.opened.laid, quiet=quiet)
    found = question.naming.beyond
    if found:
        message(
            tr(
                "note: beyond the end of the run, so it does not happen: {entries}",
                entries="; ".join(found),
            ),
            quiet=quiet,
        )


def processes_for(scenario: str, options: RunOptions) -> ProcessPool:
    """Return the processes that will simulate, after a check that they will be of use."""
    from renkei.study import running

    if options.scheduler is not None and options.processes is not None:
        raise typer.BadParameter(
            Phrase("--processes is for this machine, --scheduler for a cluster.")
        )
    find(scenario, "SCENARIO")  # a name of nothing needs no processes
    if options.scheduler is not None:
        from renkei.results.scheduler import NoScheduler, reach

        try:
            reach(options.scheduler)
        except NoScheduler as wrong:
            raise bad_argument("--scheduler", wrong.found, wrong.expected, wrong.remedy) from None
    return running.processes_for(options)


def simulated(
    question: Question,
    options: RunOptions,
    pool: ProcessPool,
    *,
    quiet: bool,
    goal: Goal | None = None,
    contest: Contest | None = None,
) -> Results:
    """Run what is missing, with progress on stderr.

    Raises
    ------
    typer.Exit
        With code 130 where the user interrupts; finished parts are kept.
    """
    from renkei.study.running import simulate

    def run(progress: ProgressLine) -> Results:
        if contest is not None:
            contest.watcher = progress
        return simulate(
            question.opened,
            question.designs,
            options,
            pool=pool,
            follower=progress,
            goal=goal,
            pace=contest,
            question=question.record,
            command=typed_command(),
            focus=question.focus,
        )

    results = with_progress(run, quiet=quiet)
    inputs.say_worlds(results, options.worlds, quiet=quiet)
    return results


def typed_command() -> tuple[str, ...]:
    """Return the command line, for the record."""
    return ("renkei", *sys.argv[1:])


def with_progress(run: Callable[[ProgressLine], Results], *, quiet: bool) -> Results:
    """Return the results of a run that is followed by a line on stderr.

    Raises
    ------
    typer.Exit
        With code 130 where the user interrupts; finished parts are kept.
    """
    from renkei.cli.output import console
    from renkei.report.precision import forecast_words, look_words
    from renkei.results import Interrupted
    from renkei.study.progress import ProgressLine

    with ProgressLine(console(err=True), look_words, forecast_words, quiet=quiet) as progress:
        try:
            return run(progress)
        except Interrupted as stopped:
            interrupted = str(stopped)
    message(tr("renkei: {message}", message=said(interrupted)))
    raise typer.Exit(INTERRUPTED)
