"""The pages of the packaged studies are what the studies made, and nobody changed them by hand."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from renkei.study.writeup.packaged import STUDIES, packaged_studies
from renkei.study.writeup.template import Block, Figure, read_template

PAGES = Path(__file__).parents[2] / "docs" / "studies"
MADE = sorted(path.stem for path in PAGES.glob("*.json"))
HINT = "run: .venv/bin/python scripts/studies.py {}"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_page_is_of_a_packaged_study_and_listed() -> None:
    assert set(MADE) <= set(packaged_studies()) - {"template"}
    assert "command-structure" in MADE
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert all(f"\n{name}\n" in index for name in MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_page_is_what_the_study_made(name: str) -> None:
    record = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    hint = HINT.format(name)
    assert record["files"]["page.md"] == digest(PAGES / f"{name}.md"), hint
    for file in ("study.yaml", "page.md"):
        assert record["inputs"][file] == digest(STUDIES / name / file), hint
    for run in record["runs"].values():
        assert not any(run["failed"].values())


@pytest.mark.parametrize("name", MADE)
def test_the_page_is_its_template_with_every_place_filled(name: str) -> None:
    template = (STUDIES / name / "page.md").read_text(encoding="utf-8")
    pieces, problems = read_template(template, "page.md")
    assert not problems
    pattern = "".join(re.escape(piece) if isinstance(piece, str) else ".+?" for piece in pieces)
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert re.fullmatch(pattern, page, re.DOTALL)
    assert any(isinstance(piece, Figure | Block) for piece in pieces)
    assert "{{" not in page
