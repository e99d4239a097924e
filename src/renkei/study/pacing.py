"""The pace of a run: when results are looked at, what is expected, and when to end.

Takes a goal, a time and what is known of the speed; gives the stretches between looks. Without a
time the looks depend on the results alone, so that the same command gives the same replications on
every machine, from nothing as from existing results. With a time their number depends on the
machine; whole replications in their order are kept, as many as fit, so that none is left out
because it takes long (Glynn and Heidelberger 1990, Bias properties of budget constrained
simulations).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from renkei.analysis.statistics.sequential import LEAST, TwoLooks, next_look
from renkei.results.layout import PART
from renkei.results.plan import Stretch
from renkei.study.interrupts import interrupt_after

if TYPE_CHECKING:
    from renkei.results import Progress, Results
    from renkei.study.goal import Goal, Look

_PILOT = 2 * PART
"""Replications of the first look of a run that may end by itself: it tells what to expect."""

_MARGIN = 0.95
"""Share of the time left that is planned for: parts do not all take as long."""

_FIRST = 0.6
"""Share of what fits that is run before the speed is taken once more."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of a run, from its first replications.

    Parameters
    ----------
    seen
        Replications from which it is expected.
    replications
        Replications of each design at the end; None: this cannot be said yet.
    seconds
        Time until then [s]; None: this cannot be said yet.
    most
        Replications that the run does not go beyond.
    is_cut_short
        Whether the time, or the most, is expected to end the run first.
    """

    seen: int
    replications: int | None
    seconds: float | None
    most: int
    is_cut_short: bool


class Watcher(Protocol):
    """An object that follows the looks of a run."""

    def looked(self, look: Look | None, forecast: Forecast | None) -> None:
        """Take a look at the results, and what is expected of a run that ends by itself."""


class Pace:
    """Gives the stretches of a run between looks.

    Parameters
    ----------
    goal
        What is looked at; None: nothing.
    designs
        Designs that are simulated.
    most
        Replications that the run does not go beyond.
    seconds
        Time for the run [s]; None: any.
    processes
        Processes that work at once.
    watcher
        Follows the looks.
    every
        Replications between looks of a run that does not end by itself.
    """

    def __init__(
        self,
        goal: Goal | None,
        designs: Sequence[str],
        most: int,
        seconds: float | None,
        processes: int,
        watcher: Watcher | None,
        every: int,
    ) -> None:
        self.goal = goal
        self.designs = designs
        self.most = most
        self.seconds = seconds
        self.watcher = watcher
        self.stops = goal is not None and goal.stops
        self._state: Progress | None = None
        self._began = time.monotonic()
        self._steps = 0
        self._two_looks = TwoLooks()
        if self.stops:
            self.first = _PILOT
        elif seconds is not None:
            self.first = PART * max(1, processes // len(designs))
        else:
            self.first = every
        self.every = every

    def update(self, state: Progress) -> None:
        """Note the state of the run after a part."""
        self._state = state

    def __call__(self, results: Results, stretch: Stretch) -> Stretch | None:
        """Look at results; return the next stretch, or None to end."""
        look = None
        # If everything existed nobody waits to hear how precise it is.
        if self.goal is not None and (self.stops or self._state is not None):
            with interrupt_after():
                look = self.goal.look(results)
        following = (
            None
            if look is not None and self._ends(look, stretch)
            else self._following(results, stretch)
        )
        if self.watcher is not None:
            forecast = None if following is None else self._forecast(results, stretch, look)
            self.watcher.looked(look, forecast)
        return following

    def _ends(self, look: Look, stretch: Stretch) -> bool:
        """Return whether the goal is reached; short intervals must be so at two looks in a row."""
        if not self.stops:
            return False
        if not look.precisions:
            return look.may_stop and stretch.end >= LEAST
        return self._two_looks.ends(stretch.end, look.may_stop)

    def _following(self, results: Results, stretch: Stretch) -> Stretch | None:
        if self.stops:
            end = next_end(stretch.end)
            rate, left = self._rate(results), self._left()
            missing = end - max(stretch.end, _held(results))
            if rate is not None and left is not None and missing * rate > left:
                return None
            return Stretch(end)
        if self.seconds is None:
            return Stretch(stretch.end + self.every)
        return self._filling(results, stretch)

    def _filling(self, results: Results, stretch: Stretch) -> Stretch | None:
        """Return a stretch that fits into the time left, beyond what existed before."""
        rate, left = self._rate(results), self._left()
        held = max(stretch.end, _held(results))
        if rate is None or left is None:
            return Stretch(held + self.first)
        fits = int(_MARGIN * left / max(rate, 1e-9)) // PART * PART
        self._steps += 1
        if self._steps == 1 and fits > 4 * PART:
            fits = max(int(_FIRST * fits) // PART, 1) * PART
        if fits < PART:
            return Stretch(held) if held > stretch.end else None
        return Stretch(held + fits)

    def _left(self) -> float | None:
        if self.seconds is None:
            return None
        return self.seconds - (time.monotonic() - self._began)

    def _rate(self, results: Results) -> float | None:
        """Return the time that a replication of all designs takes [s]; None: unknown yet."""
        if self._state is not None and self._state.made:
            return self._state.seconds * len(self.designs) / self._state.made
        for run in reversed(results.record.runs):
            if run.made and run.seconds:
                return run.seconds * len(self.designs) / run.made
        return None

    def _forecast(self, results: Results, stretch: Stretch, look: Look | None) -> Forecast | None:
        """Return what is expected of a run that ends by itself."""
        if not self.stops and self.seconds is None:
            return None
        rate, left = self._rate(results), self._left()
        wanted = look.needed if look is not None and self.stops else None
        ends = [self.most]
        if rate is not None and left is not None:
            ends.append(stretch.end + max(int(left / max(rate, 1e-9)), 0))
        if wanted is not None:
            wanted = max(wanted, LEAST)
        bound = min(ends)
        end = bound if wanted is None else min(bound, wanted)
        if wanted is None and (self.stops or len(ends) == 1):
            return Forecast(stretch.end, None, None, self.most, is_cut_short=False)
        missing = max(end - max(stretch.end, _held(results)), 0)
        seconds = None if rate is None else missing * rate
        is_cut_short = wanted is not None and wanted > bound
        return Forecast(
            stretch.end, wanted if is_cut_short else end, seconds, self.most, is_cut_short
        )


def next_end(end: int) -> int:
    """Return the replications at the look after this one."""
    return next_look(end, PART)


def _held(results: Results) -> int:
    """Return how many replications of every design exist, of this run or before it."""
    from renkei.results import open_results

    every = open_results(results.folder, verify=False)
    return min(every.replications(design) for design in every.designs)
