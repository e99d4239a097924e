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


def all_codes() -> list[ErrorCode]:
    """Return every code with its explanation: language, doctrine, imports, studies, commands."""
    return [*CODES.values(), *DOCTRINE_CODES, *IMPORT_CODES, *STUDY_CODES, *_COMMAND_LINE]


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
            Location("the command line"),
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
