"""The error tree of Renkei and the form in which bad input is reported.

::

    RenkeiError                 anything Renkei raises on purpose
    ├── InputError              the user's input is wrong: a list of Problem, exit code 2
    ├── RunError                a replication stopped loudly (place, time, seed in the message)
    └── ResultsError            a result folder is unreadable, foreign or damaged

A bug is none of these: it keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Location:
    """A place in an input file; ``line`` and ``column`` count from 1, 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input.

    Parameters
    ----------
    code
        Stable code of the family, such as ``SCN-012``; see :mod:`renkei.scenario.language.codes`.
    location
        File, line and column of what was found.
    path
        Path in the document, such as ``headquarters.jjoc.cells.operations.team``.
    found, expected
        What stands there, and what would be right; both with values.
    remedy
        What to do, with the nearest valid name where one exists; may be empty.
    """

    code: str
    location: Location
    path: str
    found: str
    expected: str
    remedy: str = ""

    def __str__(self) -> str:
        lines = [
            f"{self.location}  {self.path}",
            f"  found      {self.found}",
            f"  expected   {self.expected}",
        ]
        if self.remedy:
            lines.append(f"  remedy     {self.remedy}")
        lines[-1] += f"  [{self.code}]"
        return "\n".join(lines)


class RenkeiError(Exception):
    """Base of all errors that Renkei raises on purpose."""


class InputError(RenkeiError):
    """The input is wrong; carries every :class:`Problem` found, in order of lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.location, p.path, p.code))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RunError(RenkeiError):
    """A replication had to stop; the message gives replication, time, block and seed."""


class ResultsError(RenkeiError):
    """A result folder cannot be read, does not belong here, or is damaged."""
