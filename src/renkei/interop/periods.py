"""The log of a yard to periods of work: planned and actual length, finished or still going on.

What for: how long work takes, how often it takes longer than planned, and by how much. Takes a log;
gives its periods by unit and maintenance. An empty end means that the work still goes on when the
record ends.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from renkei._base.language import Phrase
from renkei.interop.moments import hours_between
from renkei.interop.records import Key, Log, Row, Window, key_of

_HALF_DAY, _HALF_MINUTE = 12.0, 1 / 120


@dataclass(frozen=True)
class Period:
    """Maintenance: planned and actual length in hours, and whether it was finished.

    ``due`` where the planned length ended within the record: whether it ran over is then known,
    whatever the outcome was.
    """

    planned: float | None
    actual: float
    finished: bool
    due: bool = True


@dataclass
class Work:
    """The periods of a unit and maintenance, and the platforms that they come from."""

    periods: list[Period] = field(default_factory=list)
    platforms: set[str] = field(default_factory=set)


@dataclass
class _Read:
    """The dates of a row."""

    row: Row
    begun: datetime
    due: datetime | None
    end: datetime | None
    planned_from: datetime | None = None


def periods(log: Log, window: Window) -> dict[Key, Work]:
    """Return the periods of maintenance by unit and maintenance.

    A period without an `end` is open at the end of the record; without that it says nothing.
    """
    by_key: dict[Key, list[_Read]] = defaultdict(list)
    for row in log.rows:
        read = _read(row, window)
        if log.judge(row) and read is not None:
            by_key[key_of(row)].append(read)
    found: dict[Key, Work] = {}
    same_day: list[str] = []
    for key, reads in by_key.items():
        work = found[key] = Work()
        for read in _apart(reads, log):
            work.periods.append(_period(read, window, same_day))
            if read.row.platform:
                work.platforms.add(read.row.platform)
    log.note("same-day", same_day)
    return {key: work for key, work in found.items() if work.periods}


def _read(row: Row, window: Window) -> _Read | None:
    names = ("planned_start", "planned_end", "start", "end")
    planned_start, planned_end, start, end = (row.day(name) for name in names)
    begun = start or planned_start
    if row.problems:
        return None
    if begun is None:
        row.wrong(
            "IMP-009",
            "start",
            Phrase("no start"),
            Phrase("`start`, or `planned_start` where it was kept"),
        )
        return None
    planned_from = planned_start or begun
    if planned_end is not None and planned_end < planned_from:
        shown = row.cells["planned_end"].text
        row.wrong("IMP-009", "planned_end", f"`{shown}`", Phrase("a date not before the start"))
    within = Phrase("within {record}", record=window.words)
    if window.begins and begun < window.begins:
        name = "start" if start else "planned_start"
        row.wrong(
            "IMP-009",
            name,
            f"`{row.cells[name].text}`",
            Phrase("a date {within}", within=within),
            Phrase(
                "work from before the record is in it only where it took long: "
                "leave it out, --keep-good, or begin the record earlier"
            ),
        )
    if end is None and window.ends is None:
        expected = Phrase("an end, or --until with the end of the record")
        row.wrong(
            "IMP-009",
            "end",
            Phrase("no end"),
            expected,
            Phrase("an empty end means still going on"),
        )
        return None
    last = end or window.ends
    assert last is not None
    # Work begun and ended on one day is legal; work that began on the last moment says nothing.
    if (
        last < begun
        or (end is None and last <= begun)
        or (end and window.ends and end > window.ends)
    ):
        shown = row.cells["end"].text if end else "no end"
        row.wrong(
            "IMP-009",
            "end" if end else "start",
            f"`{shown}`",
            Phrase("a date not before the start and {within}", within=within),
        )
    return _Read(row, begun, planned_end, end, planned_from)


def _apart(reads: list[_Read], log: Log) -> list[_Read]:
    """Return the periods, none of which overlaps another of its platform."""
    by_platform: dict[str, list[_Read]] = defaultdict(list)
    kept = [read for read in reads if not read.row.platform]
    for read in reads:
        if read.row.platform:
            by_platform[read.row.platform].append(read)
    merged: list[str] = []
    for platform, own in by_platform.items():
        own.sort(key=lambda read: read.begun)
        made: list[_Read] = []
        for read in own:
            last = made[-1] if made else None
            if last is None or (last.end is not None and read.begun >= last.end):
                made.append(read)
            elif log.rules.overlaps == "merge":
                merged.append(f"{platform}, {read.begun:%Y-%m-%d}")
                made[-1] = _merged(last, read)
            else:
                _refuse(last, read)
                made[-1] = max(last, read, key=lambda r: (r.end is None, r.end or r.begun))
        for read in own:
            if read.row.problems:
                log.judge(read.row)
        kept += [read for read in made if not read.row.problems]
    log.note("merged", merged)
    return kept


def _merged(first: _Read, second: _Read) -> _Read:
    dues = [due for due in (first.due, second.due) if due is not None]
    end = None if first.end is None or second.end is None else max(first.end, second.end)
    return replace(first, end=end, due=max(dues) if dues else None)


def _refuse(first: _Read, second: _Read) -> None:
    """Refuse both of two periods that overlap: which of them is wrong is not known."""
    for read, other in ((first, second), (second, first)):
        if read.row.problems:
            continue
        until = f"{other.end:%Y-%m-%d}" if other.end else Phrase("no end")
        read.row.wrong(
            "IMP-009",
            "platform",
            Phrase(
                "`{platform}` in two repairs at once: also {begun} to {until}, row {line}",
                platform=read.row.platform,
                begun=f"{other.begun:%Y-%m-%d}",
                until=until,
                line=other.row.location.line,
            ),
            Phrase("one at a time"),
            Phrase("correct the dates; or --overlaps merge: both are one period"),
        )


def _period(read: _Read, window: Window, same_day: list[str]) -> Period:
    """Return the lengths; a length of 0 counts as half of what the dates can distinguish."""
    last = read.end or window.ends
    assert last is not None
    row = read.row
    least = _HALF_MINUTE if row.has_clock("start", "planned_start", "end") else _HALF_DAY
    actual = hours_between(read.begun, last)
    if actual == 0:
        actual = least
        same_day.append(f"{row.platform or f'row {row.location.line}'}, {read.begun:%Y-%m-%d}")
    planned = None
    if read.due is not None and read.planned_from is not None:
        planned = hours_between(read.planned_from, read.due) or least
    is_due = (
        planned is None
        or window.ends is None
        or read.begun + timedelta(hours=planned) < window.ends
    )
    return Period(planned, actual, read.end is not None, is_due)
