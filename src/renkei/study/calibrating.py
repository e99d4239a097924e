"""Shared parameters of a scenario fitted to the recorded clocks that are for that.

Takes what was recorded and what was simulated for it; gives a :class:`Calibration`. The worlds are
those that a run draws anyway: nothing is simulated for the fit alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.analysis.recorded.fitting import (
    ENDS,
    Posterior,
    beyond,
    checked,
    fit,
    least_worlds,
    of_prior,
    prior_shares,
)
from renkei.analysis.recorded.measuring import Times, times_of
from renkei.analysis.statistics.estimation import Floats
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.analysis.recorded.clocks import Clock
    from renkei.results import Results
    from renkei.study.recorded import Records

FITTED_AT_MOST = 0.9
"""Of a range, the share between its 5 % and 95 % points: it reaches farther by the rest."""


@dataclass(frozen=True)
class Fitted:
    """One parameter before and after.

    Parameters
    ----------
    name
        Identifier.
    prior, posterior
        5 %, 50 % and 95 % points.
    narrower
        By which share of the prior's width the posterior is narrower, both as shares of the prior.
    coverage
        Share of worlds, put in the place of the record, whose value lay between the points.
    """

    name: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    narrower: float
    coverage: float

    def range(self, least: float, most: float) -> tuple[float, float]:
        """Return the range, within the prior's, whose 5 % and 95 % points are the posterior's."""
        low, middle, high = self.posterior
        return (
            max(middle - (middle - low) / FITTED_AT_MOST, least),
            min(middle + (high - middle) / FITTED_AT_MOST, most),
        )


@dataclass(frozen=True)
class Calibration:
    """Parameters fitted to recorded clocks.

    Parameters
    ----------
    parameters
        Each before and after.
    ranges
        Range of each for the scenario, around its median.
    posterior
        The accepted worlds.
    replication, drawn, values
        Number of each accepted world, its parameters as drawn, and as corrected.
    clocks
        Identifiers of the clocks that were fitted.
    beyond
        Those of them that hardly any world comes near.
    worlds, left_out
        Worlds used, and those without an incident for some clock.
    """

    parameters: Sequence[Fitted]
    ranges: Mapping[str, tuple[float, float]]
    posterior: Posterior
    replication: Sequence[int]
    drawn: Floats
    values: Floats
    clocks: Sequence[str]
    beyond: Sequence[str]
    worlds: int
    left_out: int


def free_parameters(
    records: Records, wanted: Sequence[str] | None, argument: str = "parameters"
) -> list[str]:
    """Return the parameters to be fitted: those asked for, or those that the scenario says.

    Raises
    ------
    InputError
        If there are none, or one is unknown or has no range.
    """
    known = records.opened.scenario.parameters
    ranged = [name for name, one in known.items() if one.value.has_range]
    if wanted is None:
        found = [name for name in ranged if known[name].fitted]
        if not found:
            raise bad_argument(
                argument,
                Phrase("no parameter with `fitted: true`"),
                Phrase("one of: {ranged}", ranged=", ".join(ranged)),
            )
        return found
    if not wanted:
        raise bad_argument(
            argument, Phrase("no name"), Phrase("one of: {ranged}", ranged=", ".join(ranged))
        )
    return [one_of(argument, name, ranged) for name in dict.fromkeys(wanted)]


def check_worlds(records: Records, replications: int | None, argument: str) -> None:
    """Refuse a run whose replications, one world each, cannot be enough for a fit.

    Parameters
    ----------
    records
        Those that are to be fitted.
    replications
        Replications asked for; None: those of the scenario.

    Raises
    ------
    InputError
        If there are fewer than a fit to so many clocks needs.
    """
    asked = replications or records.opened.facts.replications
    needed = least_worlds(len(records.clocks))
    if asked < needed:
        found = Phrase(
            "{asked} replications for {records} clocks to fit",
            asked=asked,
            records=len(records.clocks),
        )
        raise bad_argument(
            argument, found, Phrase("{needed} or more: each draws one world", needed=needed)
        )


def calibrated(records: Records, results: Results, names: Sequence[str]) -> Calibration:
    """Return the parameters fitted to the clocks of the records.

    Raises
    ------
    RunError
        If there are too few worlds with an incident for each clock.
    """
    drawn, numbers = _drawn(results, records.designs[0], names)
    times = _times(records, results, numbers)
    complete = ~np.isnan(times).any(axis=1)
    needed = least_worlds(len(records.clocks))
    if complete.sum() < needed:
        many = round(1.1 * needed * len(numbers) / max(int(complete.sum()), 1))
        advice = Phrase(" to about {many}", many=f"{many:,}") if complete.any() else ""
        raise RunError(
            Phrase(
                "{int} of {numbers} worlds have an incident for each of the "
                "{records} clocks; a fit needs {needed}: raise --reps{advice}.",
                int=int(complete.sum()),
                numbers=len(numbers),
                records=len(records.clocks),
                needed=needed,
                advice=advice,
            )
        )
    # Shares of the prior before worlds are left out: the prior is that of all.
    shares, kept = prior_shares(drawn)[complete], drawn[complete]
    used = times[complete]
    recorded = np.array([one.hours for one in records.clocks])
    posterior = fit(shares, used, recorded)
    coverage = checked(shares, used)
    values = np.column_stack(
        [of_prior(drawn[:, i], posterior.shares[:, i]) for i in range(len(names))]
    )
    parameters = [
        _fitted(name, drawn[:, i], posterior.ends()[i], float(coverage[i]))
        for i, name in enumerate(names)
    ]
    ranges = {
        one.name: one.range(float(drawn[:, i].min()), float(drawn[:, i].max()))
        for i, one in enumerate(parameters)
    }
    far = beyond(used, recorded)
    return Calibration(
        parameters,
        ranges,
        posterior,
        numbers[complete][posterior.chosen].tolist(),
        kept[posterior.chosen],
        values,
        [one.id for one in records.clocks],
        [one.id for one, is_far in zip(records.clocks, far, strict=True) if is_far],
        int(complete.sum()),
        int((~complete).sum()),
    )


def _fitted(name: str, drawn: Floats, ends: Floats, coverage: float) -> Fitted:
    prior = [float(value) for value in np.quantile(drawn, ENDS)]
    posterior = [float(value) for value in of_prior(drawn, ends)]
    width = (ends[-1] - ends[0]) / (ENDS[-1] - ENDS[0])
    return Fitted(
        name,
        (prior[0], prior[1], prior[2]),
        (posterior[0], posterior[1], posterior[2]),
        float(1 - width),
        coverage,
    )


def _drawn(
    results: Results, design: str, names: Sequence[str]
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return the parameters of each world, and its number; those of failed ones are left out."""
    paths = [f"parameters.{name}.value" for name in names]
    rows = (
        results.scan("worlds", design)
        .filter(pl.col("path").is_in(paths))
        .group_by("replication", "path")
        .agg(pl.col("value").first())
        .collect()
    )
    wide = rows.pivot(on="path", index="replication", values="value").sort("replication")
    return wide.select(paths).to_numpy(), wide["replication"].cast(pl.Int64).to_numpy()


def _times(records: Records, results: Results, numbers: Iterable[int]) -> Floats:
    """Return ``(worlds, clocks)`` times of one incident each [h]; ``nan`` where there is none.

    Events of one type take the incidents of a world in turn, as they are different incidents.
    """
    found = times_of(results, records.clocks, records.runs)
    turn = _turns(records.clocks, records.runs)
    columns = [_one_each(found[one.id], numbers, turn[one.id]) for one in records.clocks]
    return np.column_stack(columns)


def _turns(clocks: Iterable[Clock], runs: Mapping[str, str]) -> dict[str, int]:
    """Return which incident of a world stands for the event of each clock."""
    events: dict[tuple[str, str], list[str]] = {}
    found = {}
    for one in clocks:
        of_run = events.setdefault((runs[one.id], one.incident), [])
        if one.event not in of_run:
            of_run.append(one.event)
        found[one.id] = of_run.index(one.event)
    return found


def _one_each(times: Times, numbers: Iterable[int], turn: int) -> Floats:
    by_world: dict[int, list[float]] = {}
    for world, hours in zip(times.replication.tolist(), times.hours.tolist(), strict=True):
        by_world.setdefault(world, []).append(hours)
    picked = []
    for number in numbers:
        own = by_world.get(int(number), [])
        picked.append(own[turn % len(own)] if own else np.nan)
    return np.array(picked)
