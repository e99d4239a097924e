"""Ranges confirmed by a designed experiment: which, in which worlds, and what came of it.

Takes an inquiry into kept results, and the names of ranges or groups; gives the worlds of the
experiment, which are run like any list of worlds, and reads what they measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, get_args

import numpy as np

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.analysis.sensitivity.designed import (
    Confirmed,
    DesignedWorlds,
    Method,
    confirmed,
    design_of,
)
from renkei.study.choosing import bad_argument, one_of
from renkei.study.kept import focus_in, programs_of
from renkei.study.running import RunOptions, simulate
from renkei.study.worlds import LUCK, GivenWorlds, listed

if TYPE_CHECKING:
    from renkei._base.processes import ProcessPool
    from renkei.analysis.sensitivity.drivers import Drivers
    from renkei.analysis.sensitivity.surface import Interval
    from renkei.engine.focus import Focus
    from renkei.results import Results
    from renkei.study.running import Follower
    from renkei.study.understanding import Inquiry

SALIB, EXTRA = "SALib", "pip install 'renkei[sensitivity]'"
"""The library that makes the designs, and how it is installed."""

TURNS = {"morris": 20, "sobol": 64}
"""Trajectories or points where no number is asked for."""

_MOST_FOUND = 8
_SIGN = "="


@dataclass(frozen=True)
class Confirmation:
    """What became of ranges in a designed experiment.

    Parameters
    ----------
    inquiry
        The question, and the results in which the ranges were found.
    found
        What the experiment found.
    results
        Its results.
    before
        Share of the variance of each range or group in the results in which it was found; None: it
        was not found there, or they are too few.
    """

    inquiry: Inquiry
    found: Confirmed
    results: Results
    before: Mapping[str, Interval | None]


class Experiment:
    """A designed experiment on ranges of kept results.

    Parameters
    ----------
    inquiry
        The question, whose designs, measure and incident type are those of the experiment.
    method
        ``morris`` or ``sobol``.
    factors
        Paths of ranges, ids of parameters, or groups such as ``headquarters=usfj``; None: the
        ranges that the results show to matter, at most eight.
    turns
        Trajectories or points; None: :data:`TURNS`.
    typed
        Whether they were typed on a command line.

    Raises
    ------
    InputError
        If a name is unknown or comes twice, or the library is not installed.
    RunError
        If no factors are given and none is found.
    """

    def __init__(
        self,
        inquiry: Inquiry,
        method: str,
        factors: Sequence[str] | None = None,
        turns: int | None = None,
        *,
        typed: bool = False,
    ) -> None:
        dashes = "--" if typed else ""
        one_of(f"{dashes}confirm", method, list(get_args(Method)))
        if find_spec(SALIB) is None:
            raise bad_argument(
                f"{dashes}confirm",
                Phrase("`{method}`, which {salib} makes", method=method, salib=SALIB),
                Phrase("{salib} installed", salib=SALIB),
                EXTRA,
            )
        self.inquiry = inquiry
        self._argument = f"{dashes}factors"
        self.groups = self._found() if factors is None else self._named(factors)
        if max(map(len, self.groups.values())) > 1 and len(self.groups) < 2:
            raise bad_argument(
                self._argument,
                Phrase("one group alone"),
                Phrase("two names or more"),
                Phrase("`renkei drivers` without --confirm gives the share of each group"),
            )
        chosen: Method = "morris" if method == "morris" else "sobol"
        self.design: DesignedWorlds = design_of(
            chosen, self.groups, turns or TURNS[chosen], self.seed
        )

    @property
    def seed(self) -> int:
        """Another seed than that of the results: what luck alone showed there is not met again."""
        return self.inquiry.results.record.seed + 1

    @property
    def focus(self) -> Focus | None:
        """What each replication holds, as in the results."""
        return focus_in(self.inquiry.results)

    @cached_property
    def worlds(self) -> GivenWorlds:
        """The worlds of the design, as a list."""
        header = ",".join([LUCK, *(f"{path} [quantile]" for path in self.design.paths)])
        rows = [
            ",".join([str(luck), *(f"{place:.17g}" for place in places)])
            for luck, places in zip(self.design.lucks, self.design.places, strict=True)
        ]
        text = "\n".join([header, *rows]) + "\n"
        return listed(text, f"worlds by {self.design.method}", self.inquiry.opened)

    def options(self, processes: int | None = None) -> RunOptions:
        """Return the options of the run, whose results stand beside those of the question."""
        return RunOptions(
            replications=len(self.design.places),
            seed=self.seed,
            processes=processes,
            out=self.inquiry.results.folder.parent,
            worlds=self.worlds,
        )

    def run(
        self,
        options: RunOptions,
        pool: ProcessPool | None = None,
        follower: Follower | None = None,
        command: Sequence[str] = (),
    ) -> Results:
        """Simulate the worlds of the design; parameters are those of :func:`simulate`.

        Raises
        ------
        Interrupted
            If the user interrupts; finished parts are kept.
        ResultsError
            If this version gives other programs than those that the results come from.
        RunError
            If every replication of a design failed.
        """
        own = self.inquiry
        programs_of(own.opened, own.results, own.designs)
        return simulate(
            own.opened,
            own.designs,
            options,
            pool=pool,
            follower=follower,
            command=command,
            focus=self.focus,
        )

    def read(self, results: Results) -> Confirmation:
        """Return what the experiment found.

        Raises
        ------
        RunError
            If too few turns have such an incident in each world.
        """
        measured = self.inquiry.measured(results)
        values = np.full(len(self.design.places), np.nan)
        one = len(self.inquiry.designs) == 1
        values[measured.replication] = measured.contrast([1.0] if one else [-1.0, 1.0]).values[:, 0]
        try:
            found = confirmed(self.design, values)
        except ValueError as few:
            raise RunError(
                Phrase(
                    "{few} are too few: take more with --points, or results of "
                    "`renkei compare --focus`, of which each replication has an "
                    "incident.",
                    few=few,
                )
            ) from None
        return Confirmation(self.inquiry, found, results, self._before())

    def _before(self) -> dict[str, Interval | None]:
        drivers = self._drivers
        if drivers is None:
            return dict.fromkeys(self.groups)
        ranges = {one.path: one.share for one in drivers.drivers}
        groups = {f"{one.grouping}{_SIGN}{one.name}": one.share for one in drivers.groups}
        return {
            name: groups.get(name) if _SIGN in name else ranges.get(paths[0])
            for name, paths in self.groups.items()
        }

    @cached_property
    def _drivers(self) -> Drivers | None:
        """What the results show by themselves; None: they are too few."""
        if self.inquiry.results.record.nominal:
            return None
        try:
            return self.inquiry.drivers()
        except RunError:
            return None

    def _found(self) -> dict[str, tuple[str, ...]]:
        found = self.inquiry.drivers().drivers[:_MOST_FOUND]
        if not found:
            raise RunError(
                Phrase(
                    "No range can be told apart from chance in these results, so "
                    "none is there to be confirmed: name some with {argument}, or "
                    "extend the run.",
                    argument=self._argument,
                )
            )
        return {one.path: (one.path,) for one in found}

    def _named(self, wanted: Sequence[str]) -> dict[str, tuple[str, ...]]:
        labels = self.inquiry.labels
        parameters = self.inquiry.opened.scenario.parameters
        members: dict[str, list[str]] = {}
        for grouping, groups in labels.groupings.items():
            for path, group in groups.items():
                members.setdefault(f"{grouping}{_SIGN}{group}", []).append(path)
        found: dict[str, tuple[str, ...]] = {}
        taken: dict[str, str] = {}
        for name in dict.fromkeys(wanted):
            path = f"parameters.{name}.value" if name in parameters else name
            paths = (path,) if path in labels.units else tuple(members.get(name, ()))
            if not paths:
                known = [*parameters, *members, *labels.units]
                raise bad_argument(
                    self._argument,
                    Phrase("`{name}`, which is no range of these designs", name=name),
                    Phrase(
                        "the path of a range, the id of a parameter, or a group such "
                        "as `headquarters=...`"
                    ),
                    did_you_mean(name, known) or Phrase("`renkei assumptions` lists the paths"),
                )
            twice = next((one for one in paths if one in taken), None)
            if twice is not None:
                raise bad_argument(
                    self._argument,
                    Phrase(
                        "`{twice}` in `{taken}` and in `{name}`",
                        twice=twice,
                        taken=taken[twice],
                        name=name,
                    ),
                    Phrase("each range in one of them"),
                )
            taken |= dict.fromkeys(paths, name)
            found[name if len(paths) > 1 else paths[0]] = paths
        if not found:
            raise bad_argument(self._argument, Phrase("no name"), Phrase("a range or more"))
        return found
