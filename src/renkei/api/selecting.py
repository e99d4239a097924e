"""The best of several designs: which it is, and the road to it.

Takes an opened scenario and a measure; gives a :class:`Best`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.api.asked import WithScenario
from renkei.api.shown import Shown
from renkei.api.values import phrases

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.results import Results
    from renkei.study.best import Contest


class Best(Shown):
    """The best of several designs by one measure.

    Parameters
    ----------
    contest
        What was asked, and which designs were dropped.
    results
        The results of the run; a design that was dropped has fewer replications.
    """

    def __init__(self, contest: Contest, results: Results) -> None:
        self._contest = contest
        self.results = results

    @property
    def design(self) -> str | None:
        """The best design; None: several were left when the run ended."""
        return self._contest.best

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data, times in hours; what ``renkei best --json`` prints."""
        from renkei.report.best import best_data

        return best_data(self._contest, self.results)

    def frame(self) -> pl.DataFrame:
        """Return a row for each design, the best first: value, replications, why it was dropped."""
        import polars as pl

        rows = [
            {**row, **(row["dropped"] or {"worse_than": None, "by": None})}
            for row in self.data["designs"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None).drop("dropped")

    def __repr__(self) -> str:
        many = len(self._contest.selection.designs)
        return f"<Best of {many} designs by {self._contest.measure.words}: {self.design}>"

    def _page(self) -> RenderableType:
        from renkei.report.best import render_best

        return render_best(self._contest, self.results)


def best(
    study: WithScenario,
    measure: str,
    designs: Sequence[str] | None = None,
    *,
    levers: Sequence[str] = (),
    zone: str | Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    processes: int | None = None,
    worlds: str | Path | None = None,
    out: str | Path = "results",
    progress: bool = True,
) -> Best:
    """Select the best design by one measure, with fewer replications for the worse ones.

    Parameters
    ----------
    measure
        ``"p(in time, large-disaster)"``, ``"mean(decided)"``; without a type all together.
    designs
        Designs, or combinations such as ``d1+m1``; None: all.
    levers
        Designs of which every combination is laid on each of the designs.
    zone
        Difference worth finding: if the best design is better than each other by this much, it
        is selected with at least 95 % probability.
    replications
        The most of a design; None: 10,000.
    seed, processes, worlds, out, progress
        As :meth:`~renkei.Study.run` takes them.

    Raises
    ------
    InputError
        If a name or size makes no sense, or the measure is a quantile.
    RunError
        If every replication of a design failed.
    """
    from renkei.api.simulating import simulated
    from renkei.study.best import contest_of
    from renkei.study.running import MOST, RunOptions

    options = RunOptions(
        replications or MOST,
        seed,
        processes,
        out=Path(out),
        worlds=None if worlds is None else str(worlds),
    )
    contest = contest_of(
        study._opened, measure, designs, levers, phrases(zone), replications or MOST
    )
    results = simulated(contest.question, options, progress=progress, contest=contest)
    return Best(contest, results)
