"""Tables in CSV: one row for each entry, dotted attribute names as header.

What for: long tables (units, places, sources) are easier to keep in a spreadsheet. Takes CSV text;
gives the same tree that YAML would give, with the line and column of each cell. A cell that begins
with ``[`` or ``{`` is YAML in one line; any other is text; an empty cell leaves the attribute out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.scenario.text.characters import is_readable
from renkei.scenario.text.nodes import Mapping, Node, Problems, Scalar
from renkei.scenario.text.yaml_reading import parse_yaml


@cache
def _cell_until(separator: str) -> re.Pattern[str]:
    """Return the pattern of a cell and of what ends it."""
    mark, blank = re.escape(separator), r"[ \t]*" if separator != "\t" else " *"
    bare = rf'[^{mark}\r\n"][^{mark}\r\n]*|'
    return re.compile(rf'(?:"((?:[^"]|"")*)"{blank}|({bare}))({mark}|\r\n|\n|\r|\Z)')


@dataclass(frozen=True)
class Cell:
    """A cell as written, without the quotes around it."""

    text: str
    location: Location
    quoted: bool


def parse_csv(text: str, file: str, table: str, problems: Problems) -> Mapping:
    """Return the entries of a CSV table by their ``id``."""
    start = Location(file, 1, 1)
    if not is_readable(text, file, table, problems):
        return Mapping({}, {}, start)
    rows = split_rows(text, file, table, problems)
    if not rows:
        return Mapping({}, {}, start)
    header = _header(rows[0], table, problems)
    items: dict[str, Node] = {}
    keys: dict[str, Location] = {}
    for row in rows[1:]:
        first = row[0]
        path = f"{table}.{first.text}"
        if len(row) != len(header):
            problems.add(
                Problem(
                    "SCN-006",
                    row[min(len(row), len(header)) - 1].location,
                    path,
                    Phrase("a row of {row} cells", row=len(row)),
                    Phrase("{header} cells, one for each column of the header", header=len(header)),
                    Phrase("quote a cell that contains a comma"),
                )
            )
            continue
        if not first.text or first.text in items:
            found = (
                Phrase(
                    "`{text}` again; first on line {line}",
                    text=first.text,
                    line=keys[first.text].line,
                )
                if first.text
                else Phrase("a row without `id`")
            )
            problems.add(Problem("SCN-011", first.location, path, found, Phrase("each id once")))
            continue
        items[first.text] = entry_of(header, row, path, problems)
        keys[first.text] = first.location
    return Mapping(items, keys, start)


def _header(cells: list[Cell], table: str, problems: Problems) -> list[str]:
    names = [cell.text.strip() for cell in cells]
    if names[0] != "id":
        problems.add(
            Problem(
                "SCN-007",
                cells[0].location,
                table,
                Phrase("a first column `{names}`", names=names[0]),
                Phrase("first `id`"),
            )
        )
    for index, (cell, name) in enumerate(zip(cells, names, strict=True)):
        above = [other for other in names[:index] if _clash(other, name)]
        if above or not name:
            found = (
                Phrase("column `{name}` beside `{above}`", name=name, above=above[0])
                if above
                else Phrase("a column without name")
            )
            problems.add(
                Problem(
                    "SCN-007", cell.location, table, found, Phrase("each attribute in one column")
                )
            )
    return names


def _clash(first: str, second: str) -> bool:
    """Return whether two columns fill the same attribute, or one holds the other."""
    return first == second or first.startswith(f"{second}.") or second.startswith(f"{first}.")


def entry_of(header: Sequence[str], row: Sequence[Cell], path: str, problems: Problems) -> Mapping:
    """Return the tree of one row; ``name.en`` puts `en` into a table `name`."""
    root = Mapping({}, {}, row[0].location)
    for name, cell in zip(header[1:], row[1:], strict=True):
        if cell.text == "":
            continue
        target = root
        *above, last = name.split(".")
        for step in above:
            target.keys.setdefault(step, cell.location)
            below = target.items.setdefault(step, Mapping({}, {}, cell.location))
            if not isinstance(below, Mapping):
                break  # the header has said so already
            target = below
        value = _value(cell, f"{path}.{name}", problems)
        if value is not None:
            target.items[last], target.keys[last] = value, cell.location
    return root


def _value(cell: Cell, path: str, problems: Problems) -> Node | None:
    text = cell.text.strip()
    if not text.startswith(("[", "{")):
        return Scalar(cell.text if cell.quoted else text, cell.location)
    inner = Problems()
    node = parse_yaml(text, cell.location.file, inner)
    for problem in inner:
        problems.add(
            Problem(
                problem.code,
                cell.location,
                ".".join(filter(None, (path, problem.path))),
                problem.found,
                problem.expected,
                problem.remedy,
            )
        )
    return _moved(node, cell.location) if node is not None else None


def _moved(node: Node, location: Location) -> Node:
    """Return the tree with every part at the place of its cell."""
    match node:
        case Scalar(value):
            return Scalar(value, location)
        case Mapping(items, keys):
            moved = {key: _moved(item, location) for key, item in items.items()}
            return Mapping(moved, dict.fromkeys(keys, location), location)
        case _:
            return type(node)(tuple(_moved(item, location) for item in node.items), location)


def split_rows(
    text: str, file: str, table: str, problems: Problems, separator: str = ","
) -> list[list[Cell]]:
    """Split CSV (RFC 4180) into rows of cells with positions; blank lines are skipped.

    ``separator`` is one character; files of scenarios have commas.
    """
    pattern = _cell_until(separator)
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    position, line, begin = 0, 1, 0
    while position < len(text):
        match = pattern.match(text, position)
        location = Location(file, line, position - begin + 1)
        if match is None:
            problems.add(
                Problem(
                    "SCN-006",
                    location,
                    table,
                    Phrase("a quote that is not closed, or a quote within a cell"),
                    Phrase("cells as in RFC 4180"),
                    Phrase('put the cell in quotes and double each quote inside: `"a ""b"" c"`'),
                )
            )
            return rows
        quoted, bare, end = match.groups()
        is_quoted = quoted is not None
        row.append(Cell(quoted.replace('""', '"') if is_quoted else bare, location, is_quoted))
        within = match.group(0)[: len(match.group(0)) - len(end)]
        line += within.count("\n")
        position = match.end()
        if end != separator:
            line, begin = line + 1, position
            _keep(rows, row)
            row = []
        elif position == len(text):
            row.append(Cell("", Location(file, line, position - begin + 1), False))
    _keep(rows, row)
    return rows


def _keep(rows: list[list[Cell]], row: list[Cell]) -> None:
    if len(row) > 1 or (row and (row[0].text or row[0].quoted)):
        rows.append(row)
