"""A published shape beside ours: the published numbers with their marks, our rows, the checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.tables import Table
from renkei.report.wording import plain

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.study.shapes.records import ShapeMade, ShapeRow

MARKS = {
    "V": "read in the source",
    "R": "general knowledge, to be confirmed",
    "D": "computed from a published formula",
}

HEAD = ("what", "ours", "95 % interval", "exact", "agrees")


def figure(value: float) -> str:
    """Return a number to three digits."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    text = f"{value:.3g}" if value else "0"
    return text if "e" not in text else f"{value:.6f}".rstrip("0")


def shape_data(made: ShapeMade) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {
        "published": [one.model_dump(mode="json") for one in made.shape.published],
        "rows": shape_rows(made),
        "checks": [asdict(one) for one in made.checks],
        "method": made.method,
        "replications": made.shape.replications,
        "seed": made.shape.seed,
    }


def shape_rows(made: ShapeMade) -> list[dict[str, Any]]:
    """Return the rows as plain data."""
    return [
        {**{key: plain(value) for key, value in asdict(row).items()}, "agrees": row.agrees}
        for row in made.rows
    ]


def _cells(row: ShapeRow) -> tuple[str, ...]:
    unit = f" {row.unit}" if row.unit else ""
    return (
        row.what,
        figure(row.value) + unit,
        f"{figure(row.low)} to {figure(row.high)}",
        "" if row.exact is None else figure(row.exact),
        {None: "", True: "yes", False: "no"}[row.agrees],
    )


def shape_table(made: ShapeMade) -> list[Sequence[str]]:
    """Return head and rows in words."""
    return [HEAD, *(_cells(row) for row in made.rows)]


def render_shape(made: ShapeMade) -> RenderableType:
    """Return the page."""
    parts: list[RenderableType] = [Text("Published", "bold")]
    ours = {row.id: row for row in made.rows}
    for one in made.shape.published:
        beside = ""
        if one.ours is not None and one.ours in ours:
            row = ours[one.ours]
            beside = f" Here {figure(row.value)} ({figure(row.low)} to {figure(row.high)})."
        parts.append(Text(f"[{one.mark}] {one.says}.{beside} {one.source}"))
    used = {str(one.mark) for one in made.shape.published}
    legend = "; ".join(f"{key}: {words}" for key, words in MARKS.items() if key in used)
    parts += [Text(f"{legend}.", "dim"), Text(), Text("Here", "bold")]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in HEAD:
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in made.rows:
        table.add_row(*_cells(row))
    parts += [table, Text()]
    compared = [row.agrees for row in made.rows if row.agrees is not None]
    if compared:
        inside = sum(compared)
        parts.append(
            Text(
                f"The exact value lies in {inside} of {len(compared)} intervals; of 95 % intervals "
                "one in twenty misses it by chance."
            )
        )
    parts += [Text(), Text("Does the shape hold?", "bold")]
    for check in made.checks:
        word, style = ("yes", "green") if check.holds else ("NO", "red")
        parts.append(Text.assemble((word, style), f"  {check.says}: {check.seen}"))
    parts += [Text(), Text(made.method, "dim")]
    return Group(*parts)
