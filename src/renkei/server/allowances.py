"""How often somebody may ask: buckets of tokens, and a guard at the door.

What for: a page gone wild, or somebody who guesses codes, takes nothing from the others. Takes
readings of a clock that only goes forward; gives yes or no.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """So many at once, and then so many a second."""

    at_once: float
    a_second: float


@dataclass(frozen=True)
class Allowances:
    """The limits of a server.

    Parameters
    ----------
    asks, acts
        Of a session: requests of any kind; actions.
    arrivals
        Of an address: requests without a session.
    wrong_codes
        Of an address: wrong codes.
    wrong_codes_in_all
        Of all addresses together, so that many of them are no way round; far more than a class
        mistypes, and with codes of 50 bits far fewer than guessing needs.
    body, file
        Bytes of a request's body; of a workbook.
    streams
        Open streams of a session.
    patience_s
        For the whole of a request's body, and for a client to take what a stream has for it [s].
    """

    asks: Allowed = Allowed(60, 20)
    acts: Allowed = Allowed(20, 5)
    arrivals: Allowed = Allowed(60, 20)
    wrong_codes: Allowed = Allowed(10, 1 / 60)
    wrong_codes_in_all: Allowed = Allowed(300, 1 / 6)
    body: int = 64 * 1024
    file: int = 4 * 1024 * 1024
    streams: int = 4
    patience_s: float = 20.0


class Buckets:
    """A bucket for each of many: full at first, refilled with time.

    The number of buckets is bounded; the one that was longest not used is forgotten first, and it
    is full by then unless somebody uses very many.
    """

    def __init__(self, rate: Allowed, most: int = 4096) -> None:
        self._rate = rate
        self._most = most
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, whose: Hashable, now_s: float) -> bool:
        """Take one; False: none is left."""
        left = self._now(whose, now_s)
        ok = left >= 1
        self._left[whose] = (left - 1 if ok else left, now_s)
        self._left.move_to_end(whose)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return ok

    def has(self, whose: Hashable, now_s: float) -> bool:
        """Return whether one is left, without taking it."""
        return self._now(whose, now_s) >= 1

    def _now(self, whose: Hashable, now_s: float) -> float:
        left, then_s = self._left.get(whose, (self._rate.at_once, now_s))
        return min(self._rate.at_once, left + max(0.0, now_s - then_s) * self._rate.a_second)
