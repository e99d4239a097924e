"""The nearest valid name, for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100
"""Nothing longer is compared: no name is so long, and the time would grow with its square."""


def nearest_name(found: str, valid: Iterable[str]) -> str | None:
    """Return the valid name most like ``found``, or None if none is close."""
    if len(found) > _LONGEST:
        return None
    names = {name.lower(): name for name in sorted(valid)}
    matches = get_close_matches(found.lower(), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else None


def did_you_mean(found: str, valid: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the nearest valid name, or an empty string."""
    name = nearest_name(found, valid)
    return f"did you mean `{name}`?" if name else ""
