"""Entries of a scenario dated after the end of the run, in words.

What for: a horizon shorter than the scenario's is a fair question; commands name what it cuts off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from renkei.scenario.checks.timing import beyond
from renkei.scenario.designs.combination import extended, parts_of
from renkei.scenario.text.nodes import Path, dotted

if TYPE_CHECKING:
    from renkei.scenario.document import Document


def beyond_the_end(document: Document, designs: Iterable[str]) -> list[str]:
    """Return what of the base and of some designs does not happen, such as ``… (2029-04-01)``."""
    found: dict[Path, set[date]] = {}
    names: set[str] = set()
    for design in designs:
        for part in parts_of(design):
            if part in document.scenario.designs:
                names |= {part, *extended(part, document.scenario.designs)}
        for state in document.states_of(design):
            _add(found, beyond(state.scenario), names)
    _add(found, beyond(document.scenario), names)
    return [f"{dotted(path)} ({_days(days)})" for path, days in found.items()]


def _add(
    found: dict[Path, set[date]], dated: Iterable[tuple[Path, date]], designs: set[str]
) -> None:
    for path, day in dated:
        if path[0] != "designs" or path[1] in designs:
            found.setdefault(path, set()).add(day)


def _days(days: set[date]) -> str:
    first = min(days)
    return f"{first}" if len(days) == 1 else f"{len(days)} days from {first} on"
