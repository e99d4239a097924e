"""A stretch of one replication under one or two designs, for the map of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from renkei.doctrine.workflow import StepKind
from renkei.report.page.document import Map, Message, Movement, Named, Occurred, Replay
from renkei.report.said import both
from renkei.report.step_kinds import kind_words
from renkei.report.turns import turns
from renkei.report.wording import milestone_name

if TYPE_CHECKING:
    from renkei.report.said import Said
    from renkei.scenario.model.document import Scenario
    from renkei.study.following import Followed, Picked, Tracer

_BEFORE_H = 24.0
"""How long before the response that is shown the replay begins."""

_AFTER_H = 9 * 24.0
"""How long after it the replay ends."""

_MESSAGES = frozenset({StepKind.MESSAGE, StepKind.ORDER, StepKind.RELEASE, StepKind.REQUEST})


def with_replay(
    empty: Map, tracer: Tracer, picked: Picked, designs: Sequence[str], end_h: float
) -> Map:
    """Return the map with the replay of the time about an incident, under each of the designs.

    Parameters
    ----------
    end_h
        When the replications end: the replay does not go beyond.
    """
    from_h = max(picked.arrived_h - _BEFORE_H, 0.0)
    until_h = min(picked.arrived_h + _AFTER_H, end_h)
    replays = []
    for design in designs:
        found = tracer.stretch(picked.replication, design, from_h, until_h)
        replays.append(_replay(design, found, until_h))
    scenario = tracer.source.document.scenario
    names = dict.fromkeys(
        name for one in replays for incident in one.incidents for name in incident.milestones
    )
    return empty.model_copy(
        update={
            "milestones": tuple(Named(id=name, name=_words(name, scenario)) for name in names),
            "replication": picked.replication,
            "from_h": from_h,
            "until_h": until_h,
            "replays": tuple(replays),
        }
    )


def _words(milestone: str, scenario: Scenario) -> Said:
    return both(lambda: milestone_name(milestone, scenario))


def _replay(design: str, found: Sequence[Followed], until_h: float) -> Replay:
    return Replay(
        design=design,
        incidents=tuple(_occurred(one, until_h) for one in found),
        movements=tuple(move for one in found for move in movements(one, until_h)),
        # One message may tell two things: it is sent once.
        messages=tuple(dict.fromkeys(sent for one in found for sent in messages(one, until_h))),
    )


def _occurred(one: Followed, until_h: float) -> Occurred:
    picked = one.picked
    milestones = {
        name: picked.arrived_h + hours
        for name, hours in one.milestones.items()
        if picked.arrived_h + hours <= until_h
    }
    ends = [moment for name, moment in milestones.items() if name == "complete"]
    return Occurred(
        id=f"{picked.incident}/{picked.id}",
        incident=picked.incident,
        place=picked.place,
        from_h=picked.arrived_h,
        until_h=ends[0] if ends else None,
        milestones=milestones,
    )


def movements(one: Followed, until_h: float) -> Iterator[Movement]:
    """Yield the way of each unit that was sent: order, departure, arrival, return, home.

    What had not happened by ``until_h`` has no moment. The turnaround at home is no part of it.
    """
    scenario, picked = one.phase.scenario, one.picked

    def seen(hours: float | None) -> float | None:
        moment = None if hours is None else picked.arrived_h + hours
        return moment if moment is not None and moment <= until_h else None

    for turn in turns(one.steps):
        yield Movement(
            unit=turn.unit,
            origin=scenario.units[turn.unit].base,
            destination=picked.place,
            incident=f"{picked.incident}/{picked.id}",
            ordered_h=picked.arrived_h + turn.ordered_h,
            departed_h=seen(turn.ready_h),
            arrived_h=seen(turn.arrived_h),
            left_h=seen(turn.left_h),
            home_h=seen(turn.back_h),
        )


def messages(one: Followed, until_h: float) -> Iterator[Message]:
    """Yield what went from one headquarters to another."""
    picked = one.picked
    for step in one.steps:
        if step.kind not in _MESSAGES or step.step is None or not step.step.to:
            continue
        if step.step.to == step.headquarters or not step.headquarters:
            continue
        sent = picked.arrived_h + step.began_h + step.queue_h + step.closed_h
        if sent > until_h:
            continue
        kind = step.kind
        yield Message(
            sender=step.headquarters,
            receiver=step.step.to,
            kind=kind,
            kind_name=_kind(kind),
            sent_h=sent,
            received_h=sent + step.busy_h,
            incident=f"{picked.incident}/{picked.id}",
        )


def _kind(kind: str) -> Said:
    return both(lambda: kind_words(kind))
