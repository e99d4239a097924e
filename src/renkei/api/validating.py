"""The model beside recorded events, and fitted to them: frames, and pages.

Takes an opened scenario that records clocks; gives a :class:`Validation` or a
:class:`ParameterFit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.language import LANGUAGES, Language
from renkei.api.asked import WithScenario
from renkei.api.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.report.recorded.validation import Validated
    from renkei.results import Results
    from renkei.study.calibrating import Calibration
    from renkei.study.recorded import Records
    from renkei.study.running import RunOptions


class Validation(Shown):
    """The model compared with recorded clocks.

    Parameters
    ----------
    validated
        Clocks beside the model's, and their scores.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.
    """

    def __init__(self, validated: Validated, lang: Language | None = None) -> None:
        self._validated = validated
        self.lang = lang

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data, times in hours; what ``renkei validate --json`` prints."""
        from renkei.report.recorded.validation import validation_data

        return validation_data(self._validated)

    @property
    def clocks(self) -> pl.DataFrame:
        """A row for each clock: recorded, the band of the model, rank and fit."""
        import polars as pl

        return pl.DataFrame(self.data["clocks"], infer_schema_length=None)

    def __repr__(self) -> str:
        score = self._validated.scores["all"]
        return f"<Validation: {score.inside} of {score.clocks} recorded clocks inside the band>"

    def _page(self) -> RenderableType:
        from renkei.report.recorded.validation import render_validation

        return render_validation(self._validated)


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
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.
    """

    def __init__(
        self,
        calibration: Calibration,
        records: Records,
        folder: str,
        lang: Language | None = None,
    ) -> None:
        self._calibration = calibration
        self._records = records
        self._folder = folder
        self.lang = lang

    @property
    def data(self) -> dict[str, Any]:
        """All of it as plain data; what ``renkei calibrate --json`` prints."""
        from renkei.report.recorded.calibration import calibration_data

        return calibration_data(self._calibration, self._folder)

    @property
    def parameters(self) -> pl.DataFrame:
        """A row for each parameter: its 5, 50 and 95 % points before and after, and its check."""
        import polars as pl

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
        import polars as pl

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

        return render_calibration(self._calibration, self._records.names)


def _points(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((f"{name}_5", f"{name}_50", f"{name}_95"), values, strict=True))


def validate(
    study: WithScenario,
    design: str | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    processes: int | None = None,
    worlds: str | Path | None = None,
    out: str | Path = "results",
    progress: bool = True,
    lang: Language | None = None,
) -> Validation:
    """Compare the model with the recorded clocks of the scenario.

    Parameters
    ----------
    design
        Compare all clocks under this design; None: each under that of its time.
    replications, seed, processes, worlds, out, progress
        As :meth:`~renkei.Study.run` takes them. Rare types happen more often, in runs of their own.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.

    Raises
    ------
    InputError
        If the scenario records no clocks, or the design is unknown.
    RunError
        If every replication of a design failed.
    """
    from renkei.analysis.recorded.measuring import measure
    from renkei.report.recorded.validation import Validated
    from renkei.study.choosing import one_of
    from renkei.study.recorded import records, scores
    from renkei.study.running import RunOptions

    if lang is not None:
        one_of("lang", lang, LANGUAGES)
    told = records(study._opened, design)
    given = None if worlds is None else str(worlds)
    options = RunOptions(replications, seed, processes, out=Path(out), worlds=given)
    results = _results(told, options, progress=progress)
    measured = measure(results, told.clocks, told.runs)
    return Validation(Validated(told, measured, scores(measured), str(results.folder)), lang)


def calibrate(
    study: WithScenario,
    parameters: Sequence[str] | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    processes: int | None = None,
    out: str | Path = "results",
    progress: bool = True,
    lang: Language | None = None,
) -> ParameterFit:
    """Fit shared parameters to the recorded clocks that are for fitting.

    The method is approximate Bayesian computation; the page of what is returned names its
    steps. The scenario is not changed.

    Parameters
    ----------
    parameters
        Identifiers; None: those that the scenario marks ``fitted``.
    replications, seed, processes, out, progress
        As :meth:`~renkei.Study.run` takes them. Each replication draws one world.
    lang
        Language of names and sentences, ``en`` or ``ja``; None: that of :func:`renkei.speak`.

    Raises
    ------
    InputError
        If the scenario records no clocks for fitting, a parameter is unknown or has no range, or
        the replications are too few for so many clocks.
    RunError
        If too few worlds have an incident for each clock.
    """
    from renkei.study.calibrating import calibrated, check_worlds, free_parameters
    from renkei.study.choosing import one_of
    from renkei.study.recorded import records
    from renkei.study.running import RunOptions

    if lang is not None:
        one_of("lang", lang, LANGUAGES)
    told = records(study._opened)
    names = free_parameters(told, parameters)
    told = told.of_side("fit")
    check_worlds(told, replications, "replications")
    options = RunOptions(replications, seed, processes, out=Path(out))
    results = _results(told, options, progress=progress)
    return ParameterFit(calibrated(told, results, names), told, str(results.folder), lang)


def _results(told: Records, options: RunOptions, *, progress: bool) -> Results:
    """Return what was simulated for recorded clocks."""
    from renkei.api.simulating import simulated
    from renkei.study.question import Question

    return simulated(Question(told.opened, told.designs), options, progress=progress)
