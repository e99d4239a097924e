"""The language: models, loader with positions, quantities, overlays, checks, resolution."""

from renkei.scenario.document import Document, ResolvedDesign, ResolvedPhase
from renkei.scenario.loader import load_scenario, parse_scenario

__all__ = ["Document", "ResolvedDesign", "ResolvedPhase", "load_scenario", "parse_scenario"]
