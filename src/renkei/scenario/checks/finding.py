"""The finding of a check, before its line is known."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.scenario.text.nodes import Path


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path of the document; ``at_key`` where the key itself is wrong."""

    code: str
    path: Path
    found: str
    expected: str
    remedy: str = ""
    at_key: bool = False
