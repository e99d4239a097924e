"""Files that a command writes: never over one that is read, nor over any without ``--force``."""

from __future__ import annotations

from pathlib import Path

from renkei._base.errors import RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument
from renkei.study.library import exists


def check_target(out: Path | None, files: list[Path], force: bool) -> None:
    """Refuse to overwrite a file that is read, or any file without --force."""
    if out is None:
        return
    if any(_is_same(out, file) for file in files):
        raise bad_argument(
            "--out",
            Phrase("`{out}`, one of the files that are read", out=out),
            Phrase("another name"),
        )
    if exists(out) and not force:
        raise bad_argument(
            "--out",
            Phrase("`{out}`, which exists already", out=out),
            Phrase("a name that is free, or --force"),
        )


def write_content(path: Path, content: bytes, force: bool) -> None:
    """Write a file; raise an error if it cannot be written, or stands there without ``force``."""
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(content)
    except OSError as error:
        raise RenkeiError(
            Phrase("cannot write {path}: {strerror}", path=path, strerror=reason(error))
        ) from None


def _is_same(first: Path, second: Path) -> bool:
    """Return whether two names lead to one existing file."""
    try:
        return first.samefile(second)
    except OSError:
        return False
