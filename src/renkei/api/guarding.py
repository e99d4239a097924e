"""Whether an answer hangs on numbers of one kind: a frame, and the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from renkei.api.asked import WithScenario
from renkei.api.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.results import Results
    from renkei.study.guards import Guards
    from renkei.study.naming import Labels
    from renkei.study.question import Question


class BySource(Shown):
    """What becomes of each verdict if the numbers of one class of sources are shaken.

    Parameters
    ----------
    guards
        Standings by class and shaking.
    labels
        Display names.
    """

    def __init__(self, guards: Guards, labels: Labels) -> None:
        self._guards, self._labels = guards, labels

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data; what ``renkei compare --by-source --json`` has."""
        from renkei.report.responses.guards import guards_data

        return guards_data(self._guards)

    @property
    def standings(self) -> pl.DataFrame:
        """A row for each class and shaking: verdicts kept, undecided, reversed, and new ones."""
        import polars as pl

        rows = [
            {name: value for name, value in one.items() if name != "changed"}
            for one in self.data["standings"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        turned = sum(one.count("reversed") for one in self._guards.standings)
        return f"<BySource: {len(self._guards.standings)} variants, {turned} verdicts turn round>"

    def _page(self) -> RenderableType:
        from renkei.report.responses.guards import render_guards

        return render_guards(self._guards, self._labels)


def by_source(
    study: WithScenario,
    results: Results,
    designs: Sequence[str] | None = None,
    *,
    incidents: Sequence[str] | None = None,
    wider: float = 1.5,
    processes: int | None = None,
    progress: bool = True,
) -> BySource:
    """Say which verdicts stand if the numbers of one class of sources are shaken.

    For each class (with a source, source not looked up, guess, without either) the comparison
    is run again with the ranges of its numbers shrunk to the best value, and made wider, with
    the same seed and as many replications, in folders beside the results.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    designs, incidents
        As :meth:`~renkei.Study.compare` takes them.
    wider
        Power by which the ratio of each end of a range to its median grows.
    processes, progress
        As :meth:`~renkei.Study.run` takes them.

    Raises
    ------
    InputError
        If a name is unknown.
    ValueError
        If the results are of worlds that were given, or ``wider`` is not more than 1.
    """
    from renkei.api.simulating import simulated
    from renkei.study.guards import guarded
    from renkei.study.question import Question
    from renkei.study.running import RunOptions

    if results.record.worlds is not None:
        raise ValueError("results: those of independent draws expected")
    question = Question(study._opened, results.designs if designs is None else designs, incidents)
    many = results.replications(results.designs[0])
    options = RunOptions(many, results.record.seed, processes, out=results.folder.parent)

    def again(asked: Question) -> Results:
        return simulated(asked, options, progress=progress)

    return BySource(guarded(question, results, again, wider), question.naming.labels)
