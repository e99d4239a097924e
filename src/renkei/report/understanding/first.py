"""What drives the first verdict of a comparison and what would turn it, for the answer's page.

Takes a question with its results and comparison; gives lines with their heads, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.report.responses.groups import leading
from renkei.report.scenario.loads import without_load
from renkei.report.understanding.drivers import driving
from renkei.report.understanding.flips import turning
from renkei.study.names import design_in_words
from renkei.study.understanding import inquiry_into

if TYPE_CHECKING:
    from renkei.analysis import Comparison
    from renkei.analysis.sensitivity.flips import Flips
    from renkei.results import Results
    from renkei.study.question import Question
    from renkei.study.understanding import Inquiry


def lines_on_first(
    question: Question, results: Results, comparison: Comparison
) -> list[tuple[str, str]]:
    """Return what drives the first verdict, and what would turn it; empty: it cannot be said."""
    found = first_turned(question, results, comparison)
    if found is None:
        return []
    inquiry, flips = found
    names, _ = without_load(question.naming.labels.designs)
    said = {one: design_in_words(one, names[one]) for one in names}
    return [
        ("drivers", driving(inquiry, inquiry.drivers(), said)),
        ("flips", turning(inquiry, flips, said, again=True)),
    ]


def first_turned(
    question: Question, results: Results, comparison: Comparison
) -> tuple[Inquiry, Flips] | None:
    """Return the inquiry into the first verdict, and what would turn it round."""
    first = leading(comparison, question.naming.labels, asked=bool(question.words))
    inquiry = None if first is None else inquiry_into(first, question, results)
    return None if inquiry is None else (inquiry, inquiry.flips())
