"""The language of an exercise file: each attribute is declared here once.

From these tables come the checks with file and line, as for a scenario
(:mod:`renkei.scenario.model`) and a study (:mod:`renkei.study.study_file`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from renkei.scenario.model.common import Attributes, Identifier, Name, NationCode
from renkei.scenario.quantities.types import FixedTime

LineNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$")]
"""Number of a line as people give them: ``M01``, ``2.3-b``."""


class LineKind(StrEnum):
    """What a line of the master events list does."""

    MESSAGE = "message"
    INCIDENT = "incident"


class SeatAttributes(Attributes):
    """A seat: a person in a headquarters, or in one cell of it."""

    headquarters: Identifier = Field(description="Headquarters of the seat.")
    cell: Identifier | None = Field(
        None,
        description="Its cell; absent: all work of the headquarters that no other seat has. Of two "
        "seats for the same work the first has it; the other reads and writes beside it.",
    )
    name: Name | None = Field(None, description="Name of the seat; absent: the headquarters'.")


class ReleaseAttributes(Attributes):
    """Who may release what is a nation's own to other nations, and how long that takes."""

    by: list[Identifier] = Field(
        min_length=1, description="Headquarters whose seats may release to other nations."
    )
    time: FixedTime | None = Field(None, description="Time that it takes; absent: none.")


class LineAttributes(Attributes):
    """A line of the master events list."""

    at: FixedTime | None = Field(None, description="Time from the begin of the exercise.")
    when: str | None = Field(
        None,
        description="Condition in the place of a time: `reached MILESTONE of INCIDENT`, "
        "`not reached MILESTONE of INCIDENT by TIME`, `decided by HEADQUARTERS of INCIDENT`, "
        "`stock STOCK below NUMBER`.",
    )
    kind: LineKind = Field(LineKind.MESSAGE, description="What it does.")
    sender: str = Field("", description="Who the message is from, in words.")
    to: list[Identifier] = Field([], description="Headquarters that get the message.")
    subject: str = Field("", description="Subject of the message.")
    text: str = Field("", description="Text of the message.")
    incident: Identifier | None = Field(None, description="Incident type that it brings about.")
    place: Identifier | None = Field(
        None, description="Where; absent: where incidents of the type are most frequent."
    )
    objective: str = Field("", description="Training objective that it serves.")
    expected: str = Field("", description="What is expected of the participants.")
    contingency: bool = Field(
        False, description="Whether it is fired by hand only, if the instructor wants it."
    )
    approved: bool = Field(True, description="Whether it fires by itself when its time comes.")


class ExerciseFile(Attributes):
    """An exercise: a scenario, a design, seats and a master events list."""

    exercise: int = Field(ge=1, le=1, description="Version of the language of exercises: 1.")
    name: Name = Field(description="Name of the exercise.")
    scenario: str = Field(description="Packaged scenario, or a path beside this file.")
    design: str | None = Field(
        None, description="Design or combination that is exercised; absent: the baseline."
    )
    seed: int | None = Field(None, ge=0, description="Seed; absent: the scenario's.")
    replication: int = Field(0, ge=0, description="Number of the replication.")
    begins: FixedTime = Field(description="Begin, as time from hour 0 of the scenario.")
    lasts: FixedTime = Field(description="Length of the exercise.")
    briefing: Name | None = Field(None, description="What participants are told at the begin.")
    ahead_for_seats: bool = Field(
        False, description="Whether seats, too, may look ahead: staff estimates."
    )
    seats: dict[Identifier, SeatAttributes] = Field(
        {}, description="Seats; empty: one for each headquarters that works on incidents."
    )
    release: dict[NationCode, ReleaseAttributes] = Field(
        {},
        description="By nation: who may release; a nation that is not named: the headquarters with "
        "a channel to another nation, at once.",
    )
    lines: dict[LineNumber, LineAttributes] = Field({}, description="The master events list.")
    note: str | None = Field(None, description="Free text.")
