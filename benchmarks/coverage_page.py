"""The page of the coverage of intervals, of which each script writes its own section."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "coverage.md"
LOW, HIGH = 0.935, 0.965
"""What an interval of 95 % is to hold in."""


def marked(share: float) -> str:
    """Return a coverage in percent, and a mark where it is not what it is to be."""
    return f"{100 * share:.1f} %{'' if LOW <= share <= HIGH else ' **off**'}"


def write_section(title: str, lines: list[str]) -> None:
    """Put a section in the place of the one with its title, or at the end of the page."""
    text = PAGE.read_text(encoding="utf-8")
    section = "\n".join([f"## {title}", "", *lines, ""])
    found = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    text = found.sub(lambda _: f"{section}\n", text) if found.search(text) else f"{text}\n{section}"
    PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}, {title}")
