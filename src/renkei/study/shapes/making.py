"""A published shape run by Renkei's engine, with results that are kept and continued.

Takes a study file with a ``shape``; gives :class:`renkei.study.shapes.records.ShapeMade`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.study.shapes.records import ShapeMade

if TYPE_CHECKING:
    from renkei.results import Existing, Progress
    from renkei.study.shapes.records import ShapeModel
    from renkei.study.study_file import PublishedShape, StudyFile


def model_of(shape: PublishedShape) -> ShapeModel:
    """Return the model of a shape."""
    if shape.start_up is not None:
        from renkei.study.shapes.start_up import StartUp

        return StartUp(shape.start_up)
    if shape.search is not None:
        from renkei.study.shapes.search import Search

        return Search(shape.search)
    if shape.congestion is not None:
        from renkei.study.shapes.congestion import Congestion

        return Congestion(shape.congestion)
    assert shape.latency is not None
    from renkei.study.shapes.latency import Latency

    return Latency(shape.latency)


def shape_standing(file: StudyFile, out: Path) -> Existing:
    """Return how far the run of a shape is, without running it."""
    from renkei.results import Inputs, Plan, standing

    assert file.shape is not None
    shape = file.shape
    programs = dict(model_of(shape).programs())
    return standing(programs, Inputs(file.name.en, ""), Plan(shape.seed, shape.replications), out)


def make_shape(
    file: StudyFile, out: Path, processes: int | None, tell: Callable[[str], None]
) -> ShapeMade:
    """Run what is missing of a shape, and return its numbers.

    Raises
    ------
    Interrupted
        If the user interrupts; finished parts are kept.
    """
    from renkei._base.processes import ProcessPool
    from renkei.results import Inputs, Plan, run
    from renkei.study.running import RunOptions, processes_for

    assert file.shape is not None
    shape = file.shape
    model = model_of(shape)
    programs = dict(model.programs())
    pool: ProcessPool = processes_for(RunOptions(processes=processes, out=out))
    text = shape.model_dump_json(indent=1, exclude_none=True, exclude={"published"})
    told = -1

    def progress(state: Progress) -> None:
        nonlocal told
        tenth = 10 * state.done // state.total
        if tenth != told:
            told = tenth
            count = tr("{some} of {all}", some=f"{state.done:,}", all=f"{state.total:,}")
            tell(tr("{count} replications", count=count))

    results = run(
        programs,
        Inputs(file.name.en, text),
        Plan(shape.seed, shape.replications, processes=pool.processes),
        out,
        progress=progress,
        pool=pool,
    )
    rows = model.rows(results)
    return ShapeMade(
        shape, results, rows, model.checks({one.id: one for one in rows}), model.method
    )
