"""An exercise beside the designs of a comparison, as one more run.

What for: whoever has played an exercise asks whether it was a good day or a bad one. Takes an
exercise, and the question and results of a comparison; gives its incidents beside those of the
simulated runs (:mod:`renkei.analysis.responses.one_run`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from renkei._base.language import Phrase, said
from renkei.analysis.responses.one_run import BesideRuns, beside_runs
from renkei.exercise import actions
from renkei.exercise.exporting import tables_of
from renkei.report.said import named
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.exercise.running import Exercise
    from renkei.results import Results
    from renkei.study.question import Question


@dataclass(frozen=True)
class BesideDesigns:
    """An exercise beside the designs.

    Parameters
    ----------
    name
        Its name, in the language of the context.
    people
        Who was in which seat at any time, by the name of the seat.
    rows
        A row for each incident type of the question that came during it.
    """

    name: str
    people: dict[str, str]
    rows: list[BesideRuns]


def check_same(exercise: Exercise, question: Question, option: str) -> None:
    """Check that an exercise is of the scenario of a question.

    Raises
    ------
    InputError
        If its incident types are others.
    """
    theirs, own = exercise.setting.scenario.incidents, question.opened.document.scenario.incidents
    if theirs.keys() != own.keys():
        raise bad_argument(
            option,
            Phrase("an exercise on `{name}`", name=exercise.definition.file.scenario),
            Phrase("an exercise on the scenario that is compared"),
        )


def beside(exercise: Exercise, question: Question, results: Results) -> BesideDesigns:
    """Return an exercise beside the designs of a question.

    Raises
    ------
    ResultsError
        If the results are of focused replications.
    """
    definition, setting = exercise.definition, exercise.setting
    incidents = pl.from_arrow(tables_of(exercise)["incidents"])
    assert isinstance(incidents, pl.DataFrame)
    design, same = definition.design, None
    known = results.record.designs.get(design)
    if (
        known is not None
        and known.program == setting.program.digest()
        and results.record.seed == definition.seed
    ):
        same = design, definition.file.replication
    people: dict[str, list[str]] = {}
    for entry in exercise.entries:
        if isinstance(entry.action, actions.Take) and entry.action.person:
            seat = said(setting.seats[entry.who].name)
            people.setdefault(seat, []).append(entry.action.person)
    name = said(named(definition.file.name, definition.file.scenario))
    return BesideDesigns(
        name=name,
        people={seat: ", ".join(dict.fromkeys(names)) for seat, names in people.items()},
        rows=beside_runs(
            incidents,
            results,
            question.deadlines,
            question.designs,
            (exercise.begins_h, exercise.now_h),
            same,
        ),
    )
