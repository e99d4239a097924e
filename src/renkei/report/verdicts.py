"""Verdicts in writing: words, and a mark that any terminal can print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

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

TOLD = ("better", "worse")
"""Verdicts that tell a difference."""

MARKS = {"better": "*", "worse": "!", "equivalent": "=", "undecided": "?", "too few": "few"}
_REASONS = {"zone": "z", "correction": "c"}

LEGEND = (
    "* better, ! worse, = equivalent (the whole interval within the indifference zone; without "
    "interval: the same in every pair), ? undecided, ?z undecided: differs, perhaps too little to "
    "matter, ?c undecided: beyond the zone, but not after correction for many comparisons, few: "
    "too few replications."
)
"""The meaning of the marks."""


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
        text.append("; " if text else "")
        text.append(verdict, STYLES[verdict])
        if verdict in TOLD:
            text.append(": " + ", ".join(f"{row.design} {said(row)}".rstrip() for row in found))
            continue
        if len(found) == len(rows) > 1:
            text.append(": all")
        elif len(found) > 3 and verdict == present[-1]:
            text.append(": all others")
        else:
            text.append(": " + ", ".join(row.design for row in found))
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
        said.append("differs, perhaps too little to matter")
    elif all(row.reason == "correction" for row in found):
        said.append("beyond the zone, not after correction")
    elif all(row.reason == "either" for row in found):
        said.append("neither direction is better")
    needed = [row.needed for row in found if row.needed is not None]
    if needed:
        least, most = min(needed), max(needed)
        many = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        said.append(f"about {many} replications would decide")
    return f" ({'; '.join(said)})" if said else ""
