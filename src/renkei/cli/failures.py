"""The message on failed replications: their number, the causes, the effect on the estimates.

Takes results; gives lines on stderr and plain data for ``--json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei._base.language import tr, tr_many
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
    message(
        tr_many(
            "renkei: {count} replication of {total} failed and counted nowhere. Those that fail "
            "are seldom like the others, most often the busiest: all estimates may be biased.",
            "renkei: {count} replications of {total} failed and counted nowhere. Those that fail "
            "are seldom like the others, most often the busiest: all estimates may be biased.",
            failures.height,
            count=failures.height,
            total=total,
        )
    )
    for design, replication, why in failures.head(_SHOWN).iter_rows():
        line = tr(
            "{design}, replication {replication}: {why}",
            design=design,
            replication=replication,
            why=why,
        )
        message(f"  {line}")
    if failures.height > _SHOWN:
        message(tr("  and {more} more.", more=failures.height - _SHOWN))
    message(
        tr(
            "All messages are in the table `replications` of the results. The same command again "
            "marks the same replications: change what the messages point to."
        )
    )
    return True
