"""What a published shape gives when it is made again: rows with intervals, and checks.

Gives plain data; the sentences are of :mod:`renkei.report.writeup.shapes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.study.study_file import PublishedShape


@dataclass(frozen=True)
class ShapeRow:
    """One number of a model, with its interval, beside what theory says.

    Parameters
    ----------
    id
        Such as ``star-low``.
    what
        In words.
    unit
        Unit; empty for a plain number.
    value, low, high
        Estimate with its 95 % interval over replications.
    exact
        The same by closed form or an independent calculation; None: none exists.
    """

    id: str
    what: str
    unit: str
    value: float
    low: float
    high: float
    exact: float | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the exact value is in the interval; None: none exists."""
        return None if self.exact is None else bool(self.low <= self.exact <= self.high)


@dataclass(frozen=True)
class ShapeCheck:
    """A statement of the publication, and whether it holds here.

    Parameters
    ----------
    says
        The statement.
    holds
        Whether it does, in these results.
    seen
        The numbers behind it, in words.
    """

    says: str
    holds: bool
    seen: str


@dataclass(frozen=True)
class ShapeMade:
    """A published shape made again."""

    shape: PublishedShape
    results: Results
    rows: Sequence[ShapeRow]
    checks: Sequence[ShapeCheck]
    method: str


class ShapeModel(Protocol):
    """A model of a published result."""

    def programs(self) -> Mapping[str, Program]:
        """Return the program of each variant, by an id like that of a design."""

    def rows(self, results: Results) -> list[ShapeRow]:
        """Return the numbers of the results."""

    def checks(self, rows: Mapping[str, ShapeRow]) -> list[ShapeCheck]:
        """Return whether the statements of the publication hold."""

    @property
    def method(self) -> str:
        """The model and the independent check in words."""


def row(
    id_: str, what: str, unit: str, values: NDArray[np.float64], exact: float | None = None
) -> ShapeRow:
    """Return the mean of independent replications, with the interval of a mean."""
    from renkei.analysis.statistics.estimation import Clusters, mean

    found = mean(values, Clusters(np.arange(len(values))))
    return ShapeRow(id_, what, unit, found.value, found.low, found.high, exact)
