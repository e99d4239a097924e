"""Elements of an ORBAT Mapper file, each with its place and checked for its type.

Takes plain data from JSON, in which anything may stand anywhere; gives tables, texts, numbers,
moments and positions, and an entry in the loss report for what is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.forces import Position
from renkei.interop.exchange.losses import Fate, Losses

Steps = tuple[str | int, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1000, 3000)
"""Years of moments: of four digits, and far from the ends of the calendar."""


def written(steps: Steps) -> str:
    """Return a place as people write it: ``sides[0].groups[1]``."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


@dataclass(frozen=True)
class Element:
    """A table of the file and where it stands."""

    table: dict[str, Any]
    steps: Steps
    losses: Losses

    @property
    def where(self) -> str:
        """The place, as people write it."""
        return written(self.steps)

    def below(self, key: str) -> Iterator[Element]:
        """Yield the tables of a list; other things there are entries in the loss report."""
        found = self.table.get(key)
        if found is None:
            return
        if not isinstance(found, list):
            self.refuse(key, found, Phrase("a list"))
            return
        for place, item in enumerate(found):
            if isinstance(item, dict):
                yield Element(item, (*self.steps, key, place), self.losses)
            else:
                inside = written((*self.steps, key, place))
                self._refused(inside, item, Phrase("a table"))

    def text(self, key: str) -> str:
        """Return a text; empty if there is none."""
        found = self.table.get(key)
        if found is None:
            return ""
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
        if not isinstance(found, str):
            self.refuse(key, found, Phrase("a text"))
            return ""
        return found.strip()

    def amount(self, key: str) -> float | None:
        """Return a number that is not below 0; None if there is none."""
        found = self.table.get(key)
        if found is None:
            return None
        if not _is_number(found) or not 0 <= found <= 1e12:
            self.refuse(key, found, Phrase("a number that is not below 0"))
            return None
        return float(found)

    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """Return a moment, written in ISO 8601 or as milliseconds since 1970; None: there is none.

        A text without a zone is read in that of the scenario.
        """
        found = self.table.get(key)
        if found is None:
            return None
        made = _moment(found, zone)
        if made is None:
            self.refuse(key, found, Phrase("a moment in ISO 8601, or milliseconds since 1970"))
        return made

    def position(self, key: str) -> Position | None:
        """Return a position, longitude first; None: there is none."""
        found = self.table.get(key)
        if found is None:
            return None
        good = isinstance(found, list) and len(found) in (2, 3) and all(map(_is_number, found))
        if not good or not -90 <= found[1] <= 90 or not -540 <= found[0] <= 540:
            self.refuse(key, found, Phrase("longitude and latitude in degrees"))
            return None
        longitude = float(found[0])
        if not -180 <= longitude <= 180:
            longitude = round((longitude + 180) % 360 - 180, 9)
        return Position(longitude, float(found[1]))

    def refuse(self, key: str, found: object, expected: str) -> None:
        """Note a value that is not what stands there."""
        self._refused(written((*self.steps, key)), found, expected)

    def _refused(self, where: str, found: object, expected: str) -> None:
        shown = repr(found)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        why = Phrase("it is not {expected}", expected=expected)
        self.losses.add(Fate.KEPT, where, f"`{shown}`", why)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False


def _moment(found: object, zone: ZoneInfo) -> datetime | None:
    try:
        if _is_number(found):
            made = _EPOCH + timedelta(milliseconds=float(found))  # type: ignore[arg-type]
        elif isinstance(found, str):
            made = datetime.fromisoformat(found.strip())
            made = made if made.tzinfo is not None else made.replace(tzinfo=zone)
        else:
            return None
        return made if made.year in _YEARS else None
    except (ValueError, OverflowError):
        return None
