"""When a run is to end: ``halfwidth 2 points of p(in time, TYPE)``, ``decided``, and a time.

Takes the words; gives an :class:`Until`, or an error with the grammar and the nearest name. What
looks at results is :mod:`renkei.study.goal`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument
from renkei.study.measures import MEASURE, read_measure
from renkei.study.zones import size

if TYPE_CHECKING:
    from renkei.analysis.responses.precision import HalfWidth
    from renkei.study.measures import ResponseMeasure

DECIDED = "decided"

UNTIL = Phrase(
    "`{decided}`, or `halfwidth SIZE of MEASURE`, or `halfwidth SIZE of "
    "difference in MEASURE`. SIZE is points of a probability (`2 points`), a "
    "time (`30 min`), or a share of the estimate (`5 %`). MEASURE is "
    "{measure}",
    decided=DECIDED,
    measure=MEASURE,
)
"""The grammar."""

_PHRASE = re.compile(r"half[- ]?width\s+(.+?)\s+of\s+(?:(differences?)\s+(?:in|of)\s+)?(.+)")
_POINTS = re.compile(r"(.+?)\s*points?")
_CLOSE_UP = re.compile(r"(?<=\d)(?=[a-z])")


@dataclass(frozen=True)
class Until:
    """What a run is to reach.

    Parameters
    ----------
    phrases
        As written, for the record.
    half_widths
        Half-widths, all of them.
    decided
        Whether every comparison that is asked is to be decided.
    """

    phrases: tuple[str, ...] = ()
    half_widths: tuple[HalfWidth, ...] = ()
    decided: bool = False


class Nameable(Protocol):
    """The names that a phrase may use: a question has them."""

    @property
    def designs(self) -> Sequence[str]:
        """Designs, the baseline first."""

    @property
    def incidents(self) -> Sequence[str]:
        """Incident types."""

    def milestones(self) -> Sequence[str]:
        """Return the milestones."""


def read_until(phrases: Sequence[str], names: Nameable, argument: str) -> Until:
    """Return what a run is to reach, from the words of each condition.

    Raises
    ------
    InputError
        If a phrase cannot be read, or names something that does not exist.
    """
    found = Until(tuple(phrases))
    if phrases and not names.incidents:
        raise bad_argument(
            argument,
            Phrase("`{phrases}`, without incident types", phrases=phrases[0]),
            Phrase("an incident type"),
        )
    for text in phrases:
        if text.strip() == DECIDED:
            if len(names.designs) == 1:
                raise _of_one_design(argument, text)
            found = replace(found, decided=True)
        else:
            half_width = _half_width(text, names, argument)
            found = replace(found, half_widths=(*found.half_widths, half_width))
    return found


def read_time(text: str, argument: str) -> float:
    """Return a time [s] from words such as ``10min``.

    Raises
    ------
    InputError
        If it is no time above 0.
    """
    try:
        hours = size(argument, _CLOSE_UP.sub(" ", text.strip()), "time").mean()
    except InputError as error:
        problem = error.problems[0]
        expected = Phrase("a time, such as `10 min`")
        raise bad_argument(argument, problem.found, expected, problem.remedy) from None
    if not hours > 0:
        raise bad_argument(argument, f"`{text}`", Phrase("a time above 0, such as `10 min`"))
    return hours * 3600


def _half_width(text: str, names: Nameable, argument: str) -> HalfWidth:
    found = _PHRASE.fullmatch(text.strip())
    if found is None:
        raise bad_argument(argument, f"`{text}`", UNTIL)
    amount, difference, words = found.groups()
    if difference and len(names.designs) == 1:
        raise _of_one_design(argument, text)
    measure = read_measure(words, names.incidents, names.milestones, argument, expected=UNTIL)
    return _sized(amount, measure, bool(difference), argument)


def _of_one_design(argument: str, text: str) -> InputError:
    return bad_argument(
        argument,
        Phrase("`{value}`, of one design", value=text),
        Phrase("a half-width of a measure itself; differences take two designs"),
        Phrase("use compare with --designs"),
    )


def _sized(amount: str, measure: ResponseMeasure, difference: bool, argument: str) -> HalfWidth:
    """Return the half-width of a measure, whose unit the amount must have.

    Raises
    ------
    InputError
        If the amount is none of this measure, or not above 0.
    """
    from renkei.analysis.responses.precision import HalfWidth

    points = _POINTS.fullmatch(amount)
    relative = amount.rstrip().endswith("%")
    unit = "`2 points`" if measure.is_probability else Phrase("a time such as `30 min`")
    expected = Phrase("{unit}, or a share of the estimate such as `5 %`", unit=unit)
    of = Phrase("`{amount}` of {words}", amount=amount, words=measure.words)
    if points is not None and measure.is_probability:
        try:
            value = float(points[1]) / 100
        except ValueError:
            raise bad_argument(argument, of, expected) from None
    elif points is not None or (measure.is_probability and not relative):
        raise bad_argument(argument, of, expected)
    else:
        try:
            dimension = "fraction" if relative else "time"
            value = size(argument, _CLOSE_UP.sub(" ", amount), dimension).mean()
        except InputError as error:
            raise bad_argument(argument, of, expected, error.problems[0].remedy) from None
    if not 0 < value < float("inf"):
        raise bad_argument(argument, of, Phrase("above 0: {expected}", expected=expected))
    return HalfWidth(
        measure.statistic, value, relative, difference, measure.milestone, measure.incident
    )
