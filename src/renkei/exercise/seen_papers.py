"""The papers that a headquarters sees, kept as they come.

Views are asked for many times a second, and a day has thousands of papers: each is looked at until
it is seen, and not again. Time only goes forward, and what was released stays so.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from renkei.exercise.release import Paper, seen_by


class SeenPapers:
    """What the seats of a headquarters see.

    Parameters
    ----------
    headquarters
        The headquarters.
    nations
        Its nations, each of which must be allowed to see a paper.
    """

    def __init__(self, headquarters: str, nations: Sequence[str]) -> None:
        self._headquarters, self._nations = headquarters, nations
        self._looked_at = 0
        self._waiting: list[tuple[int, Paper]] = []
        self._came: list[tuple[float, int, Paper]] = []
        self.ids: set[str] = set()
        """Ids of all that is seen."""

    def __len__(self) -> int:
        """Return how many are seen."""
        return len(self._came)

    def look(self, papers: Sequence[Paper], now_h: float) -> None:
        """Look at all papers, in the order of their arising, for what is seen by a moment."""
        at = self._headquarters
        for number in range(self._looked_at, len(papers)):
            one = papers[number]
            if one.sender == at or at in one.received:
                self._waiting.append((number, one))
        self._looked_at = len(papers)
        waiting = []
        for number, one in self._waiting:
            if seen_by(one, at, self._nations, now_h):
                # Numbers differ, so that papers are not compared.
                insort(self._came, (one.received.get(at, one.sent_h), number, one))
                self.ids.add(one.id)
            else:
                waiting.append((number, one))
        self._waiting = waiting

    def newest(self, most: int) -> list[Paper]:
        """Return those that came, or went, last, in the order of their arising."""
        last = sorted(self._came[-most:], key=lambda one: one[1])
        return [one for _, _, one in last]
