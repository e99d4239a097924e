"""Recorded clocks measured in a log: how long each event took, from its start to a milestone.

What for: `validate` and `calibrate` compare lengths. Takes the entries of a log; gives entries of
``clocks`` that the language accepts, and for every other row where and why. Of several messages of
one milestone the earliest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from renkei._base.language import Phrase
from renkei.interop.columns import Headings
from renkei.interop.event_logs import ABOUT_EVENT, START, EventLog, LogEntry, read_event_log
from renkei.interop.exchange.identifiers import slug, unused
from renkei.interop.imported_tables import Imported
from renkei.interop.moments import hours_between
from renkei.interop.sheets import Sheet
from renkei.scenario.language.validation import check_entry
from renkei.scenario.model.incidents import OF_NATIONS
from renkei.scenario.text.csv_tables import Cell as TextCell
from renkei.scenario.text.csv_tables import entry_of
from renkei.scenario.text.nodes import plain

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def clocks_of_log(sheets: Iterable[Sheet], headings: Headings) -> Imported:
    """Return the clocks of a log; ``from`` among the values for all rows is where they start.

    Raises
    ------
    InputError
        If a column is missing or unknown, or no row tells a milestone.
    """
    begins = headings.values.get("from", START)
    values = {name: text for name, text in headings.values.items() if name != "from"}
    log = read_event_log(sheets, replace(headings, values=values))
    done = Imported("clocks", n_rows=log.n_rows, n_hidden=log.n_hidden)
    events: dict[str, list[LogEntry]] = {}
    for entry in log.entries:
        events.setdefault(entry.event, []).append(entry)
    taken: set[str] = set()
    again: list[str] = []
    named: list[str] = []
    for event, entries in events.items():
        id_ = unused(event if _ID.fullmatch(event) else slug(event, "event")[:40], taken)
        if id_ != event:
            named.append(f"`{event[:60]}` as {id_}")
        _measure(id_, entries, begins, log, done, again)
    log.note("log-ids", named)
    log.note("log-again", again)
    done.notes, done.rejections = log.notes, log.rejections
    return done


def _measure(
    event: str,
    entries: list[LogEntry],
    begins: str,
    log: EventLog,
    done: Imported,
    again: list[str],
) -> None:
    """Add the clocks of one event."""
    first: dict[tuple[str, str], LogEntry] = {}
    for entry in sorted(entries, key=lambda one: one.when):
        key = (entry.milestone, entry.nation if entry.milestone in OF_NATIONS else "")
        if key in first:
            again.append(f"`{entry.event[:60]}: {entry.words[:60]}`")
        else:
            first[key] = entry
    start = next((one for (milestone, _), one in first.items() if milestone == begins), None)
    if start is None:
        found = Phrase("`{event}`, which has no entry `{start}`",
                       event=entries[0].event, start=begins)  # fmt: skip
        expected = Phrase("when each event began: an entry `{start}`", start=begins)
        for entry in entries:
            _refuse(entry, "milestone", found, expected, log)
        return
    about = _about(start, entries, log)
    for (milestone, nation), entry in first.items():
        if entry is start or (begins != START and entry.when < start.when):
            continue  # who sets another start has said that what lies before it is not asked
        if entry.when < start.when:
            _refuse(entry, "milestone", f"{entry.when:%Y-%m-%d %H:%M}",
                    Phrase("a moment after the start, {start}",
                           start=f"{start.when:%Y-%m-%d %H:%M}"), log)  # fmt: skip
            continue
        id_ = "-".join(part for part in (event, milestone, nation.lower()) if part)
        value = _lengths(start, entry)
        said: dict[str, Any] = {
            "event": event,
            "name": f"{entry.event}: {entry.words}",
            "date": f"{start.when:%Y-%m-%d}",
            **about,
            "nation": nation,
            "from": "" if begins == START else begins,
            "to": milestone,
            **value,
            "source": _text(entry, "source"),
            "note": _text(entry, "note"),
        }
        _add(id_, {name: text for name, text in said.items() if text}, entry, log, done)


def _about(start: LogEntry, entries: list[LogEntry], log: EventLog) -> dict[str, str]:
    """Return what the rows of an event say of it; a row that says otherwise is refused."""
    found: dict[str, str] = {}
    for name in ABOUT_EVENT:
        said = [(text, one) for one in (start, *entries) if (text := _text(one, name))]
        if not said:
            continue
        found[name] = said[0][0]
        for text, one in said:
            if text != found[name] and one.row is not start.row:
                expected = Phrase("`{value}`, as in row {row}", value=found[name],
                                  row=said[0][1].row.location.line)  # fmt: skip
                _refuse(one, name, f"`{text[:60]}`", expected, log)
    return found


def _lengths(start: LogEntry, end: LogEntry) -> dict[str, str]:
    """Return the value of a clock, with its bounds where the log has days alone.

    Days that differ by three may be two days apart, or four. One day, or one minute, counts half.
    """
    if start.to_the_day or end.to_the_day:
        hours = hours_between(_day(start.when), _day(end.when))
        low, value, high = max(hours - 24, 0), hours or 12, hours + 24
        return {"value": f"{value:g} h", "low": f"{low:g} h", "high": f"{high:g} h"}
    minutes = 60 * hours_between(start.when, end.when)
    return {"value": f"{round(minutes, 2) or 0.5:g} min"}


def _day(when: datetime) -> datetime:
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def _text(entry: LogEntry, name: str) -> str:
    return entry.row.cells[name].text if entry.row.has(name) else ""


def _add(id_: str, said: dict[str, str], entry: LogEntry, log: EventLog, done: Imported) -> None:
    """Add a clock, if the language takes it."""
    row, path = entry.row, f"clocks.{id_}"
    where = {name: row.cells[name].location for name in said if name in row.cells}
    texts = [TextCell(text, where.get(name, row.location), name in ("name", "note"))
             for name, text in (("id", id_), *said.items())]  # fmt: skip
    problems = type(row.problems)()
    node = entry_of(["id", *said], texts, path, problems)
    if not problems:
        check_entry("clocks", id_, node, problems)
    if problems:
        row.problems = problems
        log.judge(row)
    else:
        done.entries[id_] = plain(node)


def _refuse(entry: LogEntry, name: str, found: str, expected: str, log: EventLog) -> None:
    row = entry.row
    row.problems = type(row.problems)()
    row.wrong("IMP-009", name, found, expected)
    log.judge(row)
