"""What would flip a verdict, as a page and as plain data.

Takes an inquiry over two designs, what would flip their verdict, and the map of contingencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

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
from renkei.report.wording import percent, wrapped_path

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
        Text(f"What would flip it: {measured(inquiry)}, {design} against {base}", "bold"),
        Text(verdict(inquiry, found)),
        Text(_holds(inquiry, found)),
        Text(),
    ]
    if found.tipping:
        parts += [_table(inquiry, found), Text()]
    else:
        parts += [
            Text(
                f"No single range can be told to move it: {found.replications:,} replications find "
                f"those that make {percent(found.least_share)} of the variance or more."
            )
        ]
    parts.append(Text(_box(inquiry, found)))
    if best is not None and len({one for row in best.best for one in row}) > 1:
        parts += [Text(), _map(inquiry, best)]
    parts += [Text(), Text(_METHOD, "dim")]
    return Group(*parts)


def turning(inquiry: Inquiry, found: Flips) -> str:
    """Return in a sentence or two what would turn a verdict round, for the page of the answer."""
    base, design = inquiry.designs
    said = (
        f"{measured(inquiry)}, {design} against {base}: the other way in {found.worse:,} of "
        f"{found.better + found.worse:,} that differ"
    )
    turns = [one for one in found.tipping if one.side != "holds"]
    if turns:
        ways = "; ".join(f"{one.path} {tips(inquiry, one)}" for one in turns[:_TURNS])
        return f"{said}; it would turn round with {ways}."
    if found.tipping:
        names = ", ".join(one.path for one in found.tipping[:_TURNS])
        return f"{said}; it depends most on {names}, and along no range does it turn round."
    # A range that makes the least share is found four times in five: see `least_share`.
    seen = f"{percent(found.least_share)} of its variance mostly shows"
    return f"{said}; no range seen to move it ({seen})."


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
    said = f"{interval(unit, gain, signed=True)} {unit.name}"
    if not found.decided:
        return (
            f"There is no verdict to flip: {design} minus {base} is {said}, and may have either "
            "sign. What follows is of the estimate."
        )
    word = "better" if found.gain.value > 0 else "worse"
    return f"The verdict: {design} is {word} than {base}, by {said}."


def _holds(inquiry: Inquiry, found: Flips) -> str:
    equal = f", {found.equal:,} are equal" if found.equal else ""
    said = (
        f"It holds in {found.better:,} of {found.replications:,} replications, {found.worse:,} go "
        f"the other way{equal}: of those that differ {shares(found.holds)}, luck included."
    )
    if found.worlds is None:
        return said
    return f"{said} On average luck it holds in {shares(found.worlds)} of the plausible worlds."


def _table(inquiry: Inquiry, found: Flips) -> RenderableType:
    told = found.tipping[:_SHOWN]
    ends = [_toward(inquiry, found, end) for one in told for end in (one.low, one.high)]
    unit = unit_of(inquiry, [end.value for end in ends], difference=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("range", width=_PATH)
    table.add_column(f"lowest tenth\n[{unit.name}]", justify="right")
    table.add_column(f"highest tenth\n[{unit.name}]", justify="right")
    table.add_column("flips", width=22)
    for one in told:
        low, high = (
            interval(unit, _toward(inquiry, found, end), signed=True).replace(" (", "\n(")
            for end in (one.low, one.high)
        )
        ends_of = f"{at(inquiry, one.path, 0.0)} to {at(inquiry, one.path, 1.0)}"
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
        return "nowhere in the range"
    value, low, high = (
        at(inquiry, one.path, share) for share in (one.at.value, one.at.low, one.at.high)
    )
    low = "its end" if one.at.low <= 0 else low
    high = "its end" if one.at.high >= 1 else high
    perhaps = "" if one.side == "flips" else "perhaps "
    return f"{perhaps}{one.fails} {value} ({low} to {high})"


def _box(inquiry: Inquiry, found: Flips) -> str:
    box = found.box
    if box is None:
        return "No box of conditions was found in which it fails on average."
    conditions = " and ".join(_condition(inquiry, one) for one in box.conditions)
    inside = _toward(inquiry, found, box.inside)
    unit = unit_of(inquiry, [inside.low, inside.high], difference=True)
    word = "It fails where" if box.confirmed else "It may fail where"
    checked = "" if box.confirmed else "; fresh worlds do not confirm it beyond chance"
    return (
        f"{word} {conditions}: there the difference is {interval(unit, inside, signed=True)} "
        f"{unit.name} in {box.checked_in:,} of {box.checked:,} fresh worlds, which did not find "
        f"the box{checked}. It goes the other way in {percent(box.failing)} of them."
    )


def _condition(inquiry: Inquiry, one: Condition) -> str:
    low, high = (at(inquiry, one.path, share) for share in (one.low, one.high))
    if one.low <= 0:
        return f"{one.path} is below {high}"
    if one.high >= 1:
        return f"{one.path} is above {low}"
    return f"{one.path} is between {low} and {high}"


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
        f"Best design; across: {best.across}; down: {best.down}; beside each design the share of "
        "bootstrap samples that agree."
    )
    return Group(words, table)


_METHOD = (
    "Every replication has drawn all ranges; nothing more was simulated. Tipping points: where the "
    "difference, averaged over all other ranges, is zero, by regression on orthogonal polynomials; "
    "intervals 95 %, bootstrap. perhaps: on average beyond the point the other design is better "
    "on the estimate, not beyond chance. The box: patient rule induction (Friedman and Fisher "
    "1999) on half of the worlds; the other half are the fresh ones."
)
