"""Compare what designs leave ready, stocked and mended: estimates, paired differences, verdicts.

Takes results and the layouts of the designs; gives :class:`Sustained`, one row for each measure of
each subject under each design. Verdicts are reached as in :mod:`renkei.analysis.comparison`, paired
by replication, and corrected over a family of their own.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from renkei.analysis.comparison import FEW, Correction, Verdict, Zone, corrected
from renkei.analysis.differences import Difference
from renkei.analysis.estimation import CONFIDENCE
from renkei.analysis.observed import Level, Measure, Observed
from renkei.analysis.sustainment import Layout, observe
from renkei.results import Results

ZONE = Zone(hours=24.0)
"""Differences too small to matter: a day, a point; of what is counted that share of it."""

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
    difference, diff_low, diff_high, variance_reduction, p_value, p_adjusted, verdict
        As in :class:`renkei.analysis.comparison.Row`, paired by replication; ``only here`` where
        the baseline has no such subject.
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
    p_value: float | None = None
    p_adjusted: float | None = None
    verdict: Verdict | Literal["only here"] = "baseline"


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
    family, of_singles
        Number of comparisons of groups that were corrected for, and apart from them of single
        units, stocks, docks and lines: the many must not hide what is told of the few.
    notes
        Sentences that a reader must see.
    """

    rows: tuple[SustainedRow, ...]
    baseline: str
    designs: tuple[str, ...]
    confidence: float
    zone: Zone
    correction: Correction
    family: int
    of_singles: int
    notes: tuple[str, ...]

    def statement(self) -> str:
        """Return in one sentence how the verdicts were reached."""
        how = {"holm": "Holm", "bonferroni": "Bonferroni", "none": "no"}[self.correction]
        return (
            f"Readiness and supply: paired with {self.baseline} by replication; verdicts at "
            f"{self.confidence:.0%} confidence with an indifference zone of ±{self.zone.hours:g} h "
            f"and ±{self.zone.probability:g} in shares, probabilities and, relative to the "
            f"baseline, in counts; {how} correction over {self.family} comparisons"
            + (
                f" of groups and, apart from them, {self.of_singles} of what they consist of."
                if self.of_singles
                else "."
            )
        )


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
        As of :func:`renkei.analysis.comparison.compare`.
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
    rows: list[tuple[SustainedRow, Difference | None]] = []
    for key in keys:
        base = observed[baseline].get(key)
        for design in designs:
            own = observed[design].get(key)
            if own is not None:
                rows.append(_row(own, design, None if own is base else base, confidence))
    judged, families = _judged(rows, zone, confidence, correction)
    judged = [
        replace(row, verdict="only here")
        if row.difference is None and row.design != baseline
        else row
        for row in judged
    ]
    notes = tuple(_notes(judged, layouts[baseline].horizon_h))
    how = (confidence, zone, correction, families["group"], families["single"])
    return Sustained(tuple(judged), baseline, designs, *how, notes)


def _row(
    own: Observed, design: str, base: Observed | None, confidence: float
) -> tuple[SustainedRow, Difference | None]:
    estimate = own.estimate(confidence)
    row = SustainedRow(
        measure=own.measure,
        design=design,
        estimate=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n_replications=estimate.n_replications,
        never=own.never,
    )
    if base is None:
        return row, None
    difference = own.difference(base, confidence)
    return (
        replace(
            row,
            difference=difference.value,
            diff_low=difference.low,
            diff_high=difference.high,
            variance_reduction=difference.variance_reduction,
        ),
        difference,
    )


def _judged(
    rows: Sequence[tuple[SustainedRow, Difference | None]],
    zone: Zone,
    confidence: float,
    correction: Correction,
) -> tuple[list[SustainedRow], dict[Level, int]]:
    errors = {
        i: difference.uncertainty.error_beyond(_limit(row, difference, zone))
        for i, (row, difference) in enumerate(rows)
        if difference is not None
        and difference.n_replications >= FEW
        and row.measure.better != "either"
    }
    adjusted: dict[int, float] = {}
    families: dict[Level, int] = {"group": 0, "single": 0}
    for level in families:
        own = {i: error for i, error in errors.items() if rows[i][0].measure.level == level}
        adjusted |= corrected(own, correction)
        families[level] = len(own)
    judged = []
    for i, (row, difference) in enumerate(rows):
        if difference is None:
            judged.append(row)
        elif i in errors:
            verdict = _verdict(row, adjusted[i] <= 1 - confidence)
            judged.append(replace(row, p_value=errors[i], p_adjusted=adjusted[i], verdict=verdict))
        elif difference.n_replications < FEW:
            judged.append(replace(row, verdict="too few"))
        else:
            judged.append(replace(row, verdict="not distinguishable"))
    return judged, families


def _limit(row: SustainedRow, difference: Difference, zone: Zone) -> float:
    if row.measure.unit == "h":
        return zone.hours
    # Shares are alike from one to the next; of platforms there may be two or two hundred.
    of = 1.0 if row.measure.unit == "1" else abs(row.estimate - difference.value)
    return zone.probability * of


def _verdict(row: SustainedRow, sure: bool) -> Verdict:
    if not sure or row.difference is None:
        return "not distinguishable"
    return "better" if (row.difference > 0) == (row.measure.better == "more") else "worse"


def _notes(rows: Sequence[SustainedRow], horizon_h: float) -> Iterator[str]:
    """Yield in one sentence which stocks were cut off by the end of the run."""
    found: dict[str, list[float]] = {}
    several = {row.measure.group for row in rows if row.measure.domain == "stock"}
    for row in rows:
        # Of a group of several the members are told.
        if row.measure.name == "refill" and row.never and row.measure.subject not in several:
            found.setdefault(row.measure.subject, []).append(row.never)
    if found:
        shares = [share for own in found.values() for share in own]
        least, most = f"{min(shares):.0%}", f"{max(shares):.0%}"
        first = ", ".join(list(found)[:_NAMED])
        more = len(found) - _NAMED
        others = f" and {more} more stocks (`runs full again`)" if more > 0 else ""
        yield (
            f"{first}{others}: not full again by day {horizon_h / 24:.0f}, when the run ends, in "
            f"{least if least == most else f'{least} to {most}'} of the replications; a median "
            "counts them as later than that, and a longer horizon would tell when."
        )
