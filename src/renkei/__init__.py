"""Renkei (連携): a model of allied command, coordination, readiness and logistics."""

__version__ = "0.1.0"
