"""What the letters or digits of a symbol code say of a formation, by their places."""

from __future__ import annotations

import re

_CODE = re.compile(r"[0-9]{20}|[0-9]{30}|[A-Z*-]{5}[A-Z0-9*-]{5,10}")


def is_symbol(code: str) -> bool:
    """Return whether a text is a code of 10 to 15 letters, 20 or 30 digits."""
    return _CODE.fullmatch(code) is not None


def says_headquarters(symbol: str) -> bool:
    """Return whether a symbol code has the staff of a headquarters."""
    if symbol[:1].isdigit():
        return symbol[7] in "2367"
    return len(symbol) > 10 and symbol[10] in "ABCD"
