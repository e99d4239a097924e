"""A replication as courses and happenings, with words: for planning tools and maps.

Takes a tracer and a design; gives a :class:`~renkei.interop.exchange.courses.Replicated`. The
replication is run again by the same kernel, so that moments are those of the results.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase, tr
from renkei.interop.exchange.courses import Happening, Passage, Replicated, Sent, detachments
from renkei.interop.exchange.forces import Position
from renkei.interop.exchange.ways import way
from renkei.report.turns import turns
from renkei.report.wording import milestone_name
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.scenario.model.organisation import Place
    from renkei.study.following import Followed, Tracer


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
    name = tr("{incident} at {place}", incident=incident, place=there.name.en)

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else moments(picked.arrived_h + hours)

    for turn in turns(one.steps):
        unit = scenario.units[turn.unit]
        home = _position(scenario.places[unit.base])
        out = way(home, _position(there), unit.medium)
        # One that did not move has no way back; one whose way back goes on is not home yet.
        yield Sent(
            turn.unit,
            home,
            Passage(out, at(turn.ready_h), at(turn.arrived_h), name, is_return=False),
            Passage(
                out[::-1],
                at(turn.left_h),
                at(turn.back_h),
                tr("Return from {what}", what=name),
                is_return=True,
            ),
            at(turn.free_h),
        )


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
