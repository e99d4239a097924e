"""Incident types by what can be said of them: which differ, and in what order an answer names them.

Takes a comparison and display names; gives :class:`Groups`, the first verdict, and the reasons that
belong to the types shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from renkei.report.responses.comparison import told_metrics
from renkei.report.verdicts import TOLD

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Row
    from renkei.study.naming import Labels


class Groups:
    """Incident types by what can be said of them; of what differs the rows of a measure or two."""

    def __init__(self, comparison: Comparison, labels: Labels, *, whole: bool) -> None:
        self.is_asked, self.whole = comparison.is_asked, whole
        self.answered_by = {incident: own for incident, (own, _) in labels.deadlines.items()}
        self.told: list[list[list[Row]]] = []
        self.equivalent: list[str] = []
        self.undecided: dict[str, list[int]] = {}
        self.few: list[str] = []
        by_incident: dict[str, list[Row]] = {}
        for row in comparison.rows:
            by_incident.setdefault(row.incident, []).append(row)
        for incident, rows in by_incident.items():
            self._add(incident, rows)
        self.told.sort(key=self._rank)

    def _add(self, incident: str, rows: Sequence[Row]) -> None:
        if self.whole:
            metrics = dict.fromkeys(row.metric for row in rows)
            self.told.append([[row for row in rows if row.metric == one] for one in metrics])
            return
        asked = [row for row in rows if self.is_asked(row) and row.verdict != "baseline"]
        if any(row.verdict in TOLD for row in rows):
            self.told.append(self._measures(incident, rows))
        elif asked and all(row.verdict == "too few" for row in asked):
            self.few.append(incident)
        elif asked and all(row.verdict == "equivalent" for row in asked):
            self.equivalent.append(incident)
        elif asked:
            needed = [row.needed for row in asked if row.needed is not None]
            self.undecided[incident] = needed

    def _rank(self, measures: Sequence[Sequence[Row]]) -> tuple[bool, bool, int]:
        """Return what comes first: what was asked, what answers a type, what more designs do."""
        first = measures[0][0]
        other = first.milestone != self.answered_by.get(first.incident)
        return first.statistic != "p_deadline", other, -told_designs(measures[0])

    def first(self, room: int) -> list[list[list[Row]]]:
        """Return the first types whose measures take as many rows as there is room for."""
        chosen: list[list[list[Row]]] = []
        for measures in self.told:
            if room > 0:
                chosen.append(measures[:room])
            room -= len(measures)
        return chosen

    def _measures(self, incident: str, rows: Sequence[Row]) -> list[list[Row]]:
        """Return the rows of the measure that says most, and of one that says the opposite.

        That is the deadline, else a time to the milestone that answers the type, else another.
        Where a design decides later and yet arrives sooner, the one without the other misleads.
        """
        measures = [[row for row in rows if row.metric == metric] for metric in told_metrics(rows)]
        told = [own for own in measures if told_designs(own)]
        first = self.answered_by.get(incident)
        told.sort(key=lambda own: (own[0].metric != "p_deadline", own[0].milestone != first))
        verdicts = {row.design: row.verdict for row in told[0]}
        opposite = [own for own in told[1:] if any(
            {row.verdict, verdicts[row.design]} == set(TOLD) for row in own
        )]  # fmt: skip
        return [told[0], *opposite[:1]]


def told_designs(rows: Iterable[Row]) -> int:
    """Return under how many designs a measure differs."""
    return sum(row.verdict in TOLD for row in rows)


def leading(comparison: Comparison, labels: Labels, *, asked: bool = False) -> Row | None:
    """Return the first verdict of the answer: the largest difference of its first row.

    Parameters
    ----------
    asked
        Of what was asked alone.
    """
    rows = tuple(row for row in comparison.rows if not asked or comparison.is_asked(row))
    groups = Groups(replace(comparison, rows=rows), labels, whole=asked)
    for measures in groups.told:
        for own in measures:
            told = [row for row in own if row.verdict in TOLD]
            if told:
                return max(told, key=lambda row: abs(row.difference or 0.0))
    return None


def named_first(comparison: Comparison, labels: Labels, *, asked: bool = False) -> list[str]:
    """Return the incident types that differ in the order in which the answer names them.

    Parameters
    ----------
    asked
        Of what was asked alone.
    """
    rows = tuple(row for row in comparison.rows if not asked or comparison.is_asked(row))
    groups = Groups(replace(comparison, rows=rows), labels, whole=asked)
    return list(dict.fromkeys(measures[0][0].incident for measures in groups.told))


def causes_of(
    why: Mapping[str, Sequence[str]], shown: Sequence[Sequence[Row]], most: int
) -> list[str]:
    """Return one reason for each incident type shown, in that order, then those of no type.

    Of a type it is that of the design that differs most in its row. A reason that names no cause
    would say again what stands in the table; one of another design mostly the same again.
    """
    found: dict[str, str] = {}
    for rows in shown:
        told = [row for row in rows if row.verdict in TOLD]
        told.sort(key=lambda row: -abs(row.difference or 0.0))
        for design in dict.fromkeys([*(row.design for row in told), *why]):
            own = _first_of(rows[0].incident, why.get(design, ()))
            if own is not None:
                found.setdefault(rows[0].incident, own)
                break
    of_none = [_first_of("", own) for own in why.values()]
    return [*found.values(), *(one for one in of_none if one is not None)][:most]


def _first_of(incident: str, reasons: Sequence[str]) -> str | None:
    return next(
        (
            one
            for one in reasons
            if getattr(one, "incident", "") == incident and not getattr(one, "restates", False)
        ),
        None,
    )
