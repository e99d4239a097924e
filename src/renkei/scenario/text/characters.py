"""Characters that no scenario may hold: controls, and what turns the direction of a text.

What for: a reader must see what is declared. Takes the text of a file, or a value in which escapes
wrote such a character; gives problems.
"""

from __future__ import annotations

import re

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei._base.visible import TURNING, named
from renkei.scenario.text.nodes import Problems

CODE = "SCN-010"

_REFUSED = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff{TURNING}]"
)
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML counts lines


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, counted as YAML does."""
    return _BREAK.split(text)


def is_readable(text: str, file: str, path: str, problems: Problems) -> bool:
    """Return whether the text of a file holds nothing of this kind; the first is a problem."""
    match = _REFUSED.search(text)
    if match is None:
        return True
    before = lines_of(text[: match.start()])
    problems.add(problem(match.group(), Location(file, len(before), len(before[-1]) + 1), path))
    return False


def refused_in(value: str) -> str | None:
    """Return the first character of a value that may not stand there, or None."""
    match = _REFUSED.search(value)
    return None if match is None else match.group()


def problem(character: str, location: Location, path: str) -> Problem:
    """Return the problem of such a character."""
    name = named(character)
    if re.match(f"[{TURNING}]", character):
        found = Phrase("the character that turns the direction of the text, {name}", name=name)
    else:
        found = Phrase("the control character {name}", name=name)
    expected = Phrase("text of printable characters")
    return Problem(CODE, location, path, found, expected, Phrase("take it away"))
