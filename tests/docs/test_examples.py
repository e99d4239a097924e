"""Every page's code runs, and prints what the page says.

``python`` blocks of a page run in order in one namespace; ``console`` blocks run each line after
``$`` in a folder of the page's own. A line ``...`` in the expected output stands for any lines.
A command of Renkei alone is called in this process, which has the kernel already, also where what
it prints goes into a file; one with a pipe or another redirection runs in a shell, as the program
that is installed.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
NOTEBOOKS = ROOT / "docs/notebooks"  # run by test_notebooks.py
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OF_OTHERS = re.compile(r"^import (duckdb)$", re.MULTILINE)
INTO_A_FILE = re.compile(r" > (\S+)$")
EXIT = re.compile(r"^# exit code (\d+)$", re.MULTILINE)


def _with_code(page: Path) -> bool:
    return page.parent != NOTEBOOKS and BLOCK.search(page.read_text(encoding="utf-8")) is not None


@pytest.mark.parametrize(
    "page", [p for p in PAGES if _with_code(p)], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_page(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    text = page.read_text(encoding="utf-8")
    for name in OF_OTHERS.findall(text):
        pytest.importorskip(name)  # of the developers' set, as requirements/dev.txt pins it
    namespace: dict[str, object] = {}
    for kind, code in BLOCK.findall(text):
        if kind == "python":
            exec(compile(code, str(page), "exec"), namespace)
        else:
            for command, expected in _commands(code):
                _check(command, expected, tmp_path, monkeypatch, capsys)


def _commands(text: str) -> list[tuple[str, str]]:
    """Return each command with the output that follows it."""
    pieces = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not pieces[0].strip(), "a console block begins with `$ `"
    found = []
    for piece in pieces[1:]:
        command, _, expected = piece.partition("\n")
        found.append((command, expected))
    return found


def _check(
    command: str,
    expected: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if command.startswith("make "):
        return  # sets up what runs this test
    into = INTO_A_FILE.search(command)
    alone = INTO_A_FILE.sub("", command)
    if command.startswith("renkei ") and not re.search(r"[|<>;&$`]", alone):
        from renkei.cli import main

        words = [name for word in shlex.split(alone) for name in sorted(glob.glob(word)) or [word]]
        monkeypatch.setattr(sys, "argv", words)
        capsys.readouterr()
        returned = main(words[1:])
        told = capsys.readouterr()
        printed = told.out + told.err
        if into:
            (folder / into[1]).write_text(told.out, encoding="utf-8")
            printed = told.err
    else:
        line = ["bash", "-c", command]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True)
        returned, printed = done.returncode, done.stdout + done.stderr
    code = EXIT.search(expected)
    assert returned == int(code.group(1) if code else 0), f"$ {command}\n{printed}"
    wanted = EXIT.sub("", expected).strip("\n")
    if wanted:
        pattern = "\n".join(
            "*" if line.strip() == "..." else _literal(line) for line in wanted.split("\n")
        )
        actual = "\n".join(line.rstrip() for line in printed.strip("\n").split("\n"))
        assert fnmatch.fnmatchcase(actual, pattern), f"$ {command}\n{printed}\nexpected:\n{wanted}"


def _literal(line: str) -> str:
    return line.rstrip().replace("[", "[[]").replace("?", "[?]").replace("*", "[*]")


def test_commands_are_split_from_their_output() -> None:
    text = "$ renkei check a\nfine\n$ renkei show a\n"
    assert _commands(text) == [("renkei check a", "fine\n"), ("renkei show a", "")]
