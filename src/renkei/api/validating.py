"""The model beside recorded events, and fitted to them: frames, and pages.

Takes what was recorded and what was simulated for it; gives a :class:`Validation` or a
:class:`ParameterFit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from renkei.api.shown import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.report.recorded.validation import Validated
    from renkei.study.calibrating import Calibration
    from renkei.study.recorded import Records


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


class ParameterFit(Shown):
    """Shared parameters fitted to the recorded clocks that are for fitting.

    Parameters
    ----------
    calibration
        Parameters before and after, and the accepted worlds.
    records
        What was recorded.
    folder
        Where the results of the worlds are.
    lang
        Language of names, ``en`` or ``ja``.
    """

    def __init__(
        self, calibration: Calibration, records: Records, folder: str, lang: str = "en"
    ) -> None:
        self._calibration = calibration
        self._records = records
        self._folder = folder
        self._lang = lang

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data; what ``renkei calibrate --json`` prints."""
        from renkei.report.recorded.calibration import calibration_data

        return calibration_data(self._calibration, self._folder)

    @property
    def parameters(self) -> pl.DataFrame:
        """A row for each parameter: its 5, 50 and 95 % points before and after, and its check."""
        return pl.DataFrame(
            [
                {
                    "parameter": one.name,
                    **_points("prior", one.prior),
                    **_points("posterior", one.posterior),
                    "narrower": one.narrower,
                    "coverage": one.coverage,
                }
                for one in self._calibration.parameters
            ]
        )

    @property
    def worlds(self) -> pl.DataFrame:
        """The accepted worlds with their weights, as ``renkei calibrate --to`` writes them.

        Columns: ``replication``, ``weight`` (they add up to 1), each parameter as fitted, and each
        ``as drawn``. They are the joint posterior, which ranges alone lose.
        """
        from renkei.report.recorded.calibration import worlds_csv

        text = worlds_csv(self._calibration)
        return pl.read_csv(text.encode(), infer_schema_length=None)

    @property
    def ranges(self) -> dict[str, dict[str, Any]]:
        """The fitted ranges by path, as ``set`` of :func:`open` takes them."""
        from renkei.report.recorded.calibration import fitted_values

        return fitted_values(self._calibration)

    def __repr__(self) -> str:
        named = ", ".join(one.name for one in self._calibration.parameters)
        return f"<ParameterFit: {named} from {len(self._calibration.clocks)} recorded clocks>"

    def _page(self) -> RenderableType:
        from renkei.report.recorded.calibration import render_calibration

        return render_calibration(self._calibration, self._records.names, self._lang)


def _points(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((f"{name}_5", f"{name}_50", f"{name}_95"), values, strict=True))
