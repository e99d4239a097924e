"""What is too small to matter, as it is asked for: ``--zone "2 h"``, ``"10 %"``, ``"in-time=2 %"``.

Takes the words of the command line; gives the arguments of :class:`renkei.analysis.Zone`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei._base.errors import InputError
from renkei.cli import inputs

if TYPE_CHECKING:
    from renkei.scenario.quantities.quantity import Quantity

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
        help="What weighs the same in every answer: each plausible world, or each incident.",
    ),
]
"""What an answer is over: the option of run, compare and marginal."""

_STATISTICS = ("", "-median", "-p90", "-mean")


def over(wanted: str) -> Any:
    """Return what an answer is over.

    Raises
    ------
    InputError
        If it is neither worlds nor incidents.
    """
    return inputs.one_of("--over", wanted, ("worlds", "incidents"))


def zones(sizes: Sequence[str], milestones: Collection[str]) -> dict[str, Any]:
    """Return what was asked for of :class:`renkei.analysis.Zone`.

    A share counts for all that no other size was given for.

    Parameters
    ----------
    sizes
        Such as ``30 min``, ``1 %`` and ``decided=2 h``.
    milestones
        Milestones of the scenario.

    Raises
    ------
    InputError
        If a size cannot be read, or a measure is unknown.
    """
    found: dict[str, Any] = {}
    measures = {}
    for text in sizes:
        measure, given, size = text.rpartition("=")
        amount, is_share = _size(size)
        if given:
            measures[_measure(measure.strip(), milestones)] = (amount, is_share)
        elif is_share:
            found |= {"probability": amount, "relative": amount}
        else:
            found["hours"] = amount
    if "hours" in found:
        found.pop("relative", None)
    if measures:
        from renkei.analysis import Size

        found["measures"] = {name: Size(*size) for name, size in measures.items()}
    return found


def _size(text: str) -> tuple[float, bool]:
    try:
        return size("--zone", text, "fraction").mean(), True
    except InputError:
        return size("--zone", text, "time").mean(), False


def _measure(name: str, milestones: Collection[str]) -> str:
    from renkei.report.sustainment.words import NAMES

    times = [milestone + statistic for milestone in milestones for statistic in _STATISTICS]
    return inputs.one_of("--zone", name, dict.fromkeys(["in-time", *times, *NAMES]))


def size(option: str, text: str, dimension: str) -> Quantity:
    """Return a share or a time of the command line.

    Raises
    ------
    InputError
        If it is neither, is negative or has no bound.
    """
    from renkei.scenario.quantities.reading import quantity

    try:
        found = quantity(text, dimension)
    except InputError as error:
        problem = error.problems[0]
        expected = problem.expected if dimension == "fraction" else "a time or a share"
        raise inputs.bad_argument(option, problem.found, expected, problem.remedy) from None
    if not (math.isfinite(found.mean()) and found.mean() >= 0):
        raise inputs.bad_argument(option, f"`{text}`", "a size that is not negative")
    return found
