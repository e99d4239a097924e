"""The papers that a headquarters sees, kept as they come.

Views are asked for many times a second, and a day has thousands of papers: each is looked at until
it is seen, and not again. Time only goes forward, and what was released stays so. Of those that are
seen the newest stand in memory; of the others a few bytes each.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from renkei.exercise.numbers import Numbers
from renkei.exercise.papers import Papers
from renkei.exercise.release import Paper, seen_by

_HELD, _MOST_HELD = 200, 300
"""So many of the newest are held in memory: between these two numbers."""


class SeenPapers:
    """What the seats of a headquarters see, in the order in which it came, or went.

    Parameters
    ----------
    headquarters
        The headquarters.
    nations
        Its nations, each of which must be allowed to see a paper.
    papers
        All papers.
    """

    def __init__(self, headquarters: str, nations: Sequence[str], papers: Papers) -> None:
        self._headquarters, self._nations = headquarters, nations
        self._papers = papers
        self._waiting: list[tuple[int, Paper]] = []
        self._at_h, self._number = array("d"), array("q")
        self._held: list[Paper] = []
        self._seen = Numbers()

    def __len__(self) -> int:
        """Return how many are seen."""
        return len(self._number)

    def __contains__(self, number: int) -> bool:
        """Return whether a paper is seen."""
        return number in self._seen

    def offer(self, number: int, paper: Paper, now_h: float) -> None:
        """Look at a paper that has arisen."""
        if paper.sender == self._headquarters or self._headquarters in paper.received:
            self._waiting.append((number, paper))
            if len(self._waiting) >= _HELD:  # nobody asks for this headquarters
                self.look(now_h)

    def look(self, now_h: float) -> None:
        """See those of the papers that are seen by a moment."""
        waiting = []
        for number, one in self._waiting:
            if seen_by(one, self._headquarters, self._nations, now_h):
                at_h = self._moment(one)
                place = self._place(at_h, number)
                self._at_h.insert(place, at_h)
                self._number.insert(place, number)
                self._seen.add(number)
                self._held.append(one)
            else:
                waiting.append((number, one))
        self._waiting = waiting
        if len(self._held) >= _MOST_HELD:
            self._held = [self._papers.numbered(n) for n in self._number[-_HELD:]]

    def newest(self, most: int) -> list[Paper]:
        """Return those that came last, in order."""
        return self._from(max(len(self) - most, 0), len(self))

    def before(self, number: int, most: int) -> tuple[list[Paper], int]:
        """Return those that came last before one that is seen, and how many came before them."""
        end = self._place(self._moment(self._papers.numbered(number)), number)
        start = max(end - most, 0)
        return self._from(start, end), start

    def _from(self, start: int, end: int) -> list[Paper]:
        return [self._papers.numbered(n) for n in self._number[start:end]]

    def _moment(self, paper: Paper) -> float:
        return paper.received.get(self._headquarters, paper.sent_h)

    def _place(self, at_h: float, number: int) -> int:
        """Return where a paper stands, or would stand, by its moment and then its number."""
        first, last = bisect_left(self._at_h, at_h), bisect_right(self._at_h, at_h)
        return bisect_left(self._number, number, first, last)
