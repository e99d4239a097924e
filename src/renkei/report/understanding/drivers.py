"""What drives a result, as a page and as plain data.

Takes an inquiry and its drivers. Order: how much is luck, how small a factor could hide, the
factors found with the result at both ends of their ranges, and the groups of numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

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
from renkei.report.wording import percent, wrapped_path

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis.sensitivity.drivers import Driver, Drivers
    from renkei.study.understanding import Inquiry

_SHOWN = 12
_GROUPS = 4
_LITTLE = 0.25
_PATH = 38
_GROUPINGS = {
    "source": "by where the number comes from",
    "headquarters": "by headquarters",
    "kind": "by kind of number",
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
        Text(f"What drives it: {measured(inquiry)}, {_designs(inquiry)}", "bold"),
        Text(_luck(inquiry, found)),
        Text(_power(inquiry, found)),
        Text(),
    ]
    if found.drivers:
        parts.append(_table(inquiry, found))
        more = len(found.drivers) - _SHOWN
        if more > 0:
            parts.append(Text(f"and {more} more (--json)", "dim"))
        parts += [Text(line) for line in _shapes(inquiry, found)]
    else:
        parts.append(Text("No single range can be told apart from chance.", "bold"))
    groups = _group_table(found)
    if groups.row_count:
        parts += [Text(), groups]
    elif found.groups:
        parts.append(Text("No source, headquarters or kind of number can be told apart either."))
    parts += [Text(), Text(_METHOD, "dim")]
    return Group(*parts)


def _designs(inquiry: Inquiry) -> str:
    if len(inquiry.designs) == 1:
        return f"under {inquiry.designs[0]}"
    base, design = inquiry.designs
    return f"{design} minus {base}"


def _luck(inquiry: Inquiry, found: Drivers) -> str:
    apart = len(inquiry.designs) > 1
    unit = unit_of(inquiry, [found.mean, found.spread], difference=apart)
    said = (
        f"In {found.replications:,} replications the mean is "
        f"{unit.number(found.mean, signed=apart)} {unit.name}, with a standard deviation of "
        f"{unit.number(found.spread)} from replication to replication. "
    )
    if found.ranges is None:
        said += "How much of that is luck is not known: too few incidents in a replication. "
    else:
        said += f"Of that variance the ranges make {shares(found.ranges)} together, luck the rest. "
    if not found.drivers:
        return said.rstrip()
    many = len(found.drivers)
    ranges = "range" if many == 1 else "ranges"
    return (
        f"{said}The {many} {ranges} found, of {found.factors:,}, make {shares(found.found)}, "
        "each by itself."
    )


def _power(inquiry: Inquiry, found: Drivers) -> str:
    said = (
        f"So many replications find, four times in five, a range that makes "
        f"{percent(found.least_share)} of the variance or more"
    )
    if found.least_share <= SEEN:
        return f"{said}; of smaller ones they cannot tell which matter."
    made = inquiry.results.replications(inquiry.designs[0])
    needed = found.needed
    rare = ""
    if found.replications < made:
        needed = math.ceil(needed * made / found.replications)
        rare = f" ({made - found.replications:,} of {made:,} had no such incident)"
    return (
        f"{said}; they cannot tell {found.factors:,} ranges apart below that{rare}. --reps "
        f"{needed:,} would find one of {percent(SEEN)}."
    )


def _table(inquiry: Inquiry, found: Drivers) -> RenderableType:
    apart = len(inquiry.designs) > 1
    ends = [end.value for one in found.drivers for end in (one.low, one.high)]
    unit = unit_of(inquiry, ends, difference=apart)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("range", width=_PATH)
    table.add_column("share of\nvariance", justify="right")
    table.add_column(f"lowest tenth\n[{unit.name}]", justify="right")
    table.add_column(f"highest tenth\n[{unit.name}]", justify="right")
    for one in found.drivers[:_SHOWN]:
        table.add_row(
            Text(f"{wrapped_path(one.path, _PATH)}\n  {_ends(inquiry, one)}"),
            _broken(shares(one.share)),
            _broken(interval(unit, one.low, signed=apart)),
            _broken(interval(unit, one.high, signed=apart)),
        )
    return table


def _broken(text: str) -> str:
    return text.replace(" (", "\n(")


def _ends(inquiry: Inquiry, one: Driver) -> str:
    source = inquiry.labels.groupings["source"].get(one.path, "")
    ends = f"{_at(inquiry, one, 0.0)} to {_at(inquiry, one, 1.0)}"
    return ends + (f"; {source}" if source else "")


def _at(inquiry: Inquiry, one: Driver, share: float) -> str:
    """Return the value of a factor at a share of its range, as written."""
    worlds = inquiry.worlds
    return inquiry.labels.written(one.path, worlds.value(worlds.paths.index(one.path), share))


def _shapes(inquiry: Inquiry, found: Drivers) -> list[str]:
    """Return sentences on bends and on pairs whose effects do not add."""
    said = [
        f"The effect of {one.path} changes at about {_at(inquiry, one, one.bend.at)}."
        for one in found.drivers[:_SHOWN]
        if one.bend is not None
    ]
    said += [
        f"{one.paths[0]} and {one.paths[1]} do not add up: together they make another "
        f"{percent(one.share)}."
        for one in found.together[:3]
    ]
    return said


def _group_table(found: Drivers) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("all ranges of a group, found or not", width=_PATH)
    table.add_column("ranges", justify="right")
    table.add_column("found", justify="right")
    table.add_column("share of\nvariance", justify="right")
    for grouping, words in _GROUPINGS.items():
        own = [one for one in found.groups if one.grouping == grouping]
        told = [one for one in own if one.share.low > 0]
        # Of sources also what is known to be little; the rest says nothing.
        little = [one for one in own if one not in told and one.share.high < _LITTLE]
        own = [*told, *(little if grouping == "source" else [])]
        if not own:
            continue
        table.add_row(Text(words, "dim"))
        for one in own[:_GROUPS]:
            table.add_row(
                Text(f"  {one.name}"), f"{one.factors:,}", str(one.found), shares(one.share)
            )
        if len(own) > _GROUPS:
            table.add_row(Text(f"  and {len(own) - _GROUPS} more (--json)", "dim"))
    return table


_METHOD = (
    "Every replication has drawn all ranges; nothing more was simulated. Found: at most 5 % of the "
    "ranges named are expected to be false (Benjamini and Hochberg 1995). One that matters only "
    "together with another is not found. Share: first-order share of the variance between "
    "replications, by regression on orthogonal polynomials; of a range that is only just found it "
    "is more likely too large than too small. Luck that lasts a whole run, such as a bad year, "
    "counts with the ranges. Groups: in straight lines; named are those that can be told "
    "from nothing, and sources that make less than a quarter. Intervals 95 %, bootstrap or Student."
)
