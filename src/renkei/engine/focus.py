"""What a focused replication holds: one incident of a type, at a random moment.

What for: rare incidents. A long run waits a century for a great earthquake; a focused replication
holds one. Takes names and hours; gives :class:`Focus`, plain data that goes into the identity of
results. :mod:`renkei.engine.focused` runs it.

Why that is right. Where incidents arrive as a Poisson process, the world that an arrival finds is
the world with one incident more: the others come as they always do (Slivnyak 1962; Mecke 1967; Last
and Penrose 2017, Lectures on the Poisson Process, theorem 4.1). Its moment follows the intensity:
season and surges. Two kinds of arrivals are not Poisson, and the added incident brings company:

- ``overdispersion``: a year with an incident is a year with many. The gamma factor of that year is
  size-biased: another exponential one is added to it, as a gamma of shape k + 1 is the sum of
  one of shape k and one of shape 1.
- ``cluster``: a typical incident is the first of its cluster with probability 1 / (1 + m), m being
  the mean number of the others, or one of the others. So either the first is added with its
  cluster, or a first with its cluster, and one more, after a delay as it is drawn for the others.

Both are exact, within one world. Between worlds each weighs the same, whatever its rate.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

METHOD = 1
"""Number of the method; another gives other results of the same program and seed."""

Span = tuple[float, float]
"""From and until [h since the start]."""


@dataclass(frozen=True)
class Companion:
    """A condition: an incident of a type came before.

    By the same theorem it is added too, at an even moment before; where several meet the condition,
    each is drawn as the one that was added, and so it counts once in their number.

    Parameters
    ----------
    incident
        Its type.
    within_h
        How long before at most [h].
    open
        Whether it must still be open at the moment.
    """

    incident: str
    within_h: float
    open: bool = False


@dataclass(frozen=True)
class Focus:
    """What the replications of a run hold.

    Parameters
    ----------
    incidents
        Incident types; replication k holds one of type k modulo their number.
    limit_h
        For how long the incident is followed at most [h]; nothing is followed beyond the end of a
        long run.
    until
        Milestones that end the replication, once all are reached; so does the end of the response.
        What comes after is not followed, and counts as still running.
    spans
        Where the moment may fall, in order and disjoint; None: anywhere from the warm-up to the
        horizon.
    companions
        Incidents that came before.
    past_h
        For how long before the moment incidents and side loads have come [h]; stocks, production,
        and maintenance go on since the start all the same. None: all since the start.
    given
        The conditions in the words of the question.
    """

    incidents: tuple[str, ...]
    limit_h: float
    until: tuple[str, ...] = ()
    spans: tuple[Span, ...] | None = None
    companions: tuple[Companion, ...] = ()
    past_h: float | None = None
    given: str | None = None

    def __post_init__(self) -> None:
        if not self.incidents or len(set(self.incidents)) < len(self.incidents):
            raise ValueError(f"incident types, each once, expected: {self.incidents}")
        if not self.limit_h > 0 or math.isinf(self.limit_h):
            raise ValueError(f"a limit above 0 expected: {self.limit_h}")

    def of(self, replication: int) -> str:
        """Return the incident type that a replication holds."""
        return self.incidents[replication % len(self.incidents)]

    def data(self) -> dict[str, Any]:
        """Return all that affects a result, as plain data."""
        return {"method": METHOD, **asdict(self)}
