"""Sets of whole numbers from 0 on, a bit for each: thousands of papers seen, or read."""

from __future__ import annotations


class Numbers:
    """A set of numbers."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Add a number."""
        at, bit = divmod(number, 8)
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1 - len(self._bits)))
        self._bits[at] |= 1 << bit

    def __contains__(self, number: int) -> bool:
        """Return whether a number is in it."""
        at, bit = divmod(number, 8)
        return at < len(self._bits) and bool(self._bits[at] >> bit & 1)
