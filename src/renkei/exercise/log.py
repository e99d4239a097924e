"""The log of an exercise: what people did, in order, each at its moment of model time."""

from __future__ import annotations

import json
from dataclasses import dataclass

from renkei.exercise.actions import ACTION, Action

DESK = "desk"
"""Who an entry of the instructor is of; no seat has this name."""


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
