"""Error codes explained: for ``renkei explain SCN-012`` and the reference page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase, tr
from renkei.doctrine.codes import DOCTRINE_CODES
from renkei.interop.codes import IMPORT_CODES
from renkei.scenario.language.codes import CODES, ErrorCode
from renkei.study.codes import STUDY_CODES

if TYPE_CHECKING:
    from rich.console import RenderableType

_COMMAND_LINE = (
    ErrorCode(
        "CLI-001",
        "a wrong word on the command line",
        "An argument or option names something that does not exist; nothing was run.",
        "Use one of the names listed; the message proposes the nearest.",
    ),
)

_EXERCISES = (
    ErrorCode(
        "EXC-001",
        "a file that is no exercise",
        "`renkei serve FILE` opens again what an earlier `renkei serve` wrote, one file for each "
        "exercise; this one is something else, or is not there.",
        "Give that file, or a scenario or exercise in YAML to begin a new one.",
    ),
    ErrorCode(
        "EXC-002",
        "an exercise file that is damaged",
        "The file of an exercise is checked as a whole when it is opened; a part of it is not what "
        "was written. Nothing was changed in it.",
        "Take a copy made earlier. A file that a killed process left has its last actions in the "
        "file beside it that ends in -wal: the two are moved together.",
    ),
    ErrorCode(
        "EXC-003",
        "an exercise file of a later version",
        "A later version of Renkei wrote it; this one does not know how it is laid out.",
        "Open it with that version, or a later one.",
    ),
)


def all_codes() -> list[ErrorCode]:
    """Return every code with its explanation, those of the language first."""
    known = (*DOCTRINE_CODES, *IMPORT_CODES, *STUDY_CODES, *_EXERCISES, *_COMMAND_LINE)
    return [*CODES.values(), *known]


def find_code(code: str) -> ErrorCode:
    """Return a code by its name.

    Raises
    ------
    InputError
        If no such code exists.
    """
    known = {entry.code: entry for entry in all_codes()}
    if code not in known:
        problem = Problem(
            "CLI-001",
            Location(Phrase("the command line")),
            "CODE",
            f"`{code}`",
            Phrase("a code that an error message gave, such as SCN-012"),
            Phrase("docs/reference/errors.md lists all codes"),
        )
        raise InputError([problem])
    return known[code]


def code_data(code: str) -> dict[str, str]:
    """Return a code as plain data."""
    return asdict(find_code(code))


def render_code(code: str) -> RenderableType:
    """Return a code with what it means and how to put it right."""
    entry = find_code(code)
    return Group(
        Text.assemble((entry.code, "bold"), "  ", (tr(entry.title), "bold")),
        Text(tr(entry.explanation)),
        Text.assemble((f"{tr('remedy')}  ", "dim"), (tr(entry.remedy), "green")),
    )
