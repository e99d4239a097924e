"""Stepping: run a replication in slices, decide from outside, go back.

What for: exercises and debugging on the very kernel of the Monte Carlo runs. Takes a program, a
seed and the number of a replication; gives a :class:`Stepper` that advances to a time or to a
decision, takes an outcome, and can be saved and restored. What waits for a person are `decide`
blocks with ``external=True``, and work and delays that are staffed (:meth:`Stepper.staff`).
Stepping in any slices gives the bytes of one run, provided that nothing is decided from outside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from renkei.engine.choosing import Chooser
from renkei.engine.kernel import outside
from renkei.engine.kernel.program_arrays import tables_of
from renkei.engine.kernel.state import Code, State
from renkei.engine.replication import Replication
from renkei.engine.run import enlarged, go_on, harvest, started
from renkei.program.machine.blocks import EXTERNAL, Op
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program, text_hash

_FIRST_ADDED = 2**30
"""Number of the arrival of the first incident that is added: no source comes so far."""


@dataclass(frozen=True)
class Decision:
    """A token that waits for a person.

    ``token`` and ``block`` are rows of the state and the program; ``source`` and ``ordinal`` name
    the incident, ``round`` is its count of rounds; ``since_h`` is when it came here, ``begun_h``
    when a team took it up (of work). ``outlets`` are the blocks of the outcomes of a `decide`
    block, the index of which :meth:`Stepper.inject` takes. Without outlets, 0 means "go on".
    """

    token: int
    block: int
    purpose: str
    tag: tuple[str, ...]
    source: str
    ordinal: int
    place: str
    since_h: float
    outlets: tuple[int, ...]
    round: int = 0
    begun_h: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """A saved state; opaque. It can be pickled."""

    state: State
    pending: tuple[Decision, ...]
    done: bool
    staffed: tuple[int, ...]
    added: int


@dataclass(frozen=True)
class StationView:
    """A station at the present moment; ``teams`` are those within hours."""

    name: str
    teams: int
    busy: int
    queued: int


@dataclass(frozen=True)
class PoolView:
    """A pool at the present moment."""

    name: str
    size: int
    free: int


class Stepper:
    """One replication, in steps.

    Parameters
    ----------
    program, seed, replication, nominal
        As for :func:`renkei.engine.run.replicate`.
    external
        Whether decisions with ``external=True`` wait for :meth:`inject`; False: they are drawn.
    trace
        Keep the event list; for tests.
    journal
        Note steps, milestones and arrivals: see :meth:`noted`.
    reasons
        Reasons of failure from outside, beside those of the program: see :meth:`refuse`.
    choose
        Asked which platforms are sent, where a request can be filled, while it is wanted
        (:meth:`choosing`).

    Attributes
    ----------
    pending
        What waits for a person now, in the order in which it came.
    """

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        nominal: bool = False,
        external: bool = True,
        trace: bool = False,
        journal: bool = False,
        reasons: tuple[str, ...] = (),
        choose: Chooser | None = None,
    ) -> None:
        if reasons:
            program = replace(program, reasons=(*program.reasons, *reasons))
        self.program = program
        self.seed = seed
        self.replication = replication
        self.done = False
        self.pending: tuple[Decision, ...] = ()
        tables = tables_of(program)
        # Its own blocks: what is staffed is marked in them.
        self._tables = tables._replace(blocks=tables.blocks.copy())
        self._choose = choose
        self._added = 0
        self._state = started(
            program, self._tables, seed, replication, nominal, 256, trace, journal=journal
        )
        self._state.core["stepped"] = external

    @property
    def now(self) -> float:
        """Hours since the start."""
        return float(self._state.core["now"][0]) / TICKS

    def advance(self, until_h: float) -> None:
        """Run all events up to and including ``until_h``; decisions on the way stay pending."""
        while not self.done and self._run(until_h) == Code.DECISION:
            pass

    def advance_to_decision(self, until_h: float = math.inf) -> Decision | None:
        """Run to the next decision and return it; None if the run or ``until_h`` ends first."""
        if not self.done and self._run(until_h) == Code.DECISION:
            return self.pending[-1]
        return None

    def staff(self, blocks: Iterable[int]) -> None:
        """Let work and delays at these blocks wait for a person, from the next that begins."""
        self._tables.blocks["flags"][list(blocks)] |= EXTERNAL

    def unstaff(self, blocks: Iterable[int]) -> None:
        """Let these blocks take their drawn times again, also what waits there now."""
        rows = set(blocks)
        self._tables.blocks["flags"][list(rows)] &= ~EXTERNAL
        for one in self.pending:
            if one.block in rows:
                self.leave(one)

    def inject(self, decision: Decision, outlet: int = 0) -> None:
        """Let the token of a pending decision go on by an outlet, at the present moment."""
        choices = decision.outlets or (decision.block + 1,)
        if not 0 <= outlet < len(choices):
            raise ValueError(f"outlet {outlet} of {decision.purpose}: expected 0 to {len(choices)}")
        self._settle(decision)
        self._outside(outside.inject, decision.token, choices[outlet], 0)

    def end(self, decision: Decision, target: int | None = None, next_round: bool = False) -> None:
        """End pending work or a pending delay at the present moment.

        Parameters
        ----------
        target
            Block at which the token goes on; None: the one after.
        next_round
            Whether a new round begins, with draws of its own.
        """
        self._end(decision, decision.block + 1 if target is None else target, next_round)

    def put_off(self, decision: Decision, gate: int) -> None:
        """Let what is pending wait at a gate again, for its first opening after this moment."""
        self._end(decision, gate, put_off=True)

    def _end(
        self, decision: Decision, target: int, next_round: bool = False, put_off: bool = False
    ) -> None:
        self._settle(decision)
        if decision.begun_h is None:
            self._outside(outside.inject, decision.token, target, int(put_off))
            self._state.token["round"][decision.token] += next_round
        else:
            self._outside(outside.end_work, decision.token, target, int(next_round), int(put_off))

    def leave(self, decision: Decision) -> None:
        """Let pending work or a pending delay end when its drawn time is over, or now."""
        self._settle(decision)
        how = outside.leave_delay if decision.begun_h is None else outside.leave_work
        self._outside(how, decision.token)

    def refuse(self, decision: Decision, reason: str) -> None:
        """End pending work or a pending delay, and let its incident fail for a reason."""
        incident = int(self._state.token["incident"][decision.token])
        ends = int(np.flatnonzero(self.program.blocks["op"] == Op.END)[0])
        row = self.program.reasons.index(reason)
        self._outside(outside.fail, incident, row)
        self.end(decision, ends)

    def add_incident(self, source: str, place: str) -> int:
        """Let an incident of a type happen at a place now; return its number within its type."""
        row = self.program.sources.index(source)
        ordinal = int(self._state.source["made"][row])
        number = _FIRST_ADDED + self._added
        self._added += 1
        self._outside(outside.add_incident, row, self.program.places.index(place), number)
        self.done = False
        return ordinal

    def choosing(self, wanted: bool) -> None:
        """Ask ``choose`` from now on, or no longer."""
        self._state.core["asks"] = wanted

    def choose_by(self, choose: Chooser) -> None:
        """Ask another from now on which platforms are sent."""
        self._choose = choose

    def note(self, wanted: bool) -> None:
        """Note in the journal from now on, or no longer; what it has is dropped."""
        self._state.core["noted"] = wanted and len(self._state.journal) > 0
        self._state.core["n_noted"] = 0
        self._state.core["room"] = 0

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        staffed = np.flatnonzero(self._tables.blocks["flags"] != self.program.blocks["flags"])
        return Snapshot(
            _copy(self._state), self.pending, self.done, tuple(staffed.tolist()), self._added
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of this replication; it can be restored again."""
        self._state = _copy(snapshot.state)
        self.pending = snapshot.pending
        self.done = snapshot.done
        self._added = snapshot.added
        self._tables.blocks["flags"][:] = self.program.blocks["flags"]
        self.staff(snapshot.staffed)

    def new_luck(self, number: int) -> None:
        """Draw what is drawn from now on anew; the world and what is under way stay.

        Futures ``number`` 0, 1, 2 … of a snapshot are independent of each other.
        """
        key = self._state.core["key"]
        key ^= np.uint64(text_hash(f"future {number}"))

    def noted(self) -> Any:
        """Return what the journal has since the last call: a table of ``JOURNAL``, in ticks.

        Delays are noted when they begin, with the moment at which they will end; work when it ends.
        """
        n = int(self._state.core["n_noted"][0])
        found = self._state.journal[:n].copy()
        self._state.core["n_noted"] = 0
        self._state.core["room"] = 0
        return found

    def queued(self) -> tuple[Decision, ...]:
        """Return the staffed work that waits for a team, in the order of the queues."""
        staffed = self._tables.blocks["flags"] & EXTERNAL
        token, found = self._state.token, []
        # Only who stands in a queue waits there: a token on its way to work has its block already.
        for first in self._state.queue["first"][self._state.queue["first"] >= 0].tolist():
            t = first
            while t >= 0:
                if staffed[token["pc"][t]]:
                    found.append(self._parked(t))
                t = int(token["next"][t])
        return tuple(found)

    def before(self, gates: Mapping[int, int]) -> tuple[Decision, ...]:
        """Return what is on its way from a gate to a staffed block.

        Parameters
        ----------
        gates
            By block: the gate before it.
        """
        found = []
        used = int(self._state.core["token_used"][0])
        token = self._state.token[:used]
        here = {one.token for one in (*self.pending, *self.queued())}
        staffed = self._tables.blocks["flags"] & EXTERNAL
        for block, gate in gates.items():
            if not staffed[block]:
                continue
            at = (token["pc"] > gate) & (token["pc"] <= block) & (token["incident"] >= 0)
            found += [
                replace(self._parked(t), block=block)
                for t in np.flatnonzero(at & (token["station"] < 0)).tolist()
                if t not in here
            ]
        return tuple(found)

    def opens_h(self, gate: int, after_h: float | None = None) -> float:
        """Return when a gate next opens after a moment, or after now [h]; infinite: no more."""
        program = self.program
        now = self._state.core["now"][0] if after_h is None else round(after_h * TICKS)
        number = int(program.blocks["a"][gate])
        first, end = program.gate_first[number : number + 2]
        times = self._tables.gate_times[first:end]
        row = int(np.searchsorted(times, now, side="right"))
        return float(times[row]) / TICKS if row < len(times) else math.inf

    @property
    def state(self) -> State:
        """The arrays as they are, to be read only."""
        return self._state

    def stations(self) -> tuple[StationView, ...]:
        """Return what the stations look like now."""
        return tuple(
            StationView(name, int(row["teams"]), int(row["busy"]), int(row["queued"]))
            for name, row in zip(self.program.stations, self._state.station, strict=True)
        )

    def pools(self) -> tuple[PoolView, ...]:
        """Return what the pools look like now."""
        return tuple(
            PoolView(name, int(row["size"]), int(row["free"]))
            for name, row in zip(self.program.pools, self._state.pool, strict=True)
        )

    def incidents_in_progress(self) -> tuple[tuple[str, int], ...]:
        """Return source and ordinal of the incidents that have arrived and are not done."""
        rows = self._state.incident[: int(self._state.core["incident_used"][0])]
        rows = rows[
            (rows["tokens"] > 0)
            & (rows["outcome"] == 0)
            & (rows["arrived"] <= self._state.core["now"][0])
        ]
        names = self.program.sources
        return tuple(sorted((names[row["source"]], int(row["ordinal"])) for row in rows))

    def tokens_in_progress(self) -> int:
        """Return how many tokens are alive."""
        return int(self._state.core["token_used"][0] - self._state.core["token_spare"][0])

    def result(self) -> Replication:
        """Run to the end and close the books; pending decisions stay undecided."""
        self.advance(math.inf)
        saved = _copy(self._state)
        try:
            return harvest(self.program, self._tables, self._state, self.seed, self.replication)
        finally:
            self._state = saved

    def _run(self, until_h: float) -> int:
        until = float(np.floor(until_h * TICKS + 0.5))
        self._state, code = go_on(
            self.program,
            self._tables,
            self._state,
            until,
            self.seed,
            self.replication,
            choose=self._choose,
        )
        if code == Code.DECISION:
            new = self._parked(int(self._state.core["decision"][0]))
            others = (one for one in self.pending if one.token != new.token)
            self.pending = (*others, new)
        self.pending = tuple(one for one in self.pending if self._waits(one))
        self.done = code == Code.DONE
        return code

    def _waits(self, one: Decision) -> bool:
        """Return whether a token still waits: work may have been interrupted or diverted."""
        token = self._state.token[one.token]
        if token["incident"] < 0 or token["pc"] != one.block or token["round"] != one.round:
            return False
        incident = self._state.incident[token["incident"]]
        same = self.program.sources[incident["source"]] == one.source
        there = one.begun_h is None or (
            token["station"] >= 0 and float(token["begun"]) / TICKS == one.begun_h
        )
        return bool(same and incident["ordinal"] == one.ordinal and there)

    def _settle(self, decision: Decision) -> None:
        """Take a decision off those that are pending."""
        if decision not in self.pending:
            raise ValueError(f"{decision} is not pending; pending are {list(self.pending)}")
        self.pending = tuple(other for other in self.pending if other != decision)
        self.done = False

    def _outside(self, change: Callable[..., int], *what: int) -> None:
        """Change the state from outside; grow its arrays where they are too small."""
        while lack := change(self._tables, self._state, *what):
            self._state = enlarged(self.program, self._state, lack, self.seed, self.replication)

    def _parked(self, t: int) -> Decision:
        token = self._state.token[t]
        incident = self._state.incident[token["incident"]]
        pc = int(token["pc"])
        block = self.program.blocks[pc]
        first, n = int(block["a"]), int(block["b"]) if block["op"] == Op.DECIDE else 0
        return Decision(
            token=t,
            block=pc,
            purpose=self.program.purposes[pc],
            tag=self.program.tags[block["tag"]],
            source=self.program.sources[incident["source"]],
            ordinal=int(incident["ordinal"]),
            place=self.program.places[incident["place"]],
            since_h=float(token["since"]) / TICKS,
            outlets=tuple(self.program.jumps[first : first + n, 0].tolist()) if n else (),
            round=int(token["round"]),
            begun_h=float(token["begun"]) / TICKS if token["station"] >= 0 else None,
        )


def _copy(state: State) -> State:
    return State._make(array.copy() for array in state)
