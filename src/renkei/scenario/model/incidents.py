"""Incidents, their arrivals, and the responses they call for."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from renkei.scenario.model.common import (
    Attributes,
    ForceSelection,
    Identifier,
    Name,
    NationCode,
    Overtaking,
    Precedence,
)
from renkei.scenario.quantities.scalars import Day, Integer, Moment, Number
from renkei.scenario.quantities.types import Count, FixedTime, Fraction, PlannedTime, Rate, Time


class Surge(Attributes):
    """A phase in which incidents arrive more or less often."""

    from_: Day = Field(alias="from", description="First day.")
    until: Day = Field(description="Day on which it ends.")
    factor: Number = Field(gt=0, description="Factor on the rate; part of the script, no unknown.")


class Cluster(Attributes):
    """Each arrival brings more of its kind (a Neyman-Scott process)."""

    extra: Count = Field(description="Mean number of further incidents (Poisson).")
    within: Time = Field(description="Delay of each further incident after the first.")


class Arrivals(Attributes):
    """Arrivals of incidents: either a `rate` with its modulations, or dates."""

    rate: Rate | None = Field(None, description="Poisson arrivals at this mean rate.")
    seasonal: list[Number] | None = Field(
        None,
        min_length=12,
        max_length=12,
        description="Relative rate of each month, January first; scaled so that the mean over the "
        "days of each calendar year is 1.",
    )
    surges: list[Surge] = Field([], description="Phases with another rate.")
    overdispersion: Fraction | None = Field(
        None,
        description="Coefficient of variation of a gamma factor on the rate, drawn anew for each "
        "calendar year; counts are then negative binomial.",
    )
    cluster: Cluster | None = Field(None, description="Each arrival brings more of its kind.")
    scheduled: list[Moment] | None = Field(
        None, description="Fixed moments, in the zone of `time.zone`."
    )
    recorded: list[Moment] | None = Field(
        None, description="A recorded list, replayed unchanged; like `scheduled`."
    )


class IncidentPlace(Attributes):
    """A place where an incident can happen."""

    weight: Number = Field(1.0, gt=0, description="Relative frequency.")
    detected_by: Identifier | None = Field(
        None,
        description="Headquarters that learns of it first; default: the incident's `detected_by`.",
    )


class Incident(Attributes):
    """A type of incident: arrivals at places, each calling for a response."""

    name: Name = Field(description="Display name.")
    response: Identifier = Field(description="Response that the incident calls for.")
    arrivals: Arrivals = Field(description="Arrivals of the incidents.")
    places: dict[Identifier, IncidentPlace] = Field(
        min_length=1, description="Places, with relative frequencies."
    )
    detected_by: Identifier = Field(description="Headquarters that learns of it first.")
    detection: Time | None = Field(
        None, description="Delay from the event to that headquarters; absent: none."
    )
    source: str | None = Field(None, description="Source.")


class NationRole(StrEnum):
    """The role of a nation in a response."""

    LEAD = "lead"
    PARTNER = "partner"
    INFORMED = "informed"


class PartnerStart(StrEnum):
    """The start of a partner nation's decision."""

    REPORT = "report"
    REQUEST = "request"


class NationPart(Attributes):
    """A nation's part in a response."""

    role: NationRole = Field(
        description="lead, partner, or informed (its decider takes note; without an authority, "
        "whom the report reaches first)."
    )
    category: Identifier | None = Field(
        None, description="Decision category for this nation; default: the response's."
    )
    starts: PartnerStart = Field(
        PartnerStart.REPORT,
        description="A partner starts on the `report`, or only on the lead's `request` after "
        "the lead has decided.",
    )
    request: Time | None = Field(
        None, description="Political time until the lead asks, where `starts: request`."
    )
    assess: Time | None = Field(None, description="Assessment work; default: the response's.")
    plan: Time | None = Field(None, description="Planning work; default: the response's.")


class Coordination(Attributes):
    """Rounds of coordination between the lead's decider and each partner's, until agreed."""

    work: Time = Field(description="Staff work of each side in each round.")
    agreement: Fraction = Field(
        description="Probability that a round ends in agreement; the mean number of rounds is its "
        "inverse."
    )


class OrderTrigger(StrEnum):
    """The event that releases the order to a force."""

    DETECTION = "detection"
    DECISION = "decision"
    AGREEMENT = "agreement"


class Shortage(StrEnum):
    """The reaction of a response to too few platforms, or too few items for them."""

    WAIT = "wait"
    LESS = "less"
    FAIL = "fail"


class Consumption(Attributes):
    """An item that each platform takes along and does not bring back."""

    per_platform: Count = Field(description="Amount for one platform.")
    when_short: Shortage = Field(
        Shortage.WAIT, description="Too little on hand: wait, go with less, or fail."
    )


class GivenUp(StrEnum):
    """The consequence of a withdrawn request for platforms."""

    FAIL = "fail"
    WITHOUT = "without"


class ForceRequirement(Attributes):
    """Platforms of one capability from one nation that a response needs."""

    nation: NationCode = Field(description="Nation that sends the platforms.")
    capability: Identifier = Field(description="Capability a platform must have.")
    count: Integer = Field(ge=1, le=10000, description="Platforms.")
    trigger: OrderTrigger = Field(
        OrderTrigger.DECISION,
        description="The order goes out on `detection` (standing order: the unit's own superior "
        "sends it), on the nation's `decision`, or on `agreement` of the nations.",
    )
    clearance: Time | None = Field(
        None,
        description="Time from its order until it may leave, while it makes ready: others give "
        "leave (overflight and landing permits, a charter). It occupies nobody; absent: none.",
    )
    duration: Time = Field(description="Time on station.")
    when_short: Shortage = Field(
        Shortage.WAIT, description="Too few platforms free: wait, go with less, or fail."
    )
    gives_up_after: PlannedTime | None = Field(
        None,
        description="Longest wait for platforms, from the request on; then it is withdrawn. "
        "Absent: it waits on. A relief waits on.",
    )
    when_given_up: GivenUp | None = Field(
        None,
        description="What follows: the incident has failed (`fail`), or goes on without this force "
        "(`without`) and never counts as on station; absent: `fail`.",
    )
    overtaking: Overtaking | None = Field(
        None,
        description="`allowed`: while it waits for platforms, requests behind it may take those "
        "that are free but too few for it; default: `doctrine.overtaking`.",
    )
    selection: ForceSelection | None = Field(
        None,
        description="Which units are sent: the `quickest` to be there, or the `most_ready`; "
        "default: `doctrine.selection`.",
    )
    consumes: dict[Identifier, Consumption] = Field(
        {}, description="Items that the platforms take from their depot when they are ordered."
    )


class Milestone(StrEnum):
    """Milestones of a response, in the order in which they usually come.

    ``settled``: all decisions and agreements have ended. ``on-station``: the last of the forces
    that the response called for has arrived, whether or not the staffs still talk. ``complete``:
    both, and the forces have stayed.
    """

    DETECTED = "detected"
    REPORTED = "reported"
    DECIDED = "decided"
    AGREED = "agreed"
    SETTLED = "settled"
    ORDERED = "ordered"
    DEPARTED = "departed"
    FIRST_ON_STATION = "first-on-station"
    ON_STATION = "on-station"
    COMPLETE = "complete"


class NamedMilestone(Attributes):
    """A milestone that people speak of: an approval given, somebody told, a task done.

    Either `approval` names whose approval it is, or `after` says from which milestone on a task is
    done, beside all else: work, time that passes, word to somebody, in this order.
    """

    name: Name = Field(description="Display name.")
    approval: Identifier | None = Field(
        None, description="Reached when this headquarters has approved, before its answer is back."
    )
    after: str | None = Field(
        None,
        description="Milestone from which on its task is done: `detected`, `decided`, `agreed`, "
        "`settled`; or `reported.ABC`, `decided.ABC` of a nation.",
    )
    by: Identifier | None = Field(
        None,
        description="Headquarters that does the task; absent: who decides, of the nation that "
        "`after` names or of the lead; with `after: detected` who learns of it first.",
    )
    work: Time | None = Field(None, description="Work of the task; it occupies a team.")
    lapse: Time | None = Field(
        None, description="Time that then passes; it occupies nobody and keeps no hours."
    )
    to: Identifier | None = Field(
        None,
        description="Headquarters that is then told: reached when the word arrives, of which its "
        "staff then takes note; absent: none.",
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


OF_NATIONS = (
    Milestone.REPORTED,
    Milestone.DECIDED,
    Milestone.DEPARTED,
    Milestone.FIRST_ON_STATION,
)
"""Milestones that each nation also has by itself, such as ``decided.ABC``."""


class Response(Attributes):
    """The response to an incident: decisions, staff work, coordination, forces."""

    name: Name = Field(description="Display name.")
    category: Identifier = Field(description="Decision category.")
    precedence: Precedence = Field(description="Precedence of its messages and work.")
    deadline: FixedTime = Field(
        description="Time from the event within which the incident should be answered."
    )
    deadline_for: str = Field(
        Milestone.ON_STATION.value,
        description="Milestone that answers the incident: one of all nations (`decided`), of one "
        "(`decided.ABC`), or one of `milestones`.",
    )
    milestones: dict[Identifier, NamedMilestone] = Field(
        {}, description="Further milestones, by name; no other step waits for them."
    )
    assess: Time | None = Field(None, description="Assessment work at each decider.")
    plan: Time | None = Field(None, description="Planning work at each decider.")
    nations: dict[NationCode, NationPart] = Field(
        min_length=1, description="The nations' parts; exactly one leads."
    )
    coordination: Coordination | None = Field(
        None, description="Coordination rounds with partners; absent: none needed."
    )
    activates: list[Identifier] = Field(
        [], description="Improvised headquarters activated by the lead's decision."
    )
    forces: dict[Identifier, ForceRequirement] = Field(
        {}, description="Forces that the response needs."
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")
