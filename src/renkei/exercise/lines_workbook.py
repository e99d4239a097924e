"""The master events list as a workbook: written, filled in by people, read back with a preview.

What for: exercise designers keep their MSEL in a spreadsheet. Takes lines; gives an XLSX with a row
for each. Takes an XLSX; gives what it would change and what it rejects, each with its row. Columns
that nobody knows here are kept with their line and written again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from renkei._base.errors import InputError
from renkei._base.foreign import reason
from renkei._base.language import Phrase, later, said, tr
from renkei._base.nearest import nearest_name
from renkei.exercise.actions import Approve, PutLine
from renkei.exercise.lines import MasterEvent, put_line, unknown_names
from renkei.report.said import Said, both
from renkei.scenario.quantities.units import Dimension, UnitError, read

if TYPE_CHECKING:
    from renkei.exercise.actions import DeskAction
    from renkei.scenario.model.document import Scenario

MOST_ROWS, MOST_UNPACKED = 5_000, 32 * 2**20
"""Bounds of a workbook: rows, bytes unpacked."""

COLUMNS = {
    "number": later("No."),
    "time": later("Time from begin"),
    "when": later("Condition"),
    "kind": later("Kind"),
    "sender": later("From"),
    "receivers": later("To"),
    "subject": later("Subject"),
    "text": later("Text"),
    "incident": later("Incident"),
    "place": later("Place"),
    "objective": later("Objective"),
    "expected": later("Expected action"),
    "contingency": later("Contingency"),
    "approved": later("Approved"),
    "state": later("State"),
}
"""Columns by their name here, with their header."""

_YES = frozenset({"yes", "true", "x", "1", "y", "はい", "○", "有", "済"})
_LISTED = re.compile(r"[,;、；\n]+")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")


@dataclass(frozen=True)
class ChangedCell:
    """A cell that is another than it was: its column, and both texts."""

    name: Said
    before: str
    after: str


@dataclass(frozen=True)
class LineChange:
    """A line that a workbook adds or changes: its row, and what of it in words."""

    row: int
    line: str
    added: bool
    what: str
    details: tuple[ChangedCell, ...]
    actions: tuple[DeskAction, ...]


@dataclass(frozen=True)
class RejectedRow:
    """A row that is not taken, and why; without a row the workbook as a whole."""

    row: int | None
    why: Said


@dataclass(frozen=True)
class ReadLines:
    """What a workbook would change, and what it rejects."""

    changes: tuple[LineChange, ...]
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True)
class ForeignColumns:
    """How a workbook of another program is read.

    ``columns`` says what its columns are, ``skip`` which are left out, ``values`` what holds for
    all rows, ``empty`` which texts mean nothing; ``time`` turns a cell into hours, or leaves it.
    """

    columns: Mapping[str, str]
    skip: tuple[str, ...]
    values: Mapping[str, str]
    empty: frozenset[str]
    time: Callable[[Any], Any]


def write_lines(lines: Mapping[str, MasterEvent]) -> bytes:
    """Return a workbook of the lines, with headers in the language of the context."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "MSEL"
    extra = list(dict.fromkeys(name for line in lines.values() for name in line.extra))
    sheet.append([*(tr(header) for header in COLUMNS.values()), *extra])
    for line in sorted(lines.values(), key=_order):
        cells = _cells(line)
        sheet.append([*(cells[name] for name in COLUMNS), *(line.extra.get(n, "") for n in extra)])
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # what people wrote is text, never a formula
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    widths = dict.fromkeys(("subject", "text", "expected", "objective"), 40) | {"when": 30}
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = widths.get(name, 14)
    sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _order(line: MasterEvent) -> tuple[float, str]:
    return (line.at_h if line.at_h is not None else float("inf"), line.id)


def _cells(line: MasterEvent) -> dict[str, str]:
    says = line.says
    return {
        "number": line.id,
        "time": "" if line.at_h is None else _clock(line.at_h),
        "when": says.when or "",
        "kind": says.kind.value,
        "sender": says.sender,
        "receivers": ", ".join(says.to),
        "subject": says.subject,
        "text": says.text,
        "incident": says.incident or "",
        "place": says.place or "",
        "objective": says.objective,
        "expected": says.expected,
        "contingency": "yes" if says.contingency else "",
        "approved": "yes" if line.state in ("approved", "fired") else "",
        "state": line.state,
    }


def _clock(hours: float) -> str:
    seconds = round(hours * 3600)
    whole = f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
    return whole if seconds % 60 == 0 else f"{whole}:{seconds % 60:02d}"


def read_lines_workbook(
    content: bytes,
    lines: Mapping[str, MasterEvent],
    scenario: Scenario,
    foreign: ForeignColumns | None = None,
) -> ReadLines:
    """Return what a workbook would change of the lines, and the rows that are rejected.

    Lines that it does not name stay as they are. Headers may be in either language. Headquarters,
    incidents and places may be called by their names.
    """
    try:
        rows = _rows(content)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        told = _why_unreadable(error)
        return ReadLines(
            (),
            (
                RejectedRow(
                    None, both(lambda: tr("This is no workbook: {error}", error=said(told)))
                ),
            ),
        )
    head = rows[0] if rows else []
    known = _known_headers()
    dropped: set[str] = set()
    fixed: Mapping[str, str] = {}
    if foreign is not None:
        known |= {_plain(header): name for header, name in foreign.columns.items()}
        dropped, fixed = {_plain(header) for header in foreign.skip}, foreign.values
    names = [None if _plain(cell) in dropped else known.get(_plain(cell)) for cell in head]
    if "number" not in names:
        return ReadLines((), (RejectedRow(1, _no_number(head, foreign)),))
    changes: list[LineChange] = []
    rejected: list[RejectedRow] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        values = {name: row[k] for k, name in enumerate(names) if name and k < len(row)}
        extra = {
            str(head[k]).strip(): _text(row[k])
            for k, name in enumerate(names)
            if name is None and k < len(row) and head[k] not in (None, "") and _text(row[k])
            if _plain(head[k]) not in dropped
        }
        if foreign is not None:
            values = {n: "" if _text(v) in foreign.empty else v for n, v in values.items()}
            values |= {"time": foreign.time(values.get("time"))} if "time" in values else {}
        if not any(_text(value) for value in values.values()):
            continue
        values = {**fixed, **{name: value for name, value in values.items() if _text(value)}}
        values = _by_id(values, scenario)
        try:
            found = _change(number, values, extra, lines, scenario, seen)
        except _WrongRow as wrong:
            rejected.append(RejectedRow(number, wrong.why))
            continue
        if found is not None:
            changes.append(found)
    return ReadLines(tuple(changes), tuple(rejected))


def _no_number(head: Sequence[Any], foreign: ForeignColumns | None) -> Said:
    """Return why lines without a number are not read: what is there, and what is nearest."""
    headers = [text for cell in head if (text := _text(cell))]
    mapped = [header for header, name in (foreign.columns if foreign else {}).items()
              if name == "number"]  # fmt: skip
    wanted = mapped[0] if mapped else both(lambda: tr("No.")).en
    nearest = nearest_name(wanted, headers)

    def why() -> str:
        name = mapped[0] if mapped else tr("No.")
        found = ", ".join(f"`{text}`" for text in headers[:20]) or tr("nothing")
        text = tr("The first row has no column `{name}`; it has {found}.", name=name, found=found)
        hint = "" if nearest is None else " " + tr("Did you mean `{nearest}`?", nearest=nearest)
        return text + hint

    return both(why)


def _by_id(values: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    """Return the values with identifiers where names stand, and a number that can be one."""
    found = dict(values)
    if "number" in found:
        found["number"] = re.sub(r"[\s_/]+", "-", _text(found["number"]))
    if "receivers" in found:
        parts = _LISTED.split(_text(found["receivers"]))
        named = _named(scenario.headquarters)
        found["receivers"] = ", ".join(named.get(_plain(one), one.strip()) for one in parts)
    for column, table in (("incident", scenario.incidents), ("place", scenario.places)):
        if column in found:
            said = _text(found[column])
            found[column] = said if said in table else _named(table).get(_plain(said), said)
    return found


def _named(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the identifier of each name that one entry alone has, and of each identifier."""
    names = [(_plain(text), id_) for id_, one in table.items()
             for text in {one.name.en, one.name.ja or one.name.en}]  # fmt: skip
    counts = Counter(name for name, _ in names)
    return {name: id_ for name, id_ in names if counts[name] == 1} | {_plain(i): i for i in table}


class _WrongRow(Exception):
    def __init__(self, why: Said) -> None:
        self.why = why
        super().__init__(why.en)


def _known_headers() -> dict[str, str]:
    found = {}
    for name, header in COLUMNS.items():
        words = both(lambda header=header: tr(header))  # type: ignore[misc]
        for text in (name, words.en, words.ja):
            found[_plain(text)] = name
    return found


def _plain(cell: object) -> str:
    return re.sub(r"[\s.:_-]+", "", str(cell or "")).casefold()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _rows(content: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise _TooLarge(Phrase("more than {number} MB unpacked", number=MOST_UNPACKED // 2**20))
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = workbook.worksheets[0]
    found = []
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=64, values_only=True):
        found.append(list(row))
    while found and not any(_text(value) for value in found[-1]):
        found.pop()
    if len(found) > MOST_ROWS:
        raise _TooLarge(Phrase("more than {number} rows", number=MOST_ROWS))
    return found


class _TooLarge(ValueError):
    """A workbook with more in it than is read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _why_unreadable(error: Exception) -> str:
    if isinstance(error, _TooLarge):
        return error.why
    # Of a part that is missing the reader of workbooks tells the name, as an error of its own.
    return Phrase("a part of it is missing") if isinstance(error, KeyError) else reason(error)


def _change(
    row: int,
    values: Mapping[str, Any],
    extra: Mapping[str, str],
    lines: Mapping[str, MasterEvent],
    scenario: Scenario,
    seen: dict[str, int],
) -> LineChange | None:
    """Return what a row changes; None: nothing.

    Raises
    ------
    _WrongRow
        If it cannot be taken.
    """
    id_ = _text(values.get("number"))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}", id_):
        raise _WrongRow(
            both(lambda: tr("`{id}` is no number of a line: letters, digits, `.` and `-`.", id=id_))
        )
    if id_ in seen:
        before = seen[id_]
        raise _WrongRow(
            both(lambda: tr("{id} stands in row {before} already.", id=id_, before=before))
        )
    seen[id_] = row
    put = _put(id_, values, extra)
    approved = _text(values.get("approved")).casefold() in _YES
    old = lines.get(id_)
    details = _details(old, put, approved)
    if old is not None and not details:
        return None
    if old is not None and old.state == "fired":
        raise _WrongRow(both(lambda: tr("{id} was fired already.", id=id_)))
    if put.kind == "message" and not (put.subject and put.receivers):
        raise _WrongRow(both(lambda: tr("A message needs a subject and somebody who gets it.")))
    wrong = unknown_names(put, scenario)
    if wrong:
        names = ", ".join(wrong)
        raise _WrongRow(both(lambda: tr("The scenario does not have: {names}", names=names)))
    try:
        put_line(put, scenario)
    except InputError as error:
        expected = error.problems[0].expected
        raise _WrongRow(
            both(lambda: tr("The condition is not one of: {expected}", expected=said(expected)))
        ) from None
    what = f"{id_}: {put.subject or put.creates or put.when or '…'}"
    actions: tuple[DeskAction, ...] = (put, Approve(line=id_)) if approved else (put,)
    return LineChange(row, id_, old is None, what, details, actions)


def _put(id_: str, values: Mapping[str, Any], extra: Mapping[str, str]) -> PutLine:
    def text(name: str, most: int = 4000) -> str:
        return _text(values.get(name))[:most]

    kind = text("kind").casefold()
    creates = text("incident") or None
    if kind not in ("", "message", "incident"):
        raise _WrongRow(both(lambda: tr("The kind is `message` or `incident`.")))
    if kind == "incident" and creates is None:
        raise _WrongRow(both(lambda: tr("It says `incident`, and names no incident type.")))
    return PutLine(
        line=id_,
        at_h=_hours(values.get("time")),
        when=text("when", 200),
        kind="incident" if creates is not None and kind != "message" else "message",
        sender=text("sender", 200),
        receivers=tuple(part.strip() for part in _LISTED.split(text("receivers")) if part.strip()),
        subject=text("subject", 200),
        text=text("text"),
        creates=creates,
        place=text("place") or None,
        objective=text("objective", 200),
        expected=text("expected"),
        contingency=text("contingency").casefold() in _YES,
        extra=dict(extra),
    )


def _hours(value: Any) -> float | None:
    """Return a time from the begin [h], as people and spreadsheets write one.

    Raises
    ------
    _WrongRow
        If it is none.
    """
    match value:
        case None | "":
            return None
        case timedelta():
            return value.total_seconds() / 3600
        case time():
            return value.hour + value.minute / 60 + value.second / 3600
        case datetime():  # a duration of more than a day, counted by the sheet from its first day
            days = (value - datetime(1899, 12, 30)).total_seconds() / 3600
            if 0 <= days < 24 * 400:
                return days
        case int() | float() if not isinstance(value, bool) and 0 <= value < 1e6:
            return float(value)
        case str():
            if found := _CLOCK.fullmatch(value.strip()):
                hours, minutes, seconds = found.groups()
                return int(hours) + int(minutes) / 60 + int(seconds or 0) / 3600
            try:
                return read(value, Dimension.TIME)[0]
            except UnitError:
                pass
    shown = str(value)[:40]
    raise _WrongRow(
        both(
            lambda: tr(
                "`{value}` is no time from the begin, such as 1:30, `90 min` or hours as a number.",
                value=shown,
            )
        )
    )


def _details(old: MasterEvent | None, put: PutLine, approved: bool) -> tuple[ChangedCell, ...]:
    """Return the cells that a row changes; of a new line all that it states."""
    before = _cells(old) if old is not None else dict.fromkeys(COLUMNS, "")
    after = {
        "time": "" if put.at_h is None else _clock(put.at_h),
        "when": put.when,
        "kind": put.kind,
        "sender": put.sender,
        "receivers": ", ".join(put.receivers),
        "subject": put.subject,
        "text": put.text,
        "incident": put.creates or "",
        "place": put.place or "",
        "objective": put.objective,
        "expected": put.expected,
        "contingency": "yes" if put.contingency else "",
        "approved": "yes" if approved else "",
    }
    found = [
        ChangedCell(both(lambda header=COLUMNS[name]: tr(header)), before[name], value)  # type: ignore[misc]
        for name, value in after.items()
        if before[name] != value
    ]
    was, now = dict(old.extra) if old is not None else {}, put.extra or {}
    for name in dict.fromkeys((*was, *now)):
        if was.get(name, "") != now.get(name, ""):
            found.append(ChangedCell(Said(en=name, ja=name), was.get(name, ""), now.get(name, "")))
    return tuple(found)
