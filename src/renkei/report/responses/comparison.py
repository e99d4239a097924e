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

from renkei.report.method import OVER, method_data, responses_method
from renkei.report.scenario.changes import billets_data, price_words
from renkei.report.tables import Table
from renkei.report.verdicts import LEGEND, STYLES, TOLD, mark, verdicts
from renkei.report.wording import PERCENT, Unit, hours, milestone_words, plain, unit_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.report.verdicts import WithVerdict
    from renkei.study.naming import Labels

_SHOWN = ("p_deadline", "median", "p90")
_STATISTICS = {"median": "median", "mean": "mean", "p90": "90 %", "reached": "ever reached"}
_ALL_ARRIVE = 0.9995
"""Share of incidents that reach a milestone, from which on the page ignores the others."""
_LEAST_GAIN = 1.1
"""Variance without pairing over that with it, below which pairing gains nothing worth a number."""


def deadline_words(labels: Labels, incident: str) -> str:
    """Return the deadline of an incident type, such as ``72 h to on station``."""
    milestone, limit = labels.deadlines[incident]
    return f"{hours(limit)} to {milestone_words(milestone)}"


def rate_words(labels: Labels, incident: str) -> str:
    """Return the rate of an incident type if its mean is not the stated rate, else nothing."""
    rate = labels.rates.get(incident)
    if rate is None:
        return ""
    return f"{rate.mean} on average over the worlds ({rate.stated} stated)"


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
        never = _never(rows, comparison)
        parts += [Text(never, "dim"), Text()] if never else [Text()]
    legend = f"Below each estimate its interval; {OVER[comparison.over]}."
    if len(comparison.designs) > 1:
        legend += (
            f" Difference: design minus baseline, {_on(comparison)}: {LEGEND} expl.: explored, not "
            "asked."
        )
    if left_out:
        legend += (
            f" {left_out} incident types in which nothing is better or worse have no table; "
            "--types prints theirs too."
        )
    return Group(*parts, Text(legend, "dim"), Text())


def page_unit(comparison: Comparison) -> Unit:
    """Return the one unit in which all times of a comparison are written."""
    return unit_for(row.estimate for row in comparison.rows if row.unit == "h")


def _never(rows: Sequence[Row], comparison: Comparison) -> str:
    """Return for each milestone the designs under which some incidents never reach it."""
    said = []
    for milestone in dict.fromkeys(row.milestone for row in rows):
        reached = {row.design: row.reached for row in rows if row.milestone == milestone}
        if rows[0].n_incidents and any(share < _ALL_ARRIVE for share in reached.values()):
            each = ", ".join(
                f"{design} {PERCENT.number(1 - reached[design])} %"
                for design in comparison.designs
                if design in reached
            )
            said.append(f"never {milestone_words(milestone)}: {each}")
    return "; ".join(said)


def _by_incident(comparison: Comparison) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in comparison.rows:
        found.setdefault(row.incident, []).append(row)
    return found


def _head(incident: str, rows: Sequence[Row], labels: Labels) -> Text:
    counted, rate = rows[0], rate_words(labels, incident)
    return Text.assemble(
        (labels.incidents[incident], "bold"),
        f" ({incident}): {counted.n_incidents} incidents in {counted.n_replications} replications, "
        f"deadline {deadline_words(labels, incident)}",
        f"; {rate}" if rate else "",
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
        table.add_column(_column_head(milestone, statistic, unit, alone), justify="right")
    for design in comparison.designs:
        cells = [by_cell[design, metric] for metric, _, _ in columns]
        is_baseline = design == comparison.baseline
        name = Text(labels.designs[design], "bold")
        name.append("  baseline" if is_baseline else f"  {design}", "dim")
        table.add_row(name, *(_estimate(row, _unit(row, unit)) for row in cells))
        if not is_baseline:
            difference = [_difference(row, _unit(row, unit)) for row in cells]
            words = "  difference" if cells[0].paired else "  difference, unpaired"
            table.add_row(Text(words, "dim"), *difference)
    return table


def _unit(row: Row, page: Unit) -> Unit:
    return PERCENT if row.unit == "1" else page


def _column_head(milestone: str, statistic: str, unit: Unit, alone: bool) -> str:
    if statistic == "p_deadline":
        return "in time\n[%]"
    explored = "" if alone else "\nexpl."
    return f"{milestone_words(milestone)}\n{_STATISTICS[statistic]} [{unit.name}]{explored}"


def _estimate(row: Row, unit: Unit) -> Text:
    if math.isnan(row.estimate):
        return Text("–")
    if math.isinf(row.estimate):
        return Text("not reached")
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
    table.add_column("incident type", width=26)
    table.add_column("measure")
    table.add_column(comparison.baseline, justify="right", no_wrap=True)
    table.add_column(f"{_pairing(comparison)} {comparison.baseline}")
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
                told.append(f"; unpaired: {', '.join(unpaired)}", "dim")
            table.add_row(name, measure_words(base), value, told)
            name = Text()
    prices = "; ".join(
        f"{design} {price_words(labels.prices[design])}" for design in comparison.designs[1:]
    )
    table.add_row(Text("Billets of headquarters", "bold"), "", "", prices)
    return table


def _on(comparison: Comparison) -> str:
    """Return the incidents that the differences compare, in words."""
    if all(row.paired for row in comparison.rows):
        return "on the same incidents"
    return "on the same incidents unless unpaired"


def _pairing(comparison: Comparison) -> str:
    """Return how each design is compared with the baseline: paired or not."""
    return "paired with" if all(row.paired for row in comparison.rows) else "against"


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


def measure_words(row: Row, *, asked: bool = False) -> str:
    """Return a measure in words, and whether it is explored; a mean with the time it counts to."""
    if row.statistic == "p_deadline":
        return "in time"
    words = f"{milestone_words(row.milestone)}, {_STATISTICS[row.statistic]}"
    if row.limit_h is not None and row.reached < _ALL_ARRIVE:
        words += f" up to {row.limit_h / 24:,.3g} d"
    return words if asked else f"{words}, explored"


def render_closing(why: Mapping[str, Sequence[str]], comparison: Comparison) -> RenderableType:
    """Return three sentences on the causes, and the method of the verdicts."""
    table = Table.grid(padding=(0, 1))
    for number, sentence in enumerate(_three(why, comparison), 1):
        table.add_row(f"{number}.", Text(sentence))
    return Group(
        Text(),
        Text("Why", "bold"),
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
    said = ", ".join(f"{n} {verdict}" for verdict, n in count.items() if n)
    paired = "paired " if all(row.paired for row in comparison.rows) else ""
    what = f"{paired}comparisons asked for" if asked else "explored besides"
    return f"Of {len(judged):,} {what}: {said}."


def _paired(comparison: Comparison) -> list[str]:
    gains = [row.variance_reduction for row in comparison.rows if row.variance_reduction]
    if not gains:
        return []
    all_ = all(row.paired for row in comparison.rows)
    who = "Each design" if all_ else "Where designs are paired, each"
    gain = median(gains)
    much = f"{gain:.0f}" if gain >= 10 else f"{gain:.1f}"
    said = (
        f"independent runs would need about {much} times as many replications for intervals as "
        "narrow."
        if gain >= _LEAST_GAIN
        else "here that gains nothing; as many independent runs would give intervals about as "
        "narrow."
    )
    return [f"{who} met the same incidents with the same luck: {said}"]


def plain_value(value: float, kind: str, unit: Unit, *, signed: bool = False) -> str:
    """Return a time or a probability (``kind`` 1) with its unit, as in a sentence."""
    if math.isnan(value):
        return "–"
    if kind == "1":
        return PERCENT.number(value, signed=signed) + (" points" if signed else " %")
    if math.isinf(value):
        return "not reached"
    return f"{unit.number(value, signed=signed)} {unit.name}"
