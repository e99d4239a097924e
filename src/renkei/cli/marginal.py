"""The command marginal: the worth of one more bay, line or team under a design."""

from __future__ import annotations

from typing import Annotated

import typer

from renkei.cli import inputs
from renkei.cli.output import FAILED, Json, Quiet, show, show_folder, show_json
from renkei.cli.simulating import processes_for, simulated, takes_run_options
from renkei.cli.zones import Over, Zones
from renkei.study.running import RunOptions


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Value one more bay, line or team.", epilog=_EXAMPLES)(
        takes_run_options("worlds")(marginal)
    )


_EXAMPLES = """\b
Examples:
  renkei marginal mine.yaml -d d1 --add facilities.yard.docks.frigate=1
  renkei marginal mine.yaml --add headquarters.joint.cells.plans.teams=1 \\
                            --add "lines.works.rate=10 %"
  renkei marginal mine.yaml --add facilities.yard.docks.frigate=1,facilities.yard.personnel=60
Each --add is tried alone; paths with commas between them are added together. An amount is a number
with the unit of the number at its path, or a percentage of that number (of a share: points); it
may be negative. Ranges move with the value.
"""


def marginal(
    scenario: inputs.Scenario,
    add: Annotated[
        list[str],
        typer.Option("--add", metavar="PATH=AMOUNT", help="Addition to try; may be repeated."),
    ],
    design: inputs.Design = None,
    all_notes: Annotated[bool, typer.Option("--all", help="Print every note.")] = False,
    zone: Zones = None,
    over: Over = "worlds",
    *,
    options: RunOptions,
    laid: inputs.Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a design with and without additions; print the worth and cost of each.

    All meet the same incidents with the same luck in the same worlds, so that even a small
    difference is distinguished. Prints for each addition the difference in platforms mission
    capable, every other measure that is better or worse, with intervals, and the billets that
    the addition takes.
    """
    from renkei._base.cache import default_cache
    from renkei.analysis.responses import loads
    from renkei.cli.failures import show_failures
    from renkei.cli.notes import tell
    from renkei.report.cautions import cautions_data
    from renkei.report.marginal import marginal_data, render_marginal
    from renkei.study.additions import add as added
    from renkei.study.marginal import offers_of, valued
    from renkei.study.question import Question
    from renkei.study.source import Opened

    with processes_for(scenario, options) as pool:
        loaded = inputs.load(scenario, laid)
        base = inputs.design_of(loaded, design)
        document, additions = added(loaded, base, add)
        designs = [base, *(f"{base}+{addition.id}" for addition in additions)]
        source = Opened.of(document, default_cache(), laid or ())
        question = Question(source, designs, None, zone or (), over, typed=True)
        source.check(designs)
        results = simulated(question, options, pool, quiet=quiet)
    offers = offers_of(document, base, additions)
    values = valued(question, results)
    cautions = [
        *values.comparison.cautions,
        *loads.cautions(results, designs),
        *values.sustained.cautions,
    ]
    if json:
        data = marginal_data(offers, values)
        last = {"cautions": cautions_data(cautions), "folder": str(results.folder)}
        show_json({**data, **last})
    else:
        show(render_marginal(offers, values))
        show_folder(results.folder)
    inputs.say_what_is_laid(laid, quiet=quiet)
    tell(cautions, values.naming, whole=all_notes, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)
