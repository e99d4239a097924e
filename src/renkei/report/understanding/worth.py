"""What knowing more would be worth, as a page and as plain data.

Takes an inquiry and the values of information for the choice between its designs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_many
from renkei.report.tables import Table
from renkei.report.understanding.inquiry_text import (
    interval,
    interval_data,
    measured,
    question_data,
    unit_of,
)
from renkei.report.wording import flowing, joined, percent, wrapped_path

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.sensitivity.worth import Worth, WorthOf
    from renkei.report.wording import Unit
    from renkei.study.understanding import Inquiry

NINE_TENTHS = 0.9
_PATH = 44
_SHOWN = 12


def worth_data(inquiry: Inquiry, found: Worth) -> dict[str, Any]:
    """Return the values of information as plain data, in hours or as shares."""
    return {
        **question_data(inquiry),
        "replications": found.replications,
        "ranges": found.factors,
        "best": found.best,
        "perfect_information": interval_data(found.perfect),
        "perfect_information_at_least": interval_data(found.at_least),
        "ranges_that_can_be_found": interval_data(found.found),
        "least_share": found.least_share,
        "ranges_worth": [_row(inquiry, one) for one in found.factors_worth],
        "groups": [
            {"grouping": grouping, "group": one.name, "ranges": one.ranges,
             "worth": interval_data(one.worth)}
            for grouping, one in found.groups
        ],
        "first_together": [
            {"last": one.name, "ranges": one.ranges, "worth": interval_data(one.worth)}
            for one in found.first
        ],
    }  # fmt: skip


def _row(inquiry: Inquiry, one: WorthOf) -> dict[str, Any]:
    return {
        "path": one.name,
        "source": inquiry.labels.groupings["source"].get(one.name),
        "worth": interval_data(one.worth),
    }


def render_worth(inquiry: Inquiry, found: Worth) -> RenderableType:
    """Return the page."""
    told = [one.worth.high for one in found.factors_worth]
    told += [one.high for one in (found.perfect, found.at_least) if one is not None]
    unit = unit_of(inquiry, [*told, found.found.high], difference=True)
    parts: list[RenderableType] = [
        Text(
            tr(
                "Worth knowing: {measure}, the choice between {designs}",
                measure=measured(inquiry),
                designs=joined(inquiry.designs),
            ),
            "bold",
        ),
        Text(_perfect(found, unit)),
        Text(_found(found, unit)),
    ]
    if found.factors_worth:
        parts += [Text(), _table(inquiry, found, unit), Text(_carried(found))]
    parts += [Text(), Text(tr(_METHOD), "dim")]
    return Group(*parts)


def _perfect(found: Worth, unit: Unit) -> str:
    said = tr("Without knowing more the choice is {design}.", design=found.best)
    if found.perfect is None or found.at_least is None:
        unknown = tr(
            "What knowing every number would be worth cannot be said: a replication has too few "
            "such incidents to tell luck from worlds."
        )
        return flowing([said, unknown])
    worth = tr(
        "Knowing every number would be worth {worth} {unit} for each incident, and at least "
        "{least}.",
        worth=interval(unit, found.perfect),
        unit=unit.name,
        least=interval(unit, found.at_least),
    )
    return flowing([said, worth])


def _found(found: Worth, unit: Unit) -> str:
    values = {
        "replications": f"{found.replications:,}",
        "share": percent(found.least_share),
        "ranges": f"{found.factors:,}",
    }
    if not found.factors_worth:
        return tr(
            "No single range of {ranges} can be told to change the choice; {replications} "
            "replications cannot tell ranges that make less than {share} of the variance of a "
            "difference, so nothing is said of what they are worth.",
            **values,
        )
    return tr(
        "Of {ranges} ranges {many} can be told to move the difference; all that can be found are "
        "worth {worth} {unit} together. {replications} replications cannot tell ranges that make "
        "less than {share} of the variance of a difference: their worth is not counted.",
        many=len(found.factors_worth),
        worth=interval(unit, found.found),
        unit=unit.name,
        **values,
    )


def _table(inquiry: Inquiry, found: Worth, unit: Unit) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("range to check first"), width=_PATH)
    table.add_column(tr("source"), width=12)
    table.add_column(tr("worth alone\n[{unit}]", unit=unit.name), justify="right")
    table.add_column(tr("with those\nabove"), justify="right")
    sources = inquiry.labels.groupings["source"]
    for alone, together in list(zip(found.factors_worth, found.first, strict=True))[:_SHOWN]:
        table.add_row(
            Text(wrapped_path(alone.name, _PATH)),
            sources.get(alone.name, ""),
            interval(unit, alone.worth),
            interval(unit, together.worth),
        )
    return table


def _carried(found: Worth) -> str:
    """Return how many ranges carry nine tenths of what all that were found are worth."""
    whole = max((one.worth.value for one in found.first), default=0.0)
    if not whole > 0:
        return tr(
            "None of them changes the choice: whatever they turn out to be, it stays the same."
        )
    many = next(one.ranges for one in found.first if one.worth.value >= NINE_TENTHS * whole)
    return tr_many(
        "The first {count} range carries nine tenths of what those found are worth.",
        "The first {count} ranges carry nine tenths of what those found are worth.",
        many,
    )


_METHOD = later(
    "Every replication has drawn all ranges; nothing more was simulated. Worth: how much better "
    "the measure becomes if the choice may depend on what is known (expected value of "
    "information). Of ranges by regression of given data (Strong, Oakley and Brennan 2014), the "
    "rule learned on four fifths of the worlds and valued on the others, so that luck is not taken "
    "for value. "
    "Every number: if worlds are normal, and no more than if luck were known too; at least: one "
    "half of a run decides, the other is gained. "
    "Intervals 95 %."
)
