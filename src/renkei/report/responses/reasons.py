"""Why one design is faster, in sentences, each with its interval.

Takes an :class:`~renkei.analysis.responses.causes.Explanation` and the comparison that it is of;
gives English sentences with display names, three or fewer where that suffices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import later, tr, tr_many
from renkei.analysis.responses.attribution import LATE, NEVER
from renkei.report.method import zone_words
from renkei.report.step_kinds import kind_words
from renkei.report.wording import (
    apart,
    bracketed,
    joined,
    milestone_words,
    percent,
    range_words,
    unit_for,
)

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation, Fact
    from renkei.analysis.responses.causes import FactKind

Labels = Mapping[str, str]

_NEVER_SAID = 0.0005
"""Share of incidents that never arrive, from which on a sentence gives the share."""

_SOONER = {
    "decided": later(
        "Under {design}, {incident} is decided {time} sooner on average than under {baseline}, "
        "{aside}"
    ),
    "agreed": later(
        "Under {design}, {incident} is agreed between the nations {time} sooner on average than "
        "under {baseline}, {aside}"
    ),
    "on-station": later(
        "Under {design}, {incident} has all forces on station {time} sooner on average than under "
        "{baseline}, {aside}"
    ),
    "": later(
        "Under {design}, {incident} comes to {milestone} {time} sooner on average than under "
        "{baseline}, {aside}"
    ),
}
_LATER = {
    "decided": later(
        "Under {design}, {incident} is decided {time} later on average than under {baseline}, "
        "{aside}"
    ),
    "agreed": later(
        "Under {design}, {incident} is agreed between the nations {time} later on average than "
        "under {baseline}, {aside}"
    ),
    "on-station": later(
        "Under {design}, {incident} has all forces on station {time} later on average than under "
        "{baseline}, {aside}"
    ),
    "": later(
        "Under {design}, {incident} comes to {milestone} {time} later on average than under "
        "{baseline}, {aside}"
    ),
}
_STATES = {
    "queue": later("waiting for a free team"),
    "closed": later("waiting for working hours or a board"),
    "busy": later("the step itself"),
}
_MOST = {
    "sooner": later("sooner in {count} (most: {incident}, {hours} h)"),
    "later": later("later in {count} (most: {incident}, {hours} h)"),
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
    types = tr_many("{count} incident type", "{count} incident types", of or 0)
    same = facts.get("neither")
    parts = [
        tr(
            _MOST[kind],
            count=fact.count,
            incident=_name(labels, fact.incident),
            hours=f"{abs(fact.value):.1f}",
        )
        for kind, fact in facts.items()
        if kind != "neither"
    ]
    if parts:
        rest = tr("; {count} cannot be distinguished", count=same.count) if same else ""
        return tr(
            "Of {types} all forces are on station {parts}{rest}.",
            types=types,
            parts=joined(parts),
            rest=rest,
        )
    assert same is not None
    return tr(
        "The mean time until all forces are on station is better or worse in none of {types}; the "
        "largest difference seen is {value} h for {incident} ({share} interval {low} to {high} h).",
        types=types,
        value=_signed(same.value),
        incident=_name(labels, same.incident),
        share=percent(confidence),
        low=_signed(same.low),
        high=_signed(same.high),
    )


def _signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")


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
        self.level = tr("{share} interval", share=percent(comparison.confidence))
        self.unit = unit_for(row.estimate for row in comparison.rows if row.unit == "h")

    def sentence(self, facts: Sequence[Fact]) -> str:
        """Return the sentence on a fact and its parts."""
        return HEADS[facts[0].kind](self, facts)

    def difference(self, facts: Sequence[Fact]) -> str:
        first = facts[0]
        heads = _SOONER if first.value < 0 else _LATER
        text = tr(
            heads.get(first.milestone, heads[""]),
            design=self.design,
            incident=self._name(first.incident),
            milestone=milestone_words(first.milestone, self.labels),
            time=self._hours(first),
            baseline=self.baseline,
            aside=f"{self.level} {self._range(first)}{_pairing(first)}",
        )
        never, before = first.never or 0.0, first.never_before or 0.0
        if max(never, before) > _NEVER_SAID and first.limit_h is not None:
            text += tr(
                ", where the {share} that never arrive ({before} under {baseline}) count as {time}",
                share=_share(never),
                before=_share(before),
                baseline=self.baseline,
                time=_days(first),
            )
        parts = [
            PARTS[fact.kind](self, fact, _days(first))
            for fact in facts[1:]
            if fact.kind != "rest" or self._shows(fact)
        ]
        if not parts:
            return tr("{sentence}.", sentence=text)
        return tr("{sentence}: {parts}.", sentence=text, parts=apart(parts))

    def deadline(self, facts: Sequence[Fact]) -> str:
        fact = facts[0]
        low, high = sorted((abs(fact.low), abs(fact.high)))
        values = {
            "incident": self._name(fact.incident),
            "points": f"{100 * abs(fact.value):.1f}",
            "level": self.level,
            "range": range_words(f"{100 * low:.1f}", f"{100 * high:.1f}"),
            "pairing": _pairing(fact),
        }
        if fact.value > 0:
            return tr(
                "The probability that {incident} is answered in time is {points} percentage points "
                "higher ({level} {range}{pairing}).",
                **values,
            )
        return tr(
            "The probability that {incident} is answered in time is {points} percentage points "
            "lower ({level} {range}{pairing}).",
            **values,
        )

    def too_few(self, _: Sequence[Fact]) -> str:
        return tr(
            "Nothing can be said about {design} against {baseline}: too few replications had any "
            "of the incidents.",
            design=self.design,
            baseline=self.baseline,
        )

    def nothing(self, facts: Sequence[Fact]) -> str:
        fact, verdicts = facts[0], self.explanation.verdicts
        equivalent, undecided = verdicts.get("equivalent", 0), verdicts.get("undecided", 0)
        told = verdicts.get("better", 0) + verdicts.get("worse", 0)
        measures = told + equivalent + undecided
        if told:
            return tr(
                "{told} of {measures} measures are better or worse under {design} than under "
                "{baseline}, but none of them is a deadline that was asked for or a mean whose "
                "path is traced; the tables (--types) name them.",
                told=told,
                measures=measures,
                design=self.design,
                baseline=self.baseline,
            )
        if not undecided:
            return tr(
                "{design} and {baseline} are equivalent in all {measures} measures: no interval "
                "leaves the indifference zone ({zone}).",
                design=self.design,
                baseline=self.baseline,
                measures=measures,
                zone=zone_words(self.comparison.zone),
            )
        is_time = fact.unit == "h"
        scale, unit = (
            (1 / self.unit.size, self.unit.name) if is_time else (100, tr("percentage points"))
        )
        advice = (
            tr("; about {many} replications would decide it", many=f"{fact.needed:,}")
            if fact.needed
            else ""
        )
        return tr(
            "{design} and {baseline} cannot be distinguished: of {measures} measures {undecided} "
            "are undecided and {equivalent} equivalent; the largest difference seen is {value} "
            "{unit} for {incident} ({level} {range}){advice}.",
            design=self.design,
            baseline=self.baseline,
            measures=measures,
            undecided=undecided,
            equivalent=equivalent,
            value=_signed(scale * fact.value),
            unit=unit,
            incident=self._name(fact.incident),
            level=self.level,
            range=range_words(_signed(scale * fact.low), _signed(scale * fact.high)),
            advice=advice,
        )

    def rest(self, fact: Fact, _: str) -> str:
        time = self._hours(fact)
        if fact.share is not None:
            time = bracketed(time, tr("{share} of it", share=_share(fact.share)))
        if fact.value < 0:
            return tr("{time} less in all other parts together", time=time)
        return tr("{time} more in all other parts together", time=time)

    def counter(self, fact: Fact, limit: str) -> str:
        return tr("partly offset by {cause}", cause=self.cause(fact, limit))

    def cause(self, fact: Fact, limit: str) -> str:
        # The share follows its hours: behind the headquarters it would seem a share of theirs.
        share = "" if fact.share is None else tr("{share} of it", share=_share(fact.share))
        time = bracketed(self._hours(fact), apart(filter(None, (self._range(fact), share))))
        less = fact.value < 0
        if fact.cause == NEVER:
            if less:
                return tr("{time} less because fewer incidents never arrive", time=time)
            return tr("{time} more because more incidents never arrive", time=time)
        if fact.cause == LATE:
            # Fewer hours beyond the limit: fewer hours are left out.
            if less:
                return tr(
                    "{time} less because more time lies beyond {limit}, where it does not count",
                    time=time,
                    limit=limit,
                )
            return tr(
                "{time} more because less time lies beyond {limit}, where it does not count",
                time=time,
                limit=limit,
            )
        values = {
            "time": time,
            "cause": kind_words(fact.cause),
            "state": _state(fact.cause, fact.state),
        }
        if fact.headquarters:
            at = self._name(fact.headquarters)
            if less:
                return tr(
                    "{time} less time in {cause} ({state}), mostly at {headquarters}",
                    headquarters=at,
                    **values,
                )
            return tr(
                "{time} more time in {cause} ({state}), mostly at {headquarters}",
                headquarters=at,
                **values,
            )
        if less:
            return tr("{time} less time in {cause} ({state})", **values)
        return tr("{time} more time in {cause} ({state})", **values)

    def _hours(self, fact: Fact) -> str:
        return f"{abs(fact.value) / self.unit.size:,.1f} {self.unit.name}"

    def _shows(self, fact: Fact) -> bool:
        """Return whether a time is more than 0.0 as it is written."""
        return round(abs(fact.value) / self.unit.size, 1) > 0

    def _range(self, fact: Fact) -> str:
        """Return the interval, without signs where it lies on one side of zero."""
        low, high = fact.low / self.unit.size, fact.high / self.unit.size
        if low > 0 or high < 0:
            low, high = sorted((abs(low), abs(high)))
            return f"{range_words(f'{low:,.1f}', f'{high:,.1f}')} {self.unit.name}"
        return f"{range_words(_signed(low), _signed(high))} {self.unit.name}"

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
        return tr("waiting for free platforms")
    return tr(_STATES[state]) if state in _STATES else state


def _pairing(fact: Fact) -> str:
    return "" if fact.paired else tr(", unpaired: it meets other incidents")


def _days(fact: Fact) -> str:
    """Return the time up to which a mean counts, as a scenario writes it."""
    return "" if fact.limit_h is None else f"{fact.limit_h / 24:,.3g} {tr('d')}"


def _share(share: float) -> str:
    return percent(share) if share >= 0.01 or not share else tr("under 1 %")
