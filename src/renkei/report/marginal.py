"""The worth of additions to a design: differences beyond chance, and the cost of each.

Takes the comparison of additions with the design they add to; gives a page and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.analysis.sustainment.observing import ALL
from renkei.report.method import method_data, responses_method, sustainment_method
from renkei.report.responses.comparison import measure_words, page_unit, plain_value
from renkei.report.scenario.changes import billets_data, price_words
from renkei.report.sustainment.comparison import difference, sustained_data
from renkei.report.sustainment.measure_names import named, words
from renkei.report.sustainment.one_design import sober
from renkei.report.verdicts import (
    STYLES,
    TOLD,
    mark,
    marks_legend,
    verdict_word,
    why_undecided,
)
from renkei.report.wording import (
    PERCENT,
    Unit,
    apart,
    bracketed,
    joined,
    plain,
    range_words,
    wrapped_path,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Row, SustainedRow
    from renkei.analysis.responses.in_time import InTime
    from renkei.study.marginal import Offer, Values

_PATH = 36

_RANKS = {
    "best": later("best"),
    "worse": later("worse than the best"),
    "better": later("better than the best"),
    "equivalent": later("as good as the best"),
    "undecided": later("undecided against the best"),
    "too few": later("too few"),
}
"""The rank of an addition against the one with most platforms mission capable, in words."""


def marginal_data(offers: Sequence[Offer], values: Values) -> dict[str, Any]:
    """Return the additions as plain data."""
    sustained = sustained_data(values.sustained, values.naming.names)
    return {
        "design": values.comparison.baseline,
        "additions": [
            {
                "design": offer.design,
                "changes": list(offer.changes),
                "billets": billets_data(offer.prices),
                "in_time": _in_time(values.in_time.get(offer.design)),
                "ranking": values.ranking.get(offer.design),
                "incidents": [
                    {
                        "incident": row.incident,
                        "metric": row.metric,
                        "unit": row.unit,
                        "difference": plain(row.difference),
                        "low": plain(row.diff_low),
                        "high": plain(row.diff_high),
                        "verdict": row.verdict,
                        "reason": row.reason,
                        "needed": row.needed,
                    }
                    for row in values.comparison.rows
                    if row.design == offer.design
                ],
                "readiness_and_supply": [
                    row for row in sustained["rows"] if row["design"] == offer.design
                ],
            }
            for offer in offers
        ],
        "method": {
            "responses": method_data(values.comparison),
            "readiness_and_supply": sustained["method"],
        },
    }


def _in_time(met: InTime | None) -> dict[str, Any] | None:
    if met is None:
        return None
    return {
        "difference": plain(met.difference.value),
        "low": plain(met.difference.low),
        "high": plain(met.difference.high),
        "verdict": met.judgement.verdict,
        "reason": met.judgement.reason,
        "needed": met.judgement.needed,
    }


def render_marginal(offers: Sequence[Offer], values: Values) -> RenderableType:
    """Return the cost of each addition and the differences that it makes, with intervals."""
    parts: list[RenderableType] = [_overview(offers, values), Text()]
    for number, offer in enumerate(offers, 1):
        parts += [_told(number, offer, values), Text()]
    if values.comparison.rows:
        parts.append(Text(responses_method(values.comparison), "dim"))
    if values.sustained.rows:
        parts.append(Text(sustainment_method(values.sustained), "dim"))
    return Group(*parts)


def _overview(offers: Sequence[Offer], values: Values) -> RenderableType:
    platforms = {
        row.design: row
        for row in values.sustained.rows
        if (row.measure.subject, row.measure.name) == (ALL, "platforms")
    }
    table = sober()
    table.add_column("", justify="right")
    added = tr("added to {design}", design=values.comparison.baseline)
    table.add_column(added, width=_PATH)
    table.add_column(tr("billets"), width=10)
    if values.in_time:
        table.add_column(tr("in time\n[points]"), justify="right")
    if platforms:
        table.add_column(tr("platforms\ncapable"), justify="right")
        if values.ranking:
            table.add_column(tr("platforms,\namong these"), width=16)
    for number, offer in enumerate(offers, 1):
        cells: list[str | Text] = []
        if values.in_time:
            met = values.in_time[offer.design]
            ends = (met.difference.value, met.difference.low, met.difference.high)
            said = mark(met.judgement.verdict, met.judgement.reason)
            style = STYLES.get(met.judgement.verdict, "dim")
            cells.append(_cell(ends, said, style, 0.01, exact=met.difference.identical))
        if platforms:
            row = platforms.get(offer.design)
            cells.append(Text("–") if row is None else _sustained_cell(row))
            if values.ranking:
                cells.append(tr(_RANKS.get(values.ranking.get(offer.design, ""), "–")))
        table.add_row(f"{number}.", _changes(offer), price_words(offer.prices), *cells)
    legend = tr(
        "Difference to the design alone, its interval below: {legend}", legend=marks_legend()
    )
    return Group(table, Text(legend, "dim"))


def _changes(offer: Offer) -> Text:
    """Return each path, wrapped at its dots, and below it the values before and after."""
    text = Text()
    for change in offer.changes:
        path, _, values = change.partition(" ")
        text.append("\n" if text else "")
        text.append(wrapped_path(path, _PATH), "bold")
        text.append(f"\n  {values}")
    return text


def _sustained_cell(row: SustainedRow) -> Text:
    ends = (row.difference, row.diff_low, row.diff_high)
    said, style = mark(row.verdict, row.reason), STYLES.get(row.verdict, "dim")
    return _cell(ends, said, style, exact=row.identical)


def _cell(
    ends: Sequence[float | None], said: str, style: str, size: float = 1.0, *, exact: bool
) -> Text:
    """Return a difference with its interval below, in hundredths: they still matter."""
    value, low, high = (math.nan if end is None else end / size for end in ends)
    if not math.isfinite(value):
        return Text("–")
    if exact:
        return Text(_signed(value) + said, style)
    ends_of = range_words(_signed(low), _signed(high))
    return Text.assemble((_signed(value) + said, style), (f"\n{ends_of}", "dim"))


def _signed(value: float) -> str:
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    text = f"{value:+,.2f}".replace("-", "−")
    return text if text[1:] != "0.00" else "0"


def _told(number: int, offer: Offer, values: Values) -> RenderableType:
    """Return a line for each measure that an addition makes better or worse."""
    rows = [row for row in values.comparison.rows if row.design == offer.design]
    others = [row for row in values.sustained.rows if row.design == offer.design]
    told = [row for row in rows if row.verdict in TOLD]
    also = [row for row in others if row.verdict in TOLD]
    head = Text.assemble(f"{number}. ", (apart(offer.changes), "bold"))
    unit = page_unit(values.comparison)
    every: list[Row | SustainedRow] = [*rows, *others]
    judged = [row for row in every if row.verdict not in (*TOLD, "only here")]
    said = _rest(judged, all_=not told and not also)
    if not told and not also:
        return Group(head, Text(f"   {said}", "dim"))
    table = sober()
    table.add_column("", width=2)
    table.add_column("", width=27)
    table.add_column("", width=25)
    table.add_column("")
    table.add_column("")
    table.show_header = False
    for row in told:
        verdict = Text(verdict_word(row.verdict), STYLES[row.verdict])
        labels = values.naming.labels
        name, measure = labels.incidents[row.incident], measure_words(row, labels.milestones)
        table.add_row("", name, measure, _incident(row, unit), verdict)
    for one in also:
        verdict = Text(verdict_word(one.verdict), STYLES[one.verdict])
        table.add_row(
            "",
            named(values.naming.names, one.measure),
            words(one.measure),
            difference(one),
            verdict,
        )
    return Group(head, table, Text(f"   {said}", "dim"))


def _rest(rows: Sequence[Row | SustainedRow], *, all_: bool) -> str:
    """Return the numbers of measures that are equivalent and undecided."""
    count = {
        verdict: [row for row in rows if row.verdict == verdict]
        for verdict in ("equivalent", "undecided", "too few")
    }
    parts = [
        tr("{count} {verdict}", count=len(found), verdict=verdict_word(verdict))
        for verdict, found in count.items()
        if found
    ]
    why = why_undecided(count["undecided"]) if len(count["undecided"]) == 1 else ""
    if not parts:
        return ""
    counts = joined(parts) + why
    if all_:
        return tr("of all {many} measures {counts}", many=len(rows), counts=counts)
    return tr("of other {many} measures {counts}", many=len(rows), counts=counts)


def _incident(row: Row, page: Unit) -> str:
    value, low, high = row.difference, row.diff_low, row.diff_high
    if value is None or low is None or high is None or not math.isfinite(value):
        return "–"
    unit = PERCENT if row.unit == "1" else page
    said = plain_value(value, row.unit, page, signed=True)
    return bracketed(said, unit.signed_range(low, high))
