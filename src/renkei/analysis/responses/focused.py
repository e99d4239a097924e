"""What focused replications hold: how many incidents, and how many had not ended.

Takes results of a run with a focus; gives :class:`InFocus`. Levels of the whole system (incidents a
year, loads of cells, readiness, stocks) are no question to such results:
:func:`refuse_levels` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei.results import Results, milestone_column


@dataclass(frozen=True)
class InFocus:
    """Incidents in focus of one type under one design.

    Parameters
    ----------
    incident, design
        Of what.
    count
        Replications that hold one.
    running
        Of them, those that had not got to the milestones to which they are followed, and had not
        ended either.
    limit_h
        For how long each was followed at most [h].
    past_h
        For how long incidents had come before [h]; None: since the start.
    """

    incident: str
    design: str
    count: int
    running: int
    limit_h: float
    past_h: float | None


def held(results: Results, incidents: list[str], designs: list[str]) -> list[InFocus]:
    """Return what the replications hold, by incident type and design."""
    focus = results.record.focus
    assert focus is not None
    short = pl.any_horizontal(
        pl.lit(False), *(pl.col(milestone_column(name)).is_null() for name in focus.until)
    )
    rows = (
        results.scan("incidents")
        .filter(pl.col("counted"))
        .group_by("design", "incident")
        .agg(pl.len().alias("n"), (pl.col("outcome") == "running").and_(short).sum().alias("late"))
        .collect()
    )
    found = {(row["design"], row["incident"]): row for row in rows.iter_rows(named=True)}
    none = {"n": 0, "late": 0}
    return [
        InFocus(incident, design, row["n"], row["late"], focus.limit_h, focus.past_h)
        for incident in incidents
        for design in designs
        for row in [found.get((design, incident), none)]
    ]


def refuse_levels(results: Results, what: str) -> None:
    """Refuse a level of the whole system to results of a run with a focus.

    Raises
    ------
    ResultsError
        If each replication holds one incident in focus.
    """
    focus = results.record.focus
    if focus is not None:
        raise ResultsError(
            Phrase(
                "{folder} holds no {what}: each of its replications holds one "
                "incident in focus ({focus}) and ends with its response. Run "
                "the scenario without a focus.",
                folder=results.folder,
                what=what,
                focus=", ".join(focus.incidents),
            )
        )
