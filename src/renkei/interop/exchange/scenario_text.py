"""An order of battle as the files of a scenario, with a comment wherever something is missing.

Takes an order of battle; gives the text of each file of a scenario folder. What the language needs
and the order of battle does not say is a guess with a range, and the comment above it begins with
``to fill in``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei._base.visible import HIDDEN
from renkei.interop.exchange.forces import (
    NOWHERE,
    Formation,
    Holding,
    Move,
    OrderOfBattle,
    Position,
    Relation,
)
from renkei.interop.exchange.identifiers import slug, unused
from renkei.interop.exchange.losses import Fate, Losses
from renkei.scenario.designs.overlays import SHORTCUTS
from renkei.scenario.text.yaml_writing import to_yaml

DESIGN = "as-imported"
"""The design whose phases are the timed moves of the file."""

FILL_IN = "to fill in"

_GUESS = {"source": "guess"}
_SPEEDS = {"air": ("250 kt", "90 kt", "480 kt"), "sea": ("16 kt", "8 kt", "28 kt"),
           "land": ("20 km/h", "5 km/h", "50 km/h")}  # fmt: skip
TABLES = (
    *("places", "headquarters", "units", "relationships", "items", "depots", "stocks", "designs"),
)
"""Tables that are files of their own."""

_ORDERING = ("opcon", "cocom", "tacon")
"""Relationships down which orders flow, by their attributes."""

_SHORT = ("nations", "places", "items", "stocks")
"""Tables whose entries stand close together."""

_MOST_PLATFORMS = 10_000
_MOST_COUNT = 1e9
_UNSEEN = re.compile(f"[{HIDDEN}]")


@dataclass
class _Tables:
    """The tables in the making, each entry with its comments."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, table: str, id_: str, entry: dict[str, Any], comments: Iterable[str]) -> None:
        self.entries.setdefault(table, {})[id_] = entry
        self.comments[table, id_] = [*comments]


def scenario_text(forces: OrderOfBattle, losses: Losses, origin: str) -> dict[str, str]:
    """Return the files, by name, of a scenario that says what the order of battle says.

    Parameters
    ----------
    origin
        Where it comes from, for people: ``ORBAT Mapper``.
    """
    return _Writer(forces, losses, origin).written()


def whole(files: dict[str, str]) -> str:
    """Return the files of a scenario as one."""
    parts = [files["scenario.yaml"]]
    for name, content in files.items():
        if name != "scenario.yaml":
            table = "".join(f"  {line}\n" for line in content.splitlines())
            parts.append(f"{name.removesuffix('.yaml')}:\n{table}")
    return "\n".join(parts)


class _Writer:
    def __init__(self, forces: OrderOfBattle, losses: Losses, origin: str) -> None:
        self._forces, self._losses, self._origin = forces, losses, origin
        self._tables = _Tables()
        self._by_id = {one.id: one for one in forces.formations}
        self._taken = set(self._by_id)
        self._tops: dict[str, str] = {}
        self._places: dict[Position | None, str] = {}
        self._place_ids: set[str] = set()
        self._items: dict[str, str] = {}
        self._item_ids: set[str] = set()
        self._stock_ids: set[str] = set()
        self._relation_ids: set[str] = set()
        self._below: dict[str, list[str]] = {}
        for one in forces.formations:
            if one.superior is not None:
                self._below.setdefault(one.superior, []).append(one.id)

    def written(self) -> dict[str, str]:
        forces = self._forces
        self._add_sides()
        for one in forces.formations:
            self._add(one)
        if not self._tables.entries.get("headquarters"):
            for side in forces.sides:
                self._top(side.code)
        self._add_moves()
        if not forces.sides:
            why = Phrase("the file has no side; a scenario needs a nation")
            self._losses.add(Fate.FILLED, "sides", Phrase("nation"), why)
        files = {"scenario.yaml": self._root()}
        for table in TABLES:
            if table in self._tables.entries:
                files[f"{table}.yaml"] = self._table(table)
        return files

    def _add_sides(self) -> None:
        for side in self._forces.sides:
            comment = f"{FILL_IN}: the working language."
            entry = {"name": _name(side.name, side.code), "language": "en"}
            self._tables.add("nations", side.code, entry, [comment])
        if not self._forces.sides:
            entry = {"name": "Nation", "language": "en"}
            comment = f"{FILL_IN}: the nation; the file has no side."
            self._tables.add("nations", "XXX", entry, [comment])
            self._top("XXX")

    def _top(self, code: str) -> str:
        """Return the headquarters that stands for a side; units need one that orders them."""
        if code not in self._tops:
            name = self._tables.entries["nations"][code]["name"]
            id_ = unused(slug(name, "side") + "-hq", self._taken)
            self._tops[code] = id_
            positions = [o.position for o in self._forces.formations if o.side == code]
            position = next((one for one in positions if one is not None), None)
            entry = {
                "name": f"{name}: headquarters",
                "nation": code,
                "place": self._place(position, name),
                "cells": {"operations": {"teams": 1}},
            }
            comment = (
                f"{FILL_IN}: the file names no headquarters above some units of this side; this "
                "one stands for it."
            )
            self._tables.add("headquarters", id_, entry, [comment])
            why = Phrase("every unit of a scenario needs a superior; one stands for the side")
            self._losses.add(Fate.FILLED, code, Phrase("headquarters of a side"), why)
        return self._tops[code]

    def _add(self, one: Formation) -> None:
        comments = [one.where] if one.where else []
        place = self._placed(one, comments)
        above = self._related(one)
        superior = one.superior or next((above[key] for key in _ORDERING if key in above), None)
        if not one.commands and not any(key in above for key in _ORDERING):
            superior = above["opcon"] = self._top(one.side)
        base: dict[str, Any] = {"name": _name(one.name, one.id), "nation": one.side}
        people = {} if one.personnel is None else {"personnel": min(one.personnel, 10_000_000)}
        drawn = {} if one.symbol is None else {"sidc": one.symbol}
        held = "; ".join(_held(h) for h in one.equipment)
        note = {"note": f"Equipment: {held}"} if held else {}
        if one.commands:
            comments.append(f"{FILL_IN}: staff cells, teams and hours.")
            cells = {"operations": {"teams": 1}}
            entry = base | {"place": place, "cells": cells} | people | above | drawn | note
            self._tables.add("headquarters", one.id, entry, comments)
        else:
            entry = base | {"base": place} | self._means(one, comments) | people | above | drawn
            self._tables.add("units", one.id, entry | note, comments)
        self._supplies(one, place, superior)

    def _related(self, one: Formation) -> dict[str, str]:
        """Return the superiors of a formation, one of a type; further ones are entries."""
        first = [] if one.superior is None else [Relation(one.relation, one.superior)]
        above: dict[str, str] = {}
        for relation in (*first, *one.relations):
            key = relation.type.lower()
            if key in SHORTCUTS and key not in above:
                above[key] = relation.superior
                continue
            entry = {"superior": relation.superior, "subordinate": one.id, "type": relation.type}
            id_ = unused(slug(f"{key}-{one.id}-{relation.superior}", key), self._relation_ids)
            self._tables.add("relationships", id_, entry, [one.where] if one.where else [])
        return above

    def _means(self, one: Formation, comments: list[str]) -> dict[str, Any]:
        """Return what a unit can do, as far as the file says it; the rest is guessed."""
        medium = _medium(one.symbol)
        missing = ["capabilities", "notice"]
        platforms: float = 1
        more: dict[str, Any] = {}
        held = one.equipment[0] if len(one.equipment) == 1 else None
        if held is not None and held.count == int(held.count) and held.count <= _MOST_PLATFORMS:
            platforms = int(held.count)
            more["type"] = slug(held.name, "platform")
            if held.on_hand is not None and held.on_hand < held.count:
                more["availability"] = float(f"{held.on_hand / held.count:.6g}")
        else:
            missing.append("platforms")
            if one.equipment:
                why = Phrase("a unit has platforms of one type; the list is in its note")
                what = Phrase("equipment of several kinds")
                self._losses.add(Fate.APPROXIMATED, one.where + ".equipment", what, why)
        if one.speed_kt is None:
            value, low, high = _SPEEDS[medium]
            speed: Any = {"value": value, "range": [low, high], **_GUESS}
            missing.append("speed")
        else:
            speed = f"{one.speed_kt:.6g} kt"
        if one.symbol is None:
            missing.append("medium")
        comments.append(f"{FILL_IN}: {', '.join(missing)}.")
        why = Phrase("the file does not say it; guesses with a range stand for it")
        self._losses.add(Fate.FILLED, one.where, NAMES_OF_MISSING, why)
        return {
            "capabilities": ["not-stated"],
            "platforms": platforms,
            **more,
            "medium": medium,
            "speed": speed,
            "notice": {"value": "6 h", "range": ["1 h", "24 h"], **_GUESS},
        }

    def _placed(self, one: Formation, comments: list[str]) -> str:
        """Return the place of a formation.

        It is its own, else that of its nearest superior that has one, of a subordinate, or of its
        side.
        """
        if one.position is not None:
            return self._place(one.position, one.name)
        position, whose = self._nearest(one)
        comments.append(f"{FILL_IN}: the position; {whose}.")
        what = Phrase("position")
        self._losses.add(Fate.FILLED, one.where, what, Phrase("the file does not say it"))
        return self._place(position, one.name)

    def _nearest(self, one: Formation) -> tuple[Position | None, str]:
        above = one.superior
        while above is not None:
            if (found := self._by_id[above].position) is not None:
                return found, f"it is that of {above}"
            above = self._by_id[above].superior
        waiting = list(self._below.get(one.id, ()))
        for id_ in waiting:
            if (found := self._by_id[id_].position) is not None:
                return found, f"it is that of {id_}"
            waiting += self._below.get(id_, ())
        for other in self._forces.formations:
            if other.side == one.side and other.position is not None:
                return other.position, f"it is that of {other.id}, of the same side"
        return None, "the file gives none for its side"

    def _place(self, position: Position | None, name: str) -> str:
        if position not in self._places:
            if position is None:
                id_ = unused(NOWHERE, self._place_ids)
                comments = [f"{FILL_IN}: the position; the file gives none."]
                entry = _point("Position not known", Position(0.0, 0.0), self._forces.zone)
            else:
                id_ = unused(slug(name, "place"), self._place_ids)
                entry = _point(f"Position of {_name(name, id_)}", position, self._forces.zone)
                comments = []
            self._tables.add("places", id_, entry, comments)
            self._places[position] = id_
        return self._places[position]

    def _supplies(self, one: Formation, place: str, superior: str | None) -> None:
        good = [held for held in one.supplies if held.count <= _MOST_COUNT]
        for held in one.supplies:
            if held not in good:
                why = Phrase("a stock holds at most a thousand million")
                self._losses.add(Fate.KEPT, held.where, Phrase("supply"), why)
        if not good:
            return
        depot = unused(f"{one.id}-depot", self._taken)
        keeper = one.id if one.commands else superior
        entry = {"name": f"Supplies of {_name(one.name, one.id)}", "nation": one.side,
                 "place": place, "headquarters": keeper}  # fmt: skip
        self._tables.add("depots", depot, entry, [one.where])
        if not one.commands:
            self._tables.entries["units"][one.id]["depot"] = depot
        merged: dict[str, Holding] = {}
        for held in good:
            named = f"{held.name} ({held.unit})" if held.unit else held.name
            if named in merged:
                why = Phrase("it stands there twice; a depot has one stock of an item, their sum")
                self._losses.add(Fate.APPROXIMATED, held.where, Phrase("supply"), why)
                held = _together(merged[named], held)
            merged[named] = held
        for named, held in merged.items():
            self._stock(named, held, depot)

    def _stock(self, named: str, held: Holding, depot: str) -> None:
        if named not in self._items:
            self._items[named] = unused(slug(named, "item"), self._item_ids)
            item = self._items[named]
            self._tables.add("items", item, {"name": _name(named, item)}, [])
        id_ = unused(slug(f"{depot}-{self._items[named]}", "stock"), self._stock_ids)
        there = held.count if held.on_hand is None else min(held.on_hand, _MOST_COUNT)
        if there != round(there) or held.count != round(held.count):
            why = Phrase("a scenario counts items one by one; it is rounded")
            self._losses.add(Fate.APPROXIMATED, held.where, Phrase("supply"), why)
        there, count = round(there), round(held.count)
        entry = {"name": _name(named, id_), "item": self._items[named], "depot": depot,
                 "on_hand": there}  # fmt: skip
        if count != there and count > 0:
            entry["target"] = count
        self._tables.add("stocks", id_, entry, [held.where])

    def _add_moves(self) -> None:
        phases: dict[date, dict[str, dict[str, Any]]] = {}
        away: dict[date, list[str]] = {}
        moves = [(move, one) for one in self._forces.formations for move in one.moves]
        for move, one in sorted(moves, key=lambda pair: pair[0].moment):
            table = "headquarters" if one.commands else "units"
            day = self.phase_day(move)
            superior = move.superior
            if superior is None and not one.commands:
                superior = self._top(one.side)
            changes = phases.setdefault(day, {})
            gone = away.setdefault(day, [])
            path = f"{table}.{one.id}.opcon"
            if path in gone:
                gone.remove(path)
            changes.get(table, {}).pop(one.id, None)
            if superior is None:
                gone.append(path)
            else:
                changes.setdefault(table, {})[one.id] = {"opcon": superior}
        if not phases:
            return
        listed = []
        for day in sorted(phases):
            phase: dict[str, Any] = {"from": day.isoformat()}
            phase |= {"remove": away[day]} if away[day] else {}
            changes = {table: entries for table, entries in phases[day].items() if entries}
            listed.append(phase | ({"changes": changes} if changes else {}))
        entry = {
            "name": "As imported",
            "description": f"Moves under other superiors at the days of the {self._origin} file.",
            "phases": listed,
        }
        self._tables.add("designs", DESIGN, entry, [])

    def phase_day(self, move: Move) -> date:
        """Return the midnight nearest to a move, after the first day."""
        local = move.moment.astimezone(ZoneInfo(self._forces.zone)) + timedelta(hours=12)
        return max(local.date(), self._forces.start + timedelta(days=1))

    def _root(self) -> str:
        forces = self._forces
        days = (forces.end - forces.start).days
        guess = {"range": ["5 min", "60 min"], **_GUESS}
        head = {
            "renkei": 1,
            "name": _name(forces.name, "Imported"),
            **({"description": _seen(forces.description)} if forces.description else {}),
            "time": {"start": forces.start.isoformat(), "horizon": f"{days} d",
                     "warm_up": "0 d", "drain": "10 d", "zone": forces.zone},
            "nations": {},
            "doctrine": {
                "handling": {"value": "15 min", **guess},
                "ordering": {"value": "30 min", **guess},
                "command_net": {"value": "5 min", **guess},
                "adjudication": {"value": "1 h", "range": ["15 min", "6 h"], **_GUESS},
                "request_for_forces": {"value": "2 h", "range": ["30 min", "12 h"], **_GUESS},
            },
        }  # fmt: skip
        lines = [
            f"# Made by `renkei import` from a file of {self._origin}. Each comment with",
            f"# `{FILL_IN}` stands where the scenario needs something that the file does not say.",
            f"# {FILL_IN}: responses, incidents and authorities; without them nothing happens.",
            "# Subordination in the file is taken as operational control (opcon).",
            "",
        ]
        for key, value in head.items():
            if key == "nations":
                lines += ["", "nations:", *_indented(self._lines("nations"))]
                continue
            if key == "time":
                after = "thirty days after the last moment of the file"
                lines += ["", f"# {FILL_IN}: the horizon; it ends {after}."]
                if not forces.start_is_known:
                    lines.append(f"# {FILL_IN}: the first day; the file gives no time.")
            if key == "doctrine":
                lines += ["", f"# {FILL_IN}: staff times; all are guesses."]
            lines += to_yaml({key: value}).splitlines()
        return "\n".join(lines) + "\n"

    def _table(self, table: str) -> str:
        return "\n".join(self._lines(table)) + "\n"

    def _lines(self, table: str) -> list[str]:
        lines: list[str] = []
        for id_, entry in self._tables.entries[table].items():
            lines += [""] if lines and table not in _SHORT else []
            lines += [f"# {_seen(text)}" for text in self._tables.comments[table, id_]]
            lines += to_yaml({id_: entry}).splitlines()
        return lines


NAMES_OF_MISSING = Phrase("capabilities, notice, and what else its comment names")


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _point(name: str, position: Position, zone: str) -> dict[str, Any]:
    return {"name": name, "latitude": _plain(position.latitude),
            "longitude": _plain(position.longitude), "zone": zone}  # fmt: skip


def _together(one: Holding, other: Holding) -> Holding:
    """Return two holdings of the same as one."""
    there = [h.count if h.on_hand is None else h.on_hand for h in (one, other)]
    return replace(one, count=one.count + other.count, on_hand=sum(there))


def _held(held: Holding) -> str:
    there = "" if held.on_hand is None else f" ({_plain(held.on_hand):g} on hand)"
    return f"{_plain(held.count):g} {_seen(held.name)}{there}"


def _plain(value: float) -> int | float:
    return int(value) if value == math.floor(value) else value


def _name(text: str, instead: str) -> str:
    return _seen(text) or instead


def _seen(text: str) -> str:
    """Return a text on one line, without characters that cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _medium(symbol: str | None) -> str:
    """Return the medium that a symbol code says: its symbol set, its dimension, or aviation."""
    if symbol is None:
        return "land"
    if symbol[0].isdigit():
        aviation = symbol[4:6] == "10" and symbol[10:14] in ("1206", "1208")
        if symbol[4:6] in ("01", "02", "05", "06") or aviation:
            return "air"
        return "sea" if symbol[4:6] in ("30", "35", "36", "39") else "land"
    if symbol[2] in "AP" or symbol[2:6] == "GUCV":
        return "air"
    return "sea" if symbol[2] in "SU" else "land"
