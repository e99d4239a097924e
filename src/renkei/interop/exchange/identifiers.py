"""Identifiers of the language made from names of other programs."""

from __future__ import annotations

import re
import unicodedata

_MOST = 56
"""Letters of an identifier, so that what is added to it fits into 64."""

_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "æ": "ae"})


def slug(name: str, instead: str) -> str:
    """Return a name in lower-case letters, digits and hyphens; ``instead`` if none is left."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS).lower())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-")[:_MOST].strip("-") or instead


def unused(wanted: str, taken: set[str]) -> str:
    """Return the identifier, with a number behind it where it is taken, and take it."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def code_of(name: str, taken: set[str]) -> str:
    """Return three capital letters for a side, its first ones where they are free."""
    letters = re.sub(r"[^a-z]", "", slug(name, "")).upper()
    wanted = [(letters + "XXX")[:3]]
    wanted += [wanted[0][:2] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    every = (f"X{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    found = next(code for code in (*wanted, *every) if code not in taken)
    taken.add(found)
    return found
