"""Sheets of cells: text, position, and what makes a cell unusable.

What for: what every reader of a file format gives. A cell holds text as the language reads it, or
the reason why it holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.interop.encodings import AUTO
from renkei.interop.folding import fold
from renkei.scenario.text.nodes import Problems

MAX_CELLS = 1_000_000
"""Bound on the cells of a table, empty ones between others included."""


@dataclass(frozen=True)
class CellFault:
    """Why a cell holds no value of its own, or more than one."""

    found: str
    expected: str
    remedy: str
    code: str = "IMP-006"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, or the fault that takes its place; ``day`` where it is a date.

    ``is_number`` where the program keeps a number: its text has a point, whatever is shown.
    """

    text: str
    location: Location
    column: str
    day: date | datetime | None = None
    fault: CellFault | None = None
    quoted: bool = False
    is_number: bool = False

    @property
    def is_empty(self) -> bool:
        """True where nothing stands in it."""
        return self.text == "" and self.fault is None

    @property
    def is_blank(self) -> bool:
        """True where nothing is to be seen in it: empty, or blanks of any width."""
        if self.fault is not None or self.text[:1].isalnum():
            return False
        return self.text == "" or fold(self.text) == ""


@dataclass(frozen=True)
class Spelling:
    """How numbers and moments are said to be written; an empty text: told from the cells.

    Parameters
    ----------
    decimal
        The decimal sign of texts: ``point`` or ``comma``; the other one sets thousands apart.
    dates
        The order of a date of three numbers: ``dmy``, ``mdy`` or ``ymd``.
    epoch
        ``1900`` or ``1904``: the year from whose beginning a bare number counts days.
    zone
        The offset from UTC, such as ``+09:00``, in which moments without a zone are given, and
        into which others are turned.
    """

    decimal: str = ""
    dates: str = ""
    epoch: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Written:
    """How a text file is written: its encoding if that was guessed, what sets its cells apart.

    ``shown`` is a piece of text by which people see that the guess is right. ``is_said`` if an
    option or the file itself names the separator.
    """

    encoding: str = ""
    shown: str = ""
    separator: str = ""
    is_said: bool = False


@dataclass(frozen=True)
class Sheet:
    """The header and the rows below it, empty ones left out.

    ``n_hidden`` counts rows and columns that the program hides; they are among those read unless
    only visible ones were asked for. ``n_short`` counts rows with fewer cells than the header,
    ``n_emptied`` cells whose text was said to mean nothing. ``epoch`` is the year from which the
    program counts days.
    """

    file: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    n_hidden: int = 0
    n_short: int = 0
    n_emptied: int = 0
    written: Written = Written()
    spelling: Spelling = Spelling()
    epoch: str = "1900"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as they are compared."""
        return tuple(fold(cell.text).casefold() for cell in self.header)


@dataclass(frozen=True)
class Reading:
    """How files are read: sheet by name or number, row of the header, encoding of CSV.

    ``empty`` holds texts that stand for an empty cell; ``separator`` is the character between
    cells of CSV, told from the file where it is empty; ``prefer`` the sheet to be taken of
    several, if there is one of that name.
    """

    sheet: str | None = None
    header: int | None = None
    encoding: str = AUTO
    visible_only: bool = False
    empty: frozenset[str] = frozenset()
    separator: str = ""
    spelling: Spelling = Spelling()
    prefer: str = ""


def no_header(where: Location, problems: Problems) -> None:
    """Say that the row of names is missing."""
    found, expected = Phrase("no row with content"), Phrase("a row with the names of the columns")
    problems.add(Problem("IMP-003", where, "", found, expected))
