"""What would turn the first verdict of a comparison round, for the page of its answer.

Takes a question with its results and comparison; gives a sentence or two, or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.report.responses.answer import leading
from renkei.report.understanding.flips import turning
from renkei.study.understanding import inquiry_into

if TYPE_CHECKING:
    from renkei.analysis import Comparison
    from renkei.analysis.sensitivity.flips import Flips
    from renkei.results import Results
    from renkei.study.question import Question
    from renkei.study.understanding import Inquiry


def turns_of(question: Question, results: Results, comparison: Comparison) -> str:
    """Return what would turn the first verdict round; empty: no verdict, or it cannot be said."""
    found = first_turned(question, results, comparison)
    return "" if found is None else turning(*found)


def first_turned(
    question: Question, results: Results, comparison: Comparison
) -> tuple[Inquiry, Flips] | None:
    """Return the inquiry into the first verdict, and what would turn it round."""
    first = leading(comparison, question.naming.labels, asked=bool(question.words))
    inquiry = None if first is None else inquiry_into(first, question, results)
    return None if inquiry is None else (inquiry, inquiry.flips())
