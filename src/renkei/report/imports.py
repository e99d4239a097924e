"""The rows that an import took and refused, for people and as data.

Takes the results of :mod:`renkei.interop`; gives rich renderables: a line of counts, a table of
estimates with their basis, each refused cell with its row, its column, the text found and the text
expected, and a sentence for each thing done to the table.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, said, spoken, tr, tr_as, tr_many
from renkei.report.tables import Table
from renkei.report.wording import apart, hours, joined, listed, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.interop.estimates import Basis, Estimated, EstimateLine
    from renkei.interop.imported_tables import Imported, Rejection
    from renkei.interop.notes import Note

_MOST_NAMES = 8
_MOST_FOUND = 3
_MOST = 20  # reasons shown; --json has all cells


def imported_data(done: Imported) -> dict[str, Any]:
    """Return the rows of a table as plain data."""
    return {
        "table": done.table,
        "rows": done.n_rows,
        "accepted": len(done.entries),
        "hidden": done.n_hidden,
        "entries": done.entries,
        "notes": _notes_data(done.notes),
        "rejected": _rejections(done.rejections),
    }


def estimated_data(done: Estimated) -> dict[str, Any]:
    """Return the estimates of a record as plain data; times in hours."""
    names = ("unit", "maintenance", "attribute", "n", "n_censored", "mean", "low", "high", "form",
             "p_value", "written", "note")  # fmt: skip
    return {
        "record": done.kind,
        "rows": done.n_rows,
        "accepted": done.n_rows - done.n_rejected,
        "hidden": done.n_hidden,
        "bases": [asdict(basis) for basis in done.bases],
        "estimates": [{name: getattr(line, name) for name in names} for line in done.lines],
        "notes": _notes_data(done.notes),
        "rejected": _rejections(done.rejections),
    }


def _notes_data(notes: Sequence[Note]) -> list[dict[str, Any]]:
    return [asdict(note) | {"says": _sentence(note)} for note in notes]


def _rejections(rejections: Sequence[Rejection]) -> list[dict[str, Any]]:
    return [
        {
            "file": r.file,
            "row": r.row,
            "column": r.column or None,
            "code": r.problem.code,
            "found": r.problem.found,
            "expected": r.problem.expected,
            "remedy": r.problem.remedy or None,
        }
        for r in rejections
    ]


def render_imported(done: Imported) -> RenderableType:
    """Return the count of a table's rows, and a sentence for each thing done to them."""
    head = _counts(done.table, done.n_rows, done.n_rejected, done.n_hidden)
    return Group(head, *_notes(done.notes)) if done.notes else head


def render_estimated(done: Estimated) -> RenderableType:
    """Return the estimates as a table under the count of rows."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in (
        later("number"),
        "n",
        later("censored"),
        later("mean"),
        later("95 % interval"),
        later("form"),
        later("agrees"),
    ):
        table.add_column(tr(name), justify="right" if name in ("n", "censored") else "left")
    above: tuple[str, str] | None = None
    for line in done.lines:
        if (line.unit, line.maintenance) != above:
            above = (line.unit, line.maintenance)
            table.add_row(Text(".".join(above), "bold"))
        agrees = "" if line.p_value is None else f"p = {line.p_value:.2f}"
        table.add_row(
            f"  {line.attribute}", str(line.n), str(line.n_censored), _value(line, line.mean),
            f"{_value(line, line.low)} … {_value(line, line.high)}", line.form, agrees,
        )  # fmt: skip
    notes = [
        Text(f"{line.unit}.{line.maintenance}.{line.attribute}: {line.note}", "dim")
        for line in done.lines
        if line.note
    ]
    head = _counts(done.kind, done.n_rows, done.n_rejected, done.n_hidden)
    bases = [_basis(basis) for basis in done.bases]
    parts = [head, *_notes(done.notes), Text(), *bases]
    if done.lines:
        parts += [Text(), table]
    return Group(*parts, *([Text(), *notes] if notes else []))


def _basis(basis: Basis) -> RenderableType:
    """Return the basis of the estimates of one unit and maintenance: platforms and time."""
    n = basis.n_platforms
    platforms = (
        tr_many("{count} platform", "{count} platforms", n) if n else tr("platforms not named")
    )
    days = f"{basis.exposure / 24:,.0f} {tr('d')}"
    exposure = days if basis.exposure >= 240 else hours(basis.exposure)
    if basis.down is None:
        spells = [
            tr_many(
                "{count} period, {finished} finished, {censored} still going on",
                "{count} periods, {finished} finished, {censored} still going on",
                basis.n_spells,
                finished=basis.n_events,
                censored=basis.n_censored,
            ),
            tr("{time} of work in all", time=exposure),
        ]
    else:
        spells = [
            tr_many(
                "{count} failure in {time} of service",
                "{count} failures in {time} of service",
                basis.n_events,
                time=exposure,
            ),
            tr_many(
                "{count} spell, {censored} of them cut off",
                "{count} spells, {censored} of them cut off",
                basis.n_spells,
                censored=basis.n_censored,
            ),
            *([tr("{time} down", time=hours(basis.down))] if basis.down else []),
        ]
    if basis.unfailed:
        platforms += tr(
            ", {many} without a failure ({names})",
            many=len(basis.unfailed),
            names=listed(basis.unfailed, _MOST_NAMES),
        )
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    grid.add_row(f"{basis.unit}.{basis.maintenance}:", apart([platforms, *spells]))
    return grid


def _notes(notes: Sequence[Note]) -> list[RenderableType]:
    """Return a sentence for each thing done to the rows."""
    found: list[RenderableType] = []
    for note in notes:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(style="yellow")
        grid.add_column(overflow="fold")
        grid.add_row("!" if note.kind in _DOUBTFUL else "·", Text(_sentence(note)))
        found.append(grid)
    return found


_DOUBTFUL = frozenset(
    {"short", "alike", "double-each", "no-beginning", "no-platform", "encoding", "zoneless"}
)

_SENTENCES = {
    "folded": (
        "{count} cell was spelled in another width, or with other blanks, and read as: {examples}",
        later(
            "{count} cells were spelled in another width, or with other blanks, and read as: "
            "{examples}"
        ),
    ),
    "short": (
        "{count} row is shorter than the header; the missing cells were read as empty",
        later("{count} rows are shorter than the header; the missing cells were read as empty"),
    ),
    "encoding": (
        "",
        later("not UTF-8, and guessed to be {of}: {examples} (--encoding says another)"),
    ),
    "separator": (
        "",
        later("the cells are set apart by {of} (--separator says otherwise): {examples}"),
    ),
    "numbers": (
        "{count} number was read with another sign: {examples} (--decimal says what the comma is)",
        later(
            "{count} numbers were read with another sign: {examples} (--decimal says what the "
            "comma is)"
        ),
    ),
    "dmy": (
        "{count} date was read day first, as {of} says: {examples}",
        later("{count} dates were read day first, as {of} says: {examples}"),
    ),
    "mdy": (
        "{count} date was read month first, as {of} says: {examples}",
        later("{count} dates were read month first, as {of} says: {examples}"),
    ),
    "ymd": (
        "{count} date was read year first, as {of} says: {examples}",
        later("{count} dates were read year first, as {of} says: {examples}"),
    ),
    "year": (
        "{count} date was spelled otherwise: {examples}",
        later("{count} dates were spelled otherwise: {examples}"),
    ),
    "words": (
        "{count} date was written in words: {examples}",
        later("{count} dates were written in words: {examples}"),
    ),
    "era": (
        "{count} date has the year of an era: {examples}",
        later("{count} dates have the year of an era: {examples}"),
    ),
    "serial": (
        "{count} number was read as the day that it counts (--epoch says from when): {examples}",
        later(
            "{count} numbers were read as the days that they count (--epoch says from when): "
            "{examples}"
        ),
    ),
    "zoned": (
        "{count} moment names its zone, and was turned into {of} (--zone says another): {examples}",
        later(
            "{count} moments name their zone, and were turned into {of} (--zone says "
            "another): {examples}"
        ),
    ),
    "zoneless": (
        "{count} moment names no zone while others do, and was taken as {of} (--zone says "
        "another): {examples}",
        later(
            "{count} moments name no zone while others do, and were taken as {of} (--zone says "
            "another): {examples}"
        ),
    ),
    "lists": (
        "{count} list has no brackets: {examples}",
        later("{count} lists have no brackets: {examples}"),
    ),
    "skipped": (
        "{count} column was left out, as --skip asks: {examples}",
        later("{count} columns were left out, as --skip asks: {examples}"),
    ),
    "emptied": (
        "{count} cell was read as empty, as --empty asks",
        later("{count} cells were read as empty, as --empty asks"),
    ),
    "alike": (
        "{count} group of names differs only in case or punctuation, and counted apart: {examples}",
        later(
            "{count} groups of names differ only in case or punctuation, and counted apart: "
            "{examples}"
        ),
    ),
    "double-files": (
        "{count} row stands in an earlier file too, and were taken once: {examples}",
        later("{count} rows stand in an earlier file too, and were taken once: {examples}"),
    ),
    "double-once": (
        "{count} row stands a second time, and were taken once: {examples}",
        later("{count} rows stand a second time, and were taken once: {examples}"),
    ),
    "double-each": (
        "{count} row stands a second time, and were counted each (--repeated once takes them "
        "once): {examples}",
        later(
            "{count} rows stand a second time, and were counted each (--repeated once takes them "
            "once): {examples}"
        ),
    ),
    "no-platform": (
        "{count} row names no platform; overlaps within one platform were not looked for",
        later("{count} rows name no platform; overlaps within one platform were not looked for"),
    ),
    "no-event-column": (
        "",
        later("no column `event`: each time counts as ended by a failure"),
    ),
    "no-return-column": (
        "",
        later(
            "no column `returned`: each platform counts as back at once, and no time down is taken "
            "off"
        ),
    ),
    "empty-event": (
        "{count} row without an event, which counts as no failure",
        later("{count} rows without an event, which counts as no failure"),
    ),
    "still-down": (
        "{count} failure without a return: still down when the record ends, and not exposed "
        "({examples})",
        later(
            "{count} failures without a return: still down when the record ends, and not exposed "
            "({examples})"
        ),
    ),
    "at-once": (
        "{count} moment with several failures, counted each ({examples})",
        later("{count} moments with several failures, counted each ({examples})"),
    ),
    "merged": (
        "{count} row lies within the time of another, and taken as part of it ({examples})",
        later("{count} rows lie within the time of another, and taken as part of it ({examples})"),
    ),
    "no-beginning": (
        "{count} platform without a failure is not counted: nobody knows since when (--from DATE, "
        "or `in_service`): {examples}",
        later(
            "{count} platforms without a failure are not counted: nobody knows since when (--from "
            "DATE, or `in_service`): {examples}"
        ),
    ),
    "first-only": (
        "{count} first failure is not counted, since nobody knows the time in service before "
        "(--from DATE, or `in_service`): {examples}",
        later(
            "{count} first failures are not counted, since nobody knows the time in service before "
            "(--from DATE, or `in_service`): {examples}"
        ),
    ),
    "same-day": (
        "{count} period was begun and ended on one day, counted as half a day (half a minute where "
        "the time is given): {examples}",
        later(
            "{count} periods were begun and ended on one day, counted as half a day (half a minute "
            "where the time is given): {examples}"
        ),
    ),
    "meant": (
        "{count} cell means what the mapping file says: {examples}",
        later("{count} cells mean what the mapping file says: {examples}"),
    ),
    "log-chatter": (
        "{count} row tells no milestone, and was left out (`values` of the mapping file): "
        "{examples}",
        later(
            "{count} rows tell no milestone, and were left out (`values` of the mapping file): "
            "{examples}"
        ),
    ),
    "log-again": (
        "{count} message tells a milestone that was told before, and the first one counts: "
        "{examples}",
        later(
            "{count} messages tell a milestone that was told before, and the first one counts: "
            "{examples}"
        ),
    ),
    "log-ids": (
        "{count} event has an id of its own: {examples}",
        later("{count} events have an id of their own: {examples}"),
    ),
    "log-day-above": (
        "{count} entry has no day, and was taken to be of the day above (row {examples})",
        later(
            "{count} entries have no day, and were taken to be of the day above (rows {examples})"
        ),
    ),
    "log-next-day": (
        "{count} time is earlier than the one to its left, and was taken to be of the next day: "
        "{examples}",
        later(
            "{count} times are earlier than the one to their left, and were taken to be of the "
            "next day: {examples}"
        ),
    ),
    "not-due": (
        "{of}: {count} period was planned beyond the end of the record, and left out of the share "
        "that ran over",
        later(
            "{of}: {count} periods were planned beyond the end of the record, and left out of the "
            "share that ran over"
        ),
    ),
}
"""Of each kind of note what is said of one, in English, and of several."""


def _sentence(note: Note) -> str:
    """Return a note as a sentence."""
    one, many = _SENTENCES[note.kind]
    more = note.n - len(note.examples)
    examples = joined(note.examples) + (" …" if more > 0 else "")
    text = one if note.n == 1 and one and spoken() == "en" else many
    return tr(text, count=f"{note.n:,}", examples=examples, of=note.of)


def _value(line: EstimateLine, value: float) -> str:
    return share(value) if line.form == "share" else hours(value)


def _counts(what: str, n_rows: int, n_rejected: int, n_hidden: int) -> Text:
    counts = tr_many(
        ": {count} row, {accepted} accepted, {rejected} rejected",
        ": {count} rows, {accepted} accepted, {rejected} rejected",
        n_rows,
        count=n_rows,
        accepted=n_rows - n_rejected,
        rejected=n_rejected,
    )
    hidden = tr("; {many} hidden rows and columns were read too", many=n_hidden) if n_hidden else ""
    return Text.assemble((what, "bold"), counts + hidden)


def render_lines(n: int, rejected: Sequence[tuple[int | None, object]]) -> RenderableType:
    """Return the count of lines of a master events list, and why other rows are none of it."""
    counts = (
        tr_many("{count} line", "{count} lines", n)
        + ", "
        + tr_many("{count} row rejected", "{count} rows rejected", len(rejected))
    )
    rows = [str(why) if row is None else tr("Row {row}: {why}", row=row, why=str(why))
            for row, why in rejected]  # fmt: skip
    return Group(Text(counts), *map(Text, rows))


def render_rejections(rejections: Sequence[Rejection]) -> RenderableType:
    """Return each reason for which cells are refused: place, text found, text expected, remedy.

    Cells of one column that are refused for the same reason are one, with the rows of all.
    """
    groups: dict[tuple[str, ...], list[Rejection]] = {}
    for rejection in rejections:
        problem = rejection.problem
        key = (rejection.file, rejection.column, problem.code, problem.expected, problem.remedy)
        groups.setdefault(key, []).append(rejection)
    parts: list[RenderableType] = []
    for group in list(groups.values())[:_MOST]:
        parts += _rejected(group)
    if len(groups) > _MOST:
        more = tr("… and {more} more: --json has all", more=len(groups) - _MOST)
        parts.append(Text(more, "dim"))
    return Group(*parts)


def _rejected(group: Sequence[Rejection]) -> list[RenderableType]:
    """Return one reason with its first cell, and where else it holds."""
    rejection = group[0]
    problem = rejection.problem
    place = tr("{file}, row {row}", file=rejection.file, row=rejection.row)
    if rejection.column:
        place = tr(
            '{file}, row {row}, column "{column}"',
            file=rejection.file,
            row=rejection.row,
            column=rejection.column,
        )
    head = Text(place, "bold")
    # The path names the entry of the first row alone.
    head.append(f"  {problem.path}", "cyan")
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10, style="dim", justify="right")
    table.add_column(overflow="fold")
    table.add_row(tr_as("in an error", "found"), Text(said(problem.found)))
    table.add_row(tr("expected"), Text(said(problem.expected)))
    if problem.remedy:
        table.add_row(tr("remedy"), Text(said(problem.remedy), style="green"))
    table.add_row(tr("code"), Text(f"[{problem.code}]", style="dim"))
    if len(group) > 1:
        table.add_row(tr("also"), Text(_elsewhere(group[1:])))
    return [head, table]


def _elsewhere(group: Sequence[Rejection]) -> str:
    """Return the further rows of a reason, with the texts found where these differ."""
    rows = listed([str(rejection.row) for rejection in group], _MOST_NAMES)
    text = tr_many("in {count} more row: {rows}", "in {count} more rows: {rows}",
                   len(group), rows=rows)  # fmt: skip
    found = list(dict.fromkeys(said(rejection.problem.found) for rejection in group))
    return f"{text} ({listed(found, _MOST_FOUND)})" if len(found) > 1 else text
