"""Conditions of lines of the master events list, in words that people write.

``reached MILESTONE of INCIDENT``, ``not reached MILESTONE of INCIDENT by TIME``, ``decided by
HEADQUARTERS of INCIDENT``, ``stock STOCK below NUMBER``. TIME counts from the begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.scenario.quantities.units import Dimension, read
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario


@dataclass(frozen=True)
class HasReached:
    """A milestone was reached by some incident of a type since the begin; or was not, by a time."""

    milestone: str
    incident: str
    not_by_h: float | None = None


@dataclass(frozen=True)
class HasDecided:
    """A headquarters has taken a decision on some incident of a type."""

    headquarters: str
    incident: str


@dataclass(frozen=True)
class IsBelow:
    """A stock is below a number of items."""

    stock: str
    number: float


Condition = HasReached | HasDecided | IsBelow

_NAME = r"([\w.\-]+)"
_REACHED = re.compile(rf"(not )?reached {_NAME} of {_NAME}(?: by (.+))?")
_DECIDED = re.compile(rf"decided by {_NAME} of {_NAME}")
_BELOW = re.compile(rf"stock {_NAME} below (\d+(?:\.\d+)?)")


def read_condition(text: str, scenario: Scenario, argument: str = "when") -> Condition:
    """Return a condition.

    Raises
    ------
    InputError
        If it is none, or names what the scenario does not have.
    """
    words = " ".join(text.split())
    if found := _REACHED.fullmatch(words):
        negated, milestone, incident, by = found.groups()
        if (negated is None) == (by is None):
            one_of(argument, incident, scenario.incidents)
            hours = None if by is None else _hours(by, argument)
            return HasReached(milestone, incident, hours)
    if found := _DECIDED.fullmatch(words):
        one_of(argument, found[1], scenario.headquarters)
        one_of(argument, found[2], scenario.incidents)
        return HasDecided(found[1], found[2])
    if found := _BELOW.fullmatch(words):
        one_of(argument, found[1], scenario.stocks)
        return IsBelow(found[1], float(found[2]))
    raise bad_argument(
        argument,
        Phrase("`{text}`", text=text),
        Phrase(
            "`reached MILESTONE of INCIDENT`, `not reached MILESTONE of INCIDENT by TIME`, "
            "`decided by HEADQUARTERS of INCIDENT`, or `stock STOCK below NUMBER`"
        ),
    )


def _hours(text: str, argument: str) -> float:
    try:
        return read(text, Dimension.TIME)[0]
    except ValueError:
        raise bad_argument(
            argument, Phrase("`{text}`", text=text), Phrase("a time such as `10 h`")
        ) from None
