"""Recorded clocks, and which of them may be fitted.

Takes what a scenario records; gives :class:`Clock`, each on its side by a rule that nobody chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Literal

Side = Literal["fit", "held-out"]

SIDES: tuple[Side, Side] = ("fit", "held-out")


@dataclass(frozen=True)
class Clock:
    """A time that a real event took.

    Parameters
    ----------
    id, event, date
        Identifiers of the clock and of its event, and the day of the event.
    incident, place
        Type, and place in the model; no place: any.
    start, stop
        Milestones as results name them, such as ``decided.ABC``; no start: the event itself.
    hours, low, high
        Recorded, and what the record can mean at least and at most [h].
    side
        Whether it may be fitted; None: not said.
    """

    id: str
    event: str
    date: str
    incident: str
    place: str | None
    start: str | None
    stop: str
    hours: float
    low: float
    high: float
    side: Side | None = None

    @property
    def milestones(self) -> tuple[str, ...]:
        """Milestones that it needs."""
        return (self.stop,) if self.start is None else (self.start, self.stop)


def sided(clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks with their sides.

    Events of which nothing is said are ordered by incident type, then date, then identifier, and
    are fitted and held out in turn, the first fitted. So each type that has several is on both
    sides, and an event is on one.
    """
    found = list(clocks)
    open_ = {(one.incident, one.date, one.event) for one in found if one.side is None}
    turn = dict(zip(sorted(open_), cycle(SIDES), strict=False))
    return [
        one if one.side is not None else replace(one, side=turn[one.incident, one.date, one.event])
        for one in found
    ]
