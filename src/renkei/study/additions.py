"""The designs of `renkei marginal --add`: each adds an amount to an existing design.

Takes the words of the command line and the design to which they add; gives the document with one
further design for each addition. These designs pass through the overlays and checks of every
design, so the language refuses the same values here, at the path of the addition.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import TYPE_CHECKING, cast

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.language.attributes import QuantityKind, kind_at
from renkei.scenario.loader import with_designs
from renkei.scenario.text.nodes import Mapping, Node, Scalar, dotted
from renkei.scenario.text.nodes import Sequence as List
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.scenario import Document
    from renkei.scenario.document import DocumentState
    from renkei.scenario.quantities.units import Dimension

_OPTION = "--add"
_HERE = Location(Phrase("the command line"))
_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(.*?)\s*")
_COMBINED = re.compile(r" \(in the combination `[^`]*add-\d+`\)$")
_EXAMPLES = Phrase("such as `facilities.yard.docks.frigate=1`, or `lines.works.rate=10 %`")


@dataclass(frozen=True)
class Amount:
    """The amount added at a path: ``number`` of a unit, or a share of the value there."""

    path: tuple[str, ...]
    number: float
    unit: str

    @property
    def is_share(self) -> bool:
        """Whether the amount is a percentage of the value at the path."""
        return self.unit == "%"


@dataclass(frozen=True)
class Addition:
    """The amounts of one addition.

    Parameters
    ----------
    id
        Identifier of the design that is laid on.
    words
        As on the command line.
    changes
        The changes in words, such as ``facilities.yard.docks.frigate 2 → 3``.
    """

    id: str
    words: str
    changes: tuple[str, ...]


def add(document: Document, design: str, words: Sequence[str]) -> tuple[Document, list[Addition]]:
    """Return the document with a design to be laid on for each addition, and the additions.

    Parameters
    ----------
    document
        The scenario.
    design
        Design or combination that the additions extend.
    words
        ``PATH=AMOUNT``; several with commas between them are added together.

    Raises
    ------
    InputError
        If a path or an amount makes no sense, or the language refuses the resulting value.
    """
    tables: dict[str, Mapping] = {}
    additions: list[Addition] = []
    free = (id_ for n in count(1) if (id_ := f"add-{n}") not in document.states)
    for id_, text in zip(free, dict.fromkeys(words), strict=False):
        amounts = [_amount(part) for part in text.split(",") if part.strip()]
        if not amounts:
            raise bad_argument(
                _OPTION, Phrase("nothing"), Phrase("PATH=AMOUNT, {examples}", examples=_EXAMPLES)
            )
        states = document.states_of(design)
        said = [_told(states, amount) for amount in amounts]
        tables[id_] = _design(states, amounts, text)
        additions.append(Addition(id_, text, tuple(said)))
    extended = with_designs(document, tables)
    for addition in additions:
        try:
            extended.states_of(f"{design}+{addition.id}")
        except InputError as error:
            raise InputError(_as_typed(p, addition.words) for p in error.problems) from None
    return extended, additions


def _as_typed(problem: Problem, words: str) -> Problem:
    """Return a problem of an addition with the words of the command line."""
    found = re.fullmatch(r"designs\.add-\d+\.(?:phases\.\d+\.)?changes\.(.*)", problem.path)
    said: object = problem.found
    if isinstance(said, Phrase) and _COMBINED.search(said):
        said = said.values["found"]
    if found is None:  # it stands elsewhere, and follows from the addition
        return replace(
            problem, found=Phrase("{found} (with {words})", found=said, words=f"{_OPTION} {words}")
        )
    return replace(problem, path=f"{_OPTION} {found[1]}", found=cast("str", said))


def _amount(text: str) -> Amount:
    path, sign, size = text.partition("=")
    match = _NUMBER.fullmatch(size) if sign else None
    if match is None or not path.strip():
        raise bad_argument(
            _OPTION, f"`{text.strip()}`", Phrase("PATH=AMOUNT, {examples}", examples=_EXAMPLES)
        )
    number = float(match[1])
    if number == 0:
        raise bad_argument(
            _OPTION,
            Phrase("`{value}`, which adds nothing", value=text.strip()),
            Phrase("an amount"),
        )
    return Amount(tuple(path.strip().split(".")), number, match[2])


def _design(states: Sequence[DocumentState], amounts: Sequence[Amount], text: str) -> Mapping:
    """Return a design that adds the amounts to the values of the design from each date on."""
    items: dict[str, Node] = {"name": Scalar(text, _HERE)}
    items["changes"] = _changes(states[0], amounts)
    later = [
        _table({"from": Scalar(str(state.begins), _HERE), "changes": _changes(state, amounts)})
        for before, state in pairwise(states)
        if any(_written(before, a) is not _written(state, a) for a in amounts)
    ]
    if later:
        items["phases"] = List(tuple(later), _HERE)
    return _table(items)


def _changes(state: DocumentState, amounts: Sequence[Amount]) -> Mapping:
    root: Mapping = _table({})
    for amount in amounts:
        if _written(state, amount) is not None:
            root = _with(root, amount.path, _added(state, amount))
    return root


def _table(items: dict[str, Node]) -> Mapping:
    return Mapping(items, dict.fromkeys(items, _HERE), _HERE)


def _with(table: Mapping, path: tuple[str, ...], node: Node) -> Mapping:
    inner: Node = node
    if len(path) > 1:
        below = table.items.get(path[0], _table({}))
        assert isinstance(below, Mapping)
        inner = _with(below, path[1:], node)
    return _table({**table.items, path[0]: inner})


def _written(state: DocumentState, amount: Amount) -> Node | None:
    node: Node | None = state.root
    for step in amount.path:
        node = node.items.get(step) if isinstance(node, Mapping) else None
    return node


def _told(states: Sequence[DocumentState], amount: Amount) -> str:
    """Return the change at the start in words; refuses a path without a number at the start."""
    _check(states[0].root, amount)
    before = _written(states[0], amount)
    after = _added(states[0], amount)
    assert before is not None
    return f"{dotted(amount.path)} {_value(before).value} → {_value(after).value}"


def _check(root: Mapping, amount: Amount) -> None:
    """Refuse a path without a number; the error names the wrong step."""
    node: Node = root
    for index, step in enumerate(amount.path):
        if not isinstance(node, Mapping) or step not in node.items:
            near = did_you_mean(step, node.items) if isinstance(node, Mapping) else ""
            above = dotted(amount.path[:index])
            raise bad_argument(
                _OPTION,
                Phrase("`{step}`, which does not exist in `{above}`", step=step, above=above)
                if above
                else Phrase("`{step}`, which does not exist", step=step),
                Phrase("the path of a number of the design"),
                near,
            )
        node = node.items[step]
    if not isinstance(kind_at(amount.path), QuantityKind):
        raise bad_argument(
            _OPTION,
            Phrase("`{dotted}`, which is not a quantity", dotted=dotted(amount.path)),
            Phrase("the path of a quantity, {examples}", examples=_EXAMPLES),
        )


def _value(node: Node) -> Scalar:
    """Return the best value of a quantity as written; a distribution is refused."""
    inner = node.items.get("value") if isinstance(node, Mapping) else node
    if not isinstance(inner, Scalar):
        raise bad_argument(
            _OPTION, Phrase("a path with a distribution"), Phrase("a path with one value")
        )
    return inner


def _added(state: DocumentState, amount: Amount) -> Node:
    """Return the quantity with the amount added, and its range with it."""
    node = _written(state, amount)
    assert node is not None
    kind = kind_at(amount.path)
    assert isinstance(kind, QuantityKind)
    more = _Sum(amount, _value(node).value, kind.type.dimension)
    if isinstance(node, Scalar):
        return Scalar(more.of(node.value), _HERE)
    assert isinstance(node, Mapping)
    items = dict(node.items)
    items["value"] = Scalar(more.of(_value(node).value), _HERE)
    ends = items.get("range")
    if isinstance(ends, List):
        moved = [Scalar(more.of(e.value), _HERE) for e in ends.items if isinstance(e, Scalar)]
        items["range"] = List(tuple(moved), _HERE)
    return _table(items)


class _Sum:
    """Adds an amount to numbers with units, as they are written."""

    def __init__(self, amount: Amount, best: str, dimension: Dimension) -> None:
        self.amount = amount
        self.dimension = dimension
        found = _NUMBER.fullmatch(best)
        unit = found[2] if found else ""
        # A percentage of a share would be read in two ways: there it is points that are added.
        self.shifts = not amount.is_share or unit == "%"
        self.size = self._size(f"{_plain(amount.number)} {amount.unit}") if self.shifts else 0.0

    def _size(self, text: str) -> float:
        """Return a size in the unit used inside; refuses another dimension."""
        from renkei.scenario.quantities.reading import quantity

        negative = text.startswith("-")
        try:
            size = quantity(text.removeprefix("-").strip(), self.dimension).mean()
        except InputError as error:
            problem = error.problems[0]
            raise bad_argument(_OPTION, problem.found, problem.expected, problem.remedy) from None
        return -size if negative else size

    def of(self, written: str) -> str:
        """Return the sum in the unit as written."""
        found = _NUMBER.fullmatch(written)
        if found is None:
            raise bad_argument(
                _OPTION,
                Phrase("`{written}` at its path", written=written),
                Phrase("one number there"),
            )
        number, unit = float(found[1]), found[2]
        if not self.shifts:
            number *= 1 + self.amount.number / 100
        else:
            one = self._size(f"1 {unit}") if unit else 1.0
            number += self.size / one
        if number < 0 or not math.isfinite(number):
            raise bad_argument(
                _OPTION,
                Phrase(
                    "`{dotted}`, of which {number} would be left",
                    dotted=dotted(self.amount.path),
                    number=f"{number:.6g}",
                ),
                Phrase("no more removed than the {written} that exist", written=written),
            )
        return f"{_plain(number)} {unit}".strip()


def _plain(number: float) -> str:
    """Return a number as the language reads it, to twelve digits: sums leave tails of 1e-17."""
    from renkei.scenario.quantities.units import plain

    return plain(float(f"{number:.12g}"))
