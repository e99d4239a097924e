"""Python's search for cycles among objects, paused or made rarer where it finds none.

What for: documents, workflows, programs and pages are trees of many small objects without cycles.
By default Python looks through all of them again and again while they grow, which took a fifth to
a half of the time of a command. What is no longer used is freed at once all the same; only cycles
wait.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 200_000
_ROUNDS = 30


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the search while objects are made that stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collect_seldom() -> None:
    """Make the search rarer for the rest of the process; for programs, not for libraries."""
    gc.set_threshold(_NEW_OBJECTS, _ROUNDS, _ROUNDS)
