"""The whole document: the top-level table of the language."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from renkei.scenario.model.clocks import RecordedClock
from renkei.scenario.model.common import Attributes, Identifier, Name, NationCode
from renkei.scenario.model.disruptions import Disruption
from renkei.scenario.model.forces import Posture, Unit
from renkei.scenario.model.incidents import Incident, Response
from renkei.scenario.model.organisation import (
    Authority,
    Board,
    Briefing,
    Channel,
    Doctrine,
    Headquarters,
    Holidays,
    InformationRequest,
    Nation,
    Place,
    Relationship,
    WorkingHours,
)
from renkei.scenario.model.questions import AskedQuestion
from renkei.scenario.model.sustainment import Depot, Facility, Item, Line, Stock
from renkei.scenario.quantities.scalars import Day, Flag, Integer, Version
from renkei.scenario.quantities.types import Factor, FixedTime

RelationshipId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$")
]
"""An identifier, or ``opcon.sd-fleet`` as resolution writes it."""


class Beyond(StrEnum):
    """The treatment of dates after the end of the run."""

    IGNORED = "ignored"


class Clock(Attributes):
    """The simulated period."""

    start: Day = Field(description="First day; hour 0 is midnight in `zone`.")
    horizon: FixedTime = Field(description="Time in which incidents arrive.")
    warm_up: FixedTime = Field(
        description="First part of the horizon, whose incidents are not counted."
    )
    drain: FixedTime = Field(
        description="Time after the horizon in which the run goes on, so that late incidents end."
    )
    zone: str = Field("UTC", description="Time zone of dates in the document.")
    sample: FixedTime | None = Field(
        None, description="Interval of the series of stocks and readiness; absent: a day."
    )
    beyond: Beyond | None = Field(
        None,
        description="Entries dated after the end of the run: `ignored`, they do not happen; "
        "absent: they are errors. `--horizon` sets it.",
    )


class Source(Attributes):
    """The source of a number or fact."""

    text: str = Field(
        description="Citation a reader can find; where `unverified`, what is held to be true."
    )
    url: str | None = Field(None, description="Address, as published.")
    accessed: str | None = Field(None, description="When it was read.")
    unverified: bool = Field(
        False,
        description="True: held to be known, but nobody has looked it up; numbers that cite it "
        "count as neither sourced nor guessed.",
    )
    note: str | None = Field(None, description="Free text.")


class Parameter(Attributes):
    """A shared unknown: quantities that name it move together from world to world."""

    value: Factor = Field(description="The factor, with its range.")
    description: str = Field(description="Meaning of the factor.")
    fitted: Flag = Field(
        False, description="`calibrate` fits it to the recorded clocks that are for that."
    )


class Phase(Attributes):
    """A later phase of a design."""

    from_: Day = Field(alias="from", description="First day of the phase.")
    name: Name | None = Field(None, description="Display name.")
    remove: list[str] = Field([], description="Paths taken away first, such as `channels.phone`.")
    changes: dict[str, Any] = Field({}, description="Overlay on the phase before.")


class DesignKind(StrEnum):
    """The kind of a design: which question it belongs to."""

    COMMAND = "command"
    LEVER = "lever"
    LOAD = "load"


class Design(Attributes):
    """A command design: a small overlay on the base scenario, perhaps in phases."""

    name: Name = Field(description="Display name.")
    kind: DesignKind = Field(
        DesignKind.COMMAND,
        description="`command`: compared unless others are named; `lever`: something that designs "
        "may be given, named or by `best --levers`; `load`: nobody's proposal, a crisis or a loss, "
        "laid on all designs by `--load`.",
    )
    description: Name | None = Field(None, description="What the design is, and who proposed it.")
    extends: Identifier | None = Field(None, description="Design whose overlay comes first.")
    unpaired: str | None = Field(
        None,
        min_length=1,
        description="Why the design meets other incidents than the base. It may then change "
        "arrivals and places of incidents, and is compared unpaired.",
    )
    remove: list[str] = Field([], description="Paths taken away first, such as `channels.phone`.")
    changes: dict[str, Any] = Field({}, description="Overlay on the document's tables.")
    phases: list[Phase] = Field([], description="Later phases, by date.")
    source: str | None = Field(None, description="Source.")


class Runs(Attributes):
    """Defaults of `run` and `compare`."""

    replications: Integer = Field(100, ge=2, le=10_000_000, description="Replications.")
    seed: Integer = Field(1, ge=0, description="Seed.")
    baseline: Identifier | None = Field(
        None, description="Design that the others are compared with; default: the first."
    )


class Scenario(Attributes):
    """A scenario: all declarations."""

    renkei: Version = Field(description="Version of the language.")
    name: Name = Field(description="Display name.")
    description: Name | None = Field(None, description="Subject of the scenario.")
    time: Clock = Field(description="The simulated period.")
    runs: Runs = Field(Runs(), description="Defaults of runs.")
    sources: dict[str, Source] = Field({}, description="Sources, by the id that numbers cite.")
    parameters: dict[Identifier, Parameter] = Field({}, description="Shared unknowns.")
    nations: dict[NationCode, Nation] = Field(min_length=1, description="Nations.")
    places: dict[Identifier, Place] = Field(min_length=1, description="Places.")
    holidays: dict[Identifier, Holidays] = Field({}, description="Lists of holidays.")
    hours: dict[Identifier, WorkingHours] = Field({}, description="Working hours.")
    doctrine: Doctrine = Field(description="Staff times that hold by default.")
    headquarters: dict[Identifier, Headquarters] = Field(
        min_length=1, description="Headquarters and civil authorities."
    )
    relationships: dict[RelationshipId, Relationship] = Field(
        {}, description="Relationships beyond the superiors named in the tables."
    )
    channels: dict[Identifier, Channel] = Field({}, description="Channels.")
    boards: dict[Identifier, Board] = Field({}, description="Battle rhythm.")
    authorities: dict[Identifier, Authority] = Field({}, description="Authorities.")
    information_requests: dict[Identifier, InformationRequest] = Field(
        {}, description="Questions of superiors while an incident runs."
    )
    briefings: dict[Identifier, Briefing] = Field({}, description="Briefings on a fixed rhythm.")
    units: dict[Identifier, Unit] = Field({}, description="Units.")
    posture: dict[NationCode, Posture] = Field({}, description="Personnel limits.")
    responses: dict[Identifier, Response] = Field({}, description="Responses.")
    incidents: dict[Identifier, Incident] = Field({}, description="Incident types.")
    items: dict[Identifier, Item] = Field({}, description="Items.")
    depots: dict[Identifier, Depot] = Field({}, description="Depots.")
    stocks: dict[Identifier, Stock] = Field({}, description="Stocks of items at depots.")
    lines: dict[Identifier, Line] = Field({}, description="Production lines.")
    facilities: dict[Identifier, Facility] = Field({}, description="Yards, hangars, workshops.")
    disruptions: dict[Identifier, Disruption] = Field(
        {}, description="Headquarters, cells and channels that are lost for a time."
    )
    clocks: dict[Identifier, RecordedClock] = Field(
        {}, description="Recorded clocks of real events, which `validate` compares with the model."
    )
    questions: dict[Identifier, AskedQuestion] = Field(
        {}, description="Questions to the designs, which `compare --question` answers."
    )
    designs: dict[Identifier, Design] = Field({}, description="Command designs.")
