"""The times that units were sent to an incident: which steps are one way there and back.

A unit may be sent several times, as its own relief too: then the next platforms make ready while
those on station are still there, and their steps interleave. The steps of one turn follow each
other without a gap: making ready, transit, stay, transit back, turnaround.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei.doctrine.workflow import StepKind

if TYPE_CHECKING:
    from renkei.study.following import FollowedStep

_CLOSE_H = 1e-6
"""Moments that are the same but for rounding [h]."""

_AFTER = {
    StepKind.TRANSIT: (StepKind.PREPARATION,),
    StepKind.ON_STATION: (StepKind.PREPARATION, StepKind.TRANSIT),
    StepKind.RECOVERY: (StepKind.ON_STATION, StepKind.RECOVERY),
}
"""What comes before each step of the way of a unit."""


@dataclass(frozen=True)
class Turn:
    """One time that platforms of a unit were sent; moments in hours since the incident.

    Parameters
    ----------
    ordered_h, ready_h, arrived_h
        They begin to make ready, depart, and are there; those that need not move are there when
        ready. ``arrived_h`` is None where the run ended before.
    left_h
        They leave, or None.
    back_h
        They are at their base again, or None; those that did not move are there when they leave.
    free_h
        Their turnaround has ended, or None.
    """

    unit: str
    ordered_h: float
    ready_h: float
    arrived_h: float | None
    left_h: float | None
    back_h: float | None
    free_h: float | None


def turns(steps: Iterable[FollowedStep]) -> Iterator[Turn]:
    """Yield each time that platforms of a unit were sent, by unit and requirement."""
    groups: dict[tuple[str, str], list[FollowedStep]] = {}
    for step in steps:
        if step.unit is not None and (step.kind in _AFTER or step.kind == StepKind.PREPARATION):
            requirement = step.id.partition("/")[2]
            groups.setdefault((step.unit, requirement), []).append(step)
    for (unit, _), of_unit in groups.items():
        for chain in _chains(of_unit):
            yield _turn(unit, chain)


def _chains(steps: Iterable[FollowedStep]) -> list[list[FollowedStep]]:
    """Return the steps of each turn: each begins where another ended."""
    chains: list[list[FollowedStep]] = []
    for step in sorted(steps, key=lambda one: (one.began_h, _end(one))):
        if step.kind == StepKind.PREPARATION:
            chains.append([step])
            continue
        before = _AFTER[StepKind(step.kind)]
        fits = [
            chain
            for chain in chains
            if chain[-1].kind in before and abs(_end(chain[-1]) - step.began_h) <= _CLOSE_H
        ]
        if fits:
            fits[0].append(step)
    return chains


def _turn(unit: str, chain: list[FollowedStep]) -> Turn:
    ends = {kind: [_end(step) for step in chain if step.kind == kind] for kind in StepKind}
    ready = ends[StepKind.PREPARATION][0]
    moved = bool(ends[StepKind.TRANSIT])
    stayed = ends[StepKind.ON_STATION]
    left = stayed[0] if stayed else None
    back = ends[StepKind.RECOVERY]  # of one that moved: its way back, and its turnaround
    return Turn(
        unit,
        chain[0].began_h,
        ready,
        ends[StepKind.TRANSIT][0] if moved else (ready if stayed else None),
        left,
        (back[0] if back else None) if moved else left,
        back[-1] if back else (None if moved else left),
    )


def _end(step: FollowedStep) -> float:
    return step.began_h + step.hours
