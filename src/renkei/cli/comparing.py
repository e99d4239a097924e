"""The answer of ``compare``, printed: from results to tables, sentences and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei.cli.output import FAILED, IMPRECISE, show, show_folder, show_json
from renkei.cli.reaching import say_whether_reached, until_data
from renkei.cli.reporting import write_report

if TYPE_CHECKING:
    from renkei.cli.beside import ExerciseBeside
    from renkei.results import Results
    from renkei.study.goal import Goal
    from renkei.study.guards import Guards
    from renkei.study.question import Question


@dataclass(frozen=True)
class Printed:
    """The parts of an answer that are printed besides the answer itself.

    Parameters
    ----------
    types
        A table of each incident type.
    sustainment
        The tables of readiness and supply.
    all_measures
        Also units, stocks and docks without a distinguishable difference; every note.
    json
        One JSON object in the place of tables.
    quiet
        No notes.
    page
        The page for a browser is written too.
    """

    types: bool
    sustainment: bool
    all_measures: bool
    json: bool
    quiet: bool
    page: bool


def print_comparison(
    question: Question,
    results: Results,
    printed: Printed,
    goal: Goal | None,
    guards: Guards | None = None,
    played: ExerciseBeside | None = None,
) -> int:
    """Print the comparison, and whether its run reached its goal; return the exit code.

    ``guards`` say what becomes of the verdicts if classes of sources are shaken; ``played`` is an
    exercise that stands beside the designs.
    """
    from renkei.analysis.responses import loads
    from renkei.cli.failures import failures_data, show_failures
    from renkei.cli.focusing import focus_told
    from renkei.cli.notes import tell
    from renkei.cli.sustaining import compared_section
    from renkei.report.cautions import cautions_data
    from renkei.report.responses.answer import render_answer
    from renkei.report.responses.comparison import (
        comparison_data,
        render_closing,
        render_comparison,
        render_summary,
    )
    from renkei.report.responses.groups import named_first
    from renkei.report.responses.guards import guards_data, render_guards
    from renkei.report.understanding.first import lines_on_first
    from renkei.report.why import responses_why

    comparison = question.compared(results)
    labels = question.naming.labels
    first = named_first(comparison, labels, asked=bool(question.words))
    why = question.explained(results, comparison, first)
    left = compared_section(
        question,
        results,
        comparison,
        why,
        tables=printed.sustainment,
        all_measures=printed.all_measures,
        json=printed.json,
    )
    focus_said, focus_data = focus_told(question, results)
    in_focus = question.in_focus is not None
    of_cells = () if in_focus else loads.cautions(results, question.designs)
    cautions = [*comparison.cautions, *of_cells, *left.cautions]
    if printed.json:
        data = comparison_data(comparison, labels)
        told = {
            "why": {one.design: one.data() for one in why},
            "cautions": cautions_data(cautions),
            **until_data(goal),
            **focus_data,
        }
        last = {"failed": failures_data(results), "folder": str(results.folder)}
        by_source = {} if guards is None else {"by_source": guards_data(guards)}
        beside = {} if played is None else {"exercise": played.data(results)}
        show_json({**data, **left.data, **told, **by_source, **beside, **last})
    else:
        said = responses_why(why, comparison, question.naming)
        on_first = lines_on_first(question, results, comparison)
        answer = render_answer(
            comparison, question.naming, said, left.differing, focus_said, question.words, on_first
        )
        show(answer)
        if printed.types or printed.sustainment:
            show("")
            if printed.types:
                show(render_comparison(comparison, labels))
                show(render_summary(comparison, labels))
            left.show()
            if printed.types:
                show(render_closing(said, comparison))
                show("")
            if len(question.designs) > 1:
                show(answer)  # who reads a terminal has its end before him
        if guards is not None:
            show("")
            show(render_guards(guards, labels))
        if played is not None:
            played.show(results)
        show_folder(results.folder)
    if printed.page:
        write_report(question, results, comparison, left.rows, quiet=printed.quiet)
    tell(cautions, question.naming, whole=printed.all_measures, quiet=printed.quiet)
    precise = say_whether_reached(goal, quiet=printed.quiet)
    if show_failures(results):
        return FAILED
    return 0 if precise else IMPRECISE
