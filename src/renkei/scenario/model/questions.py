"""Questions: what is asked of the designs, so that an answer corrects for that and no more."""

from __future__ import annotations

from pydantic import Field

from renkei.scenario.model.common import Attributes, Identifier, Name


class AskedQuestion(Attributes):
    """A question to designs: ``compare --question`` answers it.

    The comparisons that it asks for are one family: verdicts are corrected for their number.
    """

    name: Name = Field(description="The question in words.")
    measures: list[str] = Field(
        ["p(in time)"],
        min_length=1,
        description="Measures asked for, such as `p(in time)` or `median(decided, TYPE)`.",
    )
    designs: list[str] = Field(
        [],
        description="Designs or combinations such as `d1+m1`, the baseline first; empty: all.",
    )
    incidents: list[Identifier] = Field([], description="Incident types; empty: all.")
    load: str | None = Field(
        None, description="Design that is laid on each of the designs: a condition of the answer."
    )
    zone: list[str] = Field(
        [],
        description="Differences up to this count as none, such as `1 h` or `in-time=2 %`.",
    )
    confidence: str | None = Field(
        None, description="Confidence of intervals and of the family, such as `90 %`; absent: 95 %."
    )
    note: str | None = Field(None, description="Free text.")
