"""Recorded clocks: how long real events took, for the scenario to be checked against."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Name, NationCode
from renkei.scenario.quantities.scalars import Day
from renkei.scenario.quantities.types import FixedTime


class ClockUse(StrEnum):
    """What a recorded clock is for."""

    FIT = "fit"
    HELD_OUT = "held-out"


class RecordedClock(Attributes):
    """A time that a real event took from one milestone to another.

    It is no assumption: no run reads it. ``validate`` compares it with the times of the model.
    """

    event: Identifier = Field(
        description="The event that it is part of; all its clocks are fitted, or all held out."
    )
    name: Name = Field(description="Display name.")
    date: Day = Field(description="Day of the event.")
    incident: Identifier = Field(description="Incident type that the event was.")
    place: Identifier | None = Field(
        None, description="Place of the model where it happened; absent: incidents at any place."
    )
    design: Identifier | None = Field(
        None, description="Design that was the structure of the time; absent: the baseline."
    )
    nation: NationCode | None = Field(
        None,
        description="Nation whose milestone it is, where nations have their own (`reported`, "
        "`decided`, `departed`, `first-on-station`); absent: that of the response.",
    )
    from_: str | None = Field(
        None, alias="from", description="Milestone at which the clock starts; absent: the event."
    )
    to: str = Field(
        description="Milestone at which it stops; `milestones` of the response count too."
    )
    value: FixedTime = Field(description="Recorded time.")
    low: FixedTime | None = Field(None, description="Least that the record can mean.")
    high: FixedTime | None = Field(None, description="Most that the record can mean.")
    use: ClockUse | None = Field(
        None,
        description="`fit`: `calibrate` may use it; `held-out`: only `validate` does. Absent: by "
        "rule, so that nobody chooses (events by type, then date, fitted and held out in turn).",
    )
    source: str = Field(description="Source.")
    note: str | None = Field(None, description="Free text.")
