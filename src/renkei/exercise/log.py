"""The log of an exercise: what people did, in order, each at its moment of model time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from renkei.exercise.actions import ACTION, Action
from renkei.exercise.shelf import Shelf

DESK = "desk"
"""Who an entry of the instructor is of; no seat has this name."""

_TOGETHER = 128
"""So many entries are put on the shelf together, and as many at least stand in memory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One action.

    Parameters
    ----------
    number
        From 1 on, without gaps.
    at
        Moment of the model [microseconds since hour 0 of the scenario].
    wall
        When it was taken [s since 1970]; nothing in the model depends on it.
    who
        The seat, or :data:`DESK`.
    action
        What was done.
    """

    number: int
    at: int
    wall: float
    who: str
    action: Action

    def to_json(self) -> str:
        """Return it as a line of JSON."""
        body = self.action.model_dump(mode="json")
        return json.dumps([self.number, self.at, self.wall, self.who, body], ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> Entry:
        """Return the entry of a line of JSON.

        Raises
        ------
        ValueError
            If it is none.
        """
        number, at, wall, who, body = json.loads(line)
        return Entry(int(number), int(at), float(wall), str(who), ACTION.validate_python(body))


class ShelvedLog:
    """The entries, in order; all but the last are on the shelf, as lines of JSON.

    Parameters
    ----------
    shelf
        Where old entries are kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._newest: list[Entry] = []
        self._places: list[int] = []

    def append(self, entry: Entry) -> None:
        """Add an entry."""
        self._newest.append(entry)
        if len(self._newest) >= 2 * _TOGETHER:
            lines = [one.to_json() for one in self._newest[:_TOGETHER]]
            self._places.append(self._shelf.put(json.dumps(lines).encode()))
            del self._newest[:_TOGETHER]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places) * _TOGETHER + len(self._newest)

    def __iter__(self) -> Iterator[Entry]:
        """Yield them in order."""
        for place in self._places:
            yield from map(Entry.from_json, json.loads(self._shelf.take(place)))
        yield from self._newest

    def lines(self) -> Iterator[str]:
        """Yield them in order, as lines of JSON."""
        for place in self._places:
            yield from json.loads(self._shelf.take(place))
        for one in self._newest:
            yield one.to_json()
