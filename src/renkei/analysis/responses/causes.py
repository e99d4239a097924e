"""Why one design is faster: facts, each with its interval.

Takes a comparison and the results; gives for each design an :class:`Explanation`. Nothing is
claimed that the comparison does not call better or worse, and no cause is named whose interval
includes zero.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from renkei.analysis.responses.attribution import (
    UNTRACED,
    AttributedDifference,
    Part,
    attribute_difference,
)
from renkei.analysis.responses.rows import Comparison, Row
from renkei.analysis.statistics.judged import TOLD
from renkei.analysis.statistics.verdicts import Verdict
from renkei.results import Results

FactKind = Literal[
    "difference",
    "cause",
    "counter",
    "rest",
    "deadline",
    "nothing",
    "too few",
    "sooner",
    "later",
    "neither",
]

_BY_CAUSE = ("kind", "state")
_BY_HEADQUARTERS = (*_BY_CAUSE, "headquarters")
_SMALL = 0.05
"""Share of the difference below which a cause is not worth a fact."""

_MOSTLY, _MOVED = 0.5, 1.25
"""Shares of a cause between which it is mostly at one headquarters; above, it moved there."""

_CAUSES, _LEFT = 3, 0.5
"""Causes named at most, and the share of them from which on what is left asks for one more."""

_ROUNDING = 1e-9
_FORCES = "on-station"


@dataclass(frozen=True)
class Fact:
    """One fact with its interval.

    Parameters
    ----------
    kind
        ``difference`` of restricted means that is better or worse; its ``cause``, the part that
        makes most of it, and the next ones where much is left; a ``counter``, the part that works
        most against it; the ``rest``, so that all sum to the difference; ``deadline``, a
        difference of the probability of meeting it; ``nothing`` is better or worse, here the
        largest difference seen; ``too few`` replications. Of the time until all forces are on
        station ``sooner``, ``later`` and ``neither``: in how many incident types, with the largest
        difference.
    incident, milestone
        Of what.
    value, low, high, unit
        Design minus baseline, in h or as a probability; a rest has no interval.
    share
        Share of the difference, for causes; None: else, or where parts offset each other.
    cause, state
        Kind of step and state of which it consists; empty else.
    headquarters
        Headquarters with more than half of the cause; empty if none stands out, or work moved.
    never, never_before
        Of a difference: share of the incidents that never reach the milestone, under the design
        and under the baseline.
    limit_h
        Of a difference: the time as which these count [h].
    needed
        Of ``nothing``: about how many replications would decide; None: not to be said.
    paired
        Whether the design meets the same incidents of this type as the baseline.
    count, of
        Of ``sooner``, ``later`` and ``neither``: incident types, of how many.
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
    never: float | None = None
    never_before: float | None = None
    limit_h: float | None = None
    needed: int | None = None
    paired: bool = True
    count: int | None = None
    of: int | None = None

    def data(self) -> dict[str, Any]:
        """Return what applies, as plain data; what is not bounded is left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if _applies(value)}


def _applies(value: object) -> bool:
    return value not in ("", None) and not (isinstance(value, float) and not math.isfinite(value))


@dataclass(frozen=True)
class Explanation:
    """The differences between a design and the baseline, and their causes.

    Parameters
    ----------
    design, baseline
        Designs.
    facts
        Differences and their causes, of the types that the page begins with, then the largest; a
        cause follows its difference.
    on_station
        Numbers of incident types in which all forces are on station sooner, later, or neither.
    verdicts
        Number of measures of the design by verdict.
    """

    design: str
    baseline: str
    facts: tuple[Fact, ...]
    on_station: tuple[Fact, ...]
    verdicts: Mapping[Verdict, int]

    def data(self) -> dict[str, Any]:
        """Return the explanation as plain data."""
        return {
            "facts": [fact.data() for fact in self.facts],
            "on_station": [fact.data() for fact in self.on_station],
            "verdicts": dict(self.verdicts),
        }


def explain(
    results: Results,
    comparison: Comparison,
    design: str,
    *,
    milestone: str | None = None,
    most: int = 2,
    first: Sequence[str] = (),
) -> Explanation:
    """Return the differences of a design from the baseline of a comparison, and their causes.

    Parameters
    ----------
    milestone
        Milestone whose times are explained; None: the last traced one that was compared.
    most
        Incident types explained, those with the largest differences.
    first
        Incident types explained before all others, in this order: those that a page begins with.
        Of each the milestone that answers it is explained, or else the last traced one that
        differs.
    """
    last = milestone or _last_traced(results, comparison, design)
    means = [
        row
        for row in comparison.rows
        if row.design == design and row.statistic == "mean" and row.milestone == last
    ]
    traced = results.record.designs[design].traced
    ways = [
        row
        for row in comparison.rows
        if row.design == design and row.statistic == "mean" and row.milestone in traced
    ]
    begun = [] if milestone is not None else _of_first(comparison, ways, traced, first)
    known = {row.incident for row in begun}
    told = begun + [row for row in _told(means) if row.incident not in known]
    if not told:
        told = _told(ways)  # nothing of the last milestone; perhaps of one on the way to it
    facts: list[Fact] = []
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
        facts += _facts_of(row, base, by_cause, by_headquarters)
    deadline = _deadline(comparison, design)
    if deadline is not None:
        facts.append(deadline)
    own = [row for row in comparison.rows if row.design == design]
    return Explanation(
        design,
        comparison.baseline,
        tuple(facts) or (_nothing(own, means),),
        tuple(_on_station(own)),
        Counter(row.verdict for row in own if row.verdict != "baseline"),
    )


def _on_station(rows: Sequence[Row]) -> Iterator[Fact]:
    """Yield the numbers of incident types with forces on station sooner, later, or neither."""
    means = [
        row
        for row in rows
        if (row.milestone, row.statistic) == (_FORCES, "mean") and row.difference is not None
    ]
    judged = [row for row in means if row.verdict != "too few"]
    told = [row for row in judged if row.verdict in TOLD]
    groups: dict[FactKind, list[Row]] = {
        "sooner": [row for row in told if (row.difference or 0.0) < 0],
        "later": [row for row in told if not (row.difference or 0.0) < 0],
        "neither": [row for row in judged if row.verdict not in TOLD],
    }
    for kind, own in groups.items():
        if own:
            largest = _fact_of(max(own, key=_size), kind)
            yield replace(largest, needed=None, count=len(own), of=len(judged))


def _told(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that are better or worse, the largest difference first."""
    told = (row for row in rows if row.verdict in TOLD)
    return sorted(told, key=lambda row: -abs(row.difference or 0.0))


def _of_first(
    comparison: Comparison, ways: Sequence[Row], traced: Sequence[str], first: Sequence[str]
) -> list[Row]:
    """Return of each of the first types the mean to explain, where one is better or worse."""
    answers = {
        row.incident: row.milestone for row in comparison.rows if row.statistic == "p_deadline"
    }
    found = []
    for incident in first:
        own = {
            row.milestone: row for row in ways if row.incident == incident and row.verdict in TOLD
        }
        if own:
            last = max(own, key=list(traced).index)
            found.append(own.get(answers.get(incident, ""), own[last]))
    return found


def _last_traced(results: Results, comparison: Comparison, design: str) -> str:
    traced = results.record.designs[design].traced
    compared = {row.milestone for row in comparison.rows if row.statistic == "mean"}
    usable = [milestone for milestone in traced if milestone in compared]
    return usable[-1] if usable else ""


def _facts_of(
    row: Row, base: Row, by_cause: AttributedDifference, by_headquarters: AttributedDifference
) -> list[Fact]:
    """Return the difference, its largest parts, the largest part against it, and the rest.

    One part is named, and more as long as what is left is more than half as large as those named.
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
        paired=row.paired,
    )
    facts = [difference]
    sure = [
        part
        for part in by_cause.parts
        if part.key[0] != UNTRACED
        and abs(part.hours) >= _SMALL * abs(total.value)
        and _is_sure(part)
    ]
    causes = [part for part in sure if part.hours * total.value > 0]
    against = [part for part in sure if part.hours * total.value < 0][:1]
    named, left = 0.0, total.value - sum(part.hours for part in against)
    for part in causes[:_CAUSES]:
        if named and abs(left) <= _LEFT * abs(named):
            break
        named, left = named + part.hours, left - part.hours
        facts.append(_cause("cause", row, part, _main(part, by_headquarters)))
    facts += [_cause("counter", row, part, _main(part, by_headquarters)) for part in against]
    rest = total.value - sum(fact.value for fact in facts[1:])
    if len(facts) > 1 and abs(rest) > _ROUNDING * abs(total.value):
        # Where parts offset each other the largest has no share, and neither has what is left.
        share = None if any(fact.share is None for fact in facts[1:]) else rest / total.value
        facts.append(
            Fact(
                "rest",
                row.incident,
                row.milestone,
                rest,
                -math.inf,
                math.inf,
                "h",
                share=share,
                paired=row.paired,
            )
        )
    return facts


def _main(cause: Part, by_headquarters: AttributedDifference) -> str:
    """Return the headquarters with most of a cause, or nothing if none stands out.

    A headquarters with more than the total does not count, since others then have less: work that
    moved from one to another is not "mostly at" the other.
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
        paired=row.paired,
    )


def _deadline(comparison: Comparison, design: str) -> Fact | None:
    """Return the largest difference in meeting the deadline that is better or worse."""
    rows = [
        row
        for row in comparison.rows
        if row.design == design and row.statistic == "p_deadline" and row.verdict in TOLD
    ]
    if not rows:
        return None
    return _fact_of(max(rows, key=lambda row: abs(row.difference or 0.0)), "deadline")


def _nothing(rows: Sequence[Row], means: Sequence[Row]) -> Fact:
    """Return the largest difference seen: of what is undecided, and of means where they are."""
    undecided = [[row for row in some if row.verdict == "undecided"] for some in (means, rows)]
    probabilities = [row for row in undecided[1] if row.unit == "1"]
    for some in (undecided[0], probabilities, undecided[1], means, rows):
        judged = [row for row in some if row.verdict not in ("too few", "baseline")]
        if judged:
            return _fact_of(max(judged, key=_size), "nothing")
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
        paired=row.paired,
    )
