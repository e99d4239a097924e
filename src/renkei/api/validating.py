"""The model beside recorded events: frames, and the page.

Takes what was recorded and what was simulated for it; gives a :class:`Validation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from renkei.api.shown import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.report.recorded.validation import Validated


class Validation(Shown):
    """The model compared with recorded clocks.

    Parameters
    ----------
    validated
        Clocks beside the model's, and their scores.
    lang
        Language of names, ``en`` or ``ja``.
    """

    def __init__(self, validated: Validated, lang: str = "en") -> None:
        self._validated = validated
        self._lang = lang

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data, times in hours; what ``renkei validate --json`` prints."""
        from renkei.report.recorded.validation import validation_data

        return validation_data(self._validated)

    @property
    def clocks(self) -> pl.DataFrame:
        """A row for each clock: recorded, the band of the model, rank and fit."""
        return pl.DataFrame(self.data["clocks"], infer_schema_length=None)

    def __repr__(self) -> str:
        score = self._validated.scores["all"]
        return f"<Validation: {score.inside} of {score.clocks} recorded clocks inside the band>"

    def _page(self) -> RenderableType:
        from renkei.report.recorded.validation import render_validation

        return render_validation(self._validated, self._lang)
