"""Commands that simulate: run (designs as they are), compare (designs against a baseline)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.language import Phrase
from renkei.cli import inputs
from renkei.cli.focusing import Focus, Given, Past, focus_told
from renkei.cli.output import (
    FAILED,
    IMPRECISE,
    Json,
    Quiet,
    show,
    show_folder,
    show_json,
)
from renkei.cli.reaching import Until, goal_of, say_whether_reached, until_data
from renkei.cli.reporting import NoReport, wants_report, write_report
from renkei.cli.simulating import (
    Horizon,
    WarmUp,
    opened,
    processes_for,
    say_what_is_cut_off,
    simulated,
    takes_run_options,
)
from renkei.cli.zones import Over, Zones
from renkei.study.choosing import bad_argument, loaded
from renkei.study.running import RunOptions

if TYPE_CHECKING:
    from renkei._base.processes import ProcessPool
    from renkei.results import Results
    from renkei.study.goal import Goal
    from renkei.study.question import Question


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    simulating = takes_run_options("time", "worlds", "resume")
    app.command(short_help="Simulate one design.", epilog=_RUN_EXAMPLES)(simulating(run))
    app.command(short_help="Simulate designs, print the differences.", epilog=_COMPARE_EXAMPLES)(
        simulating(compare)
    )


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
    until: Until = None,
    *,
    options: RunOptions,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    over: Over = "worlds",
    focus: Focus = None,
    given: Given = None,
    past: Past = None,
    no_report: NoReport = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate one design and keep its tables; print times and loads, each with its interval."""

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
    if wants_report(no_report=no_report, json=json):
        write_report(question, results, estimates, quiet=quiet)
    tell(cautions, question.naming, whole=all_subjects, quiet=quiet)
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
    until: Until = None,
    *,
    options: RunOptions,
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
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    sweep: inputs.Sweep = None,
    focus: Focus = None,
    given: Given = None,
    past: Past = None,
    exercise: Annotated[
        Path | None,
        typer.Option(
            "--exercise",
            metavar="FILE",
            help="Also an exercise that `serve` kept, as one more run beside the designs.",
        ),
    ] = None,
    no_report: NoReport = False,
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

    own = (
        ("--designs", designs),
        ("--incidents", incidents),
        ("--load", load),
        ("--zone", zone),
    )
    beside = [option for option, value in own if value is not None]
    if question_ is not None and beside:
        expected = Phrase(
            "--question without them: it says what is compared; --focus may stand beside it"
        )
        raise bad_argument(
            "--question", Phrase("{beside} beside --question", beside=", ".join(beside)), expected
        )

    def asked(pool: ProcessPool, values: Sequence[str]) -> Question:
        from renkei.study.asking import question_of
        from renkei.study.question import Question

        source = opened(scenario, horizon, warm_up, values, pool)
        if question_ is not None:
            question = question_of(
                source,
                question_,
                over,
                until or (),
                typed=True,
                focus=inputs.names(focus),
                given=given,
                past=past,
            )
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

    if exercise is not None and (sweep is not None or focus is not None):
        raise bad_argument(
            "--exercise",
            Phrase("it beside {option}", option="--sweep" if sweep is not None else "--focus"),
            Phrase("designs that are run as long as the scenario says"),
        )
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
        played = None
        if exercise is not None:
            from renkei.cli.beside import ExerciseBeside

            played = ExerciseBeside(exercise, question)
        goal = goal_of(question)
        results = simulated(question, options, pool, quiet=quiet, goal=goal)
    printed = Printed(
        types or all_measures or incidents is not None or len(question.designs) == 1,
        sustainment or all_measures,
        all_measures,
        json,
        quiet,
        wants_report(no_report=no_report, json=json),
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
    code = print_comparison(question, results, printed, goal, guards, played)
    say_what_is_cut_off(question, quiet=quiet)
    if code:
        raise typer.Exit(code)
