"""The page of a comparison: from results to its document.

What for: who decides looks at this, and mostly at nothing else. Takes a question with its results;
gives a :class:`~renkei.report.page.document.Page`. Everything is an estimate, record or name that
another stage gives; the page is the same for the same results, question and version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, Language, speaking, tr
from renkei.report.figures.causes import TimeByCause
from renkei.report.figures.cells import cell_loads
from renkei.report.figures.differences import differences
from renkei.report.figures.levels import capable, stocks, taken_away
from renkei.report.figures.times import times
from renkei.report.page.annex import annex
from renkei.report.page.answer import answer
from renkei.report.page.courses import responses
from renkei.report.page.document import Answer, Design, Named, Page, Response, Scenario
from renkei.report.page.organisation import organisations, places
from renkei.report.responses.answer import named_first
from renkei.report.said import Said, both, named
from renkei.report.scenario.changes import price_words
from renkei.report.wording import cell_words

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Explanation
    from renkei.report.figures.figure import Figure
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.study.naming import Naming
    from renkei.study.question import Question

Tell = Callable[[str], None]
"""Is told what is being made, for a line of progress."""

_FOLLOWED = 4
"""Incident types of which responses are followed."""

_COURSES = 3
"""Designs under which each is."""


def page(
    question: Question,
    results: Results,
    comparison: Comparison | None = None,
    tell: Tell | None = None,
) -> Page:
    """Return the page of a comparison, or of one design.

    Parameters
    ----------
    comparison
        The responses compared, where they are already.
    """
    return _Page(question, results, comparison, tell or (lambda _: None)).made()


class _Page:
    """One page being made; what several parts need is made once."""

    def __init__(
        self, question: Question, results: Results, comparison: Comparison | None, tell: Tell
    ) -> None:
        self.question, self.results, self.tell = question, results, tell
        self.comparison = question.compared(results) if comparison is None else comparison
        self.designs = list(question.designs)
        self.document: Document = question.opened.document

    def made(self) -> Page:
        scenario = self.document.scenario
        counted = self.namings["en"].numbers
        self.tell(tr("the answer"))
        told = self.answer
        return Page(
            scenario=Scenario(
                id=self.results.record.scenario.sha256[:12],
                name=named(scenario.name, self.document.name),
                description=_same(scenario.description or ""),
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
            figures=tuple(self._figures()),
            responses=self._responses(),
            organisations=organisations(self.document, self.designs),
            map=places(self.document, self.designs),
            annex=annex(self.document, self.results, self._method()),
        )

    @cached_property
    def namings(self) -> dict[Language, Naming]:
        from renkei.study.naming import naming

        found = {}
        for language in LANGUAGES:
            with speaking(language):
                found[language] = naming(
                    self.question.opened, self.designs, self.question.deadlines
                )
        return found

    @cached_property
    def names(self) -> dict[str, Said]:
        """Names of designs."""
        return {id_: named(self.document.design(id_).name, id_) for id_ in self.designs}

    @cached_property
    def incidents(self) -> dict[str, Said]:
        """Names of incident types, those that differ first, as the answer has them."""
        declared = self.document.scenario.incidents
        asked = bool(self.question.words)
        first = named_first(self.comparison, self.namings["en"].labels, asked=asked)
        order = dict.fromkeys([*first, *self.question.incidents])
        return {id_: named(declared[id_].name, id_) for id_ in order}

    @cached_property
    def reasons(self) -> list[Explanation]:
        return self.question.explained(self.results, self.comparison, list(self.incidents))

    @cached_property
    def answer(self) -> Answer:
        from renkei.report.understanding.first import first_turned
        from renkei.report.understanding.flips import turning
        from renkei.report.why import responses_why

        why: dict[Language, Mapping[str, Sequence[str]]] = {}
        turns: dict[Language, str] = {}
        turned = first_turned(self.question, self.results, self.comparison)
        for language in LANGUAGES:
            with speaking(language):
                why[language] = responses_why(self.reasons, self.comparison, self.namings[language])
                turns[language] = "" if turned is None else turning(*turned)
        return answer(
            self.comparison, self.namings, why, self.question.words, turns, self.incidents
        )

    def _design(self, id_: str) -> Design:
        prices = self.namings["en"].labels.prices[id_]
        declared = self.document.scenario.designs.get(id_)
        text = (declared.description or "") if declared is not None else ""
        return Design(
            id=id_,
            name=self.names[id_],
            baseline=id_ == self.question.baseline,
            summary=_same(text),
            price=both(lambda: price_words(prices)),
        )

    def _method(self) -> list[Said]:
        from renkei.report.method import responses_method

        return [both(lambda: responses_method(self.comparison))]

    def _figures(self) -> list[Figure]:
        question, results = self.question, self.results
        self.tell(tr("times and differences"))
        found: list[Figure | None] = [
            times(
                results,
                question.deadlines,
                self.designs,
                self._milestones,
                self.comparison.confidence,
                self.names,
                self.incidents,
            ),
            differences(self.comparison, self.names, self.incidents),
        ]
        self.tell(tr("where the time goes"))
        headquarters = self._headquarters
        by_cause = TimeByCause(
            results, question.deadlines, self.designs, self.names, self.incidents, headquarters
        )
        found += [by_cause.by_cause(), by_cause.by_headquarters()]
        if question.in_focus is None:
            found.append(cell_loads(results, self.designs, self.names, self._cells))
            if self.namings["en"].sustains:
                self.tell(tr("readiness and stocks"))
                found += self._levels()
        return [one for one in found if one is not None]

    @property
    def _milestones(self) -> list[str]:
        """The milestones whose times are compared, as far as any design records them."""
        recorded = set(self.results.milestones)
        shown = dict.fromkeys(row.milestone for row in self.comparison.rows)
        return [
            one for one in shown if one in recorded and one in ("decided", "agreed", "on-station")
        ]

    @cached_property
    def _headquarters(self) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for id_ in self.designs:
            for phase in self.document.design(id_).phases:
                for key, headquarters in phase.scenario.headquarters.items():
                    found.setdefault(key, named(headquarters.name, key))
        return found

    @property
    def _cells(self) -> dict[str, Said]:
        """Names of staff cells by station: the headquarters, and the cell."""
        found = {}
        for id_ in self.designs:
            for phase in self.document.design(id_).phases:
                for key, headquarters in phase.scenario.headquarters.items():
                    name = self._headquarters[key]
                    for cell in headquarters.cells:
                        words = both(partial(cell_words, cell))
                        found[f"{key}.{cell}"] = Said(
                            en=f"{name.en}: {cell}", ja=f"{name.ja}：{words.ja}"
                        )
        return found

    def _levels(self) -> list[Figure | None]:
        from renkei.analysis.sustainment.statuses import status_shares
        from renkei.study.picture import picture

        pictures = {id_: picture(self.document, self.results, id_) for id_ in self.designs}
        layouts = self.namings["en"].layouts
        together = {
            stock: group
            for id_ in self.designs
            for stock, group in layouts[id_].together.get("stock", {}).items()
        }
        members = {stock for stock, group in together.items() if group != stock}
        en, ja = self.namings["en"].names, self.namings["ja"].names
        shares: dict[str, dict[str, dict[str, float]]] = {}
        for id_ in self.designs:
            for group, own in status_shares(self.results, id_, layouts[id_].groups).items():
                shares.setdefault(group, {})[id_] = own

        def words(kind: str, subjects: Sequence[str]) -> dict[str, Said]:
            return {
                key: Said(en=en.get((kind, key), key), ja=ja.get((kind, key), key))
                for key in subjects
            }

        platforms = {id_: one.capable for id_, one in pictures.items()}
        amounts = {
            id_: {key: band for key, band in one.stocks.items() if key not in members}
            for id_, one in pictures.items()
        }
        units = list(shares)
        kept = list(dict.fromkeys(key for own in amounts.values() for key in own))
        return [
            capable(platforms, self.names, words("readiness", units)),
            taken_away(shares, self.names, words("readiness", units)),
            stocks(amounts, self.names, words("stock", kept)),
        ]

    def _responses(self) -> tuple[Response, ...]:
        self.tell(tr("responses as they happened"))
        shown = list(self.incidents)[:_FOLLOWED]
        return responses(
            self.question.opened, self.results, shown, self.designs[:_COURSES], self.incidents
        )


def _same(text: str) -> Said:
    return Said(en=text, ja=text)
