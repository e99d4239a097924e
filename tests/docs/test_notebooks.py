"""Every notebook's cells run, and give what stands below them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scripts.notebooks import FOLDER, Cell, as_markdown, run, split

ROOT = Path(__file__).parents[2]
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.stem != "index")


def test_notebooks_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/notebooks.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    hint = "\nrun: .venv/bin/python scripts/notebooks.py, and read the diff"
    assert done.returncode == 0, done.stdout + done.stderr + hint


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_notebook_has_cells_prose_and_a_file_beside_it(page: Path) -> None:
    cells = split(page.read_text(encoding="utf-8"))
    assert sum(cell.is_code for cell in cells) > 4
    assert not any("% output" in cell.text for cell in cells)
    assert page.with_suffix(".ipynb").exists()


def test_what_a_cell_gives_is_seen_and_replaced() -> None:
    page = "```python\nx = 6\nprint('a')\nx * 7\n```\n\n% output\n\nold\n\n% end\n\nprose\n"
    cells = run(split(page), "page")
    assert [cell.is_code for cell in cells] == [False, True, False]
    now = "".join(map(as_markdown, cells))
    assert "old" not in now
    assert "```text\na\n```\n\n```text\n42\n```" in now
    assert now.endswith("% end\n\nprose\n")
    assert as_markdown(Cell("x = 1\n", is_code=True)) == "```python\nx = 1\n```\n"
