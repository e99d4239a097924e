"""The comparison of designs as a defence analyst reads it.

Takes a :class:`~renkei.analysis.responses.comparison.Comparison` with the names of incident types
and designs; gives a table for each incident type, a summary, and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.method import method_data, over_words, responses_method
from renkei.report.scenario.changes import billets_data, price_words
from renkei.report.tables import Table
from renkei.report.verdicts import STYLES, TOLD, mark, marks_legend, verdict_word, verdicts
from renkei.report.wording import (
    PERCENT,
    Unit,
    apart,
    flowing,
    hours,
    joined,
    milestone_words,
    plain,
    unit_for,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.report.verdicts import WithVerdict
    from renkei.study.naming import Labels

_SHOWN = ("p_deadline", "median", "p90")
_STATISTICS = {
    "median": later("median"),
    "mean": later("mean"),
    "p90": later("90 %"),
    "reached": later("ever reached"),
}
_ALL_ARRIVE = 0.9995
"""Share of incidents that reach a milestone, from which on the page ignores the others."""
_LEAST_GAIN = 1.1
"""Variance without pairing over that with it, below which pairing gains nothing worth a number."""


def deadline_words(labels: Labels, incident: str) -> str:
    """Return the deadline of an incident type, such as ``72 h to on station``."""
    milestone, limit = labels.deadlines[incident]
    return tr(
        "{time} to {milestone}",
        time=hours(limit),
        milestone=milestone_words(milestone, labels.milestones),
    )


def rate_words(labels: Labels, incident: str) -> str:
    """Return the rate of an incident type if its mean is not the stated rate, else nothing."""
    rate = labels.rates.get(incident)
    if rate is None:
        return ""
    return tr(
        "{mean} on average over the worlds ({stated} stated)", mean=rate.mean, stated=rate.stated
    )


def comparison_data(comparison: Comparison, labels: Labels) -> dict[str, Any]:
    """Return the comparison as plain data; not reached and not bounded are null."""
    return {
        "baseline": comparison.baseline,
        "designs": {design: labels.designs[design] for design in comparison.designs},
        "incidents": dict(labels.incidents),
        "deadlines": {
            incident: {"milestone": milestone, "hours": hours}
            for incident, (milestone, hours) in labels.deadlines.items()
        },
        "rates": {incident: asdict(rate) for incident, rate in labels.rates.items()},
        "billets": {design: billets_data(each) for design, each in labels.prices.items()},
        "over": comparison.over,
        "method": method_data(comparison),
        "separated": [asdict(one) for one in comparison.separated],
        "rows": [
            {key: plain(value) for key, value in row.data().items()} for row in comparison.rows
        ],
    }


def render_comparison(
    comparison: Comparison, labels: Labels, *, all_types: bool = True
) -> RenderableType:
    """Return a table for each incident type, and a legend.

    With ``all_types`` false, only for incident types in which a design is better or worse.
    """
    parts: list[RenderableType] = []
    left_out = 0
    unit = page_unit(comparison)
    for incident, rows in _by_incident(comparison).items():
        if not all_types and not any(row.verdict in TOLD for row in rows):
            left_out += 1
            continue
        parts += [_head(incident, rows, labels), _table(rows, comparison, labels, unit)]
        never = _never(rows, comparison, labels)
        parts += [Text(never, "dim"), Text()] if never else [Text()]
    said = [
        tr("Below each estimate its interval; {weight}.", weight=over_words(comparison.over)),
    ]
    if len(comparison.designs) > 1:
        said.append(
            tr(
                "Difference: design minus baseline, {on}: {legend} expl.: explored, not asked.",
                on=_on(comparison),
                legend=marks_legend(),
            )
        )
    if left_out:
        said.append(
            tr(
                "{many} incident types in which nothing is better or worse have no table; --types "
                "prints theirs too.",
                many=left_out,
            )
        )
    return Group(*parts, Text(flowing(said), "dim"), Text())


def page_unit(comparison: Comparison) -> Unit:
    """Return the one unit in which all times of a comparison are written."""
    return unit_for(row.estimate for row in comparison.rows if row.unit == "h")


def _never(rows: Sequence[Row], comparison: Comparison, labels: Labels) -> str:
    """Return for each milestone the designs under which some incidents never reach it."""
    said = []
    for milestone in dict.fromkeys(row.milestone for row in rows):
        reached = {row.design: row.reached for row in rows if row.milestone == milestone}
        if rows[0].n_incidents and any(share < _ALL_ARRIVE for share in reached.values()):
            each = joined(
                f"{design} {PERCENT.number(1 - reached[design])} %"
                for design in comparison.designs
                if design in reached
            )
            said.append(
                tr(
                    "never {milestone}: {each}",
                    milestone=milestone_words(milestone, labels.milestones),
                    each=each,
                )
            )
    return apart(said)


def _by_incident(comparison: Comparison) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in comparison.rows:
        found.setdefault(row.incident, []).append(row)
    return found


def _head(incident: str, rows: Sequence[Row], labels: Labels) -> Text:
    counted, rate = rows[0], rate_words(labels, incident)
    aside = tr(
        " ({id}): {incidents} incidents in {replications} replications, deadline {deadline}",
        id=incident,
        incidents=counted.n_incidents,
        replications=counted.n_replications,
        deadline=deadline_words(labels, incident),
    )
    return Text.assemble(
        (labels.incidents[incident], "bold"), aside, tr("; ") + rate if rate else ""
    )


def _table(rows: Sequence[Row], comparison: Comparison, labels: Labels, unit: Unit) -> Table:
    columns = [
        (row.metric, row.milestone, row.statistic)
        for row in rows
        if row.design == comparison.baseline and row.statistic in _SHOWN
    ]
    by_cell = {(row.design, row.metric): row for row in rows}
    alone = len(comparison.designs) == 1
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", width=24)
    for _, milestone, statistic in columns:
        table.add_column(
            _column_head(milestone_words(milestone, labels.milestones), statistic, unit, alone),
            justify="right",
        )
    for design in comparison.designs:
        cells = [by_cell[design, metric] for metric, _, _ in columns]
        is_baseline = design == comparison.baseline
        name = Text(labels.designs[design], "bold")
        name.append(f"  {verdict_word('baseline') if is_baseline else design}", "dim")
        table.add_row(name, *(_estimate(row, _unit(row, unit)) for row in cells))
        if not is_baseline:
            difference = [_difference(row, _unit(row, unit)) for row in cells]
            words = tr("difference") if cells[0].paired else tr("difference, unpaired")
            table.add_row(Text(f"  {words}", "dim"), *difference)
    return table


def _unit(row: Row, page: Unit) -> Unit:
    return PERCENT if row.unit == "1" else page


def _column_head(milestone: str, statistic: str, unit: Unit, alone: bool) -> str:
    if statistic == "p_deadline":
        return f"{tr('in time')}\n[%]"
    explored = "" if alone else "\n" + tr("expl.")
    return f"{milestone}\n{tr(_STATISTICS[statistic])} [{unit.name}]{explored}"


def _estimate(row: Row, unit: Unit) -> Text:
    if math.isnan(row.estimate):
        return Text("–")
    if math.isinf(row.estimate):
        return Text(tr("not reached"))
    interval = unit.range(row.low, row.high)
    return Text.assemble(unit.number(row.estimate), (f"\n{interval}", "dim"))


def _difference(row: Row, unit: Unit) -> Text:
    style, sign = STYLES[row.verdict], mark(row.verdict, row.reason)
    if row.difference is None or not math.isfinite(row.difference):
        return Text(f"–{sign}", style)
    value = unit.number(row.difference, signed=True) + sign
    if row.identical:
        return Text(value, style)
    assert row.diff_low is not None
    assert row.diff_high is not None
    interval = unit.signed_range(row.diff_low, row.diff_high)
    return Text.assemble((value, style), (f"\n{interval}", "dim"))


def render_summary(comparison: Comparison, labels: Labels) -> RenderableType:
    """Return a table of the designs that answer more incidents in time, or sooner, in words."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("incident type"), width=26)
    table.add_column(tr("measure"))
    table.add_column(comparison.baseline, justify="right", no_wrap=True)
    table.add_column(_pairing(comparison))
    unit = page_unit(comparison)

    def named(row: WithVerdict) -> str:
        return _told(row, unit)  # type: ignore[arg-type]

    for incident, rows in _by_incident(comparison).items():
        name = Text(labels.incidents[incident], "bold")
        for metric in told_metrics(rows):
            base, *others = [row for row in rows if row.metric == metric]
            value = plain_value(base.estimate, base.unit, unit)
            told = verdicts(others, named)
            if not all(row.paired for row in others):
                unpaired = [row.design for row in others if not row.paired]
                told.append(tr("; unpaired: {designs}", designs=joined(unpaired)), "dim")
            table.add_row(name, measure_words(base, labels.milestones), value, told)
            name = Text()
    prices = apart(
        f"{design} {price_words(labels.prices[design])}" for design in comparison.designs[1:]
    )
    table.add_row(Text(tr("Billets of headquarters"), "bold"), "", "", prices)
    return table


def _on(comparison: Comparison) -> str:
    """Return the incidents that the differences compare, in words."""
    if all(row.paired for row in comparison.rows):
        return tr("on the same incidents")
    return tr("on the same incidents unless unpaired")


def _pairing(comparison: Comparison) -> str:
    """Return how each design is compared with the baseline: paired or not."""
    if all(row.paired for row in comparison.rows):
        return tr("paired with {baseline}", baseline=comparison.baseline)
    return tr("against {baseline}", baseline=comparison.baseline)


def _told(row: Row, unit: Unit) -> str:
    """Return a difference; empty if it is not finite."""
    if row.difference is None or not math.isfinite(row.difference):
        return ""
    return plain_value(row.difference, row.unit, unit, signed=True)


def told_metrics(rows: Sequence[Row]) -> list[str]:
    """Return the probability, and for each milestone the metrics that are better or worse.

    These are the share that reaches the milestone, and one time. A second time follows if its
    verdict is the opposite, as of a design that is quick unless it gives up.
    """
    found = ["p_deadline"]
    times = [row for row in rows if row.statistic != "p_deadline"]
    for milestone in dict.fromkeys(row.milestone for row in times):
        told = [
            row.metric
            for statistic in ("mean", "median", "p90")
            for row in times
            if (row.milestone, row.statistic) == (milestone, statistic) and row.verdict in TOLD
        ]
        reached = f"{milestone.replace('-', '_')}_reached"
        found += [reached] if any(r.metric == reached and r.verdict in TOLD for r in times) else []
        found += told[:1]
        found += [m for m in dict.fromkeys(told[1:]) if _opposite(m, told[0], rows)][:1]
    return found


def _opposite(metric: str, other: str, rows: Sequence[Row]) -> bool:
    """Return whether one metric is better and the other worse under some design."""
    verdicts_of = [{r.design: r.verdict for r in rows if r.metric == m} for m in (metric, other)]
    return any(
        {verdict, verdicts_of[1][design]} == set(TOLD) for design, verdict in verdicts_of[0].items()
    )


def measure_words(row: Row, own: Mapping[str, str] | None = None, *, asked: bool = False) -> str:
    """Return a measure in words, and whether it is explored; a mean with the time it counts to.

    ``own`` are the names of the milestones that the scenario declares itself.
    """
    if row.statistic == "p_deadline":
        return tr("in time")
    words = tr(
        "{milestone}, {statistic}",
        milestone=milestone_words(row.milestone, own),
        statistic=tr(_STATISTICS[row.statistic]),
    )
    if row.limit_h is not None and row.reached < _ALL_ARRIVE:
        words = tr("{measure} up to {days} d", measure=words, days=f"{row.limit_h / 24:,.3g}")
    return words if asked else tr("{measure}, explored", measure=words)


def render_closing(why: Mapping[str, Sequence[str]], comparison: Comparison) -> RenderableType:
    """Return three sentences on the causes, and the method of the verdicts."""
    table = Table.grid(padding=(0, 1))
    for number, sentence in enumerate(_three(why, comparison), 1):
        table.add_row(f"{number}.", Text(sentence))
    return Group(
        Text(),
        Text(tr("Why"), "bold"),
        table,
        Text(),
        Text(responses_method(comparison), "dim"),
    )


def _three(why: Mapping[str, Sequence[str]], comparison: Comparison) -> list[str]:
    """Return the sentences of one design, or the first on each of the three that differ most."""
    told = list(why.values())
    sentences = list(told[0]) if len(told) == 1 else [of_design[0] for of_design in told]
    overall = [text for asked in (True, False) if (text := _counts(comparison, asked))]
    return [*[*sentences, *_paired(comparison)][:3], *overall]


def _counts(comparison: Comparison, asked: bool) -> str:
    """Return the number of comparisons by verdict, of those asked for or explored."""
    judged: list[str] = [
        row.verdict
        for row in comparison.rows
        if row.verdict != "baseline" and (row.statistic == "p_deadline") == asked
    ]
    if not judged:
        return ""
    count = {verdict: judged.count(verdict) for verdict in STYLES}
    said = joined(
        tr("{count} {verdict}", count=n, verdict=verdict_word(verdict))
        for verdict, n in count.items()
        if n
    )
    many = f"{len(judged):,}"
    if not asked:
        return tr("Of {many} explored besides: {counts}.", many=many, counts=said)
    if all(row.paired for row in comparison.rows):
        return tr("Of {many} paired comparisons asked for: {counts}.", many=many, counts=said)
    return tr("Of {many} comparisons asked for: {counts}.", many=many, counts=said)


def _paired(comparison: Comparison) -> list[str]:
    gains = [row.variance_reduction for row in comparison.rows if row.variance_reduction]
    if not gains:
        return []
    all_ = all(row.paired for row in comparison.rows)
    gain = median(gains)
    much = f"{gain:.0f}" if gain >= 10 else f"{gain:.1f}"
    said = (
        tr(
            "independent runs would need about {times} times as many replications for intervals as "
            "narrow.",
            times=much,
        )
        if gain >= _LEAST_GAIN
        else tr(
            "here that gains nothing; as many independent runs would give intervals about as "
            "narrow."
        )
    )
    if all_:
        return [
            tr("Each design met the same incidents with the same luck: {gain}", gain=said),
        ]
    return [
        tr(
            "Where designs are paired, each met the same incidents with the same luck: {gain}",
            gain=said,
        )
    ]


def plain_value(value: float, kind: str, unit: Unit, *, signed: bool = False) -> str:
    """Return a time or a probability (``kind`` 1) with its unit, as in a sentence."""
    if math.isnan(value):
        return "–"
    if kind == "1":
        return f"{PERCENT.number(value, signed=signed)} {tr('points') if signed else '%'}"
    if math.isinf(value):
        return tr("not reached")
    return f"{unit.number(value, signed=signed)} {unit.name}"
