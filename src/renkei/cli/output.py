"""Where output goes: data to stdout, messages to stderr; the exit codes; shared options.

All text goes through here (``tests/house/test_output.py``), so that what comes from scenarios,
tables, results and arguments cannot steer a terminal: see :mod:`renkei._base.visible`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei._base.visible import escaped, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

FAILURE = 1
INPUT = 2
FAILED = 3
IMPRECISE = 4
INTERRUPTED = 130

_WIDTH_OF_FILES = 100

Json = Annotated[bool, typer.Option("--json", help="Print data as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No messages, no progress.")]


def console(*, err: bool = False) -> Console:
    """Return a console on stdout or stderr; 100 columns wide where there is no terminal."""
    import os

    from renkei.cli.terminal import Terminal

    made = Terminal(stderr=err, markup=False, emoji=False, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made = Terminal(
            stderr=err, markup=False, emoji=False, highlight=False, width=_WIDTH_OF_FILES
        )
    return made


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
    """Print plain text for people, as it is but for what is not seen."""
    typer.echo(visible(text), err=err, nl=not text.endswith("\n"))


def show_folder(folder: Path) -> None:
    """Print where results are, in one line whatever its length, so that it can be copied."""
    show_text(f"Results: {folder}")


def show_json(data: Any) -> None:
    """Print plain data to stdout as JSON, one object, keys in their given order."""
    import json

    typer.echo(escaped(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)))


def message(text: str, *, quiet: bool = False) -> None:
    """Print a line for people to stderr, unless ``quiet``."""
    if not quiet:
        show_text(text, err=True)
