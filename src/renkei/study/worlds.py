"""Worlds asked for by name or by file: a list in CSV, a Latin hypercube, a Sobol sequence.

Takes an opened scenario and the word of the caller; gives the worlds of replications
(:mod:`renkei.engine.worlds`). A list has a column for each factor, headed by the path of a quantity
with a range or by the id of a parameter, and a row for each world; what ``renkei calibrate --to``
writes is one. What is not in it is drawn as always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from renkei._base.errors import InputError, Location, Problem
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei._base.plain import open_plain
from renkei.engine.worlds import LatinWorlds, ListedWorlds, SobolWorlds, WorldSource, value_at
from renkei.scenario.language.paths import walk_quantities
from renkei.scenario.quantities import units
from renkei.scenario.text.characters import is_readable
from renkei.scenario.text.csv_tables import Cell, split_rows
from renkei.scenario.text.nodes import Problems
from renkei.study.choosing import bad_argument
from renkei.study.library import exists, expanded

if TYPE_CHECKING:
    from renkei.scenario.quantities.quantity import Quantity
    from renkei.study.source import Opened

LATIN, SOBOL = "latin", "sobol"
"""Worlds that are made, not listed."""

FOLDER = "worlds"
"""Folder of a scenario with lists of worlds that are known by their names."""

LABELS = ("replication", "")
"""Columns that number the rows; the second is what pandas writes."""

WEIGHT = "weight"
"""Column with the weight of each row."""

LUCK = "luck"
"""Column with the number of the luck of each row: rows of one number share their draws."""

_DRAWN = " as drawn"
_MOST_BYTES = 64 * 2**20
_MOST_COORDINATES = 21_201
"""As many coordinates as the Sobol sequence of SciPy has (Joe and Kuo 2008)."""

_HEAD = re.compile(r"(.*?)\s*\[([^\[\]]*)\]")
_QUANTILE = "quantile"
_DIGITS = 9
_ROUNDING = 1e-9
"""Of a range: so far a value may lie outside that was rounded when it was written."""


@dataclass(frozen=True)
class GivenWorlds:
    """Worlds that were asked for.

    Parameters
    ----------
    name
        The word of the caller.
    worlds
        What gives them.
    text
        The list as it stands in its file; None: no list.
    """

    name: str
    worlds: WorldSource
    text: str | None = None


@dataclass(frozen=True)
class _Column:
    """A factor of a list: its path and range, and how its cells are written."""

    path: str
    quantity: Quantity
    unit: str
    at: int


def worlds_of(
    opened: Opened, wanted: str, *, nominal: bool = False, argument: str = "worlds"
) -> GivenWorlds:
    """Return the worlds that a word stands for.

    Parameters
    ----------
    wanted
        ``latin``, ``sobol``, the path of a CSV file, or the name of a list in the folder
        ``worlds`` of the scenario. A path wins over a name.
    nominal
        Whether what is not given has its best value; then there must be a list.

    Raises
    ------
    InputError
        If nothing has the name, or with every problem of the list.
    """
    if wanted in (LATIN, SOBOL):
        if nominal:
            raise bad_argument(
                argument,
                Phrase("`{wanted}` beside best values only", wanted=wanted),
                Phrase("one of the two, or a list"),
            )
        if wanted == LATIN:
            return GivenWorlds(wanted, LatinWorlds())
        paths = list(_ranged(opened))
        if len(paths) > _MOST_COORDINATES:
            raise bad_argument(
                argument,
                Phrase("`{sobol}` for {paths} ranges", sobol=SOBOL, paths=len(paths)),
                Phrase("at most {most_coordinates}", most_coordinates=_MOST_COORDINATES),
            )
        return GivenWorlds(wanted, SobolWorlds(tuple(paths)))
    path, name = _file(opened, wanted, argument)
    text = _text(path, argument)
    return GivenWorlds(wanted, _read(text, name, opened), text)


def listed(text: str, name: str, opened: Opened) -> GivenWorlds:
    """Return the worlds of a list that is no file.

    Raises
    ------
    InputError
        With every problem of the list.
    """
    return GivenWorlds(name, _read(text, name, opened), text)


def kept_lists(opened: Opened) -> dict[str, ListedWorlds]:
    """Return the lists in the folder ``worlds`` of a scenario, by their names.

    Raises
    ------
    InputError
        With every problem of the first list that has one: an unknown factor, a value outside the
        stated range.
    """
    return {
        name: _read(_text(path, FOLDER), str(path), opened) for name, path in _named(opened).items()
    }


def _named(opened: Opened) -> dict[str, Path]:
    """Return the files of the lists that a scenario keeps, by their names."""
    return {one.stem: one for one in sorted((opened.path / FOLDER).glob("*.csv"))}


def _file(opened: Opened, wanted: str, argument: str) -> tuple[Path, str]:
    """Return the file of a list, and what it is called in messages."""
    path = expanded(argument, Path(wanted))
    if exists(path) and not path.is_dir():
        return path, str(path)
    named = _named(opened)
    if wanted in named:
        return named[wanted], str(named[wanted])
    known = [LATIN, SOBOL, *named]
    raise bad_argument(
        argument,
        Phrase("`{wanted}`, which is neither a file nor a name", wanted=wanted),
        Phrase("a CSV file, or one of: {known}", known=", ".join(known)),
        did_you_mean(wanted, known),
    )


def _text(path: Path, argument: str) -> str:
    try:
        with open_plain(path, follow=True) as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise bad_argument(
                argument,
                Phrase("`{path}`, which is too large", path=path),
                Phrase("at most 64 MiB"),
            )
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise bad_argument(
            argument,
            Phrase("`{shown}`: {found}", shown=path, found=reason(error)),
            Phrase("a file to read"),
        ) from None
    except UnicodeDecodeError:
        raise bad_argument(
            argument, Phrase("`{path}`, which is not UTF-8", path=path), Phrase("CSV in UTF-8")
        ) from None


def _ranged(opened: Opened) -> dict[str, Quantity]:
    """Return the quantities with a range, of the base and then of designs, by path."""
    return {path: one for path, one in quantities_of(opened) if one.has_range}


def quantities_of(opened: Opened) -> Iterator[tuple[str, Quantity]]:
    """Yield the quantities of the base, then those that only designs have, each path once."""
    document = opened.document
    seen: set[str] = set()
    scenarios = [document.scenario]
    scenarios += [
        state.scenario for design in document.design_ids for state in document.states_of(design)
    ]
    for scenario in scenarios:
        for path, quantity in walk_quantities(scenario):
            if path not in seen:
                seen.add(path)
                yield path, quantity


def _read(text: str, file: str, opened: Opened) -> ListedWorlds:
    """Return the worlds of a list.

    Raises
    ------
    InputError
        With every problem found.
    """
    problems = Problems()
    rows: list[list[Cell]] = []
    if is_readable(text, file, FOLDER, problems):
        # Remarks become empty lines, so that the lines keep their numbers.
        kept = ["" if line.startswith("#") else line for line in text.splitlines()]
        rows = split_rows("\n".join(kept), file, FOLDER, problems)
    if not problems and len(rows) < 2:
        expected = Phrase("a header with the names of factors, and a row for each world")
        problems.add(Problem("WLD-004", Location(file, 1, 1), FOLDER, Phrase("no rows"), expected))
    _stop(problems)
    columns, own = _columns(rows[0], opened, problems)
    weight, luck = own.get(WEIGHT), own.get(LUCK)
    _stop(problems)
    body = [row for row in rows[1:] if _is_whole(row, rows[0], problems)]
    values = np.full((len(body), len(columns)), np.nan)
    weights = np.ones(len(body))
    lucks = np.zeros(len(body), np.int64)
    for i, row in enumerate(body):
        for j, column in enumerate(columns):
            value = _value(row[column.at], column, problems)
            values[i, j] = np.nan if value is None else value
        if weight is not None:
            weights[i] = _weight(row[weight], problems)
        if luck is not None:
            lucks[i] = _luck(row[luck], problems)
        if problems.is_full:
            break
    if not problems and not weights.sum() > 0:
        where = rows[0][weight or 0].location
        problems.add(
            Problem(
                "WLD-005", where, WEIGHT, Phrase("weights that are all 0"), Phrase("one above 0")
            )
        )
    _stop(problems)
    chosen = weights > 0
    stated = np.array([_stated(column.quantity) for column in columns])
    values = values[chosen]
    values = np.clip(values, stated[:, 0], stated[:, 2])  # what was rounded when it was written
    return ListedWorlds(
        tuple(column.path for column in columns),
        values,
        stated,
        None if weight is None else weights[chosen],
        None if luck is None else lucks,
    )


def _stop(problems: Problems) -> None:
    if problems:
        raise InputError(problems)


def _columns(
    header: Sequence[Cell], opened: Opened, problems: Problems
) -> tuple[list[_Column], dict[str, int]]:
    """Return the factors of a header, and the places of its columns of weights and of luck."""
    known = dict(walk_quantities(opened.scenario))
    parameters = opened.scenario.parameters
    names = [cell.text.strip() for cell in header]
    if not all(f"parameters.{name}.value" in known or name in known for name in names):
        known = dict(quantities_of(opened))  # takes long: those of designs too
    columns: dict[str, _Column] = {}
    own: dict[str, int] = {}
    for at, (cell, name) in enumerate(zip(header, names, strict=True)):
        if name in LABELS and at == 0:
            continue
        if name.endswith(_DRAWN) and name.removesuffix(_DRAWN) in names:
            continue
        if name in (WEIGHT, LUCK) and name not in own:
            own[name] = at
            continue
        match = _HEAD.fullmatch(name)
        bare, unit = match.groups() if match and name not in known else (name, "")
        path = f"parameters.{bare}.value" if bare in parameters else bare
        if path not in known:
            problems.add(_unknown(cell, bare, known, parameters))
        elif not known[path].has_range:
            found = Phrase("`{bare}`, which has no range", bare=bare)
            expected = Phrase("a quantity with a range")
            remedy = Phrase(
                '--set "{path}={{value: ..., range: [..., ...]}}" gives it one', path=path
            )
            problems.add(Problem("WLD-002", cell.location, bare, found, expected, remedy))
        elif path in columns:
            problems.add(
                Problem(
                    "WLD-004",
                    cell.location,
                    bare,
                    Phrase("`{bare}` twice", bare=bare),
                    Phrase("each factor once"),
                )
            )
        else:
            columns[path] = _Column(path, known[path], unit, at)
    if len(own) > 1:
        where, found = (
            header[own[LUCK]].location,
            Phrase("`{luck}` beside `{weight}`", luck=LUCK, weight=WEIGHT),
        )
        expected = Phrase("one of the two: rows that come by weight come with luck of their own")
        problems.add(Problem("WLD-004", where, LUCK, found, expected))
    if not columns and not problems:
        found, expected = (
            Phrase("no factor"),
            Phrase("a column headed by the path of a quantity with a range"),
        )
        problems.add(Problem("WLD-004", header[0].location, FOLDER, found, expected))
    return list(columns.values()), own


def _unknown(
    cell: Cell, name: str, known: Mapping[str, Quantity], parameters: Mapping[str, object]
) -> Problem:
    ranged = [path for path, one in known.items() if one.has_range]
    near = did_you_mean(name, [*parameters, WEIGHT, LUCK]) or did_you_mean(name, ranged)
    found = Phrase("`{name}`, which is no quantity of the scenario", name=name)
    expected = Phrase("the path of a quantity with a range, or the id of a parameter")
    remedy = near or Phrase("`renkei assumptions` lists the paths")
    return Problem("WLD-001", cell.location, name, found, expected, remedy)


def _is_whole(row: Sequence[Cell], header: Sequence[Cell], problems: Problems) -> bool:
    if len(row) == len(header):
        return True
    where = row[min(len(row), len(header)) - 1].location
    found, expected = (
        Phrase("a row of {row} cells", row=len(row)),
        Phrase("{header} cells, as the header has", header=len(header)),
    )
    problems.add(Problem("WLD-004", where, FOLDER, found, expected))
    return False


def _value(cell: Cell, column: _Column, problems: Problems) -> float | None:
    """Return the value of a cell in the unit used inside, or its problem."""
    text = _plain(cell.text.strip())
    stated = _stated(column.quantity)
    dimension = column.quantity.dimension
    if column.unit == _QUANTILE:
        place = _number(text)
        if place is None or not 0 <= place <= 1:
            found, expected = f"`{cell.text.strip()}`", Phrase("a probability, 0 to 1")
            problems.add(Problem("WLD-005", cell.location, column.path, found, expected))
            return None
        return float(value_at(np.array([place]), np.array([stated]))[0])
    try:
        value, _ = units.read(f"{text} {column.unit}".strip(), dimension)
    except units.UnitError as error:
        problems.add(
            Problem(
                "WLD-005", cell.location, column.path, error.found, error.expected, error.remedy
            )
        )
        return None
    low, _, high = stated
    slack = _ROUNDING * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        written = column.quantity.written
        ends = written.get("range", []) if isinstance(written, dict) else []
        told = (
            Phrase("{low} to {high}", low=ends[0], high=ends[1])
            if len(ends) == 2
            else Phrase("{low} to {high}", low=f"{low:g}", high=f"{high:g}")
        )
        problems.add(
            Problem(
                "WLD-003",
                cell.location,
                column.path,
                f"`{text}{f' {column.unit}' if column.unit else ''}`",
                Phrase("a value within the stated range, {told}", told=told),
                Phrase("widen the range of the scenario, or correct the list"),
            )
        )
        return None
    return value


def _weight(cell: Cell, problems: Problems) -> float:
    value = _number(cell.text.strip())
    if value is None or value < 0:
        found = f"`{cell.text.strip()}`"
        problems.add(
            Problem("WLD-005", cell.location, WEIGHT, found, Phrase("a number, 0 or more"))
        )
        return 0.0
    return value


def _luck(cell: Cell, problems: Problems) -> int:
    text = cell.text.strip()
    if text.isdecimal() and len(text) <= _DIGITS:
        return int(text)
    expected = Phrase("a whole number of at most {digits} digits", digits=_DIGITS)
    problems.add(Problem("WLD-005", cell.location, LUCK, f"`{text}`", expected))
    return 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _plain(text: str) -> str:
    """Return a number with an exponent, as programs write it, without; other text as it is."""
    value = _number(text) if "e" in text.lower() else None
    return text if value is None else units.plain(value)


def _stated(quantity: Quantity) -> tuple[float, float, float]:
    assert quantity.low is not None
    assert quantity.high is not None
    return quantity.low, quantity.middle, quantity.high
