"""What an import took and refused, for people and as data.

Takes what :mod:`renkei.interop` gives; gives rich renderables: a line of counts, a table of
estimates, and each refused cell with its row, its column, what was found and what would be right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.tables import Table
from renkei.report.wording import hours, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from renkei.interop.declarations import Imported, Rejection
    from renkei.interop.estimates import Estimated, Line

_MOST = 20  # refused cells shown; --json has all


def imported_data(done: Imported) -> dict[str, Any]:
    """Return the rows of a table as plain data."""
    return {
        "table": done.table,
        "rows": done.n_rows,
        "accepted": len(done.entries),
        "hidden": done.n_hidden,
        "entries": done.entries,
        "rejected": _rejections(done.rejections),
    }


def estimated_data(done: Estimated) -> dict[str, Any]:
    """Return the estimates of a record as plain data; times in hours."""
    names = ("unit", "maintenance", "attribute", "n", "n_censored", "mean", "low", "high", "form",
             "p_value", "written", "note")  # fmt: skip
    return {
        "record": done.kind,
        "rows": done.n_rows,
        "accepted": done.n_rows - done.n_rejected,
        "hidden": done.n_hidden,
        "estimates": [{name: getattr(line, name) for name in names} for line in done.lines],
        "rejected": _rejections(done.rejections),
    }


def _rejections(rejections: Sequence[Rejection]) -> list[dict[str, Any]]:
    return [
        {
            "file": r.file,
            "row": r.row,
            "column": r.column or None,
            "code": r.problem.code,
            "found": r.problem.found,
            "expected": r.problem.expected,
            "remedy": r.problem.remedy or None,
        }
        for r in rejections
    ]


def render_imported(done: Imported) -> RenderableType:
    """Return the count of a table's rows."""
    return _counts(done.table, done.n_rows, done.n_rejected, done.n_hidden)


def render_estimated(done: Estimated) -> RenderableType:
    """Return the estimates as a table under the count of rows."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("number", "n", "censored", "mean", "95 % interval", "form", "agrees"):
        table.add_column(name, justify="right" if name in ("n", "censored") else "left")
    above: tuple[str, str] | None = None
    for line in done.lines:
        if (line.unit, line.maintenance) != above:
            above = (line.unit, line.maintenance)
            table.add_row(Text(".".join(above), "bold"))
        agrees = "" if line.p_value is None else f"p = {line.p_value:.2f}"
        table.add_row(
            f"  {line.attribute}", str(line.n), str(line.n_censored), _value(line, line.mean),
            f"{_value(line, line.low)} … {_value(line, line.high)}", line.form, agrees,
        )  # fmt: skip
    notes = [
        Text(f"{line.unit}.{line.maintenance}.{line.attribute}: {line.note}", "dim")
        for line in done.lines
        if line.note
    ]
    head = _counts(done.kind, done.n_rows, done.n_rejected, done.n_hidden)
    return Group(head, Text(), table, *([Text(), *notes] if notes else []))


def _value(line: Line, value: float) -> str:
    return share(value) if line.form == "share" else hours(value)


def _counts(what: str, n_rows: int, n_rejected: int, n_hidden: int) -> Text:
    rows = "1 row" if n_rows == 1 else f"{n_rows} rows"
    hidden = f"; {n_hidden} hidden rows and columns were read too" if n_hidden else ""
    counts = f": {rows}, {n_rows - n_rejected} accepted, {n_rejected} rejected{hidden}"
    return Text.assemble((what, "bold"), counts)


def render_rejections(rejections: Sequence[Rejection]) -> RenderableType:
    """Return each refused cell: where, what was found, what was expected, what to do."""
    parts: list[RenderableType] = []
    for rejection in rejections[:_MOST]:
        problem = rejection.problem
        column = f', column "{rejection.column}"' if rejection.column else ""
        head = Text.assemble((f"{rejection.file}, row {rejection.row}{column}", "bold"))
        head.append(f"  {problem.path}", "cyan")
        table = Table.grid(padding=(0, 2))
        table.add_column(width=10, style="dim", justify="right")
        table.add_column(overflow="fold")
        table.add_row("found", Text(problem.found))
        table.add_row("expected", Text(problem.expected))
        if problem.remedy:
            table.add_row("remedy", Text(problem.remedy, style="green"))
        table.add_row("code", Text(f"[{problem.code}]", style="dim"))
        parts += [head, table]
    if len(rejections) > _MOST:
        parts.append(Text(f"… and {len(rejections) - _MOST} more: --json has all", "dim"))
    return Group(*parts)
