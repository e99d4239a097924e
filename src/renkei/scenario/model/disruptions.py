"""Disruptions: a headquarters, a staff cell or channels are lost for a time."""

from __future__ import annotations

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Identifiers, Name
from renkei.scenario.quantities.scalars import Moment
from renkei.scenario.quantities.types import PlannedTime, Time


class Disruption(Attributes):
    """The loss of a headquarters, of one of its cells, or of ways of messages, until restored.

    Nobody says why: a building that must be left, a network that is down, a cable that is cut.
    """

    name: Name | None = Field(None, description="Display name; default: the key.")
    headquarters: Identifier | None = Field(
        None, description="Headquarters that is lost, with all its cells."
    )
    cell: str | None = Field(
        None, description="Cell that is lost, as `headquarters.cell`, while the rest works on."
    )
    channels: Identifiers = Field([], description="Channels that are lost together.")
    cut_off: Identifiers = Field(
        [],
        description="Places that are cut off together: every channel and every command net between "
        "a headquarters at one of them and one elsewhere is lost.",
    )
    from_: Moment = Field(
        alias="from", description="Moment of the loss, in the zone of `time.zone`."
    )
    for_: PlannedTime = Field(alias="for", description="Time until it is restored.")
    successor: Identifier | None = Field(
        None,
        description="Headquarters that assumes command, or does the work of the cell; absent: "
        "all waits. Channels have none.",
    )
    after: PlannedTime | None = Field(
        None,
        description="Time from the loss until the successor has taken over; of channels, until "
        "messages go another way, where one exists; of places, until the substitute works. Absent "
        "for these: messages wait.",
    )
    substitute: Time | None = Field(
        None,
        description="Time of one message by the substitute (satellite, courier) that then joins "
        "the places that are `cut_off` with the others; absent: there is none.",
    )
    source: str | None = Field(None, description="Source.")
    note: str | None = Field(None, description="Free text.")
