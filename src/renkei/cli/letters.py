"""Replacements for letters that the encoding of a console lacks.

What for: a console may write in cp932, cp1252, latin-1 or cp437, none of which has all signs of our
tables. Takes what an encoding refuses; gives letters of ASCII that say the same, and ``?`` for the
rest, which is counted. Nothing ends in a traceback.
"""

from __future__ import annotations

import codecs
import unicodedata

NAME = "renkei-instead"
"""Name of the handler, for ``errors=`` of a stream."""

lost: set[str] = set()
"""Letters that were written as ``?`` so far."""

_INSTEAD = {
    **{"−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "…": "...", "±": "+/-", "×": "x"},
    **{"→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "⇒": "=>", "·": ".", "•": "*"},
    **{"≈": "~", "≤": "<=", "≥": ">=", "≠": "!=", "∞": "inf", "°": " deg", "µ": "u", "√": "sqrt"},
    **{"‘": "'", "’": "'", "“": '"', "”": '"', "«": "<<", "»": ">>", "§": "section "},
    **{"★": "*", "☆": "*", "✓": "v", "✗": "x", "●": "*", "○": "o", "◆": "*", "◇": "o", "■": "#"},
    # Bars: as many steps, from little to much.
    **dict(zip("▁▂▃▄▅▆▇█", ".:-=+*%#", strict=True)),
    **dict(zip("▏▎▍▌▋▊▉", ".:-=+*%", strict=True)),
    **{"░": ".", "▒": ":", "▓": "%"},
}
_LINES, _CORNERS = (0x2500, 0x257F), "+"
_LEVEL, _UPRIGHT = "─━┄┅┈┉╌╍═╴╶╸╺╼╾", "│┃┆┇┊┋╎╏║╵╷╹╻╽╿"


def instead(letter: str) -> str:
    """Return letters of ASCII for one that an encoding lacks; ``?`` if none say the same."""
    if letter in _INSTEAD:
        return _INSTEAD[letter]
    if _LINES[0] <= ord(letter) <= _LINES[1]:
        return "-" if letter in _LEVEL else "|" if letter in _UPRIGHT else _CORNERS
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if c.isascii())
    if plain:
        return plain
    lost.add(letter)
    return "?"


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(instead, error.object[error.start : error.end])), error.end


codecs.register_error(NAME, _handle)
