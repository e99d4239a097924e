"""Tidy tables of runs: made, stored, checked and read back.

Takes programs from the left and runs them through the engine; gives :class:`Results`, tables on
disk with their provenance. Computes no interval.

Names are imported when first asked for: a process that makes parts needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renkei.results.experiment import run, standing
    from renkei.results.layout import PART
    from renkei.results.merging import merge
    from renkei.results.plan import Plan
    from renkei.results.progress import Existing, Interrupted, Progress
    from renkei.results.provenance import Inputs, Provenance, json_schema
    from renkei.results.reading import Results, open_results
    from renkei.results.reference import reference_page
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
    "Existing",
    "json_schema",
    "merge",
    "milestone_column",
    "open_results",
    "reference_page",
    "run",
    "standing",
]

_WHERE = {
    "Interrupted": "progress",
    "Plan": "plan",
    "Progress": "progress",
    "Existing": "progress",
    "run": "experiment",
    "standing": "experiment",
    "merge": "merging",
    "Inputs": "provenance",
    "Provenance": "provenance",
    "json_schema": "provenance",
    "Results": "reading",
    "open_results": "reading",
    "reference_page": "reference",
    "PART": "layout",
    "CAPABLE": "tables",
    "STATUSES": "tables",
    "TABLES": "tables",
    "milestone_column": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
