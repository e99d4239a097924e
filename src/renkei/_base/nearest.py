"""The nearest valid name, for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from renkei._base.language import Phrase

_LONGEST = 100
"""Nothing longer is compared: no name is so long, and the time would grow with its square."""

_MOST = 2000
"""Nor is a name looked for among more: with many problems, each would take its time."""


def nearest_name(found: str, valid: Iterable[str]) -> str | None:
    """Return the valid name most like ``found``, or None if none is close."""
    known = list(valid)
    if len(found) > _LONGEST or len(known) > _MOST:
        return None
    names = {name.lower(): name for name in sorted(known)}
    matches = get_close_matches(found.lower(), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else None


def did_you_mean(found: str, valid: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the nearest valid name, or an empty string."""
    name = nearest_name(found, valid)
    return Phrase("did you mean `{name}`?", name=name) if name else ""
