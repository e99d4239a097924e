"""The version of Renkei, and where its sources are; light, and below every stage."""

from pathlib import Path

__version__ = "0.1.0"

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the package."""
