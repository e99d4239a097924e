"""The organisation: headquarters, relationships, channels, authorities."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from renkei.scenario.model.common import (
    Attributes,
    ForceSelection,
    Identifier,
    Identifiers,
    Name,
    NationCode,
    Overtaking,
    Precedence,
    SymbolCode,
    Weekday,
)
from renkei.scenario.quantities.scalars import Day, Flag, Number
from renkei.scenario.quantities.types import (
    Count,
    Factor,
    FixedTime,
    Fraction,
    People,
    PlannedTime,
    Rate,
    Time,
)

ClosingTime = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""A quoted clock time, or ``"24:00"``, the midnight with which a day ends."""

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A quoted clock time on the 24-hour clock, ``"08:30"``."""


class Nation(Attributes):
    """A nation: the root of a chain of command."""

    name: Name = Field(description="Display name.")
    language: str = Field(
        description="Working language, ISO 639-1 code such as `ja`; for the reader: each channel "
        "states the cost of translation."
    )


class Place(Attributes):
    """A point on the Earth where headquarters, bases and incidents are."""

    name: Name = Field(description="Display name.")
    latitude: Number = Field(ge=-90, le=90, description="Degrees north (WGS 84).")
    longitude: Number = Field(ge=-180, le=180, description="Degrees east (WGS 84).")
    zone: str = Field(description="IANA time zone, such as `Asia/Tokyo`.")
    land: Identifier | None = Field(
        None,
        description="Land mass of the place, such as `honshu`: no unit moves by land from one to "
        "another. Absent: not known.",
    )
    source: str | None = Field(None, description="Source of the position.")


class Holidays(Attributes):
    """A named list of dates: whole days in the time zone of the headquarters that keeps them."""

    name: Name | None = Field(None, description="Display name; default: the key.")
    dates: list[Day] = Field(min_length=1, description="The dates.")
    source: str | None = Field(None, description="Source.")


class WorkingHours(Attributes):
    """Weekly working hours, in the time zone of the headquarters that keeps them."""

    days: list[Weekday] = Field(
        min_length=1,
        description="Days on which they begin; `holiday`: the dates of its `holidays`, on which "
        "they do not begin otherwise.",
    )
    open: ClockTime = Field(description="Time at which the hours begin.")
    close: ClosingTime = Field(
        description="Time at which the hours end, on the next day if earlier than `open`; "
        '`"24:00"` is the midnight after.'
    )
    holidays: Identifiers = Field(
        [],
        description="Lists of `holidays` on which it is closed; absent: none.",
    )
    except_: list[Day] = Field(
        [], alias="except", description="Further dates on which they do not begin."
    )
    source: str | None = Field(None, description="Source.")


class Background(Attributes):
    """Routine work that a cell has besides the incidents of the scenario."""

    rate: Rate = Field(description="Arrivals of routine tasks.")
    work: Time = Field(description="Work of one task.")
    precedence: Precedence = Field(Precedence.ROUTINE, description="Precedence of the tasks.")


class Cell(Attributes):
    """A staff cell: parallel teams before one queue ordered by precedence."""

    name: Name | None = Field(None, description="Display name; default: the key.")
    teams: Count = Field(description="Teams that work in parallel during working hours.")
    hours: Identifiers = Field(
        ["always"],
        min_length=1,
        description="Working hours, or `always`. Several: it is open in any of them.",
    )
    hours_teams: dict[Identifier, Count] = Field(
        {},
        description="Teams in some of its `hours`, by their id; absent: `teams`. Where hours "
        "overlap those named first count; work in hand is finished by whoever has begun it.",
    )
    off_hours_teams: Count | None = Field(
        None,
        description="Teams on duty outside working hours. Absent: the cell closes, and work "
        "in hand rests until it opens. Present: work in hand is finished. Never more than `teams`, "
        "and without meaning where `hours` is `always`.",
    )
    interrupts: Precedence | None = Field(
        None,
        description="Least urgent precedence that interrupts work in hand of a lower one when no "
        "team is free; what is interrupted is gone on with later, where it stopped. Absent: work "
        "in hand is never interrupted.",
    )
    background: Background | None = Field(None, description="Routine work besides incidents.")


class BuildUpStep(Attributes):
    """A step of the growth of an improvised headquarters."""

    after: PlannedTime = Field(description="Time after activation.")
    share: Fraction = Field(description="Share of each cell's teams that work from then on.")


class HeadquartersKind(StrEnum):
    """The kind of a headquarters."""

    MILITARY = "military"
    CIVIL = "civil"
    BILATERAL = "bilateral"


class Headquarters(Attributes):
    """A headquarters or civil authority: staff cells at a place, under its superiors.

    `opcon`, `tacon`, `cocom` and `adcon` name a superior; resolution turns each into an entry of
    `relationships` called ``<type>.<subordinate>``.
    """

    name: Name = Field(description="Display name.")
    nation: NationCode | None = Field(None, description="Nation; absent for a bilateral body.")
    kind: HeadquartersKind = Field(
        HeadquartersKind.MILITARY, description="Kind of headquarters; for the reader."
    )
    place: Identifier = Field(description="Place of the headquarters.")
    commander: str | None = Field(
        None, description="Rank or office of the commander; for the reader."
    )
    personnel: People | None = Field(None, description="Billets; counted in the posture.")
    cells: dict[Identifier, Cell] = Field(
        min_length=1,
        description="Staff cells. Known names: command (the commander in person), operations, "
        "plans, intelligence, logistics, coordination, interpreters; work without a cell of its "
        "name goes to operations, else to the first cell.",
    )
    sidc: SymbolCode | None = Field(
        None,
        description="Symbol identification code (MIL-STD-2525 or APP-6) in digits or letters; for "
        "the reader. Absent: derived from the kind.",
    )
    cocom: Identifier | None = Field(None, description="Superior by combatant command.")
    opcon: Identifier | None = Field(None, description="Superior by operational control.")
    tacon: Identifier | None = Field(None, description="Superior by tactical control.")
    adcon: Identifier | None = Field(None, description="Superior by administrative control.")
    handling: Time | None = Field(
        None, description="Staff work to pass a report on; default: `doctrine.handling`."
    )
    ordering: Time | None = Field(
        None, description="Staff work to turn an order into its own; default: `doctrine.ordering`."
    )
    request_for_forces: Time | None = Field(
        None,
        description="Work to answer a request for forces that it holds; default: "
        "`doctrine.request_for_forces`.",
    )
    tempo: Factor | None = Field(
        None,
        description="Factor on all staff work here: above 1 is slower, as with two languages.",
    )
    build_up: list[BuildUpStep] | None = Field(
        None,
        description="Present: the headquarters is improvised. It has no teams until a response "
        "activates it, then grows by these steps.",
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")


class RelationshipType(StrEnum):
    """Types of command relationship (JP 1; NATO terms map onto them)."""

    COCOM = "COCOM"
    OPCON = "OPCON"
    TACON = "TACON"
    ADCON = "ADCON"
    SUPPORT = "SUPPORT"
    COORDINATION = "COORDINATION"


class Relationship(Attributes):
    """A typed relationship; orders flow only down COCOM, OPCON and TACON."""

    superior: Identifier = Field(description="Superior (or supported) headquarters.")
    subordinate: Identifier = Field(description="Subordinate headquarters or unit.")
    type: RelationshipType = Field(
        description="Type of relationship. COCOM, OPCON and TACON carry orders and reports, ADCON "
        "says who judges between rivals; SUPPORT and COORDINATION are for the "
        "reader: their messages need a channel."
    )
    doctrine: str | None = Field(
        None, description="Whose definition of the type applies, such as `US-JP1`; for the reader."
    )
    missions: list[Identifier] | None = Field(
        None, description="Decision categories for which it holds; absent: all."
    )
    from_: Day | None = Field(None, alias="from", description="First day; absent: always.")
    until: Day | None = Field(None, description="Day on which it ends; absent: never.")
    source: str | None = Field(None, description="Source.")


class ChannelKind(StrEnum):
    """The kind of a channel between two headquarters."""

    COMMAND_NET = "command-net"
    CO_LOCATED = "co-located"
    LIAISON = "liaison"
    REMOTE = "remote"


class Translation(Attributes):
    """Translation and release handling on a channel across a language border."""

    interpreters: str = Field(description="Interpreter cell as `headquarters.cell`.")
    work: Time = Field(description="Interpreter work of one message.")


class Channel(Attributes):
    """A link that carries messages, in both directions unless `one_way`."""

    between: list[Identifier] = Field(min_length=2, max_length=2, description="Its two ends.")
    kind: ChannelKind = Field(
        description="Kind of channel; for the reader, and in the text of each step."
    )
    delay: Time = Field(description="Delay of one message.")
    hours: Identifiers = Field(
        ["always"],
        min_length=1,
        description="Hours in which it carries messages, in the zone of its first end; several: "
        "any of them.",
    )
    translation: Translation | None = Field(None, description="Translation it needs.")
    one_way: Flag = Field(False, description="True: only from the first end to the second.")
    source: str | None = Field(None, description="Source.")


class BoardStage(StrEnum):
    """The step of a workflow that waits for a board."""

    DECISION = "decision"
    APPROVAL = "approval"
    COORDINATION = "coordination"


class Board(Attributes):
    """A meeting of the battle rhythm: decisions of its categories wait for the next one."""

    name: Name | None = Field(None, description="Display name; default: the key.")
    headquarters: Identifier = Field(description="Headquarters whose decisions wait for the board.")
    stage: BoardStage = Field(BoardStage.DECISION, description="Step that waits for the board.")
    categories: list[Identifier] | None = Field(None, description="Categories; absent: all.")
    days: list[Weekday] = Field(
        description="Days on which it meets; `holiday`: the dates of its `holidays`, on which it "
        "does not meet otherwise."
    )
    times: list[ClockTime] = Field(description="Clock times, in the zone of the headquarters.")
    holidays: Identifiers = Field(
        [], description="Lists of `holidays` on which it does not meet; absent: it meets on all."
    )
    except_: list[Day] = Field(
        [], alias="except", description="Further dates on which it does not meet."
    )
    cut_off: FixedTime | None = Field(
        None, description="Papers must be in this long before (the best value holds)."
    )
    bypass: list[Precedence] = Field(
        [Precedence.FLASH], description="Precedences that do not wait for the board."
    )
    source: str | None = Field(None, description="Source.")


class Approval(Attributes):
    """An approval that a decision needs before it counts."""

    by: Identifier = Field(description="Approver; not asked if it is the decider itself.")
    work: Time | None = Field(
        None, description="Work of the approver's staff before deciding; it occupies a team."
    )
    decision: Time = Field(
        description="Time that then passes until the approval: waiting for others, travel, sleep. "
        "It occupies nobody and keeps no hours."
    )


class Escalation(Attributes):
    """Cases of a delegated authority that must go up all the same."""

    to: Identifier = Field(
        description="Headquarters that decides these cases in the decider's place; without "
        "effect if it is the decider."
    )
    probability: Fraction = Field(description="Share of cases that go up.")
    work: Time | None = Field(None, description="Staff work there; it occupies a team.")
    decision: Time = Field(
        description="Time that then passes until it is decided there; it occupies nobody."
    )


class Authority(Attributes):
    """The decider of a category of decision for a nation, and the approvals that it needs.

    Two authorities for the same nation, category and date overlap: each incident then costs an
    adjudication by their lowest common superior.
    """

    nation: NationCode = Field(description="Nation.")
    categories: list[Identifier] = Field(min_length=1, description="Decision categories.")
    places: Identifiers = Field(
        [],
        description="Places whose incidents it is for (an area of responsibility); there it takes "
        "the place of authorities without places. Absent: everywhere.",
    )
    holder: Identifier = Field(description="Headquarters that holds the authority.")
    delegated_to: Identifier | None = Field(
        None, description="Headquarters that decides in the holder's place."
    )
    escalation: Escalation | None = Field(None, description="Cases that go up all the same.")
    work: Time | None = Field(
        None,
        description="Work of the people who decide; it occupies a team of the cell that decides.",
    )
    decision: Time | None = Field(
        None,
        description="Time that then passes until the decision: waiting for others, travel, sleep. "
        "It occupies nobody and keeps no hours.",
    )
    approvals: list[Approval] = Field([], description="Approvals, in order.")
    from_: Day | None = Field(None, alias="from", description="First day; absent: always.")
    until: Day | None = Field(None, description="Day on which it ends; absent: never.")
    source: str | None = Field(None, description="Source.")


class InformationRequest(Attributes):
    """Side load: a superior asks for information again and again while an incident runs."""

    asker: Identifier = Field(description="Who asks.")
    answerer: Identifier = Field(description="Headquarters whose staff answers.")
    cell: Identifier = Field(
        "operations", description="Cell that answers; without such a cell, operations or the first."
    )
    categories: list[Identifier] | None = Field(
        None, description="Asked where a nation decides in one of these; absent: always."
    )
    every: Time = Field(
        description="Time from detection to the first question about an incident, and to the next."
    )
    work: Time = Field(description="Work of one answer.")
    precedence: Precedence = Field(Precedence.PRIORITY, description="Precedence of the question.")
    source: str | None = Field(None, description="Source.")


class Briefing(Attributes):
    """Side load: a briefing that a cell prepares on a fixed rhythm."""

    headquarters: Identifier = Field(description="Headquarters that prepares the briefing.")
    cell: Identifier = Field(
        "operations",
        description="Cell that prepares it; without such a cell, operations or the first.",
    )
    days: list[Weekday] = Field(
        min_length=1,
        description="Days; `holiday`: the dates of its `holidays`, without a briefing otherwise.",
    )
    times: list[ClockTime] = Field(min_length=1, description="Time at which preparation begins.")
    holidays: Identifiers = Field(
        [], description="Lists of `holidays` without a briefing; absent: it is held on all."
    )
    except_: list[Day] = Field([], alias="except", description="Further dates without a briefing.")
    work: Time = Field(description="Work of one briefing.")
    precedence: Precedence = Field(Precedence.PRIORITY, description="Precedence of the work.")
    source: str | None = Field(None, description="Source.")


class Doctrine(Attributes):
    """Defaults for headquarters, channels and forces that state no value of their own."""

    handling: Time = Field(description="Staff work to pass a report on.")
    ordering: Time = Field(description="Staff work to turn an order into one's own.")
    command_net: Time = Field(description="Delay of a message along a command relationship.")
    adjudication: Time = Field(description="Work of the common superior to name the decider.")
    request_for_forces: Time = Field(description="Work of the superior that holds the unit.")
    overtaking: Overtaking = Field(
        Overtaking.REFUSED,
        description="Whether a request that waits for platforms may be overtaken by one behind "
        "it, in precedence or time. `refused`: free platforms that are too few for it are held.",
    )
    selection: ForceSelection = Field(
        ForceSelection.QUICKEST,
        description="Which units are sent: those that could be there first by planning values "
        "(`quickest`), or first those with the largest share of their platforms free "
        "(`most_ready`).",
    )
    reserve_for: Precedence = Field(
        Precedence.IMMEDIATE,
        description="The least urgent precedence of requests that may have the `reserve` of units.",
    )
