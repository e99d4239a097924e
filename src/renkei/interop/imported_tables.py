"""Rows of a sheet to entries of a table of the language.

What for: fleets, stocks, items and sites are lists in spreadsheets. Takes sheets; gives the entries
that the language accepts, and for every other row where and why. References to other tables are
left to ``renkei check`` of the whole scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.interop.columns import Attribute, Column, Headings, columns_of, forms_of
from renkei.interop.folding import Folds
from renkei.interop.furniture import furniture
from renkei.interop.notes import Note, notes_of
from renkei.interop.sheets import Cell, Sheet
from renkei.interop.usage import Usage, usage_of
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    below,
    tables,
)
from renkei.scenario.language.table_writing import to_csv
from renkei.scenario.language.validation import check_entry
from renkei.scenario.quantities.reading import ANNOTATIONS, KINDS
from renkei.scenario.text.csv_tables import Cell as TextCell
from renkei.scenario.text.csv_tables import entry_of
from renkei.scenario.text.nodes import Problems, plain

_DEPTH = 3
_FORMS = {"integer": "number", "number": "number", "date": "date", "moment": "moment"}


@dataclass(frozen=True)
class Rejection:
    """One reason why a row is not taken: its file, its row, the name of the column, the problem."""

    file: str
    row: int
    column: str
    problem: Problem


@dataclass
class Imported:
    """The result of importing the rows of a table."""

    table: str
    entries: dict[str, Any] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    n_rows: int = 0
    n_hidden: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def n_rejected(self) -> int:
        """Number of rows with at least one rejection."""
        return len({(rejection.file, rejection.row) for rejection in self.rejections})

    def text(self) -> str:
        """Return the accepted rows as a CSV table of a scenario folder."""
        return to_csv(self.table, self.entries)


def importable() -> list[str]:
    """Return the tables that rows can fill."""
    return sorted(
        name
        for name in tables() - {"designs"}
        if isinstance(kind := below(DOCUMENT, name), EntriesKind)
        and isinstance(kind.item, TableKind)
    )


def import_table(sheets: Iterable[Sheet], table: str, headings: Headings) -> Imported:
    """Return what the rows of the sheets give, taken together.

    Raises
    ------
    InputError
        If the columns of a sheet are not clear.
    """
    kind = below(below(DOCUMENT, table), "")
    assert isinstance(kind, TableKind)
    read = [
        (
            sheet,
            columns_of(
                sheet, headings, lambda name: known(kind, name), ["id", *_names(kind, "")], ["id"]
            ),
        )
        for sheet in sheets
    ]
    done = Imported(table)
    first: dict[str, Location] = {}
    folds = Folds()
    usages = [usage_of(sheet, forms_of(columns), folds) for sheet, columns in read]
    for (sheet, columns), usage in zip(read, usages, strict=True):
        done.n_hidden += sheet.n_hidden
        for row in sheet.rows:
            done.n_rows += 1
            _import_row(row, sheet, columns, headings, done, first, usage)
    done.notes = notes_of([sheet for sheet, _ in read], folds, usages, headings.skipped)
    return done


def _import_row(
    row: tuple[Cell, ...],
    sheet: Sheet,
    columns: list[Column],
    headings: Headings,
    done: Imported,
    first: dict[str, Location],
    usage: Usage,
) -> None:
    problems = Problems()
    where = row[0].location
    cells = {column.attribute: column.cell(row, usage) for column in columns}
    cells |= {name: Cell(text, where, name) for name, text in headings.values.items()}
    for name, cell in cells.items():
        if cell.fault is not None:
            problems.add(_faulty(cell, f"{done.table}.{name}"))
    names = [cells[name] for name in ("id", "name", "name.en", "name.ja") if name in cells]
    # What has an id may be called what it likes; what has none is known by its name.
    known_by = [cell for cell in names if not cell.is_blank][:1]
    if other := furniture(row, sheet, known_by, is_list=True):
        problems = Problems()
        problems.add(other)
    named = cells.pop("id")
    id_ = named.text
    if not problems and not id_:
        found, expected = (
            Phrase("a row without `id`"),
            Phrase("an id: lower-case letters, digits and hyphens"),
        )
        problems.add(Problem("SCN-022", named.location, f"{done.table}.id", found, expected))
    if not problems:
        texts = [TextCell(c.text, c.location, c.quoted) for c in (named, *cells.values())]
        entry = entry_of(["id", *cells], texts, f"{done.table}.{id_}", problems)
        if not problems:
            check_entry(done.table, id_, entry, problems)
        if not problems and id_ in first:
            found = Phrase("`{id}` again; first in {first}", id=id_, first=first[id_])
            path = f"{done.table}.{id_}"
            problems.add(Problem("SCN-011", named.location, path, found, Phrase("each id once")))
        if not problems:
            first[id_] = named.location
            done.entries[id_] = plain(entry)
    by_place = {cell.location: cell.column for cell in reversed((named, *cells.values()))}
    for problem in problems:
        column_name = by_place.get(problem.location, "")
        done.rejections.append(Rejection(where.file, where.line, column_name, problem))


def _faulty(cell: Cell, path: str) -> Problem:
    assert cell.fault is not None
    fault = cell.fault
    return Problem(fault.code, cell.location, path, fault.found, fault.expected, fault.remedy)


def known(kind: TableKind, name: str) -> Attribute | None:
    """Return what a dotted name of the table, or the id, holds; None if the table has no such."""
    if name == "id":
        return Attribute()
    at: Kind | None = kind
    steps = name.split(".")
    for index, step in enumerate(steps):
        if isinstance(at, QuantityKind):  # `on_hand.range` beside `on_hand.value`
            last = index + 1 == len(steps) and step in (*KINDS, *ANNOTATIONS)
            form = "number" if step == "value" else ""
            return Attribute(is_free=step not in KINDS, form=form) if last else None
        at = below(at, step)
    if isinstance(at, QuantityKind):
        return Attribute(at.type.dimension, form="number")
    if isinstance(at, ListKind) and isinstance(at.item, ScalarKind):
        is_words = at.item.name in ("text", "choice")
        return Attribute(form="list" if is_words else "", is_single=at.single)
    # Text of one's own keeps its spelling; an id, a choice, a number or a list has but one.
    is_free = at == below(DOCUMENT, "name") or (
        isinstance(at, ScalarKind) and at.name == "text" and at.pattern is None
    )
    form = _FORMS.get(at.name, "") if isinstance(at, ScalarKind) else ""
    return None if at is None else Attribute(is_free=is_free, form=form)


def _names(kind: Kind | None, above: str, depth: int = 1) -> Iterator[str]:
    """Yield the attributes of a table and of the tables within it, dotted."""
    if not isinstance(kind, TableKind) or depth > _DEPTH:
        return
    for key, attribute in attributes(kind.model).items():
        name = f"{above}{key}"
        yield name
        yield from _names(attribute.kind, f"{name}.", depth + 1)
