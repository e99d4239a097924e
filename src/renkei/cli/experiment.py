"""Commands that simulate: run (designs as they are), compare (designs against a baseline)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import inputs
from renkei.cli.output import (
    FAILED,
    IMPRECISE,
    INTERRUPTED,
    Json,
    Quiet,
    message,
    show,
    show_folder,
    show_json,
)
from renkei.cli.reaching import Time, Until, goal_of, say_whether_reached, until_data
from renkei.cli.zones import Over, Zones
from renkei.study.choosing import bad_argument, loaded
from renkei.study.library import expanded, find
from renkei.study.running import RunOptions
from renkei.study.until import read_time

if TYPE_CHECKING:
    from renkei._base.processes import ProcessPool
    from renkei.results import Results
    from renkei.study.best import Contest
    from renkei.study.goal import Goal
    from renkei.study.question import Question
    from renkei.study.source import Opened


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command(short_help="Simulate one design.", epilog=_RUN_EXAMPLES)(run)
    app.command(short_help="Simulate designs, print the differences.", epilog=_COMPARE_EXAMPLES)(
        compare
    )


Replications = Annotated[
    int | None,
    typer.Option(
        "--reps",
        "-n",
        min=2,
        max=10_000_000,
        metavar="N",
        help="Replications; default: the scenario's.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=2**63 - 1, help="Seed; default: the scenario's."),
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
        metavar="FILE|latin|sobol",
        help="Take the values of the ranges from a CSV of factor by row, or from a Latin "
        "hypercube or Sobol sequence, instead of independent draws.",
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
Focus = Annotated[
    str | None,
    typer.Option(
        "--focus",
        metavar="TYPE,TYPE",
        help="Rare incident types: short replications that hold one each, in turn, at a random "
        "moment.",
    ),
]
Given = Annotated[
    str | None,
    typer.Option(
        "--given",
        metavar="CONDITION",
        help="With --focus: moments at which it may fall, as `night and weekend`, `jun-oct`, "
        "`not day`, `22:00-05:00`, `during TYPE`, `within 7 d after TYPE`.",
    ),
]

Past = Annotated[
    str | None,
    typer.Option(
        "--past",
        metavar="TIME",
        help="With --focus: how long incidents and side loads have come before it, as `14 d`; "
        "`start`: since the start, as in a long run; default: the warm-up.",
    ),
]

_RUN_EXAMPLES = """\b
Examples:
  renkei run japan -d d2 --reps 400
  renkei run mine.yaml --nominal --out /tmp/results
  renkei run japan -d d2+m1 --horizon "10 year" --warm-up "1 year" --reps 40
  renkei run mine.yaml --until "halfwidth 5 % of median(decided, fire)" --time 10min
The same command again goes on from the results that exist; more replications extend them. No
existing result is ever overwritten.
"""


def run(
    scenario: inputs.Scenario,
    design: inputs.Design = None,
    all_subjects: Annotated[
        bool,
        typer.Option(
            "--all", help="Readiness and supply also of each unit, stock and dock; every note."
        ),
    ] = False,
    reps: Replications = None,
    until: Until = None,
    time: Time = None,
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    worlds: WorldsOption = None,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    out: Out = Path("results"),
    resume: Resume = False,
    over: Over = "worlds",
    focus: Focus = None,
    given: Given = None,
    past: Past = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate one design and keep its tables; print times and loads, each with its interval."""

    seconds = None if time is None else read_time(time, "--time")
    options = RunOptions(reps, seed, processes, scheduler, nominal, out, resume, seconds, worlds)

    def simulate(values: Sequence[str]) -> tuple[Results, Question, Goal | None]:
        from renkei.study.question import Question

        with processes_for(scenario, options) as pool:
            source = opened(scenario, horizon, warm_up, values, pool)
            chosen = inputs.design_of(source, design)
            source.check([chosen])
            question = Question(
                source,
                [chosen],
                over=over,
                until=until or (),
                typed=True,
                focus=inputs.names(focus),
                given=given,
                past=past,
            )
            goal = goal_of(question)
            results = simulated(question, options, pool, quiet=quiet, goal=goal)
        return results, question, goal

    if sweep is not None:
        from renkei.cli.sweeping import sweep_over

        def check(values: Sequence[str]) -> None:
            opened(scenario, horizon, warm_up, values)

        sweep_over(sweep, laid or (), check, lambda one: simulate(one)[:2], json=json, quiet=quiet)
        return
    results, question, goal = simulate(laid or ())
    source, chosen = question.opened, question.designs[0]
    from renkei.analysis import attribute
    from renkei.analysis.responses import loads
    from renkei.cli.failures import failures_data, show_failures
    from renkei.cli.focusing import focus_told
    from renkei.cli.notes import tell
    from renkei.cli.sustaining import Section, sustainment_section
    from renkei.report.cautions import cautions_data
    from renkei.report.responses.one_design import render_single, single_data

    estimates = question.compared(results)
    paths = [
        attribute(results, chosen, row.incident, row.milestone, over=question.over)
        for row in estimates.rows
        if row.statistic == "mean" and row.milestone == results.traced[-1]
    ]
    labels = question.naming.labels
    focus_said, focus_data = focus_told(question, results)
    if question.in_focus is not None:  # one incident each: there are no loads and no levels
        cells, left, cautions = None, Section(), list(estimates.cautions)
    else:
        cells = loads.cell_loads(results, chosen)
        left = sustainment_section(source.document, results, chosen, all_subjects=all_subjects)
        cautions = [*estimates.cautions, *loads.cautions(results, [chosen]), *left.cautions]
    if json:
        data = single_data(estimates, labels, paths, cells)
        last = {"failed": failures_data(results), "folder": str(results.folder)}
        told = {"cautions": cautions_data(cautions), **until_data(goal), **focus_data}
        show_json({**data, **left.data, **told, **last})
    else:
        if focus_said:
            from rich.text import Text

            show(Text(focus_said))
            show("")
        show(render_single(estimates, labels, paths, cells, question.naming.headquarters))
        left.show()
        show_folder(results.folder)
    tell(cautions, whole=all_subjects, quiet=quiet)
    say_what_is_cut_off(question, quiet=quiet)
    is_reached = say_whether_reached(goal, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)
    if not is_reached:
        raise typer.Exit(IMPRECISE)


_COMPARE_EXAMPLES = """\b
Examples:
  renkei compare japan
  renkei compare japan --designs d0,d1 --incidents large-disaster --reps 400
  renkei compare mine.yaml --designs d0,d0+yards,d1+yards
  renkei compare japan --designs d0,d4 --load x1
  renkei compare japan --designs d0,d2 --incidents large-disaster --until decided --time 30min
  renkei compare mine.yaml --until "halfwidth 1 points of difference in p(in time)"
  renkei compare japan --question faster --until decided --time 30min
  renkei compare mine.yaml --zone "1 h" --zone "in-time=2 %" --json > comparison.json
The first design is the baseline, else the scenario's. All designs meet the same incidents with
the same luck in the same worlds, except a design that declares itself `unpaired`. With --until
it goes on, up to --reps (10,000), and says beforehand how long that takes; it exits with 4 where
the goal is not reached.
"""


def compare(
    scenario: inputs.Scenario,
    designs: Annotated[
        str | None,
        typer.Option(
            "--designs",
            metavar="ID,ID",
            help="Designs, baseline first, also combined as d1+m1; default: all.",
        ),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(
            "--load", metavar="ID", help="Lay this design, a crisis say, on each of the designs."
        ),
    ] = None,
    incidents: Annotated[
        str | None,
        typer.Option("--incidents", metavar="ID,ID", help="Incident types shown; default: all."),
    ] = None,
    question_: Annotated[
        str | None,
        typer.Option(
            "--question",
            metavar="NAME|FILE",
            help="Answer this question of the scenario, or of a YAML file: its measures, designs, "
            "types, load and zone, and no others.",
        ),
    ] = None,
    types: Annotated[
        bool,
        typer.Option("--types", help="Also a table of each incident type, and the method."),
    ] = False,
    sustainment: Annotated[
        bool,
        typer.Option("--sustainment", help="Also the tables of readiness and supply."),
    ] = False,
    all_measures: Annotated[
        bool,
        typer.Option(
            "--all", help="Both, with each unit, stock and dock, differing or not; every note."
        ),
    ] = False,
    reps: Replications = None,
    until: Until = None,
    time: Time = None,
    by_source: Annotated[
        bool,
        typer.Option(
            "--by-source",
            help="Again with the ranges of each class of source at their best values, and wider: "
            "which verdicts stand.",
        ),
    ] = False,
    wider: Annotated[
        float,
        typer.Option(
            "--wider",
            min=1.01,
            max=10,
            metavar="POWER",
            help="With --by-source: by which power the ratio of an end to the median grows.",
        ),
    ] = 1.5,
    zone: Zones = None,
    over: Over = "worlds",
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    worlds: WorldsOption = None,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    out: Out = Path("results"),
    resume: Resume = False,
    focus: Focus = None,
    given: Given = None,
    past: Past = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate designs on the same incidents; print which is better, how surely, and why.

    Prints the answer on one page: what differs and by how much, what does not, what is undecided,
    the price, and why. With --types also for each incident type and design the probability of
    answering within the deadline, and median and 90th percentile of the time to decision, to
    agreement between the nations, and to all forces on station, with intervals and paired
    differences to the baseline. Incident types named with --incidents have their table.
    """

    seconds = None if time is None else read_time(time, "--time")
    options = RunOptions(reps, seed, processes, scheduler, nominal, out, resume, seconds, worlds)

    own = (
        ("--designs", designs), ("--incidents", incidents), ("--load", load), ("--zone", zone),
        ("--focus", focus), ("--given", given), ("--past", past),
    )  # fmt: skip
    beside = [option for option, value in own if value is not None]
    if question_ is not None and beside:
        expected = "--question alone, which says what is compared"
        raise bad_argument("--question", f"{', '.join(beside)} beside --question", expected)

    def asked(pool: ProcessPool, values: Sequence[str]) -> Question:
        from renkei.study.asking import question_of
        from renkei.study.question import Question

        source = opened(scenario, horizon, warm_up, values, pool)
        if question_ is not None:
            question = question_of(source, question_, over, until or (), typed=True)
            source.check(question.designs)
            return question
        asked_for = inputs.names(designs)
        if load is not None:
            asked_for = loaded(source, asked_for, load, "--load")
        question = Question(
            source,
            asked_for,
            inputs.names(incidents),
            zone or (),
            over,
            until or (),
            typed=True,
            focus=inputs.names(focus),
            given=given,
            past=past,
        )
        source.check(question.designs)
        return question

    if sweep is not None:
        from renkei.cli.sweeping import sweep_over

        def simulate(values: Sequence[str]) -> tuple[Results, Question]:
            with processes_for(scenario, options) as pool:
                question = asked(pool, values)
                goal = goal_of(question)
                return simulated(question, options, pool, quiet=quiet, goal=goal), question

        def check(values: Sequence[str]) -> None:
            opened(scenario, horizon, warm_up, values)

        sweep_over(sweep, laid or (), check, simulate, json=json, quiet=quiet)
        return
    from renkei.cli.comparing import Printed, print_comparison

    with processes_for(scenario, options) as pool:
        question = asked(pool, laid or ())
        goal = goal_of(question)
        results = simulated(question, options, pool, quiet=quiet, goal=goal)
    printed = Printed(
        types or all_measures or incidents is not None or len(question.designs) == 1,
        sustainment or all_measures,
        all_measures,
        json,
        quiet,
    )
    guards = None
    if by_source:
        from renkei.study.guards import guarded

        done = results.replications(question.baseline)
        same = replace(options, replications=done, seconds=None, resume=False)

        def again(asked_for: Question) -> Results:
            with processes_for(scenario, same) as pool:
                return simulated(asked_for, same, pool, quiet=quiet)

        guards = guarded(question, results, again, wider)
    code = print_comparison(question, results, printed, goal, guards)
    say_what_is_cut_off(question, quiet=quiet)
    if code:
        raise typer.Exit(code)


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
        message(f"note: beyond the end of the run, so it does not happen: {'; '.join(found)}",
                quiet=quiet)  # fmt: skip


def processes_for(scenario: str, options: RunOptions) -> ProcessPool:
    """Return the processes that will simulate, after a check that they will be of use."""
    from renkei.study import running

    if options.scheduler is not None and options.processes is not None:
        raise typer.BadParameter("--processes is for this machine, --scheduler for a cluster.")
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
    from renkei.cli.output import console
    from renkei.report.precision import forecast_words, look_words
    from renkei.results import Interrupted
    from renkei.study.progress import ProgressLine
    from renkei.study.running import simulate

    with ProgressLine(console(err=True), look_words, forecast_words, quiet=quiet) as progress:
        if contest is not None:
            contest.watcher = progress
        try:
            results = simulate(
                question.opened,
                question.designs,
                options,
                pool=pool,
                follower=progress,
                goal=goal,
                pace=contest,
                question=question.record,
                command=("renkei", *sys.argv[1:]),
                focus=question.focus,
            )
        except Interrupted as stopped:
            interrupted = str(stopped)
        else:
            inputs.say_worlds(results, options.worlds, quiet=quiet)
            return results
    message(f"renkei: {interrupted}")
    raise typer.Exit(INTERRUPTED)
