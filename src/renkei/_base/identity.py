"""Values kept by the very object that they were made from.

What for: designs share most of their entries, as the same objects; what was found out about one
need not be found out again. Takes objects that are not changed; gives what was made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class ByIdentity(Generic[V]):
    """A memory by identity: equal objects are different ones, and nothing is hashed.

    Python gives the ``id`` of an object that is gone to a new one. Each object is therefore kept
    beside its value, so that an ``id`` found here can only be that object's.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, V]] = {}

    def of(self, thing: object, make: Callable[[], V]) -> V:
        """Return what was made of an object, or make it."""
        known = self._kept.get(id(thing))
        if known is None:
            known = self._kept[id(thing)] = (thing, make())
        return known[1]
