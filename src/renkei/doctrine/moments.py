"""Moments of events, over all moments of the year at which a course may begin.

What for: a report that comes at night waits until the staff is on duty, and the step that follows
the same morning does not wait again. The mean of a course is therefore not the sum of mean waits,
each from a random moment. Takes opening hours and meetings as plain times of one year; gives
moments: piecewise linear functions of the moment at which the course began, with exact means (no
sampling).

The year has 52 weeks, so that every hour of the week counts the same, and goes on in a circle. The
wait from a random moment is the mean residual life of the gaps: the sum of their squares over
twice the year (Feller, An Introduction to Probability Theory and Its Applications, volume 2, 1966).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

CYCLE_H = 52 * 168.0
"""Hours of the year over which means are taken: 52 weeks."""

_SAME_H = 1e-9
"""Moments nearer than this are one: sums of minutes differ by rounding."""

Floats = NDArray[np.float64]


class MomentsRule(Protocol):
    """From the moment of being ready to the moment that follows; never backwards."""

    @property
    def edges(self) -> Floats:
        """Edges of the pieces, from 0 to the length of the year."""

    @property
    def values(self) -> Floats:
        """Value at the left end of each piece."""

    @property
    def slopes(self) -> Floats:
        """Slope of each piece."""

    def at(self, moments: Floats) -> Floats:
        """Return the moments that follow from single moments, also on the edges."""


@dataclass(frozen=True)
class _Pieces:
    """A piecewise linear function of the moment of the start; it may jump between pieces."""

    edges: Floats
    left: Floats
    right: Floats

    def on(self, edges: Floats) -> _Pieces:
        """Return the same function on finer pieces."""
        at = np.searchsorted(self.edges, edges[:-1], side="right") - 1
        begin, length = self.edges[at], self.edges[at + 1] - self.edges[at]
        rise = (self.right[at] - self.left[at]) / length
        left = self.left[at] + rise * (edges[:-1] - begin)
        return _Pieces(edges, left, self.left[at] + rise * (edges[1:] - begin))

    def mean(self) -> float:
        lengths = np.diff(self.edges)
        return float(np.sum(lengths * (self.left + self.right)) / (2.0 * CYCLE_H))

    def joined(self) -> _Pieces:
        """Return the same function with pieces that go on straight made one."""
        rise = (self.right - self.left) / np.diff(self.edges)
        goes_on = (np.abs(self.right[:-1] - self.left[1:]) < _SAME_H) & (
            np.abs(rise[:-1] - rise[1:]) < _SAME_H
        )
        first = np.concatenate([[True], ~goes_on])
        last = np.concatenate([~goes_on, [True]])
        return _Pieces(
            np.append(self.edges[:-1][first], self.edges[-1]), self.left[first], self.right[last]
        )


_ANY = _Pieces(np.array([0.0, CYCLE_H]), np.array([0.0]), np.array([CYCLE_H]))
"""The moment of the start itself."""


@dataclass(frozen=True)
class Moments:
    """The moment of an event, for each moment of the year at which the course began.

    Parameters
    ----------
    hours
        Time after the start that does not depend on the start [h].
    pieces
        Moment of the event less `hours`, if it depends on the start; else None.
    """

    hours: float = 0.0
    pieces: _Pieces | None = None

    @cached_property
    def mean(self) -> float:
        """Mean time after the start [h]."""
        if self.pieces is None:
            return self.hours
        return self.hours + self.pieces.mean() - CYCLE_H / 2.0

    def after(self, hours: float) -> Moments:
        """Return the moments some time later [h]."""
        return Moments(self.hours + hours, self.pieces)

    def by(self, rule: MomentsRule) -> Moments:
        """Return the moments that follow from these by a rule."""
        pieces = self._absolute()
        turns = np.floor(pieces.left / CYCLE_H + _SAME_H / CYCLE_H)
        single = pieces.right - pieces.left < _SAME_H
        n = len(rule.values)
        # Pieces of the rule are counted on from year to year.
        first = turns * n + self._piece(rule, pieces.left - turns * CYCLE_H, "right")
        ends = np.floor(pieces.right / CYCLE_H)
        last = ends * n + self._piece(rule, pieces.right - ends * CYCLE_H, "left")
        last = np.where(single, first, np.maximum(last, first))
        counts = (last - first).astype(np.int64) + 1
        of = np.repeat(np.arange(len(counts)), counts)
        number = first[of] + _ranges(counts)
        year, place = np.floor(number / n) * CYCLE_H, (number % n).astype(np.int64)
        low = np.maximum(pieces.left[of], year + rule.edges[place])
        high = np.minimum(pieces.right[of], year + rule.edges[place + 1])
        alone = single[of]
        low, high = np.where(alone, pieces.left[of], low), np.where(alone, pieces.right[of], high)
        keep = alone | (high - low > _SAME_H)
        of, year, place = of[keep], year[keep], place[keep]
        low, high, alone = low[keep], high[keep], alone[keep]
        begin = year + rule.edges[place]
        left = year + rule.values[place] + rule.slopes[place] * (low - begin)
        right = year + rule.values[place] + rule.slopes[place] * (high - begin)
        exact = rule.at(low)
        left, right = np.where(alone, exact, left), np.where(alone, exact, right)
        width = np.diff(pieces.edges)[of]
        rise = np.where(alone, 1.0, (pieces.right - pieces.left)[of])
        starts = pieces.edges[of] + np.where(alone, 0.0, (low - pieces.left[of]) / rise * width)
        starts[0] = 0.0
        return Moments(0.0, _Pieces(np.append(starts, CYCLE_H), left, right).joined())

    @staticmethod
    def _piece(rule: MomentsRule, moments: Floats, side: str) -> Floats:
        shift = _SAME_H if side == "right" else -_SAME_H
        found = np.searchsorted(rule.edges, moments + shift, side="right") - 1
        return np.asarray(found, dtype=np.float64)

    def _absolute(self) -> _Pieces:
        pieces = self.pieces or _ANY
        return _Pieces(pieces.edges, pieces.left + self.hours, pieces.right + self.hours)


def latest(first: Moments, second: Moments) -> Moments:
    """Return the later of two, for each moment of the start."""
    if first.pieces is second.pieces:
        return first if first.hours >= second.hours else second
    one, two = (moments._absolute() for moments in (first, second))
    edges = np.union1d(one.edges, two.edges)
    one, two = one.on(edges), two.on(edges)
    before, after = one.left - two.left, one.right - two.right
    crossing = before * after < -_SAME_H * _SAME_H
    share = before[crossing] / (before[crossing] - after[crossing])
    between = edges[:-1][crossing] + share * np.diff(edges)[crossing]
    edges = np.union1d(edges, between)
    edges = edges[np.concatenate([[True], np.diff(edges) > 0.0])]
    one, two = one.on(edges), two.on(edges)
    pieces = _Pieces(edges, np.maximum(one.left, two.left), np.maximum(one.right, two.right))
    return Moments(0.0, pieces.joined())


def weighted(parts: Sequence[tuple[float, Moments]]) -> Moments:
    """Return the mean of several by weights that sum to 1, for each moment of the start."""
    first = parts[0][1]
    if all(moments.pieces is first.pieces for _, moments in parts):
        return Moments(sum(weight * moments.hours for weight, moments in parts), first.pieces)
    each = [(weight, moments._absolute()) for weight, moments in parts if weight > 0.0]
    edges = np.unique(np.concatenate([pieces.edges for _, pieces in each]))
    on = [(weight, pieces.on(edges)) for weight, pieces in each]
    left = sum((weight * pieces.left for weight, pieces in on), np.zeros(len(edges) - 1))
    right = sum((weight * pieces.right for weight, pieces in on), np.zeros(len(edges) - 1))
    return Moments(0.0, _Pieces(edges, left, right).joined())


def _ranges(counts: NDArray[np.int64]) -> Floats:
    """Return 0, 1, … for each count, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1], dtype=np.float64) - np.repeat(ends - counts, counts)


# Rules --------------------------------------------------------------------------------------------


class Timetable:
    """Opening hours of a year, in a circle.

    Parameters
    ----------
    intervals
        Opening and closing times [h], sorted and disjoint, within the year.
    """

    def __init__(self, intervals: Iterable[tuple[float, float]]) -> None:
        pairs = np.array(list(intervals), dtype=np.float64)
        self.opens, self.closes = pairs[:, 0], pairs[:, 1]
        self.worked = np.cumsum(self.closes - self.opens)

    @cached_property
    def opening(self) -> MomentsRule:
        """The moment from which the cell is open: at once if it is open, else its opening."""
        return _Opening(self)

    def finishing(self, work_h: float) -> MomentsRule:
        """Return the rule for the end of work [h] that rests while the cell is closed."""
        return _finishing(self, work_h) if work_h > 0.0 else self.opening

    @property
    def total_h(self) -> float:
        """Hours open in a year."""
        return float(self.worked[-1])

    def next_open(self, moments: Floats) -> tuple[Floats, NDArray[np.int64], Floats]:
        """Return when it is open from each moment on, in which interval, and in which year [h]."""
        year = np.floor((moments + _SAME_H) / CYCLE_H) * CYCLE_H
        within = moments - year
        place = np.searchsorted(self.closes, within + _SAME_H, side="right")
        next_year = place == len(self.closes)
        place = np.where(next_year, 0, place)
        year = year + np.where(next_year, CYCLE_H, 0.0)
        opens = self.opens[place]
        return year + np.where(next_year, opens, np.maximum(within, opens)), place, year

    def done(self, worked: Floats, *, at_once: bool) -> Floats:
        """Return when so many hours have been open since the start of the year.

        Where that is a closing time: this one, or, with ``at_once``, the opening after it.
        """
        side = _SAME_H if at_once else -_SAME_H
        turns = np.floor((worked + side) / self.total_h)
        rest = worked - turns * self.total_h
        place = np.searchsorted(self.worked, rest + side, side="right")
        place = np.minimum(place, len(self.worked) - 1)
        return turns * CYCLE_H + self.closes[place] - (self.worked[place] - rest)

    def open_before(self, moments: Floats, place: NDArray[np.int64], year: Floats) -> Floats:
        """Return the open hours of the year before moments within opening hours."""
        turns = np.rint(year / CYCLE_H)
        return turns * self.total_h + self.worked[place] - (year + self.closes[place] - moments)


@lru_cache(maxsize=512)
def timetable(intervals: tuple[tuple[float, float], ...]) -> Timetable | None:
    """Return the timetable of intervals [h]; None: it never closes, or never opens.

    Parts before the year or after it are cut off.
    """
    within = [
        (max(opens, 0.0), min(closes, CYCLE_H))
        for opens, closes in intervals
        if closes > 0.0 and opens < CYCLE_H
    ]
    joined: list[tuple[float, float]] = []
    for opens, closes in sorted(within):
        if joined and opens <= joined[-1][1] + _SAME_H:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    if not joined or joined == [(0.0, CYCLE_H)]:
        return None
    return Timetable(joined)


class _Opening:
    """Until it opens; slope 1 where it is open, 0 where it is closed."""

    def __init__(self, table: Timetable) -> None:
        self._table = table
        opens, closes = table.opens, table.closes
        gaps = np.append(closes[:-1], []) if closes[-1] >= CYCLE_H else closes
        next_opens = np.append(opens[1:], opens[0] + CYCLE_H)[: len(gaps)]
        if opens[0] > 0.0:
            gaps, next_opens = np.append(0.0, gaps), np.append(opens[0], next_opens)
        begins = np.concatenate([opens, gaps])
        order = np.argsort(begins, kind="stable")
        self.edges = np.append(begins[order], CYCLE_H)
        self.values = np.concatenate([opens, next_opens])[order]
        self.slopes = np.concatenate([np.ones(len(opens)), np.zeros(len(gaps))])[order]

    def at(self, moments: Floats) -> Floats:
        return self._table.next_open(moments)[0]


class _Finishing:
    """Until work is done that rests while it is closed.

    On the scale of hours open, work takes as long as it is; so the pieces end at closing times and
    so long before them.
    """

    def __init__(self, table: Timetable, work_h: float) -> None:
        self._table, self._work_h = table, work_h
        total = table.total_h
        cuts = np.unique(
            np.concatenate([[0.0], table.worked[:-1], np.mod(table.worked - work_h, total)])
        )
        cuts = cuts[np.concatenate([[True], np.diff(cuts) > _SAME_H]) & (cuts < total - _SAME_H)]
        begins = table.done(cuts, at_once=True)
        ends = table.done(cuts + work_h, at_once=True)
        opening = _Opening(table)
        closed = opening.slopes == 0.0
        gaps = opening.edges[:-1][closed]
        both = np.concatenate([begins, gaps])
        order = np.argsort(both, kind="stable")
        self.edges = np.append(both[order], CYCLE_H)
        self.values = np.concatenate([ends, self.at(gaps)])[order]
        self.slopes = np.concatenate([np.ones(len(begins)), np.zeros(len(gaps))])[order]

    def at(self, moments: Floats) -> Floats:
        opens = self._table.next_open(moments)
        return self._table.done(self._table.open_before(*opens) + self._work_h, at_once=False)


@lru_cache(maxsize=2048)
def _finishing(table: Timetable, work_h: float) -> _Finishing:
    return _Finishing(table, work_h)


class Meetings:
    """Until the next of some moments of the year, in a circle.

    Parameters
    ----------
    times
        Moments [h]; at least one.
    """

    def __init__(self, times: Iterable[float]) -> None:
        self.times = np.unique(np.mod(np.array(list(times), dtype=np.float64), CYCLE_H))
        at_start = len(self.times) and self.times[0] < _SAME_H
        self.edges = np.concatenate([[] if at_start else [0.0], self.times, [CYCLE_H]])
        later = self.times[1:] if at_start else self.times
        self.values = np.append(later, self.times[0] + CYCLE_H)
        self.slopes = np.zeros(len(self.values))

    def at(self, moments: Floats) -> Floats:
        """Return the next of the moments, from single moments on."""
        year = np.floor((moments - _SAME_H) / CYCLE_H) * CYCLE_H
        place = np.searchsorted(self.times, moments - year - _SAME_H, side="left")
        next_year = place == len(self.times)
        found: Floats = self.times[np.where(next_year, 0, place)]
        return np.asarray(year + found + np.where(next_year, CYCLE_H, 0.0), dtype=np.float64)


@lru_cache(maxsize=512)
def meetings(times: tuple[float, ...]) -> Meetings | None:
    """Return the meetings at some moments [h]; None: no moments are given."""
    return Meetings(times) if times else None
