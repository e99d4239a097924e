"""Where output goes: data to stdout, messages to stderr; the exit codes; shared options.

All text goes through here (``tests/house/test_output.py``), so that text from scenarios, tables,
results and arguments cannot steer a terminal: see :mod:`renkei._base.visible`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei._base.language import tr
from renkei._base.visible import escaped, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

FAILURE = 1
INPUT = 2
FAILED = 3
IMPRECISE = 4
INTERRUPTED = 130

_WIDTH_OF_FILES = 100
_LEAST_WIDTH = 40
"""No table is drawn in fewer columns; a terminal that is narrower breaks its lines."""

Json = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No messages, no progress.")]


def console(*, err: bool = False) -> Console:
    """Return a console on stdout or stderr; 100 columns wide without a terminal."""
    from renkei.report.terminal import Terminal

    made = Terminal(stderr=err, markup=False, emoji=False, highlight=False)
    width = _asked_width()
    if width is None and not made.is_terminal:
        width = _WIDTH_OF_FILES
    # Not set where nothing is wrong: then it follows a terminal that is drawn larger.
    if width is not None or made.width < _LEAST_WIDTH:
        made.width = max(width or _WIDTH_OF_FILES, _LEAST_WIDTH)
    return made


def _asked_width() -> int | None:
    """Return the width that COLUMNS asks for; None: it gives none, or an impossible one."""
    import os

    text = os.environ.get("COLUMNS", "")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 6 else None


def prepare_streams() -> None:
    """Let letters that an encoding lacks be replaced; see :mod:`renkei.cli.letters`."""
    import io
    import sys

    from renkei.cli import letters

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=letters.NAME)


def tell_what_was_lost() -> None:
    """Print which letters the console could not show, if any."""
    from renkei.cli import letters

    if letters.lost:
        count = len(letters.lost)
        letters.lost.clear()
        message(
            tr(
                "note: {count} kinds of letters are not in the encoding of this console; each was "
                "written as `?`. With PYTHONUTF8=1 all are written, in UTF-8.",
                count=count,
            )
        )


def show(renderable: RenderableType, *, err: bool = False) -> None:
    """Print ``renderable``; in a file without blanks at the ends of lines."""
    made = console(err=err)
    if made.is_terminal:
        made.print(renderable)
        return
    with made.capture() as captured:
        made.print(renderable)
    lines = captured.get().removesuffix("\n").split("\n")
    # What styles a user forces (FORCE_COLOR) are escape sequences of our own; the text is safe.
    typer.echo("\n".join(line.rstrip() for line in lines), err=err)


def show_text(text: str, *, err: bool = False) -> None:
    """Print plain text for people, with characters that cannot be seen made visible."""
    typer.echo(visible(text), err=err, nl=not text.endswith("\n"))


def show_folder(folder: Path) -> None:
    """Print the folder of results, in one line whatever its length, so that it can be copied."""
    show_text(tr("Results: {folder}", folder=folder))


def show_json(data: Any) -> None:
    """Print plain data to stdout as JSON, one object, keys in their given order."""
    import json
    import sys

    # In another encoding a letter that it lacks is escaped: data are never written as `?`.
    plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    typer.echo(escaped(json.dumps(data, ensure_ascii=plain, indent=2, allow_nan=False)))


def message(text: str, *, quiet: bool = False) -> None:
    """Print a line for people to stderr, unless ``quiet``."""
    if not quiet:
        show_text(text, err=True)


def note(text: str, *, quiet: bool = False) -> None:
    """Print a sentence to stderr, unless ``quiet``: on a terminal in lines that end between words.

    In a file it is one line, for programs that search it.
    """
    made = console(err=True)
    if quiet or not made.is_terminal:
        message(text, quiet=quiet)
        return
    from renkei.report.line_breaks import wrapped

    for line in wrapped(text, made.width):
        message(line)
