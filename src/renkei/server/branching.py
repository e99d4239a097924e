"""Files beside the file of an exercise: a branch that goes on from earlier, and a copy.

Takes the file; gives another. The one that there is stays as it is.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from renkei.server.store import StoodAt

if TYPE_CHECKING:
    from renkei.server.store import Store

TICKS = 3_600_000_000.0
"""Microseconds of an hour, as entries of the log count."""


def new_branch() -> bytes:
    """Return a name of a branch: notices are numbered anew in each."""
    return secrets.token_hex(4).encode()


def branched(store: Store, branch: str, at_h: float, moment_h: float, speed: float) -> Store:
    """Return a new file beside an exercise's, which goes on from an earlier moment.

    Parameters
    ----------
    branch
        The branch from which it comes.
    at_h, moment_h
        The moment, since the exercise began and since hour 0 of the scenario [h].
    speed
        That of the clock.

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    kept = [body for body in store.entries() if _at(body) <= moment_h * TICKS + 0.5]
    about = store.about() | {
        "branch": new_branch(),
        "parent": f"{store.path.name} {branch} {at_h!r}".encode(),
    }
    return store.branched(_beside(store.path), about, kept, StoodAt(moment_h, speed, True))


def copied(store: Store) -> bytes:
    """Return the file as it is now, without who may come in.

    Raises
    ------
    OSError, ResultsError
        If there is no room to make it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.exercise"
        store.copy_to(path)
        return path.read_bytes()


def _at(body: str) -> float:
    return float(json.loads(body)[1])


def _beside(path: Path) -> Path:
    """Return a name for a branch beside a file, that no file has."""
    stem = path.stem.rsplit("-back-", 1)[0]
    numbers = (path.with_name(f"{stem}-back-{n}{path.suffix}") for n in range(1, 10_000))
    return next(one for one in numbers if not one.exists())
