"""The encoding of a text file: said by its mark, proven by its bytes, or guessed from them.

What for: Japanese programs write CSV in code page 932, western ones in 1252, some in UTF-16. Takes
bytes; gives text and the encoding, or an error where a guess could give wrong letters. UTF-8 is
proven by its own rules, which text in another encoding hardly ever keeps. Between code pages the
bytes decide: a Japanese character begins with a byte that western text hardly uses.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

AUTO = "auto"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_NULS = 0.3  # share of null bytes in text of UTF-16 without a mark: half of those of ASCII
_JAPANESE = re.compile(rb"[\x81-\x9f][\x40-\x7e\x80-\xfc]|[\xe0-\xea][\x80-\xfc]")
_HALF_KANA = re.compile(rb"[\xa6-\xdf]{2,}")
_LEAD = re.compile(rb"[\x81-\x9f]")
_RUN = re.compile(r"[^\x00-\x7f]+")
_LONE = re.compile(
    r"(?<=[A-Za-z])[^\x00-\x7fぁ-ヿ](?![^\x00-\x7f])"
    r"|(?<![^\x00-\x7f])[^\x00-\x7fぁ-ヿ](?=[A-Za-z])"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SHOWN = re.compile(r"[^\x00-\x7f]{1,12}")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, its encoding, and whether that was guessed from the bytes alone.

    ``shown`` is a piece of the text by which people see whether the guess is right.
    """

    text: str
    encoding: str
    is_guessed: bool = False
    shown: str = ""


def decode(content: bytes, asked: str = AUTO) -> Decoded:
    """Return the text of a file.

    Raises
    ------
    UnicodeDecodeError
        If it does not fit the encoding asked for, that of its mark, or any that can be guessed.
    """
    if asked != AUTO:
        return Decoded(content.decode(asked).removeprefix("\ufeff"), asked)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(encoding).removeprefix("\ufeff"), encoding)
    if (wide := _without_mark(content)) is not None:
        return _guessed(content.decode(wide), wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        for encoding in ("cp932", "cp1252"):
            found = _decoded(content, encoding)
            if found is not None and _FITS[encoding](content, found):
                return _guessed(found, encoding)
        raise error


def _guessed(text: str, encoding: str) -> Decoded:
    match = _SHOWN.search(text)
    return Decoded(text, encoding, True, match.group() if match else text[:12].strip())


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _without_mark(content: bytes) -> str | None:
    """Return the kind of UTF-16 of a text without a mark; its ASCII has every other byte null."""
    head = content[:4096]
    for encoding, nulls in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        others = head[0::2] if encoding == "utf-16-le" else head[1::2]
        is_wide = len(content) % 2 == 0 and nulls.count(0) > _LEAST_NULS * max(len(nulls), 1)
        if is_wide and not others.count(0) and _decoded(content, encoding) is not None:
            return encoding
    return None


def _looks_japanese(content: bytes, text: str) -> bool:
    """Return whether most bytes above ASCII belong to characters of Japanese."""
    high = len(_HIGH.findall(content))
    rest = len(_HIGH.findall(_HALF_KANA.sub(b"", _JAPANESE.sub(b"", content))))
    # A sign between letters is a quotation mark or a ligature of western text: ship's.
    runs = len(_RUN.findall(text))
    lone = len(_LONE.findall(text))
    # Other East Asian codes have no byte of these; 932 has a private part, which nobody types.
    is_possible = _LEAD.search(content) and not re.search("[\ue000-\uf8ff]", text)
    return bool(is_possible) and rest <= high / 10 and lone <= runs / 2


def _looks_western(content: bytes, text: str) -> bool:
    """Return whether letters with accents stand within words, and little else is above ASCII."""
    others = [c for c in text if ord(c) > 127]
    letters = sum(c.isalpha() for c in others)
    common = sum(c in "°–—‘’‚“”„…€§·«»±²³½ \xa0" for c in others)
    runs = re.findall(r"[\xc0-\xff]{3,}", text)
    return not runs and letters + common == len(others) and "\x00" not in text


_FITS = {"cp932": _looks_japanese, "cp1252": _looks_western}
