"""The notices of each viewer, numbered from 1; all but the last are on the shelf.

A page that comes back after hours gets exactly what it missed, so that none may be forgotten; a day
has tens of thousands of them for each viewer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Literal

from renkei.exercise.shelf import Shelf
from renkei.exercise.views import Notice

NoticeKind = Literal[
    "clock", "task", "item", "incident", "movement", "seats", "lines", "note", "over"
]

_TOGETHER = 128
"""So many notices are put on the shelf together, and as many at least stand in memory."""

_Row = tuple[NoticeKind, str, float]


class Feeds:
    """The feeds of all viewers.

    Parameters
    ----------
    viewers
        Who has one.
    shelf
        Where old notices are kept.
    """

    def __init__(self, viewers: Iterable[str], shelf: Shelf) -> None:
        self._shelf = shelf
        self._newest: dict[str, list[_Row]] = {one: [] for one in viewers}
        self._places: dict[str, list[int]] = {one: [] for one in self._newest}
        self._row: _Row = ("over", "", 0.0)

    def add(self, viewer: str, kind: NoticeKind, id_: str, at_h: float) -> None:
        """Add a notice to a feed; ``at_h`` counts from the begin of the exercise."""
        row = (kind, id_, at_h)
        if row == self._row:  # what several are told is kept once
            row = self._row
        self._row = row
        newest = self._newest[viewer]
        newest.append(row)
        if len(newest) >= 2 * _TOGETHER:
            rows = json.dumps(newest[:_TOGETHER], ensure_ascii=False)
            self._places[viewer].append(self._shelf.put(rows.encode()))
            del newest[:_TOGETHER]

    def after(self, viewer: str, number: int) -> list[Notice]:
        """Return the notices of a viewer after a number."""
        number = max(number, 0)
        places = self._places[viewer]
        rows: list[_Row] = []
        for place in places[number // _TOGETHER :]:
            rows += json.loads(self._shelf.take(place))
        rows += self._newest[viewer]
        first = min(number // _TOGETHER, len(places)) * _TOGETHER
        return [
            Notice(n=n, kind=kind, id=id_, at_h=at_h)
            for n, (kind, id_, at_h) in enumerate(rows[number - first :], start=number + 1)
        ]

    def last(self, viewer: str) -> int:
        """Return the number of the last notice of a viewer."""
        return len(self._places[viewer]) * _TOGETHER + len(self._newest[viewer])
