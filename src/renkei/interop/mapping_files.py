"""The mapping file of an import: what the columns of a program's tables are, kept in YAML.

What for: a program names its columns in its own way, and always in the same: the options that say
so are written down once. Takes the path of a file; gives the options. A mapping serves
all tables of a program, so that a column it names may be missing in one of them::

    columns: {Ship class: id, Speed (kn): "speed [kt]"}
    skip: [Remarks]
    set: {nation: MRD}
    empty: [n/a, "-"]
    values: {nation: {Meridia: MRD}, milestone: {Task order sent: ordered, "*decided*": decided}}

The words of a cell that ``values`` names stand for its value; ``*`` is any text.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path

from renkei._base.errors import InputError, Location, Problem
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.text.nodes import Mapping, Node, Problems, Scalar, Sequence
from renkei.scenario.text.yaml_reading import parse_yaml

_KEYS = ("columns", "skip", "set", "empty", "values")
_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class ColumnMapping:
    """Attributes by column, columns left out, values for all rows, texts that mean nothing.

    ``values`` are, by attribute, the words of cells and what they stand for.
    """

    columns: Table[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    set: Table[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    values: Table[str, Table[str, str]] = field(default_factory=dict)


def read_mapping(path: Path) -> ColumnMapping:
    """Return what a mapping file says.

    Raises
    ------
    InputError
        If it cannot be read, is no YAML, or says what no mapping says: with line and key.
    """
    where = Location(str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            most = Phrase("at most 1 MB")
            raise InputError([Problem("IMP-015", where, "", Phrase("a larger file"), most)])
        text = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        why = (
            reason(error, small=True) if isinstance(error, OSError) else Phrase("no text in utf-8")
        )
        expected = Phrase("a file that can be read")
        problem = Problem("IMP-015", where, "--mapping", why, expected)
        raise InputError([problem]) from None
    problems = Problems()
    node = parse_yaml(text, str(path), problems)
    parts = _parts(node, where, problems) if not problems else {}
    found = ColumnMapping(
        _pairs(parts.get("columns"), "columns", problems),
        _texts(parts.get("skip"), "skip", problems),
        _pairs(parts.get("set"), "set", problems),
        _texts(parts.get("empty"), "empty", problems),
        _tables(parts.get("values"), "values", problems),
    )
    if problems:
        raise InputError(problems)
    return found


def _parts(node: Node | None, where: Location, problems: Problems) -> dict[str, Node]:
    expected = Phrase("a table with {keys}", keys=", ".join(f"`{key}`" for key in _KEYS))
    if not isinstance(node, Mapping):
        place = where if node is None else node.location
        problems.add(Problem("IMP-015", place, "", Phrase("no table"), expected))
        return {}
    for key, place in node.keys.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            problems.add(Problem("IMP-015", place, key, f"`{key}`", expected, hint))
    return node.items


def _pairs(node: Node | None, key: str, problems: Problems) -> dict[str, str]:
    if node is None:
        return {}
    if isinstance(node, Mapping):
        found = {k: v.value.strip() for k, v in node.items.items() if isinstance(v, Scalar)}
        if len(found) == len(node.items) and all(found.values()):
            return found
    expected = Phrase("a table of texts")
    problems.add(Problem("IMP-015", node.location, key, Phrase("something else"), expected))
    return {}


def _tables(node: Node | None, key: str, problems: Problems) -> dict[str, dict[str, str]]:
    if node is None:
        return {}
    if isinstance(node, Mapping):
        return {name: _pairs(one, f"{key}.{name}", problems) for name, one in node.items.items()}
    expected = Phrase("a table of words and values for each attribute")
    problems.add(Problem("IMP-015", node.location, key, Phrase("something else"), expected))
    return {}


def _texts(node: Node | None, key: str, problems: Problems) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node, Sequence):
        found = tuple(item.value for item in node.items if isinstance(item, Scalar))
        if len(found) == len(node.items):
            return found
    expected = Phrase("a list of texts")
    problems.add(Problem("IMP-015", node.location, key, Phrase("something else"), expected))
    return ()
