"""The raw tree of a scenario: text, lists and tables that remember where they stand.

What for: everything between the files and the models works on this tree, so that every error can
name a line. Nodes are never changed after reading; overlays build new tables that share them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from renkei._base.errors import Location, Problem

Path = tuple[str | int, ...]

_NUMBER = re.compile("[0-9]{1,9}")  # not `isdigit`, which holds for ① too


@dataclass(frozen=True, eq=False, slots=True)
class Scalar:
    """A text; its type comes from the language, never from the parser."""

    value: str
    location: Location


@dataclass(frozen=True, eq=False, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    location: Location


@dataclass(frozen=True, eq=False, slots=True)
class Mapping:
    """A table: nodes by key, and where each key stands."""

    items: dict[str, Node]
    keys: dict[str, Location]
    location: Location

    def with_items(self, items: dict[str, Node], keys: dict[str, Location]) -> Mapping:
        """Return a table with other content at the same place."""
        return Mapping(items, keys, self.location)


Node = Scalar | Sequence | Mapping


MOST_PROBLEMS = 1000
"""Problems after which no more are looked for: whoever has more begins with the first."""


@dataclass
class Problems:
    """Collects problems; the same problem at the same place is kept once."""

    found: dict[tuple[str, Location, str], Problem] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Add a problem."""
        self.found.setdefault((problem.code, problem.location, problem.found), problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def places(self) -> set[Location]:
        """Return where problems were found so far."""
        return {location for _, location, _ in self.found}

    @property
    def is_full(self) -> bool:
        """Whether there are so many that no more are looked for."""
        return len(self.found) >= MOST_PROBLEMS

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Any:
        return iter(self.found.values())


def plain(node: Node) -> Any:
    """Return the node as text, lists and dictionaries."""
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(items):
            return {key: plain(item) for key, item in items.items()}


def child(node: Node, step: str | int) -> Node | None:
    """Return the node one step below, or None."""
    match node:
        case Mapping(items):
            return items.get(str(step))
        case Sequence(items):
            number = step if isinstance(step, int) else _numbered(items).get(step, -1)
            return items[number] if 0 <= number < len(items) else None
        case _:
            return None


def _numbered(items: tuple[Node, ...]) -> dict[str, int]:
    """Return the numbers of the items of a list that say `by` whom, by the name in paths."""
    return {step: number for number, step in enumerate(steps_in(items)) if isinstance(step, str)}


def steps_in(items: tuple[Node, ...]) -> list[str | int]:
    """Return the step in paths of each item of a list; see :func:`names_by`."""
    whom = [item.items.get("by") if isinstance(item, Mapping) else None for item in items]
    return names_by([by.value if isinstance(by, Scalar) else None for by in whom])


def names_by(whom: Iterable[str | None]) -> list[str | int]:
    """Return the step in paths of each item of a list: `by` whom it is, else its number.

    So an approval keeps its path, and with it its world, where a design puts another before it.
    The second by the same is ``name/2``.
    """
    before: Counter[str] = Counter()
    names: list[str | int] = []
    for number, by in enumerate(whom):
        if by is None:
            names.append(number)
            continue
        before[by] += 1
        names.append(by if before[by] == 1 else f"{by}/{before[by]}")
    return names


def find(node: Node, path: Path) -> Node | None:
    """Return the node at a path, or None."""
    current: Node | None = node
    for step in path:
        if current is None:
            return None
        current = child(current, step)
    return current


def locate(node: Node, path: Path) -> Location:
    """Return where the deepest known part of a path stands.

    A text is located by itself; a table or list by its key, which stands on the line that a
    reader looks for.
    """
    here = node.location
    for step in path:
        below = child(node, step)
        if below is None:
            break
        by_key = isinstance(node, Mapping) and not isinstance(below, Scalar)
        here = node.keys[str(step)] if by_key and isinstance(node, Mapping) else below.location
        node = below
    return here


def locate_key(node: Node, path: Path) -> Location:
    """Return where the last key of a path stands."""
    above = find(node, path[:-1]) if path else None
    if isinstance(above, Mapping) and str(path[-1]) in above.keys:
        return above.keys[str(path[-1])]
    return locate(node, path)


def dotted(path: Path) -> str:
    """Return a path as people write it."""
    return ".".join(map(str, path))


def steps_of(path: str) -> Path:
    """Return the steps of a path as people write it; a whole number counts in a list."""
    return tuple(int(step) if _NUMBER.fullmatch(step) else step for step in path.split("."))
