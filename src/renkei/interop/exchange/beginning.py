"""The days and numbers that every reader of an order of battle takes where its file has none.

Takes the moment at which a file says that it holds; gives the first day of the scenario, and an
entry in the loss report for what that leaves out.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from renkei._base.language import Phrase
from renkei.interop.exchange.losses import Fate, Losses

FIRST_DAY = date(2000, 1, 1)
"""The first day of a scenario whose file gives no time."""

DAYS_AFTER = timedelta(days=30)
"""Time that a scenario lasts behind the last moment of its file."""

LONGEST = timedelta(days=20 * 365)
"""Longest time between the first and the last moment of a file that is taken at its word."""

MOST_UNITS = 20_000
"""Most units that are read of a file."""


def first_day(moment: datetime | None, where: str, losses: Losses, line: int = 0) -> date:
    """Return the first day: that of the moment, as its zone has it."""
    if moment is None:
        why = Phrase("the file gives no time; the scenario begins on {day}", day=FIRST_DAY)
        losses.add(Fate.FILLED, where, Phrase("first day"), why)
        return FIRST_DAY
    if moment.hour or moment.minute or moment.second:
        why = Phrase("a scenario begins at midnight, of this day")
        losses.add(Fate.APPROXIMATED, where, Phrase("time of day"), why, line)
    return moment.date()
