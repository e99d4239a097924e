"""Questions to kept results: what drives them, what would flip a verdict, what is worth knowing.

Takes an opened scenario and results; gives the records of :mod:`renkei.analysis.sensitivity` with
what is needed to name their factors. Nothing is simulated: each replication has drawn all ranges.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, one_of
from renkei.study.kept import programs_of

if TYPE_CHECKING:
    from renkei.analysis import Deadline, Row
    from renkei.analysis.sensitivity.contingency import Contingency
    from renkei.analysis.sensitivity.drivers import Drivers
    from renkei.analysis.sensitivity.factors import DrawnWorlds
    from renkei.analysis.sensitivity.flips import Flips
    from renkei.analysis.sensitivity.outcomes import Asked, Outcome
    from renkei.analysis.sensitivity.worth import Worth
    from renkei.results import Results
    from renkei.scenario.quantities.quantity import Quantity
    from renkei.study.question import Question
    from renkei.study.source import Opened

LEAST = 20
"""Fewer replications than this have nothing to say about ranges."""

_STATISTICS = ("mean", "reached")


@dataclass(frozen=True)
class FactorLabels:
    """How factors are named and grouped.

    Parameters
    ----------
    groupings
        ``kind`` (section and attribute), ``headquarters`` and ``source`` (where the number comes
        from) to the group of each path.
    units
        Path to the unit in which a number is written, and how many of it the unit used inside is.
    """

    groupings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    def written(self, path: str, value: float) -> str:
        """Return a value of a factor in the unit in which it is written."""
        unit, size = self.units.get(path, ("", 1.0))
        return f"{value * size:.3g} {unit}".strip()


class Inquiry:
    """A measure of responses under designs of kept results, and the ranges it may depend on.

    Parameters
    ----------
    opened
        The scenario.
    results
        Results of these designs.
    designs
        Designs of the results, the one compared with first.
    incident, measure
        Incident type, None for all together; and ``in-time``, or a milestone with ``-mean`` (left
        out: the mean) or ``-reached``.
    typed
        Whether they were typed on a command line.

    Raises
    ------
    InputError
        If a name is unknown.
    """

    def __init__(
        self,
        opened: Opened,
        results: Results,
        designs: Sequence[str],
        incident: str | None = None,
        measure: str = "in-time",
        *,
        typed: bool = False,
    ) -> None:
        dashes = "--" if typed else ""
        self.opened = opened
        self.results = results
        self.designs = list(designs)
        if incident is not None:
            one_of(f"{dashes}incident", incident, opened.facts.deadlines)
        self.asked = _asked(results, incident, measure, f"{dashes}measure")

    @cached_property
    def deadlines(self) -> dict[str, Deadline]:
        """Deadline of each incident type."""
        from renkei.analysis import Deadline

        return {name: Deadline(*limit) for name, limit in self.opened.facts.deadlines.items()}

    @cached_property
    def labels(self) -> FactorLabels:
        """How the factors of the designs are named and grouped."""
        return labels_of(self.opened, self.designs)

    @cached_property
    def worlds(self) -> DrawnWorlds:
        """What each replication drew of every range."""
        from renkei.analysis.sensitivity.factors import worlds_of

        if self.results.record.nominal:
            raise RunError(
                Phrase(
                    "{folder} was simulated with best values only (--nominal): no range was drawn.",
                    folder=self.results.folder,
                )
            )
        if self.results.record.worlds is not None and self.results.record.worlds.luck:
            raise RunError(
                Phrase(
                    "{folder} holds a designed experiment, whose worlds share "
                    "luck: ask the results that it was made to confirm.",
                    folder=self.results.folder,
                )
            )
        return worlds_of(self.results, programs_of(self.opened, self.results, self.designs))

    @cached_property
    def outcome(self) -> Outcome:
        """The measure in each replication under each design.

        Raises
        ------
        RunError
            If the designs met different incidents, or too few replications had any.
        """
        found = self.measured(self.results).of(self.worlds.replication)
        if len(found.replication) < LEAST:
            raise RunError(
                Phrase(
                    "{found} replications had such an incident; {least} are needed "
                    "to say anything of the ranges: raise --reps of the run.",
                    found=len(found.replication),
                    least=LEAST,
                )
            )
        return found

    def measured(self, results: Results) -> Outcome:
        """Return the measure in each replication of some results of the designs.

        Raises
        ------
        RunError
            If the designs met different incidents.
        """
        from renkei.analysis.sensitivity.outcomes import outcome

        drain_h = self.opened.scenario.time.drain.mean()
        try:
            return outcome(results, self.designs, self.asked, self.deadlines, drain_h)
        except ValueError as apart:
            raise RunError(
                Phrase(
                    "{apart}: their difference cannot be taken world by world. Ask for one design.",
                    apart=apart,
                )
            ) from None

    @property
    def gain(self) -> Outcome:
        """How much better the second design is than the first, larger is better."""
        sign = 1.0 if self.asked.more_is_better else -1.0
        return self.outcome.contrast([-sign, sign])

    def drivers(self) -> Drivers:
        """Return what drives the measure of the only design, or the difference of two."""
        from renkei.analysis.sensitivity.drivers import drivers_of

        weights, least = ([1.0], 0.0) if len(self.designs) == 1 else ([-1.0, 1.0], -self._most)
        contrast = self.outcome.contrast(weights)
        limits = least, self._most
        return drivers_of(self.worlds, contrast, self.labels.groupings, limits)

    def flips(self) -> Flips:
        """Return what would flip the verdict between the two designs."""
        from renkei.analysis.sensitivity.flips import flips_of

        return flips_of(self.worlds, self.gain, self._most)

    def best(self, flips: Flips) -> Contingency | None:
        """Return the best design over the two ranges that surely move a verdict; None: too few."""
        from renkei.analysis.sensitivity.contingency import contingency_of

        if len(flips.axes) < 2:
            return None
        return contingency_of(self.worlds, self._larger_is_better, *flips.axes[:2])

    def worth(self) -> Worth:
        """Return what knowing more would be worth for the choice between the designs."""
        from renkei.analysis.sensitivity.worth import worth_of

        return worth_of(self.worlds, self._larger_is_better, self.labels.groupings)

    @property
    def _most(self) -> float:
        """The most that the measure can be; it is at least 0."""
        return 1.0 if self.asked.unit == "1" else math.inf

    @property
    def _larger_is_better(self) -> Outcome:
        found = self.outcome
        if self.asked.more_is_better:
            return found
        return replace(found, values=-found.values, sums=-found.sums)

    def as_data(self) -> dict[str, Any]:
        """Return the question as plain data."""
        return {
            "incident": self.asked.incident,
            "measure": self.asked.what,
            "milestone": self.asked.milestone,
            "unit": self.asked.unit,
            "designs": self.designs,
            "folder": str(self.results.folder),
        }


def inquiry_into(row: Row, question: Question, results: Results) -> Inquiry | None:
    """Return the question of what would flip a verdict; None: such results cannot say it.

    That is so of runs with best values only, of designs that met different incidents, of quantiles,
    and of fewer replications than :data:`LEAST`.
    """
    measures = {"p_deadline": "in-time", "mean": f"{row.milestone}-mean"}
    measure = measures.get(row.statistic)
    if measure is None or not row.paired or row.n_replications < LEAST:
        return None
    if results.record.nominal:
        return None
    designs = [question.designs[0], row.design]
    found = Inquiry(question.opened, results, designs, row.incident, measure)
    try:
        _ = found.outcome
    except RunError:
        return None
    return found


def _asked(results: Results, incident: str | None, measure: str, argument: str) -> Asked:
    from renkei.analysis.sensitivity.outcomes import Asked

    known = ["in-time"]
    for milestone in results.milestones:
        known += [milestone, *(f"{milestone}-{one}" for one in _STATISTICS)]
    one_of(argument, measure, known)
    if measure == "in-time":
        return Asked(incident)
    if incident is None:
        raise bad_argument(
            argument,
            Phrase("`{measure}` of all incident types together", measure=measure),
            Phrase("`in-time`, or one incident type"),
            Phrase("a time of different things together means nothing"),
        )
    milestone, sign, statistic = measure.rpartition("-")
    if sign and statistic in _STATISTICS and milestone in results.milestones:
        return Asked(incident, "mean" if statistic == "mean" else "reached", milestone)
    return Asked(incident, "mean", measure)


def labels_of(opened: Opened, designs: Sequence[str]) -> FactorLabels:
    """Return how the ranges of designs are named and grouped."""
    from renkei.scenario.language.paths import walk_quantities
    from renkei.scenario.world_means import written_unit

    quantities: dict[str, Quantity] = {}
    for design in designs:
        for phase in opened.document.design(design).phases:
            for path, quantity in walk_quantities(phase.scenario):
                if quantity.has_range:
                    quantities.setdefault(path, quantity)
    sources = opened.scenario.sources
    unverified = {name for name, one in sources.items() if one.unverified}
    kinds, headquarters, of_source = {}, {}, {}
    for path, quantity in quantities.items():
        steps = path.split(".")
        kinds[path] = _kind(steps)
        if steps[0] == "headquarters":
            headquarters[path] = steps[1]
        of_source[path] = _source(quantity, unverified)
    return FactorLabels(
        {"kind": kinds, "headquarters": headquarters, "source": of_source},
        {path: written_unit(quantity) for path, quantity in quantities.items()},
    )


def _kind(steps: Sequence[str]) -> str:
    """Return section and attribute, such as `headquarters: teams`."""
    if steps[0] == "parameters":
        return "parameters"
    return f"{steps[0]}: {steps[-1]}"


def _source(quantity: Quantity, unverified: set[str]) -> str:
    from renkei.scenario.quantities.quantity import GUESS

    if quantity.source is None:
        return "no source"
    if quantity.source == GUESS:
        return "guess"
    return "source not looked up" if quantity.source in unverified else "source"
