"""Measures of responses as people write them: ``p(in time, large-disaster)``.

Takes the words; gives a statistic, a milestone and an incident type, or an error that shows the
grammar and the nearest name. Used wherever a measure is named: ``--until``, questions, ``best``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.analysis.responses.rows import Statistic

IN_TIME = Phrase("in time")
"""How the deadline of the type is written."""

STATISTICS: dict[str, Statistic] = {
    "p": "reached",
    "mean": "mean",
    "median": "median",
    "p90": "p90",
}
"""Statistics by the word for them; ``p`` of the deadline is ``p_deadline``."""

MEASURE = Phrase(
    "p(in time), p(MILESTONE) (is ever reached), mean(MILESTONE), "
    "median(MILESTONE) or p90(MILESTONE), with an incident type behind a "
    "comma or for every type, such as `p(in time, TYPE)` or `median(decided, "
    "TYPE)`"
)
"""The grammar of a measure."""

_WORD = re.compile(r"[\w-]+")
_CALL = re.compile(r"([\w-]*)\s*\(([^(),]*)(?:,([^(),]*))?\)")


@dataclass(frozen=True)
class ResponseMeasure:
    """A measure of responses to one incident type, or to each.

    Parameters
    ----------
    statistic
        ``p_deadline``, ``reached``, ``mean``, ``median`` or ``p90``.
    milestone
        Milestone; None: the one that answers the type, by its deadline.
    incident
        Incident type; None: each.
    """

    statistic: Statistic
    milestone: str | None = None
    incident: str | None = None

    @property
    def is_probability(self) -> bool:
        """Whether it is a probability; else a time."""
        return self.statistic in ("p_deadline", "reached")

    @property
    def metric(self) -> str:
        """Name of the measure in the rows of a comparison."""
        if self.milestone is None:
            return self.statistic
        return f"{self.milestone.replace('-', '_')}_{self.statistic}"

    @property
    def words(self) -> str:
        """The measure as it is written."""
        word = "p" if self.is_probability else self.statistic
        of = IN_TIME if self.milestone is None else self.milestone
        return f"{word}({of}{'' if self.incident is None else f', {self.incident}'})"


def read_measure(
    text: str,
    incidents: Sequence[str],
    milestones: Callable[[], Sequence[str]],
    argument: str,
    expected: str = MEASURE,
) -> ResponseMeasure:
    """Return the measure that is written.

    Parameters
    ----------
    text
        Such as ``p(in time, large-disaster)``.
    incidents
        Incident types that may be named.
    milestones
        Gives the milestones that may be named; called only for a measure that names one.
    argument
        Name of the caller's argument.
    expected
        The grammar, for the error.

    Raises
    ------
    InputError
        If the words are no measure, or name something that does not exist.
    """
    found = _CALL.fullmatch(text.strip())
    if _is_of_sustainment(text, found):
        raise bad_argument(
            argument,
            Phrase("`{value}`, a measure of readiness or supply", value=text),
            expected,
            Phrase(
                "a run ends by itself only for responses; `renkei compare "
                "--sustainment` compares readiness and supply with intervals, "
                "over as many replications as --reps or --time gives"
            ),
        )
    if found is None:
        raise bad_argument(argument, f"`{text}`", expected)
    word, of = found[1], found[2].strip()
    statistic = STATISTICS[one_of(argument, word, STATISTICS)]
    incident = None if found[3] is None else one_of(argument, found[3].strip(), incidents)
    if of.replace("-", " ") == IN_TIME:
        if statistic != "reached":
            found_words = f"`{word}({of})`"
            raise bad_argument(
                argument,
                found_words,
                Phrase("p({in_time}), or a milestone for {word}", in_time=IN_TIME, word=word),
            )
        return ResponseMeasure("p_deadline", None, incident)
    known = milestones()
    return ResponseMeasure(
        statistic, one_of(argument, of, [IN_TIME, *known] if word == "p" else known), incident
    )


def _is_of_sustainment(text: str, call: re.Match[str] | None) -> bool:
    """Return whether words that are no measure of responses name one of readiness or supply."""
    from renkei.analysis.sustainment.measures import MEASURES, NAMES

    own = {*NAMES, *(domain for domain, _ in MEASURES), "supply", "stocks"}
    if call is not None:
        return call[1] not in STATISTICS and call[1].lower() in own
    words = _WORD.findall(text.lower())
    return bool(words) and words[0] in own
