"""What platforms do: the share of their hours in each status.

Takes results and the group of each unit; gives shares that sum to 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from renkei.results import Results

_WAITING = {"waiting_part": "waiting", "waiting_dock": "waiting", "moving": "waiting"}


def status_shares(
    results: Results, design: str, groups: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Return for each group the share of its platforms' hours by status, over all replications.

    Parameters
    ----------
    groups
        Group of each unit, as :attr:`renkei.analysis.Layout.groups` has them. Waits for a part or a
        dock and the way there are one status, ``waiting``.
    """
    rows = (
        results.scan("readiness", design)
        .filter(pl.col("unit").is_in(list(groups)))
        .with_columns(
            pl.col("unit").replace(dict(groups)).alias("group"),
            pl.col("status").replace(_WAITING),
        )
        .group_by("group", "status")
        .agg(pl.col("platform_h").sum())
        .sort("group", "status")
        .collect(engine="streaming")
    )
    shares: dict[str, dict[str, float]] = {}
    for group, status, hours in rows.iter_rows():
        shares.setdefault(group, {})[status] = hours
    return {
        group: {status: hours / sum(own.values()) for status, hours in own.items()}
        for group, own in shares.items()
        if sum(own.values()) > 0
    }
