"""Results against what a run is to reach: how far they are, and whether the run may end.

Takes a question with its :class:`renkei.study.until.Until`; gives a :class:`Look` at results. The
rule behind it, with its sources, is :mod:`renkei.analysis.statistics.sequential`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.analysis.responses.precision import Precision
    from renkei.results import Results
    from renkei.study.question import Question


@dataclass(frozen=True)
class Look:
    """Results seen once against what they are to reach.

    Parameters
    ----------
    replications
        Replications of each design.
    precisions
        For each half-width asked for, where it is worst.
    undecided, asked
        Comparisons that are not decided, of those asked; None: it was not asked for.
    needed
        Replications that should do; None: this cannot be said.
    is_reached
        Whether all is reached.
    may_stop
        Whether it is, and not by the luck of a few replications.
    """

    replications: int
    precisions: tuple[Precision, ...]
    undecided: int | None = None
    asked: int = 0
    needed: int | None = None
    is_reached: bool = False
    may_stop: bool = False


class Goal:
    """Looks at results on behalf of a question.

    Parameters
    ----------
    question
        The question, with what its run is to reach; without, looks only tell the precision.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.until = question.until
        self.last: Look | None = None

    @property
    def stops(self) -> bool:
        """Whether it may end a run; else it only tells."""
        return bool(self.until.phrases)

    def look(self, results: Results) -> Look:
        """Return how far results are."""
        question, until = self.question, self.until
        done = min(results.replications(design) for design in question.designs)
        asked = until.half_widths or (() if until.decided else (question.usual_half_width,))
        precisions = tuple(question.precision(results, one) for one in asked)
        needed = [one.needed for one in precisions]
        reached, may_stop = self.stops, self.stops
        reached &= all(one.is_reached for one in precisions)
        may_stop &= all(one.may_stop for one in precisions)
        undecided, compared = None, 0
        if until.decided:
            rows = question.asked_rows(results)
            left = [row for row in rows if row.verdict in ("undecided", "too few")]
            undecided, compared = len(left), len(rows)
            needed += [row.needed for row in left]
            reached &= not left
            may_stop &= not left
        known = [one for one in needed if one is not None]
        most = max(known) if known and len(known) == len(needed) else None
        if may_stop:
            most = done
        self.last = Look(done, precisions, undecided, compared, most, reached, may_stop)
        return self.last
