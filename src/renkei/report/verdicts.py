"""Verdicts in writing: words, and a mark that any terminal can print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.wording import apart, bracketed, joined, range_words

if TYPE_CHECKING:
    from collections.abc import Callable

STYLES = {
    "better": "green",
    "worse": "red",
    "equivalent": "dim",
    "undecided": "dim",
    "too few": "dim",
}
"""Colour of each verdict, in the order in which a page names them."""

_WORDS = {
    "baseline": later("baseline"),
    "better": later("better"),
    "worse": later("worse"),
    "equivalent": later("equivalent"),
    "undecided": later("undecided"),
    "too few": later("too few"),
}

TOLD = ("better", "worse")
"""Verdicts that tell a difference."""

MARKS = {"better": "*", "worse": "!", "equivalent": "=", "undecided": "?", "too few": "few"}
_REASONS = {"zone": "z", "correction": "c"}


def verdict_word(verdict: str) -> str:
    """Return a verdict as people read it."""
    return tr(_WORDS[verdict])


def marks_legend() -> str:
    """Return the meaning of the marks."""
    return tr(
        "* better, ! worse, = equivalent (the whole interval within the indifference zone; without "
        "interval: the same in every pair), ? undecided, ?z undecided: differs, perhaps too little "
        "to matter, ?c undecided: beyond the zone, but not after correction for many comparisons, "
        "few: too few replications."
    )


class WithVerdict(Protocol):
    """A row with a verdict."""

    @property
    def verdict(self) -> str:
        """Verdict."""

    @property
    def reason(self) -> str:
        """Reason of the verdict undecided."""

    @property
    def design(self) -> str:
        """Design."""

    @property
    def needed(self) -> int | None:
        """Replications that would decide, approximately."""


def mark(verdict: str, reason: str = "") -> str:
    """Return the mark of a verdict, after a blank; empty for a verdict without a mark."""
    sign = MARKS.get(verdict, "") + (_REASONS.get(reason, "") if verdict == "undecided" else "")
    return f" {sign}" if sign else ""


def verdicts(rows: Sequence[WithVerdict], said: Callable[[WithVerdict], str]) -> Text:
    """Return the designs by verdict; ``said`` gives the difference of a better or worse row."""
    text = Text()
    present = [verdict for verdict in STYLES if any(row.verdict == verdict for row in rows)]
    for verdict in present:
        found = [row for row in rows if row.verdict == verdict]
        text.append(tr("; ") if text else "")
        text.append(verdict_word(verdict), STYLES[verdict])
        text.append(tr(": "))
        if verdict in TOLD:
            text.append(joined(f"{row.design} {said(row)}".rstrip() for row in found))
            continue
        if len(found) == len(rows) > 1:
            text.append(tr("all"))
        elif len(found) > 3 and verdict == present[-1]:
            text.append(tr("all others"))
        else:
            text.append(joined(row.design for row in found))
        if verdict == "undecided":
            text.append(why_undecided(found))
    return text


def why_undecided(rows: Iterable[WithVerdict]) -> str:
    """Return in brackets why rows are undecided, and the replications that would decide.

    Empty if neither is known.
    """
    found = list(rows)
    said = []
    if all(row.reason == "zone" for row in found):
        said.append(tr("differs, perhaps too little to matter"))
    elif all(row.reason == "correction" for row in found):
        said.append(tr("beyond the zone, not after correction"))
    elif all(row.reason == "either" for row in found):
        said.append(tr("neither direction is better"))
    if needed := deciding([row.needed for row in found if row.needed is not None]):
        said.append(needed)
    return bracketed("", apart(said)) if said else ""


def deciding(needed: Sequence[int]) -> str:
    """Return how many replications would decide, from the least to the most; empty: unknown."""
    if not needed:
        return ""
    least, most = min(needed), max(needed)
    if least == most:
        return tr("about {many} replications would decide", many=f"{least:,}")
    return tr("about {many} replications would decide", many=range_words(f"{least:,}", f"{most:,}"))
