"""The names in a result folder, and reading and writing that stays within it.

What for: a result folder may come from anybody. A name in its record or seals must be one that this
version would give itself. No link is followed, only plain files are opened, and only files of such
names are ever removed. Takes a folder and a name; gives a
path below it, or a ResultsError that says why the folder is refused.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei._base.plain import open_plain
from renkei.results.tables import TABLES

PART = 25
"""Replications in a part; only the last part of a run may hold fewer."""

RECORD = "provenance.json"
"""The record of a result folder."""

LOCK = ".lock"
"""File in a result folder that its run locks."""

INPUTS = "_inputs"
"""Folder of the inputs as resolved; no design can be called so."""

SEALS = "seals"
"""Folder of the seals of a design."""

STEPS_FILE = "steps/part-00000.parquet"
"""The steps of a design."""

DESIGN = r"[A-Za-z0-9][A-Za-z0-9_.+-]*"
"""Pattern of a design's identifier: it names a folder."""

WORLDS_FILE = f"{INPUTS}/worlds.csv"
"""The list of worlds of a run to which one was given."""

INPUT = rf"{INPUTS}/((scenario(-[0-9a-f]{{12}})?|designs/{DESIGN})\.yaml|worlds\.csv)"
"""Pattern of an input's file."""

_PART_FILE = re.compile(r"part-\d{5,}(-\d{1,2})?\.parquet")
_SEAL = re.compile(r"part-\d{5,}\.json")
_TEMPORARY = re.compile(
    rf"\.({re.escape(RECORD)}|scenario(-[0-9a-f]{{12}})?\.yaml|worlds\.csv|{DESIGN}\.yaml"
    rf"|{_PART_FILE.pattern}|{_SEAL.pattern})\.\d+\.tmp"
)


def part_file(table: str, index: int, replications: int) -> str:
    """Return the file of a table of a part, below the folder of its design."""
    length = "" if replications == PART else f"-{replications}"
    return f"{table}/part-{index:05d}{length}.parquet"


def seal_file(index: int) -> str:
    """Return the file of the seal of a part, below the folder of its design."""
    return f"{SEALS}/part-{index:05d}.json"


def folder_of(root: Path, name: str, identity: str) -> Path:
    """Return the folder of an identity: the existing one, whatever its name, or a new one."""
    short = identity[:12]
    there = sorted(path for path in root.glob(f"*-{short}") if path.is_dir() and not is_link(path))
    return there[0] if there else root / f"{_slug(name)}-{short}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).lower()
    slug = re.sub(r"\W+", "-", plain).strip("-_")[:48].strip("-_")
    return slug or "scenario"


def inside(folder: Path, name: str) -> Path:
    """Return the path of a name of the layout below a folder, neither through a link.

    Raises
    ------
    ResultsError
        If the folder, a folder on the way, or the file is a link.
    """
    path = folder
    for step in ("", *name.split("/")):
        path = path / step
        if is_link(path):
            raise ResultsError(
                Phrase(
                    "{path} is a link. A result folder is refused that has any: "
                    "nothing outside it may be read or changed. Put what it leads "
                    "to in its place.",
                    path=path,
                )
            )
    return path


def is_link(path: Path) -> bool:
    """Return whether a path is a link; a path that does not exist is none."""
    # A junction is the link of a folder on Windows; Python knows it from 3.12 on.
    return path.is_symlink() or getattr(path, "is_junction", lambda: False)()


def open_inside(folder: Path, name: str) -> BufferedReader:
    """Open a file of a result folder for reading.

    Raises
    ------
    ResultsError
        If a link stands on the way.
    OSError
        If it does not exist, or is not a plain file.
    """
    return open_plain(inside(folder, name))


def read_inside(folder: Path, name: str, most: int) -> bytes:
    """Return the content of a small file of a result folder.

    Raises
    ------
    ResultsError
        If a link stands on the way, or it is larger than ``most`` bytes.
    OSError
        If it does not exist, or is not a plain file.
    """
    with open_inside(folder, name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ResultsError(
            Phrase(
                "{folder} is damaged: it has more than {most} bytes.",
                folder=folder / name,
                most=most,
            )
        )
    return content


def seals(folder: Path) -> list[str]:
    """Return the files of the seals of a design, in order of names."""
    names = _names(inside(folder, SEALS))
    return [f"{SEALS}/{name}" for name in names if _SEAL.fullmatch(name)]


def part_files(folder: Path) -> Iterator[str]:
    """Yield what looks like a file of a part of a design; folders that are links are refused."""
    for table in (table for table, declared in TABLES.items() if declared.per_part):
        for name in part_names(folder, table):
            yield f"{table}/{name}"


def part_names(folder: Path, table: str) -> list[str]:
    """Return the names of what looks like a file of a table of a design, sealed or not."""
    return [name for name in _names(inside(folder, table)) if _PART_FILE.fullmatch(name)]


def temporaries(folder: Path, designs: Iterable[str]) -> Iterator[Path]:
    """Yield the files half written in the places where files are written."""
    places = ["", INPUTS, f"{INPUTS}/designs"]
    places += [f"{design}/{place}" for design in designs for place in (SEALS, *TABLES)]
    for place in places:
        where = inside(folder, place) if place else folder
        for name in _names(where):
            if _TEMPORARY.fullmatch(name) and stat.S_ISREG((where / name).lstat().st_mode):
                yield where / name


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
