"""The answer of a comparison, as a part of the page's document."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from renkei._base.language import LANGUAGES, Language, speaking, spoken, tr
from renkei.report.page.document import Answer, Finding, Judged, Named
from renkei.report.responses.comparison import measure_words
from renkei.report.responses.groups import leading
from renkei.report.responses.told import told
from renkei.report.said import Said, both
from renkei.report.wording import PERCENT, hours, milestone_words, percent

if TYPE_CHECKING:
    from renkei.analysis import Comparison, Row
    from renkei.report.page.document import Verdict
    from renkei.report.responses.told import Told
    from renkei.study.naming import Naming


def answer(
    comparison: Comparison,
    namings: Mapping[Language, Naming],
    why: Mapping[Language, Mapping[str, Sequence[str]]],
    question: str,
    turns: Mapping[Language, str],
    incidents: Mapping[str, Said],
    supply: Said | None,
) -> Answer:
    """Return the answer.

    Parameters
    ----------
    namings, why, turns
        In each language: names, the reasons by design, what turns the first verdict round.
    question
        The question in words; empty: it has none.
    incidents
        Names of incident types.
    supply
        What differs in readiness and supply; None: nothing.
    """
    parts: dict[Language, Told] = {}
    for language in LANGUAGES:
        with speaking(language):
            parts[language] = told(
                comparison, namings[language], why[language], question, turns[language]
            )
    en, ja = parts["en"], parts["ja"]

    def lines(kind: str) -> tuple[Said, ...]:
        pairs = zip(en.lines, ja.lines, strict=True)
        return tuple(Said(en=a[1], ja=b[1]) for a, b in pairs if a[0] == kind)

    def line(kind: str) -> Said | None:
        return next(iter(lines(kind)), None)

    method = line("how")
    assert method is not None
    return Answer(
        title=headline(comparison, namings),
        question=Said(en=question, ja=question) if question else None,
        levels=Said(en=en.levels, ja=ja.levels),
        few=Said(en=en.few, ja=ja.few) if en.few else None,
        findings=tuple(_finding(comparison, rows, incidents, namings) for rows in en.measures),
        more=line("also"),
        alike=line("alike"),
        undecided=line("undecided"),
        rare=line("too rare"),
        supply=supply,
        why=lines("why"),
        turns=line("flips"),
        method=method,
    )


def headline(comparison: Comparison, namings: Mapping[Language, Naming]) -> Said:
    """Return what was found in one sentence: the first verdict of the answer, in words.

    Of several designs that differ there it names the one that differs most.
    """
    first = leading(comparison, namings["en"].labels)
    said: dict[Language, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = _headline(comparison, first, namings[language])
    return Said(en=said["en"], ja=said["ja"])


def _headline(comparison: Comparison, first: Row | None, naming: Naming) -> str:
    designs, incidents = naming.labels.designs, naming.labels.incidents
    base = designs[comparison.baseline]
    if len(comparison.designs) < 2:
        return tr("{design} alone: how long its answers take", design=base)
    if first is None or first.difference is None:
        return tr("No design answers sooner or later than {baseline} beyond doubt", baseline=base)
    names = {
        "design": designs[first.design],
        "incident": incidents[first.incident],
        "baseline": base,
    }
    if first.statistic == "p_deadline":
        told = {
            "now": percent(first.estimate),
            "before": percent(first.estimate - first.difference),
            "points": PERCENT.number(abs(first.difference)),
        }
        if first.difference > 0:
            return tr(
                "{design} answers “{incident}” in time in {now} of cases instead of {before} under "
                "{baseline}: {points} points more",
                **names,
                **told,
            )
        return tr(
            "{design} answers “{incident}” in time in {now} of cases instead of {before} under "
            "{baseline}: {points} points fewer",
            **names,
            **told,
        )
    told = {
        "time": hours(abs(first.difference)),
        "milestone": milestone_words(first.milestone, naming.labels.milestones),
    }
    if first.difference < 0:
        return tr(
            "Under {design}, “{incident}” is {milestone} {time} sooner than under {baseline}",
            **names,
            **told,
        )
    return tr(
        "Under {design}, “{incident}” is {milestone} {time} later than under {baseline}",
        **names,
        **told,
    )


def _finding(
    comparison: Comparison,
    rows: Sequence[Row],
    incidents: Mapping[str, Said],
    namings: Mapping[Language, Naming],
) -> Finding:
    first = rows[0]

    def measure() -> str:
        own = namings[spoken()].labels.milestones
        return measure_words(first, own, asked=comparison.is_asked(first))

    return Finding(
        incident=Named(id=first.incident, name=incidents[first.incident]),
        measure=both(measure),
        metric=first.metric,
        milestone=first.milestone,
        unit="1" if first.unit == "1" else "h",
        better_is="more" if first.statistic in ("p_deadline", "reached") else "less",
        rows=tuple(
            Judged(
                design=row.design,
                verdict=cast("Verdict", row.verdict),
                value=_finite(row.estimate),
                low=_finite(row.low),
                high=_finite(row.high),
                difference=_finite(row.difference),
                difference_low=_finite(row.diff_low),
                difference_high=_finite(row.diff_high),
            )
            for row in rows
        ),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
