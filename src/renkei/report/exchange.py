"""What was read from and written to files of planning tools, and the loss report, for people.

Takes what :mod:`renkei.study.exchanging` gives; gives rich renderables and plain data. Entries that
say the same of several elements stand on one line, with their number and the first of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, said, tr, tr_many
from renkei.interop.exchange.formats import FORMATS
from renkei.interop.exchange.losses import Fate
from renkei.report.tables import Table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.interop.exchange.losses import Losses
    from renkei.study.exchanging import ImportedForces, WrittenFiles

_FATES = {
    Fate.LOST: later("Lost"),
    Fate.APPROXIMATED: later("Approximated"),
    Fate.FILLED: later("Filled in, and marked at its place"),
    Fate.KEPT: later("Kept for the way back"),
}
"""What became of things, the worst first."""


def render_taken(taken: ImportedForces) -> RenderableType:
    """Return what a file holds, counted, and its loss report."""
    counts = _counts(taken)
    head = f"{FORMATS[taken.format].name} {taken.version}".strip() + ": "
    text = ", ".join(
        (
            tr_many("{count} unit", "{count} units", counts["units"]),
            tr_many("{count} superior", "{count} superiors", counts["superiors"]),
            tr_many("{count} position", "{count} positions", counts["positions"]),
            tr_many("{count} timed move", "{count} timed moves", counts["moves"]),
        )
    )
    lines = [Text.assemble((head, "bold"), text)]
    if not counts["units"]:
        lines.append(Text(tr("The file has no unit that is read; the scenario has nobody.")))
    return Group(*lines, render_losses(taken.losses))


def render_losses(losses: Losses) -> RenderableType:
    """Return the loss report: under each fate how many of what, why, and where the first is."""
    if not len(losses):
        return Text(tr("Nothing was lost."))
    grouped: dict[Fate, dict[tuple[str, str], list[str]]] = {}
    for one in losses:
        group = grouped.setdefault(one.fate, {})
        where = one.where
        if one.line:
            line = tr("line {line}", line=one.line)
            where = f"{line}, {where}" if where else line
        group.setdefault((said(one.what), said(one.why)), []).append(where)
    parts: list[RenderableType] = []
    for fate, words in _FATES.items():
        if fate not in grouped:
            continue
        parts += [Text(), Text(tr(words), style="bold")]
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", min_width=6)
        table.add_column()
        for (what, why), places in grouped[fate].items():
            text = tr("{what}: {why}", what=what, why=why)
            if places[0]:
                first = tr("at {where}", where=places[0])
                if len(places) > 1:
                    first = tr("first at {where}", where=places[0])
                text += f" ({first})"
            table.add_row(f"{len(places):,} ×", text)
        parts.append(table)
    return Group(*parts)


def taken_data(taken: ImportedForces) -> dict[str, Any]:
    """Return what was read as plain data, every entry of the loss report."""
    return {
        "format": taken.format,
        "version": taken.version,
        **_counts(taken),
        "files": list(taken.files),
        "losses": losses_data(taken.losses),
    }


def written_data(written: WrittenFiles) -> dict[str, Any]:
    """Return what was written as plain data, every entry of the loss report."""
    return {"format": written.format, "losses": losses_data(written.losses)}


def losses_data(losses: Losses) -> list[dict[str, str | int]]:
    """Return the entries of a loss report as plain data, in English; line 0: none is known."""
    return [
        {
            "file": one.file,
            "where": one.where,
            "line": one.line,
            "what": str(one.what),
            "why": str(one.why),
            "fate": one.fate.value,
        }
        for one in losses
    ]


def _counts(taken: ImportedForces) -> dict[str, int]:
    formations = taken.forces.formations
    return {
        "units": len(formations),
        "headquarters": sum(one.commands for one in formations),
        "superiors": sum(one.superior is not None for one in formations),
        "positions": sum(one.position is not None for one in formations),
        "moves": sum(len(one.moves) for one in formations),
    }
