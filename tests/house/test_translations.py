"""Each text for people stands in the catalogue with its Japanese, and both files are renewed."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{(\w*)\}")


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    pytest.importorskip("babel")
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts/translations.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def catalogue(translations: ModuleType) -> Any:
    return translations.renewed()


def test_each_text_has_its_japanese(translations: ModuleType, catalogue: Any) -> None:
    assert translations.untranslated(catalogue) == []


def test_the_files_are_renewed(translations: ModuleType, catalogue: Any) -> None:
    """After a change of a text: .venv/bin/python scripts/translations.py."""
    assert translations.as_po(catalogue) == (translations.FOLDER / "renkei.po").read_bytes()
    assert translations.as_mo(catalogue) == (translations.FOLDER / "renkei.mo").read_bytes()


def test_each_place_of_a_text_is_in_its_japanese(catalogue: Any) -> None:
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        english = message.id[1] if plural else message.id
        japanese = message.string[0] if plural else message.string
        if set(PLACE.findall(english)) != set(PLACE.findall(japanese)):
            wrong.append(english)
    assert wrong == []


def test_texts_are_found_in_joined_literals_and_in_f_strings(translations: ModuleType) -> None:
    source = (
        'tr("one " "text")\nx = f"{tr(\'another\')}"\ntr_many("{count} a", "{count} b", 2)\n'
        'tr_as("of a page", "found")\ntr(name)'
    )
    assert list(translations.texts_of(source)) == [
        ("one text", None),
        ("another", None),
        (("{count} a", "{count} b"), None),
        ("found", "of a page"),
    ]
