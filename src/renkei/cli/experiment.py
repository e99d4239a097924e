"""Commands that simulate: run (designs as they are), compare (designs against a baseline)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import inputs
from renkei.cli.output import (
    FAILED,
    INTERRUPTED,
    Json,
    Quiet,
    message,
    show,
    show_folder,
    show_json,
)
from renkei.cli.zones import Over, Zones

if TYPE_CHECKING:
    from renkei._base.processes import Hands
    from renkei.cli.comparing import Question
    from renkei.results import Progress as State
    from renkei.results import Results
    from renkei.results.provenance import QuestionRecord
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
        help="Run on the Dask cluster there, as `tcp://host:8786`, in place of --processes.",
    ),
]
Nominal = Annotated[
    bool, typer.Option("--nominal", help="Best values only, instead of worlds from the ranges.")
]


def _expanded(out: Path) -> Path:
    return inputs.expanded("--out", out)


Out = Annotated[
    Path,
    typer.Option(
        "--out", "-o", metavar="FOLDER", help="Where result folders go.", callback=_expanded
    ),
]

Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Only go on with results that are there: an error where none are."
    ),
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
        "--warm-up", metavar="TIME", help="First stretch not counted; default: the scenario's."
    ),
]

_RUN_EXAMPLES = """\b
Examples:
  renkei run japan -d d2 --reps 400
  renkei run mine.yaml --nominal --out /tmp/results
  renkei run japan -d d2+m1 --horizon "10 year" --warm-up "1 year" --reps 40
The same command again goes on from what is there; more replications extend it. Nothing that is
there is ever overwritten.
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
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    out: Out = Path("results"),
    resume: Resume = False,
    over: Over = "worlds",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate one design and keep its tables; print times and loads, each with its interval."""

    def simulate(values: Sequence[str]) -> tuple[Results, Question]:
        with hands_for(scenario, processes, scheduler, out) as hands:
            from renkei.cli.comparing import Question

            source = opened(scenario, horizon, warm_up, values, hands)
            chosen = inputs.design_of(source, design)
            source.check([chosen])
            question = Question(source, chosen, None, None, (), over=over)
            experiment = Experiment(
                source, [chosen], reps, seed, hands, scheduler, nominal, out, resume
            )
            results = experiment.run(
                quiet=quiet,
                precision=question.precision if question.deadlines else None,
                question=question.record,
            )
        return results, question

    if sweep is not None:
        from renkei.cli.sweeping import sweep_over

        def check(values: Sequence[str]) -> None:
            opened(scenario, horizon, warm_up, values)

        sweep_over(sweep, laid or (), check, simulate, json=json, quiet=quiet)
        return
    results, question = simulate(laid or ())
    source, chosen = question.opened, question.designs[0]
    from renkei.analysis import attribute
    from renkei.analysis.responses.loads import cell_loads
    from renkei.analysis.responses.loads import notes as notes_on_cells
    from renkei.cli.failures import failures_data, show_failures
    from renkei.cli.notes import grouped, tell
    from renkei.cli.sustaining import sustainment_section
    from renkei.report.responses.one_design import render_single, single_data

    estimates = question.compared(results)
    paths = [
        attribute(results, chosen, row.incident, row.milestone, over=question.over)
        for row in estimates.rows
        if row.statistic == "mean" and row.milestone == results.traced[-1]
    ]
    loads = cell_loads(results, chosen)
    labels = question.labels()
    left = sustainment_section(source.document, results, chosen, all_subjects=all_subjects)
    of_cells = notes_on_cells(results, [chosen])
    if json:
        data = single_data(estimates, labels, paths, loads)
        last = {"failed": failures_data(results), "folder": str(results.folder)}
        show_json({**data, **left.data, "notes": of_cells, **last})
    else:
        show(render_single(estimates, labels, paths, loads, question.naming.headquarters))
        left.show()
        show_folder(results.folder)
    warnings = grouped(estimates.warnings, whole=all_subjects)
    tell([*warnings, *of_cells, *left.notes], whole=all_subjects, quiet=quiet)
    say_what_is_cut_off(question, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)


_COMPARE_EXAMPLES = """\b
Examples:
  renkei compare japan
  renkei compare japan --designs d0,d1 --incidents large-disaster --reps 400
  renkei compare mine.yaml --designs d0,d0+yards,d1+yards
  renkei compare mine.yaml --half-width "1 %" --reps 2000
  renkei compare mine.yaml --zone "1 h" --zone "in-time=2 %" --json > comparison.json
The first design is the baseline, else the scenario's. All designs meet the same incidents with
the same luck in the same worlds, but where one says that it is `unpaired`. With --half-width it
goes on, up to --reps, until every difference in the probability is known that well, and exits
with 4 where --reps does not suffice.
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
    incidents: Annotated[
        str | None,
        typer.Option("--incidents", metavar="ID,ID", help="Incident types shown; default: all."),
    ] = None,
    all_types: Annotated[
        bool, typer.Option("--types", help="Also incident types in which nothing can be told.")
    ] = False,
    all_measures: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Also incident types, units, stocks and docks in which nothing can be told; "
            "every note.",
        ),
    ] = False,
    reps: Replications = None,
    half_width: Annotated[
        str | None,
        typer.Option(
            "--half-width",
            metavar="SHARE",
            help="Go on until each difference in the probability is known to this, as `1 %`.",
        ),
    ] = None,
    zone: Zones = None,
    over: Over = "worlds",
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    out: Out = Path("results"),
    resume: Resume = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate designs on the same incidents, and say which is better, how sure, and why.

    Prints for each incident type and design the probability of answering within the deadline, and
    median and 90th percentile of the time to decision, to agreement between the nations, and to all
    forces on station, with intervals and paired differences to the baseline.
    """

    def asked(hands: Hands, values: Sequence[str]) -> tuple[Experiment, Question]:
        from renkei.cli.comparing import Question

        source = opened(scenario, horizon, warm_up, values, hands)
        question = Question(
            source, designs, incidents, half_width, zone or (), all_types, all_measures, over
        )
        source.check(question.designs)
        experiment = Experiment(
            source, question.designs, reps, seed, hands, scheduler, nominal, out, resume
        )
        return experiment, question

    if sweep is not None:
        from renkei.cli.sweeping import sweep_over

        def simulate(values: Sequence[str]) -> tuple[Results, Question]:
            with hands_for(scenario, processes, scheduler, out) as hands:
                experiment, question = asked(hands, values)
                results = experiment.run(
                    quiet=quiet,
                    precision=question.precision if question.deadlines else None,
                    question=question.record,
                )
            return results, question

        def check(values: Sequence[str]) -> None:
            opened(scenario, horizon, warm_up, values)

        sweep_over(sweep, laid or (), check, simulate, json=json, quiet=quiet)
        return
    with hands_for(scenario, processes, scheduler, out) as hands:
        experiment, question = asked(hands, laid or ())
        code = question.answer(experiment, json=json, quiet=quiet)
    say_what_is_cut_off(question, quiet=quiet)
    if code:
        raise typer.Exit(code)


def opened(
    scenario: str,
    horizon: str | None = None,
    warm_up: str | None = None,
    laid: Sequence[str] = (),
    hands: Hands | None = None,
) -> Opened:
    """Open a scenario; what needs the command graph is not checked yet.

    Hands that wait begin where it has to be read.
    """
    from renkei._base.cache import default_cache
    from renkei.study.source import Opened

    period = {"horizon": horizon, "warm_up": warm_up}
    begin = None if hands is None else lambda: _begin(hands)
    return Opened(inputs.find(scenario), default_cache(), period, laid, begin)


def say_what_is_cut_off(question: Question, *, quiet: bool) -> None:
    """Say what was laid over the scenario, and what is dated after the end of the run."""
    inputs.say_what_is_laid(question.opened.laid, quiet=quiet)
    found = question.naming.beyond
    if found:
        message(f"note: beyond the end of the run, so it does not happen: {'; '.join(found)}",
                quiet=quiet)  # fmt: skip


class Experiment:
    """Designs to be simulated, with everything that the command line says about it."""

    def __init__(
        self,
        source: Opened,
        designs: list[str],
        reps: int | None,
        seed: int | None,
        hands: Hands,
        scheduler: str | None,
        nominal: bool,
        out: Path,
        resume: bool = False,
    ) -> None:
        self.source = source
        self.designs = designs
        self.replications = source.facts.replications if reps is None else reps
        self.seed = source.facts.seed if seed is None else seed
        self.hands = hands
        self.scheduler = scheduler
        self.nominal = nominal
        self.out = out
        self.resume = resume

    def run(
        self,
        *,
        quiet: bool,
        precision: Callable[[Results], tuple[str, bool]] | None = None,
        question: Callable[[], QuestionRecord] | None = None,
        stops: bool = False,
    ) -> Results:
        """Run what is missing and return the results.

        Parameters
        ----------
        quiet
            No progress.
        precision
            Says, of the results so far, how precise they are in words and whether to stop.
        question
            Gives what is asked, for the record.
        stops
            Whether ``precision`` may ask to stop; else it only tells.

        Raises
        ------
        typer.Exit
            With code 130 where the user interrupts; finished parts are kept.
        RunError
            If every replication of a design failed.
        """
        from renkei.cli.failures import refuse_if_nothing_is_left
        from renkei.cli.interrupts import interrupt_after
        from renkei.cli.progress import Progress
        from renkei.results import PART, Inputs, Interrupted, Plan
        from renkei.results import run as run_experiment

        programs = {design: self.source.program(design) for design in self.designs}
        overlays = {design: self.source.overlay(design) for design in self.designs}
        record = Inputs(
            name=self.source.facts.name,
            scenario=self.source.resolved,
            designs={name: text for name, text in overlays.items() if text is not None},
            command=("renkei", *sys.argv[1:]),
            laid=self.source.laid,
            path=str(self.source.path),
            question=question,
        )
        plan = Plan(
            seed=self.seed,
            replications=self.replications,
            processes=self.hands.processes,
            scheduler=self.scheduler,
            nominal=self.nominal,
            resume=True if self.resume else None,
            # An early first look, then about eight: each costs as much as the final estimate.
            check_every=PART * max(2, round(self.replications / (8 * PART))),
        )
        worked = False
        with Progress(quiet=quiet) as progress:

            def update(state: State) -> None:
                nonlocal worked
                worked = True
                progress.update(state)

            def enough(results: Results) -> bool:
                assert precision is not None
                if not (worked or stops):  # all was there: nobody waits to be told how precise
                    return False
                with interrupt_after():
                    words, stop = precision(results)
                progress.precision(words)
                return stop

            try:
                results = run_experiment(
                    programs,
                    record,
                    plan,
                    self.out,
                    progress=update,
                    enough=enough if precision else None,
                    hands=self.hands,
                )
                refuse_if_nothing_is_left(results)
                return results
            except Interrupted as stopped:
                interrupted = str(stopped)
        message(f"renkei: {interrupted}")
        raise typer.Exit(INTERRUPTED)


def hands_for(
    scenario: str, processes: int | None, scheduler: str | None, out: Path | None = None
) -> Hands:
    """Return the processes that will simulate; they get ready while the scenario is read.

    Where results are in ``out`` there may be nothing to simulate: they wait until it is known.
    """
    from renkei._base.processes import Hands

    if scheduler is not None and processes is not None:
        raise typer.BadParameter("--processes is for this machine, --scheduler for a cluster.")
    inputs.find(scenario)  # a name that is not there needs no hands
    if scheduler is not None:
        from renkei.results.scheduler import NoScheduler, reach

        try:
            reach(scheduler)
        except NoScheduler as wrong:
            raise inputs.bad_argument(
                "--scheduler", wrong.found, wrong.expected, wrong.remedy
            ) from None
    hands = Hands(processes or (1 if scheduler else _cores()))
    if out is None or not any(out.glob("*/provenance.json")):
        _begin(hands)
    return hands


def _begin(hands: Hands) -> None:
    if hands.processes > 1 and not hands.begun:
        hands.begin("renkei.results.worker", "get_ready")


def _cores() -> int:
    """Return the cores that this process may use."""
    import os

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # macOS and Windows have no affinity to ask for
