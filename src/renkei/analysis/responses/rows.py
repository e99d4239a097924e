"""What a comparison of responses consists of: deadlines, rows, and how they were reached.

Gives :class:`Comparison`, one :class:`Row` for each incident type, design and metric.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from renkei.analysis.cautions import Caution
from renkei.analysis.statistics.estimation import Over
from renkei.analysis.statistics.judged import Judged
from renkei.analysis.statistics.verdicts import Correction, Families, Zone
from renkei.program.machine.clock import on_clock

Statistic = Literal["p_deadline", "mean", "median", "p90", "reached"]


@dataclass(frozen=True)
class Deadline:
    """What answers an incident, and within which time of the event.

    Parameters
    ----------
    milestone
        Milestone that answers it.
    hours
        Deadline [h]; an incident not answered counts as late.
    end_h
        When the run ends [h]: of an incident whose deadline lies beyond it nobody can say whether
        it was answered in time, and it is left out of all that is said of its type.
    """

    milestone: str
    hours: float
    end_h: float = math.inf

    def __post_init__(self) -> None:
        # A time that meets it exactly is the same float.
        object.__setattr__(self, "hours", on_clock(self.hours))

    @property
    def until_h(self) -> float:
        """Arrival of the last incident whose deadline the run sees [h]."""
        return self.end_h - self.hours


@dataclass(frozen=True)
class Row(Judged):
    """One metric of one incident type under one design.

    Parameters
    ----------
    incident, design, metric
        Of what; ``metric`` is ``p_deadline`` or milestone and statistic (``on_station_p90``;
        ``on_station_reached``, the probability of ever reaching it, where some do not).
    milestone, statistic
        The metric in its parts.
    unit
        ``1`` or ``h``.
    estimate, low, high
        Estimate with its interval, over all counted incidents; ``inf`` is not reached, or not
        bounded.
    n_incidents, n_replications
        Incidents behind the estimate, and replications that had any.
    reached
        Share that reached the milestone at all.
    limit_h
        Of a mean: the time up to which it counts [h]; None: no mean.
    paired
        The difference is of the same incidents; else the design meets others, and the difference
        is that of independent samples (:mod:`renkei.analysis.statistics.independent`).
    difference, diff_low, diff_high, variance_reduction, identical, zone, verdict, reason, family
        As of :class:`renkei.analysis.statistics.judged.Judged`.
    p_value, p_adjusted, needed
        As there.
    """

    incident: str
    design: str
    metric: str
    milestone: str
    statistic: Statistic
    unit: str
    estimate: float
    low: float
    high: float
    n_incidents: int
    n_replications: int
    reached: float
    limit_h: float | None = None
    paired: bool = True

    def data(self) -> dict[str, Any]:
        """Return the row as plain data, in the order of the frame's columns."""
        return {name: getattr(self, name) for name in FRAME}


@dataclass(frozen=True)
class Separated:
    """How many incidents a design and the baseline do not both answer in time, or both miss.

    Parameters
    ----------
    incident, design
        Of what.
    met
        Incidents that both designs met.
    gained, lost
        Of them, answered in time under the design alone, and under the baseline alone.
    """

    incident: str
    design: str
    met: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Comparison:
    """All rows, and what is needed to read them.

    Parameters
    ----------
    rows
        By incident, metric, design; the baseline first.
    baseline, designs
        Designs compared.
    confidence, zone, correction
        How.
    families
        Numbers of comparisons.
    over
        What weighs the same in each estimate: worlds, or incidents.
    cautions
        What a reader must know besides.
    separated
        Of each incident type and design that is paired, the incidents that make the difference.
    looked
        Replications of this look, where intervals and verdicts hold at every look; None: they are
        for this look alone.
    asked
        Incident type, None: each, and metric of what was asked.
    """

    rows: tuple[Row, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    families: Families
    over: Over
    cautions: tuple[Caution, ...]
    separated: tuple[Separated, ...] = ()
    looked: int | None = None
    asked: tuple[tuple[str | None, str], ...] = ((None, "p_deadline"),)

    def is_asked(self, row: Row) -> bool:
        """Return whether a row is what was asked; all others are explored besides."""
        return (row.incident, row.metric) in self.asked or (None, row.metric) in self.asked

    def frame(self) -> pl.DataFrame:
        """Return the rows as a tidy frame."""
        return pl.DataFrame([row.data() for row in self.rows], schema=FRAME)

    def __repr__(self) -> str:
        against = f"{', '.join(self.designs)}, baseline {self.baseline}"
        return f"<Comparison of {against}: {len(self.rows)} rows>"

    def _repr_html_(self) -> str:
        return self.frame()._repr_html_()

    def row(self, incident: str, design: str, metric: str) -> Row:
        """Return one row; KeyError if there is none."""
        for row in self.rows:
            if (row.incident, row.design, row.metric) == (incident, design, metric):
                return row
        raise KeyError((incident, design, metric))


FRAME = {
    "incident": pl.String,
    "design": pl.String,
    "metric": pl.String,
    "milestone": pl.String,
    "statistic": pl.String,
    "unit": pl.String,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n_incidents": pl.Int64,
    "n_replications": pl.Int64,
    "reached": pl.Float64,
    "limit_h": pl.Float64,
    "difference": pl.Float64,
    "diff_low": pl.Float64,
    "diff_high": pl.Float64,
    "paired": pl.Boolean,
    "variance_reduction": pl.Float64,
    "identical": pl.Boolean,
    "zone": pl.Float64,
    "verdict": pl.String,
    "reason": pl.String,
    "family": pl.String,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "needed": pl.Int64,
}
"""Columns of a comparison as a frame."""
