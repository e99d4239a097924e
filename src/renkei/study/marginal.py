"""The worth of one more bay, line or team: additions compared with a design and each other.

Takes a question over a design and its additions, and results; gives :class:`Values`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from renkei.study.prices import Price, prices

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Sustained
    from renkei.analysis.responses.in_time import InTime
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.additions import Addition
    from renkei.study.naming import Naming
    from renkei.study.question import Question

Rank = Literal["best", "equivalent", "undecided", "worse", "better", "too few"]
"""The rank of an addition against the best."""


@dataclass(frozen=True)
class Offer:
    """One addition.

    Parameters
    ----------
    design
        Design that has it.
    changes
        Each change: path, value before and after.
    prices
        The cost in billets, phase by phase.
    """

    design: str
    changes: Sequence[str]
    prices: Sequence[Price]


@dataclass(frozen=True)
class Values:
    """The results on all additions.

    Parameters
    ----------
    comparison, sustained
        All additions compared with the design to which they add.
    in_time
        Difference of each in the probability that any incident is answered in time; empty without
        incidents.
    ranking
        Rank of each against the best in platforms mission capable; empty if no unit is maintained
        or the question has one addition only.
    naming
        Display names.
    """

    comparison: Comparison
    sustained: Sustained
    in_time: Mapping[str, InTime]
    ranking: Mapping[str, Rank]
    naming: Naming


def offers_of(document: Document, base: str, additions: Sequence[Addition]) -> list[Offer]:
    """Return the additions with their prices."""
    before = document.design(base)
    return [
        Offer(name, one.changes, prices(before, document.design(name)))
        for one in additions
        for name in (f"{base}+{one.id}",)
    ]


def valued(question: Question, results: Results) -> Values:
    """Return the worth of each addition: the designs of the question after the first."""
    return Values(
        question.compared(results),
        question.sustained(results),
        question.in_time(results),
        ranking(question, results),
        question.naming,
    )


def ranking(question: Question, results: Results) -> dict[str, Rank]:
    """Return the rank of each addition against the one with most platforms mission capable."""
    from renkei.analysis.sustainment.comparison import compare_sustainment
    from renkei.analysis.sustainment.observing import ALL

    designs = question.designs[1:]
    if len(designs) < 2:
        return {}
    only = {(ALL, "platforms")}
    own = {design: question.naming.layouts[design] for design in designs}
    first = compare_sustainment(results, own, only=only).rows
    if not first:
        return {}
    best = max(first, key=lambda row: row.estimate).design
    rows = compare_sustainment(results, own, baseline=best, only=only).rows
    found: dict[str, Rank] = {}
    for row in rows:
        if row.verdict == "baseline":
            found[row.design] = "best"
        elif row.verdict != "only here":  # all measure the platforms of all units
            found[row.design] = row.verdict
    return found
