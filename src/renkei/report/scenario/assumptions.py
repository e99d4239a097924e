"""The numbers of a scenario in writing: a table, and where they come from in words.

Takes the records of :mod:`renkei.study.assumptions`; gives plain data and a rich table.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_many
from renkei.report.tables import Table
from renkei.report.wording import flowing, joined, number, wrapped_path
from renkei.scenario.quantities.quantity import MEAN
from renkei.study.assumptions import Assumption, summary

if TYPE_CHECKING:
    from rich.console import RenderableType

_PATH_WIDTH = 32


def provenance(counted: dict[str, int]) -> str:
    """Return in words where the numbers of :func:`summary` come from."""
    held, neither = counted["unverified"], counted["unsourced"]
    return joined(
        [
            tr("{many} with a source", many=number(counted["sourced"])),
            *([tr("{many} held to be known but not looked up", many=number(held))] if held else []),
            tr("{many} marked as a guess", many=number(counted["guesses"])),
            *([tr("{many} without either", many=number(neither))] if neither else []),
        ]
    )


def assumptions_data(rows: list[Assumption]) -> dict[str, Any]:
    """Return summary and rows as plain data."""
    return {"summary": summary(rows), "numbers": [asdict(row) for row in rows]}


def render_assumptions(rows: list[Assumption], of_all: dict[str, int]) -> RenderableType:
    """Return the table of ``rows``, and a closing line on all numbers of the scenario."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("number"), min_width=_PATH_WIDTH, no_wrap=True)
    table.add_column(tr("value, range"), overflow="fold")
    table.add_column(tr("source"), no_wrap=True)
    table.add_column(tr("confidence"), no_wrap=True)
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
                _source(row),
                "" if row.is_sourced or row.is_choice else "yellow",
            ),
            Text(
                confidence_words(row.confidence) or "–",
                "yellow" if row.confidence in ("low", "guess") else "",
            ),
        )
    said = tr(
        "{many} numbers: {provenance}; {ranges} with a range, {means} with another mean over the "
        "plausible worlds than the best value.",
        many=number(of_all["numbers"]),
        provenance=provenance(of_all),
        ranges=number(of_all["with_range"]),
        means=number(of_all["other_mean"]),
    )
    choices = [_choices(of_all["choices"])] if of_all["choices"] else []
    closing = Text(flowing([said, *choices]), "bold")
    return Group(table, Text(), closing) if rows else closing


def _source(row: Assumption) -> str:
    found = row.source or (tr("choice") if row.is_choice else tr("none"))
    return tr("{source} unverified", source=found) if row.unverified else found


_CONFIDENCE = {
    "high": later("high"),
    "medium": later("medium"),
    "low": later("low"),
    "guess": later("guess"),
}


def confidence_words(confidence: str | None) -> str:
    """Return how sure a number is, in a word; empty for None."""
    if not confidence:
        return ""
    return tr(_CONFIDENCE[confidence]) if confidence in _CONFIDENCE else confidence


def _choices(count: int) -> str:
    return tr_many(
        "A choice of the run is not counted.",
        "{count} choices of the run, such as its length, are not counted.",
        count,
    )


def _value(value: str, row: Assumption) -> Text:
    """Return a value, below it its range, and the mean over worlds if it is another number."""
    text = Text(value)
    if row.range is not None:
        text.append(f"\n[{row.range}]")
    if row.over_worlds is not None:
        text.append("\n" + tr("mean {value}", value=row.over_worlds), "yellow")
    elif row.means == MEAN:
        text.append("\n" + tr("the mean over worlds"), "dim")
    return text


def _split(path: str) -> tuple[str, str]:
    """Return the entry that a number belongs to, and its path within."""
    parts = path.split(".")
    cut = min(2, len(parts) - 1)
    return ".".join(parts[:cut]), ".".join(parts[cut:])
