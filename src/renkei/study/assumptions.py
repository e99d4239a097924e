"""Every number of a scenario with its value, range, source and confidence, as records.

What for: an analyst is attacked on these numbers, so they are counted by where they come from, and
every answer says the counts. Takes the explicit scenario; gives :class:`Assumption` and counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from renkei.scenario.quantities.quantity import GUESS
from renkei.scenario.world_means import over_worlds

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities.quantity import Quantity

_FACETS = ("range", "means", "source", "confidence", "note", "parameter")


@dataclass(frozen=True)
class Assumption:
    """A number; ``source`` is an id of ``sources``, ``guess``, or None if none is stated.

    ``unverified`` says that the source is held to be known and was not looked up.
    ``means`` is the meaning of the value of a number with a range: ``median`` or ``mean`` of the
    plausible means. ``over_worlds`` is the mean over the plausible worlds, times that of its
    parameter, in the unit as written; it is given only if it differs from the value.
    """

    path: str
    value: str
    range: str | None
    means: str | None
    over_worlds: str | None
    source: str | None
    citation: str | None
    unverified: bool
    confidence: str | None
    parameter: str | None
    note: str | None

    @property
    def is_choice(self) -> bool:
        """Whether it is a choice of the run, such as its length, and no claim about the world."""
        return self.path.startswith("time.")

    @property
    def is_sourced(self) -> bool:
        """Whether a source is named that was looked up: no guess, and not unverified."""
        return self.source is not None and self.source != GUESS and not self.unverified


def assumptions(scenario: Scenario, numbers: Iterable[tuple[str, Quantity]]) -> list[Assumption]:
    """Return a row for each number of a scenario, given with its path, in their order."""
    rows = []
    for path, quantity in numbers:
        written = quantity.written
        facets: dict[str, Any] = written if isinstance(written, dict) else {}
        source = quantity.source
        of_worlds = over_worlds(scenario, path, quantity)
        cited = scenario.sources.get(source) if source else None
        rows.append(
            Assumption(
                path=path,
                value=_in_one_line(written),
                range=_range(facets.get("range")),
                means=quantity.means if quantity.has_range else None,
                over_worlds=of_worlds.written() if of_worlds.is_notable else None,
                source=source,
                citation=cited.text if cited else None,
                unverified=cited.unverified if cited else False,
                confidence=quantity.confidence,
                parameter=quantity.parameter,
                note=quantity.note,
            )
        )
    return rows


def _in_one_line(written: object) -> str:
    """Return the written form without range, source and the like, in one line."""
    if not isinstance(written, dict):
        return str(written)
    core = {key: value for key, value in written.items() if key not in _FACETS}
    if set(core) == {"value"}:
        return str(core["value"])
    return ", ".join(f"{key} {_flat(value)}" for key, value in core.items())


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return " / ".join(_flat(item) for item in value)
    return str(value)


def _range(written: object) -> str | None:
    if isinstance(written, list) and len(written) == 2:
        return f"{written[0]} … {written[1]}"
    return None


def summary(rows: list[Assumption]) -> dict[str, int]:
    """Return how many numbers there are, with a source, unverified, guessed, with neither.

    The choices of the run are counted apart.
    """
    every, rows = len(rows), [row for row in rows if not row.is_choice]
    return {
        "numbers": len(rows),
        "sourced": sum(row.is_sourced for row in rows),
        "unverified": sum(row.unverified for row in rows),
        "guesses": sum(row.source == GUESS for row in rows),
        "unsourced": sum(row.source is None for row in rows),
        "with_range": sum(row.range is not None for row in rows),
        "other_mean": sum(row.over_worlds is not None for row in rows),
        "choices": every - len(rows),
    }
