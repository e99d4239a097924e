"""Things that must be let go at the end: processes, workers, a line on the screen.

What for: a ``with`` over any of them, declared once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class Dismissed(ABC):
    """A context manager that is dismissed at the end, also when an error ends it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.dismiss()

    @abstractmethod
    def dismiss(self) -> None:
        """Let everything go."""
