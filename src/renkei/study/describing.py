"""Descriptions of a result folder for tools of data science, written beside its tables.

Takes a result folder; gives the file of a format of :data:`DESCRIPTIONS` and writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.interop.datasets import crate, croissant
from renkei.results.store import write_whole
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.results import Results

DESCRIPTIONS = {"croissant": croissant.FILE, "ro-crate": crate.FILE}
"""Each format, and the file in the result folder that is written."""

_PAGE = "report.html"


def description(results: Results, to: str) -> bytes:
    """Return the description of a result folder, in ``croissant`` or ``ro-crate``."""
    one_of("--to", to, tuple(DESCRIPTIONS))
    if to == "croissant":
        return croissant.croissant(results)
    there = [name for name in (_PAGE, croissant.FILE) if (results.folder / name).is_file()]
    return crate.crate(results, there)


def describe(results: Results, to: str, *, force: bool = False) -> Path:
    """Write the description beside the tables, and return its file.

    Raises
    ------
    InputError
        If another file of this name stands there and ``force`` is not given.
    RenkeiError
        If it cannot be written.
    """
    content = description(results, to)
    file = results.folder / DESCRIPTIONS[to]
    try:
        if not force and file.exists() and file.read_bytes() != content:
            raise bad_argument(
                "--to",
                Phrase("`{out}`, which exists already", out=file),
                Phrase("a folder without it, or --force"),
            )
        write_whole(results.folder, file.name, content)
    except OSError as error:
        raise RenkeiError(
            Phrase("cannot write {path}: {strerror}", path=file, strerror=reason(error))
        ) from None
    return file
