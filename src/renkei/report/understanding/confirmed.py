"""What became of ranges in a designed experiment, as a page and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.tables import Table
from renkei.report.understanding.inquiry_text import (
    interval,
    interval_data,
    measured,
    question_data,
    shares,
    unit_of,
)
from renkei.report.wording import percent, plain, wrapped_path

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.sensitivity.designed import Confirmed, Moved, Share
    from renkei.study.confirming import Confirmation

_PATH = 32
_TELLS = 0.01
"""Share of the variance below which a total is nothing to speak of."""

CONFIRMED, EITHER, TOGETHER, NOTHING, UNSEEN = (
    "confirmed",
    "either way",
    "together only",
    "changes nothing",
    "not confirmed",
)


def verdict_of(one: Moved | Share) -> str:
    """Return what a designed experiment says of a range or a group."""
    from renkei.analysis.sensitivity.designed import Moved

    if not isinstance(one, Moved):
        if one.alone.low > 0:
            return CONFIRMED
        return TOGETHER if one.total.low > _TELLS else UNSEEN
    if one.still == 1.0:
        return NOTHING
    if one.effect is None:
        return CONFIRMED if one.size.low > 0 else UNSEEN
    if one.effect.low > 0 or one.effect.high < 0:
        return CONFIRMED
    return EITHER if one.size.low > abs(one.effect.value) else UNSEEN


def confirmed_data(told: Confirmation) -> dict[str, Any]:
    """Return it as plain data; times in hours, shares of variance from 0 to 1."""
    found = told.found
    return {
        **question_data(told.inquiry),
        "method": found.method,
        "folder": str(told.results.folder),
        "seed": told.results.record.seed,
        "turns": found.turns,
        "turns_left_out": found.left_out,
        "worlds": found.worlds,
        "mean": found.mean,
        "standard_deviation": plain(found.spread),
        "share_of_these_ranges": interval_data(found.together),
        "share_of_luck_and_other_ranges": interval_data(found.luck),
        "effects": [
            {
                "name": one.name,
                "ranges": one.ranges,
                "verdict": verdict_of(one),
                "effect": interval_data(one.effect),
                "absolute_effect": interval_data(one.size),
                "standard_deviation": one.spread,
                "share_unchanged": one.still,
                "share_before": interval_data(told.before.get(one.name)),
            }
            for one in found.moved
        ],
        "shares": [
            {
                "name": one.name,
                "ranges": one.ranges,
                "verdict": verdict_of(one),
                "first_order": interval_data(one.alone),
                "total": interval_data(one.total),
                "share_before": interval_data(told.before.get(one.name)),
            }
            for one in found.shares
        ],
    }


def render_confirmed(told: Confirmation) -> RenderableType:
    """Return the page."""
    found = told.found
    designs = told.inquiry.designs
    under = f"under {designs[0]}" if len(designs) == 1 else f"{designs[1]} minus {designs[0]}"
    parts: list[RenderableType] = [
        Text(f"Designed to confirm: {measured(told.inquiry)}, {under}", "bold"),
        Text(_verdicts(found)),
        Text(_how(told)),
        Text(),
        _moved(told) if found.moved else _shares(told),
    ]
    if found.together is not None and found.luck is not None:
        parts += [Text(), Text(_luck(found))]
    return Group(*parts, Text(), Text(_MORRIS if found.moved else _SOBOL, "dim"))


def _verdicts(found: Confirmed) -> str:
    by: dict[str, list[str]] = {}
    every: list[Moved | Share] = [*found.moved, *found.shares]
    for one in every:
        by.setdefault(verdict_of(one), []).append(one.name)
    words = {
        CONFIRMED: "Confirmed",
        EITHER: "Moves it, but up or down depending on the rest or on luck",
        TOGETHER: "Acts only together with others or with luck",
        UNSEEN: "Not confirmed",
        NOTHING: "Changes nothing in any world tried",
    }
    return "\n".join(f"{said}: {', '.join(by[key])}." for key, said in words.items() if key in by)


def _how(told: Confirmation) -> str:
    found = told.found
    each = found.worlds // found.turns
    turn = f"{found.turns:,} trajectories" if found.moved else f"{found.turns:,} points"
    said = (
        f"{turn} of {each} worlds, {found.worlds:,} replications made for it, with other luck than "
        f"the results asked (seed {told.results.record.seed}). "
    )
    if found.left_out:
        said += f"{found.left_out:,} more had no such incident in some world, and are left out. "
    kind = "trajectory" if found.moved else "point"
    same = (
        f"The worlds of a {kind} have the same luck and the same values of all other ranges; the "
        f"next {kind} has others."
    )
    return said + same


def _luck(found: Confirmed) -> str:
    assert found.together is not None
    assert found.luck is not None
    both = max(0.0, 1.0 - found.together.value - found.luck.value)
    return (
        f"Of the variance these ranges make {shares(found.together)} all together, luck and all "
        f"other ranges {shares(found.luck)} by themselves, both together the other "
        f"{percent(both)}."
    )


def _table() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("range or group", width=_PATH)
    return table


def _moved(told: Confirmation) -> RenderableType:
    moved = told.found.moved
    sizes = [end for one in moved for end in (one.size.value, one.size.high)]
    unit = unit_of(told.inquiry, sizes, difference=True)
    table = _table()
    table.add_column(f"low to high\nend [{unit.name}]", justify="right")
    table.add_column("either\nsign", justify="right")
    table.add_column("nothing\nchanged", justify="right")
    table.add_column("share\nbefore", justify="right")
    for one in moved:
        effect = "–" if one.effect is None else interval(unit, one.effect, signed=True)
        table.add_row(
            _named(one),
            effect.replace(" (", "\n("),
            interval(unit, one.size).replace(" (", "\n("),
            percent(one.still),
            _before(told, one.name).replace(" (", "\n("),
        )
    return table


def _shares(told: Confirmation) -> RenderableType:
    table = _table()
    for head in ("share of\nvariance alone", "\nin all", "\nbefore"):
        table.add_column(head, justify="right")
    for one in told.found.shares:
        own = (shares(one.alone), shares(one.total), _before(told, one.name))
        table.add_row(_named(one), *(text.replace(" (", "\n(") for text in own))
    return table


def _named(one: Moved | Share) -> Text:
    more = f"\n  {one.ranges:,} ranges" if one.ranges > 1 else ""
    return Text(wrapped_path(one.name, _PATH) + more)


def _before(told: Confirmation, name: str) -> str:
    found = told.before.get(name)
    return "–" if found is None else shares(found)


_MORRIS = (
    "Low to high end: mean elementary effect over worlds and luck, from the low to the high end of "
    "the range (Morris 1991). Either sign: mean of its absolute value (Campolongo, Cariboni and "
    "Saltelli 2007). Confirmed: the first has a sign beyond chance; of a group: the second is "
    "above 0. Before: first-order share of the variance in the results asked, – where none was "
    "found. Intervals 95 %, Student or bootstrap; designs and estimates by SALib."
)
_SOBOL = (
    "Alone: first-order index. In all: total index, with all that the range does together with "
    "others and with luck (Saltelli and others 2010). Confirmed: alone above 0. Before: the first "
    "in the results asked, – where none was found. Intervals 95 %, bootstrap over points; designs "
    "and estimates by SALib."
)
