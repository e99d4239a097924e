"""The application: its commands, and the one place where errors become exit codes.

Heavy imports happen inside the commands, so that ``renkei --help`` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated

import typer

from renkei._base.errors import InputError, Location, Problem, RenkeiError
from renkei._base.garbage import collect_seldom
from renkei._base.language import Phrase, said, speaking, tr
from renkei.cli import (
    best,
    differing,
    experiment,
    following,
    importing,
    marginal,
    organisation,
    reporting,
    scenario,
    serving,
    stressing,
    studying,
    understanding,
    validating,
    workflow,
)
from renkei.cli.helping import SpokenGroup, usage_words
from renkei.cli.output import (
    FAILURE,
    INPUT,
    INTERRUPTED,
    message,
    prepare_streams,
    show,
    show_text,
    tell_what_was_lost,
)
from renkei.cli.speaking import Commands, Lang, asked_language

_HELP = """Compare command designs on the same incidents.

SCENARIO is the name of a scenario that ships with Renkei (japan) or a path to your own.
"""

_EPILOG = """\b
Begin here:
  renkei new mine.yaml           write a small scenario, with comments
  renkei check mine.yaml         find all its errors at once
  renkei show mine.yaml          the order of battle as a tree
  renkei explain mine.yaml fire  who does what when a fire is reported, why
  renkei compare mine.yaml       simulate all designs, print the differences

\b
Exit codes: 0 done, 1 failure, 2 bad input, 3 some replications failed and are not counted,
4 asked precision not reached, 130 interrupted.
Data goes to stdout, messages to stderr; --json and --quiet where they apply; NO_COLOR is heeded.
"""

app = Commands(
    name="renkei",
    cls=SpokenGroup,
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: sober, and half the time to start
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
for _module in (
    scenario,
    differing,
    importing,
    organisation,
    workflow,
    experiment,
    following,
    reporting,
    marginal,
    best,
    stressing,
    understanding,
    validating,
    studying,
    serving,
):
    _module.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from renkei import __version__

        show_text(f"renkei {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    lang: Lang = None,
) -> None:
    del version, lang


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        Words after ``renkei``; default: those of the process.

    Returns
    -------
    0, 1, 2, 3, 4 or 130 as the package docstring says.
    """
    prepare_streams()
    # Before NumPy comes, and for the processes that simulate: the matrices here are small, the
    # cores have replications to run, and sums do not depend on the number of threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collect_seldom()
    try:
        return _run(arguments)
    finally:
        tell_what_was_lost()


def _run(arguments: Sequence[str] | None) -> int:
    try:
        words = sys.argv[1:] if arguments is None else arguments
        _refuse_bytes(words)
        language = asked_language(words)
    except InputError as error:
        _show_problems(error)
        return INPUT
    # Data are the same in every language, but for the names of the scenario.
    with speaking("en" if "--json" in words else language, names=language):
        return _spoken(words)


def _spoken(words: Sequence[str]) -> int:
    """Run the command line in the language of the context."""
    try:
        code = app(args=words, prog_name="renkei", standalone_mode=False)
    except InputError as error:
        _show_problems(error)
        return INPUT
    except RenkeiError as error:
        message(tr("renkei: {message}", message=said(error.args[0]) if error.args else error))
        return FAILURE
    except typer.TyperException as error:
        _show_usage(error)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception:
        sys.excepthook = _show_bug
        raise
    return code if isinstance(code, int) else 0


def _refuse_bytes(words: Sequence[str]) -> None:
    """Refuse words that are not text in the encoding of the terminal: no record can hold them."""
    for word in words:
        if not word.isascii() and any("\ud800" <= character <= "\udfff" for character in word):
            found, expected = (
                Phrase("`{word}`, with bytes that are not text", word=word),
                Phrase("text, in names of files too"),
            )
            place = Location(Phrase("the command line"))
            raise InputError([Problem("CLI-001", place, Phrase("the words"), found, expected)])


def _show_usage(error: typer.TyperException) -> None:
    # Errors of usage know the command's usage line; the base class does not promise it.
    tell = getattr(error, "show", None)
    if tell is None:
        message(f"renkei: {error}")
        return
    error.message = said(error.message)
    told = io.StringIO()
    tell(file=told)
    message(usage_words(told.getvalue()))


def _show_bug(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Print a traceback as Python does; its words may be those of a scenario."""
    message("".join(traceback.format_exception(kind, error, where)))


def _show_problems(error: InputError) -> None:
    from renkei.report.problems import render_problems

    show(render_problems(error.problems), err=True)
