"""Stepping: run a replication in slices, decide from outside, go back.

What for: exercises and debugging on the very kernel of the Monte Carlo runs. Takes a program, a
seed and the number of a replication; gives a :class:`Stepper` that advances to a time or to a
decision (a `decide` block with ``external=True``), takes an outcome, and can be saved and restored.
Stepping in any slices gives the bytes of one run, provided that nothing is decided from outside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from renkei.engine.kernel.loop import inject
from renkei.engine.kernel.program_arrays import tables_of
from renkei.engine.kernel.state import Code, State
from renkei.engine.replication import Replication
from renkei.engine.run import enlarged, go_on, harvest, started
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Program


@dataclass(frozen=True)
class Decision:
    """A token that waits for an outcome from outside.

    ``token`` and ``block`` are rows of the state and the program; ``source`` and ``ordinal`` name
    the incident; ``since_h`` is when it came here; ``outlets`` are the blocks of the outcomes, the
    index of which :meth:`Stepper.inject` takes. Without outlets, 0 means "go on".
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


@dataclass(frozen=True)
class Snapshot:
    """A saved state; opaque."""

    state: State
    pending: tuple[Decision, ...]
    done: bool


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
    """

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        nominal: bool = False,
        external: bool = True,
        trace: bool = False,
    ) -> None:
        self.program = program
        self.seed = seed
        self.replication = replication
        self.done = False
        self.pending: tuple[Decision, ...] = ()
        self._tables = tables_of(program)
        self._state = started(program, self._tables, seed, replication, nominal, 256, trace)
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

    def inject(self, decision: Decision, outlet: int = 0) -> None:
        """Let the token of a pending decision go on by an outlet, at the present moment."""
        if decision not in self.pending:
            raise ValueError(f"{decision} is not pending; pending are {list(self.pending)}")
        choices = decision.outlets or (decision.block + 1,)
        if not 0 <= outlet < len(choices):
            raise ValueError(f"outlet {outlet} of {decision.purpose}: expected 0 to {len(choices)}")
        self.pending = tuple(other for other in self.pending if other != decision)
        self.done = False
        while lack := inject(self._tables, self._state, decision.token, choices[outlet]):
            self._state = enlarged(self.program, self._state, lack, self.seed, self.replication)

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        return Snapshot(_copy(self._state), self.pending, self.done)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot of this replication; it can be restored again."""
        self._state = _copy(snapshot.state)
        self.pending = snapshot.pending
        self.done = snapshot.done

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
        )
        if code == Code.DECISION:
            self.pending = (*self.pending, self._parked(int(self._state.core["decision"][0])))
        self.done = code == Code.DONE
        return code

    def _parked(self, t: int) -> Decision:
        token = self._state.token[t]
        incident = self._state.incident[token["incident"]]
        pc = int(token["pc"])
        block = self.program.blocks[pc]
        first, n = int(block["a"]), int(block["b"])
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
        )


def _copy(state: State) -> State:
    return State._make(array.copy() for array in state)
