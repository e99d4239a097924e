"""The cautions of a comparison of responses: failed, late, few, unpaired, carried by few."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from renkei.analysis.cautions import Caution
from renkei.analysis.responses.metrics import Metric
from renkei.analysis.responses.rows import Deadline
from renkei.analysis.responses.samples import Matched, Sample
from renkei.analysis.statistics.verdicts import FEW
from renkei.results import Results

_STILL_WAITING = 0.01
"""Share of incidents without an answer at the end of their replication that calls for a caution."""

_FEW_CARRY = 0.5
"""Share of all hours in the longest twentieth of the replications that calls for a caution."""


def failures(results: Results, designs: Sequence[str]) -> Iterator[Caution]:
    """Yield the designs with failed replications."""
    for design in designs:
        failed = results.failures(design).height
        if failed:
            yield Caution("failed", design, count=failed, of=results.replications(design))


def of_samples(
    incident: str, deadline: Deadline, samples: Mapping[str, Sample]
) -> Iterator[Caution]:
    """Yield the wants of a verdict on an incident type: time, replications, or an end."""
    left_out = max(sample.left_out for sample in samples.values())
    if left_out:
        yield Caution("left out", incident=incident, count=left_out)
    for design, sample in samples.items():
        count = sample.clusters.count
        if count < FEW:
            yield Caution("few replications", design, incident, count=count)
        waits = sample.running & ~np.isfinite(sample.hours[deadline.milestone])
        if waits.sum() > _STILL_WAITING * len(waits):
            number = int(waits.sum())
            yield Caution(
                "still waiting", design, incident, deadline.milestone, count=number, of=len(waits)
            )


def carried(incident: str, metric: Metric, samples: Mapping[str, Sample]) -> Iterator[Caution]:
    """Yield the means whose hours come mostly from few replications."""
    for design, sample in samples.items():
        clusters = sample.clusters
        if clusters.count < FEW:
            continue
        hours = np.minimum(sample.hours[metric.milestone], metric.limit_h)
        total = np.sort(clusters.influence(hours))[::-1]
        few = math.ceil(0.05 * clusters.count)
        if total.sum() > 0 and total[:few].sum() > _FEW_CARRY * total.sum():
            yield Caution(
                "carried by few",
                design,
                incident,
                metric.milestone,
                count=few,
                of=clusters.count,
                share=float(total[:few].sum() / total.sum()),
            )


def unpaired(incident: str, baseline: str, pairs: Mapping[str, Matched]) -> Iterator[Caution]:
    """Yield the designs that meet other incidents than the baseline."""
    for design, matched in pairs.items():
        if not matched.paired:
            yield Caution("unpaired", design, incident, against=baseline)
