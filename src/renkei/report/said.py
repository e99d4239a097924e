"""Texts in both languages at once, for what is read by people of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from renkei._base.language import LANGUAGES, speaking, spoken
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.scenario.model.common import Name


class Said(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str
    ja: str

    def __str__(self) -> str:
        """Return the text in the language of the context."""
        return self.ja if spoken() == "ja" else self.en


def both(make: Callable[[], str]) -> Said:
    """Return what a function says in each language."""
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = make()
    return Said(**said)


def named(name: Name | None, identifier: str) -> Said:
    """Return the display name in each language; without a Japanese one the English."""
    return both(lambda: name_of(name, identifier))
