"""The best of several designs: which it is, and the road to it.

Takes a contest and its results; gives a :class:`Best`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from renkei.api.shown import Shown

if TYPE_CHECKING:
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
