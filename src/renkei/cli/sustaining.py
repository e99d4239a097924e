"""The sections of run, compare and marginal on readiness and supply, from document to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from renkei.study.layouts import layout, sustaining
from renkei.study.picture import picture

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from renkei.analysis import Caution, Comparison, Explanation, Sustained
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.question import Question


@dataclass(frozen=True)
class Section:
    """The section of a command on readiness and supply; empty if a scenario has neither.

    It is empty too if each replication holds one incident in focus: such replications have no
    levels.
    """

    data: dict[str, Any] = field(default_factory=dict)
    parts: tuple[RenderableType, ...] = ()
    cautions: tuple[Caution, ...] = ()
    differing: tuple[tuple[str, str, Text], ...] = ()
    """Measures that differ, as the answer of a comparison names them."""

    rows: Sustained | None = None
    """What was compared."""

    def show(self) -> None:
        """Print it."""
        from renkei.cli.output import show

        for part in self.parts:
            show(part)


def sustainment_section(
    document: Document, results: Results, design: str, *, all_subjects: bool = False
) -> Section:
    """Return the section of one design; with ``all_subjects`` false, groups only."""
    if not sustaining(document, [design]):
        return Section()
    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.report.sustainment.one_design import render_sustainment, sustainment_data

    rows = compare_sustainment(results, {design: layout(document, design)})
    drawn = picture(document, results, design)
    return Section(
        {"sustainment": sustainment_data(rows, drawn)},
        (render_sustainment(rows, drawn, all_subjects=all_subjects),),
        rows.cautions,
    )


def compared_section(
    question: Question,
    results: Results,
    comparison: Comparison,
    explanations: Sequence[Explanation],
    *,
    tables: bool = False,
    all_measures: bool = False,
    json: bool = False,
) -> Section:
    """Return the section of the designs compared, with why they differ.

    Parameters
    ----------
    comparison
        The same designs compared by their incidents.
    explanations
        Why these differ.
    tables
        Whether the caller prints the tables: they are not drawn otherwise, the rows are thousands.
    all_measures
        Whether the tables hold what cannot be distinguished too.
    json
        Whether the caller wants the data in the place of what is printed.
    """
    if question.in_focus is not None or not question.naming.sustains:
        return Section()
    from rich.text import Text

    from renkei.report.sustainment.comparison import differing, render_sustained, sustained_data
    from renkei.report.why import sustainment_why

    rows, names = question.sustained(results), question.naming.names
    if json:
        why = question.explained_sustainment(rows)
        return Section({"sustainment": sustained_data(rows, names, why)}, (), rows.cautions)
    found = tuple(differing(rows, names))
    if not tables:
        return Section({}, (), rows.cautions, found, rows)
    why = question.explained_sustainment(rows)
    said = sustainment_why(why, explanations, comparison, question.naming)
    printed = (Text(), render_sustained(rows, names, said, all_measures=all_measures))
    return Section({}, printed, rows.cautions, found, rows)
