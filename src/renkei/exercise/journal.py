"""The journal of the kernel, read as people would tell it: in order, with names.

What for: the kernel notes a delay when it begins, with its end; people hear of it when it has
ended. Takes lines of the journal as they come; gives what has happened up to a moment, in an order
that does not hang on the slices in which the model was stepped.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from renkei.doctrine.workflow import StepKind
from renkei.engine.kernel.state import Noted
from renkei.exercise.setting import MOVES
from renkei.program.machine.clock import TICKS

if TYPE_CHECKING:
    from renkei.exercise.setting import Setting, TagInfo

Incident = tuple[str, int]
"""An incident: its type, and its number within the type."""


@dataclass(frozen=True)
class Arrived:
    """An incident has happened; nobody knows of it yet."""

    at_h: float
    incident: Incident
    place: str


@dataclass(frozen=True)
class Began:
    """A unit begins to make ready."""

    at_h: float
    incident: Incident
    move: int
    unit: str
    quantity: int


@dataclass(frozen=True)
class Done:
    """A step has ended. ``move`` counts the ways of units; -1 for what staffs do.

    ``waits``: it was the wait of a paper until a board sat.
    """

    at_h: float
    since_h: float
    incident: Incident
    info: TagInfo
    move: int
    before: str
    waits: bool = False


@dataclass(frozen=True)
class Reached:
    """A milestone was reached, in a course whose last step was that of a headquarters."""

    at_h: float
    incident: Incident
    milestone: str
    headquarters: str


@dataclass(frozen=True)
class Stay:
    """The stay of a paper at a board: since when, and the hour of the sitting that it is for.

    ``sat`` says whether the last that was told of it is what somebody took in the sitting.
    """

    incident: Incident
    step: str
    since_h: float
    sits_h: float
    sat: bool


Happening = Arrived | Began | Done | Reached


class Journal:
    """The lines of the journal, told in order.

    Parameters
    ----------
    setting
        Gives the names.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._waiting: list[tuple[float, int, Happening]] = []
        self._count = 0
        self._moves = 0
        self._move_of: dict[int, int] = {}
        self._last: dict[int, str] = {}
        self._last_kind: dict[int, str] = {}
        self.stays: dict[int, Stay] = {}
        """By token: its last stay at a board."""

    def tell(self, rows: Any, until_h: float) -> Iterator[Happening]:
        """Yield what happened up to a moment, of new lines and of those that waited for it."""
        setting, program = self._setting, self._setting.program
        for row in rows:
            source = program.sources[row["source"]]
            if source not in setting.scenario.incidents:
                continue
            incident = (source, int(row["ordinal"]))
            until, token = float(row["until"]) / TICKS, int(row["token"])
            if row["kind"] == Noted.STEP:
                self._step(row, incident, token, float(row["since"]) / TICKS, until)
                continue
            yield from self._told(until)
            if row["kind"] == Noted.ARRIVAL:
                self._last.pop(token, None)
                self._last_kind.pop(token, None)
                yield Arrived(until, incident, program.places[row["place"]])
            else:
                name = program.milestones[row["what"]]
                yield Reached(until, incident, name, self._last.get(token, ""))
        yield from self._told(until_h)

    def _step(self, row: Any, incident: Incident, token: int, since: float, until: float) -> None:
        if row["what"] < 0:
            return
        info = self._setting.tags[row["what"]]
        move = -1
        before = self._last_kind.get(token, "")
        if info.kind in MOVES and row["pool"] >= 0:
            unit = self._setting.units[row["pool"]]
            if info.kind == StepKind.PREPARATION or token not in self._move_of:
                self._moves += 1
                self._move_of[token] = self._moves
                self._wait(since, Began(since, incident, self._moves, unit, int(row["quantity"])))
            move = self._move_of[token]
            self._last[token] = self._setting.superiors.get(unit, "")
        elif info.headquarters:
            self._last[token] = info.to or info.headquarters
        waits = False
        if info.board is None:
            self.stays.pop(token, None)
        else:
            stay = self._stay(row, incident, info, since, until)
            self.stays[token], waits = stay, not stay.sat
        self._last_kind[token] = info.kind
        self._wait(until, Done(until, since, incident, info, move, before, waits))

    def _stay(
        self, row: Any, incident: Incident, info: TagInfo, since: float, until: float
    ) -> Stay:
        """Return the stay of a paper with one more line: to the cut-off, to the sitting, in it."""
        assert info.board is not None
        token, close = int(row["token"]), 0.5 / TICKS
        came = self.came_h(token, incident, info.step, since)
        last = self.stays.get(token)
        if last is not None and (last.incident, last.step) == (incident, info.step):
            if not last.sat:
                sat = since > last.sits_h - close
                return Stay(incident, info.step, came, last.sits_h, sat)
            return Stay(incident, info.step, came, until + info.board.cut_off_h, False)
        # A paper that comes at the very cut-off has no line until then, but one to the sitting.
        opens = self._setting.openings_h.get(int(row["what"]), np.empty(0))
        at_cut_off = bool(np.any(np.abs(opens - since) < close))
        sits = until if at_cut_off else until + info.board.cut_off_h
        return Stay(incident, info.step, came, sits, False)

    def came_h(self, token: int, incident: Incident, step: str, now_h: float) -> float:
        """Return when a paper that is at a board now came to it."""
        stay = self.stays.get(token)
        if stay is not None and (stay.incident, stay.step) == (incident, step):
            return stay.since_h
        return now_h

    def _wait(self, at: float, what: Happening) -> None:
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, what))

    def _told(self, until: float) -> Iterator[Happening]:
        while self._waiting and self._waiting[0][0] <= until:
            yield heapq.heappop(self._waiting)[2]
