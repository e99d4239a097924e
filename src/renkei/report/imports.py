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

from renkei.report.tables import Table
from renkei.report.wording import hours, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.interop.estimates import Basis, Estimated, EstimateLine
    from renkei.interop.imported_tables import Imported, Rejection
    from renkei.interop.notes import Note

_MOST_NAMES = 8
_MOST = 20  # refused cells shown; --json has all


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
    for name in ("number", "n", "censored", "mean", "95 % interval", "form", "agrees"):
        table.add_column(name, justify="right" if name in ("n", "censored") else "left")
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
    platforms = _many(n, "platform") if n else "platforms not named"
    exposure = f"{basis.exposure / 24:,.0f} d" if basis.exposure >= 240 else hours(basis.exposure)
    if basis.down is None:
        spells = f"{_many(basis.n_spells, 'period')}, {basis.n_events} finished, "
        spells += f"{basis.n_censored} still going on; {exposure} of work in all"
    else:
        spells = f"{_many(basis.n_events, 'failure')} in {exposure} of service; "
        spells += f"{_many(basis.n_spells, 'spell')}, {basis.n_censored} of them cut off"
        spells += f"; {hours(basis.down)} down" if basis.down else ""
    if basis.unfailed:
        names = ", ".join(basis.unfailed[:_MOST_NAMES])
        more = len(basis.unfailed) - _MOST_NAMES
        names += f" and {more} more" if more > 0 else ""
        platforms += f", {len(basis.unfailed)} without a failure ({names})"
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    grid.add_row(f"{basis.unit}.{basis.maintenance}:", f"{platforms}; {spells}")
    return grid


def _many(n: int, thing: str) -> str:
    return f"1 {thing}" if n == 1 else f"{n:,} {thing}s"


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


_DOUBTFUL = frozenset({"short", "alike", "double-each", "no-beginning", "no-platform"})

_SENTENCES = {
    "folded": "{n} spelled in another width, or with other blanks, and read as: {examples}",
    "short": "{n} shorter than the header; the missing cells were read as empty",
    "emptied": "{n} read as empty, as --empty asks",
    "alike": "{n} only in case or punctuation, and counted apart: {examples}",
    "double-files": "{n} in an earlier file too, and were taken once: {examples}",
    "double-once": "{n} a second time, and were taken once: {examples}",
    "double-each": "{n} a second time, and were counted each (--repeated once takes them once): "
    "{examples}",
    "no-platform": "{n} no platform; overlaps within one platform were not looked for",
    "no-event-column": "no column `event`: each time counts as ended by a failure",
    "no-return-column": "no column `returned`: each platform counts as back at once, and no time "
    "down is taken off",
    "empty-event": "{n} without an event, which counts as no failure",
    "still-down": "{n} without a return: still down when the record ends, and not exposed "
    "({examples})",
    "at-once": "{n} with several failures, counted each ({examples})",
    "merged": "{n} within the time of another, and taken as part of it ({examples})",
    "no-beginning": "{n} without a failure {was} not counted: nobody knows since when (--from "
    "DATE, or `in_service`): {examples}",
    "first-only": "{n} not counted, since nobody knows the time in service before (--from DATE, "
    "or `in_service`): {examples}",
    "same-day": "{n} begun and ended on one day, counted as half a day (half a minute where the "
    "time is given): {examples}",
    "not-due": "{of}: {n} planned beyond the end of the record, and left out of the share that "
    "ran over",
}

_COUNTED = {
    "folded": ("cell was", "cells were"),
    "short": ("row is", "rows are"),
    "emptied": ("cell was", "cells were"),
    "alike": ("group of names differs", "groups of names differ"),
    "double-files": ("row stands", "rows stand"),
    "double-once": ("row stands", "rows stand"),
    "double-each": ("row stands", "rows stand"),
    "no-platform": ("row names", "rows name"),
    "empty-event": ("row", "rows"),
    "still-down": ("failure", "failures"),
    "at-once": ("moment", "moments"),
    "merged": ("row lies", "rows lie"),
    "no-beginning": ("platform", "platforms"),
    "first-only": ("first failure is", "first failures are"),
    "same-day": ("period was", "periods were"),
    "not-due": ("period was", "periods were"),
}


def _sentence(note: Note) -> str:
    """Return a note as a sentence."""
    one, many = _COUNTED.get(note.kind, ("", ""))
    more = note.n - len(note.examples)
    examples = ", ".join(note.examples) + (" …" if more > 0 else "")
    return _SENTENCES[note.kind].format(
        n=f"{note.n:,} {one if note.n == 1 else many}", examples=examples, of=note.of,
        was="is" if note.n == 1 else "are",
    )  # fmt: skip


def _value(line: EstimateLine, value: float) -> str:
    return share(value) if line.form == "share" else hours(value)


def _counts(what: str, n_rows: int, n_rejected: int, n_hidden: int) -> Text:
    rows = "1 row" if n_rows == 1 else f"{n_rows} rows"
    hidden = f"; {n_hidden} hidden rows and columns were read too" if n_hidden else ""
    counts = f": {rows}, {n_rows - n_rejected} accepted, {n_rejected} rejected{hidden}"
    return Text.assemble((what, "bold"), counts)


def render_rejections(rejections: Sequence[Rejection]) -> RenderableType:
    """Return each refused cell: its place, the text found, the text expected, a remedy."""
    parts: list[RenderableType] = []
    for rejection in rejections[:_MOST]:
        problem = rejection.problem
        column = f', column "{rejection.column}"' if rejection.column else ""
        head = Text.assemble((f"{rejection.file}, row {rejection.row}{column}", "bold"))
        head.append(f"  {problem.path}", "cyan")
        table = Table.grid(padding=(0, 2))
        table.add_column(width=10, style="dim", justify="right")
        table.add_column(overflow="fold")
        table.add_row("found", Text(problem.found))
        table.add_row("expected", Text(problem.expected))
        if problem.remedy:
            table.add_row("remedy", Text(problem.remedy, style="green"))
        table.add_row("code", Text(f"[{problem.code}]", style="dim"))
        parts += [head, table]
    if len(rejections) > _MOST:
        parts.append(Text(f"… and {len(rejections) - _MOST} more: --json has all", "dim"))
    return Group(*parts)
