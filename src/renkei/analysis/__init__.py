"""Estimates, paired comparisons, attribution and the reasons behind a difference.

Takes results from the left; gives plain data with intervals. Draws nothing.

Names are imported when first asked for: Polars, NumPy and the tables of results take a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renkei.analysis.cautions import Caution
    from renkei.analysis.responses.attribution import (
        AttributedDifference,
        Attribution,
        Part,
        attribute,
        attribute_difference,
    )
    from renkei.analysis.responses.causes import Explanation, Fact, explain
    from renkei.analysis.responses.comparison import compare
    from renkei.analysis.responses.precision import (
        HalfWidth,
        Precision,
        current_precision,
        replications_needed,
    )
    from renkei.analysis.responses.rows import Comparison, Deadline, Row
    from renkei.analysis.statistics.differences import (
        Difference,
        mean_difference,
        probability_difference,
        quantile_difference,
    )
    from renkei.analysis.statistics.estimation import (
        Clusters,
        Estimate,
        mean,
        probability,
        quantile,
    )
    from renkei.analysis.statistics.verdicts import Families, Size, Verdict, Zone
    from renkei.analysis.sustainment.causes import SustainedExplanation, explain_sustained
    from renkei.analysis.sustainment.comparison import Sustained, SustainedRow, compare_sustainment
    from renkei.analysis.sustainment.observed import Measure
    from renkei.analysis.sustainment.observing import Layout
    from renkei.analysis.sustainment.stock_times import Target

__all__ = [
    "AttributedDifference",
    "Attribution",
    "Caution",
    "Clusters",
    "Comparison",
    "Deadline",
    "Difference",
    "Estimate",
    "Explanation",
    "Fact",
    "Families",
    "HalfWidth",
    "Layout",
    "Measure",
    "Part",
    "Precision",
    "Row",
    "Size",
    "Sustained",
    "SustainedExplanation",
    "SustainedRow",
    "Target",
    "Verdict",
    "Zone",
    "attribute",
    "attribute_difference",
    "compare",
    "compare_sustainment",
    "current_precision",
    "explain",
    "explain_sustained",
    "mean",
    "mean_difference",
    "probability",
    "probability_difference",
    "quantile",
    "quantile_difference",
    "replications_needed",
]

_WHERE = {
    "AttributedDifference": "responses.attribution",
    "Attribution": "responses.attribution",
    "Caution": "cautions",
    "Clusters": "statistics.estimation",
    "Comparison": "responses.rows",
    "Deadline": "responses.rows",
    "Difference": "statistics.differences",
    "Estimate": "statistics.estimation",
    "Explanation": "responses.causes",
    "Fact": "responses.causes",
    "Families": "statistics.verdicts",
    "HalfWidth": "responses.precision",
    "Layout": "sustainment.observing",
    "Measure": "sustainment.observed",
    "Part": "responses.attribution",
    "Precision": "responses.precision",
    "Row": "responses.rows",
    "Size": "statistics.verdicts",
    "Sustained": "sustainment.comparison",
    "SustainedExplanation": "sustainment.causes",
    "SustainedRow": "sustainment.comparison",
    "Target": "sustainment.stock_times",
    "Verdict": "statistics.verdicts",
    "Zone": "statistics.verdicts",
    "attribute": "responses.attribution",
    "attribute_difference": "responses.attribution",
    "compare": "responses.comparison",
    "compare_sustainment": "sustainment.comparison",
    "current_precision": "responses.precision",
    "explain": "responses.causes",
    "explain_sustained": "sustainment.causes",
    "mean": "statistics.estimation",
    "mean_difference": "statistics.differences",
    "probability": "statistics.estimation",
    "probability_difference": "statistics.differences",
    "quantile": "statistics.estimation",
    "quantile_difference": "statistics.differences",
    "replications_needed": "responses.precision",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
