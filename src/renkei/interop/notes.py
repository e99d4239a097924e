"""Changes made to a table while it was read: each is counted, and none is silent.

Takes sheets and records; gives notes as data: what kind, how often, examples. The sentences for
people stand in :mod:`renkei.report.imports`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from renkei.interop.folding import Folds
from renkei.interop.moments import ORDERS
from renkei.interop.sheets import Sheet
from renkei.interop.usage import Usage, shown_zone

Kind = Literal[
    "folded",  # spellings that were taken for one
    "short",  # rows of a CSV file with fewer cells than the header
    "encoding",  # files read in a guessed encoding
    "separator",  # files whose cells are not set apart by commas
    "numbers",  # numbers with other signs than the point
    "dmy",  # dates of three numbers, read in an order that the file shows or an option says
    "mdy",
    "ymd",
    "year",  # dates with the year first that are spelled otherwise
    "words",  # dates with the name of a month, or with East Asian units
    "era",  # dates of an era
    "serial",  # numbers of days
    "zoned",  # moments turned into another zone
    "zoneless",  # moments without a zone among others that name one
    "lists",  # lists without brackets
    "skipped",  # columns left out as asked
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
    "meant",  # cells whose words stand for a value, as the mapping file says
    "log-chatter",  # rows of a log that tell no milestone
    "log-again",  # messages of a milestone that was told before
    "log-ids",  # events of a log that are called otherwise in the scenario
    "log-day-above",  # rows of a log whose day is that of a row above
    "log-next-day",  # times of day that are of the next day
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


def notes_of(
    sheets: Iterable[Sheet], folds: Folds, usages: Iterable[Usage], skipped: Iterable[str]
) -> list[Note]:
    """Return the notes on how sheets were read, and on columns that were skipped as asked."""
    sheets = list(sheets)
    found = [*_of_files(sheets), *_of_usages(list(usages))]
    if skipped := sorted(skipped):
        names = tuple(f"`{name}`" for name in skipped[:MOST_EXAMPLES])
        found.append(Note("skipped", len(skipped), names))
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


def _of_files(sheets: list[Sheet]) -> list[Note]:
    """Return the notes on what was told from the bytes of text files."""
    encodings: dict[str, list[str]] = {}
    separators: dict[str, list[str]] = {}
    for sheet in sheets:
        written = sheet.written
        if written.encoding:
            shown = f"`{written.shown}` ({sheet.file})"
            encodings.setdefault(written.encoding, []).append(shown)
        if written.separator not in ("", ",") and not written.is_said:
            sign = "tab" if written.separator == "\t" else f"`{written.separator}`"
            separators.setdefault(sign, []).append(sheet.file)
    kinds: tuple[tuple[Kind, dict[str, list[str]]], ...] = (
        ("encoding", encodings),
        ("separator", separators),
    )
    return [
        Note(kind, len(files), tuple(files[:MOST_EXAMPLES]), of)
        for kind, found in kinds
        for of, files in found.items()
    ]


def _of_usages(usages: list[Usage]) -> list[Note]:
    """Return the notes on cells that were read otherwise than they are written."""
    totals: dict[str, Counter[str]] = {}
    for usage in usages:
        for kind, counts in usage.done.items():
            totals.setdefault(kind, Counter()).update(counts)
    zone = next((shown_zone(usage.zone) for usage in usages if usage.zone is not None), "")
    shown = next((f"`{usage.shown_by}`" for usage in usages if usage.shown_by), "--dates")
    of = {"zoned": zone, "zoneless": zone} | dict.fromkeys(ORDERS, shown)
    return [
        Note(cast(Kind, kind), counts.total(), tuple(list(counts)[:MOST_EXAMPLES]),
             of.get(kind, ""))
        for kind, counts in totals.items()
    ]  # fmt: skip
