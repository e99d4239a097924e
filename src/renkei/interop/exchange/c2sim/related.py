"""The relationships of each unit of an initialization: those that a scenario can hold together.

A scenario has one superior by operational control of a formation, no circle of one type, and orders
from no circle of several. What does not fit is kept, with an entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Relation
from renkei.interop.exchange.losses import Fate, Losses

_ORDERING = ("OPCON", "COCOM", "TACON")
CHAINS = (*_ORDERING, "ADCON")
"""Types that make the one end a superior of the other, the first that a unit has counts."""


@dataclass
class Related:
    """The superior of a unit, its relations with code and line, and what of them holds."""

    superior: str | None = None
    named: list[tuple[Relation, str, int]] = field(default_factory=list)
    found: list[Relation] = field(default_factory=list)

    def first_and_others(self) -> tuple[Relation | None, tuple[Relation, ...]]:
        """Return the relation to the superior, as a scenario has it, and the further ones."""
        chains = [one for one in self.found if one.type in CHAINS]
        first = min(chains, key=lambda one: CHAINS.index(one.type), default=None)
        return first, tuple(sorted(one for one in self.found if one is not first))


def relations_of(several: Iterable[tuple[str, str, Related]], losses: Losses) -> None:
    """Fill in which relations of each unit hold; a unit comes with its id and its place."""
    chains: dict[str, dict[str, set[str]]] = {}
    waiting = [(i, w, related, one) for i, w, related in several for one in _wanted(related)]
    controlled: set[str] = set()
    # Operational control first: of two that cannot both hold it is the one that is kept.
    for id_, where, related, (one, line) in sorted(waiting, key=lambda each: _rank(each[3][0])):
        if one in related.found:
            continue
        kinds = "orders" if one.type in _ORDERING else one.type
        above = chains.setdefault(kinds, {})
        if one.type == "OPCON" and id_ in controlled:
            why = Phrase("a formation is under operational control of one other at a time")
        elif one.type in CHAINS and _reaches(one.superior, id_, above):
            why = Phrase("it would close a circle")
        else:
            above.setdefault(id_, set()).add(one.superior)
            related.found.append(one)
            controlled |= {id_} if one.type == "OPCON" else set()
            continue
        what = Phrase("{type} of {above} over {below}", type=one.type, above=one.superior,
                      below=id_)  # fmt: skip
        losses.add(Fate.KEPT, where, what, why, line)


def _wanted(related: Related) -> list[tuple[Relation, int]]:
    """Return the relations that a unit has by what the file says.

    A superior without a relation of its own is one by operational control; beside a relation that
    carries orders from another, it is the one that administers.
    """
    named = [(one, line) for one, _, line in related.named]
    superior = related.superior
    if superior is not None:
        types = {one.type for one, _ in named if one.superior == superior}
        elsewhere = any(one.type in _ORDERING for one, _ in named if one.superior != superior)
        if not types & {*_ORDERING} and not (elsewhere and "ADCON" in types):
            named.append((Relation("ADCON" if elsewhere else "OPCON", superior), 0))
    return named


def _rank(one: Relation) -> int:
    return CHAINS.index(one.type) if one.type in CHAINS else len(CHAINS)


def _reaches(start: str, end: str, above: dict[str, set[str]]) -> bool:
    """Return whether one stands under another, or is it."""
    stack, seen = [start], set()
    while stack:
        at = stack.pop()
        if at == end:
            return True
        if at not in seen:
            seen.add(at)
            stack += above.get(at, ())
    return False


def only_headquarters(
    several: Iterable[tuple[str, Related]], headquarters: set[str], losses: Losses
) -> None:
    """Take away relations to units that are no headquarters: nothing else is supported."""
    for where, related in several:
        for one in [one for one in related.found if one.superior not in headquarters]:
            related.found.remove(one)
            what = Phrase("{type} of {above}", type=one.type, above=one.superior)
            why = Phrase("in a scenario only headquarters coordinate and are supported")
            losses.add(Fate.KEPT, where, what, why)
