"""The model beside recorded clocks: what lies in its bands, where it is too slow or too fast.

Takes measured clocks and their scores; gives a page and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, spoken_names, tr, tr_as, tr_many
from renkei.analysis.recorded.measuring import BAND, FEW
from renkei.analysis.statistics.estimation import CONFIDENCE
from renkei.report.tables import Table
from renkei.report.wording import flowing, hours, joined, percent, plain
from renkei.study.recorded import PER_YEAR

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.recorded.clocks import Side
    from renkei.analysis.recorded.measuring import Measured
    from renkei.analysis.recorded.scoring import Bias, Score, Uniformity
    from renkei.study.recorded import Records

SIDES: dict[Side, str] = {"held-out": later("held out"), "fit": later("for fitting")}
"""The sides in the order of the page: what was held out is the test."""

_STYLES = {"inside": "green", "too slow": "red", "too fast": "red", "too few": "dim"}
_WITHIN = BAND[1] - BAND[0]


@dataclass(frozen=True)
class Validated:
    """The model beside recorded clocks.

    Parameters
    ----------
    records
        What was recorded, and what was simulated for it.
    measured
        Each clock beside the model's.
    scores
        Of each side that has clocks, and of ``all``.
    folder
        Where the results are.
    """

    records: Records
    measured: Sequence[Measured]
    scores: dict[str, Score]
    folder: str


def validation_data(found: Validated) -> dict[str, Any]:
    """Return a validation as plain data; times in hours."""
    records = found.records
    return {
        "band": list(BAND),
        "confidence": CONFIDENCE,
        "clocks": [
            {
                "id": one.clock.id,
                "name": records.names[one.clock.id][0],
                "event": one.clock.event,
                "date": one.clock.date,
                "incident": one.clock.incident,
                "place": one.clock.place,
                "design": records.structure[one.clock.id],
                "simulated": one.design,
                "from": one.clock.start,
                "to": one.clock.stop,
                "use": one.clock.side,
                "recorded_h": one.clock.hours,
                "recorded_low_h": one.clock.low,
                "recorded_high_h": one.clock.high,
                "incidents": one.incidents,
                "replications": one.replications,
                "median_h": plain(one.median),
                "low_h": plain(one.low),
                "high_h": plain(one.high),
                "rank": plain(one.rank),
                "rank_low": plain(one.rank_low),
                "rank_high": plain(one.rank_high),
                "factor": plain(one.factor),
                "fit": one.fit,
            }
            for one in found.measured
        ],
        "scores": {side: _score_data(score) for side, score in found.scores.items()},
        "more_often": {
            run: {
                "design": raised.design,
                "incident": raised.incident,
                "place": raised.place,
                "stated_per_year": raised.stated_per_year,
            }
            for run, raised in records.raised.items()
        },
        "folder": found.folder,
    }


def _score_data(score: Score) -> dict[str, Any]:
    bias, uniform = score.bias, score.uniformity
    return {
        "clocks": score.clocks,
        "events": score.events,
        "inside": score.inside,
        "too_slow": score.too_slow,
        "too_fast": score.too_fast,
        "may_be_inside": score.may_be_inside,
        "left_out": score.left_out,
        "coverage": plain(score.coverage.value),
        "coverage_low": score.coverage.low,
        "coverage_high": score.coverage.high,
        "bias": None
        if bias is None
        else {
            "factor": plain(bias.factor),
            "low": bias.low,
            "high": plain(bias.high),
            "events": bias.events,
        },
        "uniform_ranks": None
        if uniform is None
        else {"distance": uniform.distance, "p": uniform.p, "events": uniform.events},
    }


def render_validation(found: Validated) -> RenderableType:
    """Return the page: the verdict first, then each clock."""
    parts: list[RenderableType] = []
    for side in ("all", *SIDES):
        if side in found.scores:
            parts += [_sentences(side, found.scores[side]), Text()]
    for side, name in SIDES.items():
        own = [one for one in found.measured if one.clock.side == side]
        if own:
            title = tr("Clocks {side}", side=tr(name))
            parts += [Text(title, "bold"), _table(found, own), Text()]
    parts.append(Text(_method(found), "dim"))
    return Group(*parts)


def _sentences(side: str, score: Score) -> Text:
    words: dict[str, str] = {str(key): word for key, word in SIDES.items()}
    name = (tr(words[side]) if side in words else tr_as("of clocks", "all")).capitalize()
    lines = [
        tr(
            "{clocks} of {events}, {inside} inside the model's {band} band: {share} where "
            "{expected} are expected ({level} interval {low} to {high}).",
            clocks=tr_many("{count} clock", "{count} clocks", score.clocks),
            events=tr_many("{count} event", "{count} events", score.events),
            inside=score.inside,
            band=_band(),
            share=percent(score.coverage.value),
            expected=percent(_WITHIN),
            level=percent(CONFIDENCE),
            low=percent(score.coverage.low),
            high=percent(score.coverage.high),
        )
        if score.clocks
        else tr("no clock could be scored.")
    ]
    if score.clocks:
        lines.append(
            tr("Too slow in {slow}, too fast in {fast}.", slow=score.too_slow, fast=score.too_fast)
        )
    if score.may_be_inside > score.inside:
        more = score.may_be_inside - score.inside
        lines.append(tr("{more} more inside if the record is read most kindly.", more=more))
    if score.bias is not None:
        lines.append(_bias(score.bias))
    if score.uniformity is not None:
        lines.append(_uniform(score.uniformity))
    if score.left_out:
        lines.append(
            tr("{many} left out: fewer than {few} incidents.", many=score.left_out, few=FEW)
        )
    return Text.assemble((name + tr(": "), "bold"), flowing(lines))


def _band() -> str:
    low, high = (100 * share for share in BAND)
    return f"{low:.0f}–{high:.0f} %"


def _bias(bias: Bias) -> str:
    slow = bias.factor >= 1
    factor = bias.factor if slow else 1 / bias.factor if bias.factor else math.inf
    between = (
        tr("too few events ({many}) for an interval", many=bias.events)
        if bias.low == 0 and math.isinf(bias.high)
        else tr("{low} to {high} times the record", low=_times(bias.low), high=_times(bias.high))
    )
    if _times(factor) == "1":
        return tr(
            "In the median the model takes about as long as the record ({between}).",
            between=between,
        )
    if slow:
        return tr(
            "In the median the model is {times} times too slow ({between}).",
            times=_times(factor),
            between=between,
        )
    return tr(
        "In the median the model is {times} times too fast ({between}).",
        times=_times(factor),
        between=between,
    )


def _uniform(found: Uniformity) -> str:
    p = tr("below {value}", value="0.001") if found.p < 0.001 else f"{found.p:.2g}"
    return tr("Ranks of {many} events, tested for uniform ones: p {p}.", many=found.events, p=p)


def _times(factor: float) -> str:
    if math.isinf(factor):
        return "∞"
    return f"{factor:,.0f}" if factor >= 10 else f"{factor:.2g}"


def _table(found: Validated, rows: Sequence[Measured]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("event: clock"), width=30)
    table.add_column(tr("recorded"), justify="right")
    table.add_column(tr("model's\nmedian"), justify="right")
    ends = tr("{low} to\n{high} %", low=f"{BAND[0] * 100:.0f}", high=f"{BAND[1] * 100:.0f}")
    table.add_column(ends, justify="right")
    table.add_column(tr("rank"), justify="right")
    table.add_column("")
    block = ""
    for one in sorted(rows, key=lambda one: (one.clock.incident, one.clock.date, one.clock.id)):
        name = found.records.names[one.clock.id][1 if spoken_names() == "ja" else 0]
        few = one.fit == "too few"
        under = f"{one.clock.incident}, {found.records.structure[one.clock.id]}"
        if under != block:
            block = under
            table.add_row(Text(under, "bold"))
        table.add_row(
            Text("  " + name.replace("：", "：\n  ")),  # a line of Japanese has no blanks
            hours(one.clock.hours),
            "–" if few else _reached(one.median),
            "–" if few else tr("{low}\nto {high}", low=_reached(one.low), high=_reached(one.high)),
            "–" if few else f"{one.rank:.2f}",
            Text(_verdict(one), _STYLES[one.fit]),
        )
    return table


def _reached(value: float) -> str:
    return tr("never") if math.isinf(value) else hours(value)


def _verdict(one: Measured) -> str:
    if one.fit == "too few":
        return tr("{many} incidents", many=one.incidents)
    if one.fit == "inside":
        return tr("inside")
    if one.fit == "too slow":
        return tr("too slow") + _by("×", one.factor)
    return tr("too fast") + _by("÷", 1 / one.factor if one.factor else math.inf)


def _by(sign: str, factor: float) -> str:
    """Return by which factor a median misses the record; nothing where it is next to it."""
    return "" if _times(factor) == "1" or factor < 1 else f" {sign}{_times(factor)}"


def _method(found: Validated) -> str:
    raised = found.records.raised.values()
    rare = sorted({one.incident for one in raised})
    said = [
        tr(
            "The band is that of one incident in a plausible world, at any hour of any day. rank: "
            "share of the model's times below the record. too slow ×3: the record lies below the "
            "band, and the model's median is 3 times the record. Intervals take the clocks of one "
            "event together."
        )
    ]
    if rare:
        said.append(
            tr(
                "Rare types ({types}) happen {many} times a year, each in a run of its own whose "
                "world is otherwise the same: a rarer one would give no band.",
                types=joined(rare),
                many=PER_YEAR,
            )
        )
    return flowing(said)
