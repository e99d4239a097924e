"""What a paired difference says: better, worse, equivalent, or undecided and why.

Takes differences with their uncertainty and what is too small to matter; gives verdicts.

- *better*, *worse*: the interval, corrected for the number of comparisons, lies outside the
  indifference zone.
- *equivalent*: the whole interval as shown lies within the zone. That is two one-sided tests
  (Schuirmann 1987), each at half of one minus the confidence; for one comparison each.
- *undecided*: neither; with the reason, and about how many replications would decide if the
  estimate stayed as it is.

Two families are corrected for, each once and apart: what was asked, by Holm (1979), so that with
the confidence stated none of its better and worse is false; and what is explored besides, by
Benjamini and Hochberg (1995), so that of what is told there at most one minus the confidence is
expected to be false. Pairs that are the same to the last bit are no question, and the same numbers
that stand in several places are one comparison: neither counts.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from renkei.analysis.statistics.differences import Difference
from renkei.analysis.statistics.sequential import always_valid_confidence, always_valid_error

FEW = 10
"""With fewer replications that had the incident, nothing is said: `too few`."""

Verdict = Literal["baseline", "better", "worse", "equivalent", "undecided", "too few", "only here"]
"""What is said of a design; ``only here``: the baseline has nothing of the kind."""

Reason = Literal["", "wide", "zone", "correction", "either"]
"""Why undecided: the interval is ``wide`` and includes no difference as well as one that matters;
it excludes zero and reaches into the ``zone``; it lies outside the zone and does not withstand the
``correction``; or neither direction is better (``either``)."""

Correction = Literal["holm", "bonferroni", "none"]
Family = Literal["", "asked", "explored"]

_MOST = 1_000_000


@dataclass(frozen=True)
class Size:
    """How much is too little to matter: an amount, or a share of the scale.

    Parameters
    ----------
    amount
        In h or as a probability; with ``relative`` a share of the scale: of the baseline's value
        for times and counts, of 1 for shares and probabilities.
    """

    amount: float
    relative: bool = False

    def of(self, scale: float) -> float:
        """Return the amount on this scale; 0 where the scale is unknown."""
        if not self.relative:
            return self.amount
        return self.amount * abs(scale) if math.isfinite(scale) else 0.0


@dataclass(frozen=True)
class Zone:
    """Differences too small to matter.

    Parameters
    ----------
    hours
        For times [h].
    probability
        For probabilities and shares; of what is counted that share of the baseline's value.
    relative
        For times, in place of ``hours``: a share of the baseline's value; None: ``hours``.
    measures
        For single measures, by name of metric or milestone, before all others.
    """

    hours: float = 0.5
    probability: float = 0.01
    relative: float | None = None
    measures: Mapping[str, Size] = field(default_factory=dict)

    def limit(self, unit: str, scale: float, *names: str) -> float:
        """Return the half-width of the zone of a measure.

        Parameters
        ----------
        unit
            ``1`` for probabilities and shares, ``h`` for times, else what is counted.
        scale
            The baseline's value.
        names
            Names of the measure, the most special first.
        """
        for name in names:
            if name in self.measures:
                return self.measures[name].of(1.0 if unit == "1" else scale)
        if unit == "1":
            return self.probability
        if unit == "h":
            relative = self.relative
            return self.hours if relative is None else Size(relative, relative=True).of(scale)
        return Size(self.probability, relative=True).of(scale)

    def data(self) -> dict[str, float | None]:
        """Return the sizes by name; `NAME relative` is a share of the baseline's value."""
        own = {
            f"{name} relative" if size.relative else name: size.amount
            for name, size in self.measures.items()
        }
        return {
            "hours": self.hours,
            "probability": self.probability,
            "relative": self.relative,
            **own,
        }


@dataclass(frozen=True)
class Claim:
    """A comparison to be judged.

    Parameters
    ----------
    difference
        Design minus baseline.
    limit
        Half-width of the indifference zone.
    better
        Which direction is better.
    asked
        Whether it was asked, or is explored besides.
    replications
        Replications run, with and without such an incident.
    key
        What is compared: claims of the same key are one comparison.
    """

    difference: Difference
    limit: float
    better: Literal["more", "less", "either"]
    asked: bool
    replications: int
    key: Hashable


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What is said of a claim.

    Parameters
    ----------
    verdict, reason
        See the module.
    family
        In which family it was corrected; empty: in none.
    p_value, p_adjusted
        Error at which the interval leaves the zone, alone and corrected for the family.
    needed
        About how many replications would decide; None: decided, or not to be said.
    """

    verdict: Verdict = "baseline"
    reason: Reason = ""
    family: Family = ""
    p_value: float | None = None
    p_adjusted: float | None = None
    needed: int | None = None


@dataclass(frozen=True)
class Families:
    """How many comparisons were made.

    Parameters
    ----------
    asked, explored
        Distinct comparisons that were corrected for.
    identical
        Claims in which every pair is the same.
    repeated
        Claims that repeat another one.
    """

    asked: int = 0
    explored: int = 0
    identical: int = 0
    repeated: int = 0


def judge(
    claims: Sequence[Claim],
    confidence: float,
    correction: Correction = "holm",
    looked: int | None = None,
) -> tuple[list[Judgement], Families]:
    """Return what is said of each claim, and how many comparisons were corrected for.

    Parameters
    ----------
    looked
        Replications of this look, where errors are to hold at every look
        (:mod:`renkei.analysis.statistics.sequential`); None: this is the only look. The intervals
        of the claims are then those for every look already.
    """
    open_ = [i for i, claim in enumerate(claims) if _is_open(claim)]
    errors = {i: claims[i].difference.uncertainty.error_beyond(claims[i].limit) for i in open_}
    factors: dict[int, float] = {}
    if looked is not None:
        errors = {i: always_valid_error(error, looked) for i, error in errors.items()}
    adjusted: dict[int, float] = {}
    counts = {True: 0, False: 0}
    for asked in (True, False):
        first: dict[Hashable, int] = {}
        for i in open_:
            if claims[i].asked == asked:
                first.setdefault(claims[i].key, i)
        distinct = {i: errors[i] for i in first.values()}
        counts[asked] = len(distinct)
        how = correction if asked or correction == "none" else "discoveries"
        found, times = corrected(distinct, how)
        for i in open_:
            if claims[i].asked == asked:
                one = first[claims[i].key]
                adjusted[i], factors[i] = found[one], times[one]
    judgements = [
        _judgement(claim, errors[i], adjusted[i], factors[i], confidence, looked)
        if i in errors
        else _without_error(claim)
        for i, claim in enumerate(claims)
    ]
    identical = sum(claim.difference.identical for claim in claims)
    repeated = len(open_) - sum(counts.values())
    return judgements, Families(counts[True], counts[False], identical, repeated)


def _is_open(claim: Claim) -> bool:
    return (
        claim.difference.n_replications >= FEW
        and not claim.difference.identical
        and claim.better != "either"
    )


def _without_error(claim: Claim) -> Judgement:
    if claim.difference.n_replications < FEW:
        return Judgement(verdict="too few")
    if claim.difference.identical or _is_within(claim):
        return Judgement(verdict="equivalent")
    return Judgement(verdict="undecided", reason="either")


def _judgement(
    claim: Claim,
    error: float,
    adjusted: float,
    factor: float,
    confidence: float,
    looked: int | None,
) -> Judgement:
    difference = claim.difference
    tested = Judgement(
        family="asked" if claim.asked else "explored", p_value=error, p_adjusted=adjusted
    )
    if adjusted <= 1 - confidence and abs(difference.value) > claim.limit:
        is_better = (difference.value > 0) == (claim.better == "more")
        return replace(tested, verdict="better" if is_better else "worse")
    if _is_within(claim):
        return replace(tested, verdict="equivalent")
    if difference.low > claim.limit or difference.high < -claim.limit:
        reason: Reason = "correction"
    elif difference.low > 0 or difference.high < 0:
        reason = "zone"
    else:
        reason = "wide"
    needed = _needed(claim, factor, confidence, looked)
    return replace(tested, verdict="undecided", reason=reason, needed=needed)


def _is_within(claim: Claim) -> bool:
    difference = claim.difference
    return -claim.limit <= difference.low and difference.high <= claim.limit


def _needed(claim: Claim, factor: float, confidence: float, looked: int | None) -> int | None:
    """Return about how many replications would decide if the estimate stayed as it is."""
    value, limit = claim.difference.value, claim.limit
    if not math.isfinite(value) or abs(value) == limit:
        return None
    if abs(value) > limit:
        level = 1 - (1 - confidence) / factor
        if looked is not None:
            level = always_valid_confidence(level, looked)
        low, high = claim.difference.uncertainty.interval(level)
        reach = (value - low) if value > 0 else (high - value)
        ratio = reach / (abs(value) - limit)
    else:
        low, high = claim.difference.low, claim.difference.high
        ratio = max((high - value) / (limit - value), (value - low) / (value + limit))
    needed = claim.replications * max(ratio, 1.0) ** 2
    if not needed <= _MOST:
        return None
    # To two digits, upwards: it is a guess.
    step = int(10 ** max(math.floor(math.log10(needed)) - 1, 0))
    return max(math.ceil(needed / step) * step, claim.replications + 1)


def corrected(
    errors: Mapping[int, float], how: Correction | Literal["discoveries"]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return errors corrected for their number, and by what each was multiplied.

    Holm's never exceed Bonferroni's; ``discoveries`` are those of Benjamini and Hochberg (1995).
    """
    family = len(errors)
    ordered = sorted(errors, key=errors.__getitem__)
    match how:
        case "none":
            factors = dict.fromkeys(ordered, 1.0)
        case "bonferroni":
            factors = dict.fromkeys(ordered, float(family))
        case "holm":
            factors = {key: float(family - rank) for rank, key in enumerate(ordered)}
        case "discoveries":
            factors = {key: family / rank for rank, key in enumerate(ordered, 1)}
    adjusted = {key: min(1.0, errors[key] * factors[key]) for key in ordered}
    if how == "holm":
        largest = 0.0
        for key in ordered:
            adjusted[key] = largest = max(largest, adjusted[key])
    elif how == "discoveries":
        least = 1.0
        for key in reversed(ordered):
            adjusted[key] = least = min(least, adjusted[key])
    return adjusted, factors
