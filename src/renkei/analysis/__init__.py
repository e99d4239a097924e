"""Estimates, paired comparisons, attribution and the reasons behind a difference.

Takes results from the left; gives plain data with intervals. Draws nothing.
"""

from renkei.analysis.attribution import (
    AttributedDifference,
    Attribution,
    Part,
    attribute,
    attribute_difference,
)
from renkei.analysis.comparison import Comparison, Deadline, Row, compare
from renkei.analysis.differences import (
    Difference,
    mean_difference,
    probability_difference,
    quantile_difference,
)
from renkei.analysis.estimation import Clusters, Estimate, mean, probability, quantile
from renkei.analysis.observed import Measure
from renkei.analysis.precision import (
    HalfWidth,
    Precision,
    current_precision,
    replications_needed,
)
from renkei.analysis.stock_times import Target
from renkei.analysis.sustained import Sustained, SustainedRow, compare_sustainment
from renkei.analysis.sustainment import Layout
from renkei.analysis.verdicts import Families, Size, Verdict, Zone
from renkei.analysis.why import Explanation, Fact, explain

__all__ = [
    "AttributedDifference",
    "Attribution",
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
    "mean",
    "mean_difference",
    "probability",
    "probability_difference",
    "quantile",
    "quantile_difference",
    "replications_needed",
]
