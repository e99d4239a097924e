"""Faults: the answer of a validator that refuses a value: code, found, expected, remedy.

What for: pydantic carries one text for each error; Renkei's errors have parts. A validator raises
``refuse(Fault(...))``; the caller of pydantic takes the faults out of the error again.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class Fault:
    """One fault of a value; ``at`` leads from the value to the faulty part."""

    code: str
    at: tuple[str | int, ...]
    found: str
    expected: str
    remedy: str = ""


def refuse(*faults: Fault) -> PydanticCustomError:
    """Return the error to raise from a pydantic validator."""
    text = "; ".join(f"found {fault.found}, expected {fault.expected}" for fault in faults)
    return PydanticCustomError("renkei", "{text}", {"text": text, "faults": faults})
