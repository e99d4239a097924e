"""What drives a result, as a page and as plain data.

Takes an inquiry and its drivers. Order: how much is luck, how small a factor could hide, the
factors found with the result at both ends of their ranges, and the groups of numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr, tr_many
from renkei.analysis.sensitivity.drivers import SEEN
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
    from collections.abc import Mapping

    from rich.console import RenderableType

    from renkei.analysis.sensitivity.drivers import Driver, Drivers
    from renkei.study.understanding import Inquiry

_SHOWN = 12
_GROUPS = 4
_NAMED = 2
_LITTLE = 0.25
_PATH = 38
_GROUPINGS = {
    "source": later("by where the number comes from"),
    "headquarters": later("by headquarters"),
    "kind": later("by kind of number"),
}


def drivers_data(inquiry: Inquiry, found: Drivers) -> dict[str, Any]:
    """Return the drivers as plain data; times in hours, shares of variance from 0 to 1."""
    labels = inquiry.labels
    return {
        **question_data(inquiry),
        "replications": found.replications,
        "ranges": found.factors,
        "mean": found.mean,
        "standard_deviation": found.spread,
        "share_of_ranges": interval_data(found.ranges),
        "share_found": interval_data(found.found),
        "least_share": found.least_share,
        "replications_for_5_percent": found.needed,
        "drivers": [
            {
                "path": one.path,
                "kind": labels.groupings["kind"].get(one.path),
                "source": labels.groupings["source"].get(one.path),
                "p": one.p,
                "p_adjusted": one.adjusted,
                "share": interval_data(one.share),
                "at_lowest_tenth": interval_data(one.low),
                "at_highest_tenth": interval_data(one.high),
                "swing": interval_data(one.swing),
                "bend": None
                if one.bend is None
                else {
                    "at_share_of_range": one.bend.at,
                    "at": _at(inquiry, one, one.bend.at),
                    "slope_below": one.bend.below,
                    "slope_above": one.bend.above,
                },
            }
            for one in found.drivers
        ],
        "groups": [
            {
                "grouping": one.grouping,
                "group": one.name,
                "ranges": one.factors,
                "found": one.found,
                "share": interval_data(one.share),
            }
            for one in found.groups
        ],
        "together": [
            {"paths": list(one.paths), "p_adjusted": one.adjusted, "share": one.share}
            for one in found.together
        ],
    }


def render_drivers(inquiry: Inquiry, found: Drivers) -> RenderableType:
    """Return the page."""
    parts: list[RenderableType] = [
        Text(
            tr(
                "What drives it: {measure}, {designs}",
                measure=measured(inquiry),
                designs=_designs(inquiry),
            ),
            "bold",
        ),
        Text(_luck(inquiry, found)),
        Text(_power(inquiry, found)),
        Text(),
    ]
    if found.drivers:
        parts.append(_table(inquiry, found))
        more = len(found.drivers) - _SHOWN
        if more > 0:
            parts.append(Text(tr("and {more} more (--json)", more=more), "dim"))
        parts += [Text(line) for line in _shapes(inquiry, found)]
    else:
        parts.append(Text(tr("No single range can be told apart from chance."), "bold"))
    groups = _group_table(found)
    if groups.row_count:
        parts += [Text(), groups]
    elif found.groups:
        parts.append(
            Text(tr("No source, headquarters or kind of number can be told apart either."))
        )
    method = tr(_METHOD)
    if inquiry.asked.unit == "1" and found.drivers:
        method = flowing([method, tr(_CUT)])
    parts += [Text(), Text(method, "dim")]
    return Group(*parts)


def driving(inquiry: Inquiry, found: Drivers, names: Mapping[str, str] | None = None) -> str:
    """Return in a sentence or two what drives a difference, for the page of the answer.

    ``names`` are those of the designs; None: their identifiers stand, as in the tables.
    """
    base, design = ((names or {}).get(one, one) for one in inquiry.designs)
    of = {"measure": measured(inquiry), "design": design, "baseline": base}
    told: list[str] = []
    if found.drivers:
        named = [
            tr("{range} makes {share}", range=one.path, share=shares(one.share))
            for one in found.drivers[:_NAMED]
        ]
        left = len(found.drivers) - _NAMED
        if left > 0:
            named.append(tr("{count} more were found", count=left))
        told.append(
            tr("{measure}, {design} minus {baseline}: of its variance {ranges}.",
               **of, ranges=apart(named))
        )  # fmt: skip
    else:
        told.append(
            tr(
                "{measure}, {design} minus {baseline}: none of the {many} uncertain numbers stands "
                "out as its driver. With this many replications, a number that alone makes {share} "
                "or more of the variance would probably be seen; lesser ones can stay hidden.",
                **of,
                many=f"{found.factors:,}",
                share=percent(found.least_share),
            )
        )
    if found.ranges is not None:
        told.append(
            tr(
                "All uncertain numbers together make {share}, luck the rest.",
                share=shares(found.ranges),
            )
        )
    return flowing(told)


def _designs(inquiry: Inquiry) -> str:
    if len(inquiry.designs) == 1:
        return tr("under {design}", design=inquiry.designs[0])
    base, design = inquiry.designs
    return tr("{design} minus {baseline}", design=design, baseline=base)


def _luck(inquiry: Inquiry, found: Drivers) -> str:
    apart = len(inquiry.designs) > 1
    unit = unit_of(inquiry, [found.mean, found.spread], difference=apart)
    said = [
        tr(
            "In {many} replications the mean is {mean} {unit}, with a standard deviation of "
            "{spread} from replication to replication.",
            many=f"{found.replications:,}",
            mean=unit.number(found.mean, signed=apart),
            unit=unit.name,
            spread=unit.number(found.spread),
        )
    ]
    if found.ranges is None:
        said.append(
            tr("How much of that is luck is not known: too few incidents in a replication.")
        )
    else:
        said.append(
            tr(
                "Of that variance the ranges make {share} together, luck the rest.",
                share=shares(found.ranges),
            )
        )
    if found.drivers:
        said.append(
            tr_many(
                "The {count} range found, of {all}, make {share}, each by itself.",
                "The {count} ranges found, of {all}, make {share}, each by itself.",
                len(found.drivers),
                all=f"{found.factors:,}",
                share=shares(found.found),
            )
        )
    return flowing(said)


def _power(inquiry: Inquiry, found: Drivers) -> str:
    said = tr(
        "So many replications find, four times in five, a range that makes {share} of the variance "
        "or more",
        share=percent(found.least_share),
    )
    if found.least_share <= SEEN:
        return tr("{found}; of smaller ones they cannot tell which matter.", found=said)
    made = inquiry.results.replications(inquiry.designs[0])
    needed = found.needed
    rare = ""
    if found.replications < made:
        needed = math.ceil(needed * made / found.replications)
        rare = tr(
            " ({without} of {made} had no such incident)",
            without=f"{made - found.replications:,}",
            made=f"{made:,}",
        )
    return tr(
        "{found}; they cannot tell {ranges} ranges apart below that{rare}. --reps {needed} would "
        "find one of {share}.",
        found=said,
        ranges=f"{found.factors:,}",
        rare=rare,
        needed=f"{needed:,}",
        share=percent(SEEN),
    )


def _table(inquiry: Inquiry, found: Drivers) -> RenderableType:
    apart = len(inquiry.designs) > 1
    ends = [end.value for one in found.drivers for end in (one.low, one.high)]
    unit = unit_of(inquiry, ends, difference=apart)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("range"), width=_PATH)
    table.add_column(tr("share of\nvariance"), justify="right")
    table.add_column(f"{tr('lowest tenth')}\n[{unit.name}]", justify="right")
    table.add_column(f"{tr('highest tenth')}\n[{unit.name}]", justify="right")
    for one in found.drivers[:_SHOWN]:
        table.add_row(
            Text(f"{wrapped_path(one.path, _PATH)}\n  {_ends(inquiry, one)}"),
            _broken(shares(one.share)),
            _broken(interval(unit, one.low, signed=apart)),
            _broken(interval(unit, one.high, signed=apart)),
        )
    return table


def _broken(text: str) -> str:
    return text.replace(" (", "\n(").replace("（", "\n（")


def _ends(inquiry: Inquiry, one: Driver) -> str:
    source = inquiry.labels.groupings["source"].get(one.path, "")
    ends = range_words(_at(inquiry, one, 0.0), _at(inquiry, one, 1.0))
    return apart([ends, source] if source else [ends])


def _at(inquiry: Inquiry, one: Driver, share: float) -> str:
    """Return the value of a factor at a share of its range, as written."""
    worlds = inquiry.worlds
    return inquiry.labels.written(one.path, worlds.value(worlds.paths.index(one.path), share))


def _shapes(inquiry: Inquiry, found: Drivers) -> list[str]:
    """Return sentences on bends and on pairs whose effects do not add."""
    said = [
        tr(
            "The effect of {path} changes at about {value}.",
            path=one.path,
            value=_at(inquiry, one, one.bend.at),
        )
        for one in found.drivers[:_SHOWN]
        if one.bend is not None
    ]
    said += [
        tr(
            "{one} and {other} do not add up: together they make another {share}.",
            one=one.paths[0],
            other=one.paths[1],
            share=percent(one.share),
        )
        for one in found.together[:3]
    ]
    return said


def _group_table(found: Drivers) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("all ranges of a group, found or not"), width=_PATH)
    table.add_column(tr("ranges"), justify="right")
    table.add_column(tr("found"), justify="right")
    table.add_column(tr("share of\nvariance"), justify="right")
    for grouping, words in _GROUPINGS.items():
        own = [one for one in found.groups if one.grouping == grouping]
        told = [one for one in own if one.share.low > 0]
        # Of sources also what is known to be little; the rest says nothing.
        little = [one for one in own if one not in told and one.share.high < _LITTLE]
        own = [*told, *(little if grouping == "source" else [])]
        if not own:
            continue
        table.add_row(Text(tr(words), "dim"))
        for one in own[:_GROUPS]:
            table.add_row(
                Text(f"  {one.name}"), f"{one.factors:,}", str(one.found), shares(one.share)
            )
        if len(own) > _GROUPS:
            more = tr("and {more} more (--json)", more=len(own) - _GROUPS)
            table.add_row(Text(f"  {more}", "dim"))
    return table


_METHOD = later(
    "Every replication has drawn all ranges; nothing more was simulated. Found: at most 5 % of the "
    "ranges named are expected to be false (Benjamini and Hochberg 1995). One that matters only "
    "together with another is not found. Share: first-order share of the variance between "
    "replications, by regression on orthogonal polynomials; of a range that is only just found it "
    "is more likely too large than too small. Luck that lasts a whole run, such as a bad year, "
    "counts with the ranges. Groups: in straight lines; named are those that can be told "
    "from nothing, and sources that make less than a quarter. Intervals 95 %, bootstrap or Student."
)
_CUT = later(
    "The regression knows no limits of a probability: what it says of the ends of a range is cut "
    "off where no probability can be."
)
