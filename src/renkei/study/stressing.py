"""Designs on bad days: each with a load laid on it, and without.

Takes an opened scenario, designs and loads; gives the question over all of them, and from results
what the loads change (:mod:`renkei.analysis.responses.stress`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.analysis.responses.stress import Stress, Stressed, stress
from renkei.scenario.designs.combination import SIGN, parts_of
from renkei.study.choosing import bad_argument, designs_of, loaded
from renkei.study.question import Question

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.source import Opened


@dataclass(frozen=True)
class BadDays:
    """Designs and loads asked about.

    Parameters
    ----------
    question
        Over all designs, without and with each load; the first is the baseline.
    pairs
        Each design with each load, by load.
    """

    question: Question
    pairs: tuple[Stressed, ...]

    @property
    def calm(self) -> list[str]:
        """Designs without the loads asked about."""
        return list(dict.fromkeys(one.design for one in self.pairs))

    @property
    def loads(self) -> list[str]:
        """Loads asked about."""
        return list(dict.fromkeys(one.load for one in self.pairs))

    def stressed(self, results: Results) -> Stress:
        """Return what the loads change."""
        asked = self.question
        return stress(
            results,
            asked.deadlines,
            self.pairs,
            confidence=asked.confidence,
            zone=asked.zone,
            over=asked.over,
            followed_h=asked.naming.drain_h,
        )


def bad_days(
    opened: Opened,
    loads: Sequence[str],
    designs: Sequence[str] | None = None,
    *,
    load: str | None = None,
    incidents: Sequence[str] | None = None,
    zone: Sequence[str] = (),
    over: str = "worlds",
    typed: bool = False,
) -> BadDays:
    """Return the question what loads cost designs.

    Parameters
    ----------
    loads
        Loads, or combinations such as ``x4+x5``; each is asked about by itself.
    designs
        Designs, the baseline first; None: all command designs.
    load
        A load that is laid on every design without the loads asked about too, such as the crisis
        in which a headquarters is lost.
    incidents, zone, over
        As :class:`renkei.study.question.Question` takes them.
    typed
        Whether the words were typed on a command line.

    Raises
    ------
    InputError
        If a name is unknown, a load is none or is asked about twice.
    """
    dashes = "--" if typed else ""
    named = "LOADS" if typed else "loads"
    if not loads:
        raise bad_argument(named, Phrase("no name"), Phrase("a design that says `kind: load`"))
    calm = designs_of(opened, designs, f"{dashes}designs")
    if load is not None:
        calm = loaded(opened, calm, load, f"{dashes}load")
    pairs = []
    for one in dict.fromkeys(SIGN.join(parts_of(name)) for name in loads):
        for design, together in zip(calm, loaded(opened, calm, one, named), strict=True):
            pairs.append(Stressed(design, one, together))
    every = [*calm, *(one.together for one in pairs)]
    question = Question(opened, every, incidents, zone, over, typed=typed)
    return BadDays(question, tuple(pairs))
