"""The commands validate and calibrate: the model beside recorded clocks, and fitted to a half."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.errors import RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.output import FAILED, Json, Quiet, message, show, show_folder, show_json
from renkei.cli.simulating import opened, processes_for, simulated, takes_run_options
from renkei.study.choosing import bad_argument
from renkei.study.running import RunOptions

if TYPE_CHECKING:
    from renkei.analysis.recorded.clocks import Side
    from renkei.results import Results
    from renkei.study.recorded import Records


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(short_help="Compare the model with recorded events.", epilog=_EXAMPLES)(
        takes_run_options("worlds")(validate)
    )
    app.command(short_help="Fit parameters to recorded events.", epilog=_FIT_EXAMPLES)(
        takes_run_options(without=["nominal"])(calibrate)
    )


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
    *,
    options: RunOptions,
    laid: inputs.Set = None,
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

    told, results, _ = recorded_runs(scenario, design, laid, options, quiet=quiet)
    measured = measure(results, told.clocks, told.runs)
    found = Validated(told, measured, scores(measured), str(results.folder))
    if json:
        show_json(validation_data(found))
    else:
        show(render_validation(found))
        show_folder(results.folder)
    inputs.say_what_is_laid(laid, quiet=quiet)
    if show_failures(results):
        raise typer.Exit(FAILED)


_FIT_EXAMPLES = """\b
Examples:
  renkei calibrate japan --reps 400 --to posterior.csv
  renkei calibrate mine.yaml --parameters staff-tempo,political-time
Fits the parameters that the scenario marks `fitted: true` to the recorded clocks that are for
fitting; those held out have no part in it, and `renkei validate` with the --set that is printed
says how well they then do. Nothing of the scenario is changed.
"""


def calibrate(
    scenario: inputs.Scenario,
    parameters: Annotated[
        str | None,
        typer.Option(
            "--parameters", metavar="ID,ID", help="Parameters; default: those marked `fitted`."
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write the accepted worlds there, as CSV."),
    ] = None,
    *,
    options: RunOptions,
    laid: inputs.Set = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit shared parameters to recorded clocks, by approximate Bayesian computation.

    Prints the range of each parameter before and after, how they hang together, what no value of
    them explains, and a check of the method. --to writes the accepted worlds with their weights.
    """
    from renkei.cli.failures import show_failures
    from renkei.report.recorded.calibration import (
        calibration_data,
        render_calibration,
        worlds_csv,
    )
    from renkei.study.calibrating import calibrated, check_worlds, free_parameters
    from renkei.study.library import exists

    if to is not None and exists(to):
        raise bad_argument(
            "--to", Phrase("`{to}`, which exists already", to=to), Phrase("a name that is free")
        )
    wanted = inputs.names(parameters)

    def check(told: Records) -> list[str]:
        names = free_parameters(told, wanted, "--parameters")
        check_worlds(told, options.replications, "--reps")
        return names

    told, results, names = recorded_runs(
        scenario, None, laid, options, quiet=quiet, side="fit", check=check
    )
    found = calibrated(told, results, names)
    if to is not None:
        try:
            with to.open("x", encoding="utf-8", newline="") as file:
                file.write(worlds_csv(found, results))
        except OSError as error:
            raise RenkeiError(
                Phrase("cannot write {to}: {strerror}", to=to, strerror=reason(error))
            ) from None
    if json:
        show_json(calibration_data(found, str(results.folder)))
    else:
        show(render_calibration(found, told.names))
        show_folder(results.folder)
    if to is not None:
        message(tr("wrote {file}", file=to), quiet=quiet)
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
    side: Side | None = None,
    check: Callable[[Records], list[str]] = lambda told: [],
) -> tuple[Records, Results, list[str]]:
    """Return the recorded clocks of a scenario, and what was simulated for them.

    ``check`` says, before anything is simulated, what else is asked for.
    """
    from renkei.study.question import Question
    from renkei.study.recorded import records

    with processes_for(scenario, options) as pool:
        told = records(opened(scenario, laid=laid or (), pool=pool), design, "--design")
        if side is not None:
            told = told.of_side(side)
        asked = check(told)
        question = Question(told.opened, told.designs, typed=True)
        told.opened.check(question.designs)
        return told, simulated(question, options, pool, quiet=quiet), asked
