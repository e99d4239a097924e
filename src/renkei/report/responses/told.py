"""The answer of a comparison in parts, for who draws it otherwise than the terminal does.

Takes what :mod:`renkei.report.responses.answer` takes; gives :class:`Told`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei.report.responses.groups import Groups, causes_of
from renkei.report.responses.lines import closing, counted, few_incidents, head_of, left_out, levels

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Row
    from renkei.study.naming import Naming


@dataclass(frozen=True)
class Told:
    """The answer in parts, for who draws it otherwise.

    Parameters
    ----------
    measures
        Rows of each measure that differs or was asked, the baseline first, in the order of the
        page.
    lines
        The lines below the table: what kind, and the sentence.
    """

    title: str
    levels: str
    few: str
    measures: list[list[Row]]
    lines: list[tuple[str, str]]


def told(
    comparison: Comparison,
    naming: Naming,
    why: Mapping[str, Sequence[str]],
    question: str = "",
    turns: str = "",
    *,
    most: int = 12,
    reasons: int = 3,
) -> Told:
    """Return the answer in parts, in the language of the context.

    Parameters as of :func:`renkei.report.responses.answer.render_answer`; and

    Parameters
    ----------
    most, reasons
        Measures and reasons at most.
    """
    if question:
        rows = tuple(row for row in comparison.rows if comparison.is_asked(row))
        comparison = replace(comparison, rows=rows)
    groups = Groups(comparison, naming.labels, whole=bool(question))
    types = groups.first(most)
    measures = [rows for own in types for rows in own]
    title, *_ = head_of(comparison, naming, question)
    causes = causes_of(why, measures, reasons)
    lines = left_out(naming.labels, groups, groups.told[len(types) :], 0, asks_more=False)
    on_first = [("flips", turns)] if turns else []
    lines += closing(comparison, naming, causes, question, on_first, tables=False)
    few = counted(comparison) if question else few_incidents(comparison, naming.labels.designs)
    return Told(title.plain, levels(naming), few, measures, lines)
