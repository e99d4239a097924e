"""The attributes of columns: names of headers to attributes, with the unit of each header.

What for: tables of others use names of their own. Takes the header of a sheet and the options of
the command line; gives the attribute of each column, or every reason why it has none.
Names are compared as :func:`renkei.interop.folding.fold` spells them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.interop.folding import fold
from renkei.interop.sheets import Cell, CellFault, Sheet
from renkei.interop.usage import Usage
from renkei.scenario.quantities.units import Dimension, UnitError
from renkei.scenario.quantities.units import read as read_unit

_WITH_UNIT = re.compile(r"(.*?)\s*[\[(]([^\])]+)[\])]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_POWERS = re.compile(
    r"[\s'x×]*(k|mn?|1?0?0?[,' ]?000([,' ]?000)*|thousands?|millions?|hundreds?|dozens?"
    r"|[千万億]|百万)(?![a-z0-9/]).*",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|per ?cent|pct|パーセント|百分率", re.IGNORECASE)
_MOST = 20  # columns named one by one; the rest are counted
_LONGEST = 60


@dataclass(frozen=True)
class Headings:
    """The options on columns: the attribute of a name, names left out, values for all rows.

    ``maybe`` holds the names that a table may lack. ``words`` are, by attribute, texts of cells and
    the values that they stand for; an asterisk in a text is any text.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    maybe: frozenset[str] = frozenset()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Attribute:
    """The content of a column: its dimension if it is a quantity, or free text.

    ``form`` is how its cells may be spelled in many ways: ``number``, ``moment``, ``date``,
    ``list``; ``is_single`` if one value may be written without a list.
    """

    dimension: Dimension | None = None
    is_free: bool = False
    form: str = ""
    is_single: bool = False


@dataclass(frozen=True)
class Column:
    """A column that is read: its place in the row, its attribute, the unit its numbers are in.

    ``is_said`` if ``--map`` gives the unit, not the header alone. ``words`` are texts, folded, and
    the values that they stand for.
    """

    index: int
    attribute: str
    what: Attribute
    unit: str = ""
    is_said: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    def cell(self, row: tuple[Cell, ...], usage: Usage) -> Cell:
        """Return the cell of a row as the language writes it, with the unit of a bare number.

        A short row of a CSV file leaves its last cells empty. Free text is left as it is.
        """
        if self.index >= len(row):
            return Cell("", row[0].location, self.attribute)
        cell = row[self.index]
        if self.words and cell.text and (value := self._meant(cell.text)) is not None:
            usage.note_meant(cell.text, value)
            return replace(cell, text=value, day=None, is_number=False)
        if cell.text and not self.what.is_free:
            # A blank of a list may be the end of a line, which sets its items apart.
            folded = cell.text if self.what.form == "list" else usage.folds.fold(cell.text)
            # Blanks at the ends are the business of the language, except where names meet.
            if folded != cell.text:
                cell = replace(cell, text=folded)
            cell = usage.read(cell, self.what.form, self.what.is_single)
        if not (self.unit and _NUMBER.fullmatch(cell.text)):
            return cell
        if self.unit == "%" and not self.is_said and 0 < float(cell.text) <= 1:
            return replace(cell, text="", fault=_two_meanings(cell.text, self.attribute))
        return cell if self.unit == "1" else replace(cell, text=f"{cell.text} {self.unit}")

    def _meant(self, text: str) -> str | None:
        """Return the value that the words of a cell stand for, the first that fits."""
        text = fold(text).casefold()
        if (value := self.words.get(text)) is not None:
            return value
        return next((value for pattern, value in self.words.items()
                     if "*" in pattern and _fits(pattern, text)), None)  # fmt: skip


def _fits(pattern: str, text: str) -> bool:
    """Return whether a text has the parts of a pattern in their order; * between them is any text.

    Searched part by part, so that no pattern takes longer than the text is long.
    """
    first, *middle, last = pattern.split("*")
    if len(text) < len(first) + len(last) or not text.startswith(first):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return text.endswith(last)


def _two_meanings(text: str, attribute: str) -> CellFault:
    share = f"{float(text) * 100:.10g}"
    return CellFault(
        Phrase("`{text}` in a column of per cent: {text} % or {share} %", text=text, share=share),
        Phrase("a number with its sign where it is not above 1"),
        Phrase(
            "write `{text} %` or `{share} %` in the cell, or say what all numbers of "
            'the column are: --map "...={attribute} [%]", or [1] for shares',
            text=text,
            share=share,
            attribute=attribute,
        ),
    )


def columns_of(
    sheet: Sheet,
    headings: Headings,
    known: Callable[[str], Attribute | None],
    names: Iterable[str],
    required: Iterable[str],
) -> list[Column]:
    """Return the columns of a sheet.

    Parameters
    ----------
    sheet, headings
        The sheet, and the options on its columns.
    known
        Gives the content of an attribute; None for a text that is no attribute.
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
    mapped = {fold(name): attribute for name, attribute in headings.attributes.items()}
    skipped = {fold(name) for name in headings.skipped}
    problems = _unused(sheet, headings)
    found: dict[str, Column] = {}
    n_unknown = 0
    for index, cell in enumerate(sheet.header):
        name = fold(cell.text)
        if name in skipped:
            continue
        column = _column(index, name, mapped, known)
        if column is None:
            n_unknown += 1
            if n_unknown <= _MOST:
                problems.append(_unknown(cell, mapped.get(name, name), proposed))
        elif isinstance(column, CellFault):
            problems.append(
                Problem(
                    "IMP-003",
                    cell.location,
                    _short(name),
                    column.found,
                    column.expected,
                    column.remedy,
                )
            )
        elif above := [n for n in (*found, *headings.values) if _clash(n, column.attribute)]:
            was = "--set" if above[0] in headings.values else Phrase("another column")
            what = Phrase(
                "`{short}` for `{attribute}`, while {was} gives `{above}`",
                short=_short(name),
                attribute=column.attribute,
                was=was,
                above=above[0],
            )
            expected = Phrase("each attribute once")
            problems.append(Problem("IMP-003", cell.location, _short(name), what, expected))
        else:
            words = headings.words.get(column.attribute, {})
            said = {fold(text).casefold(): value for text, value in words.items()}
            found[column.attribute] = replace(column, words=said)
    if n_unknown > _MOST:
        more = Phrase(
            "{n_unknown} more columns that mean nothing here", n_unknown=n_unknown - _MOST
        )
        remedy = Phrase("is it the right table, and the right row of names (--header N)?")
        problems.append(
            Problem(
                "IMP-004",
                sheet.header[-1].location,
                "",
                more,
                Phrase("columns of the table"),
                remedy,
            )
        )
    for name in headings.values:
        if known(name) is None:
            place = Location(Phrase("the command line"))
            hint = did_you_mean(name, proposed)
            problems.append(
                Problem(
                    "IMP-004",
                    place,
                    "--set",
                    f"`{name}`",
                    Phrase("an attribute of the table"),
                    hint,
                )
            )
    for name in headings.words:
        if known(name) is None:
            hint = did_you_mean(name, proposed)
            place, found_name = Location(Phrase("the mapping file")), f"`{name}`"
            expected = Phrase("an attribute of the table")
            problems.append(Problem("IMP-004", place, "values", found_name, expected, hint))
    missing = [n for n in required if n not in {*found, *headings.values}]
    problems += _missing(sheet, missing, headings)
    if problems:
        raise InputError(problems)
    return list(found.values())


def forms_of(columns: Iterable[Column]) -> dict[int, str]:
    """Return the forms of the cells of columns, by the place of the column in its row."""
    return {column.index: column.what.form for column in columns}


def _clash(first: str, second: str) -> bool:
    """Return whether two names fill the same attribute, or one holds the other."""
    return first == second or first.startswith(f"{second}.") or second.startswith(f"{first}.")


def _column(
    index: int, name: str, mapped: Mapping[str, str], known: Callable[[str], Attribute | None]
) -> Column | CellFault | None:
    """Return the column of a header, a fault in its brackets, or None if nobody knows it."""
    wanted = fold(mapped.get(name, name))
    is_mapped = name in mapped
    for text, unit in ((wanted, ""), *_bracketed(wanted)):
        for attribute in (text, re.sub(r"[\s-]+", "_", text.strip().lower())):
            what = known(attribute) if attribute else None
            if what is None:
                continue
            if unit:
                problem = _wrong_unit(unit, what, attribute)
                if problem is not None:
                    return problem if is_mapped or what.dimension is not None else None
                return Column(index, attribute, what, unit, is_mapped)
            return _with_unit_of_header(Column(index, attribute, what), name, is_mapped)
    return None


def _with_unit_of_header(column: Column, header: str, is_mapped: bool) -> Column | CellFault:
    """Return a column named by ``--map`` with the unit in the brackets of its own header."""
    what = column.what
    if not is_mapped or what.dimension is None:
        return column
    for _, unit in _bracketed(header):
        if _wrong_unit(unit, what, column.attribute) is None:
            return replace(column, unit=unit)
        # Brackets may hold any remark; only what multiplies the numbers must not be passed over.
        if _POWERS.fullmatch(unit):
            return _multiplied(unit)
    is_share = what.dimension in (Dimension.FRACTION, Dimension.FACTOR)
    return replace(column, unit="%") if is_share and _PERCENT.search(header) else column


def _bracketed(text: str) -> list[tuple[str, str]]:
    """Return the text before the brackets at the end of a name, and the text within them."""
    match = _WITH_UNIT.fullmatch(text)
    return [(match.group(1), match.group(2).strip())] if match else []


def _wrong_unit(unit: str, what: Attribute, attribute: str) -> CellFault | None:
    """Return why the text in brackets is no unit of an attribute, or None."""
    if what.dimension is None:
        return CellFault(
            Phrase("the unit `{unit}`", unit=unit),
            Phrase("none: `{attribute}` is no quantity", attribute=attribute),
            _MAP,
        )
    if unit == "1" and what.dimension in (Dimension.FRACTION, Dimension.FACTOR):
        return None
    try:
        read_unit(f"1 {unit}", what.dimension)
    except UnitError as error:
        if _POWERS.fullmatch(unit):
            return _multiplied(unit)
        return CellFault(
            Phrase("`{unit}` in brackets", unit=unit), error.expected, error.remedy or _MAP
        )
    return None


_MAP = Phrase('say what the column is: --map "Column (…)=attribute [unit]"')


def _multiplied(unit: str) -> CellFault:
    found = Phrase("numbers in `{unit}`", unit=unit)
    return CellFault(
        found,
        Phrase("numbers written out"),
        Phrase("write them out in the cells, or leave it out, --skip"),
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _unknown(cell: Cell, wanted: str, proposed: list[str]) -> Problem:
    if not fold(cell.text):
        found, remedy = Phrase("a column without a name"), Phrase("name it, or clear its cells")
        return Problem(
            "IMP-003", cell.location, "", found, Phrase("a name for each column"), remedy
        )
    wanted, name = _short(wanted), _short(cell.text)
    hint = did_you_mean(wanted.rpartition("[")[0].strip() or wanted, proposed)
    remedy = Phrase('--map "{name}=..." says what it is, --skip "{name}" leaves it out', name=name)
    if hint:
        remedy = Phrase("{hint} {further}", hint=hint, further=remedy)
    return Problem(
        "IMP-004",
        cell.location,
        name,
        Phrase("the column `{wanted}`", wanted=wanted),
        Phrase("one of: {proposed}", proposed=", ".join(proposed)),
        remedy,
    )


def _unused(sheet: Sheet, headings: Headings) -> list[Problem]:
    """Return a problem for each option about a column that does not exist."""
    names = {fold(cell.text): _short(cell.text) for cell in sheet.header}
    asked = [("--map", name) for name in headings.attributes]
    asked += [("--skip", name) for name in sorted(headings.skipped)]
    shown = ", ".join(list(names.values())[:_MOST])
    expected = Phrase("a column of {file}: {shown}", file=sheet.file, shown=shown)
    if len(names) > _MOST:
        expected = Phrase(
            "a column of {file}: {shown} and {more} more",
            file=sheet.file,
            shown=shown,
            more=len(names) - _MOST,
        )
    return [
        Problem(
            "IMP-004",
            Location(Phrase("the command line")),
            option,
            f"`{_short(name)}`",
            expected,
            did_you_mean(_short(name), names.values()),
        )
        for option, name in asked
        if fold(name) not in names and name not in headings.maybe
    ]


def _missing(sheet: Sheet, names: list[str], headings: Headings) -> list[Problem]:
    """Return a problem for each attribute that no column gives; what it may be called is said."""
    columns = [_short(cell.text) for cell in sheet.header if fold(cell.text)]
    shown = ", ".join(f"`{name}`" for name in columns[:_MOST])
    return [
        Problem(
            "IMP-005",
            sheet.header[0].location,
            name,
            _not_there(name, headings, shown),
            f"`{name}`",
            _remedy(name, headings, columns),
        )
        for name in names
    ]


def _not_there(name: str, headings: Headings, shown: str) -> str:
    said = [column for column, attribute in headings.attributes.items() if attribute == name]
    if said:
        column = _short(said[0])
        return Phrase("no column `{column}`, which the mapping takes for `{name}`; found {shown}",
                      column=column, name=name, shown=shown)  # fmt: skip
    return Phrase("no column `{name}`; found {shown}", name=name, shown=shown)


def _remedy(name: str, headings: Headings, columns: list[str]) -> str:
    said = [column for column, attribute in headings.attributes.items() if attribute == name]
    hint = next((h for text in (*said, name) if (h := did_you_mean(_short(text), columns))), "")
    further = Phrase('--map "Some column={name}", or --set {name}=... for all rows', name=name)
    return Phrase("{hint} {further}", hint=hint, further=further) if hint else further
