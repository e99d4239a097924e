"""Changes made to a table while it was read: each is counted, and none is silent.

Takes sheets and records; gives notes as data: what kind, how often, examples. The sentences for
people stand in :mod:`renkei.report.imports`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from renkei.interop.folding import Folds
from renkei.interop.sheets import Sheet

Kind = Literal[
    "folded",  # spellings that were taken for one
    "short",  # rows of a CSV file with fewer cells than the header
    "emptied",  # cells whose text was said to mean nothing
    "alike",  # names that differ in case or punctuation alone
    "double-files",  # rows that stand in two files, taken once
    "double-once",  # rows that stand twice in a file, taken once as asked
    "double-each",  # rows that stand twice in a file, counted each
    "no-platform",  # rows without the name of a platform
    "no-event-column",  # every time counts as a failure
    "no-return-column",  # every platform counts as back at once
    "empty-event",  # rows without event, which counts as none
    "still-down",  # failures without a return
    "at-once",  # failures of one platform at one moment
    "merged",  # rows within the time of another, taken as one
    "no-beginning",  # platforms without any exposure: nobody knows since when
    "first-only",  # failures before which no time in service is known
    "same-day",  # work begun and ended on one day
    "not-due",  # periods whose plan ends after the record
]


@dataclass(frozen=True)
class Note:
    """One kind of thing that was done, how often, and up to a few examples."""

    kind: Kind
    n: int
    examples: tuple[str, ...] = ()
    of: str = ""


MOST_EXAMPLES = 5


def notes_of(sheets: Iterable[Sheet], folds: Folds) -> list[Note]:
    """Return the notes on how sheets were read."""
    sheets = list(sheets)
    found = []
    if folds.counts:
        examples = tuple(
            f"`{written}` as `{taken}`"
            for (written, taken), _ in folds.counts.most_common(MOST_EXAMPLES)
        )
        found.append(Note("folded", sum(folds.counts.values()), examples))
    if n_short := sum(sheet.n_short for sheet in sheets):
        found.append(Note("short", n_short))
    if n_emptied := sum(sheet.n_emptied for sheet in sheets):
        found.append(Note("emptied", n_emptied))
    return found
