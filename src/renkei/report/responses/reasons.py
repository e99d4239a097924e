"""Why one design is faster, in sentences, each with its interval.

Takes an :class:`~renkei.analysis.responses.causes.Explanation` and the comparison that it is of;
gives English sentences with display names, three or fewer where that suffices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei.analysis.responses.attribution import LATE, NEVER
from renkei.report.method import zone_words
from renkei.report.wording import milestone_words, percent, unit_for

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation, Fact
    from renkei.analysis.responses.causes import FactKind

Labels = Mapping[str, str]

_NEVER_SAID = 0.0005
"""Share of incidents that never arrive, from which on a sentence gives the share."""

_VERBS = {
    "decided": "is decided",
    "agreed": "is agreed between the nations",
    "on-station": "has all forces on station",
}
_STATES = {
    "queue": "waiting for a free team",
    "closed": "waiting for working hours or a board",
    "busy": "the step itself",
}


class Reason(str):
    """A sentence on why a design differs, with the incident type that it is of; empty: of none.

    ``restates`` where it only says that there is a difference, without a cause of it.
    """

    incident: str
    restates: bool

    def __new__(cls, words: str, incident: str, *, restates: bool = False) -> Reason:
        """Return the sentence."""
        made = super().__new__(cls, words)
        made.incident, made.restates = incident, restates
        return made


def reasons(explanation: Explanation, comparison: Comparison, labels: Labels) -> list[Reason]:
    """Return the sentences on one design.

    Parameters
    ----------
    labels
        Display names of designs, incident types and headquarters by identifier.
    """
    words = _Words(explanation, comparison, labels)
    sentences: list[Reason] = []
    facts = list(explanation.facts)
    while facts:
        own = [facts.pop(0)]
        while facts and facts[0].kind in PARTS:
            own.append(facts.pop(0))
        of = own[0].incident if own[0].kind in ("difference", "deadline") else ""
        restates = own[0].kind == "deadline"
        sentences.append(Reason(words.sentence(own), of, restates=restates))
    return sentences


def on_station(explanation: Explanation, confidence: float, labels: Labels) -> str:
    """Return the number of incident types whose time to all forces on station differs."""
    facts = {fact.kind: fact for fact in explanation.on_station}
    if not facts:
        return ""
    of = next(iter(facts.values())).of
    types = "incident type" if of == 1 else "incident types"
    same = facts.get("neither")
    parts = [
        f"{kind} in {fact.count} (most: {_name(labels, fact.incident)}, {abs(fact.value):.1f} h)"
        for kind, fact in facts.items()
        if kind != "neither"
    ]
    if parts:
        rest = f"; {same.count} cannot be distinguished" if same else ""
        return f"Of {of} {types} all forces are on station {', '.join(parts)}{rest}."
    assert same is not None
    return (
        "The mean time until all forces are on station is better or worse in none of "
        f"{of} {types}; the largest difference seen is {same.value:+.1f} h for "
        f"{_name(labels, same.incident)} ({percent(confidence)} interval {same.low:+.1f} to "
        f"{same.high:+.1f} h)."
    ).replace(" -", " −")


def _name(labels: Labels, identifier: str) -> str:
    return labels.get(identifier, identifier)


class _Words:
    """Sentences on one design with display names, all times in one unit."""

    def __init__(self, explanation: Explanation, comparison: Comparison, labels: Labels) -> None:
        self.explanation = explanation
        self.comparison = comparison
        self.labels = labels
        self.design = _name(labels, explanation.design)
        self.baseline = _name(labels, explanation.baseline)
        self.level = f"{percent(comparison.confidence)} interval"
        self.unit = unit_for(row.estimate for row in comparison.rows if row.unit == "h")

    def sentence(self, facts: Sequence[Fact]) -> str:
        """Return the sentence on a fact and its parts."""
        return HEADS[facts[0].kind](self, facts)

    def difference(self, facts: Sequence[Fact]) -> str:
        first = facts[0]
        direction = "sooner" if first.value < 0 else "later"
        text = (
            f"Under {self.design}, {self._name(first.incident)} {_verb(first.milestone)} "
            f"{self._hours(first)} {direction} on average than under {self.baseline} "
            f"({self.level} {self._range(first)}{_pairing(first)})"
        )
        never, before = first.never or 0.0, first.never_before or 0.0
        if max(never, before) > _NEVER_SAID and first.limit_h is not None:
            text += (
                f", where the {_share(never)} that never arrive ({_share(before)} under "
                f"{self.baseline}) count as {_days(first)}"
            )
        parts = [PARTS[fact.kind](self, fact, _days(first)) for fact in facts[1:]]
        return f"{text}: {'; '.join(parts)}." if parts else f"{text}."

    def deadline(self, facts: Sequence[Fact]) -> str:
        fact = facts[0]
        more = "higher" if fact.value > 0 else "lower"
        low, high = sorted((abs(fact.low), abs(fact.high)))
        return (
            f"The probability that {self._name(fact.incident)} is answered in time is "
            f"{100 * abs(fact.value):.1f} percentage points {more} ({self.level} "
            f"{100 * low:.1f} to {100 * high:.1f}{_pairing(fact)})."
        )

    def too_few(self, _: Sequence[Fact]) -> str:
        return (
            f"Nothing can be said about {self.design} against {self.baseline}: too few "
            "replications had any of the incidents."
        )

    def nothing(self, facts: Sequence[Fact]) -> str:
        fact, verdicts = facts[0], self.explanation.verdicts
        equivalent, undecided = verdicts.get("equivalent", 0), verdicts.get("undecided", 0)
        told = verdicts.get("better", 0) + verdicts.get("worse", 0)
        measures = told + equivalent + undecided
        if told:
            return (
                f"{told} of {measures} measures are better or worse under {self.design} than under "
                f"{self.baseline}, but none of them is a deadline that was asked for or a mean "
                "whose path is traced; the tables above name them."
            )
        if not undecided:
            return (
                f"{self.design} and {self.baseline} are equivalent in all {measures} measures: no "
                f"interval leaves the indifference zone ({zone_words(self.comparison.zone)})."
            )
        is_time = fact.unit == "h"
        scale, unit = (
            (1 / self.unit.size, self.unit.name) if is_time else (100, "percentage points")
        )
        advice = f"; about {fact.needed:,} replications would decide it" if fact.needed else ""
        return (
            f"{self.design} and {self.baseline} cannot be distinguished: of {measures} measures "
            f"{undecided} are undecided and {equivalent} equivalent; the largest difference seen "
            f"is {scale * fact.value:+,.1f} {unit} for {self._name(fact.incident)} ({self.level} "
            f"{scale * fact.low:+,.1f} to {scale * fact.high:+,.1f}){advice}."
        ).replace(" -", " −")

    def rest(self, fact: Fact, _: str) -> str:
        share = "" if fact.share is None else f" ({_share(fact.share)} of it)"
        return f"{self._hours(fact)}{share} {_less(fact)} in all other parts together"

    def counter(self, fact: Fact, limit: str) -> str:
        return f"partly offset by {self.cause(fact, limit)}"

    def cause(self, fact: Fact, limit: str) -> str:
        # The share follows its hours: behind the headquarters it would seem a share of theirs.
        share = "" if fact.share is None else f"{_share(fact.share)} of it"
        said = "; ".join(filter(None, (self._range(fact), share)))
        head = f"{self._hours(fact)} ({said}) {_less(fact)}"
        if fact.cause == NEVER:
            who = "fewer" if fact.value < 0 else "more"
            return f"{head} because {who} incidents never arrive"
        if fact.cause == LATE:
            # Fewer hours beyond the limit: fewer hours are left out.
            other = "more" if fact.value < 0 else "less"
            return f"{head} because {other} time lies beyond {limit}, where it does not count"
        where = f", mostly at {self._name(fact.headquarters)}" if fact.headquarters else ""
        return f"{head} time in {fact.cause} ({_state(fact.cause, fact.state)}){where}"

    def _hours(self, fact: Fact) -> str:
        return f"{abs(fact.value) / self.unit.size:,.1f} {self.unit.name}"

    def _range(self, fact: Fact) -> str:
        """Return the interval, without signs where it lies on one side of zero."""
        low, high = fact.low / self.unit.size, fact.high / self.unit.size
        if low > 0 or high < 0:
            low, high = sorted((abs(low), abs(high)))
            return f"{low:,.1f} to {high:,.1f} {self.unit.name}"
        return f"{low:+,.1f} to {high:+,.1f} {self.unit.name}".replace("-", "−")

    def _name(self, identifier: str) -> str:
        return _name(self.labels, identifier)


HEADS: dict[FactKind, Callable[[_Words, Sequence[Fact]], str]] = {
    "difference": _Words.difference,
    "deadline": _Words.deadline,
    "nothing": _Words.nothing,
    "too few": _Words.too_few,
}
"""The sentence of each kind of fact that begins one."""

PARTS: dict[FactKind, Callable[[_Words, Fact, str], str]] = {
    "cause": _Words.cause,
    "counter": _Words.counter,
    "rest": _Words.rest,
}
"""The words of each kind of fact that is part of a difference."""

ON_STATION: tuple[FactKind, ...] = ("sooner", "later", "neither")
"""Kinds of facts that :func:`on_station` puts into one sentence."""


def _state(cause: str, state: str) -> str:
    if cause == "allocation" and state == "queue":
        return "waiting for free platforms"
    return _STATES.get(state, state)


def _verb(milestone: str) -> str:
    return _VERBS.get(milestone, f"comes to {milestone_words(milestone)}")


def _less(fact: Fact) -> str:
    return "less" if fact.value < 0 else "more"


def _pairing(fact: Fact) -> str:
    return "" if fact.paired else ", unpaired: it meets other incidents"


def _days(fact: Fact) -> str:
    """Return the time up to which a mean counts, as a scenario writes it."""
    return "" if fact.limit_h is None else f"{fact.limit_h / 24:,.3g} d"


def _share(share: float) -> str:
    return percent(share) if share >= 0.01 or not share else "under 1 %"
