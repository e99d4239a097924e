"""What an answer about rare incidents rests on, for the commands that print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.question import Question


def focus_told(question: Question, results: Results) -> tuple[str, dict[str, Any]]:
    """Return sentences and plain data on what the replications hold; empty: they are whole runs."""
    if question.in_focus is None:
        return "", {}
    from renkei.analysis.responses.focused import held
    from renkei.report.responses.focused import focus_data, focus_words

    found = held(results, list(question.deadlines), question.designs)
    said = focus_words(found, question.naming.labels, question.given)
    return said, {"focus": focus_data(found, question.given)}
