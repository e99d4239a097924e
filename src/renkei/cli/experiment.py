"""Commands that simulate: run (designs as they are), compare (designs against a baseline)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import inputs
from renkei.cli.output import INTERRUPTED, Json, Quiet, message, show, show_json

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.scenario import Document


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command(short_help="Simulate one design.", epilog=_RUN_EXAMPLES)(run)


Replications = Annotated[
    int | None,
    typer.Option("--reps", "-n", min=2, metavar="N", help="Replications; default: the scenario's."),
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed; default: the scenario's.")]
Processes = Annotated[
    int | None,
    typer.Option("--processes", "-p", min=1, metavar="N", help="Processes; default: all cores."),
]
Nominal = Annotated[
    bool, typer.Option("--nominal", help="Best values only, instead of worlds from the ranges.")
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where result folders go.")
]

_RUN_EXAMPLES = """\b
Examples:
  renkei run japan -d jfhq-2025 --reps 400
  renkei run mine.yaml --nominal --out /tmp/results
The same command again goes on from what is there; more replications extend it. Nothing that is
there is ever overwritten.
"""


def run(
    scenario: inputs.Scenario,
    design: inputs.Design = None,
    reps: Replications = None,
    seed: Seed = None,
    processes: Processes = None,
    nominal: Nominal = False,
    out: Out = Path("results"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate one design and keep its tables; print times and loads, each with its interval."""
    from renkei.report.single import render_single, single_data

    document = checked(scenario)
    chosen = inputs.design_of(document, design)
    experiment = Experiment(document, [chosen], reps, seed, processes, nominal, out)
    results = experiment.run(quiet=quiet)
    data = single_data(results, document, chosen)
    if json:
        show_json(data)
    else:
        show(render_single(data))
    message(f"tables in {results.folder}", quiet=quiet)


def checked(scenario: str) -> Document:
    """Load a scenario and check what needs the command graph."""
    from renkei.doctrine import check

    document = inputs.load(scenario)
    check(document)
    return document


class Experiment:
    """Designs to be simulated, with everything that the command line says about it."""

    def __init__(
        self,
        document: Document,
        designs: list[str],
        reps: int | None,
        seed: int | None,
        processes: int | None,
        nominal: bool,
        out: Path,
    ) -> None:
        import os

        defaults = document.scenario.runs
        self.document = document
        self.designs = designs
        self.replications = defaults.replications if reps is None else reps
        self.seed = defaults.seed if seed is None else seed
        self.processes = processes or len(os.sched_getaffinity(0))
        self.nominal = nominal
        self.out = out

    def run(self, *, quiet: bool, enough: Callable[[Results], bool] | None = None) -> Results:
        """Run what is missing and return the results.

        Raises
        ------
        typer.Exit
            With code 130 where the user interrupts; finished parts are kept.
        """
        from renkei.cli.progress import Progress
        from renkei.program.compiler import compile_design
        from renkei.results import Inputs, Interrupted, Plan
        from renkei.results import run as run_experiment

        programs = {design: compile_design(self.document, design) for design in self.designs}
        record = Inputs(
            name=self.document.scenario.name.en,
            scenario=self.document.resolved_yaml(),
            command=("renkei", *sys.argv[1:]),
        )
        plan = Plan(
            seed=self.seed,
            replications=self.replications,
            processes=self.processes,
            nominal=self.nominal,
        )
        with Progress(quiet=quiet) as progress:
            try:
                return run_experiment(
                    programs, record, plan, self.out, progress=progress.update, enough=enough
                )
            except Interrupted as stopped:
                interrupted = str(stopped)
        message(f"renkei: {interrupted}")
        raise typer.Exit(INTERRUPTED)
