"""An empty workbook to fill in: one column for each attribute that a cell can hold.

What for: whoever has no table yet gets one whose columns need no mapping. Takes the name of a table
of the language or of a record; gives the bytes of an XLSX workbook. The names of columns that every
row needs are bold and come first; each name has a note with what it means and how it is written;
choices are offered in a list.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from renkei.interop.records import RECORDS
from renkei.scenario.language.attributes import (
    DOCUMENT,
    Attribute,
    ListKind,
    QuantityKind,
    ScalarKind,
    TableKind,
    attributes,
    below,
)
from renkei.scenario.quantities.units import RULES

_ROWS = 1000
"""Rows for which choices are offered and days are formatted; more can be filled in."""

_LONGEST_LIST = 255  # characters of choices that the format can hold (ECMA-376, 18.3.1.32)
_DAY = "yyyy-mm-dd hh:mm"
_DEPTH = 2
_RECORD_TEXTS = {
    "unit": "The unit of the scenario that the numbers are of.",
    "maintenance": "Its entry in `maintenance`.",
    "platform": "Name or number of the platform. One that never failed has a row of its own.",
    "failed": "Day, or day and time, of the failure.",
    "returned": "Day of return to service; empty while it is still down.",
    "in_service": "Day of entry into service, if within the record.",
    "out_of_service": "Last day in service, if within the record.",
    "time": "Instead of days: time in service, with its unit, such as 240 h.",
    "use": "Instead of days: time in use, with its unit.",
    "event": "With `time` or `use`: failure or censored.",
    "planned_start": "Planned first day.",
    "planned_end": "Planned last day.",
    "start": "First day, if not the planned one.",
    "end": "Last day; empty while the work goes on.",
}
_DAYS = frozenset(
    {"failed", "returned", "in_service", "out_of_service", "planned_start", "planned_end",
     "start", "end"}
)  # fmt: skip


@dataclass(frozen=True)
class TemplateColumn:
    """A column to fill in: its name, what it means, its choices, whether it holds days."""

    name: str
    is_required: bool
    text: str
    choices: tuple[str, ...] = ()
    is_day: bool = False


def template_columns(kind: str) -> list[TemplateColumn]:
    """Return the columns of the template of a table or record, the required ones first."""
    if kind in RECORDS:
        choices = {"event": ("failure", "censored")}
        found = [
            TemplateColumn(name, is_required, _RECORD_TEXTS[name], choices.get(name, ()),
                           name in _DAYS)
            for name, is_required in RECORDS[kind].items()
        ]  # fmt: skip
    else:
        table = below(below(DOCUMENT, kind), "")
        assert isinstance(table, TableKind)
        own = TemplateColumn("id", True, "A name for files: lower-case letters, digits, hyphens.")
        found = [own, *_columns(table, "", True, 1)]
    return sorted(found, key=lambda column: not column.is_required)


def _columns(
    table: TableKind, above: str, is_required: bool, depth: int
) -> Iterator[TemplateColumn]:
    for key, attribute in attributes(table.model).items():
        kind = attribute.kind
        is_needed = is_required and attribute.required
        if isinstance(kind, TableKind) and depth < _DEPTH:
            yield from _columns(kind, f"{key}.", is_needed, depth + 1)
        elif isinstance(kind, ScalarKind | QuantityKind) or (
            isinstance(kind, ListKind) and isinstance(kind.item, ScalarKind)
        ):
            name = f"{above}{key}"
            choices = kind.choices if isinstance(kind, ScalarKind) else ()
            is_day = isinstance(kind, ScalarKind) and kind.name in ("date", "moment")
            yield TemplateColumn(name, is_needed, _text(attribute), choices, is_day)


def _text(attribute: Attribute) -> str:
    """Return what an attribute means, and how it is written."""
    kind = attribute.kind
    how = ""
    if isinstance(kind, QuantityKind):
        how = f"Such as {RULES[kind.type.dimension].example}."
    elif isinstance(kind, ListKind):
        how = "Several are set apart by commas."
    elif isinstance(kind, ScalarKind) and kind.choices:
        how = f"One of: {', '.join(kind.choices)}."
    return " ".join(filter(None, (attribute.description, how)))


def template(kind: str) -> bytes:
    """Return the workbook to fill in; its one sheet is called as the table is."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title, sheet.freeze_panes = kind, "B2"
    for place, column in enumerate(template_columns(kind), start=1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place, column.name)
        cell.font = Font(bold=column.is_required)
        needed = "Needed in every row. " if column.is_required else ""
        cell.comment = Comment(needed + column.text, "Renkei", width=320, height=110)
        sheet.column_dimensions[letter].width = max(len(column.name) + 3, 12)
        if column.is_day:
            # The format of a column costs nothing, however many rows it has.
            sheet.column_dimensions[letter].number_format = _DAY
            sheet.column_dimensions[letter].width = 18
        offered = ",".join(column.choices)
        if column.choices and len(offered) <= _LONGEST_LIST:
            choice = DataValidation("list", formula1=f'"{offered}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{_ROWS + 1}")
            sheet.add_data_validation(choice)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
