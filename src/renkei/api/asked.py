"""What a question of a study needs: the opened scenario.

What for: each question stands in the file of its answer, as a function whose first argument is the
study; :class:`~renkei.api.study.Study` has it as a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from renkei.study.source import Opened


class WithScenario(Protocol):
    """An object that holds an opened scenario."""

    _opened: Opened
