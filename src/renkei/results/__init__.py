"""Tidy tables of what was run: made, stored, checked and read back.

Takes programs from the left and runs them through the engine; gives :class:`Results`, tables on
disk with their provenance. Computes no interval.
"""

from renkei.results.experiment import Interrupted, Plan, Progress, run
from renkei.results.merging import merge
from renkei.results.provenance import Inputs, Provenance, json_schema
from renkei.results.reading import Results, open_results
from renkei.results.reference import reference_page
from renkei.results.store import PART
from renkei.results.tables import CAPABLE, STATUSES, TABLES, milestone_column

__all__ = [
    "CAPABLE",
    "PART",
    "STATUSES",
    "TABLES",
    "Inputs",
    "Interrupted",
    "Plan",
    "Progress",
    "Provenance",
    "Results",
    "json_schema",
    "merge",
    "milestone_column",
    "open_results",
    "reference_page",
    "run",
]
