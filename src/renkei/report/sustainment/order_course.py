"""The course of an order of a stock, step by step: moment, duration, actor and cause.

Takes a stock's course and its expected times without load; gives plain data and a rich table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.responses.swimlane import where
from renkei.report.tables import Table
from renkei.report.wording import clock, hours, number, share
from renkei.study.names import name_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.doctrine.expected import Course
    from renkei.scenario.model.document import Scenario


def supply_data(scenario: Scenario, stock: str, design: str, course: Course) -> dict[str, Any]:
    """Return the answer of ``renkei explain --supply`` as plain data."""
    declared = scenario.stocks[stock]
    order = declared.replenishment
    rows = [
        {
            "id": timed.step.id,
            "kind": timed.step.kind.value,
            "start_h": timed.start_h,
            "hours": timed.hours,
            "who": _who(scenario, timed.step.actor),
            "what": timed.step.text,
            "probability": timed.probability,
            "rule": timed.step.cause.rule,
            "path": timed.step.cause.path,
            "where": where(timed.step.cause.location),
        }
        for timed in course.steps
    ]
    return {
        "stock": stock,
        "name": name_of(declared.name, stock),
        "design": design,
        "on_hand": declared.on_hand.mean(),
        "target": (declared.target or declared.on_hand).mean(),
        "reorder_at": order.reorder_at.mean() if order and order.reorder_at else None,
        "lot": order.lot.mean() if order and order.lot else None,
        "push": order is not None and order.push,
        "every_h": order.every.mean() if order and order.every else None,
        "steps": rows,
    }


def render_supply(data: dict[str, Any]) -> RenderableType:
    """Return the course for a terminal of 100 columns."""
    head = Text.assemble(
        (data["name"], "bold"), f" under {data['design']}: ", _policy(data), "\n",
        ("expected without load and shortage", "dim"), "\n",
    )  # fmt: skip
    if not data["steps"]:
        return Group(head, Text("The stock is never filled up again."))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("at h", justify="right", no_wrap=True)
    table.add_column("takes", justify="right", no_wrap=True)
    table.add_column("who does what, and why")
    for row in data["steps"]:
        who = ((row["who"], "bold"), ": ") if row["who"] else ()
        text = Text.assemble(*who, row["what"])
        if row["probability"] < 1.0:
            text.append(f" [in {share(row['probability'])} of cases]", "yellow")
        text.append(f"\n{row['rule']}, {row['where'] or 'here'}: {row['path']}", "dim")
        table.add_row(clock(row["start_h"]), hours(row["hours"]), text)
    return Group(head, table)


def _who(scenario: Scenario, actor: str) -> str:
    return name_of(scenario.headquarters[actor].name, actor) if actor else ""


def _policy(data: dict[str, Any]) -> str:
    """Return in words when the stock orders, and how much."""
    text = f"{number(data['on_hand'])} on hand, full at {number(data['target'])}"
    if not data["steps"]:
        return text
    if data["push"]:
        amount, every = number(data["lot"]), hours(data["every_h"])
        return f"{text}; is sent {amount} every {every}, whatever its level"
    amount = f"lots of {number(data['lot'])}" if data["lot"] else "up to that"
    if data["reorder_at"] is not None:
        text += f"; at {number(data['reorder_at'])} orders {amount}"
    else:
        text += f"; orders every amount drawn, {amount}"
    return text + (f", looking every {hours(data['every_h'])}" if data["every_h"] else "")
