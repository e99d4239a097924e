"""The log of failures to spells in service, each ended by a failure or by the end of the record.

What for: how often units fail is the number of failures over the time in which they could fail.
Takes a log; gives for each unit and maintenance its spells, and what they rest on. A platform can
fail from its return (or from the day it entered service, or the record began) to its next failure,
its last day in service, or the end of the record; a failure without a return is one that still
lasts, and nothing is exposed behind it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.moments import hours_between
from renkei.interop.records import Key, Log, Row, Window, key_of

_HALF_DAY, _HALF_MINUTE = 12.0, 1 / 120


@dataclass(frozen=True)
class Spell:
    """Time in service, in hours; ``whole``: since a return, not since the record began.

    ``least`` is half of the shortest time that the dates can distinguish: a length of 0 means
    one below twice ``least``.
    """

    hours: float
    failed: bool
    whole: bool = True
    least: float = _HALF_DAY


@dataclass
class Exposure:
    """The spells of a unit and maintenance, and the platforms that they come from.

    ``attribute`` is ``every`` or ``every_use``; ``down`` the hours between failure and return
    within the record; ``n_first_only`` failures before which no time in service is known.
    """

    attribute: str
    spells: list[Spell] = field(default_factory=list)
    platforms: set[str] = field(default_factory=set)
    unfailed: set[str] = field(default_factory=set)
    down: float = 0.0
    n_first_only: int = 0

    @property
    def hours(self) -> float:
        """Time in which a failure would have been seen [h]."""
        return math.fsum(spell.hours for spell in self.spells)

    @property
    def n_failures(self) -> int:
        """Number of failures whose time in service before them is known."""
        return sum(spell.failed for spell in self.spells)


def spells(log: Log, window: Window) -> dict[Key, Exposure]:
    """Return the spells by unit and maintenance.

    Rows with a `time` or `use` are spells; rows with a date `failed` are failures, between which
    the spells of a platform lie. A platform without a failure needs a row that names it.

    Raises
    ------
    InputError
        If dates are given without an end of the record.
    """
    found: dict[Key, Exposure] = {}
    dated: dict[Key, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    no_event: list[str] = []
    for row in log.rows:
        which = [name for name in ("time", "use") if row.has(name)]
        if which:
            _timed(row, which, found, log, no_event)
        elif row.platform:
            dated[key_of(row)][row.platform].append(row)
        else:
            row.wrong(
                "IMP-009",
                "unit",
                Phrase("neither a time nor a platform"),
                Phrase("`time`, `use`, or a `platform` with the date `failed`"),
            )
            log.judge(row)
    log.note("empty-event", no_event)
    timed = [row for row in log.rows if row.has("time") or row.has("use")]
    if timed and not any("event" in row.cells for row in timed):
        log.note("no-event-column", [str(row.location.line) for row in timed])
    if dated and window.ends is None:
        raise InputError(
            [
                Problem(
                    "IMP-005",
                    Location(Phrase("the command line")),
                    "--until",
                    Phrase("no end of the record"),
                    Phrase("--until DATE, the first day on which nothing was recorded any more"),
                    Phrase("the time since the last failure counts too: it is known to be longer"),
                )
            ]
        )
    history = _Histories(log, window)
    for key, platforms in dated.items():
        exposure = found.setdefault(key, Exposure("every"))
        if exposure.attribute != "every":
            for row in (row for rows in platforms.values() for row in rows):
                row.wrong(
                    "IMP-009",
                    "platform",
                    Phrase("dates"),
                    Phrase("hours of use, as in the other rows"),
                )
                log.judge(row)
            continue
        for platform, rows in platforms.items():
            history.add(platform, rows, exposure)
    history.note()
    return {key: exposure for key, exposure in found.items() if exposure.spells}


def _timed(
    row: Row, which: list[str], found: dict[Key, Exposure], log: Log, no_event: list[str]
) -> None:
    name = "every" if which[0] == "time" else "every_use"
    hours, failed = row.hours(which[0]), row.flag("event")
    dates = [name for name in ("failed", "returned") if row.has(name)]
    if failed is None and "event" in row.cells and not row.problems:
        if log.rules.empty_event == "refuse":
            remedy = Phrase("fill it in; or --empty-event censored: it means that nothing happened")
            row.wrong(
                "IMP-014", "event", Phrase("no event"), Phrase("`failure` or `censored`"), remedy
            )
        else:
            no_event.append(str(row.location.line))
            failed = False
    if len(which) > 1:
        row.wrong(
            "IMP-009",
            "use",
            Phrase("both `time` and `use`"),
            Phrase("one of them: the clock of the unit"),
        )
    elif dates:
        row.wrong(
            "IMP-009",
            dates[0],
            Phrase("both `{which}` and `{dates}`", which=which[0], dates=dates[0]),
            Phrase("one of them: a length or its dates"),
        )
    elif hours is not None and hours <= 0:
        row.wrong("IMP-009", which[0], f"`{row.cells[which[0]].text}`", Phrase("more than 0"))
    elif key_of(row) in found and found[key_of(row)].attribute != name:
        row.wrong(
            "IMP-009", which[0], f"`{which[0]}`", Phrase("the same clock in every row of a unit")
        )
    if log.judge(row) and hours is not None:
        exposure = found.setdefault(key_of(row), Exposure(name))
        exposure.spells.append(Spell(hours, failed is not False))
        if row.platform:
            exposure.platforms.add(row.platform)


@dataclass
class _Failure:
    """Failures of one platform at one moment, and when it was back: None while it still is down."""

    failed: datetime
    back: datetime | None
    rows: list[Row]
    n: int = 1


class _Histories:
    """The histories of platforms from the dates of their failures."""

    def __init__(self, log: Log, window: Window) -> None:
        self.log, self.window = log, window
        self.entered: datetime | None = None  # of the platform that is looked at
        self.left: datetime | None = None
        self.still_down: list[str] = []
        self.at_once: list[str] = []
        self.merged: list[str] = []
        self.no_beginning: list[str] = []
        self.first_only: list[str] = []
        self.no_return: list[str] = []

    def note(self) -> None:
        """Note what the histories had."""
        self.log.note("no-return-column", self.no_return)
        self.log.note("still-down", self.still_down)
        self.log.note("at-once", self.at_once)
        self.log.note("merged", self.merged)
        self.log.note("first-only", self.first_only)
        self.log.note("no-beginning", self.no_beginning)

    def add(self, platform: str, rows: list[Row], exposure: Exposure) -> None:
        """Add the spells of one platform.

        One unusable row spoils the history: without it two spells would count as one long one.
        """
        begins, ends, whole = self._service(rows)
        failures = self._failures(rows)
        for row in rows:
            self.log.judge(row)
        if platform in self.log.broken:
            self._refuse(platform, rows)
            return
        exposure.platforms.add(platform)
        least = _HALF_MINUTE if any(r.has_clock("failed", "returned") for r in rows) else _HALF_DAY
        n_before = len(exposure.spells)
        since = begins
        for failure in failures:
            shown = f"{platform}, {failure.failed:%Y-%m-%d}"
            if since is None:
                self.first_only.append(shown)
                exposure.n_first_only += 1
            else:
                hours = hours_between(since, failure.failed)
                exposure.spells.append(Spell(hours, True, whole, least))
                # What fails at the same moment fails after no time: it counts without exposure.
                exposure.spells += [Spell(0.0, True, True, least)] * (failure.n - 1)
            if failure.n > 1:
                self.at_once.append(shown)
            if failure.back is None:
                self.still_down.append(shown)
            down_until = ends if failure.back is None else min(failure.back, ends)
            exposure.down += max(hours_between(failure.failed, down_until), 0.0)
            since, whole = down_until, True
        if since is not None and since < ends:
            exposure.spells.append(Spell(hours_between(since, ends), False, whole, least))
        if not failures:
            exposure.unfailed.add(platform)
        if len(exposure.spells) == n_before and not failures:
            self.no_beginning.append(platform)

    def _service(self, rows: list[Row]) -> tuple[datetime | None, datetime, bool]:
        """Return since when and until when a platform is seen, and whether since it was new."""
        window_ends = self.window.ends
        assert window_ends is not None
        found: dict[str, datetime] = {}
        for name in ("in_service", "out_of_service"):
            for row in rows:
                day = row.day(name)
                if day is None:
                    continue
                if found.setdefault(name, day) != day:
                    expected = Phrase(
                        "{found}, as in another row of the platform",
                        found=f"{found[name]:%Y-%m-%d}",
                    )
                    row.wrong("IMP-009", name, f"`{row.cells[name].text}`", expected)
        begins, ends = found.get("in_service"), found.get("out_of_service")
        self.entered, self.left = begins, ends
        where = next((row for row in rows if row.has("out_of_service")), rows[0])
        if begins and ends and ends < begins:
            shown = where.cells["out_of_service"].text
            where.wrong(
                "IMP-009", "out_of_service", f"`{shown}`", Phrase("a date after `in_service`")
            )
        if begins and begins > window_ends:
            where = next(row for row in rows if row.has("in_service"))
            shown = where.cells["in_service"].text
            where.wrong("IMP-009", "in_service", f"`{shown}`", self._within())
        if ends and self.window.begins and ends < self.window.begins:
            shown = where.cells["out_of_service"].text
            where.wrong("IMP-009", "out_of_service", f"`{shown}`", self._within())
        ends = min(ends or window_ends, window_ends)
        opened = self.window.begins
        if begins and (opened is None or begins >= opened):
            return begins, ends, True
        return opened, ends, False

    def _within(self) -> str:
        return Phrase("a date within {record}", record=self.window.words)

    def _failures(self, rows: list[Row]) -> list[_Failure]:
        """Return the failures in their order, those of one moment as one; note contradictions."""
        found: list[tuple[datetime, datetime | None, Row]] = []
        for row in rows:
            failed, returned = row.day("failed"), row.day("returned")
            if failed is None:
                if returned is not None:
                    row.wrong(
                        "IMP-009",
                        "returned",
                        Phrase("a return without a failure"),
                        Phrase("the date `failed`"),
                    )
                continue
            self._check(row, failed, returned)
            if "returned" not in row.cells:
                self.no_return.append(str(row.location.line))
                returned = failed
            found.append((failed, returned, row))
        found.sort(key=lambda item: item[0])
        made: list[_Failure] = []
        for failed, back, row in found:
            last = made[-1] if made else None
            if last is None:
                made.append(_Failure(failed, back, [row]))
            elif failed == last.failed:
                last.n, last.back = last.n + 1, _later(last.back, back)
                last.rows.append(row)
            elif last.back is None or failed < last.back:
                self._while_down(row, last, back)
            else:
                made.append(_Failure(failed, back, [row]))
        return made

    def _while_down(self, row: Row, last: _Failure, back: datetime | None) -> None:
        """Take a failure while the platform is down as a part of that, or refuse it."""
        if self.log.rules.overlaps == "merge":
            self.merged.append(f"{row.platform}, {row.cells['failed'].text}")
            last.back = _later(last.back, back)
            return
        line = last.rows[0].location.line
        if last.back is None:
            expected = Phrase(
                "a failure after the return from that of row {line}, which is not given", line=line
            )
            remedy = Phrase(
                "fill in `returned` there; or --overlaps merge: what fails while down is part of "
                "that failure"
            )
        else:
            shown = f"{last.back:%Y-%m-%d}"
            expected = Phrase(
                "a failure not before {shown}, when it was back from that of row {line}",
                shown=shown,
                line=line,
            )
            remedy = Phrase(
                "correct the dates; or --overlaps merge: what fails while down is part of that "
                "failure"
            )
        row.wrong("IMP-009", "failed", f"`{row.cells['failed'].text}`", expected, remedy)

    def _check(self, row: Row, failed: datetime, returned: datetime | None) -> None:
        begins, ends = self.window.begins, self.window.ends
        shown = f"`{row.cells['failed'].text}`"
        if (begins and failed < begins) or (ends and failed > ends):
            row.wrong("IMP-009", "failed", shown, self._within())
        if returned is not None and returned < failed:
            row.wrong(
                "IMP-009",
                "returned",
                f"`{row.cells['returned'].text}`",
                Phrase("a date not before the failure"),
            )
        entered, left = self.entered, self.left
        if entered is not None and failed < entered:
            expected = Phrase(
                "a date not before {entered}, when it entered service",
                entered=f"{entered:%Y-%m-%d}",
            )
            row.wrong("IMP-009", "failed", shown, expected)
        elif left is not None and failed > left:
            expected = Phrase(
                "a date not after {left}, when it left service", left=f"{left:%Y-%m-%d}"
            )
            row.wrong("IMP-009", "failed", shown, expected)

    def _refuse(self, platform: str, rows: list[Row]) -> None:
        for row in rows:
            if not row.problems:
                line = self.log.broken[platform].line
                found = Phrase(
                    "`{platform}`, whose row {line} cannot be used", platform=platform, line=line
                )
                row.wrong("IMP-009", "platform", found, Phrase("a history without gaps"))
                self.log.judge(row)


def _later(first: datetime | None, second: datetime | None) -> datetime | None:
    """Return the later of two returns; none where either is not back."""
    return None if first is None or second is None else max(first, second)
