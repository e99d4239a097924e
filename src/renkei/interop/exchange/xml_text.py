"""Text that XML can hold: characters that it forbids become a mark of replacement."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return the text with what XML 1.0 forbids replaced."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
