"""Where a line of Japanese may be broken: between characters, but not before a full stop.

What for: rich breaks lines at blanks, of which Japanese has none, and then folds anywhere. Takes a
text; gives its pieces, between which a line may end. The usual rules of JIS X 4051 only: no
line begins with closing punctuation or ends with an opening bracket; a number stays with its unit,
a unit in brackets, a word of katakana and one of Latin letters whole.
"""

from __future__ import annotations

import itertools
import re
import textwrap

import rich._wrap
import rich.text
from rich.cells import cell_len, chop_cells

_WIDE = "\u2e80-\u2fff\u3000-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_UNITS = "時間|分|秒|日|年|/年|件|回|個|人|ポイント|%"
_PIECE = re.compile(
    r"\[[^][\s]{1,8}\][^\S\n]*"
    rf"|[+−±]?[\d.,]+(?:～[+−±]?[\d.,∞]+)?(?: (?:{_UNITS}))?[^\S\n]*"
    r"|[ァ-ヺー]{1,8}[^\S\n]*"
    rf"|[{_WIDE}][^\S\n]*"
    rf"|[^\s{_WIDE}]+[^\S\n]*"
    r"|\s+"
)
_CLOSING = frozenset(
    "、。，．・：；？！）」』】］〕〉》ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ～…‥%"
)
_OPENING = frozenset("[（「『【［〔〈《")
_HAS_WIDE = re.compile(f"[{_WIDE}]")


def has_wide(text: str) -> bool:
    """Return whether a text has letters between which a line may be broken."""
    return _HAS_WIDE.search(text) is not None


def pieces(text: str) -> list[str]:
    """Return the pieces of a text, in order; a line may end after each."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        held = found and (piece[0] in _CLOSING or found[-1][-1] in _OPENING or piece.isspace())
        if held:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of a width, as :func:`textwrap.wrap` does for one with blanks."""
    if not has_wide(text):
        return textwrap.wrap(text, width)
    ends = [*divide_line(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in itertools.pairwise([0, *ends])]


def divide_line(text: str, width: int, fold: bool = True) -> list[int]:
    """Return where a line is broken to fit a width, as rich does for texts with blanks."""
    if not has_wide(text):
        return _OF_RICH(text, width, fold)
    breaks: list[int] = []
    start, filled = 0, 0
    for piece in pieces(text):
        long = cell_len(piece.rstrip())
        if long <= width - filled:
            filled += cell_len(piece)
        elif long > width and fold:
            if start and filled:
                breaks.append(start)
            parts = chop_cells(piece, width)
            at = start
            for part in parts[:-1]:
                at += len(part)
                breaks.append(at)
            filled = cell_len(parts[-1])
        else:
            if start:
                breaks.append(start)
            filled = cell_len(piece)
        start += len(piece)
    return breaks


_OF_RICH = rich._wrap.divide_line
