"""Compare what designs leave ready, stocked and mended: estimates, paired differences, verdicts.

Takes results and the layouts of the designs; gives :class:`Sustained`, one row for each measure of
each subject under each design. Differences are paired by replication and judged as
:mod:`renkei.analysis.statistics.verdicts` says: of groups as what was asked, of the single units,
stocks, docks and lines that they consist of as explored. Of a subject whose every measure is the
same in every replication no difference is left to luck.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from renkei.analysis.statistics.differences import Difference, no_difference
from renkei.analysis.statistics.estimation import CONFIDENCE
from renkei.analysis.statistics.verdicts import (
    Claim,
    Correction,
    Families,
    Family,
    Reason,
    Verdict,
    Zone,
    comparisons,
    judge,
)
from renkei.analysis.sustainment.observed import Domain, Measure, Observed
from renkei.analysis.sustainment.observing import Layout, observe
from renkei.results import Results

ZONE = Zone(hours=24.0)
"""Differences too small to matter: a day, a point; of what is counted that share of it."""

CUT = 0.05
"""Share of what had not ended at the end of the run from which a note says so."""

_TIMES = {"late": "due to receipt", "order": "order to receipt", "off": "out of the unit"}

_NAMED = 3
"""Subjects that a note names; of more it gives the number."""


@dataclass(frozen=True)
class SustainedRow:
    """One measure of one subject under one design.

    Parameters
    ----------
    measure
        What is measured of which subject.
    design
        Under which design.
    estimate, low, high
        Estimate with its interval; an infinite time was not reached before the run ended.
    n_replications
        Replications behind it.
    never
        Of a time: share of the replications in which it was not reached before the run ended.
    cut
        Of a mean time: share that had not ended when the run did, and count with their time until
        then.
    difference, diff_low, diff_high, variance_reduction, identical, zone, verdict, reason, family
        As in :class:`renkei.analysis.responses.comparison.Row`, paired by replication; ``only
        here`` where the baseline has no such subject.
    p_value, p_adjusted, needed
        As there.
    """

    measure: Measure
    design: str
    estimate: float
    low: float
    high: float
    n_replications: int
    never: float
    difference: float | None = None
    diff_low: float | None = None
    diff_high: float | None = None
    variance_reduction: float | None = None
    identical: bool = False
    zone: float | None = None
    verdict: Verdict | Literal["only here"] = "baseline"
    reason: Reason = ""
    family: Family = ""
    p_value: float | None = None
    p_adjusted: float | None = None
    needed: int | None = None
    cut: float = 0.0


@dataclass(frozen=True)
class Sustained:
    """All rows, and what is needed to read them.

    Parameters
    ----------
    rows
        By subject, measure and design; the baseline first.
    baseline, designs
        Designs compared.
    confidence, zone, correction
        How.
    families
        Numbers of comparisons: of groups, and explored besides of single units, stocks, docks and
        lines: the many must not hide what is told of the few.
    notes
        Sentences that a reader must see.
    """

    rows: tuple[SustainedRow, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    families: Families
    notes: tuple[str, ...]

    def frame(self) -> pl.DataFrame:
        """Return the rows as a tidy frame; the columns of a measure stand in front."""
        plain = [{**asdict(row.measure), **asdict(row)} for row in self.rows]
        return pl.DataFrame(
            [{key: value for key, value in row.items() if key != "measure"} for row in plain],
            schema=_FRAME,
        )

    def of(self, *domains: Domain) -> Sustained:
        """Return the rows of some domains alone, judged as before among all."""
        rows = tuple(row for row in self.rows if row.measure.domain in domains)
        return replace(self, rows=rows)

    def statement(self) -> str:
        """Return in a few sentences how the verdicts were reached."""
        how = {"holm": "Holm", "bonferroni": "Bonferroni", "none": "no"}[self.correction]
        families, level = self.families, f"{self.confidence:.0%}".replace("%", " %")
        said = (
            f"Readiness and supply: paired with {self.baseline} by replication; {level} "
            f"confidence, indifference zone {self.zone.words()}, of what is counted "
            f"±{100 * self.zone.probability:g} % of the baseline's value. Asked: groups, "
            f"{comparisons(families.asked)}, {how} correction."
        )
        said += " Shares and waits of demand and work are over all of it in all worlds together."
        if families.explored:
            said += f" Explored: what they consist of, {comparisons(families.explored)}"
            if self.correction != "none":
                false = f"{1 - self.confidence:.0%}".replace("%", " %")
                said += f"; of what is told at most {false} is expected to be false"
            said += "."
        return said


_FRAME = {
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


def compare_sustainment(
    results: Results,
    layouts: Mapping[str, Layout],
    *,
    baseline: str | None = None,
    confidence: float = CONFIDENCE,
    zone: Zone = ZONE,
    correction: Correction = "holm",
    only: Container[tuple[str, str]] | None = None,
) -> Sustained:
    """Compare what designs leave ready, stocked and mended.

    Parameters
    ----------
    results
        What was run.
    layouts
        Layout of each design to be compared.
    baseline
        Design that the others are compared with; None: the first.
    confidence, zone, correction
        As of :func:`renkei.analysis.responses.comparison.compare`.
    only
        Subject and name of the measures compared; None: all.
    """
    baseline = baseline or next(iter(layouts))
    designs = (baseline, *(design for design in layouts if design != baseline))
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
            rows.append(_row(own, design, theirs, confidence, of_baseline))
            like = rows[-1][0] if own is base else like
    judged, families = _judged(rows, zone, confidence, correction, results)
    judged = [
        replace(row, verdict="only here")
        if row.difference is None and row.design != baseline
        else row
        for row in judged
    ]
    notes = tuple(_notes(judged, layouts[baseline].horizon_h))
    how = (confidence, zone, correction, families)
    return Sustained(tuple(judged), baseline, designs, *how, notes)


_Observations = Mapping[tuple[Domain, str, str], Observed]


def _alike(ours: _Observations, theirs: _Observations) -> set[tuple[Domain, str]]:
    """Return the subjects of which every measure is the same in every replication."""
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
    """Return a row; ``like`` is the baseline's, where it has the same numbers."""
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
    return (
        replace(
            row,
            difference=difference.value,
            diff_low=difference.low,
            diff_high=difference.high,
            variance_reduction=difference.variance_reduction,
            identical=difference.identical,
        ),
        difference,
    )


def _judged(
    rows: Sequence[tuple[SustainedRow, Difference | None]],
    zone: Zone,
    confidence: float,
    correction: Correction,
    results: Results,
) -> tuple[list[SustainedRow], Families]:
    claims = [
        Claim(
            difference,
            zone.limit(
                row.measure.unit,
                row.estimate - difference.value,
                row.measure.name.replace(" ", "-"),
            ),
            row.measure.better,
            row.measure.level == "group",
            results.replications(row.design),
            i,
        )
        for i, (row, difference) in enumerate(rows)
        if difference is not None
    ]
    judgements, families = judge(claims, confidence, correction)
    said = iter(zip(claims, judgements, strict=True))
    judged = []
    for row, difference in rows:
        if difference is None:
            judged.append(row)
        else:
            claim, judgement = next(said)
            judged.append(replace(row, zone=claim.limit, **vars(judgement)))
    return judged, families


def _notes(rows: Sequence[SustainedRow], horizon_h: float) -> Iterator[str]:
    """Yield a sentence each on which stocks and which times the end of the run cut off."""
    found: dict[str, list[float]] = {}
    several = {row.measure.group for row in rows if row.measure.domain == "stock"}
    for row in rows:
        # Of a group of several the members are told.
        if row.measure.name == "refill" and row.never and row.measure.subject not in several:
            found.setdefault(row.measure.subject, []).append(row.never)
    if found:
        shares = [share for own in found.values() for share in own]
        least, most = _percent(min(shares)), _percent(max(shares))
        first = ", ".join(list(found)[:_NAMED])
        more = len(found) - _NAMED
        others = f" and {more} more stocks (`runs full again`)" if more > 0 else ""
        yield (
            f"{first}{others}: not full again by day {horizon_h / 24:.0f}, when the run ends, in "
            f"{least if least == most else f'{least} to {most}'} of the replications; a median "
            "counts them as later than that, and a longer horizon would tell when."
        )
    cut: dict[tuple[str, str], float] = {}
    groups = {(row.measure.domain, row.measure.group) for row in rows}
    for row in rows:
        key = row.measure.subject, row.measure.name
        if row.cut >= CUT and (row.measure.domain, row.measure.subject) not in groups:
            cut[key] = max(cut.get(key, 0.0), row.cut)
    if cut:
        worst = sorted(cut, key=lambda key: (-cut[key], key))
        first = ", ".join(
            f"{_TIMES.get(name, name)} of {subject} ({_percent(cut[subject, name])})"
            for subject, name in worst[:_NAMED]
        )
        others = f" and {len(cut) - _NAMED} more" if len(cut) > _NAMED else ""
        yield (
            f"not ended by day {horizon_h / 24:.0f}, when the run ends: {first}{others}; they "
            "count with their time until then, so that these means are too short."
        )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
