"""What became of ranges in a designed experiment, as a page and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_as
from renkei.report.tables import Table
from renkei.report.understanding.inquiry_text import (
    interval,
    interval_data,
    measured,
    question_data,
    shares,
    unit_of,
)
from renkei.report.wording import flowing, joined, percent, plain, wrapped_path

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
    under = (
        tr("under {design}", design=designs[0])
        if len(designs) == 1
        else tr("{design} minus {baseline}", design=designs[1], baseline=designs[0])
    )
    title = tr(
        "Designed to confirm: {measure}, {designs}", measure=measured(told.inquiry), designs=under
    )
    parts: list[RenderableType] = [
        Text(title, "bold"),
        Text(_verdicts(found)),
        Text(_how(told)),
        Text(),
        _moved(told) if found.moved else _shares(told),
    ]
    if found.together is not None and found.luck is not None:
        parts += [Text(), Text(_luck(found))]
    return Group(*parts, Text(), Text(tr(_MORRIS if found.moved else _SOBOL), "dim"))


def _verdicts(found: Confirmed) -> str:
    by: dict[str, list[str]] = {}
    every: list[Moved | Share] = [*found.moved, *found.shares]
    for one in every:
        by.setdefault(verdict_of(one), []).append(one.name)
    words = {
        CONFIRMED: tr("Confirmed"),
        EITHER: tr("Moves it, but up or down depending on the rest or on luck"),
        TOGETHER: tr("Acts only together with others or with luck"),
        UNSEEN: tr("Not confirmed"),
        NOTHING: tr("Changes nothing in any world tried"),
    }
    return "\n".join(
        tr("{verdict}: {names}.", verdict=said, names=joined(by[key]))
        for key, said in words.items()
        if key in by
    )


def _how(told: Confirmation) -> str:
    found = told.found
    each = found.worlds // found.turns
    values = {
        "turns": f"{found.turns:,}",
        "each": each,
        "worlds": f"{found.worlds:,}",
        "seed": told.results.record.seed,
    }
    said = [
        tr(
            "{turns} trajectories of {each} worlds, {worlds} replications made for it, with other "
            "luck than the results asked (seed {seed}).",
            **values,
        )
        if found.moved
        else tr(
            "{turns} points of {each} worlds, {worlds} replications made for it, with other luck "
            "than the results asked (seed {seed}).",
            **values,
        )
    ]
    if found.left_out:
        said.append(
            tr(
                "{many} more had no such incident in some world, and are left out.",
                many=f"{found.left_out:,}",
            )
        )
    said.append(
        tr(
            "The worlds of a trajectory have the same luck and the same values of all other "
            "ranges; the next trajectory has others."
        )
        if found.moved
        else tr(
            "The worlds of a point have the same luck and the same values of all other ranges; the "
            "next point has others."
        )
    )
    return flowing(said)


def _luck(found: Confirmed) -> str:
    assert found.together is not None
    assert found.luck is not None
    both = max(0.0, 1.0 - found.together.value - found.luck.value)
    return tr(
        "Of the variance these ranges make {share} all together, luck and all other ranges {luck} "
        "by themselves, both together the other {both}.",
        share=shares(found.together),
        luck=shares(found.luck),
        both=percent(both),
    )


def _table() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("range or group"), width=_PATH)
    return table


def _moved(told: Confirmation) -> RenderableType:
    moved = told.found.moved
    sizes = [end for one in moved for end in (one.size.value, one.size.high)]
    unit = unit_of(told.inquiry, sizes, difference=True)
    table = _table()
    table.add_column(tr("low to high\nend [{unit}]", unit=unit.name), justify="right")
    table.add_column(tr("either\nsign"), justify="right")
    table.add_column(tr("nothing\nchanged"), justify="right")
    table.add_column(tr("share\nbefore"), justify="right")
    for one in moved:
        effect = "–" if one.effect is None else interval(unit, one.effect, signed=True)
        table.add_row(
            _named(one),
            _broken(effect),
            _broken(interval(unit, one.size)),
            percent(one.still),
            _broken(_before(told, one.name)),
        )
    return table


def _shares(told: Confirmation) -> RenderableType:
    table = _table()
    for head in (
        tr("share of\nvariance alone"),
        "\n" + tr_as("share of variance", "in all"),
        "\n" + tr_as("share of variance", "before"),
    ):
        table.add_column(head, justify="right")
    for one in told.found.shares:
        own = (shares(one.alone), shares(one.total), _before(told, one.name))
        table.add_row(_named(one), *map(_broken, own))
    return table


def _broken(text: str) -> str:
    return text.replace(" (", "\n(").replace("（", "\n（")


def _named(one: Moved | Share) -> Text:
    more = "\n  " + tr("{many} ranges", many=f"{one.ranges:,}") if one.ranges > 1 else ""
    return Text(wrapped_path(one.name, _PATH) + more)


def _before(told: Confirmation, name: str) -> str:
    found = told.before.get(name)
    return "–" if found is None else shares(found)


_MORRIS = later(
    "Low to high end: mean elementary effect over worlds and luck, from the low to the high end of "
    "the range (Morris 1991). Either sign: mean of its absolute value (Campolongo, Cariboni and "
    "Saltelli 2007). Confirmed: the first has a sign beyond chance; of a group: the second is "
    "above 0. Before: first-order share of the variance in the results asked, – where none was "
    "found. Intervals 95 %, Student or bootstrap; designs and estimates by SALib."
)
_SOBOL = later(
    "Alone: first-order index. In all: total index, with all that the range does together with "
    "others and with luck (Saltelli and others 2010). Confirmed: alone above 0. Before: the first "
    "in the results asked, – where none was found. Intervals 95 %, bootstrap over points; designs "
    "and estimates by SALib."
)
