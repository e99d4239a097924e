"""Each case that is sound but suspect is warned of as its header announces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conformance.conftest import HERE, expected_problems

from renkei._base.language import said, speaking
from renkei.doctrine import cautions, check
from renkei.doctrine.codes import DOCTRINE_CODES
from renkei.scenario import load_scenario

CASES = sorted((HERE / "warned").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_warns_of_exactly_what_is_suspect(case: Path) -> None:
    document = load_scenario(case)
    check(document)
    found = cautions(document, document.design_ids)
    where = [(p.code, Path(p.location.file).name, p.location.line) for p in found]
    assert sorted(where) == expected_problems(case), "\n".join(map(str, found))
    with speaking("ja"):  # no two English words outside backquotes
        told = [said(text) for p in found for text in (p.found, p.expected, p.remedy)]
    bare = [re.sub(r"`[^`]*`", "", text) for text in told]
    assert [text for text in bare if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)] == []


@pytest.mark.parametrize("case", sorted((HERE / "valid").glob("*.yaml")), ids=lambda c: c.stem)
def test_what_is_sound_is_not_suspect(case: Path) -> None:
    document = load_scenario(case)
    assert cautions(document, document.design_ids) == []


def test_every_warning_has_a_case() -> None:
    warned = {code for case in CASES for code, _, _ in expected_problems(case)}
    assert {code.code for code in DOCTRINE_CODES if code.title.startswith("warning")} == warned
