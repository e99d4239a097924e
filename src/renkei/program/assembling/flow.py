"""The blocks that take a token through staff work: time, branches, forks, ends, clocks.

Functions over a :class:`~renkei.program.assembling.draft.Draft`, which
:class:`~renkei.program.assembling.assembler.Assembler` has as methods. What each block does stands
in :mod:`renkei.program.machine.blocks`.
"""

from __future__ import annotations

from collections.abc import Sequence

from renkei.program.assembling.declaring import constant
from renkei.program.assembling.draft import Draft
from renkei.program.assembling.emitting import emit
from renkei.program.assembling.records import Dist, Gate, Pool, Rows, Slot, Station, Tag
from renkei.program.machine.blocks import CLOCKS, Op, Stamp


def mark(draft: Draft, milestone: str, stamp: Stamp = Stamp.FIRST) -> None:
    """Record the time of a milestone, the first time only unless `stamp` says otherwise."""
    emit(draft, Op.MARK, milestone=draft.milestones.index(milestone), stamp=stamp)


def mark_last(draft: Draft, milestone: str) -> None:
    """Record the time of a milestone, overwriting an earlier one."""
    mark(draft, milestone, Stamp.LAST)


def delay(draft: Draft, dist: Dist, purpose: str, tag: Tag | None = None) -> None:
    """Wait for a drawn time; the wait occupies no team."""
    emit(draft, Op.DELAY, dist=dist, purpose=purpose, tag=tag)


def work(
    draft: Draft,
    station: Station,
    dist: Dist,
    purpose: str,
    tag: Tag | None = None,
    precedence: int | None = None,
    balk: int | None = None,
) -> None:
    """Queue for a team of ``station``, work a drawn time, give the team back.

    ``precedence`` None: the token's own. ``balk``: label to jump to when the rooms are full, or
    while the station is diverted.
    """
    if draft.stations[station.index].rooms >= 0 and balk is None:
        raise ValueError(f"work at {draft.stations[station.index].name}: rooms need a balk label")
    emit(
        draft,
        Op.WORK,
        station=station,
        precedence=precedence,
        balk=balk,
        dist=dist,
        purpose=purpose,
        tag=tag,
    )


def gate_wait(draft: Draft, gate: Gate, tag: Tag | None = None) -> None:
    """Wait for the first time of the gate that is not before now."""
    emit(draft, Op.GATE_WAIT, gate=gate, tag=tag)


def decide(
    draft: Draft,
    purpose: str,
    tag: Tag | None = None,
    dist: Dist | None = None,
    outlets: Sequence[tuple[int, Slot]] | None = None,
    external: bool = False,
) -> None:
    """Take a drawn time, then leave by an outlet (label, probability), in proportion.

    With ``external`` the stepper parks the token here until an outcome is injected.
    """
    emit(
        draft,
        Op.DECIDE,
        purpose=purpose,
        tag=tag,
        dist=dist,
        external=external,
        rows=Rows(targets=tuple((label, slot.index) for label, slot in outlets or ())),
    )


def branch(draft: Draft, prob: Slot, purpose: str, label: int) -> None:
    """Jump to ``label`` with a probability, else go on."""
    emit(draft, Op.BRANCH, probability=prob, purpose=purpose, then=label)


def route(
    draft: Draft,
    purpose: str,
    targets: Sequence[tuple[int, Slot | float]],
    next_round: bool = False,
) -> None:
    """Jump to one of (label, probability), in proportion; ``next_round`` for loops."""
    if not targets:
        raise ValueError(f"route {purpose}: no targets")
    pairs = [(label, p if isinstance(p, Slot) else constant(draft, p)) for label, p in targets]
    emit(
        draft,
        Op.ROUTE,
        purpose=purpose,
        next_round=next_round,
        rows=Rows(targets=tuple((label, slot.index) for label, slot in pairs)),
    )


def repeat(draft: Draft, stop_prob: Slot, purpose: str, label: int) -> None:
    """Go on with the stop probability, else begin a new round at ``label``."""
    emit(draft, Op.REPEAT, probability=stop_prob, purpose=purpose, again=label)


def fork(draft: Draft, labels: Sequence[int], need: int | None = None) -> None:
    """Start a child at each label; go on when ``need`` of them (default all) have reported."""
    wanted = len(labels) if need is None else need
    if not 1 <= wanted <= len(labels):
        raise ValueError(f"fork: need {wanted} of {len(labels)} children")
    emit(draft, Op.FORK, need=wanted, rows=Rows(targets=tuple((label, -1) for label in labels)))


def split(draft: Draft, labels: Sequence[int]) -> None:
    """Start a token at each label and go on at once; they meet at an assemble block."""
    emit(draft, Op.SPLIT, rows=Rows(targets=tuple((label, -1) for label in labels)))


def assemble(draft: Draft, need: int, count: int = 0) -> None:
    """Wait for ``need`` tokens of the incident: all but the last end here, it goes on.

    Two of these blocks that tokens wait at side by side need different counts, 0 and 1.
    """
    if need < 1:
        raise ValueError(f"assemble: need at least 1 token, got {need}")
    if count not in (0, 1):
        raise ValueError(f"assemble: count must be 0 or 1, got {count}")
    emit(draft, Op.ASSEMBLE, need=need, count=count)


def end(draft: Draft) -> None:
    """Report to the join, if any, and die."""
    emit(draft, Op.END)


def signal(draft: Draft) -> None:
    """Report to the join, if any, and go on detached from it."""
    emit(draft, Op.SIGNAL)


def spawn(draft: Draft, label: int) -> None:
    """Start a detached token at ``label``, never on a critical path."""
    emit(draft, Op.SPAWN, to=label)


def jump(draft: Draft, label: int, next_round: bool = False) -> None:
    """Go to ``label``; ``next_round`` for loops."""
    emit(draft, Op.JUMP, to=label, next_round=next_round)


def if_done(draft: Draft, label: int) -> None:
    """Jump to ``label`` if the incident has finished or failed."""
    emit(draft, Op.IF_DONE, to=label)


def come(draft: Draft, rank: int) -> None:
    """Note that a force of a rank has come; the incident keeps the highest."""
    emit(draft, Op.COME, rank=rank)


def unless_come(draft: Draft, rank: int, label: int) -> None:
    """Jump to ``label`` unless a force of that rank or higher has come."""
    emit(draft, Op.UNLESS_COME, to=label, rank=rank)


def activate(draft: Draft, stations: Sequence[Station]) -> None:
    """Activate stations with a build-up until the incident is done."""
    for station in stations:
        if draft.stations[station.index].build_up is None:
            raise ValueError(f"activate: {draft.stations[station.index].name} has no build_up")
    emit(draft, Op.ACTIVATE, rows=Rows(stations=tuple(s.index for s in stations)))


def finish(draft: Draft) -> None:
    """Complete the incident: its row is written. The token goes on with the next block."""
    emit(draft, Op.FINISH)


def fail(draft: Draft, reason: str) -> None:
    """Fail the incident: its row is written. The token goes on with the next block."""
    if reason not in draft.reasons:
        draft.reasons.append(reason)
    emit(draft, Op.FAIL, reason=draft.reasons.index(reason))


def clock(draft: Draft, register: int = 0, tally: str | None = None) -> None:
    """Note the time on one of the token's three clocks, for `tally`.

    With a ``tally`` the time counts there even if the run ends first, as far as the horizon.
    """
    named = None if tally is None else tally_index(draft, tally)
    emit(draft, Op.CLOCK, clock=_register(register), tally=named)


def tally(draft: Draft, name: str, register: int = 0) -> None:
    """Add the time since a clock of the token to a tally, which is declared by being named."""
    emit(draft, Op.TALLY, tally=tally_index(draft, name), clock=_register(register))


def tally_index(draft: Draft, name: str) -> int:
    """Return the index of a tally, which is declared by being named."""
    if name not in draft.tallies:
        draft.tallies.append(name)
    return draft.tallies.index(name)


def stagger(
    draft: Draft, dist: Dist, purpose: str, tag: Tag | None = None, pool: Pool | None = None
) -> None:
    """Wait (k + u) / n of the mean of ``dist``, as token k of the n of a population.

    With a ``pool``: of the platforms that it has been given last.
    """
    emit(draft, Op.STAGGER, dist=dist, purpose=purpose, tag=tag, pool=pool)


def wait_until(draft: Draft, hour: Slot, tag: Tag | None = None) -> None:
    """Wait until an hour of the run; not at all when it is past."""
    emit(draft, Op.WAIT_UNTIL, hour=hour, tag=tag)


def _register(register: int) -> int:
    if not 0 <= register < CLOCKS:
        raise ValueError(f"clock {register}: a token has {CLOCKS}, from 0")
    return register
