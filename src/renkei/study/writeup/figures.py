"""The row behind a figure of a page: a measure of a run under a design.

Takes the comparison of a run; gives one of its rows, or that of a comparison of another milestone
made from the same results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.study.question import CORRECTION

if TYPE_CHECKING:
    from renkei.analysis import Row
    from renkei.study.measures import ResponseMeasure
    from renkei.study.writeup.making import ComparedRun


def row_of(of: ComparedRun, measure: ResponseMeasure, design: str) -> Row:
    """Return the row of a measure under a design.

    Raises
    ------
    RunError
        If no such incident was counted.
    """
    assert measure.incident is not None
    for comparison in (of.comparison, None):
        rows = _of_milestone(of, measure) if comparison is None else comparison.rows
        for row in rows:
            if (row.incident, row.design) != (measure.incident, design):
                continue
            if row.metric == measure.metric:
                return row
    raise RunError(
        Phrase(
            "{words} under {design}: no such incident was counted in the run.",
            words=measure.words,
            design=design,
        )
    )


def _of_milestone(of: ComparedRun, measure: ResponseMeasure) -> tuple[Row, ...]:
    """Return the rows of a milestone that the question did not ask for."""
    from renkei.analysis import compare

    question = of.question
    assert measure.incident is not None
    if measure.milestone is None:
        return ()
    return compare(
        of.results,
        {measure.incident: question.deadlines[measure.incident]},
        baseline=question.baseline,
        designs=question.designs,
        milestones=(measure.milestone,),
        zone=question.zone,
        correction=CORRECTION,
        over=question.over,
        followed_h=question.naming.drain_h,
        looked=question.until.decided,
        confidence=question.confidence,
        asked=((measure.incident, measure.metric),),
    ).rows
