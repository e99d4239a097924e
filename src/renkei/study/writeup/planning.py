"""What a study will do, and about how long it will take, without doing it.

Takes a written study; gives a plan of its runs: what they need, what exists, and the time of what
is missing, from one replication of each design taken just now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from renkei.study.running import RunOptions, cores, standing
from renkei.study.study_file import OutputKind
from renkei.study.writeup.making import chosen, options_of

if TYPE_CHECKING:
    from renkei.results import Existing
    from renkei.study.writeup.reading import WrittenStudy


@dataclass(frozen=True)
class PlannedRun:
    """A run of a study before it is made.

    Parameters
    ----------
    name
        Name in the study.
    designs
        What is simulated.
    wanted
        Replications of each; the most where it ends by itself.
    until
        What ends it; empty: the number.
    focus
        Types in focus; empty: whole runs.
    done, missing
        Replications of all designs together that exist, and that do not.
    seconds
        Expected time of the missing [s], on as many processes as are asked for.
    folder
        Its result folder.
    """

    name: str
    designs: Sequence[str]
    wanted: int
    until: Sequence[str]
    focus: Sequence[str]
    done: int
    missing: int
    seconds: float
    folder: str


@dataclass(frozen=True)
class StudyPlan:
    """What a study will do.

    Parameters
    ----------
    study
        The study.
    runs
        Its runs.
    outputs
        Its outputs by name, with their kind.
    page
        Whether its page will be written.
    """

    study: WrittenStudy
    runs: Sequence[PlannedRun]
    outputs: dict[str, str]
    page: bool

    @property
    def seconds(self) -> float:
        """Expected time of all that is missing [s]."""
        return sum(run.seconds for run in self.runs)


def plan_of(
    study: WrittenStudy,
    *,
    out: Path,
    only: Sequence[str] | None = None,
    processes: int | None = None,
    argument: str = "only",
) -> StudyPlan:
    """Return what a study will do; one replication of each design is simulated for its time.

    Raises
    ------
    InputError
        If a name is unknown.
    """
    names = chosen(study, only, argument)
    many = processes or cores()
    runs = []
    for name, run in study.file.runs.items():
        if name in names:
            question = study.questions[name]
            found = standing(question, options_of(study, run, out, processes, None))
            wanted = run.replications or _usual(study, bool(run.until))
            runs.append(_planned(name, found, wanted, many, until=run.until, focus=run.focus))
    for name, output in study.file.outputs.items():
        if name in names and output.kind is OutputKind.VALIDATE and study.opened is not None:
            from renkei.study.question import Question
            from renkei.study.recorded import records

            told = records(study.opened, output.design)
            options = RunOptions(output.replications, None, processes, out=out)
            found = standing(Question(told.opened, told.designs), options)
            runs.append(_planned(name, found, output.replications or _usual(study, False), many))
    if study.file.shape is not None:
        from renkei.study.shapes.making import shape_standing

        found = shape_standing(study.file, out)
        runs.append(_planned("shape", found, study.file.shape.replications, many))
    outputs = {n: str(o.kind) for n, o in study.file.outputs.items() if n in names}
    return StudyPlan(study, runs, outputs, only is None and study.file.page is not None)


def _usual(study: WrittenStudy, ends_by_itself: bool) -> int:
    from renkei.study.running import MOST

    assert study.opened is not None
    return MOST if ends_by_itself else study.opened.facts.replications


def _planned(
    name: str,
    found: Existing,
    wanted: int,
    processes: int,
    until: Sequence[str] = (),
    focus: Sequence[str] = (),
) -> PlannedRun:
    left = {design: wanted - done for design, done in found.done.items()}
    seconds = sum(found.seconds.get(design, 0.0) * n for design, n in left.items() if n > 0)
    return PlannedRun(
        name,
        list(found.done),
        wanted,
        until,
        focus,
        sum(found.done.values()),
        sum(left.values()),
        seconds / processes,
        found.folder.name,
    )
