"""The page of results, and what stands on it as files: report, plot, export and brief."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from renkei._base.errors import ResultsError
from renkei._base.foreign import reason
from renkei._base.language import Phrase, spoken, tr
from renkei.cli import inputs
from renkei.cli.output import Json, Quiet, console, message, show_text
from renkei.cli.understanding import ResultFolder
from renkei.study.choosing import bad_argument, one_of
from renkei.study.library import expanded

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Sustained
    from renkei.report.figures.drawing import Kind
    from renkei.report.page.document import Page
    from renkei.results import Results
    from renkei.study.question import Question

NoReport = Annotated[
    bool,
    typer.Option(
        "--no-report",
        help="Write no page for the browser; nor with --json, or RENKEI_REPORT=off in the "
        "environment.",
    ),
]
Designs = Annotated[
    str | None,
    typer.Option(
        "--designs", metavar="ID,ID", help="Designs, baseline first; default: all of RESULTS."
    ),
]

_KINDS = ("svg", "png", "pdf", "json")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(short_help="Write the page of results for a browser.", epilog=_REPORT)(report)
    app.command(short_help="Draw a figure of results as a file.", epilog=_PLOT)(plot)
    app.command(short_help="Write the tables of results as files.", epilog=_EXPORT)(export)
    app.command(short_help="Write a two-page brief of results.", epilog=_BRIEF)(brief)


_REPORT = """\b
Examples:
  renkei report results/japan-4f1c
  renkei report results/japan-4f1c --designs d0,d4 -o brief.html
The page needs no network and no server: open it from disk, send it, print it. It holds answer,
figures, responses as they happened, order of battle, map and every assumption, in English and in
Japanese. `compare` and `run` write it by themselves.
"""


def report(
    results: ResultFolder,
    designs: Designs = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File; default: report.html in RESULTS."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write the page of results anew, from what their folder keeps; nothing is simulated.

    Responses that are shown as they happened are run again, a replication each.
    """
    question, kept = _asked(results, designs)
    write_report(question, kept, out=out, quiet=quiet)


def write_report(
    question: Question,
    results: Results,
    comparison: Comparison | None = None,
    sustained: Sustained | None = None,
    *,
    out: Path | None = None,
    quiet: bool = False,
) -> None:
    """Write the page beside the results, and print its address."""
    from renkei.report.page.writing import PAGE, write_page

    file = out or results.folder / PAGE
    write_page(_made(question, results, comparison, sustained, quiet=quiet), file)
    show_text(tr("Page: {what}", what=file.resolve().as_uri()))


def _made(
    question: Question,
    results: Results,
    comparison: Comparison | None = None,
    sustained: Sustained | None = None,
    *,
    quiet: bool,
) -> Page:
    """Return the document of the page; a line on stderr says what is being made."""
    from renkei.report.page.making import page

    with console(err=True).status(tr("Page")) as status:

        def tell(what: str) -> None:
            if not quiet:
                status.update(tr("Page: {what}", what=what))

        if quiet:
            status.stop()
        return page(question, results, comparison, sustained, tell)


def wants_report(*, no_report: bool, json: bool) -> bool:
    """Return whether a command writes the page."""
    return not (no_report or json or os.environ.get("RENKEI_REPORT") == "off")


_PLOT = """\b
Examples:
  renkei plot results/japan-4f1c times --of large-disaster -o times.svg
  renkei plot results/japan-4f1c differences -o differences.pdf --lang ja
  renkei plot results/japan-4f1c causes --designs d0,d4 --of ballistic-launch -o causes.png
The end of the file's name says what is drawn: .svg, .png, .pdf, or .json for the Vega-Lite
specification with its data. The figures are those of the page of `report`.
"""


def plot(
    results: ResultFolder,
    figure: Annotated[
        str | None, typer.Argument(metavar="FIGURE", help="Figure; an error names all.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File: .svg, .png, .pdf or .json."),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of", metavar="ID", help="Incident type, unit or stock; default: the first."
        ),
    ] = None,
    designs: Designs = None,
    dark: Annotated[bool, typer.Option("--dark", help="For a dark ground.")] = False,
    quiet: Quiet = False,
) -> None:
    """Draw one figure of results as a file, as the page shows it."""
    from renkei.report.figures.drawing import drawn_as
    from renkei.report.figures.making import Figures

    question, kept = _asked(results, designs)
    figures = Figures(question, kept)
    name = one_of("FIGURE", figure or "", figures.ids)
    if out is None:
        raise bad_argument("--out", Phrase("nothing"), Phrase("a file, such as figure.svg"))
    kind = cast("Kind", one_of("--out", out.suffix.removeprefix("."), _KINDS))
    made = figures.make(name)
    if made is None:
        raise bad_argument(
            "FIGURE",
            Phrase("`{name}`, of which these results have nothing", name=name),
            Phrase("another"),
        )
    variants = {one.id: one for one in made.choices}
    chosen = variants[one_of("--of", of or made.choices[0].id, variants)]
    _write(out, drawn_as(kind, made, chosen, spoken(), "dark" if dark else "light"))
    message(tr("Written: {file}", file=out), quiet=quiet)


_EXPORT = """\b
Examples:
  renkei export results/japan-4f1c -o tables.xlsx
  renkei export results/japan-4f1c -o tables.csv --designs d0,d4
  renkei export results/japan-4f1c -o tables.parquet --lang ja
  renkei export japan --to orbat-mapper -o japan.json
  renkei export results/japan-4f1c --to orbat-mapper --design d4 --replication 3 -o run.json
  renkei export results/japan-4f1c --to kmz -o run.kmz
  renkei export japan --to cot --send localhost:8087
  renkei export results/japan-4f1c --to croissant
Without --to the tables are those of the page of `report`: the answer, the numbers of each figure,
responses step by step, relationships, every assumption. Heads of columns have units; a table says
what made it.
With --to a scenario is written as an order of battle, results as one replication that moves; the
loss report says what the format cannot hold. Nothing is sent anywhere without --send.
With --to croissant or --to ro-crate a description of the tables, or of the whole study with its
commands and inputs, is written into the result folder, for tools of data science and archives.
"""


def export(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|RESULTS", help="A result folder; with --to a scenario as well."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="A workbook x.xlsx, or x.csv or x.parquet, of which each table gets its own; with "
            "--to a file, a folder for cot.",
        ),
    ] = None,
    designs: Designs = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="orbat-mapper, msdl, c2sim, c2sim-cwix2026, c2sim-messages, geojson, kml, kmz, "
            "cot, croissant, ro-crate; default: tables.",
        ),
    ] = None,
    design: Annotated[
        str | None,
        typer.Option("--design", "-d", metavar="ID", help="With --to; default: the baseline."),
    ] = None,
    replication: Annotated[
        int | None,
        typer.Option(
            "--replication", min=0, metavar="N", help="With --to, of RESULTS; default: 0."
        ),
    ] = None,
    send: Annotated[
        str | None,
        typer.Option(
            "--send",
            metavar="HOST:PORT",
            help="With --to cot: send the events to this server, over TCP, or udp://HOST:PORT. "
            "Never to a multicast address.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --to: overwrite the file.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the tables behind the page of results, or an order of battle for another program."""
    if to is not None:
        from renkei.cli.exporting import export_to

        options = {"force": force, "json": json, "quiet": quiet}
        export_to(source, to, out, design, replication, send=send, **options)
        return
    for option, given in (
        ("--design", design is not None),
        ("--replication", replication is not None),
        ("--send", send is not None),
        ("--force", force),
        ("--json", json),
    ):
        if given:
            raise bad_argument(option, Phrase("tables of results"), Phrase("an option of --to"))
    from renkei.report.page.exporting import KINDS, export
    from renkei.report.page.tables import tables

    question, kept = _asked(expanded("RESULTS", Path(source)), designs)
    if out is None:
        raise bad_argument("--out", Phrase("nothing"), Phrase("a file, such as tables.xlsx"))
    one_of("--out", out.suffix, KINDS)
    for file in export(tables(_made(question, kept, quiet=quiet)), out):
        message(tr("Written: {file}", file=file), quiet=quiet)


_BRIEF = """\b
Examples:
  renkei brief results/japan-4f1c -o brief.docx
  renkei brief results/japan-4f1c -o brief.docx --designs d0,d4 --lang ja
Two pages for a word processor: verdicts, price, why, what would turn them round, two figures, and
what the levels do not mean.
"""


def brief(
    results: ResultFolder,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="File: .docx.")
    ] = None,
    designs: Designs = None,
    quiet: Quiet = False,
) -> None:
    """Write a brief of the results for a word processor, with figures."""
    from renkei.report.page.brief import brief

    question, kept = _asked(results, designs)
    if out is None:
        raise bad_argument("--out", Phrase("nothing"), Phrase("a file, such as brief.docx"))
    one_of("--out", out.suffix, (".docx",))
    _write(out, brief(_made(question, kept, quiet=quiet)))
    message(tr("Written: {file}", file=out), quiet=quiet)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise ResultsError(
            Phrase("{file} cannot be written: {strerror}.", file=file, strerror=reason(error))
        ) from error


def _asked(folder: Path, designs: str | None) -> tuple[Question, Results]:
    from renkei.study.kept import kept_results
    from renkei.study.question import Question

    opened, results = kept_results(folder)
    wanted = inputs.names(designs)
    chosen = list(results.designs) if wanted is None else list(dict.fromkeys(wanted))
    for one in chosen:
        one_of("--designs", one, results.designs)
    return Question(opened, chosen, typed=True), results
