"""Why one design is faster: plain facts and sentences, each with its interval.

Takes a comparison and the results; gives for each design an :class:`Explanation`: structured
facts, and English sentences made from them. Nothing is claimed that the comparison does not call
better or worse, and no cause is named whose interval includes zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from renkei.analysis.hours import time_unit
from renkei.analysis.responses.attribution import (
    LATE,
    NEVER,
    UNTRACED,
    AttributedDifference,
    Part,
    attribute_difference,
)
from renkei.analysis.responses.comparison import Comparison, Row
from renkei.results import Results

Labels = Mapping[str, str]

FactKind = Literal["difference", "cause", "counter", "rest", "deadline", "nothing", "too few"]

_BY_CAUSE = ("kind", "state")
_BY_HEADQUARTERS = (*_BY_CAUSE, "headquarters")
_SMALL = 0.05
"""Share of the difference below which a cause is not worth a sentence."""

_MOSTLY, _MOVED = 0.5, 1.25
"""Shares of a cause between which it is mostly at one headquarters; above, it moved there."""

_ROUNDING = 1e-9
_NEVER_TOLD = 0.0005
"""Share of incidents that never arrive from which on it is said."""

_VERBS = {
    "decided": "is decided",
    "agreed": "is agreed between the nations",
    "on-station": "has all forces on station",
}
_STATE_WORDS = {
    "queue": "waiting for a free team",
    "closed": "waiting for working hours or a board",
    "busy": "the work or delay itself",
}


def _state_words(cause: str, state: str) -> str:
    if cause == "allocation" and state == "queue":
        return "waiting for free platforms"
    return _STATE_WORDS.get(state, state)


@dataclass(frozen=True)
class Fact:
    """One fact with its interval.

    Parameters
    ----------
    kind
        ``difference`` of restricted means that can be told; its ``cause``, the part that makes
        most of it; a ``counter``, the part that works most against it; the ``rest``, so that the
        three sum to the difference; ``deadline``, a difference of the probability of meeting it;
        ``nothing`` can be told, here the largest difference seen; ``too few`` replications.
    incident, milestone
        Of what.
    value, low, high, unit
        Design minus baseline, in h or as a probability; a rest has no interval.
    share
        Share of the difference, for causes; None: else, or where parts offset each other.
    cause, state
        Kind of step and state of which it consists; empty else.
    headquarters
        Where more than half of the cause is; empty where no one stands out, or work moved.
    never, never_before
        Of a difference: share of the incidents that never reach the milestone, under the design
        and under the baseline.
    limit_h
        Of a difference: the time as which these count [h].
    needed
        Of ``nothing``: about how many replications would decide; None: not to be said.
    """

    kind: FactKind
    incident: str
    milestone: str
    value: float
    low: float
    high: float
    unit: Literal["h", "1"]
    share: float | None = None
    cause: str = ""
    state: str = ""
    headquarters: str = ""
    never: float = 0.0
    never_before: float = 0.0
    limit_h: float | None = None
    needed: int | None = None


@dataclass(frozen=True)
class Explanation:
    """What differs between a design and the baseline, and why.

    Parameters
    ----------
    design, baseline
        Designs.
    facts
        Structured facts, in the order of the sentences.
    sentences
        English sentences, three or fewer where that suffices.
    """

    design: str
    baseline: str
    facts: tuple[Fact, ...]
    sentences: tuple[str, ...]


def explain(
    results: Results,
    comparison: Comparison,
    design: str,
    *,
    milestone: str | None = None,
    labels: Labels | None = None,
    most: int = 2,
) -> Explanation:
    """Explain how a design differs from the baseline of a comparison.

    Parameters
    ----------
    milestone
        Milestone whose times are explained; None: the last traced one that was compared.
    labels
        Display names of designs, incident types and headquarters by identifier.
    most
        Incident types explained, those with the largest differences.
    """
    names = _Names(labels or {}, design, comparison)
    milestone = milestone or _last_traced(results, comparison, design)
    means = [
        row
        for row in comparison.rows
        if row.design == design and row.statistic == "mean" and row.milestone == milestone
    ]
    told = _told(means)
    if not told:
        # Nothing of the last milestone; perhaps of one on the way to it.
        traced = results.record.designs[design].traced
        told = _told(
            row
            for row in comparison.rows
            if row.design == design and row.statistic == "mean" and row.milestone in traced
        )
    facts: list[Fact] = []
    sentences: list[str] = []
    for row in told[:most]:
        by_cause, by_headquarters = (
            attribute_difference(
                results,
                design,
                comparison.baseline,
                row.incident,
                row.milestone,
                by=by,
                confidence=comparison.confidence,
                over=comparison.over,
                limit_h=row.limit_h,
            )
            for by in (_BY_CAUSE, _BY_HEADQUARTERS)
        )
        base = comparison.row(row.incident, comparison.baseline, row.metric)
        found = _facts_of(row, base, by_cause, by_headquarters)
        facts += found
        sentences.append(names.difference(found))
    deadline = _deadline(comparison, design)
    if deadline is not None:
        facts.append(deadline)
        sentences.append(names.deadline(deadline))
    if not facts:
        facts = [_nothing(comparison, design, means)]
        sentences = [names.nothing(facts[0])]
    return Explanation(design, comparison.baseline, tuple(facts), tuple(sentences))


def _told(rows: Iterable[Row]) -> list[Row]:
    """Return what is better or worse, the largest differences first."""
    told = (row for row in rows if row.verdict in ("better", "worse"))
    return sorted(told, key=lambda row: -abs(row.difference or 0.0))


def _last_traced(results: Results, comparison: Comparison, design: str) -> str:
    traced = results.record.designs[design].traced
    compared = {row.milestone for row in comparison.rows if row.statistic == "mean"}
    usable = [milestone for milestone in traced if milestone in compared]
    return usable[-1] if usable else ""


def _facts_of(
    row: Row, base: Row, by_cause: AttributedDifference, by_headquarters: AttributedDifference
) -> list[Fact]:
    """Return the difference, what makes most of it, what works most against it, and the rest.

    A cause is summed over headquarters first: work that only moved from one to another is none.
    """
    total = by_cause.total
    difference = Fact(
        "difference",
        row.incident,
        row.milestone,
        total.value,
        total.low,
        total.high,
        "h",
        never=1.0 - row.reached,
        never_before=1.0 - base.reached,
        limit_h=by_cause.limit_h,
    )
    facts = [difference]
    sure = [
        part
        for part in by_cause.parts
        if part.key[0] != UNTRACED
        and abs(part.hours) >= _SMALL * abs(total.value)
        and _is_sure(part)
    ]
    kinds: tuple[tuple[FactKind, float], ...] = (("cause", 1.0), ("counter", -1.0))
    for kind, sign in kinds:
        chosen = [part for part in sure if sign * part.hours * total.value > 0]
        if chosen:
            facts.append(_cause(kind, row, chosen[0], _main(chosen[0], by_headquarters)))
    rest = total.value - sum(fact.value for fact in facts[1:])
    if len(facts) > 1 and abs(rest) > _ROUNDING * abs(total.value):
        # Where parts offset each other the largest has no share, and neither has what is left.
        share = None if any(fact.share is None for fact in facts[1:]) else rest / total.value
        facts.append(
            Fact("rest", row.incident, row.milestone, rest, -math.inf, math.inf, "h", share=share)
        )
    return facts


def _main(cause: Part, by_headquarters: AttributedDifference) -> str:
    """Return the headquarters where most of a cause is, or nothing where no one stands out.

    None does where it has more than all together, so that others have less: work that moved from
    one to another is not "mostly at" the other.
    """
    for part in by_headquarters.parts:
        if part.key[:2] == cause.key and part.hours * cause.hours > 0:
            stands_out = _MOSTLY < part.hours / cause.hours < _MOVED
            return part.key[2] if _is_sure(part) and stands_out else ""
    return ""


def _is_sure(part: Part) -> bool:
    return part.low > 0 or part.high < 0


def _cause(kind: FactKind, row: Row, part: Part, headquarters: str) -> Fact:
    return Fact(
        kind,
        row.incident,
        row.milestone,
        part.hours,
        part.low,
        part.high,
        "h",
        share=None if math.isnan(part.share) else part.share,
        cause=part.key[0],
        state=part.key[1],
        headquarters=headquarters,
    )


def _deadline(comparison: Comparison, design: str) -> Fact | None:
    """Return the largest difference in meeting the deadline that can be told."""
    rows = [
        row
        for row in comparison.rows
        if row.design == design
        and row.statistic == "p_deadline"
        and row.verdict in ("better", "worse")
    ]
    if not rows:
        return None
    return _fact_of(max(rows, key=lambda row: abs(row.difference or 0.0)), "deadline")


def _nothing(comparison: Comparison, design: str, means: Sequence[Row]) -> Fact:
    judged = [row for row in means if row.verdict != "too few"]
    if judged:
        return _fact_of(max(judged, key=_size), "nothing")
    others = [
        row
        for row in comparison.rows
        if row.design == design and row.verdict not in ("too few", "baseline")
    ]
    if others:
        return _fact_of(max(others, key=_size), "nothing")
    return Fact("too few", "", "", math.nan, -math.inf, math.inf, "h")


def _size(row: Row) -> float:
    size = abs(row.difference) if row.difference is not None else 0.0
    return 0.0 if math.isnan(size) else size


def _fact_of(row: Row, kind: FactKind) -> Fact:
    assert row.difference is not None
    assert row.diff_low is not None
    assert row.diff_high is not None
    unit: Literal["h", "1"] = "1" if row.unit == "1" else "h"
    return Fact(
        kind,
        row.incident,
        row.milestone,
        row.difference,
        row.diff_low,
        row.diff_high,
        unit,
        needed=row.needed,
    )


class _Names:
    """Sentences with display names."""

    def __init__(self, labels: Labels, design: str, comparison: Comparison) -> None:
        self.labels = labels
        self.identifier = design
        self.design = self._name(design)
        self.baseline = self._name(comparison.baseline)
        self.comparison = comparison
        self.level = f"{comparison.confidence:.0%} interval".replace("%", " %")
        times = (row.estimate for row in comparison.rows if row.unit == "h")
        self.unit, self.size = time_unit(times)

    def difference(self, facts: Sequence[Fact]) -> str:
        first = facts[0]
        text = (
            f"Under {self.design}, {self._name(first.incident)} {_words(first.milestone)} "
            f"{self._hours(first)} {_direction(first)} on average than under {self.baseline} "
            f"({self.level} {self._range(first)}{self._unpaired(first)})"
        )
        if max(first.never, first.never_before) > _NEVER_TOLD and first.limit_h is not None:
            text += (
                f", counting the {_percent(first.never)} that never get there "
                f"({_percent(first.never_before)} under {self.baseline}) as "
                f"{_days(first)}"
            )
        parts = [self._part(fact, _days(first)) for fact in facts[1:]]
        return f"{text}: {'; '.join(parts)}." if parts else f"{text}."

    def _unpaired(self, fact: Fact) -> str:
        """Return that the design meets other incidents of this type, where it does."""
        others = any(
            row.design == self.identifier and row.incident == fact.incident and not row.paired
            for row in self.comparison.rows
        )
        return ", unpaired: it meets other incidents" if others else ""

    def _part(self, fact: Fact, limit: str) -> str:
        less = "less" if fact.value < 0 else "more"
        share = "" if fact.share is None else f"{_percent(fact.share)} of it"
        if fact.kind == "rest":
            rest = f" ({share})" if share else ""
            return f"{self._hours(fact)}{rest} {less} in all other parts together"
        against = "against this, " if fact.kind == "counter" else ""
        # Beside the hours it is of: behind the headquarters it would seem to be of theirs.
        said = "; ".join(filter(None, (self._range(fact), share)))
        head = f"{against}{self._hours(fact)} ({said}) {less}"
        if fact.cause == NEVER:
            who = "fewer" if fact.value < 0 else "more"
            return f"{head} since {who} never get there"
        if fact.cause == LATE:
            # Fewer hours past the limit are fewer that are left out.
            other = "more" if fact.value < 0 else "less"
            return f"{head} because {other} time lies beyond {limit}, where it does not count"
        return f"{head} {self._what(fact)}"

    def deadline(self, fact: Fact) -> str:
        more = "higher" if fact.value > 0 else "lower"
        low, high = sorted((abs(fact.low), abs(fact.high)))
        return (
            f"The probability that {self._name(fact.incident)} is answered in time is "
            f"{100 * abs(fact.value):.1f} percentage points {more} ({self.level} "
            f"{100 * low:.1f} to {100 * high:.1f}{self._unpaired(fact)})."
        )

    def nothing(self, fact: Fact) -> str:
        if fact.kind == "too few":
            return (
                f"Nothing can be said about {self.design} against {self.baseline}: too few "
                "replications had any of the incidents."
            )
        seen = (
            f"{fact.value / self.size:+,.1f} {self.unit}"
            if fact.unit == "h"
            else f"{100 * fact.value:+.1f} percentage points"
        )
        scale = 1 / self.size if fact.unit == "h" else 100
        judged = [
            row.verdict
            for row in self.comparison.rows
            if row.design == self.identifier and row.verdict not in ("baseline", "too few")
        ]
        told = len(judged) - judged.count("equivalent") - judged.count("undecided")
        if told:
            return (
                f"Between {self.design} and {self.baseline} {told} of {len(judged)} measures are "
                "better or worse, but neither a mean whose path is traced nor a deadline that was "
                "asked for; the tables above name them."
            )
        undecided = judged.count("undecided")
        if not undecided:
            return (
                f"{self.design} and {self.baseline} are equivalent in all {len(judged)} measures: "
                f"no interval leaves the indifference zone ({self.comparison.zone.words()})."
            )
        advice = f"; about {fact.needed:,} replications would decide it" if fact.needed else ""
        return (
            f"No difference between {self.design} and {self.baseline} can be told: of "
            f"{len(judged)} measures {undecided} are undecided and {len(judged) - undecided} "
            f"equivalent; the largest difference seen is {seen} for {self._name(fact.incident)} "
            f"({self.level} {scale * fact.low:+,.1f} to {scale * fact.high:+,.1f}){advice}."
        ).replace(" -", " −")

    def _what(self, fact: Fact) -> str:
        where = f", mostly at {self._name(fact.headquarters)}" if fact.headquarters else ""
        return f"time in {fact.cause} ({_state_words(fact.cause, fact.state)}){where}"

    def _hours(self, fact: Fact) -> str:
        return f"{abs(fact.value) / self.size:,.1f} {self.unit}"

    def _range(self, fact: Fact) -> str:
        """Return the interval, without signs where it lies on one side of zero."""
        low, high = fact.low / self.size, fact.high / self.size
        if low > 0 or high < 0:
            low, high = sorted((abs(low), abs(high)))
            return f"{low:,.1f} to {high:,.1f} {self.unit}"
        return f"{low:+,.1f} to {high:+,.1f} {self.unit}"

    def _name(self, identifier: str) -> str:
        return self.labels.get(identifier, identifier)


def _words(milestone: str) -> str:
    return _VERBS.get(milestone, f"comes to {milestone.replace('-', ' ')}")


def _direction(fact: Fact) -> str:
    return "sooner" if fact.value < 0 else "later"


def _days(fact: Fact) -> str:
    """Return the time up to which a mean counts, as a scenario would say it."""
    return "" if fact.limit_h is None else f"{fact.limit_h / 24:,.3g} d"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %") if share >= 0.01 or not share else "under 1 %"
