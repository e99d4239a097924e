"""The language: models, loader with positions, quantities, overlays, checks, resolution.

Its names are imported when first asked for: a process that simulates needs the distributions only,
and not the half second that the models take.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renkei.scenario.disrupted import ResolvedPhase
    from renkei.scenario.document import Document, ResolvedDesign
    from renkei.scenario.loader import load_scenario, parse_scenario

__all__ = ["Document", "ResolvedDesign", "ResolvedPhase", "load_scenario", "parse_scenario"]

_MODULES = {
    "load_scenario": "loader",
    "parse_scenario": "loader",
    "ResolvedPhase": "disrupted",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = _MODULES.get(name, "document")
    return getattr(import_module(f"{__name__}.{module}"), name)
