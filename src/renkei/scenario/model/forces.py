"""Units: platforms that can be sent, with base and speed."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Name, NationCode, SymbolCode
from renkei.scenario.model.sustainment import Maintenance
from renkei.scenario.quantities.scalars import Flag
from renkei.scenario.quantities.types import Count, Fraction, People, PlannedTime, Speed, Time


class Medium(StrEnum):
    """The movement of a unit: geodesic by air, routed by sea, by road on land."""

    AIR = "air"
    SEA = "sea"
    LAND = "land"


class Unit(Attributes):
    """Interchangeable platforms or companies at squadron, ship-group or regiment grain."""

    name: Name = Field(description="Display name.")
    nation: NationCode = Field(description="Nation.")
    base: Identifier = Field(description="Home base (a place).")
    type: Identifier | None = Field(
        None, description="Type of platform, by which docks and bays are counted."
    )
    capabilities: list[Identifier] = Field(min_length=1, description="Capabilities of a platform.")
    platforms: Count = Field(description="Interchangeable platforms or companies.")
    availability: Fraction | None = Field(
        None,
        description="Share of the platforms that is ready on the day; absent: all, less what "
        "`maintenance` takes.",
    )
    medium: Medium = Field(description="Medium in which the unit moves.")
    speed: Speed = Field(description="Transit speed.")
    notice: Time = Field(description="Notice to move: from order to departure.")
    turnaround: Time | None = Field(
        None, description="Time at base after return before it can be sent again; absent: none."
    )
    endurance: PlannedTime | None = Field(
        None,
        description="Longest time on station in one stay; then as many others relieve it. "
        "Absent: unlimited.",
    )
    reserve: Count | None = Field(
        None,
        description="Platforms kept for requests of precedence `doctrine.reserve_for` or above; "
        "to others they do not exist. Absent: none.",
    )
    depot: Identifier | None = Field(
        None, description="Depot whose stocks the unit draws on; absent: none."
    )
    training: Fraction | None = Field(
        None,
        description="Share of the time in which a ready platform at home is in use; absent: none.",
    )
    maintenance: dict[Identifier, Maintenance] = Field(
        {}, description="Maintenance that takes platforms out of use."
    )
    cannibalises: Flag = Field(
        False, description="True: platforms that wait for parts lend each other their good parts."
    )
    cannibalisation: Time | None = Field(
        None, description="Time to take a part out of another platform; absent: none."
    )
    personnel: People | None = Field(None, description="Personnel; counted in the posture.")
    sidc: SymbolCode | None = Field(
        None,
        description="Symbol identification code (MIL-STD-2525 or APP-6) in digits or letters; for "
        "the reader. Absent: derived from the medium.",
    )
    cocom: Identifier | None = Field(None, description="Superior by combatant command.")
    opcon: Identifier | None = Field(None, description="Superior by operational control.")
    tacon: Identifier | None = Field(None, description="Superior by tactical control.")
    adcon: Identifier | None = Field(None, description="Superior by administrative control.")
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class Posture(Attributes):
    """Personnel of a nation in the theatre: today's figure and its limit for every design."""

    present: People = Field(description="Personnel today, modelled or not.")
    limit: People = Field(description="No design may exceed this.")
    source: str | None = Field(None, description="Source.")
