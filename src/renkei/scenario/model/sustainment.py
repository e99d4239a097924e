"""Sustainment: items and their stocks, production lines, facilities, maintenance."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Name, NationCode, Precedence
from renkei.scenario.model.incidents import Arrivals, Surge
from renkei.scenario.quantities.scalars import Flag, Integer, Moment, Number
from renkei.scenario.quantities.types import (
    Count,
    FixedTime,
    Fraction,
    People,
    PlannedTime,
    Rate,
    Time,
)


class Item(Attributes):
    """A kind of item that is stored, made, used up or built in."""

    name: Name = Field(description="Display name.")
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class Depot(Attributes):
    """A place of stocks, and the headquarters that releases them."""

    name: Name = Field(description="Display name.")
    nation: NationCode = Field(description="Nation.")
    place: Identifier = Field(description="Where it stands (a place).")
    headquarters: Identifier = Field(
        description="Headquarters that asks for its stocks and releases them."
    )
    personnel: People | None = Field(None, description="Personnel; counted in the posture.")
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class Allocation(StrEnum):
    """The order in which claims on a scarce item are served."""

    FIRST_COME = "first-come"
    PRECEDENCE = "precedence"
    NATIONAL_FIRST = "national-first"


class Sharing(Attributes):
    """Another nation that may draw on a stock or a line."""

    reserve: Fraction | None = Field(
        None, description="Share of the target that stays with the owner; absent: none."
    )
    category: Identifier | None = Field(
        None,
        description="Decision category under which the owner decides each transfer; absent: a "
        "standing agreement, nobody decides.",
    )
    after: PlannedTime | None = Field(
        None, description="Allowed from this time after the start of the run on; absent: at once."
    )


class Lift(Attributes):
    """Units that carry a shipment; it waits for them."""

    nation: NationCode = Field(description="Nation that carries it.")
    capability: Identifier = Field(description="Capability a platform must have.")
    platforms: Count = Field(description="Platforms for one shipment.")


class Replenishment(Attributes):
    """The refilling of a stock: the trigger of an order, the supplier, the transport."""

    supplier: Identifier | None = Field(
        None, description="Stock or production line that supplies it; absent: outside the model."
    )
    reorder_at: Count | None = Field(
        None,
        description="Order when on hand plus due in less backorders falls to this; absent: order "
        "at once whatever is drawn, one for one.",
    )
    lot: Count | None = Field(None, description="Amount of one order; absent: up to the target.")
    every: PlannedTime | None = Field(
        None, description="Review only at this interval; absent: after every draw."
    )
    push: Flag = Field(
        False, description="True: `lot` is sent at each `every`, whatever the stock has."
    )
    release: Time | None = Field(
        None,
        description="Staff work on each order at the headquarters of the supplying depot, or of "
        "its own where no depot supplies; absent: none.",
    )
    transport: Time = Field(description="From release to receipt, without the wait for lift.")
    lift: Lift | None = Field(None, description="Units that carry it; absent: commercial.")


class Repair(Attributes):
    """Each part drawn comes back worn, is mended and put back into the stock."""

    share: Fraction | None = Field(
        None, description="Share mended here; the rest is ordered anew. Absent: all."
    )
    time: Time = Field(description="Time to mend a part; any number are mended at once.")


class Training(Attributes):
    """Consumption outside incidents, such as practice firings; surges stand for a contingency."""

    arrivals: Arrivals = Field(description="Arrivals of the draws.")
    quantity: Count = Field(description="Amount of one draw.")


class Stock(Attributes):
    """An item at a depot."""

    name: Name = Field(description="Display name.")
    item: Identifier = Field(description="Item of the stock.")
    depot: Identifier = Field(description="Depot of the stock.")
    on_hand: Count = Field(description="Amount at the start of the run.")
    target: Count | None = Field(
        None, description="Amount that counts as full; absent: what is on hand at the start."
    )
    replenishment: Replenishment | None = Field(None, description="Refilling of the stock.")
    repair: Repair | None = Field(None, description="Mending of parts; absent: none here.")
    training: Training | None = Field(None, description="Consumption outside incidents.")
    allocation: Allocation = Field(
        Allocation.PRECEDENCE, description="Claims that are served first when items are short."
    )
    shared_with: dict[NationCode, Sharing] = Field(
        {}, description="Other nations whose orders it fills."
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class Ramp(Attributes):
    """A line that begins below its full rate."""

    begins_at: Fraction = Field(description="Share of the full rate at the start.")
    over: PlannedTime = Field(description="Time until the full rate, growing evenly.")


class Contract(Attributes):
    """Deliveries that are due at set times."""

    to: Identifier = Field(description="Stock that receives them.")
    quantity: Count = Field(description="Amount of one delivery.")
    first: FixedTime = Field(
        description="Time after the start of the run at which the first is due."
    )
    every: FixedTime | None = Field(None, description="Interval; absent: one delivery only.")
    deliveries: Integer | None = Field(
        None, ge=1, description="Number of deliveries; absent: until the run ends."
    )
    precedence: Precedence = Field(Precedence.ROUTINE, description="Its class at the line.")
    transport: Time | None = Field(None, description="From the line to the stock; absent: none.")


class Line(Attributes):
    """A production line: national, licensed or joint."""

    name: Name = Field(description="Display name.")
    nation: NationCode = Field(description="Nation.")
    place: Identifier = Field(description="Where it stands (a place).")
    item: Identifier = Field(description="Item that the line makes.")
    rate: Rate = Field(description="Items per time at the full rate.")
    starts_after: PlannedTime | None = Field(
        None,
        description="Start, as time after the start of the run; absent: it runs already.",
    )
    ramp: Ramp | None = Field(None, description="Growth to the full rate; absent: at once.")
    batch: Count = Field(description="Items begun together.")
    yield_: Fraction | None = Field(
        None, alias="yield", description="Share of items that pass; absent: all."
    )
    pipeline: Time | None = Field(
        None, description="Time from the end of work on a batch until it can be sent; absent: none."
    )
    components: dict[Identifier, Count] = Field(
        {}, description="Amount of each component for one item, by the stock it comes from."
    )
    surges: list[Surge] = Field([], description="Stretches with another rate.")
    most_on_hand: Count | None = Field(
        None,
        description="Finished items waiting at which the line pauses; absent: it never does.",
    )
    allocation: Allocation = Field(
        Allocation.FIRST_COME, description="Claims that are served first from its product."
    )
    shared_with: dict[NationCode, Sharing] = Field(
        {}, description="Other nations to which it may deliver."
    )
    contracts: dict[Identifier, Contract] = Field({}, description="Deliveries that are due.")
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class Access(Attributes):
    """Platforms of another nation that a facility takes."""

    after: PlannedTime | None = Field(
        None, description="From this time after the start of the run on; absent: at once."
    )
    types: list[Identifier] | None = Field(
        None, description="Types that the facility takes; absent: all."
    )
    longest: FixedTime | None = Field(
        None, description="Longest planned work it may take; absent: no limit."
    )


class Facility(Attributes):
    """A yard, depot or hangar where platforms are maintained."""

    name: Name = Field(description="Display name.")
    nation: NationCode = Field(description="Nation; its own platforms are always taken.")
    place: Identifier = Field(description="Where it stands (a place).")
    docks: dict[Identifier, Count] = Field(
        min_length=1, description="Docks or bays by type of platform."
    )
    shifts: Number = Field(1.0, gt=0, description="Shifts a day; work is stated for one.")
    manning: Fraction | None = Field(
        None, description="Share of the workforce present; work takes longer as it falls."
    )
    opens_after: PlannedTime | None = Field(
        None, description="Opens this long after the start of the run; absent: open."
    )
    serves: dict[NationCode, Access] = Field(
        {}, description="Other nations whose platforms the facility takes."
    )
    personnel: People | None = Field(
        None, description="Military personnel; counted in the posture."
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class MaintenanceKind(StrEnum):
    """The status under which the time off is counted."""

    PLANNED = "planned"
    INSPECTION = "inspection"
    FAILURE = "failure"


class Overrun(Attributes):
    """Work beyond what was planned."""

    probability: Fraction = Field(description="Share of periods that run over.")
    extra: Time = Field(description="Time beyond the plan when they do.")


class Part(Attributes):
    """A part that the work may need."""

    quantity: Count = Field(description="How many.")
    probability: Fraction | None = Field(
        None, description="Share of the work that needs it; absent: always."
    )


class Maintenance(Attributes):
    """Maintenance that takes platforms of a unit out of use: its interval and duration."""

    name: Name = Field(description="Display name.")
    kind: MaintenanceKind = Field(description="planned, inspection or failure.")
    every: Time | None = Field(None, description="Calendar time since the platform came back.")
    every_use: Time | None = Field(None, description="Hours of use of a platform.")
    every_deployments: Count | None = Field(None, description="Deployments of a platform.")
    scheduled: list[Moment] | None = Field(
        None,
        description="Known dates: at each of them one platform of the unit is due. Work that was "
        "to begin before the run is under way at its start, for the rest of its planned time.",
    )
    work: Time = Field(description="Planned time in the dock or bay, at one shift, full manning.")
    overrun: Overrun | None = Field(None, description="Work beyond the plan; absent: never.")
    facilities: list[Identifier] = Field(
        [], description="Facilities, nearest choice first; absent: at the base, without a wait."
    )
    travel: Time | None = Field(
        None, description="Way to the facility, one way; absent: distance over the unit's speed."
    )
    precedence: Precedence = Field(
        Precedence.ROUTINE, description="Its class for docks, parts and taking a platform out."
    )
    parts: dict[Identifier, Part] = Field({}, description="Parts it may need, by item.")
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")
