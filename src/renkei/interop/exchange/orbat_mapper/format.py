"""The door of the format: from bytes to an order of battle, and back to bytes."""

from __future__ import annotations

import json
from typing import Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.orbat_mapper.reading import Read, Reader
from renkei.interop.exchange.orbat_mapper.upgrading import upgraded

ORIGIN = "ORBAT Mapper"
NEWEST = (3, 6)
"""The newest version that was seen; newer ones are read alike, and noted."""


def is_scenario(data: Any) -> bool:
    """Return whether plain data are a scenario of the application, encrypted ones included."""
    if not isinstance(data, dict):
        return False
    kind = data.get("type")
    if isinstance(kind, str) and kind.startswith("ORBAT-mapper"):
        return True
    return kind in (None, "ScenarioViewer") and isinstance(data.get("sides"), list)


def accepted(data: dict[str, Any], file: str) -> dict[str, Any]:
    """Return the document in the form of the version that is written.

    Raises
    ------
    InputError
        If it is encrypted.
    """
    if data.get("type") == "ORBAT-mapper-encrypted":
        problem = Problem(
            "IMP-017",
            Location(file),
            "type",
            Phrase("an encrypted scenario"),
            Phrase("one that can be read"),
            Phrase("open it in ORBAT Mapper with its password, and save it without"),
        )
        raise InputError([problem])
    return upgraded(data)


def read(document: dict[str, Any], losses: Losses) -> Read:
    """Return what the document holds."""
    return Reader(document, losses).read()


def to_bytes(document: dict[str, Any]) -> bytes:
    """Return the document as a file."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
