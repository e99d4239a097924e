"""The language in which texts for people are written, and their translations.

What for: a text stands in the code once, in English, as a whole sentence with named places; its
Japanese is in the catalogue ``locale/ja/LC_MESSAGES/renkei.po`` (made into ``renkei.mo`` by
``scripts/translations.py``). Data are the same in every language. The language is that of the
current context, so that no function passes it on.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["en", "ja"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""All languages, that of the source first."""

_SPOKEN: ContextVar[Language] = ContextVar("language", default="en")


def spoken() -> Language:
    """Return the language of the current context."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Write texts in a language while the context lasts."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def speak(language: Language) -> None:
    """Write texts in a language from now on."""
    _SPOKEN.set(language)


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language of the context, with its places filled.

    Parameters
    ----------
    text
        The English text, a literal, with places as ``{design}``; the catalogue is made from these.
    values
        What stands in the places, in the same language already. Without values the text has no
        places, and braces stand for themselves.
    """
    found = _catalogue(_SPOKEN.get()).gettext(text)
    return found.format(**values) if values else found


def tr_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the text for a count: the singular or the plural of the language of the context.

    ``{count}`` in the text is the number, with separators of thousands.
    """
    found = _catalogue(_SPOKEN.get()).ngettext(one, many, count)
    return found.format(count=f"{count:,}", **values)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    folder = files("renkei._base") / "locale" / language / "LC_MESSAGES" / "renkei.mo"
    with folder.open("rb") as file:
        return gettext.GNUTranslations(file)
