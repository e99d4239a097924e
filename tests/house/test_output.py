"""All text for people goes through `renkei.cli.output`, which makes controls visible and inert."""

from __future__ import annotations

import ast
from pathlib import Path

import renkei

SOURCES = Path(renkei.__file__).parent
DOOR = {SOURCES / "cli" / "output.py", SOURCES / "report" / "terminal.py"}
WRITERS = {"print", "Console", "secho", "echo"}
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def ways_out(tree: ast.AST) -> list[int]:
    """Return the lines on which a module writes to the terminal by itself."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else None
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                name = called.attr if called.value.id in ("typer", "click", "rich") else None
            if name in WRITERS:
                found.append(node.lineno)
        elif isinstance(node, ast.Attribute) and node.attr in STREAMS and _is_sys(node.value):
            found.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            found += [node.lineno for name in node.names if name.name in STREAMS]
    return found


def _is_sys(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "sys"


def test_nothing_else_writes_to_the_terminal() -> None:
    for path in sorted(SOURCES.rglob("*.py")):
        if path not in DOOR:
            lines = ways_out(ast.parse(path.read_text(encoding="utf-8")))
            assert lines == [], f"{path}:{lines}: use renkei.cli.output"


def test_the_search_finds_what_it_looks_for() -> None:
    text = "import typer, sys\nprint(1)\ntyper.echo(2)\nsys.stderr.write('3')\nConsole()\nshow(5)\n"
    text += "from sys import stdout\ndone.stdout\n"
    assert sorted(ways_out(ast.parse(text))) == [2, 3, 4, 5, 7]
