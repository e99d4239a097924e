"""Files, folders and tests that a page names exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs/explanation/architecture.md",
    ROOT / "docs/explanation/programs.md",
]
NAME = re.compile(r"`((?:[\w.<>-]+/)*[\w.<>-]+(?:\.(?:py|md|yaml|toml)|/))(?:::(\w+))?`")
WITHIN = (ROOT, ROOT / "src/renkei", ROOT / "tests", ROOT / "tests/unit/engine",
          ROOT / "tests/property", ROOT / "tests/unit/program")  # fmt: skip


def named(page: Path) -> list[tuple[str, str]]:
    """Return the files and folders that a page names in code type, each with a test in it."""
    return [
        name
        for name in NAME.findall(page.read_text(encoding="utf-8"))
        if "<" not in name[0] and name[0][0] != "."
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_exists(page: Path) -> None:
    names = named(page)
    assert names
    for name, test in names:
        files = [folder / name for folder in WITHIN if (folder / name).exists()]
        assert files, name
        if test:
            assert any(f"def {test}(" in file.read_text(encoding="utf-8") for file in files), test
