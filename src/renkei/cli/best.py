"""The command best: the best of several designs, with fewer replications for the bad ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.output import FAILED, IMPRECISE, Json, Quiet, message, show, show_folder, show_json
from renkei.cli.simulating import opened, processes_for, simulated, takes_run_options
from renkei.cli.zones import Zones
from renkei.study.choosing import bad_argument, loaded
from renkei.study.running import MOST, RunOptions


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Select the best design by one measure.", epilog=_EXAMPLES)(
        takes_run_options("worlds")(best)
    )


_EXAMPLES = """\b
Examples:
  renkei best japan --measure "p(in time, large-disaster)" --zone "2 %"
  renkei best japan --measure "mean(decided, violation)" --zone "1 h" \\
              --designs d0,d2 --levers m1,m2
  renkei best mine.yaml --measure "p(in time)" --reps 400
Without an incident type all types count together. Designs are dropped as soon as they are worse
for sure; it exits with 4 where --reps (10,000) is reached before one design is left.
"""


def best(
    scenario: inputs.Scenario,
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            metavar="MEASURE",
            help="p(in time), p(MILESTONE) or mean(MILESTONE), with an incident type behind a "
            "comma, as `p(in time, TYPE)`.",
        ),
    ],
    designs: Annotated[
        str | None,
        typer.Option("--designs", metavar="ID,ID", help="Designs; default: all."),
    ] = None,
    levers: Annotated[
        str | None,
        typer.Option(
            "--levers",
            metavar="ID,ID",
            help="Lay every combination of these designs on each of the designs.",
        ),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option("--load", metavar="ID", help="Lay this design, a crisis say, on all."),
    ] = None,
    zone: Zones = None,
    *,
    options: RunOptions,
    laid: inputs.Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate designs until one is the best by a measure; drop the worse ones on the way.

    The zone is the difference worth finding: if the best design is better than each other by that
    much, it is selected with at least 95 % probability. Smaller zones take more replications.
    """
    from renkei.cli.failures import show_failures
    from renkei.report.best import best_data, render_best
    from renkei.study.best import contest_of

    options = replace(options, replications=options.replications or MOST)
    with processes_for(scenario, options) as pool:
        source = opened(scenario, laid=laid or (), pool=pool)
        asked = inputs.names(designs)
        if load is not None:
            asked = loaded(source, asked, load, "--load")
        contest = contest_of(
            source,
            measure,
            asked,
            _levers(levers),
            zone or (),
            options.replications or MOST,
            typed=True,
        )
        source.check(contest.question.designs)
        results = simulated(contest.question, options, pool, quiet=quiet, contest=contest)
    if json:
        show_json({**best_data(contest, results), "folder": str(results.folder)})
    else:
        show(render_best(contest, results))
        show_folder(results.folder)
    inputs.say_what_is_laid(laid, quiet=quiet)
    inputs.say_worlds(results, options.worlds, quiet=quiet)
    if contest.best is None:
        message(
            tr(
                "renkei: {left} designs are left after {many} replications; a larger --zone or "
                "more --reps would decide",
                left=len(contest.selection.left),
                many=f"{contest.most:,}",
            ),
            quiet=quiet,
        )
    if show_failures(results):
        raise typer.Exit(FAILED)
    if contest.best is None:
        raise typer.Exit(IMPRECISE)


def _levers(words: str | None) -> list[str]:
    found = inputs.names(words) or []
    if words is not None and not found:
        raise bad_argument("--levers", Phrase("no name"), Phrase("the identifier of a design"))
    return found
