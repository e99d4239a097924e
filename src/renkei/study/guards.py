"""Guards against an answer that hangs on numbers of one kind: classes of sources, shaken.

What for: a critic says that the answer comes from the guesses. Takes a question; gives variants of
its scenario in which the numbers of one class of sources are held at their best values, or their
ranges are wider, run with the same seed, so that all variants meet the same luck; and what becomes
of each verdict on what was asked, which is the probability of each incident type's deadline unless
a question says otherwise, and on every mean time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from renkei.scenario.quantities import units
from renkei.scenario.quantities.quantity import GUESS
from renkei.study.worlds import quantities_of

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Row
    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.scenario.quantities.quantity import Quantity
    from renkei.study.question import Question
    from renkei.study.source import Opened

SourceClass = Literal["sourced", "unverified", "guess", "unsourced"]
"""Where a number comes from: a source that was looked up, one that was not, a guess, nothing."""

Shaking = Literal["held", "widened"]
"""Ranges shrunk to the best value, or made wider."""

WIDER = 1.5
"""Power by which the ratio of each end of a range to its median grows where none is said."""

Fate = Literal["kept", "undecided", "reversed"]
"""What becomes of a verdict: it stands, is no longer distinguished, or says the opposite."""

_TOLD = ("better", "worse")


@dataclass(frozen=True)
class Variant:
    """The scenario with the ranges of one class of sources shaken.

    Parameters
    ----------
    source
        Class of sources.
    shaking
        What was done.
    numbers
        Quantities of the class that have a range.
    opened
        The scenario so changed.
    """

    source: SourceClass
    shaking: Shaking
    numbers: int
    opened: Opened


@dataclass(frozen=True)
class Verdict:
    """A verdict on what was asked or on a mean time, before and after.

    Parameters
    ----------
    before, after
        The rows of the comparison; None: the variant has no such row.
    """

    before: Row
    after: Row | None

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        if self.after is None or self.after.verdict not in _TOLD:
            return "undecided"
        return "kept" if self.after.verdict == self.before.verdict else "reversed"


@dataclass(frozen=True)
class Standing:
    """What became of the verdicts under one variant.

    Parameters
    ----------
    source, shaking, numbers
        Of the variant.
    verdicts
        One for each such measure and design that was better or worse before.
    new
        Rows that are better or worse only now.
    folder
        Result folder of the variant.
    """

    source: SourceClass
    shaking: Shaking
    numbers: int
    verdicts: tuple[Verdict, ...]
    new: tuple[Row, ...]
    folder: str

    def count(self, fate: Fate) -> int:
        """Return how many verdicts have a fate."""
        return sum(one.fate == fate for one in self.verdicts)


@dataclass(frozen=True)
class Guards:
    """An answer under all variants.

    Parameters
    ----------
    comparison
        The answer as it is.
    wider
        Power by which ranges were widened.
    standings
        By class of sources and shaking; classes without a range are left out.
    """

    comparison: Comparison
    wider: float
    standings: tuple[Standing, ...]


def variants(opened: Opened, wider: float = WIDER) -> list[Variant]:
    """Return two variants for each class of sources that has a number with a range.

    A range ``[low, high]`` around a median m becomes ``m (low/m)**wider`` to ``m (high/m)**wider``,
    so that what is positive stays so; an end at 0 stays there, and none leaves the bounds of its
    unit. Shared parameters are numbers of their own class.
    """
    if not wider > 1:
        raise ValueError(f"wider: more than 1 expected, got {wider}")
    classes: dict[SourceClass, dict[str, Quantity]] = {}
    sources = opened.scenario.sources
    for path, one in quantities_of(opened):
        if one.has_range:
            cited = sources.get(one.source) if one.source else None
            unverified = cited is not None and cited.unverified
            classes.setdefault(source_class(one.source, unverified=unverified), {})[path] = one
    order: tuple[SourceClass, ...] = ("sourced", "unverified", "guess", "unsourced")
    found = []
    for source in order:
        own = classes.get(source)
        if not own:
            continue
        for shaking, change in (("held", _held(own)), ("widened", _widened(own, wider))):
            by = f" {wider:g}" if shaking == "widened" else ""
            words = f"ranges of {source} numbers={shaking}{by}"
            found.append(Variant(source, shaking, len(own), opened.changed(words, change)))  # type: ignore[arg-type]
    return found


def source_class(source: str | None, *, unverified: bool) -> SourceClass:
    """Return the class of a source as `renkei assumptions` counts them."""
    if source is None:
        return "unsourced"
    if source == GUESS:
        return "guess"
    return "unverified" if unverified else "sourced"


def _held(own: Mapping[str, Quantity]) -> Callable[[Program], Program]:
    """Return a change of programs: the best value in every world."""

    def change(program: Program) -> Program:
        slot = program.slot.copy()
        for i in _slots(program, own):
            slot["low"][i] = slot["middle"][i] = slot["high"][i] = slot["best"][i]
        return replace(program, slot=slot)

    return change


def _widened(own: Mapping[str, Quantity], wider: float) -> Callable[[Program], Program]:
    """Return a change of programs: both ends of each range farther from its median."""

    def change(program: Program) -> Program:
        slot = program.slot.copy()
        for i in _slots(program, own):
            rule = units.RULES[own[program.slots[i]].dimension]
            middle = float(slot["middle"][i])
            if not middle > 0:
                continue
            for end in ("low", "high"):
                ratio = float(slot[end][i]) / middle
                if ratio > 0:
                    value = min(max(middle * ratio**wider, rule.low), rule.high)
                    slot[end][i] = value
        return replace(program, slot=slot)

    return change


def _slots(program: Program, own: Mapping[str, Quantity]) -> Iterator[int]:
    """Yield the rows of the slots of some paths that vary."""
    varying = np.flatnonzero(program.slot["low"] < program.slot["high"])
    yield from (int(i) for i in varying if program.slots[i] in own)


def standing(
    question: Question, before: Comparison, variant: Variant, results: Results
) -> Standing:
    """Return what becomes of the verdicts of a comparison in the results of a variant."""
    after = question.compared(results)
    rows = {(row.incident, row.design, row.metric): row for row in after.rows}
    told = [row for row in before.rows if row.verdict in _TOLD and _is_headline(row, before)]
    verdicts = [Verdict(row, rows.get((row.incident, row.design, row.metric))) for row in told]
    known = {(row.incident, row.design, row.metric) for row in told}
    new = [
        row
        for key, row in rows.items()
        if key not in known and row.verdict in _TOLD and _is_headline(row, after)
    ]
    return Standing(
        variant.source,
        variant.shaking,
        variant.numbers,
        tuple(verdicts),
        tuple(new),
        str(results.folder),
    )


def _is_headline(row: Row, comparison: Comparison) -> bool:
    """Return whether a row is of what was asked, or of a mean time."""
    return comparison.is_asked(row) or row.statistic == "mean"


def guarded(
    question: Question,
    results: Results,
    run: Callable[[Question], Results],
    wider: float = WIDER,
) -> Guards:
    """Return what becomes of the verdicts of a question if classes of sources are shaken.

    Parameters
    ----------
    results
        Results of the question as it is.
    run
        Gives the results of a question about a changed scenario, with the same options.
    """
    before = question.compared(results)
    found = []
    for variant in variants(question.opened, wider):
        asked = copy(question)
        asked.opened = variant.opened
        found.append(standing(asked, before, variant, run(asked)))
    return Guards(before, wider, tuple(found))
