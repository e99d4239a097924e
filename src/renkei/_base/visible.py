"""Characters that a reader does not see, and that a terminal may obey.

What for: names, cells and messages may hold escape sequences, or controls that turn the direction
of the text. Takes text; gives text in which each such character stands as a sign that is seen and
does nothing. One character becomes one, so that places in the text stay what they were.
"""

from __future__ import annotations

import json
import re

HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls: C0 but tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction (UAX 9)
    "\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    "\ufffe\uffff\ud800-\udfff"  # no characters
)
"""What is replaced, as the inside of a character class."""

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Controls that turn what follows round (embeddings, overrides, isolates), as HIDDEN."""

_HIDDEN = re.compile(f"[{HIDDEN}]")
_PICTURES = 0x2400  # U+2400 ff.: pictures of the controls, in their order
_DELETE, _PICTURE_OF_DELETE = "\x7f", "\u2421"
_OTHER = "\ufffd"


def visible(text: str) -> str:
    """Return the text as it may be shown: no control, no character that is not seen.

    Controls become their pictures (``␛`` for escape), the rest ``�``; tabs and line feeds stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_picture, text)


def escaped(text: str) -> str:
    """Return JSON or YAML in which what is not seen is escaped, as in strings of JSON."""
    return _HIDDEN.sub(lambda match: json.dumps(match.group())[1:-1], text)


def named(character: str) -> str:
    """Return the name of a character in code charts, such as ``U+202E``."""
    return f"U+{ord(character):04X}"


def _picture(match: re.Match[str]) -> str:
    character = match.group()
    if character < " ":
        return chr(_PICTURES + ord(character))
    return _PICTURE_OF_DELETE if character == _DELETE else _OTHER
