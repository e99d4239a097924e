"""The message on failed replications: their number, the causes, the effect on the estimates.

Takes results; gives lines on stderr and plain data for ``--json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei.cli.output import message

if TYPE_CHECKING:
    from renkei.results import Results

_SHOWN = 3
"""Failures whose message is printed; further messages would repeat these."""


def failures_data(results: Results) -> list[dict[str, Any]]:
    """Return the failed replications as plain data."""
    return results.failures().sort("design", "replication").to_dicts()


def show_failures(results: Results) -> bool:
    """Print which replications failed and why, even if quiet; return whether any failed."""
    failures = results.failures().sort("design", "replication")
    if failures.is_empty():
        return False
    total = sum(results.replications(design) for design in results.designs)
    are = "replication" if failures.height == 1 else "replications"
    message(
        f"renkei: {failures.height} {are} of {total} failed and counted nowhere. Those that fail "
        "are seldom like the others, most often the busiest: all estimates may be biased."
    )
    for design, replication, why in failures.head(_SHOWN).iter_rows():
        message(f"  {design}, replication {replication}: {why}")
    if failures.height > _SHOWN:
        message(f"  and {failures.height - _SHOWN} more.")
    message(
        "All messages are in the table `replications` of the results. The same command again "
        "marks the same replications: change what the messages point to."
    )
    return True
