"""What the places of a page name: figures of a run, of an output, of the study.

Takes the pieces of a template and the questions of the runs; gives of each a :class:`NamedFigure`,
or an error with its line and the nearest name. Nothing is simulated for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.scenario.text.nodes import Problems
from renkei.study.choosing import bad_argument, one_of
from renkei.study.measures import ResponseMeasure, read_measure
from renkei.study.writeup.placing import NOWHERE
from renkei.study.writeup.template import Block, Figure, Piece

if TYPE_CHECKING:
    from renkei.study.question import Question
    from renkei.study.study_file import StudyFile

STUDY = "study"
"""The name before facts of the study itself."""

OF_STUDY = ("name", "scenario", "version")
OF_RUN = ("replications", "seed", "designs")
PARTS = ("all", "value", "low", "high", "interval")
PARTS_OF_DIFFERENCE = (*PARTS, "verdict")
FORMS = ("%", "points", "time", "number")
"""How a number of an output is written; without one a text as it is, a number as it reads best."""

_MINUS = " - "


@dataclass(frozen=True)
class NamedFigure:
    """What a place of the page names.

    Parameters
    ----------
    figure
        As it is written, with its line.
    of
        ``study``, ``run`` or ``output``.
    name
        Name of the run or output.
    steps
        Of a study or run the fact; of an output the path in its data.
    measure, design, base
        Of a figure of a run: the measure, the design, and the baseline where it is a difference.
    part
        Which part of a figure, or the form of a number.
    """

    figure: Figure
    of: str
    name: str = ""
    steps: tuple[str, ...] = ()
    measure: ResponseMeasure | None = None
    design: str = ""
    base: str = ""
    part: str = ""

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.figure.location


def read_places(
    pieces: Sequence[Piece],
    file: StudyFile,
    questions: Mapping[str, Question],
    problems: Problems,
) -> list[str | NamedFigure | Block]:
    """Return the pieces of a page with what each place names."""
    found: list[str | NamedFigure | Block] = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        try:
            if isinstance(piece, Block):
                one_of("page", piece.output, file.outputs or ["an output: the study has none"])
                found.append(piece)
            else:
                found.append(_place(piece, file, questions))
        except InputError as error:
            words = piece.words if isinstance(piece, Figure) else ""
            problems.extend(_here(one, piece.location, words) for one in error.problems)
    return found


def names_nothing(place: NamedFigure, found: str, known: Iterable[str]) -> InputError:
    """Return the error of a place whose path leads nowhere in the data of its output."""
    from renkei._base.nearest import did_you_mean

    names = list(known)
    problem = Problem(
        "STU-001",
        place.location,
        "page",
        Phrase("`{found}` in `{words}`", found=found, words=place.figure.words),
        Phrase("one of: {names}", names=", ".join(names[:40]))
        if names
        else Phrase("a path that ends at a value"),
        did_you_mean(found, names),
    )
    return InputError([problem])


def _here(problem: Problem, where: Location, words: str) -> Problem:
    if problem.location.file not in NOWHERE:
        return problem
    said = problem.found
    if words:
        said = Phrase("{found} in `{words}`", found=said, words=words)
    return replace(problem, code="STU-001", location=where, path="page", found=said)


def _place(figure: Figure, file: StudyFile, questions: Mapping[str, Question]) -> NamedFigure:
    """Return what a figure names.

    Raises
    ------
    InputError
        If it names nothing.
    """
    name, *rest = figure.steps
    one_of("page", name, (STUDY, *file.runs, *file.outputs))
    if not rest or not all(rest):
        expected = Phrase("`NAME | ...`: {grammar}", grammar=_grammar(name, file))
        raise bad_argument("page", Phrase("`{name}` alone", name=name), expected)
    if name == STUDY:
        one_of("page", rest[0], OF_STUDY)
        return NamedFigure(figure, STUDY, steps=(rest[0],))
    if name in file.outputs:
        return _of_output(figure, name, rest)
    if name not in questions:  # what is wrong with the run is said elsewhere
        return NamedFigure(figure, "run", name)
    return _of_run(figure, name, rest, questions[name])


def _grammar(name: str, file: StudyFile) -> str:
    if name == STUDY:
        return Phrase("one of: {of_study}", of_study=", ".join(OF_STUDY))
    if name in file.outputs:
        return Phrase("a path in its data, such as `rows.0.low`")
    return Phrase("a measure and a design, or one of: {of_run}", of_run=", ".join(OF_RUN))


def _of_output(figure: Figure, name: str, rest: Sequence[str]) -> NamedFigure:
    form = rest[1] if len(rest) > 1 else ""
    if len(rest) > 2:
        raise bad_argument("page", f"`{rest[2]}`", Phrase("a path in the data, and perhaps a form"))
    if form:
        one_of("page", form, FORMS)
    return NamedFigure(figure, "output", name, tuple(rest[0].split(".")), part=form)


def _of_run(figure: Figure, name: str, rest: Sequence[str], question: Question) -> NamedFigure:
    if len(rest) == 1:
        one_of("page", rest[0], OF_RUN)
        return NamedFigure(figure, "run", name, (rest[0],))
    if len(rest) > 3:
        raise bad_argument(
            "page", f"`{rest[3]}`", Phrase("a measure, a design, and perhaps a part")
        )
    measure = read_measure(rest[0], question.incidents, question.milestones, "page")
    if measure.incident is None:
        if len(question.incidents) > 1:
            expected = Phrase("with one of: {question}", question=", ".join(question.incidents))
            raise bad_argument(
                "page", Phrase("`{rest}`, without an incident type", rest=rest[0]), expected
            )
        measure = replace(measure, incident=question.incidents[0])
    design, minus, base = rest[1].partition(_MINUS)
    one_of("page", design.strip(), question.designs)
    if minus:
        one_of("page", base.strip(), [question.baseline])
    part = rest[2] if len(rest) > 2 else PARTS[0]
    one_of("page", part, PARTS_OF_DIFFERENCE if minus else PARTS)
    return NamedFigure(figure, "run", name, (), measure, design.strip(), base.strip(), part)
