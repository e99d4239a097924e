"""What people do, as records: the body of a request, and the content of an entry of the log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from renkei.exercise.views import Outcome, Precedence

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=4000)]
Id = Annotated[str, Field(max_length=200)]
Hours = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Take(_Action):
    """A person takes the seat: from now on its tasks wait for them."""

    do: Literal["take"] = "take"
    person: Short


class Leave(_Action):
    """The person leaves the seat: a bot goes on, from what is in hand."""

    do: Literal["leave"] = "leave"


class Claim(_Action):
    """Take a task in hand, so that others of the headquarters leave it; or let it go."""

    do: Literal["claim"] = "claim"
    task: Id
    mine: bool = True


class Finish(_Action):
    """Finish a task by an option; ``units``: for each force, platforms by unit."""

    do: Literal["finish"] = "finish"
    task: Id
    outcome: Outcome = "go-on"
    units: dict[Id, dict[Id, Annotated[int, Field(ge=0, le=10000)]]] = {}
    text: Long = ""


class Send(_Action):
    """Send a message, or a question (a request for information), along the channels that exist.

    ``attached`` are items that it passes on: it may be seen by nobody who may not see each of them.
    """

    do: Literal["send"] = "send"
    receivers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]
    subject: Short
    text: Long = ""
    kind: Literal["message", "question", "answer"] = "message"
    precedence: Precedence = "routine"
    incident: Id | None = None
    reply_to: Id | None = None
    attached: Annotated[tuple[Id, ...], Field(max_length=50)] = ()


class Release(_Action):
    """Release an item to another nation."""

    do: Literal["release"] = "release"
    item: Id
    to: Id


class Read(_Action):
    """Mark an item as read."""

    do: Literal["read"] = "read"
    item: Id


class Fire(_Action):
    """The instructor fires a line of the master events list now."""

    do: Literal["fire"] = "fire"
    line: Id


class Skip(_Action):
    """The instructor skips a line, or takes that back."""

    do: Literal["skip"] = "skip"
    line: Id
    skipped: bool = True


class Delay(_Action):
    """The instructor gives a line another time."""

    do: Literal["delay"] = "delay"
    line: Id
    at_h: Hours


class Approve(_Action):
    """The instructor approves a line: only approved lines fire by themselves."""

    do: Literal["approve"] = "approve"
    line: Id
    approved: bool = True


class PutLine(_Action):
    """The instructor adds a line, or changes one that has not been fired."""

    do: Literal["put-line"] = "put-line"
    line: Id
    at_h: Hours | None = None
    when: Short = ""
    kind: Literal["message", "incident"] = "message"
    sender: Short = ""
    receivers: Annotated[tuple[Id, ...], Field(max_length=50)] = ()
    subject: Short = ""
    text: Long = ""
    creates: Id | None = None
    place: Id | None = None
    objective: Short = ""
    expected: Long = ""
    contingency: bool = False
    extra: Annotated[dict[Short, Long], Field(max_length=32)] | None = None
    """Columns of a workbook that are kept, and mean nothing here; None: as they were."""


class Pin(_Action):
    """The instructor pins a note to the present moment."""

    do: Literal["pin"] = "pin"
    text: Long


SeatAction = Annotated[
    Take | Leave | Claim | Finish | Send | Release | Read, Field(discriminator="do")
]
DeskAction = Annotated[Fire | Skip | Delay | Approve | PutLine | Pin, Field(discriminator="do")]
Action = Annotated[
    Take | Leave | Claim | Finish | Send | Release | Read
    | Fire | Skip | Delay | Approve | PutLine | Pin,
    Field(discriminator="do"),
]  # fmt: skip

SEAT_ACTION: TypeAdapter[SeatAction] = TypeAdapter(SeatAction)
DESK_ACTION: TypeAdapter[DeskAction] = TypeAdapter(DeskAction)
ACTION: TypeAdapter[Action] = TypeAdapter(Action)
