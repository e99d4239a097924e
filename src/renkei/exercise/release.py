"""Items and who may see them: owner, releasability, and what is derived from several.

What for: every report, order, message and inject belongs to a nation, and is seen by that nation
only until somebody who may has released it. What passes several items on may be seen only by those
who may see each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from renkei.exercise.journal import Incident
from renkei.report.said import Said

ItemKind = Literal["report", "order", "request", "answer", "message", "inject", "question", "note"]

EVERYBODY = ""
"""Owner of what belongs to no nation, such as the word of exercise control."""


@dataclass(slots=True, weakref_slot=True)
class Paper:
    """Something that goes from one headquarters to others.

    Parameters
    ----------
    owner
        Nation whose it is; :data:`EVERYBODY`.
    released
        Other nations that may see it, with the moment from which on [h].
    attached
        Items that it passes on.
    received
        By headquarters: when it arrives there [h].
    """

    id: str
    kind: ItemKind
    sender: str
    receivers: tuple[str, ...]
    subject: Said
    text: str
    incident: Incident | None
    precedence: str
    sent_h: float
    as_of_h: float
    owner: str
    released: dict[str, float] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    reply_to: str | None = None
    received: dict[str, float] = field(default_factory=dict)

    def nations(self, now_h: float) -> frozenset[str]:
        """Return the nations that may see it now; of everybody's: none is named."""
        return frozenset({self.owner, *(n for n, at in self.released.items() if at <= now_h)})


def may_see(item: Paper, nations: Iterable[str], now_h: float) -> bool:
    """Return whether every one of some nations may see an item."""
    return item.owner == EVERYBODY or item.nations(now_h).issuperset(nations)


def in_common(items: Iterable[Paper], nations: Iterable[str], now_h: float) -> frozenset[str]:
    """Return the nations that may see each of the items."""
    left = frozenset(nations)
    for item in items:
        if item.owner != EVERYBODY:
            left &= item.nations(now_h)
    return left


def seen_by(item: Paper, headquarters: str, nations: Iterable[str], now_h: float) -> bool:
    """Return whether a seat sees an item: its own, or one that has arrived and may be seen."""
    if item.sender == headquarters:
        return True
    arrived = item.received.get(headquarters)
    return arrived is not None and arrived <= now_h and may_see(item, nations, now_h)
