"""What the conformance tests share: how a case says what it expects."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
_EXPECT = re.compile(r"^# Expect: (\S+) at (?:(\S+):)?(\d+)$", re.MULTILINE)

Expected = list[tuple[str, str, int]]


def expected_problems(case: Path) -> Expected:
    """Return code, file name and line of each problem that a case announces in its header."""
    header = case
    if case.is_dir():
        header = next(p for p in (case / "expect.txt", case / "scenario.yaml") if p.exists())
    text = header.read_text(encoding="utf-8", errors="replace")
    found = _EXPECT.findall(text)
    name = "scenario.yaml" if case.is_dir() else case.name
    return sorted((code, file or name, int(line)) for code, file, line in found)
