"""Runs and outputs of a study: what is missing is simulated, everything is made anew from results.

Takes a written study and a function that simulates a question; gives the results of each run and
the content of each output. Sentences and layout are of :mod:`renkei.report.writeup`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.study.choosing import one_of
from renkei.study.running import RunOptions
from renkei.study.shapes.records import ShapeMade
from renkei.study.study_file import OutputKind, StudyOutput

if TYPE_CHECKING:
    from renkei.analysis import Comparison
    from renkei.analysis.recorded.measuring import Measured
    from renkei.analysis.recorded.scoring import Score
    from renkei.analysis.sensitivity.contingency import Contingency
    from renkei.analysis.sensitivity.drivers import Drivers
    from renkei.analysis.sensitivity.flips import Flips
    from renkei.analysis.sensitivity.worth import Worth
    from renkei.results import Results
    from renkei.study.following import Followed
    from renkei.study.question import Question
    from renkei.study.recorded import Records
    from renkei.study.study_file import StudyRun
    from renkei.study.understanding import Inquiry
    from renkei.study.writeup.reading import WrittenStudy

Simulated = Callable[["Question", RunOptions], "Results"]
"""Simulates what is missing of a question."""


@dataclass(frozen=True)
class ComparedRun:
    """Designs of a run compared."""

    question: Question
    results: Results
    comparison: Comparison


@dataclass(frozen=True)
class Understood:
    """What kept results say of the ranges behind them; ``best`` only of flips."""

    inquiry: Inquiry
    found: Drivers | Flips | Worth
    best: Contingency | None = None


@dataclass(frozen=True)
class Traced:
    """One response as it happened, under one design or two."""

    followed: Sequence[Followed]


@dataclass(frozen=True)
class Scored:
    """The model beside recorded clocks."""

    records: Records
    measured: Sequence[Measured]
    scores: dict[str, Score]
    results: Results


Content = ComparedRun | Understood | Traced | Scored | ShapeMade


@dataclass(frozen=True)
class MadeOutput:
    """An output with its content."""

    name: str
    output: StudyOutput
    content: Content


@dataclass(frozen=True)
class MadeStudy:
    """A study that was run.

    Parameters
    ----------
    study
        The study.
    results
        Results of each run, of each ``validate``, and of a shape.
    compared
        The comparison of each run.
    outputs
        The outputs, in their order.
    whole
        Whether all of it was made; else only what was named.
    """

    study: WrittenStudy
    results: Mapping[str, Results]
    compared: Mapping[str, ComparedRun]
    outputs: Sequence[MadeOutput]
    whole: bool = True
    names: Sequence[str] = field(default_factory=tuple)


def chosen(study: WrittenStudy, only: Sequence[str] | None, argument: str = "only") -> list[str]:
    """Return runs and outputs that are asked for, with the runs that outputs need, in their order.

    Raises
    ------
    InputError
        If the study has no such run or output.
    """
    file = study.file
    known = [*file.runs, *file.outputs]
    if only is None:
        return known
    wanted = {one_of(argument, name, known) for name in only}
    for name in list(wanted):
        output = file.outputs.get(name)
        if output is None or study.opened is None or output.kind is OutputKind.VALIDATE:
            continue
        wanted.add(study.run_of(output))
    return [name for name in known if name in wanted]


def options_of(
    study: WrittenStudy, run: StudyRun, out: Path, processes: int | None, scheduler: str | None
) -> RunOptions:
    """Return the options of a run."""
    worlds = run.worlds
    if worlds is not None and (study.path.parent / worlds).is_file():
        worlds = str(study.path.parent / worlds)
    return RunOptions(
        run.replications,
        run.seed,
        processes,
        scheduler,
        run.nominal,
        out,
        worlds=worlds,
    )


def make(
    study: WrittenStudy,
    simulated: Simulated,
    *,
    out: Path,
    only: Sequence[str] | None = None,
    processes: int | None = None,
    scheduler: str | None = None,
    tell: Callable[[str], None] = lambda text: None,
    argument: str = "only",
) -> MadeStudy:
    """Simulate what is missing of a study, and make its outputs.

    Parameters
    ----------
    simulated
        Simulates a question with options; existing results are continued.
    out
        Folder that holds result folders.
    only
        Names of runs and outputs; None: all, and the page.
    processes, scheduler
        As :class:`renkei.study.running.RunOptions` takes them.
    tell
        Takes a line on what is being done.
    argument
        Name of the caller's argument for ``only``.

    Raises
    ------
    InputError
        If a name is unknown.
    RunError
        If every replication of a design failed, or an output cannot be made of so few.
    """
    names = chosen(study, only, argument)
    if study.opened is None:
        return _shape(study, names, out, processes, whole=only is None, tell=tell)
    results: dict[str, Results] = {}
    compared: dict[str, ComparedRun] = {}
    for name, run in study.file.runs.items():
        if name not in names:
            continue
        tell(tr("run {name}", name=name))
        options = options_of(study, run, out, processes, scheduler)
        question = study.questions[name]
        results[name] = simulated(question, options)
        compared[name] = ComparedRun(question, results[name], question.compared(results[name]))
    outputs = []
    for name, output in study.file.outputs.items():
        if name not in names:
            continue
        tell(tr("output {name}: {kind}", name=name, kind=output.kind))
        if output.kind is OutputKind.VALIDATE:
            options = RunOptions(output.replications, None, processes, scheduler, out=out)
            content: Content = _scored(study, output, simulated, options)
            assert isinstance(content, Scored)
            results[name] = content.results
        else:
            content = _content(output, compared[study.run_of(output)])
        outputs.append(MadeOutput(name, output, content))
    return MadeStudy(study, results, compared, outputs, only is None, names)


def _content(output: StudyOutput, of: ComparedRun) -> Content:
    from renkei.study.kept import design_in, pair_in
    from renkei.study.understanding import Inquiry

    question, results, kind = of.question, of.results, output.kind
    if kind in (OutputKind.ANSWER, OutputKind.LEVELS, OutputKind.TYPES):
        return of
    if kind is OutputKind.TRACE:
        return _traced(output, results)
    if kind is OutputKind.DRIVERS:
        own = design_in(results, output.design, "design")
        both = [own] if output.against is None else [output.against, own]
        inquiry = Inquiry(question.opened, results, both, output.incident, output.measure)
        return Understood(inquiry, inquiry.drivers())
    if kind is OutputKind.FLIPS:
        pair = pair_in(results, output.design, output.against, "design", "against")
        inquiry = Inquiry(question.opened, results, pair, output.incident, output.measure)
        flips = inquiry.flips()
        return Understood(inquiry, flips, inquiry.best(flips))
    inquiry = Inquiry(question.opened, results, question.designs, output.incident, output.measure)
    return Understood(inquiry, inquiry.worth())


def _traced(output: StudyOutput, results: Results) -> Traced:
    from renkei.study.following import Tracer

    tracer = Tracer(results)
    first = output.design or results.designs[0]
    assert output.incident is not None
    picked = tracer.pick(output.incident, first, output.which, None)
    followed = [tracer.follow(picked, first)]
    if output.against is not None:
        followed.append(tracer.follow(tracer.same(picked, output.against), output.against))
    return Traced(followed)


def _scored(
    study: WrittenStudy, output: StudyOutput, simulated: Simulated, options: RunOptions
) -> Scored:
    from renkei.analysis.recorded.measuring import measure
    from renkei.study.question import Question
    from renkei.study.recorded import records, scores

    assert study.opened is not None
    told = records(study.opened, output.design)
    told.opened.check(told.designs)
    results = simulated(Question(told.opened, told.designs), options)
    measured = measure(results, told.clocks, told.runs)
    return Scored(told, measured, scores(measured), results)


def _shape(
    study: WrittenStudy,
    names: Sequence[str],
    out: Path,
    processes: int | None,
    *,
    whole: bool,
    tell: Callable[[str], None],
) -> MadeStudy:
    from renkei.study.shapes.making import make_shape

    made = make_shape(study.file, out, processes, tell)
    outputs = [
        MadeOutput(name, output, made)
        for name, output in study.file.outputs.items()
        if name in names
    ]
    return MadeStudy(study, {"shape": made.results}, {}, outputs, whole, names)
