"""Estimates, paired comparisons, attribution and the reasons behind a difference.

Takes results from the left; gives plain data with intervals. Draws nothing.
"""

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
from renkei.analysis.statistics.estimation import Clusters, Estimate, mean, probability, quantile
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
