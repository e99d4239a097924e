"""The page of a comparison: from results to its document.

What for: who decides looks at this, and mostly at nothing else. Takes a question with its results;
gives a :class:`~renkei.report.page.document.Page`. Everything is an estimate, record or name that
another stage gives; the page is the same for the same results, question and version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, Language, speaking, tr
from renkei.report.figures.making import Figures
from renkei.report.page.annex import annex
from renkei.report.page.answer import answer
from renkei.report.page.courses import responses
from renkei.report.page.document import (
    Answer,
    Design,
    KeptResponses,
    Map,
    Named,
    Page,
    Response,
    Scenario,
)
from renkei.report.page.organisation import organisations, places
from renkei.report.page.packing import packed
from renkei.report.page.replay import with_replay
from renkei.report.said import Said, both, named
from renkei.report.scenario.changes import price_words
from renkei.report.wording import apart, flowing
from renkei.study.following import MEDIAN, QUICKEST, SLOW_TENTH, SLOWEST, UNANSWERED
from renkei.study.kept import runs_again
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation, Sustained
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.scenario.model.common import Name
    from renkei.study.following import Tracer
    from renkei.study.prices import Price
    from renkei.study.question import Question

Tell = Callable[[str], None]
"""Is told what is being made, for a line of progress."""

_FOLLOWED = (
    (3, 7, (MEDIAN, SLOW_TENTH, QUICKEST, SLOWEST, UNANSWERED)),
    (3, 4, (MEDIAN, SLOW_TENTH, QUICKEST, SLOWEST, UNANSWERED)),
    (None, 2, (MEDIAN, SLOW_TENTH, UNANSWERED)),
)
"""Of how many incident types (None: all others) responses are followed, under how many designs, and
which: the most of the first types of the answer. Each takes a part of a replication run again."""

_SUPPLY = 1
"""Groups of units or stocks of which the answer says how they differ."""

_REPLAYS = 2
"""Designs whose replay the map shows."""


def page(
    question: Question,
    results: Results,
    comparison: Comparison | None = None,
    sustained: Sustained | None = None,
    tell: Tell | None = None,
) -> Page:
    """Return the page of a comparison, or of one design.

    Parameters
    ----------
    comparison, sustained
        Responses, and readiness and supply, compared, where they are already.
    tell
        Is told what is being made.
    """
    figures = Figures(question, results, comparison, sustained)
    return _Page(figures, tell or (lambda _: None)).made()


class _Page:
    """One page being made; what several parts need is made once."""

    def __init__(self, figures: Figures, tell: Tell) -> None:
        self.question, self.results, self.tell = figures.question, figures.results, tell
        self._figures = figures
        self.comparison = self._figures.comparison
        self.namings, self.names = self._figures.namings, self._figures.names
        self.incidents = self._figures.incidents
        self.designs = figures.designs
        self.document: Document = self.question.opened.document

    def made(self) -> Page:
        scenario = self.document.scenario
        counted = self.namings["en"].numbers
        self.tell(tr("the answer"))
        told = self.answer
        return Page(
            scenario=Scenario(
                id=self.results.record.scenario.sha256[:12],
                name=named(scenario.name, self.document.name),
                description=_described(scenario.description),
                numbers=counted["numbers"],
                sourced=counted["sourced"],
                guesses=counted["guesses"],
                unverified=counted["unverified"],
                zone=scenario.time.zone,
                start=str(scenario.time.start),
            ),
            designs=tuple(self._design(id_) for id_ in self.designs),
            incidents=tuple(Named(id=id_, name=name) for id_, name in self.incidents.items()),
            answer=told,
            figures=tuple(self._figures.all(self.tell)),
            responses=self._responses(),
            organisations=organisations(self.document, self.designs),
            map=self._map(),
            annex=annex(self.document, self.results, self._method()),
        )

    @cached_property
    def reasons(self) -> list[Explanation]:
        return self.question.explained(self.results, self.comparison, list(self.incidents))

    @cached_property
    def answer(self) -> Answer:
        from renkei.report.scenario.loads import without_load
        from renkei.report.understanding.drivers import driving
        from renkei.report.understanding.first import first_turned
        from renkei.report.understanding.flips import turning
        from renkei.report.why import responses_why

        why: dict[Language, Mapping[str, Sequence[str]]] = {}
        turns: dict[Language, str] = {}
        turned = None
        if self._can_follow:  # what the ranges are is read from the programs
            turned = first_turned(self.question, self.results, self.comparison)
        drivers = None if turned is None else turned[0].drivers()
        for language in LANGUAGES:
            with speaking(language):
                naming = self.namings[language]
                names, _ = without_load(naming.labels.designs)
                why[language] = responses_why(self.reasons, self.comparison, naming, names)
                turns[language] = ""
                if turned is not None and drivers is not None:
                    turns[language] = flowing(
                        [driving(turned[0], drivers, names), turning(*turned, names)]
                    )
        return answer(
            self.comparison,
            self.namings,
            why,
            self.question.words,
            turns,
            self.incidents,
            self._supply(),
        )

    def _supply(self) -> Said | None:
        """Return what differs in readiness and supply; None: nothing, or it was not asked."""
        from renkei.report.sustainment.comparison import differing

        aside = self.question.in_focus is not None or self.question.words
        if aside or len(self.designs) == 1 or not self.namings["en"].sustains:
            return None
        said = {}
        for language in LANGUAGES:
            naming = self.namings[language]
            with speaking(language):
                found = differing(self._figures.sustained, naming.names, naming.labels.designs)
                parts = [
                    tr(
                        "{what}, {value} under the baseline: {verdicts}",
                        what=what,
                        value=value,
                        verdicts=verdicts,
                    )
                    for what, value, verdicts in found[:_SUPPLY]
                ]
                more = len(found) - len(parts)
                if more > 0:
                    parts.append(tr("{more} more groups differ", more=more))
                said[language] = apart(parts).replace("\n", " ")
        return Said(**said) if said["en"] else None

    def _design(self, id_: str) -> Design:
        prices = self.namings["en"].labels.prices[id_]
        declared = self.document.scenario.designs.get(id_)
        text = declared.description if declared is not None else None
        return Design(
            id=id_,
            name=self.names[id_],
            baseline=id_ == self.question.baseline,
            summary=_described(text),
            price=both(lambda: self._price(prices)),
        )

    def _price(self, prices: Sequence[Price]) -> str:
        nations = self.document.scenario.nations.items()
        return price_words(prices, {code: name_of(one.name, code) for code, one in nations})

    def _method(self) -> list[Said]:
        from renkei.report.method import responses_method

        baseline = self.names[self.question.baseline]
        said = [both(lambda: responses_method(self.comparison, str(baseline)))]
        if not self._can_follow:
            said.append(
                both(
                    lambda: tr(
                        "Responses as they happened are left out: the results were made by another "
                        "version, which this one cannot run again."
                    )
                )
            )
        return said

    @cached_property
    def _tracer(self) -> Tracer:
        from renkei.study.following import Tracer

        return Tracer(self.results, opened=self.question.opened)

    @cached_property
    def _can_follow(self) -> bool:
        """Whether this version runs what the results were made from, so that it can follow it."""
        return runs_again(self.question.opened, self.results, self.designs)

    @cached_property
    def _shown(self) -> list[str]:
        """The designs of which responses are shown: the baseline, and those that the answer names.

        Findings stand in the order of the answer; of each the largest difference comes first.
        """
        told = [
            row
            for finding in self.answer.findings
            for row in sorted(finding.rows, key=lambda row: -abs(row.difference or 0.0))
            if row.verdict in ("better", "worse")
        ]
        order = dict.fromkeys([self.question.baseline, *(row.design for row in told)])
        return list(dict.fromkeys([*order, *self.designs]))

    def _responses(self) -> KeptResponses | None:
        self.tell(tr("responses as they happened"))
        if not self._can_follow:
            return None
        types = list(self.incidents)
        first, *_ = self._shown
        found: list[Response] = []
        for many, designs, picks in _FOLLOWED:
            own, types = types[:many], [] if many is None else types[many:]
            for incident in own:
                name, under = self.incidents[incident], self._shown[:designs]
                found += responses(self._tracer, incident, picks, under, name)
        counted, name = self._tracer.counted(first), self.names[first]
        return packed(
            found, picked_by=first, note=both(lambda: _kept_note(len(found), counted, str(name)))
        )

    def _map(self) -> Map | None:
        """Return the map, with the days about the median of the first type of the answer."""
        from renkei._base.errors import InputError

        empty = places(self.document, self.designs)
        if empty is None or self.question.in_focus is not None or not self._can_follow:
            return empty
        self.tell(tr("map"))
        first, *_ = self._shown
        for incident in self.incidents:
            try:
                picked = self._tracer.pick(incident, first)
            except InputError:  # it never happened, or was never answered
                continue
            end_h = self.namings["en"].layouts[first].horizon_h
            return with_replay(empty, self._tracer, picked, self._shown[:_REPLAYS], end_h)
        return empty


def _kept_note(kept: int, counted: int, design: str) -> str:
    """Return which of the incidents are kept, and how to have another."""
    return tr(
        "Kept here are {kept} of the {counted} incidents under {design}: of each type the median, "
        "where the slowest tenth begins, and the first that was not answered, if any; of the "
        "first {types} types also the quickest and the slowest. Any other incident is shown by:",
        kept=f"{kept:,}",
        counted=f"{counted:,}",
        design=design,
        types=sum(many for many, _, picks in _FOLLOWED if many is not None and SLOWEST in picks),
    )


def _described(text: Name | None) -> Said:
    if text is None:
        return Said(en="", ja="")
    return Said(en=text.en, ja=text.ja or text.en)
