"""A small ORBAT Mapper scenario with a bit of everything, and what it holds by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]
SAMPLES = Path(os.environ.get("RENKEI_SAMPLES") or ROOT.parent / "shared" / "samples")
"""Real files, most of them without a licence; see MANIFEST.csv there."""

ORBATS = sorted((SAMPLES / "orbatmapper").glob("*.json"))
ABSENT = "the real files are not on this machine (RENKEI_SAMPLES names their folder)"


def small() -> dict[str, Any]:
    """Return the scenario: a brigade of two companies, and a wing whose squadron moves once."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "small.json").read_bytes())
    return data


def as_bytes(data: object) -> bytes:
    """Return a file."""
    return json.dumps(data).encode()
