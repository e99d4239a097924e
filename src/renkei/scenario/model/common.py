"""Parts shared by all tables of the language: identifiers, names, the strict base model."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
"""Lower-case letters, digits and hyphens; how one part of a scenario refers to another."""


class OneOrMore:
    """Annotation of a list that may be written as its one value: ``hours: office``."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Identifiers = Annotated[list[Identifier], OneOrMore(), BeforeValidator(_listed)]
"""Ids of entries; one may stand by itself."""

NationCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""Three capital letters (ISO 3166 alpha-3 where there is one)."""


SymbolCode = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{20}|[0-9]{30}|[A-Z*-]{5}[A-Z0-9*-]{5,10})$")
]
"""Symbol identification code: 20 or 30 digits (2525D, APP-6D), or the letters of 2525C, APP-6B."""


class Attributes(BaseModel):
    """Base of every table: unknown keys are refused, instances are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Name(Attributes):
    """A name or description in English and, if it has one, Japanese; a plain text is English."""

    en: str = Field(description="In English.")
    ja: str | None = Field(None, description="In Japanese.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"en": value} if isinstance(value, str) else value


class Precedence(StrEnum):
    """Message precedence, most urgent first (ACP 121)."""

    FLASH = "FLASH"
    IMMEDIATE = "IMMEDIATE"
    PRIORITY = "PRIORITY"
    ROUTINE = "ROUTINE"

    @property
    def rank(self) -> int:
        """0 for FLASH to 3 for ROUTINE; a lower rank is served first."""
        return list(Precedence).index(self)


class Overtaking(StrEnum):
    """Whether a request for platforms that waits may be overtaken by one behind it."""

    REFUSED = "refused"
    ALLOWED = "allowed"


class ForceSelection(StrEnum):
    """Which of the units that could go are sent."""

    QUICKEST = "quickest"
    MOST_READY = "most_ready"


class Weekday(StrEnum):
    """Days of the week, Monday first, and ``holiday``: a date of the holidays named beside it.

    A holiday counts as that, whatever day of the week it is.
    """

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"
    HOLIDAY = "holiday"
