"""The assembler: declare worlds, stations, pools and sources, emit blocks, get a program.

What for: the one door through which programs are made, by the compiler of scenarios and by the
small models of :mod:`renkei.program.textbook.queueing`. Takes declarations in any order and blocks
in the order in which tokens run through them; gives a
:class:`~renkei.program.machine.program.Program` in canonical order, so that the order of
declaration does not matter.

Units: hours since the start, 1/h, nautical miles, knots. A *label* is an integer that stands for a
block: make it with :meth:`Assembler.label`, bind it to the next block emitted with
:meth:`Assembler.place_label`. A *purpose* names a draw within an incident: the draw is a function
of seed, replication, incident, purpose and round, so two blocks with one purpose draw the same
number; for a token that carries platforms the pool is part of the key too.
"""

from __future__ import annotations

from collections.abc import Sequence

from renkei.program.assembling.canonical import put_in_order
from renkei.program.assembling.emitting import index_of
from renkei.program.assembling.items import Supply
from renkei.program.assembling.records import Dist, Gate, Pool, Slot, Station, Tag
from renkei.program.machine.blocks import KIND_BY_OP, OVERTAKEN, Op, Stamp, WhenShort
from renkei.program.machine.program import Program


class Assembler(Supply):
    """Collect the parts of a program; :meth:`build` gives it.

    The parameters and the declarations are those of
    :class:`~renkei.program.assembling.declaring.Declarer`; the methods here emit blocks, each
    described in :mod:`renkei.program.machine.blocks`; those of stocks, docks and upkeep stand in
    :class:`~renkei.program.assembling.items.Supply`.
    """

    def mark(self, milestone: str, stamp: Stamp = Stamp.FIRST) -> None:
        """Record the time of a milestone, the first time only unless `stamp` says otherwise."""
        self._emit(Op.MARK, a=self.milestones.index(milestone), b=int(stamp))

    def mark_last(self, milestone: str) -> None:
        """Record the time of a milestone, overwriting an earlier one."""
        self.mark(milestone, Stamp.LAST)

    def delay(self, dist: Dist, purpose: str, tag: Tag | None = None) -> None:
        """Wait for a drawn time; nobody is needed for it."""
        self._emit(Op.DELAY, dist=dist.index, purpose=purpose, tag=index_of(tag))

    def work(
        self,
        station: Station,
        dist: Dist,
        purpose: str,
        tag: Tag | None = None,
        precedence: int | None = None,
        balk: int | None = None,
    ) -> None:
        """Queue for a team of ``station``, work a drawn time, give the team back.

        ``precedence`` None: the token's own. ``balk``: label to jump to when the rooms are full.
        """
        if self.stations[station.index].rooms >= 0 and balk is None:
            raise ValueError(
                f"work at {self.stations[station.index].name}: rooms need a balk label"
            )
        self._emit(
            Op.WORK,
            a=station.index,
            b=-1 if precedence is None else precedence,
            c=-1 if balk is None else balk,
            dist=dist.index,
            purpose=purpose,
            tag=index_of(tag),
        )

    def gate_wait(self, gate: Gate, tag: Tag | None = None) -> None:
        """Wait for the first time of the gate that is not before now."""
        self._emit(Op.GATE_WAIT, a=gate.index, tag=index_of(tag))

    def decide(
        self,
        purpose: str,
        tag: Tag | None = None,
        dist: Dist | None = None,
        outlets: Sequence[tuple[int, Slot]] | None = None,
        external: bool = False,
    ) -> None:
        """Take a drawn time, then leave by an outlet (label, probability), in proportion.

        With ``external`` the stepper parks the token here until an outcome is injected.
        """
        self._emit(
            Op.DECIDE,
            purpose=purpose,
            tag=index_of(tag),
            dist=-1 if dist is None else dist.index,
            b=len(outlets or ()),
            flags=int(external),
            targets=tuple((label, slot.index) for label, slot in outlets or ()),
        )

    def branch(self, prob: Slot, purpose: str, label: int) -> None:
        """Jump to ``label`` with a probability, else go on."""
        self._emit(Op.BRANCH, slot=prob.index, purpose=purpose, a=label)

    def route(
        self, purpose: str, targets: Sequence[tuple[int, Slot | float]], next_round: bool = False
    ) -> None:
        """Jump to one of (label, probability), in proportion; ``next_round`` for loops."""
        if not targets:
            raise ValueError(f"route {purpose}: no targets")
        pairs = [(label, p if isinstance(p, Slot) else self.constant(p)) for label, p in targets]
        self._emit(
            Op.ROUTE,
            purpose=purpose,
            b=len(pairs),
            flags=int(next_round),
            targets=tuple((label, slot.index) for label, slot in pairs),
        )

    def repeat(self, stop_prob: Slot, purpose: str, label: int) -> None:
        """Go on with the stop probability, else begin a new round at ``label``."""
        self._emit(Op.REPEAT, slot=stop_prob.index, purpose=purpose, a=label)

    def fork(self, labels: Sequence[int], need: int | None = None) -> None:
        """Start a child at each label; go on when ``need`` of them (default all) have reported."""
        wanted = len(labels) if need is None else need
        if not 1 <= wanted <= len(labels):
            raise ValueError(f"fork: need {wanted} of {len(labels)} children")
        self._emit(Op.FORK, b=len(labels), c=wanted, targets=tuple((label, -1) for label in labels))

    def split(self, labels: Sequence[int]) -> None:
        """Start a token at each label and go on at once; they meet at an assemble block."""
        self._emit(Op.SPLIT, b=len(labels), targets=tuple((label, -1) for label in labels))

    def assemble(self, need: int, count: int = 0) -> None:
        """Wait for ``need`` tokens of the incident: all but the last end here, it goes on.

        Two of these blocks that tokens wait at side by side need different counts, 0 and 1.
        """
        if need < 1:
            raise ValueError(f"assemble: need at least 1 token, got {need}")
        if count not in (0, 1):
            raise ValueError(f"assemble: count must be 0 or 1, got {count}")
        self._emit(Op.ASSEMBLE, a=need, b=count)

    def end(self) -> None:
        """Report to the join, if any, and die."""
        self._emit(Op.END)

    def signal(self) -> None:
        """Report to the join, if any, and go on detached from it."""
        self._emit(Op.SIGNAL)

    def spawn(self, label: int) -> None:
        """Start a detached token at ``label``, never on a critical path."""
        self._emit(Op.SPAWN, a=label)

    def jump(self, label: int, next_round: bool = False) -> None:
        """Go to ``label``; ``next_round`` for loops."""
        self._emit(Op.JUMP, a=label, flags=int(next_round))

    def if_done(self, label: int) -> None:
        """Jump to ``label`` if the incident has finished or failed."""
        self._emit(Op.IF_DONE, a=label)

    def allocate(
        self,
        pools: Sequence[Sequence[tuple[Pool, int]]],
        count: int | Slot | None,
        when_short: str = "wait",
        fail_label: int | None = None,
        tag: Tag | None = None,
        overtaking: bool = False,
        longest: Slot | None = None,
    ) -> None:
        """Reserve platforms and start one child per contributing pool at its route.

        Parameters
        ----------
        pools
            For each place, (pool, label of the route) in order of preference.
        count
            Platforms needed; None: as many as the token carries, for a relief.
        when_short
            ``wait``, ``less`` (take what is free; wait only while nothing is) or ``fail``.
        fail_label
            Where to go on ``fail``, and where the pools could never fill the request; without
            it such a request waits for ever.
        overtaking
            Whether others may overtake it while it waits: it then holds nothing.
        longest
            Longest wait [h]: a request that gives up goes on with the next block, which one that
            is filled passes over. None: it waits on.
        """
        if len(pools) != len(self.places):
            raise ValueError(
                f"allocate: pools for {len(pools)} places, expected {len(self.places)}"
            )
        mode = WhenShort[when_short.upper()]
        if mode == WhenShort.FAIL and fail_label is None:
            raise ValueError("allocate: when_short `fail` needs a fail_label")
        if isinstance(count, int):
            count = self.constant(count)
        self._emit(
            Op.ALLOCATE,
            slot=-1 if count is None else count.index,
            b=int(mode),
            c=-1 if fail_label is None else fail_label,
            flags=OVERTAKEN * overtaking,
            dist=-1 if longest is None else longest.index,
            tag=index_of(tag),
            candidates=tuple(
                tuple((pool.index, label) for pool, label in choices) for choices in pools
            ),
        )

    def notice(self, purpose: str, tag: Tag | None = None) -> None:
        """Wait for the notice to move of the token's pool."""
        self._emit(Op.NOTICE, purpose=purpose, tag=index_of(tag))

    def turnaround(self, purpose: str, tag: Tag | None = None) -> None:
        """Wait for the turnaround of the token's pool; none where the pool has none."""
        self._emit(Op.TURNAROUND, purpose=purpose, tag=index_of(tag))

    def transit(self, purpose: str, tag: Tag | None = None) -> None:
        """Move between the pool's base and the incident's place; nothing is drawn."""
        self._emit(Op.TRANSIT, purpose=purpose, tag=index_of(tag))

    def stay(self, dist: Dist, purpose: str, tag: Tag | None = None) -> None:
        """Stay on station for a drawn time, or as long as the endurance of the pool allows."""
        self._emit(Op.STAY, dist=dist.index, purpose=purpose, tag=index_of(tag))

    def relieve(self, label: int) -> None:
        """If the stay was cut short by endurance, start a token at ``label`` that asks for relief.

        There, an allocation with ``count=None`` asks for as many platforms.
        """
        self._emit(Op.RELIEVE, a=label)

    def release(self) -> None:
        """Give the token's platforms back; waiting requests are then served."""
        self._emit(Op.RELEASE)

    def activate(self, stations: Sequence[Station]) -> None:
        """Activate stations with a build-up until the incident is done."""
        for station in stations:
            if self.stations[station.index].build_up is None:
                raise ValueError(f"activate: {self.stations[station.index].name} has no build_up")
        self._emit(Op.ACTIVATE, b=len(stations), targets=tuple((s.index, -1) for s in stations))

    def finish(self) -> None:
        """Complete the incident: its row is written. The token goes on with the next block."""
        self._emit(Op.FINISH)

    def fail(self, reason: str) -> None:
        """Fail the incident: its row is written. The token goes on with the next block."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        self._emit(Op.FAIL, a=self.reasons.index(reason))

    def build(self) -> Program:
        """Return the program in canonical order."""
        if not self.blocks or not KIND_BY_OP[self.blocks[-1].op].ends:
            raise ValueError("the last block must end or jump: tokens would run off the program")
        for number, (name, block) in enumerate(self.labels):
            if not 0 <= block < len(self.blocks):
                raise ValueError(f"label {number} {name} is not placed before a block")
        return put_in_order(self)
