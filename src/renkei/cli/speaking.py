"""The language of the command line: an option of every command, the environment, the locale.

What for: help and errors speak it too, so it is known before the words are parsed. The words of
help stand in the sources as Typer takes them; the commands are translated once they are made.
"""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast

import typer

from renkei._base.language import LANGUAGES, Language
from renkei.cli.helping import SpokenCommand
from renkei.study.choosing import one_of

OPTION = "--lang"
VARIABLE = "RENKEI_LANG"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


Lang = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="en|ja",
        help="Language of names and sentences; default: RENKEI_LANG, else that of the system.",
    ),
]


def asked_language(words: Sequence[str]) -> Language:
    """Return the language that a command line asks for.

    The option, then the environment, then Japanese where the locale is Japanese.

    Raises
    ------
    InputError
        If Renkei does not speak that language.
    """
    asked: str | None = None
    given = iter(words)
    for word in given:
        if word == "--":
            break
        if word == OPTION:
            asked = next(given, None)
        elif word.startswith(f"{OPTION}="):
            asked = word.partition("=")[2]
    if asked is not None:
        return cast("Language", one_of(OPTION, asked, LANGUAGES))
    if named := os.environ.get(VARIABLE, ""):
        return cast("Language", one_of(VARIABLE, named, LANGUAGES))
    of_system = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "ja" if of_system.split(".")[0].split("_")[0] == "ja" else "en"


class Commands(typer.Typer):
    """An application whose commands all take the option for the language.

    A command does not see it: :func:`asked_language` has read it before.
    """

    def command(  # type: ignore[override]
        self, name: str | None = None, **settings: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return what adds a function as a command."""
        add = super().command(name, cls=SpokenCommand, **settings)

        def added(function: Callable[..., Any]) -> Callable[..., Any]:
            add(_with_language(function))
            return function

        return added


def _with_language(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def told(*args: Any, lang: str | None = None, **options: Any) -> Any:
        return function(*args, **options)

    signature = inspect.signature(function, eval_str=True)
    own = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Lang)
    told.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), own]
    )
    told.__annotations__ = {**function.__annotations__, "lang": Lang}
    return told
