"""Differences between scenarios and designs, for people and as data.

Takes the results of :mod:`renkei.scenario.differences`; gives a table with + for added, - removed,
~ for changed, under a count, and plain data for ``--json``.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.tables import Table
from renkei.report.wording import joined, wrapped_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.scenario.differences import Difference

_COUNTS = {
    "changed": later("{count} changed"),
    "added": later("{count} added"),
    "removed": later("{count} removed"),
    "ended": later("{count} ended"),
}
_PATH_WIDTH = 44
_LONGEST_BESIDE = 60


def differences_data(one: str, two: str, found: Sequence[Difference]) -> dict[str, Any]:
    """Return the differences as plain data, in the order of the language."""
    return {
        "before": one,
        "after": two,
        "differences": [
            {
                "path": d.path,
                "kind": "ended" if d.before == d.after else d.kind,
                "before": d.before,
                "after": d.after,
                "from": None if d.from_day is None else d.from_day.isoformat(),
            }
            for d in found
        ],
    }


def render_differences(one: str, two: str, found: Sequence[Difference]) -> RenderableType:
    """Return the differences under their count; those of later phases under their day."""
    if not found:
        return Text(tr("{one} and {other} say the same.", one=one, other=two))
    counts = Counter("ended" if d.before == d.after else d.kind for d in found)
    words = joined(tr(text, count=counts[kind]) for kind, text in _COUNTS.items() if counts[kind])
    parts: list[RenderableType] = [Text.assemble((f"{one} → {two}", "bold"), tr(": ") + words)]
    for day, rows in groupby(found, key=lambda d: d.from_day):
        if day is not None:
            parts += [Text(), Text(tr("from {day} on", day=day.isoformat()), "bold")]
        parts += [part for row in rows for part in _shown(row)]
    return Group(*parts)


def _shown(row: Difference) -> list[RenderableType]:
    """Return a difference in one line, or a long value below its path."""
    sign, style, value = _row(row)
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    if len(value.plain) > _LONGEST_BESIDE:
        table.add_column(overflow="fold")
        table.add_row(Text(sign, style), Text(row.path))
        return [table, Padding(value, (0, 0, 0, 5))]
    table.add_column(width=_PATH_WIDTH)
    table.add_column(overflow="fold")
    table.add_row(Text(sign, style), Text(wrapped_path(row.path, _PATH_WIDTH)), value)
    return [table]


def _row(row: Difference) -> tuple[str, str, Text]:
    """Return the sign of a difference, its style, and its value."""
    if row.before == row.after:
        return "=", "dim", Text(tr("the same again: {value}", value=written(row.after)), "dim")
    if row.before is None:
        return "+", "green", Text(written(row.after))
    if row.after is None:
        return "-", "red", Text(written(row.before), "dim")
    before, after = written(row.before), written(row.after)
    return "~", "yellow", Text.assemble((before, "dim"), " → ", after)


def written(value: Any) -> str:
    """Return a value in one line, as YAML would write it."""
    match value:
        case None:
            return "–"
        case dict():
            return "{" + ", ".join(f"{k}: {written(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case bool():
            return str(value).lower()
        case _:
            return str(value)
