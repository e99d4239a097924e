"""Notes below an answer: what says the same stands together, and the page stays a page.

Takes warnings of the analysis; gives lines for stderr. What is left out is counted, ``--all``
prints it, and ``--json`` holds every warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from renkei.cli.output import message

MOST = 8
"""Notes printed where not all are asked for."""

LISTED = 6
"""Incident types that one note lists where not all are asked for."""

_COUNT = re.compile(r"\d+( of \d+)?")
_MANY = 3
"""Incident types of which the same is said in one line."""


def tell(notes: Sequence[str], *, whole: bool, quiet: bool) -> None:
    """Print notes to stderr; without ``whole`` the first ones, and how many more there are."""
    shown = notes if whole or len(notes) <= MOST else notes[:MOST]
    for note in shown:
        message(f"note: {note}", quiet=quiet)
    if len(shown) < len(notes):
        more = len(notes) - len(shown)
        message(f"note: {more} more note{'s' if more > 1 else ''}: --all prints them", quiet=quiet)


def grouped(warnings: Sequence[str], *, whole: bool = False) -> list[str]:
    """Return warnings ``incident, design: text`` with what says the same together.

    Designs of the same text stand together, and incident types of texts that differ in how many;
    without ``whole`` the first of them.
    """
    designs: dict[tuple[str, str], list[str]] = {}
    for warning in warnings:
        head, _, text = warning.partition(": ")
        incident, _, design = head.rpartition(", ")
        designs.setdefault((incident, text), []).append(design)
    alike: dict[str, list[tuple[str, str, str, str]]] = {}
    for (incident, text), names in designs.items():
        count = _COUNT.search(text)
        much = count.group() if count else ""
        key = text.replace(much, "so many", 1) if much else text
        own = names if whole or len(names) <= LISTED else [*names[:LISTED], _more(names)]
        alike.setdefault(key, []).append((incident, ", ".join(own), much, text))
    found = []
    for key, same in alike.items():
        if len(same) < _MANY:
            found += [f"{i + ', ' if i else ''}{names}: {text}" for i, names, _, text in same]
        else:
            listed = same if whole or len(same) <= LISTED else same[:LISTED]
            each = [", ".join(filter(None, (i, names, much))) for i, names, much, _ in listed]
            each += [_more(same)] if len(listed) < len(same) else []
            found.append(f"{key.rstrip('.')} ({'; '.join(each)}).")
    return found


def _more(of: Sequence[object]) -> str:
    return f"and {len(of) - LISTED} more"
