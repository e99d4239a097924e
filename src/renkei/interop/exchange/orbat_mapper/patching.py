"""An ORBAT Mapper document that was imported, with what the scenario has changed since.

What for: the way back. Takes the document as it was kept, the order of battle that the import made
of it, and that of the scenario now; gives the document in which only what differs between the two
is written anew, so that everything Renkei does not understand is as it was.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Formation, Holding, OrderOfBattle
from renkei.interop.exchange.from_scenario import equipment_said
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.orbat_mapper.elements import Element, Steps
from renkei.interop.exchange.orbat_mapper.reading import Read
from renkei.interop.exchange.orbat_mapper.writing import digits, holding, move_state, unit_node


def patched(
    document: dict[str, Any],
    read: Read,
    before: OrderOfBattle,
    now: OrderOfBattle,
    losses: Losses,
) -> dict[str, Any]:
    """Return the document with the changes from ``before`` to ``now``; ``read`` knows places."""
    return _Patch(copy.deepcopy(document), read, before, now, losses).done()


class _Patch:
    def __init__(
        self,
        document: dict[str, Any],
        read: Read,
        before: OrderOfBattle,
        now: OrderOfBattle,
        losses: Losses,
    ) -> None:
        self._document, self._read, self._losses = document, read, losses
        self._before, self._now = before, now
        self._old = {one.id: one for one in before.formations}
        self._new = {one.id: one for one in now.formations}
        self._zone = ZoneInfo(before.zone)
        # Places count from the start: all tables are found before any is moved.
        self._nodes = {id_: _at(document, steps) for id_, steps in read.places.items()}
        self._above = {id_: _at(document, steps[:-1]) for id_, steps in read.places.items()
                       if not id_.startswith("side.")}  # fmt: skip

    def done(self) -> dict[str, Any]:
        if self._now.name != self._before.name:
            self._document["name"] = self._now.name
        if self._now.description != self._before.description:
            self._document["description"] = self._now.description
        if self._now.start != self._before.start:
            self._document["startTime"] = self._now.start.isoformat()
        self._sides()
        for id_, one in self._new.items():
            node = self._nodes.get(id_)
            if node is not None and id_ in self._old:
                self._values(node, self._old[id_], one)
        self._structure()
        for id_, one in self._new.items():
            old = self._old.get(id_)
            moves = old.moves if old is not None else ()
            if id_ in self._nodes and one.moves != moves:
                self._moves(self._nodes[id_], one)
        return self._document

    def _sides(self) -> None:
        names = {side.code: side.name for side in self._before.sides}
        for side in self._now.sides:
            if side.code not in names:
                self._side(side.code)
            elif names[side.code] != side.name:
                self._side(side.code)["name"] = side.name

    def _side(self, code: str) -> dict[str, Any]:
        """Return the table of a side; one that the file has not is added."""
        key = f"side.{code}"
        if key not in self._nodes:
            name = next((side.name for side in self._now.sides if side.code == code), code)
            made = {"id": code, "name": name, "standardIdentity": "3", "groups": []}
            sides = self._document.get("sides")
            if not isinstance(sides, list):
                sides = self._document["sides"] = []
            sides.append(made)
            self._nodes[key] = made
        found: dict[str, Any] = self._nodes[key]
        return found

    def _values(self, node: dict[str, Any], old: Formation, new: Formation) -> None:
        if new.name != old.name:
            node["name"] = new.name
        if new.symbol != old.symbol and new.symbol is not None:
            node["sidc"] = digits(new, self._losses)
        if new.position != old.position and new.position is not None:
            node["location"] = list(new.position)
            self._forget_start(node)
        if new.speed_kt != old.speed_kt and new.speed_kt is not None:
            given = node.get("properties")
            kept = given if isinstance(given, dict) else {}
            node["properties"] = kept | {"averageSpeed": {"value": new.speed_kt, "uom": "knots"}}
        if new.personnel != old.personnel and new.personnel is not None:
            node["personnel"] = [{"name": "Personnel", "count": new.personnel}]
            if old.personnel is not None:
                why = Phrase("a scenario has one number of people")
                what = Phrase("personnel by kind")
                self._losses.add(Fate.LOST, new.id, what, why)
        if equipment_said(new) != equipment_said(old):
            self._held(node, "equipment", old.equipment, new.equipment)
        self._held(node, "supplies", old.supplies, new.supplies)

    def _forget_start(self, node: dict[str, Any]) -> None:
        """Take away positions of the file that hold at the start, which the new one replaces."""
        element = Element(node, (), Losses(""))
        start = Element(self._document, (), Losses("")).moment("startTime", self._zone)
        for state in element.below("state"):
            moment = state.moment("t", self._zone)
            if start is not None and moment is not None and moment <= start:
                state.table.pop("location", None)

    def _held(
        self, node: dict[str, Any], key: str, old: tuple[Holding, ...], new: tuple[Holding, ...]
    ) -> None:
        plain = [tuple(replace(one, where="") for one in held) for held in (old, new)]
        if plain[0] == plain[1]:
            return
        found = node.get(key)
        entries = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        if len(entries) == len(old) == len(new):
            for entry, was, one in zip(entries, plain[0], plain[1], strict=True):
                if was != one:
                    entry.pop("onHand", None)
                    given = holding(one)
                    given.pop("uom", None)
                    if was.name == one.name:
                        given.pop("name")
                    entry.update(given)
            return
        node[key] = [holding(one) for one in new]
        if entries:
            what = f"`{key}`"
            why = Phrase("the list of the scenario has another length; it is written anew")
            self._losses.add(Fate.APPROXIMATED, new[0].where if new else key, what, why)

    def _structure(self) -> None:
        """Move, add and remove units, where their superior is another than the import's."""
        stands_for_side = {id_ for id_ in self._old if id_ not in self._nodes}
        gone = [id_ for id_ in self._old if id_ not in self._new and id_ in self._nodes]
        added = [id_ for id_ in self._new if id_ not in self._old]
        changed = [
            id_
            for id_, one in self._new.items()
            if id_ in self._old
            and id_ in self._nodes
            and (one.superior, one.side) != (self._old[id_].superior, self._old[id_].side)
        ]
        for id_ in (*gone, *changed):
            above = self._above[id_]
            above[:] = [item for item in above if item is not self._nodes[id_]]
        for id_ in gone:
            why = Phrase("the scenario has it no longer, nor what the file says of it")
            self._losses.add(Fate.LOST, self._old[id_].where or id_, f"`{id_}`", why)
        for id_ in added:
            self._nodes[id_] = unit_node(self._new[id_], self._losses)
        for id_ in (*changed, *added):
            one = self._new[id_]
            superior = None if one.superior in stands_for_side else one.superior
            above = self._side(one.side) if superior is None else self._nodes[superior]
            below = above.get("subUnits")
            if not isinstance(below, list):
                below = above["subUnits"] = []
            below.append(self._nodes[id_])

    def _moves(self, node: dict[str, Any], one: Formation) -> None:
        found = node.get("state")
        states = []
        for state in found if isinstance(found, list) else []:
            if not isinstance(state, dict) or "hierarchy" not in state:
                states.append(state)
            elif state.keys() - {"id", "t", "hierarchy"}:
                states.append({k: v for k, v in state.items() if k != "hierarchy"})
        for move in one.moves:
            target = self._native(move.superior, one.side)
            states.append(move_state(one, move, target))
        node["state"] = states

    def _native(self, superior: str | None, side: str) -> str:
        """Return the id in the file of a superior, or of the side."""
        if superior is None or superior not in self._nodes:
            table = self._side(side)
        else:
            table = self._nodes[superior]
        native = table.get("id")
        if not isinstance(native, str):
            native = table["id"] = superior or side
        return native


def _at(document: dict[str, Any], steps: Steps) -> Any:
    found: Any = document
    for step in steps:
        found = found[step]
    return found
