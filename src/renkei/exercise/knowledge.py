"""Who knows what, since when: what has been delivered, and may be passed on.

What for: a seat sees what has reached its headquarters and nothing else. A *fact* arises at one
headquarters and belongs to the nation of that headquarters; a message takes along what its sender
knew when it was sent. Within a nation it takes all that is known of its incident. To another nation
it takes the event itself and what the sending nation has decided, agreed or had published, no
movement of its forces and nothing of a third nation, unless that was released to it
(:mod:`renkei.exercise.release`). How a unit moves is reported up its chain of command besides
(:meth:`renkei.exercise.setting.Setting.hear_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from renkei.exercise.journal import Incident

EVENT, MILESTONE, MOVE, OVER = "event", "milestone", "move", "over"


@dataclass(frozen=True)
class KnownFact:
    """Something that is true of an incident from a moment on.

    Parameters
    ----------
    id
        Its number in the exercise.
    kind
        ``event``, ``milestone``, ``move`` (a stage of the way of a unit), ``over``.
    name
        The milestone; the stage of the way; empty.
    move
        Number of the way of a unit; -1.
    owner
        Nation whose it is; empty: of nobody, such as the event itself.
    """

    id: int
    kind: str
    incident: Incident
    name: str
    at_h: float
    owner: str
    move: int = -1


@dataclass
class Knowledge:
    """What each headquarters knows, and since when."""

    facts: list[KnownFact] = field(default_factory=list)
    since: dict[str, dict[int, float]] = field(default_factory=dict)
    """By headquarters: number of the fact, and when it became known there [h]."""

    of_incident: dict[Incident, list[int]] = field(default_factory=dict)
    latest_h: dict[Incident, float] = field(default_factory=dict)
    """By incident: when the last of its facts arose [h]."""

    released: dict[int, set[str]] = field(default_factory=dict)
    """By fact: the nations to which it was released."""

    def arises(
        self,
        kind: str,
        incident: Incident,
        name: str,
        at_h: float,
        owner: str,
        headquarters: str,
        move: int = -1,
    ) -> KnownFact:
        """Add a fact that is known at once where it arises."""
        fact = KnownFact(len(self.facts), kind, incident, name, at_h, owner, move)
        self.facts.append(fact)
        self.of_incident.setdefault(incident, []).append(fact.id)
        self.latest_h[incident] = max(at_h, self.latest_h.get(incident, at_h))
        self.learns(headquarters, fact.id, at_h)
        return fact

    def learns(self, headquarters: str, fact: int, at_h: float) -> bool:
        """Let a headquarters know a fact from a moment on; return whether it is news there."""
        known = self.since.setdefault(headquarters, {})
        if fact in known:
            return False
        known[fact] = at_h
        return True

    def passes(self, fact: KnownFact, senders: tuple[str, ...], receivers: tuple[str, ...]) -> bool:
        """Return whether a message takes a fact along, by the nations at its two ends.

        A headquarters that nations share has several: it passes on what is of any of them, and gets
        what each of them may know.
        """
        return all(
            fact.owner == receiver
            or receiver in self.released.get(fact.id, ())
            or senders == (receiver,)
            or (fact.kind != MOVE and fact.owner in ("", *senders))
            for receiver in receivers
        )

    def told(
        self,
        incident: Incident,
        by: str,
        senders: tuple[str, ...],
        receivers: tuple[str, ...],
        sent_h: float,
    ) -> Iterator[KnownFact]:
        """Yield what a message about an incident tells: what its sender knew when it was sent."""
        known = self.since.get(by, {})
        for id_ in self.of_incident.get(incident, ()):
            at_h = known.get(id_)
            if at_h is not None and at_h <= sent_h:
                fact = self.facts[id_]
                if self.passes(fact, senders, receivers):
                    yield fact

    def known(self, headquarters: str, incident: Incident | None = None) -> Iterator[KnownFact]:
        """Yield what a headquarters knows, in the order in which it arose."""
        known = self.since.get(headquarters, {})
        ids = sorted(known) if incident is None else self.of_incident.get(incident, ())
        for id_ in ids:
            if id_ in known:
                yield self.facts[id_]

    def known_lately(self, headquarters: str, since_h: float) -> Iterator[KnownFact]:
        """Yield what a headquarters knows of incidents of which something arose lately."""
        known = self.since.get(headquarters, {})
        for incident, latest_h in self.latest_h.items():
            if latest_h >= since_h:
                for id_ in self.of_incident[incident]:
                    if id_ in known:
                        yield self.facts[id_]
