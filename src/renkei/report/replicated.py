"""A replication as courses and happenings, with words: for planning tools and maps.

Takes a tracer and a design; gives a :class:`~renkei.interop.exchange.courses.Replicated`. The
replication is run again by the same kernel, so that moments are those of the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase, tr
from renkei.doctrine.workflow import StepKind
from renkei.interop.exchange.courses import Happening, Passage, Replicated, Sent, detachments
from renkei.interop.exchange.forces import Position
from renkei.interop.exchange.ways import way
from renkei.report.wording import milestone_name
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.scenario.model.organisation import Place
    from renkei.study.following import Followed, FollowedStep, Tracer

_CLOSE_H = 1e-6
"""Moments that are the same but for rounding [h]."""

_AFTER = {
    StepKind.TRANSIT: (StepKind.PREPARATION,),
    StepKind.ON_STATION: (StepKind.PREPARATION, StepKind.TRANSIT),
    StepKind.RECOVERY: (StepKind.ON_STATION, StepKind.RECOVERY),
}
"""What comes before each step of the way of a unit."""


def replicated(tracer: Tracer, design: str, replication: int) -> Replicated:
    """Return what moved and happened in a replication under a design.

    Raises
    ------
    InputError
        If the results hold no such replication, or replications that are focused on one incident.
    """
    results = tracer.results
    done = results.replications(design)
    if not 0 <= replication < done:
        raise bad_argument(
            "--replication",
            f"`{replication}`",
            Phrase("a replication of the results, 0 to {last}", last=done - 1),
        )
    if results.record.focus is not None:
        raise bad_argument(
            "RESULTS",
            Phrase("replications in focus, which hold one incident each"),
            Phrase("replications of a whole period"),
            Phrase("simulate without --focus"),
        )
    clock = tracer.source.document.scenario.time
    end_h = clock.horizon.mean() + clock.drain.mean()
    found = tracer.stretch(replication, design, 0.0, end_h)
    zone = ZoneInfo(clock.zone)
    midnight = datetime.combine(clock.start, datetime.min.time(), zone).timestamp()

    moments = _Moments(midnight, zone, end_h)
    sent = [one for followed in found for one in _sent(followed, moments)]
    happened = [one for followed in found for one in _happenings(followed, moments)]
    note = tr(
        "Replication {replication} of {of} under design {design}, simulated by Renkei (seed "
        "{seed}): one possible course, no forecast. It shows counted incidents only. A detachment "
        "stands for the platforms of a unit that one incident took; their number is not told.",
        replication=replication,
        of=done,
        design=design,
        seed=results.record.seed,
    )
    return Replicated(
        detachments(sent, tr("detachment {number}", number="{number}")),
        tuple(sorted(happened, key=lambda one: one.moment)),
        note,
    )


class _Moments:
    """Hours since the start as moments in the zone of the scenario."""

    def __init__(self, midnight: float, zone: ZoneInfo, end_h: float) -> None:
        self._midnight, self._zone, self._end_h = midnight, zone, end_h

    def __call__(self, hours: float) -> datetime | None:
        """Return the moment to the second; None: after the end of the run."""
        if hours > self._end_h:
            return None
        return datetime.fromtimestamp(round(self._midnight + hours * 3600), self._zone)


def _sent(one: Followed, moments: _Moments) -> Iterator[Sent]:
    """Yield each time that platforms of a unit were sent to an incident."""
    scenario, picked = one.phase.scenario, one.picked
    there = scenario.places[picked.place]
    incident = scenario.incidents[picked.incident].name.en
    groups: dict[tuple[str, str], list[FollowedStep]] = {}
    for step in one.steps:
        if step.unit is not None and (step.kind in _AFTER or step.kind == StepKind.PREPARATION):
            requirement = step.id.partition("/")[2]
            groups.setdefault((step.unit, requirement), []).append(step)
    for (id_, _), steps in groups.items():
        unit = scenario.units[id_]
        home = _position(scenario.places[unit.base])
        out = way(home, _position(there), unit.medium)
        for chain in _chains(steps):
            ends = {kind: [_end(s) for s in chain if s.kind == kind] for kind in StepKind}
            ready = ends[StepKind.PREPARATION][0]
            arrived = (ends[StepKind.TRANSIT] or [ready])[0]
            begun = [s.kind for s in chain]
            left = ends[StepKind.ON_STATION][0] if StepKind.ON_STATION in begun else None
            # A unit that did not move has no way back, only its turnaround.
            back = ends[StepKind.RECOVERY]
            moved = StepKind.TRANSIT in begun
            returned = (back[0] if moved else left) if back or not moved else left
            name = tr("{incident} at {place}", incident=incident, place=there.name.en)
            at = picked.arrived_h
            yield Sent(
                id_,
                home,
                Passage(out, moments(at + ready), moments(at + arrived), name, is_return=False),
                Passage(
                    out[::-1],
                    None if left is None else moments(at + left),
                    None if returned is None else moments(at + returned),
                    tr("Return from {what}", what=name),
                    is_return=True,
                ),
                None if left is None else moments(at + (back[-1] if back else left)),
            )


def _chains(steps: Iterable[FollowedStep]) -> list[list[FollowedStep]]:
    """Return the steps of each time that a unit was sent: each begins where another ended.

    A relief makes ready while those on station are still there, so that steps interleave.
    """
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


def _end(step: FollowedStep) -> float:
    return step.began_h + step.hours


def _happenings(one: Followed, moments: _Moments) -> Iterator[Happening]:
    """Yield the arrival of an incident and the milestones of its response."""
    scenario, picked = one.phase.scenario, one.picked
    place = scenario.places[picked.place]
    incident = scenario.incidents[picked.incident].name.en
    subtitle = tr(
        "{place}, incident {id}", place=place.name.en, id=f"{picked.incident}/{picked.id}"
    )
    arrived = moments(picked.arrived_h)
    if arrived is not None:
        yield Happening(arrived, incident, subtitle, _position(place))
    for milestone, hours in one.milestones.items():
        moment = moments(picked.arrived_h + hours)
        if moment is not None:
            words = milestone_name(milestone, scenario)
            title = tr("{incident}: {milestone}", incident=incident, milestone=words)
            yield Happening(moment, title, subtitle, _position(place))


def _position(place: Place) -> Position:
    return Position(place.longitude, place.latitude)
