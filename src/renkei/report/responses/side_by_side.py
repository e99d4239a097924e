"""Two swimlanes side by side: equal steps, and steps that differ under the other design.

Steps are matched by their identifiers, which are the same under every design for the same task.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr
from renkei.report.tables import Table
from renkei.report.wording import clock, hours, milestone_words, unit_for

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.report.responses.swimlane import LaneRow, Swimlane

_SAME_H = 1e-6
_MARKS = {"": (" ", ""), "gone": ("-", "red"), "added": ("+", "green")}
"""Mark and colour by kind of difference; all other kinds: ~ in yellow."""


@dataclass(frozen=True)
class Pair:
    """A step under both designs, or under one: then the other is None."""

    left: LaneRow | None
    right: LaneRow | None

    @property
    def differs(self) -> str:
        """``""`` if only the moment differs; else the attributes that differ, in words."""
        if self.left is None:
            return "added"
        if self.right is None:
            return "gone"
        words = []
        if (self.left.lane, self.left.to, self.left.who) != (
            self.right.lane,
            self.right.to,
            self.right.who,
        ):
            words.append("who")
        if abs(self.left.hours - self.right.hours) > _SAME_H:
            words.append("time")
        if (self.left.probability, self.left.rounds) != (
            self.right.probability,
            self.right.rounds,
        ):
            words.append("how often")
        return ", ".join(words)


def pairs(left: Swimlane, right: Swimlane) -> list[Pair]:
    """Return the steps of both, matched by identifier and unit, in order."""
    keys = [[row.id for row in lane.rows] for lane in (left, right)]
    found: list[Pair] = []
    matcher = SequenceMatcher(a=keys[0], b=keys[1], autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        ours, theirs = left.rows[start:end], list(right.rows[other_start:other_end])
        for row in ours:
            twin = next((other for other in theirs if other.id == row.id), None)
            if twin is not None:
                theirs.remove(twin)
            found.append(Pair(row, twin))
        found += [Pair(None, row) for row in theirs]
    return _joined(found)


def _joined(found: list[Pair]) -> list[Pair]:
    """Join a step that only changed its place in the order into one pair."""
    added = [pair.right for pair in found if pair.left is None and pair.right is not None]
    joined: list[Pair] = []
    for pair in found:
        if pair.left is not None and pair.right is None:
            twin = next((row for row in added if row.id == pair.left.id), None)
            if twin is not None:
                added.remove(twin)
            joined.append(Pair(pair.left, twin))
        else:
            joined.append(pair)
    return [pair for pair in joined if pair.left is not None or pair.right in added]


def side_by_side_data(left: Swimlane, right: Swimlane) -> dict[str, Any]:
    """Return both with their milestones and the pairs of steps as plain data."""
    return {
        "incident": left.incident,
        "designs": [left.design, right.design],
        "phases": [left.phase or None, right.phase or None],
        "milestones": {
            name: [left.milestones.get(name), right.milestones.get(name)]
            for name in _milestones(left, right)
        },
        "steps": [
            {
                "id": (pair.left or pair.right).id,  # type: ignore[union-attr]
                "differs": pair.differs or None,
                "left": asdict(pair.left) if pair.left else None,
                "right": asdict(pair.right) if pair.right else None,
            }
            for pair in pairs(left, right)
        ],
    }


def render_side_by_side(left: Swimlane, right: Swimlane) -> RenderableType:
    """Return the comparison for a terminal of 100 columns."""
    matched = pairs(left, right)
    different = sum(1 for pair in matched if pair.differs)
    where = Text(
        tr(
            "{incident} at {place}, {basis}",
            incident=left.incident_name,
            place=left.place,
            basis=left.basis,
        )
    )
    where.highlight_words([left.incident_name], "bold")
    count = tr("{some} of {all} steps differ", some=different, all=len(matched))
    head = Text.assemble(
        where,
        "\n",
        (count, "bold"),
        tr(": "),
        (f"- {tr('gone')}", "red"),
        "  ",
        (f"+ {tr('added')}", "green"),
        "  ",
        (f"~ {tr('who, time or how often')}", "yellow"),
    )
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("", width=1)
    for lane in (left, right):
        table.add_column(tr("at h"), justify="right", style="dim")
        phase = f"\n{lane.phase}" if lane.phase else ""
        table.add_column(Text(f"{lane.design_name} ({lane.design}){phase}"), ratio=1)
    for pair in matched:
        mark, style = _MARKS.get(pair.differs, ("~", "yellow"))
        table.add_row(Text(mark, style), *_cells(pair.left, pair), *_cells(pair.right, pair))
    return Group(head, Text(), _milestone_table(left, right), Text(), table)


def _cells(row: LaneRow | None, pair: Pair) -> tuple[str, Text]:
    """Return the moment and the text of one side; the right side omits equal text."""
    if row is None:
        return "", Text()
    if not pair.differs and row is pair.right:
        return clock(row.start_h), Text(tr("same"), "dim")
    style = _MARKS.get(pair.differs, ("~", "yellow"))[1]
    text = Text.assemble((row.who, style or "dim"), (tr(": ") + row.what, "" if style else "dim"))
    if row.to is not None and row.nation:
        text.append(tr(", for {nation}", nation=row.nation), "dim")
    text.append(tr(", ") + hours(row.hours), "" if "time" in pair.differs else "dim")
    for aside in (row.often, row.waited):
        if aside:
            text.append(f" [{aside}]", "dim")
    if pair.differs:
        text.append(f"\n{row.rule}, {row.where or row.path}", "dim")
    return clock(row.start_h), text


def _milestones(left: Swimlane, right: Swimlane) -> list[str]:
    return list(left.milestones) + [m for m in right.milestones if m not in left.milestones]


def _milestone_table(left: Swimlane, right: Swimlane) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("milestone"))
    unit = unit_for(hour for lane in (left, right) for hour in lane.milestones.values() if hour)
    for name in (left.design, right.design, tr("difference")):
        table.add_column(f"{name}\n[{unit.name}]", justify="right")
    for name in _milestones(left, right):
        one, two = left.milestones.get(name), right.milestones.get(name)
        change = two - one if one is not None and two is not None else None
        small = change is not None and abs(change) < _SAME_H
        table.add_row(
            (left.names | right.names).get(name) or milestone_words(name),
            unit.number(math.nan if one is None else one),
            unit.number(math.nan if two is None else two),
            Text(tr("same"), "dim")
            if small
            else Text(unit.number(math.nan if change is None else change, signed=True)),
        )
    return table
