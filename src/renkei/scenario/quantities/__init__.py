"""Quantities: units, distributions, and the values that carry them."""
