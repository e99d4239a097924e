"""Compare readiness, stocks and maintenance of designs: estimates, paired differences, verdicts.

Takes results and the layouts of the designs; gives :class:`Sustained`, one row for each measure of
each subject under each design. Differences are paired by replication and judged as
:mod:`renkei.analysis.statistics.verdicts` says: those of groups as asked, those of their single
units, stocks, docks and lines as explored. A subject with the same measures in every replication
has no difference of chance.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from renkei.analysis.cautions import Caution, CautionKind
from renkei.analysis.statistics.differences import Difference, no_difference
from renkei.analysis.statistics.estimation import CONFIDENCE
from renkei.analysis.statistics.judged import Judged, judge_rows, with_difference
from renkei.analysis.statistics.sequential import always_valid_confidence
from renkei.analysis.statistics.verdicts import (
    Claim,
    Correction,
    Families,
    Zone,
)
from renkei.analysis.sustainment.observed import Domain, Measure, Observed
from renkei.analysis.sustainment.observing import Layout, observe
from renkei.results import Results

ZONE = Zone(hours=24.0)
"""Differences too small to matter: a day, a point, that share of a count."""

CUT = 0.05
"""Share of periods not ended at the end of the run that calls for a caution."""


@dataclass(frozen=True)
class SustainedRow(Judged):
    """One measure of one subject under one design.

    Parameters
    ----------
    measure
        Measure and its subject.
    design
        Design.
    estimate, low, high
        Estimate with its interval; an infinite time was not reached before the run ended.
    n_replications
        Replications behind it.
    never
        Of a time: share of the replications in which it was not reached before the run ended.
    cut
        Of a mean time: share of periods that had not ended when the run did; they count with their
        time until then.
    difference, diff_low, diff_high, variance_reduction, identical, zone, verdict, reason, family
        As of :class:`renkei.analysis.statistics.judged.Judged`, paired by replication; ``only
        here`` where the baseline has no such subject.
    p_value, p_adjusted, needed
        As for :class:`renkei.analysis.statistics.judged.Judged`.
    """

    measure: Measure
    design: str
    estimate: float
    low: float
    high: float
    n_replications: int
    never: float
    cut: float = 0.0

    def data(self) -> dict[str, Any]:
        """Return the row as plain data, in the order of the frame's columns."""
        own = {**vars(self.measure), **vars(self)}
        return {name: own[name] for name in FRAME}


@dataclass(frozen=True)
class Sustained:
    """All rows, and the facts needed to read them.

    Parameters
    ----------
    rows
        By subject, measure and design; the baseline first.
    baseline, designs
        Designs compared.
    confidence, zone, correction
        Method of the verdicts.
    families
        Numbers of comparisons: of groups, and of single units, stocks, docks and lines, which are
        explored besides: the many must not hide the verdicts on the few.
    cautions
        Cautions for the reader.
    looked
        As of :class:`renkei.analysis.responses.rows.Comparison`.
    """

    rows: tuple[SustainedRow, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    families: Families
    cautions: tuple[Caution, ...]
    looked: int | None = None

    def frame(self) -> pl.DataFrame:
        """Return the rows as a tidy frame; the columns of a measure stand in front."""
        return pl.DataFrame([row.data() for row in self.rows], schema=FRAME)

    def __repr__(self) -> str:
        against = f"{', '.join(self.designs)}, baseline {self.baseline}"
        return f"<Sustained of {against}: {len(self.rows)} rows>"

    def _repr_html_(self) -> str:
        return self.frame()._repr_html_()

    def of(self, *domains: Domain) -> Sustained:
        """Return the rows of some domains alone, judged as before among all."""
        rows = tuple(row for row in self.rows if row.measure.domain in domains)
        return replace(self, rows=rows)


FRAME = {
    **dict.fromkeys(("domain", "subject", "name", "kind", "unit", "better"), pl.String),
    **dict.fromkeys(("level", "group", "design"), pl.String),
    **dict.fromkeys(("estimate", "low", "high"), pl.Float64),
    "n_replications": pl.Int64,
    **dict.fromkeys(("never", "difference", "diff_low", "diff_high"), pl.Float64),
    "variance_reduction": pl.Float64,
    "identical": pl.Boolean,
    "zone": pl.Float64,
    **dict.fromkeys(("verdict", "reason", "family"), pl.String),
    **dict.fromkeys(("p_value", "p_adjusted"), pl.Float64),
    "needed": pl.Int64,
    "cut": pl.Float64,
}
"""Columns of a comparison as a frame."""


def compare_sustainment(
    results: Results,
    layouts: Mapping[str, Layout],
    *,
    baseline: str | None = None,
    confidence: float = CONFIDENCE,
    zone: Zone = ZONE,
    correction: Correction = "holm",
    only: Container[tuple[str, str]] | None = None,
    looked: bool = False,
) -> Sustained:
    """Compare readiness, stocks and maintenance of designs.

    Parameters
    ----------
    results
        Results of a run.
    layouts
        Layout of each design to be compared.
    baseline
        Design that the others are compared with; None: the first.
    confidence, zone, correction
        As of :func:`renkei.analysis.responses.comparison.compare`.
    only
        Subject and name of the measures compared; None: all.
    looked
        As of :func:`renkei.analysis.responses.comparison.compare`.
    """
    baseline = baseline or next(iter(layouts))
    designs = (baseline, *(design for design in layouts if design != baseline))
    at = min(results.replications(design) for design in designs) if looked else None
    level = confidence if at is None else always_valid_confidence(confidence, at)
    observed = {
        design: {
            (o.measure.domain, o.measure.subject, o.measure.name): o
            for o in found
            if only is None or (o.measure.subject, o.measure.name) in only
        }
        for design in designs
        for found in [observe(results, design, layouts[design])]
    }
    of_all = (item for design in designs for item in observed[design].items())
    keys = list(dict.fromkeys(key for key, own in of_all if own.occurs))
    # A subject that only a later design has still stands with its likes.
    order = list(dict.fromkeys(key[0] for key in keys))
    keys.sort(key=lambda key: order.index(key[0]))
    alike = {design: _alike(observed[design], observed[baseline]) for design in designs}
    rows: list[tuple[SustainedRow, Difference | None]] = []
    for key in keys:
        base = observed[baseline].get(key)
        like: SustainedRow | None = None
        for design in designs:
            own = observed[design].get(key)
            if own is None:
                continue
            of_baseline = like if key[:2] in alike[design] else None
            theirs = None if own is base else base
            rows.append(_row(own, design, theirs, level, of_baseline))
            like = rows[-1][0] if own is base else like
    claims = [_claim(i, *one, zone, results) for i, one in enumerate(rows)]
    judged, families = judge_rows([row for row, _ in rows], claims, confidence, correction, at)
    judged = [
        replace(row, verdict="only here")
        if row.difference is None and row.design != baseline
        else row
        for row in judged
    ]
    cautions = tuple(_cautions(judged, layouts[baseline].horizon_h))
    how = (confidence, zone, correction, families)
    return Sustained(tuple(judged), baseline, designs, *how, cautions, at)


_Observations = Mapping[tuple[Domain, str, str], Observed]


def _alike(ours: _Observations, theirs: _Observations) -> set[tuple[Domain, str]]:
    """Return the subjects whose measures are all the same in every replication."""
    keys = {*ours, *theirs}
    differing = {
        key[:2]
        for key in keys
        if not (key in ours and key in theirs and _same(ours[key], theirs[key]))
    }
    return {key[:2] for key in keys} - differing


def _same(one: Observed, other: Observed) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("replication", "above", "below")
        if getattr(one, name) is not getattr(other, name)
    )


def _row(
    own: Observed,
    design: str,
    base: Observed | None,
    confidence: float,
    like: SustainedRow | None,
) -> tuple[SustainedRow, Difference | None]:
    """Return a row; ``like`` is the baseline's row, if it has the same numbers."""
    if like is not None:
        row = replace(like, measure=own.measure, design=design, cut=own.cut_share)
    else:
        estimate = own.estimate(confidence)
        row = SustainedRow(
            measure=own.measure,
            design=design,
            estimate=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n_replications=estimate.n_replications,
            never=own.never,
            cut=own.cut_share,
        )
    if base is None:
        return row, None
    if like is not None and not math.isnan(like.estimate):
        n = len(own.replication)
        difference = no_difference(n, n)
    else:
        difference = own.difference(base, confidence)
    return with_difference(row, difference), difference


def _claim(
    number: int, row: SustainedRow, difference: Difference | None, zone: Zone, results: Results
) -> Claim | None:
    """Return the claim on a row; each is a comparison of its own."""
    if difference is None:
        return None
    measure = row.measure
    scale = row.estimate - difference.value
    return Claim(
        difference,
        zone.limit(measure.unit, scale, measure.name.replace(" ", "-")),
        measure.better,
        measure.level == "group",
        results.replications(row.design),
        number,
    )


def _cautions(rows: Sequence[SustainedRow], horizon_h: float) -> Iterator[Caution]:
    """Yield the stocks and the times that the end of the run cut off."""
    groups = {(row.measure.domain, row.measure.group) for row in rows}
    for row in rows:
        measure = row.measure
        if (measure.domain, measure.subject) in groups:
            continue  # of a group of several it is said of the members
        if (measure.domain, measure.name) == ("stock", "refill") and row.never:
            yield _cut_off("not full again", row, row.never, horizon_h)
        elif row.cut >= CUT:
            yield _cut_off("not ended", row, row.cut, horizon_h)


def _cut_off(kind: CautionKind, row: SustainedRow, share: float, horizon_h: float) -> Caution:
    measure = row.measure
    return Caution(
        kind, row.design, subject=measure.subject, measure=measure.name, share=share, at_h=horizon_h
    )
