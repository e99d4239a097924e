"""Every number of a scenario with its value, range, source and confidence.

Takes the explicit scenario; gives rows as plain data and as a rich table. An analyst is attacked on
these numbers, so the page counts those without a source and can list them alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.tables import Table
from renkei.report.wording import number, wrapped_path
from renkei.scenario.quantities.quantity import GUESS, MEAN
from renkei.scenario.world_means import over_worlds

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.scenario.model.document import Scenario
    from renkei.scenario.quantities.quantity import Quantity

_PATH_WIDTH = 32
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
    """Return how many numbers there are, with a source, unverified, guessed, with neither."""
    return {
        "numbers": len(rows),
        "sourced": sum(row.is_sourced for row in rows),
        "unverified": sum(row.unverified for row in rows),
        "guesses": sum(row.source == GUESS for row in rows),
        "unsourced": sum(row.source is None for row in rows),
        "with_range": sum(row.range is not None for row in rows),
        "other_mean": sum(row.over_worlds is not None for row in rows),
    }


def provenance(counted: dict[str, int]) -> str:
    """Return in words where the numbers of :func:`summary` come from."""
    held = counted["unverified"]
    return (
        f"{number(counted['sourced'])} with a source, "
        + (f"{number(held)} held to be known but not looked up, " if held else "")
        + f"{number(counted['guesses'])} marked as a guess, "
        f"{number(counted['unsourced'])} without either"
    )


def assumptions_data(rows: list[Assumption]) -> dict[str, Any]:
    """Return summary and rows as plain data."""
    return {"summary": summary(rows), "numbers": [asdict(row) for row in rows]}


def render_assumptions(rows: list[Assumption], of_all: dict[str, int]) -> RenderableType:
    """Return the table of ``rows``, and a closing line on all numbers of the scenario."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("number", min_width=_PATH_WIDTH, no_wrap=True)
    table.add_column("value, range", overflow="fold")
    table.add_column("source", no_wrap=True)
    table.add_column("confidence", no_wrap=True)
    entry = ""
    for row in rows:
        head, rest = _split(row.path)
        if head != entry:
            entry = head
            table.add_row(Text(wrapped_path(head, _PATH_WIDTH), "cyan"))
        value = row.value + (f" × {row.parameter}" if row.parameter else "")
        table.add_row(
            Text(wrapped_path(rest, _PATH_WIDTH, indent=2)),
            _value(value, row),
            Text(
                (row.source or "none") + (" unverified" if row.unverified else ""),
                "" if row.is_sourced else "yellow",
            ),
            Text(row.confidence or "–", "yellow" if row.confidence in ("low", "guess") else ""),
        )
    closing = Text(
        f"{of_all['numbers']} numbers: {provenance(of_all)}; "
        f"{of_all['with_range']} with a range, {of_all['other_mean']} with another mean over the "
        "plausible worlds than the best value.",
        "bold",
    )
    return Group(table, Text(), closing) if rows else closing


def _value(value: str, row: Assumption) -> Text:
    """Return a value, below it its range, and the mean over worlds if it is another number."""
    text = Text(value)
    if row.range is not None:
        text.append(f"\n[{row.range}]")
    if row.over_worlds is not None:
        text.append(f"\nmean {row.over_worlds}", "yellow")
    elif row.means == MEAN:
        text.append("\nthe mean over worlds", "dim")
    return text


def _split(path: str) -> tuple[str, str]:
    """Return the entry that a number belongs to, and its path within."""
    parts = path.split(".")
    cut = min(2, len(parts) - 1)
    return ".".join(parts[:cut]), ".".join(parts[cut:])
