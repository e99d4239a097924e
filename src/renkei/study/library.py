"""The scenarios that ship with Renkei, and the place of any scenario.

Takes a name or a path; gives a path.
"""

from __future__ import annotations

from pathlib import Path

from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.study.choosing import bad_argument

LIBRARY = Path(__file__).parent.parent / "library"
"""Scenarios that ship with Renkei."""


def library() -> dict[str, Path]:
    """Return the packaged scenarios by name."""
    folders = {path.parent.name: path.parent for path in LIBRARY.glob("*/scenario.yaml")}
    files = {path.stem: path for path in LIBRARY.glob("*.yaml")}
    return dict(sorted((folders | files).items()))


def find(scenario: str, argument: str = "scenario") -> Path:
    """Return the path of a scenario; a path wins over a packaged name.

    Raises
    ------
    InputError
        If neither exists.
    """
    path = expanded(argument, Path(scenario))
    if exists(path):
        return path
    packaged = library()
    if scenario in packaged:
        return packaged[scenario]
    raise bad_argument(
        argument,
        Phrase(
            "`{scenario}`, which is neither a file nor a folder nor a packaged scenario",
            scenario=scenario,
        ),
        Phrase("a path, or one of: {packaged}", packaged=", ".join(packaged)),
        did_you_mean(scenario, packaged) or Phrase("renkei new mine.yaml writes one to begin with"),
    )


def exists(path: Path) -> bool:
    """Return whether a path exists; a path too long to be a name does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def expanded(argument: str, path: Path) -> Path:
    """Return a path with the home folder for ``~``, which a shell leaves in ``--out=~/x``.

    Raises
    ------
    InputError
        If no such home folder exists.
    """
    try:
        return path.expanduser()
    except RuntimeError:
        raise bad_argument(
            argument,
            Phrase("`{path}`, whose home folder is not known", path=path),
            Phrase("a path without `~`"),
        ) from None
