"""The commands drivers, flips and worth: what kept results say of the ranges behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.output import Json, Quiet, message, show, show_folder, show_json
from renkei.cli.simulating import Processes, typed_command, with_progress
from renkei.study.choosing import bad_argument
from renkei.study.library import expanded

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.confirming import Confirmation
    from renkei.study.source import Opened
    from renkei.study.understanding import Inquiry


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(short_help="Find the guesses that a result depends on.", epilog=_DRIVERS)(drivers)
    app.command(short_help="Find what would flip a verdict.", epilog=_FLIPS)(flips)
    app.command(short_help="Find which guess to check first.", epilog=_WORTH)(worth)


def _expanded(folder: Path) -> Path:
    return expanded("RESULTS", folder)


ResultFolder = Annotated[
    Path,
    typer.Argument(
        metavar="RESULTS",
        help="Result folder, as run and compare name it at their end.",
        callback=_expanded,
    ),
]
Incident = Annotated[
    str | None,
    typer.Option("--incident", "-i", metavar="ID", help="Incident type; default: all together."),
]
Measure = Annotated[
    str,
    typer.Option(
        "--measure",
        metavar="NAME",
        help="`in-time`, or a milestone (mean time; with -reached: the share that reached it).",
    ),
]
One = Annotated[
    str | None,
    typer.Option("--design", "-d", metavar="ID", help="Design; default: the first of RESULTS."),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against", metavar="ID", help="Take the difference from this design, world by world."
    ),
]

_DRIVERS = """\b
Examples:
  renkei drivers results/japan-4f1c --incident large-disaster
  renkei drivers results/japan-4f1c -i large-disaster --measure decided --design d4 --against d0
  renkei drivers results/mine-0a2b --design d1 --against d0 --json
  renkei drivers results/japan-4f1c -i large-disaster --confirm morris
  renkei drivers results/japan-4f1c --confirm sobol --factors staff-tempo,headquarters=usfj
Each replication of a run has drawn every range of the scenario, so nothing is simulated here, but
for --confirm, whose results stand beside RESULTS. More replications find smaller effects: extend
the run with a larger --reps.
"""

Confirm = Annotated[
    str | None,
    typer.Option(
        "--confirm",
        metavar="morris|sobol",
        help="Simulate a designed experiment on the ranges found, or on --factors.",
    ),
]
Factors = Annotated[
    str | None,
    typer.Option(
        "--factors",
        metavar="NAME,NAME",
        help="With --confirm: paths of ranges, ids of parameters, or groups as "
        "`headquarters=usfj`.",
    ),
]
Points = Annotated[
    int | None,
    typer.Option(
        "--points",
        min=4,
        max=100_000,
        metavar="N",
        help="With --confirm: trajectories (20) or points (64); each is a world for each name, "
        "and one or four more.",
    ),
]


def drivers(
    results: ResultFolder,
    incident: Incident = None,
    measure: Measure = "in-time",
    design: One = None,
    against: Against = None,
    confirm: Confirm = None,
    factors: Factors = None,
    points: Points = None,
    processes: Processes = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the ranges of the scenario that a result, or a difference of two designs, depends on.

    Prints how much of the variance between replications is luck, which ranges can be told apart
    from chance, the share of each, the result at both ends of each, and shares by source,
    headquarters and kind of number. With --confirm a designed experiment is simulated on a few.
    """
    from renkei.report.understanding.drivers import drivers_data, render_drivers
    from renkei.study.kept import design_in, kept_results

    opened, kept = kept_results(results)
    own = design_in(kept, design, "--design")
    designs = [own] if against is None else [design_in(kept, against, "--against"), own]
    for option, value in (("--factors", factors), ("--points", points), ("--processes", processes)):
        if value is not None and confirm is None:
            raise bad_argument(
                option, f"`{value}`", Phrase("{option} beside --confirm", option=option)
            )
    inquiry = _inquiry(opened, kept, list(dict.fromkeys(designs)), incident, measure, quiet)
    if confirm is not None:
        from renkei.report.understanding.confirmed import confirmed_data, render_confirmed

        told = _confirmed(inquiry, confirm, inputs.names(factors), points, processes, quiet)
        if json:
            show_json(confirmed_data(told))
        else:
            show(render_confirmed(told))
            show_folder(told.results.folder)
        return
    found = inquiry.drivers()
    if json:
        show_json(drivers_data(inquiry, found))
    else:
        show(render_drivers(inquiry, found))


def _confirmed(
    inquiry: Inquiry,
    method: str,
    factors: list[str] | None,
    points: int | None,
    processes: int | None,
    quiet: bool,
) -> Confirmation:
    """Simulate the worlds of a designed experiment, and return what it found."""
    from renkei.report.wording import joined
    from renkei.study.confirming import Experiment
    from renkei.study.running import processes_for

    experiment = Experiment(inquiry, method, factors, points, typed=True)
    options = experiment.options(processes)
    message(
        tr(
            "{many} worlds made to confirm {ranges}, under {designs} …",
            many=f"{options.replications:,}",
            ranges=len(experiment.groups),
            designs=joined(inquiry.designs),
        ),
        quiet=quiet,
    )
    with processes_for(options) as pool:
        results = with_progress(
            lambda line: experiment.run(options, pool, line, typed_command()), quiet=quiet
        )
    return experiment.read(results)


Second = Annotated[
    str | None,
    typer.Option("--design", "-d", metavar="ID", help="Design; default: the second of RESULTS."),
]
Base = Annotated[
    str | None,
    typer.Option("--against", metavar="ID", help="Baseline; default: the first of RESULTS."),
]

_FLIPS = """\b
Examples:
  renkei flips results/japan-4f1c --incident large-disaster
  renkei flips results/japan-4f1c -i large-disaster --measure decided --design d4 --against d0
Nothing is simulated: each replication of a run has drawn every range of the scenario.
"""


def flips(
    results: ResultFolder,
    incident: Incident = None,
    measure: Measure = "in-time",
    design: Second = None,
    against: Base = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the conditions in which a verdict between two designs would be the opposite.

    Prints the share of worlds in which the verdict holds, the tipping point along each range that
    moves it, a box of conditions in which it fails, checked on fresh worlds, and which design is
    best over the two ranges that matter most.
    """
    from renkei.report.understanding.flips import flips_data, render_flips
    from renkei.study.kept import kept_results, pair_in

    opened, kept = kept_results(results)
    designs = pair_in(kept, design, against, "--design", "--against")
    inquiry = _inquiry(opened, kept, designs, incident, measure, quiet)
    found = inquiry.flips()
    best = inquiry.best(found)
    if json:
        show_json(flips_data(inquiry, found, best))
    else:
        show(render_flips(inquiry, found, best))


_WORTH = """\b
Examples:
  renkei worth results/japan-4f1c --incident large-disaster
  renkei worth results/japan-4f1c -i large-disaster --measure decided --designs d0,d4
The unit is that of the measure: points, or hours. Nothing is simulated.
"""


def worth(
    results: ResultFolder,
    incident: Incident = None,
    measure: Measure = "in-time",
    designs: Annotated[
        str | None,
        typer.Option("--designs", metavar="ID,ID", help="Designs to choose from; default: all."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find which guess to check first: what knowing it would be worth for the choice of a design.

    Prints what knowing every number would be worth, what each range is that can be told to matter,
    and how few of them carry nine tenths of it.
    """
    from renkei.report.understanding.worth import render_worth, worth_data
    from renkei.study.kept import kept_results, several_in

    opened, kept = kept_results(results)
    chosen = several_in(kept, inputs.names(designs), "--designs")
    inquiry = _inquiry(opened, kept, chosen, incident, measure, quiet)
    found = inquiry.worth()
    if json:
        show_json(worth_data(inquiry, found))
    else:
        show(render_worth(inquiry, found))


def _inquiry(
    opened: Opened,
    kept: Results,
    designs: list[str],
    incident: str | None,
    measure: str,
    quiet: bool,
) -> Inquiry:
    """Return the question, after a line on what is being read."""
    from renkei.report.wording import joined
    from renkei.study.understanding import Inquiry

    inquiry = Inquiry(opened, kept, designs, incident, measure, typed=True)
    message(
        tr(
            "reading {many} replications of {designs} …",
            many=f"{kept.replications(designs[0]):,}",
            designs=joined(designs),
        ),
        quiet=quiet,
    )
    return inquiry
