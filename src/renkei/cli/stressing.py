"""The command stress: what a bad day costs each design."""

from __future__ import annotations

from typing import Annotated

import typer

from renkei.cli import inputs
from renkei.cli.output import FAILED, Json, Quiet, show, show_folder, show_json
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
from renkei.study.running import RunOptions


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Say what a bad day costs each design.", epilog=_EXAMPLES)(
        takes_run_options("worlds")(stress)
    )


_EXAMPLES = """\b
Examples:
  renkei stress japan x4,x5 --designs d0,d4 --load x1
  renkei stress mine.yaml storm --designs today,joint --reps 200
A load is a design that says `kind: load`. --load names one that both sides carry, such as the
crisis in which a headquarters is lost: then the difference is what the loss costs in that crisis.
"""


def stress(
    scenario: inputs.Scenario,
    loads: Annotated[
        str, typer.Argument(metavar="LOADS", help="Loads with commas, each asked by itself.")
    ],
    designs: Annotated[
        str | None,
        typer.Option(
            "--designs", metavar="ID,ID", help="Designs, the baseline first; default: all."
        ),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option("--load", metavar="ID", help="Lay this load on both sides."),
    ] = None,
    incidents: Annotated[
        str | None,
        typer.Option("--incidents", metavar="ID,ID", help="Incident types; default: all."),
    ] = None,
    all_measures: Annotated[
        bool, typer.Option("--all", help="Every measure, changed or not.")
    ] = False,
    zone: Zones = None,
    over: Over = "worlds",
    *,
    options: RunOptions,
    horizon: Horizon = None,
    warm_up: WarmUp = None,
    laid: inputs.Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate designs with a load and without, and print what it costs each of them.

    Prints for each load the change of each incident type's probability in time and mean time to its
    answer under each design, with intervals; how much more or less that is than under the first
    design; how many responses come later, and for how long new ones do.
    """
    from renkei.cli.failures import failures_data, show_failures
    from renkei.report.responses.stress import render_stress, stress_data
    from renkei.study.stressing import bad_days

    with processes_for(scenario, options) as pool:
        source = opened(scenario, horizon, warm_up, laid or (), pool)
        asked = bad_days(
            source,
            inputs.names(loads) or [],
            inputs.names(designs),
            load=load,
            incidents=inputs.names(incidents),
            zone=zone or (),
            over=over,
            typed=True,
        )
        source.check(asked.question.designs)
        results = simulated(asked.question, options, pool, quiet=quiet)
    found = asked.stressed(results)
    if json:
        last = {"failed": failures_data(results), "folder": str(results.folder)}
        show_json({**stress_data(asked, found), **last})
    else:
        show(render_stress(asked, found, asked.question.naming.labels, whole=all_measures))
        show_folder(results.folder)
    say_what_is_cut_off(asked.question, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)
