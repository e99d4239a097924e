"""The options of a comparison: differences too small to matter, and the unit of averaging."""

from __future__ import annotations

from typing import Annotated

import typer

Zones = Annotated[
    list[str] | None,
    typer.Option(
        "--zone",
        "--indifference",
        metavar="[MEASURE=]SIZE",
        help="Differences up to this count as none: a time, or a share (`10 %`: of the baseline's "
        "time or count, points of a probability); also of one measure, as `on-station=6 h` or "
        "`in-time=2 %`; may be repeated.",
    ),
]
"""The option of compare and marginal."""

Over = Annotated[
    str,
    typer.Option(
        "--over",
        metavar="worlds|incidents",
        help="Unit that weighs the same in every answer: each plausible world, or each incident.",
    ),
]
"""The unit over which answers are averaged: an option of run, compare and marginal."""
