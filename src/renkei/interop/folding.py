"""The common form of two spellings of one text: width, blanks, composed accents.

What for: one ship is typed in full-width and in half-width letters, with a blank behind it or two
within, and would count as two. Takes texts of cells; gives the spelling under which they are
compared, and a record of what was changed, since nothing may change without a word.

Only the forms that differ in width are folded (U+FF00 to U+FFEF), not all that Unicode calls
compatible: a footnote mark in ``5¹`` must not become the number 51.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

_WIDE = re.compile(r"[\uff00-\uffef]+")
_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_LOOKS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text with letters of one width, single blanks, none at its ends."""
    if text.isascii():
        return " ".join(text.split())
    return _fold_wide(text)


@lru_cache(maxsize=4096)
def _fold_wide(text: str) -> str:
    text = _WIDE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = _UNSEEN.sub("", text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def look(text: str) -> str:
    """Return a name without case, blanks and punctuation: ``ddg101`` of ``DDG-101``."""
    return _LOOKS.sub("", fold(text).casefold())


@dataclass
class Folds:
    """The spellings that were folded, and how often."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def fold(self, text: str) -> str:
        """Return the folded text, and count it as folded; blanks at the ends do not count."""
        folded = fold(text)
        if folded != text.strip(" \t"):
            self.counts[text, folded] += 1
        return folded
