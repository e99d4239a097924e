"""The language: models, loader with positions, quantities, overlays, checks, resolution."""
