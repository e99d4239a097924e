"""What drives a result, what would flip a verdict, what is worth knowing: data, and the page.

Takes an opened scenario and its results; gives an :class:`Understanding`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from renkei.api.asked import WithScenario
from renkei.api.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from renkei.results import Results


class Understanding(Shown):
    """An answer about the ranges behind a result.

    Parameters
    ----------
    kind
        Name of the command that prints the same: ``drivers``, ``flips`` or ``worth``; ``confirm``
        for ``drivers --confirm``.
    data
        All of it as plain data, times in hours, shares from 0 to 1; what the command prints with
        ``--json``.
    page
        Makes the page.
    """

    def __init__(self, kind: str, data: dict[str, Any], page: Callable[[], RenderableType]) -> None:
        self.kind = kind
        self.data = data
        self._make = page

    def frame(self, table: str) -> pl.DataFrame:
        """Return one list of the data as a frame, intervals as columns of three numbers.

        Parameters
        ----------
        table
            Its key, such as ``drivers`` or ``groups``.
        """
        import polars as pl

        rows: list[dict[str, Any]] = []
        for row in self.data[table]:
            flat: dict[str, Any] = {}
            for key, value in row.items():
                if isinstance(value, dict):
                    flat |= {f"{key}_{name}": one for name, one in value.items()}
                else:
                    flat[key] = value
            rows.append(flat)
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        question = self.data["question"]
        designs = " against ".join(reversed(question["designs"]))
        return f"<Understanding: {self.kind} of {question['incident'] or 'all types'}, {designs}>"

    def _page(self) -> RenderableType:
        return self._make()


def drivers(
    study: WithScenario,
    results: Results,
    design: str | None = None,
    *,
    against: str | None = None,
    incident: str | None = None,
    measure: str = "in-time",
) -> Understanding:
    """Find the ranges of the scenario that a result depends on; nothing is simulated.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    design
        Design; None: the first of the results.
    against
        Take the difference from this design, world by world.
    incident
        Incident type; None: all together.
    measure
        ``in-time``, or a milestone (its mean time; with ``-reached`` the share that reached
        it).

    Raises
    ------
    InputError
        If a name is unknown.
    RunError
        If too few replications had such an incident, or the designs met different ones.
    """
    from renkei.report.understanding.drivers import drivers_data, render_drivers
    from renkei.study.kept import design_in
    from renkei.study.understanding import Inquiry

    own = design_in(results, design, "design")
    designs = [own] if against is None else [design_in(results, against, "against"), own]
    inquiry = Inquiry(study._opened, results, designs, incident, measure)
    found = inquiry.drivers()
    return Understanding(
        "drivers", drivers_data(inquiry, found), lambda: render_drivers(inquiry, found)
    )


def confirm(
    study: WithScenario,
    results: Results,
    method: str = "morris",
    design: str | None = None,
    *,
    factors: Sequence[str] | None = None,
    points: int | None = None,
    against: str | None = None,
    incident: str | None = None,
    measure: str = "in-time",
    processes: int | None = None,
    progress: bool = True,
) -> Understanding:
    """Confirm ranges by a designed experiment, which is simulated beside the results.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    method
        ``morris`` (elementary effects) or ``sobol`` (first-order and total shares of the variance).
    design, against, incident, measure
        As :meth:`~renkei.Study.drivers` takes them.
    factors
        Paths of ranges, ids of parameters, or groups such as ``headquarters=usfj``; None: the
        ranges that :meth:`~renkei.Study.drivers` finds, at most eight.
    points
        Trajectories of Morris (None: 20), or points of Sobol (None: 64).
    processes, progress
        As :meth:`~renkei.Study.run` takes them.

    Raises
    ------
    InputError
        If a name is unknown or comes twice, or SALib is not installed.
    RunError
        If no range is found, or too few worlds have such an incident.
    """
    from renkei.api.simulating import line_of
    from renkei.report.understanding.confirmed import confirmed_data, render_confirmed
    from renkei.study.confirming import Experiment
    from renkei.study.kept import design_in
    from renkei.study.running import processes_for
    from renkei.study.understanding import Inquiry

    own = design_in(results, design, "design")
    designs = [own] if against is None else [design_in(results, against, "against"), own]
    inquiry = Inquiry(study._opened, results, list(dict.fromkeys(designs)), incident, measure)
    experiment = Experiment(inquiry, method, factors, points)
    options = experiment.options(processes)
    with processes_for(options) as pool, line_of(progress=progress) as line:
        told = experiment.read(experiment.run(options, pool, line))
    return Understanding("confirm", confirmed_data(told), lambda: render_confirmed(told))


def flips(
    study: WithScenario,
    results: Results,
    design: str | None = None,
    *,
    against: str | None = None,
    incident: str | None = None,
    measure: str = "in-time",
) -> Understanding:
    """Find the conditions in which a verdict between two designs would be the opposite.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    design, against
        Design and baseline; None: the second and the first of the results.
    incident, measure
        As :meth:`~renkei.Study.drivers` takes them.

    Raises
    ------
    InputError
        If a name is unknown.
    RunError
        If too few replications had such an incident, or the designs met different ones.
    """
    from renkei.report.understanding.flips import flips_data, render_flips
    from renkei.study.kept import pair_in
    from renkei.study.understanding import Inquiry

    designs = pair_in(results, design, against, "design", "against")
    inquiry = Inquiry(study._opened, results, designs, incident, measure)
    found = inquiry.flips()
    best = inquiry.best(found)
    return Understanding(
        "flips", flips_data(inquiry, found, best), lambda: render_flips(inquiry, found, best)
    )


def worth(
    study: WithScenario,
    results: Results,
    designs: Sequence[str] | None = None,
    *,
    incident: str | None = None,
    measure: str = "in-time",
) -> Understanding:
    """Find which guess to check first: what knowing it is worth for the choice of a design.

    Parameters
    ----------
    results
        Results that :meth:`~renkei.Study.run` returned.
    designs
        Designs to choose from; None: all of the results.
    incident, measure
        As :meth:`~renkei.Study.drivers` takes them.

    Raises
    ------
    InputError
        If a name is unknown.
    RunError
        If too few replications had such an incident, or the designs met different ones.
    """
    from renkei.report.understanding.worth import render_worth, worth_data
    from renkei.study.kept import several_in
    from renkei.study.understanding import Inquiry

    chosen = several_in(results, designs, "designs")
    inquiry = Inquiry(study._opened, results, chosen, incident, measure)
    found = inquiry.worth()
    return Understanding("worth", worth_data(inquiry, found), lambda: render_worth(inquiry, found))
