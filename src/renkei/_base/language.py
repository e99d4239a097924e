"""The language in which texts for people are written, and their translations.

What for: a text stands in the code once, in English, as a whole sentence with named places; its
Japanese is in the catalogue ``locale/ja/LC_MESSAGES/renkei.po`` (made into ``renkei.mo`` by
``scripts/translations.py``). Data are the same in every language. The language is that of the
current context, so that no function passes it on.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["en", "ja"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""All languages, that of the source first."""

_SPOKEN: ContextVar[Language] = ContextVar("language", default="en")
_NAMED: ContextVar[Language | None] = ContextVar("language of names", default=None)


def spoken() -> Language:
    """Return the language of the current context."""
    return _SPOKEN.get()


def spoken_names() -> Language:
    """Return the language of the names that a scenario gives: that of the context, or its own."""
    return _NAMED.get() or _SPOKEN.get()


@contextmanager
def speaking(language: Language, *, names: Language | None = None) -> Iterator[None]:
    """Write texts in a language while the context lasts.

    Parameters
    ----------
    names
        Language of names of scenarios; None: the same. Data are in English, their names are not.
    """
    before, names_before = _SPOKEN.set(language), _NAMED.set(names)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
        _NAMED.reset(names_before)


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


def tr_as(meaning: str, text: str, /, **values: object) -> str:
    """Return a text as :func:`tr`, of a word that means something else where it stands elsewhere.

    ``meaning`` is for translators, such as ``of an error``.
    """
    found = _catalogue(_SPOKEN.get()).pgettext(meaning, text)
    return found.format(**values) if values else found


def tr_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the text for a count: the singular or the plural of the language of the context.

    ``{count}`` in the text is the number, with separators of thousands unless ``count`` is given
    among the values.
    """
    found = _catalogue(_SPOKEN.get()).ngettext(one, many, count)
    return found.format(**{"count": f"{count:,}"} | values)


def later(text: str) -> str:
    """Return a text as it is, and mark it for the catalogue: :func:`tr` says it when it is shown.

    For tables of texts, which are made before the language is known.
    """
    return text


class Phrase(str):
    """A text in English that is said in another language when it is shown.

    What for: steps and errors are made far from where they are shown, and kept. As a ``str`` it is
    the English text; :func:`said` gives that of the language of the context.

    Parameters
    ----------
    text
        The English text, a literal, with places as in :func:`tr`.
    values
        What stands in the places; a phrase or :class:`InBoth` is itself said when it is shown.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, text: str, /, **values: object) -> Phrase:
        """Return the phrase."""
        made = super().__new__(cls, text.format(**values) if values else text)
        made.template, made.values = text, values
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Return what a copy is made from."""
        return _phrase, (self.template, self.values)


class InBoth(str):
    """A name that a scenario gives: the English one, with the Japanese one if there is any."""

    ja: str | None

    def __new__(cls, en: str, ja: str | None) -> InBoth:
        """Return the name."""
        made = super().__new__(cls, en)
        made.ja = ja
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Return what a copy is made from."""
        return InBoth, (str(self), self.ja)


class NameList(str):
    """Names or phrases, each said in the language of the context.

    Parameters
    ----------
    names
        The names.
    between
        What stands between two, a text of the catalogue.
    """

    names: tuple[str, ...]
    between: str

    def __new__(cls, names: Iterable[str], between: str = ", ") -> NameList:
        """Return the names."""
        each = tuple(names)
        made = super().__new__(cls, between.join(each))
        made.names, made.between = each, between
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Return what a copy is made from."""
        return NameList, (self.names, self.between)


class Foreign(str):
    """Words of a library or of the system: in English as they are, else said by a phrase of ours.

    Parameters
    ----------
    text
        The English words.
    phrase
        What says the same, or quotes them.
    """

    phrase: str

    def __new__(cls, text: str, phrase: str) -> Foreign:
        """Return the words."""
        made = super().__new__(cls, text)
        made.phrase = phrase
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Return what a copy is made from."""
        return Foreign, (str(self), self.phrase)


def said(text: object) -> str:
    """Return a text in the language of the context, if it can be said in it; else as it is."""
    match text:
        case Foreign(phrase=phrase) if spoken() != "en":
            return said(phrase)
        case Phrase(template=template, values=values):
            return tr(template, **{key: said(value) for key, value in values.items()})
        case InBoth(ja=str(ja)) if spoken_names() == "ja":
            return ja
        case NameList(names=names, between=between):
            return tr(between).join(said(name) for name in names)
        case _:
            return str(text)


def _phrase(template: str, values: dict[str, object]) -> Phrase:
    return Phrase(template, **values)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    folder = files("renkei._base") / "locale" / language / "LC_MESSAGES" / "renkei.mo"
    with folder.open("rb") as file:
        return gettext.GNUTranslations(file)
