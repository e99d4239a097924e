"""The loss report: what a file and a scenario cannot say to each other, one entry for each thing.

Takes what readers and writers notice; gives entries with file, element, what, why, and what became
of it. Nothing is dropped without an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a thing that is not carried as it stands."""

    APPROXIMATED = "approximated"
    """Carried in another form, which says a little less or more."""

    FILLED = "filled in"
    """The target needs it and the source has none: a stand-in, marked at its place."""

    KEPT = "kept"
    """Not used by the simulation, and kept word for word for the way back."""

    LOST = "lost"
    """Not in what was written."""


@dataclass(frozen=True)
class LossEntry:
    """One entry: an element of a file, what it is, why it is not carried, what became of it.

    ``line`` is that of the element in a file of lines; 0: the format has none, or it is not known.
    """

    file: str
    where: str
    what: str
    why: str
    fate: Fate
    line: int = 0


class Losses:
    """Entries in the order in which they were noticed.

    ``lines`` says in which line of the file the elements stand that entries name without a line.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self._found: list[LossEntry] = []

    def add(self, fate: Fate, where: str, what: str, why: str, line: int = 0) -> None:
        """Note one entry; ``what`` and ``why`` are English texts or phrases."""
        line = line or self.lines.get(where, 0)
        self._found.append(LossEntry(self.file, where, what, why, fate, line))

    def __iter__(self) -> Iterator[LossEntry]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
