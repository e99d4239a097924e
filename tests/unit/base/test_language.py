"""Texts in the language of the context."""

from __future__ import annotations

import pytest

from renkei._base.language import LANGUAGES, Language, speaking, spoken, tr, tr_many


def test_english_is_the_source_and_the_default() -> None:
    assert spoken() == "en"
    assert tr("nobody ever wrote {what} here", what="this") == "nobody ever wrote this here"
    assert tr_many("{count} day", "{count} days", 1200) == "1,200 days"


def test_a_text_without_values_keeps_its_braces() -> None:
    assert tr("a set is {braces}") == "a set is {braces}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_lasts_as_long_as_its_context(language: Language) -> None:
    with speaking(language):
        assert spoken() == language
    assert spoken() == "en"
