"""Run the notebooks of the documentation and write what their cells give; ``--check`` only says
which differ from what they would give now.

A notebook is a Markdown page under ``docs/notebooks``: its ``python`` blocks are the cells, run in
order in one namespace; what a cell prints, and the value of its last line, stand below it between
``% output`` and ``% end``. The same cells are written beside the page as an ``.ipynb`` file, for
those who want to go on from there.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "notebooks"
_CELL = re.compile(r"^```python\n(.*?)^```\n(?:\n% output\n.*?^% end\n)?", re.MULTILINE | re.DOTALL)


@dataclass
class Cell:
    """A piece of a notebook: prose, or code with what it gave."""

    text: str
    is_code: bool = False
    printed: str = ""
    value: Any = None
    html: str = field(default="", repr=False)


def main(arguments: list[str]) -> int:
    """Write or check every notebook; return 1 where one was stale and only a check was asked."""
    stale = []
    for page in sorted(FOLDER.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if page.stem == "index":
            continue
        for path, now in made(text, page).items():
            if not path.exists() or path.read_text(encoding="utf-8") != now:
                stale.append(path.name)
                if "--check" not in arguments:
                    path.write_text(now, encoding="utf-8")
    print(f"{'stale' if '--check' in arguments else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in arguments else 0


def made(text: str, page: Path) -> dict[Path, str]:
    """Return the page and the notebook file that its cells give now."""
    cells = run(split(text), page.name)
    return {page: "".join(map(as_markdown, cells)), page.with_suffix(".ipynb"): as_notebook(cells)}


def split(text: str) -> list[Cell]:
    """Return the cells of a page, without what they gave before."""
    cells, end = [], 0
    for found in _CELL.finditer(text):
        cells.append(Cell(text[end : found.start()]))
        cells.append(Cell(found.group(1), is_code=True))
        end = found.end()
    return [*cells, Cell(text[end:])]


def run(cells: list[Cell], name: str) -> list[Cell]:
    """Run the code in an empty folder and keep what it gives."""
    namespace: dict[str, Any] = {"__name__": "__notebook__"}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for cell in cells:
                if cell.is_code:
                    _run_cell(cell, namespace, name)
        finally:
            os.chdir(before)
    return cells


def _run_cell(cell: Cell, namespace: dict[str, Any], name: str) -> None:
    tree = ast.parse(cell.text, name)
    last = tree.body[-1]
    printed = io.StringIO()
    with redirect_stdout(printed):
        if isinstance(last, ast.Expr):
            tree.body.pop()
            exec(compile(tree, name, "exec"), namespace)
            cell.value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
        else:
            exec(compile(tree, name, "exec"), namespace)
    cell.printed = printed.getvalue()
    if hasattr(cell.value, "html"):  # what Renkei shows; frames stay text, which a test can read
        cell.html = cell.value.html()


def as_markdown(cell: Cell) -> str:
    """Return a cell as part of a page, with what it gave."""
    if not cell.is_code:
        return cell.text
    given = [f"```text\n{cell.printed.rstrip()}\n```"] if cell.printed else []
    if cell.html:
        given.append(f"````{{raw}} html\n{cell.html.strip()}\n````")
    elif cell.value is not None:
        given.append(f"```text\n{cell.value!r}\n```")
    below = "\n\n".join(["% output", *given, "% end"])
    return f"```python\n{cell.text}```\n" + (f"\n{below}\n" if given else "")


def as_notebook(cells: list[Cell]) -> str:
    """Return the cells as a notebook of Jupyter, format 4.5."""
    rows: list[dict[str, Any]] = []
    number = 0
    for cell in cells:
        row: dict[str, Any] = {"id": f"cell-{len(rows)}", "metadata": {}}
        if not cell.is_code:
            if cell.text.strip():
                source = _lines(cell.text.strip())
                rows.append({"cell_type": "markdown", **row, "source": source})
            continue
        number += 1
        outputs: list[dict[str, Any]] = []
        if cell.printed:
            outputs.append(
                {"output_type": "stream", "name": "stdout", "text": _lines(cell.printed)}
            )
        if cell.value is not None:
            data = {"text/plain": _lines(repr(cell.value))}
            if cell.html:
                data["text/html"] = _lines(cell.html.strip())
            outputs.append(
                {"output_type": "execute_result", "execution_count": number, "metadata": {},
                 "data": data}
            )  # fmt: skip
        source = _lines(cell.text.rstrip())
        rows.append(
            {"cell_type": "code", **row, "execution_count": number, "source": source,
             "outputs": outputs}
        )  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": rows, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
