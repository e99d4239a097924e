"""Differences between two scenarios, or two designs of one: by path, with units as written.

What for: a reader must see the changes between two versions before he compares their answers.
Takes explicit forms (:mod:`renkei.scenario.designs.resolution`) as plain data; gives differences in
the order of the language. A default written out is no difference, nor is a quantity in another
unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from renkei.scenario.designs.resolution import resolve
from renkei.scenario.document import Document, DocumentState
from renkei.scenario.language.attributes import DOCUMENT, Kind, QuantityKind, below
from renkei.scenario.quantities.units import Dimension, UnitError, read
from renkei.scenario.text.nodes import Mapping as Tree
from renkei.scenario.text.nodes import plain


@dataclass(frozen=True)
class Difference:
    """One difference: ``before`` is None for an added entry, ``after`` for a removed one.

    Values are plain data as written; an added or removed entry is given as its file has it.
    ``from_day`` is the day from which on the difference holds, None from the start.
    """

    path: str
    before: Any
    after: Any
    from_day: date | None = None

    @property
    def kind(self) -> str:
        """Return ``added``, ``removed`` or ``changed``."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def between_documents(before: Document, after: Document) -> list[Difference]:
    """Return the differences between two scenarios: of the base, and of designs as written."""
    one, two = (_Side(doc.resolved(), doc.root) for doc in (before, after))
    return _differences(one, two, None)


def between_designs(document: Document, before: str, after: str) -> list[Difference]:
    """Return the differences between two designs of a scenario, phase by phase.

    A difference that holds already is not repeated. One that ends in a later phase is given again,
    with the value from then on.

    Raises
    ------
    KeyError
        If no such design exists.
    """
    states = [document.states_of(design) for design in (before, after)]
    days = sorted({s.begins for ones in states for s in ones if s.begins is not None})
    found: list[Difference] = []
    held: dict[str, tuple[Any, Any]] = {}
    for day in (None, *days):
        one, two = (_side(_at(ones, day)) for ones in states)
        now = {d.path: d for d in _differences(one, two, day)}
        for path, difference in now.items():
            if held.get(path) != (difference.before, difference.after):
                found.append(difference)
        for path in held.keys() - now.keys():
            value = _value_at(one.explicit, path)
            found.append(Difference(path, value, value, day))
        held = {path: (d.before, d.after) for path, d in now.items()}
    return found


@dataclass(frozen=True)
class _Side:
    """The explicit form of one side, and its form as written."""

    explicit: dict[str, Any]
    root: Tree

    def written(self, path: tuple[str, ...], value: Any) -> Any:
        """Return the value of the files at a path; the explicit value if they have none."""
        at: Any = self.root
        for step in path:
            if not isinstance(at, Tree) or step not in at.items:
                return value
            at = at.items[step]
        return plain(at)


def _side(state: DocumentState) -> _Side:
    explicit = resolve(state.scenario, state.root)
    explicit.pop("designs", None)
    return _Side(explicit, state.root)


def _at(states: tuple[DocumentState, ...], day: date | None) -> DocumentState:
    """Return the state in force on a day."""
    found = states[0]
    for state in states[1:]:
        if day is not None and state.begins is not None and state.begins <= day:
            found = state
    return found


def _value_at(data: Any, path: str) -> Any:
    """Return the value at a path, or None."""
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            index = int(step[1:-1])
            data = data[index] if isinstance(data, list) and index < len(data) else None
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _differences(one: _Side, two: _Side, day: date | None) -> list[Difference]:
    found: list[Difference] = []

    def compare(path: tuple[str, ...], shown: str, a: Any, b: Any, kind: Kind | None) -> None:
        if a == b or _is_same(a, b, kind):
            return
        if isinstance(a, dict) and isinstance(b, dict):
            # Another form of a quantity, such as a range for a value, is one change.
            if isinstance(kind, QuantityKind) and a.keys() != b.keys():
                found.append(Difference(shown, a, b, day))
                return
            for key in (*a, *(key for key in b if key not in a)):
                inner = kind if isinstance(kind, QuantityKind) else below(kind, key)
                name = f"{shown}.{key}" if shown else str(key)
                compare((*path, str(key)), name, a.get(key), b.get(key), inner)
        elif _is_list_of_tables(a) and _is_list_of_tables(b):
            for index in range(max(len(a), len(b))):
                first, second = (items[index] if index < len(items) else None for items in (a, b))
                compare(path, f"{shown}[{index}]", first, second, below(kind, index))
        elif a is None or b is None:
            was = None if a is None else one.written(path, a) if "[" not in shown else a
            now = None if b is None else two.written(path, b) if "[" not in shown else b
            found.append(Difference(shown, was, now, day))
        else:
            found.append(Difference(shown, a, b, day))

    compare((), "", one.explicit, two.explicit, DOCUMENT)
    return found


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _is_same(a: Any, b: Any, kind: Kind | None) -> bool:
    """Return whether two writings are of one quantity: `0.5 h` and `30 min`."""
    if not isinstance(kind, QuantityKind):
        return False
    values = [_number(value, kind.type.dimension) for value in (a, b)]
    return values[0] is not None and values[0] == values[1]


def _number(value: Any, dimension: Dimension) -> float | None:
    """Return a written quantity in the unit used inside, rounded as far as decimals go."""
    if isinstance(value, dict) and value.keys() == {"value"}:
        value = value["value"]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(f"{read(str(value), dimension)[0]:.12g}")
    except UnitError:
        return None
