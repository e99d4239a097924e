"""Symbol codes in letters (MIL-STD-2525B/C, APP-6B) as digits (2525D, APP-6D), and back.

The conversion is that of the works around milsymbol (``web/src/symbols.ts``), run by an embedded
engine; there is no table here. A code is converted exactly if what comes back from the other one
says all that it said. Needs the extra ``figures``; without it nothing is converted, and the reason
says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from renkei._base.javascript import bundled
from renkei._base.language import Phrase

_DIGITS, _LETTERS = 20, 15
_OF_2525D = ("10", "11")
"""Versions whose digits are those of 2525D; later ones name some entities anew (2525E)."""

_IDENTITIES = {"0": "P", "1": "U", "2": "A", "3": "F", "4": "N", "5": "S", "6": "H"}
_DIMENSIONS = {
    **dict.fromkeys(("01", "02", "51"), "A"),
    **dict.fromkeys(("05", "06", "50"), "P"),
    **dict.fromkeys(("30", "52"), "S"),
    **dict.fromkeys(("35", "36", "53"), "U"),
}
"""Dimension of a symbol set; the others are of the ground."""

_LEFT_OFF = Phrase("the national extension of thirty digits is left off")

_STAFF = "23"
"""Digits that say a headquarters, without and with more."""


@dataclass(frozen=True)
class Converted:
    """A symbol code in the other spelling; ``why`` says what it does not say; None: nothing."""

    code: str | None
    why: str | None = None


@cache
def in_digits(code: str) -> Converted:
    """Return a code in twenty digits, or None with the reason.

    Letters without an identity become those of an unknown one, never of a friend.
    """
    if code[:1].isdigit():
        return Converted(code[:_DIGITS], _LEFT_OFF if code[_DIGITS:].strip("0") else None)
    letters = code.replace("*", "-").ljust(_LETTERS, "-")
    named = letters if letters[1] != "-" else f"{letters[0]}U{letters[2:]}"
    found, back, why = _other(named)
    if found is None:
        return Converted(None, why)
    if back[:12] != letters[:12]:
        why = Phrase("only the nearest symbol exists; it says {code}", code=back)
    elif letters[12:] != "---":
        why = Phrase("its country and order of battle are left off")
    return Converted(found, why)


@cache
def in_letters(code: str) -> Converted:
    """Return a code in fifteen letters, or None with the reason."""
    if not code[:1].isdigit():
        return Converted(code.replace("*", "-").ljust(_LETTERS, "-"))
    found, back, why = _other(code[:_DIGITS])
    if found is None:
        return Converted(None, why)
    if back[2:] != code[2:_DIGITS]:
        why = Phrase("only the nearest symbol exists; it says {code}", code=back)
    elif code[:2] not in _OF_2525D:
        why = Phrase("its edition is newer than 2525D and APP-6(D), and is read like these")
    elif code[_DIGITS:].strip("0"):
        why = _LEFT_OFF
    return Converted(found, why)


def frame(code: str) -> str:
    """Return the letters of the frame alone: identity, dimension, and whether a headquarters."""
    if not code[:1].isdigit():
        return in_letters(code).code or "SUGP" + "-" * 11
    identity = _IDENTITIES.get(code[3], "U")
    ground = code[4:6] in ("10", "11")
    dimension = _DIMENSIONS.get(code[4:6], "G") + "P" + ("U" if ground else "-")
    staff = "A" if ground and code[7] in _STAFF else "-"
    return f"S{identity}{dimension}-----{staff}----"


def _other(code: str) -> tuple[str | None, str, str | None]:
    """Return the other code and what comes back from it, or None and the reason."""
    try:
        convert = bundled("renkei.interop.exchange", "symbols.js", "renkei.converted")
    except ImportError:
        return None, "", Phrase("conversion needs quickjs-ng: pip install 'renkei[figures]'")
    (found,) = json.loads(convert(json.dumps(code)))
    if found is None:
        return None, "", Phrase("the other spelling has no such symbol")
    return found["code"], found["back"], None
