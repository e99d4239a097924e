"""The sentences on why designs differ, by design, with the display names of a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from renkei.report.responses.reasons import Reason, on_station, reasons
from renkei.report.scenario.loads import without_load
from renkei.report.sustainment.reasons import sustained_reasons
from renkei.study.names import design_in_words

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation, SustainedExplanation
    from renkei.study.naming import Naming


def responses_why(
    explanations: Sequence[Explanation],
    comparison: Comparison,
    naming: Naming,
    designs: Mapping[str, str] | None = None,
) -> dict[str, list[Reason]]:
    """Return why responses differ, in the order of the explanations.

    Parameters
    ----------
    designs
        What sentences call the designs; None: by what a reader types, and the name.
    """
    labels = naming.labels
    names = {
        **labels.milestones,
        **naming.headquarters,
        **labels.incidents,
        **(_designs(naming) if designs is None else designs),
    }
    return {one.design: reasons(one, comparison, names) for one in explanations}


def _designs(naming: Naming) -> dict[str, str]:
    names, _ = without_load(naming.labels.designs)
    return {one: design_in_words(one, name) for one, name in names.items()}


def sustainment_why(
    sustained: Sequence[SustainedExplanation],
    explanations: Sequence[Explanation],
    comparison: Comparison,
    naming: Naming,
) -> dict[str, list[str]]:
    """Return why readiness and supply differ, and in how many incident types responses do."""
    labels = {**naming.labels.incidents, **_designs(naming)}
    responses = {one.design: one for one in explanations}
    level = comparison.confidence
    return {
        one.design: [
            *sustained_reasons(one, level, naming.names, labels),
            *filter(None, [on_station(responses[one.design], level, labels)]),
        ]
        for one in sustained
    }
