"""Which column holds what: names of headers to attributes, with the unit a header names.

What for: tables of others call things by their own names. Takes the header of a sheet and what the
command line says about it; gives the attribute of each column, or every reason why it has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from renkei._base.errors import InputError, Location, Problem
from renkei._base.nearest import did_you_mean
from renkei.interop.sheets import Cell, Sheet

_WITH_UNIT = re.compile(r"(.*?)\s*[\[(]([^\])]+)[\])]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Headings:
    """What is said about columns: the attribute of a name, names left out, values for all rows."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column that is read: its place in the row, its attribute, the unit its numbers are in."""

    index: int
    attribute: str
    unit: str = ""

    def text(self, cell: Cell) -> Cell:
        """Return the cell with the unit of the column behind a number that has none."""
        if self.unit and _NUMBER.fullmatch(cell.text):
            return replace(cell, text=f"{cell.text} {self.unit}")
        return cell


def columns_of(
    sheet: Sheet,
    headings: Headings,
    known: Callable[[str], bool],
    names: Iterable[str],
    required: Iterable[str],
) -> list[Column]:
    """Return the columns of a sheet.

    Parameters
    ----------
    sheet, headings
        What was read, and what is said about its columns.
    known
        Whether a text is an attribute.
    names
        Attributes to propose.
    required
        Attributes without which no row can be read.

    Raises
    ------
    InputError
        With every column that is unknown, ambiguous or missing.
    """
    proposed = sorted(names)
    problems = _unused(sheet, headings)
    found: dict[str, Column] = {}
    for index, cell in enumerate(sheet.header):
        if cell.text in headings.skipped:
            continue
        column = _column(index, cell, headings, known)
        if column is None:
            problems.append(_unknown(cell, headings, proposed))
        elif above := [n for n in (*found, *headings.values) if _clash(n, column.attribute)]:
            was = "--set" if above[0] in headings.values else "another column"
            what = f"`{cell.text}` for `{column.attribute}`, while {was} gives `{above[0]}`"
            expected = "each attribute once"
            problems.append(Problem("IMP-003", cell.location, cell.text, what, expected))
        else:
            found[column.attribute] = column
    for name in headings.values:
        if not known(name):
            place = Location("the command line")
            hint = did_you_mean(name, proposed)
            problems.append(
                Problem("IMP-004", place, "--set", f"`{name}`", "an attribute of the table", hint)
            )
    problems += _missing(sheet, [n for n in required if n not in {*found, *headings.values}])
    if problems:
        raise InputError(problems)
    return list(found.values())


def _clash(first: str, second: str) -> bool:
    """Return whether two names fill the same attribute, or one holds the other."""
    return first == second or first.startswith(f"{second}.") or second.startswith(f"{first}.")


def _column(
    index: int, cell: Cell, headings: Headings, known: Callable[[str], bool]
) -> Column | None:
    """Return the column of a header cell, or None if nobody knows it."""
    wanted = headings.attributes.get(cell.text, cell.text)
    for text, unit in ((wanted, ""), *(m.groups() for m in [_WITH_UNIT.fullmatch(wanted)] if m)):
        for name in (text, re.sub(r"[\s-]+", "_", text.strip().lower())):
            if name and known(name):
                return Column(index, name, unit.strip())
    return None


def _unknown(cell: Cell, headings: Headings, proposed: list[str]) -> Problem:
    if not cell.text:
        found, remedy = "a column without a name", "name it, or clear its cells"
        return Problem("IMP-003", cell.location, "", found, "a name for each column", remedy)
    wanted = headings.attributes.get(cell.text, cell.text)
    hint = did_you_mean(wanted.rpartition("[")[0].strip() or wanted, proposed)
    remedy = f'{hint} --map "{cell.text}=..." says what it is, --skip "{cell.text}" leaves it out'
    return Problem(
        "IMP-004", cell.location, cell.text, f"the column `{wanted}`",
        f"one of: {', '.join(proposed)}", remedy.strip(),
    )  # fmt: skip


def _unused(sheet: Sheet, headings: Headings) -> list[Problem]:
    """Return a problem for each option about a column that is not there."""
    names = [cell.text for cell in sheet.header]
    asked = [("--map", name) for name in headings.attributes]
    asked += [("--skip", name) for name in sorted(headings.skipped)]
    expected = f"a column of {sheet.file}: {', '.join(names)}"
    return [
        Problem(
            "IMP-004", Location("the command line"), option, f"`{name}`", expected,
            did_you_mean(name, names),
        )
        for option, name in asked
        if name not in names
    ]  # fmt: skip


def _missing(sheet: Sheet, names: list[str]) -> list[Problem]:
    return [
        Problem(
            "IMP-005", sheet.header[0].location, name, f"no column `{name}`", f"`{name}`",
            f'--map "Some column={name}", or --set {name}=... for all rows',
        )
        for name in names
    ]  # fmt: skip
