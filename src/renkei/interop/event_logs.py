"""The log of an exercise or of an event: each message that tells a milestone, and when it was.

What for: who kept a log has moments, and ``clocks`` want lengths. Takes sheets and the meaning of
their columns; gives entries, from which :mod:`renkei.interop.log_clocks` measures. A log has a row
for each message (``milestone``, and ``at`` or ``at.date`` with ``at.time``), or a row for each
event with a column for each milestone (``at.decided``). A row that tells no milestone is chatter:
it is left out, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.interop.columns import Attribute, Column, Headings, columns_of, forms_of
from renkei.interop.folding import Folds, fold
from renkei.interop.furniture import furniture
from renkei.interop.imported_tables import Rejection
from renkei.interop.moments import clock_of, midnight
from renkei.interop.notes import MOST_EXAMPLES, Kind, Note, notes_of
from renkei.interop.records import Row
from renkei.interop.sheets import Cell, Sheet
from renkei.interop.usage import Usage, settle_zone, usage_of
from renkei.scenario.model.incidents import Milestone

START = "start"
"""The entry of a log at which an event begins; a clock without ``from`` runs from there."""

ABOUT_EVENT = ("incident", "place", "design", "use")
"""What a log says of an event, the same in all its rows."""

_WIDE = "at."
_PARTS = ("at.date", "at.time")
_LOG = {
    "event": Attribute(is_free=True),
    "milestone": Attribute(is_free=True),
    "at": Attribute(form="moment"),
    "at.date": Attribute(form="moment"),
    "at.time": Attribute(),
    "nation": Attribute(),
    "source": Attribute(),
    "note": Attribute(is_free=True),
} | dict.fromkeys(ABOUT_EVENT, Attribute())
_NAMES = (*_LOG, *(f"{_WIDE}{one}" for one in (START, *Milestone)))
_MILESTONE = re.compile(r"([a-z0-9][a-z0-9-]{0,63})(?:\.([A-Z]{2,8}))?")
_ALWAYS = frozenset({START, *Milestone})
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LogEntry:
    """One message: the event and milestone that it tells, its moment, and the words of the log.

    ``to_the_day`` where the log has no time of day. ``nation`` may be empty.
    """

    event: str
    milestone: str
    nation: str
    when: datetime
    to_the_day: bool
    words: str
    row: Row


@dataclass
class EventLog:
    """The entries of a log, and every reason why other rows have none."""

    entries: list[LogEntry] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    n_rows: int = 0
    n_hidden: int = 0
    notes: list[Note] = field(default_factory=list)

    def judge(self, row: Row) -> None:
        """Note what is wrong with a row."""
        for problem in row.problems:
            column = next((c.column for c in row.cells.values()
                           if c.location == problem.location), "")  # fmt: skip
            place = problem.location
            self.rejections.append(Rejection(place.file, place.line, column, problem))

    def note(self, kind: Kind, found: Iterable[str], n: int | None = None) -> None:
        """Note what was done to the things found, if any were found."""
        found = list(found)
        if found:
            examples = tuple(dict.fromkeys(found))[:MOST_EXAMPLES]
            self.notes.append(Note(kind, len(found) if n is None else n, examples))


def is_event_log(sheet: Sheet, headings: Headings) -> bool:
    """Return whether the columns are those of a log, not of clocks that are measured already."""
    mapped = {fold(name): attribute for name, attribute in headings.attributes.items()}
    names = [mapped.get(fold(cell.text), fold(cell.text)).strip().lower() for cell in sheet.header]
    names += headings.attributes.values()
    return any(name in ("at", "milestone") or name.startswith(_WIDE) for name in names)


def read_event_log(sheets: Iterable[Sheet], headings: Headings) -> EventLog:
    """Return the entries of a log.

    Raises
    ------
    InputError
        If a column is missing or unknown, or no row tells a milestone.
    """
    return _Reader(list(sheets), headings).read()


class _Reader:
    def __init__(self, sheets: list[Sheet], headings: Headings) -> None:
        self._sheets, self._headings = sheets, headings
        self._log = EventLog()
        self._chatter: Counter[str] = Counter()
        self._day_above: list[str] = []
        self._next_day: list[str] = []

    def read(self) -> EventLog:
        log, folds = self._log, Folds()
        columned = [self._columns(sheet) for sheet in self._sheets]
        usages = [usage_of(sheet, forms_of(columns), folds)
                  for sheet, columns in zip(self._sheets, columned, strict=True)]  # fmt: skip
        for sheet, columns, usage in zip(self._sheets, columned, usages, strict=True):
            usage.offsets |= _offsets(sheet, columns)
        settle_zone(usages, self._sheets[0].spelling.zone if self._sheets else "")
        for sheet, columns, usage in zip(self._sheets, columned, usages, strict=True):
            log.n_hidden += sheet.n_hidden
            self._read_rows(sheet, columns, usage)
        if self._chatter and not log.entries and not log.rejections:
            raise InputError([self._no_milestone()])
        log.notes += notes_of(self._sheets, folds, usages, self._headings.skipped)
        said = [f"`{text[:60]}`" + (f" ({n})" if n > 1 else "")
                for text, n in self._chatter.most_common()]  # fmt: skip
        log.note("log-chatter", said, self._chatter.total())
        log.note("log-day-above", self._day_above)
        log.note("log-next-day", self._next_day)
        return log

    def _columns(self, sheet: Sheet) -> list[Column]:
        """Return the columns of a sheet, of which a log needs those of one of its forms."""
        for words, value in self._headings.words.get("milestone", {}).items():
            if not _MILESTONE.fullmatch(value):
                place = Location(Phrase("the mapping file"))
                expected = Phrase("a milestone, such as `decided`, or `decided.ABC` of a nation")
                hint = did_you_mean(value, _ALWAYS)
                key = f"values.milestone.{words[:60]}"
                raise InputError(
                    [Problem("IMP-015", place, key, f"`{value[:60]}`", expected, hint)]
                )
        columns = columns_of(sheet, self._headings, _known, _NAMES, ())
        names = {column.attribute for column in columns} | self._headings.values.keys()
        needed = {"event", "incident", "source"}
        if not any(_is_wide(name) for name in names):
            needed |= {"milestone"}
            if "at" not in names:
                needed |= set(_PARTS) if names & set(_PARTS) else {"at"}
        if needed - names:
            columns_of(sheet, self._headings, _known, _NAMES, sorted(needed))  # says which
        return columns

    def _read_rows(self, sheet: Sheet, columns: list[Column], usage: Usage) -> None:
        above: _Above = _Above()
        told_by = next((c.index for c in columns if c.attribute == "milestone"), None)
        for cells in sheet.rows:
            self._log.n_rows += 1
            row = Row({column.attribute: column.cell(cells, usage) for column in columns})
            where = cells[0].location
            row.cells |= {n: Cell(text, where, n) for n, text in self._headings.values.items()}
            event = row.cells["event"]
            if problem := furniture(cells, sheet, [event], is_list=True):
                row.problems.add(problem)
            else:
                words = cells[told_by].text if told_by is not None and told_by < len(cells) else ""
                self._read_row(row, " ".join(words.split()), usage, above)
            self._log.judge(row)

    def _read_row(self, row: Row, words: str, usage: Usage, above: _Above) -> None:
        """Take the entries of a row."""
        for name, cell in row.cells.items():
            if cell.fault is not None:
                fault = cell.fault
                row.wrong(fault.code, name, fault.found, fault.expected, fault.remedy)
        if not row.has("event"):
            row.wrong("SCN-022", "event", Phrase("nothing"), Phrase("the event of the entry"))
        if row.problems:
            return
        own = row.day("at.date") if row.has("at.date") else None
        wide = [name for name in row.cells if _is_wide(name) and row.has(name)]
        if wide:
            self._read_wide(row, wide, usage, own)
            return
        milestone = fold(row.cells["milestone"].text) if "milestone" in row.cells else ""
        match = _MILESTONE.fullmatch(milestone)
        # One of `milestones` of a scenario is told by the mapping; else any word would be one.
        if match is None or (match[1] not in _ALWAYS and milestone == fold(words)):
            self._chatter[milestone or "-"] += 1
            above.day, above.when = own or above.day, None
            return
        if "at" in row.cells:
            when = row.day("at")
            if when is None and not row.problems:
                row.wrong("IMP-007", "at", Phrase("nothing"), Phrase("a date, such as 2025-04-01"))
        else:
            when = self._in_parts(row, usage, own, above)
        if when is None or row.problems:
            return
        exact = row.has_clock("at") or row.has("at.time")
        self._take(row, milestone, words or milestone, when, exact)

    def _in_parts(
        self, row: Row, usage: Usage, own: datetime | None, above: _Above
    ) -> datetime | None:
        """Return the moment of a row whose day and time are in two columns.

        Who writes the day once, above, means it for the rows below, as long as time goes on.
        """
        day = own or above.day
        if day is None:
            row.wrong("IMP-007", "at.date", Phrase("nothing"), Phrase("a date, such as 2025-04-01"))
            return None
        when = self._clock(row, "at.time", usage, day) if row.has("at.time") else day
        if own is None and when is not None:
            if above.when is not None and when < above.when:
                expected = Phrase("a time after that of the row above, or a date of its own")
                row.wrong("IMP-009", "at.time", f"`{row.cells['at.time'].text}`", expected)
                return None
            self._day_above.append(str(row.location.line))
        above.day, above.when = day, when
        return when

    def _read_wide(self, row: Row, names: list[str], usage: Usage, day: datetime | None) -> None:
        """Take each moment of a row that has several, in the order of its columns.

        A time of day alone is of the day of its row, or of the next one where it would else be
        before the moment to its left.
        """
        before: datetime | None = None
        for name in names:
            text = fold(row.cells[name].text)
            alone = row.cells[name].day is None and clock_of(text) is not None
            if alone and day is None:
                expected = Phrase("a date with the time, or a column `at.date`")
                row.wrong("IMP-007", name, f"`{text[:60]}`", expected)
                continue
            when = self._clock(row, name, usage, day) if alone and day else row.day(name)
            if when is None:
                continue
            if alone and before is not None and when < before:
                while when < before:
                    when += _DAY
                self._next_day.append(f"`{text}`")
            before = when
            milestone = name.removeprefix(_WIDE)
            exact = alone or row.has_clock(name)
            self._take(row, milestone, milestone, when, exact)

    def _clock(self, row: Row, name: str, usage: Usage, day: datetime) -> datetime | None:
        """Return the moment of a day at which a cell says the time."""
        text = row.cells[name].text
        found = clock_of(fold(text))
        if found is None:
            row.wrong("IMP-007", name, f"`{text[:60]}`", Phrase("a time of day, such as 06:30"))
            return None
        passed, offset = found
        when = midnight(day.date()) + passed
        if usage.zone is not None:
            usage.note("zoneless" if offset is None else "zoned", f"`{text}`")
            when += usage.zone - (usage.zone if offset is None else offset)
        return when

    def _take(self, row: Row, milestone: str, words: str, when: datetime, exact: bool) -> None:
        match = _MILESTONE.fullmatch(milestone)
        assert match is not None
        nation = match[2] or (row.cells["nation"].text if row.has("nation") else "")
        if words == milestone:
            words = milestone.replace("-", " ").replace(".", " ")
        event = " ".join(row.cells["event"].text.split())
        self._log.entries.append(LogEntry(event, match[1], nation, when, not exact, words, row))

    def _no_milestone(self) -> Problem:
        texts = [text[:60] for text, _ in self._chatter.most_common(5)]
        names = (START, *Milestone)
        hint = next((h for text in texts if (h := did_you_mean(text, names))), "")
        say = Phrase(
            "say in a mapping file what they mean, `values: {{milestone: {{{text}: decided}}}}`",
            text=texts[0],
        )
        return Problem(
            "IMP-008",
            self._sheets[0].header[0].location,
            "milestone",
            Phrase("no milestone in any row; found {texts}",
                   texts=", ".join(f"`{text}`" for text in texts)),
            Phrase("one of: {names}; or one of `milestones`", names=", ".join(names)),
            Phrase("{hint} {further}", hint=hint, further=say) if hint else say,
        )  # fmt: skip


@dataclass
class _Above:
    """The day and the moment of the row above, for a row without a day."""

    day: datetime | None = None
    when: datetime | None = None


def _is_wide(name: str) -> bool:
    return name.startswith(_WIDE) and name not in _PARTS


def _known(name: str) -> Attribute | None:
    if _is_wide(name):
        milestone = _MILESTONE.fullmatch(name.removeprefix(_WIDE))
        return None if milestone is None else Attribute(form="moment")
    return _LOG.get(name)


def _offsets(sheet: Sheet, columns: list[Column]) -> set[timedelta]:
    """Return the offsets from UTC that times of day name."""
    indices = [c.index for c in columns if c.attribute == "at.time" or _is_wide(c.attribute)]
    clocks = (clock_of(fold(row[index].text)) for row in sheet.rows for index in indices
              if index < len(row) and row[index].text)  # fmt: skip
    return {clock[1] for clock in clocks if clock is not None and clock[1] is not None}
