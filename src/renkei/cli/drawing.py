"""Drawings as files: the option, and writing them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from renkei._base.errors import RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase, tr
from renkei.cli.output import message
from renkei.study.choosing import one_of

Svg = Annotated[
    Path | None,
    typer.Option("--svg", metavar="FILE", help="Draw it as a file, as the page does; print none."),
]


def svg_file(option: str, file: Path) -> Path:
    """Return the file that an option names, which must be an SVG.

    Raises
    ------
    InputError
        If its name ends in another way.
    """
    one_of(option, file.suffix, (".svg",))
    return file


def write_drawing(file: Path, content: bytes) -> None:
    """Write a drawing and say so.

    Raises
    ------
    RenkeiError
        If the file cannot be written.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise RenkeiError(
            Phrase("{file} cannot be written: {strerror}.", file=file, strerror=reason(error))
        ) from error
    message(tr("Written: {file}", file=file), quiet=False)
