"""Combinations of designs: `d2+m1` is design `d2` with design `m1` laid on it.

What for: command designs and designs of sustainment are declared apart and used together. Takes the
id of a combination; gives its parts, or the mistake in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean

if TYPE_CHECKING:
    from renkei.scenario.model.common import Name
    from renkei.scenario.model.document import Design

SIGN = "+"
"""The sign between the parts; no id of a design contains it."""


@dataclass(frozen=True)
class Mistake:
    """The mistake in the id of a combination."""

    found: str
    expected: str
    remedy: str = ""


def parts_of(id: str) -> list[str]:
    """Return the designs that an id stands for, in the order in which they are laid on."""
    return [part.strip() for part in id.split(SIGN)]


def mistake_in(id: str, designs: Mapping[str, Design]) -> Mistake | None:
    """Return the mistake in the id of a combination, or None."""
    parts = parts_of(id)
    within = Phrase(" in `{id}`", id=id) if len(parts) > 1 else ""
    for index, part in enumerate(parts):
        if part not in designs:
            found = (
                Phrase("`{part}`{within}", part=part, within=within)
                if part
                else Phrase("a part without name{within}", within=within)
            )
            expected = (
                Phrase("one of: {designs}", designs=", ".join(designs))
                if designs
                else Phrase("a scenario with designs")
            )
            return Mistake(found, expected, did_you_mean(part, designs))
        for other in parts[:index]:
            if part == other:
                found = Phrase("`{part}` twice{within}", part=part, within=within)
                return Mistake(found, Phrase("each design once"))
            for inner, outer in ((part, other), (other, part)):
                if inner in extended(outer, designs):
                    found = Phrase(
                        "`{inner}`{within}, which `{outer}` extends",
                        inner=inner,
                        within=within,
                        outer=outer,
                    )
                    remedy = Phrase("leave `{inner}` out", inner=inner)
                    return Mistake(found, Phrase("each design once"), remedy)
    return None


def extended(id: str, designs: Mapping[str, Design]) -> list[str]:
    """Return the designs that a design extends, nearest first."""
    found: list[str] = []
    above = designs[id].extends
    while above is not None:
        found.append(above)
        above = designs[above].extends
    return found


def name_of(id: str, designs: Mapping[str, Design]) -> Name:
    """Return the name of a combination: those of its parts with a plus between them."""
    from renkei.scenario.model.common import Name  # late: splitting an id needs no models

    names = [designs[part].name for part in parts_of(id)]
    in_japanese = [name.ja or name.en for name in names] if any(n.ja for n in names) else None
    return Name(
        en=f" {SIGN} ".join(name.en for name in names),
        ja=None if in_japanese is None else f" {SIGN} ".join(in_japanese),
    )
