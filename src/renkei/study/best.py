"""The best of several designs and combinations with levers, by one measure.

Takes a question, a measure and a zone; gives the :class:`Contest`, which runs all designs, drops
those that are worse for sure, and runs the others on. The procedure with its guarantee is
:mod:`renkei.analysis.statistics.selection`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.results.layout import PART
from renkei.results.plan import Stretch
from renkei.study.choosing import bad_argument, known_design
from renkei.study.pacing import Forecast

if TYPE_CHECKING:
    from renkei.analysis.statistics.estimation import Floats
    from renkei.analysis.statistics.selection import Selection
    from renkei.results import Progress, Results
    from renkei.study.choosing import Designs
    from renkei.study.measures import ResponseMeasure
    from renkei.study.pacing import Watcher
    from renkei.study.question import Question
    from renkei.study.source import Opened

FINEST = 200
"""Replications up to which designs may be dropped after each part; later looks grow apart."""


def with_levers(
    document: Designs, designs: Sequence[str], levers: Sequence[str], argument: str = "levers"
) -> list[str]:
    """Return each design alone and with every combination of levers laid on it.

    Raises
    ------
    InputError
        If a lever is unknown, or cannot be combined.
    """
    from renkei.scenario.designs.combination import SIGN

    return [
        known_design(argument, SIGN.join((design, *some)), document)
        for design in designs
        for many in range(len(levers) + 1)
        for some in combinations(levers, many)
    ]


def contest_of(
    opened: Opened,
    measure: str,
    designs: Sequence[str] | None,
    levers: Sequence[str],
    zone: Sequence[str],
    most: int,
    *,
    typed: bool = False,
) -> Contest:
    """Return the contest of designs, and of all combinations of levers laid on them.

    Parameters
    ----------
    measure
        As :func:`renkei.study.measures.read_measure` reads it.
    designs
        Designs; None: all.
    zone
        Size worth finding, as :func:`renkei.study.zones.zones` reads it.
    typed
        Whether it was typed on a command line, so that errors name its options.

    Raises
    ------
    InputError
        If a name or size makes no sense, or the measure is a quantile.
    """
    from renkei.study.measures import read_measure
    from renkei.study.question import Question

    dashes = "--" if typed else ""
    asked = Question(opened, designs, None, zone, typed=typed)
    every: Sequence[str] = asked.designs
    if levers:
        every = with_levers(opened, asked.designs, levers, f"{dashes}levers")
    argument = f"{dashes}measure"
    told = read_measure(measure, asked.incidents, asked.milestones, argument)
    own = None if told.incident is None else [told.incident]
    return Contest(Question(opened, every, own, zone, typed=typed), told, most, dashes)


class Contest:
    """Runs designs until one is left: gives the stretches of the run.

    Parameters
    ----------
    question
        Designs, incident types and zone.
    measure
        A probability or a mean; of one incident type or of all together.
    most
        Replications of a design that the run does not go beyond.
    dashes
        Before the names of the caller's arguments: ``--`` on a command line.

    Raises
    ------
    InputError
        If the measure is a quantile, or fewer than two designs are asked for, or the zone is 0.
    """

    first = 2 * PART

    def __init__(
        self,
        question: Question,
        measure: ResponseMeasure,
        most: int,
        dashes: str = "",
    ) -> None:
        from renkei.analysis.statistics.selection import Selection

        if measure.statistic in ("median", "p90"):
            raise bad_argument(
                f"{dashes}measure",
                f"`{measure.words}`",
                Phrase("a probability or a mean: the procedure and its guarantee are for means"),
            )
        if len(question.designs) < 2:
            raise bad_argument(
                f"{dashes}designs", Phrase("one design"), Phrase("two designs at least")
            )
        self.question = question
        self.measure = measure
        self.most = most
        self.watcher: Watcher | None = None
        self.values: dict[str, Floats] = {}
        self._state: Progress | None = None
        self._dashes = dashes
        unit = "1" if measure.is_probability else "h"
        names = ("in-time",) if measure.statistic == "p_deadline" else ()
        own = (*names, *(() if measure.milestone is None else (measure.milestone,)))
        zone = question.zone.limit(unit, float("nan"), *own)
        if not zone > 0:
            raise bad_argument(
                f"{dashes}zone",
                Phrase("a zone of 0, or a share"),
                Phrase("a size above 0 in the unit"),
            )
        self.selection: Selection = Selection(
            question.designs, zone, more_is_better=measure.is_probability
        )

    @property
    def best(self) -> str | None:
        """The design that is left; None: several are."""
        left = self.selection.left
        return left[0] if len(left) == 1 else None

    def update(self, state: Progress) -> None:
        """Note the state of the run after a part."""
        self._state = state

    def __call__(self, results: Results, stretch: Stretch) -> Stretch | None:
        """Drop designs; return the next stretch of those that are left, or None to end."""
        from renkei.study.interrupts import interrupt_after
        from renkei.study.pacing import next_end

        with interrupt_after():
            self._look(results)
        left = tuple(self.selection.left)
        if len(left) == 1:
            return None
        if self.watcher is not None:
            self.watcher.looked(None, self._forecast(results, stretch))
        end = stretch.end + PART if stretch.end < FINEST else next_end(stretch.end)
        return Stretch(end, left)

    def _look(self, results: Results) -> None:
        from renkei.analysis.responses.by_world import by_world

        question, measure = self.question, self.measure
        own = measure.incident
        deadlines = {
            name: one for name, one in question.deadlines.items() if own is None or name == own
        }
        left = self.selection.left
        found = by_world(
            results, deadlines, left, measure.statistic, measure.milestone, question.naming.drain_h
        )
        if found.unpaired:
            raise bad_argument(
                f"{self._dashes}designs",
                Phrase("`{found}`, which meets other incidents", found=found.unpaired[0]),
                Phrase(
                    "designs that meet the same incidents: they are selected by "
                    "differences of pairs"
                ),
            )
        self.values |= found.values
        self.selection.look(found.values)

    def _forecast(self, results: Results, stretch: Stretch) -> Forecast | None:
        most = self.selection.most
        if most is None or self._state is None or not self._state.made:
            return None
        informed = max(len(self.values[self.selection.left[0]]), 1)
        end = max(min(round(most * stretch.end / informed), self.most), stretch.end)
        rate = self._state.seconds / self._state.made * len(self.selection.left)
        seconds = (end - stretch.end) * rate
        return Forecast(stretch.end, end, seconds, self.most, is_cut_short=False)
