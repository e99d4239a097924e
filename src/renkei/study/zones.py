"""Sizes too small to matter, as written: ``"2 h"``, ``"10 %"``, ``"in-time=2 %"``.

Takes words; gives the arguments of :class:`renkei.analysis.Zone`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.scenario.quantities.quantity import Quantity

_STATISTICS = ("", "-median", "-p90", "-mean")


def zones(
    sizes: Sequence[str], milestones: Collection[str], argument: str = "zone"
) -> dict[str, Any]:
    """Return the arguments of :class:`renkei.analysis.Zone`.

    A share holds for all measures without a size of their own.

    Parameters
    ----------
    sizes
        Such as ``30 min``, ``1 %`` and ``decided=2 h``.
    milestones
        Milestones of the scenario.
    argument
        Name of the caller's argument.

    Raises
    ------
    InputError
        If a size cannot be read, or a measure is unknown.
    """
    found: dict[str, Any] = {}
    measures = {}
    for text in sizes:
        measure, given, size = text.rpartition("=")
        amount, is_share = _size(size, argument)
        if given:
            measures[_measure(measure.strip(), milestones, argument)] = (amount, is_share)
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


def _size(text: str, argument: str) -> tuple[float, bool]:
    try:
        return size(argument, text, "fraction").mean(), True
    except InputError:
        return size(argument, text, "time").mean(), False


def _measure(name: str, milestones: Collection[str], argument: str) -> str:
    from renkei.analysis.sustainment.measures import NAMES

    times = [milestone + statistic for milestone in milestones for statistic in _STATISTICS]
    return one_of(argument, name, dict.fromkeys(["in-time", *times, *NAMES]))


def size(argument: str, text: str, dimension: str) -> Quantity:
    """Return a share or a time.

    Raises
    ------
    InputError
        If the text is neither, or the size is negative or infinite.
    """
    from renkei.scenario.quantities.reading import quantity

    try:
        found = quantity(text, dimension)
    except InputError as error:
        problem = error.problems[0]
        expected = problem.expected if dimension == "fraction" else Phrase("a time or a share")
        raise bad_argument(argument, problem.found, expected, problem.remedy) from None
    if not (math.isfinite(found.mean()) and found.mean() >= 0):
        raise bad_argument(argument, f"`{text}`", Phrase("a size that is not negative"))
    return found
