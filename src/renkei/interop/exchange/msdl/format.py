"""The door of the format: from a tree to an order of battle, and back to bytes."""

from __future__ import annotations

from renkei.interop.exchange.msdl.reading import ReadMsdl, read_msdl
from renkei.interop.exchange.msdl.writing import msdl_of, patched_msdl
from renkei.interop.exchange.xml_reading import XmlElement

ORIGIN = "MSDL"

__all__ = ["ORIGIN", "ReadMsdl", "is_msdl", "msdl_of", "patched_msdl", "read_msdl"]


def is_msdl(root: XmlElement) -> bool:
    """Return whether a tree is a scenario of the language, in any of its namespaces."""
    return root.name == "MilitaryScenario"
