"""The sentences on why designs differ, by design, with the display names of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from renkei.report.responses.reasons import Reason, on_station, reasons
from renkei.report.scenario.loads import without_load
from renkei.report.sustainment.reasons import sustained_reasons

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation, SustainedExplanation
    from renkei.study.naming import Naming


def responses_why(
    explanations: Sequence[Explanation], comparison: Comparison, naming: Naming
) -> dict[str, list[Reason]]:
    """Return why responses differ, in the order of the explanations."""
    labels = naming.labels
    names = {
        **labels.milestones,
        **naming.headquarters,
        **labels.incidents,
        **without_load(labels.designs)[0],
    }
    return {one.design: reasons(one, comparison, names) for one in explanations}


def sustainment_why(
    sustained: Sequence[SustainedExplanation],
    explanations: Sequence[Explanation],
    comparison: Comparison,
    naming: Naming,
) -> dict[str, list[str]]:
    """Return why readiness and supply differ, and in how many incident types responses do."""
    labels = {**naming.labels.incidents, **without_load(naming.labels.designs)[0]}
    responses = {one.design: one for one in explanations}
    level = comparison.confidence
    return {
        one.design: [
            *sustained_reasons(one, level, naming.names, labels),
            *filter(None, [on_station(responses[one.design], level, labels)]),
        ]
        for one in sustained
    }
