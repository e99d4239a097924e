"""The command validate: the model beside recorded clocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from renkei.cli import inputs
from renkei.cli.experiment import (
    Nominal,
    Out,
    Processes,
    Replications,
    Scheduler,
    Seed,
    opened,
    processes_for,
    simulated,
)
from renkei.cli.output import FAILED, Json, Quiet, show, show_folder, show_json
from renkei.study.running import RunOptions

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.recorded import Records


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Compare the model with recorded events.", epilog=_EXAMPLES)(validate)


_EXAMPLES = """\b
Examples:
  renkei validate japan
  renkei validate mine.yaml --reps 400 --json > score.json
  renkei validate mine.yaml --set "parameters.staff-tempo={value: 0.8, range: [0.6, 1.1]}"
The records are the `clocks` of the scenario. Those marked `fit` may have been used to fit it
(renkei calibrate); those held out were not, and are the test.
"""


def validate(
    scenario: inputs.Scenario,
    design: inputs.Design = None,
    reps: Replications = None,
    seed: Seed = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
    nominal: Nominal = False,
    laid: inputs.Set = None,
    out: Out = Path("results"),
    lang: inputs.Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate what was recorded of real events, and say what lies in the model's bands.

    Each clock is compared under the design of its time, or under --design. Prints how many clocks
    lie within the band of 5 to 95 %, by which factor the model is too slow or too fast, and each
    clock, those held out apart from those that may have been fitted.
    """
    from renkei.analysis.recorded.measuring import measure
    from renkei.cli.failures import show_failures
    from renkei.report.recorded.validation import (
        Validated,
        render_validation,
        validation_data,
    )
    from renkei.study.recorded import scores

    inputs.language(lang)
    options = RunOptions(reps, seed, processes, scheduler, nominal, out)
    told, results = recorded_runs(scenario, design, laid, options, quiet=quiet)
    measured = measure(results, told.clocks, told.runs)
    found = Validated(told, measured, scores(measured), str(results.folder))
    if json:
        show_json(validation_data(found))
    else:
        show(render_validation(found, lang))
        show_folder(results.folder)
    inputs.say_what_is_laid(laid, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)


def recorded_runs(
    scenario: str,
    design: str | None,
    laid: list[str] | None,
    options: RunOptions,
    *,
    quiet: bool,
) -> tuple[Records, Results]:
    """Return the recorded clocks of a scenario, and what was simulated for them."""
    from renkei.study.question import Question
    from renkei.study.recorded import records

    with processes_for(scenario, options) as pool:
        told = records(opened(scenario, laid=laid or (), pool=pool), design, "--design")
        question = Question(told.opened, told.designs, typed=True)
        told.opened.check(question.designs)
        return told, simulated(question, options, pool, quiet=quiet)
