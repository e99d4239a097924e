"""What would flip a verdict, as a page and as plain data.

Takes an inquiry over two designs, what would flip their verdict, and the map of contingencies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_many
from renkei.analysis.sensitivity.surface import Interval
from renkei.report.tables import Table
from renkei.report.understanding.inquiry_text import (
    interval,
    interval_data,
    measured,
    question_data,
    shares,
    unit_of,
)
from renkei.report.wording import apart, flowing, percent, range_words, wrapped_path

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.sensitivity.boxes import Condition
    from renkei.analysis.sensitivity.contingency import Contingency
    from renkei.analysis.sensitivity.flips import Flips, Tipping
    from renkei.study.understanding import Inquiry

_PATH = 38
_SHOWN = 8
_TURNS = 2


def flips_data(inquiry: Inquiry, found: Flips, best: Contingency | None) -> dict[str, Any]:
    """Return what would flip a verdict as plain data; a gain is positive where it is better."""
    box = found.box
    return {
        **question_data(inquiry),
        "replications": found.replications,
        "ranges": found.factors,
        "gain": interval_data(found.gain),
        "decided": found.decided,
        "replications_with": found.better,
        "replications_equal": found.equal,
        "replications_against": found.worse,
        "holds": interval_data(found.holds),
        "holds_in_worlds": interval_data(found.worlds),
        "least_share": found.least_share,
        "tipping": [
            {
                "path": one.path,
                "side": one.side,
                "fails": one.fails or None,
                "at": None if one.at is None else at(inquiry, one.path, one.at.value),
                "at_share_of_range": interval_data(one.at),
                "gain_at_lowest_tenth": interval_data(one.low),
                "gain_at_highest_tenth": interval_data(one.high),
            }
            for one in found.tipping
        ],
        "box": None
        if box is None
        else {
            "conditions": [
                {
                    "path": one.path,
                    "from": at(inquiry, one.path, one.low),
                    "to": at(inquiry, one.path, one.high),
                    "from_share_of_range": one.low,
                    "to_share_of_range": one.high,
                }
                for one in box.conditions
            ],
            "found_in": box.found_in,
            "fresh_worlds_inside": box.checked_in,
            "fresh_worlds": box.checked,
            "gain_inside": interval_data(box.inside),
            "gain_outside": interval_data(box.outside),
            "failing_inside": box.failing,
            "confirmed": box.confirmed,
        },
        "best": None
        if best is None
        else {
            "across": best.across,
            "down": best.down,
            "designs": [list(row) for row in best.best],
            "agreed": [list(row) for row in best.agreed],
        },
    }


def at(inquiry: Inquiry, path: str, share: float) -> str:
    """Return the value of a factor at a share of its range, as written."""
    worlds = inquiry.worlds
    return inquiry.labels.written(path, worlds.value(worlds.paths.index(path), share))


def render_flips(inquiry: Inquiry, found: Flips, best: Contingency | None) -> RenderableType:
    """Return the page."""
    base, design = inquiry.designs
    parts: list[RenderableType] = [
        Text(
            tr(
                "What would flip it: {measure}, {design} against {baseline}",
                measure=measured(inquiry),
                design=design,
                baseline=base,
            ),
            "bold",
        ),
        Text(verdict(inquiry, found)),
        Text(_holds(inquiry, found)),
        Text(),
    ]
    if not found.better + found.worse:
        return Group(*parts, Text(tr(_METHOD), "dim"))
    if found.tipping:
        parts += [_table(inquiry, found), Text()]
    else:
        parts += [
            Text(
                tr(
                    "No single range can be told to move it: {many} replications find those that "
                    "make {share} of the variance or more.",
                    many=f"{found.replications:,}",
                    share=percent(found.least_share),
                )
            )
        ]
    parts.append(Text(_box(inquiry, found)))
    parts += _over_two(inquiry, found, best)
    parts += [Text(), Text(tr(_METHOD), "dim")]
    return Group(*parts)


def turning(
    inquiry: Inquiry, found: Flips, names: Mapping[str, str] | None = None, *, again: bool = False
) -> str:
    """Return in a sentence what would turn a verdict round, for the page of the answer.

    Parameters
    ----------
    names
        Those of the designs; None: their identifiers stand, as in the tables.
    again
        The line before is of the same difference, which is not named again.
    """
    base, design = ((names or {}).get(one, one) for one in inquiry.designs)
    counts = {"worse": f"{found.worse:,}", "all": f"{found.better + found.worse:,}"}
    said = (
        tr(
            "The same difference has the other sign in {worse} of the {all} replications in which "
            "there is one",
            **counts,
        )
        if again
        else tr(
            "{measure}, {design} against {baseline}: the other way in {worse} of {all} "
            "replications that differ",
            measure=measured(inquiry),
            design=design,
            baseline=base,
            **counts,
        )
    )
    turns = [one for one in found.tipping if one.side != "holds"]
    if turns:
        ways = apart(f"{one.path} {tips(inquiry, one)}" for one in turns[:_TURNS])
        return tr("{verdict}; it would turn round with {ways}.", verdict=said, ways=ways)
    if found.tipping:
        return tr("{verdict}; no uncertain number turns it round by itself.", verdict=said)
    return tr("{verdict}; no uncertain number is seen to move it.", verdict=said)


def _signed(inquiry: Inquiry, gain: Interval) -> Interval:
    """Return a gain as a difference of the measure: of a time, less is better."""
    if inquiry.asked.more_is_better:
        return gain
    return Interval(-gain.value, -gain.high, -gain.low)


def verdict(inquiry: Inquiry, found: Flips) -> str:
    """Return the verdict in a sentence."""
    base, design = inquiry.designs
    gain = _signed(inquiry, found.gain)
    unit = unit_of(inquiry, [gain.low, gain.high], difference=True)
    said = interval(unit, gain, signed=True, named=True)
    values = {"design": design, "baseline": base, "difference": said}
    if not found.better + found.worse:
        return tr("There is no verdict to flip: {design} and {baseline} are the same.", **values)
    if not found.decided:
        return tr(
            "There is no verdict to flip: {design} minus {baseline} is {difference}, and may have "
            "either sign. What follows is of the estimate.",
            **values,
        )
    if found.gain.value > 0:
        return tr(
            "The verdict: {design} is better than {baseline}; the difference is {difference}.",
            **values,
        )
    return tr(
        "The verdict: {design} is worse than {baseline}; the difference is {difference}.", **values
    )


def _holds(inquiry: Inquiry, found: Flips) -> str:
    if not found.better + found.worse:
        return tr("They are so in all {many} replications.", many=f"{found.replications:,}")
    equal = tr(", {count} are equal", count=f"{found.equal:,}") if found.equal else ""
    said = [
        tr(
            "It holds in {better} of {many} replications, {worse} go the other way{equal}: of "
            "those that differ {share}, luck included.",
            better=f"{found.better:,}",
            many=f"{found.replications:,}",
            worse=f"{found.worse:,}",
            equal=equal,
            share=shares(found.holds),
        )
    ]
    if found.worlds is not None:
        said.append(
            tr(
                "On average luck it holds in {share} of the plausible worlds.",
                share=shares(found.worlds),
            )
        )
    return flowing(said)


def _table(inquiry: Inquiry, found: Flips) -> RenderableType:
    told = found.tipping[:_SHOWN]
    ends = [_toward(inquiry, found, end) for one in told for end in (one.low, one.high)]
    unit = unit_of(inquiry, [end.value for end in ends], difference=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("range"), width=_PATH)
    table.add_column(f"{tr('lowest tenth')}\n[{unit.name}]", justify="right")
    table.add_column(f"{tr('highest tenth')}\n[{unit.name}]", justify="right")
    table.add_column(tr("flips"), width=22)
    for one in told:
        low, high = (
            interval(unit, _toward(inquiry, found, end), signed=True)
            .replace(" (", "\n(")
            .replace("（", "\n（")
            for end in (one.low, one.high)
        )
        ends_of = range_words(at(inquiry, one.path, 0.0), at(inquiry, one.path, 1.0))
        table.add_row(
            Text(f"{wrapped_path(one.path, _PATH)}\n  {ends_of}"), low, high, tips(inquiry, one)
        )
    return table


def _toward(inquiry: Inquiry, found: Flips, gain: Interval) -> Interval:
    """Return what a surface of signed gains says as a difference of the measure."""
    if found.gain.value < 0:
        gain = Interval(-gain.value, -gain.high, -gain.low)
    return _signed(inquiry, gain)


def tips(inquiry: Inquiry, one: Tipping) -> str:
    """Return where the verdict tips along a range, in words."""
    if one.at is None:
        return tr("nowhere in the range")
    value, low, high = (
        at(inquiry, one.path, share) for share in (one.at.value, one.at.low, one.at.high)
    )
    low = tr("its end") if one.at.low <= 0 else low
    high = tr("its end") if one.at.high >= 1 else high
    values = {"value": value, "range": range_words(low, high)}
    below = one.fails == "below"
    if one.side == "flips":
        return (
            tr("below {value} ({range})", **values)
            if below
            else tr("above {value} ({range})", **values)
        )
    if below:
        return tr("perhaps below {value} ({range})", **values)
    return tr("perhaps above {value} ({range})", **values)


def _box(inquiry: Inquiry, found: Flips) -> str:
    box = found.box
    if box is None:
        return tr("No box of conditions was found in which it fails on average.")
    inside = _toward(inquiry, found, box.inside)
    unit = unit_of(inquiry, [inside.low, inside.high], difference=True)
    values = {
        "conditions": _together([_condition(inquiry, one) for one in box.conditions]),
        "difference": f"{interval(unit, inside, signed=True)} {unit.name}",
        "inside": f"{box.checked_in:,}",
        "worlds": f"{box.checked:,}",
        "failing": percent(box.failing),
    }
    if box.confirmed:
        return tr(
            "It fails where {conditions}: there the difference is {difference} in {inside} of "
            "{worlds} fresh worlds, which did not find the box. It goes the other way in {failing} "
            "of them.",
            **values,
        )
    return tr(
        "It may fail where {conditions}: there the difference is {difference} in {inside} of "
        "{worlds} fresh worlds, which did not find the box; fresh worlds do not confirm it beyond "
        "chance. It goes the other way in {failing} of them.",
        **values,
    )


def _together(conditions: Sequence[str]) -> str:
    said, *others = conditions
    for other in others:
        said = tr("{condition} and {other}", condition=said, other=other)
    return said


def _condition(inquiry: Inquiry, one: Condition) -> str:
    low, high = (at(inquiry, one.path, share) for share in (one.low, one.high))
    if one.low <= 0:
        return tr("{path} is below {high}", path=one.path, high=high)
    if one.high >= 1:
        return tr("{path} is above {low}", path=one.path, low=low)
    return tr("{path} is between {low} and {high}", path=one.path, low=low, high=high)


def _over_two(inquiry: Inquiry, found: Flips, best: Contingency | None) -> list[RenderableType]:
    """Return the map, or why there is none."""
    if best is None:
        if not found.tipping:
            return []
        return [
            Text(
                tr_many(
                    "No map of the best design: it takes two ranges that move the difference "
                    "beyond all doubt (one map in a hundred may have an axis that does nothing), "
                    "and there is {count}.",
                    "No map of the best design: it takes two ranges that move the difference "
                    "beyond all doubt (one map in a hundred may have an axis that does nothing), "
                    "and there are {count}.",
                    len(found.axes),
                )
            )
        ]
    everywhere, *others = {one for row in best.best for one in row}
    if others:
        return [Text(), _map(inquiry, best)]
    return [
        Text(
            tr(
                "Over the two that move it most surely, {across} and {down}, {design} is best "
                "everywhere.",
                across=best.across,
                down=best.down,
                design=everywhere,
            )
        )
    ]


def _map(inquiry: Inquiry, best: Contingency) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    side = len(best.best)
    middles = [(i + 0.5) / side for i in range(side)]
    table.add_column("")
    for share in middles:
        table.add_column(at(inquiry, best.across, share), justify="right")
    for share, designs, agreed in zip(middles, best.best, best.agreed, strict=True):
        cells = [f"{one} {percent(sure)}" for one, sure in zip(designs, agreed, strict=True)]
        table.add_row(at(inquiry, best.down, share), *cells)
    words = Text(
        tr(
            "Best design; across: {across}; down: {down}; beside each design the share of "
            "bootstrap samples that agree.",
            across=best.across,
            down=best.down,
        )
    )
    return Group(words, table)


_METHOD = later(
    "Every replication has drawn all ranges; nothing more was simulated. Tipping points: where the "
    "difference, averaged over all other ranges, is zero, by regression on orthogonal polynomials; "
    "intervals 95 %, bootstrap. perhaps: on average beyond the point the other design is better "
    "on the estimate, not beyond chance. The box: patient rule induction (Friedman and Fisher "
    "1999) on half of the worlds; the other half are the fresh ones."
)
