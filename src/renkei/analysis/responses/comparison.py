"""Compare designs on the same incidents: estimates, paired differences, verdicts.

Takes results and the deadlines of the incident types; gives
:class:`~renkei.analysis.responses.rows.Comparison`, one row for each incident type, design and
metric, judged as :mod:`renkei.analysis.statistics.verdicts` says. The question asked is, for each
incident type, the probability of its own deadline; times are explored besides. The intervals shown
are not corrected.

Source: Nelson and Matejcik (1995) for comparing systems under common random numbers with an
indifference zone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.analysis.responses import cautions
from renkei.analysis.responses.metrics import Compared, Metric
from renkei.analysis.responses.rows import Comparison, Deadline, Row, Separated, Statistic
from renkei.analysis.responses.samples import (
    OVER,
    CountedIncidents,
    Matched,
    Sample,
    longest,
    match,
)
from renkei.analysis.statistics.estimation import CONFIDENCE, Over
from renkei.analysis.statistics.judged import judge_rows, with_difference
from renkei.analysis.statistics.sequential import always_valid_confidence
from renkei.analysis.statistics.verdicts import Claim, Correction, Zone
from renkei.results import Results

MILESTONES = ("decided", "agreed", "on-station")
"""Milestones compared by default."""

ASKED: tuple[tuple[str | None, str], ...] = ((None, "p_deadline"),)
"""What is asked by default: of each incident type, the probability of its own deadline."""


def compare(
    results: Results,
    deadlines: Mapping[str, Deadline],
    *,
    baseline: str | None = None,
    designs: Sequence[str] | None = None,
    milestones: Sequence[str] = MILESTONES,
    confidence: float = CONFIDENCE,
    zone: Zone | None = None,
    correction: Correction = "holm",
    over: Over = OVER,
    followed_h: float | None = None,
    asked: Collection[tuple[str | None, str]] = ASKED,
    looked: bool = False,
) -> Comparison:
    """Compare designs with a baseline.

    Parameters
    ----------
    results
        Results of a run.
    deadlines
        Deadline of each incident type to be compared; background types are left out.
    baseline
        Design that the others are compared with; None: the first.
    designs
        Designs to compare; None: all.
    milestones
        Milestones whose times are compared; those that no incident of a type reaches under any
        design are left out for that type.
    confidence
        Confidence of each interval, and of all comparisons asked together.
    zone
        Indifference zone; None: the default one.
    correction
        Correction for the number of comparisons.
    over
        Unit that weighs the same in each estimate.
    followed_h
        Least time for which every counted incident is followed [h], such as ``time.drain``: means
        count up to this time, or to the deadline if that is longer. None: up to the longest time
        seen under any of the designs.
    asked
        Incident type, None: each, and metric of what is asked: these comparisons are corrected
        together, all others are explored.
    looked
        Whether this may be one of many looks at a growing sample: intervals and verdicts then hold
        at all of them together (:mod:`renkei.analysis.statistics.sequential`).

    Raises
    ------
    ResultsError
        If a design or incident type is not in the results.
    """
    chosen = tuple(designs or results.designs)
    baseline = baseline or chosen[0]
    for design in (*chosen, baseline):
        _known(
            design,
            results.designs,
            later("{folder} holds no design `{name}`; it holds {names}. {hint}"),
            results,
        )
    for incident in deadlines:
        _known(
            incident,
            results.incidents,
            later("{folder} holds no incident type `{name}`; it holds {names}. {hint}"),
            results,
        )
    chosen = (baseline, *(design for design in chosen if design != baseline))
    at = min(results.replications(design) for design in chosen) if looked else None
    level = confidence if at is None else always_valid_confidence(confidence, at)
    zone = zone or Zone()
    measured: list[_Measured] = []
    found = list(cautions.failures(results, chosen))
    separated: list[Separated] = []
    every = tuple(dict.fromkeys((*milestones, *(one.milestone for one in deadlines.values()))))
    met = {d: CountedIncidents(results, d, every, over, list(deadlines)) for d in chosen}
    for incident, deadline in deadlines.items():
        samples = {d: met[d].of(incident, deadline.until_h) for d in chosen}
        pairs = {
            d: match(results, d, baseline, samples[d], samples[baseline])
            for d in chosen
            if d != baseline
        }
        for milestone, statistic in _metrics(deadline, milestones, samples):
            limit_h = _limit(milestone, deadline, samples, followed_h)
            metric = Metric(milestone, statistic, deadline.hours, limit_h, level)
            measured += _measured(incident, metric, samples, pairs)
            if statistic == "mean":
                found += cautions.carried(incident, metric, samples)
        found += cautions.of_samples(incident, deadline, samples)
        found += cautions.unpaired(incident, baseline, pairs)
        separated += [
            _separated(incident, design, deadline, pair)
            for design, pair in pairs.items()
            if pair.paired
        ]
    claims = list(_claims(measured, zone, results, asked))
    rows, families = judge_rows([one.row for one in measured], claims, confidence, correction, at)
    return Comparison(
        tuple(rows),
        baseline,
        chosen,
        confidence,
        zone,
        correction,
        families,
        over,
        tuple(found),
        tuple(separated),
        at,
        tuple(asked),
    )


def _separated(incident: str, design: str, deadline: Deadline, pair: Matched) -> Separated:
    ours, theirs = (
        sample.hours[deadline.milestone] <= deadline.hours for sample in (pair.ours, pair.theirs)
    )
    gained, lost = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    return Separated(incident, design, len(ours), gained, lost)


@dataclass(frozen=True)
class _Measured:
    """A row, its metric, and its difference with the baseline, if any."""

    row: Row
    metric: Metric
    compared: Compared | None = None


def _limit(
    milestone: str, deadline: Deadline, samples: Mapping[str, Sample], followed_h: float | None
) -> float:
    """Return the time up to which a mean counts [h]."""
    if followed_h is not None:
        return max(followed_h, deadline.hours)
    return longest(*(sample.hours[milestone] for sample in samples.values()))


def _metrics(
    deadline: Deadline, milestones: Sequence[str], samples: Mapping[str, Sample]
) -> Iterator[tuple[str, Statistic]]:
    yield deadline.milestone, "p_deadline"
    for milestone in milestones:
        if any(np.isfinite(sample.hours[milestone]).any() for sample in samples.values()):
            yield milestone, "median"
            yield milestone, "p90"
            yield milestone, "mean"
            if not all(np.isfinite(sample.hours[milestone]).all() for sample in samples.values()):
                yield milestone, "reached"


def _measured(
    incident: str,
    metric: Metric,
    samples: Mapping[str, Sample],
    pairs: Mapping[str, Matched],
) -> Iterator[_Measured]:
    for design, sample in samples.items():
        hours = sample.hours[metric.milestone]
        estimate = metric.estimate(hours, sample.clusters)
        row = Row(
            incident=incident,
            design=design,
            metric=metric.name,
            milestone=metric.milestone,
            statistic=metric.statistic,
            unit=metric.unit,
            estimate=estimate.value,
            low=estimate.low,
            high=estimate.high,
            n_incidents=estimate.n_incidents,
            n_replications=estimate.n_replications,
            reached=sample.clusters.average(np.isfinite(hours)) if len(hours) else 0.0,
            limit_h=metric.limit_h if metric.statistic == "mean" else None,
        )
        if design not in pairs:
            yield _Measured(row, metric)
            continue
        compared = metric.compared(pairs[design])
        row = replace(row, paired=pairs[design].paired)
        yield _Measured(with_difference(row, compared.difference), metric, compared)


def _claims(
    measured: Sequence[_Measured],
    zone: Zone,
    results: Results,
    asked: Collection[tuple[str | None, str]],
) -> Iterator[Claim | None]:
    """Yield the claim on each row, the baseline's before the rows that it scales."""
    scale = math.nan
    for one in measured:
        row, compared = one.row, one.compared
        if compared is None:
            scale = row.estimate
            yield None
            continue
        yield Claim(
            compared.difference,
            zone.limit(row.unit, scale, *one.metric.names),
            "less" if row.unit == "h" else "more",
            (row.incident, row.metric) in asked or (None, row.metric) in asked,
            results.replications(row.design),
            (row.incident, *compared.key),
        )


def _known(name: str, names: Sequence[str], unknown: str, results: Results) -> None:
    if name not in names:
        raise ResultsError(
            Phrase(
                unknown,
                folder=results.folder,
                name=name,
                names=", ".join(names),
                hint=did_you_mean(name, names),
            )
        )
