"""What people read, as text: `--update` rewrites it, a review reads the diff.

Each case is a folder ``tests/golden/<case>/`` with the command, its output, and why it exists. On a
mismatch the new text is written beside the old as ``output.new.txt``.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent for path in (ROOT / "tests" / "golden").glob("*/command"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_output_is_as_reviewed(case: Path, renkei, request, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    command = (case / "command").read_text(encoding="utf-8").strip()
    words = shlex.split(command.splitlines()[-1])
    assert words[0] == "renkei"
    done = renkei(*words[1:])
    text = done.out + done.err + (f"exit code {done.code}\n" if done.code else "")
    expected = case / "output.txt"
    if request.config.getoption("--update"):
        expected.write_text(text, encoding="utf-8")
    fresh = case / "output.new.txt"
    if not expected.exists() or expected.read_text(encoding="utf-8") != text:
        fresh.write_text(text, encoding="utf-8")
        pytest.fail(f"differs from {expected}; see {fresh}, or run with --update")
    fresh.unlink(missing_ok=True)


def test_there_are_cases() -> None:
    assert len(CASES) >= 6
