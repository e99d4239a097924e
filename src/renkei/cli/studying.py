"""The command study: everything that a write-up needs, run or resumed, and made anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei._base.language import Phrase, tr
from renkei.cli import inputs
from renkei.cli.output import FAILED, INTERRUPTED, Json, Quiet, message, show, show_json, show_text
from renkei.cli.simulating import Out, Processes, Scheduler
from renkei.study.choosing import bad_argument
from renkei.study.library import expanded

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.question import Question
    from renkei.study.running import RunOptions


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Run a study, make its tables and its page.", epilog=_EXAMPLES)(study)


_EXAMPLES = """\b
Examples:
  renkei study --list
  renkei study start-up-bias
  renkei study mine/study.yaml --plan
  renkei study mine/study.yaml --only main,drivers
  renkei new --study mine; renkei study mine
The same command again simulates nothing that exists, and makes the same bytes. More replications
in the file extend the results. A file that somebody changed by hand is never replaced.
"""


def _expanded(to: Path | None) -> Path | None:
    return None if to is None else expanded("--to", to)


def _complete(incomplete: str) -> list[str]:
    from renkei.study.writeup.packaged import packaged_studies

    return [name for name in packaged_studies() if name.startswith(incomplete)]


def study(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[STUDY]",
            help="Name of a packaged study, a study file, or a folder with study.yaml.",
            autocompletion=_complete,
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print the packaged studies, a line each.")
    ] = False,
    plan: Annotated[
        bool,
        typer.Option(
            "--plan",
            help="Check all of it, say what would run and about how long; run nothing.",
        ),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="NAME,NAME", help="These runs and outputs alone; no page is made."
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FOLDER",
            help="Folder for the page, the outputs and their record; default: studies/NAME.",
            callback=_expanded,
        ),
    ] = None,
    out: Out = Path("results"),
    processes: Processes = None,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run or resume all that a study needs, and make its outputs and its page anew.

    A study file names a scenario, questions, runs, outputs (answers, tables, drivers, flips, worth,
    a response as it happened, recorded clocks) and a page whose figures are filled from the
    results. All errors are found before anything is run, each with its line. Prints the first
    output, and what was written.
    """
    from renkei.report.writeup.files import written
    from renkei.report.writeup.plan import plan_data, render_plan, render_titles
    from renkei.results import Interrupted
    from renkei.study.writeup.filing import data_of, file_study
    from renkei.study.writeup.making import make
    from renkei.study.writeup.packaged import find_study, titles
    from renkei.study.writeup.planning import plan_of
    from renkei.study.writeup.reading import read_study

    if list_:
        found = titles()
        if json:
            show_json(found)
        else:
            show(render_titles(found))
        return
    if file is None:
        raise bad_argument("STUDY", Phrase("nothing"), Phrase("a study file, a folder, or --list"))
    if scheduler is not None and processes is not None:
        raise typer.BadParameter(
            Phrase("--processes is for this machine, --scheduler for a cluster.")
        )
    read = read_study(find_study(file, "STUDY"))
    wanted = inputs.names(only)
    if plan:
        planned = plan_of(read, out=out, only=wanted, processes=processes, argument="--only")
        if json:
            show_json(plan_data(planned))
        else:
            show(render_plan(planned))
        return

    def tell(text: str) -> None:
        message(text, quiet=quiet)

    try:
        made = make(
            read,
            lambda question, options: _simulated(question, options, quiet=quiet),
            out=out,
            only=wanted,
            processes=processes,
            scheduler=scheduler,
            tell=tell,
            argument="--only",
        )
    except Interrupted as stopped:
        message(tr("renkei: {message}", message=stopped))
        raise typer.Exit(INTERRUPTED) from None
    outputs, files, page = written(made)
    filed = file_study(made, files, page, Path("studies") / read.name if to is None else to)
    if json:
        show_json(
            {
                "study": read.file.name.en,
                "outputs": {name: one.data for name, one in outputs.items()},
                "results": {name: str(one.folder) for name, one in made.results.items()},
                **data_of(filed),
            }
        )
    else:
        for one in list(outputs.values())[:1]:
            show_text(one.page)
        show_text(
            tr("Written: {folder} ({many} files)", folder=filed.folder, many=len(filed.written))
        )
        if filed.page is not None:
            show_text(tr("Page: {what}", what=filed.folder / filed.page))
    from renkei.cli.failures import show_failures

    failed = [show_failures(results) for results in made.results.values()]
    if any(failed):
        raise typer.Exit(FAILED)


def _simulated(question: Question, options: RunOptions, *, quiet: bool) -> Results:
    from renkei.cli.reaching import goal_of
    from renkei.cli.simulating import simulated
    from renkei.study.running import processes_for

    with processes_for(options) as pool:
        return simulated(question, options, pool, quiet=quiet, goal=goal_of(question))
