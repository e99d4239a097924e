"""Whether an answer hangs on numbers of one kind: a frame, and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from renkei.api.shown import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.study.guards import Guards
    from renkei.study.naming import Labels


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
