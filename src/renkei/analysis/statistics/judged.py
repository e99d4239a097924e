"""Rows of a comparison: an estimate, its difference with the baseline, and the verdict.

What for: responses, readiness and supply are judged alike, so that a row's difference and verdict
are declared here once. Takes rows with their differences and what is claimed of each; gives the
same rows judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from renkei.analysis.statistics.differences import Difference
from renkei.analysis.statistics.verdicts import (
    Claim,
    Correction,
    Families,
    Judgement,
    Verdict,
    judge,
)

TOLD: tuple[Verdict, Verdict] = ("better", "worse")
"""Verdicts by which a design is distinguished from the baseline."""


@dataclass(frozen=True, kw_only=True)
class Judged(Judgement):
    """What a row says besides its estimate.

    Parameters
    ----------
    difference, diff_low, diff_high
        Design minus baseline with its interval; None for the baseline itself.
    variance_reduction
        What the pairing gained; None: baseline, or undefined.
    identical
        Every pair is the same, to the last bit.
    zone
        Differences up to this are too small to matter, in the unit; None for the baseline.
    verdict, reason, family, p_value, p_adjusted, needed
        As of :class:`renkei.analysis.statistics.verdicts.Judgement`.
    """

    difference: float | None = None
    diff_low: float | None = None
    diff_high: float | None = None
    variance_reduction: float | None = None
    identical: bool = False
    zone: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the difference excludes zero."""
        low, high = self.diff_low, self.diff_high
        return low is not None and high is not None and (low > 0 or high < 0)


RowT = TypeVar("RowT", bound=Judged)


def with_difference(row: RowT, difference: Difference) -> RowT:
    """Return a row with its difference to the baseline."""
    return replace(
        row,
        difference=difference.value,
        diff_low=difference.low,
        diff_high=difference.high,
        variance_reduction=difference.variance_reduction,
        identical=difference.identical,
    )


def judge_rows(
    rows: Sequence[RowT],
    claims: Sequence[Claim | None],
    confidence: float,
    correction: Correction,
    looked: int | None = None,
) -> tuple[list[RowT], Families]:
    """Return the rows with their verdicts, and how many comparisons were corrected for.

    Parameters
    ----------
    claims
        What is claimed of each row; None: of a baseline, or where there is nothing to compare with.
    looked
        As of :func:`renkei.analysis.statistics.verdicts.judge`.
    """
    judgements, families = judge(
        [claim for claim in claims if claim], confidence, correction, looked
    )
    said = iter(judgements)
    judged = [
        row if claim is None else replace(row, zone=claim.limit, **vars(next(said)))
        for row, claim in zip(rows, claims, strict=True)
    ]
    return judged, families
