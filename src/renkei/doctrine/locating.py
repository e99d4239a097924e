"""From a path in the scenario, as rules write it, to its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.scenario.model.organisation import RelationshipType
from renkei.scenario.text.nodes import steps_of

if TYPE_CHECKING:
    from renkei._base.errors import Location
    from renkei.doctrine.context import Locate
    from renkei.scenario import Document

_SHORTCUTS = frozenset(kind.value.lower() for kind in RelationshipType)


def split_path(path: str) -> tuple[str | int, ...]:
    """Split a dotted path; ``relationships.opcon.fleet`` has the identifier ``opcon.fleet``."""
    parts = list(steps_of(path))
    if parts[0] == "relationships" and len(parts) > 2 and parts[1] in _SHORTCUTS:
        parts[1:3] = [f"{parts[1]}.{parts[2]}"]
    return tuple(parts)


def locator(document: Document, design: str | None = None) -> Locate:
    """Return the function that finds paths of a document, as changed by a design."""

    known: dict[str, Location | None] = {}

    def locate(path: str) -> Location | None:
        if path not in known:  # the steps of all workflows share a few hundred paths
            known[path] = document.locate(split_path(path), design)
        return known[path]

    return locate
