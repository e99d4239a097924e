"""Cautions that a reader of an answer needs besides its numbers, as records.

What for: reports put cautions into sentences and join equal ones; JSON and notebooks get the
numbers. Gives :class:`Caution`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

CautionKind = Literal[
    "failed",
    "left out",
    "few replications",
    "still waiting",
    "carried by few",
    "unpaired",
    "overloaded",
    "never begun",
    "not full again",
    "not ended",
]
"""Kinds of cautions:

- ``failed``: replications failed and are not counted;
- ``left out``: incidents came too late for the run to see their deadline;
- ``few replications``: too few had such an incident for a verdict;
- ``still waiting``: incidents had not reached the milestone when their replication ended;
- ``carried by few``: few replications carry most of the hours of a mean;
- ``unpaired``: the design meets other incidents than the baseline;
- ``overloaded``: a cell has no time left, so that waits grow with the length of the run;
- ``never begun``: much of a cell's work was not begun when the run ended;
- ``not full again``: a stock did not run full again before the run ended;
- ``not ended``: much of what a mean time is of had not ended when the run did.
"""


@dataclass(frozen=True)
class Caution:
    """One caution; fields that do not apply are empty or None.

    Parameters
    ----------
    kind
        Kind of the caution.
    design, incident, milestone
        Where it holds.
    against
        Baseline that the design is not paired with.
    subject, measure
        Cell, stock or other subject, and the measure concerned.
    count, of
        Number concerned, and the total.
    share
        Share concerned: of a cell's hours worked, of its work not begun, of the hours carried, of
        the replications in which a stock did not run full again, of what had not ended.
    at_h
        When the run ends [h].
    """

    kind: CautionKind
    design: str = ""
    incident: str = ""
    milestone: str = ""
    against: str = ""
    subject: str = ""
    measure: str = ""
    count: int | None = None
    of: int | None = None
    share: float | None = None
    at_h: float | None = None

    def data(self) -> dict[str, str | int | float]:
        """Return the fields that apply, as plain data."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value not in ("", None)}
