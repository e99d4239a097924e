"""The numbers of a scenario in writing: a table, and where they come from in words.

Takes the records of :mod:`renkei.study.assumptions`; gives plain data and a rich table.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.tables import Table
from renkei.report.wording import number, wrapped_path
from renkei.scenario.quantities.quantity import MEAN
from renkei.study.assumptions import Assumption, summary

if TYPE_CHECKING:
    from rich.console import RenderableType

_PATH_WIDTH = 32


def provenance(counted: dict[str, int]) -> str:
    """Return in words where the numbers of :func:`summary` come from."""
    held, neither = counted["unverified"], counted["unsourced"]
    return (
        f"{number(counted['sourced'])} with a source, "
        + (f"{number(held)} held to be known but not looked up, " if held else "")
        + f"{number(counted['guesses'])} marked as a guess"
        + (f", {number(neither)} without either" if neither else "")
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
                (row.source or ("choice" if row.is_choice else "none"))
                + (" unverified" if row.unverified else ""),
                "" if row.is_sourced or row.is_choice else "yellow",
            ),
            Text(row.confidence or "–", "yellow" if row.confidence in ("low", "guess") else ""),
        )
    closing = Text(
        f"{number(of_all['numbers'])} numbers: {provenance(of_all)}; "
        f"{number(of_all['with_range'])} with a range, {number(of_all['other_mean'])} with another "
        "mean over the plausible worlds than the best value."
        + (f" {_choices(of_all['choices'])}" if of_all["choices"] else ""),
        "bold",
    )
    return Group(table, Text(), closing) if rows else closing


def _choices(count: int) -> str:
    many = f"{number(count)} choices of the run, such as its length, are"
    return f"{many if count > 1 else 'A choice of the run is'} not counted."


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
