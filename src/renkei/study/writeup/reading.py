"""A study file read and checked: all its errors at once, before anything is run.

Takes the path of a study file; gives a :class:`WrittenStudy`: the file, its scenario opened, the
question of each run, and the pieces of its page with what each place names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import InputError, Location, Problem
from renkei._base.foreign import reason
from renkei._base.language import NameList, Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.language.validation import read_document
from renkei.scenario.text.nodes import Mapping as Tree
from renkei.scenario.text.nodes import Problems
from renkei.scenario.text.reading import DISK, read_path
from renkei.study.choosing import loaded, one_of
from renkei.study.library import exists, library
from renkei.study.study_file import OutputKind, StudyFile, StudyOutput, StudyRun
from renkei.study.writeup.places import NamedFigure, read_places
from renkei.study.writeup.placing import at, placed
from renkei.study.writeup.template import read_template

if TYPE_CHECKING:
    from renkei.scenario.model.questions import AskedQuestion
    from renkei.study.question import Question
    from renkei.study.source import Opened
    from renkei.study.writeup.template import Block

OF_TWO = (OutputKind.FLIPS, OutputKind.WORTH)
"""Kinds that need results of two designs."""

TAKES: dict[OutputKind, tuple[str, ...]] = {
    OutputKind.ANSWER: (),
    OutputKind.LEVELS: (),
    OutputKind.TYPES: (),
    OutputKind.DRIVERS: ("incident", "measure", "design", "against"),
    OutputKind.FLIPS: ("incident", "measure", "design", "against"),
    OutputKind.WORTH: ("incident", "measure"),
    OutputKind.TRACE: ("incident", "design", "against", "which"),
    OutputKind.VALIDATE: ("design", "replications"),
    OutputKind.PUBLISHED: (),
}
"""Attributes that each kind of output takes, besides ``run``."""

_OWN = ("incident", "measure", "design", "against", "which", "replications")
_FROM_QUESTION = ("designs", "incidents", "load", "zone")


@dataclass(frozen=True)
class WrittenStudy:
    """A study file without errors.

    Parameters
    ----------
    path
        The file.
    file
        Its content.
    root
        The same as a tree that knows its lines.
    opened
        Its scenario; None: it makes a published result again.
    questions
        The question of each run.
    pieces
        The pieces of its page: text, and what each place names; None: it has no page.
    inputs
        Bytes of the files that it was read from, by the name from the study's folder.
    """

    path: Path
    file: StudyFile
    root: Tree
    opened: Opened | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    pieces: Sequence[str | NamedFigure | Block] | None = None
    inputs: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of its files and folders: the stem of the file, or its folder's."""
        return self.path.parent.name if self.path.stem == "study" else self.path.stem

    def run_of(self, output: StudyOutput) -> str:
        """Return the run of an output; the first where it names none."""
        return output.run or next(iter(self.file.runs))

    @cached_property
    def outputs(self) -> dict[str, StudyOutput]:
        """The outputs, in their order."""
        return dict(self.file.outputs)


def read_study(path: Path) -> WrittenStudy:
    """Return a study, checked against its scenario.

    Raises
    ------
    InputError
        With every problem of the file and its template; with those of the scenario, if it has any.
    """
    problems = Problems()
    root = read_path(path, frozenset(), problems)
    file = None if root is None else read_document(StudyFile, root, problems)
    if file is None or root is None or problems:
        raise InputError(problems)
    inputs = {path.name: DISK.read(path)[1]}
    opened = None
    _one_subject(file, root, problems)
    if problems:
        raise InputError(problems)
    if file.scenario is not None:
        opened = _opened(path, file, root, problems)
        if opened is None or problems:
            raise InputError(problems)
    questions = {} if opened is None else _questions(file, root, opened, problems)
    _check_outputs(file, root, questions, opened, problems)
    study = WrittenStudy(path, file, root, opened, questions, None, inputs)
    if file.page is not None:
        template = path.parent / file.page
        text = _template(template, root, problems)
        if text is not None:
            inputs[file.page] = text.encode()
            pieces, wrong = read_template(text, str(template))
            problems.extend(wrong)
            found = read_places(pieces, file, questions, problems)
            study = WrittenStudy(path, file, root, opened, questions, found, inputs)
    if problems:
        raise InputError(problems)
    return study


def _one_subject(file: StudyFile, root: Tree, problems: Problems) -> None:
    """Check that a study is of a scenario, or of a published result."""
    if (file.scenario is None) == (file.shape is None):
        found: str = (
            Phrase("neither `scenario` nor `shape`")
            if file.shape is None
            else Phrase("both of them")
        )
        path: tuple[str, ...] = () if file.shape is None else ("shape",)
        problems.add(
            at(root, path, "STU-003", found, Phrase("`scenario: NAME`, or `shape: {...}`"))
        )
        return
    if file.shape is not None:
        models = [name for name in MODELS if getattr(file.shape, name) is not None]
        if len(models) != 1:
            named = [f"`{name}`" for name in models]
            found = NameList(named, later(" and ")) if named else Phrase("no model")
            expected = Phrase("exactly one of: {models}", models=", ".join(MODELS))
            problems.add(at(root, ("shape",), "STU-003", found, expected))
        for key in ("horizon", "warm_up", "set", "variants", "questions", "runs"):
            if getattr(file, key):
                expected = Phrase("it in a study of a scenario")
                problems.add(
                    at(root, (key,), "STU-003", Phrase("`{key}` beside `shape`", key=key), expected)
                )
    elif not file.runs:
        problems.add(
            at(root, (), "STU-003", Phrase("no `runs`"), "`runs: {main: {designs: [...]}}`")
        )


MODELS = ("start_up", "search", "congestion", "latency")
"""Models of published results."""


def _opened(path: Path, file: StudyFile, root: Tree, problems: Problems) -> Opened | None:
    """Return the scenario of the study with its variants."""
    from renkei._base.cache import default_cache
    from renkei.study.source import Opened
    from renkei.study.variants import variant

    assert file.scenario is not None
    beside = path.parent / file.scenario
    packaged = library()
    if exists(beside):
        place = beside
    elif file.scenario in packaged:
        place = packaged[file.scenario]
    else:
        expected = Phrase(
            "a path from {parent}, or one of: {packaged}",
            parent=path.parent,
            packaged=", ".join(packaged),
        )
        remedy = did_you_mean(file.scenario, packaged)
        problems.add(at(root, ("scenario",), "STU-002", f"`{file.scenario}`", expected, remedy))
        return None
    laid = [f"{key}={value}" for key, value in file.set.items()]
    period = {"horizon": file.horizon, "warm_up": file.warm_up}
    opened = None
    with placed(problems, root, ("set",), ()):
        opened = Opened(place, default_cache(), period, laid)
    if opened is None or not file.variants:
        return opened
    document = opened.document
    for name, one in file.variants.items():
        here = ("variants", name)
        if name in document.design_ids:
            expected = Phrase("an id that no design of the scenario has")
            problems.add(
                at(root, here, "STU-002", Phrase("`{name}`, a design already", name=name), expected)
            )
            continue
        if one.of not in document.design_ids:
            ids = document.design_ids
            problems.add(
                at(
                    root,
                    (*here, "of"),
                    "STU-002",
                    f"`{one.of}`",
                    Phrase("one of: {ids}", ids=", ".join(ids)),
                    did_you_mean(one.of, ids),
                )
            )
            continue
        with placed(problems, root, (*here, "set"), here):
            words = [f"{key}={value}" for key, value in one.set.items()]
            document = variant(document, one.of, words, name)
    return Opened.of(document, default_cache(), tuple(laid))


def _questions(
    file: StudyFile, root: Tree, opened: Opened, problems: Problems
) -> dict[str, Question]:
    """Return the question of each run."""
    found = {}
    for name, run in file.runs.items():
        here = ("runs", name)
        asked = None
        if run.question is not None:
            known = {**opened.scenario.questions, **file.questions}
            with placed(problems, root, here):
                asked = known[one_of("question", run.question, known)]
            beside = [key for key in _FROM_QUESTION if getattr(run, key)]
            if beside:
                problems.add(
                    at(
                        root,
                        (*here, beside[0]),
                        "STU-003",
                        Phrase("`{beside}` beside `question`", beside=beside[0]),
                        Phrase("`question` alone, which says what is compared"),
                    )
                )
            if asked is None or beside:
                continue
        tables = [here] if asked is None else [here, ("questions", str(run.question))]
        with placed(problems, root, *tables):
            found[name] = _question(opened, run, asked)
            opened.check(found[name].designs)
            _ = found[name].focus
    return found


def _question(opened: Opened, run: StudyRun, asked: AskedQuestion | None) -> Question:
    from renkei.study.question import Question

    said = run if asked is None else asked
    designs: Sequence[str] | None = said.designs or None
    if said.load is not None:
        designs = loaded(opened, designs, said.load)
    return Question(
        opened,
        designs,
        said.incidents or None,
        said.zone,
        until=run.until,
        asked=() if asked is None else asked.measures,
        confidence=None if asked is None else asked.confidence,
        words="" if asked is None else asked.name.en,
        focus=run.focus or None,
        given=run.given,
        past=run.past,
    )


def _check_outputs(
    file: StudyFile,
    root: Tree,
    questions: Mapping[str, Question],
    opened: Opened | None,
    problems: Problems,
) -> None:
    for name, output in file.outputs.items():
        here = ("outputs", name)
        if name in file.runs:
            expected = Phrase("an id that no run has: places of the page name both")
            problems.add(
                at(root, here, "STU-002", Phrase("`{name}`, a run already", name=name), expected)
            )
        for key in _OWN:
            if key in output.model_fields_set and key not in TAKES[output.kind]:
                takes = ", ".join(("run", *TAKES[output.kind]))
                found = Phrase("`{key}` of an output of kind `{kind}`", key=key, kind=output.kind)
                problems.add(
                    at(root, (*here, key), "STU-003", found, Phrase("of: {takes}", takes=takes))
                )
        if (output.kind is OutputKind.PUBLISHED) != (opened is None):
            kinds = [one for one in OutputKind if one is not OutputKind.PUBLISHED]
            of = (
                Phrase("a shape: `published`")
                if opened is None
                else Phrase("one of: {kinds}", kinds=", ".join(kinds))
            )
            problems.add(at(root, (*here, "kind"), "STU-003", f"`{output.kind}`", of))
            continue
        if opened is None:
            continue
        if output.kind is OutputKind.VALIDATE:
            _check_validate(output, root, here, opened, problems)
            continue
        with placed(problems, root, here):
            run = one_of("run", output.run or next(iter(file.runs)), file.runs)
            if run in questions:
                _check_of_run(output, file.runs[run], questions[run], root, here, problems)


def _check_validate(
    output: StudyOutput, root: Tree, here: tuple[str, str], opened: Opened, problems: Problems
) -> None:
    from renkei.study.recorded import records

    with placed(problems, root, here):
        records(opened, output.design)
    if output.run is not None:
        found, expected = (
            Phrase("`run` of `validate`"),
            Phrase("no run: it makes those of the recorded clocks"),
        )
        problems.add(at(root, (*here, "run"), "STU-003", found, expected))


def _check_of_run(
    output: StudyOutput,
    run: StudyRun,
    question: Question,
    root: Tree,
    here: tuple[str, str],
    problems: Problems,
) -> None:
    """Check names of an output against those of its run.

    Raises
    ------
    InputError
        If the run has no such design or incident type, or the measure cannot be read.
    """
    kind = output.kind
    for key in ("design", "against"):
        wanted = getattr(output, key)
        if wanted is not None:
            one_of(key, wanted, question.designs)
    if output.incident is not None:
        one_of("incident", output.incident, question.incidents)
    elif kind is OutputKind.TRACE:
        problems.add(
            at(
                root,
                here,
                "STU-002",
                Phrase("no `incident`"),
                Phrase("one of: {incidents}", incidents=", ".join(question.incidents)),
            )
        )
    if kind in OF_TWO and len(question.designs) < 2:
        problems.add(
            at(
                root,
                (*here, "kind"),
                "STU-003",
                Phrase("`{kind}` of one design", kind=kind),
                Phrase("a run of two or more"),
            )
        )
    twice = _twice(output, question.designs)
    if twice is not None:
        key = "against" if output.against is not None else "design"
        found = Phrase("`{twice}` against itself", twice=twice)
        problems.add(at(root, (*here, key), "STU-003", found, Phrase("two different designs")))
    if "measure" in TAKES[kind]:
        known = ["in-time"]
        for milestone in question.milestones():
            known += [milestone, f"{milestone}-mean", f"{milestone}-reached"]
        one_of("measure", output.measure, known)
        if output.incident is None and output.measure != "in-time":
            found = Phrase("`{measure}` of all incident types together", measure=output.measure)
            expected = Phrase(
                "`in-time`, or an `incident`: a time of different things means nothing"
            )
            problems.add(at(root, (*here, "measure"), "STU-003", found, expected))
        if run.nominal:
            expected = Phrase("a run that draws worlds from the ranges")
            problems.add(
                at(
                    root,
                    (*here, "kind"),
                    "STU-003",
                    Phrase("`{kind}` of a nominal run", kind=kind),
                    expected,
                )
            )


def _twice(output: StudyOutput, designs: Sequence[str]) -> str | None:
    """Return the design that an output puts beside itself; None: it does not."""
    first, against = output.design or designs[0], output.against
    if output.kind is OutputKind.FLIPS:  # what is left out: the first design, and another one
        first, against = output.design or "", against or designs[0]
    return first if "against" in TAKES[output.kind] and first == against else None


def _template(path: Path, root: Tree, problems: Problems) -> str | None:
    """Return the text of a template."""
    try:
        return DISK.read(path)[1].decode("utf-8")
    except OSError as error:
        names = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        found = Phrase("`{shown}`: {found}", shown=path.name, found=reason(error, small=True))
        problems.add(
            at(
                root,
                ("page",),
                "STU-002",
                found,
                Phrase("a Markdown file beside the study"),
                did_you_mean(path.name, names),
            )
        )
    except UnicodeDecodeError:
        problems.add(
            Problem(
                "SCN-003", Location(str(path)), "page", Phrase("no UTF-8"), Phrase("text in UTF-8")
            )
        )
    return None
