"""The question asked of designs: designs, incident types, and the size of no difference.

Takes an opened scenario and the words of the question; gives comparisons of results, their
precision, and the question itself for the record beside the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, designs_of, one_of
from renkei.study.measures import read_measure
from renkei.study.until import read_until
from renkei.study.zones import size, zones

if TYPE_CHECKING:
    from renkei.analysis import (
        Comparison,
        Deadline,
        Explanation,
        Row,
        Sustained,
        SustainedExplanation,
        Zone,
    )
    from renkei.analysis.responses.in_time import InTime
    from renkei.analysis.responses.precision import HalfWidth, Precision
    from renkei.analysis.statistics.estimation import Over
    from renkei.analysis.statistics.verdicts import Correction
    from renkei.engine.focus import Focus
    from renkei.results import Results
    from renkei.results.provenance import QuestionRecord
    from renkei.study.naming import Naming
    from renkei.study.source import Opened

CORRECTION: Correction = "holm"
"""Correction of comparisons that are asked together."""

COMPARED = ("decided", "agreed", "on-station")
"""Milestones whose times are compared besides what is asked."""

MILESTONES = ("decided", "agreed", "settled", "on-station", "first-on-station")
"""Milestones that a zone may be given for, besides those of the deadlines."""

_OVER = ("worlds", "incidents")


class Question:
    """Designs, incident types and indifference, checked against the scenario.

    Parameters
    ----------
    opened
        The scenario.
    designs, incidents
        Identifiers; None: all. The first design is the baseline.
    zone
        Sizes that count as no difference, as :func:`renkei.study.zones.zones` reads them.
    over
        Unit that weighs the same in every answer: ``worlds`` or ``incidents``.
    until
        What a run is to reach, as :func:`renkei.study.until.read_until` reads it.
    asked
        Measures that are asked, as :func:`renkei.study.measures.read_measure` reads them; none: of
        each incident type the probability in time.
    confidence
        Such as ``90 %``; None: 95 %.
    words
        The question in words; empty: it has none.
    typed
        Whether it was typed on a command line, so that errors name its options.
    focus
        Incident types of which each replication holds one, in turn; None: replications run as long
        as the scenario says.
    given
        Conditions on the moment of an incident in focus, as :mod:`renkei.study.focusing` reads.
    past
        For how long before that moment incidents have come; ``start``: since the start of the
        scenario; None: for as long as the warm-up.

    Raises
    ------
    InputError
        If a name is unknown or a size cannot be read.
    """

    def __init__(
        self,
        opened: Opened,
        designs: Sequence[str] | None = None,
        incidents: Sequence[str] | None = None,
        zone: Sequence[str] = (),
        over: str = "worlds",
        until: Sequence[str] = (),
        asked: Sequence[str] = (),
        confidence: str | None = None,
        words: str = "",
        *,
        typed: bool = False,
        focus: Sequence[str] | None = None,
        given: str | None = None,
        past: str | None = None,
    ) -> None:
        dashes = "--" if typed else ""
        self.opened = opened
        self.designs = designs_of(opened, designs, f"{dashes}designs")
        self.given, self._past, self._typed = given, past, typed
        self.in_focus = None if focus is None else list(_limits(opened, focus, f"{dashes}focus"))
        for option, condition in (("given", given), ("past", past)):
            if self.in_focus is None and condition is not None:
                raise bad_argument(
                    f"{dashes}{option}",
                    f"`{condition}`",
                    Phrase("it beside {dashes}focus", dashes=dashes),
                )
        self._limits = _limits(
            opened, self.in_focus if incidents is None else incidents, f"{dashes}incidents"
        )
        for name in self._limits if self.in_focus is not None else ():
            one_of(f"{dashes}incidents", name, self.in_focus or ())
        self.over = cast("Over", one_of(f"{dashes}over", over, _OVER))
        if self.in_focus is not None and over != "worlds":
            one = Phrase("`incidents`: each world in focus holds one, whatever its rate")
            raise bad_argument(
                f"{dashes}over", one, Phrase("`worlds` beside {dashes}focus", dashes=dashes)
            )
        milestones = (*MILESTONES, *(milestone for milestone, *_ in self._limits.values()))
        self._zones = zones(zone, milestones, f"{dashes}zone")
        self.words = words
        self.measures = [
            read_measure(one, self.incidents, self.milestones, f"{dashes}question") for one in asked
        ]
        self.confidence = read_confidence(confidence, f"{dashes}question")
        self.until = read_until(until, self, f"{dashes}until")

    @property
    def baseline(self) -> str:
        """The design that the others are compared with."""
        return self.designs[0]

    @property
    def incidents(self) -> list[str]:
        """Incident types asked for."""
        return list(self._limits)

    @property
    def asked(self) -> tuple[tuple[str | None, str], ...]:
        """Incident type, None: each, and metric of what is asked."""
        if not self.measures:
            return ((None, "p_deadline"),)
        return tuple((one.incident, one.metric) for one in self.measures)

    @property
    def _asked_milestones(self) -> list[str]:
        return [one.milestone for one in self.measures if one.milestone is not None]

    def milestones(self) -> list[str]:
        """Return the milestones that a measure may name, those recorded under any design."""
        recorded = (self.opened.program(design).milestones for design in self.designs)
        return list(dict.fromkeys(name for own in recorded for name in own))

    @cached_property
    def focus(self) -> Focus | None:
        """What each replication holds; None: all that a run of the scenario's length does."""
        if self.in_focus is None:
            return None
        from renkei.study.focusing import focus_of

        ends = [one.milestone for one in self.until.half_widths if one.milestone is not None]
        return focus_of(
            self.opened,
            self.baseline,
            self.in_focus,
            self.given,
            self._past,
            also=[*self._asked_milestones, *ends],
            typed=self._typed,
        )

    @cached_property
    def deadlines(self) -> dict[str, Deadline]:
        """Deadline of each incident type asked for."""
        from renkei.analysis import Deadline  # late: nothing is analysed before the first part

        return {name: Deadline(*limit) for name, limit in self._limits.items()}

    @cached_property
    def zone(self) -> Zone:
        """Differences that count as none, of times in hours."""
        return self._zone(hours=0.5)

    @cached_property
    def zone_of_days(self) -> Zone:
        """Differences that count as none, of times in days."""
        return self._zone(hours=24.0)

    def _zone(self, hours: float) -> Zone:
        from renkei.analysis import Zone

        return Zone(**{"hours": hours, **self._zones})

    @cached_property
    def naming(self) -> Naming:
        """Display names, and the layout of the designs."""
        from renkei.study.naming import naming

        return naming(self.opened, self.designs, self.deadlines)

    def compared(self, results: Results) -> Comparison:
        """Return the responses to incidents compared."""
        from renkei.analysis import compare

        return compare(
            results,
            self.deadlines,
            baseline=self.baseline,
            designs=self.designs,
            zone=self.zone,
            correction=CORRECTION,
            over=self.over,
            followed_h=self.naming.drain_h,
            looked=self.until.decided,
            confidence=self.confidence,
            milestones=tuple(dict.fromkeys((*COMPARED, *self._asked_milestones))),
            asked=self.asked,
        )

    def asked_rows(self, results: Results) -> list[Row]:
        """Return the comparisons that are asked, and no others."""
        from renkei.analysis import compare

        compared = compare(
            results,
            self.deadlines,
            baseline=self.baseline,
            designs=self.designs,
            milestones=tuple(self._asked_milestones),
            zone=self.zone,
            correction=CORRECTION,
            over=self.over,
            looked=self.until.decided,
            confidence=self.confidence,
            asked=self.asked,
        )
        return [
            row for row in compared.rows if compared.is_asked(row) and row.design != self.baseline
        ]

    def sustained(self, results: Results, only: set[tuple[str, str]] | None = None) -> Sustained:
        """Return readiness and supply compared; ``only``: these subjects and measures alone."""
        from renkei.analysis.responses.focused import refuse_levels
        from renkei.analysis.sustainment.comparison import compare_sustainment

        refuse_levels(results, "readiness or supply")
        return compare_sustainment(
            results,
            self.naming.layouts,
            baseline=self.baseline,
            zone=self.zone_of_days,
            only=only,
            confidence=self.confidence,
            looked=self.until.decided,
        )

    def in_time(self, results: Results) -> dict[str, InTime]:
        """Return the difference of each design in the share of all incidents answered in time."""
        from renkei.analysis.responses.in_time import in_time

        return in_time(
            results,
            self.deadlines,
            self.baseline,
            self.designs[1:],
            self.confidence,
            zone=self.zone,
            over=self.over,
        )

    def explained(
        self, results: Results, comparison: Comparison, first: Sequence[str] = ()
    ) -> list[Explanation]:
        """Return the causes of each design's differences from the baseline, largest first.

        Differences of the incident types in ``first`` come before all others.
        """
        from renkei.analysis import explain

        found = [explain(results, comparison, design, first=first) for design in self.designs[1:]]
        return sorted(found, key=lambda one: -_weight(one))

    def explained_sustainment(self, rows: Sustained) -> list[SustainedExplanation]:
        """Return the causes of each design's differences in readiness and supply."""
        from renkei.analysis import explain_sustained

        layouts = self.naming.layouts
        return [
            explain_sustained(
                rows,
                design,
                suppliers=layouts[design].suppliers,
                together=layouts[design].together.get("stock", {}),
            )
            for design in self.designs[1:]
        ]

    @cached_property
    def usual_half_width(self) -> HalfWidth:
        """The half-width that a run tells where none is asked for: of the probability in time."""
        from renkei.analysis.responses.precision import HalfWidth

        return HalfWidth("p_deadline", 1.0, of_difference=len(self.designs) > 1)

    def precision(self, results: Results, asked: HalfWidth | None = None) -> Precision:
        """Return the precision where it is worst; None: of the probability in time."""
        from renkei.analysis import current_precision
        from renkei.analysis.statistics.sequential import always_valid_confidence

        level = self.confidence
        if self.until.decided:
            done = min(results.replications(design) for design in self.designs)
            level = always_valid_confidence(level, done)
        half_width = asked or self.usual_half_width
        followed_h = self.naming.drain_h if half_width.statistic == "mean" else None
        return current_precision(
            results, self.deadlines, half_width, self.designs, level, self.over, followed_h
        )

    def record(self) -> QuestionRecord:
        """Return the question, for the record beside the answer."""
        from renkei.results.provenance import DeadlineRecord, QuestionRecord

        return QuestionRecord(
            baseline=self.baseline,
            designs=list(self.designs),
            deadlines={
                name: DeadlineRecord(milestone=one.milestone, hours=one.hours)
                for name, one in self.deadlines.items()
            },
            method={
                "confidence": self.confidence,
                **_sizes("zone", self.zone),
                **_sizes("zone of readiness and supply", self.zone_of_days),
                "correction": CORRECTION,
                "over": self.over,
                **(
                    {"asked": "; ".join(one.words for one in self.measures)}
                    if self.measures
                    else {}
                ),
                **({"until": "; ".join(self.until.phrases)} if self.until.phrases else {}),
            },
        )


def read_confidence(text: str | None, argument: str) -> float:
    """Return a confidence from words such as ``90 %``; None: 95 %.

    Raises
    ------
    InputError
        If it is no share between a half and 1.
    """
    if text is None:
        return 0.95
    found = size(argument, text, "fraction").mean()
    if not 0.5 <= found < 1:
        raise bad_argument(
            argument,
            Phrase("a confidence of `{value}`", value=text),
            Phrase("50 % or more, below 100 %"),
        )
    return found


def _sizes(of: str, zone: Zone) -> dict[str, float | None]:
    return {f"{of}: {name}": size for name, size in zone.data().items()}


def _limits(
    opened: Opened, wanted: Sequence[str] | None, argument: str
) -> dict[str, tuple[str, float, float]]:
    """Return milestone, deadline and end of the run [h] of the incident types asked for."""
    known = opened.facts.deadlines
    if wanted is None:
        return dict(known)
    if not wanted:
        raise bad_argument(
            argument, Phrase("no name"), Phrase("one of: {known}", known=", ".join(known))
        )
    return {one_of(argument, name, known): known[name] for name in dict.fromkeys(wanted)}


def _weight(explanation: Explanation) -> float:
    """Return the largest difference of a mean among the reasons for the design [h]."""
    return max(
        (abs(fact.value) for fact in explanation.facts if fact.kind == "difference"), default=0.0
    )
