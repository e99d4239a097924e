"""A task as it is finished, for the model: by a person now, or in futures as one may finish it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.engine.stepping import Decision, Stepper

REFUSED = "refused by a person"
"""Reason of failure of an incident whose response somebody has refused."""


@dataclass(frozen=True)
class Taken:
    """A decision as it is taken: where its token goes on; without ``target`` it is refused.

    With ``put_off`` the target is a gate, at which it waits for the next opening.
    """

    decision: Decision
    target: int | None
    next_round: bool = False
    put_off: bool = False


def settle(stepper: Stepper, taken: Taken) -> None:
    """Take a pending decision."""
    if taken.target is None:
        stepper.refuse(taken.decision, REFUSED)
    elif taken.put_off:
        stepper.put_off(taken.decision, taken.target)
    else:
        stepper.end(taken.decision, taken.target, next_round=taken.next_round)
