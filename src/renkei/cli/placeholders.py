"""Names of values in help, and the numbers that an option takes, in the language of the context.

What for: a command declares `FOLDER` or `ID,ID` for the value of an option, in English; Typer adds
the numbers it takes as ``[2<=x<=10000000]``. Takes such texts; gives them as a reader says them.
"""

from __future__ import annotations

import re

from renkei._base.language import later, spoken, tr

WORDS = {
    "ADDRESS": later("ADDRESS"),
    "AMOUNT": later("AMOUNT"),
    "ARGS": later("ARGS"),
    "ATTRIBUTE": later("ATTRIBUTE"),
    "CODE": later("CODE"),
    "COLUMN": later("COLUMN"),
    "COMMAND": later("COMMAND"),
    "CONDITION": later("CONDITION"),
    "DATE": later("DATE"),
    "EXERCISE": later("EXERCISE"),
    "FIGURE": later("FIGURE"),
    "FILE": later("FILE"),
    "FOLDER": later("FOLDER"),
    "FORM": later("FORM"),
    "FORMAT": later("FORMAT"),
    "GOAL": later("GOAL"),
    "HOST": later("HOST"),
    "INCIDENT": later("INCIDENT"),
    "LOADS": later("LOADS"),
    "MEASURE": later("MEASURE"),
    "NAME": later("NAME"),
    "OFFSET": later("OFFSET"),
    "OPTIONS": later("OPTIONS"),
    "ORDER": later("ORDER"),
    "OTHER": later("OTHER"),
    "PATH": later("PATH"),
    "PLACE": later("PLACE"),
    "PORT": later("PORT"),
    "POWER": later("POWER"),
    "RESULTS": later("RESULTS"),
    "SCENARIO": later("SCENARIO"),
    "SIGN": later("SIGN"),
    "SIZE": later("SIZE"),
    "STOCK": later("STOCK"),
    "STUDY": later("STUDY"),
    "TABLE": later("TABLE"),
    "TEXT": later("TEXT"),
    "TIME": later("TIME"),
    "TYPE": later("TYPE"),
    "VALUE": later("VALUE"),
    "WHAT": later("WHAT"),
    "YEAR": later("YEAR"),
}
"""Names of values; one that is not here is a notation and stays: ID, N."""

_WORD = re.compile(r"(?<![\w-])[A-Z]{4,}(?![\w-])")
_KIND = re.compile(r" ?<[^<>]*>")
_BRACES = re.compile(r"[{}]")
_EXTENT = re.compile(r"(?:(?P<low>[\d.]+)<=)?x(?:(?P<sign><=|>=)(?P<end>[\d.]+))?")
_NO_LIMIT = 10**18
"""A greatest number from which on nobody meets it."""


def placeholder(text: str) -> str:
    """Return the name of a value, or a usage, in the language of the context.

    What Typer says of its kind, such as ``<int range>``, is left out: the name and the text say it.
    """
    plain = _BRACES.sub("", _KIND.sub("", text)).replace("[[", "[").replace("]]", "]")
    if spoken() == "en":
        return plain
    return _WORD.sub(lambda found: tr(WORDS.get(found[0], found[0])), plain)


def extent(text: str) -> str:
    """Return the numbers that an option takes, such as ``2 to 10,000,000`` or ``0 or more``."""
    found = _EXTENT.fullmatch(text)
    if found is None:
        return text
    low, sign, end = found["low"], found["sign"], found["end"]
    if sign == ">=":
        low, end = end, None
    if end is None or float(end) >= _NO_LIMIT:
        return tr("{low} or more", low=_grouped(low))
    if low is None:
        return tr("{high} or less", high=_grouped(end))
    return tr("{low} to {high}", low=_grouped(low), high=_grouped(end))


def _grouped(number: str) -> str:
    return f"{int(number):,}" if number.isdigit() else number
