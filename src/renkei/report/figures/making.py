"""The figures of a comparison, by identifier.

Takes a question with its results; gives each :class:`~renkei.report.figures.figure.Figure`, made
when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from renkei._base.language import LANGUAGES, Language, speaking
from renkei.report.figures import levels
from renkei.report.figures.causes import TimeByCause
from renkei.report.figures.cells import cell_loads
from renkei.report.figures.differences import differences
from renkei.report.figures.supply import supply
from renkei.report.figures.times import times
from renkei.report.figures.waterfall import taken_away
from renkei.report.figures.week import week
from renkei.report.responses.groups import leading, named_first
from renkei.report.said import Said, both, named
from renkei.report.wording import cell_words
from renkei.study.kept import runs_again

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Layout, Sustained
    from renkei.report.figures.figure import Figure
    from renkei.results import Results
    from renkei.study.naming import Naming
    from renkei.study.question import Question

RESPONSES = ("times", "differences", "causes", "headquarters")
"""Figures of responses, in the order of the page."""

LEVELS = ("cells", "week", "capable", "taken-away", "stocks", "supply")
"""Figures of averages and levels over the run, which focused replications do not have."""

_WEEKS = 2
"""Replications that are run again for the loads over the week: each has fifty weeks or more."""

_MILESTONES = ("decided", "agreed", "on-station")
"""Milestones whose times are shown besides the one that answers a type."""


class Figures:
    """The figures of a comparison; what several need is made once.

    Parameters
    ----------
    question, results
        The question, and its results.
    comparison, sustained
        Responses, and readiness and supply, compared, where they are already.
    """

    def __init__(
        self,
        question: Question,
        results: Results,
        comparison: Comparison | None = None,
        sustained: Sustained | None = None,
    ) -> None:
        self._sustained = sustained
        self.question, self.results = question, results
        self.designs = list(question.designs)
        self.comparison = question.compared(results) if comparison is None else comparison
        self._makers: dict[str, Callable[[], Figure | None]] = {
            "times": self._times,
            "differences": lambda: differences(self.comparison, self.names, self.incidents),
            "causes": lambda: self._by_cause.by_cause(),
            "headquarters": lambda: self._by_cause.by_headquarters(),
            "cells": lambda: cell_loads(self.results, self.designs, self.names, self._cells),
            "week": self._week,
            "capable": self._capable,
            "taken-away": self._taken_away,
            "stocks": self._stocks,
            "supply": self._supply,
        }

    @property
    def ids(self) -> list[str]:
        """Identifiers of the figures that these results may have."""
        if self.question.in_focus is not None:
            return list(RESPONSES)
        if not self.namings["en"].sustains:
            return [*RESPONSES, *LEVELS[:2]]
        return [*RESPONSES, *LEVELS]

    def make(self, id_: str) -> Figure | None:
        """Return a figure; None: there is nothing to show."""
        return self._makers[id_]()

    def all(self, tell: Callable[[str], None]) -> Iterator[Figure]:
        """Yield all that have anything to show; ``tell`` is told the name of each beforehand."""
        for id_ in self.ids:
            tell(id_)
            found = self.make(id_)
            if found is not None:
                yield found

    @cached_property
    def namings(self) -> dict[Language, Naming]:
        """Names in each language."""
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
        document = self.question.opened.document
        return {id_: named(document.design(id_).name, id_) for id_ in self.designs}

    @cached_property
    def incidents(self) -> dict[str, Said]:
        """Names of incident types, those that differ first, as the answer has them."""
        declared = self.question.opened.document.scenario.incidents
        asked = bool(self.question.words)
        first = named_first(self.comparison, self.namings["en"].labels, asked=asked)
        order = dict.fromkeys([*first, *self.question.incidents])
        return {id_: named(declared[id_].name, id_) for id_ in order}

    @cached_property
    def told(self) -> list[str]:
        """The baseline, and the design of the first verdict; without a verdict the second."""
        first = leading(self.comparison, self.namings["en"].labels)
        others = self.designs[1:2] if first is None else [first.design]
        return [self.designs[0], *others]

    def _times(self) -> Figure | None:
        recorded = set(self.results.milestones)
        return times(
            self.results,
            self.question.deadlines,
            self.designs,
            [one for one in _MILESTONES if one in recorded],
            self.comparison.confidence,
            self.names,
            self.incidents,
        )

    @cached_property
    def _by_cause(self) -> TimeByCause:
        return TimeByCause(
            self.results,
            self.question.deadlines,
            self.designs,
            self.names,
            self.incidents,
            self._headquarters,
        )

    @cached_property
    def _headquarters(self) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for id_ in self.designs:
            for phase in self.question.opened.document.design(id_).phases:
                for key, headquarters in phase.scenario.headquarters.items():
                    found.setdefault(key, named(headquarters.name, key))
        return found

    @property
    def _cells(self) -> dict[str, Said]:
        """Names of staff cells by station: the headquarters, and the cell."""
        found = {}
        for id_ in self.designs:
            for phase in self.question.opened.document.design(id_).phases:
                for key, headquarters in phase.scenario.headquarters.items():
                    name = self._headquarters[key]
                    for cell in headquarters.cells:
                        words = both(partial(cell_words, cell))
                        found[f"{key}.{cell}"] = Said(
                            en=f"{name.en}: {cell}", ja=f"{name.ja}：{words.ja}"
                        )
        return found

    def _week(self) -> Figure | None:
        """Return the week of the staff cells; None: these results cannot be run again."""
        from renkei.study.weekly import weekly_loads

        opened, results = self.question.opened, self.results
        if results.record.worlds is not None or not runs_again(opened, results, self.designs):
            return None
        loads = {id_: weekly_loads(opened, results, id_, _WEEKS) for id_ in self.told}
        return week(loads, self.names, self._cells)

    @cached_property
    def _layouts(self) -> Mapping[str, Layout]:
        return self.namings["en"].layouts

    def _capable(self) -> Figure | None:
        from renkei.analysis.sustainment.levels import capable_bands

        bands = {
            id_: capable_bands(self.results, id_, one.groups, from_h=one.warm_up_h)
            for id_, one in self._layouts.items()
        }
        groups = [key for own in bands.values() for key in own]
        return levels.capable(bands, self.names, self._subjects("readiness", groups))

    def _taken_away(self) -> Figure | None:
        from renkei.analysis.sustainment.statuses import status_shares

        shares: dict[str, dict[str, dict[str, float]]] = {}
        for id_ in self.designs:
            groups = self._layouts[id_].groups
            for group, own in status_shares(self.results, id_, groups).items():
                shares.setdefault(group, {})[id_] = own
        return taken_away(shares, self.names, self._subjects("readiness", list(shares)))

    def _stocks(self) -> Figure | None:
        """Return the levels of stocks: of one item in all depots of a nation together."""
        from renkei.analysis.sustainment.levels import stock_bands

        bands = {
            id_: stock_bands(
                self.results, id_, groups=one.together.get("stock", {}), from_h=one.warm_up_h
            )
            for id_, one in self._layouts.items()
        }
        kept = [key for own in bands.values() for key in own]
        subjects = self._subjects("stock", kept)
        for code, nation in self.question.opened.document.scenario.nations.items():
            said = named(nation.name, code)
            for key, name in subjects.items():
                if key.startswith(f"{code} "):  # of a nation together: by its name, not its code
                    subjects[key] = Said(
                        en=name.en.replace(code, said.en, 1), ja=name.ja.replace(code, said.ja, 1)
                    )
        return levels.stocks(bands, self.names, subjects)

    def _supply(self) -> Figure | None:
        subjects = {language: naming.names for language, naming in self.namings.items()}
        return supply(self.sustained, self.names, subjects)

    @cached_property
    def sustained(self) -> Sustained:
        """Readiness and supply, compared."""
        return self._sustained or self.question.sustained(self.results)

    def _subjects(self, kind: str, subjects: Sequence[str]) -> dict[str, Said]:
        en, ja = self.namings["en"].names, self.namings["ja"].names
        return {
            key: Said(en=en.get((kind, key), key), ja=ja.get((kind, key), key)) for key in subjects
        }
